"""A callee that sends anything: nothing else suffers, and memory stays flat."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

import pytest
import sipp
from peers import Callee, Caller, Step, answer
from scenarios import rings
from servers import HOST, Server, ours

SECONDS = 5
MEMORY = 2 << 20
"""Octets that the process may grow by in that time under attack."""

Attack = Callable[[bytes, random.Random], bytes]
"""From the INVITE that the callee got to octets that it sends back."""


def garbage(invite: bytes, source: random.Random) -> bytes:
    return source.randbytes(source.randrange(1, 1_400))


def half_a_response(invite: bytes, source: random.Random) -> bytes:
    whole = answer(invite, Step(b"SIP/2.0 200 OK"))
    return whole[: source.randrange(1, len(whole))]


def a_long_line(invite: bytes, source: random.Random) -> bytes:
    return answer(invite, Step(b"SIP/2.0 486 " + b"x" * 64_000))


def no_end(invite: bytes, source: random.Random) -> bytes:
    return b"SIP/2.0 200 " + b"x" * 65_000


def ringing(invite: bytes, source: random.Random) -> bytes:
    return answer(invite, Step(b"SIP/2.0 180 Ringing"))


def a_new_answer(invite: bytes, source: random.Random) -> bytes:
    return answer(invite, Step(b"SIP/2.0 %d " % source.randrange(200, 1_000)))


@contextmanager
def attacked(server: Server, callee: Callee, attack: Attack, rate: int) -> Iterator[list[int]]:
    """Call the callee, which then attacks; gives the number of datagrams sent so far."""
    callee.begin(rings())
    caller = Caller(server.port)
    caller.send(caller.request("bad"))
    while not callee.seen:
        sleep(0.01)
    invite = callee.seen[0]
    stop = threading.Event()
    sent = [0]

    def run() -> None:
        source, start = random.Random(3261), monotonic()
        while not stop.is_set():
            while sent[0] < (monotonic() - start) * rate and not stop.is_set():
                callee.socket.sendto(attack(invite, source), (HOST, server.port))
                sent[0] += 1
            sleep(0.001)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield sent
    finally:
        stop.set()
        thread.join()
        caller.close()


@pytest.mark.parametrize(
    ("attack", "rate"),
    [
        (garbage, 2_000),
        (half_a_response, 2_000),
        (a_long_line, 200),
        (no_end, 200),
        (ringing, 10_000),
        (a_new_answer, 10_000),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_nothing_else_suffers(attack: Attack, rate: int, tmp_path: Path) -> None:
    """Other calls go on, none fails, and the process does not grow."""
    with (
        Callee() as callee,
        sipp.callees(tmp_path) as port,
        ours({"bad": [callee.uri], "*": [f"sip:{HOST}:{port}"]}) as server,
        attacked(server, callee, attack, rate) as sent,
    ):
        sleep(2)
        before = server.resident
        sleep(SECONDS)
        assert server.resident < before + MEMORY
        result = sipp.calls(tmp_path, server.port, 50 * SECONDS, 50)
        assert (result.successful, result.failed) == (50 * SECONDS, 0)
        assert sent[0] > rate * (2 * SECONDS + 2) * 0.8


def test_a_caller_is_not_flooded(tmp_path: Path) -> None:
    with Callee() as callee, ours({"bad": [callee.uri]}) as server:
        with attacked(server, callee, ringing, 10_000):
            caller = socket.socket(type=socket.SOCK_DGRAM)
            sleep(2)
            caller.close()
        counts = server.counts()
    assert 50 <= counts["sip_responses_sent{180}"] <= 200
    assert counts["sip_dropped{flood}"] > 5_000


@pytest.mark.parametrize("octets", [b"x" * 70_000, b"SIP/2.0 200 OK\r\n\r\n", b"\x16\x03\x01" * 99])
def test_a_stream_without_messages_is_closed(octets: bytes) -> None:
    with ours({"*": [f"sip:{HOST}:9"]}) as server:
        with socket.create_connection((HOST, server.port), timeout=5) as stream:
            stream.sendall(octets)
            stream.shutdown(socket.SHUT_WR)
            with suppress(ConnectionResetError):
                assert stream.recv(1) == b""
        with socket.create_connection((HOST, server.port), timeout=5) as stream:
            stream.sendall(b"\r\n\r\n")
            caller = Caller(server.port, "TCP")
            assert caller.call(caller.request("x", "HELLO", b"Proxy-Require: y")).finals
            caller.close()
