"""The compiled search for messages and its twin find the same, whatever the text is."""

from __future__ import annotations

from importlib import import_module

from hypothesis import given
from hypothesis import strategies as st
from implementations import PURE_PYTHON

from sipstatus.cli.capture import _messages_py as twin

PIECES = [
    *(b"SIP/2.0 200 OK", b"sip/2.0 ", b"SIP\\/2.0 404 x", b"BYE sip:a SIP/2.0", b"SIP/", b"/"),
    *(b" ", b"\n", b"\r\n", b"\r\r\n", b".\n", b":", b"v: SIP/2.0/UDP a\r\n", b"a:\n", b"a \t:b\n"),
    *(b"Content-Length: 9\r\n", b"L:1\n", b"l: 1234567890\n", b"content\rlength: 3\n", b"\r"),
    *(b"x", b"^M\n", b" SIP/2.0", b" SIP/2.0\n", b"SIP/2.0 99", b" 6", b"1", b".", b"\t", b"\x00"),
    *(b"OPTIONS sip:b SIP/2.0\r\nv: a\r\n\r\n", b"SIP/2.0 200 OK\nv: a\n\n", b"b" * 1100),
    *(b"-" * 70, b"..ACK sip:a SIP/2.0\nv: a\n\n"),
]
MODULES = (
    ["sipstatus.cli.capture._messages_py"] if PURE_PYTHON else ["sipstatus.cli.capture._messages"]
)


@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join),
    st.booleans(),
    st.sampled_from([65_535, 60, 20]),
    st.data(),
)
def test_both_find_the_same(text: bytes, final: bool, size: int, draw: st.DataObject) -> None:
    position = draw.draw(st.integers(0, len(text)))
    searched = draw.draw(st.integers(position, len(text)))
    counted = draw.draw(st.integers(0, position))
    arguments = (text, counted, position, searched, final, size)
    ends = text, position, draw.draw(st.integers(0, 100))
    for module in MODULES:
        assert import_module(module).end_without_cr(*ends) == twin.end_without_cr(*ends)
        assert import_module(module).find(*arguments) == twin.find(*arguments)
