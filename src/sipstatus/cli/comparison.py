"""Compares two states of the codes: specs, resolved specs in JSON, copies, or IANA's table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sipstatus.cli.outcome import CommandError
from sipstatus.cli.records import citation
from sipstatus.cli.terminal.wording import statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_WORDING = {
    *("source", "cause_source", "heading", "basis", "verified", "text", "when", "note", "title"),
}
"""Fields of facts that explain them to people."""

_FACTS = (
    *("about", "generated_by", "methods", "headers", "request_headers", "retry", "proxy"),
    *("handling", "replaced_by", "dialog", "isup", "metrics"),
)
"""Fields of a meaning that programs act on."""


_NAMED = ("headers", "methods", "metrics", "profiles")
"""Tables of a resolved spec whose items have names."""


class Subject(NamedTuple):
    """What one side says about a code, a class, or an item of another table."""

    title: str
    lines: Mapping[str, list[str]]
    """Field -> what it says, in words."""
    facts: Mapping[str, Any]
    """Field -> what programs act on."""
    rfcs: tuple[int, ...] = ()
    """Where the code is defined and amended, the definition first."""


class State(NamedTuple):
    """One side of a comparison."""

    name: str
    subjects: Mapping[str, Subject]
    """``486``, ``4xx`` or ``headers Allow`` -> what is said about it."""
    is_table: bool = False
    """IANA's table: registered codes, with phrase, state and RFCs alone."""
    copied: Mapping[str, Any] | None = None
    """Of a vendored file: its codes, with phrase and names alone."""


class Change(NamedTuple):
    """A difference.  ``field`` is "" where the whole code is new (no ``old``) or gone."""

    subject: str
    field: str
    old: str | None
    new: str | None
    wording: bool
    """Only the words for people, or the sections that are cited, differ."""


def read(path: Path | None) -> State:
    """The state in a file; None is the packaged spec.

    Raises CodegenError or InvalidSpecError for a file that cannot be read or understood.
    """
    from sipstatus_codegen import Recipe, banner, contents, vendored
    from sipstatus_codegen.reading import files, iana

    name = str(path or "packaged spec")
    text = "" if path is None else files.read(path).decode("utf-8-sig", "replace")
    is_copy = banner.read(text[: banner.HEAD]) is not None and not _is_resolved(text)
    if is_copy and path is not None:
        read = {str(code): found for code, found in vendored.codes(path).items()}
        return State(name, {}, copied=read)
    if iana.is_table(text):
        rows = iana.table(text, name).values()
        return State(name, {str(row.code): _row(row) for row in rows}, is_table=True)
    if not text.lstrip().startswith("{"):
        recipe = Recipe(spec=path, targets=("json",))
        made = contents(recipe, only=("sip-status-codes.json",))
        text = made["sip-status-codes.json"].decode()
    return State(name, _subjects(text, name))


def changes(old: State, new: State) -> list[Change]:
    """How two states differ, code by code."""
    if old.copied is not None or new.copied is not None:
        old, new = _as_copied(old, new), _as_copied(new, old)
    if old.is_table != new.is_table:
        if old.is_table:
            new = _as_table(new, old)
        else:
            old = _as_table(old, new)
    found: list[Change] = []
    for key in sorted({*old.subjects, *new.subjects}):
        before, after = old.subjects.get(key), new.subjects.get(key)
        if before is None or after is None:
            gone, come = before and before.title, after and after.title
            found.append(Change(key, "", gone, come, wording=False))
        else:
            found += _changes(key, before, after)
    return found


def _changes(key: str, before: Subject, after: Subject) -> Iterator[Change]:
    for field in dict.fromkeys([*before.lines, *after.lines, *before.facts, *after.facts]):
        facts = [subject.facts.get(field) for subject in (before, after)]
        old, new = before.lines.get(field, []), after.lines.get(field, [])
        gone = [line for line in old if line not in new]
        come = [line for line in new if line not in old]
        wording = facts[0] == facts[1]
        if not gone and not come and not wording:  # not put into words
            gone, come = ([_as_json(fact)] for fact in facts)
        if len(gone) == len(come):
            yield from (Change(key, field, *pair, wording) for pair in zip(gone, come, strict=True))
        else:
            yield from (Change(key, field, line, None, wording) for line in gone)
            yield from (Change(key, field, None, line, wording) for line in come)


def _row(row: Any) -> Subject:
    return _registered(row.phrase, "deprecated" if row.deprecated else "registered", row.rfcs)


def _registered(phrase: str, state: str, rfcs: Iterable[int]) -> Subject:
    where = ", ".join(f"RFC {rfc}" for rfc in sorted(rfcs))
    lines = {"phrase": [phrase], "state": [state], "references": [where]}
    return Subject(phrase, lines, lines, tuple(rfcs))


def _as_table(state: State, table: State) -> State:
    """What IANA's table would hold of a state.

    A spec may cite more RFCs than IANA does, but none less, and the one that defines the code must
    be among IANA's.
    """
    subjects = {}
    for key, subject in state.subjects.items():
        (status,) = subject.lines.get("state", [""])
        if status in ("registered", "deprecated"):
            listed = table.subjects[key].rfcs if key in table.subjects else ()
            agreed = {*subject.rfcs[:1]} <= {*listed} <= {*subject.rfcs}
            rfcs = listed if agreed else subject.rfcs[:1]
            subjects[key] = _registered(subject.title, status, rfcs)
    return State(state.name, subjects, is_table=True)


def _is_resolved(text: str) -> bool:
    return text.startswith("{") and '"statuses": [' in text


def _as_copied(state: State, other: State) -> State:
    """What a copy can tell of a state: phrases, and names if both sides have them.

    Historic codes count only if the copy has them.
    """
    said = {**(state.copied or {}), **(other.copied or {})}
    with_names = any(read.names for read in said.values()) and not other.is_table
    subjects: dict[str, Subject] = {}
    if state.copied is not None:
        for key, read in state.copied.items():
            names = {*read.names}
            # A file may show aliases or not: they are no difference, if the name is there.
            if other.copied is not None and key in other.copied:
                names = names & {*other.copied[key].names} or names
            elif key in other.subjects:
                names = names & {*other.subjects[key].lines.get("name", ())} or names
            lines = {"name": sorted(names)} if with_names else {}
            lines |= {"phrase": [read.phrase]} if read.phrase is not None else {}
            subjects[key] = Subject(read.phrase or min(names), lines, lines)
        return State(state.name, subjects)
    for key, subject in state.subjects.items():
        if not key.isdigit() or (subject.lines.get("state") == ["historic"] and key not in said):
            continue
        kept = ["name"] if with_names else []
        kept += ["phrase"] if any(read.phrase is not None for read in said.values()) else []
        lines = {field: subject.lines[field] for field in kept}
        subjects[key] = Subject(subject.title, lines, lines)
    return State(state.name, subjects)


class _Fact(dict[str, Any]):
    """A fact as JSON has it, where what is absent is None."""

    def __missing__(self, key: str) -> None:
        return None


def _subjects(text: str, name: str) -> dict[str, Subject]:
    """The codes and classes of a resolved spec, and the items of its other tables."""
    from sipstatus_codegen.reading.limits import excess_in_text

    if excess := excess_in_text(text):
        raise CommandError(f"{name}:{excess.line}: {excess.what}")
    try:
        document = json.loads(text, object_hook=_Fact)
    except json.JSONDecodeError as error:
        raise CommandError(f"{name}:{error.lineno}: broken JSON: {error.msg}") from None
    try:
        classes = {f"{entry['digit']}xx": entry for entry in document["classes"]}
        statuses = {str(entry["code"]): entry for entry in document["statuses"]}
        of_codes = {
            key: _subject(document, entry) for key, entry in {**classes, **statuses}.items()
        }
        return {**of_codes, **_other_subjects(document)}
    except (AttributeError, KeyError, TypeError, ValueError):
        what = "is no resolved spec of this version (the output sip-status-codes.json)"
        raise CommandError(f"{name}: {what}") from None


def _other_subjects(document: _Fact) -> dict[str, Subject]:
    isup = document["isup"] or _Fact()
    of_no_code = [row for row in isup["causes"] or () if not row["code"]]  # others: their codes
    items = {
        **{f"{key} {item['name']}": item for key in _NAMED for item in document[key]},
        **{key: {"": document[key]} for key in ("limits", "protocol", "selection")},
        "isup": {**isup, "causes": of_no_code},
        "notes": {"text": document["notes"]},
    }
    return {
        key: Subject(
            key,
            {name: [*map(_as_json, v if isinstance(v, list) else [v])] for name, v in item.items()},
            {name: _acted_on(value) for name, value in item.items() if name not in _WORDING},
        )
        for key, item in items.items()
    }


def _as_json(value: Any) -> str:
    return json.dumps(_without_headings(value), ensure_ascii=False)


def _without_headings(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_headings(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _without_headings(item) for key, item in value.items() if key != "heading"}


def _subject(document: _Fact, entry: _Fact) -> Subject:
    meaning, code = entry["meaning"], entry["code"]
    told = {
        **{key: _told(meaning[key]) for key in _FACTS},
        "isup_causes": [
            _told(row)
            for row in (document["isup"] or _Fact(causes=[]))["causes"]
            if code and code in (row["code"], row["user_code"])
        ],
        "metrics": [_told(m) for m in document["metrics"] if m["name"] in meaning["metrics"]],
        "notes": _told(meaning["notes"]),
    }
    lines: dict[str, list[str]] = {
        "name": [entry["name"]],
        "phrase": [entry["phrase"] or entry["title"]],
        "state": [entry["state"] or ""],
        "summary": [entry["summary"]],
        "aliases": [f"{alias['phrase']} {alias['name'] or ''}" for alias in entry["aliases"] or ()],
        "references": [_cited(reference) for reference in entry["references"]],
        "translations": [
            f"{tag}: {words['phrase']}: {words['summary']}"
            for tag, words in (entry["translations"] or {}).items()
        ],
        "unverified": entry["unverified"] or [],
        "confusions": [
            f"{', '.join(map(str, fact['codes']))}: {fact['text']} ({_cited(fact['source'])})"
            for fact in document["confusions"]
            if code in fact["codes"]
        ],
    }
    for key, label, words in statements(_Fact(told)):
        lines.setdefault(key, []).append(f"{label} {words}")
    facts = {
        **{key: lines[key] for key in ("name", "phrase", "state", "aliases")},
        **{key: _acted_on(meaning[key]) for key in _FACTS},
        "isup_causes": _acted_on(told["isup_causes"]),
        "final": entry["final"],
        "fallback": entry["fallback"],
    }
    rfcs = tuple(reference["rfc"] for reference in entry["references"] if reference["rfc"])
    return Subject(lines["phrase"][0], lines, facts, rfcs)


def _cited(reference: _Fact) -> str:
    note = f" ({reference['note']})" if reference["note"] else ""
    return f"{citation(reference)}{note}"


def _told(value: Any) -> Any:
    """A fact as sentences are made of it, without the heading of its section, which is no fact."""
    if isinstance(value, list):
        return [_told(item) for item in value]
    if not isinstance(value, dict) or "source" not in value:
        return value
    marks = {key: value[key] for key in ("basis", "verified") if key in value}
    source = {"verified": True, **_without_headings(value["source"]), **marks}
    return _Fact({**value, "source": _Fact(source)})


def _acted_on(value: Any) -> Any:
    if isinstance(value, list):
        return [_acted_on(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _acted_on(item) for key, item in value.items() if key not in _WORDING}
