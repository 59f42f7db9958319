"""How Java spells the tables of :mod:`..model.tables`, laid out as google-java-format does it.

Words are enums, records are records and lists are unmodifiable.  An absent word or record is null,
an absent number 0, an absent text "".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Self

from ...language.blocks import packed
from ...language.escaping import CommentStyle, Safe, fill, json_literal, plain
from ...language.naming import Names, camel, pascal, upper_snake
from ...model.tables import Field, Kind, Record
from ..records import Rows, Types, about

WIDTH = 100

name, member, constant = Names(pascal), Names(camel), Names(upper_snake)

# A backslash and a u are a character wherever they stand, and may end the comment.
COMMENT = CommentStyle("// ", defuse=(("\\", "\\\\"),))
_HTML = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": "&#92;", "@": "&#64;", "{": "&#123;"}
)


def doc(text: str, indent: int = 0, members: Iterable[tuple[str, str]] = ()) -> Safe:
    """A documentation comment: on one line if it fits; ``members`` are names with their docs."""
    margin, width = " " * indent, WIDTH - indent - len(" * ")
    line, tags = _shown(text), [f"@param {name} {_shown(about)}" for name, about in members]
    if not tags and indent + len(f"/** {line} */") <= WIDTH:
        return Safe(f"/** {line} */")
    lines = fill(line, width) + ([""] if tags else [])
    for tag in tags:
        first, *more = fill(tag, width)
        lines += [first, *(f"    {more}" for more in fill(" ".join(more), width - 4))]
    return Safe("\n".join(["/**", *(f"{margin} * {x}".rstrip() for x in lines), f"{margin} */"]))


def _shown(text: str) -> str:
    """Prose as Javadoc that shows it and nothing else."""
    return plain(text).translate(_HTML).replace("*/", "*&#47;")


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


def statement(value: str, before: str) -> Safe:
    """A statement in a method."""
    return Safe(f"    {before}{_laid(value, 4 + len(before), 4, 1)};")


def field(declared: str, values: Iterable[str]) -> Safe:
    """A field that is a list."""
    value = Call("List.of", list(values))
    line = f"{declared} = {value};"
    return Safe(line if len(line) + 2 <= WIDTH else f"{declared} =\n      {_laid(value, 6, 6, 1)};")


def filled(values: Iterable[object], indent: int = 4) -> Safe:
    """Numbers in an array, on as many lines as they take."""
    return Safe(f"\n{' ' * indent}".join(packed(values, WIDTH - indent)).removesuffix(","))


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
        return f"{begin}{filled(map(Safe, arguments), inner)})"
    last = len(arguments) - 1
    lines = (_laid(one, inner, inner, 1 + tail * (n == last)) for n, one in enumerate(arguments))
    return begin + f",\n{' ' * inner}".join(lines) + ")"


def _nothing(item: Field) -> str:
    nothing = {Kind.FLAG: "false", Kind.NUMBER: "0", Kind.TEXT: '""'}
    return _several(item, []) if item.several else nothing.get(item.kind, "null")


def _several(item: Field, values: Sequence[str]) -> str:
    return Call(f"{member(item.of)}s" if item.kind is Kind.ROWS else "List.of", values)


def _delay(*seconds: float) -> str:
    return Call("new Delay", [f"Duration.ofMillis({round(value * 1000)})" for value in seconds])


_TYPES = Types(
    {
        Kind.FLAG: "boolean",
        Kind.NUMBER: "int",
        Kind.NUMBERS: "Integer",
        Kind.TEXT: "String",
        Kind.SECONDS: "Delay",
    },
    name,
    several="List<{}>",
)
JavaRows = partial(
    Rows,
    record=lambda of, values: Call(f"new {name(of.name)}", [value for _, value in values]),
    nothing=_nothing,
    several=_several,
    reference=lambda record, number: str(number),
    word=lambda vocabulary, word: f"{name(vocabulary)}.{constant(word)}",
    text=json_literal,
    delay=_delay,
)
