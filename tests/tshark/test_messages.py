"""tshark finds the same messages in the captures of ``tests/capture``, in the same packets."""

from __future__ import annotations

import random
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from building import (
    COOKED_2,
    cooked_2,
    fragments_4,
    fragments_6,
    ipv4,
    ipv6,
    pcap,
    request,
    response,
    tcp,
    udp,
)
from samples import SAMPLES
from test_packets import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sipstatus.cli.capture.messages import Message

TRACE = Path(__file__).parents[1] / "trace" / "loopback.pcap"
FIELDS = (
    *("frame.number", "frame.time_epoch", "sip.Call-ID", "sip.Status-Code", "sip.Method"),
    *("ip.fragment", "ipv6.fragment", "tcp.segment"),
)

# Where tshark says something else, with all that it says: Call-IDs in order.
OTHERWISE = {
    # It does not know the number that Linux has given to IPv6.
    "loopback of Linux": ["second", "third"],
    # SIP must stand first in a stream or datagram, or it takes all of it for something else.
    "TCP, kept alive": [],
    "an empty line first": [],
    # It waits for the missing octets until the end, and drops what stands behind them.
    "TCP, a message lost": ["one"],
    "TCP, lost within header fields": ["one"],
    "TCP, lost within a body": ["one"],
    "WebSocket, a message lost": ["one"],
    # It must have seen the handshake.
    "WebSocket, from the middle": [],
    # It stops at the body that is cut off, before it has shown the Call-ID.
    "simple packets": [],
    "a body cut off": ["first", "second", "third"],
}


class Seen:
    """What tshark shows of a packet."""

    def __init__(self, line: str) -> None:
        number, time, calls, codes, methods, *parts = line.split("\t")
        self.number, self.time = int(number), float(time) if time else None
        self.calls = calls.split(",")
        self.codes = codes.split(",") if codes else []
        self.methods = methods.split(",") if methods else []
        # A message may start in any of the packets that were put together.
        self.packets = {int(part) for text in parts for part in text.split(",") if part}
        self.packets.add(self.number)


def seen_by_tshark(file: Path) -> list[Seen]:
    """The messages that tshark shows of a capture, but not what ICMP quotes."""
    words = ["tshark", "-n", "-r", str(file), "-Y", "sip.Call-ID and not icmp", "-T", "fields"]
    words += ["-o", "tcp.reassemble_out_of_order:TRUE"]
    words += [word for field in FIELDS for word in ("-e", field)]
    result = subprocess.run(words, capture_output=True, text=True, check=False)
    lines = result.stdout.splitlines()
    # A file that ends too early gives exit code 2, and all that stands before.
    assert lines or result.returncode == 0, result.stderr
    return [Seen(line) for line in lines]


def compare(messages: list[Message], seen: list[Seen]) -> None:
    """Call-ID, code or method, and packet of each message are those that tshark shows."""
    rest = iter(messages)
    for packet in seen:
        here = [next(rest) for _ in packet.calls]
        assert [dict(message.headers())["Call-ID"] for message in here] == packet.calls
        words = [message.start_line.split() for message in here]
        assert [word[1].decode() for word in words if word[0] == b"SIP/2.0"] == packet.codes
        assert [word[0].decode() for word in words if word[0] != b"SIP/2.0"] == packet.methods
        assert all(message.place in packet.packets for message in here)
        if packet.packets == {packet.number}:
            assert here[0].time == pytest.approx(packet.time, abs=1e-5)
    assert not list(rest)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample(name: str, tmp_path: Path) -> None:
    file = tmp_path / "sample.pcap"
    file.write_bytes(SAMPLES[name].octets)
    seen = seen_by_tshark(file)
    if name in OTHERWISE:
        assert [call for packet in seen for call in packet.calls] == OTHERWISE[name]
    else:
        compare(read(SAMPLES[name].octets)[0], seen)


def test_the_recorded_trace() -> None:
    seen = seen_by_tshark(TRACE)
    assert len(seen) == 355
    compare(read(TRACE.read_bytes())[0], seen)


@pytest.mark.parametrize("form", ["pcap", "nsecpcap", "pcapng"])
def test_what_tshark_has_written(form: str, tmp_path: Path) -> None:
    file = tmp_path / "written.pcap"
    subprocess.run(["tshark", "-r", str(TRACE), "-F", form, "-w", str(file)], check=True)
    messages, faults = read(file.read_bytes())
    assert not faults
    assert messages == read(TRACE.read_bytes())[0]


@pytest.mark.parametrize("seed", range(3))
def test_mixed_traffic(seed: int, tmp_path: Path) -> None:
    octets = pcap(map(cooked_2, mixed_traffic(random.Random(seed))), COOKED_2, step=0.001)
    file = tmp_path / "mixed.pcap"
    file.write_bytes(octets)
    messages, faults = read(octets)
    assert not faults
    seen = seen_by_tshark(file)
    assert sum(len(packet.calls) for packet in seen) == 1500
    compare(messages, seen)


def mixed_traffic(chance: random.Random) -> Iterator[bytes]:
    """Packets with 1,500 messages, in all ways at once."""
    names = (f"call-{number}" for number in range(1500))
    following = {port: chance.randrange(1 << 32) for port in range(40_000, 40_008)}
    for port, sequence in following.items():
        yield ipv4(tcp(sequence - 1, b"", 2, (port, 5060)), 6)
    for identity, name in enumerate(names):
        body = bytes(chance.choices(b"abc\r\n:= SIP/2.0", k=chance.choice((0, 0, 150, 1200))))
        if chance.random() < 0.5:
            message = request(name, chance.choice((b"INVITE", b"BYE", b"OPTIONS")), body)
        else:
            message = response(name, chance.choice((100, 180, 200, 404, 487, 503)), body)
        way = chance.randrange(4)
        if way == 0:
            yield chance.choice((ipv4, ipv6))(udp(message))
        elif way == 1:
            size = chance.randrange(3, 60) * 8
            cutting = chance.choice((fragments_4, fragments_6))
            pieces = cutting(udp(message), size, identity=identity)
            chance.shuffle(pieces)
            yield from pieces
        else:
            port = chance.choice(list(following))
            sequence = following[port]
            following[port] += len(message)
            cuts = sorted(chance.sample(range(1, len(message)), chance.randrange(4)))
            places = [0, *cuts, len(message)]
            pieces = [
                ipv4(tcp(sequence + start, message[start:end], 16, (port, 5060)), 6)
                for start, end in pairwise(places)
            ]
            if way == 3:  # in another order, and some again
                pieces += chance.choices(pieces, k=2)
                chance.shuffle(pieces)
            yield from pieces
