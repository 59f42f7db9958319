"""An allocation that fails is a MemoryError, and leaves everything as it was."""

from __future__ import annotations

import os

import fresh_python
import pytest


def test_every_allocation_may_fail() -> None:
    failures = fresh_python.result("short_of_memory.all_failures")
    assert len(failures) > 130
    assert sum(failures.values()) > 1_000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_what_is_loaded_at_its_first_use() -> None:
    said = fresh_python.result("short_of_memory.first_uses_after_failures")
    assert set(said) == {"not_a_response <StatusCode.BUSY_HERE: 486>"}
