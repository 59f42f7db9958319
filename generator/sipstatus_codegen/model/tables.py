"""The meaning of all codes as tables, which a target spells in its language.

Words become vocabularies, models become records, and rows that several codes share are stored once.
Tables hold what programs act on.  They leave out what explains a fact to people: sentences, sources
and notes.  A target derives nothing from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from functools import cache, cached_property
from inspect import getdoc
from typing import Any, NamedTuple, get_args, get_origin

from pydantic.fields import FieldInfo

from .base import EXPLANATION, Model, Reference
from .facts import ORDERED, HeaderField, Isup, Method, MetricFormula, Profile
from .meaning import Meaning, Meanings
from .registry import Registry, Status
from .vocabulary import CauseCondition, OneOf, Word

CAUSES = range(1, 128)
"""The cause values of ITU-T Q.850."""


class WordEntry(NamedTuple):
    """A word of a vocabulary: its spelling in facts, the name of its constant, its meaning."""

    word: str
    name: str
    doc: str


class Vocabulary(NamedTuple):
    """The words that a field is limited to.

    ``flags``: fields hold sets of these words, so that each word may be a bit.  ``listed``: they
    are methods, metrics or header fields, which the spec lists as SIP writes them.
    """

    name: str
    doc: str
    words: tuple[WordEntry, ...]
    flags: bool
    listed: bool = False

    def check_bits(self, most: int) -> None:
        """Refuse more words than there are bits: ValueError if a set of them cannot be held."""
        if self.flags and len(self.words) > most:
            raise ValueError(f"more than {most} words of {self.name}, which are bits here")

    @property
    def numbered(self) -> tuple[str, ...]:
        """The words by their numbers from 1 on, behind "", which is no word."""
        return ("", *(entry.word for entry in self.words))


class Kind(Enum):
    """What a field holds."""

    FLAG = auto()
    NUMBER = auto()
    NUMBERS = auto()
    TEXT = auto()
    TEXTS = auto()
    WORD = auto()
    """A word of the vocabulary ``of``."""
    SET = auto()
    """Words of the vocabulary ``of``, in any order."""
    WORDS = auto()
    """Words of the vocabulary ``of``, in their order."""
    SECONDS = auto()
    """The least and the most of a time."""
    TIME = auto()
    """One of these two, in languages that have a record for both."""
    RECORD = auto()
    """A record ``of``."""
    ROWS = auto()
    """Rows of the table of the record ``of``."""

    __hash__ = object.__hash__  # that of enumerations is slow


_EACH = {
    Kind.NUMBERS: Kind.NUMBER,
    Kind.TEXTS: Kind.TEXT,
    Kind.SET: Kind.WORD,
    Kind.WORDS: Kind.WORD,
    Kind.ROWS: Kind.RECORD,
}


class Field(NamedTuple):
    """A field of a record.

    ``size`` is the largest number of values that a row has in this field.  ``optional``: a row may
    have None in it.  A field of several values is then an empty tuple, and a flag is False.
    """

    name: str
    doc: str
    kind: Kind
    of: str = ""
    size: int = 0
    optional: bool = False

    @property
    def doc_without_unit(self) -> str:
        """The doc beside a type of times, which has their unit."""
        return self.doc.replace(", in seconds,", "")

    @property
    def several(self) -> bool:
        """Whether it holds several values."""
        return self.kind in _EACH

    @property
    def each(self) -> Kind:
        """What each of several values is; the kind of the field, if it holds one."""
        return _EACH.get(self.kind, self.kind)


class Record(NamedTuple):
    """A kind of row: its name, what it is, and its fields."""

    name: str
    doc: str
    fields: tuple[Field, ...]


Cell = None | bool | int | str | tuple[Any, ...]
"""A value as facts write it.  A row of a table is its number there, a record its cells."""

Row = tuple[Cell, ...]
"""The cells of a record, in the order of its fields."""


class CauseCodes(NamedTuple):
    """The status codes for a cause (RFC 3398 section 7.2.4.1); 0: no response."""

    code: int
    user: int
    """When the location of the cause is the user."""
    diagnostic: int
    """When the cause has a diagnostic."""
    user_diagnostic: int
    """When both hold."""


class ProfileTable(NamedTuple):
    """The complete causes of a profile: its own, and those of RFC 3398."""

    name: str
    causes: tuple[int, ...]
    """The cause of each status code from the smallest on; 0: none."""
    codes: tuple[int, ...]
    """For each cause from 1 on its row of ``cause_codes``."""


class Tables:
    """The tables of a registry, with a row for each of ``statuses`` and for each class."""

    def __init__(
        self, registry: Registry, statuses: tuple[Status, ...], meanings: Meanings
    ) -> None:
        self.registry = registry
        self.statuses = statuses
        self._rows: dict[type[Model], dict[Row, int]] = {}
        self._numbers: dict[int, int] = {}
        of_codes = (meanings.of_codes[status.code] for status in statuses)
        self.meanings = tuple(map(self._row, (*of_codes, *meanings.of_classes.values())))
        """The rows of the record ``meaning``: those of the codes, then those of the classes."""
        self.of_codes = dict(zip((status.code for status in statuses), self.meanings, strict=False))
        """The same by status code."""
        self.of_classes = dict(
            zip(meanings.of_classes, self.meanings[len(statuses) :], strict=True)
        )
        """The same by first digit."""
        self.titles = (
            *(f"{status.code} {status.phrase}" for status in statuses),
            *(f"{entry.digit}xx {entry.title}" for entry in registry.classes),
        )
        """What each row of ``meanings`` is about."""
        self.metrics = tuple(map(self._row, registry.metrics))
        """The rows of the record ``metric``."""
        self.headers = tuple(map(self._row, registry.headers))
        """The rows of the record ``header``."""

    @cached_property
    def shared(self) -> Mapping[str, tuple[Row, ...]]:
        """Record -> its different rows in the order of their numbers, if rows refer to them."""
        lists = (field for field in _fields(Meaning).values() if field.kind is Kind.ROWS)
        referred = {field.of for field in lists}
        return {
            name: tuple(self._rows.get(model, ()))
            for name, model in _models().items()
            if name in referred
        }

    @property
    def rows(self) -> Mapping[str, tuple[Row, ...]]:
        """Record -> its rows: those of ``shared``, of all meanings, header fields and metrics."""
        own = {"meaning": self.meanings, "header_field": self.headers}
        return {**self.shared, **own, "metric_formula": self.metrics}

    @cached_property
    def row_numbers(self) -> tuple[int, ...]:
        """For each code from the smallest on its row of ``meanings``: its own or its class's."""
        own = {status.code: row for row, status in enumerate(self.statuses)}
        return tuple(own.get(code, len(own) + code // 100 - 1) for code in self._codes)

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """Name -> record.  A record comes after those that it holds."""
        return {
            name: Record(
                name,
                getdoc(model) or "",
                tuple(
                    field._replace(size=self._size(model, index))
                    for index, field in enumerate(_fields(model).values())
                ),
            )
            for name, model in _models().items()
        }

    def _size(self, model: type[Model], index: int) -> int:
        cells = (row[index] for row in self._rows.get(model, ()))
        return max((len(cell) for cell in cells if isinstance(cell, tuple)), default=0)

    @cached_property
    def vocabularies(self) -> Mapping[str, Vocabulary]:
        """Name -> vocabulary: first those of facts, then what the spec lists."""
        fields = [field for model in _models().values() for field in _fields(model).values()]
        flags = {field.of for field in fields if field.kind is Kind.SET}
        words = {
            name: Vocabulary(
                name,
                getdoc(word) or "",
                tuple(WordEntry(entry.value, entry.name, entry.doc) for entry in word),
                name in flags,
            )
            for name, word in _words().items()
        }
        return words | {
            name: Vocabulary(name, doc, tuple(map(_listed, listed)), name in flags, listed=True)
            for name, doc, listed in (
                ("method", "A request method.", self.registry.methods),
                ("metric", "A SIP performance metric (RFC 6076).", self.registry.metrics),
                ("header", "A header field.", self.registry.headers),
            )
        }

    @cached_property
    def cause_codes(self) -> tuple[CauseCodes, ...]:
        """The different answers to causes."""
        every = [self._answers, *(self._profile_answers(p) for p in self.registry.profiles)]
        return tuple(dict.fromkeys(answer for answers in every for answer in answers))

    @cached_property
    def rfc3398(self) -> ProfileTable:
        """The causes of RFC 3398, which hold without a profile; a table that has no name."""
        codes = tuple(map(self.cause_codes.index, self._answers))
        return ProfileTable("", tuple(self._causes().values()), codes)

    @cached_property
    def profiles(self) -> tuple[ProfileTable, ...]:
        """The cause profiles of overlays."""
        return tuple(map(self._profile, self.registry.profiles))

    @cached_property
    def languages(self) -> Mapping[str, Mapping[int, str]]:
        """Language tag -> status code -> reason phrase, in order."""
        phrases: dict[str, dict[int, str]] = {}
        for status in self.statuses:
            for tag, translation in status.translations.items():
                phrases.setdefault(tag, {})[status.code] = translation.phrase
        return dict(sorted(phrases.items()))

    @property
    def _codes(self) -> range:
        limits = self.registry.limits
        return range(limits.status_code_min, limits.status_code_max + 1)

    def _causes(self, default: int | None = None) -> dict[int, int]:
        """The cause of each status code (RFC 3398 section 8.2.6.1); 0: none."""
        isup = self.registry.isup
        default = default or (isup.default_cause if isup else 0)
        causes = {code: default if code >= 400 else 0 for code in self._codes}
        return causes | {s.code: s.isup.cause or 0 for s in self.statuses if s.isup}

    def _profile(self, profile: Profile) -> ProfileTable:
        causes = self._causes(profile.default_cause)
        causes |= {row.code: row.cause or 0 for row in profile.causes}
        codes = map(self.cause_codes.index, self._profile_answers(profile))
        return ProfileTable(profile.name, tuple(causes.values()), tuple(codes))

    @property
    def _answers(self) -> tuple[CauseCodes, ...]:
        isup = self.registry.isup
        return tuple(_codes(cause, isup, isup.default_code if isup else 0) for cause in CAUSES)

    def _profile_answers(self, profile: Profile) -> tuple[CauseCodes, ...]:
        isup = self.registry.isup
        default = profile.default_code or (isup.default_code if isup else 0)
        codes = {cause: _codes(cause, isup, default) for cause in CAUSES}
        codes |= {row.cause: CauseCodes(*4 * [row.code or 0]) for row in profile.codes}
        return tuple(codes.values())

    def _row(self, model: Model) -> Row:
        """The model as a row, which is stored."""
        row = tuple(
            self._cell(getattr(model, name), field) for name, field in _fields(type(model)).items()
        )
        rows = self._rows.setdefault(type(model), {})
        rows.setdefault(row, len(rows))
        return row

    def _cell(self, value: Any, field: Field) -> Cell:
        if field.kind is Kind.ROWS:
            return tuple(self._number(model) for model in value)
        if isinstance(value, Model):
            return self._row(value) if field.kind is Kind.RECORD else _only_field(value)
        if value is None and field.several:
            return ()
        return value  # type: ignore[no-any-return]

    def _number(self, model: Model) -> int:
        if id(model) not in self._numbers:  # many responses have the same rule
            row = self._row(model)
            self._numbers[id(model)] = self._rows[type(model)][row]
        return self._numbers[id(model)]


def _listed(entry: HeaderField | MetricFormula | Method) -> WordEntry:
    """What the spec lists as a word.  Only a metric needs an explanation beside its name."""
    doc = f"{entry.title} ({entry.source})." if isinstance(entry, MetricFormula) else ""
    return WordEntry(entry.name, entry.name.replace("-", "_").upper(), doc)


def _codes(cause: int, isup: Isup | None, default: int) -> CauseCodes:
    """The status codes of a cause; ``default`` for one that RFC 3398 does not name."""
    if isup is None:
        return CauseCodes(0, 0, 0, 0)
    rows = {row.condition: row for row in isup.causes if row.cause == cause}
    usual = 0 if rows or cause in isup.untranslatable else default
    columns: list[int] = []
    for condition in (CauseCondition.WITHOUT_DIAGNOSTIC, CauseCondition.WITH_DIAGNOSTIC):
        row = rows.get(condition) or rows.get(None)
        if row is None and condition is CauseCondition.WITH_DIAGNOSTIC:
            columns += columns  # a diagnostic makes no difference
            break
        code = (row.code or 0) if row else usual
        columns += [code, (row and row.user_code) or code]
    return CauseCodes(*columns)


# --- Models as records ---------------------------------------------------------------------------


@cache
def _models() -> Mapping[str, type[Model]]:
    """Name -> model of each record.  A record comes after those that it holds."""
    found: dict[str, type[Model]] = {}

    def add(model: type[Model]) -> None:
        for info in _acted_on(model).values():
            inner = _model_in(info.annotation)
            if inner is not None and len(_acted_on(inner)) > 1:
                add(inner)
        found.setdefault(_snake(model.__name__), model)

    for model in (Meaning, MetricFormula, HeaderField):
        add(model)
    return found


@cache
def _words() -> Mapping[str, type[Word]]:
    """Name -> vocabulary of the words that records hold."""
    found: dict[str, type[Word]] = {}

    def add(model: type[Model]) -> None:
        for info in _acted_on(model).values():
            for part in _parts(info.annotation):
                if isinstance(part, type) and issubclass(part, Word):
                    found[_snake(part.__name__)] = part
                elif isinstance(part, type) and issubclass(part, Model):
                    add(part)

    for model in _models().values():
        add(model)
    return found


@cache
def _fields(model: type[Model]) -> Mapping[str, Field]:
    """The fields of a model that its record has."""
    fields = {}
    for name, info in _acted_on(model).items():
        field = _field(name, info)
        optional = not field.several and type(None) in _marks(info)
        fields[name] = field._replace(optional=optional)
    return fields


@cache
def _acted_on(model: type[Model]) -> Mapping[str, FieldInfo]:
    """The fields of a model that programs act on, without those that explain it to people."""
    return {
        name: info
        for name, info in model.model_fields.items()
        if not {EXPLANATION, Reference} & set(_marks(info))
    }


def _field(name: str, info: FieldInfo) -> Field:
    doc, parts = info.description or "", list(_marks(info))
    model = _model_in(info.annotation)
    several = any(get_origin(part) is tuple for part in parts)
    if model is not None:
        fields = _acted_on(model)
        if len(fields) == 1:  # a record of one field is that field
            ((_, only),) = fields.items()
            return _field(name, only)._replace(doc=doc)
        return Field(name, doc, Kind.ROWS if several else Kind.RECORD, _snake(model.__name__))
    for part in parts:
        of = part.vocabulary if isinstance(part, OneOf) else ""
        if isinstance(part, type) and issubclass(part, Word):
            of = _snake(part.__name__)
        if of and not several:
            return Field(name, doc, Kind.WORD, of)
        if of:
            return Field(name, doc, Kind.WORDS if ORDERED in info.metadata else Kind.SET, of)
    kinds = {bool: (Kind.FLAG,), float: (Kind.SECONDS,), int: (Kind.NUMBER, Kind.NUMBERS)}
    (basic,) = {part for part in parts if part in (bool, float, int, str)}
    return Field(name, doc, kinds.get(basic, (Kind.TEXT, Kind.TEXTS))[-1 if several else 0])


def _only_field(model: Model) -> Cell:
    (name,) = _fields(type(model))
    return getattr(model, name)  # type: ignore[no-any-return]


def _model_in(annotation: Any) -> type[Model] | None:
    found = (part for part in _parts(annotation) if isinstance(part, type))
    return next((part for part in found if issubclass(part, Model)), None)


def _marks(info: FieldInfo) -> Iterator[Any]:
    """The types that a field is made of, and the marks on them."""
    yield from (mark for mark in info.metadata if isinstance(mark, str | OneOf))
    yield from _parts(info.annotation)


def _parts(annotation: Any) -> Iterator[Any]:
    """An annotation, the types that it is made of, and the marks on them."""
    if isinstance(annotation, FieldInfo):  # what pydantic checks, no type
        return
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _snake(name: str) -> str:
    """``header_rule`` for HeaderRule."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
