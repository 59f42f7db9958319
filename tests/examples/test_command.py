"""The command of the forking proxy: options, sockets, counters, and a clean end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from rig import request

from forking_proxy.__main__ import parser

ROOT = Path(__file__).parents[2]
PLACES = ["--listen", "udp:127.0.0.1:0", "--listen", "tcp:127.0.0.1:0", "--metrics", "127.0.0.1:0"]


@pytest.mark.parametrize(
    "words",
    [
        ["--listen", "udp:127.0.0.1:5060"],
        ["--route", "*=sip:127.0.0.1"],
        ["--listen", "udp:0.0.0.0:5060", "--route", "*=sip:127.0.0.1"],
        ["--listen", "tls:127.0.0.1:5060", "--route", "*=sip:127.0.0.1"],
        ["--listen", "udp:127.0.0.1:many", "--route", "*=sip:127.0.0.1"],
        [*PLACES, "--route", "*=sip:host.example"],
        [*PLACES, "--route", "*=tel:1"],
        [*PLACES, "--route", "*=sip:127.0.0.1;transport=sctp"],
        [*PLACES, "--route", "*=sip:127.0.0.1", "--t1", "0"],
    ],
)
def test_a_wrong_option_is_named_in_one_line(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        parser().parse_args(words)
    assert stopped.value.code == 2
    assert "error: " in capsys.readouterr().err.splitlines()[-1]


@contextmanager
def running() -> Iterator[subprocess.Popen[str]]:
    """The proxy in a process of its own, which never outlives the test."""
    command = [sys.executable, "-m", "forking_proxy", *PLACES, "--route", "bob=sip:127.0.0.1:9"]
    path = os.pathsep.join([str(ROOT / "examples"), *sys.path])
    environment = {**os.environ, "PYTHONPATH": path}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_counts_and_ends_well(ending: signal.Signals) -> None:
    with running() as process:
        assert process.stdout
        udp, tcp, metrics = (process.stdout.readline().split()[-1] for _ in range(3))
        port = int(udp.rpartition(":")[2])
        message = request(uri=f"sip:nobody@127.0.0.1:{port}", via="SIP/2.0/UDP 127.0.0.1;rport")
        with socket.socket(type=socket.SOCK_DGRAM) as caller:
            caller.settimeout(20)
            caller.sendto(message, ("127.0.0.1", port))
            assert caller.recv(9_000).startswith(b"SIP/2.0 404 Not Found\r\n")
        with socket.create_connection(("127.0.0.1", int(tcp.rpartition(":")[2])), 20) as stream:
            one, two = (message.replace(b"bKcaller", b"bK%d" % number) for number in (1, 2))
            stream.sendall(b"\r\n" + one.replace(b"Content-Length", b"l")[:-1])
            stream.sendall(b"\n" + two)
            received = b""
            while received.count(b"SIP/2.0 404") < 2:
                octets = stream.recv(9_000)
                assert octets
                received += octets
        text, end = "", monotonic() + 20
        while 'sip_responses_sent_total{code="404"} 3.0' not in text:  # counted after it is sent
            assert monotonic() < end, text
            with urllib.request.urlopen(metrics, timeout=20) as answer:
                text = answer.read().decode()
        process.send_signal(ending)
        assert process.wait(20) == 0


def test_the_requirements_stand_in_two_places_alike() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = (ROOT / "examples" / "forking_proxy" / "requirements.txt").read_text(encoding="utf-8")
    assert project["dependency-groups"]["proxy"] == listed.split()
