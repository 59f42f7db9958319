"""The messages of captures: what was put into each is found, and what is missing is said."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from building import START, ethernet, interface, ipv4, pcap, request, response, section, udp
from reader import read_messages
from samples import BODY, SAMPLES, segment

from sipstatus.cli.capture.messages import Message
from sipstatus.cli.capture.packets import is_capture, packets
from sipstatus.cli.outcome import CommandError

TRACE = Path(__file__).parents[1] / "trace" / "loopback.pcap"


def read(octets: bytes) -> tuple[list[Message], list[str]]:
    """The messages of a capture, and what was reported."""
    faults: list[str] = []
    return list(packets(io.BytesIO(octets), faults.append)), faults


def calls(messages: list[Message]) -> list[tuple[int, str]]:
    """Packet and Call-ID of each message."""
    return [(message.place, dict(message.headers())["Call-ID"]) for message in messages]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_message_is_found_where_it_starts(name: str) -> None:
    sample = SAMPLES[name]
    assert is_capture(sample.octets)
    messages, faults = read(sample.octets)
    assert calls(messages) == list(sample.messages)
    assert faults == list(sample.faults)


def test_addresses_and_times() -> None:
    """Typed by hand: RFC 5952 for the addresses, half a second between packets."""
    four, six = read(SAMPLES["Ethernet"].octets)[0], read(SAMPLES["Ethernet, IPv6"].octets)[0]
    assert [message.time for message in four] == [START, START + 0.5, START + 1]
    assert (four[0].source, four[0].destination) == ("192.0.2.1:5060", "192.0.2.2:5060")
    assert (six[0].source, six[0].destination) == ("[2001:db8::1]:5060", "[2001:db8::2]:5060")
    assert read(SAMPLES["TCP, both directions"].octets)[0][1].source == "192.0.2.1:5060"


@pytest.mark.parametrize("name", ["nanoseconds", "big-endian", "nanoseconds, big-endian"])
def test_times_in_other_resolutions_and_byte_orders(name: str) -> None:
    assert [message.time for message in read(SAMPLES[name].octets)[0]] == [
        START,
        START + 0.5,
        START + 1,
    ]


def test_each_interface_has_its_own_clock() -> None:
    """Microseconds; nanoseconds; 1/1024 seconds since START; a simple packet has no time."""
    times = [message.time for message in read(SAMPLES["several sections"].octets)[0]]
    assert times == [START, START + 1.25, START + 2.5, START, START, None]


def test_a_message_is_what_was_sent() -> None:
    first, second, third = read(SAMPLES["TCP, all in one"].octets)[0]
    assert first.start_line == b"SIP/2.0 200 Some Phrase\r\n"
    assert first.start_line + first.head + b"\r\n" == response("one")
    assert second.start_line + second.head + b"\r\n" + BODY == request("two", body=BODY)
    assert third.is_response
    (bare, _), _ = read(SAMPLES["bare line feeds"].octets)
    assert bare.start_line + bare.head + b"\n" == request("first").replace(b"\r\n", b"\n")


def test_a_recorded_trace() -> None:
    """The reader of the trace's own tests takes every packet for one message."""
    messages, faults = read(TRACE.read_bytes())
    assert not faults
    assert [message.place for message in messages] == list(range(1, 356))
    for message, datagram in zip(messages, read_messages(TRACE), strict=True):
        head = message.start_line + message.head + b"\r\n"
        assert datagram.startswith(head)
        assert datagram.find(b"\r\n\r\n") == len(head) - 4


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_stream_may_give_few_octets_at_a_time(size: int) -> None:
    class Slow(io.BytesIO):
        def read(self, most: int | None = -1, /) -> bytes:
            return super().read(size if most is None else min(size, most))

    for name in ("several sections", "nanoseconds", "the file ends"):
        sample = SAMPLES[name]
        faults: list[str] = []
        assert calls(list(packets(Slow(sample.octets), faults.append))) == list(sample.messages)
        assert faults == list(sample.faults)


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (pcap([]), "the capture holds no packet"),
        (section() + interface(), "the capture holds no packet"),
        (pcap([])[:20], "the capture file ends within its header"),
        (
            pcap([ethernet(ipv4(udp(b"\x80" + bytes(20)))), ethernet(ipv4(b"", 2))]),
            "no SIP message found in 2 packets (RTP 1, neither UDP nor TCP 1)",
        ),
        (pcap([b"\x80\0"], 105), "link type 105 (IEEE 802.11) is not read (packet 1)"),
        (pcap([b"?"] * 5, 147), "link type 147 is not read (packets 1, 2, 3 and 2 more)"),
        (
            pcap([segment(1, bytes.fromhex("160301000501"))]),
            "TLS cannot be read without its keys (packet 1)",
        ),
    ],
)
def test_nothing_can_be_read(octets: bytes, why: str) -> None:
    faults: list[str] = []
    with pytest.raises(CommandError) as caught:
        list(packets(io.BytesIO(octets), faults.append))
    assert str(caught.value) == why
    assert not faults


def test_what_is_no_capture() -> None:
    assert not is_capture(b"SIP/2.0 200 OK\r\n")
    assert not is_capture(b"\xd4\xc3")
