"""Memory does not grow with the number of calls, nor with the length of a stream."""

from __future__ import annotations

import gc
import tracemalloc
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from sipstatus import StatusCodeCounter, StatusLineError, count_status_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

LINES = [
    b"SIP/2.0 180 Ringing\r\n",
    b"SIP/2.0 486 Busy till Monday\r\n",
    b"INVITE sip:bob@example.com SIP/2.0\r\n",
    b"SIP/2.0 200 ",
]
MESSAGE = LINES[1] + b"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK7\r\n" * 12 + b"\r\n"
CHUNK = MESSAGE * 200
SLACK = 4_096
"""Octets that two runs may differ by: a cache that fills, a number that is not small any more."""


@pytest.fixture(autouse=True)
def tracing() -> Iterator[None]:
    gc.collect()
    tracemalloc.start()
    yield
    tracemalloc.stop()


def kept(work: Callable[[], object]) -> int:
    """Octets that the work has left behind."""
    before = tracemalloc.get_traced_memory()[0]
    work()
    gc.collect()
    return tracemalloc.get_traced_memory()[0] - before


def peak(work: Callable[[], object]) -> int:
    """Octets that the work needed at most."""
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    work()
    return tracemalloc.get_traced_memory()[1] - before


@pytest.mark.parametrize("line", LINES)
def test_calls_leave_nothing_behind(implementation: ModuleType, line: bytes) -> None:
    def repeat() -> None:
        for _ in range(2_000):
            with suppress(StatusLineError):
                implementation.parse_status_line(line)

    repeat()
    assert kept(repeat) < SLACK  # an octet a call would be 2,000, an object 32,000


def test_what_is_kept_is_seen() -> None:
    held: list[bytes] = []
    assert kept(lambda: held.extend(bytes(10) for _ in range(2_000))) > SLACK


def stream(chunks: int) -> None:
    counter = StatusCodeCounter()
    for _ in range(chunks):
        counter.update(CHUNK)
    assert counter.counts[486] == 200 * chunks


def buffer(chunks: int) -> Callable[[], None]:
    octets = CHUNK * chunks

    def work() -> None:
        assert count_status_codes(octets)[486] == 200 * chunks

    return work


def file(chunks: int) -> Callable[[], None]:
    octets = BytesIO(CHUNK * chunks)

    def work() -> None:
        octets.seek(0)
        assert count_status_codes(octets)[486] == 200 * chunks

    return work


def test_a_stream_of_any_length_takes_the_same_memory() -> None:
    stream(1)
    assert peak(lambda: stream(40)) < peak(lambda: stream(4)) + SLACK


@pytest.mark.parametrize("source", [buffer, file])
def test_an_input_of_any_size_takes_the_same_memory(
    source: Callable[[int], Callable[[], None]],
) -> None:
    little, much = source(40), source(80)
    little()
    assert peak(much) < peak(little) + SLACK
