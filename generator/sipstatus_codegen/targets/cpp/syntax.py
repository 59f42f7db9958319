"""How C++ spells the tables of :mod:`..model.tables`; comments are those of C.

Words are enumerators from 1 on, absent is a value of zeros, and a list is a piece of an array that
all lists of its type share.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ...language.escaping import Safe, c_literal
from ...language.naming import Identifier, identifier, lower_snake, pascal
from ...model.tables import Cell, Field, Kind, Record, Row, Tables, Vocabulary
from ..c.syntax import doc, filled


@cache
def name(text: str) -> Identifier:
    """``HeaderRule`` for header_rule, ``CallId`` for Call-ID."""
    return identifier(text.replace("-", "_").upper(), pascal)


def lower(text: str) -> Identifier:
    """``is_final`` for IS_FINAL."""
    return identifier(text, lower_snake)


def enum(vocabulary: Vocabulary) -> Safe:
    """The enumeration of a vocabulary."""
    kind = name(vocabulary.name)
    if not vocabulary.words:
        return Safe(f"{doc(vocabulary.doc)}\nenum class {kind} : unsigned short {{}};")
    lines = [doc(vocabulary.doc), f"enum class {kind} : unsigned short {{"]
    for number, entry in enumerate(vocabulary.words, start=1):
        lines += [f"  {doc(entry.doc, indent=2)}"] if entry.doc else []
        lines.append(f"  {name(entry.word)} = {number},")
    return Safe("\n".join([*lines, "};"]))


def words(vocabulary: Vocabulary) -> Safe:
    """The words of a vocabulary behind "", so that an enumerator is the place of its word."""
    return filled([c_literal(text) for text in ("", *(entry.word for entry in vocabulary.words))])


def struct(record: Record) -> Safe:
    """The struct of a record."""
    lines = [doc(record.doc), f"struct {name(record.name)} {{"]
    for item in record.fields:
        about = item.doc.rstrip(".")
        absent = {Kind.NUMBER: "; 0: none.", Kind.TEXT: '; "": none.'}
        absent |= {Kind.WORD: f"; {name(item.of)}(): none." if item.of else ""}
        absent |= {Kind.SECONDS: "; 0 to 0: none."}
        about += absent.get(item.kind, ".") if item.optional else "."
        declared = f"{_type(item)} {item.name}".replace("* ", "*")
        lines += [f"  {doc(about, indent=2)}", f"  {declared};"]
    return Safe("\n".join([*lines, "};"]))


def _type(item: Field) -> str:
    kinds = {
        Kind.FLAG: "bool",
        Kind.NUMBER: "int",
        Kind.TEXT: "const char *",
        Kind.SECONDS: "Delay",
    }
    if element := _element(item):
        return f"List<{element}>"
    return kinds[item.kind] if item.kind in kinds else name(item.of)


@cache
def _element(item: Field) -> str:
    """The type of the elements of a list; "" for what is none."""
    kinds = {Kind.NUMBERS: "int", Kind.TEXTS: "const char *"}
    kinds |= dict.fromkeys((Kind.SET, Kind.WORDS), name(item.of) if item.of else "")
    kinds |= {Kind.ROWS: f"const {name(item.of)} *" if item.of else ""}
    return kinds.get(item.kind, "")


class Lists(NamedTuple):
    """All lists of one type, one after another in an array."""

    name: Identifier
    type: Safe
    of_rows: bool
    values: list[str]
    begins: dict[tuple[str, ...], int]

    @property
    def filled(self) -> Safe:
        """The elements, behind one that is in no list: an array is never empty."""
        return filled(["{}", *self.values])


class Rows:
    """Spells rows, and gathers the lists that they hold."""

    def __init__(self, tables: Tables) -> None:
        self._records = tables.records
        self._lists: dict[str, Lists] = {}

    def lists(self, of_rows: bool) -> Iterator[Lists]:
        """The lists of the rows that were spelled so far, either those of rows or all others."""
        return (found for found in self._lists.values() if found.of_rows == of_rows)

    def row(self, record: str, cells: Row) -> Safe:
        """The initializer of a row."""
        fields = self._records[record].fields
        values = (self._value(item, cell) for item, cell in zip(fields, cells, strict=True))
        return Safe(f"{{{', '.join(values)}}}")

    def _value(self, item: Field, cell: Cell) -> str:
        match item.kind, cell:
            case Kind.RECORD, tuple():
                return self.row(item.of, cell)
            case Kind.SECONDS, (least, most):
                return f"{{{_milliseconds(least)}, {_milliseconds(most)}}}"
            case Kind.ROWS, (_, *_):
                return self._list(item, [f"{item.of}s + {number}" for number in cell])
            case _, (_, *_):
                return self._list(item, [_scalar(item, value) for value in cell])
            case _, None if item.kind is Kind.TEXT:
                return '""'
            case _, None | ():
                return "0" if item.kind is Kind.NUMBER else "{}"
            case _:
                return _scalar(item, cell)

    def _list(self, item: Field, values: list[str]) -> str:
        element = _element(item)
        if element not in self._lists:
            stem = {Kind.NUMBERS: "number", Kind.TEXTS: "text"}.get(item.kind, item.of)
            kind = Safe(f"{element}const" if element.endswith("*") else element)
            of_rows = item.kind is Kind.ROWS
            self._lists[element] = Lists(Identifier(f"{stem}_lists"), kind, of_rows, [], {})
        found = self._lists[element]
        if tuple(values) not in found.begins:
            found.begins[tuple(values)] = 1 + len(found.values)
            found.values.extend(values)
        return f"{{{found.name} + {found.begins[tuple(values)]}, {len(values)}}}"


def _milliseconds(seconds: float) -> str:
    return f"std::chrono::milliseconds({round(seconds * 1000)})"


def _scalar(item: Field, value: Cell) -> str:
    if item.kind in (Kind.WORD, Kind.WORDS, Kind.SET):
        return f"{name(item.of)}::{name(str(value))}"
    if item.kind in (Kind.TEXT, Kind.TEXTS):
        return c_literal(str(value))
    return str(value).lower()
