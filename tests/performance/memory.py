"""Memory stays flat: resident octets over very many calls, and over a stream from a pipe.

    python tests/performance/memory.py [--share PERCENT] [--write FOLDER]

Needs Linux, whose /proc tells what is resident. Fails if anything grows after the first tenth.
"""

from __future__ import annotations

import argparse
import json
import mmap
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import repeat
from pathlib import Path

import calls
import corpus
import logs
from report import size, table

import sipstatus

STEPS = 10
GROWTH = 1 << 20
"""Octets that may come on top after the first step: what the interpreter keeps to hand."""

STREAM = 4 << 30
LOG = 1 << 30
CHUNK = 1 << 20

LINT = 64 << 20
"""Octets that `sipstatus lint` may take."""

HEAD = """\
# Memory

`nox -s memory` measured this: what is resident of a process after each tenth of the work. The
stream is a log that comes through a pipe and is counted by a `StatusCodeCounter`; `sipstatus lint`
checks one of whole messages, which is wrong in every call, and takes 64 MiB at most.
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """Something done very often."""

    name: str
    amount: str
    resident: list[int]
    """Octets after each step."""

    @property
    def growth(self) -> int:
        """What came on top after the first step."""
        return max(self.resident) - self.resident[0]


def resident(process: int | str = "self") -> int:
    """Octets of a process that are in memory."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * mmap.PAGESIZE


def parses(count: int) -> None:
    """Lines of all kinds, each result dropped at once."""
    parse = sipstatus.parse_status_line
    lines = [line.octets for line in corpus.take(1_000)]
    for _ in range(count // len(lines)):
        for line in lines:
            parse(line)


def errors(count: int) -> None:
    """Lines of two kinds that are refused."""
    parse = sipstatus.parse_status_line
    for line in (calls.REQUEST, calls.CUSTOM[:-1]):
        for _ in repeat(None, count // 2):
            with suppress(ValueError):
                parse(line)


def stream(octets: int) -> Iterator[int]:
    """Count the status-lines of a log from a pipe; what is resident after each step."""
    command = [sys.executable, __file__, "--emit", str(octets)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        counter = sipstatus.StatusCodeCounter()
        step = octets // STEPS
        while chunk := process.stdout.read(CHUNK):
            counter.update(chunk)
            if counter.octets // step > (counter.octets - len(chunk)) // step:
                yield resident()
    truth = corpus.Truth()
    for _, part in corpus.log(octets):
        truth.add(part)
    assert counter.counts == truth.line_start


def lint(octets: int) -> Iterator[int]:
    """Check a log from a pipe, wrong in every call; what is resident after each step."""
    command = [sys.executable, "-m", "sipstatus", "lint", "-"]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=nowhere) as process:
        assert process.stdin
        blocks = octets // len(logs.SIPP_LOG)
        for number in range(1, blocks + 1):
            process.stdin.write(logs.block(number).replace(b"Contact:", b"Subject:"))
            if number * STEPS // blocks > (number - 1) * STEPS // blocks:
                yield resident(process.pid)
        process.stdin.close()
        assert process.wait() == 1


def in_steps(work: Callable[[int], None], count: int) -> list[int]:
    """What is resident after each tenth of the work."""
    taken = []
    for _ in range(STEPS):
        work(count // STEPS)
        taken.append(resident())
    return taken


def trials(share: float) -> list[Trial]:
    """All, or a share of them."""
    parse, refuse = int(10**8 * share), int(10**7 * share)
    octets, log = int(STREAM * share), int(LOG * share)
    return [
        Trial("parses", f"{parse:,}", in_steps(parses, parse)),
        Trial("errors", f"{refuse:,}", in_steps(errors, refuse)),
        Trial("a stream from a pipe", size(octets), list(stream(octets))),
        Trial("sipstatus lint", size(log), list(lint(log))),
    ]


def page(taken: list[Trial]) -> str:
    """The figures for people."""
    rows = [
        [one.name, one.amount, f"{one.resident[0] / 1e6:.1f} MB", f"{one.growth / 1e3:,.0f} kB"]
        for one in taken
    ]
    header = ["", "amount", "resident after a tenth", "growth from there"]
    return f"{HEAD}\n{table(header, rows)}"


def main() -> None:
    """Try, print, and fail if anything grew."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--share", type=float, default=100, help="per cent of the work to do")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write the figures")
    parser.add_argument("--emit", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.emit:
        for octets, _ in corpus.log(arguments.emit):
            sys.stdout.buffer.write(octets)
        return
    taken = trials(arguments.share / 100)
    text = page(taken)
    print(text)
    if arguments.write:
        arguments.write.mkdir(parents=True, exist_ok=True)
        rows = [asdict(one) for one in taken]
        (arguments.write / "memory.json").write_text(json.dumps(rows, indent=2) + "\n")
        (arguments.write / "memory.md").write_text(text, encoding="utf-8")
    if grown := [one.name for one in taken if one.growth > GROWTH]:
        sys.exit(f"memory grew: {', '.join(grown)}")
    if (much := max(taken[-1].resident)) > LINT:
        sys.exit(f"sipstatus lint took {size(much)}")


if __name__ == "__main__":
    main()
