"""Checks the tables beside the codes: header fields, methods, causes, metrics, confusions.

The mappings from status codes to ISUP causes and back must fit together: see :func:`_way_back`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from ..faults import Fault
from ..model.facts import Isup
from ..model.vocabulary import Step
from ..reading.entries import Item, Loaded
from .headers import unknown

# The steps of choosing the best response (RFC 3261 section 16.7), and which of them name codes.
_STEPS = tuple(Step)
_STEPS_WITH_CODE = ("no_final", "replace")
_STEPS_WITH_CODES = ("prefer", "replace", "merge_challenges", "keep_challenge_order")


def check_registry(loaded: Loaded) -> Iterator[Fault]:
    """Every fault in the tables beside the codes."""
    for rule in _RULES:
        yield from rule(loaded)


def _unique_names(loaded: Loaded) -> Iterator[Fault]:
    yield from _twice((item, "name", item.model.name) for item in loaded.headers)
    yield from _twice((item, "name", item.model.name) for item in loaded.methods)
    yield from _twice((item, "name", item.model.name) for item in loaded.metrics)
    yield from _twice((item, "name", item.model.name) for item in loaded.profiles)
    yield from _twice((item, "step", item.model.step) for item in loaded.selection)
    yield from _twice((item, "text", item.model.text) for item in loaded.notes)
    # A header field whose name is one letter could be taken for a compact form.
    spelled = [(item, "compact", item.model.compact) for item in loaded.headers]
    names = [
        (item, "name", item.model.name) for item in loaded.headers if len(item.model.name) == 1
    ]
    yield from _twice((item, field, form) for item, field, form in [*names, *spelled] if form)
    for item in loaded.confusions:
        for i, code in enumerate(item.model.codes):
            if code in item.model.codes[:i]:
                yield item.fault(f"codes[{i}]", f"{code} appears twice", "remove it")


def _twice(words: Iterable[tuple[Item[Any], str, str]]) -> Iterator[Fault]:
    """A fault for each word that another table has already; upper and lower case are equal."""
    taken: set[str] = set()
    for item, field, word in words:
        if word.casefold() in taken:
            yield item.fault(field, f'"{word}" is taken', "choose another, or remove one")
        taken.add(word.casefold())


def _known_codes(loaded: Loaded) -> Iterator[Fault]:
    codes = {entry.status.code for entry in loaded.entries}
    for item, field, named in _named_codes(loaded):
        for i, code in enumerate(named):
            if code not in codes:
                yield item.fault(field.format(i), f"there is no {code}", "correct or remove it")


def _named_codes(loaded: Loaded) -> Iterator[tuple[Item[Any], str, Sequence[int]]]:
    """Every field, in a table beside the codes, that names codes."""
    for step in loaded.selection:
        yield step, "codes[{}]", step.model.codes
        yield step, "code", _optional(step.model.code)
    for metric in loaded.metrics:
        yield metric, "numerator[{}]", metric.model.numerator
        yield metric, "numerator_except[{}]", metric.model.numerator_except
    for confusion in loaded.confusions:
        yield confusion, "codes[{}]", confusion.model.codes
    if isup := loaded.isup:
        yield isup, "default_code", [isup.model.default_code]
        for i, row in enumerate(isup.model.causes):
            yield isup, f"cause[{i}].code", _optional(row.code)
            yield isup, f"cause[{i}].user_code", _optional(row.user_code)
    for profile in loaded.profiles:
        yield profile, "default_code", _optional(profile.model.default_code)
        for i, given in enumerate(profile.model.causes):
            yield profile, f"causes[{i}].code", [given.code]
        for i, answer in enumerate(profile.model.codes):
            yield profile, f"codes[{i}].code", _optional(answer.code)


def _selection(loaded: Loaded) -> Iterator[Fault]:
    """Programs ask every step for its codes, so none is missing; none is twice: `_unique_names`."""
    methods = {item.model.name for item in loaded.methods}
    for item in loaded.selection:
        step = item.model
        for field, given, needed in (
            ("code", step.code is not None, step.step in _STEPS_WITH_CODE),
            ("codes", bool(step.codes), step.step in _STEPS_WITH_CODES),
        ):
            if given != needed:
                what = f'"{step.step}" needs it' if needed else f'"{step.step}" has no use for it'
                yield item.fault(field, what, "add it" if needed else "remove it")
        if step.level.forbids:
            yield item.fault("level", "a step forbids nothing", 'use "must", "should" or "may"')
        for i, name in enumerate(step.methods):
            yield from unknown(item, f"methods[{i}]", name, methods, "method")
        for i, code in enumerate(step.codes):
            if code in step.codes[:i]:
                yield item.fault(f"codes[{i}]", f"{code} appears twice", "remove it")
    there = {item.model.step for item in loaded.selection}
    for name in _STEPS if there else ():
        if name not in there:
            what = f'no table has the step "{name}"'
            yield loaded.selection[0].fault("step", what, "add a [[selection]] for it")


def _optional(code: int | None) -> list[int]:
    return [] if code is None else [code]


def _cause_rows(loaded: Loaded) -> Iterator[Fault]:
    if loaded.isup is None:
        return
    rows = loaded.isup.model.causes
    for i, row in enumerate(rows):
        before = [other.condition for other in rows[:i] if other.cause == row.cause]
        if row.condition in before or (before and None in (row.condition, *before)):
            what = f"{row.cause} has a row for that already"
            yield loaded.isup.fault(f"cause[{i}].cause", what, "give each row its own condition")
        if row.cause in loaded.isup.model.untranslatable:
            what = f"{row.cause} is untranslatable"
            yield loaded.isup.fault(f"cause[{i}].cause", what, "remove it here or there")
        if row.user_code is not None and row.code is None:
            what = "there is no code that it could replace"
            yield loaded.isup.fault(f"cause[{i}].user_code", what, "add the code")


def _answers(loaded: Loaded) -> Iterator[Fault]:
    """A cause says that the call has ended, so a 1xx or 2xx cannot answer it."""
    answers: list[tuple[Item[Any], str, int | None]] = []
    if isup := loaded.isup:
        answers.append((isup, "default_code", isup.model.default_code))
        for i, row in enumerate(isup.model.causes):
            answers.append((isup, f"cause[{i}].code", row.code))
            answers.append((isup, f"cause[{i}].user_code", row.user_code))
    for profile in loaded.profiles:
        answers.append((profile, "default_code", profile.model.default_code))
        for i, given in enumerate(profile.model.codes):
            answers.append((profile, f"codes[{i}].code", given.code))
    for item, field, code in answers:
        if code is not None and code < 300:
            what = f"{code} is not a failure, and the call has ended"
            yield item.fault(field, what, "name a 3xx to 6xx")


def _way_back(loaded: Loaded) -> Iterator[Fault]:
    """The mappings from code to cause and from cause to code lead back to where they began.

    Many codes can share a cause, and many causes a code.  But if codes have a cause, it leads to
    one of them; and if causes lead to a code, its own cause is one of them.  RFC 3398 itself breaks
    this in some rows: ``one_way`` names their causes, ``one_way_codes`` their codes.  Codes of
    vendors are free, as no cause leads to them.
    """
    if loaded.isup is None or any("isup" in entry.faulty for entry in loaded.entries):
        return
    isup = loaded.isup.model
    entries = [entry for entry in loaded.entries if entry.status.state != "vendor"]
    own = {e.status.code: e.status.isup.cause for e in entries if e.status.isup}
    failures = (entry.status.code for entry in entries if entry.status.class_digit >= 4)
    causes = {code: own.get(code, isup.default_cause) for code in failures}
    codes = {(row.cause, code) for row in isup.causes for code in (row.code, row.user_code)}

    astray = set()
    for i, row in enumerate(isup.causes):
        for field, code in (("code", row.code), ("user_code", row.user_code)):
            known = row.cause in causes.values() and code in causes
            if code is not None and known and causes[code] != row.cause:
                astray.add(row.cause)
                if row.cause not in isup.one_way:
                    cause = causes[code]
                    has = f"the cause {cause}, not {row.cause}" if cause else "no cause"
                    remedy = f"correct one of the two, or name {row.cause} in one_way"
                    yield loaded.isup.fault(f"cause[{i}].{field}", f"{code} has {has}", remedy)
    lost = {row.code for row in isup.causes if row.code in own} - {
        code for code, cause in own.items() if (cause, code) in codes
    }
    for entry in entries:
        code = entry.status.code
        if code in lost and code not in isup.one_way_codes:
            what = f"is missing, and a cause leads to {code}"
            if cause := causes[code]:
                what = f"is {cause}, which does not lead back to {code} as another cause does"
            remedy = f"correct one of the two, or name {code} in one_way_codes"
            yield entry.fault("isup.cause", what, remedy)
    yield from _needless(loaded.isup, "one_way", astray)
    yield from _needless(loaded.isup, "one_way_codes", lost)


def _needless(item: Item[Isup], field: str, needed: Collection[object]) -> Iterator[Fault]:
    """A fault for every exception in the file that is not needed."""
    if field in item.model.model_fields_set:
        for i, number in enumerate(getattr(item.model, field)):
            if number not in needed:
                yield item.fault(f"{field}[{i}]", f"{number} does lead back", "remove it")


def _profile_rows(loaded: Loaded) -> Iterator[Fault]:
    for item in loaded.profiles:
        codes = [row.code for row in item.model.causes]
        for i, code in enumerate(codes):
            if code in codes[:i]:
                yield item.fault(f"causes[{i}].code", f"{code} appears twice", "remove it")
            if code < 300:
                yield item.fault(f"causes[{i}].code", f"{code} is not a failure", "remove it")
        causes = [row.cause for row in item.model.codes]
        for i, cause in enumerate(causes):
            if cause in causes[:i]:
                yield item.fault(f"codes[{i}].cause", f"{cause} appears twice", "remove it")


def _metrics(loaded: Loaded) -> Iterator[Fault]:
    methods = {"session_requests": "INVITE", "registration_requests": "REGISTER"}
    for item in loaded.metrics:
        metric = item.model
        yield from unknown(item, "method", metric.method, loaded.method_names, "method")
        if metric.method != methods[metric.denominator]:
            what = f"{metric.method} does not fit the denominator {metric.denominator}"
            yield item.fault("method", what, "correct one of the two")
        if not metric.numerator and not metric.numerator_classes:
            yield item.fault("numerator", "is empty", "name codes or classes")
        for i, code in enumerate(metric.numerator):
            if code // 100 in (*metric.excluded_classes, *metric.numerator_classes):
                what = f"{code // 100}xx is counted, or left out, as a whole"
                yield item.fault(f"numerator[{i}]", what, "remove the code or the class")
        for i, code in enumerate(metric.numerator_except):
            if code // 100 not in metric.numerator_classes:
                what = f"{code} is not counted in the first place"
                yield item.fault(f"numerator_except[{i}]", what, "remove it")
        for field in ("numerator_classes", "excluded_classes"):
            if 1 in getattr(metric, field):
                yield item.fault(field, "only final responses are counted", "remove 1")


_RULES: tuple[Callable[[Loaded], Iterator[Fault]], ...] = (
    _unique_names,
    _known_codes,
    _selection,
    _cause_rows,
    _answers,
    _way_back,
    _profile_rows,
    _metrics,
)
