"""Finds SIP messages in a text: a SIPp ``-trace_msg`` log, a sngrep export, or just messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A start-line counts only if a header field follows it.  Prose has none, and usually the body of a
# NOTIFY about a REFER (message/sipfrag, RFC 3420) has none either.
_TOKEN = rb"[A-Za-z0-9\-.!%*_+`'~]++"
_START_LINE = (
    rb"(?:(?i:SIP)/[^\r\n]*+|%b [^ \r\n]++ SIP/[0-9.]++[ \t]*+)" % _TOKEN
    + rb"\r?\n(?=%b[ \t]*:)" % _TOKEN
)
_START = re.compile(_START_LINE)
_NEXT_START = re.compile(rb"(?m)^" + _START_LINE)
_BLANK_LINE = re.compile(rb"\n\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")

# The line that SIPp or sngrep writes before a message.
_HEADING = re.compile(rb"(?m)^(?:-{20,} ?[0-9]{4}-|[0-9]{4}/[0-9]{2}/[0-9]{2} .* -> )")


class Message(NamedTuple):
    """A request or response."""

    line: int
    """The line of the file, from 1, on which it starts."""

    start_line: bytes
    """With its line end."""

    headers: list[tuple[str, str]]
    """Names and values as in the message, folded lines joined."""

    @property
    def is_response(self) -> bool:
        """True for a response."""
        return self.start_line[:4].upper() == b"SIP/"


def find_messages(text: bytes) -> Iterator[Message]:
    """Every SIP message of a text whose lines end with CRLF or LF, in order.

    Text between messages is skipped, and so are their bodies.  No part of the text is searched
    twice, whatever it contains.
    """
    next_start, next_heading = _finder(_NEXT_START, text), _finder(_HEADING, text)
    lines_before, lines_before_limit = _counter(text), _counter(text)
    position = 0
    while start := _START.match(text, position) or _START.match(text, next_start(position)):
        line = lines_before(start.start()) + 1
        following = next_start(start.end())
        blank = _BLANK_LINE.search(text, start.end() - 1, following)
        headers = _headers(text[start.end() : blank.start() if blank else following])
        yield Message(line, start[0], headers)
        if not blank:  # cut off
            position = following
            continue
        position = blank.end()
        length, limit = _content_length(headers), next_heading(position)
        if start[0].endswith(b"\r\n"):
            if length <= limit - position:
                position += length
        # If the lines have lost their CR, Content-Length still counts it.
        elif length <= limit - position + lines_before_limit(limit) - lines_before(position):
            position = _end_without_cr(text, position, length)


def _finder(pattern: re.Pattern[bytes], text: bytes) -> Callable[[int], int]:
    """A function that tells where `pattern` next begins from a position on; else the end.

    From call to call the position must not decrease.
    """
    found = -1

    def next_from(position: int) -> int:
        nonlocal found
        if found < position:
            match = pattern.search(text, position)
            found = match.start() if match else len(text)
        return found

    return next_from


def _counter(text: bytes) -> Callable[[int], int]:
    """A function that tells how many lines end before a position, which must not decrease."""
    count = counted = 0

    def lines_before(position: int) -> int:
        nonlocal count, counted
        count += text.count(b"\n", counted, position)
        counted = position
        return count

    return lines_before


def _headers(octets: bytes) -> list[tuple[str, str]]:
    lines = _FOLD.sub(b" ", octets).decode("utf-8", "replace").split("\n")
    fields = (line.partition(":") for line in lines)
    return [(name.strip(), value.strip()) for name, colon, value in fields if colon]


def _content_length(headers: list[tuple[str, str]]) -> int:
    """The length that the header fields give to the body; 0 if they give none."""
    lengths = [value for name, value in headers if name.lower() in ("content-length", "l")]
    return int(lengths[0]) if lengths and re.fullmatch(r"[0-9]{1,9}", lengths[0]) else 0


def _end_without_cr(text: bytes, start: int, length: int) -> int:
    """The end of a body whose `length` counts two octets for each line end."""
    end = start
    while length > 0:
        newline = text.find(b"\n", end)
        line = newline + 1 - end
        if newline < 0 or length < line + 1:
            return end + min(length, line - 1 if newline >= 0 else length)
        end += line
        length -= line + 1
    return end
