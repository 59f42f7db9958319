"""Finds the SIP messages of packet captures: through link, IP, UDP and TCP."""

from __future__ import annotations

from collections import Counter
from struct import Struct
from typing import TYPE_CHECKING

from sipstatus.cli.capture.fragments import Fragments
from sipstatus.cli.capture.frames import frames, is_capture
from sipstatus.cli.capture.losses import Losses
from sipstatus.cli.capture.messages import Message
from sipstatus.cli.capture.streams import Streams
from sipstatus.cli.capture.wire import after_line_ends, head_end, match_start
from sipstatus.cli.outcome import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sipstatus.cli.capture.frames import Frame, Stream
    from sipstatus.cli.capture.losses import Report

__all__ = ["is_capture", "packets"]


def packets(stream: Stream, report: Report) -> Iterator[Message]:
    """The SIP messages of a packet capture (libpcap or pcapng), in constant memory.

    A message has the number, time and addresses of the packet in which it starts.  Those over UDP
    come in the order of the capture; one over TCP comes when its header fields are complete.  Only
    whole header fields make a message.  Bodies are not read, so nothing is said if one is cut off.

    stream: its octets, decompressed.
    report: is called with a clause for each kind of packet that could not be read: at once for a
    damaged file, at the end for all others.

    Raises CommandError if there is no SIP message at all.
    """
    faults: list[str] = []
    capture = _Capture()
    try:
        yield from capture.messages(frames(stream, faults.append))
    finally:
        faults += capture.losses.clauses()
        if capture.any:
            for fault in faults:
                report(fault)
    if not capture.any:
        raise CommandError("; ".join(faults or [capture.nothing()]))


# --- Links ----------------------------------------------------------------------------------------

_IPV4, _IPV6 = b"\x08\x00", b"\x86\xdd"
_VLAN = {b"\x81\x00", b"\x88\xa8", b"\x91\x00"}  # IEEE 802.1Q, 802.1ad and what came before it
_PPPOE = b"\x88\x64"
_OVER_PPP = {b"\x00\x21": _IPV4, b"\x00\x57": _IPV6}

# Families of addresses: AF_INET is 2 everywhere, AF_INET6 what each system has chosen.
_FAMILIES = {2: _IPV4, **dict.fromkeys((10, 24, 28, 30), _IPV6)}


def _ethernet(frame: bytes) -> tuple[bytes, int]:
    kind = frame[12:14]
    return (kind, 14) if kind == _IPV4 else _tagged(frame, kind, 14)


def _tagged(frame: bytes, kind: bytes, at: int) -> tuple[bytes, int]:
    while kind in _VLAN:
        kind = frame[at + 2 : at + 4]
        at += 4
    if kind == _PPPOE:  # RFC 2516
        return _OVER_PPP.get(frame[at + 6 : at + 8], b""), at + 8
    return kind, at


def _cooked(frame: bytes) -> tuple[bytes, int]:
    return _tagged(frame, frame[14:16], 16)


def _cooked_2(frame: bytes) -> tuple[bytes, int]:
    return _tagged(frame, frame[:2], 20)


def _loopback(frame: bytes) -> tuple[bytes, int]:
    # The family stands in the byte order of the machine that has captured it.
    family = min(int.from_bytes(frame[:4], "little"), int.from_bytes(frame[:4], "big"))
    return _FAMILIES.get(family, b""), 4


def _raw(frame: bytes) -> tuple[bytes, int]:
    version = frame[0] >> 4 if frame else 0
    return _IPV4 if version == 4 else _IPV6 if version == 6 else b"", 0


# The numbers are those of https://www.tcpdump.org/linktypes.html.  Each function tells what the
# frame carries, as an EtherType, and where it begins.
_LINKS = {
    1: _ethernet,
    **dict.fromkeys((0, 108), _loopback),
    **dict.fromkeys((12, 14, 101, 228, 229), _raw),
    113: _cooked,
    276: _cooked_2,
}
_NOT_READ = {
    9: "PPP",
    50: "PPP",
    51: "PPPoE",
    105: "IEEE 802.11",
    127: "IEEE 802.11",
    189: "USB",
    195: "IEEE 802.15.4",
    252: "exported PDUs of Wireshark",
    253: "netlink",
}

# --- IP -------------------------------------------------------------------------------------------

_TCP, _UDP, _FRAGMENT, _AUTHENTICATION = 6, 17, 44, 51
_EXTENSIONS = {0, 43, 60, 135, 139, 140}  # of IPv6, with a length in units of eight octets
_CARRIERS = {
    4: "IP in IP is not read",
    41: "IP in IP is not read",
    47: "GRE is not read",
    50: "ESP (IPsec) cannot be read without its keys",
    132: "SCTP is not read",
}
_CARRIER_PORTS = {2152: "GTP-U is not read", 4789: "VXLAN is not read"}

_unpack_usual = Struct(">BxHxxHxBxx12sH").unpack_from  # IPv4 without options, then UDP
_unpack_ipv4 = Struct(">BxHHHxB").unpack_from
_unpack_ipv6 = Struct(">4xHB").unpack_from
_unpack_fragment = Struct(">xxHI").unpack_from
_unpack_ports = Struct(">HH").unpack_from  # of UDP and TCP
_unpack_udp_length = Struct(">4xH").unpack_from
_unpack_tcp = Struct(">HHIxxxxBB").unpack_from

_CUT_PACKETS = "packets are cut off before their content"
_CUT_FRAGMENTS = "fragments of datagrams are cut off"
_CUT_MESSAGES = "messages are cut off within their header fields"
_BROKEN = "headers of IP, UDP or TCP have impossible lengths"

_SIP_PORTS = (5060, 5061)
_new_message = Message._make  # in less time than Message()
_NAMES_MAX = 10_000  # pairs of addresses whose names are kept


class _Capture:
    """What must be remembered from packet to packet."""

    def __init__(self) -> None:
        self.losses = Losses()
        self.any = False  # whether there was a message
        self._fragments = Fragments(self.losses)
        self._streams = Streams(self.losses)
        self._others: Counter[str] = Counter()
        self._names: dict[bytes, tuple[str, str]] = {}
        self._number = 0  # of the packet at hand
        self._found: list[Message] = []  # the messages that are complete with it

    def messages(self, frames: Iterator[Frame]) -> Iterator[Message]:
        """The messages of these packets."""
        found = self._found
        for self._number, time, link, frame, length in frames:
            if not (read := _LINKS.get(link)):
                name = f" ({_NOT_READ[link]})" if link in _NOT_READ else ""
                self.losses.note(f"link type {link}{name} is not read", self._number)
                continue
            kind, at = read(frame)
            if kind == _IPV4:
                self._ipv4(time, frame, at, length)
            elif kind == _IPV6:
                self._ipv6(time, frame, at, length)
            elif len(frame) < min(length, at):
                self.losses.note(_CUT_PACKETS, self._number)
            else:
                self._others["not IP"] += 1
            if found:
                self.any = True
                yield from found
                found.clear()
        if last := self._streams.finish():
            self.any = True
            yield from last
        self._fragments.finish()

    def nothing(self) -> str:
        """Why there is no message, if all could be read."""
        if not self._number:
            return "the capture holds no packet"
        kinds = ", ".join(f"{name} {count:,}" for name, count in self._others.most_common())
        return f"no SIP message found in {self._number:,} packets" + (kinds and f" ({kinds})")

    def _ipv4(self, time: float | None, frame: bytes, at: int, length: int) -> None:
        """Take a packet of RFC 791 that begins at a place in its frame."""
        if len(frame) >= at + 28:
            # Nearly all packets hold a datagram that is whole, behind a header without options:
            # one look at them takes half as long as one at each of their headers.
            first, size, flags, protocol, ends, datagram = _unpack_usual(frame, at)
            end = at + size
            usual = first == 0x45 and protocol == _UDP and not flags & 0x3FFF
            if usual and size == datagram + 20 and end <= len(frame):
                self._message(self._number, time, ends, frame[:end], at + 28, 0)
                return
        elif len(frame) < at + 20:
            self._too_short(frame, length)
            return
        first, size, identity, flags, protocol = _unpack_ipv4(frame, at)
        begin = at + (first & 15) * 4
        end = at + size if size else length  # 0: the network card fills it in
        if first >> 4 != 4 or begin < at + 20 or end < begin:
            self.losses.note(_BROKEN, self._number)
            return
        missing = end - len(frame)
        if missing <= 0:
            missing, frame = 0, frame[:end]  # there may be padding behind
        addresses = frame[at + 12 : at + 20]
        if flags & 0x3FFF:  # "more fragments", or a place
            key = addresses, identity, protocol
            more, place = bool(flags & 0x2000), (flags & 0x1FFF) * 8
            self._fragment(key, time, place, frame[begin:], missing, more)
        elif protocol == _UDP:
            self._udp(self._number, time, addresses, frame, begin, missing)
        else:
            self._transport(self._number, time, protocol, addresses, frame[begin:], missing)

    def _ipv6(self, time: float | None, frame: bytes, at: int, length: int) -> None:
        """Take a packet of RFC 8200 that begins at a place in its frame."""
        if len(frame) < at + 40:
            self._too_short(frame, length)
            return
        size, protocol = _unpack_ipv6(frame, at)
        end = at + 40 + size if size else length
        octets = frame[at + 40 : end]
        missing = max(0, end - at - 40 - len(octets))
        self._extended(self._number, time, protocol, frame[at + 8 : at + 40], octets, missing)

    def _extended(
        self,
        number: int,
        time: float | None,
        protocol: int,
        addresses: bytes,
        octets: bytes,
        missing: int,
    ) -> None:
        """Go over the extension headers of IPv6 (RFC 8200 section 4)."""
        at = 0
        while protocol in _EXTENSIONS or protocol in (_FRAGMENT, _AUTHENTICATION):
            if len(octets) < at + 8:
                self.losses.note(_CUT_PACKETS if missing else _BROKEN, number)
                return
            follows, size = octets[at], octets[at + 1]
            if protocol == _FRAGMENT:
                place, identity = _unpack_fragment(octets, at)
                place, more, octets = place & 0xFFF8, bool(place & 1), octets[at + 8 :]
                if place or more:
                    key = addresses, identity, follows
                    self._fragment(key, time, place, octets, missing, more)
                    return
                at = 0
            else:
                at += (size + 2) * 4 if protocol == _AUTHENTICATION else (size + 1) * 8
            protocol = follows
        self._transport(number, time, protocol, addresses, octets[at:], missing)

    def _fragment(
        self,
        key: tuple[bytes, int, int],
        time: float | None,
        place: int,
        octets: bytes,
        missing: int,
        more: bool,
    ) -> None:
        """Take a fragment, and the datagram if it is whole then."""
        if missing:
            self.losses.note(_CUT_FRAGMENTS, self._number)
            return
        datagram = self._fragments.add(key, self._number, time, place, octets, more)
        if not datagram:
            return
        addresses, _, protocol = key
        take = self._transport if len(addresses) == 8 else self._extended
        take(datagram.number, datagram.time, protocol, addresses, datagram.octets, 0)

    def _transport(
        self,
        number: int,
        time: float | None,
        protocol: int,
        addresses: bytes,
        octets: bytes,
        missing: int,
    ) -> None:
        """Take what a datagram carries; so many octets of it were not captured."""
        if protocol == _UDP:
            self._udp(number, time, addresses, octets, 0, missing)
            return
        if protocol == _TCP:
            if len(octets) >= 20:
                self._tcp(number, time, addresses, octets, missing)
                return
        elif protocol in _CARRIERS:
            self.losses.note(_CARRIERS[protocol], number)
            return
        else:
            self._others["neither UDP nor TCP"] += 1
            return
        self.losses.note(_CUT_PACKETS if missing else _BROKEN, number)

    def _udp(
        self,
        number: int,
        time: float | None,
        addresses: bytes,
        octets: bytes,
        at: int,
        missing: int,
    ) -> None:
        """Take a datagram of RFC 768.

        at: where it begins; it ends with the octets.
        """
        if len(octets) < at + 8:
            self.losses.note(_CUT_PACKETS if missing else _BROKEN, number)
            return
        (size,) = _unpack_udp_length(octets, at)
        if 0 < size < 8:
            self.losses.note(_BROKEN, number)
            return
        end = at + size if size else len(octets)  # 0: longer than the field can say
        if end < len(octets):
            octets = octets[:end]
        elif end > len(octets):
            missing = end - len(octets)
        self._message(number, time, addresses + octets[at : at + 4], octets, at + 8, missing)

    def _message(
        self,
        number: int,
        time: float | None,
        ends: bytes,
        octets: bytes,
        begin: int,
        missing: int,
    ) -> None:
        """Take what a datagram carries: a message, if it is SIP (RFC 3261 section 18.3).

        ends: addresses and ports.
        begin: where it begins; it ends with the octets.
        """
        start = match_start(octets, begin)
        if not start:
            begin = after_line_ends(octets, begin)
            start = match_start(octets, begin)
            if not start:
                self._no_sip(number, _unpack_ports(ends, len(ends) - 4), octets[begin:], missing)
                return
        line_end = start.end()
        head = head_end(octets, line_end)
        if not head and missing:
            self.losses.note(_CUT_MESSAGES, number)
            return
        fields = octets[line_end : head[0] if head else None]
        source, destination = self._names.get(ends) or self._name(ends)
        self._found.append(_new_message((number, start[0], fields, time, source, destination)))

    def _no_sip(self, number: int, ports: tuple[int, ...], message: bytes, missing: int) -> None:
        """Take a datagram that holds no SIP, or too little of it."""
        first = message[0] if message else -1
        if missing and b"\n" not in message and (5060 in ports or message.startswith(b"SIP/")):
            self.losses.note(_CUT_MESSAGES, number)
        elif message.startswith(b"HEP3"):
            self.losses.note("HEP is not read", number)
        elif carrier := next(
            (_CARRIER_PORTS[port] for port in ports if port in _CARRIER_PORTS), ""
        ):
            self.losses.note(carrier, number)
        elif 20 <= first <= 63 and 5061 in ports:
            self.losses.note("DTLS cannot be read without its keys", number)
        else:
            self._others[_datagram_kind(first)] += 1

    def _tcp(
        self, number: int, time: float | None, addresses: bytes, octets: bytes, missing: int
    ) -> None:
        """Take a segment of RFC 9293."""
        _, _, sequence, start, flags = _unpack_tcp(octets)
        start = (start >> 4) * 4
        length = len(octets) + missing - start
        if start < 20 or length < 0:
            self.losses.note(_BROKEN, number)
            return
        self._others["TCP"] += 1
        ends = addresses + octets[:4]
        names = self._names.get(ends) or self._name(ends)
        self._found += self._streams.add(
            ends, names, number, time, sequence, flags, octets[start:], length
        )

    def _name(self, ends: bytes) -> tuple[str, str]:
        """Source and destination, as people write them (RFC 3986 section 3.2.2, RFC 5952)."""
        if len(self._names) >= _NAMES_MAX:
            self._names.clear()
        half = len(ends) // 2 - 2
        source, destination = _unpack_ports(ends, 2 * half)
        names = f"{_host(ends[:half])}:{source}", f"{_host(ends[half:-4])}:{destination}"
        self._names[ends] = names
        return names

    def _too_short(self, frame: bytes, length: int) -> None:
        self.losses.note(_CUT_PACKETS if len(frame) < length else _BROKEN, self._number)


def _host(address: bytes) -> str:
    if len(address) == 4:
        return ".".join(map(str, address))
    from ipaddress import IPv6Address  # which takes long to load

    return f"[{IPv6Address(address)}]"


def _datagram_kind(first: int) -> str:
    """What a datagram looks like by its first octet (RFC 7983 section 7)."""
    if first < 0 or first in b"\r\n\0":
        return "keep-alives"
    if first < 4:
        return "STUN"
    if 20 <= first <= 63:
        return "DTLS"
    return "RTP" if 128 <= first <= 191 else "other UDP"
