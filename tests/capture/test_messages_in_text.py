"""The reader of messages finds where they begin and end, however the text comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import TOO_STEEP, growth

from sipstatus.cli.capture.messages import Message
from sipstatus.cli.capture.text import Text


def found(text: bytes, block: int = 1 << 18) -> list[Message]:
    """What is found in a text that comes in blocks of a size."""
    blocks = (text[start : start + block] for start in range(0, len(text), block))
    faults: list[str] = []
    result = list(Text(blocks, faults.append))
    assert not faults
    return result


def starts(text: bytes) -> list[tuple[int, bytes]]:
    return [(message.place, message.start_line.strip()) for message in found(text)]


OK = b"SIP/2.0 200 OK\r\nCSeq: 1 BYE\r\nContent-Length: %d\r\n\r\n%b"
FRAGMENT = b"SIP/2.0 486 Busy Here\r\nTo: x\r\n\r\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(OK % (0, b"") * 2, [1, 5], id="no body"),
        pytest.param(OK % (5, b"a\r\nbc") + OK % (0, b""), [1, 6], id="no line end behind"),
        pytest.param(OK % (len(FRAGMENT), FRAGMENT) + OK % (0, b""), [1, 8], id="sipfrag"),
        pytest.param(
            (OK % (len(FRAGMENT), FRAGMENT) + OK % (0, b"")).replace(b"\r\n", b"\n"),
            [1, 8],
            id="sipfrag, LF",
        ),
        pytest.param(
            OK.replace(b"\r\n", b"\n") % (21, b"SIP/2.0 486 Busy Here\n") + OK % (0, b""),
            [1, 6],
            id="a last line without its end, LF",
        ),
        pytest.param(OK % (999, b"") + OK % (0, b""), [1, 5], id="length beyond the file"),
        pytest.param(
            OK % (140, b"") + b"-" * 47 + b" 2026-11-20 1\n\n" + OK % (0, b"") * 3,
            [1, 7, 11, 15],
            id="length beyond a heading",
        ),
        pytest.param(
            b"SIP/2.0 200 OK\nCSeq: 1 BYE\n\nSIP/2.0 486 Busy Here\n\n" + OK % (0, b""),
            [1, 6],
            id="no length",
        ),
        pytest.param(b"SIP/2.0 200 OK\nVia: a\n" + OK % (0, b""), [1, 3], id="no empty line"),
        pytest.param(b"SIP/2.0 200 OK\nVia: a", [1], id="cut off"),
        pytest.param(b"SIP/2.0 200 OK\n", [], id="no header field"),
        pytest.param(b"a SIP/2.0 200 OK\nNote: a\n\n", [], id="prose"),
        pytest.param(b"\n\r\nsip/2.0 200 OK\nVIA : a\n\n", [3], id="in small letters"),
        pytest.param(b"BYE sip:a SIP/2.0\r\nv:a\r\n\r\n" * 2, [1, 4], id="requests"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", [], id="another protocol"),
    ],
)
def test_messages_in_a_text(text: bytes, expected: list[int]) -> None:
    assert [line for line, _ in starts(text)] == expected


def test_folded_and_strange_header_fields() -> None:
    (message,) = found(
        b"SIP/2.0 200 OK\r\nAllow:\r\n INVITE,\r\n\tBYE\r\nno colon\r\nX\xff : \xe9\r\n\r\n"
    )
    assert message.headers() == [("Allow", "INVITE, BYE"), ("X\ufffd", "\ufffd")]


@pytest.mark.once
@pytest.mark.parametrize(
    "piece",
    [
        b"SIP/2.0 200 OK\r\nl: 1\r\n\r\nx",
        b"SIP/2.0 200 OK\r\nl: 99999\r\n\r\n",
        b"SIP/2.0 200 OK\nl: 900000\n\n",
        b"SIP/2.0 200 OK\nl: 700000\n\n",
        b"SIP/2.0 200 OK\nv: 1\n",
        b"-" * 30 + b"\n",
        b"2026/11/20 -> ",
    ],
)
def test_time_grows_with_the_length_alone(piece: bytes) -> None:
    def find(length: int) -> None:
        text = piece * (length // len(piece))
        found(text + b"\n-------------------- 2026-11-20")

    assert growth(find, 600_000) < TOO_STEEP


PIECES = [b"a", b"\n", b"\r\n", b" ", b"SIP/2.0 200 OK", b"v: 1", b"l: 9"]


@given(st.lists(st.sampled_from(PIECES)))
def test_any_text_has_messages_in_order(pieces: list[bytes]) -> None:
    text = b"".join(pieces)
    lines = text.split(b"\n")
    messages = found(text)
    assert [message.place for message in messages] == sorted(
        {message.place for message in messages}
    )
    for message in messages:
        assert message.start_line.startswith(b"SIP/2.0")
        assert lines[message.place - 1].rstrip().endswith(message.start_line.rstrip())
