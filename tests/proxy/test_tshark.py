"""Another parser as judge: what tshark reads in responses on the loopback interface."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from peers import Callee, Caller, Script, Step
from scenarios import PHRASES, SCENARIOS
from servers import Server, wait_until
from test_calls import play

from sipstatus import parse_status_line, reason_phrase

CODES = [code for code in range(200, 700) if reason_phrase(code)] + [299, 499, 699]

OTHERWISE = {b"408": [], b"503": [b"SIP/2.0 500 Server Internal Error"]}
"""What a proxy makes of two of them (RFC 4320 section 4.2, RFC 3261 section 16.7 step 6)."""


@contextmanager
def captured(ports: list[int], path: Path) -> Iterator[None]:
    """Record the datagrams of some ports into a file."""
    ours = " or ".join(f"udp port {port}" for port in ports)
    command = ["tshark", "-i", "lo", "-q", "-f", ours, "-w", str(path), "-a", "duration:120"]
    log = path.with_suffix(".log")
    with log.open("w") as output, subprocess.Popen(command, stderr=output) as process:
        try:
            wait_until(lambda: "Capturing on" in log.read_text() and path.exists())
            sleep(1)
            yield
            sleep(1)
        finally:
            process.terminate()
    assert "dropped" not in log.read_text()


def read_by_tshark(path: Path, ports: list[int]) -> list[tuple[bytes, str]]:
    """Octets of each datagram, and its status code or ""."""
    decode = [word for port in ports for word in ("-d", f"udp.port=={port},sip")]
    fields = ["-T", "fields", "-e", "udp.payload", "-e", "sip.Status-Code", "-E", "occurrence=f"]
    command = ["tshark", "-r", str(path), *decode, *fields]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = (line.split("\t") for line in text.splitlines())
    return [(bytes.fromhex(payload), code) for payload, code in rows]


def test_tshark_reads_the_same_status_codes(
    example: Server, callees: list[Callee], tmp_path: Path
) -> None:
    ports = [example.port, *(callee.port for callee in callees)]
    trace = tmp_path / "calls.pcap"
    with captured(ports, trace):
        for scenario in SCENARIOS:
            play(scenario, example, callees)
        lines = [f"SIP/2.0 {code} {reason_phrase(code) or ''}".encode() for code in CODES]
        lines += [b"SIP/2.0 486 " + phrase for phrase in PHRASES.values()]
        caller = Caller(example.port)
        for line in lines:
            callees[0].begin(Script([Step(line)]))
            call = caller.call(caller.request("one", "OPTIONS"), patience=0.5, quiet=0.0)
            assert call.finals == OTHERWISE.get(line[8:11], [line])
        caller.close()
    messages = read_by_tshark(trace, ports)
    responses = [(data, code) for data, code in messages if data.startswith(b"SIP/2.0")]
    assert len(responses) > 2 * len(lines)
    for data, code in responses:
        if data.startswith(b"SIP/2.0 700"):
            continue  # no status code of SIP 2.0
        assert code == str(parse_status_line(data).status_code), data[:40]
