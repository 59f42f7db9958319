"""Parses and writes lines that touch memory which nobody may use; run in a process that may crash.

The octets lie flush against the end, then the beginning, of readable pages between two pages
without any permission, so that reading or writing one octet too many kills the process.
"""

from __future__ import annotations

import ctypes
import mmap
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lines import LINE_MAX, SEEDS, outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

PROT_NONE = 0
PAGES = 17  # more than the longest line


class Guarded:
    """Readable pages between two unreadable ones."""

    def __init__(self) -> None:
        self.size = PAGES * mmap.PAGESIZE
        self.mapping = mmap.mmap(-1, self.size + 2 * mmap.PAGESIZE)
        start = ctypes.addressof(ctypes.c_char.from_buffer(self.mapping))
        self.first = start + mmap.PAGESIZE
        protect = ctypes.CDLL(None, use_errno=True).mprotect
        protect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        for page in (start, self.first + self.size):
            if protect(page, mmap.PAGESIZE, PROT_NONE):
                raise OSError(ctypes.get_errno(), "mprotect")

    def place(self, octets: bytes) -> Iterator[ctypes.Array[ctypes.c_char]]:
        """The octets as a buffer: before the last unreadable page, then behind the first."""
        for address in (self.first + self.size - len(octets), self.first):
            ctypes.memmove(address, octets, len(octets))
            yield (ctypes.c_char * len(octets)).from_address(address)


def inputs() -> Iterator[bytes]:
    """All prefixes of short lines, and long ones at every alignment to a machine word."""
    for seed in (*SEEDS, b"SIP/2.0 481 Call/Transaction Does Not Exist\r\n"):
        for length in range(len(seed) + 1):
            yield seed[:length]
    for length in range(40):
        yield b"SIP/2.0 200 " + b"a" * length
        yield b"SIP/2.0 200 " + b"\xe2\x82\xac" * length
        yield b"SIP/2.0 200 " + b"a" * length + b"\r"
        yield b"SIP/2.0 " + b" " * length
        yield b"\r\n" * length
    for length in range(LINE_MAX - 15, LINE_MAX - 9):
        yield b"SIP/2.0 200 " + b"a" * length


def parse_all(module: str) -> int:
    """Parse every input from guarded memory and from bytes; how many times."""
    implementation = import_module(module)
    parse = implementation.parse_status_line
    guarded = Guarded()
    count = 0
    for octets in inputs():
        for buffer in guarded.place(octets):
            assert implementation.is_response(buffer) == implementation.is_response(octets)
            for leniency in (0, 1, 3, 30, 31, 32, 35, 63):
                for start in {0, len(octets) // 2, len(octets)}:
                    expected = outcome(parse, octets, start, leniency=leniency)
                    assert outcome(parse, buffer, start, leniency=leniency) == expected
                    count += 1
    return count


def scan_all(module: str, path: str) -> int:
    """Scan every input, and lines in front of it, from guarded memory; how many times."""
    engine = import_module(module)
    engine.select_path(path)
    guarded = Guarded()
    count = 0
    for octets in inputs():
        for front in (b"", b"SIP/2.0 200 OK\r\n" * 4, b"x" * 60 + b"\n"):
            data = (front + octets)[-guarded.size :]
            for leniency in (0, 3, 31):
                for anywhere in (False, True):
                    expected = engine.scan(data, 0, len(data), anywhere, leniency)
                    for buffer in guarded.place(data):
                        found = engine.scan(buffer, 0, len(data), anywhere, leniency)
                        assert found == expected
                        assert engine.last_line(buffer) == data.rfind(b"\n") + 1
                        count += 1
    return count


def encode_all(module: str) -> int:
    """Write lines that fill guarded memory to the last octet, and have one too few refused."""
    implementation = import_module(module)
    guarded = Guarded()
    count = 0
    for code in (100, 299, 481, 699):
        for phrase in (None, *("a" * length for length in (*range(70), LINE_MAX - 14))):
            line = implementation.encode_status_line(code, phrase)
            for offset in (0, 1, 63):
                for buffer in guarded.place(b"#" * (offset + len(line))):
                    arguments = buffer, offset, code, phrase
                    assert implementation.encode_status_line_into(*arguments) == len(buffer)
                    assert bytes(buffer) == b"#" * offset + line
                for buffer in guarded.place(b"#" * (offset + len(line) - 1)):
                    arguments = buffer, offset, code, phrase
                    assert outcome_into(implementation, *arguments) is ValueError
                    assert set(bytes(buffer)) == {*b"#"}
                count += 4
    return count


def outcome_into(implementation: ModuleType, *arguments: Any) -> type[Exception] | int:
    try:
        end: int = implementation.encode_status_line_into(*arguments)
    except ValueError as error:
        return type(error)
    return end


def read_too_far() -> None:
    """Shows that the guard works: does not return."""
    guarded = Guarded()
    ctypes.string_at(guarded.first + guarded.size - 1, 2)
