"""Builds packets and capture files octet by octet, from the RFCs and the two formats' drafts."""

from __future__ import annotations

import ipaddress
import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ALICE, BOB = "192.0.2.1", "192.0.2.2"
ALICE_6, BOB_6 = "2001:db8::1", "2001:db8::2"
START = 1_700_000_000  # seconds since 1970
ETHERNET, NULL, LOOP, RAW, COOKED, COOKED_2 = 1, 0, 108, 101, 113, 276
ETHERTYPES = {4: 0x0800, 6: 0x86DD}

# --- SIP ------------------------------------------------------------------------------------------


def response(call: str, code: int = 200, body: bytes = b"", more: bytes = b"") -> bytes:
    """A response of RFC 3261 with a Call-ID that names it."""
    return b"SIP/2.0 %d Some Phrase\r\n" % code + _headers(call, b"INVITE", more) + _end(body)


def request(call: str, method: bytes = b"INVITE", body: bytes = b"", more: bytes = b"") -> bytes:
    """A request, likewise."""
    line = b"%b sip:bob@example.com SIP/2.0\r\n" % method
    return line + _headers(call, method, more) + _end(body)


def _headers(call: str, method: bytes, more: bytes) -> bytes:
    return (
        b"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK%b\r\n" % call.encode()
        + b"From: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>;tag=2\r\n"
        + b"Call-ID: %b\r\nCSeq: 1 %b\r\nMax-Forwards: 70\r\n" % (call.encode(), method)
        + more
    )


def _end(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


# --- UDP, TCP and IP ------------------------------------------------------------------------------


def udp(payload: bytes, source: int = 5060, destination: int = 5060) -> bytes:
    """A datagram of RFC 768 without a checksum."""
    return struct.pack(">HHHH", source, destination, 8 + len(payload), 0) + payload


SYN, FIN, RST, ACK = 2, 1, 4, 16


def tcp(
    sequence: int, payload: bytes = b"", flags: int = ACK, ports: tuple[int, int] = (40_000, 5060)
) -> bytes:
    """A segment of RFC 9293 with one option, so that its header has 24 octets."""
    sequence %= 1 << 32
    header = struct.pack(">HHIIBBHHH", *ports, sequence, 0, 6 << 4, flags, 65_535, 0, 0)
    return header + b"\x01\x01\x01\x00" + payload


def web_socket(
    content: bytes, mask: bytes = b"", *, opcode: int = 1, final: bool = True, bits: int = 0
) -> bytes:
    """A frame of RFC 6455 section 5.2."""
    size = len(content)
    more = (
        b""
        if size < 126
        else struct.pack(">H", size)
        if size < 1 << 16
        else struct.pack(">Q", size)
    )
    first = (0x80 if final else 0) | bits | opcode
    second = (0x80 if mask else 0) | (size if size < 126 else 126 if size < 1 << 16 else 127)
    if mask:
        content = bytes(octet ^ mask[place % 4] for place, octet in enumerate(content))
    return bytes((first, second)) + more + mask + content


def ipv4(
    payload: bytes,
    protocol: int = 17,
    ends: tuple[str, str] = (ALICE, BOB),
    *,
    identity: int = 1,
    fragment: int = 0,
    options: bytes = b"",
) -> bytes:
    """A packet of RFC 791; `fragment` holds the flags and the place."""
    size = 20 + len(options)
    head = struct.pack(
        ">BBHHHBBH",
        0x40 | size // 4,
        0,
        size + len(payload),
        identity,
        fragment,
        *(64, protocol, 0),
    )
    addresses = b"".join(ipaddress.IPv4Address(end).packed for end in ends)
    return head + addresses + options + payload


def ipv6(payload: bytes, protocol: int = 17, ends: tuple[str, str] = (ALICE_6, BOB_6)) -> bytes:
    """A packet of RFC 8200."""
    addresses = b"".join(ipaddress.IPv6Address(end).packed for end in ends)
    return struct.pack(">IHBB", 6 << 28, len(payload), protocol, 64) + addresses + payload


def extension(follows: int, octets: int = 8) -> bytes:
    """A hop-by-hop or destination options header of so many octets, filled with PadN."""
    return bytes((follows, octets // 8 - 1, 1, octets - 4)) + bytes(octets - 4)


MORE = 0x2000


def fragments_4(payload: bytes, size: int, protocol: int = 17, identity: int = 7) -> list[bytes]:
    """The fragments of a packet, of `size` octets each (a multiple of eight)."""
    return [
        ipv4(
            payload[at : at + size],
            protocol,
            identity=identity,
            fragment=(MORE if at + size < len(payload) else 0) | at // 8,
        )
        for at in range(0, len(payload), size)
    ]


def fragments_6(payload: bytes, size: int, protocol: int = 17, identity: int = 7) -> list[bytes]:
    """The same with the fragment header of IPv6."""
    return [
        ipv6(
            struct.pack(">BBHI", protocol, 0, at | (at + size < len(payload)), identity)
            + payload[at : at + size],
            44,
        )
        for at in range(0, len(payload), size)
    ]


# --- Links ----------------------------------------------------------------------------------------


def ethernet(packet: bytes, *, tags: Sequence[tuple[int, int]] = (), padding: int = 0) -> bytes:
    """A frame; tags: EtherType and number of each VLAN."""
    kind = ETHERTYPES[packet[0] >> 4]
    marks = b"".join(struct.pack(">HH", *tag) for tag in tags)
    return bytes(12) + marks + struct.pack(">H", kind) + packet + b"\xee" * padding


def cooked(packet: bytes) -> bytes:
    """A frame of LINUX_SLL."""
    return struct.pack(">HHH8sH", 0, 1, 6, bytes(8), ETHERTYPES[packet[0] >> 4]) + packet


def cooked_2(packet: bytes) -> bytes:
    """A frame of LINUX_SLL2."""
    return struct.pack(">HHIHBB8s", ETHERTYPES[packet[0] >> 4], 0, 1, 1, 0, 6, bytes(8)) + packet


def loopback(packet: bytes, order: str = "<", family_6: int = 30) -> bytes:
    """A frame of BSD's loopback; macOS gives IPv6 the number 30."""
    return struct.pack(f"{order}I", 2 if packet[0] >> 4 == 4 else family_6) + packet


# --- Files ----------------------------------------------------------------------------------------


class Kept(NamedTuple):
    """A frame of which the capture has kept only a part."""

    octets: bytes
    length: int


def cut(frame: bytes, snap_length: int) -> Kept:
    return Kept(frame[:snap_length], len(frame))


def pcap(
    frames: Iterable[bytes | Kept],
    link: int = ETHERNET,
    *,
    order: str = "<",
    nanoseconds: bool = False,
    step: float = 0.5,
) -> bytes:
    """A libpcap file; a packet comes every `step` seconds, the first at START."""
    fractions = 10**9 if nanoseconds else 10**6
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    octets = [struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, 262_144, link)]
    for place, frame in enumerate(frames):
        kept, length = frame if isinstance(frame, Kept) else (frame, len(frame))
        seconds, fraction = divmod(round((START + place * step) * fractions), fractions)
        octets += struct.pack(f"{order}IIII", seconds, fraction, len(kept), length), kept
    return b"".join(octets)


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    """A block of pcapng."""
    body += bytes(-len(body) % 4)
    size = len(body) + 12
    return struct.pack(f"{order}II", kind, size) + body + struct.pack(f"{order}I", size)


def option(code: int, value: bytes, order: str = "<") -> bytes:
    return struct.pack(f"{order}HH", code, len(value)) + value + bytes(-len(value) % 4)


def section(order: str = "<") -> bytes:
    body = struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1)
    return block(0x0A0D0D0A, body + option(4, b"a test", order) + option(0, b"", order), order)


def interface(
    link: int = ETHERNET,
    *,
    resolution: int | None = None,
    offset: int | None = None,
    snap_length: int = 0,
    order: str = "<",
) -> bytes:
    """An interface description, with if_tsresol and if_tsoffset if they are given."""
    body = struct.pack(f"{order}HHI", link, 0, snap_length) + option(2, b"eth0", order)
    if resolution is not None:
        body += option(9, bytes([resolution]), order)
    if offset is not None:
        body += option(14, struct.pack(f"{order}q", offset), order)
    return block(1, body + option(0, b"", order), order)


def enhanced(
    frame: bytes | Kept, ticks: int = START * 10**6, place: int = 0, order: str = "<"
) -> bytes:
    """A packet of an interface, at so many ticks of its clock."""
    kept, length = frame if isinstance(frame, Kept) else (frame, len(frame))
    head = struct.pack(f"{order}IIIII", place, ticks >> 32, ticks & 0xFFFFFFFF, len(kept), length)
    body = head + kept + bytes(-len(kept) % 4) + option(1, b"a comment", order)
    return block(6, body + option(0, b"", order), order)


def simple(frame: bytes, length: int | None = None, order: str = "<") -> bytes:
    return block(3, struct.pack(f"{order}I", length or len(frame)) + frame, order)


def obsolete(frame: bytes, ticks: int, place: int = 0, order: str = "<") -> bytes:
    head = struct.pack(f"{order}HHII", place, 0, ticks >> 32, ticks & 0xFFFFFFFF)
    return block(2, head + struct.pack(f"{order}II", len(frame), len(frame)) + frame, order)
