"""How time is taken: many short rounds in which all cases take turns, and figures made of them.

A change of the machine's speed meets all cases of a round alike, and a ratio is the median of the
rounds' own ratios: where the machine runs at two speeds, a quotient of medians may divide one by
the other. What one thread does is timed by the processor time of that thread, which other work on
the machine does not add to.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

Timer = Callable[[], float]
"""Does one round and returns nanoseconds: of a call, of a pass, or of a process."""

ROUND = 200_000
"""Nanoseconds that a round of calls takes, or one pass over the inputs if that takes longer."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was measured of one case, in nanoseconds."""

    rounds: tuple[float, ...]
    """What each round took; those of cases that took turns belong together."""

    least: bool = False
    """Whether the least of the rounds counts, not their median."""

    @property
    def time(self) -> float:
        """The median of the rounds, or the least."""
        return min(self.rounds) if self.least else median(self.rounds)

    @property
    def quartiles(self) -> tuple[float, float]:
        """A quarter of the rounds was at least as fast, and a quarter at least as slow."""
        if len(self.rounds) == 1:
            return self.rounds[0], self.rounds[0]
        low, _, high = quantiles(self.rounds, n=4)
        return low, high

    def ratio(self, base: Sample) -> float:
        """How many times the base it takes: the median over the rounds, or that of the least."""
        if self.least:
            return self.time / base.time
        return median(one / other for one, other in zip(self.rounds, base.rounds, strict=True))


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the result."""

    section: str
    name: str
    nanoseconds: float
    low: float
    high: float
    ratio: float
    unit: str
    """What the ratio is to, such as R2."""

    target: float | None = None
    at_least: bool = False
    """The ratio is one of speeds, not of times: the more, the better."""

    octets: int = 0
    """How many octets were read in that time; 0 where that says nothing."""

    @property
    def missed(self) -> bool:
        """Whether there is a target, and it was not reached."""
        if self.target is None:
            return False
        return self.ratio < self.target if self.at_least else self.ratio > self.target

    @property
    def rate(self) -> float:
        """Gigabytes (10^9 octets) a second."""
        return self.octets / self.nanoseconds


def figure(
    section: str,
    name: str,
    sample: Sample,
    base: Sample,
    unit: str,
    target: float | None = None,
    *,
    at_least: bool = False,
    octets: int = 0,
) -> Figure:
    """The sample and its ratio to that of the base."""
    ratio = sample.ratio(base)
    if at_least:
        ratio = 1 / ratio
    times = (sample.time, *sample.quartiles)
    return Figure(section, name, *times, ratio, unit, target, at_least, octets)


def in_turns(timers: Sequence[Timer], rounds: int, *, least: bool = False) -> list[Sample]:
    """What the timers took, when all take turns: the median of the rounds counts, or the least."""
    taken = [[one_round() for one_round in timers] for _ in range(rounds)]
    return [Sample(figures, least) for figures in zip(*taken, strict=True)]


def call_timer(
    call: str, inputs: Sequence[object], tools: Mapping[str, Any], *, raises: bool = False
) -> Timer:
    """A timer of an expression over `x`, which takes the values of `inputs` in turn.

    The loop is compiled for this case alone, as the interpreter specialises every call in its
    place. With `raises`, each call ends in a ValueError, which the loop catches.
    """
    body = f"try: {call}\n        except ValueError: pass" if raises else call
    source = f"""
def one_round(inputs, clock, {", ".join(tools)}):
    begin = clock()
    for x in inputs:
        {body}
    return clock() - begin
"""
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    one_round = namespace["one_round"]
    chosen = list(inputs)
    for _ in range(3):  # the first pass warms up, the last one says how many make a round
        one_pass = one_round(chosen, time.thread_time_ns, **tools)
    chosen *= max(1, round(ROUND / max(one_pass, 1)))
    return lambda: float(one_round(chosen, time.thread_time_ns, **tools)) / len(chosen)


def pass_timer(work: Callable[[], object], *, wall_clock: bool = False) -> Timer:
    """A timer of one long call; by the wall clock if other threads or processes do the work."""
    clock = time.perf_counter_ns if wall_clock else time.thread_time_ns

    def one_round() -> float:
        begin = clock()
        work()
        return clock() - begin

    return one_round


def process_timer(command: Sequence[str]) -> Timer:
    """A timer of a process that writes into a pipe, from its start to its end."""

    def work() -> object:
        return subprocess.run(command, check=True, stdout=subprocess.PIPE)

    return pass_timer(work, wall_clock=True)
