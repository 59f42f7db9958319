"""Header fields as callers pass them, and the parts of their values (RFC 3261 section 7.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias, cast

from _sipstatus.registry import COMPACT_FORMS

Value: TypeAlias = str | Iterable[str]
Headers: TypeAlias = Mapping[str, Value] | Iterable[tuple[str, Value]]
"""Names in any case or compact form, each with one value or several: a mapping, or pairs.

At run time anything with ``items()`` is a mapping: a message of the ``email`` package, a multidict.
"""

Fields: TypeAlias = dict[str, list[str]]
"""The same in one form: values by full name in lower case."""

_FULL_NAMES = {compact: name.lower() for compact, name in COMPACT_FORMS.items()}

# Separators count only outside quoted strings and angle brackets.  The patterns are possessive and
# take the same steps inside a quoted string as outside, so they scan any value in linear time.
_ELEMENT = re.compile(r'(?:"(?:\\.|[^"\\])*+"|<[^<>]*+>|\\.|[^,])++', re.DOTALL)
_PART = re.compile(r'(?:"(?:\\.|[^"\\])*+"|<[^<>]*+>|\\.|[^;])++', re.DOTALL)


class Element(NamedTuple):
    """One element of a header field's value: its head and its parameters."""

    head: str
    parameters: dict[str, str]
    """By name in lower case.  Quoted values lose their quotes; a flag has an empty value."""


def fields(headers: Headers, argument: str = "headers") -> Fields:
    """Header fields by full name in lower case, the values of repeated ones one after another.

    Raises TypeError, which names the `argument`, if that is neither a mapping nor pairs, or if a
    name or a value is not a str.
    """
    found: Fields = {}
    for name, value in lines(headers, argument):
        found.setdefault(name, []).append(value)
    return found


def lines(headers: Headers, argument: str = "headers") -> Iterator[tuple[str, str]]:
    """Full name in lower case and value of every header field, in order, one value at a time.

    Raises what :func:`fields` raises.
    """
    for name, value in _pairs(headers, argument):
        key = _text(name, f"a name in {argument}").strip().lower()
        key = _FULL_NAMES.get(key, key)
        if isinstance(value, str):
            yield key, value
            continue
        what = f"a value of {name} in {argument}"
        several = _several(value, f"{what} must be a str or several, not ")
        yield from ((key, _text(one, what)) for one in several)


def elements(values: Iterable[str]) -> list[Element]:
    """The elements of all values of a header field, in order (RFC 3261 section 7.3.1)."""
    return [element(text) for value in values for text in _ELEMENT.findall(value) if text.strip()]


def element(text: str) -> Element:
    """One element: ``head ;name=value ;flag`` (RFC 3261 section 7.3.1)."""
    head, *parameters = _PART.findall(text) or [""]
    named = (part.partition("=") for part in parameters)
    return Element(head.strip(), {name.strip().lower(): _plain(value) for name, _, value in named})


def holds(values: Iterable[str], wanted: str) -> bool:
    """Whether a value has `wanted` as an element, as a parameter or as a parameter's value.

    This finds an option tag in ``Require``, the tag of ``To``, the purpose of ``Call-Info``.
    """
    wanted = wanted.lower()
    return any(
        head.lower() == wanted
        or parameters.get(wanted, "") != ""
        or wanted in (value.lower() for value in parameters.values())
        for head, parameters in elements(values)
    )


def cseq_method(headers: Fields) -> str | None:
    """The method that ``CSeq`` names (RFC 3261 section 20.16), None if it names none."""
    for value in headers.get("cseq", ()):
        words = value.split()
        if len(words) == 2 and words[0].isascii() and words[0].isdecimal():
            return words[1]
    return None


def _pairs(headers: Any, argument: str) -> Iterator[tuple[object, object]]:
    """Name and value of each header field, as the caller passed them."""
    pairs = headers.items() if hasattr(headers, "items") else headers
    wanted = f"{argument} must be a mapping or pairs of name and value, not "
    for pair in _several(pairs, wanted):
        couple = tuple(_several(pair, f"{wanted}of "))
        if len(couple) != 2:
            raise TypeError(f"{wanted}tuples of {len(couple)}")
        yield couple


def _several(value: object, wanted: str) -> Iterable[object]:
    """The items of a collection; here texts and octets are not collections."""
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | bytearray):
        return cast("Iterable[object]", value)
    raise TypeError(f"{wanted}{type(value).__name__}")


def _text(value: object, what: str) -> str:
    if isinstance(value, str):
        return value
    raise TypeError(f"{what} must be a str, not {type(value).__name__}")


def _plain(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value
