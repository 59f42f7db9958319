"""JSON laid out as prettier prints it, so that its output needs no formatter."""

from __future__ import annotations

import json
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
    deeper = f"{indent}  "
    if isinstance(value, dict) and value:
        members = []
        for number, (key, item) in enumerate(value.items(), start=1):
            label = f"{deeper}{json_literal(key)}: "
            comma = "," if number < len(value) else ""
            members.append(label + _value(item, deeper, len(label + comma)) + comma)
        return "{\n" + "\n".join(members) + f"\n{indent}}}"
    if isinstance(value, list | tuple) and value:
        items = [_value(item, deeper, len(deeper)) for item in value]
        line = f"[{', '.join(items)}]"
        flat = not any(isinstance(item, dict | list | tuple) for item in value)
        if flat and taken + len(line) <= _WIDTH:
            return line
        return "[\n" + ",\n".join(f"{deeper}{item}" for item in items) + f"\n{indent}]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    return json.dumps(value)
