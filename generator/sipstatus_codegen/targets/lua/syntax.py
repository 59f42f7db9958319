"""How Lua spells literals, and the nested data of :mod:`..model.nested`.

Words are strings, sets of them sequences, rows tables; what is absent is nil.
"""

from __future__ import annotations

import re
from typing import Any

from ...language.data import Notation
from ...language.escaping import CommentStyle, Safe, quoted
from ...language.naming import identifier, lower_snake, pascal
from ...model.nested import RowOf, WordOf
from ...model.tables import Vocabulary

COMMENT = CommentStyle("-- ")

_KEYWORDS = {
    *("and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if"),
    *("in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while"),
}


def literal(text: str) -> Safe:
    """A string; a decimal escape of three digits is an octet."""
    return quoted(text, lambda code: "".join(f"\\{octet:03}" for octet in chr(code).encode()))


def table(record: str) -> Safe:
    """The variable that holds the rows of a record."""
    return identifier(f"{record}s".upper(), lower_snake)


def enum(vocabulary: Vocabulary) -> Safe:
    """The table of a vocabulary."""
    lines = [COMMENT(vocabulary.doc), f"M.{identifier(vocabulary.name.upper(), pascal)} = {{"]
    for entry in vocabulary.words:
        lines += [f"  {COMMENT(entry.doc, indent=2)}"] if entry.doc else []
        lines.append(f"  {identifier(entry.name, str)} = {literal(entry.word)},")
    return Safe("\n".join([*lines, "}"]))


def _scalar(value: Any) -> str:
    match value:
        case WordOf():
            return literal(value.word)
        case RowOf():
            return f"{table(value.record)}[{value.number + 1}]"
        case str():
            return literal(value)
        case _:
            return str(value).lower().removesuffix(".0")


def _key(key: int | str) -> str:
    if isinstance(key, str) and re.fullmatch("[a-z_]+", key) and key not in _KEYWORDS:
        return f"{key} ="
    return f"[{_scalar(key)}] ="


_BRACES = ("{ ", " }")
data = Notation(_scalar, _key, maps=_BRACES, lists=_BRACES, tuples=_BRACES, fill=True)
