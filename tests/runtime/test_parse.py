"""The parser: what it accepts, and where and why it refuses.

All expected values are typed by hand from RFC 3261 sections 7.2, 7.5 and 25.1.
"""

from __future__ import annotations

import string
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import EXAMPLES, LINE_MAX, SEEDS, line_end_leniencies, long_lines, octets, parsed

from sipstatus import ErrorKind, IncompleteStatusLine, Leniency, StatusLineError

if TYPE_CHECKING:
    from types import ModuleType

STRICT = Leniency.STRICT
REASON_OCTETS = Leniency.REASON_OCTETS
MISSING_REASON = Leniency.MISSING_REASON
EXTRA_WHITESPACE = Leniency.EXTRA_WHITESPACE
BARE_LF = Leniency.BARE_LF
LEADING_CRLF = Leniency.LEADING_CRLF
DEFAULT = Leniency.DEFAULT
ALL = Leniency.ALL

NO_LINE_END = Leniency.NO_LINE_END

EVERY_LENIENCY = range(64)
LINE_END_LENIENCY = range(32)


def parts(line: Any) -> tuple[int, bytes, tuple[int, int], int]:
    return line.status_code, line.reason_octets, line.version, line.end


def refusal(
    implementation: ModuleType, data: Any, start: int = 0, leniency: int = DEFAULT
) -> tuple[str, int]:
    with pytest.raises(StatusLineError) as caught:
        implementation.parse_status_line(data, start, leniency=leniency)
    assert isinstance(caught.value, IncompleteStatusLine) is (caught.value.kind == "incomplete")
    return str(caught.value.kind), caught.value.offset


# Lines that are accepted


@pytest.mark.parametrize("leniency", EVERY_LENIENCY)
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"SIP/2.0 180 Ringing\r\n", (180, b"Ringing", (2, 0), 21)),
        (b"SIP/2.0 200 OK\r\n", (200, b"OK", (2, 0), 16)),
        (b"SIP/2.0 200 Ok\r\n", (200, b"Ok", (2, 0), 16)),
        (b"SIP/2.0 100 \r\n", (100, b"", (2, 0), 14)),
        (b"SIP/2.0 100  \t two \r\n", (100, b" \t two ", (2, 0), 21)),
        (b"SIP/2.0 299 \t\r\n", (299, b"\t", (2, 0), 15)),
        (b"sIp/2.0 699 x\r\n", (699, b"x", (2, 0), 15)),
        (b"SIP/3.1 486 Busy Here\r\n", (486, b"Busy Here", (3, 1), 23)),
        (b"SIP/02.00 486 Busy Here\r\n", (486, b"Busy Here", (2, 0), 25)),
        (b"SIP/999999999.000000001 100 a\r\n", (100, b"a", (999_999_999, 1), 31)),
        (b"SIP/2.0 200 %41%fF%0d%0a\r\n", (200, b"%41%fF%0d%0a", (2, 0), 26)),
        (b"SIP/2.0 200 \x80\xbf\r\n", (200, b"\x80\xbf", (2, 0), 16)),
        (b"SIP/2.0 200 ;/?:@&=+$,-_.!~*'()\r\n", (200, b";/?:@&=+$,-_.!~*'()", (2, 0), 33)),
        ("SIP/2.0 200 да\r\n".encode(), (200, b"\xd0\xb4\xd0\xb0", (2, 0), 18)),
    ],
)
def test_strict_lines_under_every_leniency(
    implementation: ModuleType,
    line: bytes,
    expected: tuple[int, bytes, tuple[int, int], int],
    leniency: int,
) -> None:
    assert parts(implementation.parse_status_line(line, leniency=leniency)) == expected


@pytest.mark.parametrize(
    ("needed", "line", "expected"),
    [
        (REASON_OCTETS, b'SIP/2.0 500 ["#<>\\^`{|}]\r\n', (500, b'["#<>\\^`{|}]', (2, 0), 26)),
        (
            REASON_OCTETS,
            b"SIP/2.0 500 \x01\x7f\x0b\xff\xfe\r\n",
            (500, b"\x01\x7f\x0b\xff\xfe", (2, 0), 19),
        ),
        (REASON_OCTETS, b"SIP/2.0 500 Gr\xfc\xdf\r\n", (500, b"Gr\xfc\xdf", (2, 0), 18)),
        (REASON_OCTETS, b"SIP/2.0 500 50%\r\n", (500, b"50%", (2, 0), 17)),
        (MISSING_REASON, b"SIP/2.0 486\r\n", (486, b"", (2, 0), 13)),
        (EXTRA_WHITESPACE, b"SIP/2.0\t486 x\r\n", (486, b"x", (2, 0), 15)),
        (EXTRA_WHITESPACE, b"SIP/2.0 \t  486 x\r\n", (486, b"x", (2, 0), 18)),
        (EXTRA_WHITESPACE, b"SIP/2.0 486\tx\r\n", (486, b"x", (2, 0), 15)),
        (EXTRA_WHITESPACE, b"SIP/2.0 486\t x\r\n", (486, b" x", (2, 0), 16)),
        (BARE_LF, b"SIP/2.0 486 x\n", (486, b"x", (2, 0), 14)),
        (BARE_LF | MISSING_REASON, b"SIP/2.0 486\n", (486, b"", (2, 0), 12)),
        (LEADING_CRLF, b"\r\nSIP/2.0 486 x\r\n", (486, b"x", (2, 0), 17)),
        (LEADING_CRLF, b"\r\n\r\n\r\nSIP/2.0 486 Busy Here\r\n", (486, b"Busy Here", (2, 0), 29)),
        (ALL & ~REASON_OCTETS, b"\r\nsip/2.0\t\t486\n", (486, b"", (2, 0), 15)),
    ],
)
def test_lenient_lines(
    implementation: ModuleType,
    needed: Leniency,
    line: bytes,
    expected: tuple[int, bytes, tuple[int, int], int],
) -> None:
    for leniency in map(Leniency, EVERY_LENIENCY):
        if needed & leniency == needed:
            got = implementation.parse_status_line(line, leniency=leniency)
            assert parts(got) == expected, leniency
        else:
            refusal(implementation, line, 0, leniency)


def test_the_default_leniency(implementation: ModuleType) -> None:
    assert implementation.parse_status_line(b"SIP/2.0 486\r\n").reason_octets == b""
    assert implementation.parse_status_line(b"SIP/2.0 486 [\r\n").reason_octets == b"["
    assert refusal(implementation, b"SIP/2.0  486 x\r\n") == ("bad_separator", 8)
    assert refusal(implementation, b"SIP/2.0 486 x\n") == ("bad_terminator", 13)
    assert refusal(implementation, b"\r\nSIP/2.0 486 x\r\n") == ("not_a_response", 0)


def test_every_three_digit_code(implementation: ModuleType) -> None:
    for code in range(1000):
        line = f"SIP/2.0 {code:03} \r\n".encode()
        for leniency in EVERY_LENIENCY:
            if 100 <= code <= 699:
                got = implementation.parse_status_line(line, leniency=leniency)
                assert parts(got) == (code, b"", (2, 0), 14)
                assert type(got.status_code) is int
            else:
                assert refusal(implementation, line, 0, leniency) == ("bad_code", 8)


def test_no_other_spelling_of_a_code(implementation: ModuleType) -> None:
    for leniency in EVERY_LENIENCY:
        for code, offset in [
            (b"4_86", 9),
            (b"+486", 8),
            (b"-486", 8),
            (b"48", 10),
            (b"4 86", 9),
            (b"4860", 11),
            (b"0486", 8),
            (b"0x1e", 8),
            (b"4294967301", 11),  # RFC 4475 section 3.1.2.19
            ("\N{ARABIC-INDIC DIGIT FOUR}86".encode(), 8),
            ("\N{FULLWIDTH DIGIT FOUR}86".encode(), 8),
            (b"4\xb2\xb2", 9),
        ]:
            line = b"SIP/2.0 " + code + b" x\r\n"
            assert refusal(implementation, line, 0, leniency) == ("bad_code", offset), code


# Lines that are refused


@pytest.mark.parametrize(
    ("leniencies", "data", "kind", "offset"),
    [
        # SIP/
        ([STRICT, ALL], b"INVITE sip:a@b.example SIP/2.0\r\n", "not_a_response", 0),
        ([STRICT, ALL], b"HTTP/1.1 200 OK\r\n", "not_a_response", 0),
        ([STRICT, ALL], b"SIPS/2.0 200 OK\r\n", "not_a_response", 3),
        ([STRICT, ALL], b"SI", "incomplete", 2),
        ([STRICT, ALL], b"SI\r", "not_a_response", 2),
        ([STRICT, ALL], b"\0", "not_a_response", 0),
        ([STRICT, ALL], b"\nSIP/2.0 200 OK\r\n", "not_a_response", 0),
        ([STRICT, ALL], b" SIP/2.0 200 OK\r\n", "not_a_response", 0),
        ([STRICT, ALL], b"SIP /2.0 200 OK\r\n", "not_a_response", 3),
        (
            [STRICT, ALL],
            "\N{LATIN SMALL LETTER LONG S}IP/2.0 200 OK\r\n".encode(),
            "not_a_response",
            0,
        ),
        # leading CRLFs
        ([STRICT, Leniency(15)], b"\r\nSIP/2.0 200 OK\r\n", "not_a_response", 0),
        ([LEADING_CRLF, ALL], b"\rSIP/2.0 200 OK\r\n", "bad_terminator", 1),
        ([LEADING_CRLF, ALL], b"\r\r\nSIP/2.0 200 OK\r\n", "bad_terminator", 1),
        ([LEADING_CRLF, ALL], b"\r\n\rS", "bad_terminator", 3),
        ([LEADING_CRLF, ALL], b"\r\n\nSIP/2.0 200 OK\r\n", "not_a_response", 2),
        ([LEADING_CRLF, ALL], b"\r", "incomplete", 1),
        ([LEADING_CRLF, ALL], b"\r\n", "incomplete", 2),
        ([LEADING_CRLF, ALL], b"\r\n\r", "incomplete", 3),
        # version
        ([STRICT, ALL], b"SIP/", "incomplete", 4),
        ([STRICT, ALL], b"SIP/.0 200 OK\r\n", "bad_version", 4),
        ([STRICT, ALL], b"SIP/ 2.0 200 OK\r\n", "bad_version", 4),
        ([STRICT, ALL], b"SIP/2 200 OK\r\n", "bad_version", 5),
        ([STRICT, ALL], b"SIP/2,0 200 OK\r\n", "bad_version", 5),
        ([STRICT, ALL], b"SIP/2. 200 OK\r\n", "bad_version", 6),
        ([STRICT, ALL], b"SIP/2.\r\n", "bad_version", 6),
        ([STRICT, ALL], b"SIP/-2.0 200 OK\r\n", "bad_version", 4),
        ([STRICT, ALL], b"SIP/1234567890.0 200 OK\r\n", "bad_version", 13),
        ([STRICT, ALL], b"SIP/0000000002.0 200 OK\r\n", "bad_version", 13),
        ([STRICT, ALL], b"SIP/2.1234567890 200 OK\r\n", "bad_version", 15),
        ([STRICT, ALL], b"SIP/123456789", "incomplete", 13),
        ([STRICT, ALL], b"SIP/2.123456789", "incomplete", 15),
        # before the code
        ([STRICT, ALL], b"SIP/2.0.0 200 OK\r\n", "bad_separator", 7),
        ([STRICT, ALL], b"SIP/2.0\r\n", "bad_separator", 7),
        ([STRICT, ALL], b"SIP/2.0x200 OK\r\n", "bad_separator", 7),
        ([STRICT, ALL], b"SIP/2.0\x0b200 OK\r\n", "bad_separator", 7),
        ([STRICT, ALL], b"SIP/2.0\xa0200 OK\r\n", "bad_separator", 7),
        ([STRICT, DEFAULT], b"SIP/2.0\t200 OK\r\n", "bad_separator", 7),
        ([STRICT, DEFAULT], b"SIP/2.0  200 OK\r\n", "bad_separator", 8),
        ([STRICT, DEFAULT], b"SIP/2.0 \t200 OK\r\n", "bad_separator", 8),
        ([EXTRA_WHITESPACE, ALL], b"SIP/2.0 \t\x0b200 OK\r\n", "bad_code", 9),
        ([EXTRA_WHITESPACE, ALL], b"SIP/2.0 \t", "incomplete", 9),
        # the code
        ([STRICT, ALL], b"SIP/2.0 ", "incomplete", 8),
        ([STRICT, ALL], b"SIP/2.0 \r\n", "bad_code", 8),
        ([STRICT, ALL], b"SIP/2.0 OK\r\n", "bad_code", 8),
        ([STRICT, ALL], b"SIP/2.0 20\r\n", "bad_code", 10),
        ([STRICT, ALL], b"SIP/2.0 2", "incomplete", 9),
        ([STRICT, ALL], b"SIP/2.0 2\t", "bad_code", 9),
        ([STRICT, ALL], b"SIP/2.0 2000", "bad_code", 11),
        # after the code
        ([STRICT, ALL], b"SIP/2.0 200", "incomplete", 11),
        ([STRICT, ALL], b"SIP/2.0 200OK\r\n", "bad_separator", 11),
        ([STRICT, ALL], b"SIP/2.0 200\0\r\n", "bad_separator", 11),
        ([STRICT, ALL], b"SIP/2.0 200\x85OK\r\n", "bad_separator", 11),
        ([STRICT, DEFAULT], b"SIP/2.0 200\tOK\r\n", "bad_separator", 11),
        ([STRICT, ~MISSING_REASON], b"SIP/2.0 200\r\n", "bad_separator", 11),
        ([STRICT, ~MISSING_REASON], b"SIP/2.0 200\n", "bad_separator", 11),
        ([MISSING_REASON, ALL], b"SIP/2.0 200\r", "incomplete", 12),
        ([MISSING_REASON, ALL], b"SIP/2.0 200\r\r\n", "bad_terminator", 12),
        ([MISSING_REASON, ~BARE_LF], b"SIP/2.0 200\n", "bad_terminator", 11),
        # the phrase
        ([STRICT, ALL], b"SIP/2.0 200 ", "incomplete", 12),
        ([STRICT, ALL], b"SIP/2.0 200 OK", "incomplete", 14),
        ([STRICT, ALL], b"SIP/2.0 200 O\0K\r\n", "bad_reason", 13),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 [OK]\r\n", "bad_reason", 12),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 O\x7fK\r\n", "bad_reason", 13),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 O\xffK\r\n", "bad_reason", 13),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 O\xfeK\r\n", "bad_reason", 13),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 50%\r\n", "bad_reason", 15),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 50%\n", "bad_reason", 15),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 50%4\r\n", "bad_reason", 16),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 50%4g\r\n", "bad_reason", 16),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 50%%41\r\n", "bad_reason", 15),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 %4", "incomplete", 14),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 \xc3\r\n", "bad_reason", 13),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 \xc3\xc3\xa9\r\n", "bad_reason", 13),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 \xe2\x82\r\n", "bad_reason", 14),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 \xf0\x9f\x98 \r\n", "bad_reason", 15),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 \xf8\x80\x80\x80%41", "bad_reason", 16),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 \xfd\x80\x80\x80\x80a", "bad_reason", 17),
        ([STRICT, ~REASON_OCTETS], b"SIP/2.0 200 \xfd\x80\x80\x80\x80", "incomplete", 17),
        # the line end
        ([STRICT, ALL], b"SIP/2.0 200 OK\r", "incomplete", 15),
        ([STRICT, ALL], b"SIP/2.0 200 OK\rX\n", "bad_terminator", 15),
        ([STRICT, ALL], b"SIP/2.0 200 OK\r\r\n", "bad_terminator", 15),
        ([STRICT, ALL], b"SIP/2.0 200 \r \r\n", "bad_terminator", 13),
        ([STRICT, ~BARE_LF], b"SIP/2.0 200 OK\nVia: x\r\n", "bad_terminator", 14),
        ([STRICT, ~BARE_LF], b"SIP/2.0 200 \n", "bad_terminator", 12),
    ],
)
def test_refused_lines(
    implementation: ModuleType,
    leniencies: list[Leniency],
    data: bytes,
    kind: str,
    offset: int,
) -> None:
    for leniency in leniencies:
        assert refusal(implementation, data, 0, leniency) == (kind, offset), leniency
        front = b"\r\nSIP/2.0 2"  # what stands before the start does not matter
        moved = refusal(implementation, front + data, len(front), leniency)
        assert moved == (kind, len(front) + offset), leniency


def test_every_octet_in_the_phrase(implementation: ModuleType) -> None:
    plain = {
        *string.ascii_letters.encode(),
        *string.digits.encode(),
        *b";/?:@&=+$,-_.!~*'() \t",
        *range(0x80, 0xC0),
    }
    leads = {b"%"[0], *range(0xC0, 0xFE)}
    for octet in range(256):
        line = b"SIP/2.0 200 " + bytes([octet])
        strict: tuple[str, int] = ("incomplete", 13)
        relayed = strict
        if octet in plain:
            assert implementation.parse_status_line(line + b"\r\n", leniency=STRICT).end == 15
        elif octet not in leads and octet != 0x0D:
            strict = ("bad_terminator" if octet == 0x0A else "bad_reason", 12)
        if octet in b"\0\n":
            relayed = strict
        elif octet != 0x0D:
            got = implementation.parse_status_line(line + b"\r\n", leniency=REASON_OCTETS)
            assert got.reason_octets == bytes([octet])
        assert refusal(implementation, line, 0, STRICT) == strict
        assert refusal(implementation, line, 0, REASON_OCTETS) == relayed


@pytest.mark.parametrize(
    ("lead", "followers", "legal"),
    [
        (b"%", 2, set(b"0123456789abcdefABCDEF")),
        (b"\xc0", 1, set(range(0x80, 0xC0))),
        (b"\xdf", 1, set(range(0x80, 0xC0))),
        (b"\xe0", 2, set(range(0x80, 0xC0))),
        (b"\xef", 2, set(range(0x80, 0xC0))),
        (b"\xf0", 3, set(range(0x80, 0xC0))),
        (b"\xf7", 3, set(range(0x80, 0xC0))),
        (b"\xf8", 4, set(range(0x80, 0xC0))),
        (b"\xfb", 4, set(range(0x80, 0xC0))),
        (b"\xfc", 5, set(range(0x80, 0xC0))),
        (b"\xfd", 5, set(range(0x80, 0xC0))),
    ],
)
def test_every_octet_inside_an_escape_or_sequence(
    implementation: ModuleType, lead: bytes, followers: int, legal: set[int]
) -> None:
    good = min(legal).to_bytes(1, "big")
    for missing in range(followers, 0, -1):
        begun = b"SIP/2.0 200 " + lead + good * (followers - missing)
        for octet in range(256):
            line = begun + bytes([octet]) + good * (missing - 1) + b"\r\n"
            if octet in legal:
                assert implementation.parse_status_line(line, leniency=STRICT).end == len(line)
            else:
                assert refusal(implementation, line, 0, STRICT) == ("bad_reason", len(begun))
        assert refusal(implementation, begun, 0, STRICT) == ("incomplete", len(begun))


# The longest line


@pytest.mark.parametrize("front", [b"", b"\r\n" * 3])
def test_the_longest_line(implementation: ModuleType, front: bytes) -> None:
    first = len(front)
    fits = front + b"SIP/2.0 200 " + b"a" * 65_521 + b"\r\n"  # 65,535 octets
    got = implementation.parse_status_line(fits, first, leniency=STRICT)
    assert parts(got) == (200, b"a" * 65_521, (2, 0), first + 65_535)
    assert parts(implementation.parse_status_line(fits, leniency=ALL)) == parts(got)
    over = front + b"SIP/2.0 200 " + b"a" * 65_522 + b"\r\n"
    for leniency in (STRICT, DEFAULT):
        assert refusal(implementation, over, first, leniency) == ("too_long", first + 65_533)
    assert refusal(implementation, over, 0, ALL) == ("too_long", first + 65_534)
    fits = over[:-2] + b"\n"
    assert implementation.parse_status_line(fits, leniency=ALL).end == first + 65_535


@pytest.mark.parametrize(
    ("leniency", "head", "room", "tail", "kind", "offset"),
    [
        # `room` octets of filler come before `tail`, so that it begins at the given offset
        (STRICT, b"SIP/2.0 200 ", 65_533, b"a", "too_long", 65_533),
        (STRICT, b"SIP/2.0 200 ", 65_533, b"\r", "incomplete", 65_534),
        (STRICT, b"SIP/2.0 200 ", 65_533, b"\rx", "bad_terminator", 65_534),
        (STRICT, b"SIP/2.0 200 ", 65_533, b"\n", "bad_terminator", 65_533),
        (STRICT, b"SIP/2.0 200 ", 65_533, b"[", "bad_reason", 65_533),
        (STRICT, b"SIP/2.0 200 ", 65_532, b"[", "bad_reason", 65_532),
        (STRICT, b"SIP/2.0 200 ", 65_530, b"%41", "incomplete", 65_533),
        (STRICT, b"SIP/2.0 200 ", 65_531, b"%41", "too_long", 65_531),
        (STRICT, b"SIP/2.0 200 ", 65_531, b"\xc3", "incomplete", 65_532),
        (STRICT, b"SIP/2.0 200 ", 65_532, b"\xc3", "too_long", 65_532),
        (STRICT, b"SIP/2.0 200 ", 65_527, b"\xfc\x80\x80\x80\x80\x80", "incomplete", 65_533),
        (STRICT, b"SIP/2.0 200 ", 65_528, b"\xfc\x80\x80\x80\x80\x80", "too_long", 65_528),
        (REASON_OCTETS, b"SIP/2.0 200 ", 65_532, b"\xfc", "incomplete", 65_533),
        (REASON_OCTETS, b"SIP/2.0 200 ", 65_533, b"\xfc", "too_long", 65_533),
        (REASON_OCTETS, b"SIP/2.0 200 ", 65_533, b"\0", "bad_reason", 65_533),
        (BARE_LF, b"SIP/2.0 200 ", 65_533, b"a", "incomplete", 65_534),
        (BARE_LF, b"SIP/2.0 200 ", 65_534, b"a", "too_long", 65_534),
        (BARE_LF, b"SIP/2.0 200 ", 65_534, b"\r\n", "too_long", 65_534),
        (BARE_LF, b"SIP/2.0 200 ", 65_531, b"%4", "incomplete", 65_533),
        (BARE_LF, b"SIP/2.0 200 ", 65_532, b"%4", "too_long", 65_532),
        # blanks before the code: 3 digits, SP and CRLF have to follow
        (EXTRA_WHITESPACE, b"SIP/2.0 ", 65_529, b"2", "incomplete", 65_530),
        (EXTRA_WHITESPACE, b"SIP/2.0 ", 65_529, b"200 \r", "incomplete", 65_534),
        (EXTRA_WHITESPACE, b"SIP/2.0 ", 65_529, b"200\r\n", "bad_separator", 65_532),
        (EXTRA_WHITESPACE, b"SIP/2.0 ", 65_529, b"2000", "bad_code", 65_532),
        (EXTRA_WHITESPACE, b"SIP/2.0 ", 65_529, b"200 a", "too_long", 65_533),
        (EXTRA_WHITESPACE, b"SIP/2.0 ", 65_529, b" ", "too_long", 65_529),
        (EXTRA_WHITESPACE, b"SIP/2.0 ", 65_529, b"\t", "too_long", 65_529),
        (EXTRA_WHITESPACE, b"SIP/2.0 ", 65_529, b"x", "bad_code", 65_529),
        (EXTRA_WHITESPACE | MISSING_REASON, b"SIP/2.0 ", 65_530, b"200\r", "incomplete", 65_534),
        (EXTRA_WHITESPACE | MISSING_REASON, b"SIP/2.0 ", 65_530, b"200 ", "too_long", 65_533),
        (EXTRA_WHITESPACE | MISSING_REASON, b"SIP/2.0 ", 65_530, b" ", "too_long", 65_530),
        (EXTRA_WHITESPACE | BARE_LF, b"SIP/2.0 ", 65_530, b"200 ", "incomplete", 65_534),
        (EXTRA_WHITESPACE | BARE_LF, b"SIP/2.0 ", 65_530, b"200 \r", "too_long", 65_534),
        (ALL, b"SIP/2.0 ", 65_531, b"200", "incomplete", 65_534),
        (ALL, b"SIP/2.0 ", 65_531, b"200\r", "too_long", 65_534),
        (ALL, b"SIP/2.0 ", 65_531, b"200 ", "too_long", 65_534),
        (ALL, b"SIP/2.0 ", 65_531, b" 200", "too_long", 65_531),
    ],
)
def test_where_a_line_becomes_too_long(
    implementation: ModuleType,
    leniency: Leniency,
    head: bytes,
    room: int,
    tail: bytes,
    kind: str,
    offset: int,
) -> None:
    filler = b" " if head == b"SIP/2.0 " else b"a"
    line = head + filler * (room - len(head)) + tail
    assert refusal(implementation, line, 0, leniency) == (kind, offset)
    assert refusal(implementation, b"\r\n" + line, 2, leniency) == (kind, 2 + offset)
    assert refusal(implementation, bytearray(line), 0, leniency) == (kind, offset)


def test_skipped_crlfs_do_not_count(implementation: ModuleType) -> None:
    front = b"\r\n" * 70_000
    line = b"SIP/2.0 200 " + b"a" * 65_521 + b"\r\n"
    for data in (front + line, bytearray(front + line)):
        got = implementation.parse_status_line(data, leniency=LEADING_CRLF)
        assert parts(got) == (200, b"a" * 65_521, (2, 0), 140_000 + 65_535)
        assert refusal(implementation, data[:140_001], 0, LEADING_CRLF) == ("incomplete", 140_001)
        assert refusal(implementation, data, 1, LEADING_CRLF) == ("not_a_response", 1)
        assert refusal(implementation, data, 0, STRICT) == ("not_a_response", 0)


def test_time_is_linear_in_the_phrase(implementation: ModuleType) -> None:
    """A pattern that tried all ways to cut these phrases up would not return."""
    for piece in (b"%41", b"\x80\x80", b"\xc3\xa9", b"a%41", b" \t"):
        phrase = (piece * 32_768)[:65_500]
        refusal(implementation, b"SIP/2.0 200 " + phrase, 0, STRICT)
        refusal(implementation, b"SIP/2.0 200 " + phrase + b"\0\r\n", 0, STRICT)


# Properties that pin an outcome down without a second parser

ENDINGS = [
    *(whole[at:] for whole in (b"\nSIP/2.0 200 \r\n", b"200\r\n") for at in range(len(whole))),
    *(end for end in (b"00 \n", b"00\n", b"0 \n", b"0\n", b" \n", b"\n")),
    *(
        more * count + end
        for more in (b"0", b"\x80")
        for count in range(1, 6)
        for end in (b"\r\n", b"\n")
    ),
]
"""Of every beginning of a line one of these makes a line, if anything does."""


def check_outcome(implementation: ModuleType, data: bytes, start: int, leniency: int) -> None:
    """That an outcome means what it says, judged by parsing shorter and longer inputs."""
    outcome = parsed(implementation, data, start, leniency)
    if outcome[0] is IncompleteStatusLine:
        assert outcome[2] == len(data)
        completed = [parsed(implementation, data + end, start, leniency) for end in ENDINGS]
        assert any(isinstance(result[0], tuple) for result in completed)
        return
    if outcome[0] is StatusLineError:
        last = outcome[2]
        assert outcome[1] is not ErrorKind.INCOMPLETE
    else:
        version, code, reason, end = outcome
        last = end - 1
        assert len(version) == 2
        assert 100 <= code <= 699
        assert not {*b"\r\n\0"} & {*reason}
        assert data[last] == 0x0A
        assert data[: end - 1].removesuffix(b"\r").endswith(reason)
    assert start <= last < len(data)
    before = parsed(implementation, data[:last], start, leniency)
    assert before[:3] == (IncompleteStatusLine, ErrorKind.INCOMPLETE, last)
    for more in (b"", b"\n", b"\r\n", b"0", b" ", b"\0", b"\x80"):
        assert parsed(implementation, data[: last + 1] + more, start, leniency) == outcome


@given(octets, line_end_leniencies, st.data())
def test_outcomes_of_short_inputs(
    implementation: ModuleType, data: bytes, leniency: int, draw: st.DataObject
) -> None:
    start = draw.draw(st.just(0) | st.integers(min_value=0, max_value=len(data)))
    check_outcome(implementation, data, start, leniency)


@settings(max_examples=EXAMPLES // 5)
@given(long_lines(), line_end_leniencies)
def test_outcomes_of_long_inputs(implementation: ModuleType, data: bytes, leniency: int) -> None:
    check_outcome(implementation, data, 0, leniency)


@pytest.mark.parametrize("leniency", LINE_END_LENIENCY)
def test_outcomes_of_all_prefixes(implementation: ModuleType, leniency: int) -> None:
    for seed in SEEDS:
        for length in range(len(seed) + 1):
            check_outcome(implementation, seed[:length], 0, leniency)
            check_without_line_end(implementation, seed[:length], 0, leniency)


def check_without_line_end(
    implementation: ModuleType, data: bytes, start: int, leniency: int
) -> None:
    """That the end of the data ends the line where a CRLF would, and changes nothing else."""
    expected = parsed(implementation, data, start, leniency)
    if expected[0] is IncompleteStatusLine:
        ended = parsed(implementation, data + b"\r\n", start, leniency)
        if isinstance(ended[0], tuple) and ended[3] == len(data) + 2:
            expected = *ended[:3], len(data)
    for buffer in (data, bytearray(data)):
        assert parsed(implementation, buffer, start, leniency | NO_LINE_END) == expected


@given(octets, line_end_leniencies, st.data())
def test_outcomes_without_line_end(
    implementation: ModuleType, data: bytes, leniency: int, draw: st.DataObject
) -> None:
    start = draw.draw(st.just(0) | st.integers(min_value=0, max_value=len(data)))
    check_without_line_end(implementation, data, start, leniency)


@pytest.mark.parametrize("more", [*range(70), 65_522, 65_523, 65_524, 70_000, 140_000])
@pytest.mark.parametrize("make", [bytes, bytearray, lambda octets: memoryview(b"x" + octets)[1:]])
def test_lines_of_any_length_without_line_end(
    implementation: ModuleType, make: Any, more: int
) -> None:
    """A copy of a part of a buffer, which some buffers are parsed from, has another end."""
    data = make(b"\r\n\r\nSIP/2.0 200 " + b"a" * more)
    for leniency in (NO_LINE_END | LEADING_CRLF, NO_LINE_END | ALL):
        if more <= 65_523:
            got = implementation.parse_status_line(data, leniency=leniency)
            assert parts(got) == (200, b"a" * more, (2, 0), 16 + more)
        else:
            assert refusal(implementation, data, 0, leniency) == ("too_long", 4 + 65_535)


# Arguments


def test_start_and_end_are_absolute(implementation: ModuleType) -> None:
    data = b"SIP/2.0 100 Trying\r\nSIP/2.0 180 Ringing\r\nSIP/2.0 299 \r\n"
    found: list[tuple[int, int]] = []
    end = 0
    while end < len(data):
        line = implementation.parse_status_line(data, end)
        end = line.end
        found.append((line.status_code, end))
    assert found == [(100, 20), (180, 41), (299, 55)]
    assert refusal(implementation, data, len(data)) == ("incomplete", 55)
    assert refusal(implementation, data, 19) == ("not_a_response", 19)


class Twenty:
    def __index__(self) -> int:
        return 20


def test_start_is_an_index(implementation: ModuleType) -> None:
    data = b"SIP/2.0 100 Trying\r\nSIP/2.0 180 Ringing\r\n"
    assert implementation.parse_status_line(data, Twenty()).status_code == 180
    assert implementation.parse_status_line(data, start=20).status_code == 180
    assert implementation.parse_status_line(data=data).status_code == 100


@pytest.mark.parametrize("data", [b"", b"SIP/2.0 100 \r\n", bytearray(b"SIP")], ids=repr)
@pytest.mark.parametrize("start", [-1, 15, -(2**63) - 1, 2**63, 2**64, -(2**200), 2**200])
def test_start_outside_the_data(
    implementation: ModuleType, data: bytes | bytearray, start: int
) -> None:
    with pytest.raises(ValueError, match="start") as caught:
        implementation.parse_status_line(data, start)
    assert not isinstance(caught.value, StatusLineError)


@pytest.mark.parametrize("start", [None, "0", 0.0, b"0", [0]], ids=repr)
def test_start_of_another_type(implementation: ModuleType, start: object) -> None:
    with pytest.raises(TypeError):
        implementation.parse_status_line(b"SIP/2.0 100 \r\n", start)


@pytest.mark.parametrize(
    "data",
    ["SIP/2.0 100 \r\n", "", None, 5, [83, 73, 80], object()],
    ids=lambda value: type(value).__name__,
)
def test_data_without_a_buffer(implementation: ModuleType, data: object) -> None:
    with pytest.raises(TypeError):
        implementation.parse_status_line(data)


@pytest.mark.parametrize("leniency", [64, -1, 2**31, 2**64 + 1, -(2**64)])
def test_unknown_flags(implementation: ModuleType, leniency: int) -> None:
    with pytest.raises(ValueError, match="leniency") as caught:
        implementation.parse_status_line(b"SIP/2.0 100 \r\n", leniency=leniency)
    assert not isinstance(caught.value, StatusLineError)


@pytest.mark.parametrize("leniency", [None, "ALL", 3.0, b"\x03"], ids=repr)
def test_leniency_of_another_type(implementation: ModuleType, leniency: object) -> None:
    with pytest.raises(TypeError):
        implementation.parse_status_line(b"SIP/2.0 100 \r\n", leniency=leniency)


def test_wrong_calls(implementation: ModuleType) -> None:
    for arguments, options in [
        ((), {}),
        ((b"SIP/2.0 100 \r\n", 0, 3), {}),
        ((b"SIP/2.0 100 \r\n",), {"strict": True}),
    ]:
        with pytest.raises(TypeError):
            implementation.parse_status_line(*arguments, **options)


def test_threads_agree(implementation: ModuleType) -> None:
    inputs = [(seed, leniency) for seed in SEEDS for leniency in EVERY_LENIENCY]
    barrier = Barrier(8)

    def work(_: int) -> list[tuple[Any, ...]]:
        barrier.wait()
        outcomes = []
        for _ in range(3):
            outcomes = [parsed(implementation, data, 0, leniency) for data, leniency in inputs]
        return outcomes

    expected = [parsed(implementation, data, 0, leniency) for data, leniency in inputs]
    with ThreadPoolExecutor(8) as pool:
        for outcomes in pool.map(work, range(8)):
            assert outcomes == expected


def test_line_max_is_what_the_tests_say() -> None:
    from _sipstatus.codes import STATUS_LINE_MAX

    assert STATUS_LINE_MAX == LINE_MAX == 65_535
