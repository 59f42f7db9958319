"""The transaction layer: which message belongs to which transaction (RFC 3261 section 17)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from sipmessage import Via

from forking_proxy.message import Request, Response, text
from forking_proxy.transaction import (
    ClientTransaction,
    Clock,
    InviteClient,
    InviteServer,
    NonInviteClient,
    NonInviteServer,
    Send,
    ServerTransaction,
    Timing,
)
from forking_proxy.transport import Endpoint

MAGIC_COOKIE = "z9hG4bK"
_BRANCH = re.compile(rb";\s*branch\s*=\s*(z9hG4bK[\w.]+)")

Key = tuple[str, ...]
"""What the requests of one transaction, its ACK and its CANCEL have in common."""


def transaction_key(request: Request, via: Via) -> Key:
    """Branch and sent-by (RFC 3261 section 17.2.3), or what RFC 2543 had before branches."""
    branch = via.parameters.get("branch") or ""
    if branch.startswith(MAGIC_COOKIE):
        return (branch, via.host.lower(), str(via.port))
    sequence = str(request.cseq().sequence)
    named = (text(request.first(name)) for name in (b"via", b"call-id", b"from"))
    return (*named, sequence, request.uri)


class Sender(Protocol):
    """What the layer needs of the transport."""

    def send(self, data: bytes, endpoint: Endpoint, failed: Callable[[], object], /) -> None:
        """Send, and call `failed` later if that could not be done."""


class TransactionLayer:
    """All transactions that live."""

    def __init__(self, sender: Sender, clock: Clock, timing: Timing) -> None:
        self.clock = clock
        self.timing = timing
        self._sender = sender
        self._servers: dict[tuple[Key, str], ServerTransaction] = {}
        # By branch; a CANCEL has that of its INVITE.
        self._clients: dict[tuple[str, bool], ClientTransaction] = {}

    def __len__(self) -> int:
        """How many transactions live."""
        return len(self._servers) + len(self._clients)

    def server_of(self, key: Key, method: str) -> ServerTransaction | None:
        """The transaction of a request that came again, or of an ACK."""
        return self._servers.get((key, "INVITE" if method == "ACK" else method))

    def client_of(self, via: Via, method: str) -> ClientTransaction | None:
        """The transaction of a response, by its first Via value (RFC 3261 section 17.1.3)."""
        client = self._clients.get((via.parameters.get("branch") or "", method == "CANCEL"))
        return client if client and client.request.method == method else None

    def admits(self, data: bytes) -> bool:
        """Whether a response is worth reading: a look at its first octets and first branch."""
        match = _BRANCH.search(data)
        client = match and self._clients.get((match[1].decode("latin-1"), False))
        return not client or client.admits(data[8:9] != b"1")

    def serve(
        self, key: Key, method: str, send: Send, reliable: bool, ended: Callable[[], object]
    ) -> ServerTransaction:
        """Begin a server transaction."""

        def end() -> None:
            del self._servers[key, method]
            ended()

        kind = InviteServer if method == "INVITE" else NonInviteServer
        server = kind(send, reliable, self.clock, self.timing, end)
        self._servers[key, method] = server
        return server

    def request(
        self,
        request: Request,
        endpoint: Endpoint,
        pass_up: Callable[[Response], object],
        timed_out: Callable[[], object],
        failed: Callable[[], object],
    ) -> ClientTransaction:
        """Send a request in a client transaction.  Its first Via value is the proxy's own."""
        branch = request.top_via().parameters["branch"] or ""
        place = branch, request.method == "CANCEL"

        def send(data: bytes) -> None:
            self._sender.send(data, endpoint, fail)

        def fail() -> None:
            client = self._clients.get(place)
            if client is not None:
                client.terminate()
                failed()

        kind = InviteClient if request.method == "INVITE" else NonInviteClient
        client = kind(
            request,
            send,
            endpoint.reliable,
            self.clock,
            self.timing,
            pass_up,
            timed_out,
            lambda: self._clients.pop(place),
        )
        self._clients[place] = client
        client.begin()
        return client
