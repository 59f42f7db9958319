"""Builds what everything is compared with: R2, an empty compiled function, and READ, a pass."""

from __future__ import annotations

import ctypes
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
R2_NAME = "reference_r2"


def compiler() -> str:
    """The C compiler that builds extensions for this Python."""
    return shlex.split(sysconfig.get_config_var("CC") or "cc")[0]


def build_r2(folder: Path) -> ModuleType:
    """Compile ``reference.pyx`` in a folder of its own and import it: ``f``, ``mark``."""
    name = R2_NAME
    (folder / f"{name}.pyx").write_bytes((HERE / "reference.pyx").read_bytes())
    script = (
        "from setuptools import Extension, setup; "
        f"setup(name='{name}', ext_modules=[Extension('{name}', ['{name}.pyx'])])"
    )
    command = [sys.executable, "-c", script, "-q", "build_ext", "--inplace"]
    subprocess.run(command, check=True, cwd=folder, stdout=sys.stderr)
    sys.path.insert(0, str(folder))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(folder))


class Read:
    """READ over one writable buffer."""

    def __init__(self, folder: Path, buffer: bytearray | memoryview) -> None:
        library = folder / "read.so"
        command = [compiler(), "-O3", "-shared", "-fPIC", str(HERE / "read.c"), "-o", str(library)]
        subprocess.run(command, check=True)
        self.function = ctypes.CDLL(str(library)).read_pass
        self.function.argtypes = (ctypes.c_void_p, ctypes.c_size_t)
        self.function.restype = ctypes.c_uint64
        self.length = len(buffer)
        self.first = ctypes.c_char.from_buffer(buffer)  # holds the buffer
        self.address = ctypes.addressof(self.first)

    def whole(self) -> int:
        """One pass by one thread; the sum."""
        return int(self.function(self.address, self.length))

    def by_threads(self, pool: ThreadPoolExecutor, threads: int) -> Callable[[], int]:
        """One pass in equal parts."""
        step = -(-self.length // threads)
        starts = range(0, self.length, step)

        def work(start: int) -> int:
            return int(self.function(self.address + start, min(step, self.length - start)))

        return lambda: sum(pool.map(work, starts))
