"""A scan finds what the obvious definition finds: on every path, from every kind of source."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from conftest import PURE_PYTHON
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import EXAMPLES, leniencies
from scanned import captures, defined, engine_rows, long_captures

if TYPE_CHECKING:
    from types import ModuleType

TWIN = "sipstatus._scan_py"


def paths() -> list[tuple[str, str]]:
    """Every way to search that this machine has."""
    modules = [TWIN] if PURE_PYTHON else ["sipstatus._scan", TWIN]
    return [(module, path) for module in modules for path in import_module(module).PATHS]


@pytest.fixture(scope="module", params=paths(), ids=lambda param: param[1])
def engine(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    """The module that searches, by one of its paths."""
    name, path = request.param
    module = import_module(name)
    module.select_path(path)
    yield module
    module.select_path(module.PATHS[0])


@settings(max_examples=EXAMPLES * 5)
@given(captures, st.booleans(), leniencies)
def test_rows_are_those_of_the_definition(
    engine: Any, octets: bytes, anywhere: bool, leniency: int
) -> None:
    expected = defined(octets, anywhere=anywhere, leniency=leniency)
    assert engine_rows(engine, octets, 0, len(octets), anywhere, leniency) == expected


@settings(max_examples=max(EXAMPLES // 8, 5))
@given(long_captures, st.booleans(), leniencies)
def test_rows_of_long_lines_are_those_of_the_definition(
    engine: Any, octets: bytes, anywhere: bool, leniency: int
) -> None:
    expected = defined(octets, anywhere=anywhere, leniency=leniency)
    assert engine_rows(engine, octets, 0, len(octets), anywhere, leniency) == expected
