"""How Elixir spells literals, types, and the nested data of :mod:`..model.nested`.

Words are atoms, texts and names on the wire strings, rows maps; what is absent has no key.  All of
it is laid out as ``mix format`` lays it out.
"""

from __future__ import annotations

from typing import Any

from ...language.data import Notation
from ...language.escaping import CommentStyle, Safe, quoted
from ...language.naming import Identifier, identifier, lower_snake
from ...model.nested import RowOf, WordOf
from ...model.tables import Kind, Record, Vocabulary

WIDTH = 98  # the formatter's

COMMENT = CommentStyle("# ", width=WIDTH)

_TYPES = {
    Kind.FLAG: "boolean()",
    Kind.NUMBER: "non_neg_integer()",
    Kind.NUMBERS: "[non_neg_integer()]",
    Kind.TEXT: "String.t()",
    Kind.TEXTS: "[String.t()]",
    Kind.WORD: "{}()",
    Kind.SET: "[{}()]",
    Kind.WORDS: "[{}()]",
    Kind.SECONDS: "{{float(), float()}}",
    Kind.RECORD: "{}()",
    Kind.ROWS: "[{}()]",
}


def literal(text: str) -> Safe:
    """A string."""
    return Safe(quoted(text, lambda code: f"\\u{{{code:X}}}").replace("#", "\\#"))


def name(text: str) -> Identifier:
    """``busy_here``: a key, a type, a function or, behind a colon, an atom."""
    return identifier(text.upper(), lower_snake)


def attribute(row: Any, record: str, number: int) -> Safe:
    """The module attribute that is a row of a shared table."""
    before = f"@{name(record)}_{number + 1} "
    return Safe(before + data(row, 2, before))


def enum(vocabulary: Vocabulary) -> Safe:
    """The type of a vocabulary."""
    lines: list[str] = [COMMENT(vocabulary.doc, indent=2)]
    words = [f":{name(entry.word)}" for entry in vocabulary.words]
    if not words or WordOf(vocabulary.name, "").is_name:
        words = ["String.t()"]
    else:
        lines += [COMMENT(f"{entry.word}: {entry.doc}", indent=2) for entry in vocabulary.words]
    begin = f"@type {name(vocabulary.name)} ::"
    line = f"{begin} {' | '.join(words)}"
    if len(line) + 2 > WIDTH:
        line = "\n          ".join([begin, words[0], *(f"| {word}" for word in words[1:])])
    return Safe("\n  ".join([*lines, line]))


def record(record: Record) -> Safe:
    """The type of a record."""
    lines: list[str] = [COMMENT(record.doc, indent=2)]
    lines += [COMMENT(f"{field.name}: {field.doc}", indent=2) for field in record.fields]
    lines += [f"@type {name(record.name)} :: %{{"]
    for field in record.fields:
        given = f"{'optional' if field.optional else 'required'}(:{name(field.name)})"
        lines += [f"        {given} => {_TYPES[field.kind].format(name(field.of))},"]
    return Safe("\n  ".join(lines).removesuffix(",") + "\n        }")


def _scalar(value: Any) -> str:
    match value:
        case WordOf():
            return literal(value.word) if value.is_name else f":{name(value.word)}"
        case RowOf():
            return f"@{name(value.record)}_{value.number + 1}"
        case str():
            return literal(value)
        case _:
            return str(value).lower()


def _key(key: int | str) -> str:
    return f"{name(key)}:" if isinstance(key, str) else f"{key} =>"


data = Notation(_scalar, _key, maps=("%{", "}"), lists=("[", "]"), tuples=("{", "}"), width=WIDTH)
