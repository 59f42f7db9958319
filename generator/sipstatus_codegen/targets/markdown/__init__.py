"""Markdown: the reference table of all codes, for people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from ...naming import Identifier, identifier, upper_snake
from ...text import CommentStyle, Safe, plain
from .._base import Context, Output, Status, Target

# What ends an HTML comment.
COMMENT = CommentStyle("", "<!--", "-->", (("-->", "-- &gt;"), ("--!>", "--! &gt;")))


def literal(text: str) -> Safe:
    """Prose as Markdown that shows it and nothing else: no markup, no HTML, no table cell end."""
    escaped = re.sub(r"([\\`*_\[\]|~])", r"\\\1", plain(text))
    # An underscore or star inside a word needs no escape, and prettier would take it out.
    escaped = re.sub(r"(?<=\w)\\_(?=\w)", "_", escaped)
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Safe(escaped)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Safe:
    """A table with its columns padded, as prettier prints it; cells are Markdown already."""
    widths = [max(map(_width, column)) for column in zip(header, *rows, strict=True)]
    rule = ["-" * width for width in widths]
    return Safe("\n".join(_row(cells, widths) for cells in (header, rule, *rows)))


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    pairs = zip(cells, widths, strict=True)
    return f"| {' | '.join(cell + ' ' * (width - _width(cell)) for cell, width in pairs)} |"


def _width(text: str) -> int:
    """Columns on a terminal: East Asian wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "FW" else 1 for char in text)


def _cells(status: Status) -> tuple[str, ...]:
    mark = "" if status.state == "registered" else f" ({status.state})"
    former = "".join(f", formerly `{alias.ident}`" for alias in status.named_aliases)
    defined = status.references[0] if status.references else ""
    return (
        str(status.code),
        f"{literal(status.phrase)}{mark}",
        f"`{status.ident}`{former}",
        literal(status.summary),
        defined.replace("section ", ""),
    )


def _extra(context: Context) -> Mapping[str, Any]:
    header = ("Code", "Reason phrase", "Name", "Meaning", "Defined in")
    return {
        "tables": {
            entry.digit: table(
                header, [_cells(s) for s in context.statuses if s.class_digit == entry.digit]
            )
            for entry in context.classes
        },
        "registry_date": Safe(context.registry.spec.registry_date.isoformat()),
        "counts": {
            "registered": sum(s.state in ("registered", "deprecated") for s in context.statuses),
            "historic": sum(s.state == "historic" for s in context.statuses),
            "vendor": sum(s.state == "vendor" for s in context.statuses),
        },
    }


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    return identifier(name, upper_snake)


TARGET = Target(
    name="markdown",
    title="The reference table of all codes",
    audience="People: every code with its phrase, name, meaning and defining RFC.",
    outputs=(Output("sip-status-codes.md", "sip-status-codes.md.j2"),),
    historic=True,
    literal=literal,
    comment=COMMENT,
    ident=_ident,
    class_ident=_ident,
    extra=_extra,
)
