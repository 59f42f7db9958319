"""Wheels for machines that this one is not, built by zig: aarch64 with glibc, x86-64 with musl.

The first runs the vectors under qemu, in Debian's Python for arm64.  No Python with musl can be had
here, so the second is inspected; `nox -s scan_paths` runs the vectors through the header, linked
statically with musl.

    python release/cross.py ARM64 QEMU FOLDER DIST

ARM64 is a folder with Debian's packages unpacked, QEMU one with the program.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from build import ROOT, environment, moment, run

GLIBC = "2.17"
NEEDS = ["pytest", "hypothesis", "jsonschema"]


def compiler(target: str, *flags: str) -> dict[str, str]:
    """The environment in which setuptools compiles for it."""
    command = " ".join([sys.executable, "-m", "ziglang", "cc", "-target", target, *flags])
    return {"CC": command, "LDSHARED": f"{command} -shared"}


def wheel(python: Path, source: Path, folder: Path, env: Mapping[str, str]) -> tuple[Path, str]:
    """Built from the sdist; with what auditwheel says of it."""
    options = ["--quiet", "--no-deps", "--no-cache-dir", "--no-build-isolation"]
    run(python, "-m", "pip", "wheel", *options, "--wheel-dir", folder, source, env=env)
    (made,) = folder.glob("*.whl")
    judged = run(sys.executable, "-m", "auditwheel", "show", made)
    print(judged)
    return made, judged


def aarch64(python: Path, source: Path, debian: Path, qemu: Path, folder: Path, dist: Path) -> None:
    """Built with the headers and settings of Debian's Python, and run by it."""
    (library,) = debian.glob("usr/lib/python3.*/_sysconfigdata__aarch64-linux-gnu.py")
    version = library.parent.name
    (folder / "settings").mkdir(parents=True)
    shutil.copy(library, folder / "settings")
    headers = [f"-I{debian / 'usr/include' / version}", f"-I{debian / 'usr/include'}"]
    settings = compiler(f"aarch64-linux-gnu.{GLIBC}", *headers)
    settings |= {"PYTHONPATH": str(folder / "settings"), "_PYTHON_HOST_PLATFORM": "linux-aarch64"}
    settings |= {"_PYTHON_SYSCONFIGDATA_NAME": library.stem}
    tag = f"manylinux_{GLIBC.replace('.', '_')}_aarch64"
    untagged, _ = wheel(python, source, folder / "wheel", settings)
    run(sys.executable, "-m", "auditwheel", "repair", "--wheel-dir", dist, untagged)
    (made,) = dist.glob("*_aarch64.whl")
    site = folder / "site"
    place = ["--target", str(site), "--only-binary", ":all:", "--no-compile"]
    place += ["--python-version", version.removeprefix("python")]
    place += ["--platform", tag, "--platform", "manylinux_2_28_aarch64"]
    run(sys.executable, "-m", "pip", "install", "--quiet", *place, *NEEDS, made)
    inside = {"PYTHONHOME": debian / "usr", "PYTHONPATH": site, "HYPOTHESIS_PROFILE": "quick"}
    words = [word for name, value in inside.items() for word in ("-E", f"{name}={value}")]
    emulated: list[str | Path] = [
        qemu / "qemu-aarch64-static",
        "-L",
        debian,
        *words,
        debian / "usr/bin" / version,
    ]
    tests = [ROOT / "tests" / "runtime" / "test_vectors.py"]
    print(run(*emulated, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests))


def musl(python: Path, source: Path, folder: Path) -> None:
    """Nothing of glibc is in it; nobody has run it, so it is not for an index."""
    suffix = run(python, "-c", "import sysconfig; print(sysconfig.get_config_var('SOABI'))").strip()
    settings = compiler("x86_64-linux-musl")
    settings |= {"SETUPTOOLS_EXT_SUFFIX": f".{suffix.replace('-gnu', '-musl')}.so"}
    _, judged = wheel(python, source, folder, settings)
    if "no external versioned symbols" not in judged or '"libc.so": null' not in judged:
        sys.exit("the wheel for musl needs more than its library")


def main(debian: Path, qemu: Path, folder: Path, dist: Path) -> None:
    """Build both."""
    os.environ["SOURCE_DATE_EPOCH"] = moment()
    (source,) = dist.glob("*.tar.gz")
    (executable,) = debian.glob("usr/bin/python3.*")
    python = environment(executable.name, folder / "builder", "build")
    aarch64(python, source, debian, qemu, folder / "aarch64", dist)
    musl(python, source, folder / "musl")


if __name__ == "__main__":
    debian, qemu, folder, dist = (Path(word).absolute() for word in sys.argv[1:])
    main(debian, qemu, folder, dist)
