"""The recorded traffic is what its README says, and sipstatus gives back all its status-lines."""

from __future__ import annotations

import re
import struct
from collections import Counter
from pathlib import Path

import pytest
from reader import TraceError, read_messages, read_responses

from sipstatus import (
    ErrorKind,
    Leniency,
    StatusLineError,
    encode_status_line,
    parse_status_line,
)

HERE = Path(__file__).parent
TRACE = HERE / "loopback.pcap"

# Typed by hand from the scenarios: how often each status code was sent.
RESPONSES = {
    **{100: 2, 180: 12, 181: 1, 182: 1, 183: 2, 199: 1},
    **{200: 27, 202: 1, 204: 1},
    **{300: 1, 301: 1, 302: 1, 303: 1, 305: 1, 380: 1},
    **{400: 1, 401: 2, 402: 1, 403: 2, 404: 4, 405: 1, 406: 1, 407: 2, 408: 1, 409: 1, 410: 1},
    **{411: 1, 412: 1, 413: 1, 414: 1, 415: 1, 416: 1, 417: 1, 420: 1, 421: 1, 422: 1, 423: 1},
    **{424: 1, 425: 1, 428: 1, 429: 1, 430: 1, 433: 1, 436: 1, 437: 1, 438: 1, 439: 1, 440: 1},
    **{469: 1, 470: 1, 477: 1, 478: 1, 480: 3, 481: 1, 482: 1, 483: 1, 484: 2, 485: 1, 486: 7},
    **{487: 1, 488: 2, 489: 1, 491: 1, 493: 1, 494: 1},
    **{500: 4, 501: 1, 502: 1, 503: 2, 504: 2, 505: 1, 513: 1, 555: 1, 580: 1},
    **{600: 2, 603: 3, 604: 1, 606: 1, 607: 1, 608: 1},
}
REQUESTS = {
    **{b"INVITE": 88, b"ACK": 88, b"BYE": 12, b"REGISTER": 6, b"OPTIONS": 6, b"MESSAGE": 4},
    **{b"SUBSCRIBE": 2, b"INFO": 2, b"CANCEL": 1, b"REFER": 1, b"PUBLISH": 1, b"UPDATE": 1},
}


def status_lines() -> list[bytes]:
    """Every status-line of the trace, with its CRLF, cut without the help of sipstatus."""
    return [response[: response.index(b"\r\n") + 2] for response in read_responses(TRACE)]


def phrases() -> set[bytes]:
    return {line[len("SIP/2.0 486 ") : -2] for line in status_lines()}


def test_the_trace_is_small() -> None:
    assert TRACE.stat().st_size < 300_000


def test_every_message_counted_by_hand_is_there() -> None:
    assert Counter(int(line[8:11]) for line in status_lines()) == RESPONSES
    requests = (message for message in read_messages(TRACE) if not message.startswith(b"SIP/"))
    assert Counter(request.split(b" ", 1)[0] for request in requests) == REQUESTS


def test_the_readme_has_the_same_counts() -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    table = "".join(re.findall(r"^\| [1-6]xx \|.*$", readme, re.MULTILINE))
    counts = {
        int(code): int(times or 1)
        for code, times in re.findall(r"\b(\d{3})\b(?: \u00d7(\d+))?", table)
    }
    assert counts == RESPONSES
    requests, responses = sum(REQUESTS.values()), sum(RESPONSES.values())
    assert f"{requests + responses}: {requests} requests, {responses} responses" in readme
    assert f"{TRACE.stat().st_size:,} octets" in readme


def test_every_class_and_every_kind_of_phrase_occurs() -> None:
    assert {code // 100 for code in RESPONSES} == {1, 2, 3, 4, 5, 6}
    assert phrases() >= {
        b"",
        "Абонент занят".encode(),
        "用户正忙".encode(),
        "Busy everywhere 📵".encode(),
        "Numéro non attribué".encode("latin-1"),
        b"Temporarily Unavailable [Q.850 cause 20]",
        b'"Service Unavailable" {trunk 7} <no route>',
        b"Busy%20Here",
        b"  Busy\tHere  ",
    }


def test_messages_are_complete_and_tell_nothing_about_the_recording_machine() -> None:
    for message in read_messages(TRACE):
        head, _, body = message.partition(b"\r\n\r\n")
        assert b"\n" not in message.replace(b"\r\n", b"")
        (length,) = re.findall(rb"^Content-Length: *(\d+)\r?$", head, re.MULTILINE)
        assert int(length) == len(body)
        assert set(re.findall(rb"\d+\.\d+\.\d+\.\d+", message)) == {b"127.0.0.1"}
        hosts = re.findall(rb"(?:sips?:|@)(?:[^\s@>;,]*@)?([^\s:>;,]+)", head)
        assert set(hosts) == {b"127.0.0.1"}


def test_every_response_parses_and_encodes_to_the_same_octets() -> None:
    for response, line in zip(read_responses(TRACE), status_lines(), strict=True):
        parsed = parse_status_line(response)
        assert parsed.status_code == int(line[8:11])
        assert parsed.version == (2, 0)
        assert parsed.end == len(line)
        encoded = encode_status_line(
            parsed.status_code, parsed.reason_octets, leniency=Leniency.REASON_OCTETS
        )
        assert encoded == line


def test_the_strict_grammar_refuses_the_phrases_that_break_it() -> None:
    kinds, refused = set(), set()
    for line in status_lines():
        try:
            parse_status_line(line, leniency=Leniency.STRICT)
        except StatusLineError as error:
            kinds.add(error.kind)
            refused.add(line[len("SIP/2.0 486 ") : error.offset])
    assert kinds == {ErrorKind.BAD_REASON}
    # Each cut at its first octet outside RFC 3261 25.1.
    assert refused == {
        b"Temporarily Unavailable ",
        b"",  # before a quotation mark, and before a number sign
        b"Num\xe9",
        b"Gespr\xe4",
        "Абонент занят, перезвонит".encode() + b"\xd0",
        b"Proxy Authentication Required (realm=",
    }


# The reader itself, on captures made here.

MESSAGE = b"SIP/2.0 486 \xd0\r\n\r\n"
UDP = struct.pack(">HHHH", 5060, 5061, 8 + len(MESSAGE), 0) + MESSAGE


def ipv4(payload: bytes = UDP, *, protocol: int = 17, fragment: int = 0x4000) -> bytes:
    """An IPv4 datagram with one word of options, so that the header length matters."""
    length = 24 + len(payload)
    addresses = bytes([127, 0, 0, 1]) * 2
    fields = struct.pack(">BBHHHBBH", 0x46, 0, length, 0, fragment, 64, protocol, 0)
    return fields + addresses + bytes(4) + payload


def ethernet(datagram: bytes) -> bytes:
    return bytes(12) + b"\x08\x00" + datagram


def capture(
    packet: bytes, link_type: int = 1, order: str = "<", magic: int = 0xA1B2C3D4, cut: int = 0
) -> bytes:
    header = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link_type)
    record = struct.pack(order + "IIII", 0, 0, len(packet) - cut, len(packet))
    return header + record + packet[: len(packet) - cut]


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(capture(ethernet(ipv4())), id="ethernet"),
        pytest.param(capture(ethernet(ipv4()) + bytes(6)), id="link padding"),
        pytest.param(capture(ethernet(ipv4()), 0x1000_0001), id="link type with flags"),
        pytest.param(capture(b"\x02\0\0\0" + ipv4(), 0), id="null, little-endian"),
        pytest.param(capture(b"\0\0\0\x02" + ipv4(), 0), id="null, big-endian"),
        pytest.param(capture(bytes(14) + b"\x08\x00" + ipv4(), 113), id="linux cooked"),
        pytest.param(capture(ethernet(ipv4()), order=">"), id="big-endian file"),
        pytest.param(capture(ethernet(ipv4()), magic=0xA1B23C4D), id="nanoseconds"),
    ],
)
def test_reader_unwraps(octets: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sample.pcap"
    path.write_bytes(octets)
    assert list(read_messages(path)) == [MESSAGE]
    assert list(read_responses(str(path))) == [MESSAGE]


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"", "not a capture in libpcap format"),
        (capture(b"")[:23], "not a capture in libpcap format"),
        (b"\x0a\x0d\x0d\x0a" + bytes(24), "not a capture in libpcap format"),
        (capture(ethernet(ipv4()))[:30], "packet 1: the file ends inside its header"),
        (capture(ethernet(ipv4()), cut=1), "packet 1: not captured whole"),
        (capture(ethernet(ipv4()))[:-1], "packet 1: not captured whole"),
        (capture(ipv4(), 101), "packet 1: link type 101 is not supported"),
        (capture(bytes(12) + b"\x86\xdd" + bytes(40)), "packet 1: not IPv4"),
        (capture(ethernet(ipv4()[:19])), "packet 1: broken IPv4 header"),
        (capture(ethernet(ipv4()[:-1])), "packet 1: broken IPv4 header"),
        (capture(ethernet(ipv4(protocol=6))), "packet 1: IP protocol 6, not UDP"),
        (capture(ethernet(ipv4(fragment=0x2000))), "packet 1: a fragment"),
        (capture(ethernet(ipv4(fragment=0x0001))), "packet 1: a fragment"),
        (capture(ethernet(ipv4(UDP + b"x"))), "packet 1: broken UDP length"),
    ],
)
def test_reader_refuses(octets: bytes, text: str, tmp_path: Path) -> None:
    path = tmp_path / "sample.pcap"
    path.write_bytes(octets)
    with pytest.raises(TraceError, match=f"^{re.escape(f'{path}: {text}')}"):
        list(read_messages(path))


def test_an_empty_capture_has_no_messages(tmp_path: Path) -> None:
    path = tmp_path / "empty.pcap"
    path.write_bytes(capture(b"")[:24])
    assert list(read_messages(path)) == []
