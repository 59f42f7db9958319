"""Many status-lines at once: from buffers, files and streams larger than memory.

A status-line has one line feed, its last octet.  So input may be divided after any line feed, among
threads or into chunks, and the parts give the same result as the whole.
"""

from __future__ import annotations

import io
import os
import sys
from array import array
from collections import Counter
from errno import EAGAIN
from functools import partial
from itertools import compress, pairwise
from mmap import ACCESS_READ, mmap
from stat import S_ISREG
from threading import Event, RLock, Thread
from typing import TYPE_CHECKING, final

from _sipstatus.codes import STATUS_CODE_MAX, STATUS_CODE_MIN, STATUS_LINE_MAX

from sipstatus._implementation import IMPLEMENTATION
from sipstatus._leniency import Leniency, leniency_argument
from sipstatus._table import StatusLineTable, column, octets_of

if TYPE_CHECKING or IMPLEMENTATION == "python":
    import sipstatus._scan_py as engine
else:
    import sipstatus._scan as engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, BinaryIO, Protocol, TypeVar

    from typing_extensions import Buffer, TypeIs

    Result = TypeVar("Result")

    class Readable(Protocol):
        """A binary file, or anything else that can be read."""

        def read(self, size: int, /) -> Buffer:
            """At most `size` octets; none at the end."""
            ...


__all__ = ["StatusCodeCounter", "StatusLineTable", "count_status_codes", "scan_status_lines"]

CODES = STATUS_CODE_MAX - STATUS_CODE_MIN + 1
_NO_LINE_END = Leniency.NO_LINE_END.value
CHUNK_SIZE = 1 << 17  # octets that are read at once: few enough to stay in the cache


# --- All of it at once --------------------------------------------------------------------------


def scan_status_lines(
    source: Buffer | Readable,
    *,
    anywhere: bool = False,
    leniency: int = Leniency.LOG,
    threads: int = 1,
) -> StatusLineTable:
    r"""Find every status-line (RFC 3261 sections 7.2 and 25.1) at the beginning of a line.

    source: bytes, an mmap or any other object with a C-contiguous buffer; or a binary file, read
    from its current position, from which the offsets count.  A file on disk is mapped into memory,
    others are read to their end.
    anywhere: whether a status-line may also begin within a line, as in raw captures.  The leftmost
    one wins, and the search continues after it.
    leniency: the :class:`Leniency` flags, as for :func:`parse_status_line`; LEADING_CRLF has no
    effect, and NO_LINE_END is refused.  By default a line may end with LF alone, which RFC 3261
    section 7 forbids on the wire, but which is what logs hold; Leniency.DEFAULT demands CRLF.
    threads: how many threads search, 1 or more; fewer where Python cannot start as many.  The
    result does not depend on it.  The threads do not hold the GIL.

    A line cut off by the end of the input is not a status-line.

    >>> table = scan_status_lines(b"SIP/2.0 200 OK\r\nTo: b\r\n\r\nSIP/2.0 486 Busy Here\r\n")
    >>> [str(line) for line in table]
    ['SIP/2.0 200 OK', 'SIP/2.0 486 Busy Here']

    Raises TypeError for an argument of another type, ValueError for unknown flags or less than one
    thread, BufferError for a buffer that is not contiguous, OSError if the file cannot be read.
    """
    flags = _checked_leniency(leniency)
    workers = _checked_threads(threads)
    buffer = source if _is_buffer(source) else _whole(source)
    if type(buffer) is not bytes:
        buffer = memoryview(buffer)  # as long as it exists, the buffer cannot become shorter

    def scan(part: Part) -> tuple[bytes, bytes, bytes]:
        return engine.scan(buffer, *part, bool(anywhere), flags)

    found = _in_threads(scan, _split(buffer, workers))
    codes, offsets, lengths = (b"".join(pieces) for pieces in zip(*found, strict=True))
    columns = column(codes, "H"), column(offsets, "q"), column(lengths, "I")
    return StatusLineTable(buffer, columns, flags)


def count_status_codes(
    source: Buffer | Readable,
    *,
    anywhere: bool = False,
    leniency: int = Leniency.LOG,
    threads: int = 1,
) -> Counter[int]:
    r"""How many status-lines have each status code, in the order of the codes.

    What counts, the arguments and the errors are those of :func:`scan_status_lines`.  A file is
    read in chunks, so it may be a pipe or larger than memory.

    >>> count_status_codes(b"SIP/2.0 200 OK\r\n" * 3)
    Counter({200: 3})
    """
    workers = _checked_threads(threads)
    make = partial(StatusCodeCounter, anywhere=anywhere, leniency=leniency)
    if _is_buffer(source):
        view = memoryview(source)  # not released here: threads outlive a KeyboardInterrupt
        counters = _in_threads(partial(_count_part, make, view), _split(view, workers))
    elif workers > 1 and hasattr(os, "preadv") and _is_on_disk(source):
        file = source.fileno()
        parts = _split_file(file, source.tell(), workers)
        stopped = Event()
        try:
            counters = _in_threads(partial(_count_part_of_file, make, file, stopped), parts)
        finally:
            stopped.set()  # the caller may close the file, and another may get its number
        source.seek(0, os.SEEK_END)
    else:
        counters = [make()]
        for chunk in _chunks(source):
            counters[0].update(chunk)
    total, *others = counters
    for other in others:
        total.merge(other)
    return total.counts


# --- Piece by piece -----------------------------------------------------------------------------


@final
class StatusCodeCounter:
    r"""Counts the status codes in a stream, which arrives in chunks of any size.

    What counts and the arguments are those of :func:`scan_status_lines`.  A chunk may end at any
    octet of a line: the result does not depend on that.  At most one line is kept.

    Threads may share a counter, and none of what they count is lost.  As their chunks have no
    order, each has to hold whole lines; for several streams in pieces, merge several counters.

    >>> counter = StatusCodeCounter()
    >>> for chunk in (b"SIP/2.0 200 O", b"K\r\nSIP/2.0 486 Busy Here\r\n"):
    ...     counter.update(chunk)
    >>> counter.counts, counter.octets
    (Counter({200: 1, 486: 1}), 39)
    """

    __module__ = "sipstatus"
    __slots__ = ("_anywhere", "_flags", "_lock", "_octets", "_slots", "_tail")

    # All that changes is replaced, never written to: whoever has it may read it without the lock.
    _anywhere: bool
    _flags: int
    _slots: array[int]
    _octets: int
    # The octets after the last LF, as far as they can still matter; None if they are more than a
    # status-line has.
    _tail: bytes | None

    def __init__(self, *, anywhere: bool = False, leniency: int = Leniency.LOG) -> None:
        self.__setstate__((bool(anywhere), _checked_leniency(leniency), _EMPTY, 0, b""))

    @property
    def counts(self) -> Counter[int]:
        """How many complete lines have each status code so far, in the order of the codes."""
        slots = self._slots
        codes = compress(range(STATUS_CODE_MIN, STATUS_CODE_MIN + CODES), slots)
        return Counter(dict(zip(codes, filter(None, slots), strict=True)))

    @property
    def octets(self) -> int:
        """How many octets the chunks have had so far."""
        return self._octets

    def update(self, chunk: Buffer) -> None:
        """Take the next octets of the stream, from any C-contiguous buffer.

        If it raises, nothing of the chunk was taken; but all of it if a signal handler raised at
        the very end, which :attr:`octets` tells.
        """
        # Other threads may be here as well. Each counts in a copy of the slots, and adds to it what
        # others have counted meanwhile. Then come stores in a row: no signal arrives between them.
        with memoryview(chunk) as view:  # meanwhile the buffer cannot become shorter
            length = view.nbytes
            last = engine.last_line(view)
            slots = before = self._slots
            tail = self._tail
            first = 0
            if last:
                slots = before[:]
                if tail != b"":
                    first = engine.next_line(view, 0)
                    if first > last:  # octets may change meanwhile
                        first = last
                engine.count(view, first, last, self._anywhere, self._flags, slots)
                tail = self._longer(b"", view, last, length) if last < length else b""
            with self._lock:
                octets = self._octets + length
                if first:
                    line = self._longer(self._tail, view, 0, first) or b""
                    engine.count(line, 0, len(line), self._anywhere, self._flags, slots)
                elif not last:
                    tail = self._longer(self._tail, view, 0, length)
                    slots = before = self._slots
                if before is not self._slots:
                    engine.add(slots, self._slots, before)
                self._slots, self._octets, self._tail = slots, octets, tail

    def merge(self, other: StatusCodeCounter) -> None:
        """Add the counts and octets of another stream, but not its unfinished line.

        Raises TypeError for anything but a StatusCodeCounter.
        """
        _check_counter(other)
        with other._lock:
            slots, octets = other._slots[:], other._octets
        with self._lock:
            octets += self._octets
            engine.add(slots, self._slots, _EMPTY)
            self._slots, self._octets = slots, octets

    # For pickles and copies, which a lock has not.
    def __getstate__(self) -> tuple[bool, int, array[int], int, bytes | None]:
        with self._lock:
            return self._anywhere, self._flags, self._slots, self._octets, self._tail

    def __setstate__(self, state: tuple[bool, int, array[int], int, bytes | None]) -> None:
        self._anywhere, self._flags, self._slots, self._octets, self._tail = state
        self._lock = RLock()  # a signal handler may come here in the middle of an update

    def __repr__(self) -> str:
        with self._lock:
            return f"<StatusCodeCounter of {sum(self._slots)} status-lines, {self._octets} octets>"

    def _longer(self, tail: bytes | None, chunk: memoryview, start: int, stop: int) -> bytes | None:
        """The tail and octets of the chunk, but never more than two of the longest lines have."""
        if tail is None or (not self._anywhere and len(tail) + stop - start > STATUS_LINE_MAX):
            return None
        octets = octets_of(chunk, max(start, stop - STATUS_LINE_MAX), stop)
        return tail[-STATUS_LINE_MAX:] + octets


_EMPTY = array("Q", bytes(8 * CODES))
"""Slots that nobody writes to."""


# --- Buffers ------------------------------------------------------------------------------------


def _is_buffer(source: Any) -> TypeIs[Buffer]:
    try:
        memoryview(source).release()
    except TypeError:
        return False
    return True


# --- Files --------------------------------------------------------------------------------------


def _whole(file: Readable) -> Buffer:
    """All octets of a file from its current position."""
    if _is_on_disk(file):
        begin = file.tell()
        try:
            mapping = mmap(file.fileno(), 0, access=ACCESS_READ)
        except (OSError, ValueError):  # not on all file systems, and never for an empty file
            pass
        else:
            file.seek(0, os.SEEK_END)
            return memoryview(mapping)[begin:]
    octets = bytearray()
    for chunk in _chunks(file):
        octets += chunk
    return octets


def _is_on_disk(file: Any) -> TypeIs[BinaryIO]:
    """Whether this is a plain file.  A file that decompresses has the number of another file."""
    raw: object = getattr(file, "raw", None) if type(file) is io.BufferedReader else file
    return isinstance(raw, io.FileIO) and S_ISREG(os.fstat(raw.fileno()).st_mode)


def _chunks(file: Any) -> Iterator[Buffer]:
    """The octets of a file from its current position; a chunk is valid until the next is taken."""
    if hasattr(file, "readinto"):
        chunk = memoryview(bytearray(CHUNK_SIZE))
        while length := file.readinto(chunk):
            yield chunk[:length]
        if length is None:
            raise BlockingIOError(EAGAIN, "the file does not wait for its octets")
    elif hasattr(file, "read"):
        while octets := file.read(CHUNK_SIZE):
            if not _is_buffer(octets):
                raise TypeError(f"source must be a binary file: it reads {type(octets).__name__}")
            yield octets
    else:
        raise TypeError(f"source must be a buffer or a binary file, not {type(file).__name__}")


# --- Threads ------------------------------------------------------------------------------------

Part = tuple[int, int]  # where it begins, and where it ends


def _split(data: Buffer, workers: int) -> list[Part]:
    """About equal parts of a buffer, each of whole lines."""
    with memoryview(data) as view:
        length = view.nbytes
    inner = (engine.next_line(data, length * part // workers) for part in range(1, workers))
    return list(pairwise([0, *inner, length]))


def _split_file(file: int, start: int, workers: int) -> list[Part]:
    """About equal parts of a file from `start`, each of whole lines."""
    stop = max(start, os.fstat(file).st_size)
    inner: list[int] = []
    for part in range(1, workers):
        at = start + (stop - start) * part // workers
        while (octets := os.pread(file, CHUNK_SIZE, at)) and b"\n" not in octets:
            at += len(octets)
        inner.append(at + octets.find(b"\n") + 1)
    return list(pairwise([start, *inner, sys.maxsize]))


def _count_part(
    make: Callable[[], StatusCodeCounter], data: Buffer, part: Part
) -> StatusCodeCounter:
    counter, slots = make(), _EMPTY[:]
    engine.count(data, *part, counter._anywhere, counter._flags, slots)  # pyright: ignore[reportPrivateUsage]
    counter._slots = slots  # pyright: ignore[reportPrivateUsage]
    return counter


def _count_part_of_file(
    make: Callable[[], StatusCodeCounter], file: int, stopped: Event, part: Part
) -> StatusCodeCounter:
    counter = make()
    chunk = memoryview(bytearray(CHUNK_SIZE))
    at, stop = part
    while not stopped.is_set() and (length := os.preadv(file, [chunk[: stop - at]], at)):
        counter.update(chunk[:length])
        at += length
    return counter


def _in_threads(work: Callable[[Part], Result], parts: list[Part]) -> list[Result]:
    """What `work` returns for each part, in order; several parts have a thread each.

    A part whose thread cannot be had is done here: WebAssembly has no threads, subinterpreters may
    have none that outlive a KeyboardInterrupt, systems have limits, and Python ends.
    """
    results: dict[int, Result] = {}
    errors: list[BaseException] = []

    def run(index: int) -> None:
        try:
            results[index] = work(parts[index])
        except BaseException as error:
            errors.append(error)

    if len(parts) == 1:
        return [work(parts[0])]
    threads: list[Thread] = []
    for index in range(len(parts)):
        try:
            thread = Thread(target=run, args=(index,), daemon=True)
            thread.start()
        except RuntimeError:
            run(index)
        else:
            threads.append(thread)
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return [results[index] for index in range(len(parts))]


# --- Arguments ----------------------------------------------------------------------------------


def _checked_leniency(leniency: object) -> int:
    flags = leniency_argument(leniency)
    if flags & _NO_LINE_END:
        raise ValueError("a scan finds lines by their ends, so NO_LINE_END is for one line only")
    return flags


def _check_counter(other: object) -> None:
    if not isinstance(other, StatusCodeCounter):
        raise TypeError(f"other must be a StatusCodeCounter, not {type(other).__name__}")


def _checked_threads(threads: object) -> int:
    if isinstance(threads, bool) or not isinstance(threads, int):
        raise TypeError(f"threads must be an int, not {type(threads).__name__}")
    if threads < 1:
        raise ValueError("threads must be 1 or more")
    return int(threads)
