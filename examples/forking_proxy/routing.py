"""Where requests go: the targets of each user, and which of them are spared after a 503."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sipmessage import URI

from forking_proxy.transaction import Clock
from forking_proxy.transport import Endpoint, endpoint_of

ANYBODY = "*"
"""The route of users who have none of their own."""


class Target(NamedTuple):
    """One place where a request can be sent."""

    uri: str
    endpoint: Endpoint


def target(uri: str) -> Target:
    """Raises ValueError for what is no SIP URI, or has no IP address."""
    return Target(uri, endpoint_of(URI.parse(uri)))


class Routes:
    """The location service (RFC 3261 section 16.5): a fixed table."""

    def __init__(self, table: Mapping[str, Sequence[Target]], clock: Clock) -> None:
        self._table = table
        self._clock = clock
        self._spared: dict[Endpoint, float] = {}

    def targets(self, user: str | None) -> Sequence[Target]:
        """All targets of a user, spared or not; none if nobody knows the user."""
        return self._table.get(user or "", self._table.get(ANYBODY, ()))

    def spare(self, endpoint: Endpoint, seconds: float) -> None:
        """Send nothing there for a while: a 503 said so in Retry-After (section 21.5.4)."""
        self._spared[endpoint] = self._clock.time() + seconds

    def pause(self, targets: Iterable[Target]) -> float:
        """Seconds until the first of the targets takes requests again; 0.0 if one does now."""
        now = self._clock.time()
        return max(0.0, min(self._spared.get(at.endpoint, now) - now for at in targets))

    def available(self, targets: Iterable[Target]) -> list[Target]:
        """The targets that are not spared."""
        return [at for at in targets if self.pause([at]) == 0.0]

    def pause_of_all(self) -> float:
        """Seconds until any target of any user takes requests again."""
        return self.pause([at for targets in self._table.values() for at in targets])
