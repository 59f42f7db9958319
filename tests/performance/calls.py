"""One line: what a call of the parser and of the encoder costs, in units of R2."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import corpus
import reference
from harness import Figure, Timer, call_timer, figure, in_turns

import sipstatus

CANONICAL = b"SIP/2.0 180 Ringing\r\n"
MIXED = [sipstatus.encode_status_line(code) for code in (100, 180, 200, 401, 404, 481, 486, 503)]
CUSTOM = b"SIP/2.0 486 Busy till Monday\r\n"  # a phrase of sixteen octets
MESSAGE = CUSTOM + b"Via: SIP/2.0/TCP client.example.com:5060;branch=z9hG4bK74bf9\r\n" * 8
REQUEST = b"INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n\r\n"
PARSED = [sipstatus.parse_status_line(line) for line in (CANONICAL, CUSTOM)]
PHRASE = "Busy till Monday"
OTHER_BUFFER = 2.5
"""What another buffer than bytes may cost more, in units of R2."""

R2 = "R2: empty function"
VALUE_ERROR = "a plain ValueError"


@dataclass(frozen=True, slots=True)
class Case:
    """A call to be timed: an expression over `x`, which takes the values of `inputs` in turn."""

    name: str
    call: str
    inputs: Sequence[object]
    target: float | None = None
    """The ratio to reach; None if the figure is there to compare with."""

    raises: bool = False
    unit: str = R2


CASES = [
    Case(R2, "r2(x)", [CANONICAL]),
    Case(VALUE_ERROR, "raise ValueError('no status-line')", [CANONICAL], raises=True),
    Case("parse, canonical", "parse(x)", [CANONICAL], 1.15),
    Case("parse, eight canonical lines in turn", "parse(x)", MIXED, 1.15),
    Case("parse, phrase of 16 octets", "parse(x)", [CUSTOM], 2.0),
    Case("encode, canonical", "encode(x)", [486], 1.15),
    Case("encode, phrase of 16 octets", "encode(x, phrase)", [486], 3.0),
    Case("StatusLine.encode, canonical", "x.encode()", [PARSED[0]], 3.0),
    Case("StatusLine.encode, phrase of 16 octets", "x.encode()", [PARSED[1]], 3.0),
    Case("encode into, canonical", "encode_into(buffer, 0, x)", [486]),
    Case("encode into, phrase of 16 octets", "encode_into(buffer, 0, x, phrase)", [486]),
    Case("is_response, a response", "is_response(x)", [CUSTOM], 1.3),
    Case("is_response, a request", "is_response(x)", [REQUEST], 1.3),
    Case("is_response, bytearray", "is_response(x)", [bytearray(REQUEST)], 1.3 + OTHER_BUFFER),
    Case("parse, canonical, bytearray", "parse(x)", [bytearray(CANONICAL)], 1.15 + OTHER_BUFFER),
    Case("parse, canonical, memoryview", "parse(x)", [memoryview(CANONICAL)], 1.15 + OTHER_BUFFER),
    Case("parse, bytearray", "parse(x)", [bytearray(CUSTOM)], 2.0 + OTHER_BUFFER),
    Case("parse, memoryview", "parse(x)", [memoryview(CUSTOM)], 2.0 + OTHER_BUFFER),
    Case("turn a request away", "parse(x)", [REQUEST], 2.0, raises=True, unit=VALUE_ERROR),
    Case(
        "the same in a bytearray", "parse(x)", [bytearray(REQUEST)], raises=True, unit=VALUE_ERROR
    ),
    Case("parse, incomplete", "parse(x)", [CUSTOM[:-1]], raises=True, unit=VALUE_ERROR),
    Case("encode, refused", "encode(x, '\\n')", [486], raises=True, unit=VALUE_ERROR),
    Case("parse, the mix", "parse(x)", [line.octets for line in corpus.take(200)]),
    Case("parse, head of a message", "parse(x)", [MESSAGE]),
    Case("parse, start given", "parse(x, 0)", [CUSTOM]),
    Case("parse, leniency given", "parse(x, leniency=31)", [CUSTOM]),
    Case("parse and .reason_phrase", "parse(x).reason_phrase", [CUSTOM]),
    Case("parse and .status", "parse(x).status", [CUSTOM]),
]


def tools(r2: ModuleType) -> dict[str, Any]:
    """What the calls name."""
    return {
        "r2": r2.f,
        "parse": sipstatus.parse_status_line,
        "is_response": sipstatus.is_response,
        "encode": sipstatus.encode_status_line,
        "encode_into": sipstatus.encode_status_line_into,
        "buffer": bytearray(64),
        "phrase": PHRASE,
    }


def timers(
    cases: Sequence[Case], folder: Path, more: Mapping[str, Any] = MappingProxyType({})
) -> list[Timer]:
    """A timer for each case, which may name `more` tools; R2 is built in the folder."""
    named = {**tools(reference.build_r2(folder)), **more}
    return [call_timer(case.call, case.inputs, named, raises=case.raises) for case in cases]


def measure(
    rounds: int,
    section: str = "calls",
    cases: Sequence[Case] = CASES,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> list[Figure]:
    """The cases of a section; R2 is one of them."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        samples = in_turns(timers(cases, Path(folder), more), rounds)
    by_name = {case.name: sample for case, sample in zip(cases, samples, strict=True)}
    return [
        figure(
            section,
            case.name,
            by_name[case.name],
            by_name[case.unit],
            "R2" if case.unit == R2 else "ValueError",
            case.target,
        )
        for case in cases
    ]
