"""Status-lines for Hypothesis to make and to spoil, and what an implementation says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st

from sipstatus import StatusLineError

if TYPE_CHECKING:
    from types import ModuleType

EXAMPLES = settings().max_examples
"""How many examples a property is tried with; slow ones take fewer, cheap ones more."""

LINE_MAX = 65_535
"""Octets of the longest status-line, with its end."""

SEEDS = [
    b"SIP/2.0 200 OK\r\n",
    b"SIP/2.0 486 Busy Here\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bK1\r\n\r\n",
    b"SIP/2.0 100 \r\n",
    b"SIP/2.0 299\r\n",
    b"sip/2.0 699 x\r\n",
    b"SIP/999999999.000000000 100 Trying\r\n",
    b"SIP/2.0 \t 180\tRinging\n",
    b"SIP/2.0 603 \t Decline \r\n",
    b"\r\n\r\nSIP/2.0 404 Not Found\r\n",
    b"SIP/2.0 200 100%25 of \xd0\xbf\xe2\x82\xac\xf0\x9f\x98\x80\xf8\x88\x80\x80\x80\r\n",
    b"SIP/2.0 200 \xfc\x84\x80\x80\x80\x80\x80%aF\r\n",
    b"SIP/2.0 500 [Gr\xfc\xdfe] \x01\r\n",
    b"INVITE sip:a@b.example SIP/2.0\r\n",
    b"",
]

TELLING_OCTETS = (
    b"\0\t\n\r %+-./0123456789:@AFGIPSTZ[_`afgipsz{"
    b"\x7f\x80\xbf\xc0\xdf\xe0\xef\xf0\xf8\xfc\xfd\xfe\xff"
)
"""Octets at the borders of the grammar's rules."""

leniencies = st.integers(min_value=0, max_value=63)
line_end_leniencies = st.integers(min_value=0, max_value=31)
"""Those under which only a line end ends a line."""

_octet = st.sampled_from(list(TELLING_OCTETS)) | st.integers(min_value=0, max_value=255)


@st.composite
def spoiled_lines(draw: st.DrawFn) -> bytes:
    """A line in which up to four octets were inserted, deleted or replaced."""
    line = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(min_value=0, max_value=4))):
        place = draw(st.integers(min_value=0, max_value=len(line)))
        match draw(st.sampled_from(["insert", "delete", "replace"])):
            case "insert":
                line.insert(place, draw(_octet))
            case "delete":
                del line[place : place + 1]
            case _:
                line[place : place + 1] = [draw(_octet)]
    return bytes(line)


@st.composite
def long_lines(draw: st.DrawFn) -> bytes:
    """A line whose end, if it has one, is within a few octets of the longest allowed."""
    leading = draw(st.sampled_from([b"", b"\r\n", b"\r\n" * 3]))
    blanks = draw(st.booleans())
    head = b"SIP/2.0 " if blanks else b"SIP/2.0 200 "
    filler = draw(
        st.sampled_from(
            [b" ", b" \t"] if blanks else [b"a", b"\x80", b"%41", b"\xc3\xa9", b"\xf0\x9f\x98\x80"]
        )
    )
    rest = draw(
        st.sampled_from(
            [b"200 OK\r\n", b"200\r\n", b"200\n", b"2x", b"7", b"\r\n"]
            if blanks
            else [b"\r\n", b"\n", b"\r\r", b"", b"%4", b"%41\r\n", b"\xe2\x82\xac\n", b"\0", b"["]
        )
    )
    missing = LINE_MAX - len(head) - len(rest) + draw(st.integers(min_value=-6, max_value=6))
    return leading + head + (filler * missing)[:missing] + rest


octets = spoiled_lines() | st.binary(max_size=40)
"""Lines, nearly lines and noise."""

phrases = (
    st.none()
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.text("aZ0%4f \t[]é€\r\n\0\ud800", max_size=12)
    | st.binary(max_size=20)
    | st.lists(_octet, max_size=12).map(bytes)
)
"""Reason phrases to encode, of every legal type and mostly with something wrong."""


def outcome(function: Any, *arguments: Any, **options: Any) -> tuple[Any, ...]:
    """All that a caller can tell of a result or an error of the parser or encoder."""
    try:
        result = function(*arguments, **options)
    except StatusLineError as error:
        return type(error), error.kind, error.offset, str(error), error.args
    if isinstance(result, bytes):
        return (result,)
    return result.version, result.status_code, result.reason_octets, result.end


def parsed(
    implementation: ModuleType, data: bytes | bytearray, start: int = 0, leniency: int = 0
) -> tuple[Any, ...]:
    """The outcome of the parser."""
    return outcome(implementation.parse_status_line, data, start, leniency=leniency)
