"""HTML: text that is shown as it is, comments, and the markup of the reference.

End tags that HTML lets out are left out: the page is large.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from .escaping import CommentStyle, Safe, plain

COMMENT = CommentStyle("", "<!--", "-->", (("-->", "-- &gt;"), ("--!>", "--! &gt;")))


def literal(text: str) -> Safe:
    """Prose as HTML that shows it and nothing else, as text or between quotation marks."""
    return Safe(escape(plain(text)))


class Html:
    """The markup of the reference; see :class:`~sipstatus_codegen.targets.prose.Markup`."""

    def text(self, text: str) -> Safe:
        """Prose."""
        return literal(text)

    def block(self, text: str) -> Safe:
        """Prose where a block begins."""
        return literal(text)

    def paragraph(self, text: str) -> Safe:
        """A paragraph."""
        return Safe(f"<p>{text}")

    def code(self, name: str) -> Safe:
        """A name as a program has it."""
        return Safe(f"<code>{literal(name)}</code>")

    def mark(self, word: str) -> Safe:
        """A word that people shall notice."""
        return Safe(f"<em>{word}</em>")

    def item(self, label: str, text: str, source: str) -> Safe:
        """An item of a list, without its tag."""
        named = f"<b>{label}</b> {text}" if label else text
        return Safe(f"{named} {_cited(source)}" if source else named)

    def items(self, items: Iterable[Safe], *, numbered: bool = False) -> Safe:
        """A list; nothing if it has no items."""
        lines = "".join(f"\n<li>{item}" for item in items)
        tag = "ol" if numbered else "ul"
        return Safe(f"<{tag}>{lines}</{tag}>" if lines else "")

    def citation(self, work: str, section: str, title: str, note: str) -> Safe:
        """A reference without the heading of its section: the page would be a tenth larger."""
        place = f"{work} {section}" if section else work
        return Safe(f"{place}{f' ({note})' if note else ''}")

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Safe:
        """A table; a last column of sources is cited."""
        head = "".join(f"<th>{cell}" for cell in header)
        cited = header[-1] == "Source"
        body = "".join(
            "\n<tr>"
            + "".join(f"<td>{cell}" for cell in (row[:-1] if cited else row))
            + (f"<td>{_cited(row[-1])}" if cited else "")
            for row in rows
        )
        return Safe(f"<table>\n<thead><tr>{head}\n<tbody>{body}\n</table>")


def _cited(source: str) -> str:
    return f"<i>{source}</i>"
