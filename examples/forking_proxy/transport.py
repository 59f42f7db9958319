"""Sockets: octets in from anybody, octets out to an address (RFC 3261 section 18)."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from typing import NamedTuple

from sipmessage import URI

from forking_proxy.message import MESSAGE_MAX, MessageError, size

BATCH = 32
"""Datagrams that are read before other work gets its turn."""
UNSENT_MAX = 1 << 20
"""Octets that may wait for a stream's peer; one that reads no faster is cut off."""


class Endpoint(NamedTuple):
    """One end of a hop."""

    protocol: str
    """``"udp"`` or ``"tcp"``."""
    host: str
    """An IP address, without brackets."""
    port: int

    @property
    def reliable(self) -> bool:
        """Does the transport itself repeat what was lost?"""
        return self.protocol != "udp"

    @property
    def sent_by(self) -> str:
        """Host and port as Via and URIs spell them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def endpoint(protocol: str, host: str, port: int | str) -> Endpoint:
    """An endpoint as a message names it.

    Raises MessageError for another protocol, for a host that is no IP address (there is no DNS
    here), and for a port that cannot be.
    """
    try:
        address, number = ipaddress.ip_address(host.strip("[]")), int(port)
    except ValueError as error:
        raise MessageError(f"no endpoint: {host}:{port}") from error
    if protocol.lower() not in ("udp", "tcp") or not 0 < number < 65_536:
        raise MessageError(f"no endpoint: {protocol}:{host}:{port}")
    return Endpoint(protocol.lower(), str(address), number)


def endpoint_of(uri: URI) -> Endpoint:
    """Where a URI leads.  Raises MessageError as :func:`endpoint` does."""
    return endpoint(uri.parameters.get("transport") or "udp", uri.host, uri.port or 5060)


Receive = Callable[[bytes, Endpoint], None]
"""Takes a message's octets and where they came from."""
Refuse = Callable[[str], None]
"""Takes the reason for which octets were dropped before they were a message."""


def ignore() -> None:
    """Nobody has to hear that a message could not be sent."""


class Transport:
    """All sockets of the proxy: at most one to listen on for each protocol."""

    def __init__(self, receive: Receive, refuse: Refuse) -> None:
        self.listeners: dict[str, Endpoint] = {}
        self._receive = receive
        self._refuse = refuse
        self._socket: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._streams: dict[Endpoint, _Stream] = {}

    async def listen(self, endpoint: Endpoint) -> None:
        """Bind an address.  Port 0 takes any free one; `listeners` says which."""
        loop = asyncio.get_running_loop()
        if endpoint.protocol == "udp":
            family = socket.AF_INET6 if ":" in endpoint.host else socket.AF_INET
            self._socket = socket.socket(family, socket.SOCK_DGRAM)
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            self._socket.bind((endpoint.host, endpoint.port))
            loop.add_reader(self._socket, self._read_datagrams, self._socket)
            bound = self._socket
        else:
            self._server = await loop.create_server(
                lambda: _Stream(self._streams, self._receive, self._refuse),
                endpoint.host,
                endpoint.port,
            )
            bound = self._server.sockets[0]
        self.listeners[endpoint.protocol] = endpoint._replace(port=bound.getsockname()[1])

    def is_open(self, endpoint: Endpoint) -> bool:
        """Is there a stream to the endpoint already?"""
        return endpoint in self._streams

    def send(self, data: bytes, endpoint: Endpoint, failed: Callable[[], object] = ignore) -> None:
        """Send a message; `failed` is called later if it is known that it could not be sent."""
        if endpoint.protocol == "tcp":
            stream = self._streams.get(endpoint)
            if stream is None:
                stream = _Stream(self._streams, self._receive, self._refuse)
                stream.connect(endpoint)
            stream.send(data, failed)
            return
        try:
            if self._socket is None:
                raise OSError("no UDP socket")
            self._socket.sendto(data, (endpoint.host, endpoint.port))
        except BlockingIOError:
            pass  # as good as lost on the way: it is repeated
        except OSError:
            asyncio.get_running_loop().call_soon(failed)

    async def close(self) -> None:
        """Close all sockets."""
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
        if self._server is not None:
            self._server.close()
        for stream in [*self._streams.values()]:
            stream.close()
        await asyncio.sleep(0)  # streams close in the next turn of the loop

    def _read_datagrams(self, udp: socket.socket) -> None:
        for _ in range(BATCH):
            try:
                data, (host, port, *_) = udp.recvfrom(MESSAGE_MAX)
            except OSError:  # nothing is left; or an ICMP error of something sent before
                return
            self._receive(data, Endpoint("udp", host, port))


class _Stream(asyncio.Protocol):
    """A TCP connection, whoever opened it: messages one after another (section 18.3)."""

    def __init__(self, streams: dict[Endpoint, _Stream], receive: Receive, refuse: Refuse) -> None:
        self._streams = streams
        self._receive = receive
        self._refuse = refuse
        self._peer: Endpoint | None = None
        self._transport: asyncio.Transport | None = None
        self._waiting: list[tuple[bytes, Callable[[], object]]] = []
        self._buffer = bytearray()
        self._opening: asyncio.Task[None] | None = None  # keeps the task from being collected

    def connect(self, peer: Endpoint) -> None:
        self._peer = peer
        self._streams[peer] = self
        self._opening = asyncio.get_running_loop().create_task(self._open(peer))

    async def _open(self, peer: Endpoint) -> None:
        try:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: self, peer.host, peer.port)
        except OSError:
            self.connection_lost(None)

    def send(self, data: bytes, failed: Callable[[], object]) -> None:
        if self._transport is None:
            self._waiting.append((data, failed))
        elif self._transport.get_write_buffer_size() > UNSENT_MAX:
            self._transport.abort()
        else:
            self._transport.write(data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()
        elif self._opening is not None:
            self._opening.cancel()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if self._peer is None:
            host, port, *_ = transport.get_extra_info("peername")
            self._peer = Endpoint("tcp", host, port)
            self._streams[self._peer] = self
        for data, _ in self._waiting:
            transport.write(data)
        self._waiting.clear()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._peer is not None and self._streams.get(self._peer) is self:
            del self._streams[self._peer]
        for _, failed in self._waiting:
            failed()
        self._waiting.clear()

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        assert self._peer is not None
        self._buffer += data
        while not self._transport.is_closing():
            while self._buffer.startswith(b"\r\n"):  # keep-alive (section 7.5)
                del self._buffer[:2]
            try:
                length = size(self._buffer)
            except MessageError:
                self._refuse("unframed")
                self._transport.abort()  # nobody knows where the next message begins
                return
            if length is None or length > len(self._buffer):
                return
            message = bytes(self._buffer[:length])
            del self._buffer[:length]
            self._receive(message, self._peer)
