"""How languages with records spell the tables: the types of fields, and rows.

A language says in a few words or functions how it writes each kind of value; which kind a field
holds, and which values a row has, is found out here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from ..language.blocks import filled, members, safe
from ..language.escaping import Safe
from ..model.tables import Cell, Field, Kind, Record, Row, Tables

DELAY = Record(
    "delay",
    "The least and the most of a time.",
    (Field("least", "The least.", Kind.TIME), Field("most", "The most.", Kind.TIME)),
)
"""What :attr:`.tables.Kind.SECONDS` is in languages that have a record for it."""


class Types:
    """Names the types of fields.

    ``kinds`` are the types of flags, numbers, texts, and times or delays, if these are no records;
    under the kind of a list, that of its items, if it is another one there.  ``name`` is the type
    of a vocabulary or a record.  In the others, ``{}`` stands for a type: ``several`` is a list of
    it, ``row`` refers to a shared row, ``optional`` may be absent.
    """

    def __init__(
        self,
        kinds: Mapping[Kind, str],
        name: Callable[[str], str],
        several: str,
        row: str = "{}",
        optional: str = "{}",
    ) -> None:
        self.kinds, self.name = kinds, name
        self.several, self.row, self.optional = several, row, optional

    def each(self, field: Field) -> str:
        """The type of a field's value or, if it holds several, of each."""
        if found := self.kinds.get(field.kind) or self.kinds.get(field.each):
            return found
        if field.kind is Kind.SECONDS:
            return self.name(DELAY.name)
        return (self.row if field.kind is Kind.ROWS else "{}").format(self.name(field.of))

    def __call__(self, field: Field) -> Safe:
        """The type of a field."""
        form = self.several if field.several else self.optional if field.optional else "{}"
        return Safe(form.format(self.each(field)))

    def element(self, array: Array) -> Safe:
        """The type of an array's values."""
        kind = {"text": Kind.TEXTS, "number": Kind.NUMBERS}.get(array.of, Kind.RECORD)
        return Safe(self.each(Field(array.name, "", kind, array.of)))


def about(field: Field, nothing: str) -> str:
    """The doc of a field, and what it holds if it holds nothing."""
    doc = field.doc_without_unit
    return f"{doc.rstrip('.')}; {nothing}: none." if field.optional else doc


def duration(seconds: float, whole: str, thousandths: str) -> str:
    """A time: of whole seconds in these, or else in milliseconds; ``{}`` is the number."""
    milliseconds = round(seconds * 1000)
    if milliseconds % 1000:
        return thousandths.format(milliseconds)
    return whole.format(milliseconds // 1000)


class Array(NamedTuple):
    """Values one after another, by which an output keeps what it knows; some may have none."""

    name: str
    of: str
    """What the values are: the name of a record, ``text``, ``number``, or a type of the language,
    which is Safe."""
    values: Sequence[object]
    lines: bool = False
    """Whether each value has a line of its own."""
    titles: Sequence[str] = ()
    """What each of these is about, where it needs to be said."""
    public: bool = False
    """Whether it is a part of the API itself."""


def laid(
    array: Array,
    comment: Callable[[str], Safe],
    brackets: str = "{}",
    indent: int = 0,
    step: int = 4,
) -> Safe:
    """The values of an array; those without lines of their own are on as many as they take."""
    if not array.lines:
        return filled(brackets, array.values, indent, step)
    titles = array.titles or [""] * len(array.values)
    rows = ((title, f"{safe(value)},") for title, value in zip(titles, array.values, strict=True))
    return members(lambda title, _: comment(title), rows, indent, step, brackets)


class Rows:
    """Spells the rows of tables, in which a language writes each kind of value in its own way.

    ``record`` writes a row, of which it is given the fields, each with its value; ``sparse`` rows
    leave out what is absent, false or empty.  ``nothing`` stands for an absent value, or for
    several of which there are none; ``several`` writes those of which there are some.
    ``reference`` is a row of a shared table by record and number, ``word`` one of a vocabulary, and
    ``delay`` the least and the most of a time, in seconds.
    """

    def __init__(
        self,
        tables: Tables,
        *,
        record: Callable[[Record, Sequence[tuple[Field, str]]], Safe],
        nothing: Callable[[Field], str],
        several: Callable[[Field, Sequence[str]], str],
        reference: Callable[[str, int], str],
        word: Callable[[str, str], str],
        text: Callable[[str], str],
        delay: Callable[[float, float], str],
        sparse: Callable[[Record], bool] = lambda record: False,
    ) -> None:
        self.tables = tables
        self._record, self._nothing, self._several = record, nothing, several
        self._reference, self._word, self._text = cache(reference), cache(word), text
        self._delay = delay
        self._sparse = {name: sparse(record) for name, record in tables.records.items()}

    def variables(self) -> dict[str, Any]:
        """What a template of meaning has: the tables, and all that they say in arrays."""
        records = (DELAY, *self.tables.records.values())
        return {"tables": self.tables, "records": records, "arrays": tuple(self._arrays())}

    def _arrays(self) -> Iterator[Array]:
        """The arrays; one comes after those to whose rows it refers."""
        tables, text = self.tables, self._text
        for vocabulary in tables.vocabularies.values():
            yield Array(f"{vocabulary.name}_words", "text", [*map(text, vocabulary.numbered)])
        for name, rows in tables.rows.items():
            titles = tables.titles if name == "meaning" else ()
            values = [self.row(name, cells) for cells in rows]
            public = name in ("header_field", "metric_formula")
            yield Array(f"{name}s", name, values, lines=True, titles=titles, public=public)
        codes = [status.code for status in tables.statuses]
        phrases = [
            text(known.get(code, "")) for known in tables.languages.values() for code in codes
        ]
        every = (tables.rfc3398, *tables.profiles)
        yield Array("rows", "number", tables.row_numbers)
        yield Array("languages", "text", [*map(text, tables.languages)], public=True)
        yield Array("phrases", "text", phrases)
        names = [text(profile.name) for profile in tables.profiles]
        yield Array("profiles", "text", names, public=True)
        yield Array("causes", "number", [*chain(*(profile.causes for profile in every))])
        yield Array("cause_codes", "number", [*chain(*tables.cause_codes)])
        yield Array("cause_rows", "number", [*chain(*(profile.codes for profile in every))])

    def row(self, name: str, cells: Row) -> Safe:
        """A row of a record."""
        record, whole = self.tables.records[name], not self._sparse[name]
        values = [
            (field, self.value(field, cell))
            for field, cell in zip(record.fields, cells, strict=True)
            if whole or cell not in (None, False, ())
        ]
        return self._record(record, values)

    def value(self, field: Field, cell: Cell) -> str:
        """A value of a row."""
        if not isinstance(cell, tuple):
            return self._nothing(field) if cell is None else self._scalar(field, cell)
        if not cell:
            return self._nothing(field)
        match field.kind:
            case Kind.RECORD:
                return self.row(field.of, cell)
            case Kind.SECONDS:
                return self._delay(*cell)
            case Kind.ROWS:
                rows = [self._reference(field.of, number) for number in cell]
                return self._several(field, rows)
            case _:
                return self._several(field, [self._scalar(field, value) for value in cell])

    def _scalar(self, field: Field, value: Cell) -> str:
        if not isinstance(value, str):
            return str(value).lower()
        return self._word(field.of, value) if field.of else self._text(str(value))
