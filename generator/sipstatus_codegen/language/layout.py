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
    return f"{_Layout().text(value, '', 0)}\n"


class _Layout:
    """Lays out one document.  An object that is in it several times is laid out once."""

    def __init__(self) -> None:
        self._objects: dict[tuple[int, str], str] = {}

    def text(self, value: Any, indent: str, taken: int) -> str:
        """``taken`` columns of the line are taken, by what stands before and a comma."""
        if isinstance(value, str):  # most values are
            return json_literal(value)
        if type(value) is int:
            return str(value)
        if not value or not isinstance(value, dict | list | tuple):
            return _scalar(value)
        if isinstance(value, dict):
            key = id(value), indent
            if key not in self._objects:
                self._objects[key] = self._object(value, indent)
            return self._objects[key]
        deeper = f"{indent}  "
        items = [self.text(item, deeper, len(deeper)) for item in value]
        if not any(isinstance(item, dict | list | tuple) for item in value):
            line = f"[{', '.join(items)}]"
            if taken + len(line) <= _WIDTH:
                return line
        between = f",\n{deeper}"
        return f"[\n{deeper}{between.join(items)}\n{indent}]"

    def _object(self, value: dict[str, Any], indent: str) -> str:
        deeper = f"{indent}  "
        last = next(reversed(value))
        members = []
        for key, item in value.items():
            label = _label(key)
            before = len(deeper) + len(label)
            members.append(label + self.text(item, deeper, before + (key != last)))
        between = f",\n{deeper}"
        return f"{{\n{deeper}{between.join(members)}\n{indent}}}"


@lru_cache(maxsize=1024)
def _label(key: str) -> str:
    return f"{json_literal(key)}: "


def _scalar(value: Any) -> str:
    if isinstance(value, dict | list | tuple):  # an empty one
        return "{}" if isinstance(value, dict) else "[]"
    return json.dumps(value)
