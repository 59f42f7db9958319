"""Checks phrases in other languages, those of the spec and those that overlays add."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..faults import Fault
from ..model.facts import FurtherTranslation
from ..reading.entries import Entry, Item, Loaded
from .statuses import may_share, phrase_faults


class Words(NamedTuple):
    """A phrase in another language, the entry that it is for, and the table that holds it."""

    entry: Entry
    language: str
    phrase: str
    holder: Entry | Item[FurtherTranslation]
    field: str


def check_translations(loaded: Loaded) -> Iterator[Fault]:
    """Every fault in phrases in other languages."""
    for rule in _RULES:
        yield from rule(loaded)


def _all_words(loaded: Loaded) -> Iterator[Words]:
    """Every translated phrase, those of overlays last."""
    for entry in loaded.entries:
        for language, translation in entry.status.translations.items():
            field = f"translations.{language}.phrase"
            yield Words(entry, language, translation.phrase, entry, field)
    entries = {entry.status.code: entry for entry in reversed(loaded.entries)}
    for item in loaded.translations:
        if item.model.code in entries:
            entry = entries[item.model.code]
            yield Words(entry, item.model.language, item.model.phrase, item, "phrase")


def _complete(loaded: Loaded) -> Iterator[Fault]:
    """A language of the spec has a phrase for every code of the spec."""
    entries = [entry for entry in loaded.entries if not entry.overlay]
    languages = {language for entry in entries for language in entry.status.translations}
    for entry in entries:
        for language in sorted(languages - entry.status.translations.keys()):
            if "translations" not in entry.faulty:
                what = f"{language} is missing, and other codes have it"
                yield entry.fault("translations", what, "add its phrase and summary")


def _existing_codes(loaded: Loaded) -> Iterator[Fault]:
    codes = {entry.status.code for entry in loaded.entries}
    for item in loaded.translations:
        if item.model.code not in codes:
            yield item.fault("code", f"there is no {item.model.code}", "correct or remove it")


def _never_replaced(loaded: Loaded) -> Iterator[Fault]:
    seen: dict[tuple[int, str], Words] = {}
    for words in _all_words(loaded):
        code = words.entry.status.code
        first = seen.setdefault((code, words.language), words)
        if (
            first is not words and words.holder is not words.entry
        ):  # else: a code that is twice there
            what = f'{words.entry.label} has a phrase in {words.language}: "{first.phrase}"'
            yield words.holder.fault("language", what, "remove it: translations are never replaced")


def _phrases(loaded: Loaded) -> Iterator[Fault]:
    for words in _all_words(loaded):
        for what, remedy in phrase_faults(words.phrase):
            yield words.holder.fault(words.field, what, remedy)


def _distinct(loaded: Loaded) -> Iterator[Fault]:
    """In each language a phrase belongs to one code, except where codes share it in English."""
    by_phrase: dict[tuple[str, str], list[Words]] = defaultdict(list)
    for words in _all_words(loaded):
        group = by_phrase[words.language, words.phrase.casefold()]
        for other in group:
            same = words.entry.status.code == other.entry.status.code
            if not same and not may_share(words.entry, other.entry):
                what = (
                    f'"{words.phrase}" is also the {words.language} phrase of {other.entry.label}'
                )
                remedy = "choose words that tell the two apart"
                yield words.holder.fault(words.field, what, remedy)
        group.append(words)


_RULES: tuple[Callable[[Loaded], Iterator[Fault]], ...] = (
    _complete,
    _existing_codes,
    _never_replaced,
    _phrases,
    _distinct,
)
