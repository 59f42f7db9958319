"""What must hold for the tables beside the codes: header fields, methods, causes, metrics, mix-ups.

The two directions between status codes and ISUP causes have to fit together; see :func:`_way_back`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, get_args

from ..faults import Fault
from ..model.facts import Isup, Selection
from ..reading.entries import Item, Tables
from .headers import unknown

# The steps of the choice of the best response (RFC 3261 section 16.7), and what they are about.
_STEPS: tuple[str, ...] = get_args(Selection.model_fields["step"].annotation)
_STEPS_WITH_CODE = ("no_final", "replace")
_STEPS_WITH_CODES = ("prefer", "replace", "merge_challenges", "keep_challenge_order")


def check_registry(tables: Tables) -> Iterator[Fault]:
    """Every fault in the tables beside the codes, and between them and the codes."""
    for rule in _RULES:
        yield from rule(tables)


def _unique_names(tables: Tables) -> Iterator[Fault]:
    yield from _twice((item, "name", item.model.name) for item in tables.headers)
    yield from _twice((item, "name", item.model.name) for item in tables.methods)
    yield from _twice((item, "name", item.model.name) for item in tables.metrics)
    yield from _twice((item, "name", item.model.name) for item in tables.profiles)
    yield from _twice((item, "step", item.model.step) for item in tables.selection)
    yield from _twice((item, "text", item.model.text) for item in tables.notes)
    # A header field whose whole name is one letter would be a compact form, too.
    spelled = [(item, "compact", item.model.compact) for item in tables.headers]
    names = [
        (item, "name", item.model.name) for item in tables.headers if len(item.model.name) == 1
    ]
    yield from _twice((item, field, form) for item, field, form in [*names, *spelled] if form)
    for item in tables.confusions:
        for i, code in enumerate(item.model.codes):
            if code in item.model.codes[:i]:
                yield item.fault(f"codes[{i}]", f"{code} is there twice", "remove it")


def _twice(words: Iterable[tuple[Item[Any], str, str]]) -> Iterator[Fault]:
    """A fault for each word that another table has already, in any case."""
    taken: set[str] = set()
    for item, field, word in words:
        if word.casefold() in taken:
            yield item.fault(field, f'"{word}" is taken', "choose another, or remove one")
        taken.add(word.casefold())


def _known_codes(tables: Tables) -> Iterator[Fault]:
    codes = {entry.status.code for entry in tables.entries}
    for item, field, named in _named_codes(tables):
        for i, code in enumerate(named):
            if code not in codes:
                place = field.format(i)
                yield item.fault(place, f"there is no {code}", "correct or remove it")


def _named_codes(tables: Tables) -> Iterator[tuple[Item[Any], str, Sequence[int]]]:
    """Every field of a table beside the codes that names codes."""
    for header in tables.headers:
        yield header, "only_in[{}]", header.model.only_in
    for step in tables.selection:
        yield step, "codes[{}]", step.model.codes
        yield step, "code", _some(step.model.code)
    for metric in tables.metrics:
        yield metric, "numerator[{}]", metric.model.numerator
        yield metric, "numerator_except[{}]", metric.model.numerator_except
    for confusion in tables.confusions:
        yield confusion, "codes[{}]", confusion.model.codes
    if isup := tables.isup:
        yield isup, "default_code", [isup.model.default_code]
        for i, row in enumerate(isup.model.causes):
            yield isup, f"cause[{i}].code", _some(row.code)
            yield isup, f"cause[{i}].user_code", _some(row.user_code)
    for profile in tables.profiles:
        yield profile, "default_code", _some(profile.model.default_code)
        for i, given in enumerate(profile.model.causes):
            yield profile, f"causes[{i}].code", [given.code]
        for i, answer in enumerate(profile.model.codes):
            yield profile, f"codes[{i}].code", _some(answer.code)


def _selection(tables: Tables) -> Iterator[Fault]:
    """Programs ask each step for its codes, so no step is missing; above, that none is twice."""
    for item in tables.selection:
        step = item.model
        for field, given, needed in (
            ("code", step.code is not None, step.step in _STEPS_WITH_CODE),
            ("codes", bool(step.codes), step.step in _STEPS_WITH_CODES),
        ):
            if given != needed:
                what = f'"{step.step}" needs it' if needed else f'"{step.step}" has no use for it'
                yield item.fault(field, what, "add it" if needed else "remove it")
        for i, code in enumerate(step.codes):
            if code in step.codes[:i]:
                yield item.fault(f"codes[{i}]", f"{code} is there twice", "remove it")
    there = {item.model.step for item in tables.selection}
    for name in _STEPS if there else ():
        if name not in there:
            what = f'no table has the step "{name}"'
            yield tables.selection[0].fault("step", what, "add a [[selection]] for it")


def _some(code: int | None) -> list[int]:
    return [] if code is None else [code]


def _cause_rows(tables: Tables) -> Iterator[Fault]:
    if tables.isup is None:
        return
    rows = tables.isup.model.causes
    for i, row in enumerate(rows):
        before = [other.condition for other in rows[:i] if other.cause == row.cause]
        if row.condition in before or (before and None in (row.condition, *before)):
            what = f"{row.cause} has a row for that already"
            yield tables.isup.fault(f"cause[{i}].cause", what, "give each row its own condition")
        if row.cause in tables.isup.model.untranslatable:
            what = f"{row.cause} is untranslatable"
            yield tables.isup.fault(f"cause[{i}].cause", what, "remove it here or there")
        if row.user_code is not None and row.code is None:
            what = "there is no code that it could take the place of"
            yield tables.isup.fault(f"cause[{i}].user_code", what, "add the code")


def _answers(tables: Tables) -> Iterator[Fault]:
    """A cause says that the call has ended, so no provisional or successful response answers it."""
    answers: list[tuple[Item[Any], str, int | None]] = []
    if isup := tables.isup:
        answers.append((isup, "default_code", isup.model.default_code))
        for i, row in enumerate(isup.model.causes):
            answers.append((isup, f"cause[{i}].code", row.code))
            answers.append((isup, f"cause[{i}].user_code", row.user_code))
    for profile in tables.profiles:
        answers.append((profile, "default_code", profile.model.default_code))
        for i, given in enumerate(profile.model.codes):
            answers.append((profile, f"codes[{i}].code", given.code))
    for item, field, code in answers:
        if code is not None and code < 300:
            what = f"{code} is no failure, and the call has ended"
            yield item.fault(field, what, "name a 3xx to 6xx")


def _way_back(tables: Tables) -> Iterator[Fault]:
    """Where both directions know a cause and a code, each leads back to where it came from.

    Many codes have one cause, and many causes lead to one code; but a cause that codes have leads
    to a code that has it, and a code that causes lead to has a cause that leads to it.  RFC 3398
    itself breaks this in a few places: ``one_way`` names the causes, ``one_way_codes`` the codes.
    No cause leads to a vendor's code: it takes the cause that it likes.
    """
    if tables.isup is None or any("isup" in entry.faulty for entry in tables.entries):
        return
    isup = tables.isup.model
    entries = [entry for entry in tables.entries if entry.status.state != "vendor"]
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
                    what = f"{code} has the cause {causes[code]}, not {row.cause}"
                    remedy = f"correct one of the two, or name {row.cause} in one_way"
                    yield tables.isup.fault(f"cause[{i}].{field}", what, remedy)
    lost = {row.code for row in isup.causes if row.code in own} - {
        code for code, cause in own.items() if (cause, code) in codes
    }
    for entry in entries:
        code = entry.status.code
        if code in lost and code not in isup.one_way_codes:
            what = f"is {causes[code]}, which does not lead back to {code} as another cause does"
            remedy = f"correct one of the two, or name {code} in one_way_codes"
            yield entry.fault("isup.cause", what, remedy)
    yield from _needless(tables.isup, "one_way", astray)
    yield from _needless(tables.isup, "one_way_codes", lost)


def _needless(item: Item[Isup], field: str, needed: Collection[object]) -> Iterator[Fault]:
    """A fault for every exception that the file itself makes without a need."""
    if field in item.model.model_fields_set:
        for i, number in enumerate(getattr(item.model, field)):
            if number not in needed:
                yield item.fault(f"{field}[{i}]", f"{number} does lead back", "remove it")


def _profile_rows(tables: Tables) -> Iterator[Fault]:
    for item in tables.profiles:
        codes = [row.code for row in item.model.causes]
        for i, code in enumerate(codes):
            if code in codes[:i]:
                yield item.fault(f"causes[{i}].code", f"{code} is there twice", "remove it")
            if code < 300:
                yield item.fault(f"causes[{i}].code", f"{code} is no failure", "remove it")
        causes = [row.cause for row in item.model.codes]
        for i, cause in enumerate(causes):
            if cause in causes[:i]:
                yield item.fault(f"codes[{i}].cause", f"{cause} is there twice", "remove it")


def _metrics(tables: Tables) -> Iterator[Fault]:
    methods = {"session_requests": "INVITE", "registration_requests": "REGISTER"}
    for item in tables.metrics:
        metric = item.model
        yield from unknown(item, "method", metric.method, tables.method_names, "method")
        if metric.method != methods[metric.denominator]:
            what = f"{metric.method} makes no {metric.denominator}"
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


_RULES: tuple[Callable[[Tables], Iterator[Fault]], ...] = (
    _unique_names,
    _known_codes,
    _selection,
    _cause_rows,
    _answers,
    _way_back,
    _profile_rows,
    _metrics,
)
