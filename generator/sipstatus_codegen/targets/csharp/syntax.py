"""How C# spells the tables of :mod:`..model.tables`.

Words are enumerators from 1 on, and 0 is None, no word; an absent record is null, an absent number
0, an absent text "".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ...language.blocks import members
from ...language.escaping import CommentStyle, Safe, fill, plain, quoted, short_or_long
from ...language.naming import Names, pascal
from ...model.tables import Field, Kind, Record, Vocabulary
from ..records import Rows, Types, about

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


def _row(record: Record, values: Sequence[tuple[Field, str]]) -> Safe:
    given = [f"{name(item.name)} = {value}" for item, value in values]
    return Safe(f"new {name(record.name)} {{ {', '.join(given)} }}")


def _nothing(item: Field) -> str:
    nothing = {Kind.FLAG: "false", Kind.NUMBER: "0", Kind.TEXT: '""', Kind.WORD: "None"}
    return f"new {types.each(item)}[0]" if item.several else nothing.get(item.kind, "null")


def _several(item: Field, values: Sequence[str]) -> str:
    listed = ", ".join(values)
    if item.kind is Kind.ROWS:
        return f"{name(item.of)}s({listed})"
    return f"new {types.each(item)}[] {{ {listed} }}"


def _delay(*seconds: float) -> str:
    spans = (f"TimeSpan.FromMilliseconds({round(value * 1000)})" for value in seconds)
    return f"new Delay({', '.join(spans)})"


types = Types(
    {Kind.FLAG: "bool", Kind.NUMBER: "int", Kind.TEXT: "string", Kind.SECONDS: "Delay"},
    name,
    several="IReadOnlyList<{}>",
)
CSharpRows = partial(
    Rows,
    record=_row,
    sparse=lambda record: True,
    nothing=_nothing,
    several=_several,
    reference=lambda record, number: str(number),
    word=lambda vocabulary, text: f"{name(vocabulary)}.{word(text)}",
    text=literal,
    delay=_delay,
)
