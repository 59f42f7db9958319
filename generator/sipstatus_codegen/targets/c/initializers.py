"""C initializers, filled into lines, and the comments between them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from ...language.escaping import CommentStyle, Safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Cell = str | tuple[str, ...]
"""A member of a struct; if it is long, a line may break between its pieces."""

WIDTH = 100
_INDENT = 4


def row(cells: Iterable[Cell]) -> Safe:
    """A struct in a table of structs, on as many lines as it takes."""
    *others, last = map(_pieces, cells)
    lines = ["{"]
    for piece in [*chain(*(_behind(cell, ",") for cell in others)), *_behind(last, "},")]:
        if len(lines[-1]) + 1 + len(piece) <= WIDTH - _INDENT:
            lines[-1] += piece if lines[-1] == "{" else f" {piece}"
        else:
            lines.append(f" {piece}")
    return Safe(f"\n{' ' * _INDENT}".join(lines))


def braced(members: Iterable[str]) -> Cell:
    """An array inside a row."""
    *others, last = members
    first, *further = (*(f"{member}," for member in others), f"{last}}}")
    return (f"{{{first}", *further)


def bits(names: Iterable[str]) -> Cell:
    """Constants joined by ``|``; 0 if there are none."""
    *others, last = [*names] or ["0"]
    return (*(f"{name} |" for name in others), last)


def _pieces(cell: Cell) -> tuple[str, ...]:
    """What no line break may go through: the whole cell, if there is a line that holds it."""
    whole = (cell if isinstance(cell, str) else " ".join(cell),)
    return whole if isinstance(cell, str) or len(whole[0]) < WIDTH - _INDENT - len(" },") else cell


def _behind(pieces: tuple[str, ...], mark: str) -> tuple[str, ...]:
    *others, last = pieces
    return (*others, f"{last}{mark}")


def numbers(values: Sequence[int]) -> Iterator[Safe]:
    """Numbers as the lines of an initializer, in columns."""
    width = max(len(str(value)) for value in values)
    per_line = 20 if width <= 2 else 10
    for first in range(0, len(values), per_line):
        yield Safe(" ".join(f"{value:>{width}}," for value in values[first : first + per_line]))


def remarks(style: CommentStyle) -> Callable[..., Safe]:
    """Comments that may stand among initializers: ``/* text */``, wrapped where it must be."""
    inside = CommentStyle("", defuse=style.defuse, width=WIDTH - len(" */"))

    def remark(text: str, indent: int = _INDENT) -> Safe:
        return Safe(f"/* {inside(text, indent=indent + len('/* '))} */")

    return remark
