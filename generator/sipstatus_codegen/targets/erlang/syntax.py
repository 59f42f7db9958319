"""How Erlang spells literals, types, and the nested data of :mod:`..model.nested`.

Words are atoms, texts and names on the wire binaries, rows maps; what is absent has no key.
"""

from __future__ import annotations

from typing import Any

from ...language.data import Notation
from ...language.escaping import CommentStyle, Safe, quoted
from ...language.naming import Identifier, identifier, lower_snake, upper_snake
from ...model.nested import RowOf, WordOf
from ...model.tables import Kind, Record, Vocabulary

COMMENT = CommentStyle("%% ")

_TYPES = {
    Kind.FLAG: "boolean()",
    Kind.NUMBER: "non_neg_integer()",
    Kind.NUMBERS: "[non_neg_integer()]",
    Kind.TEXT: "binary()",
    Kind.TEXTS: "[binary()]",
    Kind.WORD: "{}()",
    Kind.SET: "[{}()]",
    Kind.WORDS: "[{}()]",
    Kind.SECONDS: "{{float(), float()}}",
    Kind.RECORD: "{}()",
    Kind.ROWS: "[{}()]",
}

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


def atom(name: str) -> Identifier:
    """``busy_here``; a reserved word is quoted."""
    text = identifier(name.upper(), lower_snake)
    return Identifier(f"'{text}'") if text in _RESERVED else text


def _macro(record: str, number: int) -> Identifier:
    """The name of the macro that is a row of a shared table."""
    return identifier(f"{record}_{number + 1}".upper(), upper_snake)


def define(row: Any, record: str, number: int) -> Safe:
    """The macro of a row."""
    begin, end = f"-define({_macro(record, number)}, ", ")."
    return Safe(f"{begin}{data(row, before=begin + end)}{end}")


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
        lines += [f"    {atom(field.name)} {given} {_TYPES[field.kind].format(atom(field.of))},"]
    return Safe("\n".join(lines).removesuffix(",") + "\n}.")


def _scalar(value: Any) -> str:
    match value:
        case WordOf():
            return literal(value.word) if value.is_name else atom(value.word)
        case RowOf():
            return f"?{_macro(value.record, value.number)}"
        case Identifier():
            return value
        case str():
            return literal(value)
        case _:
            return str(value).lower()


def _key(key: int | str) -> str:
    return f"{atom(key) if isinstance(key, str) else key} =>"


data = Notation(_scalar, _key, maps=("#{", "}"), lists=("[", "]"), tuples=("{", "}"), fill=True)
