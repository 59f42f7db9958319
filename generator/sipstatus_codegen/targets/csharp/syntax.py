"""How C# spells the tables of :mod:`..model.tables`.

Words are enumerators from 1 on, and 0 is None, no word; an absent record is null, an absent number
0, an absent text "".
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ...language.escaping import CommentStyle, Safe, fill, fill_items, plain, quoted, short_or_long
from ...language.naming import Identifier, identifier, pascal
from ...model.tables import Cell, Field, Kind, Record, Row, Tables, Vocabulary

WIDTH = 100

COMMENT = CommentStyle("// ")
_DOC = CommentStyle("/// ")
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def literal(text: str) -> Safe:
    """A string literal; what a comment would drop as invisible is escaped."""
    return quoted(text, short_or_long)


def doc(text: str, indent: int = 0) -> Safe:
    """A documentation comment."""
    shown = f"<summary>{plain(text).translate(_XML)}</summary>"
    return _DOC.lines(fill(shown, WIDTH - indent - len(_DOC.prefix)), indent)


@cache
def name(text: str) -> Identifier:
    """``HeaderRule`` for header_rule, ``CallId`` for Call-ID."""
    return identifier(text.replace("-", "_").upper(), pascal)


@cache
def word(text: str) -> Identifier:
    """The enumerator of a word; None is that of no word."""
    return identifier(text.replace("-", "_").upper(), pascal, reserved=("None",))


def filled(values: Iterable[object], indent: int = 8) -> Safe:
    """Numbers or literals behind each other, on as many lines as they take."""
    lines = fill_items((f"{value}," for value in values), WIDTH - indent)
    return Safe(f"\n{' ' * indent}".join(lines))


def words(vocabulary: Vocabulary) -> Safe:
    """The words of a vocabulary behind "", so that an enumerator is the place of its word."""
    return filled(literal(text) for text in ("", *(entry.word for entry in vocabulary.words)))


def enum(vocabulary: Vocabulary) -> Safe:
    """The enum of a vocabulary."""
    lines = [f"    {doc(vocabulary.doc, 4)}", f"    public enum {name(vocabulary.name)}", "    {"]
    lines += [f"        {doc('No word.', 8)}", "        None,"]
    for entry in vocabulary.words:
        lines += [f"        {doc(entry.doc or entry.word, 8)}", f"        {word(entry.word)},"]
    return Safe("\n".join([*lines, "    }"]))


def record(of: Record) -> Safe:
    """The class of a record."""
    lines = [f"    {doc(of.doc, 4)}", f"    public sealed class {name(of.name)}", "    {"]
    for number, item in enumerate(of.fields):
        lines += [""] if number else []
        lines += [f"        {doc(_about(item), 8)}"]
        first = _nothing(item)
        value = f" = {first};" if first else ""
        kind = _type(item)
        lines.append(f"        public {kind} {name(item.name)} {{ get; internal set; }}{value}")
    return Safe("\n".join([*lines, "    }"]))


def _about(item: Field) -> str:
    absent = {Kind.NUMBER: "0", Kind.TEXT: '""', Kind.WORD: "None"}
    none = f"; {absent.get(item.kind, 'null')}: none."
    return item.doc.rstrip(".") + none if item.optional else item.doc


def _type(item: Field) -> str:
    kinds = {
        Kind.FLAG: "bool",
        Kind.NUMBER: "int",
        Kind.TEXT: "string",
        Kind.SECONDS: "Delay",
    }
    if element := _element(item):
        return f"IReadOnlyList<{element}>"
    return kinds[item.kind] if item.kind in kinds else name(item.of)


@cache
def _element(item: Field) -> str:
    """The type of the elements of a list; "" for what is none."""
    kinds = {Kind.NUMBERS: "int", Kind.TEXTS: "string"}
    of = name(item.of) if item.kind in (Kind.SET, Kind.WORDS, Kind.ROWS) else ""
    return kinds.get(item.kind, of)


def _nothing(item: Field) -> str:
    """What stands in a property that a row leaves out, if that is not the usual."""
    if element := _element(item):
        return f"new {element}[0]"
    return '""' if item.kind is Kind.TEXT else ""


class Rows:
    """Spells rows."""

    def __init__(self, tables: Tables) -> None:
        self._records = tables.records

    def row(self, record: str, cells: Row) -> Safe:
        """A row: the properties that are given."""
        given = [
            f"{name(item.name)} = {self._value(item, cell)}"
            for item, cell in zip(self._records[record].fields, cells, strict=True)
            if cell not in (None, False, ())
        ]
        return Safe(f"new {name(record)} {{ {', '.join(given)} }}")

    def _value(self, item: Field, cell: Cell) -> str:
        match item.kind, cell:
            case Kind.RECORD, tuple():
                return self.row(item.of, cell)
            case Kind.SECONDS, (least, most):
                return f"new Delay({_duration(least)}, {_duration(most)})"
            case Kind.ROWS, tuple():
                return f"{name(item.of)}s({', '.join(map(str, cell))})"
            case _, tuple():
                values = ", ".join(_scalar(item, value) for value in cell)
                return f"new {_element(item)}[] {{ {values} }}"
            case _:
                return _scalar(item, cell)


def _duration(seconds: float) -> str:
    return f"TimeSpan.FromMilliseconds({round(seconds * 1000)})"


def _scalar(item: Field, value: Cell) -> str:
    if item.kind in (Kind.WORD, Kind.WORDS, Kind.SET):
        return f"{name(item.of)}.{word(str(value))}"
    if item.kind in (Kind.TEXT, Kind.TEXTS):
        return literal(str(value))
    return str(value).lower()
