"""How languages with maps and lists, but no records, spell the tables: as nested data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..language.escaping import Safe, columns
from ..model.nested import RowOf, WordOf, nested
from .base import Context

Brackets = tuple[str, str]


def variables(context: Context) -> dict[str, Any]:
    """What a template of meaning has."""
    return {"tables": context.tables, "nested": nested(context.tables)}


def number(value: Any) -> str:
    """A number or a flag, as most languages write it."""
    return str(value).lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """How a language writes nested data: dicts, lists, tuples, and what these hold.

    ``word`` spells a word of a vocabulary, ``row`` refers to a row of a shared table.  What is Safe
    stands as it is.  ``key`` spells what stands before a value of a dict, such as ``name =``.

    Data stays on one line if this fits into ``width`` columns with a comma behind it; if not, each
    item has its own line, but with ``fill`` lines are filled with items that hold no others.
    """

    text: Callable[[str], str]
    word: Callable[[WordOf], str]
    row: Callable[[RowOf], str]
    key: Callable[[Any], str]
    maps: Brackets
    lists: Brackets
    tuples: Brackets
    number: Callable[[Any], str] = number
    width: int = 100
    fill: bool = False

    def scalar(self, value: Any) -> str:
        """What holds nothing else."""
        match value:
            case WordOf():
                return self.word(value)
            case RowOf():
                return self.row(value)
            case Safe():
                return value
            case str():
                return self.text(value)
            case _:
                return self.number(value)

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
