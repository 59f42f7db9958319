"""SIP messages in a text: a SIPp ``-trace_msg`` log, an export of sngrep, or just messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# A start-line counts only if a header field follows: prose has none, nor has what a NOTIFY tells
# of a REFER (message/sipfrag, RFC 3420), in the usual case.
_TOKEN = rb"[A-Za-z0-9\-.!%*_+`'~]++"
_START_LINE = (
    rb"(?:(?i:SIP)/[^\r\n]*+|%b [^ \r\n]++ SIP/[0-9.]++[ \t]*+)" % _TOKEN
    + rb"\r?\n(?=%b[ \t]*:)" % _TOKEN
)
_START = re.compile(_START_LINE)
_NEXT_START = re.compile(rb"(?m)^" + _START_LINE)
_BLANK_LINE = re.compile(rb"\n\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")

# What SIPp and sngrep write in front of a message.
_HEADING = re.compile(rb"(?m)^(?:-{20,} ?[0-9]{4}-|[0-9]{4}/[0-9]{2}/[0-9]{2} .* -> )")


class Message(NamedTuple):
    """A request or response."""

    line: int
    """The line of the file, from 1, on which it starts."""

    start_line: bytes
    """With its line end."""

    headers: list[tuple[str, str]]
    """Names and values as they stand there, folded lines joined."""

    @property
    def is_response(self) -> bool:
        """True for a response."""
        return self.start_line[:4].upper() == b"SIP/"


def find_messages(text: bytes) -> Iterator[Message]:
    """Every SIP message of a text whose lines end with CRLF or LF, in order.

    What stands between messages is passed over, and so are their bodies.
    """
    position, line, counted = 0, 1, 0
    while start := _START.match(text, position) or _NEXT_START.search(text, position):
        line += text.count(b"\n", counted, start.start())
        counted = start.start()
        following = _NEXT_START.search(text, start.end())
        limit = following.start() if following else len(text)
        blank = _BLANK_LINE.search(text, start.end() - 1, limit)
        headers = _headers(text[start.end() : blank.start() if blank else limit])
        yield Message(line, start[0], headers)
        if blank:
            position = _body_end(text, blank.end(), headers, start[0].endswith(b"\r\n"))
        else:  # cut off
            position = limit


def _headers(octets: bytes) -> list[tuple[str, str]]:
    lines = _FOLD.sub(b" ", octets).decode("utf-8", "replace").split("\n")
    fields = (line.partition(":") for line in lines)
    return [(name.strip(), value.strip()) for name, colon, value in fields if colon]


def _body_end(text: bytes, start: int, headers: list[tuple[str, str]], crlf: bool) -> int:
    """Where the body ends that begins at `start`; there, if its length is not known or wrong."""
    lengths = [value for name, value in headers if name.lower() in ("content-length", "l")]
    if not lengths or not re.fullmatch(r"[0-9]{1,9}", lengths[0]):
        return start
    end = start + int(lengths[0]) if crlf else _end_without_cr(text, start, int(lengths[0]))
    if end > len(text) or _HEADING.search(text, start, end):
        return start
    return end


def _end_without_cr(text: bytes, start: int, length: int) -> int:
    """The end of a body whose lines have lost the CR that its length still counts."""
    end = start
    while length > 0:
        newline = text.find(b"\n", end)
        line = newline + 1 - end
        if newline < 0 or length < line + 1:
            return end + min(length, line - 1 if newline >= 0 else length)
        end += line
        length -= line + 1
    return end
