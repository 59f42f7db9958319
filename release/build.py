"""The sdist, the wheel of every Python named, and the pure wheel, all from what is committed.

The sdist is made in two clones, whose octets have to be the same.  The wheels are made from it.
Each runs the runtime tests, and those of Linux get the tag that an index wants.

    python release/build.py OUT PYTHON...
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GROUPS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]


def run(*command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """Run the command, shown first; what it prints."""
    print("$", *command, flush=True)
    settings = {**os.environ, **(env or {})}
    return subprocess.run(
        command, check=True, cwd=cwd, env=settings, stdout=subprocess.PIPE, text=True
    ).stdout


def moment() -> str:
    """SOURCE_DATE_EPOCH: when the last commit was made."""
    return run("git", "log", "-1", "--format=%ct").strip()


def sdist(out: Path, folder: Path) -> Path:
    """Made in two clones, with other permissions for their files."""
    made: list[Path] = []
    for name, mask in (("first", 0o022), ("second", 0o077)):
        before = os.umask(mask)
        clone = folder / name
        run("git", "clone", "--quiet", ROOT, clone)
        build = [
            "-m",
            "build",
            "--sdist",
            "--no-isolation",
            "--outdir",
            str(folder / f"{name}-dist"),
        ]
        run(sys.executable, *build, cwd=clone)
        os.umask(before)
        made += (folder / f"{name}-dist").iterdir()
    first, second = made
    if first.read_bytes() != second.read_bytes():
        sys.exit(f"{first} and {second} are not the same")
    print(f"{first.name}: the same {first.stat().st_size:,} octets from two clones")
    return first.rename(out / first.name)


def environment(python: str, folder: Path, *groups: str) -> Path:
    """The Python of a new environment with dependency groups of pyproject.toml."""
    run(python, "-m", "venv", folder)
    made = folder / "bin" / "python"
    needs = [need for name in groups for need in GROUPS[name]]
    run(made, "-m", "pip", "install", "--quiet", *(need for need in needs if isinstance(need, str)))
    return made


def wheel(python: Path, source: Path, folder: Path, *, pure: bool = False) -> Path:
    """Built from the sdist, installed, and tested."""
    env = {"SIPSTATUS_PURE_PYTHON": "1" if pure else "", "HYPOTHESIS_PROFILE": "short"}
    options = ["--quiet", "--no-deps", "--no-cache-dir"]
    build = [*options, "--no-build-isolation", "--wheel-dir", str(folder)]
    run(python, "-m", "pip", "wheel", *build, source, env=env)
    (made,) = folder.glob("*.whl")
    run(python, "-m", "pip", "install", "--force-reinstall", *options, made)
    tests = ["-n", "2", "-q", "-p", "no:cacheprovider", str(ROOT / "tests" / "runtime")]
    print(run(python, "-m", "pytest", *tests, env=env))
    return made


def main(out: Path, pythons: list[str]) -> None:
    """Build all of it into a folder."""
    os.environ["SOURCE_DATE_EPOCH"] = moment()
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = sdist(out, folder)
        for python in pythons:
            used = environment(python, folder / python, "build", "test", "proxy")
            made = wheel(used, source, folder / f"{python}-wheel")
            print(run(sys.executable, "-m", "auditwheel", "show", made))
            run(sys.executable, "-m", "auditwheel", "repair", "--wheel-dir", out, made)
        made = wheel(used, source, folder / "pure-wheel", pure=True)
        made.rename(out / made.name)
    for path in sorted(out.iterdir()):
        print(f"{path.stat().st_size:>9,}  {path.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), sys.argv[2:])
