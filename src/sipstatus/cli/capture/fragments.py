"""Puts IP datagrams together from their fragments (RFC 791 section 3.2, RFC 8200 section 4.5)."""

from __future__ import annotations

from bisect import bisect
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable

    from sipstatus.cli.capture.losses import Losses

DATAGRAM_MAX = 65_535
HELD_MAX = 4 << 20
"""Octets of all datagrams that wait for fragments, and of what each fragment takes beside them."""

PATIENCE = 60.0
"""Seconds that a datagram waits: as long as a host does (RFC 8200 section 4.5)."""

_OVERHEAD = 200  # octets of memory that a fragment takes beside its content

_LOST = "fragments of datagrams are missing"
_LIMIT = "datagrams were given up, as too many wait for fragments"
_OVERLAP = "fragments contradict each other"


class Datagram(NamedTuple):
    """What a datagram carries, and the packet in which it starts."""

    octets: bytes
    number: int
    time: float | None


class Fragments:
    """The datagrams that are not whole yet."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._waiting: OrderedDict[Hashable, _Waiting] = OrderedDict()
        self._held = 0

    def add(
        self,
        key: Hashable,
        number: int,
        time: float | None,
        place: int,
        octets: bytes,
        more: bool,
    ) -> Datagram | None:
        """Take a fragment; returns the datagram if it was the last that was missing.

        key: what the fragments of a datagram have in common.
        place: where in the datagram the octets stand.
        more: whether more follow behind them.
        """
        waiting = self._waiting.get(key)
        if waiting and time is not None and time - (waiting.time or time) > PATIENCE:
            self._give_up(key, _LOST)
            waiting = None
        if not waiting:
            waiting = self._waiting[key] = _Waiting(number, time)
        before = waiting.held
        fits = waiting.add(place, octets, more, number, time)
        self._held += waiting.held - before
        if not fits:
            self._give_up(key, _OVERLAP)
        elif waiting.complete:
            self._forget(key)
            return waiting.datagram()
        while self._held > HELD_MAX:
            self._give_up(next(iter(self._waiting)), _LIMIT)
        return None

    def finish(self) -> None:
        """Nothing more comes."""
        for waiting in self._waiting.values():
            self._losses.note(_LOST, waiting.number)

    def _give_up(self, key: Hashable, why: str) -> None:
        self._losses.note(why, self._forget(key).number)

    def _forget(self, key: Hashable) -> _Waiting:
        waiting = self._waiting.pop(key)
        self._held -= waiting.held
        return waiting


class _Waiting:
    """The fragments of a datagram."""

    def __init__(self, number: int, time: float | None) -> None:
        self.number = number  # of the packet that came first
        self.time = time
        self.held = 0
        self._places: list[int] = []  # in order
        self._pieces: dict[int, Datagram] = {}
        self._octets = 0
        self._end = DATAGRAM_MAX + 1  # not known yet

    @property
    def complete(self) -> bool:
        """Whether all octets are there: no two pieces overlap."""
        return self._octets == self._end

    def add(self, place: int, octets: bytes, more: bool, number: int, time: float | None) -> bool:
        """Take a fragment; False if it cannot belong to the others.

        Where two overlap, nobody can tell which is right, and an attacker may be at work
        (RFC 5722 section 4).
        """
        end = place + len(octets)
        if known := self._pieces.get(place):
            return known.octets == octets  # captured twice
        if not more:
            if self._end <= DATAGRAM_MAX or (self._places and self._reach() > end):
                return False
            self._end = end
        after = bisect(self._places, place)
        before = self._pieces[self._places[after - 1]] if after else None
        if (
            not octets
            or end > min(self._end, DATAGRAM_MAX)
            or (before and self._places[after - 1] + len(before.octets) > place)
            or (after < len(self._places) and end > self._places[after])
        ):
            return False
        self._places.insert(after, place)
        self._pieces[place] = Datagram(octets, number, time)
        self._octets += len(octets)
        self.held = self._octets + _OVERHEAD * len(self._pieces)
        return True

    def _reach(self) -> int:
        return self._places[-1] + len(self._pieces[self._places[-1]].octets)

    def datagram(self) -> Datagram:
        """What they make together."""
        pieces = [self._pieces[place] for place in self._places]
        return Datagram(b"".join(piece.octets for piece in pieces), *pieces[0][1:])
