"""Writes datagrams as a packet capture: classic libpcap, IPv4, UDP from and to port 5060."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

LINKTYPE_IPV4 = 228
LOOPBACK = bytes([127, 0, 0, 1])
PORT, UDP = 5060, 17
IPV4_HEADER, UDP_HEADER = 20, 8

LARGEST = 0xFFFF - IPV4_HEADER - UDP_HEADER
"""How many octets a datagram holds (RFC 3261 section 18.1.1)."""


def write_capture(path: Path, messages: Iterable[bytes]) -> None:
    """Each message is a packet, in order; more than LARGEST octets are a ValueError."""
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 0x40000, LINKTYPE_IPV4))
        for second, message in enumerate(messages):
            packet = datagram(message)
            file.write(struct.pack("<IIII", second, 0, len(packet), len(packet)))
            file.write(packet)


def datagram(payload: bytes) -> bytes:
    """The headers of IPv4 (RFC 791 section 3.1) and UDP (RFC 768), without checksums."""
    if len(payload) > LARGEST:
        raise ValueError(f"{len(payload)} octets do not fit into a datagram")
    length = IPV4_HEADER + UDP_HEADER + len(payload)
    ipv4 = struct.pack(">BBHHHBBH", 0x45, 0, length, 0, 0, 64, UDP, 0) + LOOPBACK + LOOPBACK
    udp = struct.pack(">HHHH", PORT, PORT, UDP_HEADER + len(payload), 0)
    return ipv4 + udp + payload
