"""What stands between brackets: rows of tables, numbers, members of enumerations and records."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .escaping import Safe, fill_items


def block(brackets: str, lines: Iterable[str], indent: int = 0, step: int = 4) -> Safe:
    """Lines, ``step`` columns deeper than the closing bracket, which is ``indent`` deep.

    Brackets that hold nothing stand side by side.
    """
    margin = "\n" + " " * indent
    inner = "".join(f"{margin}{' ' * step}{line}" for line in lines)
    return Safe(f"{brackets[0]}{inner}{margin if inner else ''}{brackets[1]}")


def filled(
    brackets: str, items: Iterable[object], indent: int = 0, step: int = 4, width: int = 100
) -> Safe:
    """Items, each with a comma behind it, on as many lines of a width as they take."""
    lines = fill_items((f"{safe(item)}," for item in items), width - indent - step)
    return block(brackets, lines, indent, step)


def safe(item: object) -> str:
    """An item that may stand in an output as it is; TypeError for any other."""
    if isinstance(item, Safe) or type(item) is int:
        return str(item)
    raise TypeError(f"{item!r} reaches the output without passing literal or comment")


def members(
    doc: Callable[[str, int], Safe],
    declared: Iterable[tuple[str, str]],
    indent: int = 0,
    step: int = 4,
    brackets: str = "{}",
) -> Safe:
    """Members in braces, behind their docs: each is such a doc, or "", and a declaration."""
    pairs = ((doc(about, indent + step) if about else "", member) for about, member in declared)
    return block(brackets, (line for pair in pairs for line in pair if line), indent, step)
