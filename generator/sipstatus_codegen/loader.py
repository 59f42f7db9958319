"""TOML files to one :class:`.model.Registry`, or every fault in them at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from .banner import SPEC_NAME
from .documents import Document
from .faults import CodegenError, Fault, InvalidSpecError
from .model import Limits, Protocol, Registry, ResponseClass, Spec, Status
from .rules import Entry, check_classes, check_entries
from .validation import unknown_keys, validate

_SECTIONS: dict[str, type[BaseModel]] = {"spec": Spec, "protocol": Protocol, "limits": Limits}


def load_registry(spec: str | Path | None = None, overlays: Iterable[str | Path] = ()) -> Registry:
    """The registry of a spec file, with overlays merged in.

    ``spec`` None is the packaged spec.  Overlays add vendor codes; they never change an entry of
    the spec.  Raises InvalidSpecError carrying all faults of all files, CodegenError for a file
    that cannot be read.
    """
    faults: list[Fault] = []
    document = _packaged_spec() if spec is None else Document.read(Path(spec))
    additions = []
    for overlay in overlays:
        try:
            additions.append(Document.read(Path(overlay)))
        except InvalidSpecError as error:
            faults += error.faults
    sections = _sections(document, faults)
    classes = _classes(document, faults)
    entries = _entries(document, faults, overlay=False)
    for addition in additions:
        faults += unknown_keys(addition, addition.data, ["status"])
        entries += _entries(addition, faults, overlay=True)
    faults += check_entries(entries)
    if faults:
        order = {name.display: i for i, name in enumerate([document, *additions])}
        raise InvalidSpecError(sorted(faults, key=lambda f: (order.get(f.file, -1), f.line)))
    return Registry(
        **sections,
        classes=tuple(classes),
        statuses=tuple(sorted((entry.status for entry in entries), key=lambda s: s.code)),
    )


def _packaged_spec() -> Document:
    """The spec inside the package, or beside the generator in a source tree."""
    try:
        found = resources.files(f"{__package__}.spec").joinpath(SPEC_NAME)
        return Document.decode(found.read_bytes(), SPEC_NAME)
    except (ModuleNotFoundError, FileNotFoundError):
        source_tree = Path(__file__).parents[2] / "spec" / SPEC_NAME
        if source_tree.is_file():
            return Document.read(source_tree)
        raise CodegenError(f"{SPEC_NAME} is missing from the installation; reinstall") from None


def _sections(document: Document, faults: list[Fault]) -> dict[str, Any]:
    faults += unknown_keys(document, document.data, [*_SECTIONS, "class", "status"])
    sections: dict[str, Any] = {}
    for key, model in _SECTIONS.items():
        if key not in document.data:
            faults.append(document.fault((), key, "is missing", f"add the table [{key}]"))
            continue
        sections[key], found = validate(model, document.data[key], document, (key,))
        faults += found
    return sections


def _classes(document: Document, faults: list[Fault]) -> list[ResponseClass]:
    classes = []
    values = _array(document, "class", faults)
    for index, value in enumerate(values):
        entry, found = validate(ResponseClass, value, document, ("class", index))
        faults += found
        if entry is not None:
            classes.append((index, entry))
    faults += check_classes(classes, document)
    if len(values) not in (0, 6):
        faults.append(
            document.fault(("class",), "class", "there are six response classes", "give all six")
        )
    return [entry for _, entry in classes]


def _entries(document: Document, faults: list[Fault], *, overlay: bool) -> list[Entry]:
    entries = []
    for index, value in enumerate(_array(document, "status", faults)):
        status, found = validate(Status, value, document, ("status", index))
        faults += found
        faulty = frozenset(re.split(r"[.\[]", fault.field)[0] for fault in found)
        if status is None and isinstance(value, dict):
            harmless = _harmless(value, faulty, overlay=overlay)
            status, _ = validate(Status, harmless, document, ("status", index))
        if status is not None:
            entries.append(Entry(status, document, index, overlay, faulty))
    return entries


def _harmless(value: dict[str, Any], faulty: Collection[str], *, overlay: bool) -> dict[str, Any]:
    """An entry without its faulty fields, so that the rules still see the others."""
    stand_ins = {
        "name": "STAND_IN",
        "phrase": "stand-in",
        "summary": "stand-in",
        "state": "vendor" if overlay else "historic",
        "references": [{"rfc": 3261, "section": "21"}],
    }
    kept = {key: item for key, item in value.items() if key not in faulty}
    return kept | {key: item for key, item in stand_ins.items() if key in faulty}


def _array(document: Document, key: str, faults: list[Fault]) -> Sequence[object]:
    value = document.data.get(key, [])
    if not isinstance(value, list):
        faults.append(document.fault((key,), key, "must be an array of tables", f"write [[{key}]]"))
        return ()
    if not value:
        faults.append(document.fault((), key, "is missing", f"add [[{key}]] tables"))
    return value
