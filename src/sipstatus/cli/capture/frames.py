"""Reads the packets of capture files, libpcap's and pcapng: octets, time and link type of each.

The formats: draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from sipstatus.cli.outcome import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sipstatus.cli.capture.losses import Report

Frame: TypeAlias = "tuple[int, float | None, int, bytes, int]"
"""Number of the packet from 1, seconds since 1970, link type, the octets that were kept, and how
many there were.  A plain tuple: millions of them are made."""


class Stream(Protocol):
    """What is read: a file, a pipe, or what decompresses one."""

    def read(self, size: int, /) -> bytes:
        """At most so many octets; none at the end."""
        ...


CHUNK_SIZE = 1 << 18
"""Octets that are read at once."""

PACKET_MAX = 1 << 18
"""Octets of a packet: the limit of libpcap.  A larger number is damage, or meant to fill memory."""

BLOCK_MAX = 1 << 20
"""Octets of a block that is held as a whole: a packet and its options, or the description of an
interface."""

# The first octets of libpcap's files: byte order, and fractions of a second.
_PCAP = {
    b"\xd4\xc3\xb2\xa1": ("<", 10**6),
    b"\xa1\xb2\xc3\xd4": (">", 10**6),
    b"\x4d\x3c\xb2\xa1": ("<", 10**9),
    b"\xa1\xb2\x3c\x4d": (">", 10**9),
}
_PCAP_HEADER, _RECORD = 24, 16  # octets of the headers of file and packet

# The types of pcapng's blocks; the first reads the same in both byte orders.
_SECTION = 0x0A0D0D0A
_INTERFACE, _OLD_PACKET, _SIMPLE_PACKET, _PACKET = 1, 2, 3, 6
_PCAPNG = b"\x0a\x0d\x0d\x0a"
_BYTE_ORDERS = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}

_RESOLUTION, _OFFSET = 9, 14  # options of an interface: if_tsresol and if_tsoffset


def is_capture(first: bytes) -> bool:
    """Whether a file that begins with these octets, at least four, is a packet capture."""
    return first[:4] in _PCAP or first[:4] == _PCAPNG


def frames(stream: Stream, report: Report) -> Iterator[Frame]:
    """The packets of a capture file, in order.

    What is damaged is reported, and ends the file: no length behind it can be trusted.
    """
    source = _Source(stream)
    if not source.have(4):
        raise CommandError("not a packet capture")
    first = source.octets[:4]
    if first == _PCAPNG:
        yield from _pcapng(source, report)
    elif first in _PCAP:
        yield from _pcap(source, *_PCAP[first], report)
    else:
        raise CommandError("not a packet capture")


class _Source:
    """Octets of which a part is held: those from `at` on are next."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.octets = b""
        self.at = 0
        self._before = 0

    @property
    def offset(self) -> int:
        """The offset in the file of what is next."""
        return self._before + self.at

    def have(self, size: int) -> bool:
        """Read until so many octets are there; False if the file ends before."""
        missing = size - (len(self.octets) - self.at)
        if missing <= 0:
            return True
        pieces = [self.octets[self.at :]]
        self._before += self.at
        self.at = 0
        while missing > 0 and (piece := self._stream.read(max(missing, CHUNK_SIZE))):
            pieces.append(piece)
            missing -= len(piece)
        self.octets = b"".join(pieces)
        return missing <= 0

    def skip(self, size: int) -> bool:
        """Go over so many octets without holding them; False if the file ends before."""
        while size > (held := len(self.octets) - self.at):
            size -= held
            self.at = len(self.octets)
            if not self.have(1):
                return False
        self.at += size
        return True

    def ended(self) -> bool:
        """Whether nothing is left."""
        return not self.have(1)


# --- libpcap --------------------------------------------------------------------------------------


def _pcap(source: _Source, order: str, fractions: int, report: Report) -> Iterator[Frame]:
    if not source.have(_PCAP_HEADER):
        raise CommandError("the capture file ends within its header")
    # The upper half of the field says whether a frame check sequence follows each packet.
    link = Struct(f"{order}I").unpack_from(source.octets, 20)[0] & 0xFFFF
    source.at = _PCAP_HEADER
    unpack = Struct(f"{order}IIII").unpack_from
    number = kept = 0
    while source.have(_RECORD):
        octets, at, held = source.octets, source.at, len(source.octets)
        while (start := at + _RECORD) <= held:
            seconds, fraction, kept, length = unpack(octets, at)
            if (end := start + kept) > held:
                break
            number += 1
            at = end
            yield number, seconds + fraction / fractions, link, octets[start:end], length
        source.at = at
        if start <= held:  # a packet goes on behind what is held
            if kept > PACKET_MAX:
                report(_impossible(f"packet {number + 1:,} claims {kept:,} octets", source))
                return
            if not source.have(_RECORD + kept):
                break
    if not source.ended():
        report(f"the file ends within packet {number + 1:,}")


def _impossible(what: str, source: _Source) -> str:
    return f"{what} (at octet {source.offset:,}): the file is damaged, the rest cannot be read"


# --- pcapng ---------------------------------------------------------------------------------------


class _Interface(NamedTuple):
    """Where packets were captured."""

    link: int
    snap_length: int  # 0: none
    ticks: int  # a second
    offset: int  # seconds that are added


class _Section:
    """What the blocks of a section share: the byte order and the interfaces."""

    def __init__(self, order: str) -> None:
        self.order = order
        self.unpack_length = Struct(f"{order}II").unpack_from
        self.unpack_packet = Struct(f"{order}IIIII").unpack_from
        self.unpack_old_packet = Struct(f"{order}HHIIII").unpack_from
        self.unpack_interface = Struct(f"{order}HHI").unpack_from
        self.unpack_option = Struct(f"{order}HH").unpack_from
        self.interfaces: list[_Interface] = []

    def add_interface(self, block: bytes) -> None:
        link, _, snap_length = self.unpack_interface(block)
        ticks, offset, at = 10**6, 0, 8
        while at + 4 <= len(block):
            code, size = self.unpack_option(block, at)
            value = block[at + 4 : at + 4 + size]
            if code == _RESOLUTION and size == 1:
                ticks = 2 ** (value[0] & 0x7F) if value[0] & 0x80 else 10 ** value[0]
            elif code == _OFFSET and len(value) == 8:
                offset = int.from_bytes(
                    value, "little" if self.order == "<" else "big", signed=True
                )
            at += 4 + size + -size % 4
        self.interfaces.append(_Interface(link, snap_length, ticks, offset))


def _pcapng(source: _Source, report: Report) -> Iterator[Frame]:
    section, number = _Section("<"), 0
    while source.have(12):
        if source.octets.startswith(_PCAPNG, source.at):
            mark = source.octets[source.at + 8 : source.at + 12]
            if mark not in _BYTE_ORDERS:
                report(_impossible("a section has no byte order", source))
                return
            section = _Section(_BYTE_ORDERS[mark])
        kind, size = section.unpack_length(source.octets, source.at)
        if size < 12 or size % 4:
            report(_impossible(f"a block claims {size:,} octets", source))
            return
        if kind not in _READERS:
            if source.skip(size):
                continue
            report(_ends(number))
            return
        if size > BLOCK_MAX:
            report(_impossible(f"a block of type {kind} claims {size:,} octets", source))
            return
        if not source.have(size):
            break
        begin, end = source.at + 8, source.at + size - 4
        block = source.octets[begin:end]
        minimum, read = _READERS[kind]
        if source.octets[end : end + 4] != source.octets[begin - 4 : begin]:
            report(_impossible("the two lengths of a block differ", source))
            return
        if len(block) < minimum:
            report(_impossible(f"a block of type {kind} has {size:,} octets", source))
            return
        if read is None:
            section.add_interface(block)
            source.at = end + 4
            continue
        number += 1
        place, ticks, start, kept, length = read(section, block)
        if place >= len(section.interfaces):
            report(_impossible(f"packet {number:,} names an unknown interface", source))
            return
        interface = section.interfaces[place]
        if ticks is None:  # a simple packet: no time, and only the snap length cuts it
            kept = min(length, interface.snap_length or length)
        if kept > len(block) - start:
            report(_impossible(f"packet {number:,} claims {kept:,} octets", source))
            return
        source.at = end + 4
        time = None if ticks is None else ticks / interface.ticks + interface.offset
        yield number, time, interface.link, block[start : start + kept], length
    if not source.ended():
        report(_ends(number))


def _ends(number: int) -> str:
    return f"the file ends within a block, behind packet {number:,}"


_Packet: TypeAlias = tuple[int, int | None, int, int, int]
"""Interface, ticks, where its octets start in the block, how many were kept and how many there
were."""


def _packet(section: _Section, block: bytes) -> _Packet:
    interface, high, low, kept, length = section.unpack_packet(block)
    return interface, high << 32 | low, 20, kept, length


def _old_packet(section: _Section, block: bytes) -> _Packet:
    interface, _, high, low, kept, length = section.unpack_old_packet(block)
    return interface, high << 32 | low, 20, kept, length


def _simple_packet(section: _Section, block: bytes) -> _Packet:
    length = int.from_bytes(block[:4], "little" if section.order == "<" else "big")
    return 0, None, 4, 0, length


# Type of a block -> the least octets of its body, and what reads it if it is a packet.
_READERS = {
    _INTERFACE: (8, None),
    _PACKET: (20, _packet),
    _OLD_PACKET: (20, _old_packet),
    _SIMPLE_PACKET: (4, _simple_packet),
}
