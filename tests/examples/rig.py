"""A forking proxy without sockets, in a time that only tests move on."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from forking_proxy.message import Request, Response, key, parse
from forking_proxy.metrics import Metrics
from forking_proxy.proxy import Proxy, Settings
from forking_proxy.routing import Target, target
from forking_proxy.transport import Endpoint

OWN = Endpoint("udp", "192.0.2.1", 5060)
CALLER = Endpoint("udp", "192.0.2.9", 5061)
ROUTES = {
    "one": ("sip:one@192.0.2.11",),
    "three": ("sip:a@192.0.2.11", "sip:b@192.0.2.12", "sip:c@192.0.2.13"),
}


@dataclass
class FakeTimer:
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class FakeClock:
    """Runs timers in order when time is moved on."""

    now: float = 0.0
    _queue: list[tuple[float, int, FakeTimer, Callable[[], object]]] = field(default_factory=list)
    _started: int = 0

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], object]) -> FakeTimer:
        timer = FakeTimer()
        self._started += 1
        heapq.heappush(self._queue, (self.now + delay, self._started, timer, callback))
        return timer

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while self._queue and self._queue[0][0] <= end:
            self.now, _, timer, callback = heapq.heappop(self._queue)
            if not timer.cancelled:
                callback()
        self.now = end


@dataclass
class Sent:
    """One message that left the proxy."""

    at: float
    data: bytes
    to: Endpoint
    failed: Callable[[], object]

    @property
    def message(self) -> Request | Response:
        return parse(self.data)

    @property
    def request(self) -> Request:
        message = self.message
        assert isinstance(message, Request)
        return message

    @property
    def start(self) -> str:
        return self.data.partition(b"\r\n")[0].decode("latin-1")


class Rig:
    """The proxy, and all that it sends."""

    def __init__(
        self,
        routes: Mapping[str, Sequence[str]] = ROUTES,
        settings: Settings | None = None,
        protocols: Sequence[str] = ("udp",),
    ) -> None:
        self.listeners = {name: OWN._replace(protocol=name) for name in protocols}
        self.sent: list[Sent] = []
        self.clock = FakeClock()
        self.metrics = Metrics()
        table: dict[str, tuple[Target, ...]] = {
            user: tuple(target(uri) for uri in uris) for user, uris in routes.items()
        }
        self.proxy = Proxy(table, self, self.clock, self.metrics, settings or Settings())

    def is_open(self, endpoint: Endpoint) -> bool:
        return endpoint.reliable

    def send(self, data: bytes, endpoint: Endpoint, failed: Callable[[], object]) -> None:
        self.sent.append(Sent(self.clock.now, data, endpoint, failed))

    def take(self) -> list[Sent]:
        """What was sent since the last time."""
        sent, self.sent = self.sent, []
        return sent

    def starts(self) -> list[str]:
        """The same, as addresses' last numbers and first lines."""
        return [f"{sent.to.host.rpartition('.')[2]} {sent.start}" for sent in self.take()]

    def receive(self, data: bytes, source: Endpoint = CALLER) -> None:
        self.proxy.receive(data, source)

    def call(self, user: str = "three", method: str = "INVITE") -> list[Request]:
        """A request from the caller; the copies that went to the targets."""
        self.receive(request(method, user))
        messages = [sent.message for sent in self.take()]
        return [message for message in messages if isinstance(message, Request)]

    def answer(self, copy: Request, status_line: str, *fields: str) -> None:
        """A response of the target that got this copy."""
        self.receive(response(copy, status_line, *fields), CALLER._replace(host="192.0.2.99"))

    def counts(self) -> dict[str, float]:
        """All counters that are not 0, as ``name{label}``."""
        found: dict[str, float] = {}
        for family in self.metrics.registry.collect():
            for sample in family.samples:
                if sample.value and not sample.name.endswith("_created"):
                    labels = ",".join(sample.labels.values())
                    found[f"{sample.name}{{{labels}}}"] = sample.value
        return found


def request(
    method: str = "INVITE",
    user: str = "three",
    *fields: str,
    branch: str = "z9hG4bKcaller",
    uri: str = "",
    sequence: int = 1,
    to_tag: str = "",
    via: str = "SIP/2.0/UDP 192.0.2.9:5061",
    hops: str = "70",
) -> bytes:
    """A request as the caller sends it."""
    lines = [
        f"{method} {uri or f'sip:{user}@192.0.2.1'} SIP/2.0",
        f"Via: {via};branch={branch}",
        "From: <sip:caller@192.0.2.9>;tag=1",
        f"To: <sip:{user}@192.0.2.1>{to_tag}",
        "Call-ID: call",
        f"CSeq: {sequence} {method}",
        *([f"Max-Forwards: {hops}"] if hops else []),
        *fields,
        "Content-Length: 0",
    ]
    return "\r\n".join((*lines, "", "")).encode()


COPIED = {b"via", b"from", b"to", b"call-id", b"cseq"}


def response(copy: Request, status_line: str, *fields: str) -> bytes:
    """A response as a target sends it, with a tag of its own."""
    lines = [status_line.encode("utf-8", "surrogateescape")]
    for name, value in copy.fields:
        if key(name) in COPIED:
            tag = b";tag=callee" if key(name) == b"to" and b"tag=" not in value else b""
            lines.append(name + b":" + value + tag)
    lines += [line.encode() for line in fields]
    return b"\r\n".join((*lines, b"Content-Length: 0", b"", b""))
