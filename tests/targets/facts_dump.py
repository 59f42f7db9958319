"""Every fact of the spec, text and source included, as a target's program of facts must print it.

A program of facts is the third tiny program beside a target's templates: the one whose path has
``facts`` in it.  It walks through all that an output says and prints one line per fact, the same
in every language.  A line is its fields behind tabs.  First, for every int from 100 to 699, where
a code that nobody registered has the facts of its class::

    CODE about        subject
    CODE generated_by elements*  source
    CODE method       rule  level  names*  when  source
    CODE header       names  level  methods*  value  condition  when  source
    CODE needs        names  level  methods*  value  condition  when  source
    CODE retry        options*  change...  retry_after  code without it  delay  owner  source  text
    CODE proxy        rule  code  source  text
    CODE dialog       effect  ends_subscription  source  text
    CODE isup         cause  location  first  source  text
    CODE note         source  text
    CODE unverified   text
    CODE reference    source
    CODE confusion    codes  source  text
    CODE language     tag  phrase  summary

then what is said about no code in particular::

    field      name  compact  codes it is limited to  source
    request    name  source
    selection  step  level  codes  code  source  text
    isup       default cause, default code, cause of BYE; user classes*; silent causes*; sources
    cause      cause  code  user_code  condition  source  text  note
    metric     name  title  method  numerator  classes  except  denominator  excluded  source  text
    confusion  codes  source  text
    note       source  text
    profile    name  default_cause  default_code
    to_cause   name  code (every int from 100 to 699)  cause
    to_code    name  cause (every one)  code  code if from the user  code if with a diagnostic

A field that the spec leaves out is ``-``, a flag 0 or 1, a delay two numbers of milliseconds (that
of the owner of the Call-ID is that of anybody, unless it is given).  A field with * is a set: in
alphabetical order, or by number; the others keep the order of the file.  Their items are joined by
``,``; but in ``change`` by ``|``.  A source is four fields: RFC, section, the marks ``inferred``
and ``unverified`` as ``i`` and ``u`` or both or ``-``, note.  In a text a backslash is written
``\\\\``, and tab, line feed and carriage return are ``\\t``, ``\\n`` and ``\\r``.

Neither loader nor renderer has a part in what is expected.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import consumers
from semantics_dump import cause_columns, rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    Table = Mapping[str, Any]

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def expected_facts(
    spec: Path = consumers.SPEC, include_historic: bool = False, overlays: Iterable[Path] = ()
) -> str:
    """What a program of facts prints."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in (spec, *overlays)]
    return lines_of(files[0], files[1:], include_historic)


def lines_of(
    registry: Table, overlays: Iterable[Table] = (), include_historic: bool = False
) -> str:
    """The same for TOML files that are read already."""
    files = [registry, *overlays]
    statuses = {
        entry["code"]: entry
        for file in files
        for entry in file.get("status", ())
        if include_historic or entry["state"] != "historic"
    }
    translations = {code: dict(entry.get("translations", {})) for code, entry in statuses.items()}
    for row in (row for file in files for row in file.get("translation", ())):
        if row["code"] in translations:
            translations[row["code"]][row["language"]] = row
    profiles = [profile for file in files for profile in file.get("profile", ())]
    lines: list[tuple[object, ...]] = []
    for code in range(100, 700):
        lines += [(code, *fact) for fact in _code(statuses.get(code, {"code": code}), registry)]
        for tag, text in sorted(translations.get(code, {}).items()):
            lines.append((code, "language", tag, text["phrase"], text["summary"]))
    lines += _rest(registry)
    for profile in profiles:
        lines += _profile(profile, statuses, registry["isup"])
    return "".join("\t".join(map(_field, line)) + "\n" for line in lines)


def _field(value: object) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return str(int(value))
    return str(value).translate(ESCAPES)


def _code(entry: Table, registry: Table) -> Iterator[tuple[object, ...]]:
    (of_class,) = (found for found in registry["class"] if found["digit"] == entry["code"] // 100)
    yield "about", of_class.get("about")
    if made := entry.get("generated_by"):
        yield "generated_by", _set(made["elements"]), *_source(made)
    for rule in rules("methods", entry, of_class):
        level = rule.get("level", "must")
        yield "method", rule["rule"], level, _set(rule["names"]), rule.get("when"), *_source(rule)
    for rule in rules("headers", entry, of_class):
        limits = _set(rule.get("methods", ())), rule.get("value")
        conditions = rule.get("condition"), rule.get("when")
        yield "header", ",".join(rule["names"]), rule["level"], *limits, *conditions, *_source(rule)
    for rule in rules("request_headers", entry, of_class):
        limits = _set(rule.get("methods", ())), rule.get("value")
        conditions = rule.get("condition"), rule.get("when")
        yield "needs", ",".join(rule["names"]), rule["level"], *limits, *conditions, *_source(rule)
    if retry := entry.get("retry", of_class.get("retry")):
        yield "retry", *_retry(retry), *_source(retry), retry["text"]
    for rule in _proxy(entry, of_class):
        yield "proxy", rule["rule"], rule.get("code"), *_source(rule), rule["text"]
    if dialog := entry.get("dialog", of_class.get("dialog")):
        ends = dialog.get("ends_subscription", False)
        yield "dialog", dialog["effect"], ends, *_source(dialog), dialog.get("text")
    if found := _cause(entry, registry.get("isup")):
        yield "isup", *found
    for note in entry.get("notes", ()):
        yield "note", *_source(note), note["text"]
    yield from (("unverified", text) for text in entry.get("unverified", ()))
    yield from (("reference", *_place(place)) for place in entry.get("references", ()))
    for confusion in registry.get("confusion", ()):
        # What is said of codes that are not part of an output is not asked for there.
        if entry["code"] in confusion["codes"]:
            yield "confusion", _list(confusion["codes"]), *_source(confusion), confusion["text"]


def _retry(retry: Table) -> tuple[object, ...]:
    delay = retry.get("delay", (0, 0))
    return (
        _set(retry["options"]),
        "|".join(retry.get("change", ())),
        retry.get("retry_after", False),
        retry.get("without_retry_after"),
        *(_milliseconds(bounds) for bounds in (delay, retry.get("owner_delay", delay))),
    )


def _milliseconds(bounds: Iterable[float]) -> str:
    return _list(round(1000 * seconds) for seconds in bounds)


def _proxy(entry: Table, of_class: Table) -> list[Table]:
    own: list[Table] = entry.get("proxy", [])
    forwarded = all(rule["rule"] != "never_forwarded" for rule in own)
    return [*own, *of_class.get("proxy", ())] if forwarded else own


def _cause(entry: Table, isup: Table | None) -> tuple[object, ...] | None:
    own = entry.get("isup")
    if own is None and (isup is None or entry["code"] < 400):
        return None
    if own is None and isup is not None:
        own = {"cause": isup["default_cause"], "source": isup["cause_source"]}
    assert own
    by_user = isup is not None and entry["code"] // 100 in isup["user_location_classes"]
    location = ("user" if by_user else "network") if "cause" in own else None
    return own.get("cause"), location, own.get("first"), *_source(own), own.get("text")


def _rest(registry: Table) -> Iterator[tuple[object, ...]]:
    for header in registry.get("header", ()):
        only = _list(header.get("only_in", ()))
        yield "field", header["name"], header.get("compact"), only, *_source(header)
    for method in registry.get("method", ()):
        yield "request", method["name"], *_source(method)
    for step in registry.get("selection", ()):
        about = _list(step.get("codes", ())), step.get("code")
        yield "selection", step["step"], step["level"], *about, *_source(step), step["text"]
    if isup := registry.get("isup"):
        user, silent = isup["user_location_classes"], isup.get("untranslatable", ())
        yield (
            *("isup", isup["default_cause"], isup["default_code"], isup["hangup_cause"]),
            *(_list(sorted(user)), _list(sorted(silent))),
            *(*_place(isup["source"]), *_place(isup["cause_source"])),
        )
        for row in isup["cause"]:
            codes = row.get("code"), row.get("user_code"), row.get("condition")
            yield "cause", row["cause"], *codes, *_source(row), row["text"], row.get("note")
    for metric in registry.get("metric", ()):
        numerator = ("numerator", "numerator_classes", "numerator_except")
        yield (
            *("metric", metric["name"], metric["title"], metric["method"]),
            *(_list(metric.get(key, ())) for key in numerator),
            metric["denominator"],
            _list(metric.get("excluded_classes", ())),
            *_source(metric),
            metric["text"],
        )
    for confusion in registry.get("confusion", ()):
        yield "confusion", _list(confusion["codes"]), *_source(confusion), confusion["text"]
    for note in registry.get("note", ()):
        yield "note", *_source(note), note["text"]


def _profile(
    profile: Table, statuses: Mapping[int, Table], isup: Table
) -> Iterator[tuple[object, ...]]:
    name, default = profile["name"], profile.get("default_cause", isup["default_cause"])
    yield "profile", name, profile.get("default_cause"), profile.get("default_code")
    causes = {row["code"]: row.get("cause") for row in profile.get("causes", ())}
    for code in range(100, 700):
        own = statuses.get(code, {}).get("isup", {"cause": default} if code >= 400 else {})
        yield "to_cause", name, code, causes.get(code, own.get("cause"))
    codes = {row["cause"]: row.get("code") for row in profile.get("codes", ())}
    usual = {**isup, "default_code": profile.get("default_code", isup["default_code"])}
    for cause in range(1, 128):
        answers = tuple(cause_columns(cause, usual))
        given = (str(cause), *[codes[cause]] * 3) if cause in codes else answers
        yield "to_code", name, *given


def _source(fact: Table) -> tuple[object, ...]:
    inferred = "i" if fact.get("basis") == "inferred" else ""
    unverified = "" if fact.get("verified", True) else "u"
    return _place(fact["source"], inferred + unverified)


def _place(reference: Table, marks: str = "") -> tuple[object, ...]:
    return reference["rfc"], reference["section"], marks, reference.get("note")


def _set(words: Iterable[str]) -> str:
    return ",".join(sorted(set(words)))


def _list(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))
