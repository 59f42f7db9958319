"""Counts what cannot be read of a capture: in few words, however many packets it concerns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Report: TypeAlias = Callable[[str], None]

SHOWN = 3  # packets that are named, of each kind of loss
KINDS = 30  # a damaged file could make up any number of them


class Losses:
    """The kinds of what was lost, each with the first packets that it concerns."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = {}

    def note(self, what: str, number: int, octets: int = 0) -> None:
        """Something was lost in the packet of this number, or where it begins.

        what: a clause for people that packets can follow, the same for all losses of its kind.
        octets: how many, if that is known.
        """
        kind = self._kinds.get(what)
        if kind is None:
            if len(self._kinds) >= KINDS:
                what = "other packets could not be read"
            kind = self._kinds.setdefault(what, _Kind())
        kind.note(number, octets)

    def clauses(self) -> list[str]:
        """One clause for each kind, in the order in which they were met."""
        return [f"{what} ({kind})" for what, kind in self._kinds.items()]


class _Kind:
    def __init__(self) -> None:
        self.count = self.octets = 0
        self.numbers: list[int] = []

    def note(self, number: int, octets: int) -> None:
        self.octets += octets
        if number in self.numbers:
            return
        self.count += 1
        if len(self.numbers) < SHOWN:
            self.numbers.append(number)

    def __str__(self) -> str:
        """Such as "packets 14, 19, 25 and 1,240 more: 1,448 octets"."""
        more = self.count - len(self.numbers)
        numbers = [f"{number:,}" for number in self.numbers]
        last = f"{more:,} more" if more else numbers.pop() if len(numbers) > 1 else ""
        text = ", ".join(numbers) + (f" and {last}" if last else "")
        packets = "packet" if self.count == 1 else "packets"
        octets = f": {self.octets:,} octet{'' if self.octets == 1 else 's'}" if self.octets else ""
        return f"{packets} {text}{octets}"
