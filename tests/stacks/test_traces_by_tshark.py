"""tshark, which others wrote from the same RFCs, reads the traces and the vectors as we do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import captures
import pytest
import tshark
from reader import read_messages
from test_trace import RESPONSES, TRACE
from vectors import VECTORS, Result

from sipstatus import Leniency, StatusLine, StatusLineError, parse_status_line
from sipstatus.cli.capture.reading import read

TYPED = [TRACE.with_name(name) for name in ("bad.txt", "sipp-messages.log")]
HEADERS = (
    b"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@example.org>;tag=a\r\n"
    b"To: <sip:b@example.org>;tag=b\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"
)


def ours(message: bytes) -> StatusLine | None:
    try:
        return parse_status_line(message)
    except StatusLineError:
        return None


def assert_both_agree(messages: Sequence[bytes], capture: Path) -> int:
    """Message by message, code and phrase; the number of responses.

    A code that no class has is one for it, and none for us (RFC 4475 section 3.1.2.19).
    """
    lines = [ours(message) for message in messages]
    for line, reading in zip(lines, tshark.read(capture), strict=True):
        if line is None:
            assert reading is None or reading.status_code > 699
        else:
            assert reading, line
            assert reading.status_code == line.status_code
            assert reading.octets == b"SIP/2.0 %d %b" % (line.status_code, line.reason_octets)
    return sum(line is not None for line in lines)


def test_the_recorded_trace() -> None:
    messages = list(read_messages(TRACE))
    assert assert_both_agree(messages, TRACE) == sum(RESPONSES.values())


@pytest.mark.parametrize("path", TYPED, ids=lambda path: path.name)
def test_the_traces_that_are_text(path: Path, tmp_path: Path) -> None:
    found = read(str(path))
    messages = [message.start_line.rstrip() + b"\r\n" + HEADERS for message in found]
    captures.write_capture(tmp_path / "text.pcap", messages)
    assert assert_both_agree(messages, tmp_path / "text.pcap")


def test_every_vector_that_is_legal_sip_2_0(tmp_path: Path) -> None:
    """It knows no other version, nor `sip` in small letters (RFC 3261 section 7.1)."""
    chosen = [
        vector
        for vector in VECTORS
        if isinstance(vector.outcome, Result)
        and vector.leniency in (Leniency.STRICT, Leniency.REASON_OCTETS)
        and vector.octets.startswith(b"SIP/2.0 ", vector.start)
        and vector.outcome.end + len(HEADERS) <= captures.LARGEST
    ]
    assert len(chosen) > 50
    messages = [
        vector.octets[vector.start : vector.outcome.end] + HEADERS
        for vector in chosen
        if isinstance(vector.outcome, Result)
    ]
    captures.write_capture(tmp_path / "vectors.pcap", messages)
    readings = tshark.read(tmp_path / "vectors.pcap")
    for vector, reading in zip(chosen, readings, strict=True):
        assert isinstance(vector.outcome, Result)
        assert reading, vector.name
        assert reading.status_code == vector.outcome.status_code, vector.name
        assert reading.octets.endswith(b" " + vector.outcome.reason_octets), vector.name
