"""Other threads go on while the extension searches (the twin cannot let them)."""

from __future__ import annotations

import sys
from array import array
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

import sipstatus._rows as engine
from sipstatus import count_status_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OCTETS = b"x" * (1 << 24)


@pytest.fixture(autouse=True)
def nobody_is_interrupted() -> Iterator[None]:
    """A thread keeps the GIL until it lets go of it, however long that takes."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(3_600)
    yield
    sys.setswitchinterval(interval)


def lets_others_in(work: Callable[[bytes], object], rounds: int) -> bool:
    """Whether this thread gets its turn before another one has done all rounds of the work.

    If the work lets go of the GIL, the first moment on a processor is enough for that.
    """
    begun, seen = Event(), Event()
    done = 0

    def repeat() -> None:
        nonlocal done
        begun.set()
        while done < rounds and not seen.is_set():
            work(OCTETS)
            done += 1

    other = Thread(target=repeat)
    other.start()
    begun.wait()
    seen.set()
    other.join()
    return done < rounds


def test_the_gil_is_free_while_octets_are_searched() -> None:
    assert lets_others_in(count_status_codes, 1_000)


def test_the_gil_is_free_while_rows_are_parsed() -> None:
    rows = 1 << 18
    offsets = array("i", range(0, 14 * rows + 1, 14))
    part = "i", 0, rows, None, offsets, [b"SIP/2.0 200 OK" * rows]
    assert lets_others_in(lambda _: engine.parse([part], rows, 35), 1_000)


def test_a_gil_that_is_held_is_seen() -> None:
    without_gil = not getattr(sys, "_is_gil_enabled", lambda: True)()
    assert lets_others_in(lambda octets: octets.count(b"y"), 100) is without_gil
