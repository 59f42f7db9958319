"""How Rust spells the tables of :mod:`..model.tables`, laid out as rustfmt lays it out.

Words are enums and lists of words slices, whether they have an order or not; a row that others
refer to is an element of a static array.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from ...language.escaping import CommentStyle, Safe, fill, fill_items, plain, quoted
from ...language.naming import Identifier, identifier, lower_snake, pascal
from ...model.tables import Cell, Field, Kind, Record, Row, Tables, Vocabulary

WIDTH = 100
RESERVED = ("Self",)
"""The one keyword that the case of types and variants can meet."""

COMMENT = CommentStyle("// ")
_DOC = CommentStyle("/// ")
# Markdown, as rustdoc reads it: links, code, HTML; at the beginning of a line headings and items.
_MARKUP = re.compile(r"[\\`*\[<&]")
_BEGINS_BLOCK = re.compile(r"^(\d+(?=[.)](?: |$))|(?=[-+#>=~|]))")


def literal(text: str) -> Safe:
    """A string literal; what a comment would drop as invisible is escaped."""
    return quoted(text, lambda number: f"\\u{{{number:x}}}")


def doc(text: str, indent: int = 0) -> Safe:
    """A documentation comment, which shows the text as it is."""
    shown = _MARKUP.sub(r"\\\g<0>", plain(text))
    lines = fill(shown, WIDTH - indent - len(_DOC.prefix))
    return _DOC.lines([_BEGINS_BLOCK.sub(r"\1\\", line) for line in lines], indent)


@cache
def name(text: str) -> Identifier:
    """``HeaderRule`` for header_rule, ``CallId`` for Call-ID."""
    return identifier(text.replace("-", "_").upper(), pascal, reserved=RESERVED)


def lower(text: str) -> Identifier:
    """``is_final`` for IS_FINAL."""
    return identifier(text, lower_snake)


@cache
def word(vocabulary: str, text: str) -> str:
    """The variant of a word: ``Level::Must``."""
    return f"{name(vocabulary)}::{name(text)}"


def listed(values: Iterable[str]) -> Safe:
    """A slice of texts."""
    return Safe(f"&[{', '.join(map(literal, values))}]")


def filled(values: Iterable[int], indent: int = 4) -> Safe:
    """Numbers behind each other, on as many lines as they take."""
    lines = fill_items((f"{value}," for value in values), WIDTH - indent)
    return Safe(f"\n{' ' * indent}".join(lines))


def enum(vocabulary: Vocabulary) -> Safe:
    """The enum of a vocabulary, and the words of its variants."""
    kind = name(vocabulary.name)
    derived = "Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash"
    lines = [doc(vocabulary.doc), f"#[derive({derived})]"]
    if not vocabulary.words:
        lines.append(f"pub enum {kind} {{}}")
    else:
        lines.append(f"pub enum {kind} {{")
        for entry in vocabulary.words:
            lines += [f"    {doc(entry.doc, indent=4)}"] if entry.doc else []
            lines.append(f"    {name(entry.word)},")
        lines.append("}")
    arms = [f"Self::{name(e.word)} => {literal(e.word)}," for e in vocabulary.words]
    matched = ["{", *(f"            {arm}" for arm in arms), "        }"] if arms else ["{}"]
    return Safe(
        "\n".join(
            [
                *lines,
                "",
                f"impl {kind} {{",
                "    /// The word.",
                "    #[must_use]",
                "    pub const fn as_str(self) -> &'static str {",
                f"        match self {matched[0]}",
                *matched[1:],
                "    }",
                "}",
            ]
        )
    )


class Rows:
    """Spells records and their rows.  A list of rows that several meanings hold is a static."""

    def __init__(self, tables: Tables) -> None:
        self._records = tables.records
        self._lists = Counter(
            (item.of, cell)
            for cells in tables.meanings
            for item, cell in zip(self._records["meaning"].fields, cells, strict=True)
            if item.kind is Kind.ROWS
        )
        self.shared: dict[tuple[str, str], Identifier] = {}
        """Type and value of each static -> its name, in the order of their need."""

    def struct(self, record: Record) -> Safe:
        """The struct of a record; a row with nothing in it, if there can be one."""
        kind = name(record.name)
        lines = [doc(record.doc), "#[derive(Clone, Copy, Debug, PartialEq, Eq)]"]
        lines.append(f"pub struct {kind} {{")
        for item in record.fields:
            lines += [f"    {doc(item.doc, indent=4)}", f"    pub {item.name}: {_type(item)},"]
        lines.append("}")
        if _may_be_empty(record):
            lines += ["", f"impl {kind} {{", "    const NOTHING: Self = Self {"]
            lines += [f"        {item.name}: {_nothing(item)}," for item in record.fields]
            lines += ["    };", "}"]
        return Safe("\n".join(lines))

    def row(self, record: str, cells: Row) -> Safe:
        """A row: all fields or, if there is a row with nothing in it, those that are given."""
        fields, kind = self._records[record].fields, name(record)
        short = _may_be_empty(self._records[record])
        given = [
            f"{item.name}: {self._value(item, cell)}"
            for item, cell in zip(fields, cells, strict=True)
            if not short or cell not in (None, False, ())
        ]
        rest = [f"..{kind}::NOTHING"] if short and len(given) < len(fields) else []
        return Safe(f"{kind} {{ {', '.join(given + rest)} }}")

    def _value(self, item: Field, cell: Cell) -> str:
        if cell is None:
            return _nothing(item)
        match item.kind, cell:
            case Kind.RECORD, tuple():
                value = self.row(item.of, cell)
            case Kind.SECONDS, (least, most):
                value = Safe(f"({_duration(least)}, {_duration(most)})")
            case Kind.ROWS, tuple():
                value = self._list(item, cell)
            case _, tuple():
                value = Safe(f"&[{', '.join(_scalar(item, value) for value in cell)}]")
            case _:
                value = Safe(_scalar(item, cell))
        return f"Some({value})" if item.optional else value

    def _list(self, item: Field, numbers: tuple[int, ...]) -> Safe:
        """A list of rows: the name of its static, if it has one."""
        stem = table(item.of)
        value = Safe(f"&[{', '.join(f'&{stem}[{number}]' for number in numbers)}]")
        if self._lists[item.of, numbers] < 2:
            return value
        key = _type(item).replace("'static ", ""), value
        return self.shared.setdefault(key, Identifier(f"{stem}_{len(self.shared)}"))


def table(record: str) -> Identifier:
    """The static array that holds the rows of a record: ``HEADERS`` for header_rule."""
    return Identifier(f"{record.upper().partition('_')[0]}S")


def _may_be_empty(record: Record) -> bool:
    several = (Kind.NUMBERS, Kind.TEXTS, Kind.SET, Kind.WORDS, Kind.ROWS, Kind.FLAG)
    return all(item.optional or item.kind in several for item in record.fields)


def _type(item: Field) -> str:
    kinds = {
        Kind.FLAG: "bool",
        Kind.NUMBER: "u16",
        Kind.NUMBERS: "&'static [u16]",
        Kind.TEXT: "&'static str",
        Kind.TEXTS: "&'static [&'static str]",
        Kind.SECONDS: "(Duration, Duration)",
    }
    if item.kind in (Kind.SET, Kind.WORDS):
        return f"&'static [{name(item.of)}]"
    if item.kind is Kind.ROWS:
        return f"&'static [&'static {name(item.of)}]"
    kind = kinds[item.kind] if item.kind in kinds else name(item.of)
    return f"Option<{kind}>" if item.optional else kind


def _nothing(item: Field) -> str:
    return "None" if item.optional else "false" if item.kind is Kind.FLAG else "&[]"


def _scalar(item: Field, value: Cell) -> str:
    if item.kind in (Kind.WORD, Kind.WORDS, Kind.SET):
        return word(item.of, str(value))
    if item.kind in (Kind.TEXT, Kind.TEXTS):
        return literal(str(value))
    return str(value).lower()


def _duration(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    if milliseconds % 1000:
        return f"Duration::from_millis({milliseconds})"
    return f"Duration::from_secs({milliseconds // 1000})"
