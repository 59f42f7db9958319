"""What a SIP message looks like on the wire: where it starts, where its header fields end."""

from __future__ import annotations

import re

HEAD_MAX = 1 << 16
"""Octets of a start-line and its header fields; longer ones are given up, as most servers do."""

_CR = ord("\r")

_TOKEN = rb"[A-Za-z0-9\-.!%*_+`'~]++"
_ANY_START = rb"(?i:SIP)/[^\r\n]*+|%b [^ \r\n]++ SIP/[0-9.]++[ \t]*+" % _TOKEN
_METHODS = (
    rb"ACK|BYE|CANCEL|INFO|INVITE|MESSAGE|NOTIFY|OPTIONS|PRACK|PUBLISH|REFER|REGISTER|SUBSCRIBE"
    rb"|UPDATE"
)

match_start = re.compile(rb"(?:%b)\r?\n" % _ANY_START).match
"""Matches a start-line, a faulty status-line too."""

match_certain_start = re.compile(
    rb"(?:SIP/[0-9]++\.[0-9]++[ \t]++[0-9]{3}[^\r\n]*+|(?:%b) [^ \r\n]++ SIP/[0-9.]++[ \t]*+)\r?\n"
    % _METHODS
).match
"""Matches only what cannot be the end of another start-line whose first octets are missing."""

_LATER_START = re.compile(rb"\n(?=(?:%b)\r?\n%b[ \t]*+:)" % (_ANY_START, _TOKEN))
_match_line_ends = re.compile(rb"[\r\n]*+").match

_EVERYWHERE = [
    re.compile(rb"\n(?i:%b)[ \t]*+:" % name).search for name in (rb"via|v", rb"call-id|i", rb"cseq")
]
_search_length = re.compile(
    rb"\n(?i:content-length|l)[ \t]*+:(?:[ \t]|\r?\n[ \t])*+([0-9]++)"
).search


def after_line_ends(octets: bytes | bytearray, at: int) -> int:
    """Where a message can begin: line ends may stand before it, also to keep a connection alive
    (RFC 3261 section 7.5, RFC 5626 section 3.5.1).
    """
    match = _match_line_ends(octets, at)
    return match.end() if match else at


def head_end(octets: bytes | bytearray, line_end: int, at: int = 0) -> tuple[int, int] | None:
    """Where the header fields end and where the body begins; None if there is no empty line.

    line_end: the end of the start-line.  If it has no CR, no line needs one.
    at: where to search from, if it is known that no empty line begins before.
    """
    if octets[line_end - 2] == _CR:
        end = octets.find(b"\r\n\r\n", max(line_end - 2, at))
        return (end + 2, end + 4) if end >= 0 else None
    at = max(line_end - 1, at)
    end = octets.find(b"\n\r\n", at)
    bare = octets.find(b"\n\n", at, end if end >= 0 else len(octets))
    if bare >= 0:
        return bare + 1, bare + 2
    return (end + 1, end + 3) if end >= 0 else None


def content_length(message: bytes) -> int:
    """The length of the body in octets; 0 if no header field gives it (RFC 3261 section 18.3).

    message: a start-line and header fields.
    """
    # Nearly every message writes the name like this, and finding it takes less time.
    match = _search_length(message, max(0, message.find(b"\nContent-Length:")))
    return int(match[1]) if match and len(match[1]) <= 9 else 0


def whole_message(octets: bytes) -> int | None:
    """Where in a start-line and header fields a whole message begins; None if none does.

    There may be a part of a message in front: one whose end is missing, or a body
    (message/sipfrag, RFC 3420 section 2).  A whole message says more than that.
    """
    place = 0
    for later in _LATER_START.finditer(octets):
        place = later.end()
    return place if all(search(octets, place) for search in _EVERYWHERE) else None
