"""How Python spells facts: models as named tuples, and the expressions that make them.

Required fields come first in a record, then its source, then optional fields.  The basis and the
verification of a fact are fields of its source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from inspect import getdoc
from itertools import chain
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ...language.escaping import Safe
from ...language.naming import Identifier
from ...model import facts, meaning
from ...model.base import Model, Reference
from ...model.facts import Fact, Profile
from ...model.headings import cited
from ...model.meaning import Meaning, resolved_fields
from ...model.registry import Status
from ...model.vocabulary import Word
from ..base import Context
from .layout import Call, Name, docstring, layout

_OF_THE_SOURCE = ("basis", "verified")


@cache
def fields(model: type[Model]) -> Mapping[str, FieldInfo]:
    """The fields of a model, in the order of its record."""
    resolved = resolved_fields(model).items()
    own = {name: info for name, info in resolved if name not in _OF_THE_SOURCE}
    order = {name: (not info.is_required(), name == "source") for name, info in own.items()}
    return {name: own[name] for name in sorted(own, key=order.__getitem__)}


def field_lines(model: str) -> Safe:
    """The fields of a model of facts or meaning as the body of its record."""
    found = getattr(meaning if hasattr(meaning, model) else facts, model)
    lines = []
    for name, info in fields(found).items():
        default = "" if info.is_required() else f" = {layout(_default(info))}"
        lines.append(f"    {name}: {_type(info.annotation)}{default}")
        words = ", ".join(_words(info.annotation))
        about = "" if info.annotation is str and name == "text" else info.description
        text = " ".join(filter(None, [about, words and f"One of: {words}."]))
        if text:
            lines.append(f"    {docstring(text)}")
    return Safe("\n".join(lines))


def records(model: type[Model] = Meaning) -> dict[Identifier, Safe]:
    """Name -> docstring of the records that a meaning is made of; it comes behind them."""
    found: dict[Identifier, Safe] = {}
    for info in fields(model).values():
        for part in _parts(info.annotation):
            if issubclass(part, Fact):
                found |= records(part)
    return found | {Identifier(model.__name__): docstring(getdoc(model) or "")}


def record(value: object) -> object:
    """The value, with a call that makes a record for every model in it."""
    if isinstance(value, Reference):
        return _source(value)
    if isinstance(value, Model):
        return _call(value, record)
    if isinstance(value, Word):
        return value.value
    return tuple(map(record, value)) if isinstance(value, tuple) else value


def _call(model: Model, inner: Callable[[object], object]) -> Call:
    known = fields(type(model))
    given = {name: inner(getattr(model, name)) for name in known}
    if isinstance(model, Fact):
        given["source"] = _source(model.source, model)
    required = tuple(given.pop(name) for name, info in known.items() if info.is_required())
    optional = {n: value for n, value in given.items() if getattr(model, n) != known[n].default}
    return Call(type(model).__name__, required, optional)


class Meanings:
    """Spells the meaning of all codes and classes; a fact that several share is made once."""

    def __init__(self, context: Context) -> None:
        codes = {s.code: context.meanings.of_codes[s.code] for s in context.statuses}
        classes = context.meanings.of_classes
        facts = [*chain.from_iterable(map(_facts, (*codes.values(), *classes.values())))]
        equal: dict[Fact, Fact] = {}
        # Many facts are the same object, which is faster to compare than its fields.
        self._same = {id(fact): fact for fact in facts}
        self._same = {key: equal.setdefault(fact, fact) for key, fact in self._same.items()}
        self._counts = Counter(id(self._same[id(fact)]) for fact in facts)
        self._shared: dict[int, Name] = {}
        self.of_codes = {code: _call(model, self._inner) for code, model in codes.items()}
        self.of_classes = {digit: _call(model, self._inner) for digit, model in classes.items()}

    @property
    def shared(self) -> tuple[object, ...]:
        """The facts that several share, in the order of their numbers."""
        return tuple(record(self._same[key]) for key in self._shared)

    def _inner(self, value: object) -> object:
        if isinstance(value, tuple):
            return tuple(map(self._inner, value))
        if not isinstance(value, Fact):
            return record(value)
        key = id(self._same[id(value)])
        if self._counts[key] == 1:
            return record(value)
        return self._shared.setdefault(key, Name(f"_SHARED[{len(self._shared)}]"))


def _facts(model: Meaning) -> Iterator[Fact]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        yield from (
            item
            for item in (value if isinstance(value, tuple) else (value,))
            if isinstance(item, Fact)
        )


def meanings(context: Context) -> Mapping[str, object]:
    """The tables of the module ``meaning``."""
    spelled = Meanings(context)
    return {
        "MEANINGS": spelled.of_codes,
        "CLASS_MEANINGS": spelled.of_classes,
        "_SHARED": spelled.shared,
    }


def facts_of_codes(context: Context) -> Mapping[str, object]:
    """The tables of the module ``facts``."""
    statuses = context.statuses
    return {
        "SUMMARIES": {status.code: status.summary for status in statuses},
        "STATES": {status.code: status.state.value for status in statuses},
        "REFERENCES": {status.code: record(status.references) for status in statuses},
        "UNVERIFIED": {s.code: s.unverified for s in statuses if s.unverified},
        "ALIASES": {
            status.code: tuple(
                Call("Alias", (alias.phrase, alias.name, record(alias.source)))
                for alias in status.aliases
            )
            for status in statuses
            if status.aliases
        },
    }


def omitted(context: Context) -> list[Status]:
    """The historic codes that are not members of the enum."""
    codes = {status.code for status in context.statuses}
    return [status for status in context.registry.statuses if status.code not in codes]


def registry(context: Context) -> Mapping[str, object]:
    """The tables of the module ``registry``; without ``[isup]`` those of causes are empty."""
    known = context.registry
    isup = known.isup
    return {
        "HEADERS": {header.name.lower(): record(header) for header in known.headers},
        "COMPACT_FORMS": dict(sorted((h.compact, h.name) for h in known.headers if h.compact)),
        "METHODS": tuple(method.name for method in known.methods),
        "METHOD_SOURCES": {method.name: record(method.source) for method in known.methods},
        "SELECTION": record(known.selection),
        "METRICS": {metric.name: record(metric) for metric in known.metrics},
        "CONFUSIONS": record(known.confusions),
        "GENERAL_NOTES": record(known.notes),
        "ISUP_DEFAULT_CAUSE": isup and isup.default_cause,
        "ISUP_DEFAULT_CODE": isup and isup.default_code,
        "ISUP_HANGUP_CAUSE": isup and isup.hangup_cause,
        "ISUP_CODE_SOURCE": isup and record(isup.source),
        "ISUP_CAUSE_SOURCE": isup and record(isup.cause_source),
        "USER_LOCATION_CLASSES": isup.user_location_classes if isup else (),
        "UNTRANSLATABLE_CAUSES": isup.untranslatable if isup else (),
        "CAUSE_MAPPINGS": record(isup.causes) if isup else (),
        "ISUP_PROFILES": {profile.name: _profile(profile) for profile in known.profiles},
    }


def _profile(profile: Profile) -> Call:
    causes = {row.code: row.cause for row in profile.causes}
    codes = {row.cause: row.code for row in profile.codes}
    return Call(
        "IsupProfile",
        (profile.name, profile.default_cause, profile.default_code),
        {"causes": causes, "codes": codes},
    )


def headings(context: Context) -> Mapping[str, object]:
    """The tables of the module ``headings``."""
    return {"HEADINGS": cited(context.registry)}


def languages(context: Context) -> Mapping[str, object]:
    """The tables of the module ``languages``."""
    found: dict[str, dict[int, object]] = {}
    for status in context.statuses:
        for language, translation in status.translations.items():
            found.setdefault(language, {})[status.code] = record(translation)
    return {"TRANSLATIONS": dict(sorted(found.items()))}


def historic(context: Context) -> Mapping[str, object]:
    """The tables of the module ``historic``."""
    return {"HISTORIC": {status.code: _historic(status) for status in omitted(context)}}


def _historic(status: Status) -> Call:
    translations = {tag: record(words) for tag, words in status.translations.items()}
    texts = (status.name, status.phrase, status.summary)
    return Call("Historic", (*texts, record(status.references), dict(sorted(translations.items()))))


def define(table: object, name: str, annotation: str = "") -> Safe:
    """The statement that defines a table."""
    start = f"{name}: Final[{annotation}] = " if annotation else f"{name}: Final = "
    return Safe(start + layout(table, before=len(start)))


def _source(reference: Reference, fact: Fact | None = None) -> Call:
    marks: dict[str, object] = {}
    if reference.document is not None:
        marks["document"] = reference.document
    if reference.note is not None:
        marks["note"] = reference.note
    if fact is not None and fact.basis != "stated":
        marks["basis"] = fact.basis.value
    if fact is not None and not fact.verified:
        marks["verified"] = fact.verified
    return Call("Source", (reference.rfc or 0, reference.section or ""), marks)


def _type(annotation: Any) -> str:
    """The type of a field as records write it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0])
    if origin in (Union, UnionType):
        return " | ".join(map(_type, arguments))
    if origin is tuple:
        items = ("..." if item is Ellipsis else _type(item) for item in arguments)
        return f"tuple[{', '.join(items)}]"
    if annotation is NoneType:
        return "None"
    if isinstance(annotation, type) and issubclass(annotation, Word):
        return "str"
    return "Source" if annotation is Reference else str(annotation.__name__)


def _default(info: FieldInfo) -> object:
    return info.default.value if isinstance(info.default, Word) else info.default


def _words(annotation: Any) -> Iterator[str]:
    """The words that a field is limited to, if it is."""
    for part in _parts(annotation):
        if issubclass(part, Word):
            yield from (word.value for word in part)


def _parts(annotation: Any) -> Iterator[type]:
    """The classes that an annotation is made of."""
    if isinstance(annotation, type) and not get_args(annotation):
        yield annotation
    for argument in get_args(annotation):
        yield from _parts(argument)
