"""Forty status-lines, and what the RFCs say of each: all of it typed by hand.

A line is *legal* if the grammar of RFC 3261 section 25.1 has it; then its status code has to be
read. One that is not legal but holds a code is *lenient*: it may be read or refused, as RFC 4475
section 3.1.1.13 says of a missing SP. From all others no code may be read.
"""

from __future__ import annotations

from dataclasses import dataclass

from sipstatus import ErrorKind

BAD_CODE, BAD_REASON = ErrorKind.BAD_CODE, ErrorKind.BAD_REASON
BAD_SEPARATOR, BAD_TERMINATOR = ErrorKind.BAD_SEPARATOR, ErrorKind.BAD_TERMINATOR

CRLF = b"\r\n"


@dataclass(frozen=True, slots=True)
class Line:
    """A start-line of a response, or what looks like one."""

    name: str
    octets: bytes
    """With its end."""

    status_code: int | None
    """The one that it holds; None if no receiver may find one in it."""

    legal: bool
    says: str
    """What the RFCs say, in our words."""

    strict: int | ErrorKind
    """What sipstatus has to say with Leniency.STRICT ..."""

    default: int | ErrorKind
    """... and by default."""

    def is_right(self, status_code: int | None) -> bool:
        """May a receiver read this code, or none?"""
        return status_code == self.status_code or (status_code is None and not self.legal)


def legal(name: str, octets: bytes, status_code: int, says: str) -> Line:
    """A line of the grammar."""
    return Line(name, octets, status_code, True, says, status_code, status_code)


def lenient(
    name: str,
    octets: bytes,
    status_code: int,
    says: str,
    strict: int | ErrorKind,
    default: int | ErrorKind,
) -> Line:
    """A line whose status code a liberal receiver may read."""
    return Line(name, octets, status_code, False, says, strict, default)


def broken(name: str, octets: bytes, says: str, kind: ErrorKind) -> Line:
    """A line without a status code."""
    return Line(name, octets, None, False, says, kind, kind)


LINES = (
    legal(
        "as registered",
        b"SIP/2.0 486 Busy Here\r\n",
        486,
        "RFC 3261 section 7.2: SIP-Version, SP, Status-Code, SP, Reason-Phrase, CRLF",
    ),
    legal(
        "another phrase",
        b"SIP/2.0 486 Besetzt\r\n",
        486,
        "RFC 3261 section 7.2: the wording is free",
    ),
    legal(
        "empty phrase",
        b"SIP/2.0 100 \r\n",
        100,
        "RFC 4475 section 3.1.1.13: well formed, to be accepted",
    ),
    legal(
        "unusual phrase",
        "SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое\r\n".encode(),
        200,
        "RFC 4475 section 3.1.1.12: well formed, to be accepted",
    ),
    legal(
        "unregistered code",
        b"SIP/2.0 299 Fine\r\n",
        299,
        "RFC 3261 section 8.1.3.2: to be treated as 200",
    ),
    legal(
        "the highest code",
        b"SIP/2.0 699 Nowhere\r\n",
        699,
        "RFC 3261 section 7.2: the first digit is 1 to 6",
    ),
    legal(
        "small letters", b"sip/2.0 486 Busy Here\r\n", 486, "RFC 3261 section 7.1: SIP in any case"
    ),
    legal(
        "escape",
        b"SIP/2.0 486 Busy%20Here\r\n",
        486,
        "RFC 3261 section 25.1: `escaped` is part of a phrase",
    ),
    legal(
        "HTAB in the phrase",
        b"SIP/2.0 486 Busy\tHere\r\n",
        486,
        "RFC 3261 section 25.1: HTAB is part of it",
    ),
    legal(
        "SP around the phrase",
        b"SIP/2.0 486  Busy Here \r\n",
        486,
        "RFC 3261 section 25.1: SP is part of it",
    ),
    legal(
        "continuation octet alone",
        b"SIP/2.0 486 Busy\xa0Here\r\n",
        486,
        "RFC 3261 section 25.1: `UTF8-CONT` is part of a phrase",
    ),
    legal(
        "phrase like a version",
        b"SIP/2.0 200 SIP/2.0\r\n",
        200,
        "RFC 3261 section 7.2: what begins with a SIP-Version is a response",
    ),
    legal(
        "phrase of 60,000 octets",
        b"SIP/2.0 486 " + b"x" * 60_000 + CRLF,
        486,
        "RFC 3261 section 25.1: a phrase has any length",
    ),
    lenient(
        "another version",
        b"SIP/3.0 200 OK\r\n",
        200,
        "RFC 3261 section 7.1: 2.0 is to be sent; no more is said of responses",
        200,
        200,
    ),
    lenient(
        "no SP, no phrase",
        b"SIP/2.0 486\r\n",
        486,
        "RFC 4475 section 3.1.1.13: may be refused, or accepted by the liberal",
        BAD_SEPARATOR,
        486,
    ),
    lenient(
        "quotes",
        b'SIP/2.0 486 "Busy"\r\n',
        486,
        "RFC 3261 section 25.1: no part of a phrase",
        BAD_REASON,
        486,
    ),
    lenient(
        "brackets",
        b"SIP/2.0 480 Gone [Q.850 20]\r\n",
        480,
        "RFC 3261 section 25.1: no part of a phrase",
        BAD_REASON,
        480,
    ),
    lenient(
        "percent sign",
        b"SIP/2.0 486 100% busy\r\n",
        486,
        "RFC 3261 section 25.1: `%` and two hex digits, or none",
        BAD_REASON,
        486,
    ),
    lenient(
        "Latin-1",
        b"SIP/2.0 404 Num\xe9ro inconnu\r\n",
        404,
        "RFC 3261 section 25.1: E9 begins a character of three octets",
        BAD_REASON,
        404,
    ),
    lenient(
        "NUL in the phrase",
        b"SIP/2.0 486 Busy\0Here\r\n",
        486,
        "RFC 3261 section 25.1: no part of a phrase",
        BAD_REASON,
        BAD_REASON,
    ),
    lenient(
        "vertical tab in the phrase",
        b"SIP/2.0 486 Busy\x0bHere\r\n",
        486,
        "RFC 3261 section 25.1: no part of a phrase, and no end of a line",
        BAD_REASON,
        486,
    ),
    lenient(
        "two SP before the code",
        b"SIP/2.0  486 Busy Here\r\n",
        486,
        "RFC 3261 section 7.2: a single SP",
        BAD_SEPARATOR,
        BAD_SEPARATOR,
    ),
    lenient(
        "HTAB before the code",
        b"SIP/2.0\t486 Busy Here\r\n",
        486,
        "RFC 3261 section 7.2: a single SP",
        BAD_SEPARATOR,
        BAD_SEPARATOR,
    ),
    lenient(
        "HTAB after the code",
        b"SIP/2.0 486\tBusy Here\r\n",
        486,
        "RFC 3261 section 7.2: a single SP",
        BAD_SEPARATOR,
        BAD_SEPARATOR,
    ),
    lenient(
        "LF alone",
        b"SIP/2.0 486 Busy Here\n",
        486,
        "RFC 3261 section 7.2: the line ends with CRLF",
        BAD_TERMINATOR,
        BAD_TERMINATOR,
    ),
    lenient(
        "CRLF before the line",
        b"\r\nSIP/2.0 486 Busy Here\r\n",
        486,
        "RFC 3261 section 7.5: to be ignored, but on streams alone",
        ErrorKind.NOT_A_RESPONSE,
        ErrorKind.NOT_A_RESPONSE,
    ),
    lenient(
        "line of 65,536 octets",
        b"SIP/2.0 486 " + b"x" * 65_522 + CRLF,
        486,
        "RFC 3261 section 18.1.1: more than a datagram holds",
        ErrorKind.TOO_LONG,
        ErrorKind.TOO_LONG,
    ),
    lenient(
        "SP before the line",
        b" SIP/2.0 486 Busy Here\r\n",
        486,
        "RFC 3261 section 25.1: the line begins with its SIP-Version",
        ErrorKind.NOT_A_RESPONSE,
        ErrorKind.NOT_A_RESPONSE,
    ),
    lenient(
        "CR, CR, LF",
        b"SIP/2.0 486 Busy Here\r\r\n",
        486,
        "RFC 3261 section 7.2: no CR but in the CRLF at the end",
        BAD_TERMINATOR,
        BAD_TERMINATOR,
    ),
    lenient(
        "CR in the phrase",
        b"SIP/2.0 486 Busy\rHere\r\n",
        486,
        "RFC 3261 section 7.2: no CR but in the CRLF at the end",
        BAD_TERMINATOR,
        BAD_TERMINATOR,
    ),
    broken(
        "underscore", b"SIP/2.0 4_86 Busy Here\r\n", "RFC 3261 section 25.1: three digits", BAD_CODE
    ),
    broken(
        "overlarge code",
        b"SIP/2.0 4294967301 better not break the receiver\r\n",
        "RFC 4475 section 3.1.2.19: to be dropped",
        BAD_CODE,
    ),
    broken(
        "class 7",
        b"SIP/2.0 700 Overheated\r\n",
        "RFC 4475 section 3.1.2.19: more than 699 is to be dropped",
        BAD_CODE,
    ),
    broken(
        "class 0",
        b"SIP/2.0 099 Almost\r\n",
        "RFC 3261 section 7.2: six classes, though section 25.1 takes any three digits",
        BAD_CODE,
    ),
    broken("two digits", b"SIP/2.0 48 Busy\r\n", "RFC 3261 section 25.1: three digits", BAD_CODE),
    broken(
        "four digits",
        b"SIP/2.0 4860 Busy Here\r\n",
        "RFC 3261 section 25.1: three digits",
        BAD_CODE,
    ),
    broken("sign", b"SIP/2.0 +486 Busy Here\r\n", "RFC 3261 section 25.1: three digits", BAD_CODE),
    broken(
        "Arabic digits",
        "SIP/2.0 ٤٨٦ Busy Here\r\n".encode(),
        "RFC 3261 section 25.1: DIGIT is 0-9",
        BAD_CODE,
    ),
    broken(
        "no SP after the code",
        b"SIP/2.0 486Busy Here\r\n",
        "RFC 3261 section 7.2: each element is separated by SP",
        BAD_SEPARATOR,
    ),
    broken(
        "no version",
        b"SIP 486 Busy Here\r\n",
        "RFC 3261 section 25.1: `SIP`, `/`, digits, `.`, digits",
        ErrorKind.NOT_A_RESPONSE,
    ),
)
