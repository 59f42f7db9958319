"""Not an octet is read outside the data, and nothing is left behind."""

from __future__ import annotations

import gc
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import fresh_python
import pytest
from lines import SEEDS

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


LEAKY_CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *(("parse_status_line", (seed,), {"leniency": 31}) for seed in SEEDS),
    *(("parse_status_line", (bytearray(seed), 0), {}) for seed in SEEDS),
    ("parse_status_line", (b"SIP/2.0 486 " + b"a" * 300 + b"\0\r\n",), {}),
    ("parse_status_line", (memoryview(b"SIP/2.0 486 x\r\n")[::2],), {}),
    ("parse_status_line", ("SIP/2.0 486 x\r\n",), {}),
    ("parse_status_line", (b"SIP/2.0 486 x\r\n", 2**80), {}),
    ("parse_status_line", (b"SIP/2.0 486 x\r\n", "0"), {}),
    ("parse_status_line", (b"SIP/2.0 486 x\r\n",), {"leniency": "all"}),
    ("encode_status_line", (486,), {}),
    ("encode_status_line", (299,), {}),
    ("encode_status_line", (486, "занято"), {}),
    ("encode_status_line", (486, b"\xff"), {"leniency": 1}),
    ("encode_status_line", (486, "a\r\nX: y"), {}),
    ("encode_status_line", (486, "ab\ud800"), {}),
    ("encode_status_line", (True,), {}),
    ("encode_status_line", (2**80,), {}),
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


@pytest.mark.parametrize("call", LEAKY_CALLS, ids=lambda call: call[0])
def test_no_call_leaks(
    implementation: ModuleType, call: tuple[str, tuple[Any, ...], dict[str, Any]]
) -> None:
    name, arguments, options = call
    function = getattr(implementation, name)

    def repeat() -> int:
        for _ in range(400):
            with suppress(ValueError, TypeError, BufferError):
                result = function(*arguments, **options)
                if not name.startswith("encode"):
                    hash(result), repr(result), result.reason_phrase, result.status
        gc.collect()
        return sys.getallocatedblocks()

    repeat()
    before = repeat()
    assert repeat() - before < 200  # one block a call would be 400
