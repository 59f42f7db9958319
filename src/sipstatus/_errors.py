"""Why octets are not a status-line: an enum, two exceptions and their messages.

Both implementations of the parser raise these, so their errors are equal to the letter.
"""

from __future__ import annotations

from enum import StrEnum


class ErrorKind(StrEnum):
    """The element of the status-line (RFC 3261 section 25.1) in which the line went wrong.

    >>> ErrorKind("bad_code")
    <ErrorKind.BAD_CODE: 'bad_code'>
    """

    __module__ = "sipstatus"

    NOT_A_RESPONSE = "not_a_response"
    """The octets do not begin with ``SIP/`` (in any case)."""

    BAD_VERSION = "bad_version"
    """A version number is not 1 to 9 digits, or the dot between the two is missing."""

    BAD_SEPARATOR = "bad_separator"
    """Missing, surplus or wrong white space before or after the status code."""

    BAD_CODE = "bad_code"
    """The status code is not three digits from 100 to 699 (RFC 3261 section 7.2)."""

    BAD_REASON = "bad_reason"
    """An octet that the reason phrase must not hold."""

    BAD_TERMINATOR = "bad_terminator"
    """A CR without its LF, or an LF without its CR."""

    TOO_LONG = "too_long"
    """The line cannot end within 65,535 octets, its line end included."""

    INCOMPLETE = "incomplete"
    """Nothing is wrong so far, but the line end has not arrived."""


_MEANINGS = {
    ErrorKind.NOT_A_RESPONSE: "not a SIP response: the line must begin with 'SIP/'",
    ErrorKind.BAD_VERSION: "bad SIP-Version: expected two numbers of 1 to 9 digits with a dot",
    ErrorKind.BAD_SEPARATOR: "bad separator before or after the status code",
    ErrorKind.BAD_CODE: "bad status code: expected three digits from 100 to 699",
    ErrorKind.BAD_REASON: "octet not allowed in the reason phrase",
    ErrorKind.BAD_TERMINATOR: "bad line end: expected CR LF",
    ErrorKind.TOO_LONG: "status-line too long",
    ErrorKind.INCOMPLETE: "status-line incomplete",
}


class StatusLineError(ValueError):
    r"""The octets are not a status-line (RFC 3261 section 7.2); more octets cannot make them one.

    kind: the :class:`ErrorKind` (or its value, such as ``"bad_code"``).
    offset: index of the offending octet, from 0: in the buffer that was passed to the parser, or in
    the line that the encoder would have written.  All octets before it were fine.

    >>> try:
    ...     parse_status_line(b"SIP/2.0 4_6 Busy Here\r\n")
    ... except StatusLineError as error:
    ...     print(error.kind, error.offset)
    bad_code 9
    """

    __module__ = "sipstatus"
    __slots__ = ("kind", "offset")  # no dict: a proxy may refuse very many lines

    kind: ErrorKind
    offset: int

    def __init__(self, kind: ErrorKind | str, offset: int) -> None:
        self.kind = ErrorKind(kind)
        self.offset = offset
        super().__init__(self.kind, offset)  # pickles and copies call the class with these

    def __str__(self) -> str:
        return f"{_MEANINGS[self.kind]} (offset {self.offset})"


class IncompleteStatusLine(StatusLineError):  # noqa: N818 - more octets may complete it
    """The octets begin a status-line that has not ended yet.

    Read more, and parse again once an LF has arrived or the number of octets has doubled (see
    :func:`parse_status_line`).

    kind: always :attr:`ErrorKind.INCOMPLETE`.
    offset: the length of the buffer that was passed, in octets.

    >>> try:
    ...     parse_status_line(b"SIP/2.0 180 Ring")
    ... except IncompleteStatusLine as error:
    ...     print(error.offset)
    16
    """

    __module__ = "sipstatus"
    __slots__ = ()

    def __init__(self, offset: int) -> None:
        super().__init__(ErrorKind.INCOMPLETE, offset)
        self.args = (offset,)
