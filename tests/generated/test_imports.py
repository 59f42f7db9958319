"""Who imports whom, lazy imports and those for type checkers included: never in a circle."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "sipstatus": ROOT / "src" / "sipstatus",
    "sipstatus_codegen": ROOT / "generator" / "sipstatus_codegen",
}
# What the command shares with the runtime beside the public names of the package.
SHARED = {
    *("sipstatus._check_response", "sipstatus._headers", "sipstatus._installing"),
    *("sipstatus._rule_ids", "sipstatus._search", "sipstatus._sentences"),
}
# The way of the data through the generator: a stage imports from those before it, and from itself.
STAGES = (
    *("faults", "recipe", "packaged", "model", "language", "reading", "rules", "loader"),
    *("targets", "banner", "rendering", "project", "folder", "readback", "vendored", "api"),
    "__main__",
    *("starter", "scaffold"),
)

# The Cython module is built on the C parser, so both targets write that header, from one template.
# C++ lays out rows and writes comments as C does.
BUILT_ON = {("cython", "c"), ("cpp", "c")}


def modules(package: str, folder: Path) -> dict[str, Path]:
    """Every module of a package by its full name."""
    return {
        ".".join([package, *path.relative_to(folder).with_suffix("").parts]).removesuffix(
            ".__init__"
        ): path
        for path in sorted(folder.rglob("*.py"))
    }


def imports(source: str, known: set[str], here: str = "", package: str = "") -> set[str]:
    """The known modules that a source imports, anywhere in it.

    ``here`` is the module that the source is of and ``package`` the one that it lies in: itself,
    for an ``__init__``.  Relative imports start there.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package.split(".")[: 1 - node.level or None] if node.level else []
            module = ".".join([*start, *filter(None, [node.module])])
            # A name is a module of the package, or else something in the package itself.
            names = {f"{module}.{alias.name}" for alias in node.names}
            found |= names if names <= known else (names & known) | {module}
    return (found & known) - {here}


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
        name: imports(
            path.read_text(encoding="utf-8"),
            {*paths},
            name,
            name if path.name == "__init__.py" else name.rpartition(".")[0],
        )
        for name, path in paths.items()
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


def stage(module: str) -> str:
    """The stage of the generator that a module is in; "" for the package itself."""
    return module.removeprefix("sipstatus_codegen").removeprefix(".").partition(".")[0]


def test_the_generator_works_in_stages() -> None:
    graph = graph_of("sipstatus_codegen")
    assert {stage(module) for module in graph} == {"", *STAGES}
    back = [
        f"{module} imports {imported}"
        for module in graph
        if stage(module)  # the package offers what the stages have
        for imported in graph[module]
        if stage(imported) not in STAGES[: STAGES.index(stage(module)) + 1]
    ]
    assert back == []


def test_what_stands_at_the_beginning_needs_nothing() -> None:
    graph = graph_of("sipstatus_codegen")
    assert graph["sipstatus_codegen.faults"] == graph["sipstatus_codegen.recipe"] == set()
    language = {name for name in graph if stage(name) == "language"}
    assert set().union(*(graph[name] for name in language)) <= language


def test_a_language_knows_no_other() -> None:
    graph = graph_of("sipstatus_codegen")
    top = "sipstatus_codegen.targets"
    shared = {f"{top}.{name}" for name in ("base", "docs", "maps", "prose", "records")}
    languages = {
        module: module.split(".")[2]
        for module in graph
        if module.startswith(f"{top}.") and module not in shared
    }
    known = {
        (language, languages[imported])
        for module, language in languages.items()
        for imported in graph[module] & languages.keys()
    }
    assert {(one, other) for one, other in known if one != other} == BUILT_ON
    assert graph[top] == {"sipstatus_codegen.faults", f"{top}.base"}
    assert not set().union(*map(graph.__getitem__, shared)) & {top, *languages}


@pytest.mark.parametrize(
    "source",
    [
        "import p.b",
        "from p import b",
        "from p.b import x",
        "from . import b",
        "from .b import x",
        "def f():\n    from p.b import x",
        "def f():\n    from .b import x",
        "if TYPE_CHECKING:\n    from p.b import x",
    ],
)
def test_a_circle_is_found(source: str) -> None:
    known = {"p", "p.a", "p.b"}
    graph = {"p.a": imports(source, known, "p.a", "p"), "p.b": imports("import p.a", known)}
    assert sorted(set(circle(graph))) == ["p.a", "p.b"]


def test_a_name_of_the_package_itself_is_an_import_of_it() -> None:
    known = {"p", "p.a"}
    assert imports("from p import a, x", known) == {"p", "p.a"}
    assert imports("from p import a", known) == {"p.a"}


@pytest.mark.parametrize(
    ("source", "imported"),
    [
        ("from . import d", "p.q.d"),
        ("from .d import x", "p.q.d"),
        ("from .. import a", "p.a"),
        ("from .. import x", "p"),
        ("from ..a import x", "p.a"),
        ("from . import x", "p.q"),
    ],
)
def test_relative_imports_start_at_their_package(source: str, imported: str) -> None:
    known = {"p", "p.a", "p.q", "p.q.c", "p.q.d"}
    assert imports(source, known, "p.q.c", "p.q") == {imported}
