"""What pyproject.toml cannot say: three source roots, extensions that may be left out, links."""

import gzip
import io
import os
import re
import sys
import tarfile
import tomllib
from pathlib import Path

from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.sdist import sdist

PURE = os.getenv("SIPSTATUS_PURE_PYTHON", "") not in ("", "0")
CYTHON, RUNTIME = "generated/cython", "src/sipstatus"
COMPILED = ("_scan", "_rows", "cli.capture._messages", "cli.capture._shape")
PYX = {"sipstatus._statusline": f"{CYTHON}/_statusline.pyx"}
PYX |= {f"sipstatus.{name}": f"{RUNTIME}/{name.replace('.', '/')}.pyx" for name in COMPILED}
SHARED = [f"{CYTHON}/_statusline.pxd", f"{CYTHON}/sip_statusline.h"]  # with those who cimport
INCLUDE = [RUNTIME, CYTHON]
NEEDS = [*PYX.values(), *SHARED, f"{RUNTIME}/_scan.h", f"{RUNTIME}/_rows.h"]
WAY_OUT = "SIPSTATUS_PURE_PYTHON=1 builds without a compiler"
PLACES = {"sipstatus": RUNTIME, "_sipstatus": "generated/python/_sipstatus"}
PLACES |= {"sipstatus_codegen": "generator/sipstatus_codegen", "sipstatus_codegen.spec": "spec"}


def absolute(readme: str) -> str:
    """The README as an index shows it: a link to a file leads to that file of this release."""
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    files = f"{project['urls']['Repository']}/blob/v{project['version']}/"
    return re.sub(r"(?<=\]\()(?!https?:|#)", files, readme)


class BuildExtension(build_ext):
    def run(self) -> None:
        package = Path(self.build_temp if self.inplace else self.build_lib, "sipstatus")
        self.mkpath(str(package))
        (package / "__init__.py").touch()  # a package: Cython looks there for a module's .pxd
        self.cython_include_dirs = [str(package.parent)]
        for path in SHARED:
            self.copy_file(path, str(package))
        self.cython_c_in_temp = True  # nothing but the generator writes into generated/
        if sys.platform == "linux" and "CFLAGS" not in os.environ:
            # Python's own flags may ask for debug information, and it stands in the module here.
            for extension in self.extensions:
                extension.extra_compile_args = ["-g0"]
                extension.extra_link_args = ["-Wl,-s"]
        try:
            super().run()
        except Exception as error:
            raise SystemExit(f"{error}\n{WAY_OUT}") from None


class SourceDistribution(sdist):
    def make_distribution(self) -> None:
        """The same octets from every clone: all files are nobody's, and of SOURCE_DATE_EPOCH."""
        super().make_distribution()
        moment = int(os.getenv("SOURCE_DATE_EPOCH", "315532800"))  # zip knows no time before 1980
        for path in map(Path, self.archive_files):
            made = io.BytesIO(path.read_bytes())
            with (
                tarfile.open(fileobj=made) as old,
                gzip.GzipFile(path, "wb", mtime=moment) as packed,
                tarfile.open(fileobj=packed, mode="w") as new,
            ):
                for member in old:
                    plain = tarfile.TarInfo(member.name)
                    plain.type, plain.size, plain.mtime = member.type, member.size, moment
                    plain.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
                    new.addfile(plain, old.extractfile(member))


setup(
    long_description=absolute(Path("README.md").read_text("utf-8")),
    long_description_content_type="text/markdown",
    packages=sorted({*PLACES, *find_packages("src"), *find_packages("generator")}),
    package_dir=PLACES,
    package_data={"": ["py.typed", "*.pyi", "*.toml", "rfc-*.json", "vectors/*", "templates/*"]},
    ext_modules=[Extension(name, [PYX[name]], INCLUDE, depends=NEEDS) for name in PYX if not PURE],
    include_package_data=False,
    cmdclass={"build_ext": BuildExtension, "sdist": SourceDistribution},
)
