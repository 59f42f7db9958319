"""Facts of the spec as object literals, laid out so that Prettier and tsc leave them alone.

A record has the fields of its model under the same names, and leaves out those that are empty.
Basis and verification go where the reference is: into ``source``, as marks that almost every fact
is without.

tsc keeps the lines and doubles their indentation, and Prettier looks at both files.  It keeps an
object as wide or narrow as it finds it, and moves no string between backticks; but an array has to
be on one line if it fits there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...language.escaping import Safe
from ...language.naming import camel
from ...model.base import Model
from ...model.facts import Fact, Header, Method
from .literals import string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...model.base import Reference

_WIDTH = 80  # Prettier's

_NOT_FIELDS = ("source", "basis", "verified")


def record(facts: Model | tuple[Model, ...], indent: int = 0) -> Safe:
    """A fact as an object, or facts as an array of them; ``indent`` is that of its line."""
    if not isinstance(facts, tuple):
        return Safe(_object(facts, indent))
    elements = [_object(fact, indent + 2) for fact in facts]
    return Safe(_block("[]", elements, indent) if elements else "[]")


def array(values: Iterable[str | int]) -> Safe:
    """Strings or numbers as an array on one line."""
    return Safe(f"[{', '.join(_value(value, _WIDTH) for value in values)}]")


def source(
    reference: Reference, indent: int = 0, inferred: bool = False, unverified: bool = False
) -> Safe:
    """A reference as the field ``source``, with the marks of the fact that it belongs to."""
    return Safe(f"source: {place(reference, indent, 'source: ', inferred, unverified)}")


def place(
    reference: Reference,
    indent: int = 0,
    key: str = "",
    inferred: bool = False,
    unverified: bool = False,
) -> Safe:
    """The same as an object, behind ``key`` on its line."""
    fields = [f"rfc: {reference.rfc}", f"section: {string(reference.section, _WIDTH)}"]
    if reference.note is not None:
        fields.append(f"note: {string(reference.note, _room('note: ', indent + 2))}")
    if inferred:
        fields.append("inferred: true")
    if unverified:
        fields.append("unverified: true")
    line = f"{{ {', '.join(fields)} }}"
    fits = line.isascii() and len(line) <= _room(key, indent)
    return Safe(line if fits else _block("{}", fields, indent))


def places(references: tuple[Reference, ...], indent: int = 0) -> Safe:
    """References as an array behind ``return``, whose line ends with a semicolon."""
    key = "return []" if len(references) == 1 else ""
    if key and "\n" not in (only := place(references[0], indent, key)):
        return Safe(f"[{only}]")
    # One that does not fit there is no line of its own either, which Prettier would join.
    lines = [place(reference, indent + 2, key) for reference in references]
    return Safe(_block("[]", lines, indent))


def _object(fact: Model, indent: int) -> str:
    return _block("{}", _fields(fact, indent + 2), indent)


def _fields(fact: Model, indent: int) -> Iterator[str]:
    """The fields that are not empty, the source at the end."""
    for name in type(fact).model_fields:
        value = getattr(fact, name)
        if name in _NOT_FIELDS or value in (None, False, ()):
            continue
        key = f"{camel(name.upper())}: "
        if isinstance(value, tuple) and isinstance(value[0], Model):
            yield key + record(value, indent)
        elif isinstance(value, tuple):
            yield _array(key, value, indent)
        else:
            yield key + _value(value, _room(key, indent))
    if isinstance(fact, Fact):
        yield source(fact.source, indent, fact.basis == "inferred", not fact.verified)
    elif isinstance(fact, Header | Method):
        yield source(fact.source, indent)


def _array(key: str, values: tuple[Any, ...], indent: int) -> str:
    """A field that is an array: on one line if it fits, else with a line for each element."""
    line = array(values)
    widest = len(line) + sum(not char.isascii() for char in line)
    if widest <= _room(key, indent):
        return key + line
    field = key + _block("[]", (_value(value, _WIDTH) for value in values), indent)
    if len(line) > _room(key, indent, deeper=False) and isinstance(values[0], str):
        return field
    # It fits into the module, but not into what tsc makes of it; or Prettier would fill the lines.
    return f"// prettier-ignore\n{' ' * indent}{field}"


def _value(value: Any, room: int) -> str:
    if isinstance(value, str):
        return string(value, room)
    return "true" if value is True else str(value).removesuffix(".0")


def _block(brackets: str, lines: Iterable[str], indent: int) -> str:
    margin = "\n" + " " * indent
    inner = "".join(f"{margin}  {line}," for line in lines)
    return f"{brackets[0]}{inner}{margin}{brackets[1]}"


def _room(key: str, indent: int, deeper: bool = True) -> int:
    """Columns for a value between its key and a comma, in tsc's file or in the module."""
    return _WIDTH - (2 * indent if deeper else indent) - len(key) - len(",")
