"""Every conformance vector, through every implementation and in every way a line can arrive.

The file itself is checked too: against its schema, for its coverage, and against lines of RFC 4475
that are typed here a second time.
"""

from __future__ import annotations

import json
import mmap
import re
from array import array
from typing import TYPE_CHECKING

import jsonschema  # type: ignore[import-untyped,unused-ignore]
import pytest
from lines import LINE_MAX
from vectors import (
    LINE_ENDED,
    SCHEMA_FILE,
    VECTORS,
    VECTORS_FILE,
    Failure,
    Outcome,
    Result,
    Vector,
    every,
    read_cases,
)

from sipstatus import ErrorKind, IncompleteStatusLine, Leniency, StatusLineError

if TYPE_CHECKING:
    from types import ModuleType
    from typing import TypeAlias

    Octets: TypeAlias = bytes | bytearray | memoryview | mmap.mmap | array[int]

ACCEPTED = [vector for vector in VECTORS if isinstance(vector.outcome, Result)]
REFUSED = [vector for vector in VECTORS if isinstance(vector.outcome, Failure)]
DECIDED = [vector for vector in LINE_ENDED if vector.outcome.undecided < len(vector.octets)]

each_vector = every(VECTORS)
each_accepted = every(ACCEPTED)
each_refused = every(REFUSED)
each_line_ended = every(LINE_ENDED)
each_decided = every(DECIDED)


def parse(implementation: ModuleType, octets: Octets, start: int, leniency: Leniency) -> Outcome:
    """What the parser says, as a value that compares with the outcome of a vector."""
    try:
        line = implementation.parse_status_line(octets, start, leniency=leniency)
    except IncompleteStatusLine as error:
        return Failure(error.kind, error.offset)
    except StatusLineError as error:
        if error.kind is ErrorKind.INCOMPLETE:
            raise  # a caller who waits for more octets would not have caught it
        return Failure(error.kind, error.offset)
    assert type(line) is implementation.StatusLine
    assert type(line.status_code) is int
    assert type(line.reason_octets) is bytes
    return Result(line.status_code, line.reason_octets, line.version, line.end)


# The ways a line can arrive


@each_vector
def test_bytes(implementation: ModuleType, vector: Vector) -> None:
    outcome = parse(implementation, vector.octets, vector.start, vector.leniency)
    assert outcome == vector.outcome


@each_vector
def test_bytearray(implementation: ModuleType, vector: Vector) -> None:
    octets = bytearray(vector.octets)
    outcome = parse(implementation, octets, vector.start, vector.leniency)
    octets.clear()  # BufferError if the parser still held the buffer
    assert outcome == vector.outcome


@each_vector
def test_slice_of_a_memoryview(implementation: ModuleType, vector: Vector) -> None:
    whole = bytearray(b"SIP/2.0 6" + vector.octets + b"00 x\r\n")
    with memoryview(whole) as view, view[9 : 9 + len(vector.octets)] as octets:
        outcome = parse(implementation, octets, vector.start, vector.leniency)
    assert outcome == vector.outcome


@each_vector
def test_array(implementation: ModuleType, vector: Vector) -> None:
    octets = array("B", vector.octets)
    outcome = parse(implementation, octets, vector.start, vector.leniency)
    octets.append(0)  # BufferError if the parser still held the buffer
    assert outcome == vector.outcome


@each_vector
def test_mmap(implementation: ModuleType, vector: Vector) -> None:
    front = b"\n"  # a mapping cannot be empty
    with mmap.mmap(-1, len(front) + len(vector.octets)) as octets:
        octets[:] = front + vector.octets
        outcome = parse(implementation, octets, vector.start + len(front), vector.leniency)
    assert outcome == vector.outcome.shifted(len(front))


# Octets around the line

FRONTS = (b"\n", b"\r\n", b"SIP/2.0 2", b"\x00" * 64)
BEHINDS = (b"\n", b"\r\nVia: SIP/2.0/UDP a.example\r\n", b" 0", b"\x00", b"\x80" * 64)


@each_vector
def test_octets_in_front_shift_everything(implementation: ModuleType, vector: Vector) -> None:
    for front in FRONTS:
        outcome = parse(
            implementation, front + vector.octets, len(front) + vector.start, vector.leniency
        )
        assert outcome == vector.outcome.shifted(len(front)), front


@each_decided
def test_octets_behind_change_nothing(implementation: ModuleType, vector: Vector) -> None:
    for behind in BEHINDS:
        outcome = parse(implementation, vector.octets + behind, vector.start, vector.leniency)
        assert outcome == vector.outcome, behind


# Octet by octet


def lengths(first: int, last: int) -> list[int]:
    """All lengths from first to last; of a run of many thousand octets, those near its ends."""
    if last - first <= 1000:
        return list(range(first, last + 1))
    return [*range(first, first + 32), *range(last - 4, last + 1)]


@each_line_ended
def test_prefixes_are_incomplete(implementation: ModuleType, vector: Vector) -> None:
    """Of a line every proper prefix, of an error all that ends before its offset."""
    for length in lengths(vector.start, vector.outcome.undecided):
        outcome = parse(implementation, vector.octets[:length], vector.start, vector.leniency)
        assert outcome == Failure(ErrorKind.INCOMPLETE, length)


@each_line_ended
def test_one_octet_more_decides(implementation: ModuleType, vector: Vector) -> None:
    octets = vector.octets[: vector.outcome.undecided + 1]
    assert parse(implementation, octets, vector.start, vector.leniency) == vector.outcome


# More flags


@each_accepted
def test_more_flags_change_no_accepted_line(implementation: ModuleType, vector: Vector) -> None:
    """No flag takes anything away, nor reads an accepted line in another way.

    Each flag acts on octets that are an error without it, so an accepted line has none of them:
    a CR before the line, white space where a digit of the code must stand, a line end right after
    the code, an LF without CR, an illegal octet in the phrase.
    """
    for leniency in {vector.leniency | Leniency(more) for more in range(64)}:
        outcome = parse(implementation, vector.octets, vector.start, leniency)
        assert outcome == vector.outcome, leniency


@each_refused
def test_one_flag_more_never_refuses_earlier(implementation: ModuleType, vector: Vector) -> None:
    for flag in Leniency.ALL & ~vector.leniency:
        outcome = parse(implementation, vector.octets, vector.start, vector.leniency | flag)
        reached = outcome.offset if isinstance(outcome, Failure) else outcome.end
        assert reached >= vector.outcome.undecided, flag


@every([vector for vector in LINE_ENDED if len(vector.octets) < LINE_MAX - 2])
def test_without_line_end(implementation: ModuleType, vector: Vector) -> None:
    """The end of the buffer ends the line where a CRLF would; it changes nothing else."""
    octets, start = vector.octets, vector.start
    expected = vector.outcome
    if isinstance(expected, Failure) and expected.kind == ErrorKind.INCOMPLETE:
        ended = parse(implementation, octets + b"\r\n", start, vector.leniency)
        if isinstance(ended, Result) and ended.end == len(octets) + 2:
            expected = ended.shifted(-2)
    leniency = vector.leniency | Leniency.NO_LINE_END
    assert parse(implementation, octets, start, leniency) == expected


# The encoder writes what the parser reads, and refuses what it refuses

CANONICAL_HEAD = re.compile(rb"SIP/2\.0 [1-6][0-9][0-9] ")


def encodable(vector: Vector) -> bool:
    """Whether the encoder can be asked for this line: canonical head, CRLF, nothing else."""
    end = vector.outcome.end if isinstance(vector.outcome, Result) else len(vector.octets)
    line = vector.octets[vector.start : end]
    return (
        CANONICAL_HEAD.match(line) is not None
        and line.endswith(b"\r\n")
        and not vector.leniency & (Leniency.BARE_LF | Leniency.NO_LINE_END)
    )


@every([*filter(encodable, ACCEPTED)])
def test_encoder_writes_the_line(implementation: ModuleType, vector: Vector) -> None:
    assert isinstance(vector.outcome, Result)
    encoded = implementation.encode_status_line(
        vector.outcome.status_code,
        vector.outcome.reason_octets,
        leniency=vector.leniency & Leniency.REASON_OCTETS,
    )
    assert encoded == vector.octets[vector.start : vector.outcome.end]


REFUSED_PHRASES = [
    vector
    for vector in REFUSED
    if encodable(vector)
    and isinstance(vector.outcome, Failure)
    and vector.outcome.kind in (ErrorKind.BAD_REASON, ErrorKind.TOO_LONG)
]


@every(REFUSED_PHRASES)
def test_encoder_refuses_the_phrase(implementation: ModuleType, vector: Vector) -> None:
    line = vector.octets[vector.start :]
    with pytest.raises(StatusLineError) as caught:
        implementation.encode_status_line(
            int(line[8:11]), line[12:-2], leniency=vector.leniency & Leniency.REASON_OCTETS
        )
    failure = Failure(caught.value.kind, caught.value.offset)
    assert failure.shifted(vector.start) == vector.outcome


# The file


def test_file_follows_its_schema() -> None:
    schema = json.loads(SCHEMA_FILE.read_bytes())
    vectors = json.loads(VECTORS_FILE.read_bytes())
    assert VECTORS_FILE.parent / vectors["$schema"] == SCHEMA_FILE
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(vectors)


def test_schema_refuses_unknown_members() -> None:
    schema = json.loads(SCHEMA_FILE.read_bytes())
    objects = [part for part in _parts(schema) if part.get("type") == "object"]
    assert len(objects) == 6
    assert all(part["additionalProperties"] is False for part in objects)


def _parts(node: object) -> list[dict[str, object]]:
    """Every JSON object inside a JSON value."""
    if isinstance(node, list):
        return [part for item in node for part in _parts(item)]
    if isinstance(node, dict):
        return [node, *(part for item in node.values() for part in _parts(item))]
    return []


def test_names_and_calls_are_unique() -> None:
    assert len(VECTORS) >= 150
    assert len({vector.name for vector in VECTORS}) == len(VECTORS)
    calls = {(vector.octets, vector.start, vector.leniency) for vector in VECTORS}
    assert len(calls) == len(VECTORS)


def test_topics_stay_together() -> None:
    """A blank line parts the topics in the file; names begin with the topic."""
    topics: list[str] = []
    for block in VECTORS_FILE.read_text(encoding="ascii").split("\n\n"):
        first_words = set(re.findall(r'"name": "([a-z0-9]+)', block))
        assert len(first_words) == 1
        topics += first_words
    assert len(set(topics)) == len(topics)


def test_every_case_has_a_source() -> None:
    for case in read_cases():
        source = case["source"]
        assert source.get("note") or (source["rfc"] and source["section"]), case["name"]


@pytest.mark.parametrize("kind", ErrorKind)
def test_every_error_kind_occurs(kind: ErrorKind) -> None:
    kinds = [vector.outcome.kind for vector in VECTORS if isinstance(vector.outcome, Failure)]
    assert kinds.count(kind) >= 10


@pytest.mark.parametrize("flag", Leniency, ids=repr)
def test_every_flag_is_needed_somewhere(flag: Leniency) -> None:
    """Two cases differ in this flag alone: with it a line, without it an error."""
    outcomes = {
        (vector.octets, vector.start, vector.leniency): vector.outcome for vector in VECTORS
    }
    without = [
        outcomes.get((vector.octets, vector.start, vector.leniency & ~flag))
        for vector in ACCEPTED
        if flag in vector.leniency
    ]
    assert any(isinstance(outcome, Failure) for outcome in without)


RFC_4475_LINES = {
    "rfc4475-unreason": (  # section 3.1.1.12
        "5349502f322e3020 32303020 3d20322a2a33202a20352a2a3220 d0bdd0be20 d181d182d0be20"
        "d0b4d0b5d0b2d18fd0bdd0bed181d182d0be20 d0b4d0b5d0b2d18fd182d18c20 2d20"
        "d0bfd180d0bed181d182d0bed0b5 0d0a"
    ),
    "rfc4475-noreason": "5349502f322e3020 31303020 0d0a",  # section 3.1.1.13
    "rfc4475-scalarlg": (  # section 3.1.2.5
        "5349502f322e3020 35303320 5365727669636520 556e617661696c61626c65 0d0a"
    ),
    "rfc4475-bigcode": (  # section 3.1.2.19
        "5349502f322e3020 3432393439363733303120 62657474657220 6e6f7420 627265616b20 74686520"
        "7265636569766572 0d0a"
    ),
    "rfc4475-bcast": "5349502f322e3020 32303020 4f4b 0d0a",  # section 3.3.10
}


@pytest.mark.parametrize("name", RFC_4475_LINES)
def test_lines_of_rfc_4475_are_byte_for_byte(name: str) -> None:
    octets = {vector.name: vector.octets for vector in VECTORS}
    assert octets[name] == bytes.fromhex(RFC_4475_LINES[name])
