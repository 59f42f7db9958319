"""What the parser accepts beyond the grammar of RFC 3261 section 25.1."""

from __future__ import annotations

from enum import STRICT, IntFlag


class Leniency(IntFlag, boundary=STRICT):
    r"""What a caller accepts beyond the grammar of RFC 3261 section 25.1; combine with ``|``.

    No flag ever admits a CR, LF or NUL into the reason phrase, nor a status code that is not three
    digits from 100 to 699.

    >>> parse_status_line(b"SIP/2.0 200 OK\n", leniency=Leniency.DEFAULT | Leniency.BARE_LF).end
    15
    """

    __module__ = "sipstatus"

    STRICT = 0
    """The grammar to the letter."""

    REASON_OCTETS = 1
    """Any octet but CR, LF and NUL in the reason phrase, such as Latin-1 or ``[...]``."""

    MISSING_REASON = 2
    """The line may end right after the status code, without the SP (RFC 4475 section 3.1.1.13)."""

    EXTRA_WHITESPACE = 4
    """Runs of SP and HTAB before the status code, one SP or HTAB after it."""

    BARE_LF = 8
    """An LF alone may end the line."""

    LEADING_CRLF = 16
    """CRLFs before the line are skipped, as RFC 3261 section 7.5 demands on streams."""

    DEFAULT = REASON_OCTETS | MISSING_REASON
    """What deployed gateways need: ``REASON_OCTETS | MISSING_REASON``."""

    LOG = DEFAULT | BARE_LF
    """What a scan of many lines takes by default, as logs have often lost the CR."""

    ALL = DEFAULT | EXTRA_WHITESPACE | BARE_LF | LEADING_CRLF
    """All of the above."""

    NO_LINE_END = 32
    """The end of the buffer ends the line, if no line end comes before: for lines that were split
    before.  Not in ``ALL``, as half a line from a stream is taken for a whole one."""


_EVERY_FLAG = Leniency.ALL.value | Leniency.NO_LINE_END.value


def leniency_argument(leniency: object) -> int:
    """The flags as a plain int; TypeError for anything else, ValueError for unknown flags."""
    if not isinstance(leniency, int):
        raise TypeError(f"leniency must be a Leniency, not {type(leniency).__name__}")
    flags = int(leniency)
    if not 0 <= flags <= _EVERY_FLAG:
        raise ValueError(f"leniency must be 0 to {_EVERY_FLAG}")
    return flags
