"""The tables of meaning as nested data, for languages that have maps and lists but no records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .tables import Cell, Field, Kind, Row, Tables


class WordOf(NamedTuple):
    """A word of a vocabulary."""

    word: str
    listed: bool
    """Whether it is a name that the spec lists, as SIP writes it."""


class RowOf(NamedTuple):
    """A row of a shared table."""

    record: str
    number: int


Data = dict[str, Any]
"""A record: those of its fields that are there.  A value is a text, a number, a flag, a
:class:`WordOf`, a record; several of them are a list; the least and the most of a time are a tuple;
a rule is a :class:`RowOf`."""


class Nested(NamedTuple):
    """What :class:`.tables.Tables` hold."""

    shared: dict[str, list[Data]]
    """Record -> its rows, if a :class:`RowOf` stands for them."""
    codes: dict[int, Data]
    """What each status code means."""
    classes: dict[int, Data]
    """What each response class means, by first digit."""
    headers: list[Data]
    metrics: list[Data]
    profiles: list[str]
    answers: dict[str, dict[int, tuple[int, ...]]]
    """Cause profile -> ISUP cause -> status code, that with the location user, that with a
    diagnostic, that with both; 0: none.  The profile "" is RFC 3398."""
    causes: dict[str, dict[int, int]]
    """Cause profile -> status code -> ISUP cause, if it has one."""
    phrases: dict[str, dict[int, str]]
    """Language tag -> status code -> reason phrase."""


def nested(tables: Tables) -> Nested:
    """The tables as nested data."""

    def record(name: str, row: Row) -> Data:
        cells = zip(tables.records[name].fields, row, strict=True)
        return {field.name: value(field, cell) for field, cell in cells if cell is not None}

    def value(field: Field, cell: Cell) -> Any:
        match field.kind, cell:
            case Kind.RECORD, tuple():
                return record(field.of, cell)
            case Kind.SECONDS, (least, most):
                return float(least), float(most)
            case Kind.ROWS, tuple():
                return [RowOf(field.of, number) for number in cell]
            case Kind.SET | Kind.WORDS, tuple():
                return [WordOf(word, tables.vocabularies[field.of].listed) for word in cell]
            case Kind.WORD, str():
                return WordOf(cell, tables.vocabularies[field.of].listed)
            case _:
                return list(cell) if isinstance(cell, tuple) else cell

    def records(name: str, rows: Mapping[int, Row]) -> dict[int, Data]:
        return {key: record(name, row) for key, row in rows.items()}

    def answers(rows: tuple[int, ...]) -> dict[int, tuple[int, ...]]:
        return {cause: tuple(tables.cause_codes[row]) for cause, row in enumerate(rows, start=1)}

    first = tables.registry.limits.status_code_min
    every = (tables.rfc3398, *tables.profiles)
    return Nested(
        shared={name: [record(name, row) for row in rows] for name, rows in tables.shared.items()},
        codes=records("meaning", tables.of_codes),
        classes=records("meaning", tables.of_classes),
        headers=[record("header_field", row) for row in tables.headers],
        metrics=[record("metric_formula", row) for row in tables.metrics],
        profiles=[profile.name for profile in tables.profiles],
        answers={profile.name: answers(profile.codes) for profile in every},
        causes={
            profile.name: {
                code: cause for code, cause in enumerate(profile.causes, start=first) if cause
            }
            for profile in every
        },
        phrases={language: dict(texts) for language, texts in tables.languages.items()},
    )
