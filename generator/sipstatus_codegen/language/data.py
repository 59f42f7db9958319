"""Nested data (maps, lists, texts, numbers) as literals of a language that has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .escaping import Safe, columns

Brackets = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Notation:
    """How a language writes nested data: dicts, lists, tuples, and all else by ``scalar``.

    ``key`` spells what stands before a value of a dict, such as ``name =``.  Data stays on one line
    if this fits into ``width`` columns with a comma behind it; if not, each item has its own line,
    but with ``fill`` lines are filled with items that hold no others.
    """

    scalar: Callable[[Any], str]
    key: Callable[[Any], str]
    maps: Brackets
    lists: Brackets
    tuples: Brackets
    width: int = 100
    fill: bool = False

    def __call__(self, value: Any, indent: int = 0, before: str = "") -> Safe:
        """The literal; ``before`` stands before it on its line, ``indent`` is that of the line."""
        items, (begin, end) = self._parts(value)
        if not begin:
            return Safe(self.scalar(value))
        line = self._line(value)
        if not items or indent + columns(before) + columns(line) < self.width:
            return Safe(line)
        margin = "\n" + " " * indent
        spelled = [label + self(item, indent + 2, label) for label, item in items]
        if self.fill and not any(label or self._parts(item)[1][0] for label, item in items):
            spelled = _filled(spelled, self.width - indent - 2)
        inner = f",{margin}  ".join(spelled)
        return Safe(f"{begin.rstrip()}{margin}  {inner}{margin}{end.lstrip()}")

    def _line(self, value: Any) -> str:
        items, (begin, end) = self._parts(value)
        if not begin:
            return self.scalar(value)
        inner = ", ".join(label + self._line(item) for label, item in items)
        return f"{begin}{inner}{end}" if items else begin.rstrip() + end.lstrip()

    def _parts(self, value: Any) -> tuple[Sequence[tuple[str, Any]], Brackets]:
        """What stands before each item of a value, the items, and the brackets around them."""
        kind = type(value)  # words and numbers of rows are tuples of their own kinds
        if kind is dict:
            return [(f"{self.key(key)} ", item) for key, item in value.items()], self.maps
        if kind is list or kind is tuple:
            return [("", item) for item in value], self.lists if kind is list else self.tuples
        return (), ("", "")


def _filled(items: Sequence[str], width: int) -> list[str]:
    lines: list[str] = []
    for item in items:
        if lines and columns(lines[-1]) + columns(item) + len(", ,") <= width:
            lines[-1] += f", {item}"
        else:
            lines.append(item)
    return lines
