"""How TypeScript spells the tables of :mod:`..model.tables`, laid out as Prettier lays it out.

Words are strings, sets of them arrays.  Where Prettier would break a line, it is told to leave the
statement alone: tsc keeps the lines of a module, and doubles their indentation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ...language.escaping import CommentStyle, Safe, json_literal
from ...language.naming import Identifier, Names, camel, pascal, upper_snake
from ...model.tables import Cell, Field, Kind, Record, Tables, Vocabulary
from ..records import Rows, Types

_WIDTH = 80  # Prettier's

COMMENT = CommentStyle(" * ", width=_WIDTH, defuse=(("*/", "* /"), ("/*", "/ *")))
"""The inside of a block comment; the template writes the marks around it."""

# What TSDoc takes for tags, markup and code is escaped by its rules; the backslash comes first.
_ESCAPES = tuple((mark, f"\\{mark}") for mark in "\\@{}<>`")
_PROSE = CommentStyle(" * ", width=_WIDTH, defuse=(*_ESCAPES, *COMMENT.defuse))

IGNORE = "// prettier-ignore\n"

literal = json_literal
name, field, _constant = Names(pascal), Names(camel), Names(upper_snake)


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
        member = f"  {_constant(entry.name)}: {literal(entry.word)},"
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
        lines.append(f"  readonly {field(item.name)}{absent}: {_TYPES(item)};")
    return Safe("\n".join([*lines, "}"]))


class TypeScriptRows(Rows):
    """Spells rows.  A record, a rule, or a list of rules that stands twice becomes a constant."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(
            tables,
            record=_object,
            nothing=lambda field: "[]" if field.several else "",
            several=lambda field, values: f"[{', '.join(values)}]",
            reference=self._rule,
            word=lambda vocabulary, word: literal(word),
            text=literal,
            delay=lambda *seconds: f"[{', '.join(map(_number, seconds))}]",
        )
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

    def constants(self) -> Iterable[Safe]:
        """The constants of the rows that were spelled so far; each needs only those before it."""
        for (kind, text), constant in self._constants.items():
            line = f"const {constant}: {kind} = {text};"
            stays = len(line) <= _WIDTH and line.isascii() and "\\" not in line
            yield Safe(line if stays else IGNORE + line)

    def value(self, field: Field, cell: Cell) -> str:
        """A value, or the constant of it."""
        value = super().value(field, cell)
        if cell and field.kind in (Kind.RECORD, Kind.ROWS):
            return self._shared(_TYPES(field), (field.of, cell), value)
        return value

    def _rule(self, of: str, number: int) -> str:
        row = self.row(of, self.tables.shared[of][number])
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


def _number(value: float) -> str:
    return str(value).removesuffix(".0")


def _object(record: Record, values: Sequence[tuple[Field, str]]) -> Safe:
    """A row as an object; what is absent is left out."""
    members = (f"{field(item.name)}: {value}" for item, value in values if value)
    return Safe(f"{{ {', '.join(members)} }}")


_TYPES = Types(
    {
        Kind.FLAG: "boolean",
        Kind.NUMBER: "number",
        Kind.TEXT: "string",
        Kind.SECONDS: "readonly [least: number, most: number]",
    },
    name,
    several="readonly {}[]",
)
