"""``scan --messages`` counts what ``sip,stat`` of tshark counts, over some thousand calls.

What became of the calls is known from how they were made.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from building import ethernet, ipv4, pcap, udp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CALLS = 3_000
CALLER, PROXY, CALLED = "192.0.2.1", "192.0.2.2", "192.0.2.3"
FINALS = (200, 200, 200, 302, 401, 407, 404, 480, 486, 487, 500, 503, 504, 600, 603)
"""All of them are codes that tshark knows by name."""


def message(start: str, call: int, number: int, method: str, hops: int) -> bytes:
    vias = [f"Via: SIP/2.0/UDP 192.0.2.{hop};branch=z9hG4bK{call}-{number}-{hop}" for hop in "321"]
    fields = [
        *vias[3 - hops :],
        "From: <sip:a@a.example>;tag=a",
        f"To: <sip:b@b.example>{';tag=b' if start[:3] == 'SIP' or method != 'INVITE' else ''}",
        f"Call-ID: {call}@a.example",
        f"CSeq: {number} {method}",
        "Max-Forwards: 70",
        "Content-Length: 0",
    ]
    return "\r\n".join([start, *fields, "", ""]).encode()


def request(call: int, number: int, method: str, hops: int) -> bytes:
    ends = (CALLER, PROXY) if hops == 1 else (PROXY, CALLED)
    start = f"{method} sip:b@b.example SIP/2.0"
    return ethernet(ipv4(udp(message(start, call, number, method, hops)), ends=ends))


def response(call: int, number: int, code: int, hops: int, method: str = "INVITE") -> bytes:
    ends = (PROXY, CALLER) if hops == 1 else (CALLED, PROXY)
    start = f"SIP/2.0 {code} Any"
    return ethernet(ipv4(udp(message(start, call, number, method, hops)), ends=ends))


def packets(rng: random.Random, call: int, final: int) -> Iterator[bytes]:
    """A call over a proxy, both sides of which are seen; some messages are sent twice."""

    def sent(packet: bytes) -> Iterator[bytes]:
        yield packet
        if rng.random() < 0.1:
            yield packet

    yield from sent(request(call, 1, "INVITE", 1))
    yield from sent(response(call, 1, 100, 1))
    yield from sent(request(call, 1, "INVITE", 2))
    if final < 400:
        yield from sent(response(call, 1, 180, 2))
        yield from sent(response(call, 1, 180, 1))
    yield from sent(response(call, 1, final, 2))
    yield from sent(response(call, 1, final, 1))
    yield from sent(request(call, 1, "ACK", 1))
    if final == 200:
        yield from sent(request(call, 2, "BYE", 1))
        yield from sent(response(call, 2, 200, 1, "BYE"))


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Counter[int]]:
    """Calls of which a hundred go on at any time, and their final responses."""
    rng = random.Random(6076)
    finals: Counter[int] = Counter()
    going: list[Iterator[bytes]] = []
    frames: list[bytes] = []
    call = 0
    while going or call < CALLS:
        if call < CALLS and len(going) < 100:
            final = rng.choice(FINALS)
            finals[final] += 1
            going.append(packets(rng, call, final))
            call += 1
        chosen = rng.choice(going)
        packet = next(chosen, None)
        if packet is None:
            going.remove(chosen)
        else:
            frames.append(packet)
    file = tmp_path_factory.mktemp("calls") / "calls.pcap"
    file.write_bytes(pcap(frames, step=0.001))
    return file, finals


def scanned(file: Path) -> Any:
    words = [sys.executable, "-m", "sipstatus", "scan", "--messages", "--format", "json"]
    return json.loads(subprocess.run([*words, str(file)], capture_output=True, check=True).stdout)


def test_the_counts_of_tshark(capture: tuple[Path, Counter[int]]) -> None:
    file, _ = capture
    words = ["tshark", "-q", "-z", "sip,stat", "-r", str(file)]
    shown = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    codes = re.findall(r"SIP (\d{3}) .*: +(\d+) Packets", shown)
    methods = re.findall(r"^ +([A-Z]+) +: +(\d+) Packets", shown, re.MULTILINE)
    total = re.search(r"Number of SIP messages: (\d+)", shown)
    assert total
    assert int(total[1]) > 5 * CALLS
    report = scanned(file)
    assert report["requests"] + report["responses"] == int(total[1])
    assert {row["code"]: row["count"] for row in report["codes"]} == {
        int(code): int(count) for code, count in codes
    }
    assert {row["method"]: row["requests"] for row in report["methods"]} == {
        method: int(count) for method, count in methods
    }


def test_what_became_of_the_calls(capture: tuple[Path, Counter[int]]) -> None:
    file, finals = capture
    challenged = finals[401] + finals[407]
    left = CALLS - challenged
    report = scanned(file)
    assert report["sessions"] == {"requests": left, "challenged": challenged, "unanswered": 0}
    metrics = report["metrics"]
    ser = (finals[200], left - finals[302])
    assert (metrics["SER"]["numerator"], metrics["SER"]["denominator"]) == ser
    effective = sum(finals[code] for code in (200, 480, 486, 600, 603))
    assert metrics["SEER"]["numerator"] == effective
    assert metrics["ISA"]["numerator"] == sum(finals[code] for code in (408, 500, 503, 504))
    assert metrics["SRD"]["successful"]["count"] == finals[200]
    assert metrics["SRD"]["failed"]["count"] == left - finals[200] - finals[302]
