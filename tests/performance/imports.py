"""What an import costs: fresh processes, over the bare interpreter, in units of ``import http``.

Processor time, not the clock's: the rest is the start of processes, which is the system's.
"""

from __future__ import annotations

import sys

from harness import Figure, Sample, figure, in_turns, processor_timer

FIRST_PARSE = r"import sipstatus; sipstatus.parse_status_line(b'SIP/2.0 180 Ringing\r\n')"

IMPORTS: list[tuple[str, str, float | None]] = [
    ("bare interpreter", "", None),
    ("import http", "import http", None),
    ("import sipstatus, first parse", FIRST_PARSE, 1.0),
    ("from sipstatus import StatusCode", "from sipstatus import StatusCode", 2.0),
]


def measure(processes: int) -> list[Figure]:
    """All imports; the interpreter's own start is taken off."""
    timers = [processor_timer([sys.executable, "-c", code]) for _, code, _ in IMPORTS]
    in_turns(timers, 1)  # writes bytecode where there is none yet
    bare, *samples = in_turns(timers, processes)
    over = [
        Sample(
            sample.median - bare.median,
            sample.low - bare.median,
            sample.high - bare.median,
            sample.best - bare.best,
        )
        for sample in samples
    ]
    return [
        figure("imports", name, sample, over[0], "http", target)
        for (name, _, target), sample in zip(IMPORTS[1:], over, strict=True)
    ]
