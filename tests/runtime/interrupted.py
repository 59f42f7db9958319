"""Updates of a counter that signals interrupt; run in a process of its own, which gets them all."""

from __future__ import annotations

import signal
import time
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

import sipstatus._bulk as scanning
from sipstatus import StatusCodeCounter

if TYPE_CHECKING:
    from types import FrameType

LINE = b"SIP/2.0 486 Busy Here\r\n"


class InterruptError(Exception):
    """As KeyboardInterrupt, which Python raises at Ctrl-C."""


def interrupt(number: int, frame: FrameType | None) -> None:
    """Raise an error, if the signal has come in the middle of an update."""
    while frame:
        if frame.f_code is StatusCodeCounter.update.__code__:
            raise InterruptError
        frame = frame.f_back


def updates_under_signals(engine: str, seconds: float) -> dict[str, int]:
    """Updates that signals interrupt anywhere: each has counted all of its chunk, or nothing."""
    vars(scanning)["engine"] = import_module(engine)
    # Seven lines, which end in four of the chunks.
    chunks = [LINE * 3, LINE + LINE[:9], LINE[9:] + LINE[:5], LINE[5:9], LINE[9:] + LINE]
    counter = StatusCodeCounter()
    interrupted = done = 0
    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.000_2)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for chunk in chunks:
            octets = counter.octets
            while counter.octets == octets:  # until the chunk has been taken
                try:
                    counter.update(chunk)
                except InterruptError:
                    interrupted += 1
        done += 1
    signal.setitimer(signal.ITIMER_REAL, 0)
    free = Thread(target=counter.update, args=(LINE,), daemon=True)
    free.start()
    free.join(10)  # a lock that was left behind would keep it waiting
    return {
        "interrupted": interrupted,
        "waiting": free.is_alive(),
        "missing": 7 * done + 1 - counter.counts[486],
        "octets": done * sum(map(len, chunks)) + len(LINE) - counter.octets,
    }
