"""Markdown: text that is shown as it is, comments and tables, laid out as prettier does it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import count

from .escaping import CommentStyle, Safe, columns, plain

# What ends an HTML comment.
COMMENT = CommentStyle("", "<!--", "-->", (("-->", "-- &gt;"), ("--!>", "--! &gt;")))


def literal(text: str) -> Safe:
    """Prose as Markdown that shows it and nothing else: no markup, no HTML, no table cell end."""
    escaped = re.sub(r"([\\`*_\[\]|~])", r"\\\1", plain(text))
    # An underscore or star inside a word needs no escape, and prettier would take it out.
    escaped = re.sub(r"(?<=\w)\\_(?=\w)", "_", escaped)
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Safe(escaped)


def paragraph(text: str) -> Safe:
    """Prose at the beginning of a line: neither heading nor item of a list."""
    escaped = literal(text)
    return Safe(re.sub(r"^([#+-]|[0-9]+(?=[.)](?:\s|$)))", _guarded, escaped))


def _guarded(start: re.Match[str]) -> str:
    return start[1] + "\\" if start[1].isdigit() else "\\" + start[1]


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Safe:
    """A table with its columns padded, as prettier prints it; cells are Markdown already."""
    widths = [max(3, *map(columns, column)) for column in zip(header, *rows, strict=True)]
    rule = ["-" * width for width in widths]
    return Safe("\n".join(_row(cells, widths) for cells in (header, rule, *rows)))


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    pairs = zip(cells, widths, strict=True)
    return f"| {' | '.join(cell + ' ' * (width - columns(cell)) for cell, width in pairs)} |"


class Markdown:
    """The markup of the pages; see :class:`~sipstatus_codegen.targets.prose.Markup`."""

    text = staticmethod(literal)
    block = staticmethod(paragraph)
    paragraph = Safe
    table = staticmethod(table)

    def code(self, name: str) -> Safe:
        """A name between backticks; names hold none."""
        return Safe(f"`{name}`")

    def mark(self, word: str) -> Safe:
        """A word with emphasis."""
        return Safe(f"_{word}_")

    def item(self, label: str, text: str, source: str) -> Safe:
        """An item of a list, without its bullet."""
        named = f"**{label}:** {text}" if label else text
        return Safe(f"{named} ({source})" if source else named)

    def items(self, items: Iterable[str], *, numbered: bool = False) -> Safe:
        """A list, with a bullet or a number for each item."""
        bullets = (f"{number}." if numbered else "-" for number in count(1))
        return Safe("\n".join(map(" ".join, zip(bullets, items, strict=False))))

    def citation(self, work: str, section: str, title: str, note: str) -> Safe:
        """A reference on one line."""
        place = f"{work} {section}" if section else work
        about = f", {title}" if title else ""
        return Safe(f"{place}{about}{f' ({note})' if note else ''}")
