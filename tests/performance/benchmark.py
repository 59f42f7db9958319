"""How fast the compiled parser and encoder are, as ratios taken in one process.

    python tests/performance/benchmark.py [--rounds N] [--json]

R2 is the time of an empty compiled ``def f(bytes x): return None``, built here with the directives
and flags of the parser.  Every figure is the median over many short rounds, in which all cases take
turns, so that a change of the machine's speed meets them all; a ratio is a quotient of medians.
Imports are timed as fresh processes, over the bare interpreter, and in units of ``import http``.

Needs an installed sipstatus with its extension, Cython, setuptools and a C compiler.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

import sipstatus

HERE = Path(__file__).parent

CANONICAL = [b"SIP/2.0 180 Ringing\r\n"]
MIXED = [sipstatus.encode_status_line(code) for code in (100, 180, 200, 401, 404, 481, 486, 503)]
CUSTOM = [b"SIP/2.0 486 Busy till Monday\r\n"]  # a phrase of sixteen octets
MESSAGE = [CUSTOM[0] + b"Via: SIP/2.0/TCP client.example.com:5060;branch=z9hG4bK74bf9\r\n" * 8]
REQUEST = [b"INVITE sip:bob@biloxi.example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n\r\n"]
PHRASE = "Busy till Monday"

RAISED, REFUSED = "raise and catch a ValueError", "parse, request"

CALLS_A_ROUND = 4_000

STATUS_LINE = re.compile(rb"SIP/([0-9]+)\.([0-9]+) ([1-6][0-9]{2}) ([^\0\r\n]*)\r\n", re.ASCII)


def by_regex(data: bytes) -> tuple[int, bytes]:
    """The usual way in Python: one compiled expression, one int()."""
    line = STATUS_LINE.match(data)
    if line is None:
        raise ValueError("no status-line")
    return int(line[3]), line[4]


@dataclass(frozen=True, slots=True)
class Case:
    """A call to be timed: an expression over `x`, which takes the values of `inputs` in turn."""

    name: str
    call: str
    inputs: Sequence[object]
    target: float | None = None
    """The ratio to reach; None if the figure is there to compare with."""


def guarded(statement: str) -> str:
    """The statement, with what it raises caught."""
    return f"""try:
            {statement}
        except ValueError:
            pass"""


CASES = [
    Case("R2: empty function", "r2(x)", CANONICAL),
    Case("parse, canonical", "parse(x)", CANONICAL, 1.25),
    Case("parse, eight canonical lines in turn", "parse(x)", MIXED, 1.25),
    Case("parse, phrase of 16 octets", "parse(x)", CUSTOM, 2.0),
    Case("encode, canonical", "encode(x)", [486], 1.2),
    Case("encode, phrase of 16 octets", "encode(x, phrase)", [486], 3.5),
    Case("parse, head of a message", "parse(x)", MESSAGE),
    Case("parse, start given", "parse(x, 0)", CUSTOM),
    Case("parse, leniency given", "parse(x, leniency=31)", CUSTOM),
    # Other buffers may cost 2.5 more than bytes.
    Case("parse, bytearray, canonical", "parse(x)", [bytearray(CANONICAL[0])], 1.25 + 2.5),
    Case("parse, bytearray", "parse(x)", [bytearray(CUSTOM[0])], 2.0 + 2.5),
    Case("parse, memoryview, canonical", "parse(x)", [memoryview(CANONICAL[0])], 1.25 + 2.5),
    Case("parse, memoryview", "parse(x)", [memoryview(CUSTOM[0])], 2.0 + 2.5),
    Case("encode into a bytearray", "encode_into(buffer, 0, x)", [486]),
    Case("encode into a bytearray, phrase", "encode_into(buffer, 0, x, phrase)", [486]),
    Case("parse and .reason_phrase", "parse(x).reason_phrase", CUSTOM),
    Case("parse and .status", "parse(x).status", CUSTOM),
    Case(RAISED, guarded("raise ValueError('no status-line')"), REQUEST),
    Case(REFUSED, guarded("parse(x)"), REQUEST),  # at most twice the case before
    Case("parse, request in a bytearray", guarded("parse(x)"), [bytearray(REQUEST[0])]),
    Case("parse, incomplete", guarded("parse(x)"), [CUSTOM[0][:-1]]),
    Case("encode, refused", guarded("encode(x, phrase + '\\n')"), [486]),
    Case("the same by a regular expression", "by_regex(x)", CUSTOM),
]

IMPORTS = [
    ("bare interpreter", "", None),
    ("import http", "import http", None),
    (
        "import sipstatus, first parse",
        "import sipstatus; sipstatus.parse_status_line(b'SIP/2.0 180 Ringing\\r\\n')",
        1.0,
    ),
    ("from sipstatus import StatusCode", "from sipstatus import StatusCode", 2.0),
]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the result."""

    name: str
    nanoseconds: float
    ratio: float
    unit: str
    target: float | None


def build_reference(folder: Path) -> Callable[[bytes], None]:
    """Compile ``reference.pyx`` in a folder of its own and return its function."""
    source = folder / "reference.pyx"
    source.write_bytes((HERE / source.name).read_bytes())
    script = (
        "from setuptools import Extension, setup; "
        "setup(name='reference', ext_modules=[Extension('reference', ['reference.pyx'])])"
    )
    command = [sys.executable, "-c", script, "-q", "build_ext", "--inplace"]
    subprocess.run(command, check=True, cwd=folder, stdout=sys.stderr)
    sys.path.insert(0, str(folder))
    try:
        function: Callable[[bytes], None] = import_module("reference").f
    finally:
        sys.path.remove(str(folder))
    return function


def timer(case: Case, r2: Callable[[bytes], None]) -> Callable[[], float]:
    """A function that makes the calls of one round and returns the nanoseconds for each.

    It is compiled for this case alone, as the interpreter specialises every call in its place.
    """
    source = f"""
def one_round(inputs, clock, r2, parse, encode, encode_into, buffer, by_regex, phrase):
    begin = clock()
    for x in inputs:
        {case.call}
    return clock() - begin
"""
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    one_round = namespace["one_round"]
    inputs = list(case.inputs) * (CALLS_A_ROUND // len(case.inputs))
    parse, encode = sipstatus.parse_status_line, sipstatus.encode_status_line
    encode_into, buffer = sipstatus.encode_status_line_into, bytearray(100)
    tools = (time.perf_counter_ns, r2, parse, encode, encode_into, buffer, by_regex, PHRASE)
    return lambda: float(one_round(inputs, *tools)) / len(inputs)


def in_turns(timers: Sequence[Callable[[], float]], rounds: int) -> list[float]:
    """The median of each timer's figures, when all take turns."""
    taken = [[one_round() for one_round in timers] for _ in range(rounds)]
    return [median(figures) for figures in zip(*taken, strict=True)]


def measure_calls(rounds: int) -> list[Figure]:
    """Calls of the parser and the encoder in units of R2."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        r2 = build_reference(Path(folder))
    taken = in_turns([timer(case, r2) for case in CASES], rounds)
    return [
        Figure(case.name, nanoseconds, nanoseconds / taken[0], "R2", case.target)
        for case, nanoseconds in zip(CASES, taken, strict=True)
    ]


def process_timer(code: str) -> Callable[[], float]:
    """A function that runs the code in a fresh process and returns the nanoseconds."""

    def one_round() -> float:
        begin = time.perf_counter_ns()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter_ns() - begin

    return one_round


def measure_imports(rounds: int) -> list[Figure]:
    """Imports in units of ``import http``, both without the start of the interpreter."""
    timers = [process_timer(code) for _, code, _ in IMPORTS]
    in_turns(timers, 1)  # writes bytecode where there is none yet
    bare, http, *_ = taken = in_turns(timers, rounds)
    return [
        Figure(name, nanoseconds - bare, (nanoseconds - bare) / (http - bare), "http", target)
        for (name, _, target), nanoseconds in zip(IMPORTS, taken, strict=True)
        if name != "bare interpreter"
    ]


def table(figures: Sequence[Figure]) -> str:
    """The figures for people."""
    lines = [f"{'':38}{'ns':>12}{'ratio':>9}  {'of':5}{'target':>7}"]
    for figure in figures:
        target = "" if figure.target is None else f"{figure.target:>7.2f}"
        missed = figure.target is not None and figure.ratio > figure.target
        lines.append(
            f"{figure.name:38}{figure.nanoseconds:>12,.1f}{figure.ratio:>9.2f}  {figure.unit:5}"
            f"{target}{'  missed' if missed else ''}"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=300, help="of the calls (default 300)")
    parser.add_argument("--processes", type=int, default=30, help="for each import (default 30)")
    parser.add_argument("--json", action="store_true", help="print the figures for programs")
    arguments = parser.parse_args()
    if sipstatus.IMPLEMENTATION != "cython":
        parser.error("this sipstatus has no compiled extension, or was told not to use it")

    figures = measure_calls(arguments.rounds)
    if arguments.processes:
        figures += measure_imports(arguments.processes)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    if arguments.json:
        rows = [asdict(figure) for figure in figures]
        print(json.dumps({"python": python, "machine": platform.machine(), "figures": rows}))
    else:
        print(f"{python}, {platform.machine()}\n\n{table(figures)}")


if __name__ == "__main__":
    main()
