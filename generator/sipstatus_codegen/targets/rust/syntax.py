"""How Rust spells the tables of :mod:`..model.tables`, laid out as rustfmt lays it out.

Words are enums and lists of words slices, whether they have an order or not; a row that others
refer to is an element of a static array.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ...language.blocks import block, members
from ...language.escaping import CommentStyle, Safe, fill, plain, quoted
from ...language.naming import Identifier, Names, pascal
from ...model.tables import Cell, Field, Kind, Record, Tables, Vocabulary
from ..records import Rows, Types, duration

WIDTH = 100

# The one keyword that the case of types and variants can meet is reserved.
name = Names(pascal, reserved=("Self",))

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
    return members(doc, ((item.doc, f"pub {item.name}: {_TYPES(item)},") for item in record.fields))


def empty(record: Record) -> Safe:
    """The fields of a row with nothing in it, if there can be one."""
    if not _may_be_empty(record):
        return Safe()
    return block("{}", (f"{item.name}: {_nothing(item)}," for item in record.fields), indent=4)


class RustRows(Rows):
    """Spells rows.  A list of rows that several meanings hold is a static."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(
            tables,
            record=_row,
            sparse=_may_be_empty,
            nothing=_nothing,
            several=lambda field, values: f"&[{', '.join(values)}]",
            reference=lambda record, number: f"&{_table(record)}[{number}]",
            word=lambda vocabulary, word: f"{name(vocabulary)}::{name(word)}",
            text=literal,
            delay=lambda least, most: f"({_duration(least)}, {_duration(most)})",
        )
        self._lists: Counter[tuple[str, Cell]] = Counter(
            (item.of, cell)
            for cells in tables.meanings
            for item, cell in zip(tables.records["meaning"].fields, cells, strict=True)
            if item.kind is Kind.ROWS and cell
        )
        self.shared: dict[tuple[str, str], Identifier] = {}
        """Type and value of each static -> its name, in the order of their need."""

    def value(self, field: Field, cell: Cell) -> str:
        """A value, and whether it is there; the name of its static, if it has one."""
        value = super().value(field, cell)
        if field.kind is Kind.ROWS and self._lists[field.of, cell] > 1:
            key = _TYPES(field).replace("'static ", ""), value
            name = Identifier(f"{_table(field.of)}_{len(self.shared)}")
            return self.shared.setdefault(key, name)
        return f"Some({value})" if field.optional and cell is not None else value


def _row(record: Record, values: Sequence[tuple[Field, str]]) -> Safe:
    """All fields or, if there is a row with nothing in it, those that are given."""
    given = [f"{item.name}: {value}" for item, value in values]
    rest = [f"..{name(record.name)}::NOTHING"] if len(given) < len(record.fields) else []
    return Safe(f"{name(record.name)} {{ {', '.join(given + rest)} }}")


def _table(record: str) -> str:
    """The static array that holds the rows of a record: ``HEADERS`` for header_rule."""
    return f"{record.upper().partition('_')[0]}S"


def _may_be_empty(record: Record) -> bool:
    return all(item.optional or item.several or item.kind is Kind.FLAG for item in record.fields)


def _nothing(item: Field) -> str:
    return "None" if item.optional else "false" if item.kind is Kind.FLAG else "&[]"


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
