"""How fast the parser, the encoder and the scan are, beside everything a user would pick instead.

    python tests/performance/benchmark.py [--quick] [--only SECTION] [--write FOLDER]
        [--compare RESULTS]

R2 is the time of an empty compiled ``def f(bytes x): return None``, built here with the directives
and flags of the parser; READ is a pass over the same memory that only sums it up. Every figure is
the median of many short rounds, in which all cases take turns; what is so short that the place of
code and objects in memory counts is measured in several fresh processes.

Needs an installed sipstatus with its extensions, what its generator needs, Cython, setuptools and
a C compiler. Other parsers are measured as far as they are installed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import bulk
import calls
import columns
import commands
import compare
import contest
import generating
import imports
import lengths
import logs
import machine
import meaning
import plots
import report
import results
from corpus import UNITS

import sipstatus

MIB, GIB = UNITS["MiB"], UNITS["GiB"]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is done."""

    rounds: int
    passes: int
    """Rounds in which one is a pass over a log."""

    processes: int
    fresh: int
    """Processes that share the rounds of a section in ``SHORT``."""

    log: int
    """Octets of the log in memory."""

    file: int
    """Octets of the log on disk."""

    sizes: list[int]


FULL = Effort(500, 161, 30, 5, 256 * MIB, GIB, [MIB << shift for shift in range(0, 11, 2)])
QUICK = Effort(30, 15, 7, 1, 32 * MIB, 64 * MIB, [MIB, 4 * MIB, 16 * MIB])

SHORT = ("calls", "meaning", "columns")
"""Sections of such short times that it counts where a process has its code and objects."""


def in_fresh_processes(section: str, count: int) -> results.Results:
    """A section measured by so many processes, one after another; each does its share."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder, "results.json")
        runs = []
        for _ in range(count):
            command = [sys.executable, __file__, "--only", section, "--share", str(count)]
            subprocess.run([*command, "--json", str(path)], check=True)
            runs.append(results.read(path))
    return results.merged(runs)


def sections(effort: Effort, build: Path) -> dict[str, Callable[[results.Results], None]]:
    """What can be measured, by name; each adds to the results."""

    def one_line(found: results.Results) -> None:
        found.figures += calls.measure(effort.rounds)

    def one_response(found: results.Results) -> None:
        found.figures += meaning.measure(effort.rounds)

    def peers(found: results.Results) -> None:
        figures, found.peers = contest.measure(effort.rounds // 5, build)
        found.figures += figures

    def line_lengths(found: results.Results) -> None:
        found.figures += lengths.measure(effort.rounds // 5)

    def import_times(found: results.Results) -> None:
        found.figures += imports.measure(effort.processes)

    def scans(found: results.Results) -> None:
        figures, counts = bulk.measure(bulk.ways(), effort.log, effort.passes)
        found.figures += figures + bulk.measure_bare_lines(effort.rounds)
        found.counts += counts

    def other_scans(found: results.Results) -> None:
        figures, counts = bulk.measure(bulk.peers(), effort.log, max(3, effort.passes // 40))
        found.figures += figures[2:]  # READ is there already
        found.counts += counts

    def sizes(found: results.Results) -> None:
        found.figures += bulk.measure_sizes(effort.sizes, effort.passes // 3)

    def engine_columns(found: results.Results) -> None:
        figures, counts = columns.measure(max(3, effort.passes // 10))
        found.figures += figures
        found.counts += counts

    def processes(found: results.Results) -> None:
        figures, counts = commands.measure(effort.file, effort.processes // 2)
        found.figures += figures
        found.counts += counts

    def message_logs(found: results.Results) -> None:
        found.figures += logs.measure(effort.log // 8, max(3, effort.passes // 20))

    def generator(found: results.Results) -> None:
        found.figures += generating.measure(effort.processes // 2)

    return {
        "calls": one_line,
        "meaning": one_response,
        "peers": peers,
        "lengths": line_lengths,
        "imports": import_times,
        "bulk": scans,
        "bulk peers": other_scans,
        "sizes": sizes,
        "columns": engine_columns,
        "commands": processes,
        "logs": message_logs,
        "generator": generator,
    }


def main() -> None:
    """Measure, print, and write or compare what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="to try it out: short, on little data")
    parser.add_argument("--only", action="append", help="a section; may be repeated")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write tables and plots")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results only")
    parser.add_argument("--compare", type=Path, metavar="RESULTS", help="with those of another run")
    parser.add_argument("--share", type=int, default=1, help="a part of the rounds: one of so many")
    parser.add_argument("--build", type=Path, metavar="FOLDER", help="keep native peers here")
    arguments = parser.parse_args()
    if sipstatus.IMPLEMENTATION != "cython":
        parser.error("this sipstatus has no compiled extension, or was told not to use it")
    before = results.read(arguments.compare) if arguments.compare else None

    effort = QUICK if arguments.quick else FULL
    if arguments.share > 1:
        rounds, passes = effort.rounds // arguments.share, effort.passes // arguments.share
        effort = replace(effort, rounds=rounds, passes=passes, fresh=1)
    method = {"rounds": effort.rounds, "passes": effort.passes, "processes": effort.processes}
    method |= {"fresh": effort.fresh, "log": effort.log, "file": effort.file}
    found = results.Results(machine.facts(), method)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        build = (arguments.build or Path(folder)).absolute()
        for name, measure in sections(effort, build).items():
            if not arguments.only or name in arguments.only:
                print(f"measuring: {name}", file=sys.stderr, flush=True)
                if name in SHORT and effort.fresh > 1:
                    found.add(in_fresh_processes(name, effort.fresh))
                else:
                    measure(found)

    if arguments.json:
        results.write(found, arguments.json)
    elif arguments.write:
        arguments.write.mkdir(parents=True, exist_ok=True)
        results.write(found, arguments.write / "results.json")
        plots.write(found, arguments.write)
        report.write(arguments.write)
    else:
        print(report.page(found))
    if before:
        differences = compare.differences(before, found)
        print(compare.table(differences))
        sys.exit(any(one.too_far for one in differences))


if __name__ == "__main__":
    main()
