"""One line of growing length: every octet is looked at, and none twice."""

from __future__ import annotations

from harness import Figure, call_timer, figure, in_turns
from peers import PATTERN

import sipstatus

LENGTHS = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_000]
"""Octets of the reason phrase; a line has at most 65,535."""


def measure(rounds: int) -> list[Figure]:
    """The parser and a regular expression, in units of the parser on the shortest line."""
    import re

    tools = {
        "parse": sipstatus.parse_status_line,
        "match": re.compile(PATTERN).match,
        "strict": sipstatus.Leniency.STRICT,
    }
    ways = [
        ("parse", "parse(x)"),
        ("parse, strict", "parse(x, leniency=strict)"),
        ("re", "int(match(x)[1])"),
    ]
    cases = [(name, call, length) for length in LENGTHS for name, call in ways]
    timers = [
        call_timer(call, [b"SIP/2.0 486 " + b"x" * length + b"\r\n"], tools)
        for _, call, length in cases
    ]
    samples = in_turns(timers, rounds)
    return [
        figure("lengths", f"{name}, {length}", sample, samples[0], "shortest", octets=length + 14)
        for (name, _, length), sample in zip(cases, samples, strict=True)
    ]
