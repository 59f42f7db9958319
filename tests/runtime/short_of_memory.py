"""Makes calls while one allocation of Python's memory fails, and while all from one on fail.

Run in a process of its own, which a call may end that did not expect it. ``_testcapi`` lets the
allocations of Python fail; an extension of a C library may have memory from elsewhere.

Only what is compiled, and the errors. Functions in Python crash CPython 3.12 and 3.13 when there is
no memory for the frame of an exception, so the twin cannot do better. Nor can CPython look for an
unknown member of an enum, as in ``StatusLineError("bad", 9)``: the MemoryErrors get each other as
their context, and it follows them in a circle.
"""

from __future__ import annotations

import _testcapi  # type: ignore[import-not-found]  # of CPython's own tests, and without types
import copy
import gc
import os
import pickle
import sys
from array import array
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

import sipstatus
import sipstatus._rows as rows
import sipstatus._scan as engine
import sipstatus._statusline as compiled
from sipstatus import IncompleteStatusLine, StatusLineError

if TYPE_CHECKING:
    from collections.abc import Callable

ENOUGH = 10
"""So many attempts in turn without a MemoryError show that the call allocates no more often.

Fewer do not: an allocation may fail without harm, such as one for a cache.
"""

Case = tuple["Callable[..., Any]", "Callable[[], list[Any]]"]
"""A call, and what makes its arguments anew for each attempt."""

LINE = b"SIP/2.0 486 Occupied [x]\r\n"
LONG = b"SIP/2.0 486 " + b"a" * 900 + b"\r\n"
LOG = LINE + b"Via: x\r\nSIP/2.0 299 \r\n" + LINE * 1_500 + b"\r\nSIP/2.0 4"


def anew(*parts: Any) -> Callable[[], list[Any]]:
    """Makes arguments: new text, as text keeps its UTF-8, and new buffers, as some get changed."""
    return lambda: [
        _copied(part) if isinstance(part, (str, bytearray, array)) else part for part in parts
    ]


def _copied(part: Any) -> Any:
    return part[:1] + part[1:]


def parser_cases() -> dict[str, Case]:
    """Calls of the parser and encoder."""
    parse, encode, into = (
        compiled.parse_status_line,
        compiled.encode_status_line,
        compiled.encode_status_line_into,
    )

    def line(octets: bytes = LINE) -> list[Any]:
        return [parse(octets)]

    cases: dict[str, Case] = {}
    for data in (
        b"SIP/2.0 180 Ringing\r\n",
        LINE,
        LONG,
        LINE + b"a" * 70_000,
        b"SIP/2.0 486",
        b"SIP/2.0 4_86 x\r\n",
        LONG[:-1] + b"a",
        b"INVITE sip:a@b.example SIP/2.0\r\n",
    ):
        for kind in (bytes, bytearray):
            name = f"{data[:20]!r} of {len(data)}, {kind.__name__}"
            cases[f"parse {name}"] = parse, anew(kind(data))
            cases[f"parse at {name}"] = (
                partial(parse, start=2, leniency=31),
                anew(kind(b"\r\n\r\n" + data)),
            )
            cases[f"is_response {name}"] = compiled.is_response, anew(kind(data))
    phrases = (None, "Occupied", b"Occupied", "a" * 900, "занято" * 90, "a\n", "занято\ud800")
    for phrase in phrases:
        for code in (486, 299, 999):
            name = f"{code} {phrase!r:.20}"
            cases[f"encode {name}"] = encode, anew(code, phrase)
            cases[f"encode {name}, relayed"] = partial(encode, leniency=1), anew(code, phrase)
            cases[f"encode into {name}"] = into, anew(bytearray(1_200), 5, code, phrase)
    cases |= {
        "encode into too little": (into, lambda: [bytearray(20), 5, 486, "Occupied"]),
        "encode into what is read-only": (into, lambda: [bytes(200), 5, 486, "Occupied"]),
        "a line": (compiled.StatusLine, lambda: [486, b"Occupied", (3, 1), 900]),
        "a line of a wrong code": (compiled.StatusLine, lambda: [1_000, b"Occupied"]),
        "a line of wrong octets": (compiled.StatusLine, lambda: [486, b"Occ\r\n"]),
        "a line of a wrong version": (compiled.StatusLine, lambda: [486, b"", (2, 2**70)]),
        "relay": (lambda line: line.encode(), line),
        "relay a canonical line": (
            lambda line: line.encode(),
            lambda: line(b"SIP/2.0 180 Ringing\r\n"),
        ),
        "relay another version": (
            lambda line: line.encode(),
            lambda: line(b"sip/31.7 486 Occupied\r\n"),
        ),
        "str": (str, line),
        "repr": (repr, line),
        "hash": (hash, line),
        "compare": (lambda one, other: one == other, lambda: line() + line()),
        "attributes": (
            lambda line: (line.reason_octets, line.reason_phrase, line.status, line.version),
            line,
        ),
        "pickle": (lambda line: pickle.loads(pickle.dumps(line)), line),
        "copy": (copy.copy, line),
    }
    return cases


def error_cases() -> dict[str, Case]:
    """The errors, as a program makes them."""
    return {
        "an error": (StatusLineError, lambda: ["bad_code", 900]),
        "an incomplete line": (IncompleteStatusLine, lambda: [900]),
        "what an error says": (str, lambda: [StatusLineError("bad_code", 900)]),
        "pickled errors": (
            lambda *errors: pickle.loads(pickle.dumps(errors)),
            lambda: [StatusLineError("bad_code", 900), IncompleteStatusLine(900)],
        ),
    }


def scan_cases() -> dict[str, Case]:
    """Searches, which have no memory for more rows either."""
    slots = array("Q", bytes(8 * 600))
    cases: dict[str, Case] = {"add": (engine.add, anew(slots, slots, slots))}
    for kind in (bytes, bytearray):
        log = kind(LOG)
        whole = 0, len(log), False, 3
        cases |= {
            f"scan, {kind.__name__}": (engine.scan, anew(log, *whole)),
            f"count, {kind.__name__}": (engine.count, anew(log, *whole, slots)),
            f"next line, {kind.__name__}": (engine.next_line, anew(log, 500)),
            f"last line, {kind.__name__}": (engine.last_line, anew(log)),
            f"before all, {kind.__name__}": (engine.next_line, anew(log, -1)),
        }
    return cases


def row_cases() -> dict[str, Case]:
    """Columns, whose phrases want more room than there is at first."""
    octets = LINE + LONG + b"SIP/2.0 4" + LONG[:-2]
    offsets = array("i", [0, len(LINE), len(LINE + LONG), len(LINE + LONG) + 9, len(octets)])
    part = "i", 0, 4, b"\x0f", offsets, [octets]
    return {
        "rows": (rows.parse, anew([part, part], 8, 35)),
        "rows outside": (rows.parse, anew([(*part[:4], offsets, [b"x"])], 4, 35)),
    }


def plain(thing: Any) -> Any:
    """All that can be told of a thing, to compare it with another."""
    match thing:
        case bytearray():
            return bytes(thing)
        case list() | tuple():
            return [plain(part) for part in thing]
        case StatusLineError():
            return type(thing), thing.kind, thing.offset, thing.args, str(thing)
        case array():
            return thing.tolist()
        case _ if hasattr(thing, "_is_status_line"):
            return thing.version, thing.status_code, thing.reason_octets, thing.end
    return thing


def told(call: Callable[..., Any], arguments: list[Any]) -> Any:
    """What the call returns or raises."""
    try:
        return plain(call(*arguments))
    except MemoryError:
        raise
    except (ValueError, TypeError) as error:
        return plain(error) if isinstance(error, StatusLineError) else (type(error), str(error))


def attempt(call: Callable[..., Any], arguments: list[Any], first: int, last: int) -> Any:
    """The call while allocations fail: what it returns or raises, unless that is a MemoryError."""
    try:
        _testcapi.set_nomemory(first, last)
        try:
            return call(*arguments)
        finally:
            _testcapi.remove_mem_hooks()
    except (ValueError, TypeError) as error:
        return error


def failures(call: Callable[..., Any], make: Callable[[], list[Any]]) -> int:
    """How often the call ran out of memory, until it no longer did."""
    usual = make()
    expected = told(call, usual), plain(usual)
    failed = passed = 0
    for first in count():
        for last in (first + 1, 0):
            arguments = make()
            before = plain(arguments)
            try:
                result = attempt(call, arguments, first, last)
            except MemoryError:
                failed += 1
                passed = 0
            else:
                passed += 1
                assert (told(given, [result]), plain(arguments)) == expected, (first, last)
                continue
            # Nothing has changed, nobody holds the buffer, and the next call works.
            assert plain(arguments) == before, (first, last)
            for argument in arguments:
                if isinstance(argument, bytearray):
                    argument.append(0)
                    argument.pop()
            assert (told(call, arguments), plain(arguments)) == expected, (first, last)
        if passed >= 2 * ENOUGH:
            return failed
    raise AssertionError


def given(result: Any) -> Any:
    """What was returned or raised before, once more."""
    if isinstance(result, (ValueError, TypeError)):
        raise result
    return result


def all_failures() -> dict[str, int]:
    """How often each call ran out of memory."""
    sipstatus.preload()
    gc.disable()  # or it would run now in one attempt, now in another
    found = {}
    for name, (call, make) in (parser_cases() | error_cases() | scan_cases() | row_cases()).items():
        print(name, file=sys.stderr, flush=True)  # the last one is the one that failed
        found[name] = failures(call, make)
    return found


def first_uses_after_failures() -> list[str]:
    """What a refusal and a status are, after memory failed while what they need was loaded.

    Each attempt has a process of its own, as it has to be the first.
    """
    seen = []
    for first in range(0, 400, 7):
        reader, writer = os.pipe()
        if not os.fork():
            try:
                said = first_uses(first)
            except BaseException as error:
                said = repr(error)
            os.write(writer, said.encode())
            os._exit(0)
        os.close(writer)
        seen.append(os.read(reader, 1_000).decode())
        os.close(reader)
        os.wait()
    return seen


def first_uses(first: int) -> str:
    """A refusal and a status that had no memory, and then once more."""
    line = compiled.parse_status_line(LINE)
    for call in (lambda: compiled.parse_status_line(b"ACK "), lambda: line.status):
        try:
            attempt(call, [], first, first + 1)
        except Exception:
            continue
    try:
        compiled.parse_status_line(b"ACK ")
    except StatusLineError as error:
        return f"{error.kind} {line.status!r}"
    return "parsed"
