"""Callers and callees that say what the tests tell them to, octet for octet.

They know nothing of the project: messages are taken apart with a few lines of their own.
"""

from __future__ import annotations

import itertools
import select
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Self

HOST = "127.0.0.1"
_NUMBERS = itertools.count(1)


def headers(message: bytes) -> list[tuple[bytes, bytes]]:
    """Names and values of a message's header fields."""
    head = message.partition(b"\r\n\r\n")[0]
    pairs = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return [(name.strip().lower(), value.strip()) for name, _, value in pairs]


def first_line(message: bytes) -> bytes:
    return message.partition(b"\r\n")[0]


def method(message: bytes) -> bytes:
    return message.partition(b" ")[0]


def own_branch(message: bytes) -> bytes:
    """The branch of the first Via value, with what follows it."""
    vias = [value for name, value in headers(message) if name == b"via"]
    return vias[0].partition(b"branch=")[2]


@dataclass
class Step:
    """One response to an INVITE or another request: its status-line without CRLF."""

    line: bytes
    fields: Sequence[bytes] = ()
    after: float = 0.0
    """Seconds after the step before."""


@dataclass
class Script:
    """What a callee does."""

    steps: Sequence[Step] = ()
    cancelled: bytes = b"SIP/2.0 487 Request Terminated"
    """How it ends an INVITE that is cancelled; b"": it does not."""


class Callee:
    """A user agent server on a UDP port, in a thread of its own.

    It sends each response once, or again when the request comes again.  A 2xx is sent again until
    there is an ACK.
    """

    def __init__(self) -> None:
        self.socket = socket.socket(type=socket.SOCK_DGRAM)
        self.socket.bind((HOST, 0))
        self.port = int(self.socket.getsockname()[1])
        self.script = Script()
        self.seen: list[bytes] = []
        self.sent: list[bytes] = []
        self._due: list[tuple[float, bytes, tuple[str, int]]] = []
        self._invites: dict[bytes, tuple[bytes, tuple[str, int]]] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    @property
    def uri(self) -> str:
        return f"sip:u{self.port}@{HOST}:{self.port}"

    def begin(self, script: Script) -> None:
        """Forget the call before."""
        self.script, self.seen, self.sent = script, [], []
        self._due.clear()
        self._invites.clear()

    def methods(self) -> list[str]:
        """The methods of the requests that came, each transaction once."""
        return list(dict.fromkeys(method(message).decode() for message in self.seen))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self.socket.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            if select.select([self.socket], [], [], 0.01)[0]:
                data, source = self.socket.recvfrom(65_535)
                self._receive(data, source)
            now = monotonic()
            for entry in [entry for entry in self._due if entry[0] <= now]:
                if entry in self._due:
                    self._due.remove(entry)
                    self._send(entry[1], entry[2])

    def _receive(self, data: bytes, source: tuple[str, int]) -> None:
        again = data in self.seen
        self.seen.append(data)
        branch = own_branch(data)
        what = method(data)
        if what == b"ACK" or (again and what != b"CANCEL"):
            return
        if what == b"CANCEL":
            invite = self._invites.pop(branch, None)
            self._send(answer(data, Step(b"SIP/2.0 200 OK")), source)
            if invite and self.script.cancelled:
                self._due.clear()
                self._send(answer(invite[0], Step(self.script.cancelled)), invite[1])
            return
        if what == b"INVITE":
            self._invites[branch] = (data, source)
        at = monotonic()
        for step in self.script.steps:
            at += step.after
            self._due.append((at, answer(data, step, self.uri), source))

    def _send(self, data: bytes, to: tuple[str, int]) -> None:
        if data[8:9] not in b"1":
            self._invites.pop(own_branch(data), None)
        self.sent.append(data)
        self.socket.sendto(data, to)


def answer(request: bytes, step: Step, contact: str = "") -> bytes:
    """A response to a request (RFC 3261 section 8.2.6)."""
    lines = [step.line]
    for name, value in headers(request):
        if name in (b"via", b"from", b"call-id", b"cseq", b"record-route"):
            lines.append(name + b": " + value)
        elif name == b"to":
            tag = b"" if b"tag=" in value else b";tag=callee%d" % next(_NUMBERS)
            lines.append(b"to: " + value + tag)
    if contact:
        lines.append(b"Contact: <" + contact.encode() + b">")
    return b"\r\n".join((*lines, *step.fields, b"Content-Length: 0", b"", b""))


@dataclass
class Call:
    """One request, and what came back."""

    request: bytes
    responses: list[bytes] = field(default_factory=list)

    @property
    def lines(self) -> list[bytes]:
        """The status-lines but 100, each response once however often it came."""
        unique = dict.fromkeys(self.responses)
        return [first_line(data) for data in unique if data[8:11] != b"100"]

    @property
    def finals(self) -> list[bytes]:
        return [line for line in self.lines if line[8:9] != b"1"]

    def values(self, name: bytes) -> list[bytes]:
        """Values of a header field of the last response."""
        return [value for found, value in headers(self.responses[-1]) if found == name]


class Caller:
    """A user agent client on a UDP port, or with a TCP connection."""

    def __init__(self, proxy_port: int, protocol: str = "UDP") -> None:
        self._proxy = (HOST, proxy_port)
        self._stream = protocol == "TCP"
        kind = socket.SOCK_STREAM if self._stream else socket.SOCK_DGRAM
        self._socket = socket.socket(type=kind)
        self._socket.bind((HOST, 0))
        self._socket.connect(self._proxy)
        self._protocol = protocol
        self._buffer = b""
        self.port = int(self._socket.getsockname()[1])

    def close(self) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def request(self, user: str, method: str = "INVITE", *fields: bytes) -> bytes:
        """A new request to a user of the proxy."""
        number = next(_NUMBERS)
        uri = f"sip:{user}@{HOST}:{self._proxy[1]}"
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/{self._protocol} {HOST}:{self.port};branch=z9hG4bK-caller-{number}",
            f"From: <sip:caller@{HOST}:{self.port}>;tag=caller{number}",
            f"To: <{uri}>",
            f"Call-ID: {number}-{self.port}@{HOST}",
            f"CSeq: 1 {method}",
            "Max-Forwards: 70",
            f"Contact: <sip:caller@{HOST}:{self.port}>",
        ]
        octets = [line.encode() for line in lines]
        return b"\r\n".join((*octets, *fields, b"Content-Length: 0", b"", b""))

    def receive(self, seconds: float) -> bytes | None:
        """The next message, if one comes in time."""
        end = monotonic() + seconds
        while True:
            if self._stream and b"\r\n\r\n" in self._buffer:
                head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
                return head + b"\r\n\r\n"  # these messages have no body
            left = end - monotonic()
            if left <= 0 or not select.select([self._socket], [], [], left)[0]:
                return None
            data = self._socket.recv(65_535)
            if not self._stream:
                return data
            if not data:
                return None
            self._buffer += data

    def call(
        self, request: bytes, *, patience: float = 6.0, quiet: float = 0.3, cancel_at: bytes = b""
    ) -> Call:
        """Send a request and take what comes, until nothing has come for a while after the final.

        cancel_at: the beginning of a status-line after which the caller gives up.
        """
        call = Call(request)
        self.send(request)
        end = monotonic() + patience
        final = False
        while monotonic() < end:
            data = self.receive(quiet if final else end - monotonic())
            if data is None:
                break
            if dict(headers(data))[b"cseq"] != dict(headers(request))[b"cseq"]:
                continue  # the 200 to a CANCEL
            call.responses.append(data)
            line = first_line(data)
            if cancel_at and line.startswith(cancel_at):
                self.send(same_transaction(request, b"CANCEL"))
                cancel_at = b""
            if line[8:9] != b"1":
                final = True
                if method(request) == b"INVITE" and line[8:9] == b"2":
                    acknowledge_2xx(request, data)
                elif method(request) == b"INVITE":
                    self.send(acknowledge(request, data))
        return call


def same_transaction(request: bytes, name: bytes) -> bytes:
    """A CANCEL of a request."""
    old = method(request)
    line, rest = request.replace(old + b" ", name + b" ", 1), b"CSeq: 1 "
    return line.replace(rest + old, rest + name)


def acknowledge(request: bytes, response: bytes) -> bytes:
    """The ACK to a response of 300 to 699 (RFC 3261 section 17.1.1.3)."""
    ack = same_transaction(request, b"ACK")
    return ack.replace(b"To: " + dict(headers(request))[b"to"], b"To: " + _to(response))


def acknowledge_2xx(request: bytes, response: bytes) -> None:
    """Send the ACK to a 2xx: a transaction of its own, to Contact (section 13.2.2.4)."""
    uri = dict(headers(response))[b"contact"].strip(b"<>")
    ack = acknowledge(request, response).replace(b"z9hG4bK-", b"z9hG4bK-ack%d-" % next(_NUMBERS), 1)
    line = b"ACK " + uri + b" SIP/2.0"
    with socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.sendto(line + ack[len(first_line(ack)) :], (HOST, int(uri.rpartition(b":")[2])))


def _to(message: bytes) -> bytes:
    return dict(headers(message))[b"to"]


@contextmanager
def lossy_relay(to_port: int, every: int = 10) -> Iterator[int]:
    """A UDP relay in both directions that drops each tenth datagram; gives its port."""
    stop = threading.Event()
    front = socket.socket(type=socket.SOCK_DGRAM)
    front.bind((HOST, 0))

    def run() -> None:
        backs: dict[tuple[str, int], socket.socket] = {}
        sources: dict[socket.socket, tuple[str, int]] = {}
        count = 0
        while not stop.is_set():
            for ready in select.select([front, *sources], [], [], 0.05)[0]:
                data, source = ready.recvfrom(65_535)
                count += 1
                if count % every == 0:
                    continue
                if ready is not front:
                    front.sendto(data, sources[ready])
                    continue
                if source not in backs:
                    back = backs[source] = socket.socket(type=socket.SOCK_DGRAM)
                    back.bind((HOST, 0))
                    sources[back] = source
                backs[source].sendto(data, (HOST, to_port))
        for back in sources:
            back.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield int(front.getsockname()[1])
    finally:
        stop.set()
        thread.join()
        front.close()


def rest(seconds: float) -> None:
    """Let what is on its way arrive."""
    sleep(seconds)
