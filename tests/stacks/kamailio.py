"""How kamailio reads status-lines: it gets responses by UDP on loopback, its script says what."""

from __future__ import annotations

import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = Path(__file__).with_name("kamailio.cfg")
LOOPBACK = "127.0.0.1"
PATIENCE = 20.0
"""Seconds that it may take to start, or to read what it was sent."""

READING = re.compile(r"from port (\d+): (\d+)$", re.MULTILINE)


def version() -> str:
    """Its version; FileNotFoundError if it is not installed."""
    text = subprocess.run(["kamailio", "-v"], capture_output=True, check=True, text=True).stdout
    found = re.search(r"kamailio (\S+)", text)
    return found[1] if found else "?"


def codes(messages: Sequence[bytes], ask: bytes) -> list[int | None]:
    """The status code that it reads in each message, None where it reads none.

    `ask` is a message that it surely reads: it is ready when it says so, and done when it says so
    again, as one process reads all datagrams in turn. OSError if it does not start.
    """
    with running() as (address, readings), sockets(len(messages) + 2) as senders:
        first, *others, last = senders

        def ask_until_read(sender: socket.socket) -> None:
            end = time.monotonic() + PATIENCE
            while port_of(sender) not in readings():
                if time.monotonic() > end:
                    raise TimeoutError("kamailio does not answer")
                sender.sendto(ask, address)
                time.sleep(0.1)

        ask_until_read(first)
        for sender, message in zip(others, messages, strict=True):
            sender.sendto(message, address)
        ask_until_read(last)
        found = readings()
        return [found.get(port_of(sender)) for sender in others]


def port_of(one: socket.socket) -> int:
    port: int = one.getsockname()[1]
    return port


@contextmanager
def sockets(count: int) -> Iterator[list[socket.socket]]:
    """Each with a port of its own, by which kamailio tells them apart."""
    opened = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    try:
        for one in opened:
            one.bind((LOOPBACK, 0))
        yield opened
    finally:
        for one in opened:
            one.close()


@contextmanager
def running() -> Iterator[tuple[tuple[str, int], Callable[[], dict[int, int]]]]:
    """A kamailio: its address, and what it has read so far, by the port of the sender."""
    with sockets(1) as (free,):
        port = port_of(free)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = CONFIGURATION.read_text(encoding="utf-8").replace("@PORT@", str(port))
        (folder / "kamailio.cfg").write_text(text, encoding="utf-8")
        log = folder / "log"
        with log.open("wb") as output:
            command = ["kamailio", "-DD", "-E", "-f", "kamailio.cfg", "-Y", name, "-w", name]
            process = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        try:
            yield (
                (LOOPBACK, port),
                lambda: {
                    int(sender): int(code)
                    for sender, code in READING.findall(log.read_text("utf-8", "replace"))
                },
            )
        finally:
            process.terminate()  # and with it its children
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
