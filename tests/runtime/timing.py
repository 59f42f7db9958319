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

TOO_STEEP = 4.0
"""Growth that is not linear any more; nothing that disturbs a time makes it a factor of four."""


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
    """How many times as long the work takes for each item of a length as for those of a 64th.

    Linear work gives 1 or less, for what is done once; quadratic work 8 for an eighth of the
    length, which is tried first as it is soon done, and 64 for all of it.
    """
    little = partial(work, length // 64)
    little()  # loads and compiles what it needs
    found = times_as_long(partial(work, length // 8), little) / 8
    if found < TOO_STEEP:
        found = times_as_long(partial(work, length), little) / 64
    return found
