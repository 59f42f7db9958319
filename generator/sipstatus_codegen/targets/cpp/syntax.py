"""How C++ spells the tables of :mod:`..model.tables`; comments are those of C.

Words are enumerators from 1 on, absent is a value of zeros, and a list is a piece of an array that
all lists of its type share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ...language.blocks import block, members, packed
from ...language.escaping import Safe, c_literal
from ...language.naming import Identifier, Names, lower_snake, pascal
from ...model.tables import Field, Kind, Record, Tables, Vocabulary
from ..c.syntax import WIDTH, doc
from ..records import Rows, Types

name, lower = Names(pascal), Names(lower_snake)


def enumerators(vocabulary: Vocabulary) -> Safe:
    """The enumerators of a vocabulary."""
    words = enumerate(vocabulary.words, start=1)
    return members(doc, ((e.doc, f"{name(e.word)} = {number},") for number, e in words), step=2)


def fields(record: Record) -> Safe:
    """The members of a record's struct."""
    declared = ((_about(item), f"{_TYPES(item)} {item.name};") for item in record.fields)
    return members(doc, ((about, line.replace("* ", "*")) for about, line in declared), step=2)


def _about(item: Field) -> str:
    absent = {Kind.NUMBER: "0", Kind.TEXT: '""', Kind.SECONDS: "0 to 0"}
    absent |= {Kind.WORD: f"{name(item.of)}()"}
    if item.optional and item.kind in absent:
        return f"{item.doc.rstrip('.')}; {absent[item.kind]}: none."
    return item.doc


def filled(arrays: Iterable[Iterable[object]], last: str = "") -> Safe:
    """The elements of one array after another, on as many lines as they take, and a last one."""
    lines = [line for values in arrays for line in packed(values, WIDTH - 4)]
    return block("{}", [*lines, f"{last},"] if last else lines, indent=2, step=2)


def ended(rows: Iterable[Safe]) -> Safe:
    """Rows, and an empty one behind them: an array is never empty."""
    return block("{}", (f"{row}," for row in (*rows, "{}")), indent=2, step=2)


class Lists(NamedTuple):
    """All lists of one type, one after another in an array behind an element that is in none."""

    name: Identifier
    type: Safe
    of_rows: bool
    values: list[Safe]
    begins: dict[Sequence[str], int]


def rows(tables: Tables, lists: dict[str, Lists]) -> Rows:
    """Spells rows; the lists that they hold go into ``lists``, by type."""

    def several(field: Field, values: Sequence[str]) -> str:
        """A list: where it begins in its array, and its length."""
        each = _TYPES.each(field)
        if each not in lists:
            stem = {Kind.NUMBERS: "number", Kind.TEXTS: "text"}.get(field.kind, field.of)
            kind = Safe(f"{each}const" if each.endswith("*") else each)
            of_rows = field.kind is Kind.ROWS
            lists[each] = Lists(Identifier(f"{stem}_lists"), kind, of_rows, [Safe("{}")], {})
        found = lists[each]
        begin = found.begins.setdefault(tuple(values), len(found.values))
        if begin == len(found.values):
            found.values.extend(map(Safe, values))
        return f"{{{found.name} + {begin}, {len(values)}}}"

    return Rows(
        tables,
        record=lambda of, values: Safe(f"{{{', '.join(value for _, value in values)}}}"),
        nothing=lambda item: {Kind.NUMBER: "0", Kind.TEXT: '""'}.get(item.kind, "{}"),
        several=several,
        reference=lambda record, number: f"{record}s + {number}",
        word=lambda vocabulary, word: f"{name(vocabulary)}::{name(word)}",
        text=c_literal,
        delay=lambda *seconds: f"{{{', '.join(map(_milliseconds, seconds))}}}",
    )


def _milliseconds(seconds: float) -> str:
    return f"std::chrono::milliseconds({round(seconds * 1000)})"


_TYPES = Types(
    {Kind.FLAG: "bool", Kind.NUMBER: "int", Kind.TEXT: "const char *", Kind.SECONDS: "Delay"},
    name,
    several="List<{}>",
    row="const {} *",
)
