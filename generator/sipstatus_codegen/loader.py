"""Loads TOML files into one :class:`.model.registry.Registry`, or reports all their faults."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from . import packaged
from .faults import Fault, Faults, InvalidSpecError
from .model.facts import (
    Confusion,
    ForkingStep,
    FurtherTranslation,
    HeaderField,
    Isup,
    Method,
    MetricFormula,
    Note,
    Profile,
    Translation,
)
from .model.registry import (
    Alias,
    FurtherAlias,
    Limits,
    Protocol,
    Registry,
    ResponseClass,
    Rules,
    Spec,
    Status,
)
from .reading.documents import Document
from .reading.entries import Entry, Item, Loaded
from .reading.validation import unknown_keys, validate
from .recipe import SPEC_NAME
from .rules.aliases import check_aliases
from .rules.meanings import check_meanings
from .rules.registry import check_registry
from .rules.statuses import check_classes, check_entries, check_line_lengths
from .rules.translations import check_translations

M = TypeVar("M", bound=BaseModel)

_SECTIONS: dict[str, type[BaseModel]] = {"spec": Spec, "protocol": Protocol, "limits": Limits}
_OPTIONAL = ["response", "header", "method", "selection", "isup", "metric", "confusion", "note"]
_OVERLAY = ["status", "alias", "translation", "profile"]


def load_registry(spec: str | Path | None = None, overlays: Iterable[str | Path] = ()) -> Registry:
    """The registry of a spec file, with overlays merged in.

    ``spec`` None is the packaged spec.  Overlays add vendor codes, names for codes, phrases in
    further languages and cause profiles; they never change what the spec says.  Raises
    InvalidSpecError with all faults of all files, CodegenError for a file that cannot be read.

    >>> [status.phrase for status in load_registry().statuses if status.code == 486]
    ['Busy Here']
    """
    faults = Faults()
    document = _packaged_spec() if spec is None else Document.read(Path(spec))
    additions = []
    for overlay in overlays:
        try:
            additions.append(Document.read(Path(overlay)))
        except InvalidSpecError as error:
            faults.collect(error.faults)
    sections = _sections(document, faults)
    loaded = _load_tables(document, additions, faults)
    faults.collect(check_classes(loaded.classes))
    faults.collect(check_entries(loaded.entries))
    if isinstance(limits := sections.get("limits"), Limits):
        faults.collect(check_line_lengths(loaded.entries, limits.status_line_max))
    faults.collect(check_meanings(loaded))
    faults.collect(check_registry(loaded))
    faults.collect(check_aliases(loaded))
    faults.collect(check_translations(loaded))
    if faults:
        order = {name.display: i for i, name in enumerate([document, *additions])}
        found = sorted(faults, key=lambda f: (order.get(f.file, -1), f.line))[: Faults.LIMIT]
        if faults.full:
            what = f"these are {len(found)} faults, and there may be more"
            found.append(Fault(found[-1].file, found[-1].line, "", what, "mend them first"))
        raise InvalidSpecError(found)
    return Registry(
        **sections,
        response=loaded.response.model if loaded.response else Rules(),
        classes=_models(loaded.classes),
        headers=_models(loaded.headers),
        methods=_models(loaded.methods),
        selection=_models(loaded.selection),
        isup=loaded.isup.model if loaded.isup else None,
        profiles=tuple(sorted(_models(loaded.profiles), key=lambda profile: profile.name)),
        metrics=_models(loaded.metrics),
        confusions=_models(loaded.confusions),
        notes=_models(loaded.notes),
        statuses=_statuses(loaded),
    )


def is_overlay(path: str | Path) -> bool:
    """Whether a file has tables, but none of those that make it a spec.

    >>> from pathlib import Path
    >>> Path("acme.toml").write_text("status = [{code = 477}]")
    23
    >>> is_overlay("acme.toml")
    True

    Raises InvalidSpecError for broken TOML, CodegenError for a file that cannot be read.
    """
    keys = Document.read(Path(path)).data.keys()
    return bool(keys) and not keys & {*_SECTIONS, "class"}


def _packaged_spec() -> Document:
    """The spec in the package or, in a source tree, beside the generator."""
    octets, path = packaged.read(SPEC_NAME)
    return Document.decode(octets, str(path or "packaged spec"))


def _models(items: Iterable[Item[M]]) -> tuple[M, ...]:
    return tuple(item.model for item in items)


def _statuses(loaded: Loaded) -> tuple[Status, ...]:
    """The codes in order, each with what overlays add to it: aliases, translations."""
    aliases: dict[int, list[FurtherAlias]] = defaultdict(list)
    for named in loaded.aliases:
        aliases[named.model.code].append(named.model)
    added: dict[int, dict[str, Translation]] = defaultdict(dict)
    for item in loaded.translations:
        words = Translation(phrase=item.model.phrase, summary=item.model.summary)
        added[item.model.code][item.model.language] = words
    statuses = []
    for status in sorted(_models(loaded.entries), key=lambda status: status.code):
        translations = dict(sorted({**status.translations, **added[status.code]}.items()))
        further = (
            Alias(phrase=alias.phrase or status.phrase, name=alias.name, source=alias.source)
            for alias in sorted(aliases[status.code], key=lambda alias: alias.name)
        )
        update = {"translations": translations, "aliases": (*status.aliases, *further)}
        statuses.append(status.model_copy(update=update))
    return tuple(statuses)


def _sections(document: Document, faults: Faults) -> dict[str, Any]:
    faults.collect(
        unknown_keys(document, document.data, [*_SECTIONS, "class", *_OPTIONAL, "status"])
    )
    sections: dict[str, Any] = {}
    for key, model in _SECTIONS.items():
        if key not in document.data:
            faults.append(document.fault((), key, "is missing", f"add the table [{key}]"))
            continue
        sections[key], found = validate(model, document.data[key], document, (key,))
        faults.collect(found)
    return sections


def _load_tables(document: Document, additions: Sequence[Document], faults: Faults) -> Loaded:
    classes = _items(ResponseClass, "class", document, faults, optional=False)
    if len(_array(document, "class", Faults())) not in (0, 6):
        faults.append(
            document.fault(("class",), "class", "there are six response classes", "give all six")
        )
    entries = _entries(document, faults, overlay=False)
    aliases: list[Item[FurtherAlias]] = []
    translations: list[Item[FurtherTranslation]] = []
    profiles: list[Item[Profile]] = []
    for addition in additions:
        faults.collect(unknown_keys(addition, addition.data, _OVERLAY))
        if "status" in addition.data or not any(key in addition.data for key in _OVERLAY):
            entries += _entries(addition, faults, overlay=True)
        aliases += _items(FurtherAlias, "alias", addition, faults)
        translations += _items(FurtherTranslation, "translation", addition, faults)
        profiles += _items(Profile, "profile", addition, faults)
    return Loaded(
        response=_item(Rules, "response", document, faults),
        classes=classes,
        entries=entries,
        headers=_items(HeaderField, "header", document, faults),
        methods=_items(Method, "method", document, faults),
        selection=_items(ForkingStep, "selection", document, faults),
        isup=_item(Isup, "isup", document, faults),
        metrics=_items(MetricFormula, "metric", document, faults),
        confusions=_items(Confusion, "confusion", document, faults),
        notes=_items(Note, "note", document, faults),
        aliases=aliases,
        translations=translations,
        profiles=profiles,
        header_names=_names(document, "header"),
        method_names=_names(document, "method"),
    )


def _item(model: type[M], key: str, document: Document, faults: Faults) -> Item[M] | None:
    """A table that may be missing, if it passes its model."""
    if key not in document.data:
        return None
    item, found = validate(model, document.data[key], document, (key,))
    faults.collect(found)
    return None if item is None else Item(item, document, (key,))


def _items(
    model: type[M], key: str, document: Document, faults: Faults, *, optional: bool = True
) -> list[Item[M]]:
    """The tables of an array that pass their model."""
    if optional and key not in document.data:
        return []
    items = []
    for index, value in enumerate(_array(document, key, faults)):
        if faults.full:
            break
        item, found = validate(model, value, document, (key, index))
        faults.collect(found)
        if item is not None:
            items.append(Item(item, document, (key, index)))
    return items


def _names(document: Document, key: str) -> frozenset[str]:
    tables = _array(document, key, Faults())
    names = (table.get("name") for table in tables if isinstance(table, dict))
    return frozenset(name for name in names if isinstance(name, str))


def _entries(document: Document, faults: Faults, *, overlay: bool) -> list[Entry]:
    entries = []
    for index, value in enumerate(_array(document, "status", faults)):
        if faults.full:
            break
        path = ("status", index)
        status, found = validate(Status, value, document, path)
        faults.collect(found)
        faulty = frozenset(re.split(r"[.\[]", fault.field)[0] for fault in found)
        if status is None and isinstance(value, dict):
            mended = _with_stand_ins(value, faulty, overlay=overlay)
            status, _ = validate(Status, mended, document, path)
        if status is not None:
            entries.append(Entry(status, document, path, overlay, faulty))
    return entries


def _with_stand_ins(
    value: dict[str, Any], faulty: Collection[str], *, overlay: bool
) -> dict[str, Any]:
    """An entry with stand-ins for its faulty fields, so that rules can check the others."""
    stand_ins = {
        "name": "STAND_IN",
        "phrase": "stand-in",
        "summary": "stand-in",
        "state": "vendor" if overlay else "historic",
        "references": [{"rfc": 3261, "section": "21"}],
    }
    kept = {key: item for key, item in value.items() if key not in faulty}
    return kept | {key: item for key, item in stand_ins.items() if key in faulty}


def _array(document: Document, key: str, faults: Faults) -> Sequence[object]:
    value = document.data.get(key, [])
    if not isinstance(value, list):
        faults.append(document.fault((key,), key, "must be an array of tables", f"write [[{key}]]"))
        return ()
    if not value:
        faults.append(document.fault((), key, "is missing", f"add [[{key}]] tables"))
    return value
