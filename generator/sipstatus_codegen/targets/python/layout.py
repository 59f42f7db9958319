"""Values and prose as Python source, laid out the way ruff does it.

A value is on one line if that fits into 100 columns, else it has one item per line with a comma
behind each.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...language.escaping import Safe, plain, python_literal

_COLUMNS = 100
# Where a long string may be cut: behind white space, and around wide characters (Chinese has none).
_TOKEN = re.compile(r"[^\s\u2e80-\U0003ffff]+\s*|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Call:
    """The making of a record: ``name(*arguments, **keywords)``."""

    name: str
    arguments: tuple[object, ...]
    keywords: Mapping[str, object] = field(default_factory=dict)


def layout(value: object, before: int = 0, indent: int = 0) -> Safe:
    """The value as an expression; its further lines are indented by ``indent`` and more.

    ``before`` is how many columns of the line are taken when it begins.  Strings, numbers, True,
    False, None, and tuples, mappings and :class:`Call` of those can be laid out.
    """
    line = _line(value)
    if before + _width(line) + len(",") <= _COLUMNS:
        return Safe(line)
    if isinstance(value, Mapping) and value:
        return _open("{", [(f"{_line(key)}: ", item) for key, item in value.items()], "}", indent)
    if isinstance(value, Call):
        arguments = [("", argument) for argument in value.arguments]
        keywords = [(f"{name}=", argument) for name, argument in value.keywords.items()]
        return _open(f"{value.name}(", [*arguments, *keywords], ")", indent)
    if isinstance(value, tuple) and value:
        return _open("(", [("", item) for item in value], ")", indent)
    if isinstance(value, str):
        return _cut(value, indent)
    return Safe(line)


def docstring(text: str, indent: int = 4) -> Safe:
    """Prose as a triple-quoted docstring, wrapped at 100 columns."""
    escaped = plain(text).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = f'{escaped[:-1]}\\"'
    if len(escaped) + indent + 6 <= 100:
        return Safe(f'"""{escaped}"""')
    margin = "\n" + " " * indent
    lines = textwrap.wrap(escaped, 97 - indent, break_long_words=False, break_on_hyphens=False)
    return Safe(f'"""{margin.join(lines)}{margin}"""')


def string(text: str) -> Safe:
    """Prose as a dict value: on one line if it fits behind ``    486: ``, else in parentheses."""
    text = plain(text)
    whole = python_literal(text)
    if len(whole) + 10 <= 100:
        return whole
    words = textwrap.wrap(text, 82, break_long_words=False, break_on_hyphens=False)
    parts = [f"{word} " for word in words[:-1]] + words[-1:]
    return Safe("(\n" + "".join(f"        {python_literal(part)}\n" for part in parts) + "    )")


def _line(value: object) -> str:
    """The value on one line, however long."""
    if isinstance(value, str):
        return python_literal(value)
    if isinstance(value, tuple):
        items = ", ".join(map(_line, value))
        return f"({items},)" if len(value) == 1 else f"({items})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_line(key)}: {_line(item)}' for key, item in value.items())}}}"
    if isinstance(value, Call):
        keywords = [f"{name}={_line(item)}" for name, item in value.keywords.items()]
        return f"{value.name}({', '.join([*map(_line, value.arguments), *keywords])})"
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    raise TypeError(f"{value!r} has no layout")


def _open(opening: str, items: list[tuple[str, object]], closing: str, indent: int) -> Safe:
    """One labelled item per line."""
    deeper = indent + 4
    lines = [
        f"{' ' * deeper}{label}{layout(item, deeper + len(label), deeper)},\n"
        for label, item in items
    ]
    return Safe(f"{opening}\n{''.join(lines)}{' ' * indent}{closing}")


def _cut(text: str, indent: int) -> Safe:
    """A string in pieces that Python puts together."""
    deeper = " " * (indent + 4)
    pieces = [""]
    for token in _TOKEN.findall(text):
        longer = pieces[-1] + token
        if pieces[-1] and len(deeper) + _width(python_literal(longer)) > _COLUMNS:
            pieces.append(token)
        else:
            pieces[-1] = longer
    if len(pieces) == 1:
        return python_literal(text)
    lines = [f"{deeper}{python_literal(piece)}\n" for piece in pieces]
    return Safe(f"(\n{''.join(lines)}{' ' * indent})")


def _width(text: str) -> int:
    """Columns of a line: East Asian wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "FW" else 1 for char in text)
