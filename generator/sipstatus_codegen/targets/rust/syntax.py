"""How Rust spells the tables of :mod:`..model.tables`, laid out as rustfmt lays it out.

Words are enums and lists of words slices, whether they have an order or not; a row that others
refer to is an element of a static array.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ...language.blocks import block, members
from ...language.escaping import CommentStyle, Safe, fill, plain, quoted
from ...language.naming import Names, lower_snake, pascal, upper_snake
from ...model.tables import Field, Kind, Record, Vocabulary
from ..base import Context
from ..records import Array, Rows, Types, duration, laid

WIDTH = 100

# The one keyword that the case of types and variants can meet is reserved.
name = Names(pascal, reserved=("Self",))
snake, upper = Names(lower_snake), Names(upper_snake)

COMMENT = CommentStyle("// ")
_DOC = CommentStyle("/// ")
# Markdown, as rustdoc reads it: links, code, HTML; at the beginning of a line headings and items.
_MARKUP = re.compile(r"[\\`*\[<&]")
_BEGINS_BLOCK = re.compile(r"^(\d+(?=[.)](?: |$))|(?=[-+#>=~|]))")


def literal(text: str) -> Safe:
    """A string literal; what a comment would drop as invisible is escaped."""
    return quoted(text, lambda number: f"\\u{{{number:x}}}")


def doc(text: str, indent: int = 0) -> Safe:
    """A documentation comment, which shows the text as it is."""
    shown = _MARKUP.sub(r"\\\g<0>", plain(text))
    lines = fill(shown, WIDTH - indent - len(_DOC.prefix))
    return _DOC.lines([_BEGINS_BLOCK.sub(r"\1\\", line) for line in lines], indent)


def variants(vocabulary: Vocabulary) -> Safe:
    """The variants of a vocabulary's enum."""
    return members(doc, ((entry.doc, f"{name(entry.word)},") for entry in vocabulary.words))


def arms(vocabulary: Vocabulary) -> Safe:
    """The arms that match variants to their words."""
    words = (entry.word for entry in vocabulary.words)
    return block("{}", (f"Self::{name(word)} => {literal(word)}," for word in words), indent=8)


def fields(record: Record) -> Safe:
    """The fields of a record's struct."""
    return members(
        doc,
        ((item.doc_without_unit, f"pub {item.name}: {_TYPES(item)},") for item in record.fields),
    )


def _row(record: Record, values: Sequence[tuple[Field, str]]) -> Safe:
    given = (
        f"{item.name}: {f'Some({value})' if item.optional and value != 'None' else value}"
        for item, value in values
    )
    return Safe(f"{name(record.name)} {{ {', '.join(given)} }}")


def declared(array: Array) -> Safe:
    """A static and its type, up to the elements: if it is public, it is a slice."""
    kind = {"text": "&str", "number": "u16"}.get(array.of) or name(array.of)
    if array.public:
        return Safe(f"pub static {upper(array.name)}: &[{kind}] = &")
    return Safe(f"static {upper(array.name)}: [{kind}; {len(array.values)}] = ")


def variables(context: Context) -> dict[str, Any]:
    """What a template of meaning has; words and phrases are matched, and need no arrays."""
    spelled = Rows(
        context.tables,
        record=_row,
        nothing=lambda item: "None" if item.optional else "&[]",
        several=lambda field, values: f"&[{', '.join(values)}]",
        reference=lambda record, number: f"&{upper(record)}S[{number}]",
        word=lambda vocabulary, word: f"{name(vocabulary)}::{name(word)}",
        text=literal,
        delay=lambda *seconds: f"({', '.join(map(_duration, seconds))})",
    ).variables()
    arrays = [array for array in spelled["arrays"] if array.public or array.of != "text"]
    return {**spelled, "arrays": arrays}


def elements(array: Array) -> Safe:
    """The elements of an array."""
    return laid(array, lambda title: COMMENT(title, wrap=False), "[]")


def _duration(seconds: float) -> str:
    return duration(seconds, "Duration::from_secs({})", "Duration::from_millis({})")


_TYPES = Types(
    {
        Kind.FLAG: "bool",
        Kind.NUMBER: "u16",
        Kind.TEXT: "&'static str",
        Kind.SECONDS: "(Duration, Duration)",
    },
    name,
    several="&'static [{}]",
    row="&'static {}",
    optional="Option<{}>",
)
