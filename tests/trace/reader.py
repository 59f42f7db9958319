"""Reads the SIP messages out of a packet capture (classic libpcap format, IPv4, UDP).

The octets of a message are the payload of one datagram (RFC 3261 18.3): nothing is decoded or
trimmed, and the order is the order of the capture. Anything the recording cannot contain by design
(cut packets, fragments, other protocols) is an error rather than skipped, so that a bad capture is
noticed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

__all__ = ["TraceError", "read_messages", "read_responses"]

# The magic number tells the byte order; the second pair marks time stamps in nanoseconds.
_BYTE_ORDERS = {
    b"\xd4\xc3\xb2\xa1": "<",
    b"\xa1\xb2\xc3\xd4": ">",
    b"\x4d\x3c\xb2\xa1": "<",
    b"\xa1\xb2\x3c\x4d": ">",
}
_FILE_HEADER = 24
_RECORD_HEADER = 16

# Link type -> (octets of the link header, where in it the type of the content stands, its values
# for IPv4).
# BSD loopback (NULL) carries the address family AF_INET = 2 in the recording machine's byte order.
_IPV4_MARKS = {
    0: (4, 0, (b"\x02\x00\x00\x00", b"\x00\x00\x00\x02")),  # NULL
    1: (14, 12, (b"\x08\x00",)),  # Ethernet, also what Linux writes for lo
    113: (16, 14, (b"\x08\x00",)),  # LINUX_SLL
}
_UDP = 17
_UDP_HEADER = 8


class TraceError(ValueError):
    """The file is no capture that this reader understands; the text names file and packet."""


def read_messages(path: str | Path) -> Iterator[bytes]:
    """Yield the payload of every UDP datagram of the capture at ``path``, in order.

    Raises TraceError, when the iteration reaches it, at anything but whole IPv4 UDP datagrams, and
    OSError when the file cannot be read.
    """
    for number, link_type, packet in _packets(Path(path)):
        try:
            yield _udp_payload(link_type, packet)
        except TraceError as error:
            raise TraceError(f"{path}: packet {number}: {error}") from None


def read_responses(path: str | Path) -> Iterator[bytes]:
    """Yield the messages of the capture at ``path`` that are responses: they start with ``SIP/``.

    Raises what `read_messages` raises.
    """
    return (message for message in read_messages(path) if message.startswith(b"SIP/"))


def _packets(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Yield (number from 1, link type, octets) of every packet."""
    capture = path.read_bytes()
    order = _BYTE_ORDERS.get(capture[:4])
    if order is None or len(capture) < _FILE_HEADER:
        raise TraceError(f"{path}: not a capture in libpcap format")
    # The upper bits of the field are flags about frame check sequences.
    link_type = struct.unpack_from(order + "I", capture, 20)[0] & 0xFFFF
    position, number = _FILE_HEADER, 0
    while position < len(capture):
        number += 1
        start = position + _RECORD_HEADER
        if start > len(capture):
            raise TraceError(f"{path}: packet {number}: the file ends inside its header")
        captured, original = struct.unpack_from(order + "II", capture, position + 8)
        position = start + captured
        if captured != original or position > len(capture):
            raise TraceError(f"{path}: packet {number}: not captured whole")
        yield number, link_type, capture[start:position]


def _udp_payload(link_type: int, packet: bytes) -> bytes:
    """Unwrap link header, IPv4 (RFC 791 3.1) and UDP (RFC 768)."""
    if link_type not in _IPV4_MARKS:
        raise TraceError(f"link type {link_type} is not supported (Ethernet, LINUX_SLL, NULL are)")
    header, mark, marks = _IPV4_MARKS[link_type]
    if not packet.startswith(marks, mark):
        raise TraceError("not IPv4")
    datagram = packet[header:]
    if len(datagram) < 20 or datagram[0] >> 4 != 4:
        raise TraceError("broken IPv4 header")
    length, fragment = struct.unpack_from(">2xH2xH", datagram)
    if fragment & 0x3FFF:  # "more fragments" or an offset
        raise TraceError("a fragment of a datagram")
    if datagram[9] != _UDP:
        raise TraceError(f"IP protocol {datagram[9]}, not UDP")
    start = (datagram[0] & 0x0F) * 4
    # Behind the total length there may be padding of the link.
    segment = datagram[start:length]
    if length > len(datagram) or start < 20 or len(segment) < _UDP_HEADER:
        raise TraceError("broken IPv4 header")
    if int.from_bytes(segment[4:6]) != len(segment):
        raise TraceError("broken UDP length")
    return segment[_UDP_HEADER:]
