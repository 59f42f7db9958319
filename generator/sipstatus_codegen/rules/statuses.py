"""Checks codes, names and phrases: unique, in order, and shared only on purpose.

All other facts of an entry are checked in :mod:`.meanings`.  Every rule yields the faults that it
finds among the entries that passed their models, so one run reports all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ..faults import Fault
from ..language.naming import collision_key
from ..model.registry import ResponseClass
from ..reading.entries import Entry, Item

# RFC 3261 section 25.1:
#   Reason-Phrase = *(reserved / unreserved / escaped / UTF8-NONASCII / UTF8-CONT / SP / HTAB)
_REASON_PHRASE = re.compile(
    rb"(?:[;/?:@&=+$,A-Za-z0-9\-_.!~*'() \t\x80-\xbf]"
    rb"|%[0-9A-Fa-f]{2}"
    rb"|[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3})*"
)


def check_entries(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Every fault in the entries and between them; ``entries`` in file order, overlays last."""
    for rule in _RULES:
        yield from rule(entries)


def check_classes(classes: Sequence[Item[ResponseClass]]) -> Iterator[Fault]:
    """Classes 1 to 6 in order, each with its own name and a fallback of its own; 1xx not final."""
    names: dict[str, int] = {}
    for item in classes:
        entry, expected = item.model, int(item.path[-1]) + 1
        if entry.digit != expected:
            yield item.fault("digit", f"must be {expected} here", "keep the six classes in order")
        other = names.setdefault(collision_key(entry.name), entry.digit)
        if other != entry.digit:
            what = f"{entry.name} is already the name of {other}xx"
            yield item.fault("name", what, "choose another name")
        if entry.fallback // 100 != entry.digit:
            yield item.fault(
                "fallback",
                f"{entry.fallback} is not in class {entry.digit}xx",
                "name a code of the class itself",
            )
        if entry.final != (entry.digit > 1):
            what = "only 1xx is provisional (RFC 3261 section 7.2)"
            yield item.fault("final", what, "correct it")


def check_line_lengths(entries: Sequence[Entry], limit: int) -> Iterator[Fault]:
    """A fault for each canonical status-line that is longer than a parser reads."""
    for entry in entries:
        octets = len(b"SIP/2.0 486 \r\n") + len(entry.status.phrase.encode())
        if octets > limit:
            yield entry.fault(
                "phrase",
                f"makes a status-line of {octets} octets, and status_line_max is {limit}",
                "shorten the phrase, or raise the limit",
            )


def _unique_codes(entries: Sequence[Entry]) -> Iterator[Fault]:
    first: dict[int, Entry] = {}
    for entry in entries:
        other = first.setdefault(entry.status.code, entry)
        if other is entry:
            continue
        if entry.overlay and not other.overlay:
            yield entry.fault(
                "code",
                f"{other.label} is in the spec, and overlays never change its entries",
                "choose a code that is not in the spec",
            )
        else:
            yield entry.fault(
                "code", f"is defined twice, first as {other.label}", "remove one of the two"
            )


def _ascending_codes(entries: Sequence[Entry]) -> Iterator[Fault]:
    for before, entry in pairwise(entries):
        if before.document is entry.document and entry.status.code < before.status.code:
            yield entry.fault(
                "code",
                f"comes after {before.status.code}",
                "sort the entries by code",
            )


def _states(entries: Sequence[Entry]) -> Iterator[Fault]:
    for entry in entries:
        if entry.overlay and entry.status.state != "vendor":
            yield entry.fault(
                "state", f'"{entry.status.state}" is for the spec alone', 'use state = "vendor"'
            )
        if not entry.overlay and entry.status.state == "vendor":
            yield entry.fault(
                "state", "vendor codes do not belong in the spec", "put it into an overlay"
            )
        if not entry.overlay and entry.status.state != "vendor" and not entry.status.references:
            yield entry.fault(
                "references",
                "is missing",
                'add the definition: references = [{ rfc = 3261, section = "21.4.5" }]',
            )


def _unique_names(entries: Sequence[Entry]) -> Iterator[Fault]:
    owners: dict[str, tuple[Entry, str]] = {}
    for entry in entries:
        if "name" in entry.faulty:
            continue
        name = entry.status.name
        other, taken = owners.setdefault(collision_key(name), (entry, name))
        if other is entry or other.status.code == entry.status.code:
            continue  # one fault is enough for a code that appears twice
        if taken == name:
            what = f"{name} is already the name of {other.status.code}"
            yield entry.fault("name", what, "choose another name")
        else:
            what = f"{name} and {taken} of {other.status.code} are one word after case conversion"
            yield entry.fault("name", what, "choose names that differ in more than underscores")
    # Aliases come second, so that an alias gives way to a name wherever the two stand.
    for entry in entries:
        for i, alias in enumerate(entry.status.aliases):
            if alias.name is None:
                continue
            claim = (entry, alias.name)
            owner = owners.setdefault(collision_key(alias.name), claim)
            other, taken = owner
            again = other is not entry and other.status.code == entry.status.code
            if owner is not claim and not again:
                whose = "this entry" if other is entry else str(other.status.code)
                what = f"{alias.name} shadows {taken}, a name of {whose}"
                yield entry.fault(f"aliases[{i}].name", what, "choose another name")


def _shared_phrases(entries: Sequence[Entry]) -> Iterator[Fault]:
    by_phrase: dict[str, list[Entry]] = {}
    by_code = {entry.status.code: entry for entry in reversed(entries)}
    for entry in entries:
        if "phrase" not in entry.faulty:
            by_phrase.setdefault(entry.status.phrase.casefold(), []).append(entry)
    for group in by_phrase.values():
        for position, entry in enumerate(group):
            for other in group[:position]:
                if other.status.code == entry.status.code or may_share(entry, other):
                    continue
                yield entry.fault(
                    "phrase",
                    f'"{entry.status.phrase}" is also the phrase of {other.label}',
                    f"if that is right, say shares_phrase_with = [{other.status.code}]",
                )
    for entry in entries:
        for i, code in enumerate(entry.status.shares_phrase_with):
            shared = by_code.get(code)
            if shared is None:
                yield entry.fault(f"shares_phrase_with[{i}]", f"there is no {code}", "remove it")
            elif "phrase" in {*entry.faulty, *shared.faulty}:
                continue
            elif shared.status.phrase.casefold() != entry.status.phrase.casefold():
                what = f"{code} does not have the phrase of {entry.status.code}"
                yield entry.fault(f"shares_phrase_with[{i}]", what, "remove it")


def may_share(entry: Entry, other: Entry) -> bool:
    """Whether two codes share a phrase on purpose.

    It is enough that one of them says so: an overlay cannot edit an entry of the spec.
    """
    return (
        other.status.code in entry.status.shares_phrase_with
        or entry.status.code in other.status.shares_phrase_with
        or "shares_phrase_with" in {*entry.faulty, *other.faulty}  # it tried to say so
    )


def _phrases(entries: Sequence[Entry]) -> Iterator[Fault]:
    for entry in entries:
        phrases = [("phrase", entry.status.phrase)]
        for i, alias in enumerate(entry.status.aliases):
            phrases.append((f"aliases[{i}].phrase", alias.phrase))
            if alias.phrase.casefold() == entry.status.phrase.casefold():
                yield entry.fault(
                    f"aliases[{i}].phrase", "is the entry's own phrase", "remove the alias"
                )
        for field, phrase in phrases:
            for what, remedy in phrase_faults(phrase):
                yield entry.fault(field, what, remedy)


def phrase_faults(phrase: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a phrase that goes on the wire, and what to do about it."""
    octets = phrase.encode()
    match = _REASON_PHRASE.match(octets)
    if match is not None and match.end() < len(octets):
        yield (
            f"octet 0x{octets[match.end()]:02x} at {match.end()} is not allowed in a "
            "Reason-Phrase (RFC 3261 section 25.1)",
            "leave it out or write it as %HH",
        )
    if phrase != phrase.strip(" \t"):
        yield "begins or ends with white space", "trim it"


_RULES: tuple[Callable[[Sequence[Entry]], Iterator[Fault]], ...] = (
    _unique_codes,
    _ascending_codes,
    _states,
    _unique_names,
    _shared_phrases,
    _phrases,
)
