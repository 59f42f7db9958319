"""The rules of the house: what each part may import, and what stands in one place only."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / "src" / "sipstatus"
GENERATOR = ROOT / "generator" / "sipstatus_codegen"
TABLES = ROOT / "generated" / "python" / "_sipstatus"
CODEGEN_LIBRARIES = {"jinja2", "pydantic", "pydantic_core", "tomli"}


def imported(path: Path) -> Iterator[str]:
    """The top-level packages that a module imports, anywhere in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def modules(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "cli" not in path.parts]


@pytest.mark.parametrize("path", modules(RUNTIME) + modules(TABLES), ids=lambda path: path.name)
def test_the_runtime_imports_the_standard_library_only(path: Path) -> None:
    if path.name == "__main__.py":
        return
    allowed = sys.stdlib_module_names | {"sipstatus", "_sipstatus"}
    foreign = set(imported(path)) - allowed
    # What stands under TYPE_CHECKING is never imported at run time.
    assert foreign <= {"typing_extensions"}


@pytest.mark.parametrize("path", modules(GENERATOR), ids=lambda path: path.name)
def test_the_generator_never_imports_the_runtime(path: Path) -> None:
    allowed = sys.stdlib_module_names | CODEGEN_LIBRARIES | {"sipstatus_codegen"}
    assert set(imported(path)) <= allowed


EXTENSIONS = ["generated/cython/_statusline.pyx", "src/sipstatus/_scan.pyx"]
EXTENSIONS += ["src/sipstatus/_rows.pyx"]
EXTENSIONS += [f"src/sipstatus/cli/capture/{name}.pyx" for name in ("_messages", "_shape")]


@pytest.mark.parametrize("path", EXTENSIONS)
def test_the_extensions_import_nothing_else_either(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    names = re.findall(
        r"^\s*(?:from|import|cimport) +([\w.]+) +(?:c?import\b|$)", text, re.MULTILINE
    )
    assert names
    allowed = {"sipstatus", "_sipstatus", "cpython", "libc"}
    assert {name.partition(".")[0] for name in names} <= allowed


OUTWARD = {
    *("asyncio", "ftplib", "http", "imaplib", "poplib", "smtplib", "socket", "socketserver", "ssl"),
    *("urllib", "webbrowser", "xmlrpc"),
    *("ctypes", "multiprocessing", "pty", "subprocess"),
}
"""Modules that open a connection or start a program; ctypes can do both."""
STARTS_GIT = RUNTIME / "cli" / "staged.py"
"""``sipstatus check --staged`` asks git for its index, and starts nothing else."""


@pytest.mark.parametrize("folder", [RUNTIME, GENERATOR, TABLES], ids=lambda path: path.name)
def test_nothing_reaches_out(folder: Path) -> None:
    for path in folder.rglob("*.py"):  # the command as well
        text = path.read_text(encoding="utf-8")
        allowed = {"subprocess"} if path == STARTS_GIT else set()
        assert not (set(imported(path)) & OUTWARD) - allowed, path
        assert not re.search(r"\bos\.(?:system|popen|fork|exec|spawn|posix_spawn)", text), path


def test_the_dependencies_are_what_the_imports_need() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    assert project["dependencies"] == []
    assert {need.partition(">")[0] for need in extras["arrow"]} == {"nanoarrow"}
    assert {need.partition(">")[0] for need in extras["cli"]} == {"click", "rich"}
    assert {need.partition(">")[0] for need in extras["codegen"]} == {
        "sipstatus[cli]",
        "jinja2",
        "pydantic",
        "tomli",
    }


def test_only_one_place_takes_class_and_code_together() -> None:
    """Exceptions from the rules of a class are read, checked, resolved, and then gone."""
    sources = [
        path
        for folder in (GENERATOR, RUNTIME, TABLES)
        for path in folder.rglob("*")
        if path.suffix in {".py", ".j2", ".pyx", ".h"}
    ]
    naming = {path for path in sources if "except_codes" in path.read_text(encoding="utf-8")}
    stages = [GENERATOR / name for name in ("reading", "rules", "model")]
    assert GENERATOR / "model" / "meaning.py" in naming
    assert [path for path in naming if not any(map(path.is_relative_to, stages))] == []


def test_there_is_no_drawer_for_everything() -> None:
    names = {path.stem for folder in ("src", "generator") for path in (ROOT / folder).rglob("*.py")}
    assert not names & {"utils", "util", "helpers", "misc", "common"}
