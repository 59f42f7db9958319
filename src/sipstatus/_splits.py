"""Files in splits, for engines that count them in many processes or on many machines.

A line belongs to the split in which it begins.  So whoever has the file can count a split, in any
order, and again if a worker was lost, and the counts add up to those of the whole.
"""

from __future__ import annotations

import os
import sys
from io import FileIO
from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple

from sipstatus._arguments import int_argument
from sipstatus._bulk import CHUNK_SIZE, StatusCodeCounter
from sipstatus._leniency import Leniency

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Split", "count_split", "plan_splits"]


class Split(NamedTuple):
    """A part of a file: what :func:`count_split` takes.

    >>> Split("calls.log", start=0, stop=4096)
    Split(path='calls.log', start=0, stop=4096)
    """

    path: str
    """The file, as it was named in the plan."""
    start: int
    """Index of its first octet in the file."""
    stop: int
    """Index of the first octet behind it."""


Split.__module__ = "sipstatus"


def plan_splits(paths: Iterable[str | os.PathLike[str]], octets: int) -> list[Split]:
    r"""Divide files among workers: splits of `octets` octets, the last one of a file of fewer.

    paths: plain files, in any number; an empty one has no split.  They are not opened.
    octets: 1 or more.  Take so many that there are some splits for each worker, such as 64 MiB.

    What a file gets after this call is in no split, but for the rest of a line.

    >>> from pathlib import Path
    >>> Path("calls.log").write_bytes(b"SIP/2.0 200 OK\r\n" * 1000)
    16000
    >>> [split.stop for split in plan_splits(["calls.log"], 10_000)]
    [10000, 16000]

    Raises TypeError for arguments of other types, a single path included, ValueError for fewer
    octets or what is no plain file, OSError for what is not there.
    """
    size = int_argument(octets, "octets")
    if size < 1:
        raise ValueError("octets must be 1 or more")
    if isinstance(paths, (str, bytes, os.PathLike)):
        raise TypeError(f"paths must be several paths, not {type(paths).__name__}")
    return [split for path in paths for split in _splits_of(os.fspath(path), size)]


def _splits_of(path: str, size: int) -> Iterator[Split]:
    found = os.stat(path)  # noqa: PTH116
    if not S_ISREG(found.st_mode):
        raise ValueError(f"{path!r} is no plain file, so it has no splits")
    for start in range(0, found.st_size, size):
        yield Split(path, start, min(start + size, found.st_size))


def count_split(
    path: str | os.PathLike[str],
    start: int,
    stop: int,
    *,
    anywhere: bool = False,
    leniency: int = Leniency.LOG,
) -> StatusCodeCounter:
    r"""Count the status codes of the lines that begin in a part of a file.

    path, start, stop: a :class:`Split`, or any other part.  Its last line is read to the end.
    anywhere, leniency: as for :func:`scan_status_lines`.  With `anywhere`, the part has all
    status-lines of the lines that begin in it.

    Returns a counter that can be pickled.  ``merge`` adds up those of several splits; their
    ``octets`` add up, too.  A compressed file has no lines: decompress it first.

    >>> from pathlib import Path
    >>> Path("calls.log").write_bytes(b"SIP/2.0 200 OK\r\nSIP/2.0 486 Busy Here\r\n")
    39
    >>> count_split("calls.log", 0, 20).counts  # the second line begins in it
    Counter({200: 1, 486: 1})

    Raises TypeError or ValueError for wrong arguments, OSError if the file cannot be read.
    """
    at, end = int_argument(start, "start"), int_argument(stop, "stop")
    if not 0 <= at <= end:
        raise ValueError("start and stop must be 0 or more, and stop not before start")
    counter = StatusCodeCounter(anywhere=anywhere, leniency=leniency)
    with FileIO(path) as file:
        first = _next_line(file, at - 1, end) if at else 0
        last = _next_line(file, end - 1, sys.maxsize) if first < end else first
        for octets in _pieces(file, first, last):
            counter.update(octets)
    return counter


def _next_line(file: FileIO, start: int, stop: int) -> int:
    """Where the next line begins: after the first LF from `start` on; or `stop`, or the end."""
    at = start
    for octets in _pieces(file, start, stop):
        line = bytes(octets).find(b"\n") + 1
        at += line or len(octets)
        if line:
            break
    return at


def _pieces(file: FileIO, start: int, stop: int) -> Iterator[memoryview]:
    """The octets of a part of a file; each piece is valid until the next is taken."""
    piece = memoryview(bytearray(min(CHUNK_SIZE, stop - start)))
    file.seek(start)
    while length := file.readinto(piece[: stop - start]):
        yield piece[:length]
        start += length
