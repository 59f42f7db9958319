"""The work of ``sipstatus scan``, from its options to its exit code.  Never meets click or rich
before it is done, unless it takes so long that somebody who watches wants to see a bar.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from threading import Lock, Thread
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from sipstatus._bulk import StatusCodeCounter
from sipstatus.cli import FINE, INTERRUPTED, CommandError
from sipstatus.cli.capture.sources import (
    LENIENCY,
    WINDOW,
    chunks,
    count_place,
    decompressed,
    decompressor,
    places,
    size_on_disk,
    widen_pipe,
)
from sipstatus.cli.terminal import say
from sipstatus.cli.terminal.progress import Bar

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator

    from typing_extensions import Buffer

    from sipstatus.cli.capture.sources import Place
    from sipstatus.cli.commands.scan_options import Options

THREADS = 4  # as many as it takes to read memory as fast as it goes
TICK = 0.1  # seconds between two looks at how far the threads are


class Result(NamedTuple):
    """What was found."""

    counts: Counter[int]
    octets: int
    seconds: float
    complete: bool
    """False if it was interrupted, or a file turned out to be damaged."""


def run(options: Options) -> int:
    """Count, show what was counted, and return the exit code.

    Raises CommandError or OSError, after showing what was counted until then, if a file cannot be
    read to its end; before anything is counted if it is not there.
    """
    bar = Bar(_total(options.files))
    work = _Work(options, bar)
    begin = perf_counter()
    interrupted, failure = False, None
    try:
        for name in options.files:
            work.count(name)
    except KeyboardInterrupt:
        interrupted = True
    except (CommandError, OSError) as error:
        failure = error
    finally:
        bar.close()
    complete = not (interrupted or failure)
    _show(Result(work.total.counts, work.octets, perf_counter() - begin, complete), options)
    if failure:
        raise failure
    if interrupted:
        sys.stdout.flush()
        say("sipstatus: interrupted; counted until then", err=True)
        return INTERRUPTED
    return FINE


def _show(result: Result, options: Options) -> None:
    from sipstatus.cli.terminal.histogram import show

    show(result, options.form, options.by)


def _total(names: tuple[str, ...]) -> int | None:
    """How many octets the files take; None where it is unknown.  Each must be there to be read."""
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
        decompressor(name)
        known = known and stat.S_ISREG(status.st_mode)
        total += status.st_size
    return total if known else None


class _Work:
    """Counts file after file."""

    def __init__(self, options: Options, bar: Bar) -> None:
        self.total = StatusCodeCounter()
        self.octets = 0
        self._anywhere = options.anywhere
        self._threads = options.threads or min(_cores(), THREADS)
        self._bar = bar
        self._behind = 0  # octets on disk of the files that are done
        self._lock = Lock()  # of the pieces that are left, and of `octets`
        self._stopped = False

    def count(self, name: str) -> None:
        """Count the lines of one more file; they end with it."""
        try:
            if name == "-":
                self._count_file(0, name)
            else:
                with open(name, "rb", buffering=0) as file:  # noqa: PTH123
                    self._count_file(file.fileno(), name)
        except CommandError as error:
            raise CommandError(f"{name}: {error}") from None
        except OSError as error:
            error.filename = error.filename or name
            raise

    def _count_file(self, file: int, name: str) -> None:
        size = size_on_disk(file)
        if opener := decompressor(name):
            with open(file, "rb", closefd=False) as raw, opener(raw) as stream:
                self._count_stream(decompressed(stream), raw.tell)
        elif first_and_size := _rest(file, size):
            self._count_places(file, *first_and_size)
        else:
            widen_pipe(file)
            self._count_stream(chunks(file))
        self._behind += size

    def _count_stream(
        self, pieces: Iterator[Buffer], position: Callable[[], int] | None = None
    ) -> None:
        counter = self._counter()
        try:
            for piece in pieces:
                counter.update(piece)
                self._bar.show(self._behind + (position() if position else counter.octets))
        finally:
            self.octets += counter.octets
            self.total.merge(counter)

    def _count_places(self, file: int, first: int, size: int) -> None:
        pieces = places(file, first, size)
        errors: list[BaseException] = []

        def work(counter: StatusCodeCounter) -> None:
            try:
                while not self._stopped and (piece := self._next(pieces)):
                    count_place(piece, first, counter, self._anywhere)
                    with self._lock:
                        self.octets += piece.stop - piece.start
            except BaseException as error:
                errors.append(error)
                self._stopped = True

        counters = [self._counter() for _ in range(min(self._threads, -(-size // WINDOW)))]
        threads = [Thread(target=work, args=(counter,), daemon=True) for counter in counters]
        begin = self.octets
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                alive = True
                while alive:
                    thread.join(TICK)
                    alive = thread.is_alive()
                    self._bar.show(self._behind + first + self.octets - begin)
        finally:
            self._stopped = True
            for thread in threads:
                thread.join()
            for counter in counters:
                self.total.merge(counter)
        self._stopped = False
        if errors:
            raise errors[0]

    def _next(self, pieces: Iterator[Place]) -> Place | None:
        with self._lock:
            return next(pieces, None)

    def _counter(self) -> StatusCodeCounter:
        return StatusCodeCounter(anywhere=self._anywhere, leniency=LENIENCY)


def _rest(file: int, size: int) -> tuple[int, int] | None:
    """Where to begin in a file on disk, and where it ends; None if nothing of it can be mapped."""
    first = os.lseek(file, 0, os.SEEK_CUR) if size else 0
    return (first, size) if first < size else None


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
