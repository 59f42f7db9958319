"""Counts the status-lines of files, pipes and compressed logs."""

from __future__ import annotations

import errno
import os
import stat
from codecs import BOM_UTF8
from functools import partial
from itertools import chain
from threading import Lock, Thread
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sipstatus import StatusCodeCounter
from sipstatus.cli.capture.encodings import encoding_of, in_utf_8
from sipstatus.cli.capture.frames import is_capture
from sipstatus.cli.capture.sources import (
    CHUNK_SIZE,
    HIDDEN_SIZE,
    MAGIC_SIZE,
    WINDOW_SIZE,
    Source,
    chunks,
    count_window,
    decompressed,
    decompressor,
    looks_like_status_line,
    naming,
    read_some,
    size_on_disk,
    status_line_in_windows,
    widen_pipe,
    windows,
)
from sipstatus.cli.outcome import CommandError

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator, Sequence

    from typing_extensions import Buffer

    from sipstatus.cli.capture.sources import Window

    ShowProgress: TypeAlias = Callable[[int], None]

THREADS_USEFUL = 4  # so many threads read memory as fast as it can be read
PROGRESS_POLL = 0.1  # seconds between two looks at the progress of the threads


class Result(NamedTuple):
    """What was counted."""

    counts: Counter[int]
    octets: int
    seconds: float
    faults: list[str]
    """What was not counted although it looks like status-lines, for people."""

    stopped_by: BaseException | None
    """What ended the work early: a KeyboardInterrupt, or an error about the file that could not be
    read to its end."""

    @property
    def total(self) -> int:
        """How many status-lines there are."""
        return self.counts.total()

    @property
    def complete(self) -> bool:
        """Whether everything was counted."""
        return self.stopped_by is None and not self.faults


def total_size(names: Sequence[str]) -> int | None:
    """How many octets the files have together; None if that is not known, as of a pipe.

    Raises OSError for a file that cannot be opened, CommandError if decompressing needs a module
    that is missing.
    """
    total = 0
    known = True
    for name in names:
        if name == "-":
            known = False
            continue
        status = os.stat(name)  # noqa: PTH116 - pathlib takes long to load
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
        if not os.access(name, os.R_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)
        if stat.S_ISREG(status.st_mode):
            with naming(name), open(name, "rb", buffering=0) as file:  # noqa: PTH123
                decompressor(file.read(MAGIC_SIZE))
        known = known and stat.S_ISREG(status.st_mode)
        total += status.st_size
    return total if known else None


class Look(NamedTuple):
    """What a first look at files has shown."""

    size: int | None
    """How many octets they have together on disk; None if that is not known, as of a pipe."""

    capture: str | None
    """The first one that is a packet capture, whose lines cannot be counted."""

    opened: dict[str, Opened]
    """Those that can be read once only, such as pipes."""


def look_at(names: Sequence[str]) -> Look:
    """Look at files, before any of them is counted; "-" is standard input.

    Raises OSError for a file that cannot be opened, CommandError if decompressing needs a module
    that is missing.
    """
    total = 0
    known = True
    capture = None
    opened: dict[str, Opened] = {}
    for name in names:
        with naming(name):
            file = opened.get(name) or Opened(name)
            if file.is_capture and not capture:
                capture = name
            if file.size:
                total += file.size
                file.close()
            else:
                known = False
                opened[name] = file
    return Look(total if known else None, capture, opened)


class Opened:
    """A file, and its first octets; "-" is standard input."""

    def __init__(self, name: str) -> None:
        self._closing = None
        self.file = 0
        """Its number."""
        if name != "-":
            self._closing = open(name, "rb", buffering=0)  # noqa: PTH123, SIM115
            self.file = self._closing.fileno()
        self.size = size_on_disk(self.file)
        """How many octets can be mapped; 0 if it can be read once only."""
        self.begin = os.lseek(self.file, 0, os.SEEK_CUR) if self.size else 0
        """Where its octets begin, as those before may have been read by others."""
        if not self.size:
            widen_pipe(self.file)
        self._octets: Source | None = None
        try:
            self.source = Source(partial(read_some, self.file))
            """Its octets as they are."""
            decompressor(self.source.first)  # a missing module is told before anything is counted
        except BaseException:
            self.close()
            raise

    @property
    def octets(self) -> Source:
        """Its octets, decompressed if they are compressed; CommandError if they are damaged."""
        if self._octets is None:
            self._octets = decompressed(self.source) or self.source
        return self._octets

    @property
    def is_capture(self) -> bool:
        """Whether it holds packets; False if that is damaged."""
        try:
            return is_capture(self.octets.first)
        except CommandError:
            return False

    @property
    def encoding(self) -> str:
        """Python's name for its encoding."""
        return encoding_of(self.octets.first)

    @property
    def is_mapped(self) -> bool:
        """Whether its lines are on disk as they are."""
        plain = self.octets is self.source and not self.encoding.startswith("utf-16")
        return plain and self.size > self.begin

    def pieces(self) -> Iterator[Buffer]:
        """All octets, of UTF-16 in UTF-8; a piece is valid until the next is taken."""
        utf_16 = self.encoding.startswith("utf-16")
        if self.octets is self.source and not utf_16:
            return chain([self.source.first], chunks(self.file))
        pieces = iter(partial(self.octets.read1, CHUNK_SIZE), b"")
        return in_utf_8(self.encoding, pieces) if utf_16 else pieces

    def close(self) -> None:
        """Close it, or leave standard input as it was."""
        if self._closing:
            self._closing.close()
        elif self.size:
            os.lseek(self.file, self.begin, os.SEEK_SET)


def count_files(
    names: Sequence[str],
    opened: dict[str, Opened],
    *,
    anywhere: bool,
    threads: int | None,
    show_progress: ShowProgress,
) -> Result:
    """Count the status-lines of files, one after the other; "-" is standard input.

    opened: those of them that are open already; each is taken out.
    threads: how many threads count in a file on disk; None: one for each core, but at most 4.
    show_progress: is called with the number of octets that are done.

    After an error or an interrupt the result holds what was counted until then.
    """
    work = _Work(anywhere, threads or min(_cores(), THREADS_USEFUL), show_progress)
    begin = perf_counter()
    stopped_by: BaseException | None = None
    try:
        for name in names:
            work.count(name, opened.pop(name, None))
    except (KeyboardInterrupt, CommandError, OSError) as reason:
        stopped_by = reason
    return Result(work.total.counts, work.octets, perf_counter() - begin, work.faults, stopped_by)


class _Work:
    """Counts file after file."""

    def __init__(self, anywhere: bool, threads: int, show_progress: ShowProgress) -> None:
        self.total = StatusCodeCounter()
        self.octets = 0
        self._anywhere = anywhere
        self._threads = threads
        self._show_progress = show_progress
        self._done = 0  # octets on disk of the files that were counted
        self._lock = Lock()  # for the windows that are waiting, and for `octets`
        self._stopped = False
        self.faults: list[str] = []
        self._hidden = False  # whether octets look like status-lines, of which none counts

    def count(self, name: str, opened: Opened | None) -> None:
        """Count the lines of one more file; no line continues in the next file."""
        self._hidden = False
        with naming(name):
            file = opened or Opened(name)
            try:
                self._count_file(file)
            finally:
                file.close()
        if self._hidden:
            where = "none of them is whole" if self._anywhere else "none where a line begins"
            hint = "" if self._anywhere else "; --anywhere also looks within lines"
            self.faults.append(f"{name}: there are status-lines, but {where}: try --messages{hint}")

    def _count_file(self, file: Opened) -> None:
        mark = len(BOM_UTF8) if file.encoding == "utf-8-sig" else 0
        self.octets += mark
        if file.is_mapped:
            self._count_windows(file.file, file.begin + mark, file.size)
        elif file.size:
            self._count_stream(file.pieces(), mark, lambda: file.source.octets)
        else:
            self._count_stream(file.pieces(), mark)
        self._done += file.size

    def _count_stream(
        self, pieces: Iterator[Buffer], mark: int, position: Callable[[], int] | None = None
    ) -> None:
        counter = self._counter()
        found = hidden = False
        end = b""
        try:
            for piece in pieces:
                with memoryview(piece)[mark:] as octets:
                    counter.update(octets)
                    found = found or bool(counter.counts)
                    if not (found or hidden):
                        hidden = looks_like_status_line(end + octets[:HIDDEN_SIZE])
                        hidden = hidden or looks_like_status_line(octets)
                        end = bytes(octets[-HIDDEN_SIZE:])
                mark = 0
                self._show_progress(self._done + (position() if position else counter.octets))
        finally:
            self._hidden = hidden and not counter.counts
            self.octets += counter.octets
            self.total.merge(counter)

    def _count_windows(self, file: int, first: int, size: int) -> None:
        waiting = windows(file, first, size)
        errors: list[BaseException] = []

        def work(counter: StatusCodeCounter) -> None:
            try:
                while not self._stopped and (window := self._next(waiting)):
                    count_window(window, first, counter, self._anywhere)
                    with self._lock:
                        self.octets += window.stop - window.start
            except BaseException as error:
                errors.append(error)
                self._stopped = True

        counters = [self._counter() for _ in range(min(self._threads, -(-size // WINDOW_SIZE)))]
        threads: list[Thread] = []
        begin = self.octets
        try:
            for counter in counters:
                thread = Thread(target=work, args=(counter,), daemon=True)
                try:
                    thread.start()
                except RuntimeError:  # there are no more threads: those that run do all the work
                    break
                threads.append(thread)
            if not threads:
                work(counters[0])
            for thread in threads:
                alive = True
                while alive:
                    thread.join(PROGRESS_POLL)
                    alive = thread.is_alive()
                    self._show_progress(self._done + first + self.octets - begin)
        finally:
            self._stopped = True
            for thread in threads:
                thread.join()
            for counter in counters:
                self.total.merge(counter)
        self._stopped = False
        if errors:
            raise errors[0]
        if not any(counter.counts for counter in counters):
            self._hidden = status_line_in_windows(file, first, size)

    def _next(self, waiting: Iterator[Window]) -> Window | None:
        with self._lock:
            return next(waiting, None)

    def _counter(self) -> StatusCodeCounter:
        return StatusCodeCounter(anywhere=self._anywhere)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
