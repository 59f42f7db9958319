"""Which words of a text may belong to which number.

How they stand to each other differs between languages: ``NAME = 486``, ``486: "Busy Here"``,
``{486, "Busy Here"}``, ``"Busy Here" => 486``.  A *shape* is the direction and the marks between.
All entries of a table have the same one or few; which, is learned from entries with known words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sipstatus.cli.audit.wordings import judged, simple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sipstatus.cli.audit.tokens import Token

WINDOW = 36
"""Tokens on each side of a number in which its words may stand."""
LINES = 6

Shape = tuple[str, str]
"""Direction, and what stands between."""

INSIDE_NAME: Shape = ("inside", "name")
"""The shape of a name that contains the code: ``SIP_486_BUSY_HERE``."""

_GLYPH = {"string": "S", "name": "N", "number": "0", "code": "1"}


class Word(NamedTuple):
    """A string or name that may belong to a code."""

    shape: Shape
    text: str
    is_name: bool


class Place(NamedTuple):
    """A number from 100 to 699 in a text, and the words around it."""

    at: int
    """The index of its token."""
    line: int
    code: int
    words: list[Word]


def places(tokens: Sequence[Token], *, prose: bool) -> list[Place]:
    """Every place of a text where a code may be told what it is called.

    prose: a line is about its first code; others are mentioned in sentences.
    """
    found: list[Place] = []
    for index, token in enumerate(tokens):
        if token.code is None or (prose and found and found[-1].line == token.line):
            continue
        words: list[Word] = []
        if token.phrase is not None:
            words.append(Word(("inside", ""), token.phrase, is_name=False))
        if token.kind == "name":
            words.append(Word(INSIDE_NAME, token.text, is_name=True))
        words += _words(tokens, index, 1)
        words += _words(tokens, index, -1)
        found.append(Place(index, token.line, token.code, words))
    return found


def _words(tokens: Sequence[Token], index: int, step: int) -> Iterator[Word]:
    """The words on one side of a number, the nearest first."""
    start, between = tokens[index], ""
    direction = "after" if step > 0 else "before"
    end = min(len(tokens), index + WINDOW + 1) if step > 0 else max(-1, index - WINDOW - 1)
    for at in range(index + step, end, step):
        token = tokens[at]
        if abs(token.line - start.line) > LINES:
            return
        if token.kind == "code" and (start.kind == "code" or token.code != start.code):
            return
        if token.kind in ("string", "name"):
            is_name = token.kind == "name" or _is_quoted_name(token.text)
            yield Word((direction, between), token.text, is_name)
        between += _GLYPH.get(token.kind, token.text)


@lru_cache(1 << 14)
def name_parts(name: str) -> tuple[str, ...]:
    """The words of an identifier, without numbers: of ``SIP_486_BUSY_HERE``, ``StatusBusyHere``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name[:100])
    return tuple(re.findall(r"[^\W\d_]+", spaced.lower()))


def _is_quoted_name(text: str) -> bool:
    """Whether a string is a name: ``"BUSY_HERE"``, ``"BusyHere"``, ``"SIP_STATUS_BUSY_HERE"``."""
    return text.isidentifier() and len(name_parts(text)) > 1


Affixes = tuple[tuple[str, ...], tuple[str, ...]]
"""What stands before and behind the words that matter: ``("pjsip", "sc")``, ``()``."""


@lru_cache(1 << 14)
def affixes(code: int, name: str) -> Affixes | None:
    """What is to be taken from a name so that the rest is what the code is called; None if nothing.

    The longest rest wins.
    """
    parts = name_parts(name)[:12]
    for length in range(len(parts), 0, -1):
        for begin in range(len(parts) - length + 1):
            rest = parts[begin : begin + length]
            if judged(code, "".join(rest)).owner in ("own", "former", "http"):
                return parts[:begin], parts[begin + length :]
    return None


def fits(code: int, word: Word) -> bool:
    """Whether a word is one of those that the code is known by, in SIP or in HTTP."""
    if word.is_name:
        return affixes(code, word.text) is not None
    if not word.text[:1].isalnum():  # "(Busy Here): " is the label of something
        return False
    return judged(code, simple(word.text[:100])).owner in ("own", "former", "http")
