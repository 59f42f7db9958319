"""Whatever a text holds: blocks of any size give the same, and time grows with its length alone."""

from __future__ import annotations

import contextlib

import pytest
from forms import Blocks
from hypothesis import given
from hypothesis import strategies as st
from timing import TOO_STEEP, growth

from sipstatus.cli.capture import text as text_module
from sipstatus.cli.capture.messages import Message
from sipstatus.cli.capture.reading import Reading
from sipstatus.cli.outcome import CommandError

PIECES = [
    *(b"SIP/2.0 200 OK", b"BYE sip:a SIP/2.0", b"SIP\\/2.0 404 Not \\u00e9", b"SIP/2.0 180"),
    *(b" ", b"\n", b"\r\n", b".\n", b"^M\n", b"\\r\\n", b"\\n", b"#015#012", b"#012", b"\\", b"x"),
    *(b"\\\\r\\\\n", b'"', b"'", b'\\"', b'{"log":"', b'","n":1}\n', b"   ", b"\t", b"7"),
    *(b"2026-01-01 00:00:00 ", b"Via: a", b"CSeq: 1 BYE", b"l: 9", b"Content-Length: 30"),
    *(b"v=0", b"a: b", b"..Via: a", b"-" * 30, b"y" * 70, b"U 192.0.2.1:5060 -> 192.0.2.2:5060\n"),
    *(b"    Status-Line: SIP/2.0 200 OK\n", b"    Message Header\n", b"        To: a\n"),
    *(b"\t0x0000:  5349 502f  SIP/\n", b"\t0x0010:  0a\n", b"0000  53 49 50 2f 0d 0a   SIP/..\n"),
]


def read(octets: bytes, block: int) -> tuple[list[Message], list[str]]:
    reading = Reading("log", Blocks(octets, block))
    messages: list[Message] = []
    with contextlib.suppress(CommandError):
        messages += reading
    return messages, reading.faults


@given(
    st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join),
    st.integers(1, 100),
    st.sampled_from([65_535, 50]),
)
def test_blocks_of_any_size(octets: bytes, block: int, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_module, "SIZE_MAX", size)
        assert read(octets, block) == read(octets, len(octets) or 1)


@pytest.mark.once
@pytest.mark.parametrize(
    "piece",
    [
        b" SIP/2.0 200 OK",
        b"SIP/2.0 200 OK\\r\\n",
        b"SIP/2.0 200 OK\\r\\nVia: a ",
        b'"SIP/2.0 200 OK\\r\\nVia: a\\\\',
        b"SIP/2.0 200 OK#012Via: a",
        b"> SIP/2.0 200 OK\nVia: a\n",
        b"> SIP/2.0 200 OK\n> Via: a\n",
        b"> SIP/2.0 200 OK\n> l: 60000\n> \n",
        b"SIP/2.0 200 OK.\nl: 60000.\n.\n",
        b"    Status-Line: SIP/2.0 200 OK\n",
        b"    Message Header\n    Request-Line: BYE sip:a SIP/2.0\n",
        b'{"log":"SIP/2.0 200 OK\\n"}\n{"log":"Via: a\\n"}\n',
        b"A sip:a SIP/2.0 ",
        b"SIP/",
        b"\\" * 9,
        b"1 ",
        b"a: 1\n",
        b"SIP/2.0 200 OK" + b" " * 100 + b"\n",
        b"0 0 0 00:00:00 > 1:1 -> 1:1",
    ],
)
def test_time_grows_with_the_length_alone(piece: bytes) -> None:
    def find(length: int) -> None:
        read(piece * (length // len(piece)), 1 << 18)

    assert growth(find, 200_000) < TOO_STEEP
