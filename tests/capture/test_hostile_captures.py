"""Captures that somebody has made to do harm: in linear time, in bounded memory, in clear words."""

from __future__ import annotations

import io
import random
import struct
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from building import (
    BOB,
    SYN,
    block,
    enhanced,
    ethernet,
    extension,
    interface,
    ipv4,
    ipv6,
    pcap,
    request,
    response,
    section,
    tcp,
    udp,
    web_socket,
)
from samples import SAMPLES, segment, stream
from test_packets import calls, read
from timing import TOO_STEEP, growth

from sipstatus.cli.capture.packets import packets
from sipstatus.cli.outcome import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FINE = ethernet(ipv4(udp(request("fine"))))
MEMORY = 24 << 20  # octets that any capture may take


def after(damage: bytes) -> list[str]:
    """What is reported of a capture with one message, and then the damage."""
    messages, faults = read(damage)
    assert calls(messages) == [(1, "fine")]
    return faults


@pytest.mark.parametrize(
    ("kept", "length"), [(0xFFFFFFFF, 100), (300_000, 300_000), (0x7FFFFFFF, 0xFFFFFFFF)]
)
def test_a_packet_longer_than_packets_are(kept: int, length: int) -> None:
    record = struct.pack("<IIII", 0, 0, kept, length) + bytes(1000)
    assert after(pcap([FINE]) + record) == [
        f"packet 2 claims {kept:,} octets (at octet {24 + 16 + len(FINE)}): "
        "the file is damaged, the rest cannot be read"
    ]


def test_a_packet_longer_than_the_file() -> None:
    record = struct.pack("<IIII", 0, 0, 100_000, 100_000) + bytes(1000)
    assert after(pcap([FINE]) + record) == ["the file ends within packet 2"]


START_OF_BLOCKS = section() + interface() + enhanced(FINE)


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (bytes(24), "a block claims 0 octets"),
        (struct.pack("<II", 6, 8) + bytes(16), "a block claims 8 octets"),
        (struct.pack("<II", 6, 33) + bytes(32), "a block claims 33 octets"),
        (struct.pack("<II", 6, 9 << 20) + bytes(90), "a block of type 6 claims 9,437,184 octets"),
        (struct.pack("<II", 1, 16) + bytes(8), "the two lengths of a block differ"),
        (block(6, bytes(16)), "a block of type 6 has 28 octets"),
        (block(1, b""), "a block of type 1 has 12 octets"),
        (enhanced(FINE, place=1), "packet 2 names an unknown interface"),
        (
            block(6, struct.pack("<IIIII", 0, 0, 0, 5000, 5000) + FINE),
            "packet 2 claims 5,000 octets",
        ),
        (block(3, struct.pack("<I", 0xFFFFFFFF) + FINE), "packet 2 claims 4,294,967,295 octets"),
        (b"\n\r\r\n" + bytes(24), "a section has no byte order"),
    ],
)  # fmt: skip
def test_blocks_that_lie(damage: bytes, what: str) -> None:
    assert after(START_OF_BLOCKS + damage) == [
        f"{what} (at octet {len(START_OF_BLOCKS)}): the file is damaged, the rest cannot be read"
    ]


def test_an_unknown_block_longer_than_the_file() -> None:
    damage = struct.pack("<II", 77, 0xFFFFFFF0) + bytes(1000)
    assert after(START_OF_BLOCKS + damage) == ["the file ends within a block, behind packet 1"]


@pytest.mark.parametrize(
    "packet",
    [
        ipv4(udp(b""))[:9],
        b"\x44" + ipv4(udp(b""))[1:],  # a header of 16 octets
        b"\x4f" + ipv4(udp(b""))[1:],  # one of 60, longer than the packet
        ipv4(udp(b"")[:7]),
        ipv4(tcp(1)[:19], 6),
        ipv4(tcp(1)[:12] + b"\xf0" + tcp(1)[13:], 6),
        ipv4(tcp(1)[:12] + b"\x10" + tcp(1)[13:], 6),
        ipv6(b"\x11", 0),
        ipv6(b"\0\xff" + bytes(6), 0),
        ipv4(struct.pack(">HHHH", 5060, 5060, 4, 0) + request("short")),
    ],
)
def test_headers_that_lie(packet: bytes) -> None:
    messages, faults = read(pcap([ethernet(packet), FINE]))
    assert calls(messages) == [(2, "fine")]
    assert faults == ["headers of IP, UDP or TCP have impossible lengths (packet 1)"]


def test_faults_take_few_words() -> None:
    """However many packets, and however many kinds of them."""
    links = b"".join(interface(link) for link in range(200, 1200))
    strange = b"".join(enhanced(b"?", place=place) for place in range(1, 1001))
    lies = ethernet(b"\x44" + ipv4(udp(b""))[1:])
    octets = section() + interface() + links + enhanced(FINE) + strange + enhanced(lies) * 5000
    messages, faults = read(octets)
    assert calls(messages) == [(1, "fine")]
    assert len(faults) <= 31
    assert sum(map(len, faults)) < 4000


def test_a_content_length_that_lies() -> None:
    """What follows a body that is shorter or longer than it says is looked for again."""
    long = request("long").replace(b": 0", b": 1000")
    short = response("short", body=b"x" * 48 + b"\r\n").replace(b": 50", b": 9")
    huge = response("huge").replace(b": 0", b": 99999999999999999999")
    messages, faults = read(pcap(stream(short + response("next"), huge, request("last"), long)))
    assert calls(messages) == [(2, "short"), (2, "next"), (3, "huge"), (4, "last"), (5, "long")]
    assert faults == [
        "octets of TCP streams belong to no whole message (packet 2: 41 octets)",
        "TCP streams end within a message (packet 5)",
    ]


def test_header_fields_without_end() -> None:
    endless = request("endless")[:-2] + b"X: y\r\n" * 20_000
    messages, faults = read(pcap(stream(*pieces(endless, 1400), b"\r\n" + request("next"))))
    assert calls(messages) == [(2 + -(-len(endless) // 1400), "next")]
    assert "header fields of a message take more than 65,536 octets" in faults[0]


def pieces(octets: bytes, size: int) -> list[bytes]:
    return [octets[at : at + size] for at in range(0, len(octets), size)]


# Each makes captures of about so many packets.
ATTACKS: dict[str, Callable[[int], Iterable[bytes]]] = {
    "a stream each": lambda count: (
        ethernet(ipv4(tcp(1, b"INVITE ", SYN, (number, 5060)), 6, (f"10.0.0.{sender}", BOB)))
        for sender in range(2)
        for number in range(count // 2)
    ),
    "a gap each": lambda count: (
        segment(number * 3000 + 7, request("x")[:200]) for number in range(count)
    ),
    "segments from the last to the first": lambda count: (
        segment(200 * (count - number), bytes(200)) for number in range(count)
    ),
    "fragments that never end": lambda count: (
        ethernet(ipv4(bytes(400), identity=number % 65_536, fragment=0x2000 | 60))
        for number in range(count)
    ),
    "small fragments": lambda count: (
        ethernet(ipv4(bytes(8), identity=number // 8000, fragment=0x2000 | (number * 7919) % 8000))
        for number in range(count)
    ),
    "fragments that overlap": lambda count: (
        ethernet(ipv4(bytes(40), identity=1, fragment=0x2000 | (number * 7919) % 8000))
        for number in range(count)
    ),
    "an octet each of header fields": lambda count: stream(
        *pieces(b"INVITE sip:b SIP/2.0\r\nVia: " + b"x" * count, 1)
    ),
    "an octet each of a start-line": lambda count: stream(*pieces(b"A" * count, 1)),
    "an octet each of no SIP": lambda count: stream(*pieces(b"\0\n" + b"SIP/" * (count // 4), 1)),
    "start-lines without end": lambda count: stream(
        *pieces(b"\n" + b"INVITE sip:b SIP/2.0\r\nX: y\r\n" * (count * 5), 140)
    ),
    "start-lines in one head": lambda count: stream(
        b"", *pieces((b"SIP/2.0 200 OK\r\nX: y\r\n" * 2_500 + b"\r\n") * (1 + count // 400), 140)
    )[2:],
    "keep-alives": lambda count: stream(*[b"\r\n" * 70] * count),
    "extension headers": lambda count: (
        ethernet(ipv6(extension(0) * 3000, 0)) for _ in range(count // 100)
    ),
    "frames without end": lambda count: stream(
        *pieces(
            web_socket(b"INVITE sip:b SIP/2.0\r\n", final=False)
            + web_socket(b"x", opcode=0, final=False) * count * 40,
            120,
        )
    ),
    "VLAN tags": lambda count: (
        ethernet(ipv4(b""), tags=[(0x8100, 1)] * 5_000) for _ in range(count // 100)
    ),
}  # fmt: skip


def messages_of(octets: bytes) -> int:
    count = 0
    try:
        for _ in packets(io.BytesIO(octets), lambda _: None):
            count += 1
    except CommandError:
        pass
    return count


@pytest.mark.once
@pytest.mark.parametrize("name", ATTACKS)
def test_time_grows_with_the_length_alone(name: str) -> None:
    captures = {count: pcap(ATTACKS[name](count)) for count in (250, 2_000, 16_000)}
    assert growth(lambda count: messages_of(captures[count]), 16_000) < TOO_STEEP


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "count"),
    [("a stream each", 18_000), ("a gap each", 4_000), ("fragments that never end", 10_000)],
)
def test_memory_does_not_grow(name: str, count: int) -> None:
    """So many packets reach each limit."""
    packed = pcap([*ATTACKS[name](count), FINE])
    faults: list[str] = []
    tracemalloc.start()
    try:
        assert len(list(packets(io.BytesIO(packed), faults.append))) == 1
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()
    assert name == "a gap each" or "given up, as too many" in faults[0]


def test_any_octets() -> None:
    """Samples with some octets changed give messages, or one clause for each kind of fault."""
    chance = random.Random(12)
    for sample in SAMPLES.values():
        for _ in range(20):
            octets = bytearray(sample.octets[:20_000])
            for _ in range(chance.randrange(1, 6)):
                octets[chance.randrange(4, len(octets))] = chance.choice((0, 1, 127, 255))
            faults: list[str] = []
            try:
                list(packets(io.BytesIO(octets), faults.append))
            except CommandError as error:
                faults = str(error).split("; ")
            assert all(fault.isprintable() for fault in faults)
            assert len(faults) == len(set(faults))
