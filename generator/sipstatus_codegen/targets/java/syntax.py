"""How Java spells the tables of :mod:`..model.tables`, laid out as google-java-format does it.

Words are enums, records are records and lists are unmodifiable.  An absent word or record is null,
an absent number 0, an absent text "".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from ...language.escaping import CommentStyle, Safe, fill, fill_items, json_literal, plain
from ...language.naming import Identifier, camel, identifier, pascal
from ...model.tables import Cell, Field, Kind, Record, Row, Tables, Vocabulary

WIDTH = 100

# A backslash and a u are a character wherever they stand, and may end the comment.
COMMENT = CommentStyle("// ", defuse=(("\\", "\\\\"),))
_HTML = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": "&#92;", "@": "&#64;", "{": "&#123;"}
)


@cache
def name(text: str) -> Identifier:
    """``HeaderRule`` for header_rule."""
    return identifier(text.upper(), pascal)


@cache
def camel_name(text: str) -> Identifier:
    """``retryAfter`` for retry_after, ``isFinal`` for IS_FINAL."""
    return identifier(text.upper(), camel)


@cache
def constant(text: str) -> Identifier:
    """``CALL_ID`` for Call-ID."""
    return identifier(text.replace("-", "_").upper(), str)


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


def enum(vocabulary: Vocabulary) -> Safe:
    """The enum of a vocabulary."""
    kind, count = name(vocabulary.name), len(vocabulary.words)
    lines = [f"  {doc(vocabulary.doc, 2)}", f"  public enum {kind} {{"]
    for number, entry in enumerate(vocabulary.words, start=1):
        lines += [f"    {doc(entry.doc, 4)}"] if entry.doc else []
        end = ";" if number == count else ","
        lines.append(f"    {constant(entry.word)}({json_literal(entry.word)}){end}")
    lines += [] if count else ["    ;"]
    lines += [
        "",
        "    private final String word;",
        "",
        f"    {kind}(String word) {{",
        "      this.word = word;",
        "    }",
        "",
        "    /** The word. */",
        "    @Override",
        "    public String toString() {",
        "      return word;",
        "    }",
        "  }",
    ]
    return Safe("\n".join(lines))


def record(of: Record) -> Safe:
    """The record of a record."""
    kind = name(of.name)
    members = [(camel_name(item.name), _about(item)) for item in of.fields]
    header = Call(
        f"  public record {kind}", [f"{_type(item)} {camel_name(item.name)}" for item in of.fields]
    )
    return Safe(f"  {doc(of.doc, 2, members)}\n{_laid(header, 0, 2, len(' {}'))} {{}}")


def _about(item: Field) -> str:
    absent = {Kind.NUMBER: "0", Kind.TEXT: '""'}
    none = f"; {absent.get(item.kind, 'null')}: none."
    return item.doc.rstrip(".") + none if item.optional else item.doc


def _type(item: Field) -> str:
    kinds = {
        Kind.FLAG: "boolean",
        Kind.NUMBER: "int",
        Kind.NUMBERS: "List<Integer>",
        Kind.TEXT: "String",
        Kind.TEXTS: "List<String>",
        Kind.SECONDS: "Delay",
    }
    if item.kind in (Kind.SET, Kind.WORDS, Kind.ROWS):
        return f"List<{name(item.of)}>"
    return kinds[item.kind] if item.kind in kinds else name(item.of)


class Call(NamedTuple):
    """A call, or what else has arguments in parentheses."""

    head: str
    arguments: Sequence[str | Call]

    def __str__(self) -> str:
        return f"{self.head}({', '.join(map(str, self.arguments))})"


def statement(before: str, value: str | Call) -> Safe:
    """A statement in a method."""
    return Safe(f"    {before}{_laid(value, 4 + len(before), 4, 1)};")


def field(declared: str, values: Iterable[str | Call]) -> Safe:
    """A field that is a list."""
    value = Call("List.of", list(values))
    line = f"{declared} = {value};"
    return Safe(line if len(line) + 2 <= WIDTH else f"{declared} =\n      {_laid(value, 6, 6, 1)};")


def filled(values: Iterable[int], indent: int = 4) -> Safe:
    """Numbers in an array, on as many lines as they take."""
    return Safe(_fill([str(value) for value in values], indent))


def _fill(items: Sequence[str], indent: int) -> str:
    commas = [f"{item}," for item in items[:-1]] + list(items[-1:])
    return f"\n{' ' * indent}".join(fill_items(commas, WIDTH - indent))


def _laid(value: str | Call, column: int, indent: int, tail: int) -> str:
    """A value from ``column`` on, with ``tail`` columns behind it."""
    if isinstance(value, str) or column + len(str(value)) + tail <= WIDTH:
        return str(value)
    inner = indent + 4
    begin, arguments = f"{value.head}(\n{' ' * inner}", value.arguments
    line = ", ".join(map(str, arguments))
    if inner + len(line) + 1 + tail <= WIDTH:
        return f"{begin}{line})"
    if all(len(str(argument)) <= 10 for argument in arguments):
        return f"{begin}{_fill(list(map(str, arguments)), inner)})"
    lines = [_laid(argument, inner, inner, 1) for argument in arguments[:-1]]
    lines.append(_laid(arguments[-1], inner, inner, 1 + tail))
    return begin + f",\n{' ' * inner}".join(lines) + ")"


class Rows:
    """Spells rows."""

    def __init__(self, tables: Tables) -> None:
        self._records = tables.records

    def node(self, record: str, cells: Row) -> Call:
        """The call that makes a row."""
        fields = self._records[record].fields
        values = [self._value(item, cell) for item, cell in zip(fields, cells, strict=True)]
        return Call(f"new {name(record)}", values)

    def _value(self, item: Field, cell: Cell) -> str | Call:
        match item.kind, cell:
            case Kind.RECORD, tuple():
                return self.node(item.of, cell)
            case Kind.SECONDS, (least, most):
                return Call("new Delay", [_duration(least), _duration(most)])
            case Kind.ROWS, tuple():
                return Call(f"{camel_name(item.of)}s", [str(number) for number in cell])
            case _, tuple():
                return Call("List.of", [_scalar(item, value) for value in cell])
            case _, None:
                return {Kind.NUMBER: "0", Kind.TEXT: '""'}.get(item.kind, "null")
            case _:
                return _scalar(item, cell)


def _duration(seconds: float) -> str:
    return f"Duration.ofMillis({round(seconds * 1000)})"


def _scalar(item: Field, value: Cell) -> str:
    if item.kind in (Kind.WORD, Kind.WORDS, Kind.SET):
        return f"{name(item.of)}.{constant(str(value))}"
    if item.kind in (Kind.TEXT, Kind.TEXTS):
        return json_literal(str(value))
    return str(value).lower()
