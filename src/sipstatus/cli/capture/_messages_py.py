"""Finds SIP messages in a text, in Python: what ``_messages``, the compiled module, does faster."""

from __future__ import annotations

import re

# A start-line counts only if a header field follows it.  Prose has none, and usually the body of a
# NOTIFY about a REFER (message/sipfrag, RFC 3420) has none either.
#
# A method with a dot is a token, too, but none has one; binary octets that a tool shows as dots do.
_START_LINE = (
    rb"(?:[Ss][Ii][Pp]/[^\r\n]*+|[A-Za-z0-9\-_]++ [^ \r\n]++ [Ss][Ii][Pp]/[0-9.]++[ \t]*+)"
    rb"\r?\n(?=[A-Za-z0-9\-.!%*_+`'~]++[ \t]*+:)"
)
_START = re.compile(_START_LINE)
_END = re.compile(rb"\n(?:\r?\n|(?=%b))" % _START_LINE)  # of the header fields
_VERSION = re.compile(rb"[Ss][Ii][Pp]\\?/")
_CONTENT_LENGTH = re.compile(rb"(?mi)^(?:content-length|l)[ \t]*:[ \t]*([0-9]{1,9})[ \t]*\r?$")

# A start-line by itself goes on like this behind its version, if the version is not its beginning.
_REQUEST_END = re.compile(rb"[0-9.]++[ \t]*+\r?\n")

# What may be a start-line in a line that holds more: a status code stands behind the version, or
# what ends a string, a tag or a column, but not the transport of a Via.
_WITHIN = re.compile(rb"[0-9]++\.[0-9]++(?: [1-6][0-9][0-9](?![0-9])|(?![0-9A-Za-z/ ]))")

PREFIX_MAX = 1024
"""Octets of a line in front of a message that are looked at."""

_ROOM = 64  # octets from a version on that must be there, to tell what it is
_LF, _DOT = b"\n."


def find(
    text: bytes, counted: int, position: int, searched: int, final: bool, size: int
) -> tuple[int, int, int, int, int, int]:
    """The next message of a text, or what may be one in a form of its own.

    counted: where the counting of lines goes on.
    position: a message may begin here, or where a line begins behind it.
    searched: where the search for its version (``SIP/``) goes on.
    final: nothing follows this text.
    size: octets that the header fields may have.

    Returns where the message begins, where its header fields begin and end, where its body begins,
    what Content-Length says (or 0), and how many lines end between `counted` and its beginning.  If
    the header fields have no end within `size` octets, the body begins where they end.

    If the second number is -1, the text holds no message, or not yet: it must be kept from the
    first number on, and the search goes on at the third.  If it is -2, the third number is where a
    version stands that may belong to a message in a form of its own; the first is where the line
    begins, or PREFIX_MAX octets before.
    """
    while version := _VERSION.search(text, searched):
        at, behind = version.span()
        if not final and len(text) - at < _ROOM:
            return _nothing_yet(text, position, at)
        begin = -1
        if at == position or text[at - 1] == _LF:
            begin = at
        elif _REQUEST_END.match(text, behind):
            begin = max(position, text.rfind(b"\n", position, at) + 1)
        if begin >= 0:
            end = _line_end(text, at, final, size)
            next_end = _line_end(text, end, final, size) if end > 0 else end
            if next_end < 0:
                return begin, -1, at, 0, 0, 0
            start = _START.match(text, begin) if end else None
            if start and not (next_end and _end_alike(text, end, next_end)):
                return _whole(text, counted, begin, end, final, size)
        if _WITHIN.match(text, behind):
            low = max(position, at - PREFIX_MAX)
            line = max(low, text.rfind(b"\n", low, at) + 1)
            return line, -2, at, 0, 0, text.count(b"\n", counted, line)
        searched = behind
    return _nothing_yet(text, position, max(searched, len(text) - 4))


def end_without_cr(text: bytes, start: int, length: int) -> int:
    """Where a body ends whose `length` counts the CR of each line end, though it was lost."""
    end = start
    while length > 0:
        newline = text.find(b"\n", end, end + length)
        if newline < 0:
            return end + length
        if length == newline + 1 - end:  # it ends between CR and LF
            return newline
        length -= newline + 2 - end
        end = newline + 1
    return end


def _nothing_yet(text: bytes, position: int, searched: int) -> tuple[int, int, int, int, int, int]:
    return max(position, text.rfind(b"\n", position) + 1), -1, searched, 0, 0, 0


def _end_alike(text: bytes, end: int, next_end: int) -> bool:
    """Whether two lines end with a dot, or both with ^M, in place of their CR."""
    return text[end - 2] == text[next_end - 2] and (
        text[end - 2] == _DOT or text[end - 3 : end] == text[next_end - 3 : next_end] == b"^M\n"
    )


def _line_end(text: bytes, start: int, final: bool, size: int) -> int:
    """Where the next line begins; 0 if there is none, -1 if that is not known yet."""
    end = text.find(b"\n", start, start + size) + 1
    return -1 if not end and not final and len(text) < start + size else end


def _whole(
    text: bytes, counted: int, begin: int, head: int, final: bool, size: int
) -> tuple[int, int, int, int, int, int]:
    limit = min(len(text), head + size)
    found = _END.search(text, head - 1, limit)
    if not found and not final and limit < head + size:
        return begin, -1, begin, 0, 0, 0
    stop, body = (found.start() + 1, found.end()) if found else (limit, limit)
    length = _CONTENT_LENGTH.search(text, head, stop) if body > stop else None  # else cut off
    lines = text.count(b"\n", counted, begin)
    return begin, head, stop, body, int(length[1]) if length else 0, lines
