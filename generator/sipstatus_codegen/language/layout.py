"""JSON laid out as prettier prints it, so that its output needs no formatter."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from .escaping import json_literal

_WIDTH = 80


def dumps(value: Any) -> str:
    """A JSON document, two spaces deep, ending in a line end.

    Objects are always open; an array of scalars stays on one line when it fits into 80 columns.
    """
    return f"{_value(value, '', 0)}\n"


def _value(value: Any, indent: str, taken: int) -> str:
    """``taken`` is how many columns of the line are taken, by what stands before and a comma."""
    if isinstance(value, str):  # most values are
        return json_literal(value)
    if type(value) is int:
        return str(value)
    if not value or not isinstance(value, dict | list | tuple):
        return _scalar(value)
    deeper = f"{indent}  "
    between = f",\n{deeper}"
    if isinstance(value, dict):
        last = next(reversed(value))
        members = []
        for key, item in value.items():
            label = _label(key)
            before = len(deeper) + len(label)
            members.append(label + _value(item, deeper, before + (key != last)))
        return f"{{\n{deeper}{between.join(members)}\n{indent}}}"
    items = [_value(item, deeper, len(deeper)) for item in value]
    if not any(isinstance(item, dict | list | tuple) for item in value):
        line = f"[{', '.join(items)}]"
        if taken + len(line) <= _WIDTH:
            return line
    return f"[\n{deeper}{between.join(items)}\n{indent}]"


@lru_cache(maxsize=1024)
def _label(key: str) -> str:
    return f"{json_literal(key)}: "


def _scalar(value: Any) -> str:
    if isinstance(value, dict | list | tuple):  # an empty one
        return "{}" if isinstance(value, dict) else "[]"
    return json.dumps(value)
