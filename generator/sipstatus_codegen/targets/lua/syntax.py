"""How Lua spells literals, and the nested data of :mod:`..model.nested`.

Words are strings, sets of them sequences, rows tables; what is absent is nil.
"""

from __future__ import annotations

import re

from ...language.escaping import CommentStyle, Safe, quoted
from ...language.naming import Names, lower_snake, pascal, upper_snake
from ...model.tables import Vocabulary
from ..maps import Notation, number

COMMENT = CommentStyle("-- ")
_name, _constant, snake = Names(pascal), Names(upper_snake), Names(lower_snake)

_KEYWORDS = {
    *("and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if"),
    *("in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while"),
}


def literal(text: str) -> Safe:
    """A string; a decimal escape of three digits is an octet."""
    return quoted(text, lambda code: "".join(f"\\{octet:03}" for octet in chr(code).encode()))


def table(record: str) -> Safe:
    """The variable that holds the rows of a record."""
    return snake(f"{record}s")


def enum(vocabulary: Vocabulary) -> Safe:
    """The table of a vocabulary."""
    lines = [COMMENT(vocabulary.doc), f"M.{_name(vocabulary.name)} = {{"]
    for entry in vocabulary.words:
        lines += [f"  {COMMENT(entry.doc, indent=2)}"] if entry.doc else []
        lines.append(f"  {_constant(entry.name)} = {literal(entry.word)},")
    return Safe("\n".join([*lines, "}"]))


def _key(key: int | str) -> str:
    if isinstance(key, str) and re.fullmatch("[a-z_]+", key) and key not in _KEYWORDS:
        return f"{key} ="
    return f"[{data.scalar(key)}] ="


_BRACES = ("{ ", " }")
data = Notation(
    text=literal,
    word=lambda word: literal(word.word),
    row=lambda row: f"{table(row.record)}[{row.number + 1}]",
    key=_key,
    maps=_BRACES,
    lists=_BRACES,
    tuples=_BRACES,
    number=lambda value: number(value).removesuffix(".0"),
    fill=True,
)
