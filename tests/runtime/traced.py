"""Counts the octets of Python's memory that calls need and leave behind.

Run in a process of its own, which does nothing else: the one of the tests has threads of its own
and the garbage of other tests.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from contextlib import suppress
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lines import SEEDS

from sipstatus import ErrorKind, StatusCodeCounter, StatusLineError, count_status_codes

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *(("parse_status_line", (seed,), {"leniency": 31}) for seed in SEEDS),
    *(("parse_status_line", (bytearray(seed), 0), {}) for seed in SEEDS),
    ("parse_status_line", (b"SIP/2.0 486 Busy till Monday\r\n",), {}),
    ("parse_status_line", (b"SIP/2.0 200 ",), {}),
    ("parse_status_line", (b"SIP/2.0 486 Occupied",), {"leniency": 35}),
    ("parse_status_line", (bytearray(b"SIP/2.0 486"),), {"leniency": 35}),
    ("parse_status_line", (b"SIP/2.0 200 " + b"a" * 400,), {}),
    ("parse_status_line", (b"SIP/2.0 486 " + b"a" * 300 + b"\0\r\n",), {}),
    ("parse_status_line", (memoryview(b"SIP/2.0 486 x\r\n")[::2],), {}),
    ("parse_status_line", ("SIP/2.0 486 x\r\n",), {}),
    ("parse_status_line", (b"SIP/2.0 486 x\r\n", 2**80), {}),
    ("parse_status_line", (b"SIP/2.0 486 x\r\n", "0"), {}),
    ("parse_status_line", (b"SIP/2.0 486 x\r\n",), {"leniency": "all"}),
    ("is_response", (b"SIP/2.0 486 x\r\n",), {}),
    ("is_response", (bytearray(b"INVITE"),), {}),
    ("is_response", (memoryview(b"INVITE")[::2],), {}),
    ("is_response", ("SIP/2.0 486 x\r\n",), {}),
    ("encode_status_line", (486,), {}),
    ("encode_status_line", (299,), {}),
    ("encode_status_line", (486, "занято"), {}),
    ("encode_status_line", (486, b"\xff"), {"leniency": 1}),
    ("encode_status_line", (486, "a\r\nX: y"), {}),
    ("encode_status_line", (486, "ab\ud800"), {}),
    ("encode_status_line", (True,), {}),
    ("encode_status_line", (2**80,), {}),
    ("encode_status_line_into", (bytearray(999), 500, 486, "Occupied"), {}),
    ("encode_status_line_into", (bytearray(99), 5, 486), {}),
    ("encode_status_line_into", (bytearray(99), 5, 486, "занято"), {"leniency": 1}),
    ("encode_status_line_into", (bytearray(9), 5, 486), {}),
    ("encode_status_line_into", (bytearray(9), 10, 486), {}),
    ("encode_status_line_into", (bytearray(99), 5, 486, "a\n"), {}),
    ("encode_status_line_into", (b"x" * 99, 5, 486), {}),
    ("encode_status_line_into", (memoryview(bytearray(99))[::2], 5, 486), {}),
    ("encode_status_line_into", ("x" * 99, 5, 486), {}),
    ("StatusLine", (486, b"Occupied", (3, 1), 9), {}),
    ("StatusLine", (486, b"Occ\r\n"), {}),
    ("StatusLine", (486, b"Occupied", (3, None)), {}),
]
TIMES = 200
REPETITIONS = 20

MESSAGE = b"SIP/2.0 486 x\r\n" + b"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK7\r\n" * 12 + b"\r\n"
CHUNK = bytearray(MESSAGE * 200)  # a copy of bytes would be the same bytes


def kept(work: Callable[[], object]) -> int:
    """Octets that the work leaves behind each time; the work calls something `TIMES` times.

    That is the least that a repetition has added. Caches fill in some of them: CPython's cache of
    attributes keeps hundreds of the names that a ``Pattern.sub`` makes anew. So the work is
    repeated until it has left less than an octet a call, or very often.
    """
    tracemalloc.start()
    work()
    least = sys.maxsize
    for _ in range(REPETITIONS):
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        work()
        gc.collect()
        least = min(least, tracemalloc.get_traced_memory()[0] - before)
        if least < TIMES:
            break
    tracemalloc.stop()
    return least


def peak(work: Callable[[], object]) -> int:
    """Octets that the work needed at most, when it is not done for the first time."""
    work()
    gc.collect()
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def references(*things: object) -> int:
    """How many references there are to some things in all."""
    return sum(map(sys.getrefcount, things))


def kept_by_calls(module: str) -> list[tuple[str, int, int]]:
    """Every call, and the octets and references to its arguments that so many of it leave."""
    implementation = import_module(module)
    taken = []
    for name, arguments, options in CALLS:
        function = getattr(implementation, name)

        def repeat() -> None:
            for _ in range(TIMES):
                with suppress(ValueError, TypeError, BufferError):
                    result = function(*arguments, **options)  # noqa: B023
                    if isinstance(result, implementation.StatusLine):
                        hash(result), repr(result), result.reason_phrase, result.status
                        result.encode(), str(result)

        before = references(*arguments)
        octets = kept(repeat)
        taken.append((f"{name}(*{arguments})", octets, references(*arguments) - before))
    return taken


def kept_by_a_list() -> int:
    """A leak of the smallest kind: an object for each call."""
    held: list[object] = []
    return kept(lambda: held.extend(object() for _ in range(TIMES)))


def references_kept_by_errors(module: str) -> int:
    """References to what all errors share, that so many of them leave behind."""
    parse = import_module(module).parse_status_line

    def refuse() -> int:
        for _ in range(TIMES):
            with suppress(StatusLineError):
                parse(b"INVITE")
        gc.collect()
        return references(ErrorKind.NOT_A_RESPONSE, StatusLineError)

    before = refuse()
    return refuse() - before


def peak_of_writing(module: str, length: int) -> int:
    """A hundred lines with phrases of some octets, written into a buffer."""
    write = import_module(module).encode_status_line_into
    buffer = bytearray(length + 100)
    phrases = "a" * length, b"a" * length

    def work() -> None:
        for _ in range(50):
            for phrase in phrases:
                write(buffer, 50, 486, phrase)

    return peak(work)


def peak_of_stream(chunks: int) -> int:
    """A log that comes in chunks."""

    def work() -> None:
        counter = StatusCodeCounter()
        for _ in range(chunks):
            counter.update(CHUNK)
        assert counter.counts[486] == 200 * chunks

    return peak(work)


def peak_of_buffer(chunks: int) -> int:
    """A log in memory."""
    octets = CHUNK * chunks

    def work() -> None:
        assert count_status_codes(octets)[486] == 200 * chunks

    return peak(work)


def peak_of_file(chunks: int) -> int:
    """A log in a file."""
    octets = BytesIO(CHUNK * chunks)

    def work() -> None:
        octets.seek(0)
        assert count_status_codes(octets)[486] == 200 * chunks

    return peak(work)
