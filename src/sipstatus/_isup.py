"""Gateways: ISUP causes for status codes and back (RFC 3398), and the Reason header field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, Self

from _sipstatus.meaning import meaning_of
from _sipstatus.registry import (
    CAUSE_MAPPINGS,
    ISUP_DEFAULT_CODE,
    ISUP_PROFILES,
    UNTRANSLATABLE_CAUSES,
    IsupProfile,
)

from sipstatus._arguments import int_argument, str_argument, text_argument
from sipstatus._grammar import IPV6_REFERENCE, QUOTED_STRING, QUOTED_TEXT, SWS, TOKEN

__all__ = [
    "ReasonHeaderError",
    "ReasonValue",
    "ReasonValues",
    "format_reason_header",
    "isup_cause",
    "parse_reason_header",
    "status_for_cause",
]

# --- The two tables -----------------------------------------------------------------------------


def isup_cause(status_code: int, *, profile: str | None = None) -> int | None:
    """The cause with which a gateway releases the call for a response (RFC 3398 section 8.2.6.1).

    profile: the name of a table from an overlay; RFC 3398 decides what that table leaves out.

    A 4xx, 5xx or 6xx that the RFC does not list has cause 31.  None for other classes, for 487,
    which the RFC leaves without a cause, and for an int that is not a status code.  488 and 606
    depend on the Warning header field: the result is 31, but 65 is right if that field is about a
    bearer capability.

    >>> isup_cause(486), isup_cause(499), isup_cause(487)
    (17, 31, None)

    Raises ValueError for an unknown profile, TypeError if `status_code` is not an int or is a bool.
    """
    status_code = int_argument(status_code, "status_code")
    own = _profile(profile)
    if status_code in own.causes:
        return own.causes[status_code]
    meaning = meaning_of(status_code)
    if meaning is None or meaning.isup is None:
        return None
    return (meaning.isup.is_default and own.default_cause) or meaning.isup.cause


def status_for_cause(
    cause: int,
    location: str | None = None,
    *,
    diagnostic: bool = False,
    profile: str | None = None,
) -> int | None:
    """The status code with which a gateway answers for a cause (RFC 3398 section 7.2.4.1).

    cause: Q.850 cause value; any other int is treated as a cause that the RFC does not list.
    location: where the cause comes from; ``"user"``, or ``"U"`` as in RFC 8606, gives 603 instead
    of 403.  Case does not matter, and other locations change nothing.
    diagnostic: whether the cause has a diagnostic; for cause 22, the new number (301, not 410).
    profile: the name of a table from an overlay; RFC 3398 decides what that table leaves out.

    None if no response answers the cause: the call is cleared (16), or it concerns the gateway's
    own circuits (44).  500 for causes that the RFC does not list.

    >>> status_for_cause(17), status_for_cause(21), status_for_cause(21, "user")
    (486, 403, 603)

    Raises ValueError for an unknown profile, TypeError if `cause` is not an int or is a bool, or if
    `location` is not a str.
    """
    cause = int_argument(cause, "cause")
    by_user = location is not None and str_argument(location, "location").lower() in ("user", "u")
    own = _profile(profile)
    if cause in own.codes:
        return own.codes[cause]
    if cause in UNTRANSLATABLE_CAUSES:
        return None
    unfitting = "without_diagnostic" if diagnostic else "with_diagnostic"
    for row in CAUSE_MAPPINGS:
        if row.cause == cause and row.condition != unfitting:
            return row.user_code if by_user and row.user_code is not None else row.code
    return own.default_code or ISUP_DEFAULT_CODE


_NO_PROFILE = IsupProfile("", None, None, {}, {})


def _profile(name: str | None) -> IsupProfile:
    if name is None:
        return _NO_PROFILE
    if name not in ISUP_PROFILES:
        known = ", ".join(sorted(ISUP_PROFILES)) or "none"
        raise ValueError(f"unknown profile {name!r}; known: {known}")
    return ISUP_PROFILES[name]


# --- The Reason header field --------------------------------------------------------------------


class ReasonValue(NamedTuple):
    """One value of a Reason header field (RFC 3326 section 2): why a request was sent.

    protocol: the protocol of the cause: ``"SIP"``, ``"Q.850"`` or any other token.
    cause: the cause, 0 to 999,999,999: a status code for SIP, a cause value for Q.850.
    text: the explanation, without quotation marks and escapes.
    parameters: name and value of each other parameter, in order; a value is as on the wire,
    quotation marks included, or None if the parameter has no value.

    >>> parse_reason_header("Q.850;cause=16;location=LN")[0].location
    'LN'
    """

    protocol: str
    cause: int | None = None
    text: str | None = None
    parameters: tuple[tuple[str, str | None], ...] = ()

    @property
    def location(self) -> str | None:
        """Where a Q.850 cause comes from (RFC 8606), as :func:`status_for_cause` takes it."""
        return next((value for name, value in self.parameters if name.lower() == "location"), None)


ReasonValue.__module__ = "sipstatus"


class ReasonHeaderError(ValueError):
    """The text is not a value of a Reason header field (RFC 3326 section 2).

    expected: what the grammar allows at the offset.
    offset: index of the first character that does not fit, from 0.

    >>> try:
    ...     parse_reason_header("SIP;cause=x")
    ... except ReasonHeaderError as error:
    ...     print(error.offset, error.expected)
    10 a cause of 1 to 9 digits
    """

    __module__ = "sipstatus"

    expected: str
    offset: int

    def __init__(self, expected: str, offset: int) -> None:
        self.expected = expected
        self.offset = offset
        super().__init__(expected, offset)  # pickles and copies call the class with these

    def __str__(self) -> str:
        return f"bad Reason header field: expected {self.expected} (offset {self.offset})"


class ReasonValues(tuple[ReasonValue, ...]):
    """The values of a Reason header field, in order: a tuple of :class:`ReasonValue`.

    errors: what could not be read, in order; empty unless the header field was read leniently.

    >>> [value.protocol for value in parse_reason_header("SIP;cause=200, Q.850;cause=16")]
    ['SIP', 'Q.850']
    """

    __module__ = "sipstatus"

    errors: tuple[ReasonHeaderError, ...]

    def __new__(
        cls, values: Iterable[ReasonValue] = (), errors: Iterable[ReasonHeaderError] = ()
    ) -> Self:
        self = super().__new__(cls, values)
        self.errors = tuple(errors)
        return self


def parse_reason_header(value: str | bytes, *, lenient: bool = False) -> ReasonValues:
    """The values of a Reason header field (RFC 3326 section 2), at least one.

    value: what follows the colon.  Values of repeated header fields are joined by commas.
    lenient: True to leave out what is wrong, up to the next comma outside quotation marks, and to
    return the errors beside the values.  There may then be no values.  A `text` without quotation
    marks may have several words, up to a semicolon or comma.

    ``SIP`` and ``Q.850`` are returned in this spelling, whatever their case; other protocols and
    unknown parameters are kept as they are.  A `text` of one word needs no quotation marks.
    A folded line counts as a blank.  Octets are UTF-8, others become U+FFFD.

    >>> values = parse_reason_header("SIP;cause=x, Q.850;cause=16;text=Normal end", lenient=True)
    >>> values[0].text, str(values.errors[0])
    ('Normal end', 'bad Reason header field: expected a cause of 1 to 9 digits (offset 10)')

    Raises ReasonHeaderError, with the offset, for anything else, such as a parameter given twice
    (RFC 3261 section 7.3.1), a second value of a protocol (RFC 9366 section 3; only STIR may
    have several: RFC 9410 section 6), a cause of more than nine digits, and a NUL; TypeError if
    `value` is neither str nor bytes.
    """
    reader = _Reader(text_argument(value, "value"), lenient)
    found: dict[object, ReasonValue] = {}
    errors: list[ReasonHeaderError] = []
    while True:
        begin = reader.offset
        try:
            one = _reason_value(reader)
            if not reader.at_end() and not reader.follows(_COMMA):
                raise ReasonHeaderError("';', ',' or the end", reader.offset)
            key = _key(one, begin)
            if key in found:
                raise ReasonHeaderError("a protocol that was not given before", begin)
            found[key] = one
        except ReasonHeaderError as error:
            if not lenient:
                raise
            errors.append(error.with_traceback(None))  # which would keep all that was read
            reader.skip_value(begin)
        if not reader.take(_COMMA):
            return ReasonValues(found.values(), errors)


def format_reason_header(*values: ReasonValue) -> str:
    """The value of a Reason header field (RFC 3326 section 2) that parses to `values`.

    Nothing in `values` can end the header field or add a parameter: `text` is quoted and escaped.

    >>> format_reason_header(ReasonValue("Q.850", 16, "Terminated"))
    'Q.850;cause=16;text="Terminated"'

    Raises ValueError for a part outside the grammar, such as a CR, LF or NUL in `text`, for a
    parameter given twice, for two values of a protocol other than STIR (RFC 9366 section 3, RFC
    9410 section 6), and without any value; TypeError for a value that is not a ReasonValue, and
    for a part of another type.
    """
    if not values:
        raise ValueError("a Reason header field has at least one value")
    written = ", ".join(map(_formatted, values))
    keys = [_key(value, place) for place, value in enumerate(values)]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            raise ValueError(f"protocol given twice: {values[place].protocol}")
    return written


# --- The grammar --------------------------------------------------------------------------------

# Reason            =  "Reason" HCOLON reason-value *(COMMA reason-value)
# reason-value      =  protocol *(SEMI reason-params)
# protocol          =  "SIP" / "Q.850" / token
_SWS = re.compile(SWS)
_COMMA = re.compile(",")
_SEMI = re.compile(";")
_TOKEN = re.compile(TOKEN)
_PROTOCOLS = {"sip": "SIP", "q.850": "Q.850"}

# Each protocol has one value, unless its definition says what several mean (RFC 9366 section 3): so
# far only that of STIR does (RFC 9410 section 6).
_OF_SEVERAL_VALUES = ("stir",)

# What is left of a value that cannot be read.
_REST = re.compile(r'(?:"(?:\\.|[^"\\])*+"|\\.|[^,])*+', re.DOTALL)

# reason-params     =  protocol-cause / reason-text / reason-extension
# protocol-cause    =  "cause" EQUAL cause
# cause             =  1*DIGIT
#
# Nine digits at most: every language holds such a number in 32 bits.
_EQUAL = re.compile("=")
_CAUSE = re.compile(r"[0-9]{1,9}+(?![0-9])")
_CAUSE_MAX = 999_999_999

# reason-text       =  "text" EQUAL quoted-string
# reason-extension  =  generic-param
# generic-param     =  token [ EQUAL gen-value ]
_QUOTE = re.compile('"')
_QUOTED_TEXT = re.compile(QUOTED_TEXT)
_SEVERAL_WORDS = re.compile(r"[^;,\x00-\x08\x0A-\x1F\x7F]++")
_BARE_VALUE = re.compile(rf"{TOKEN}|{IPV6_REFERENCE}")
_VALUE = re.compile(rf"{TOKEN}|{IPV6_REFERENCE}|{QUOTED_STRING}")

_FOLD = re.compile(r"\r\n[ \t]+")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = re.compile(r'["\\\x01-\x08\x0A-\x1F\x7F]')  # all other characters stand for themselves


class _Reader:
    """Reads a header field value from left to right and skips white space between tokens."""

    def __init__(self, value: str, lenient: bool) -> None:
        self._value = value
        self.lenient = lenient
        self.offset = 0
        self._skip(_SWS)

    def _skip(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self._value, self.offset)
        if not found:
            return None
        self.offset = found.end()
        return found[0]

    def take(self, pattern: re.Pattern[str]) -> str | None:
        """What `pattern` matches here; if it does not match, None, and the reader stays here."""
        found = self._skip(pattern)
        if found is not None:
            self._skip(_SWS)
        return found

    def require(self, pattern: re.Pattern[str], expected: str) -> str:
        """What `pattern` matches here; ReasonHeaderError if it does not match."""
        found = self.take(pattern)
        if found is None:
            raise ReasonHeaderError(expected, self.offset)
        return found

    def quoted_string(self) -> str | None:
        """A quoted string with its quotes and escapes, unfolded; None if none begins here."""
        if self._skip(_QUOTE) is None:
            return None
        content = self._skip(_QUOTED_TEXT) or ""
        self.require(_QUOTE, "a closing quotation mark or a character allowed in front of it")
        return f'"{_FOLD.sub(" ", content)}"'

    def follows(self, pattern: re.Pattern[str]) -> bool:
        """Whether `pattern` matches here; the reader stays here."""
        return pattern.match(self._value, self.offset) is not None

    def skip_value(self, begin: int) -> None:
        """Go to the comma behind the value that begins at `begin`, or to the end."""
        self.offset = begin
        self._skip(_REST)

    def at_end(self) -> bool:
        return self.offset == len(self._value)


def _reason_value(reader: _Reader) -> ReasonValue:
    protocol = reader.require(_TOKEN, "a protocol")
    cause: int | None = None
    text: str | None = None
    parameters: list[tuple[str, str | None]] = []
    seen: set[str] = set()
    while reader.take(_SEMI):
        begin = reader.offset
        name = reader.require(_TOKEN, "a parameter name")
        key = name.lower()
        if key in seen:
            raise ReasonHeaderError("a parameter that was not given before", begin)
        seen.add(key)
        if key == "cause":
            reader.require(_EQUAL, "'='")
            cause = int(reader.require(_CAUSE, "a cause of 1 to 9 digits"))
        elif key == "text":
            reader.require(_EQUAL, "'='")
            text = _text(reader)
        else:
            parameters.append((name, _value(reader) if reader.take(_EQUAL) else None))
    return ReasonValue(_PROTOCOLS.get(protocol.lower(), protocol), cause, text, tuple(parameters))


def _key(value: ReasonValue, place: int) -> object:
    """What no two values of a header field may share: the protocol, if it has one value."""
    protocol = value.protocol.lower()
    return (protocol, place) if protocol in _OF_SEVERAL_VALUES else protocol


def _text(reader: _Reader) -> str:
    if reader.lenient and not reader.follows(_QUOTE):
        words = reader.require(_SEVERAL_WORDS, "a token or a quoted string")
        return words.rstrip(" \t")
    return _unquoted(_value(reader))


def _value(reader: _Reader) -> str:
    return reader.quoted_string() or reader.require(_BARE_VALUE, "a token or a quoted string")


def _unquoted(value: str) -> str:
    return _ESCAPE.sub(r"\1", value[1:-1]) if value[0] == '"' else value


# --- Formatting ---------------------------------------------------------------------------------


def _formatted(value: object) -> str:
    if not isinstance(value, ReasonValue):
        raise TypeError(f"values must be ReasonValue, not {type(value).__name__}")
    parts = [_checked("protocol", value.protocol, _TOKEN)]
    if value.cause is not None:
        parts.append(f"cause={_checked_cause(value.cause)}")
    if value.text is not None:
        parts.append(f"text={_quoted(value.text)}")
    seen = {"cause", "text"}
    for name, content in value.parameters:
        key = _checked("parameter name", name, _TOKEN).lower()
        if key in seen:
            raise ValueError(f"parameter given twice: {name}")
        seen.add(key)
        parts.append(name if content is None else f"{name}={_checked(name, content, _VALUE)}")
    return ";".join(parts)


def _checked(name: str, value: object, pattern: re.Pattern[str]) -> str:
    text = str_argument(value, name)
    if not pattern.fullmatch(text) or "\r" in text:  # folded lines are never written
        raise ValueError(f"{name} is outside the grammar: {text!r}")
    return text


def _checked_cause(cause: object) -> int:
    number = int_argument(cause, "cause")
    if not 0 <= number <= _CAUSE_MAX:
        raise ValueError(f"cause must be 0 to {_CAUSE_MAX}")
    return number


def _quoted(text: object) -> str:
    content = str_argument(text, "text")
    if re.search(r"[\0\r\n]", content):
        raise ValueError(f"text must not hold CR, LF or NUL: {content!r}")
    escaped = _ESCAPED.sub(r"\\\g<0>", content)
    return f'"{escaped}"'
