"""Finds status-lines in many octets: the readable twin of ``sipstatus._scan``.

A status-line has one line feed, its last octet, and its phrase has no CR or NUL.  So where a phrase
ends, it ends for every line that could begin within it.  The search continues there, and takes
linear time on any input.
"""

from __future__ import annotations

import re
from array import array
from functools import cache
from itertools import compress
from typing import TYPE_CHECKING

from _sipstatus.codes import STATUS_CODE_MAX, STATUS_CODE_MIN, STATUS_LINE_MAX

from sipstatus._statusline_py import grammar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Buffer

PATHS = ("python",)
"""Names of the ways to search on this machine, the fastest first; all find the same lines."""


def select_path(name: str) -> None:
    """Search by this path, one of :data:`PATHS`, from now on."""
    PATHS.index(name)


@cache
def _patterns(leniency: int, anywhere: bool) -> tuple[re.Pattern[bytes], ...]:
    """What matches a status-line up to its code, then its phrase, then its end."""
    head, phrase, end = grammar(leniency)
    begin = b"" if anywhere else b"^"
    return re.compile(begin + head, re.MULTILINE), re.compile(phrase), re.compile(end)


_CODES = {b"%d" % code: code for code in range(STATUS_CODE_MIN, STATUS_CODE_MAX + 1)}


def _rows(
    data: Buffer, start: int, stop: int, anywhere: bool, leniency: int
) -> Iterator[tuple[int, int, int]]:
    head, phrase, line_end = _patterns(leniency, anywhere)
    at = start
    while begun := head.search(data, at, stop):
        offset, at = begun.span()
        rest = phrase.match(data, at, stop)
        if not rest:
            continue
        at = rest.end()
        ended = line_end.match(data, at, stop)
        if not ended:
            continue
        at = ended.end()
        if at - offset > STATUS_LINE_MAX:  # a line that begins later can still be short enough
            at = max(offset + 1, at - STATUS_LINE_MAX)
            continue
        if code := _CODES.get(begun[3]):  # always true, unless octets change while they are read
            yield code, offset, at - offset


def scan(
    data: Buffer, start: int, stop: int, anywhere: bool, leniency: int
) -> tuple[bytes, bytes, bytes]:
    """The status-lines in ``data[start:stop]``, which begins where a line does.

    Returns three columns: status codes (uint16), offsets in `data` (int64), lengths (uint32).
    """
    _check(data, start, stop)
    columns = array("H"), array("q"), array("I")
    for row in _rows(data, start, stop, anywhere, leniency):
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    status_code, offset, length = columns
    return status_code.tobytes(), offset.tobytes(), length.tobytes()


def count(
    data: Buffer, start: int, stop: int, anywhere: bool, leniency: int, slots: array[int]
) -> None:
    """Count the status-lines in ``data[start:stop]``, which begins where a line does.

    slots: a writable buffer of 600 uint64; each line adds 1 to the one of its status code - 100.
    """
    _check(data, start, stop)
    for code, _, _ in _rows(data, start, stop, anywhere, leniency):
        slots[code - STATUS_CODE_MIN] += 1


def add(slots: array[int], now: array[int], before: array[int]) -> None:
    """Add to the slots what other slots have more now than they had before."""
    for slot in compress(range(len(now)), now):
        slots[slot] += now[slot] - before[slot]


def _check(data: Buffer, start: int, stop: int) -> int:
    """How many octets are in `data`, which must be contiguous and reach from `start` to `stop`."""
    with memoryview(data) as view:
        if not view.c_contiguous:
            raise BufferError("the buffer must be C-contiguous")
        if not 0 <= start <= stop <= view.nbytes:
            raise ValueError("start and stop must be within data")
        return view.nbytes


_LF = re.compile(rb"\n")
_LAST_LINE = re.compile(rb"(?s:.*)\n")


def next_line(data: Buffer, start: int) -> int:
    """Where the next line begins: after the first LF from `start` on, or at the end of `data`."""
    length = _check(data, start, start)
    found = _LF.search(data, start)
    return found.end() if found else length


def last_line(data: Buffer) -> int:
    """Where the last line begins: after the last LF, or at 0."""
    _check(data, 0, 0)
    found = _LAST_LINE.match(data)
    return found.end() if found else 0
