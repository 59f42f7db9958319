"""Understands what ``explain`` is asked for: codes, classes, ranges, names, phrases and rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sipstatus.cli.loading import usable_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sipstatus.cli.records import Tables

_CODE = re.compile(r"[1-6][0-9]{2}")
_RANGE = re.compile(r"([1-6][0-9]{2})-([1-6][0-9]{2})")
_RULE = re.compile(r"SIP[0-9x]*-", re.IGNORECASE)


class Understood(NamedTuple):
    """What was asked for, in the order of the question, each once."""

    subjects: list[int | str]
    """Status codes, registered or not, and names of rules."""

    faults: list[str]
    """A sentence for all that is not known."""


def understood(tables: Tables, words: Sequence[str]) -> Understood:
    """Understand a question: words that belong together may stand in one argument or in several."""
    asked = [part for word in words for part in word.split()] or ["".join(words)]
    subjects: dict[int | str, None] = {}
    faults: list[str] = []
    lost: list[str] = []
    while asked:
        found: Sequence[int | str] = ()
        length = min(tables.longest_wording, len(asked))
        while length and not (found := _named(tables, " ".join(asked[:length]))):
            length -= 1
        fault = "" if found else _fault(asked[0])
        if lost and (found or fault):
            faults.append(_unknown(tables, " ".join(lost)))
            lost.clear()
        if fault:
            faults.append(fault)
        elif not found:
            lost.append(asked[0])
        subjects.update(dict.fromkeys(found))
        del asked[: length or 1]
    if lost:
        faults.append(_unknown(tables, " ".join(lost)))
    return Understood(list(subjects), faults)


def _named(tables: Tables, text: str) -> Sequence[int | str]:
    """What a text names; nothing if it is not known."""
    if found := tables.find(text):
        return found
    if _CODE.fullmatch(text):
        return [int(text)]
    if limits := _RANGE.fullmatch(text):
        first, last = map(int, limits.groups())
        return [code for code in tables.registered() if first <= code <= last]
    if _RULE.match(text):
        with usable_tables():
            from sipstatus.cli.rules import record_of

        record = record_of(text)
        return [record["rule_id"]] if record else ()
    # A digit alone is more likely a slip in a code.
    digit = None if text.isdigit() else tables.class_digit(text)
    return [code for code in tables.registered() if code // 100 == digit]


def _fault(word: str) -> str:
    """What is wrong with a word that looks like a code, a range or a rule; "" for other words."""
    if limits := _RANGE.fullmatch(word):
        first, last = limits.groups()
        if first > last:
            return f"{word} is no range: it begins with the higher code"
        return f"no code from {first} to {last} is registered"
    if re.fullmatch(r"[0-9]+(-[0-9]+)?", word):
        codes = word.replace("-", " to ")
        verb = "are no SIP status codes" if "-" in word else "is no SIP status code"
        return f"{codes} {verb}: they go from 100 to 699 (RFC 3261 section 7.2)"
    if re.fullmatch(r"[0-9]xx", word, re.IGNORECASE):
        return f"{word} is no class: they go from 1xx to 6xx (RFC 3261 section 7.2)"
    if _RULE.match(word):
        from sipstatus.cli.rules import unknown

        return unknown(word)
    return ""


def _unknown(tables: Tables, text: str) -> str:
    close = tables.suggestions(text)
    *others, last = close or [""]
    either = f"{', '.join(others)} or {last}" if others else last
    hint = f"did you mean {either}?" if close else "`sipstatus list` shows all"
    return f"no status code is called {text!r}; {hint}"
