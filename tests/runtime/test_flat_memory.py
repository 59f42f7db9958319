"""Memory does not grow with the number of calls, nor with the length of a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

import fresh_python
import pytest

if TYPE_CHECKING:
    from types import ModuleType

SLACK = 1_024
"""Octets that two runs may differ by: a cache that fills, a number that is not small any more."""

FEW = 20
"""References that may come or go for the same reasons."""


def test_no_call_leaks(implementation: ModuleType) -> None:
    """An object for each of 200 calls would be 3,200 octets, a reference to an argument 200."""
    kept = fresh_python.result("traced.kept_by_calls", implementation.__name__)
    assert len(kept) > 50
    assert [call for call in kept if call[1] > SLACK or abs(call[2]) > FEW] == []


def test_a_leak_is_seen() -> None:
    assert fresh_python.result("traced.kept_by_a_list") > SLACK


def test_errors_leave_no_references_behind(implementation: ModuleType) -> None:
    """One for each of 200 errors would be 200."""
    more = fresh_python.result("traced.references_kept_by_errors", implementation.__name__)
    assert abs(more) < FEW


def test_writing_into_a_buffer_allocates_nothing(implementation: ModuleType) -> None:
    """But ints, one at a time, and in the twin the line."""
    length = 60_000
    peak = fresh_python.result("traced.peak_of_writing", implementation.__name__, length)
    assert peak < (SLACK if implementation.__name__ == "sipstatus._statusline" else 4 * length)


@pytest.mark.once
@pytest.mark.parametrize("source", ["stream", "buffer", "file"])
def test_an_input_of_any_length_takes_the_same_memory(source: str) -> None:
    little, much = (fresh_python.result(f"traced.peak_of_{source}", n) for n in (40, 80))
    assert much < little + SLACK
