"""How languages with maps and lists, but no records, spell the tables: as nested data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..language.blocks import members
from ..language.escaping import CommentStyle, Safe, columns
from ..model.nested import RowOf, WordOf, nested
from ..model.tables import Kind, Record, Vocabulary, WordEntry
from .base import Context
from .records import Types

Brackets = tuple[str, str]


def variables(context: Context) -> dict[str, Any]:
    """What a template of meaning has."""
    data = nested(context.tables)
    return {
        "tables": context.tables,
        "nested": data,
        "rows": {
            f"{record}_{number}": row
            for record, rows in data.shared.items()
            for number, row in enumerate(rows, start=1)
        },
        "headers": {
            text.lower(): field["name"]
            for field in data.headers
            for text in (field["name"].word, field.get("compact"))
            if text
        },
    }


def atoms(vocabulary: Vocabulary) -> Sequence[WordEntry]:
    """The words that are atoms there.  What the spec lists is a text, as SIP writes it."""
    return () if vocabulary.listed else vocabulary.words


def parted(mark: str, parts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Docs and what they are about, with a mark between each and the next."""
    *others, last = parts
    return [*((about, f"{part}{mark}") for about, part in others), last]


def fields(
    record: Record,
    *,
    name: Callable[[str], str],
    text: str,
    required: str,
    optional: str,
    comment: CommentStyle,
    indent: int = 0,
    step: int = 4,
) -> Safe:
    """The fields of a map's type in Erlang or Elixir, behind their docs.

    ``text`` is the type of a text.  In ``required`` and ``optional`` fields, the first ``{}`` is
    the name, the second one the type.
    """
    kinds = {Kind.FLAG: "boolean()", Kind.NUMBER: "non_neg_integer()", Kind.TEXT: text}
    kinds[Kind.SECONDS] = "{float(), float()}"
    types = Types(kinds, lambda of: f"{name(of)}()", several="[{}]")
    forms = {False: required, True: optional}
    listed = (
        (field.doc, forms[field.optional].format(name(field.name), types(field)))
        for field in record.fields
    )
    return members(comment.__call__, parted(",", listed), indent, step)


def number(value: Any) -> str:
    """A number or a flag, as most languages write it."""
    return str(value).lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """How a language writes nested data: dicts, lists, tuples, and what these hold.

    ``word`` spells a word that is no name of what the spec lists; such a name is a text.  ``row``
    refers to a row of a shared table.  What is Safe stands as it is.  ``key`` spells what stands
    before a value of a dict, such as ``name =``.  ``nothing`` is the key of what holds without a
    text (see :meth:`by_text`).

    Data stays on one line if this fits into ``width`` columns with a comma behind it; if not, each
    item has its own line, but with ``fill`` lines are filled with items that hold no others.
    """

    text: Callable[[str], str]
    word: Callable[[str], str]
    row: Callable[[RowOf], str]
    key: Callable[[Any], str]
    nothing: str
    maps: Brackets
    lists: Brackets = ("[", "]")
    tuples: Brackets = ("{", "}")
    number: Callable[[Any], str] = number
    width: int = 100
    fill: bool = False

    def by_text(self, values: Mapping[str, Any]) -> dict[Safe, Any]:
        """Data whose keys are texts, not names of fields; "" is no text."""
        return {
            Safe(self.text(key) if key else self.nothing): value for key, value in values.items()
        }

    def scalar(self, value: Any) -> str:
        """What holds nothing else."""
        match value:
            case WordOf():
                return (self.text if value.listed else self.word)(value.word)
            case RowOf():
                return self.row(value)
            case Safe():
                return value
            case str():
                return self.text(value)
            case _:
                return self.number(value)

    def __call__(self, value: Any, indent: int = 0, before: str = "") -> Safe:
        """The literal; ``before`` stands before it on its line, ``indent`` is that of the line."""
        items, (begin, end) = self._parts(value)
        if not begin:
            return Safe(self.scalar(value))
        line = self._line(value)
        if not items or indent + columns(before) + columns(line) < self.width:
            return Safe(line)
        margin = "\n" + " " * indent
        spelled = [label + self(item, indent + 2, label) for label, item in items]
        if self.fill and not any(label or self._parts(item)[1][0] for label, item in items):
            spelled = _filled(spelled, self.width - indent - 2)
        inner = f",{margin}  ".join(spelled)
        return Safe(f"{begin.rstrip()}{margin}  {inner}{margin}{end.lstrip()}")

    def _line(self, value: Any) -> str:
        items, (begin, end) = self._parts(value)
        if not begin:
            return self.scalar(value)
        inner = ", ".join(label + self._line(item) for label, item in items)
        return f"{begin}{inner}{end}" if items else begin.rstrip() + end.lstrip()

    def _parts(self, value: Any) -> tuple[Sequence[tuple[str, Any]], Brackets]:
        """What stands before each item of a value, the items, and the brackets around them."""
        kind = type(value)  # words and numbers of rows are tuples of their own kinds
        if kind is dict:
            return [(f"{self.key(key)} ", item) for key, item in value.items()], self.maps
        if kind is list or kind is tuple:
            return [("", item) for item in value], self.lists if kind is list else self.tuples
        return (), ("", "")


def _filled(items: Sequence[str], width: int) -> list[str]:
    lines: list[str] = []
    for item in items:
        if lines and columns(lines[-1]) + columns(item) + len(", ,") <= width:
            lines[-1] += f", {item}"
        else:
            lines.append(item)
    return lines
