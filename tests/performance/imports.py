"""What an import costs: in fresh processes, in units of ``import http``.

Each process times the import alone, by the processor time of its thread. To take the start of
an interpreter off the time of a process would leave a small difference of two large figures.
"""

from __future__ import annotations

import os
import subprocess
import sys

from harness import Figure, Timer, figure, in_turns

FIRST_PARSE = r"import sipstatus; sipstatus.parse_status_line(b'SIP/2.0 180 Ringing\r\n')"

IMPORTS: list[tuple[str, str, float | None]] = [
    ("import http", "import http", None),
    ("import sipstatus, first parse", FIRST_PARSE, 0.5),
    ("from sipstatus import StatusCode", "from sipstatus import StatusCode", 1.5),
]


def import_timer(code: str) -> Timer:
    """A timer of a statement in a process where nothing has been imported yet."""
    program = f"from time import thread_time_ns as t; begin = t(); {code}; print(t() - begin)"
    command = [sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}

    def one_round() -> float:
        done = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE)
        return float(done.stdout)

    return one_round


def measure(processes: int) -> list[Figure]:
    """All imports in turns."""
    timers = [import_timer(code) for _, code, _ in IMPORTS]
    in_turns(timers, 1)  # writes bytecode where there is none yet
    samples = in_turns(timers, processes)
    return [
        figure("imports", name, sample, samples[0], "http", target)
        for (name, _, target), sample in zip(IMPORTS, samples, strict=True)
    ]
