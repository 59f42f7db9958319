"""How Elixir spells literals, types, and the nested data of :mod:`..model.nested`.

Words are atoms, texts and names on the wire strings, rows maps; what is absent has no key.  All of
it is laid out as ``mix format`` lays it out.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from ...language.escaping import CommentStyle, Safe, columns, plain, quoted
from ...language.naming import Names, lower_snake
from ...model.tables import Vocabulary
from .. import maps
from ..maps import Notation, atoms

WIDTH = 98  # the formatter's

COMMENT = CommentStyle("# ", width=WIDTH)
name = Names(lower_snake)
"""``busy_here``: a key, a type, a function or, behind a colon, an atom."""


def literal(text: str) -> Safe:
    """A string."""
    return Safe(quoted(text, lambda code: f"\\u{{{code:X}}}").replace("#", "\\#"))


def doc(text: str, attribute: str = "@doc") -> Safe:
    """The doc of what follows: a string, or on several lines a heredoc."""
    inner = literal(plain(text))[1:-1]
    line = f'{attribute} "{inner}"'
    if columns(line) + 2 <= WIDTH:
        return Safe(line)
    return CommentStyle("", f'{attribute} """', '"""', width=WIDTH)(inner, indent=2)


def attribute(value: Any, name: str) -> Safe:
    """The module attribute that holds a value."""
    return Safe(f"@{name} {data(value, 2, f'@{name} ')}")


def words(vocabulary: Vocabulary) -> Safe:
    """The type of a vocabulary, behind the docs of its words."""
    about = [COMMENT(f"{entry.word}: {entry.doc}", indent=2) for entry in atoms(vocabulary)]
    listed = [f":{name(entry.word)}" for entry in atoms(vocabulary)] or ["String.t()"]
    begin = f"@type {name(vocabulary.name)} ::"
    line = f"{begin} {' | '.join(listed)}"
    if len(line) + 2 > WIDTH:
        line = "\n          ".join([begin, listed[0], *(f"| {word}" for word in listed[1:])])
    return Safe("\n  ".join([*about, line]))


def _key(key: int | str) -> str:
    return f"{key} =>" if isinstance(key, int | Safe) else f"{name(key)}:"


fields = partial(
    maps.fields,
    name=name,
    text="String.t()",
    required="required(:{}) => {}",
    optional="optional(:{}) => {}",
    comment=COMMENT,
    indent=8,
    step=2,
)
data = Notation(
    text=literal,
    word=lambda word: f":{name(word)}",
    row=lambda row: f"@{row.record}_{row.number + 1}",
    key=_key,
    nothing="nil",
    maps=("%{", "}"),
    width=WIDTH,
)
by_text = data.by_text
