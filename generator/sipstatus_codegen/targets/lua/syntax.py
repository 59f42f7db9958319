"""How Lua spells literals, and the nested data of :mod:`..model.nested`.

Words are strings, sets of them sequences, rows tables; what is absent is nil.
"""

from __future__ import annotations

import re

from ...language.blocks import members
from ...language.escaping import CommentStyle, Safe, quoted
from ...language.naming import Names, lower_snake, pascal, upper_snake
from ...model.tables import Vocabulary
from ..maps import Notation, number

COMMENT = CommentStyle("-- ")
name, snake, _constant = Names(pascal), Names(lower_snake), Names(upper_snake)

_KEYWORDS = {
    *("and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if"),
    *("in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while"),
}


def literal(text: str) -> Safe:
    """A string; a decimal escape of three digits is an octet."""
    return quoted(text, lambda code: "".join(f"\\{octet:03}" for octet in chr(code).encode()))


def words(vocabulary: Vocabulary) -> Safe:
    """The table of a vocabulary."""
    listed = ((it.doc, f"{_constant(it.name)} = {literal(it.word)},") for it in vocabulary.words)
    return members(COMMENT.__call__, listed, step=2)


def _key(key: int | str) -> str:
    if isinstance(key, str) and re.fullmatch("[a-z_]+", key) and key not in _KEYWORDS:
        return f"{key} ="
    return f"[{data.scalar(key)}] ="


_BRACES = ("{ ", " }")
data = Notation(
    text=literal,
    word=literal,
    row=lambda row: f"{row.record}s[{row.number + 1}]",
    key=_key,
    nothing="false",  # nil is no key
    maps=_BRACES,
    lists=_BRACES,
    tuples=_BRACES,
    number=lambda value: number(value).removesuffix(".0"),
    fill=True,
)
by_text = data.by_text
