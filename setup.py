"""What pyproject.toml cannot say: three source roots, and an extension that may be left out."""

import os
from pathlib import Path

from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext

PURE = os.getenv("SIPSTATUS_PURE_PYTHON", "") not in ("", "0")
PYX, PXD = (f"generated/cython/_statusline.{kind}" for kind in ("pyx", "pxd"))
PLACES = {"sipstatus": "src/sipstatus", "_sipstatus": "generated/python/_sipstatus"}
PLACES |= {"sipstatus_codegen": "generator/sipstatus_codegen", "sipstatus_codegen.spec": "spec"}


class BuildExtension(build_ext):
    def run(self) -> None:
        # Cython looks for a module's .pxd in its package, and whoever cimports it does, too.
        package = Path(self.build_temp if self.inplace else self.build_lib, "sipstatus")
        self.mkpath(str(package))
        (package / "__init__.py").touch()
        self.extensions[0].cython_include_dirs = [str(package.parent)]
        self.copy_file(PXD, str(package))
        self.cython_c_in_temp = True  # nothing but the generator writes into generated/
        try:
            super().run()
        except Exception as error:
            hint = "SIPSTATUS_PURE_PYTHON=1 builds without a compiler"
            raise SystemExit(f"{error}\n{hint}") from None


setup(
    packages=sorted({*PLACES, *find_packages("src"), *find_packages("generator")}),
    package_dir=PLACES,
    package_data={"": ["py.typed", "*.pyi", "*.toml", "vectors/*", "templates/*"]},
    ext_modules=[] if PURE else [Extension("sipstatus._statusline", [PYX], depends=[PYX, PXD])],
    include_package_data=False,
    cmdclass={"build_ext": BuildExtension},
)
