"""Importing sipstatus: what it loads, which implementation it takes, and what it shows."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import fresh_python
import pytest

import sipstatus

NAMES: list[str] = vars(sipstatus)["__all__"]


# The implementation in use


def test_the_extension_is_really_loaded(pure_python: bool) -> None:
    if pure_python:
        assert sipstatus.IMPLEMENTATION == "python"
        assert sipstatus.parse_status_line.__module__ == "sipstatus._statusline_py"
    else:
        assert sipstatus.IMPLEMENTATION == "cython"
        compiled = import_module("sipstatus._statusline")
        assert not str(compiled.__file__).endswith(".py")
        assert sipstatus.parse_status_line is compiled.parse_status_line
        assert sipstatus.encode_status_line is compiled.encode_status_line
        assert sipstatus.is_response is compiled.is_response
        assert sipstatus.StatusLine is compiled.StatusLine


@pytest.mark.parametrize(
    ("value", "selected"),
    [("", "cython"), ("0", "cython"), ("1", "python"), ("no", "python"), ("00", "python")],
)
def test_the_switch(pure_python: bool, value: str, selected: str) -> None:
    if pure_python and selected == "cython":
        # Without an extension to be found, only the asked-for twin is certain.
        value, selected = "1", "python"
    code = "import sipstatus; print(sipstatus.IMPLEMENTATION)"
    assert fresh_python.output(code, pure_python=value) == selected


def test_twin_without_the_extension() -> None:
    code = """
import sys
sys.modules["sipstatus._statusline"] = None
import sipstatus
print(sipstatus.IMPLEMENTATION, sipstatus.parse_status_line(b"SIP/2.0 180 Ringing\\r\\n").end)
"""
    assert fresh_python.output(code, pure_python="0") == "python 21"


@pytest.mark.parametrize("error", ["ImportError('undefined symbol')", "ModuleNotFoundError('x')"])
def test_a_broken_extension_is_no_missing_one(error: str) -> None:
    code = f"""
import sys

class Broken:
    def find_spec(self, name, path=None, target=None):
        if name == "sipstatus._statusline":
            raise {error}

sys.meta_path.insert(0, Broken())
import sipstatus
try:
    sipstatus.IMPLEMENTATION
except ImportError as error:
    print(repr(error))
"""
    assert fresh_python.output(code, pure_python="") == error


# What is loaded

LOADED = """
import sys
before = set(sys.modules)
import sipstatus
{use}
new = set(sys.modules) - before - {{"_xxsubinterpreters"}}  # of Python 3.11, though not in its list
strangers = {{
    name for name in new
    if name.partition(".")[0] not in (*sys.stdlib_module_names, "sipstatus", "_sipstatus")
    and not name.startswith(("_cython_", "cython_runtime"))  # of no file: extensions make them
}}
print(sipstatus.IMPLEMENTATION, *sorted(strangers))
print(*sorted(name for name in new if name.partition(".")[0] in ("sipstatus", "_sipstatus")))
print("typing" in new, "importlib.metadata" in new, "sipstatus_codegen" in sys.modules)
"""


@pytest.mark.parametrize("pure", ["", "1"])
def test_first_parse_loads_the_parser_alone(pure_python: bool, pure: str) -> None:
    code = LOADED.format(use="sipstatus.parse_status_line(b'SIP/2.0 180 Ringing\\r\\n').end")
    expected = "python" if pure_python or pure else "cython"
    used, own, others = fresh_python.output(
        code, pure_python="1" if expected == "python" else ""
    ).splitlines()
    assert used == expected
    assert {"sipstatus", "sipstatus._implementation"} <= set(own.split())
    assert not {"_sipstatus.status_code", "_sipstatus.facts", "sipstatus._search"} & {*own.split()}
    assert others.split()[1:] == ["False", "False"]


def test_everything_loads_the_standard_library_alone() -> None:
    code = LOADED.format(use="from sipstatus import *; find_status_codes('busy here')")
    used, own, others = fresh_python.output(code).splitlines()
    assert used == sipstatus.IMPLEMENTATION
    assert "_sipstatus.facts" in own.split()
    assert others.split()[1:] == ["False", "False"]


def test_import_alone_loads_nothing() -> None:
    code = """
import sys
before = set(sys.modules)
import sipstatus
print(*sorted(set(sys.modules) - before))
"""
    assert fresh_python.output(code) == "__future__ sipstatus"


def test_import_without_generated_tables() -> None:
    """So that `sipstatus generate` can bring them back."""
    code = """
import sys
sys.modules["_sipstatus"] = None
import sipstatus
print(sipstatus.ErrorKind.BAD_CODE, sipstatus.Leniency.DEFAULT.value)
try:
    sipstatus.StatusCode
except ModuleNotFoundError as error:
    print(error.name.partition(".")[0])
"""
    assert fresh_python.output(code).split() == ["bad_code", "3", "_sipstatus"]


# What is shown


def test_type_checkers_see_the_names_that_are_loaded() -> None:
    tree = ast.parse(Path(sipstatus.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    assert ast.unparse(block.test) == "TYPE_CHECKING"
    typed = {
        (node.module, alias.name, alias.asname)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    home: dict[str, str] = vars(sipstatus)["_HOME"]
    # "as" the same name: without it type checkers take an import for private.
    assert typed == {(module, name, name) for name, module in home.items()}
    assert [*home] == NAMES


def test_public_names() -> None:
    shown = {name for name in dir(sipstatus) if not name.startswith("_")}
    assert shown == {*NAMES}
    for name in NAMES:
        assert getattr(sipstatus, name) is getattr(sipstatus, name)


def test_star_import() -> None:
    names: dict[str, object] = {}
    exec("from sipstatus import *", names)
    assert names.keys() - {"__builtins__"} == {*NAMES}


def test_unknown_attributes() -> None:
    with pytest.raises(AttributeError, match=r"^module 'sipstatus' has no attribute 'parse'$"):
        sipstatus.parse  # noqa: B018
    with pytest.raises(ImportError, match="parse"):
        exec("from sipstatus import parse")
    assert not hasattr(sipstatus, "__path_of_no_return__")


def test_version() -> None:
    code = """
import importlib.metadata, sipstatus
assert "__version__" in dir(sipstatus)
importlib.metadata.version = {"sipstatus": "1.2.3"}.__getitem__
print(sipstatus.__version__)
"""
    assert fresh_python.output(code) == "1.2.3"


def test_version_of_a_tree_that_is_not_installed() -> None:
    code = """
import importlib.metadata, sipstatus
def version(name):
    raise importlib.metadata.PackageNotFoundError(name)
importlib.metadata.version = version
print(hasattr(sipstatus, "__version__"))
"""
    assert fresh_python.output(code) == "False"


@pytest.mark.parametrize(
    "name",
    [
        "ErrorKind",
        "IncompleteStatusLine",
        "Leniency",
        "ResponseClass",
        "StatusCode",
        "StatusLine",
        "StatusLineError",
    ],
)
def test_public_classes_say_where_they_are_from(name: str) -> None:
    public = getattr(sipstatus, name)
    assert public.__module__ == "sipstatus"
    assert public.__qualname__ == name


@pytest.mark.parametrize("name", [name for name in NAMES if name != "IMPLEMENTATION"])
def test_everything_public_is_documented(name: str) -> None:
    public = getattr(sipstatus, name)
    assert isinstance(public, str) or public.__doc__


def test_the_spec_is_named() -> None:
    assert [part.isdigit() for part in sipstatus.SPEC_VERSION.split(".")] == [True] * 3
    assert len(bytes.fromhex(sipstatus.SPEC_DIGEST)) == 32


def test_leniency() -> None:
    assert {name: flag.value for name, flag in sipstatus.Leniency.__members__.items()} == {
        "STRICT": 0,
        "REASON_OCTETS": 1,
        "MISSING_REASON": 2,
        "EXTRA_WHITESPACE": 4,
        "BARE_LF": 8,
        "LEADING_CRLF": 16,
        "DEFAULT": 3,
        "LOG": 11,
        "ALL": 31,
        "NO_LINE_END": 32,
    }
    assert sipstatus.Leniency.ALL & ~sipstatus.Leniency.DEFAULT == 28
    with pytest.raises(ValueError, match="64"):
        sipstatus.Leniency(64)
