"""Threads that share what holds state: a counter loses nothing."""

from __future__ import annotations

import pickle
import signal
import sys
from collections import Counter
from importlib import import_module
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

import fresh_python
import pytest
from implementations import ENGINES

import sipstatus._bulk as scanning
from sipstatus import StatusCodeCounter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

THREADS = 16
ROUNDS = 60
LINES = (b"SIP/2.0 180 Ringing\r\n", b"SIP/2.0 486 x\r\n", b"SIP/2.0 299 \r\nVia: a\r\n")


@pytest.fixture(autouse=True)
def everybody_is_interrupted() -> Iterator[None]:
    """Threads take turns after a microsecond."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.fixture(params=ENGINES, autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that searches: compiled, which lets other threads in, or its twin."""
    module = import_module(request.param)
    monkeypatch.setattr(scanning, "engine", module)
    return module


def in_threads(*works: Callable[[], object]) -> None:
    """Do all the works at once, and raise what they raise."""
    errors: list[BaseException] = []
    begin = Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        begin.wait()
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


@pytest.mark.parametrize("anywhere", [False, True])
@pytest.mark.parametrize(("times", "rounds"), [(1, 60), (30_000, 4)])
def test_no_count_is_lost(engine: ModuleType, anywhere: bool, times: int, rounds: int) -> None:
    if engine.PATHS == ("python",):
        times = min(times, 200)  # it takes a hundred times as long, and keeps the GIL
    counter = StatusCodeCounter(anywhere=anywhere)
    chunks = [line * times for line in LINES]

    def update() -> None:
        for _ in range(rounds):
            for chunk in chunks:
                counter.update(chunk)

    in_threads(*[update] * THREADS)
    each = THREADS * rounds * times
    assert counter.counts == {180: each, 299: each, 486: each}
    assert counter.octets == each * sum(map(len, LINES))


def test_nothing_is_lost_between_merges_and_readers() -> None:
    total = StatusCodeCounter()
    part = StatusCodeCounter()
    part.update(b"".join(LINES))
    seen: list[int] = []

    def merge() -> None:
        for _ in range(ROUNDS):
            total.merge(part)

    def update() -> None:
        for _ in range(ROUNDS):
            total.update(LINES[1])

    def read() -> None:
        for _ in range(ROUNDS):
            counts = total.counts
            assert counts[180] == counts[299] <= counts[486]
            assert f"{total!r}".startswith("<StatusCodeCounter of ")
            seen.append(pickle.loads(pickle.dumps(total)).counts.total())

    in_threads(*[merge, update, read] * 5)
    each = 5 * ROUNDS
    assert total.counts == {180: each, 299: each, 486: 2 * each}
    assert total.octets == each * (sum(map(len, LINES)) + len(LINES[1]))
    assert max(seen) <= total.counts.total()


def test_counters_that_are_merged_into_each_other() -> None:
    """Neither waits for the other."""
    one, other = StatusCodeCounter(), StatusCodeCounter()

    def merge(to: StatusCodeCounter, what: StatusCodeCounter) -> None:
        for _ in range(ROUNDS):
            to.merge(what)

    in_threads(*[lambda: merge(one, other), lambda: merge(other, one), lambda: merge(one, one)] * 4)
    assert (one.counts, other.counts) == ({}, {})
    one.update(LINES[0])
    one.merge(one)
    assert (one.counts, one.octets) == ({180: 2}, 2 * len(LINES[0]))


def test_lines_in_pieces_never_raise() -> None:
    """Chunks of one stream have an order, which threads do not keep: what is counted is open."""
    counter = StatusCodeCounter()
    whole = b"".join(LINES)

    def update() -> None:
        for size in range(1, len(whole)):
            for at in range(0, len(whole), size):
                counter.update(whole[at : at + size])

    in_threads(*[update] * THREADS)
    assert counter.octets == THREADS * len(whole) * (len(whole) - 1)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no such signals on this system")
def test_a_signal_handler_may_read_and_write() -> None:
    """It runs in the middle of an update of the same thread, and must not wait for it."""
    counter = StatusCodeCounter()
    handled = Counter[str]()

    def handle(*_: Any) -> None:
        assert counter.counts.keys() <= {486}
        handled["calls"] += 1

    before = signal.signal(signal.SIGALRM, handle)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
        updates = 0
        while handled["calls"] < 50:
            counter.update(LINES[1])
            updates += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert counter.counts == {486: updates}


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no such signals on this system")
def test_a_signal_handler_may_raise_anywhere(engine: ModuleType) -> None:
    """As Ctrl-C does: the chunk is counted or not, and no lock is left behind."""
    result = fresh_python.result("interrupted.updates_under_signals", engine.__name__, 2)
    assert result.pop("interrupted") > 100
    assert result == {"waiting": False, "missing": 0, "octets": 0}
