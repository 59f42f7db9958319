"""Tables that are read row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...language.escaping import Safe
from .initializers import braced, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .initializers import Cell


class Table(NamedTuple):
    """The rows of a table, which in C is never empty, and the sizes of the arrays in them."""

    rows: tuple[Safe, ...]
    length: int
    name: int
    """Octets that hold each name with a NUL behind it."""
    items: int
    """Numbers in the longest list, with a 0 behind them."""


def table(
    rows: Iterable[Safe],
    nothing: Iterable[Cell],
    names: Sequence[str] = (),
    lists: Iterable[Sequence[int]] = (),
) -> Table:
    """The table of the rows; ``nothing`` has the cells of a row where there are none."""
    known = tuple(rows)
    name = 1 + max((len(name.encode()) for name in names), default=0)
    items = 1 + max(map(len, lists), default=0)
    return Table(known or (row(nothing),), len(known), name, items)


def numbers(values: Sequence[int]) -> Cell:
    """A list of numbers inside a row; behind the last C puts a 0."""
    return braced(map(str, values or (0,)))


def one(cell: Cell) -> Safe:
    """A cell that is no part of a row."""
    return Safe(cell if isinstance(cell, str) else " ".join(cell))
