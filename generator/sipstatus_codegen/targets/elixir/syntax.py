"""How Elixir spells literals, types, and the nested data of :mod:`..model.nested`.

Words are atoms, texts and names on the wire strings, rows maps; what is absent has no key.  All of
it is laid out as ``mix format`` lays it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language.escaping import CommentStyle, Safe, quoted
from ...language.naming import Names, lower_snake
from ...model.nested import WordOf
from ...model.tables import Kind, Record, Vocabulary
from ..maps import Notation
from ..records import Types

WIDTH = 98  # the formatter's

COMMENT = CommentStyle("# ", width=WIDTH)
name = Names(lower_snake)
"""``busy_here``: a key, a type, a function or, behind a colon, an atom."""


def literal(text: str) -> Safe:
    """A string."""
    return Safe(quoted(text, lambda code: f"\\u{{{code:X}}}").replace("#", "\\#"))


def attribute(row: Any, record: str, number: int) -> Safe:
    """The module attribute that is a row of a shared table."""
    before = f"@{name(record)}_{number + 1} "
    return Safe(before + data(row, 2, before))


def clauses(cases: Mapping[int | str, Any], function: str, other: str = "") -> Safe:
    """The clauses of a function that looks data up; one for all else, if there is such data."""
    found = [
        f"{function}({data.scalar(case)}) do\n    {data(it, 4)}\n  end"
        for case, it in cases.items()
    ]
    return Safe("\n\n  ".join([*found, f"{function}(_), do: {other}"] if other else found))


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
        lines += [f"        {given} => {_TYPES(field)},"]
    return Safe("\n  ".join(lines).removesuffix(",") + "\n        }")


def _key(key: int | str) -> str:
    return f"{name(key)}:" if isinstance(key, str) else f"{key} =>"


_TYPES = Types(
    {
        Kind.FLAG: "boolean()",
        Kind.NUMBER: "non_neg_integer()",
        Kind.TEXT: "String.t()",
        Kind.SECONDS: "{float(), float()}",
    },
    lambda of: f"{name(of)}()",
    several="[{}]",
)
data = Notation(
    text=literal,
    word=lambda word: literal(word.word) if word.is_name else f":{name(word.word)}",
    row=lambda row: f"@{name(row.record)}_{row.number + 1}",
    key=_key,
    maps=("%{", "}"),
    lists=("[", "]"),
    tuples=("{", "}"),
    width=WIDTH,
)
