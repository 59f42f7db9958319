"""Runs every test of the runtime with both implementations."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from implementations import MODULES, PURE_PYTHON

if TYPE_CHECKING:
    from types import ModuleType

# Two implementations are needed to compare them; the GIL is only the extension's to release, and so
# is what an allocation that fails would leave behind.
COMPILED = ["test_differential.py", "test_free_gil.py", "test_short_of_memory.py"]
collect_ignore = COMPILED if PURE_PYTHON else []


@pytest.fixture(scope="session", params=["python"] if PURE_PYTHON else ["cython", "python"])
def implementation(request: pytest.FixtureRequest) -> ModuleType:
    """The module that parses and encodes: compiled ("cython") or its twin ("python")."""
    return import_module(MODULES[request.param])


@pytest.fixture(scope="session")
def pure_python() -> bool:
    """Whether this run is about the twin alone."""
    return PURE_PYTHON
