"""Many lines in process: how near a scan comes to READ, a pass that only sums the octets up."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import corpus
import reference
from harness import Figure, call_timer, figure, in_turns, pass_timer
from reference import Read

import sipstatus

PATTERN = rb"(?m)^SIP/2\.0 ([1-6][0-9]{2}) "
BARE_LINES = 50_000
CHUNK = 1 << 20
HOSTILE = b"SIP/2.0 200 "
"""Without a line end, each of these begins a candidate that fails at the end of the input."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to count the status-lines of a buffer."""

    name: str
    count: Callable[[memoryview], Counter[int]]
    target: float | None = None
    threads: int = 1
    anywhere: bool = False
    bare_lf: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """What a way found, beside the truth."""

    name: str
    found: int
    true: int
    same_codes: bool


def by_path(path: str) -> Callable[[memoryview], Counter[int]]:
    """The search by one of the kernels."""
    scan = import_module("sipstatus._scan")

    def count(data: memoryview) -> Counter[int]:
        usual = scan.PATHS[0]
        scan.select_path(path)
        try:
            return sipstatus.count_status_codes(data)
        finally:
            scan.select_path(usual)

    return count


def in_chunks(data: memoryview) -> Counter[int]:
    counter = sipstatus.StatusCodeCounter()
    for start in range(0, len(data), CHUNK):
        counter.update(data[start : start + CHUNK])
    return counter.counts


def by_expression(module: str) -> Callable[[memoryview], Counter[int]]:
    pattern = import_module(module).compile(PATTERN)
    return lambda data: Counter(int(code) for code in pattern.findall(data))


def by_lines(data: memoryview) -> Counter[int]:
    return Counter(
        int(line[8:11])
        for line in bytes(data).split(b"\n")
        if line.startswith(b"SIP/2.0 ") and line[8:11].isdigit() and line[11:12] == b" "
    )


def ways() -> list[Way]:
    """Ours, by every path of this machine."""
    paths = import_module("sipstatus._scan").PATHS
    return [
        Way("count_status_codes", sipstatus.count_status_codes, 0.85),
        Way(
            "count_status_codes, anywhere",
            lambda data: sipstatus.count_status_codes(data, anywhere=True),
            anywhere=True,
        ),
        Way(
            "count_status_codes, two threads",
            lambda data: sipstatus.count_status_codes(data, threads=2),
            0.85,
            2,
        ),
        Way("scan_status_lines", lambda data: sipstatus.scan_status_lines(data).counts()),
        Way("StatusCodeCounter, chunks of 1 MiB", in_chunks),
        *(Way(f"count_status_codes, {path}", by_path(path)) for path in paths),
    ]


def peers() -> list[Way]:
    """What Python has for it."""
    expressions = [name for name in ("re", "regex") if find_spec(name)]
    return [
        *(Way(name, by_expression(name), bare_lf=False) for name in expressions),
        Way("bytes.split at LF", by_lines, bare_lf=False),
    ]


def load(size: int) -> tuple[bytearray, corpus.Truth]:
    """The log in memory."""
    truth = corpus.Truth()
    data = bytearray(size)
    at = 0
    for octets, part in corpus.log(size):
        data[at : at + len(octets)] = octets
        at += len(octets)
        truth.add(part)
    return data, truth


def measure(chosen: list[Way], size: int, rounds: int) -> tuple[list[Figure], list[Count]]:
    """READ by one and by two threads over the log, and the ways in turns with them."""
    data, truth = load(size)
    view = memoryview(data)
    counts = []
    for way in chosen:
        true = truth.anywhere if way.anywhere else truth.line_start
        if way.bare_lf:
            true = true + (truth.bare_lf_anywhere if way.anywhere else truth.bare_lf)
        found = way.count(view)
        counts.append(Count(way.name, found.total(), true.total(), found == true))
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        ThreadPoolExecutor(2) as pool,
    ):
        read = Read(Path(folder), data)
        passes = [
            pass_timer(read.whole),
            pass_timer(read.by_threads(pool, 2), wall_clock=True),
        ]
        ours = [pass_timer(partial(way.count, view), wall_clock=way.threads > 1) for way in chosen]
        one, two, *samples = in_turns([*passes, *ours], rounds)
    figures = [
        figure("bulk", "READ: summing pass", one, one, "READ", octets=size, at_least=True),
        figure("bulk", "READ, two threads", two, one, "READ", octets=size, at_least=True),
    ]
    for way, sample in zip(chosen, samples, strict=True):
        base, unit = (two, "READ by two") if way.threads == 2 else (one, "READ")
        figures.append(
            figure("bulk", way.name, sample, base, unit, way.target, octets=size, at_least=True)
        )
    return figures, counts


def measure_bare_lines(rounds: int) -> list[Figure]:
    """A line of a buffer that holds nothing else, in units of R2."""
    octets, codes = corpus.bare_lines(BARE_LINES)
    assert sipstatus.count_status_codes(octets) == codes
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        r2 = call_timer("r2(x)", [octets], {"r2": reference.build_r2(Path(folder)).f})
        count, scan = sipstatus.count_status_codes, sipstatus.scan_status_lines
        base, counted, scanned = in_turns(
            [
                r2,
                lambda: pass_timer(lambda: count(octets))() / BARE_LINES,
                lambda: pass_timer(lambda: scan(octets))() / BARE_LINES,
            ],
            rounds,
        )
    return [
        figure("bare", "count_status_codes, a line", counted, base, "R2", 0.35),
        figure("bare", "scan_status_lines, a line", scanned, base, "R2"),
    ]


def measure_sizes(sizes: list[int], rounds: int) -> list[Figure]:
    """Logs and hostile inputs of growing size, in units of READ over the same octets."""
    data, _ = load(sizes[-1])
    hostile = bytearray(HOSTILE * (sizes[-1] // len(HOSTILE) + 1))
    figures = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for size in sizes:
            read = Read(Path(folder), memoryview(data)[:size])
            log, trap = memoryview(data)[:size], memoryview(hostile)[:size]
            base, counted, trapped = in_turns(
                [
                    pass_timer(read.whole),
                    pass_timer(partial(sipstatus.count_status_codes, log)),
                    pass_timer(partial(sipstatus.count_status_codes, trap, anywhere=True)),
                ],
                rounds,
            )
            for name, sample in (("READ", base), ("log", counted), ("hostile", trapped)):
                label = f"{name}, {size >> 20} MiB"
                figures.append(
                    figure("sizes", label, sample, base, "READ", octets=size, at_least=True)
                )
    return figures
