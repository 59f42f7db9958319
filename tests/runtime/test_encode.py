"""The encoder: the lines it writes, and what it refuses to write."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from enum import IntEnum
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lines import TELLING_OCTETS, leniencies, outcome, phrases
from oracle import UNREGISTERED

from sipstatus import IncompleteStatusLine, Leniency, StatusLineError

if TYPE_CHECKING:
    from types import ModuleType

STRICT = Leniency.STRICT
REASON_OCTETS = Leniency.REASON_OCTETS


def refusal(
    implementation: ModuleType,
    status_code: object,
    reason_phrase: object = None,
    leniency: int = STRICT,
) -> tuple[str, int]:
    with pytest.raises(StatusLineError) as caught:
        implementation.encode_status_line(status_code, reason_phrase, leniency=leniency)
    assert not isinstance(caught.value, IncompleteStatusLine)
    return str(caught.value.kind), caught.value.offset


@pytest.mark.parametrize(
    ("status_code", "line"),
    [
        (100, b"SIP/2.0 100 Trying\r\n"),
        (200, b"SIP/2.0 200 OK\r\n"),
        (414, b"SIP/2.0 414 Request-URI Too Long\r\n"),
        (481, b"SIP/2.0 481 Call/Transaction Does Not Exist\r\n"),
        (486, b"SIP/2.0 486 Busy Here\r\n"),
        (500, b"SIP/2.0 500 Server Internal Error\r\n"),
        (504, b"SIP/2.0 504 Server Time-out\r\n"),
        (608, b"SIP/2.0 608 Rejected\r\n"),
        (101, b"SIP/2.0 101 \r\n"),
        (299, b"SIP/2.0 299 \r\n"),
        (699, b"SIP/2.0 699 \r\n"),
    ],
)
def test_registered_and_other_codes(
    implementation: ModuleType, status_code: int, line: bytes
) -> None:
    for leniency in range(64):
        assert implementation.encode_status_line(status_code, leniency=leniency) == line
    assert implementation.encode_status_line(status_code, None) == line


def test_canonical_lines_are_shared(implementation: ModuleType) -> None:
    first = implementation.encode_status_line(486)
    assert type(first) is bytes
    assert implementation.encode_status_line(486) is first


@pytest.mark.parametrize(
    ("reason_phrase", "line"),
    [
        ("", b"SIP/2.0 486 \r\n"),
        (b"", b"SIP/2.0 486 \r\n"),
        ("Busy Here", b"SIP/2.0 486 Busy Here\r\n"),
        ("Occupied", b"SIP/2.0 486 Occupied\r\n"),
        (b"Occupied", b"SIP/2.0 486 Occupied\r\n"),
        (" \t ", b"SIP/2.0 486  \t \r\n"),
        ("100%25", b"SIP/2.0 486 100%25\r\n"),
        ("%0d%0a", b"SIP/2.0 486 %0d%0a\r\n"),
        ("занято", b"SIP/2.0 486 \xd0\xb7\xd0\xb0\xd0\xbd\xd1\x8f\xd1\x82\xd0\xbe\r\n"),
        ("\N{TELEPHONE RECEIVER}", b"SIP/2.0 486 \xf0\x9f\x93\x9e\r\n"),
        ("\u2028\u0085", b"SIP/2.0 486 \xe2\x80\xa8\xc2\x85\r\n"),  # line ends of str, not of SIP
        (b"\x80\xbf", b"SIP/2.0 486 \x80\xbf\r\n"),
    ],
    ids=ascii,
)
def test_other_phrases(implementation: ModuleType, reason_phrase: str | bytes, line: bytes) -> None:
    for leniency in range(64):
        encoded = implementation.encode_status_line(486, reason_phrase, leniency=leniency)
        assert encoded == line
        assert type(encoded) is bytes


@pytest.mark.parametrize(
    ("reason_phrase", "line"),
    [
        ('["#<>\\^`{|}]\x01\x7f', b'SIP/2.0 486 ["#<>\\^`{|}]\x01\x7f\r\n'),
        ("50%", b"SIP/2.0 486 50%\r\n"),
        (b"Gr\xfc\xdfe\xff", b"SIP/2.0 486 Gr\xfc\xdfe\xff\r\n"),
    ],
)
def test_relayed_octets(
    implementation: ModuleType, reason_phrase: str | bytes, line: bytes
) -> None:
    for leniency in range(64):
        if leniency & REASON_OCTETS:
            encoded = implementation.encode_status_line(486, reason_phrase, leniency=leniency)
            assert encoded == line
        else:
            assert refusal(implementation, 486, reason_phrase, leniency)[0] == "bad_reason"


@pytest.mark.parametrize(
    ("reason_phrase", "offset"),
    [
        ("a\r\nX: y", 13),
        (b"a\r\nX: y", 13),
        ("\r", 12),
        ("\n", 12),
        ("\0", 12),
        ("Busy Here\r\n", 21),
        ("é\n", 14),
        ("\ud800", 12),
        ("ab\udfff\n", 14),
        ("ab\n\udfff", 14),
        ("€\ud83d", 15),
        ("\udc0d\udc0a", 12),
    ],
    ids=ascii,
)
def test_never_more_than_one_line(
    implementation: ModuleType, reason_phrase: str | bytes, offset: int
) -> None:
    for leniency in range(64):
        assert refusal(implementation, 486, reason_phrase, leniency) == ("bad_reason", offset)


@pytest.mark.parametrize(
    ("reason_phrase", "offset"),
    [
        ("[", 12),
        ("a b\x7f", 15),
        ("%", 13),
        ("%4", 14),
        ("%4g", 14),
        ("%\n", 13),
        ("%\ud800", 13),
        ("[\ud800", 12),
        (b"\xc3", 13),
        (b"\xc3\xc3", 13),
        (b"\xe2\x82", 14),
        (b"\xe2\x82a", 14),
        (b"\xf0\x9f\x98", 15),
        (b"\xf8\x80\x80\x80", 16),
        (b"\xfc\x80\x80\x80\x80", 17),
        (b"\xfe", 12),
        (b"\xff", 12),
    ],
    ids=ascii,
)
def test_phrases_outside_the_grammar(
    implementation: ModuleType, reason_phrase: str | bytes, offset: int
) -> None:
    for leniency in (STRICT, Leniency.ALL & ~REASON_OCTETS):
        assert refusal(implementation, 486, reason_phrase, leniency) == ("bad_reason", offset)


def test_every_octet_in_the_phrase(implementation: ModuleType) -> None:
    for octet in range(256):
        phrase = bytes([octet])
        if octet in b"\r\n\0":
            assert refusal(implementation, 299, phrase, REASON_OCTETS) == ("bad_reason", 12)
        else:
            line = implementation.encode_status_line(299, phrase, leniency=REASON_OCTETS)
            assert line == b"SIP/2.0 299 " + phrase + b"\r\n"


@pytest.mark.parametrize(
    ("reason_phrase", "leniency", "expected"),
    [
        ("a" * 65_521, STRICT, None),
        ("a" * 65_522, STRICT, ("too_long", 65_533)),
        ("a" * 65_522, Leniency.ALL, ("too_long", 65_533)),
        ("a" * 100_000, STRICT, ("too_long", 65_533)),
        ("a" * 65_518 + "%41", STRICT, None),
        ("a" * 65_519 + "%41", STRICT, ("too_long", 65_531)),
        ("a" * 65_519 + "é", STRICT, None),
        ("a" * 65_520 + "é", STRICT, ("too_long", 65_532)),
        ("a" * 65_520 + "é", REASON_OCTETS, ("too_long", 65_533)),
        ("a" * 65_521 + "\r", STRICT, ("bad_reason", 65_533)),
        ("a" * 65_522 + "\r", STRICT, ("too_long", 65_533)),
        ("[" + "a" * 70_000, STRICT, ("bad_reason", 12)),
        ("a" * 65_521 + "\ud800", STRICT, ("bad_reason", 65_533)),
        ("a" * 65_522 + "\ud800", STRICT, ("too_long", 65_533)),
    ],
    ids=lambda value: None if isinstance(value, str) else repr(value),
)
def test_the_longest_line(
    implementation: ModuleType,
    reason_phrase: str,
    leniency: Leniency,
    expected: tuple[str, int] | None,
) -> None:
    if expected:
        assert refusal(implementation, 200, reason_phrase, leniency) == expected
    else:
        line = implementation.encode_status_line(200, reason_phrase, leniency=leniency)
        assert len(line) == 65_535


# Arguments


@pytest.mark.parametrize("status_code", [99, 700, 0, -486, 1000, 2**31, 2**64 + 200, -(2**200)])
def test_codes_out_of_bounds(implementation: ModuleType, status_code: int) -> None:
    assert refusal(implementation, status_code) == ("bad_code", 8)
    assert refusal(implementation, status_code, "x", Leniency.ALL) == ("bad_code", 8)


@pytest.mark.parametrize("status_code", [True, False, None, "486", b"486", 486.0, [486]], ids=repr)
def test_codes_of_another_type(implementation: ModuleType, status_code: object) -> None:
    with pytest.raises(TypeError):
        implementation.encode_status_line(status_code)


class Vendor(IntEnum):
    CLIENT_GONE = UNREGISTERED[4]


def test_codes_of_an_enum(implementation: ModuleType) -> None:
    head = b"SIP/2.0 %d " % UNREGISTERED[4]
    assert implementation.encode_status_line(Vendor.CLIENT_GONE) == head + b"\r\n"
    assert implementation.encode_status_line(Vendor.CLIENT_GONE, "x") == head + b"x\r\n"


@pytest.mark.parametrize(
    "reason_phrase",
    [0, True, 1.5, bytearray(b"x"), memoryview(b"x"), ["x"]],
    ids=lambda value: type(value).__name__,
)
def test_phrases_of_another_type(implementation: ModuleType, reason_phrase: object) -> None:
    with pytest.raises(TypeError):
        implementation.encode_status_line(486, reason_phrase)


class LyingText(str):
    def encode(self, *_: object, **__: object) -> bytes:
        return b"x\r\nX: y"


class LyingOctets(bytes):
    def __bytes__(self) -> bytes:
        return b"x\r\nX: y"


@pytest.mark.parametrize("reason_phrase", [LyingText("x"), LyingOctets(b"x")])
def test_phrases_that_lie(implementation: ModuleType, reason_phrase: str | bytes) -> None:
    """Whatever a subclass pretends to hold, no second line comes out."""
    result = outcome(implementation.encode_status_line, 486, reason_phrase)
    assert result[0] in (b"SIP/2.0 486 x\r\n", StatusLineError)


@pytest.mark.parametrize("leniency", [64, -1, 2**64])
def test_unknown_flags(implementation: ModuleType, leniency: int) -> None:
    with pytest.raises(ValueError, match="leniency"):
        implementation.encode_status_line(486, "x", leniency=leniency)


@pytest.mark.parametrize("leniency", [None, "ALL", 1.0], ids=repr)
def test_leniency_of_another_type(implementation: ModuleType, leniency: object) -> None:
    with pytest.raises(TypeError):
        implementation.encode_status_line(486, "x", leniency=leniency)


def test_wrong_calls(implementation: ModuleType) -> None:
    for arguments, options in [((), {}), ((486, "x", STRICT), {}), ((486,), {"phrase": "x"})]:
        with pytest.raises(TypeError):
            implementation.encode_status_line(*arguments, **options)
    encoded = implementation.encode_status_line(reason_phrase="x", status_code=486)
    assert encoded == b"SIP/2.0 486 x\r\n"


# Properties


@given(st.integers(min_value=100, max_value=699), phrases, leniencies)
@example(486, "a\r\nX: y", Leniency.ALL)
def test_one_line_and_the_same_when_read_back(
    implementation: ModuleType, status_code: int, reason_phrase: str | bytes | None, leniency: int
) -> None:
    line, *refusal = outcome(
        implementation.encode_status_line, status_code, reason_phrase, leniency=leniency
    )
    if line is StatusLineError:
        assert refusal[0] == "bad_reason"
        return
    assert line.endswith(b"\r\n")
    assert not {*line[:-2]} & {*b"\r\n\0"}
    read = implementation.parse_status_line(line, leniency=leniency & REASON_OCTETS)
    assert read.end == len(line)
    assert read.status_code == status_code
    assert read.version == (2, 0)
    if isinstance(reason_phrase, bytes):
        assert read.reason_octets == reason_phrase
    elif reason_phrase is not None:
        assert read.reason_phrase == reason_phrase


@given(
    st.sampled_from([486, 299]),
    st.binary(max_size=6) | st.lists(st.sampled_from(list(TELLING_OCTETS)), max_size=6).map(bytes),
    leniencies,
)
def test_encoder_and_parser_agree(
    implementation: ModuleType, status_code: int, reason: bytes, leniency: int
) -> None:
    """What the encoder writes is what the parser accepts, whole and with this phrase."""
    leniency &= REASON_OCTETS
    encoded = outcome(implementation.encode_status_line, status_code, reason, leniency=leniency)
    line = b"SIP/2.0 %d %b\r\n" % (status_code, reason)
    parsed = outcome(implementation.parse_status_line, line, leniency=leniency)
    if parsed == ((2, 0), status_code, reason, len(line)):
        assert encoded == (line,)
    else:
        assert encoded[0] is StatusLineError
        assert encoded[1] == "bad_reason"


def test_threads_agree(implementation: ModuleType) -> None:
    inputs = [(code, phrase) for code in range(100, 700, 7) for phrase in (None, "x", "é", "a\n")]
    barrier = Barrier(8)

    def encode_all() -> list[tuple[object, ...]]:
        return [outcome(implementation.encode_status_line, *arguments) for arguments in inputs]

    def work(_: int) -> list[list[tuple[object, ...]]]:
        barrier.wait()
        return [encode_all() for _ in range(10)]

    expected = [encode_all()] * 10
    with ThreadPoolExecutor(8) as pool:
        for outcomes in pool.map(work, range(8)):
            assert outcomes == expected
