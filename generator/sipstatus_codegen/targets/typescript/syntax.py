"""How TypeScript spells the tables of :mod:`..model.tables`, laid out as Prettier lays it out.

Words are strings, sets of them arrays.  Where Prettier would break a line, it is told to leave the
statement alone: tsc keeps the lines of a module, and doubles their indentation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from ...language.escaping import CommentStyle, Safe, json_literal
from ...language.naming import Identifier, camel, identifier, pascal
from ...model.tables import Cell, Field, Kind, Record, Row, Tables, Vocabulary

_WIDTH = 80  # Prettier's

COMMENT = CommentStyle(" * ", width=_WIDTH, defuse=(("*/", "* /"), ("/*", "/ *")))
"""The inside of a block comment; the template writes the marks around it."""

# What TSDoc takes for tags, markup and code is escaped by its rules; the backslash comes first.
_ESCAPES = tuple((mark, f"\\{mark}") for mark in "\\@{}<>`")
_PROSE = CommentStyle(" * ", width=_WIDTH, defuse=(*_ESCAPES, *COMMENT.defuse))

IGNORE = "// prettier-ignore\n"

literal = json_literal


def doc(parts: Sequence[str], indent: int = 0) -> Safe:
    """A documentation comment: paragraphs, and behind them tags, which are Safe."""
    margin = "\n" + " " * indent
    text = ""
    for index, part in enumerate(parts):
        if index:
            between_tags = isinstance(part, Safe) and isinstance(parts[index - 1], Safe)
            text += margin if between_tags else f"{margin} *{margin}"
        text += (COMMENT if isinstance(part, Safe) else _PROSE)(part, indent)
    if "\n" not in text and len(text) + indent + len("/** */") <= _WIDTH + len(" *"):
        return Safe(f"/**{text.removeprefix(' *')} */")
    return Safe(f"/**{margin}{text}{margin} */")


def _doc(text: str, indent: int = 0) -> Safe:
    """A text of the models as a comment: what it has in double backticks are names of fields."""
    named = re.sub(r"``(\w+)``", lambda found: field(found[1]), text)
    return doc(named.split("\n\n"), indent)


def name(text: str) -> Identifier:
    """``HeaderRule`` for header_rule: a type, or the object of a vocabulary."""
    return identifier(text.upper(), pascal)


@cache
def field(text: str) -> Identifier:
    """``exceptMethods`` for except_methods."""
    return identifier(text.upper(), camel)


def array(elements: Iterable[str], indent: int = 0) -> Safe:
    """An array with a line for each element."""
    return _block("[]", elements, indent)


def table(rows: Mapping[int, str], indent: int = 0) -> Safe:
    """An object with a line for each number."""
    return _block("{}", (f"{number}: {row}" for number, row in rows.items()), indent)


def _block(brackets: str, lines: Iterable[str], indent: int) -> Safe:
    margin = "\n" + " " * indent
    inner = "".join(f"{margin}  {line}," for line in lines)
    return Safe(brackets[0] + inner + (margin if inner else "") + brackets[1])


def numbers(values: Iterable[int], indent: int = 0) -> Safe:
    """An array of many numbers, 24 a line."""
    cells = list(map(str, values))
    lines = (", ".join(cells[first : first + 24]) for first in range(0, len(cells), 24))
    return array(lines, indent)


def literals(texts: Iterable[str]) -> Safe:
    """Strings as the elements of an array."""
    return Safe(", ".join(map(literal, texts)))


def enum(vocabulary: Vocabulary) -> Safe:
    """The object of a vocabulary and the type of its words."""
    kind = name(vocabulary.name)
    if not vocabulary.words:
        return Safe(f"{_doc(vocabulary.doc)}\nexport type {kind} = string;")
    lines, fit = [f"export const {kind} = {{"], True
    for entry in vocabulary.words:
        member = f"  {identifier(entry.name, str)}: {literal(entry.word)},"
        fit = fit and len(member) + 2 <= _WIDTH
        lines += [f"  {_doc(entry.doc, indent=2)}", member] if entry.doc else [member]
    lines += [
        "} as const;",
        "",
        f"/** One of the words of {{@link {kind}}}. */",
        f"export type {kind} = (typeof {kind})[keyof typeof {kind}];",
    ]
    text = "\n".join(lines)
    return Safe(f"{_doc(vocabulary.doc)}\n{'' if fit else IGNORE}{text}")


def interface(record: Record) -> Safe:
    """The interface of a record."""
    lines = [_doc(record.doc), f"export interface {name(record.name)} {{"]
    for item in record.fields:
        absent = "?" if item.optional else ""
        lines.append(f"  {_doc(item.doc, indent=2)}")
        lines.append(f"  readonly {field(item.name)}{absent}: {_type(item)};")
    return Safe("\n".join([*lines, "}"]))


def _type(item: Field) -> str:
    match item.kind:
        case Kind.FLAG:
            return "boolean"
        case Kind.NUMBER:
            return "number"
        case Kind.NUMBERS:
            return "readonly number[]"
        case Kind.TEXT:
            return "string"
        case Kind.TEXTS:
            return "readonly string[]"
        case Kind.WORD | Kind.RECORD:
            return name(item.of)
        case Kind.SET | Kind.WORDS | Kind.ROWS:
            return f"readonly {name(item.of)}[]"
        case Kind.SECONDS:
            return "readonly [least: number, most: number]"


class Rows:
    """Spells rows.  A record, a rule, or a list of rules that stands twice becomes a constant."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._uses: Counter[tuple[str, Cell]] = Counter()
        for row in tables.meanings:
            for item, cell in zip(tables.records["meaning"].fields, row, strict=True):
                if item.kind in (Kind.RECORD, Kind.ROWS):
                    self._uses[item.of, cell] += 1
        for of, cell in list(self._uses):
            if of in tables.shared and isinstance(cell, tuple):
                self._uses.update((of, number) for number in cell)
        self._constants: dict[tuple[str, str], Identifier] = {}
        self._stems: Counter[str] = Counter()
        self._shared_row = cache(self._spell_shared_row)

    def row(self, record: str, cells: Row) -> Safe:
        """A row as an object; what is absent is left out."""
        members = (
            f"{field(item.name)}: {self._value(item, cell)}"
            for item, cell in zip(self._tables.records[record].fields, cells, strict=True)
            if cell is not None
        )
        return Safe(f"{{ {', '.join(members)} }}")

    def constants(self) -> Iterable[Safe]:
        """The constants of the rows that were spelled so far; each needs only those before it."""
        for (kind, text), constant in self._constants.items():
            line = f"const {constant}: {kind} = {text};"
            stays = len(line) <= _WIDTH and line.isascii() and "\\" not in line
            yield Safe(line if stays else IGNORE + line)

    def _value(self, item: Field, cell: Cell) -> str:
        match item.kind, cell:
            case _, ():
                return "[]"
            case Kind.RECORD, tuple():
                return self._shared(_type(item), (item.of, cell), self.row(item.of, cell))
            case Kind.ROWS, tuple():
                values = (self._shared_row(item.of, number) for number in cell)
                return self._shared(_type(item), (item.of, cell), f"[{', '.join(values)}]")
            case _, tuple():
                return f"[{', '.join(map(_scalar, cell))}]"
            case _:
                return _scalar(cell)

    def _spell_shared_row(self, of: str, number: int) -> str:
        row = self.row(of, self._tables.shared[of][number])
        return self._shared(name(of), (of, number), row)

    def _shared(self, kind: str, cells: tuple[str, Cell], text: str) -> str:
        """The text itself, or the constant of it."""
        if self._uses[cells] < 2:
            return text
        if (kind, text) not in self._constants:
            stem = cells[0].partition("_")[0] + ("s" if text.startswith("[") else "")
            self._stems[stem] += 1
            self._constants[kind, text] = Identifier(f"{stem}{self._stems[stem]}")
        return self._constants[kind, text]


def _scalar(value: Cell) -> str:
    return literal(value) if isinstance(value, str) else str(value).lower().removesuffix(".0")
