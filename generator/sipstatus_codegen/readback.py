r"""Reads status codes back out of a generated file, whatever its language.

A file that was made from another spec still says which codes that spec had.  No parser of its
language is needed to find them: the same file, made anew from a spec that is known, shows where
they stand.  Between the number of a code and its phrase (or name) there is the same text for every
code, such as ``: "`` in ``486: "Busy Here",``.  With what stands before and after it, that is the
shape in which the language writes a code.

A shape is used only if it finds in the new file every code of the known spec, each with its phrase,
and hardly anything else.  Then it is looked for in the other file.  What a shape finds beside the
codes (in a comment) is in both files, so it is no difference.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import NamedTuple

from .language.naming import Identifier
from .model.registry import Status
from .targets.base import LiteralFilter

_NEAR = 160
"""Characters between a number and its phrase, at most."""
_SAMPLES = 5
"""Codes from which shapes are learnt; they are tried on all."""
_NOISE = 10
"""Texts that a shape may find beside those of the codes, at most."""
_EDGE = 80
"""Characters before and behind a shape that are looked at: the white space of a table, mostly."""
_NO_WORD, _LINE_END = r"(?<![\w.-])", r"[ \t]*$"
_STRING_MARKS = frozenset("\"'`\\")
_WORD = r"[\w@.-]+"
_TEXT = r"(?:\\.|[^\\\n])+?"


# Code -> the ways in which a file may spell a text of it.
_Spelled = Mapping[int, Collection[str]]


class Change(NamedTuple):
    """How two files differ in a code: in its ``phrase`` or ``name``, or as a whole (``""``).

    Texts are as the files spell them.  ``old`` or ``new`` is None for what only one of them has.
    """

    code: int
    field: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        what = f"{self.field} " if self.field else ""
        if self.old is None:
            return f"{self.code}: {what}{self.new} is new"
        if self.new is None:
            return f"{self.code}: {what}{self.old} is gone"
        return f"{self.code}: {what}{self.old} -> {self.new}"


class _Place(NamedTuple):
    """A pattern of a code and its text.

    Those in strings are tried first: programs do not read comments.
    """

    pattern: str
    of_string: bool


class _Shape(NamedTuple):
    """The pattern with which a file is read, and what it finds in the new one beside the codes."""

    pattern: re.Pattern[str]
    beside: Mapping[int, Collection[str]]

    def read(self, text: str) -> dict[int, list[str]]:
        """Code -> the texts with it, in the order of the file: its own comes first."""
        found: dict[int, dict[str, None]] = {}
        for match in self.pattern.finditer(text):
            found.setdefault(int(match["code"]), {})[match["text"]] = None
        return {
            code: [text for text in texts if text not in self.beside.get(code, ())] or [*texts]
            for code, texts in found.items()
        }


class Read(NamedTuple):
    """What a file says of a code: its phrase (None if it has none), and its names in the spec."""

    phrase: str | None
    names: Collection[str]


class Reader:
    """What a new file of a target shows of how the target writes codes.

    fresh: the file; statuses: the codes of its spec; idents: their names in the language, by those
    of the spec; literal: how the language spells a string.
    """

    def __init__(
        self,
        fresh: str,
        statuses: Iterable[Status],
        idents: Mapping[str, Identifier],
        literal: LiteralFilter,
    ) -> None:
        self._fresh = fresh
        self._idents: Mapping[str, str] = idents
        every = list(statuses)
        registered = [status for status in every if not status.historic]
        self._sets = [registered] if len(registered) == len(every) else [registered, every]
        self._spec = {status.code: status.phrase for status in every}
        self._phrases = {
            s.code: {form for text in _phrases(s) for form in (text, _unquoted(literal(text)))}
            for s in every
        }
        self._first = {s.code: {s.phrase, _unquoted(literal(s.phrase))} for s in every}
        self._names = {
            s.code: {form for name in _names(s) for form in (name, idents[name])} for s in every
        }
        self._own = {s.code: {s.name, str(idents[s.name])} for s in every}

    def changes(self, other: str) -> list[Change] | None:
        """How the codes of another such file differ from those of the new one.

        None if no codes can be read: the file holds none, or it is from a version that wrote codes
        in another way.
        """
        found = []
        for field, shape in (("phrase", self._phrase_shape), ("name", self._name_shape)):
            if shape and len(there := shape.read(other)) * 2 > len(self._sets[0]):
                found.append(_differences(field, there, shape.read(self._fresh)))
        if not found:
            return None
        changes: dict[int, list[Change]] = {}
        for differences in found:
            for change in differences:
                first = changes.setdefault(change.code, [])
                if change.field or not first:  # a code is new once
                    first.append(change)
        return [change for code in sorted(changes) for change in changes[code]]

    def codes(self, other: str) -> dict[int, Read]:
        """The codes of another such file; none if they cannot be read."""
        names = self._name_shape.read(other) if self._name_shape else {}
        by_ident = {ident: name for name, ident in self._idents.items()}
        phrases: dict[int, str] = {}
        if shape := self._phrase_shape:
            fresh = shape.read(self._fresh)
            for code, (phrase, *_) in shape.read(other).items():
                # What is spelled as in the new file (with marks, escapes) is the known phrase.
                same = code in self._spec and fresh.get(code, [""])[0] == phrase
                phrases[code] = self._spec[code] if same else phrase
        return {
            code: Read(
                phrases.get(code),
                frozenset(by_ident.get(name, name) for name in names.get(code, ())),
            )
            for code in phrases or names
        }

    @cached_property
    def _phrase_shape(self) -> _Shape | None:
        return self._learn(self._first, _TEXT, self._phrases)

    @cached_property
    def _name_shape(self) -> _Shape | None:
        return self._learn(self._own, _WORD, self._names)

    def _learn(self, spelled: _Spelled, what: str, known: _Spelled) -> _Shape | None:
        """The shape of codes and such texts.

        ``what`` is a pattern of the texts, ``known`` has all that may be found for each code.
        """
        texts = [text for forms in spelled.values() for text in {*forms}]
        codes = [status.code for status in self._sets[0]]
        unique = [code for code in codes if all(texts.count(text) == 1 for text in spelled[code])]
        samples = unique[:: max(1, len(unique) // _SAMPLES)][:_SAMPLES]
        if not samples:
            return None
        shapes = [set(self._shapes(code, spelled[code], what)) for code in samples]
        common = set.intersection(*shapes)
        # Sorted, so that the same file is always read in the same way.
        for of_string in (True, False):
            best, least = None, _NOISE + 1
            for pattern in sorted(
                place.pattern for place in common if place.of_string is of_string
            ):
                shape = _Shape(re.compile(pattern, re.MULTILINE), {})
                found = shape.read(self._fresh)
                noise = self._noise(found, spelled, known)
                if noise is not None and noise < least:
                    beside = {c: {*texts} - {*known.get(c, ())} for c, texts in found.items()}
                    best, least = shape._replace(beside=beside), noise
                if least == 0:
                    break
            if best:
                return best
        return None

    def _noise(
        self, read: Mapping[int, Sequence[str]], spelled: _Spelled, known: _Spelled
    ) -> int | None:
        """How much a shape finds in the new file beside the codes; None if it does not find all."""
        for statuses in self._sets:
            codes = {status.code for status in statuses}
            begun = all(
                any(text.startswith((*spelled[code],)) for text in read.get(code, ()))
                for code in codes
            )
            if begun:
                exact = sum(not {*read[code]}.isdisjoint(spelled[code]) for code in codes)
                others = sum(len({*texts} - {*known.get(c, ())}) for c, texts in read.items())
                return others + len(codes) - exact
        return None

    def _shapes(self, code: int, texts: Collection[str], what: str) -> Iterator[_Place]:
        """Patterns of all places that have a code and one of its texts near each other."""
        text = self._fresh
        number = re.compile(rf"(?<!\d){code}(?!\d)")
        numbers = [found.span() for found in number.finditer(text)]
        for found in (found for form in texts for found in re.finditer(re.escape(form), text)):
            start, end = found.span()
            first = bisect_left(numbers, (start - _NEAR,))
            for place in numbers[first : bisect_left(numbers, (end + _NEAR,))]:
                if place[1] <= start:
                    yield from self._around(code, place, (start, end), what)
                elif place[0] >= end:
                    yield from self._around(code, (start, end), place, what, swap=True)

    def _around(
        self,
        code: int,
        one: tuple[int, int],
        two: tuple[int, int],
        what: str,
        *,
        swap: bool = False,
    ) -> Iterator[_Place]:
        text = self._fresh
        elements = [r"(?P<code>[1-6]\d\d)", f"(?P<text>{what})"]
        if swap:
            elements.reverse()
        between = _pattern(text[one[1] : two[0]], self._own[code])
        lead, tail = text[max(0, one[0] - _EDGE) : one[0]], text[two[1] : two[1] + _EDGE]
        for before, after in product(_endings(lead[::-1]), _endings(tail)):
            around = before + text[one[1] : two[0]] + after
            yield _Place(
                f"{_pattern(before[::-1], ()) or _NO_WORD}{elements[0]}{between}{elements[1]}"
                f"{_pattern(after, ()) or _LINE_END}",
                not _STRING_MARKS.isdisjoint(around),
            )


def _endings(text: str) -> Iterator[str]:
    """What may stand beside a shape: nothing, or white space and one to three other characters."""
    yield ""
    for count in (1, 2, 3):
        if found := re.match(rf"\s*\S{{{count}}}", text):
            yield found[0]


def _differences(
    field: str, old: Mapping[int, Sequence[str]], new: Mapping[int, Sequence[str]]
) -> Iterator[Change]:
    """How the texts of codes differ.  Of phrases, the first counts: the others are aliases'."""
    for code in sorted({*old, *new}):
        if code not in old or code not in new:
            yield Change(
                code, "", *(side[code][0] if code in side else None for side in (old, new))
            )
            continue
        (one, *others), (two, *further) = old[code], new[code]
        if one != two:
            yield Change(code, field, one, two)
        if field == "name":
            gone = [text for text in others if text not in new[code]]
            come = [text for text in further if text not in old[code]]
            yield from (Change(code, field, text, None) for text in gone)
            yield from (Change(code, field, None, text) for text in come)


def _unquoted(literal: str) -> str:
    return literal[1:-1] if literal[0] == literal[-1] and literal[0] in "\"'`" else literal


def _phrases(status: Status) -> Sequence[str]:
    return [status.phrase, *(alias.phrase for alias in status.aliases)]


def _names(status: Status) -> Sequence[str]:
    return [status.name, *(name for name, _ in status.named_aliases)]


def _pattern(text: str, names: Collection[str]) -> str:
    """A pattern of a text: any name for a name, any white space for white space."""
    longest = sorted(names, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, longest))})", text) if names else [text]
    return "".join(
        _WORD if i % 2 else re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(part))
        for i, part in enumerate(parts)
    )
