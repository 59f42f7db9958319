"""How Java spells the tables of :mod:`..model.tables`, laid out as google-java-format does it.

Words are enums, records are records and lists are unmodifiable.  An absent word or record is null,
an absent number 0, an absent text "".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

from ...language.escaping import DOC_BLOCK, CommentStyle, Safe, fill, fill_items, json_literal
from ...language.naming import Names, camel, pascal, upper_snake
from ...model.tables import Field, Kind, Record
from ..base import Context
from ..records import Rows, Types, about

WIDTH = 100

name, member, constant = Names(pascal), Names(camel), Names(upper_snake)

# A backslash and a u are a character wherever they stand, and may end the comment.
COMMENT = CommentStyle("// ", defuse=(("\\", "\\\\"),))
_HTML = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("@", "&#64;"), ("{", "&#123;"))
_SHOWN = CommentStyle("", defuse=(*_HTML, ("\\", "&#92;"), ("*/", "*&#47;")))
"""Prose as Javadoc that shows it and nothing else."""


def doc(text: str, indent: int = 0, members: Iterable[tuple[str, str]] = ()) -> Safe:
    """A documentation comment: on one line if it fits; ``members`` are names with their docs."""
    line, width = _SHOWN(text, wrap=False), WIDTH - indent - len(" * ")
    tags = [f"@param {name} {_SHOWN(about, wrap=False)}" for name, about in members]
    if not tags and indent + len(f"/** {line} */") <= WIDTH:
        return Safe(f"/** {line} */")
    lines = fill(line, width) + ([""] if tags else [])
    for tag in tags:
        first, *more = fill(tag, width)
        lines += [first, *(f"    {more}" for more in fill(" ".join(more), width - 4))]
    return DOC_BLOCK.lines(lines, indent)


class Call(Safe):
    """A call, or what else has arguments in parentheses."""

    head: str
    arguments: Sequence[str]

    def __new__(cls, head: str, arguments: Sequence[str]) -> Self:
        """The call on one line."""
        call = super().__new__(cls, f"{head}({', '.join(arguments)})")
        call.head, call.arguments = head, arguments
        return call


def record(of: Record) -> Safe:
    """The record of a record."""
    members = [(member(item.name), about(item, _nothing(item))) for item in of.fields]
    parameters = [f"{_TYPES(item)} {member(item.name)}" for item in of.fields]
    header = Call(f"  public record {name(of.name)}", parameters)
    return Safe(f"  {doc(of.doc, 2, members)}\n{_laid(header, 0, 2, len(' {}'))} {{}}")


def listed(values: Iterable[object]) -> Safe:
    """A list that a method returns."""
    value = Call("List.of", [v if isinstance(v, str) else str(v) for v in values])
    return Safe(_laid(value, len("    return "), 4, 1))


def _laid(value: str, column: int, indent: int, tail: int) -> str:
    """A value from ``column`` on, with ``tail`` columns behind it."""
    if not isinstance(value, Call) or column + len(value) + tail <= WIDTH:
        return value
    inner = indent + 4
    begin, arguments = f"{value.head}(\n{' ' * inner}", value.arguments
    line = ", ".join(arguments)
    if inner + len(line) + 1 + tail <= WIDTH:
        return f"{begin}{line})"
    if all(len(argument) <= 10 for argument in arguments):
        *before, final = arguments
        items = [*(f"{argument}," for argument in before), f"{final}){' ' * tail}"]
        return begin + f"\n{' ' * inner}".join(fill_items(items, WIDTH - inner)).rstrip()
    last = len(arguments) - 1
    lines = [_laid(one, inner, inner, 1 + tail * (n == last)) for n, one in enumerate(arguments)]
    return begin + f",\n{' ' * inner}".join(lines) + ")"


def _nothing(item: Field) -> str:
    nothing = {Kind.FLAG: "false", Kind.NUMBER: "0", Kind.TEXT: '""'}
    return "List.of()" if item.several else nothing.get(item.kind, "null")


_TYPES = Types(
    {
        Kind.FLAG: "boolean",
        Kind.NUMBER: "int",
        Kind.NUMBERS: "Integer",
        Kind.TEXT: "String",
        Kind.TIME: "Duration",
    },
    name,
    several="List<{}>",
)
element = _TYPES.element


def variables(context: Context) -> dict[str, Any]:
    """What a template of meaning has; words are those of enums, and need no arrays."""
    spelled = Rows(
        context.tables,
        record=lambda of, values: Call(f"new {name(of.name)}", [value for _, value in values]),
        nothing=_nothing,
        several=lambda item, values: Call(
            f"{member(item.of)}sAt" if item.kind is Kind.ROWS else "List.of", values
        ),
        reference=lambda record, number: str(number),
        word=lambda vocabulary, word: f"{name(vocabulary)}.{constant(word)}",
        text=json_literal,
        delay=lambda *seconds: Call("new Delay", [*map(_duration, seconds)]),
    ).variables()
    arrays = [array for array in spelled["arrays"] if not array.name.endswith("_words")]
    return {**spelled, "arrays": arrays}


def _duration(seconds: float) -> str:
    return f"Duration.ofMillis({round(seconds * 1000)})"
