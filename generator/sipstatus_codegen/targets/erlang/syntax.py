"""How Erlang spells literals, types, and the nested data of :mod:`..model.nested`.

Words are atoms, texts and names on the wire binaries, rows maps; what is absent has no key.
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import Any

from ...language.escaping import CommentStyle, Safe, quoted
from ...language.naming import Identifier, Names, lower_snake, upper_snake
from ...model.tables import Vocabulary
from .. import maps
from ..base import Constant
from ..maps import Notation, atoms, parted

COMMENT = CommentStyle("%% ")

_code_point = "\\x{{{:x}}}".format
_RESERVED = {
    *("after", "and", "andalso", "band", "begin", "bnot", "bor", "bsl", "bsr", "bxor", "case"),
    *("catch", "cond", "div", "else", "end", "fun", "if", "let", "maybe", "not", "of", "or"),
    *("orelse", "receive", "rem", "try", "when", "xor"),
}


def literal(text: str) -> Safe:
    """A binary of the UTF-8 octets of a text."""
    if not {"\ufffe", "\uffff"}.isdisjoint(text):  # no escape is allowed for these two
        return Safe(f"<<{quoted(text.encode().decode('latin-1'), _code_point)}>>")
    return Safe(f"<<{quoted(text, _code_point)}{'' if text.isascii() else '/utf8'}>>")


snake, macro = Names(lower_snake), Names(upper_snake, prefix="SIP_STATUS_")


def atom(name: str) -> Identifier:
    """``busy_here``; a reserved word is quoted."""
    text = snake(name)
    return Identifier(f"'{text}'") if text in _RESERVED else text


def entry(constant: Constant) -> tuple[Safe, int]:
    """A name, and its code."""
    return atom(constant.name), constant.code


def define(value: Any, name: str) -> Safe:
    """The macro that stands for a value."""
    begin, end = f"-define({name.upper()}, ", ")."
    return Safe(f"{begin}{data(value, before=begin + end)}{end}")


def words(vocabulary: Vocabulary) -> Safe:
    """The type of a vocabulary's words, behind its name."""
    listed = [(entry.doc, atom(entry.word)) for entry in atoms(vocabulary)]
    if not listed:
        return Safe(" binary()")
    parts = ((COMMENT(about, indent=4), word) for about, word in parted(" |", listed))
    return Safe("\n    ".join(["", *chain(*parts)]))


def _key(key: int | str) -> str:
    return f"{key if isinstance(key, int | Safe) else atom(key)} =>"


fields = partial(
    maps.fields,
    name=atom,
    text="binary()",
    required="{} := {}",
    optional="{} => {}",
    comment=COMMENT,
)
data = Notation(
    text=literal,
    word=atom,
    row=lambda row: f"?{row.record.upper()}_{row.number + 1}",
    key=_key,
    nothing="undefined",
    maps=("#{", "}"),
    fill=True,
)
by_text = data.by_text
