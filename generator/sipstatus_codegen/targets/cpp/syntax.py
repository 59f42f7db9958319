"""How C++ spells the tables of :mod:`..model.tables`; comments are those of C.

Words are enumerators from 1 on, absent is a value of zeros, and a list is a piece of an array that
all lists of its type share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...language.blocks import members
from ...language.escaping import Safe, c_literal
from ...language.naming import Names, lower_snake, pascal
from ...model.tables import Field, Kind, Record, Vocabulary
from ..base import Context
from ..c.syntax import doc, remark
from ..records import Array, Rows, Types, about, laid

name, snake = Names(pascal), Names(lower_snake)


def enumerators(vocabulary: Vocabulary) -> Safe:
    """The enumerators of a vocabulary."""
    words = enumerate(vocabulary.words, start=1)
    return members(doc, ((e.doc, f"{name(e.word)} = {number},") for number, e in words), step=2)


def fields(record: Record) -> Safe:
    """The members of a record's struct."""
    declared = []
    for item in record.fields:
        zeros = f"{name(item.of)}()" if item.kind is Kind.WORD else "all zeros"
        declaration = _of(_TYPES(item), f"{item.name};")
        declared.append((about(item, _nothing(item, zeros)), declaration))
    return members(doc, declared, step=2)


def _nothing(item: Field, zeros: str = "{}") -> str:
    return {Kind.NUMBER: "0", Kind.TEXT: '""'}.get(item.kind, zeros)


def _of(kind: str, name: str) -> Safe:
    return Safe(f"{kind} {name}".replace("* ", "*"))


def element(array: Array) -> Safe:
    """The type of an array's elements."""
    own = array.of if isinstance(array.of, Safe) else name(array.of)
    return {"text": Safe("const char *"), "number": Safe("unsigned short")}.get(array.of, own)


def declared(array: Array, owner: str = "") -> Safe:
    """The declaration of an array; with an owner that of the definition outside it."""
    scope = f"{name(owner)}<Unused>::" if owner else ""
    return _of(element(array), f"{scope}{array.name}[]")


def elements(array: Array) -> Safe:
    """The elements of an array, and an empty one behind them: it has one at least."""
    last = {"text": Safe('""'), "number": 0}.get(array.of, Safe("{}"))
    titles = [*array.titles, ""] if array.titles else ()
    return laid(array._replace(values=[*array.values, last], titles=titles), remark, "{}", 2, 2)


def variables(context: Context) -> dict[str, Any]:
    """What a template of meaning has; arrays of lists stand before those that need them."""
    lists: dict[str, tuple[Safe, list[Safe]]] = {}
    begins: dict[tuple[str, ...], int] = {}

    def several(field: Field, values: Sequence[str]) -> str:
        """A list: where it begins in the array of all lists of its type, and its length."""
        stem = {Kind.NUMBERS: "number", Kind.TEXTS: "text"}.get(field.kind, field.of)
        _, known = lists.setdefault(stem, (Safe(_TYPES.each(field)), []))
        begin = begins.setdefault((stem, *values), len(known))
        if begin == len(known):
            known.extend(map(Safe, values))
        return f"{{{stem}_lists + {begin}, {len(values)}}}"

    spelled = Rows(
        context.tables,
        record=lambda of, values: Safe(f"{{{', '.join(value for _, value in values)}}}"),
        nothing=_nothing,
        several=several,
        reference=lambda record, number: f"{record}s + {number}",
        word=lambda vocabulary, word: f"{name(vocabulary)}::{name(word)}",
        text=c_literal,
        delay=lambda *seconds: f"{{{', '.join(map(_milliseconds, seconds))}}}",
    ).variables()
    arrays: list[Array] = []
    for array in spelled["arrays"]:
        arrays.append(array)
        if array.of in context.tables.shared and array.of in lists:
            arrays.append(Array(f"{array.of}_lists", *lists.pop(array.of)))
    before = [Array(f"{stem}_lists", *known) for stem, known in lists.items()]
    return {**spelled, "arrays": [*before, *arrays]}


def _milliseconds(seconds: float) -> str:
    return f"std::chrono::milliseconds({round(seconds * 1000)})"


_TYPES = Types(
    {
        Kind.FLAG: "bool",
        Kind.NUMBER: "int",
        Kind.TEXT: "const char *",
        Kind.TIME: "std::chrono::milliseconds",
    },
    name,
    several="List<{}>",
    row="const {} *",
)
