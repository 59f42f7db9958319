"""Counters in OpenMetrics.  No label comes from a peer's octets, so nobody can multiply them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server

from sipstatus import metric_label

METHODS = frozenset(
    {"ACK", "BYE", "CANCEL", "INFO", "INVITE", "MESSAGE", "NOTIFY", "OPTIONS", "PRACK", "PUBLISH"}
    | {"REFER", "REGISTER", "SUBSCRIBE", "UPDATE"}
)


class Metrics:
    """What came in, what went out, and what was dropped and why.

    ``sip_received_total`` is the sum of the requests, the responses, and what was dropped as
    ``keep-alive``, ``flood`` or ``unreadable``.  What is dropped later was counted before.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        here = self.registry
        self._received = Counter("sip_received", "Messages, readable or not.", registry=here)
        requests = Counter("sip_requests_received", "By method.", ["method"], registry=here)
        responses = Counter("sip_responses_received", "By code.", ["code"], registry=here)
        sent = Counter(
            "sip_responses_sent", "By code, without repetitions.", ["code"], registry=here
        )
        dropped = Counter("sip_dropped", "What was dropped, by reason.", ["reason"], registry=here)
        self.contexts = Gauge("sip_contexts", "Requests that wait for responses.", registry=here)
        # Looking a child up takes longer than counting.
        self._request = lru_cache(None)(requests.labels)
        self._response = lru_cache(None)(responses.labels)
        self._sent = lru_cache(None)(sent.labels)
        self._dropped = lru_cache(None)(dropped.labels)

    def watch(self, transactions: Callable[[], float]) -> None:
        """Tell how many transactions live, whenever somebody asks."""
        gauge = Gauge("sip_transactions", "Transactions that live.", registry=self.registry)
        gauge.set_function(transactions)

    def received(self) -> None:
        """A datagram, or a message of a stream."""
        self._received.inc()

    def request(self, method: str) -> None:
        """A request arrived."""
        self._request(method if method in METHODS else "other").inc()

    def response(self, status_code: int) -> None:
        """A response arrived."""
        self._response(metric_label(status_code)).inc()

    def sent(self, status_code: int) -> None:
        """A response went upstream; repetitions do not count."""
        self._sent(metric_label(status_code)).inc()

    def dropped(self, reason: str) -> None:
        """Something was dropped; the reason is one of the proxy's own words."""
        self._dropped(reason).inc()

    @contextmanager
    def served(self, host: str, port: int) -> Iterator[int]:
        """Answer HTTP in a thread of its own; gives the port, which is a free one for port 0."""
        server, thread = start_http_server(port, host, self.registry)
        try:
            yield server.server_port
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
