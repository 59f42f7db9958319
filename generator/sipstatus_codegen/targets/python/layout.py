"""Values and prose as Python source, laid out as ruff does it.

A value is on one line if it fits into 100 columns, otherwise it has one item per line, each with a
comma after it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ...language.escaping import Safe, columns, fill, plain, python_literal

_COLUMNS = 100
# A long string may be cut after white space and around wide characters (Chinese has no spaces).
_TOKEN = re.compile(r"[^\s\u2e80-\U0003ffff]+\s*|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that makes a record: ``name(*arguments, **keywords)``."""

    name: str
    arguments: tuple[object, ...]
    keywords: Mapping[str, object] = field(default_factory=dict)


class Name(str):
    """An expression for a value that is made elsewhere: ``_SHARED[3]``."""

    __slots__ = ()


def layout(value: object, before: int = 0, indent: int = 0) -> Safe:
    """The value as an expression, whose further lines are indented by at least ``indent``.

    ``before`` is the column where the expression begins.  A value may be a string, a number, True,
    False, None or a :class:`Name`, or a tuple, mapping or :class:`Call` of such values.
    """
    line = _line(value, _COLUMNS - before - len(","))
    if line is not None:
        return Safe(line)
    if isinstance(value, Mapping) and value:
        return _open("{", [(f"{_scalar(key)}: ", item) for key, item in value.items()], "}", indent)
    if isinstance(value, Call):
        arguments = [("", argument) for argument in value.arguments]
        keywords = [(f"{name}=", argument) for name, argument in value.keywords.items()]
        return _open(f"{value.name}(", [*arguments, *keywords], ")", indent)
    if isinstance(value, tuple) and value:
        return _open("(", [("", item) for item in value], ")", indent)
    if isinstance(value, str):
        return _cut(value, indent)
    return Safe(_line(value, len(repr(value))) or "")


def docstring(text: str, indent: int = 4) -> Safe:
    """Prose as a triple-quoted docstring, wrapped at 100 columns."""
    escaped = plain(text).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = f'{escaped[:-1]}\\"'
    if len(escaped) + indent + 6 <= 100:
        return Safe(f'"""{escaped}"""')
    margin = "\n" + " " * indent
    lines = fill(escaped, 97 - indent)
    return Safe(f'"""{margin.join(lines)}{margin}"""')


def _line(value: object, room: int) -> str | None:
    """The value on one line of at most ``room`` columns; None if it does not fit."""
    if isinstance(value, tuple):
        inside = _row([("", item) for item in value], room - len("()"))
        if inside is None:
            return None
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, Mapping):
        items = [(f"{_scalar(key)}: ", item) for key, item in value.items()]
        inside = _row(items, room - len("{}"))
        return None if inside is None else f"{{{inside}}}"
    if isinstance(value, Call):
        arguments = [("", argument) for argument in value.arguments]
        arguments += [(f"{name}=", argument) for name, argument in value.keywords.items()]
        inside = _row(arguments, room - len(value.name) - len("()"))
        return None if inside is None else f"{value.name}({inside})"
    text = _scalar(value)
    return text if columns(text) <= room else None


def _row(items: list[tuple[str, object]], room: int) -> str | None:
    """Labelled items on one line of at most ``room`` columns; None if they do not fit."""
    cells = []
    for label, item in items:
        line = _line(item, room - len(label))
        if line is None:
            return None
        cells.append(label + line)
        room -= len(label) + columns(line) + len(", ")
    return ", ".join(cells) if room >= -len(", ") else None


def _scalar(value: object) -> str:
    if isinstance(value, Name):
        return value
    if isinstance(value, str):
        return _literal(value)
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    raise TypeError(f"{value!r} has no layout")


# A value that fits on no line is tried once for every value that it is part of.
_literal = lru_cache(maxsize=4096)(python_literal)


def _open(opening: str, items: list[tuple[str, object]], closing: str, indent: int) -> Safe:
    """One labelled item per line."""
    deeper = indent + 4
    lines = [
        f"{' ' * deeper}{label}{layout(item, deeper + len(label), deeper)},\n"
        for label, item in items
    ]
    return Safe(f"{opening}\n{''.join(lines)}{' ' * indent}{closing}")


def _cut(text: str, indent: int) -> Safe:
    """A string in pieces, which Python joins."""
    deeper = " " * (indent + 4)
    pieces, room = [""], 0
    for token in _TOKEN.findall(text):
        taken = columns(_literal(token)) - len('""')
        if taken > room:
            pieces.append("")
            room = _COLUMNS - len(deeper) - len('""')
        pieces[-1] += token
        room -= taken
    if len(pieces) == 2:
        return python_literal(text)
    lines = [f"{deeper}{python_literal(piece)}\n" for piece in pieces[1:]]
    return Safe(f"(\n{''.join(lines)}{' ' * indent})")
