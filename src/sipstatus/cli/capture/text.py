"""Finds SIP messages in a text, block by block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sipstatus.cli.capture.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZE_MAX = 65_535
"""Octets that the header fields of a message, or its body, may have.  No UDP datagram holds more
(RFC 3261 section 18.1.1), and without a limit a text could demand any memory."""

_BEHIND = 1024  # octets that are kept behind the position, for the heading of a message

# A start-line counts only if a header field follows it.  Prose has none, and usually the body of a
# NOTIFY about a REFER (message/sipfrag, RFC 3420) has none either.
_TOKEN = rb"[A-Za-z0-9\-.!%*_+`'~]++"
_START_LINE = (
    rb"(?:[Ss][Ii][Pp]/[^\r\n]*+|%b [^ \r\n]++ [Ss][Ii][Pp]/[0-9.]++[ \t]*+)" % _TOKEN
    + rb"\r?\n(?=%b[ \t]*:)" % _TOKEN
)
_START = re.compile(_START_LINE)
_VERSION = re.compile(rb"[Ss][Ii][Pp]/")
_END = re.compile(rb"\n(?:\r?\n|(?=%b))" % _START_LINE)  # of the header fields
_CONTENT_LENGTH = re.compile(rb"(?mi)^(?:content-length|l)[ \t]*:[ \t]*([0-9]{1,9})[ \t]*\r?$")

# A line that a log writes before or behind a message: no body goes on behind it.
_HEADING = re.compile(rb"\n(?:-{20,} ?[0-9]{4}-|[0-9]{4}/[0-9]{2}/[0-9]{2} .* -> )")


class Found(NamedTuple):
    """What stands next in a text."""

    begin: int
    """Where the message begins; if there is none, what the text must be kept from."""

    head: int
    """Where the header fields begin; -1 if there is no message, or if it has not come whole yet."""

    stop: int
    """Where the header fields end."""

    body: int
    """Where the body begins; if there is no message, where the search goes on."""

    length: int
    """What Content-Length says, or 0."""


def find(text: bytes, position: int, searched: int, final: bool) -> Found:
    """The first message from a position on, whose head has come whole.

    searched: where the search goes on.
    final: nothing follows this text.
    """
    while version := _VERSION.search(text, searched):
        begin = max(position, text.rfind(b"\n", position, version.start()) + 1)
        line_end = text.find(b"\n", version.start())
        if not final and (line_end < 0 or text.find(b"\n", line_end + 1) < 0):
            return Found(begin, -1, -1, searched, 0)
        start = _START.match(text, begin)
        if start and start.end() > version.start():
            return _whole(text, start, final)
        searched = version.end()
    searched = max(searched, len(text) - 3)
    return Found(max(position, text.rfind(b"\n", position) + 1), -1, -1, searched, 0)


def _whole(text: bytes, start: re.Match[bytes], final: bool) -> Found:
    begin, head = start.span()
    limit = head + SIZE_MAX
    end = _END.search(text, head - 1, limit)
    if not end:
        if not final and len(text) < limit:
            return Found(begin, -1, -1, begin, 0)
        return Found(begin, head, min(limit, len(text)), min(limit, len(text)), 0)
    stop, body = end.start() + 1, end.end()
    length = _CONTENT_LENGTH.search(text, head, stop) if body > stop else None  # else cut off
    return Found(begin, head, stop, body, int(length[1]) if length else 0)


def messages(blocks: Iterator[bytes], report: Callable[[str], None]) -> Iterator[Message]:
    """Every SIP message of a text whose lines end with CRLF or LF, in order, in constant memory.

    Text between messages is skipped, and so are their bodies.  No part of the text is searched
    twice, whatever it contains.

    report: is told what could not be read.
    """
    return iter(_Text(blocks, report))


class _Text:
    """The part of a text that is looked at."""

    def __init__(self, blocks: Iterator[bytes], report: Callable[[str], None]) -> None:
        self._blocks = blocks
        self._report = report
        self._text = b""
        self._final = False
        self._heading = self._searched = 0  # the next heading, and where the search for it stands

    def __iter__(self) -> Iterator[Message]:
        text, position, searched, line, counted = self._text, 0, 0, 1, 0
        while True:
            begin, head, stop, body, length = find(text, position, searched, self._final)
            if head < 0:
                if self._final:
                    return
                keep = max(0, begin - _BEHIND, body - SIZE_MAX)
                line += text.count(b"\n", counted, keep)
                position, searched = max(0, position - keep), body - keep
                counted = max(0, counted - keep)
                text = self._read(keep)
                continue
            line += text.count(b"\n", counted, begin)
            counted = begin
            position = searched = body
            if body == stop and stop - head >= SIZE_MAX:
                self._report(f"line {line}: a message has no end within {SIZE_MAX:,} octets")
                continue
            yield Message(line, text[begin:head], text[head:stop])
            if 0 < length <= SIZE_MAX:
                while not self._final and len(text) - body < length:
                    keep = max(0, body - _BEHIND)
                    line += text.count(b"\n", counted, keep)
                    body, counted = body - keep, max(0, counted - keep)
                    head -= keep
                    text = self._read(keep)
                position = searched = self._body_end(body, length, text[head - 2 : head] == b"\r\n")

    def _read(self, keep: int) -> bytes:
        """Add a block, and drop what stands before `keep`."""
        block = next(self._blocks, b"")
        self._final = not block
        self._text = self._text[keep:] + block
        self._heading = max(0, self._heading - keep)
        self._searched = max(0, self._searched - keep)
        return self._text

    def _body_end(self, start: int, length: int, crlf: bool) -> int:
        """Where a body ends; where it starts if `length` is wrong, as the text shows."""
        text = self._text
        # If the lines have lost their CR, Content-Length still counts it.
        end = start + length if crlf else _end_without_cr(text, start, length)
        return end if end <= len(text) and not self._heading_within(start, end) else start

    def _heading_within(self, start: int, end: int) -> bool:
        if self._heading < start:
            begin = max(start, self._searched) - 1
            heading = _HEADING.search(self._text, begin, end)
            self._searched = max(end, self._searched)
            if not heading:
                return False
            self._heading = heading.start() + 1
        return self._heading < end


def _end_without_cr(text: bytes, start: int, length: int) -> int:
    """The end of a body whose `length` counts two octets for each line end."""
    end = start
    while length > 0:
        newline = text.find(b"\n", end, end + length)
        line = newline + 1 - end
        if newline < 0 or length < line + 1:
            return end + min(length, line - 1 if newline >= 0 else length)
        end += line
        length -= line + 1
    return end
