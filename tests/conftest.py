"""Settings of all tests: how hard Hypothesis looks (``HYPOTHESIS_PROFILE=fuzz`` for more).

``nox`` looks hard once, and with ``short`` where only the interpreter is another.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# No time limits: they would measure the machine, not the code.
untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", untimed, max_examples=200)
settings.register_profile("short", untimed, max_examples=40)
settings.register_profile("quick", untimed, max_examples=10)
settings.register_profile("fuzz", untimed, max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# What `nox -s quick` runs: tests that start no process and compile nothing.
QUICK = {
    "spec": "*",
    "runtime": "best_response check_response encode errors isup localized lookup metrics parse "
    "retry_advice status_line vectors",
    "codegen": "limits locate meaning meaning_rules naming overlays recipe rules tables text "
    "vocabulary",
    "generated": "drift imports layout security",
    "fuzz": "corpus",
    "examples": "*",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the files in :data:`QUICK`."""
    for item in items:
        names = QUICK.get(item.path.parent.name, "").split()
        if "*" in names or item.path.stem.removeprefix("test_") in names:
            item.add_marker(pytest.mark.quick)
