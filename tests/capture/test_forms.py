"""The same messages are read out of every form in which logs and tools show them."""

from __future__ import annotations

import os
import runpy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from forms import (
    FORMS,
    Blocks,
    bare,
    docker,
    freeswitch,
    json_lines,
    ngrep,
    ngrep_x,
    sipp,
    syslog,
    tcpdump_x,
    timestamps,
    tshark_x,
)

from sipstatus.cli.capture.messages import Message
from sipstatus.cli.capture.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

TRACE = Path(__file__).parent.parent / "trace"


def read(octets: bytes, block: int = 1 << 18) -> list[Message]:
    """What is read out of a text that comes in blocks of a size."""
    reading = Reading("log", Blocks(octets, block))
    messages = list(reading)
    assert reading.faults == []
    return messages


def content(message: Message) -> tuple[bytes, list[tuple[str, str]]]:
    return message.start_line.rstrip(b"\r\n"), message.headers()


def expected(messages: list[bytes]) -> list[tuple[bytes, list[tuple[str, str]]]]:
    """Start-lines and header fields, taken apart in the simplest way."""
    result = []
    for message in messages:
        start_line, *lines = message.partition(b"\r\n\r\n")[0].decode().split("\r\n")
        fields = [line.partition(":") for line in lines]
        pairs = [(name.strip(), value.strip()) for name, _, value in fields]
        result.append((start_line.encode(), pairs))
    return result


BODY = b"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n"
FRAGMENT = b"SIP/2.0 503 Service Unavailable\r\nVia: SIP/2.0/UDP 192.0.2.9\r\n\r\n"
MESSAGES = [
    b"INVITE sip:b@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa\r\n"
    b'From: "A. \\"B\\" C." <sip:a@example.com>;tag=1\r\nContent-Length: %d\r\n\r\n%b'
    % (len(BODY), BODY),
    b"SIP/2.0 100 Trying\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa\r\nl: 0\r\n\r\n",
    b"NOTIFY sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.2;branch=z9hG4bKn\r\n"
    b"Content-Type: message/sipfrag;version=2.0\r\nContent-Length: %d\r\n\r\n%b"
    % (len(FRAGMENT), FRAGMENT),
    b"SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP 192.0.2.2;branch=z9hG4bKn\r\nContent-Length: 0\r\n\r\n",
    b"ACK sip:b@example.com SIP/2.0\r\nv: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa\r\nl: 0\r\n\r\n",
]


# How the first row of a packet begins; it has 16 octets.
FIRST_ROWS: dict[object, tuple[bytes, ...]] = {
    tcpdump_x: (b"\t0x0000:  4500 ",),
    tshark_x: (b"0000  00 00 ",),
    ngrep_x: tuple(b"  " + message[:8].hex(" ").encode() for message in MESSAGES),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_messages(form: Callable[[list[bytes]], bytes]) -> None:
    octets = form(MESSAGES)
    messages = read(octets)
    assert [content(message) for message in messages] == expected(MESSAGES)
    lines = octets.replace(b"\\", b"").split(b"\n")
    for message in messages:
        words = b" ".join(message.start_line.split(b" ")[:2])
        line = lines[message.place - 1]
        assert line.startswith(FIRST_ROWS[form]) if form in FIRST_ROWS else words in line


@pytest.mark.parametrize("block", [1, 2, 7, 64, 1000])
@pytest.mark.parametrize("form", FORMS)
def test_blocks_of_any_size(form: Callable[[list[bytes]], bytes], block: int) -> None:
    octets = form(MESSAGES)
    assert read(octets, block) == read(octets)


@pytest.mark.parametrize("form", FORMS)
def test_the_recorded_trace(form: Callable[[list[bytes]], bytes]) -> None:
    read_messages = runpy.run_path(str(TRACE / "reader.py"))["read_messages"]
    messages = [message for message in read_messages(TRACE / "loopback.pcap") if message.isascii()]
    assert len(messages) > 300
    assert [content(message) for message in read(form(messages))] == expected(messages)


# Form -> time, source and destination of its messages.
A, B, DAY, TIME = "192.0.2.1:5060", "192.0.2.2:5061", 1_795_132_800.0, 82_529.0  # 22:55:29
FRACTION = 0.312403
ORIGINS: dict[str, tuple[float | None, str | None, str | None]] = {
    "sipp": (DAY + TIME + FRACTION, None, None),
    "sngrep": (DAY + TIME + FRACTION, A, B),
    "ngrep": (DAY + TIME + FRACTION, A, B),
    "tcpdump_a": (TIME + FRACTION, A, B),
    "tcpdump_v": (TIME + FRACTION, A, B),
    "freeswitch": (TIME + FRACTION, A, None),
    "asterisk": (TIME, A, None),
    "pjsip": (DAY + TIME, A, None),
    "cisco": (TIME + 0.312, None, None),
    "xlog": (TIME, None, None),
    "syslog": (TIME, None, None),
    "journal": (TIME, None, None),
    "json_lines": (DAY + TIME, None, None),
    "docker": (DAY + TIME + FRACTION, None, None),
    "python_repr": (DAY + TIME, None, None),
    "tshark": (DAY + TIME + FRACTION, A, B),
}


@pytest.mark.parametrize("name", ORIGINS)
def test_where_a_message_comes_from(name: str) -> None:
    time, *addresses = ORIGINS[name]
    form = next(form for form in FORMS if form.__name__ == name)
    for message in read(form(MESSAGES)):
        assert message.time == pytest.approx(time, abs=1e-6)
        assert [message.source, message.destination] == addresses


@pytest.mark.parametrize(
    "form", [bare, sipp, ngrep, freeswitch, timestamps, syslog, json_lines, docker]
)
def test_a_message_is_there_before_the_next_one_comes(
    form: Callable[[list[bytes]], bytes],
) -> None:
    """A pipe may be slow; what has come whole is read."""
    trying, ok = MESSAGES[1], MESSAGES[3]
    octets = form([trying])
    end, other = os.pipe()
    with open(end, "rb") as file, open(other, "wb", buffering=0) as pipe:  # noqa: PTH123
        pipe.write(octets)
        messages = iter(Reading("log", file))
        assert content(next(messages)) == expected([trying])[0]
        pipe.write(form([ok]))
        assert content(next(messages)) == expected([ok])[0]
