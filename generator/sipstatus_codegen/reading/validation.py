"""Checks entries against their models: pydantic finds the errors, this module words them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ..faults import Fault, Faults, field_name
from ..model.base import DOCUMENT, NAME, SECTION, WORDS
from ..model.registry import VERSION
from ..model.vocabulary import COMPACT, HEADER, LANGUAGE, METHOD, PROFILE
from .documents import Document

M = TypeVar("M", bound=BaseModel)
Loc = tuple[str | int, ...]

_TYPE_WORDS = {
    "int_type": "a whole number",
    "string_type": "a string",
    "bool_type": "true or false",
    "date_type": "a date such as 2026-01-07",
    "tuple_type": "an array",
    "model_type": "a table",
}

_PATTERN_WORDS = {
    NAME: ("is not an identifier", "use UPPER_SNAKE_CASE: A-Z, 0-9 and single underscores"),
    SECTION: ("is not a section number", 'write it as the RFC does, such as "21.4.5" or "B.13"'),
    DOCUMENT: (
        "is not the name of a document",
        'write it as its publisher does, such as "ATIS-1000099" or "3GPP TS 24.229"',
    ),
    WORDS: ("holds a NUL, where it would end for a program in C", "leave it out"),
    VERSION: ("is not a version", 'write MAJOR.MINOR.PATCH, such as "1.2.0"'),
    LANGUAGE: (
        "is not a language tag",
        'write it as in BCP 47, such as "zh", "zh-Hant" or "pt-BR"',
    ),
    HEADER: ("is not the name of a header field", "use letters, digits and hyphens"),
    COMPACT: ("is not a compact form", "use one small letter"),
    METHOD: ("is not the name of a method", "use capital letters"),
    PROFILE: ("is not the name of a profile", "use small letters, digits and single hyphens"),
}
_SOURCES = ("source", "cause_source")


def validate(
    model: type[M], value: object, document: Document, path: Loc
) -> tuple[M | None, list[Fault]]:
    """The value as a model, or None, and every fault in it."""
    try:
        return model.model_validate(_frozen(value)), []
    except ValidationError as error:
        code = value.get("code") if isinstance(value, dict) else None
        number = code if type(code) is int and abs(code) < 10**6 else None
        return None, [
            document.fault(
                (*path, *detail["loc"]),
                field_name(detail["loc"] or path),
                *_words(detail, model),
                number,
            )
            for detail in islice(_own(error.errors(include_url=False)), Faults.LIMIT)
        ]


def _own(details: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """The errors, except those of arrays that are too short because pydantic drops bad items."""
    outer = {detail["loc"][:length] for detail in details for length in range(len(detail["loc"]))}
    for detail in details:
        if detail["type"] != "too_short" or detail["loc"] not in outer:
            yield detail


def unknown_keys(
    document: Document, table: dict[str, Any], known: Sequence[str]
) -> Iterator[Fault]:
    """A fault for every unknown key at the top level."""
    for key in table:
        if key not in known:
            yield document.fault((key,), key, *_unknown(key, known))


def _frozen(value: object) -> object:
    """A value with tuples for arrays, as strict models take nothing else for a tuple field."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def _words(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """What is wrong and what to do about it, for one error of pydantic."""
    kind, value, loc = detail["type"], detail["input"], detail["loc"]
    field = str(loc[-1]) if loc else ""
    limits = detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(field, _fields_at(model, loc[:-1]))
    if kind == "missing":
        if field == "section":
            return "is missing", "name the section of the RFC that says so"
        if field == "rfc":
            return "is missing", "add it, or name another document instead"
        if field in _SOURCES:
            return "is missing", "name the RFC and the section that says so"
        return "is missing", "add it"
    if kind == "rfc_as_document":
        return f"{_shown(value)} is an RFC", "write rfc and section"
    if kind == "rfc_and_document":
        return "is there beside document", "cite one of the two"
    if kind in _TYPE_WORDS:
        return f"must be {_TYPE_WORDS[kind]}, not {_shown(value)}", "change the value"
    if kind == "string_pattern_mismatch" and limits["pattern"] in _PATTERN_WORDS:
        what, remedy = _PATTERN_WORDS[limits["pattern"]]
        return f"{_shown(value)} {what}", remedy
    if kind in ("greater_than_equal", "less_than_equal"):
        if limits.get("ge", limits.get("le")) in (100, 699):
            return (
                f"{_shown(value)} is outside 100-699 (RFC 3261 section 7.2)",
                "use three digits, the first of them 1 to 6",
            )
        bound = "at least" if kind == "greater_than_equal" else "at most"
        number = limits.get("ge", limits.get("le"))
        return f"{_shown(value)} must be {bound} {number}", "change the value"
    if kind == "literal_error":
        return f"{_shown(value)} is not allowed", f"use {limits['expected']}"
    if kind in ("string_too_short", "too_short"):
        return "is empty", "fill it in"
    return f"{_shown(value)}: {detail['msg']}", "change the value"


def _unknown(key: str, known: Sequence[str]) -> tuple[str, str]:
    import difflib  # only for faults

    close = difflib.get_close_matches(key, known, n=1)
    remedy = f'did you mean "{close[0]}"?' if close else f"remove it (known: {', '.join(known)})"
    return "is not a known field", remedy


def _shown(value: object) -> str:
    """A value for an error message: short, on one line, without control characters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | dict):
        return "an array" if isinstance(value, tuple) else "a table"
    text = ascii(value) if isinstance(value, str) else str(value)
    text = "".join(char if char.isprintable() else "?" for char in text)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fields_at(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that the table at path ``loc`` in ``model`` may hold."""
    for step in loc:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if step not in fields:  # an index, or a key that the file chooses
            continue
        inner = next(_models_in(fields[str(step)].annotation), None)
        if inner is None:
            return []
        model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
