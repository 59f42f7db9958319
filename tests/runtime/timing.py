"""Compares the times that work takes, so that nothing else the machine does counts.

Processor time of the thread is taken, in pairs one right after the other, and a quotient made of
each pair.
"""

from __future__ import annotations

import gc
import time
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

STEP = 64
TOO_STEEP = STEP**1.5
"""Growth in the middle between linear (64) and quadratic (4,096): a factor of eight from both."""


def seconds(work: Callable[[], object]) -> float:
    """What the work takes of the processor; others' garbage is not collected meanwhile."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        begin = time.thread_time()
        work()
        return time.thread_time() - begin
    finally:
        if collecting:
            gc.enable()


def times_as_long(work: Callable[[], object], other: Callable[[], object]) -> float:
    """How many times as long as other work this takes: the median of some pairs."""
    return median(seconds(work) / seconds(other) for _ in range(3))


def growth(work: Callable[[int], object], length: int) -> float:
    """How many times as long the work takes for a length as for a 64th of it."""
    little = partial(work, length // STEP)
    little()  # loads and compiles what it needs
    return times_as_long(partial(work, length), little)
