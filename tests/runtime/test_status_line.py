"""StatusLine: a small immutable value."""

from __future__ import annotations

import copy
from contextlib import suppress
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from lines import leniencies, octets

from sipstatus import Leniency, StatusCode, StatusLineError

if TYPE_CHECKING:
    from types import ModuleType


def test_parts(implementation: ModuleType) -> None:
    line = implementation.StatusLine(180, b"Ringing", (2, 0), 21)
    assert line.status_code == 180
    assert line.reason_octets == b"Ringing"
    assert line.version == (2, 0)
    assert line.end == 21
    assert line.reason_phrase == "Ringing"
    assert line.status is StatusCode.RINGING


def test_defaults_and_keywords(implementation: ModuleType) -> None:
    line = implementation.StatusLine(299)
    assert (line.reason_octets, line.version, line.end) == (b"", (2, 0), 0)
    line = implementation.StatusLine(
        end=4, version=(0, 999_999_999), reason_octets=b"\xff", status_code=699
    )
    assert (line.status_code, line.reason_octets) == (699, b"\xff")
    assert (line.version, line.end) == ((0, 999_999_999), 4)


def test_parsed_lines_have_the_same_type(implementation: ModuleType) -> None:
    line = implementation.parse_status_line(b"SIP/2.0 180 Ringing\r\n")
    assert type(line) is implementation.StatusLine
    assert line == implementation.StatusLine(180, b"Ringing")


class Code(IntEnum):
    BUSY = 486


def test_parts_are_plain(implementation: ModuleType) -> None:
    line = implementation.StatusLine(Code.BUSY, b"x", (Code.BUSY, Code.BUSY), Code.BUSY)
    parts = line.status_code, *line.version, line.end
    assert parts == (486, 486, 486, 486)
    assert {type(part) for part in parts} == {int}
    parsed = implementation.parse_status_line(bytearray(b"SIP/2.0 180 Ringing\r\n"))
    parts = parsed.status_code, *parsed.version, parsed.end
    assert {type(part) for part in parts} == {int}
    assert type(parsed.reason_octets) is bytes
    assert type(parsed.version) is tuple


def test_unregistered_codes_have_no_status(implementation: ModuleType) -> None:
    for code in (101, 299, 303, 409, 411, 477, 600 + 99):
        assert implementation.StatusLine(code).status is None
    assert implementation.StatusLine(606).status is StatusCode.NOT_ACCEPTABLE_ANYWHERE


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"", ""),
        (b"\xd0\xbd\xd0\xbe", "но"),
        (b"Gr\xfc\xdfe", "Gr\ufffd\ufffde"),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd"),
        (b"%41 ", "%41 "),
    ],
)
def test_phrase_as_text(implementation: ModuleType, octets: bytes, text: str) -> None:
    assert implementation.StatusLine(200, octets).reason_phrase == text


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        (True,),
        (None,),
        ("200",),
        (200.0,),
        (200, "OK"),
        (200, None),
        (200, bytearray(b"OK")),
        (200, b"", [2, 0]),
        (200, b"", (2,)),
        (200, b"", (2, 0, 0)),
        (200, b"", (2.0, 0)),
        (200, b"", (True, 0)),
        (200, b"", (2, "0")),
        (200, b"", 2),
        (200, b"", None),
        (200, b"", (2, 0), None),
        (200, b"", (2, 0), 1.0),
        (200, b"", (2, 0), False),
        (200, b"", (2, 0), 0, 0),
    ],
    ids=repr,
)
def test_arguments_of_another_type(implementation: ModuleType, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        implementation.StatusLine(*arguments)


@pytest.mark.parametrize(
    ("arguments", "kind", "offset"),
    [
        ((99,), "bad_code", 8),
        ((700,), "bad_code", 8),
        ((-200,), "bad_code", 8),
        ((2**64 + 200,), "bad_code", 8),
        ((200, b"\r"), "bad_reason", 12),
        ((200, b"a\nb"), "bad_reason", 13),
        ((200, b"ab\0\r\n"), "bad_reason", 14),
    ],
    ids=repr,
)
def test_parts_that_no_line_has(
    implementation: ModuleType, arguments: tuple[Any, ...], kind: str, offset: int
) -> None:
    with pytest.raises(StatusLineError) as caught:
        implementation.StatusLine(*arguments)
    assert (caught.value.kind, caught.value.offset) == (kind, offset)


@pytest.mark.parametrize(
    ("version", "end"),
    [
        ((-1, 0), 0),
        ((2, 1_000_000_000), 0),
        ((2**64, 0), 0),
        ((2, 0), -1),
        ((2, 0), -(2**200)),
        ((2, 0), 2**200),
    ],
)
def test_numbers_out_of_bounds(
    implementation: ModuleType, version: tuple[int, int], end: int
) -> None:
    with pytest.raises(ValueError, match=r"version|end") as caught:
        implementation.StatusLine(200, b"", version, end)
    assert not isinstance(caught.value, StatusLineError)


# Equality


def test_end_does_not_count(implementation: ModuleType) -> None:
    one = implementation.StatusLine(180, b"Ringing", (2, 0), 21)
    assert one == implementation.StatusLine(180, b"Ringing", (2, 0), 99)
    assert hash(one) == hash(implementation.StatusLine(180, b"Ringing"))


@pytest.mark.parametrize(
    "arguments", [(181, b"Ringing"), (180, b"ringing"), (180, b"Ringing", (2, 1)), (180,)]
)
def test_everything_else_counts(implementation: ModuleType, arguments: tuple[Any, ...]) -> None:
    one = implementation.StatusLine(180, b"Ringing")
    other = implementation.StatusLine(*arguments)
    assert one != other
    assert not one == other  # noqa: SIM201
    assert len({one, other}) == 2


def test_hash(implementation: ModuleType) -> None:
    line = implementation.parse_status_line(b"xxSIP/3.1 180 Ringing\r\n", 2)
    assert hash(line) == hash(((3, 1), 180, b"Ringing"))
    assert hash(implementation.StatusLine(180)) == hash(((2, 0), 180, b""))


@pytest.mark.parametrize("other", [180, b"Ringing", (180, b"Ringing", (2, 0), 0), None, object()])
def test_never_equal_to_other_things(implementation: ModuleType, other: object) -> None:
    line = implementation.StatusLine(180, b"Ringing")
    assert line != other
    assert other != line
    assert not line == other  # noqa: SIM201


class Agreeable:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


def test_others_may_know_better(implementation: ModuleType) -> None:
    line = implementation.StatusLine(180)
    assert line == Agreeable()
    assert Agreeable() == line


def test_no_order(implementation: ModuleType) -> None:
    one, other = implementation.StatusLine(180), implementation.StatusLine(200)
    for compare in ("__lt__", "__le__", "__gt__", "__ge__"):
        assert getattr(one, compare)(other) is NotImplemented
    with pytest.raises(TypeError):
        sorted([one, other])


# Immutability


@pytest.mark.parametrize(
    "name",
    [
        "status_code",
        "reason_octets",
        "version",
        "end",
        "status",
        "reason_phrase",
        "note",
        "__class__",
        "__dict__",
    ],
)
def test_nothing_can_be_set(implementation: ModuleType, name: str) -> None:
    line = implementation.parse_status_line(b"SIP/2.0 180 Ringing\r\n")
    with pytest.raises((AttributeError, TypeError)):
        setattr(line, name, 200)
    with pytest.raises((AttributeError, TypeError)):
        delattr(line, name)
    assert repr(line) == (
        "StatusLine(status_code=180, reason_octets=b'Ringing', version=(2, 0), end=21)"
    )


def test_cannot_be_initialised_again(implementation: ModuleType) -> None:
    line = implementation.StatusLine(180, b"Ringing", (2, 0), 21)
    with suppress(TypeError):
        line.__init__(200, b"OK", (3, 0), 1)
    assert (line.status_code, line.reason_octets, line.version, line.end) == (
        180,
        b"Ringing",
        (2, 0),
        21,
    )


def test_final(implementation: ModuleType) -> None:
    with pytest.raises(TypeError, match="StatusLine"):
        type("Derived", (implementation.StatusLine,), {})


def test_is_no_sequence(implementation: ModuleType) -> None:
    line: Any = implementation.StatusLine(180)
    with pytest.raises(TypeError):
        _, *_ = line
    with pytest.raises(TypeError):
        line[0]


def test_copies_are_the_line_itself(implementation: ModuleType) -> None:
    line = implementation.parse_status_line(b"SIP/2.0 180 Ring\r\n")
    assert copy.copy(line) is line
    assert copy.deepcopy(line) is line
    assert copy.deepcopy([line])[0] is line


# To relay


@pytest.mark.parametrize(
    ("received", "sent"),
    [
        (b"SIP/2.0 180 Ringing\r\n", b"SIP/2.0 180 Ringing\r\n"),
        (b"SIP/2.0 486 100% busy\r\n", b"SIP/2.0 486 100% busy\r\n"),
        (b'SIP/2.0 486 "so  so" \r\n', b'SIP/2.0 486 "so  so" \r\n'),
        (b"SIP/2.0 603 Gr\xfc\xdfe\r\n", b"SIP/2.0 603 Gr\xfc\xdfe\r\n"),
        (b"SIP/2.0 200 \xd0\xb4\xd0\xb0\x01\r\n", b"SIP/2.0 200 \xd0\xb4\xd0\xb0\x01\r\n"),
        (b"SIP/2.0 299 \r\n", b"SIP/2.0 299 \r\n"),
        (b"SIP/2.0 180\r\n", b"SIP/2.0 180 \r\n"),
        (b"SIP/2.0 \t 180\tRinging\n", b"SIP/2.0 180 Ringing\r\n"),
        (b"\r\n\r\nSIP/2.0 180 Ring\r\n", b"SIP/2.0 180 Ring\r\n"),
        (b"SIP/3.0 200 OK\r\n", b"SIP/3.0 200 OK\r\n"),
        (b"SIP/2.1 200 OK\r\n", b"SIP/2.1 200 OK\r\n"),
        (b"SIP/999999999.000000001 100 a\r\n", b"SIP/999999999.1 100 a\r\n"),
        # Upper case is what section 7.1 demands; lines that are equal are written alike.
        (b"sip/02.00 486 Busy Here\r\n", b"SIP/2.0 486 Busy Here\r\n"),
    ],
)
def test_relay(implementation: ModuleType, received: bytes, sent: bytes) -> None:
    for data in (received, bytearray(received), received + b"Via: SIP/2.0/UDP a.example\r\n"):
        line = implementation.parse_status_line(data, leniency=Leniency.ALL)
        assert line.encode() == sent
        assert type(line.encode()) is bytes
        assert str(line) == sent[:-2].decode("utf-8", "replace")
    line = implementation.parse_status_line(b"#" * 70_000 + received, 70_000, leniency=Leniency.ALL)
    assert line.encode() == sent


def test_relay_a_line_that_was_made_here(implementation: ModuleType) -> None:
    make = implementation.StatusLine
    assert make(299).encode() == b"SIP/2.0 299 \r\n"
    assert make(486, b"Busy Here").encode() == b"SIP/2.0 486 Busy Here\r\n"
    assert make(486, b"\xff", (0, 999_999_999), 7).encode() == b"SIP/0.999999999 486 \xff\r\n"
    assert str(make(299)) == "SIP/2.0 299 "
    assert f"{make(486, 'занято'.encode())}" == "SIP/2.0 486 занято"


def test_relay_the_longest_lines(implementation: ModuleType) -> None:
    """A SP and a CR that the sender left out may make a line longer than any that is accepted."""
    phrase = b"a" * (65_535 - 13)
    line = implementation.parse_status_line(b"SIP/2.0 486 " + phrase + b"\n", leniency=Leniency.ALL)
    assert line.encode() == b"SIP/2.0 486 " + phrase + b"\r\n"


@given(octets, leniencies)
def test_what_is_relayed_is_the_line_that_was_parsed(
    implementation: ModuleType, data: bytes, leniency: int
) -> None:
    try:
        line = implementation.parse_status_line(data, leniency=leniency)
    except StatusLineError:
        return
    sent = line.encode()
    again = implementation.parse_status_line(sent)
    assert again == line
    assert again.end == len(sent)
    assert sent.count(b"\n") == sent.count(b"\r") == 1


# Words


def test_repr_evaluates_to_the_line(implementation: ModuleType) -> None:
    for data in (b"SIP/2.0 180 Ringing\r\n", b"SIP/9.10 699 '\"\\\xff\x01\r\n", b"SIP/2.0 299\r\n"):
        line = implementation.parse_status_line(data)
        again = eval(repr(line), {"StatusLine": implementation.StatusLine})
        assert again == line
        assert again.end == line.end == len(data)
        assert type(again) is type(line)


def test_match_statement(implementation: ModuleType) -> None:
    assert implementation.StatusLine.__match_args__ == (
        "status_code",
        "reason_octets",
        "version",
        "end",
    )
    StatusLine = implementation.StatusLine  # noqa: N806
    match implementation.parse_status_line(b"SIP/2.0 486 Occupied\r\n"):
        case StatusLine(486, reason, (2, _), end):
            assert (reason, end) == (b"Occupied", 22)
        case other:
            pytest.fail(f"not matched: {other}")
    match implementation.StatusLine(503):
        case StatusLine(status_code=code) if code >= 500:
            assert code == 503
        case other:
            pytest.fail(f"not matched: {other}")


def test_public_name(implementation: ModuleType) -> None:
    assert implementation.StatusLine.__module__ == "sipstatus"
    assert implementation.StatusLine.__qualname__ == "StatusLine"
    assert implementation.StatusLine.__name__ == "StatusLine"
