"""Checks the aliases that overlays add: each names one code, and rewrites nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ..faults import Fault
from ..language.naming import collision_key, pascal
from ..reading.entries import Entry, Loaded
from .statuses import phrase_faults


def check_aliases(loaded: Loaded) -> Iterator[Fault]:
    """Every fault in the aliases of overlays."""
    entries = {entry.status.code: entry for entry in reversed(loaded.entries)}
    for item in loaded.aliases:
        if item.model.code not in entries:
            what = f"there is no {item.model.code}"
            yield item.fault("code", what, "correct it, or add the code as a [[status]]")
    yield from _names(loaded)
    yield from _phrases(loaded, entries)


def _names(loaded: Loaded) -> Iterator[Fault]:
    """A name belongs to one code.

    The names of one code may be one word in several spellings (SERVER_TIMEOUT, SERVER_TIME_OUT), as
    long as every language tells them apart.
    """
    owners: dict[str, list[tuple[int, str]]] = {}
    for entry in loaded.entries:
        status = entry.status
        for name in (status.name, *(name for name, _ in status.named_aliases)):
            owners.setdefault(collision_key(name), []).append((status.code, name))
    for item in loaded.aliases:
        code, name = item.model.code, item.model.name
        others = owners.setdefault(collision_key(name), [])
        for owner, taken in others:
            if taken == name:
                what = f"{name} is already a name of {owner}"
                remedy = "remove the alias" if owner == code else "choose another name"
                yield item.fault("name", what, remedy)
                break
            if owner != code or pascal(taken) == pascal(name):
                what = f"{name} and {taken} of {owner} are one word after case conversion"
                yield item.fault("name", what, "choose another name")
                break
        others.append((code, name))


def _phrases(loaded: Loaded, entries: dict[int, Entry]) -> Iterator[Fault]:
    owners = {entry.status.phrase.casefold(): entry for entry in reversed(loaded.entries)}
    for item in loaded.aliases:
        phrase = item.model.phrase
        if phrase is None:
            continue
        for what, remedy in phrase_faults(phrase):
            yield item.fault("phrase", what, remedy)
        entry = entries.get(item.model.code)
        owner = owners.get(phrase.casefold())
        if entry is not None and phrase.casefold() == entry.status.phrase.casefold():
            what = "is the phrase of the code, which its aliases have anyway"
            yield item.fault("phrase", what, "remove it")
        elif entry is not None and owner is not None:
            yield item.fault("phrase", f"is the phrase of {owner.label}", "choose another phrase")
