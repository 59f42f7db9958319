"""Not an octet is read or written outside the data."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import fresh_python

if TYPE_CHECKING:
    from types import ModuleType


def test_nothing_is_read_past_either_end(implementation: ModuleType) -> None:
    count = fresh_python.output(
        "import sys, unreadable_page; print(unreadable_page.parse_all(sys.argv[1]))",
        implementation.__name__,
    )
    assert int(count) > 10_000


def test_nothing_is_written_past_either_end(implementation: ModuleType) -> None:
    count = fresh_python.output(
        "import sys, unreadable_page; print(unreadable_page.encode_all(sys.argv[1]))",
        implementation.__name__,
    )
    assert int(count) > 1_000


def test_the_unreadable_page_is_unreadable() -> None:
    process = fresh_python.run("import unreadable_page; unreadable_page.read_too_far()")
    assert process.returncode in (-signal.SIGSEGV, -signal.SIGBUS)
