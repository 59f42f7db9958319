"""The headings of the sections of RFCs, which say in a few words what a citation is about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache

from .. import packaged
from .base import Model, Reference

_FILES = ("rfc-sections.json", "rfc-sections-later.json")


@cache
def _headings() -> Mapping[str, Mapping[str, str]]:
    """RFC -> section -> heading: read from the texts, or typed where there is no text."""
    documents = [json.loads(packaged.read(name)[0]) for name in _FILES]
    return {rfc: sections for document in documents for rfc, sections in document.items()}


def heading(rfc: int | None, section: str | None) -> str | None:
    """The heading of a section.  None if it is not known: facts may cite any text."""
    return _headings().get(str(rfc), {}).get(section or "")


def cited(model: object) -> dict[int, dict[str, str]]:
    """RFC -> section -> heading, for all that a model cites; sorted."""
    found = {(source.rfc, source.section) for source in _references(model)}
    return {
        int(rfc): sections
        for rfc, known in sorted(_headings().items(), key=lambda item: int(item[0]))
        if (sections := {s: text for s, text in known.items() if (int(rfc), s) in found})
    }


def _references(value: object) -> Iterable[Reference]:
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from _references(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _references(item)
