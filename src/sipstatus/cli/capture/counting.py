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
from sipstatus.cli.capture.sources import (
    CHUNK_SIZE,
    MAGIC_SIZE,
    WINDOW_SIZE,
    Source,
    chunks,
    count_window,
    decompressed,
    decompressor,
    naming,
    read_some,
    size_on_disk,
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
    stopped_by: BaseException | None
    """What ended the work early: a KeyboardInterrupt, or an error about the file that could not be
    read to its end."""

    @property
    def complete(self) -> bool:
        """Whether all files were read to their end."""
        return self.stopped_by is None


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


def count_files(
    names: Sequence[str],
    *,
    anywhere: bool,
    threads: int | None,
    show_progress: ShowProgress,
) -> Result:
    """Count the status-lines of files, one after the other; "-" is standard input.

    threads: how many threads count in a file on disk; None: one for each core, but at most 4.
    show_progress: is called with the number of octets that are done.

    After an error or an interrupt the result holds what was counted until then.
    """
    work = _Work(anywhere, threads or min(_cores(), THREADS_USEFUL), show_progress)
    begin = perf_counter()
    stopped_by: BaseException | None = None
    try:
        for name in names:
            work.count(name)
    except (KeyboardInterrupt, CommandError, OSError) as reason:
        stopped_by = reason
    return Result(work.total.counts, work.octets, perf_counter() - begin, stopped_by)


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

    def count(self, name: str) -> None:
        """Count the lines of one more file; no line continues in the next file."""
        with naming(name):
            if name == "-":
                self._count_file(0)
            else:
                with open(name, "rb", buffering=0) as file:  # noqa: PTH123
                    self._count_file(file.fileno())

    def _count_file(self, file: int) -> None:
        size = size_on_disk(file)
        first_and_size = _rest(file, size)
        if not first_and_size:
            widen_pipe(file)
        source = Source(partial(read_some, file))
        octets = decompressed(source) or source
        encoding = encoding_of(octets.first)
        if octets is not source or encoding.startswith("utf-16"):
            pieces = in_utf_8(encoding, iter(partial(octets.read1, CHUNK_SIZE), b""))
            self._count_stream(pieces, lambda: source.octets)
            self._done += size
            return
        mark = len(BOM_UTF8) if encoding == "utf-8-sig" else 0
        if first_and_size:
            first, _ = first_and_size
            self._count_windows(file, first + mark, size)
        else:
            self._count_stream(chain([source.first[mark:]], chunks(file)))
        self._done += size

    def _count_stream(
        self, pieces: Iterator[Buffer], position: Callable[[], int] | None = None
    ) -> None:
        counter = self._counter()
        try:
            for piece in pieces:
                counter.update(piece)
                self._show_progress(self._done + (position() if position else counter.octets))
        finally:
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

    def _next(self, waiting: Iterator[Window]) -> Window | None:
        with self._lock:
            return next(waiting, None)

    def _counter(self) -> StatusCodeCounter:
        return StatusCodeCounter(anywhere=self._anywhere)


def _rest(file: int, size: int) -> tuple[int, int] | None:
    """Where to begin in a file on disk, and where it ends; None if nothing can be mapped."""
    first = os.lseek(file, 0, os.SEEK_CUR) if size else 0
    return (first, size) if first < size else None


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
