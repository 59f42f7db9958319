"""How C# spells the tables of :mod:`..model.tables`.

Words are enumerators from 1 on, and 0 is None, no word; an absent record is null, an absent number
0, an absent text "".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...language.blocks import members
from ...language.escaping import CommentStyle, Safe, fill, plain, quoted, short_or_long
from ...language.naming import Names, pascal
from ...model.tables import Field, Kind, Record, Vocabulary
from ..base import Context
from ..records import DELAY, Array, Rows, Types, about, laid

name = Names(pascal)
word = Names(pascal, reserved=("None",))
"""The enumerator of a word; None is that of no word."""

COMMENT = CommentStyle("// ")
_DOC = CommentStyle("/// ")
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def literal(text: str) -> Safe:
    """A string literal; what a comment would drop as invisible is escaped."""
    return quoted(text, short_or_long)


def doc(text: str, indent: int = 0) -> Safe:
    """A documentation comment."""
    shown = f"<summary>{plain(text).translate(_XML)}</summary>"
    return _DOC.lines(fill(shown, 100 - indent - len(_DOC.prefix)), indent)


def enumerators(vocabulary: Vocabulary) -> Safe:
    """The members of a vocabulary's enum."""
    words = ((entry.doc or entry.word, f"{word(entry.word)},") for entry in vocabulary.words)
    return members(doc, [("No word.", "None,"), *words], indent=4)


def explained(item: Field, indent: int) -> Safe:
    """The documentation comment of a property."""
    return doc(about(item, _nothing(item)), indent)


def initial(item: Field) -> Safe:
    """What a property holds if no row says otherwise, where that is not the default of its type."""
    set_first = item.several or item.kind is Kind.TEXT
    return Safe(f" = {_nothing(item)};" if set_first else "")


def elements(array: Array) -> Safe:
    """The elements of an array."""
    return laid(array, lambda title: COMMENT(title, wrap=False), indent=8)


def _row(record: Record, values: Iterable[tuple[Field, str]]) -> Safe:
    given = [f"{name(item.name)} = {value}" for item, value in values]
    return Safe(f"new {name(record.name)} {{ {', '.join(given)} }}")


def _nothing(item: Field) -> str:
    nothing = {Kind.NUMBER: "0", Kind.TEXT: '""', Kind.WORD: "None"}
    return f"new {type_of.each(item)}[0]" if item.several else nothing.get(item.kind, "null")


def _delay(*seconds: float) -> str:
    spans = (f"TimeSpan.FromMilliseconds({round(value * 1000)})" for value in seconds)
    return _row(DELAY, zip(DELAY.fields, spans, strict=True))


type_of = Types(
    {Kind.FLAG: "bool", Kind.NUMBER: "int", Kind.TEXT: "string", Kind.TIME: "TimeSpan"},
    name,
    several="IReadOnlyList<{}>",
)
element = type_of.element


def variables(context: Context) -> dict[str, Any]:
    """What a template of meaning has."""
    return Rows(
        context.tables,
        record=_row,
        sparse=lambda record: True,
        nothing=_nothing,
        several=lambda item, values: f"new[] {{ {', '.join(values)} }}",
        reference=lambda record, number: f"{name(record)}s[{number}]",
        word=lambda vocabulary, text: f"{name(vocabulary)}.{word(text)}",
        text=literal,
        delay=_delay,
    ).variables()
