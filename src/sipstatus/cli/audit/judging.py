"""Compares a table of status codes with the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from _sipstatus.source import Source

from sipstatus.cli.audit.wordings import (
    former_source,
    is_known,
    judged,
    phrase_of,
    simple,
    source_of,
    wanted,
)
from sipstatus.cli.rules import (
    TABLE_FORMER,
    TABLE_HTTP,
    TABLE_MISSING,
    TABLE_NUMBER,
    TABLE_PHRASE,
    TABLE_UNREGISTERED,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sipstatus.cli.audit.tables import Entry, Table

WHOLE = 40
"""Codes from which on the tables of a file are meant to be complete; fewer are a choice."""

_REGISTRY = Source(3261, "27.4")  # which founds the registry


class Finding(NamedTuple):
    """What is wrong in a table."""

    line: int
    rule_id: str
    text: str
    source: Source
    code: int | None = None
    words: str = ""
    """Those that the finding is about."""


def findings(found: Sequence[Table]) -> list[Finding]:
    """What is wrong in the tables of a file, by line; what several tables share is said once.

    A code is missing if none of them has it: one may be in pieces, with a text between.  A class of
    which they have no code is left out on purpose: causes of failure have none from 100 to 299.
    """
    listed: dict[object, Finding] = {}
    for table in found:
        for one in _of_entries(table):
            # Constants, and a switch over them: the words are the same.
            listed.setdefault((one.rule_id, one.code, simple(one.words)), one)
    there = {code for table in found for code in table.codes}
    classes = {code // 100 for code in there}
    missing = [code for code in wanted() if code not in there and code // 100 in classes]
    if missing and len(there) >= WHOLE:
        longest = max(found, key=lambda table: len(table.codes))
        listed[None] = _missing(longest, missing)
    return sorted(listed.values(), key=lambda one: (one.line, one.rule_id, one.code or 0))


def _missing(table: Table, codes: Sequence[int]) -> Finding:
    names = ", ".join(f"{code} {phrase_of(code)}" for code in codes)
    number = f"{len(codes)} registered code{'' if len(codes) == 1 else 's'}"
    verb = "is" if len(codes) == 1 else "are"
    text = f"{number} {verb} missing: {names}."
    return Finding(table.entries[0].line, TABLE_MISSING, text, _REGISTRY)


def _of_entries(table: Table) -> Iterator[Finding]:
    for entry in table.entries:
        found = list(_of_words(entry))
        yield from found
        if not found and not is_known(entry.code) and not _is_bound(entry):
            words = entry.phrase or entry.bare_name or ""
            text = f"{entry.code} ({entry.phrase or entry.name}) is not registered."
            yield Finding(entry.line, TABLE_UNREGISTERED, text, _REGISTRY, entry.code, words)


def _is_bound(entry: Entry) -> bool:
    """Whether an entry is the end of a class: ``MAX_CLIENT_ERROR = 499``."""
    return entry.phrase is None and entry.code % 100 == 99


def _of_words(entry: Entry) -> Iterator[Finding]:
    """What is wrong with the phrase, or with the name if there is no phrase or it is right."""
    code = entry.code
    if entry.phrase is not None:
        one = _of_phrase(entry, entry.phrase)
        if one:
            yield one
            return
    if entry.bare_name is None:
        return
    verdict = judged(code, entry.bare_name)
    if verdict.owner == "http":
        yield _http(entry, entry.bare_name, entry.name or "")
    elif verdict.owner == "former" and entry.phrase is None:
        yield _former(entry, entry.bare_name, entry.name or "")
    elif verdict.owner == "other" and not entry.code_in_name:
        # An abbreviation of the own phrase is none of another: NOT_ACCEPTABLE for 488.
        if is_known(code) and entry.bare_name in simple(phrase_of(code)):
            return
        text = f"{entry.name} is {_either(verdict.codes)}, not {code}."
        yield Finding(
            entry.line, TABLE_NUMBER, text, source_of(verdict.codes[0]), code, entry.name or ""
        )


def _of_phrase(entry: Entry, phrase: str) -> Finding | None:
    code, wording = entry.code, simple(phrase)
    verdict = judged(code, wording)
    if verdict.owner == "own" and wording == simple(phrase_of(code)):
        return None
    if verdict.owner == "former":
        return _former(entry, wording, phrase)
    if verdict.owner == "http":
        return _http(entry, wording, phrase)
    if verdict.owner == "other":
        whose = f", but of {_either(verdict.codes)}"
    elif is_known(code):
        whose = ""
    else:
        return None  # a code of the project's own, with its own words
    right = f"{code}: {phrase_of(code)}" if is_known(code) else f"{code}, which is not registered"
    text = f"{phrase!r} is not the phrase of {right}{whose}."
    return Finding(entry.line, TABLE_PHRASE, text, source_of(code), code, wording)


def _former(entry: Entry, wording: str, shown: str) -> Finding:
    text = f"{shown!r} is another wording; {entry.code} is {phrase_of(entry.code)!r}."
    source = former_source(entry.code, wording)
    return Finding(entry.line, TABLE_FORMER, text, source, entry.code, wording)


def _http(entry: Entry, wording: str, shown: str) -> Finding:
    known = is_known(entry.code)
    in_sip = f"in SIP it is {phrase_of(entry.code)!r}" if known else "SIP does not have it"
    text = f"{shown!r} is what HTTP calls {entry.code}; {in_sip}."
    return Finding(entry.line, TABLE_HTTP, text, source_of(entry.code), entry.code, wording)


def _either(codes: tuple[int, ...]) -> str:
    return " or ".join(f"{code} {phrase_of(code)}" for code in codes)
