"""CSV (RFC 4180): a table of the status codes, one of the classes, and what they were made from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ...language.escaping import HASH, Safe, plain
from ..base import Context, Output, Target

_FORMULA = ("=", "+", "-", "@", "'")


def _cell(text: str) -> str:
    """What stands in a cell: spreadsheets run a text that begins like a formula.

    An apostrophe before it prevents that.  It stands before every apostrophe at the beginning, too,
    so that a program that takes one off always has the text.
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _literal(text: str) -> Safe:
    """A cell."""
    return Safe(_rows([[text]]).removesuffix("\r\n"))


def _rows(rows: Iterable[Iterable[str | int]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_cell(str(cell)) for cell in row] for row in rows)
    return text.getvalue()


def _codes(context: Context) -> str:
    header = ("code", "name", "former_names", "phrase", "class", "state")
    registry = context.registry
    rows = [
        (
            *(status.code, status.name, " ".join(name for name, _ in status.named_aliases)),
            *(status.phrase, status.class_digit, status.state.value),
            registry.status_line(status).decode().removesuffix("\r\n"),
            "; ".join(map(str, status.references)),
            plain(status.summary),
        )
        for status in context.statuses
    ]
    return _rows([(*header, "status_line", "references", "summary"), *rows])


def _classes(context: Context) -> str:
    header = ("class", "name", "title", "first", "last", "final", "fallback", "summary")
    rows = [
        (
            *(entry.digit, entry.name, plain(entry.title)),
            *(entry.digit * 100, entry.digit * 100 + 99, str(entry.final).lower()),
            *(entry.fallback, plain(entry.summary)),
        )
        for entry in context.registry.classes
    ]
    return _rows([header, *rows])


def _about(context: Context) -> str:
    registry = context.registry
    return _rows(
        [
            ("comment", "\r\n".join(context.banner)),
            ("spec_version", registry.spec.version),
            ("spec_digest", registry.digest),
            ("sip_version", registry.sip_version),
        ]
    )


TARGET = Target(
    name="csv",
    title="CSV tables of the status codes and of their classes (RFC 4180)",
    audience="Spreadsheets, databases, data frames and scripts. `sip-status-codes.csv` has a row "
    "for each code, `sip-response-classes.csv` one for each class: it tells what a code "
    "without a row is treated as. `about.csv` has the banner, which has no place in a "
    "table. A cell that begins with `=`, `+`, `-`, `@` or `'` has an apostrophe before it, "
    "so that spreadsheets take it for text; programs take it off.",
    outputs=(
        Output("sip-status-codes.csv", build=_codes),
        Output("sip-response-classes.csv", build=_classes),
        Output("about.csv", build=_about),
    ),
    example="example.py",
    literal=_literal,
    comment=HASH,
)
