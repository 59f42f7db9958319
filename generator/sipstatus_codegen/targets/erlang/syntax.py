"""How Erlang spells literals, types, and the nested data of :mod:`..model.nested`.

Words are atoms, texts and names on the wire binaries, rows maps; what is absent has no key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language.escaping import CommentStyle, Safe, quoted
from ...language.naming import Identifier, Names, lower_snake
from ...model.nested import WordOf
from ...model.tables import Kind, Record, Vocabulary
from ..maps import Notation
from ..records import Types

COMMENT = CommentStyle("%% ")

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


def _code_point(code: int) -> str:
    return f"\\x{{{code:x}}}"


snake = Names(lower_snake)


def atom(name: str) -> Identifier:
    """``busy_here``; a reserved word is quoted."""
    text = snake(name)
    return Identifier(f"'{text}'") if text in _RESERVED else text


def _macro(record: str, number: int) -> str:
    """The macro that is a row of a shared table."""
    return f"{record.upper()}_{number + 1}"


def define(row: Any, record: str, number: int) -> Safe:
    """The macro of a row."""
    begin, end = f"-define({_macro(record, number)}, ", ")."
    return Safe(f"{begin}{data(row, before=begin + end)}{end}")


def clauses(cases: Mapping[str, Any], function: str) -> Safe:
    """A function that looks data up: a clause for each text, and one for all else."""
    found = (f"{function}({literal(case)}) ->\n    {data(it, 4)};" for case, it in cases.items())
    return Safe("\n".join([*found, f"{function}(_) ->\n    #{{}}."]))


def enum(vocabulary: Vocabulary) -> Safe:
    """The type of a vocabulary."""
    lines = [COMMENT(vocabulary.doc), f"-type {atom(vocabulary.name)}() ::"]
    if not vocabulary.words or WordOf(vocabulary.name, "").is_name:
        return Safe("\n".join([lines[0], f"{lines[1]} binary()."]))
    for entry in vocabulary.words:
        lines += [f"    {COMMENT(entry.doc, indent=4)}", f"    {atom(entry.word)} |"]
    return Safe("\n".join(lines).removesuffix(" |") + ".")


def record(record: Record) -> Safe:
    """The type of a record."""
    lines = [COMMENT(record.doc), f"-type {atom(record.name)}() :: #{{"]
    for field in record.fields:
        given = "=>" if field.optional else ":="
        lines += [f"    {COMMENT(field.doc, indent=4)}"]
        lines += [f"    {atom(field.name)} {given} {_TYPES(field)},"]
    return Safe("\n".join(lines).removesuffix(",") + "\n}.")


def _key(key: int | str) -> str:
    return f"{atom(key) if isinstance(key, str) else key} =>"


_TYPES = Types(
    {
        Kind.FLAG: "boolean()",
        Kind.NUMBER: "non_neg_integer()",
        Kind.TEXT: "binary()",
        Kind.SECONDS: "{float(), float()}",
    },
    lambda name: f"{atom(name)}()",
    several="[{}]",
)
data = Notation(
    text=literal,
    word=lambda word: literal(word.word) if word.is_name else atom(word.word),
    row=lambda row: f"?{_macro(*row)}",
    key=_key,
    maps=("#{", "}"),
    lists=("[", "]"),
    tuples=("{", "}"),
    fill=True,
)
