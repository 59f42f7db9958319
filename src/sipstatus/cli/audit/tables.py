"""Tells tables of SIP codes from other numbers, and from tables of HTTP."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from sipstatus.cli.audit.entries import INSIDE_NAME, Word, affixes, fits, name_parts, places
from sipstatus.cli.audit.tokens import Token, styles, tokens
from sipstatus.cli.audit.wordings import ONLY_SIP, Verdict, judged, simple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sipstatus.cli.audit.entries import Affixes, Place, Shape

FEWEST = 8
"""Codes with words of SIP that make a table."""
FEWEST_ONLY_SIP = 4
"""How many of them must be codes that HTTP does not have."""
LEARNED = 5
"""Codes whose words are known that make a shape."""
USUAL = 0.6
"""The part of a table's words in a shape that must be known, so that the others are faults."""
GAP = 100
"""Tokens without an entry that end a table."""
FAR = 2
"""How many usual distances an unknown entry before or behind all others is away if it is none."""
AGAIN = 6
"""Of so many entries and two more that all come again, a new table begins."""


class Entry(NamedTuple):
    """A code of a table with what is said of it."""

    line: int
    code: int
    phrase: str | None
    name: str | None
    bare_name: str | None
    """The name in the simple form, without what all names of the table begin or end with."""
    code_in_name: bool


class Table(NamedTuple):
    """A table of status codes of SIP."""

    entries: list[Entry]
    codes: frozenset[int]
    """All that stand between its ends, and all that have their words elsewhere in the text."""


class _Row(NamedTuple):
    place: Place
    phrase: Word | None
    name: Word | None


def tables(text: str, ending: str) -> list[Table]:
    """The tables of a text, as the first of its styles shows them that shows any.

    ending: of the file's name, without the dot.
    """
    for style in styles(ending):
        cut = [*tokens(text, style)]
        if found := _tables(places(cut, prose=style == "prose")):
            return found + _tables(_by_constants(cut, found))
    return []


def _tables(all_places: list[Place]) -> list[Table]:
    if len({place.code for place in all_places}) < FEWEST:
        return []
    found: list[Table] = []
    named = {p.code for p in all_places if any(fits(p.code, word) for word in p.words)}
    for rows in _pieces(_rows(all_places)):
        kept = _known_shapes(rows)
        if kept and _is_sip(kept):
            first, last = kept[0].place.at, kept[-1].place.at
            codes = (place.code for place in all_places if first <= place.at <= last)
            found.append(Table(_entries(kept), frozenset(codes) | named))
    return found


def _by_constants(cut: Sequence[Token], found: Iterable[Table]) -> list[Place]:
    """The places where a constant of these tables may be told its phrase: ``Self::Ok => "OK"``.

    Only one that has no phrase where it is defined.
    """
    codes: defaultdict[str, set[int]] = defaultdict(set)
    for entry in (entry for table in found for entry in table.entries):
        if entry.name and not entry.phrase and not entry.code_in_name:
            codes[entry.name].add(entry.code)
    constants = {name: code for name, (code, *more) in codes.items() if not more}
    if not constants:
        return []

    def resolved(token: Token) -> Token:
        code = constants.get(token.text) if token.kind == "name" else None
        return Token("code", token.text, token.line, code) if code else token

    return [
        place._replace(words=[word for word in place.words if not word.is_name])
        for place in places([resolved(token) for token in cut], prose=False)
        if cut[place.at].kind == "name" and cut[place.at].code is None
    ]


def _rows(all_places: Iterable[Place]) -> list[_Row]:
    """Each place with the words in the shape that most codes of the text have theirs in."""
    known: defaultdict[tuple[Shape, bool], set[int]] = defaultdict(set)
    listed = list(all_places)
    for place in listed:
        for word in place.words:
            if fits(place.code, word):
                known[word.shape, word.is_name].add(place.code)
    strength = {key: len(codes) for key, codes in known.items() if len(codes) >= LEARNED}

    def best(words: list[Word], is_name: bool) -> Word | None:
        usable = [w for w in words if w.is_name == is_name and (w.shape, is_name) in strength]
        return max(usable, key=lambda word: strength[word.shape, is_name], default=None)

    rows = (_Row(place, best(place.words, False), best(place.words, True)) for place in listed)
    return [row for row in rows if _says_something(row)]


def _says_something(row: _Row) -> bool:
    """Whether a code is told what it is called; that its own name stands there is a mere use."""
    return bool(row.phrase or (row.name and row.name.shape != INSIDE_NAME))


def _pieces(rows: list[_Row]) -> Iterator[list[_Row]]:
    """Rows that belong together: not far from each other, and no code that begins anew."""
    piece: list[_Row] = []
    there: set[int] = set()
    for number, row in enumerate(rows):
        code = row.place.code
        if piece:
            coming = [later.place.code for later in rows[number : number + AGAIN + 2]]
            again = sum(later in there for later in coming)
            restarts = code < piece[-1].place.code and (
                again >= min(AGAIN, len(coming)) or code == min(there)
            )
            if row.place.at - piece[-1].place.at > GAP or restarts:
                yield piece
                piece, there = [], set()
        piece.append(row)
        there.add(code)
    if piece:
        yield piece


def _known_shapes(rows: list[_Row]) -> list[_Row]:
    """The rows without words in shapes in which most words of this piece are not known."""
    uses: Counter[tuple[Shape, bool]] = Counter()
    known: Counter[tuple[Shape, bool]] = Counter()
    for row in rows:
        for word in (row.phrase, row.name):
            if word:
                uses[word.shape, word.is_name] += 1
                known[word.shape, word.is_name] += fits(row.place.code, word)
    good = {key for key, number in uses.items() if known[key] >= USUAL * number}

    def kept(word: Word | None) -> Word | None:
        return word if word and (word.shape, word.is_name) in good else None

    left = (_Row(row.place, kept(row.phrase), kept(row.name)) for row in rows)
    return _without_strangers([row for row in left if _says_something(row)])


def _without_strangers(rows: list[_Row]) -> list[_Row]:
    """The rows without unknown ones before and behind all others that are far from them."""
    known = [any(_fits(row)) for row in rows]
    if not any(known):
        return rows
    distances = [b.place.at - a.place.at for a, b in pairwise(rows)]
    far = FAR * median(distances) if distances else 0
    begin, end = known.index(True), len(known) - 1 - known[::-1].index(True)
    first = next((at + 1 for at in reversed(range(begin)) if distances[at] > far), 0)
    last = next((at + 1 for at in range(end, len(distances)) if distances[at] > far), len(rows))
    return rows[first:last]


def _fits(row: _Row) -> Iterator[bool]:
    return (fits(row.place.code, word) for word in (row.phrase, row.name) if word)


def _is_sip(rows: list[_Row]) -> bool:
    sip: set[int] = set()
    http: set[int] = set()
    for row in rows:
        for verdict in _verdicts(row):
            if verdict.owner in ("own", "former"):
                sip.add(row.place.code)
            elif verdict.owner == "http":
                http.add(row.place.code)
    only = sip & ONLY_SIP
    return len(sip) >= FEWEST and len(only) >= FEWEST_ONLY_SIP and len(only) > len(http - sip)


def _verdicts(row: _Row) -> Iterator[Verdict]:
    if row.phrase:
        yield judged(row.place.code, simple(row.phrase.text))
    if row.name and (taken := affixes(row.place.code, row.name.text)):
        yield judged(row.place.code, _without(taken, row.name.text))


def _without(taken: Affixes, name: str) -> str:
    parts = name_parts(name)
    return "".join(parts[len(taken[0]) : len(parts) - len(taken[1])])


def _entries(rows: list[_Row]) -> list[Entry]:
    named = [row for row in rows if row.name]
    usual = Counter(affixes(row.place.code, row.name.text) for row in named if row.name)
    common = [taken for taken, number in usual.items() if taken and number >= 0.2 * len(named)]
    common.sort(key=lambda taken: -len(taken[0]) - len(taken[1]))
    entries = []
    for row in rows:
        name = row.name.text if row.name else None
        entries.append(
            Entry(
                row.place.line,
                row.place.code,
                row.phrase.text if row.phrase else None,
                name,
                _bare(name, common) if name else None,
                bool(row.name and row.name.shape == INSIDE_NAME),
            )
        )
    return entries


def _bare(name: str, common: list[Affixes]) -> str:
    parts = name_parts(name)
    for before, behind in common:
        length = len(before) + len(behind)
        if len(parts) > length and (parts[: len(before)], parts[len(parts) - len(behind) :]) == (
            before,
            behind,
        ):
            return _without((before, behind), name)
    return "".join(parts)
