"""Documentation comments as TSDoc defines them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...language.escaping import CommentStyle, Safe

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH = 80  # Prettier's

PLAIN = CommentStyle(" * ", width=_WIDTH, defuse=(("*/", "* /"), ("/*", "/ *")))
"""The inside of a block comment; the template writes the marks around it."""

# What TSDoc takes for tags, markup and code is escaped by its rules; the backslash comes first.
_ESCAPES = tuple((mark, f"\\{mark}") for mark in "\\@{}<>`")
_PROSE = CommentStyle(" * ", width=_WIDTH, defuse=(*_ESCAPES, *PLAIN.defuse))


def tsdoc(parts: Sequence[str], indent: int = 0) -> Safe:
    """A whole comment: paragraphs, and behind them tags, which are Safe and stay as they are."""
    margin = "\n" + " " * indent
    text = ""
    for index, part in enumerate(parts):
        if index:
            between_tags = isinstance(part, Safe) and isinstance(parts[index - 1], Safe)
            text += margin if between_tags else f"{margin} *{margin}"
        text += (PLAIN if isinstance(part, Safe) else _PROSE)(part, indent)
    if "\n" not in text and len(text) + indent + len("/** */") <= _WIDTH + len(" *"):
        return Safe(f"/**{text.removeprefix(' *')} */")
    return Safe(f"/**{margin}{text}{margin} */")
