"""Logs of whole messages: what reading and checking a thousand octets of them costs, beside R2."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections import deque
from collections.abc import Callable
from pathlib import Path

import reference
from calls import CANONICAL, R2
from harness import Figure, call_timer, figure, in_turns, pass_timer

from sipstatus.cli import main
from sipstatus.cli.capture.judging import Judge
from sipstatus.cli.capture.reading import read
from sipstatus.cli.rules import chosen

SIPP_LOG = (Path(__file__).parents[1] / "trace" / "sipp-messages.log").read_bytes()

TARGET = 1000 / 60 / 0.012
"""60 MB a second where R2 is 12 nanoseconds."""


def block(number: int) -> bytes:
    """The call of a log of SIPp, with a number of its own in every branch and Call-ID."""
    marked = SIPP_LOG.replace(b"branch=z9hG4bK", b"branch=z9hG4bK%d" % number)
    return marked.replace(b"Call-ID: ", b"Call-ID: %d" % number)


def write_log(path: Path, octets: int) -> int:
    """Write a log of about so many octets; how many they are."""
    with path.open("wb") as file:
        for number in range(octets // len(SIPP_LOG)):
            file.write(block(number))
        return file.tell()


def command(*words: str) -> None:
    """Run a command on a log that is fine."""
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):
        assert main([*words]) == 0


def measure(octets: int, rounds: int) -> list[Figure]:
    """Reading, judging, and the commands that read, of one thread."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        r2 = reference.build_r2(Path(folder)).f
        log = Path(folder, "messages.log")
        size = write_log(log, octets)
        messages = [*read(str(log))]

        def judge() -> None:
            deque(map(Judge(chosen([], [])), messages), maxlen=0)

        def per_thousand(work: Callable[[], object]) -> Callable[[], float]:
            timer = pass_timer(work)
            return lambda: timer() * 1000 / size

        base, *samples = in_turns(
            [
                call_timer("r2(x)", [CANONICAL], {"r2": r2}),
                per_thousand(lambda: command("lint", str(log))),
                per_thousand(lambda: command("scan", "--messages", str(log))),
                per_thousand(lambda: deque(read(str(log)), maxlen=0)),
                per_thousand(judge),
            ],
            rounds,
        )
    names = ("sipstatus lint", "sipstatus scan --messages", "reading alone", "judging alone")
    targets = (TARGET, TARGET, None, None)
    return [
        figure("logs", R2, base, base, "R2"),
        *(
            figure("logs", f"{name}, 1,000 octets", sample, base, "R2", target)
            for name, sample, target in zip(names, samples, targets, strict=True)
        ),
    ]
