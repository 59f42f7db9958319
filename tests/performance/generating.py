"""What the generator costs: whole processes, in units of one that imports what it stands on.

A process is measured by the processor time that it took, user and system, its start included. Of
several fresh ones the least counts: other work on the machine can only add to it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from harness import Figure, Timer, figure, in_turns
from sipstatus_codegen import builtin

BASE = "from jinja2 import Environment; from pydantic import BaseModel"
UNIT = "imports"
EVERYTHING, ONE_TARGET, FURTHER = 5.0, 2.5, 0.3
TARGETS = 9
"""How many targets everything is; each further one may add ``FURTHER``."""


def processor_timer(command: Callable[[], Sequence[str]]) -> Timer:
    """A timer of a process, by its processor time; the command is made anew for each."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}

    def one_round() -> float:
        process = subprocess.Popen(command(), env=environment, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, process.args)
        return (used.ru_utime + used.ru_stime) * 1e9

    return one_round


def measure(processes: int) -> list[Figure]:
    """All commands in turns."""
    everything = EVERYTHING + FURTHER * max(0, len(builtin()) - TARGETS)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)

        def sipstatus(*words: str | Path) -> list[str]:
            return [sys.executable, "-m", "sipstatus", *map(str, words)]

        def fresh() -> str:
            return tempfile.mkdtemp(dir=folder)

        current = folder / "current"
        cases: list[tuple[str, Callable[[], Sequence[str]], float | None]] = [
            (BASE, lambda: [sys.executable, "-c", BASE], None),
            (
                "sipstatus generate, everything",
                lambda: sipstatus("generate", "--out", fresh()),
                everything,
            ),
            (
                "sipstatus check, everything",
                lambda: sipstatus("check", "--out", current),
                everything,
            ),
            (
                "sipstatus generate, one target",
                lambda: sipstatus("generate", "--target", "c", "--out", fresh()),
                ONE_TARGET,
            ),
        ]
        # What `check` shall find current; this writes bytecode too, where there is none yet.
        processor_timer(lambda: sipstatus("generate", "--out", current))()
        samples = in_turns(
            [processor_timer(command) for _, command, _ in cases], processes, least=True
        )
    return [
        figure("generator", name, sample, samples[0], UNIT, target)
        for (name, _, target), sample in zip(cases, samples, strict=True)
    ]
