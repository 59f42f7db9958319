"""Messages that a log has wrapped: their lines carry a prefix, or stand as escapes in a string.

Nothing here knows a whole format.  How a message is wrapped shows in the line of its start-line and
in the next one:

- Both begin with the same prefix, apart from its numbers: indented by FreeSWITCH, a timestamp in
  front of each line, each line in a JSON object of its own as docker writes it.
- Only the first has a prefix: the binary octets of ``tcpdump -A``, an entry of syslog.
- Both end with what became of the CR: the dot of ``ngrep -W byline``, a second CR, ``^M``.
- There is no next line, as line ends are escaped: ``\\r\\n`` in JSON, ``#015#012`` in syslog.
- ``Request-Line:`` or ``Status-Line:`` is the prefix: the tree of ``tshark -V``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    pass

_TOKEN = rb"[A-Za-z0-9\-.!%*_+`'~]++"
_FIELD = re.compile(rb"%b[ \t]*+:" % _TOKEN)

# Header fields that messages have, in any order.  In front of a message without a prefix of its own
# anything can stand, prose as well, so only these are taken for a header field behind it.
_USUAL = re.compile(
    rb"(?i)(?:via|v|from|f|to|t|call-id|i|cseq|contact|m|max-forwards|record-route|route|"
    rb"user-agent|server|content-length|l|content-type|c|allow|supported|k|expires|require|"
    rb"p-[a-z-]+|www-authenticate|proxy-authenticate|authorization|proxy-authorization)[ \t]*+:"
)

# What ngrep makes of a whole message, if not told `-W byline`: a dot can be a CR, an LF or a dot.
_ALL_DOTS = re.compile(rb"\.\.%b" % _USUAL.pattern.removeprefix(b"(?i)"), re.IGNORECASE)

_LINE_MAX = 4096  # octets that the first two lines of a message may have
_LOOK = 512  # octets that are looked at to tell how a message is wrapped

_METHODS = (
    *(b"INVITE", b"PRACK", b"ACK", b"BYE", b"CANCEL", b"REGISTER", b"OPTIONS", b"SUBSCRIBE"),
    *(b"NOTIFY", b"PUBLISH", b"INFO", b"REFER", b"MESSAGE", b"UPDATE"),
)
_CAPITALS = re.compile(rb"[A-Z]++\Z")
_CODE = re.compile(rb"[Ss][Ii][Pp]\\*+/[0-9.]++ [1-6][0-9][0-9]")

_ESCAPED_LINE_END = (
    rb"(?:(?P<escape>\\{1,8})(?:(?:r(?P=escape))?n|(?:x0[Dd](?P=escape))?x0[Aa]"
    rb"|(?:015(?P=escape))?012|(?:u000[Dd](?P=escape))?u000[Aa])|(?P<octal>(?:\#015)?\#012))"
)
# A start-line from its version on, in a string (which a quotation mark ends) and outside.
_ESCAPED, _ESCAPED_OUTSIDE = (
    re.compile(
        rb"[Ss][Ii][Pp]\\*+/(?:[^\n\\\#%b]|\\++\"|(?!\\++(?:[rn]|x0|0[01]|u000)|\#01)[\\\#]){0,512}+"
        rb"(?:%b)?+(?:(?P<field>%b[ \t]*+:)|(?P<end>\\{0,7}\"))" % (mark, _ESCAPED_LINE_END, _TOKEN)
    )
    for mark in (b'"', b"")
)
_BACKSLASHED = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-3][0-7]{2})|(.))", re.S)
_OCTAL = re.compile(rb"#(0[0-3][0-7]|177)")
_STRING = re.compile(rb"(?:[^\"\\\n]|\\.)*+(\")?")
_SINGLE = re.compile(rb"(?:[^'\\\n]|\\.)*+(')?")
_MEANT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_START_LINE = re.compile(
    rb"(?:[Ss][Ii][Pp]/[0-9.]++ [1-6][0-9][0-9]|[A-Za-z0-9\-_]++ [^ ]++ [Ss][Ii][Pp]/[0-9.]++\s*\Z)"
)
_CONTENT_LENGTH = re.compile(rb"(?mi)^(?:content-length|l)[ \t]*:[ \t]*([0-9]{1,9})[ \t]*\r?$")

# A line that a log writes before or behind a message: neither head nor body goes on behind it.
HEADING = re.compile(
    rb"-{20,}|[0-9]{4}/[0-9]{2}/[0-9]{2} .{1,200}->|[TU] .{1,200} -> |<-{3,}|"
    rb"(?:recv|send) [0-9]+ bytes |[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]+ IP6? |--end msg--|"
    rb"(?:[0-9-]{10} )?[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]+ IP6? "
)


class Piece(NamedTuple):
    """A text that stood in one line."""

    octets: bytes
    end: int
    """Where it ends in that line."""


class Undecided(Exception):  # noqa: N818 - no error
    """More of the text must be known."""


def unwrapped(text: bytes, line: int, at: int, final: bool, size: int) -> Piece | Block | None:
    """The message, not by itself in its line, to which the version at a position belongs, if any.

    line: where the line begins, or at least the part of it that is to be looked at.
    final: nothing follows this text.
    size: octets that the message may take.

    Raises Undecided.
    """
    begin = _begin(text, line, at)
    if begin < 0:
        return None
    prefix = text[line:begin]
    quote = _quote(prefix, cut=text[line - 1 : line] not in (b"", b"\n"))
    escaped = (_ESCAPED if quote == b'"' else _ESCAPED_OUTSIDE).match(text, at)
    if not escaped and not final and len(text) - at < _LOOK and text.find(b"\n", at) < 0:
        raise Undecided
    if escaped and escaped["field"]:
        return _piece(text, line, begin, quote, escaped, final, size)
    end = _line_end(text, begin, final, _LINE_MAX)
    next_end = _line_end(text, end, final, _LINE_MAX) if end else 0
    if not next_end or _ALL_DOTS.search(text, at, min(next_end, at + _LOOK)):
        return None
    first, second = text[begin:end].rstrip(b"\r\n"), text[end:next_end].rstrip(b"\r\n")
    if prefix.endswith((b"Request-Line: ", b"Status-Line: ")):
        indent = len(prefix) - len(prefix.lstrip())
        return Block(first, _Tree(indent), end)
    if escaped and escaped["end"] == b'"' == quote:
        held, wrapping = _string(first), _Lines(prefix, quoted=True)
        if held is not None and _is_field(wrapping.content(second)):
            return Block(held, wrapping, end, first)
    suffix = b"." if first.endswith(b".") and second.endswith(b".") else b""
    if first.endswith(b"^M") and second.endswith(b"^M"):
        suffix = b"^M"
    wrapping = _Lines(prefix, suffix)
    if not _is_field(wrapping.content(second)):
        wrapping = _Lines(second[: len(second) - len(second.lstrip())], suffix)
        if not (prefix and _is_field(wrapping.content(second), _USUAL)):
            return None
    return Block(first.removesuffix(suffix), wrapping, end)


def _is_field(line: bytes | None, pattern: re.Pattern[bytes] = _FIELD) -> bool:
    return line is not None and pattern.match(line) is not None


def _begin(text: bytes, line: int, at: int) -> int:
    """Where the start-line begins to which a version belongs; -1 if it is none."""
    if _CODE.match(text, at):
        return at
    before, _, uri = text[line:at].removesuffix(b" ").rpartition(b" ")
    method = _CAPITALS.search(before)
    if text[at - 1 : at] != b" " or not uri or not method:
        return -1
    known = [name for name in _METHODS if method[0].endswith(name)]
    length = len(known[0]) if known else len(method[0])
    return line + len(before) - length


def _quote(prefix: bytes, cut: bool) -> bytes:
    """What ends the string that has begun in a line; nothing if none has."""
    if prefix.endswith(b"'"):
        return b"'"
    open_quotes = prefix.count(b'"') - prefix.count(b'\\"')
    return b'"' if open_quotes % 2 or (cut and open_quotes) else b""


def _piece(
    text: bytes,
    line: int,
    begin: int,
    quote: bytes,
    escaped: re.Match[bytes],
    final: bool,
    size: int,
) -> Piece:
    limit = min(len(text), begin + size)
    if escaped["octal"] or not quote:
        end = text.find(b"\n", begin, limit)
        closed = end >= 0
        end = end if closed else limit
    else:
        string = (_STRING if quote == b'"' else _SINGLE).match(text, begin, limit)
        assert string  # it can be empty
        end = string.end()
        closed = bool(string[1]) or text[end : end + 1] == b"\n"
    if not closed and not final and limit < begin + size:
        raise Undecided
    if escaped["octal"]:
        return Piece(_OCTAL.sub(_octal, text[begin:end]), end)
    # A string within a string: what stands before it tells where the inner one ends.
    start = begin if len(escaped["escape"]) == 1 else line
    return Piece(_unescaped(text[start:end].removesuffix(quote)), end)


def _unescaped(octets: bytes) -> bytes:
    return _BACKSLASHED.sub(_backslashed, octets)


def _backslashed(escape: re.Match[bytes]) -> bytes:
    sixteen, two, eight, letter = escape.groups()
    if letter:
        return _MEANT.get(letter, letter)
    if sixteen:
        return chr(int(sixteen, 16)).encode("utf-8", "surrogatepass")
    return bytes([int(two, 16) if two else int(eight, 8)])


def _octal(escape: re.Match[bytes]) -> bytes:
    return bytes([int(escape[1], 8)])


def _string(octets: bytes) -> bytes | None:
    """What a string holds that has begun already, without a line end; None if it has no end."""
    string = _STRING.match(octets)
    if not string or not string[1]:
        return None
    return _unescaped(string[0][:-1]).rstrip(b"\r\n")


def _line_end(text: bytes, start: int, final: bool, size: int) -> int:
    """Where the next line begins; 0 if there is none."""
    end = text.find(b"\n", start, start + size) + 1
    if not end and not final and len(text) < start + size:
        raise Undecided
    return end or (len(text) if final and start < len(text) else 0)


# --- messages of several lines ------------------------------------------------------------------


class _Lines:
    """Lines between a prefix and a suffix."""

    body_ends = True

    def __init__(self, prefix: bytes, suffix: bytes = b"", *, quoted: bool = False) -> None:
        self.prefix = prefix
        self._suffix = suffix
        self._quoted = quoted

    def content(self, line: bytes) -> bytes | None:
        """What a line holds; None if it does not belong to the message."""
        if self.prefix:
            match = _pattern(self.prefix.translate(_DIGITS)).match(line)
            if not match:
                return None
            line = line[match.end() :]
        if self._quoted:
            held = _string(line)
            if held is None:
                return None
            line = held
        line = line.rstrip(b"\r\n")
        if not line and self._suffix == b".":
            return None  # behind a packet: an empty line of a message has the dot, too
        return line.removesuffix(self._suffix)


_DIGITS = bytes.maketrans(b"123456789", b"000000000")


@lru_cache(maxsize=64)
def _pattern(prefix: bytes) -> re.Pattern[bytes]:
    """What a prefix matches, whatever its numbers; blanks at its end may be missing."""
    bare = prefix.rstrip(b" \t")
    pattern = re.sub(rb"(?:\\ )*0+", rb"[ ]*+[0-9]++", re.escape(bare))
    blanks = prefix[len(bare) :]
    return re.compile(pattern + rb"(?:%b|[ \t]*+(?=[\r\n]|\Z))" % re.escape(blanks))


class _Tree:
    """The tree that ``tshark -V`` prints: each header field with its parts below it."""

    body_ends = False  # all that is deeper belongs to the message

    def __init__(self, indent: int) -> None:
        self._indent = indent
        self._in_head = False

    def content(self, line: bytes) -> bytes | None:
        """A header field, or nothing if the line holds none; None behind the message."""
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        if not text or indent < self._indent:
            return None
        if indent == self._indent:
            self._in_head = text == b"Message Header"
        elif self._in_head and indent == self._indent + 4 and _FIELD.match(text):
            return text
        return b""


class Block:
    """A message of several lines."""

    def __init__(
        self, start_line: bytes, wrapping: _Lines | _Tree, at: int, rest: bytes = b""
    ) -> None:
        self.start_line = start_line + b"\r\n"
        self.indented = isinstance(wrapping, _Lines) and wrapping.prefix == b"\t"
        """Whether a tab stands in front of each line, as ``tcpdump -v`` prints it."""
        self.head: bytes | None = None
        """The header fields, as soon as they are known whole."""
        self.rest = rest
        """What stands behind the start-line in its line."""
        self.at = at
        """Where the next line begins that is to be read."""
        self._wrapping = wrapping
        self._fields: list[bytes] = []
        self._size = 0
        self._left = 0

    def read_head(self, text: bytes, final: bool, size: int) -> bool:
        """Read the header fields, as far as they have come.

        Returns whether that is all of them; if they take more than `size` octets, `head` is None.
        """
        while line := self._line(text, final, size):
            content = self._wrapping.content(line)
            ends = content is None or _START_LINE.match(content) or HEADING.match(content)
            if ends or (not content and self._wrapping.body_ends):
                break
            self.at += len(line)
            if content:
                self._fields.append(content)
                self._size += len(content) + 2
                if self._size > size:
                    return True
        else:
            if not final:
                return False
            ends = True
        self.head = b"\r\n".join([*self._fields, b""])
        if not ends:
            self.at += len(line)
            length = _CONTENT_LENGTH.search(self.head)
            self._left = int(length[1]) if length else 0
        return True

    def skip_body(self, text: bytes, final: bool, size: int) -> bool:
        """Skip the body, as far as it has come; returns whether that is all of it."""
        while self._left > 0:
            line = self._line(text, final, size)
            if not line:
                return final
            content = self._wrapping.content(line)
            if content is None or HEADING.match(content):
                break
            self.at += len(line)
            self._left -= len(content) + 2  # Content-Length counts the CR, which is lost
        return True

    def _line(self, text: bytes, final: bool, size: int) -> bytes:
        """The next line; nothing if it has not come whole."""
        try:
            end = _line_end(text, self.at, final, size)
        except Undecided:
            return b""
        return text[self.at : end or self.at + size]
