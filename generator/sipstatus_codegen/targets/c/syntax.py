"""How C spells the tables of :mod:`..model.tables`: enums, structs, initializers, comments, names.

The data is constant and free of pointers: absent is 0, a text is a number, a list of rows is where
it begins in an array of numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ...language.blocks import safe
from ...language.escaping import CommentStyle, Safe, c_literal, fill_items
from ...language.naming import Identifier, Names, identifier, lower_snake, upper_snake
from ...model.tables import Cell, Field, Kind, Record, Row, Tables, Vocabulary, WordEntry

WIDTH = 100

# "*/" ends a comment, "/*" inside one is an error under -Wcomment, and "??/" is a backslash, which
# splices lines.  Doxygen takes backslash and @ for commands, and < for HTML.
_PLAIN = (("*/", "* /"), ("/*", "/ *"), ("??/", "? ?/"))
_DOXYGEN = (("\\", "\\\\"), ("@", "\\@"), ("<", "\\<"), *_PLAIN)
COMMENT = CommentStyle(" * ", "/*", " */", _PLAIN, WIDTH)
_DOC = CommentStyle(" * ", "/**", " */", _DOXYGEN, WIDTH)
_ONE_LINE = CommentStyle("", defuse=_DOXYGEN)

_USHORT_MAX = 0xFFFF
"""The largest unsigned short."""

snake = Names(lower_snake)


def doc(text: str, indent: int = 0) -> Safe:
    """A documentation comment: on one line if it fits."""
    line = _ONE_LINE(text, wrap=False)
    if indent + len(line) <= WIDTH - len("/**  */"):
        return Safe(f"/** {line} */")
    return _DOC(text, indent)


def constant(name: str) -> Identifier:
    """``CALL_ID`` for Call-ID; the argument of the X-macros is dodged."""
    return identifier(name.replace("-", "_").upper(), upper_snake, reserved=("XX",))


def remark(text: str) -> Safe:
    """A comment on one line among initializers."""
    return Safe(f"/* {CommentStyle('', defuse=_PLAIN)(text, wrap=False)} */")


def filled(values: Iterable[object], indent: int = 4) -> Safe:
    """Numbers or constants behind each other, on as many lines as they take."""
    lines = fill_items((f"{safe(value)}," for value in values), WIDTH - indent)
    return Safe(f"\n{' ' * indent}".join(lines))


def words(vocabulary: Vocabulary) -> Safe:
    """The words of a vocabulary as an array by number, or by the position of their bit."""
    literals = [c_literal(word.word) for word in vocabulary.words]
    numbered = literals if vocabulary.flags else [c_literal(""), *literals]
    return filled(numbered or [c_literal("")], indent=6)


@dataclass
class Syntax:
    """Spells the tables of one output; ``prefix`` begins every name."""

    prefix: str
    tables: Tables
    texts: dict[str, int] = field(default_factory=dict)
    """The texts that rows have named so far, with their numbers from 1."""
    lists: dict[tuple[int, ...], int] = field(default_factory=lambda: {(): 0})
    """The lists of rows that rows have named so far, and where each begins."""

    def enum(self, vocabulary: Vocabulary) -> Safe:
        """The enumeration of a vocabulary: bits if fields hold sets of its words."""
        name = f"{self.prefix.lower()}{vocabulary.name}"
        vocabulary.check_bits(31)  # those of an int but for its sign
        lines = [
            doc(vocabulary.doc + (" A bit for each." if vocabulary.flags else "")),
            f"enum {name} {{",
        ]
        for index, word in enumerate(vocabulary.words):
            value = f"1 << {index}" if vocabulary.flags else str(index + 1)
            lines += [f"  {doc(word.doc, indent=2)}"] if word.doc else []
            lines.append(f"  {self.word(vocabulary.name, word.word)} = {value},")
        return Safe("\n".join([*lines, "};"]))

    def word(self, vocabulary: str, word: str) -> Safe:
        """The constant of a word: ``SIP_STATUS_LEVEL_MUST``."""
        return Safe(f"{self.prefix}{constant(vocabulary)}_{constant(word)}")

    def named(self) -> Iterator[Vocabulary]:
        """The vocabularies of languages and profiles, which no fact names."""
        for name, doc, words in (
            ("language", "A language of translations.", self.tables.languages),
            ("profile", "A cause profile.", [profile.name for profile in self.tables.profiles]),
        ):
            yield Vocabulary(name, doc, tuple(WordEntry(w, w, f"{w}.") for w in words), False)

    def struct(self, record: Record) -> Safe:
        """The struct of a record."""
        lines = [doc(record.doc), f"struct {self.prefix.lower()}{record.name} {{"]
        for item in record.fields:
            about, declaration = self._member(item)
            lines += [f"  {doc(about, indent=2)}", f"  {declaration};"]
        return Safe("\n".join([*lines, "};"]))

    def _member(self, item: Field) -> tuple[str, str]:
        """Doc and declaration of a member."""
        lower, name, array = self.prefix.lower(), item.name, f"{item.name}[{item.size + 1}]"
        about, words = item.doc_without_unit.rstrip("."), f"enum {self.prefix.lower()}{item.of}"
        match item.kind:
            case Kind.FLAG:
                return f"{about}: 1 or 0.", f"unsigned char {name}"
            case Kind.NUMBER:
                return f"{about}; 0: none.", f"unsigned short {name}"
            case Kind.NUMBERS:
                return f"{about}; 0 follows the last.", f"unsigned short {array}"
            case Kind.TEXT:
                return f"{about}: a number for {lower}text().", f"unsigned short {name}"
            case Kind.TEXTS:
                return f"{about}: numbers for {lower}text(); 0 follows.", f"unsigned short {array}"
            case Kind.WORD:
                return f"{about}: {words}; 0: none.", f"{self._type(item)} {name}"
            case Kind.WORDS:
                return f"{about}: {words}; 0 follows the last.", f"{self._type(item)} {array}"
            case Kind.SET:
                return f"{about}: bits of {words}.", f"unsigned int {name}"
            case Kind.SECONDS:
                return f"{about}, here in milliseconds; 0 and 0: none.", f"unsigned int {name}[2]"
            case Kind.RECORD:
                return item.doc, f"struct {lower}{item.of} {name}"
            case _:  # rows; times stand in delays alone
                return f"{about}: a list for {lower}{item.of}_at().", f"unsigned short {name}"

    def _type(self, item: Field) -> str:
        """The type of a word."""
        vocabulary = self.tables.vocabularies[item.of]
        return "unsigned int" if vocabulary.flags else row_type(len(vocabulary.words))

    def row(self, record: str, row: Row) -> Safe:
        """The initializer of a row."""
        return Safe(self._struct(self.tables.records[record], row))

    def nothing(self, record: str) -> Safe:
        """The initializer of a row of zeros."""
        return Safe(self._struct(self.tables.records[record], None))

    def _struct(self, record: Record, row: Row | None) -> str:
        row = row or (None,) * len(record.fields)
        cells = (self._value(item, cell) for item, cell in zip(record.fields, row, strict=True))
        return f"{{{', '.join(cells)}}}"

    def _value(self, item: Field, cell: Any) -> str:
        match item.kind, cell:
            case Kind.RECORD, None | tuple():
                return self._struct(self.tables.records[item.of], cell)
            case Kind.ROWS, tuple():
                return str(self._list(cell))
            case Kind.SET, tuple():
                return " | ".join(self.word(item.of, word) for word in cell) or "0"
            case Kind.SECONDS, _:
                least, most = cell if isinstance(cell, tuple) else (0, 0)
                return f"{{{round(least * 1000)}, {round(most * 1000)}}}"
            case ((Kind.NUMBERS | Kind.TEXTS | Kind.WORDS), _):
                values = cell if isinstance(cell, tuple) and cell else (0,)
                return f"{{{', '.join(self._scalar(item, value) for value in values)}}}"
            case _:
                return self._scalar(item, cell)

    def _scalar(self, item: Field, value: Cell) -> str:
        if not value:
            return "0"
        if item.kind in (Kind.WORD, Kind.WORDS):
            return self.word(item.of, str(value))
        if item.kind in (Kind.TEXT, Kind.TEXTS):
            return self.text(str(value))
        return str(int(value)) if isinstance(value, bool) else str(value)

    def text(self, text: str) -> Safe:
        """The number of a text."""
        number = self.texts.setdefault(text, len(self.texts) + 1)
        if number > _USHORT_MAX:
            raise ValueError(f"more than {_USHORT_MAX} texts")
        return Safe(str(number))

    def _list(self, rows: tuple[int, ...]) -> int:
        """Where the list of these rows begins: with their number."""
        begin = self.lists.setdefault(rows, sum(1 + len(known) for known in self.lists))
        if begin + len(rows) > _USHORT_MAX:
            raise ValueError(f"lists of more than {_USHORT_MAX} rules")
        return begin

    @property
    def list_cells(self) -> Iterator[int]:
        """The lists one after another, each behind its length."""
        for rows in self.lists:
            yield len(rows)
            yield from rows


def size(texts: Iterable[str]) -> int:
    """Octets that hold each of the texts with a NUL behind it."""
    return 1 + max((len(text.encode()) for text in texts), default=0)


def row_type(largest: int) -> Safe:
    """The type of row numbers up to this one."""
    return Safe("unsigned char" if largest <= 255 else "unsigned short")
