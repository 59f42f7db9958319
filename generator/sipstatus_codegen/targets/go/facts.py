"""Facts of the spec as Go composite literals, laid out as gofmt lays them out.

A struct has the fields of its model under the same names, and leaves out those that are empty.
Basis and verification go where the reference is: into ``Source``, as marks that are false for
almost every fact.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...language.escaping import Safe
from ...language.naming import Identifier, identifier, pascal
from ...model.base import Model
from ...model.facts import Fact, Header, Method
from .literals import go_literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...model.base import Reference

_PASCAL = partial(pascal, initialisms=("PSAP", "RFC", "UAS"))

# Models that Go knows by another name.
_TYPES = {
    "IsupCause": "ISUPRule",
    "Method": "RequestMethod",
    "Profile": "ISUPProfile",
    "Selection": "SelectionStep",
}

# Fields whose values are constants of the package: their type, and what its constants begin with.
_CONSTANTS = {
    "CauseMapping.condition": ("CauseDetail", "Cause"),
    "DialogEffect.effect": ("Effect", "Effect"),
    "Generators.elements": ("Element", "Element"),
    "HeaderRule.condition": ("Condition", "Condition"),
    "HeaderRule.level": ("Level", "Level"),
    "IsupCause.first": ("FirstAttempt", "First"),
    "MethodRule.level": ("Level", "Level"),
    "MethodRule.rule": ("MethodLimit", "Methods"),
    "Metric.denominator": ("Denominator", "Denominator"),
    "ProxyRule.rule": ("ProxyHandling", "Proxy"),
    "ResponseClass.about": ("Subject", "Subject"),
    "Retry.options": ("RetryOption", "Retry"),
    "Selection.level": ("Level", "Level"),
    "Selection.step": ("Step", "Step"),
}

_NOT_FIELDS = ("source", "basis", "verified")


def composite(facts: Model | tuple[Model, ...], indent: int = 0) -> Safe:
    """A fact as a struct, or facts as a slice of them; ``indent`` counts the line's tabs."""
    if not isinstance(facts, tuple):
        return Safe(_type(facts) + _struct(facts, indent))
    if not facts:
        return Safe("nil")
    margin = "\n" + "\t" * indent
    elements = "".join(f"{margin}\t{_struct(fact, indent + 1)}," for fact in facts)
    return Safe(f"[]{_type(facts[0])}{{{elements}{margin}}}")


def constant(value: str, field: str) -> Identifier:
    """The constant that a value of a field is: ``LevelMust`` for must in ``HeaderRule.level``."""
    return identifier(value.upper(), _PASCAL, prefix=_CONSTANTS[field][1])


def source(reference: Reference, inferred: bool = False, unverified: bool = False) -> Safe:
    """A reference, with the marks of the fact that it belongs to."""
    fields = [f"RFC: {reference.rfc}", f"Section: {go_literal(reference.section)}"]
    if reference.note is not None:
        fields.append(f"Note: {go_literal(reference.note)}")
    if inferred:
        fields.append("Inferred: true")
    if unverified:
        fields.append("Unverified: true")
    return Safe(f"Source{{{', '.join(fields)}}}")


def place(reference: Reference) -> Safe:
    """A reference in a list of them."""
    return Safe(source(reference).removeprefix("Source"))


def _type(fact: Model) -> str:
    name = type(fact).__name__
    return _TYPES.get(name, name)


def _struct(fact: Model, indent: int) -> str:
    fields = tuple(_fields(fact, indent))
    # gofmt aligns no value of several lines; those stand behind the others.
    width = max(len(name) for name, value in fields if "\n" not in value) + len(": ")
    margin = "\n" + "\t" * indent
    keys = ((f"{name}: " if "\n" in value else f"{name}:".ljust(width)) for name, value in fields)
    lines = (f"{margin}\t{key}{value}," for key, (_, value) in zip(keys, fields, strict=True))
    return f"{{{''.join(lines)}{margin}}}"


def _fields(fact: Model, indent: int) -> Iterator[tuple[str, str]]:
    """The fields that are not empty, each with its value, the source at the end."""
    for name in type(fact).model_fields:
        value = getattr(fact, name)
        if name not in _NOT_FIELDS and value not in (None, False, ()):
            yield _PASCAL(name.upper()), _value(f"{type(fact).__name__}.{name}", value, indent + 1)
    if isinstance(fact, Fact):
        yield "Source", source(fact.source, fact.basis == "inferred", not fact.verified)
    elif isinstance(fact, Header | Method):
        yield "Source", source(fact.source)


def _value(field: str, value: Any, indent: int = 0) -> str:
    if isinstance(value, tuple):
        return composite(value, indent) if isinstance(value[0], Model) else _tuple(field, value)
    if field in _CONSTANTS:
        return constant(value, field)
    if isinstance(value, bool):
        return "true"
    return str(value) if isinstance(value, int) else go_literal(value)


def _tuple(field: str, values: tuple[Any, ...]) -> str:
    if isinstance(values[0], float):
        return f"DelayRange{{{', '.join(map(_duration, values))}}}"
    if isinstance(values[0], int):
        element = "ResponseClass" if field.endswith("classes") else "StatusCode"
    else:
        element = _CONSTANTS[field][0] if field in _CONSTANTS else "string"
    return f"[]{element}{{{', '.join(_value(field, value) for value in values)}}}"


def _duration(seconds: float) -> str:
    if seconds == 0:
        return "0"
    if seconds.is_integer():
        return f"{int(seconds)} * time.Second"
    return f"{round(seconds * 1000)} * time.Millisecond"
