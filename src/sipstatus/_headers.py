"""Header fields as callers pass them, and the parts of their values (RFC 3261 section 7.3)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, cast

from _sipstatus.registry import COMPACT_FORMS, HEADERS

Text: TypeAlias = str | bytes
Value: TypeAlias = Text | Iterable[Text]
Headers: TypeAlias = Mapping[str, Value] | Mapping[bytes, Value] | Iterable[tuple[Text, Value]]
"""Names in any case or compact form, each with one value or several: a mapping, or pairs.

Octets are read as UTF-8 (RFC 3261 section 7); what is not UTF-8 comes out again as it was.

At run time anything with ``items()`` is a mapping: a message of the ``email`` package, a multidict.
"""

TextHeaders: TypeAlias = (
    Mapping[str, str | Iterable[str]] | Iterable[tuple[str, str | Iterable[str]]]
)
OctetHeaders: TypeAlias = (
    Mapping[bytes, bytes | Iterable[bytes]] | Iterable[tuple[bytes, bytes | Iterable[bytes]]]
)
"""The same, all of one kind: for functions that give back header fields."""

Fields: TypeAlias = dict[str, list[str]]
"""The same in one form: values by full name in lower case."""

_COMPACT_FORMS = MappingProxyType(COMPACT_FORMS)
_FULL_NAMES = {compact: name.lower() for compact, name in COMPACT_FORMS.items()}

# The spellings that peers use, so that nothing is computed for them.
_SPELLINGS = {
    text: _FULL_NAMES.get(name, name)
    for name, usual in (
        *((name, header.name) for name, header in HEADERS.items()),
        *((compact, compact.upper()) for compact in _FULL_NAMES),
    )
    for spelling in (name, usual)
    for text in (spelling, spelling.encode())
}

# Separators count only outside quoted strings and angle brackets.  The patterns are possessive and
# take the same steps inside a quoted string as outside, so they scan any value in linear time.
_ELEMENT = re.compile(r'(?:[^,"<\\]++|"(?:[^"\\]++|\\.)*+"|<[^<>]*+>|\\.|[^,])++', re.DOTALL)
_PART = re.compile(r'(?:[^;"<\\]++|"(?:[^"\\]++|\\.)*+"|<[^<>]*+>|\\.|[^;])++', re.DOTALL)


class Element(NamedTuple):
    """One element of a header field's value: its head and its parameters."""

    head: str
    parameters: dict[str, str]
    """By name in lower case; of equal names the first counts.  Quoted values lose their quotes; a
    flag has an empty value."""


def compact_forms() -> Mapping[str, str]:
    """The compact forms of header field names (RFC 3261 section 7.3.3), such as ``i``: ``Call-ID``.

    Compact form in lower case -> name, in the order of the compact forms; it cannot be changed.

    >>> compact_forms()["i"]
    'Call-ID'
    """
    return _COMPACT_FORMS


def fields(headers: Headers, argument: str = "headers") -> Fields:
    """Header fields by full name in lower case, the values of repeated ones one after another.

    Raises TypeError, which names the `argument`, if that is neither a mapping nor pairs, or if a
    name or a value is neither str nor bytes.
    """
    found: Fields = {}
    known = _SPELLINGS
    for name, value in pairs(headers, argument):
        if type(name) is str and type(value) is str:
            try:
                key = known[name]
            except KeyError:
                key = full_name(name, argument)
            if key in found:
                found[key].append(value)
            else:
                found[key] = [value]
        else:
            key = full_name(name, argument)
            for one in values(name, value, argument):
                found.setdefault(key, []).append(text(one))
    return found


def lines(
    headers: Headers, wanted: Container[str], argument: str = "headers"
) -> list[tuple[str, str]]:
    """Full name in lower case and value of the header fields whose full names are `wanted`.

    They are in order, one value at a time.  Raises what :func:`fields` raises.
    """
    found: list[tuple[str, str]] = []
    known = _SPELLINGS
    for name, value in pairs(headers, argument):
        # What is usual costs no call: a proxy comes by here for every response.
        if type(name) is str and type(value) is str:
            try:
                key = known[name]
            except KeyError:
                key = full_name(name, argument)
            if key in wanted:
                found.append((key, value))
        else:
            key = full_name(name, argument)
            several = [(key, text(one)) for one in values(name, value, argument)]
            found += several if key in wanted else ()
    return found


def pairs(headers: Headers, argument: str = "headers") -> Iterable[tuple[object, object]]:
    """Name and value of each header field, as the caller passed them.

    Raises TypeError, which names the `argument`, if that is neither a mapping nor pairs.
    """
    given: Any = headers
    if given.__class__ is dict:
        items: Iterable[tuple[object, object]] = given.items()
        return items
    given = given.items() if hasattr(given, "items") else given
    several: Iterable[Any] = _several(given, f"{argument} {_WANTED}")
    return (
        pair if pair.__class__ is tuple and len(pair) == 2 else _couple(pair, argument)
        for pair in several
    )


def full_name(name: object, argument: str = "headers") -> str:
    """The full name of a header field in lower case, whatever its spelling or compact form.

    Raises TypeError, which names the `argument`, for what is neither str nor bytes.
    """
    written = _checked(name, f"a name in {argument}")
    if (known := _SPELLINGS.get(written)) is not None:
        return known
    key = text(written).strip()
    # A name is ASCII (RFC 3261 section 25.1); the small letter of the Kelvin sign is a plain k.
    key = key.lower() if key.isascii() else key
    return _FULL_NAMES.get(key, key)


def values(name: object, value: object, argument: str = "headers") -> Iterator[str | bytes]:
    """The values of a header field, as the caller passed them: one, or several.

    Raises TypeError, which names the `argument`, for a value that is neither str nor bytes.
    """
    if isinstance(value, str | bytes):
        yield value
        return
    what = f"a value of {text(name) if isinstance(name, bytes) else name} in {argument}"
    for one in _several(value, f"{what} must be a str, bytes or several, not "):
        yield _checked(one, what)


def text(value: str | bytes) -> str:
    """The value as a str; octets outside UTF-8 become what :func:`octets` turns back."""
    return value if isinstance(value, str) else value.decode("utf-8", "surrogateescape")


def octets(value: str) -> bytes:
    """The value as on the wire."""
    return value.encode("utf-8", "surrogateescape")


def elements(values: Iterable[str]) -> list[Element]:
    """The elements of all values of a header field, in order (RFC 3261 section 7.3.1)."""
    return [
        element(text)
        for value in values
        for text in (_ELEMENT.findall(value) if "," in value else (value,))
        if text.strip()
    ]


def element(text: str) -> Element:
    """One element: ``head ;name=value ;flag`` (RFC 3261 section 7.3.1)."""
    head, *parts = _parts(text) or [""]
    parameters: dict[str, str] = {}
    for part in parts:
        name, _, value = part.partition("=")
        parameters.setdefault(name.strip().lower(), _plain(value))
    return Element(head.strip(), parameters)


def _parts(text: str) -> list[str]:
    """What semicolons separate in an element.

    An address in brackets, or none at all, is by far the most usual case, and the quickest.
    """
    if '"' not in text and "\\" not in text:
        start = text.find("<")
        end = text.find(">", start)
        if start < 0:
            return [part for part in text.split(";") if part]
        if end > 0 and text.find(";", 0, start) < 0 and text.find("<", start + 1) < 0:
            _, *parts = text[end + 1 :].split(";")
            last = text.find(";", end)
            head = text if last < 0 else text[:last]
            return [head, *(part for part in parts if part)]
    return _PART.findall(text)


def holds(values: Iterable[str], wanted: str) -> bool:
    """Whether a value has `wanted` as an element, as a parameter or as a parameter's value.

    This finds an option tag in ``Require``, the tag of ``To``, the purpose of ``Call-Info``.
    """
    wanted = wanted.lower()
    for value in values:
        text = value.lower()
        if "\\" not in text:  # only an escape hides what is there
            start = text.find(wanted)
            if start < 0:
                continue
            end = start + len(wanted) + 1
            # Clearly a parameter with a value, as in ">;tag=1": there is no need to take it apart.
            if (
                text[start - 1 : end] == f";{wanted}="
                and start > 1
                and text[start - 2] not in ",;"
                and text[end : end + 1].isalnum()
                and start > text.rfind(">")
                and '"' not in text
            ):
                return True
        for one in elements((value,)):
            if element_holds(one, wanted):
                return True
    return False


def element_holds(one: Element, wanted: str) -> bool:
    """Whether an element has `wanted`, in lower case, in one of these places."""
    head, parameters = one
    return (
        parameters.get(wanted, "") != ""
        or head.lower() == wanted
        or wanted in (value.lower() for value in parameters.values())
    )


def cseq_method(headers: Fields) -> str | None:
    """The method that ``CSeq`` names (RFC 3261 section 20.16), None if it names none."""
    for value in headers.get("cseq", ()):
        words = value.split()
        if len(words) == 2 and words[0].isascii() and words[0].isdecimal():
            return words[1]
    return None


_WANTED = "must be a mapping or pairs of name and value, not "


def _couple(pair: object, argument: str) -> tuple[object, object]:
    couple = tuple(_several(pair, f"{argument} {_WANTED}of "))
    if len(couple) != 2:
        raise TypeError(f"{argument} {_WANTED}tuples of {len(couple)}")
    return couple


def _several(value: object, wanted: str) -> Iterable[object]:
    """The items of a collection; here texts and octets are not collections."""
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | bytearray):
        return cast("Iterable[object]", value)
    raise TypeError(f"{wanted}{type(value).__name__}")


def _checked(value: object, what: str) -> str | bytes:
    if isinstance(value, str | bytes):
        return value
    raise TypeError(f"{what} must be a str or bytes, not {type(value).__name__}")


def _plain(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value
