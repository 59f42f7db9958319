"""The status-line parser and encoder in Python: the readable twin of ``sipstatus._statusline``.

The grammar comes first, each rule quoted from RFC 3261 section 25.1 above what matches it.  Then
parsing has two halves:

- one regular expression for each leniency accepts a line whole (:func:`_status_line`);
- only a line that it refuses is walked octet by octet, to name the octet that is at fault
  (:func:`_walk`).  The encoder words its refusals with the same walk.

Both implementations return equal results and raise equal errors for every input.
"""

from __future__ import annotations

import operator
import re
import struct
import sys
from functools import cache
from typing import TYPE_CHECKING, cast, final

from _sipstatus.codes import (
    REASON_PHRASES,
    STATUS_CODE_MAX,
    STATUS_CODE_MIN,
    STATUS_LINE_MAX,
    STATUS_LINES,
)

from sipstatus._errors import ErrorKind, IncompleteStatusLine, StatusLineError
from sipstatus._leniency import Leniency

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import Any, Never, SupportsIndex, TypeGuard, TypeVar

    from _sipstatus.status_code import StatusCode
    from typing_extensions import Buffer

    T = TypeVar("T")

__all__ = [
    "StatusLine",
    "encode_status_line",
    "encode_status_line_into",
    "is_response",
    "parse_status_line",
]

# Plain ints: an operator of an IntFlag takes longer than parsing a line.
_REASON_OCTETS = Leniency.REASON_OCTETS.value
_MISSING_REASON = Leniency.MISSING_REASON.value
_EXTRA_WHITESPACE = Leniency.EXTRA_WHITESPACE.value
_BARE_LF = Leniency.BARE_LF.value
_LEADING_CRLF = Leniency.LEADING_CRLF.value
_NO_LINE_END = Leniency.NO_LINE_END.value
_EVERY_FLAG = Leniency.ALL.value | _NO_LINE_END

# --- The grammar --------------------------------------------------------------------------------

# SIP-Version    =  "SIP" "/" 1*DIGIT "." 1*DIGIT
#
# Literals match in any case.  Nine digits at most: every language holds such a number in 32 bits.
_SIP_VERSION = rb"[Ss][Ii][Pp]/([0-9]{1,9})\.([0-9]{1,9})"

# Status-Code    =  Informational / Redirection / Success / Client-Error / Server-Error
#                   / Global-Failure / extension-code
# extension-code =  3DIGIT
#
# Section 7.2 gives a meaning to six first digits only.
_STATUS_CODE = rb"([1-6][0-9]{2})"

# Reason-Phrase  =  *(reserved / unreserved / escaped / UTF8-NONASCII / UTF8-CONT / SP / HTAB)
# reserved       =  ";" / "/" / "?" / ":" / "@" / "&" / "=" / "+" / "$" / ","
# unreserved     =  alphanum / mark
# mark           =  "-" / "_" / "." / "!" / "~" / "*" / "'" / "(" / ")"
# UTF8-CONT      =  %x80-BF
_PLAIN_OCTET = rb"[;/?:@&=+$,A-Za-z0-9\-_.!~*'()\x80-\xBF \t]"
_UTF8_CONT = rb"[\x80-\xBF]"

# escaped        =  "%" HEXDIG HEXDIG
# UTF8-NONASCII  =  %xC0-DF 1UTF8-CONT
#                /  %xE0-EF 2UTF8-CONT
#                /  %xF0-F7 3UTF8-CONT
#                /  %xF8-Fb 4UTF8-CONT
#                /  %xFC-FD 5UTF8-CONT
_SEQUENCES = (
    (rb"%", rb"[0-9A-Fa-f]", 2),
    (rb"[\xC0-\xDF]", _UTF8_CONT, 1),
    (rb"[\xE0-\xEF]", _UTF8_CONT, 2),
    (rb"[\xF0-\xF7]", _UTF8_CONT, 3),
    (rb"[\xF8-\xFB]", _UTF8_CONT, 4),
    (rb"[\xFC-\xFD]", _UTF8_CONT, 5),
)

# Leniency.REASON_OCTETS: any octet that cannot be taken for the end of the line or of a C string.
_ANY_OCTET = rb"[^\0\r\n]"


def _reason_phrase(flags: int) -> bytes:
    if flags & _REASON_OCTETS:
        return _ANY_OCTET + rb"*+"
    # No octet begins two alternatives, so there is one way to match, and what is given back is
    # never a line end. The group is not possessive: before 3.11.5 and 3.12 Python forgets to go
    # back when such a group fails in its middle, and would take "%" alone.
    sequence = rb"|".join(rb"%b%b{%d}" % row for row in _SEQUENCES)
    return rb"%b*+(?:(?:%b)%b*+)*" % (_PLAIN_OCTET, sequence, _PLAIN_OCTET)


@cache
def _reason_phrase_pattern(flags: int) -> re.Pattern[bytes]:
    return re.compile(_reason_phrase(flags))


# Status-Line    =  SIP-Version SP Status-Code SP Reason-Phrase CRLF
def grammar(flags: int) -> tuple[bytes, bytes, bytes]:
    """Three regular expressions: a line up to its code, the phrase with its SP, the line end."""
    blank, blanks = (rb"[ \t]", rb"[ \t]+") if flags & _EXTRA_WHITESPACE else (rb" ", rb" ")
    reason = rb"%b(%b)" % (blank, _reason_phrase(flags))
    if flags & _MISSING_REASON:
        reason = rb"(?:%b)?" % reason
    line_end = rb"\r?\n" if flags & _BARE_LF else rb"\r\n"
    if flags & _NO_LINE_END:
        line_end = rb"(?:%b|\Z)" % line_end
    return _SIP_VERSION + blanks + _STATUS_CODE, reason, line_end


@cache
def _status_line_pattern(flags: int) -> re.Pattern[bytes]:
    return re.compile(b"".join(grammar(flags)))


# --- The result ---------------------------------------------------------------------------------

_VERSION_NUMBER_MAX = 999_999_999
_CODE_OFFSET = len(b"SIP/2.0 ")
_REASON_OFFSET = len(b"SIP/2.0 486 ")


@final
class StatusLine:
    r"""A status-line (RFC 3261 section 7.2): immutable and hashable, without order.

    status_code: 100 to 699.
    reason_octets: the reason phrase as on the wire; CR, LF and NUL never occur in it.
    version: the two numbers of the SIP-Version, each 0 to 999,999,999.
    end: index of the first octet after the line in the buffer that it was parsed from.

    Lines are equal if version, status code and reason octets are; `end` does not count.

    >>> line = StatusLine(486, b"Occupied")
    >>> line.encode(), line == StatusLine(486, b"Occupied", end=22)
    (b'SIP/2.0 486 Occupied\r\n', True)

    Raises TypeError for an argument of another type (or a bool), StatusLineError for a status
    code or reason octets out of bounds, ValueError for a version or an end out of bounds.
    """

    __module__ = "sipstatus"
    __slots__ = ("_parts",)  # what makes lines equal, in this order, and the end
    __match_args__ = ("status_code", "reason_octets", "version", "end")

    _is_status_line = True  # in both implementations: their lines compare equal

    _parts: tuple[tuple[int, int], int, bytes, int]

    def __new__(
        cls,
        status_code: int,
        reason_octets: bytes = b"",
        version: tuple[int, int] = (2, 0),
        end: int = 0,
    ) -> StatusLine:
        return _new_status_line(
            _checked_code(status_code),
            _checked_reason(reason_octets),
            _checked_version(version),
            _checked_int("end", end, sys.maxsize),
        )

    # Python has no stronger lock.  object.__setattr__ opens it, but not by mistake.
    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError(f"a StatusLine is immutable: {name!r} cannot be set")

    def __delattr__(self, name: str) -> Never:
        raise AttributeError(f"a StatusLine is immutable: {name!r} cannot be deleted")

    def __init_subclass__(cls) -> None:
        raise TypeError("type 'sipstatus.StatusLine' is not an acceptable base type")

    @property
    def status_code(self) -> int:
        """The status code as a plain int, 100 to 699, registered or not."""
        return self._parts[1]

    @property
    def reason_octets(self) -> bytes:
        """The reason phrase as on the wire: never trimmed, never percent-decoded."""
        return self._parts[2]

    @property
    def version(self) -> tuple[int, int]:
        """The two numbers of the SIP-Version, each 0 to 999,999,999."""
        return self._parts[0]

    @property
    def end(self) -> int:
        """Index of the first octet after the line in the buffer that it was parsed from."""
        return self._parts[3]

    @property
    def status(self) -> StatusCode | None:
        """The StatusCode, or None for a code that is not registered."""
        from _sipstatus.status_code import StatusCode

        try:
            return StatusCode(self.status_code)
        except ValueError:
            return None

    @property
    def reason_phrase(self) -> str:
        """The reason phrase as text: UTF-8 (RFC 3261 section 7), U+FFFD where it is not."""
        return self.reason_octets.decode("utf-8", "replace")

    def encode(self) -> bytes:
        """The line as octets, with CRLF, to relay it (RFC 3261 section 25.1).

        Whatever the leniency that let it in: the same numbers of the version behind an upper-case
        ``SIP`` (section 7.1), status code and phrase octets, one SP between them.  It never holds a
        second line, as no phrase has a CR or LF.  Equal lines give equal octets.
        """
        return b"SIP/%d.%d %d %b\r\n" % (*self.version, self.status_code, self.reason_octets)

    def __str__(self) -> str:
        return self.encode()[: -len(b"\r\n")].decode("utf-8", "replace")

    def __eq__(self, other: object) -> bool:
        if not getattr(other, "_is_status_line", False):
            return NotImplemented
        line: Any = other
        return self._parts[:3] == (line.version, line.status_code, line.reason_octets)

    def __hash__(self) -> int:
        return hash(self._parts[:3])

    def __repr__(self) -> str:
        return (
            f"StatusLine(status_code={self.status_code}, reason_octets={self.reason_octets!r}, "
            f"version={self.version}, end={self.end})"
        )

    def __copy__(self) -> StatusLine:
        return self

    def __deepcopy__(self, memo: object) -> StatusLine:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # Not imported: the package is above this module, and pickle looks the function up there.
        restore = sys.modules["sipstatus"]._restore_status_line
        return restore, (self.status_code, self.reason_octets, self.version, self.end)


def _new_status_line(
    status_code: int, reason_octets: bytes, version: tuple[int, int], end: int
) -> StatusLine:
    """A StatusLine of parts that are known to be valid."""
    line = object.__new__(StatusLine)
    object.__setattr__(line, "_parts", (version, status_code, reason_octets, end))
    return line


# An object may pretend to have another type or value than it has.  So types come from type(), as
# isinstance() believes __class__, and values come from methods of the type itself.  The value that
# was checked is the one that is kept.
def _is(value: object, kind: type[T]) -> TypeGuard[T]:
    return issubclass(type(value), kind)


def _checked_code(status_code: object) -> int:
    if _is(status_code, bool) or not _is(status_code, int):
        raise TypeError(f"status_code must be an int, not {type(status_code).__name__}")
    code = int.__index__(status_code)
    if not STATUS_CODE_MIN <= code <= STATUS_CODE_MAX:
        raise StatusLineError(ErrorKind.BAD_CODE, _CODE_OFFSET)
    return code


def _checked_reason(reason_octets: object) -> bytes:
    if not _is(reason_octets, bytes):
        raise TypeError(f"reason_octets must be bytes, not {type(reason_octets).__name__}")
    reason = bytes.__getitem__(reason_octets, slice(None))
    if forbidden := re.search(rb"[\0\r\n]", reason):
        raise StatusLineError(ErrorKind.BAD_REASON, _REASON_OFFSET + forbidden.start())
    return reason


def _checked_version(version: object) -> tuple[int, int]:
    if not _is(version, tuple):
        raise TypeError(f"version must be a tuple, not {type(version).__name__}")
    parts: tuple[object, ...] = cast("Any", tuple).__getitem__(version, slice(None))
    if len(parts) != 2:
        raise TypeError(f"version must have two numbers, not {len(parts)}")
    return (
        _checked_int("version", parts[0], _VERSION_NUMBER_MAX),
        _checked_int("version", parts[1], _VERSION_NUMBER_MAX),
    )


def _checked_int(name: str, value: object, maximum: int) -> int:
    if _is(value, bool) or not _is(value, int):
        raise TypeError(f"{name} must be an int, not {type(value).__name__}")
    number = int.__index__(value)
    if not 0 <= number <= maximum:
        raise ValueError(f"{name} must be 0 to {maximum}")
    return number


def _checked_leniency(leniency: object) -> int:
    if not _is(leniency, int):
        raise TypeError(f"leniency must be a Leniency, not {type(leniency).__name__}")
    flags = int.__index__(leniency)
    if not 0 <= flags <= _EVERY_FLAG:
        raise ValueError(f"leniency must be 0 to {_EVERY_FLAG}")
    return flags


# --- The parser ---------------------------------------------------------------------------------

# Canonical lines, which are most of all traffic, are looked up: every leniency accepts them.
_KNOWN_LINES = {
    line: _new_status_line(code, REASON_PHRASES[code].encode(), (2, 0), len(line))
    for code, line in STATUS_LINES.items()
}
_KNOWN_LINE_MAX = max(map(len, _KNOWN_LINES))


def parse_status_line(
    data: Buffer, start: SupportsIndex = 0, *, leniency: int = Leniency.DEFAULT
) -> StatusLine:
    r"""Parse the status-line (RFC 3261 sections 7.2 and 25.1) that begins at `start`.

    data: bytes, bytearray, memoryview or any other object with a C-contiguous buffer, which is
    released before the function returns.  Octets after the line never change the result.
    start: index of the first octet of the line, 0 to the length of `data`.
    leniency: the :class:`Leniency` flags: what to accept beyond the grammar.

    A reader of a stream need not parse after every segment, as only an LF completes a line.  Parse
    when the segment holds an LF, or when the buffer is twice as long as the `offset` of the last
    IncompleteStatusLine.  Then each octet is looked at a few times in all, however small the
    segments are, and a line that no octets could complete is refused within that length.

    >>> line = parse_status_line(b"SIP/2.0 486 Occupied\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n\r\n")
    >>> line.status_code, line.reason_phrase, line.end
    (486, 'Occupied', 22)

    Raises IncompleteStatusLine if more octets could complete the line, StatusLineError if none
    could, TypeError for an argument of another type, ValueError for a `start` outside `data` or
    unknown flags, BufferError for a buffer that is not contiguous.
    """
    begin = operator.index(start)
    flags = _checked_leniency(leniency)
    if type(data) is bytes:
        _check_start(begin, len(data))
        return _parse(data, begin, flags, 0)
    octets, position = _snapshot(data, begin, flags)
    return _parse(octets, 0, flags, position)


# One octet more than a line may have tells whether it has come to its end.
_DECISIVE_MAX = STATUS_LINE_MAX + 1


def _check_start(start: int, length: int) -> None:
    if not 0 <= start <= length:
        raise ValueError("start must be 0 to the length of data")


def _check_contiguous(view: memoryview) -> None:
    if view.nbytes and not view.c_contiguous:  # an empty buffer has no gaps
        raise BufferError("the buffer must be C-contiguous")


def _snapshot(data: Buffer, start: int, flags: int) -> tuple[bytes, int]:
    """The octets that decide about the line at `start`, and the position of the first one.

    Only this copy is parsed, so writing to the buffer meanwhile cannot slip a CR or LF past the
    grammar.  There may be any number of leading CRLFs, so they are skipped piece by piece.
    """
    with memoryview(data) as view:
        _check_contiguous(view)
        _check_start(start, view.nbytes)
        while True:
            size = min(view.nbytes - start, _DECISIVE_MAX)
            octets = _copy(view, start, size)
            skipped = _skip_crlfs(octets, 0) if flags & _LEADING_CRLF else 0
            if not skipped:
                return octets, start
            start += skipped


def _copy(view: memoryview, start: int, size: int) -> bytes:
    """Some octets of items of any format; memoryview.cast() refuses those of ctypes arrays."""
    octets: bytes = struct.unpack_from(f"{size}s", view, start)[0] if size else b""
    return octets


_CRLFS = re.compile(rb"(?:\r\n)*+")


def _skip_crlfs(octets: bytes, begin: int) -> int:
    crlfs = _CRLFS.match(octets, begin)
    return crlfs.end() if crlfs else begin


def _parse(octets: bytes, begin: int, flags: int, position: int) -> StatusLine:
    """Parse the line at `octets[begin]`; `position` is where the caller's data has `octets[0]`."""
    newline = octets.find(b"\n", begin, begin + _KNOWN_LINE_MAX)
    known = _KNOWN_LINES.get(octets[begin : newline + 1])
    if known:
        end = position + newline + 1
        if end == known.end:
            return known
        return _new_status_line(known.status_code, known.reason_octets, known.version, end)

    if flags & _LEADING_CRLF:
        begin = _skip_crlfs(octets, begin)
    line = _status_line_pattern(flags).match(octets, begin, begin + _DECISIVE_MAX)
    if not line or line.end() - begin > STATUS_LINE_MAX:
        raise _diagnosis(octets, begin, flags, position)
    major, minor, code, reason = line.groups(b"")
    return _new_status_line(int(code), reason, (int(major), int(minor)), position + line.end())


# --- The kind of a message ----------------------------------------------------------------------


def is_response(data: Buffer) -> bool:
    r"""Whether a message is a response and no request (RFC 3261 sections 7.1 and 7.2).

    data: bytes, bytearray, memoryview or any other object with a C-contiguous buffer, which is
    released before the function returns.

    True if its first four octets are ``SIP/`` in any case, False for fewer octets.  What follows is
    not looked at: :func:`parse_status_line` says whether it is a status-line.

    >>> is_response(b"SIP/2.0 200 OK\r\n"), is_response(b"ACK sip:b@example.com SIP/2.0\r\n")
    (True, False)

    Raises TypeError for an argument of another type, BufferError for a buffer that is not
    contiguous.
    """
    if type(data) is bytes:
        head = data[:4]
    else:
        with memoryview(data) as view:
            _check_contiguous(view)
            head = _copy(view, 0, min(view.nbytes, 4))
    return head.upper() == b"SIP/"


# --- The diagnosis of a refused line ------------------------------------------------------------

_SP, _HTAB, _CR, _LF = b" \t\r\n"
_DIGITS = b"0123456789"


def _diagnosis(octets: bytes, begin: int, flags: int, position: int) -> StatusLineError:
    """Why no status-line begins at `octets[begin]`, given that the grammar has refused it."""
    walk = _walk(flags)
    next(walk)
    for index in _decisive_indexes(octets, begin, flags):
        try:
            shortest_rest = walk.send(octets[index])
        except StopIteration as refusal:
            return StatusLineError(refusal.value, position + index)
        if index + 1 - begin + shortest_rest > STATUS_LINE_MAX:
            return StatusLineError(ErrorKind.TOO_LONG, position + index)
    return IncompleteStatusLine(position + len(octets))


# No octet demands so many after it.  The walk sees all octets that are so near to the limit.
_REST_MAX = 8


def _decisive_indexes(octets: bytes, begin: int, flags: int) -> Iterator[int]:
    """The indexes of the octets that the walk needs.

    Within a run of white space and within the phrase the state of the walk does not change, so both
    are skipped: a long line would take 65,535 steps.
    """
    head = _run_pattern(flags).match(octets, begin, begin + STATUS_LINE_MAX - _REST_MAX)
    runs = [head.span(name) for name in ("white", "phrase") if head[name]] if head else []
    for first, end in runs:
        yield from range(begin, first)
        begin = end
    yield from range(begin, len(octets))


@cache
def _run_pattern(flags: int) -> re.Pattern[bytes]:
    blank, blanks = (rb"[ \t]", rb"[ \t]*+") if flags & _EXTRA_WHITESPACE else (rb" ", rb"")
    phrase = rb"(?:%b%b(?P<phrase>%b))?" % (_STATUS_CODE, blank, _reason_phrase(flags))
    return re.compile(rb"%b%b(?P<white>%b)%b" % (_SIP_VERSION, blank, blanks, phrase))


def _walk(flags: int) -> Generator[int, int, ErrorKind]:
    """The grammar once more, an octet at a time, for a line with a fault or without an end.

    Receives the octets one by one.  After each it yields the length of the shortest rest that could
    complete the line (0 in the SIP-Version, far from the limit).  Returns what is wrong with the
    last octet.
    """
    blanks = b" \t" if flags & _EXTRA_WHITESPACE else b" "
    line_end = 0 if flags & _NO_LINE_END else 1 if flags & _BARE_LF else 2
    after_code = line_end if flags & _MISSING_REASON else 1 + line_end

    octet = yield 0
    if octet == _CR and flags & _LEADING_CRLF:
        yield 0
        return ErrorKind.BAD_TERMINATOR  # an LF would have been skipped with it
    for letter in (b"Ss", b"Ii", b"Pp", b"/"):
        if octet not in letter:
            return ErrorKind.NOT_A_RESPONSE
        octet = yield 0

    for delimiter, otherwise in ((b".", ErrorKind.BAD_VERSION), (blanks, ErrorKind.BAD_SEPARATOR)):
        if octet not in _DIGITS:
            return ErrorKind.BAD_VERSION
        for _ in range(9):
            octet = yield 0
            if octet not in _DIGITS:
                break
        else:
            return ErrorKind.BAD_VERSION  # the tenth digit
        if octet not in delimiter:
            return otherwise
        octet = yield 0

    while octet in blanks and flags & _EXTRA_WHITESPACE:
        octet = yield 3 + after_code
    if octet in (_SP, _HTAB):
        return ErrorKind.BAD_SEPARATOR
    if octet not in b"123456":
        return ErrorKind.BAD_CODE
    for missing in (2, 1):
        octet = yield missing + after_code
        if octet not in _DIGITS:
            return ErrorKind.BAD_CODE
    octet = yield after_code
    if octet in _DIGITS:
        return ErrorKind.BAD_CODE

    if octet in blanks:
        octet = yield line_end
        followers = _followers(flags)
        while octet not in (_CR, _LF):
            if octet not in followers:
                return ErrorKind.BAD_REASON
            allowed, count = followers[octet]
            for missing in range(count, 0, -1):
                octet = yield missing + line_end
                if octet not in allowed:
                    return ErrorKind.BAD_REASON
            octet = yield line_end
    elif octet not in (_CR, _LF) or not flags & _MISSING_REASON:
        return ErrorKind.BAD_SEPARATOR

    if octet == _CR:
        yield 1
    elif flags & _BARE_LF:
        yield 0
    return ErrorKind.BAD_TERMINATOR  # a good line end would have been accepted, or is too far away


@cache
def _followers(flags: int) -> dict[int, tuple[bytes, int]]:
    """For each octet that may stand in the phrase: which octets must follow it, and how many."""
    strict = not flags & _REASON_OCTETS
    rows = ((_PLAIN_OCTET, b"", 0), *_SEQUENCES) if strict else ((_ANY_OCTET, b"", 0),)
    return {first: (_members(then), count) for one, then, count in rows for first in _members(one)}


def _members(octet_class: bytes) -> bytes:
    return bytes(octet for octet in range(256) if re.fullmatch(octet_class, bytes([octet])))


# --- The encoder --------------------------------------------------------------------------------


def encode_status_line(
    status_code: int,
    reason_phrase: str | bytes | None = None,
    *,
    leniency: int = Leniency.STRICT,
) -> bytes:
    r"""Encode the status-line ``SIP/2.0 <status_code> <reason_phrase>`` with its CRLF.

    status_code: 100 to 699 (RFC 3261 section 7.2), registered or not.
    reason_phrase: text, sent as UTF-8, or octets, within the grammar of RFC 3261 section 25.1; None
    for the registered phrase, which is empty for an unregistered code.
    leniency: :attr:`Leniency.REASON_OCTETS` relays octets outside the grammar, but never CR, LF or
    NUL; the other flags have no effect.

    >>> encode_status_line(486), encode_status_line(486, "Occupied")
    (b'SIP/2.0 486 Busy Here\r\n', b'SIP/2.0 486 Occupied\r\n')

    Raises StatusLineError for a status code or phrase out of bounds, with the offset in the line
    that would have been written; TypeError for an argument of another type (or a bool);
    ValueError for unknown flags.
    """
    code = _checked_code(status_code)
    flags = _checked_leniency(leniency) & _REASON_OCTETS
    if reason_phrase is None:
        return STATUS_LINES.get(code) or b"SIP/2.0 %d \r\n" % code
    reason = _reason_octets(reason_phrase)
    line = b"SIP/2.0 %d %b\r\n" % (code, reason)
    if len(line) <= STATUS_LINE_MAX and _reason_phrase_pattern(flags).fullmatch(reason):
        return line
    # The walk takes CR and LF for the line end; inside a phrase they are as forbidden as NUL.
    refused = re.sub(rb"[\r\n]", rb"\0", line[:-2]) + b"\r\n"
    raise _diagnosis(refused, 0, flags, 0)


def _reason_octets(reason_phrase: object) -> bytes:
    """The phrase as octets; NUL, which every grammar refuses, stands for a lone surrogate."""
    if _is(reason_phrase, bytes):
        return bytes.__getitem__(reason_phrase, slice(None))
    if not _is(reason_phrase, str):
        raise TypeError(f"reason_phrase must be str or bytes, not {type(reason_phrase).__name__}")
    try:
        return str.encode(reason_phrase)
    except UnicodeEncodeError as surrogate:
        return str.encode(str.__getitem__(reason_phrase, slice(surrogate.start))) + b"\0"


def encode_status_line_into(
    buffer: Buffer,
    offset: SupportsIndex,
    status_code: int,
    reason_phrase: str | bytes | None = None,
    *,
    leniency: int = Leniency.STRICT,
) -> int:
    r"""Write what :func:`encode_status_line` returns into a buffer of the caller's.

    buffer: bytearray, memoryview, array, mmap or any other object with a writable, C-contiguous
    buffer, which is released before the function returns.
    offset: index of the octet of `buffer` where the line shall begin, 0 to its length in octets.
    status_code, reason_phrase, leniency: as in :func:`encode_status_line`.

    Returns the index of the first octet after the line.

    >>> buffer = bytearray(64)
    >>> end = encode_status_line_into(buffer, 0, 200)
    >>> bytes(buffer[:end])
    b'SIP/2.0 200 OK\r\n'

    Raises what :func:`encode_status_line` raises; ValueError for an `offset` outside `buffer`, or
    if the line does not fit after it; TypeError for a buffer that is read-only or no buffer;
    BufferError for one that is not contiguous.  Then nothing was written at all.
    """
    begin = operator.index(offset)
    line = encode_status_line(status_code, reason_phrase, leniency=leniency)
    with memoryview(buffer) as view:
        _check_contiguous(view)
        if view.readonly:
            raise TypeError("the buffer must be writable")
        if not 0 <= begin <= view.nbytes:
            raise ValueError("offset must be 0 to the length of buffer")
        free = view.nbytes - begin
        if len(line) > free:
            raise ValueError(f"the line takes {len(line)} octets, but {free} are free")
        end = begin + len(line)  # before anything is written: there may be no memory for it
        # Into items of any format; memoryview.cast() refuses those of ctypes arrays.
        struct.pack_into(f"{len(line)}s", view, begin, line)
    return end
