"""Captures made for the tests, each with the messages that were put into it."""

from __future__ import annotations

import struct
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from building import (
    ALICE,
    BOB,
    COOKED,
    COOKED_2,
    FIN,
    LOOP,
    NULL,
    RAW,
    RST,
    START,
    SYN,
    block,
    cooked,
    cooked_2,
    cut,
    enhanced,
    ethernet,
    extension,
    fragments_4,
    fragments_6,
    interface,
    ipv4,
    ipv6,
    loopback,
    obsolete,
    pcap,
    request,
    response,
    section,
    simple,
    tcp,
    udp,
    web_socket,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")


class Sample(NamedTuple):
    """A capture, and what is in it."""

    octets: bytes
    messages: Sequence[tuple[int, str]]
    """Packet and Call-ID of each message."""

    faults: Sequence[str] = ()
    """What cannot be read of it."""


FIRST, SECOND, THIRD = request("first"), response("second", 180), response("third", body=b"v=0\r\n")
A, B, C = (udp(message) for message in (FIRST, SECOND, THIRD))
IN_ORDER = ((1, "first"), (2, "second"), (3, "third"))
BODY = b"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n\r\nSIP/2.0 500 This Is A Body\r\nVia: x\r\n\r\n"


def segment(
    sequence: int, octets: bytes = b"", flags: int = 16, port: int = 40_000, to: int = 5060
) -> bytes:
    """A frame with a segment from one port to another."""
    return ethernet(ipv4(tcp(sequence, octets, flags, (port, to)), 6))


def stream(*pieces: bytes, first: int = 1000, port: int = 40_000, to: int = 5060) -> list[bytes]:
    """Frames that open a connection and send these octets in order."""
    frames = [segment(first - 1, b"", SYN, port, to)]
    for piece in pieces:
        frames.append(segment(first, piece, port=port, to=to))
        first += len(piece)
    return frames


def flat(groups: Iterable[Iterable[T]]) -> list[T]:
    return [one for group in groups for one in group]


def each(*packets: int) -> list[tuple[int, str]]:
    """Three messages in these packets."""
    return list(zip(packets, ("one", "two", "three"), strict=True))


def _links() -> dict[str, Sample]:
    three, six = [ipv4(A), ipv4(B), ipv4(C)], [ipv6(A), ipv6(B), ipv6(C)]
    both = three[0], six[1], three[2]
    tags = [(0x8100, 7)], [(0x88A8, 7), (0x8100, 8)], [(0x9100, 1), (0x8100, 2), (0x8100, 3)]
    tagged = [ethernet(one, tags=tag) for one, tag in zip(both, tags, strict=True)]
    made = {
        "Ethernet": pcap(map(ethernet, three)),
        "Ethernet, IPv6": pcap(map(ethernet, six)),
        "Ethernet with padding": pcap(ethernet(one, padding=9) for one in three),
        "VLAN": pcap(tagged),
        "cooked": pcap(map(cooked, both), COOKED),
        "cooked 2": pcap(map(cooked_2, both), COOKED_2),
        "raw IP": pcap(both, RAW),
        "loopback": pcap(map(loopback, both), NULL),
        "loopback of Linux": pcap([loopback(six[0], "<", 10), *map(loopback, three[1:])], NULL),
        "loopback, big-endian": pcap((loopback(one, ">") for one in three), NULL, order=">"),
        "loopback of OpenBSD": pcap((loopback(one, ">", 24) for one in six), LOOP),
    }
    return {name: Sample(octets, IN_ORDER) for name, octets in made.items()}


def _ip() -> dict[str, Sample]:
    options = bytes((7, 7, 4, 0, 0, 0, 0, 0))  # Record Route
    v6 = extension(60, 16) + extension(17, 8) + A, extension(43) + extension(17) + B
    routed = struct.pack(">BBBBI", 17, 0, 253, 0, 0) + C
    authenticated = struct.pack(">BBHII", 17, 4, 0, 1, 1) + bytes(12) + A
    samples = {
        "IPv4 with options": Sample(
            pcap(ethernet(ipv4(one, options=options)) for one in (A, B, C)), IN_ORDER
        ),
        "IPv6 with extension headers": Sample(
            pcap(
                [
                    ethernet(ipv6(v6[0], 0)),
                    ethernet(ipv6(extension(17, 24) + B, 60)),
                    ethernet(ipv6(routed, 43)),
                    ethernet(ipv6(authenticated, 51)),
                ]
            ),
            [*IN_ORDER, (4, "first")],
        ),
    }
    for name, cutting in (("IPv4", fragments_4), ("IPv6", fragments_6)):
        frames: list[bytes] = []
        messages = []
        for number, order in enumerate(permutations(range(3))):
            whole = udp(response(f"order-{number}", body=bytes(300)))
            pieces = cutting(whole, -(-len(whole) // 24) * 8, identity=number)
            assert len(pieces) == 3
            messages.append((len(frames) + 1 + order.index(0), f"order-{number}"))
            frames += [ethernet(pieces[place]) for place in order]
        samples[f"{name} fragments in any order"] = Sample(pcap(frames), messages)
        one, two = (
            [
                ethernet(piece)
                for piece in cutting(udp(response(f"call-{number}")), 104, identity=number)
            ]
            for number in (1, 2)
        )
        mixed = flat(zip(one, two, strict=True))
        samples[f"{name} fragments of two datagrams"] = Sample(
            pcap(mixed), [(1, "call-1"), (2, "call-2")]
        )
        samples[f"{name} fragments, one captured twice"] = Sample(
            pcap([one[0], *one]), [(1, "call-1")]
        )
        samples[f"{name} fragments, one lost"] = Sample(
            pcap([*one[:-1], *two]),
            [(len(one), "call-2")],
            ["fragments of datagrams are missing (packet 1)"],
        )
        samples[f"{name} fragments, one cut off"] = Sample(
            pcap([cut(one[0], 80), *one[1:], *two]),
            [(len(one) + 1, "call-2")],
            [
                "fragments of datagrams are cut off (packet 1)",
                "fragments of datagrams are missing (packet 2)",
            ],
        )
        overlap = cutting(udp(response("call-1")), 96, identity=1)
        samples[f"{name} fragments that overlap"] = Sample(
            pcap([one[0], ethernet(overlap[1]), *two]),
            [(3, "call-2")],
            ["fragments contradict each other (packet 1)"],
        )
    inside = fragments_6(extension(17, 16) + udp(response("call-1")), 104, 60)
    samples["IPv6 extension header in fragments"] = Sample(
        pcap(map(ethernet, inside)), [(1, "call-1")]
    )
    segments = fragments_4(tcp(1, FIRST), 104, 6)
    samples["TCP in fragments"] = Sample(pcap(map(ethernet, segments)), [(1, "first")])
    return samples


def _streams() -> dict[str, Sample]:
    one, two, three = response("one"), request("two", body=BODY), response("three", 404)
    text = one + two + three
    every = [text[at : at + 1] for at in range(len(text))]
    at_each = [
        stream(THIRD[:at], THIRD[at:] + SECOND, first=at * 7919, port=20_000 + at)
        for at in range(1, len(THIRD))
    ]
    alive = b"\r\n\r\n" + one + b"\r\n\r\n\r\n" + two + b"\r\n" + three + b"\r\n\r\n"
    third = len(text) // 3
    pieces = [text[at : at + 120] for at in range(0, len(text), 120)]
    numbered = stream(*pieces)
    wrapped = stream(*pieces, first=2**32 - 200)
    a, b, c = (len(message) for message in (one, two, three))
    starts = 0, a, a + b
    late = response("late", 486)
    return {
        "TCP": Sample(pcap(stream(one, two, three)), each(2, 3, 4)),
        "TCP, all in one": Sample(pcap(stream(text)), each(2, 2, 2)),
        "TCP, split at every octet": Sample(pcap(stream(*every)), each(*(2 + at for at in starts))),
        "TCP, split at each octet": Sample(
            pcap(flat(at_each)),
            flat(((3 * at + 2, "third"), (3 * at + 3, "second")) for at in range(len(THIRD) - 1)),
        ),
        "TCP, kept alive": Sample(pcap(stream(alive)), each(2, 2, 2)),
        "TCP, kept alive between": Sample(
            pcap(stream(b"\r", b"\n\r\n", one, b"\r\n\r\n", two + b"\r", b"\n", three)),
            each(4, 6, 8),
        ),
        "TCP, sent again": Sample(
            pcap(
                [*stream(one), segment(1000, one), segment(1000 + a, two), segment(1000, one + two)]
            ),
            [(2, "one"), (4, "two")],
        ),
        "TCP, overlapping": Sample(
            pcap(
                [
                    *stream(one[:100]),
                    segment(1050, text[50:300]),
                    segment(1020, text[20:310]),
                    segment(1300, text[300:]),
                ]
            ),
            [(2, "one"), (3 if a < 300 else 4, "two"), (5, "three")],
        ),
        "TCP, in another order": Sample(
            pcap([numbered[0], *numbered[:0:-1]]),
            each(*(1 + len(pieces) - at // 120 for at in starts)),
        ),
        "TCP, wrapped": Sample(pcap(wrapped), each(*(2 + at // 120 for at in starts))),
        "TCP, wrapped and in another order": Sample(
            pcap([wrapped[0], *wrapped[:0:-1]]),
            each(*(1 + len(pieces) - at // 120 for at in starts)),
        ),
        "TCP, a message lost": Sample(
            pcap([*stream(one), segment(1000 + a + b, three), segment(1000 + a + b + c, late)]),
            [(2, "one"), (3, "three"), (4, "late")],
            [f"octets of TCP streams are missing (packet 3: {b} octets)"],
        ),
        "TCP, lost within header fields": Sample(
            pcap(
                [
                    *stream(one, two[:100]),
                    segment(1000 + a + 150, two[150:] + three),
                    segment(1000 + a + b + c, late),
                ]
            ),
            [(2, "one"), (4, "three"), (5, "late")],
            [
                "messages in TCP streams are cut off (packet 3)",
                "octets of TCP streams are missing (packet 4: 50 octets)",
                f"octets of TCP streams belong to no whole message (packet 4: {b - 150} octets)",
            ],
        ),
        "TCP, lost within a body": Sample(
            pcap(
                [
                    *stream(one, two[: b - 40]),
                    segment(1000 + a + b - 20, two[b - 20 :] + three),
                ]
            ),
            [(2, "one"), (3, "two"), (4, "three")],
        ),
        "TCP, cut off": Sample(
            pcap([*stream(one, two[:10]), cut(segment(1010 + a, two[10:] + three), 70)]),
            [(2, "one")],
            [
                "messages in TCP streams are cut off (packet 3)",
                f"octets of TCP streams are missing (packet 4: {b + c - 22} octets)",
            ],
        ),
        "TCP, from the middle": Sample(
            pcap(
                [
                    segment(5000, two[10:]),
                    segment(5000 + b - 10, three),
                    segment(9, three, port=40_001),
                ]
            ),
            [(2, "three"), (3, "three")],
            [f"octets of TCP streams belong to no whole message (packet 1: {b - 10} octets)"],
        ),
        "TCP, port used again": Sample(
            pcap(
                [
                    *stream(one, two[:50]),
                    segment(1000 + a + 50, b"", RST),
                    *stream(two, first=70_000),
                    segment(70_000 + b, three, FIN | 16),
                    segment(70_000 + b, three, FIN | 16),
                ]
            ),
            [(2, "one"), (6, "two"), (7, "three")],
            ["TCP streams end within a message (packet 3)"],
        ),
        "TCP, both directions": Sample(
            pcap(
                [
                    segment(99, b"", SYN),
                    ethernet(ipv4(tcp(499, b"", SYN | 16, (5060, 40_000)), 6)),
                    segment(100, request("there")),
                    ethernet(ipv4(tcp(500, response("back"), 16, (5060, 40_000)), 6)),
                ]
            ),
            [(3, "there"), (4, "back")],
        ),
        "TCP over IPv6": Sample(
            pcap(
                [
                    ethernet(ipv6(tcp(1, text[:third]), 6)),
                    ethernet(ipv6(tcp(1 + third, text[third:]), 6)),
                ]
            ),
            each(*(1 + (at >= third) for at in starts)),
        ),
    }


def _web_socket() -> dict[str, Sample]:
    mask = b"\x12\x34\xab\xcd"
    ask = (
        b"GET / HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n"
        b"Sec-WebSocket-Version: 13\r\n\r\n"
    )
    answer = (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
    )
    one, two, three = request("one"), request("two", body=BODY), response("three")
    frames = [web_socket(message, mask) for message in (one, two, three)]
    alive = web_socket(b"\r\n\r\n", mask) + web_socket(b"", mask, opcode=9)
    parts = web_socket(two[:99], mask, final=False) + web_socket(two[99:], mask, opcode=0)
    large = web_socket(b"x" * 66_000, mask)
    squeezed = web_socket(b"\xaa\x56\x2a", mask, bits=0x40)
    first, second = web_socket(response("one")), web_socket(response("two"), opcode=2)

    def sent(*pieces: bytes) -> list[bytes]:
        frames = stream(ask, *pieces, to=80)
        return [*frames[:2], back(7, answer), *frames[2:]]

    def back(sequence: int, octets: bytes) -> bytes:
        return ethernet(ipv4(tcp(sequence, octets, 16, (80, 40_000)), 6, (BOB, ALICE)))

    at = 7 + len(answer)
    return {
        "WebSocket": Sample(
            pcap(sent(frames[0], alive + parts, frames[2][:50], frames[2][50:])),
            each(4, 5, 6),
        ),
        "WebSocket, to the client": Sample(
            pcap([*sent(), back(at, first), back(at + len(first), second)]),
            [(4, "one"), (5, "two")],
        ),
        "WebSocket, from the middle": Sample(
            pcap([back(at, first + second)]), [(1, "one"), (1, "two")]
        ),
        "WebSocket, a message lost": Sample(
            pcap([one for place, one in enumerate(sent(*frames)) if place != 4]),
            [(4, "one"), (5, "three")],
            [f"octets of TCP streams are missing (packet 5: {len(frames[1])} octets)"],
        ),
        "WebSocket, compressed": Sample(
            pcap(sent(frames[0], squeezed, frames[2])),
            [(4, "one"), (6, "three")],
            ["compressed WebSocket is not read (packet 5)"],
        ),
        "WebSocket, large": Sample(
            pcap(sent(frames[0], large[:40_000], large[40_000:], frames[2])),
            [(4, "one"), (7, "three")],
            ["header fields of a message take more than 65,536 octets (packet 5)"],
        ),
    }


def _files() -> dict[str, Sample]:
    frames = [ethernet(ipv4(one)) for one in (A, B, C)]
    whole = pcap(frames)
    mixed = (
        section()
        + interface()
        + block(5, bytes(20))  # statistics of an interface
        + enhanced(frames[0])
        + interface(RAW, resolution=9)
        + block(0x4D3C2B1A, bytes(5001))  # a block that nobody knows
        + enhanced(ipv6(B), (START + 1) * 10**9 + 250_000_000, 1)
        + interface(COOKED, resolution=0x80 | 10, offset=START)
        + enhanced(cooked(ipv4(C)), 2 * 1024 + 512, 2)
    )
    again = (
        section(">")
        + interface(order=">")
        + enhanced(frames[0], START * 10**6, order=">")
        + obsolete(frames[1], START * 10**6, order=">")
        + simple(frames[2], order=">")
    )
    message = response("long", more=b"Subject: %b\r\n" % (b"x" * 300), body=bytes(200))
    long = ethernet(ipv4(udp(message)))
    return {
        "nanoseconds": Sample(pcap(frames, nanoseconds=True), IN_ORDER),
        "big-endian": Sample(pcap(frames, order=">"), IN_ORDER),
        "nanoseconds, big-endian": Sample(pcap(frames, order=">", nanoseconds=True), IN_ORDER),
        "several interfaces": Sample(mixed, IN_ORDER),
        "several sections": Sample(
            mixed + again, [*IN_ORDER, (4, "first"), (5, "second"), (6, "third")]
        ),
        "simple packets": Sample(
            section() + interface(snap_length=len(long) - 100) + simple(long[:-100], len(long)),
            [(1, "long")],
        ),
        "a body cut off": Sample(
            pcap([cut(long, len(long) - 150), *frames]), [(1, "long"), *later(1)]
        ),
        "header fields cut off": Sample(
            pcap([cut(long, 200), *frames]),
            later(1),
            ["messages are cut off within their header fields (packet 1)"],
        ),
        "cut off before all": Sample(
            pcap([cut(long, 30), cut(long, 40), cut(long, 42), *frames]),
            later(3),
            [
                "packets are cut off before their content (packets 1 and 2)",
                "messages are cut off within their header fields (packet 3)",
            ],
        ),
        "the file ends": Sample(whole[:-5], IN_ORDER[:2], ["the file ends within packet 3"]),
        "the file ends within a header": Sample(
            whole + whole[24:35], IN_ORDER, ["the file ends within packet 4"]
        ),
        "the file ends within a block": Sample(
            mixed[:-30], IN_ORDER[:2], ["the file ends within a block, behind packet 2"]
        ),
        "bare line feeds": Sample(
            pcap(ethernet(ipv4(udp(one.replace(b"\r\n", b"\n")))) for one in (FIRST, SECOND)),
            IN_ORDER[:2],
        ),
        "no empty line": Sample(pcap([ethernet(ipv4(udp(SECOND[:-2])))]), [(1, "second")]),
        "an empty line first": Sample(
            pcap([ethernet(ipv4(udp(b"\r\n" + SECOND)))]), [(1, "second")]
        ),
    }


def later(packets: int) -> list[tuple[int, str]]:
    return [(number + packets, name) for number, name in IN_ORDER]


def _others() -> dict[str, Sample]:
    hello = bytes.fromhex("16030100050100000100")
    frames = [ethernet(ipv4(one)) for one in (A, B, C)]
    strange = {
        "RTP": udp(b"\x80\x08" + bytes(170), 16_384, 16_386),
        "STUN": udp(bytes.fromhex("000100002112a442") + bytes(12), 3478, 3478),
        "keep-alives": udp(b"\r\n\r\n"),
        "an empty datagram": udp(b""),
        "DNS": udp(b"\x12\x34\x01\x00\x00\x01" + bytes(6) + b"\x03sip\x00", 40_000, 53),
    }
    notify = request("notify", b"NOTIFY", b"SIP/2.0 503 Service Unavailable\r\nVia: x\r\n\r\n")
    samples = {
        f"{name} between messages": Sample(pcap([ethernet(ipv4(datagram)), *frames]), later(1))
        for name, datagram in strange.items()
    }
    quoted = b"\x03\x03\0\0\0\0\0\0" + ipv4(A)
    return samples | {
        "ICMP that quotes a message": Sample(pcap([ethernet(ipv4(quoted, 1)), *frames]), later(1)),
        "ARP": Sample(pcap([bytes(12) + b"\x08\x06" + bytes(28), *frames]), later(1)),
        "TLS": Sample(
            pcap([*stream(hello), *frames]),
            later(2),
            ["TLS cannot be read without its keys (packet 2)"],
        ),
        "TLS from the middle": Sample(
            pcap([ethernet(ipv4(tcp(5, b"\xfa\x17", 16, (5061, 40_000)), 6)), *frames]),
            later(1),
            ["TLS cannot be read without its keys (packet 1)"],
        ),
        "DTLS": Sample(
            pcap([ethernet(ipv4(udp(b"\x16\xfe\xfd" + bytes(20), 5061, 5061))), *frames]),
            later(1),
            ["DTLS cannot be read without its keys (packet 1)"],
        ),
        "HTTP": Sample(
            pcap([*stream(b"GET / HTTP/1.1\r\nHost: SIP/2.0\r\n\r\n", port=8080), *frames]),
            later(2),
        ),
        "tunnels": Sample(
            pcap([ethernet(ipv4(bytes(30), protocol)) for protocol in (4, 47, 50, 132)] + frames),
            later(4),
            [
                "IP in IP is not read (packet 1)",
                "GRE is not read (packet 2)",
                "ESP (IPsec) cannot be read without its keys (packet 3)",
                "SCTP is not read (packet 4)",
            ],
        ),
        "a message in a body": Sample(
            pcap([ethernet(ipv4(udp(notify))), *stream(notify + FIRST)]),
            [(1, "notify"), (3, "notify"), (3, "first")],
        ),
    }


SAMPLES: dict[str, Sample] = {
    **_links(),
    **_ip(),
    **_streams(),
    **_web_socket(),
    **_files(),
    **_others(),
}
