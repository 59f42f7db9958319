"""What must hold for the rules about header fields and methods: nothing unknown or contradictory.

A rule with a condition contradicts another one only under the same condition.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple, TypeVar

from ..faults import Fault
from ..model.facts import HeaderRule, MethodRule
from ..model.registry import ResponseClass, Status
from ..reading.entries import Entry, Item, Tables

_LEVELS = ("may", "should", "must")
_KEYS = ("headers", "request_headers")
R = TypeVar("R", MethodRule, HeaderRule)


class Said(NamedTuple):
    """A rule and the place that says it: a code, or its class."""

    rule: HeaderRule
    field: str
    place: Item[Any]


def check_headers(tables: Tables) -> Iterator[Fault]:
    """Every fault in what the codes and classes say of header fields and methods."""
    for rule in _RULES:
        yield from rule(tables)


def unknown(
    item: Item[Any], field: str, name: str, known: Collection[str], table: str
) -> Iterator[Fault]:
    """A fault if a name is not in its table."""
    if name in known:
        return
    spelled = {word.casefold(): word for word in sorted(known)}
    close = difflib.get_close_matches(name.casefold(), spelled, n=1)
    remedy = f'did you mean "{spelled[close[0]]}"?' if close else f"add a [[{table}]] for it"
    yield item.fault(field, f'"{name}" is not in the table of {table}s', remedy)


def places(tables: Tables) -> Sequence[Item[ResponseClass] | Item[Status]]:
    """Everything that says such things."""
    return [*tables.classes, *tables.entries]


def class_of(entry: Entry, tables: Tables) -> Item[ResponseClass] | None:
    """The class of a code, unless it broke its model."""
    digit = entry.status.class_digit
    return next((item for item in tables.classes if item.model.digit == digit), None)


def _known_names(tables: Tables) -> Iterator[Fault]:
    for place in places(tables):
        for field, rule in _header_rules(place):
            for key, known, table in (
                ("names", tables.header_names, "header"),
                ("methods", tables.method_names, "method"),
            ):
                for i, name in enumerate(getattr(rule, key)):
                    yield from unknown(place, f"{field}.{key}[{i}]", name, known, table)
        for i, method_rule in enumerate(place.model.methods):
            for j, name in enumerate(method_rule.names):
                field = f"methods[{i}].names[{j}]"
                yield from unknown(place, field, name, tables.method_names, "method")


def _exceptions(tables: Tables) -> Iterator[Fault]:
    codes = {entry.status.code for entry in tables.entries}
    for place in places(tables):
        exceptions = [
            (f"{key}[{i}].except_codes[{j}]", code)
            for key in ("methods", *_KEYS)
            for i, rule in enumerate(getattr(place.model, key))
            for j, code in enumerate(rule.except_codes)
        ]
        for field, code in exceptions:
            if isinstance(place.model, Status):
                yield place.fault(field, "only a rule of a class leaves out codes", "remove it")
            elif code // 100 != place.model.digit or code not in codes:
                what = f"there is no {code} in class {place.model.digit}xx"
                yield place.fault(field, what, "remove it")


def _conditions(tables: Tables) -> Iterator[Fault]:
    for place in places(tables):
        for field, rule in _header_rules(place):
            if rule.condition is not None and rule.when is None:
                what = f'is missing beside condition = "{rule.condition}"'
                yield place.fault(f"{field}.when", what, "say the condition in words, too")


def _requests(tables: Tables) -> Iterator[Fault]:
    """What a request may carry decides nothing about its answer."""
    for place in places(tables):
        for i, rule in enumerate(place.model.request_headers):
            if rule.level == "may":
                what = '"may" demands nothing of a request'
                yield place.fault(f"request_headers[{i}].level", what, 'use "must" or "should"')


def _levels(tables: Tables) -> Iterator[Fault]:
    """One header field is not at once demanded and merely allowed."""
    for place in places(tables):
        for key in _KEYS:
            said = _said(place, key, enumerate(getattr(place.model, key)))
            for first, second in combinations(said, 2):
                yield from _at_odds(first, second)
                if first.rule == second.rule:
                    yield place.fault(second.field, f"says what {first.field} says", "remove it")
    for entry in tables.entries:
        if of_class := class_of(entry, tables):
            for key in _KEYS:
                inherited = _said(of_class, key, _inherited(entry, getattr(of_class.model, key)))
                for own in _said(entry, key, enumerate(getattr(entry.status, key))):
                    for rule in inherited:
                        yield from _at_odds(rule, own)


def _said(place: Item[Any], key: str, rules: Iterable[tuple[int, HeaderRule]]) -> list[Said]:
    return [Said(rule, f"{key}[{i}]", place) for i, rule in rules]


def _header_rules(place: Item[ResponseClass] | Item[Status]) -> Iterator[tuple[str, HeaderRule]]:
    """Every rule about header fields of response or request, each with its field."""
    for key in _KEYS:
        for i, rule in enumerate(getattr(place.model, key)):
            yield f"{key}[{i}]", rule


def _inherited(entry: Entry, rules: Sequence[R]) -> Iterator[tuple[int, R]]:
    """The rules of a class that hold for a code, each with its place in the class."""
    for i, rule in enumerate(rules):
        if entry.status.code not in rule.except_codes:
            yield i, rule


def _at_odds(first: Said, second: Said) -> Iterator[Fault]:
    one, two = first.rule, second.rule
    same_thing = set(one.names) == set(two.names) and one.value == two.value
    same_time = (one.condition, one.when) == (two.condition, two.when)
    if same_thing and same_time and (_weakens(one, two) or _weakens(two, one)):
        where = first.field if first.place is second.place else f"{first.field} of its class"
        yield second.place.fault(
            f"{second.field}.level",
            f'{" or ".join(two.names)} is "{two.level}" here and "{one.level}" in {where}',
            "keep one of the two, or say when each holds",
        )


def _weakens(rule: HeaderRule, other: HeaderRule) -> bool:
    """Whether a rule asks for less than another one that holds for all its methods.

    For some of the methods more may be asked.
    """
    named = bool(rule.methods) and set(rule.methods) <= set(other.methods)
    weaker = _LEVELS.index(rule.level) < _LEVELS.index(other.level)
    return weaker and (named or not other.methods)


def _only_in(tables: Tables) -> Iterator[Fault]:
    """A header field that is for some codes alone is in no other."""
    only_in = {item.model.name: item.model.only_in for item in tables.headers if item.model.only_in}
    for entry in tables.entries:
        for i, rule in enumerate(entry.status.headers):
            for j, name in enumerate(rule.names):
                codes = only_in.get(name, (entry.status.code,))
                if entry.status.code not in codes:
                    what = f"{name} is for {', '.join(map(str, codes))} alone"
                    yield entry.fault(f"headers[{i}].names[{j}]", what, "remove the rule")


def _only_methods(tables: Tables) -> Iterator[Fault]:
    """A code that is for some methods alone has no rules for others."""
    for entry in tables.entries:
        only = next((rule for rule in entry.status.methods if _limits(rule)), None)
        for field, rule in _header_rules(entry):
            for i, method in enumerate(rule.methods):
                known = method in tables.method_names
                if known and only is not None and method not in only.names:
                    what = f"{entry.status.code} is for {', '.join(only.names)} alone"
                    yield entry.fault(f"{field}.methods[{i}]", what, "remove the method")


def _limits(rule: MethodRule) -> bool:
    return rule.rule == "only" and rule.when is None


def _method_rules(tables: Tables) -> Iterator[Fault]:
    for place in places(tables):
        for (_, first), (i, second) in combinations(enumerate(place.model.methods), 2):
            for what in _contradictions(first, second):
                yield place.fault(f"methods[{i}]", what, "remove one of the two")
    for entry in tables.entries:
        if of_class := class_of(entry, tables):
            for _, first in _inherited(entry, of_class.model.methods):
                for i, second in enumerate(entry.status.methods):
                    for what in _contradictions(first, second):
                        remedy = "remove it, or make the code an exception of its class"
                        yield entry.fault(f"methods[{i}]", f"{what} (of its class)", remedy)


def _contradictions(first: MethodRule, second: MethodRule) -> Iterator[str]:
    """What speaks against two rules of one code, or of a code and its class."""
    if first.when != second.when:
        return
    names = {first.rule: set(first.names), second.rule: set(second.names)}
    if first.rule == second.rule:
        if first.rule == "only" or set(first.names) & set(second.names):
            yield f'another rule says "{first.rule}" already'
        return
    for rule in sorted(names.keys() - {"never"}):
        for name in sorted(names[rule] & names.get("never", set())):
            yield f'{name} is both "{rule}" and "never"'
    for name in sorted(names.get("meant", set()) - names.get("only", names.get("meant", set()))):
        yield f'{name} is "meant", but the only methods are {", ".join(sorted(names["only"]))}'


_RULES: tuple[Callable[[Tables], Iterator[Fault]], ...] = (
    _known_names,
    _exceptions,
    _conditions,
    _requests,
    _levels,
    _only_in,
    _only_methods,
    _method_rules,
)
