"""Items between brackets: rows and numbers of tables, members of enumerations and records."""

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


def rows(brackets: str, items: Iterable[object], indent: int = 0, step: int = 4) -> Safe:
    """Items on lines of their own, each with a comma behind it."""
    return block(brackets, (f"{safe(item)}," for item in items), indent, step)


def filled(
    brackets: str, items: Iterable[object], indent: int = 0, step: int = 4, width: int = 100
) -> Safe:
    """The same on as many lines of a width as they take."""
    return block(brackets, packed(items, width - indent - step), indent, step)


def packed(items: Iterable[object], width: int) -> list[str]:
    """Items, each with a comma behind it, on as many lines of a width as they take."""
    return fill_items((f"{safe(item)}," for item in items), width)


def inline(brackets: str, items: Iterable[object]) -> Safe:
    """Items on one line."""
    return Safe(f"{brackets[0]}{', '.join(map(safe, items))}{brackets[1]}")


def safe(item: object) -> str:
    """What a template may write without more ado; these functions are filters of templates."""
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
