"""How time is taken: many short rounds in which all cases take turns, and figures made of them.

A change of the machine's speed meets all cases alike, and a ratio is a quotient of medians.
"""

from __future__ import annotations

import os
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

    median: float
    low: float
    """A quarter of the rounds was at least as fast."""

    high: float
    """A quarter of the rounds was at least as slow."""

    best: float
    """The fastest round: what is left of the noise when the machine has other work."""


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

    best_ratio: float = 0.0
    """The same of the fastest rounds, which other work on the machine disturbs least."""

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
    ratio, best = sample.median / base.median, sample.best / base.best
    if at_least:
        ratio, best = 1 / ratio, 1 / best
    times = (sample.median, sample.low, sample.high)
    return Figure(section, name, *times, ratio, unit, best, target, at_least, octets)


def in_turns(timers: Sequence[Timer], rounds: int) -> list[Sample]:
    """What the timers took, when all take turns."""
    taken = [[one_round() for one_round in timers] for _ in range(rounds)]
    samples = []
    for figures in zip(*taken, strict=True):
        low, _, high = quantiles(figures, n=4) if rounds > 1 else [figures[0]] * 3
        samples.append(Sample(median(figures), low, high, min(figures)))
    return samples


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
        one_pass = one_round(chosen, time.perf_counter_ns, **tools)
    chosen *= max(1, round(ROUND / max(one_pass, 1)))
    return lambda: float(one_round(chosen, time.perf_counter_ns, **tools)) / len(chosen)


def pass_timer(work: Callable[[], object]) -> Timer:
    """A timer of one long call."""

    def one_round() -> float:
        begin = time.perf_counter_ns()
        work()
        return time.perf_counter_ns() - begin

    return one_round


def process_timer(command: Sequence[str]) -> Timer:
    """A timer of a process that writes into a pipe, from its start to its end."""
    return pass_timer(lambda: subprocess.run(command, check=True, stdout=subprocess.PIPE))


def processor_timer(command: Sequence[str]) -> Timer:
    """A timer of the processor time of a process, which no other work on the machine changes."""

    def one_round() -> float:
        process = subprocess.Popen(command)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        return (used.ru_utime + used.ru_stime) * 1e9

    return one_round
