"""The models of facts as named tuples: their fields, and the expressions that make them.

What a record must have comes first, then its source, then what it may have.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ...model.base import Model, Reference
from ...model.facts import Fact, Selection
from .layout import Call

# What the fact itself says of its source goes into the source.
_MARKS = ("basis", "verified")


def fields(model: type[Model]) -> dict[str, FieldInfo]:
    """The fields of a model, in the order of its record."""
    own = {name: info for name, info in model.model_fields.items() if name not in _MARKS}
    order = {name: (not info.is_required(), name == "source") for name, info in own.items()}
    return {name: own[name] for name in sorted(own, key=order.__getitem__)}


def record(value: object) -> object:
    """The value with every model in it as the making of its record."""
    if isinstance(value, Reference):
        return _source(value)
    if isinstance(value, Model):
        known = fields(type(value))
        facts = {name: record(getattr(value, name)) for name in known}
        if isinstance(value, Fact):
            facts["source"] = _source(value.source, value)
        required = tuple(facts[name] for name, info in known.items() if info.is_required())
        given = {
            name: facts[name]
            for name, info in known.items()
            if not info.is_required() and getattr(value, name) != info.default
        }
        return Call(name_of(type(value)), required, given)
    return tuple(map(record, value)) if isinstance(value, tuple) else value


def name_of(model: type[Model]) -> str:
    """The name of a model's record."""
    return "SelectionStep" if model is Selection else model.__name__


def type_of(annotation: Any) -> str:
    """The type of a field as records write it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_of(arguments[0])
    if origin is Literal:
        return "str"
    if origin in (Union, UnionType):
        return " | ".join(map(type_of, arguments))
    if origin is tuple:
        items = ("..." if item is Ellipsis else type_of(item) for item in arguments)
        return f"tuple[{', '.join(items)}]"
    if annotation is NoneType:
        return "None"
    return "Source" if annotation is Reference else str(annotation.__name__)


def words_in(annotation: Any) -> Iterator[str]:
    """The words that a field is limited to, if it is."""
    for argument in get_args(annotation):
        if get_origin(annotation) is Literal:
            yield argument
        else:
            yield from words_in(argument)


def _source(reference: Reference, fact: Fact | None = None) -> Call:
    marks: dict[str, object] = {}
    if reference.note is not None:
        marks["note"] = reference.note
    if fact is not None and fact.basis != "stated":
        marks["basis"] = fact.basis
    if fact is not None and not fact.verified:
        marks["verified"] = fact.verified
    return Call("Source", (reference.rfc, reference.section), marks)
