"""How Go spells the tables of :mod:`..model.tables`, laid out as gofmt lays it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial

from ...language.blocks import safe
from ...language.escaping import CommentStyle, Safe, quoted, short_or_long
from ...language.naming import Identifier, Names, pascal
from ...model.tables import Cell, Field, Kind, Record, Row, Tables, Vocabulary, WordEntry
from ..records import Rows, Types, duration

COMMENT = CommentStyle(
    "// ",
    defuse=(
        # gofmt would turn these into quotation marks.
        ("``", "\u201c"),
        ("''", "\u201d"),
        # At the beginning of a line, go vet takes these for build constraints out of place.
        ("+build", "+ build"),
        ("go:build", "go: build"),
        # There, go doc lists this among the package's bugs.
        ("BUG(", "BUG ("),
    ),
)

# Words that Go code writes in capitals: a selection from staticcheck's list, and those of SIP.
_INITIALISMS = (
    *("HTTP", "ID", "IP", "IRA", "ISA", "ISUP", "MIME", "OK", "PSAP", "RFC", "SDP", "SEER", "SER"),
    *("SIP", "TCP", "TLS", "UAS", "UDP", "URI", "URL", "WWW", "XML"),
)
STYLE = partial(pascal, initialisms=_INITIALISMS)
name = Names(STYLE)


def literal(text: str) -> Safe:
    """An interpreted string literal; what a comment would drop as invisible is escaped."""
    return quoted(text, short_or_long)


def word(vocabulary: str, text: str) -> Identifier:
    """The constant of a word: ``LevelMust``."""
    return Identifier(name(vocabulary) + name(text))


def filled(values: Iterable[object], indent: str = "\t\t") -> Safe:
    """Numbers or texts behind each other, 24 a line."""
    cells = list(map(safe, values))
    lines = (", ".join(cells[first : first + 24]) for first in range(0, len(cells), 24))
    return Safe(f",\n{indent}".join(lines) + ",")


def braced(rows: Iterable[object]) -> Safe:
    """Rows in the braces of a table, one after another."""
    lines = "".join(f"\t{safe(row)},\n" for row in rows)
    return Safe(f"{{\n{lines}}}" if lines else "{}")


def numbers(values: Iterable[object]) -> Safe:
    """A row of numbers or texts that fills lines of its own."""
    return Safe(f"{{\n\t\t{filled(values)}\n\t}}")


def doc(text: str) -> Safe:
    """A comment inside a block, where a tab indents it."""
    return Safe(COMMENT(text, indent=4).replace("\n    ", "\n\t"))


def _sentence(subject: str, text: str) -> str:
    """A doc comment begins with the name that it is about."""
    return f"{subject} is {text[0].lower()}{text[1:]}"


def enum(vocabulary: Vocabulary) -> Safe:
    """The type of a vocabulary and its constants: bits if fields hold sets of its words."""
    vocabulary.check_bits(32)
    kind, size = name(vocabulary.name), "uint8" if len(vocabulary.words) < 0x100 else "uint16"
    size = "uint32" if vocabulary.flags else size
    about = vocabulary.doc + (" A value may be a set of them." if vocabulary.flags else "")
    lines = [COMMENT(_sentence(kind, about)), f"type {kind} {size}", ""]
    if not vocabulary.words:
        return Safe("\n".join(lines[:-1]))
    start = "1 << iota" if vocabulary.flags else "iota + 1"
    lines.append("const (")
    for index, entry in enumerate(vocabulary.words):
        constant = word(vocabulary.name, entry.word)
        if entry.doc:
            lines += ["", f"\t{doc(entry.doc)}"] if index else [f"\t{doc(entry.doc)}"]
        lines.append(f"\t{constant} {kind} = {start}" if index == 0 else f"\t{constant}")
    return Safe("\n".join([*lines, ")"]))


def words(vocabulary: Vocabulary, *before: str) -> Safe:
    """The words of a vocabulary as arguments of a call, behind others."""
    return Safe(", ".join([*before, *(literal(entry.word) for entry in vocabulary.words)]))


def profiles(tables: Tables) -> Vocabulary:
    """The vocabulary of cause profiles, which no fact names."""
    entries = (WordEntry(p.name, p.name, f"The profile {p.name}.") for p in tables.profiles)
    return Vocabulary(
        "profile", "A cause profile of an overlay; 0: RFC 3398.", tuple(entries), False
    )


def struct(record: Record) -> Safe:
    """The struct of a record."""
    kind = name(record.name)
    lines = [COMMENT(_sentence(kind, record.doc)), f"type {kind} struct {{"]
    for index, item in enumerate(record.fields):
        lines += [""] if index else []
        lines.append(f"\t{doc(item.doc_without_unit)}")
        lines.append(f"\t{name(item.name)} {_type(item)}")
    return Safe("\n".join([*lines, "}"]))


class GoRows(Rows):
    """Spells rows.  What several meanings hold becomes a variable.

    A variable holds no list but by another variable: then Go copies it when it compiles, and no
    code runs when a program starts.
    """

    def __init__(self, tables: Tables) -> None:
        super().__init__(
            tables,
            record=self._row,
            sparse=lambda record: record.name not in tables.shared,
            nothing=_nothing,
            several=_several,
            reference=lambda record, number: f"&{record.partition('_')[0]}s[{number}]",
            word=word,
            text=literal,
            delay=_delay,
        )
        self._uses: Counter[tuple[str, Cell]] = Counter()
        for cells in tables.meanings:
            self._count("meaning", cells)
        self.shared: dict[str, Identifier] = {}
        """The literals of variables -> their names, in the order of their need."""

    def _count(self, record: str, cells: Row) -> None:
        for item, cell in zip(self.tables.records[record].fields, cells, strict=True):
            self._uses[_type(item), cell] += 1
            if item.kind is Kind.RECORD and isinstance(cell, tuple):
                self._count(item.of, cell)

    def _row(self, record: Record, values: Sequence[tuple[Field, str]]) -> Safe:
        """A row without its type: all fields of a rule, of others those that are not empty."""
        if record.name in self.tables.shared:
            return Safe(f"{{{', '.join(value for _, value in values)}}}")
        given = [f"{name(item.name)}: {value}" for item, value in values]
        return Safe(f"{{{', '.join(given)}}}")

    def value(self, field: Field, cell: Cell) -> str:
        """A value; of a list or a record the variable, if it has one."""
        value = super().value(field, cell)
        if not cell or field.kind in (Kind.SET, Kind.SECONDS) or not isinstance(cell, tuple):
            return value
        literal = _type(field) + value if field.kind is Kind.RECORD else value
        if self._uses[_type(field), cell] < 2:
            return literal
        stem = field.of.partition("_")[0] or "list"
        return self.shared.setdefault(literal, Identifier(f"{stem}{len(self.shared)}"))


def _type(item: Field) -> str:
    return name(item.of) if item.kind is Kind.SET else _TYPES(item)


def _nothing(item: Field) -> str:
    zeros = {Kind.FLAG: "false", Kind.TEXT: '""'}
    return zeros.get(item.kind, "0" if item.kind in (Kind.NUMBER, Kind.WORD, Kind.SET) else "nil")


def _several(item: Field, values: Sequence[str]) -> str:
    return " | ".join(values) if item.kind is Kind.SET else f"{_TYPES(item)}{{{', '.join(values)}}}"


def _delay(*seconds: float) -> str:
    return f"[2]time.Duration{{{', '.join(map(_duration, seconds))}}}"


def _duration(seconds: float) -> str:
    return duration(seconds, "{} * time.Second", "{} * time.Millisecond") if seconds else "0"


_TYPES = Types(
    {
        Kind.FLAG: "bool",
        Kind.NUMBER: "int",
        Kind.TEXT: "string",
        Kind.SECONDS: "[2]time.Duration",
    },
    name,
    several="[]{}",
    row="*{}",
)
