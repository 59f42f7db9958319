"""The rules of the house: who imports whom, who writes where, how long a file may be."""

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
CODEGEN_LIBRARIES = {"jinja2", "pydantic", "pydantic_core"}


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


@pytest.mark.parametrize("path", [ROOT / "generated/cython/_statusline.pyx", RUNTIME / "_scan.pyx"])
def test_the_extensions_import_nothing_else_either(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    names = re.findall(
        r"^\s*(?:from|import|cimport) +([\w.]+) +(?:c?import\b|$)", text, re.MULTILINE
    )
    assert names
    allowed = {"sipstatus", "_sipstatus", "cpython", "libc"}
    assert {name.partition(".")[0] for name in names} <= allowed


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
    }


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_modules_stay_small() -> None:
    long = [p for p in GENERATOR.rglob("*.py") if "targets" not in p.parts and lines(p) > 300]
    long += [p for p in GENERATOR.glob("targets/*/__init__.py") if lines(p) > 150]
    long += [path for path in [ROOT / "setup.py"] if lines(path) > 40]
    assert long == []


def test_there_is_no_drawer_for_everything() -> None:
    names = {path.stem for folder in ("src", "generator") for path in (ROOT / folder).rglob("*.py")}
    assert not names & {"utils", "util", "helpers", "misc", "common"}
