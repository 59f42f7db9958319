"""What pyproject.toml cannot say: three source roots, and extensions that may be left out."""

import os
from pathlib import Path

from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext

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


class BuildExtension(build_ext):
    def run(self) -> None:
        package = Path(self.build_temp if self.inplace else self.build_lib, "sipstatus")
        self.mkpath(str(package))
        (package / "__init__.py").touch()  # a package: Cython looks there for a module's .pxd
        self.cython_include_dirs = [str(package.parent)]
        for path in SHARED:
            self.copy_file(path, str(package))
        self.cython_c_in_temp = True  # nothing but the generator writes into generated/
        try:
            super().run()
        except Exception as error:
            raise SystemExit(f"{error}\n{WAY_OUT}") from None


setup(
    packages=sorted({*PLACES, *find_packages("src"), *find_packages("generator")}),
    package_dir=PLACES,
    package_data={"": ["py.typed", "*.pyi", "*.toml", "rfc-*.json", "vectors/*", "templates/*"]},
    ext_modules=[Extension(name, [PYX[name]], INCLUDE, depends=NEEDS) for name in PYX if not PURE],
    include_package_data=False,
    cmdclass={"build_ext": BuildExtension},
)
