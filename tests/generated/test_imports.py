"""Who imports whom, lazy imports and those for type checkers included: never in a circle."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"sipstatus": ROOT / "src" / "sipstatus"}
# What the command shares with the runtime beside the public names of the package.
SHARED = {"sipstatus._headers", "sipstatus._search", "sipstatus._sentences"}


def modules(package: str, folder: Path) -> dict[str, Path]:
    """Every module of a package by its full name."""
    return {
        ".".join([package, *path.relative_to(folder).with_suffix("").parts]).removesuffix(
            ".__init__"
        ): path
        for path in sorted(folder.rglob("*.py"))
    }


def imports(source: str, known: set[str]) -> set[str]:
    """The known modules that a source imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports are not understood here"
            assert node.module
            # A name is a module of the package, or else something in the package itself.
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names if names <= known else (names & known) | {node.module}
    return found & known


def circle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of one circle in a graph of imports; empty if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        names: list[str] = error.args[1]
        return names
    return []


def graph_of(package: str) -> dict[str, set[str]]:
    """The modules of a package, and what each imports of the same package."""
    paths = modules(package, PACKAGES[package])
    return {
        name: imports(path.read_text(encoding="utf-8"), {*paths}) for name, path in paths.items()
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_no_circle_of_imports(package: str) -> None:
    graph = graph_of(package)
    assert sum(map(len, graph.values())) > len(graph)
    assert circle(graph) == []


def test_command_and_runtime() -> None:
    """The command uses the public package like any program; the runtime knows no command."""
    graph = graph_of("sipstatus")
    command = {name for name in graph if f"{name}.".startswith("sipstatus.cli.")}
    assert set().union(*(graph[name] for name in command)) - command <= {"sipstatus", *SHARED}
    importers = {name for name in graph if graph[name] & command} - command
    assert importers == {"sipstatus.__main__"}


@pytest.mark.parametrize(
    "source",
    [
        "import p.b",
        "from p import b",
        "from p.b import x",
        "def f():\n    from p.b import x",
        "if TYPE_CHECKING:\n    from p.b import x",
    ],
)
def test_a_circle_is_found(source: str) -> None:
    known = {"p", "p.a", "p.b"}
    graph = {"p.a": imports(source, known), "p.b": imports("import p.a", known)}
    assert sorted(set(circle(graph))) == ["p.a", "p.b"]


def test_a_name_of_the_package_itself_is_an_import_of_it() -> None:
    known = {"p", "p.a"}
    assert imports("from p import a, x", known) == {"p", "p.a"}
    assert imports("from p import a", known) == {"p.a"}
