"""The proxy core: what is refused, where the rest goes, and how (RFC 3261 sections 16.3 to 16.11).

It knows no sockets: octets come in through :meth:`Proxy.receive` and leave through a sender.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from sipmessage import URI, Via

from forking_proxy.context import ResponseContext
from forking_proxy.layer import MAGIC_COOKIE, Key, TransactionLayer, transaction_key
from forking_proxy.message import (
    Field,
    Message,
    MessageError,
    Request,
    Response,
    own_response,
    parse,
    text,
)
from forking_proxy.metrics import Metrics
from forking_proxy.routing import Routes, Target
from forking_proxy.transaction import Clock, InviteServer, ServerTransaction, Timing
from forking_proxy.transport import Endpoint, endpoint, endpoint_of, ignore
from sipstatus import encode_status_line, is_response, response_headers

MAX_FORWARDS = 70
_RECORD_ROUTED = {"INVITE", "SUBSCRIBE", "REFER"}
_NEEDED = (b"from", b"to", b"call-id", b"cseq")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decides."""

    domains: Collection[str] = ()
    """Hosts of Request-URIs, besides the proxy's own addresses, whose users the routes list."""
    record_route: bool = False
    """Stay on the path of later requests of a dialog."""
    stateless: bool = False
    """Keep nothing: each request goes to the first of its targets (section 16.11)."""
    timing: Timing = field(default_factory=Timing)


class Refusal(Exception):  # noqa: N818 - an answer, not an error
    """A request that is answered here."""

    def __init__(self, status_code: int, *fields: Field) -> None:
        super().__init__(status_code)
        self.status_code = status_code
        self.fields = fields


class Sender(Protocol):
    """What the core needs of the transport."""

    listeners: dict[str, Endpoint]

    def is_open(self, endpoint: Endpoint, /) -> bool:
        """Is there a stream to the endpoint already?"""
        ...

    def send(self, data: bytes, endpoint: Endpoint, failed: Callable[[], object], /) -> None:
        """Send, and call `failed` later if that could not be done."""


class Proxy:
    """One proxy."""

    def __init__(
        self,
        routes: Mapping[str, Sequence[Target]],
        sender: Sender,
        clock: Clock,
        metrics: Metrics,
        settings: Settings,
    ) -> None:
        self.metrics = metrics
        self.layer = TransactionLayer(sender, clock, settings.timing)
        metrics.watch(lambda: len(self.layer))
        self._settings = settings
        self._routes = Routes(routes, clock)
        self._sender = sender
        self._contexts: dict[Key, ResponseContext] = {}
        self._secret = secrets.token_bytes(16)

    def receive(self, data: bytes, source: Endpoint) -> None:
        """Take a datagram, or one message of a stream."""
        self.metrics.received()
        if not data.strip(b"\r\n\0"):
            self.metrics.dropped("keep-alive")
            return
        if is_response(data) and not self.layer.admits(data):
            self.metrics.dropped("flood")
            return
        try:
            message = parse(data)
            via = message.top_via()
        except MessageError:
            self.metrics.dropped("unreadable")
            return
        try:
            if isinstance(message, Request):
                self._receive_request(message, via, source)
            else:
                self._receive_response(message, via)
        except MessageError:
            self.metrics.dropped("incomplete")

    # --- Requests -------------------------------------------------------------------------------

    def _receive_request(self, request: Request, via: Via, source: Endpoint) -> None:
        self.metrics.request(request.method)
        key = transaction_key(request, via)
        request.mark_source(via, source.host, source.port)
        known = self.layer.server_of(key, request.method)
        if known is not None:
            if request.method != "ACK":
                known.receive_again()
                return
            if isinstance(known, InviteServer) and known.acknowledge():
                return
        reply = self._way_back(via, source)
        try:
            self._check(request)
            if request.method == "ACK" or self._settings.stateless:
                self._forward_statelessly(request, key, source)
            elif request.method == "CANCEL":
                self._cancel(request, key, reply, source)
            else:
                self._fork(request, key, reply, source)
        except Refusal as refusal:
            self._refuse(request, key, reply, source, refusal)

    def _way_back(self, via: Via, source: Endpoint) -> Callable[[bytes], None]:
        """Sends a response where its request came from (section 18.2.2, RFC 3581 section 4)."""
        listening = endpoint(source.protocol, source.host, via.port or 5060)

        def reply(data: bytes) -> None:
            if source.reliable:
                to = source if self._sender.is_open(source) else listening
            else:
                to = source if "rport" in via.parameters else listening
            self._sender.send(data, to, ignore)

        return reply

    def _refuse(
        self,
        request: Request,
        key: Key,
        reply: Callable[[bytes], None],
        source: Endpoint,
        refusal: Refusal,
    ) -> None:
        if request.method == "ACK":
            self.metrics.dropped("refused ACK")
        elif self._settings.stateless:
            reply(self._own(request, key, refusal.status_code, refusal.fields))
            self.metrics.sent(refusal.status_code)
        else:
            server = self.layer.serve(key, request.method, reply, source.reliable, ignore)
            self._respond(server, request, key, refusal.status_code, refusal.fields)

    def _check(self, request: Request) -> None:
        """What RFC 3261 section 16.3 asks of every request."""
        if request.version != "SIP/2.0":
            raise Refusal(505)
        if not request.is_whole() or any(request.find(name) is None for name in _NEEDED):
            raise Refusal(400)
        try:
            if request.cseq().method != request.method:
                raise Refusal(400)
            if not request.uri.lower().startswith("sip:"):
                raise Refusal(416)
            request.target()
        except MessageError as error:
            raise Refusal(400) from error
        hops = request.values(b"max-forwards")
        if hops and not hops[0].isdigit():
            raise Refusal(400)
        if hops and int(hops[0][:9]) == 0:
            raise Refusal(483)
        if self._has_looped(request):
            raise Refusal(482)
        if extensions := request.values(b"proxy-require"):
            raise Refusal(420, *((b"Unsupported", value) for value in extensions))

    def _has_looped(self, request: Request) -> bool:
        """Was the request here before, with nothing changed that decides its way? (RFC 5393 4.2)"""
        mark = b"." + self._loop_mark(request).encode()
        ours = [endpoint.sent_by.encode() for endpoint in self._sender.listeners.values()]
        # Other elements' values need not be readable, so they are only searched.
        vias = request.values(b"via")
        return any(mark in via and any(own in via for own in ours) for via in vias)

    def _loop_mark(self, request: Request) -> str:
        return self._digest(request.uri, *map(text, request.values(b"route")))

    def _digest(self, *words: str) -> str:
        octets = "\n".join(words).encode("utf-8", "surrogateescape")
        return hashlib.blake2b(octets, key=self._secret, digest_size=8).hexdigest()

    def _is_ours(self, uri: URI) -> bool:
        if uri.host in self._settings.domains:
            return True
        place = uri.host.strip("[]"), uri.port or 5060
        return any(place == (at.host, at.port) for at in self._sender.listeners.values())

    def _targets(self, request: Request) -> Sequence[Target]:
        """Where a request goes (RFC 3261 sections 16.4 and 16.5).  Own Route values are removed."""
        try:
            while (route := request.top_route()) is not None and self._is_ours(route):
                request.pop(b"route")
            uri = request.target()
            if route is not None or not self._is_ours(uri):
                if b"tag=" not in request.first(b"to") and request.method != "CANCEL":
                    raise Refusal(403)  # a stranger's new request to strangers
                return [Target(request.uri, endpoint_of(route or uri))]
        except MessageError as error:
            raise Refusal(400) from error
        targets = self._routes.targets(uri.user)
        if not targets:
            raise Refusal(404)
        available = self._routes.available(targets)
        if not available:
            seconds = str(math.ceil(self._routes.pause(targets))).encode()
            # A 503 would keep the caller away from all other users (RFC 3261 section 21.5.4).
            code = 503 if self._routes.pause_of_all() else 480
            raise Refusal(code, (b"Retry-After", seconds))
        return available

    def _copy(
        self, request: Request, target: Target, source: Endpoint, token: str, mark: str
    ) -> Request:
        """The copy that goes to a target (RFC 3261 section 16.6)."""
        copy = request.copy()
        copy.uri = target.uri
        hops = request.values(b"max-forwards")
        left = int(hops[0][:9]) - 1 if hops else MAX_FORWARDS
        copy.put(b"Max-Forwards", str(left).encode())
        protocol = target.endpoint.protocol
        own = self._sender.listeners[protocol]
        if self._settings.record_route and request.method in _RECORD_ROUTED:
            for name in dict.fromkeys(
                (source.protocol, protocol)
            ):  # both sides: RFC 5658 section 4
                at = self._sender.listeners[name].sent_by
                copy.push(b"Record-Route", f"<sip:{at};transport={name};lr>".encode())
        branch = f"{MAGIC_COOKIE}{token}.{mark}"
        copy.push(b"Via", f"SIP/2.0/{protocol.upper()} {own.sent_by};branch={branch}".encode())
        if target.endpoint.reliable and copy.find(b"content-length") is None:
            copy.put(b"Content-Length", str(len(copy.body)).encode())
        return copy

    def _reachable(self, targets: Sequence[Target]) -> Sequence[Target]:
        reachable = [at for at in targets if at.endpoint.protocol in self._sender.listeners]
        if not reachable:
            raise Refusal(500)
        return reachable

    def _forward_statelessly(self, request: Request, key: Key, source: Endpoint) -> None:
        mark = self._loop_mark(request)
        target = self._reachable(self._targets(request))[0]
        # The same for an INVITE, its ACK and its CANCEL, and for one that comes again.
        copy = self._copy(request, target, source, self._digest(*key), mark)
        self._sender.send(copy.encode(), target.endpoint, ignore)

    def _fork(
        self, request: Request, key: Key, reply: Callable[[bytes], None], source: Endpoint
    ) -> None:
        mark = self._loop_mark(request)
        targets = self._reachable(self._targets(request))
        invite = request.method == "INVITE"
        ended = partial(self._contexts.pop, key) if invite else ignore
        server = self.layer.serve(key, request.method, reply, source.reliable, ended)
        context = ResponseContext(
            self.layer,
            self._routes,
            server,
            request.method,
            respond_own=partial(self._respond, server, request, key),
            relay=partial(self._relay, server),
            done=self.metrics.contexts.dec,
        )
        self.metrics.contexts.inc()
        if invite:
            self._contexts[key] = context
            self._respond(server, request, key, 100)
        context.fork(
            [
                (self._copy(request, at, source, secrets.token_hex(8), mark), at.endpoint)
                for at in targets
            ]
        )

    def _cancel(
        self, request: Request, key: Key, reply: Callable[[bytes], None], source: Endpoint
    ) -> None:
        context = self._contexts.get(key)
        if context is None:
            self._forward_statelessly(request, key, source)  # RFC 3261 section 16.10
            return
        server = self.layer.serve(key, "CANCEL", reply, source.reliable, ignore)
        self._respond(server, request, key, 200)
        context.cancel()

    # --- Responses ------------------------------------------------------------------------------

    def _receive_response(self, response: Response, via: Via) -> None:
        self.metrics.response(response.line.status_code)
        if response.line.version != (2, 0):
            self.metrics.dropped("version")
        elif not response.is_whole():
            self.metrics.dropped("cut")
        elif self._settings.stateless:
            self._relay_statelessly(response, via)
        else:
            client = self.layer.client_of(via, response.cseq().method)
            response.first(b"to")  # an ACK needs it: better no response than half of one
            if client is None:
                self.metrics.dropped("stray")  # RFC 6026 section 8.2
            else:
                client.receive(response)

    def _relay(self, server: ServerTransaction, response: Response) -> None:
        upstream = response.copy()
        upstream.pop(b"via")
        code = response.line.status_code
        if server.respond(code, upstream.encode()):
            self.metrics.sent(code)
        else:
            self.metrics.dropped("late")

    def _relay_statelessly(self, response: Response, via: Via) -> None:
        """By the Via values alone (RFC 3261 sections 16.11 and 18.2.2)."""
        ours = {at.sent_by for at in self._sender.listeners.values()}
        if f"{via.host}:{via.port}" not in ours:
            self.metrics.dropped("stray")
            return
        response.pop(b"via")
        to = response.top_via()
        host = to.parameters.get("received") or to.host
        port = to.parameters.get("rport") or to.port or 5060
        self._sender.send(response.encode(), endpoint(to.transport, host, port), ignore)
        self.metrics.sent(response.line.status_code)

    def _respond(
        self,
        server: ServerTransaction,
        request: Request,
        key: Key,
        status_code: int,
        fields: Sequence[Field] = (),
    ) -> None:
        if server.respond(status_code, self._own(request, key, status_code, fields)):
            self.metrics.sent(status_code)

    def _own(
        self, request: Message, key: Key, status_code: int, fields: Sequence[Field] = ()
    ) -> bytes:
        """A response of the proxy's own.  Its tag is always the same (RFC 3261 section 8.2.7)."""
        copied = response_headers(status_code, request.fields, tag=self._digest("tag", *key))
        return own_response(encode_status_line(status_code), (*copied, *fields))
