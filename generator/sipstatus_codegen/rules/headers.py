"""Checks header rules and method rules: they use known names and do not contradict each other.

A rule with a condition contradicts only rules with the same condition.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple, TypeVar

from ..faults import Fault
from ..model.facts import HeaderRule, MethodRule
from ..model.registry import ResponseClass, Status
from ..reading.entries import Entry, Item, Loaded

_LEVELS = ("may", "should", "must")
_KEYS = ("headers", "request_headers")
R = TypeVar("R", MethodRule, HeaderRule)


class RuleAt(NamedTuple):
    """A header rule, the code or class that holds it, and its field there."""

    rule: HeaderRule
    field: str
    holder: Item[Any]


def check_headers(loaded: Loaded) -> Iterator[Fault]:
    """Every fault in the header rules and method rules of codes and classes."""
    for rule in _RULES:
        yield from rule(loaded)


def unknown(
    item: Item[Any], field: str, name: str, known: Collection[str], table: str
) -> Iterator[Fault]:
    """A fault if a name is missing from its table."""
    if name in known:
        return
    spelled = {word.casefold(): word for word in sorted(known)}
    close = difflib.get_close_matches(name.casefold(), spelled, n=1)
    remedy = f'did you mean "{spelled[close[0]]}"?' if close else f"add a [[{table}]] for it"
    yield item.fault(field, f'"{name}" is not in the table of {table}s', remedy)


def holders(loaded: Loaded) -> Sequence[Item[ResponseClass] | Item[Status]]:
    """All classes, then all entries: whatever can hold rules."""
    return [*loaded.classes, *loaded.entries]


def class_of(entry: Entry, loaded: Loaded) -> Item[ResponseClass] | None:
    """The class of an entry; None if the class broke its model."""
    digit = entry.status.class_digit
    return next((item for item in loaded.classes if item.model.digit == digit), None)


def _known_names(loaded: Loaded) -> Iterator[Fault]:
    for holder in holders(loaded):
        for field, rule in _header_rules(holder):
            for key, known, table in (
                ("names", loaded.header_names, "header"),
                ("methods", loaded.method_names, "method"),
            ):
                for i, name in enumerate(getattr(rule, key)):
                    yield from unknown(holder, f"{field}.{key}[{i}]", name, known, table)
        for i, method_rule in enumerate(holder.model.methods):
            for j, name in enumerate(method_rule.names):
                field = f"methods[{i}].names[{j}]"
                yield from unknown(holder, field, name, loaded.method_names, "method")


def _exceptions(loaded: Loaded) -> Iterator[Fault]:
    codes = {entry.status.code for entry in loaded.entries}
    for holder in holders(loaded):
        exceptions = [
            (f"{key}[{i}].except_codes[{j}]", code)
            for key in ("methods", *_KEYS)
            for i, rule in enumerate(getattr(holder.model, key))
            for j, code in enumerate(rule.except_codes)
        ]
        for field, code in exceptions:
            if isinstance(holder.model, Status):
                yield holder.fault(field, "only a rule of a class leaves out codes", "remove it")
            elif code // 100 != holder.model.digit or code not in codes:
                what = f"there is no {code} in class {holder.model.digit}xx"
                yield holder.fault(field, what, "remove it")


def _conditions(loaded: Loaded) -> Iterator[Fault]:
    for holder in holders(loaded):
        for field, rule in _header_rules(holder):
            if rule.condition is not None and rule.when is None:
                what = f'is missing beside condition = "{rule.condition}"'
                yield holder.fault(f"{field}.when", what, "say the condition in words as well")


def _requests(loaded: Loaded) -> Iterator[Fault]:
    """A rule about the request says what it must or should have carried, never what it may."""
    for holder in holders(loaded):
        for i, rule in enumerate(holder.model.request_headers):
            if rule.level == "may":
                what = '"may" demands nothing of a request'
                yield holder.fault(f"request_headers[{i}].level", what, 'use "must" or "should"')


def _levels(loaded: Loaded) -> Iterator[Fault]:
    """No header field is both demanded and merely permitted."""
    for holder in holders(loaded):
        for key in _KEYS:
            rules = _rules_at(holder, key, enumerate(getattr(holder.model, key)))
            for first, second in combinations(rules, 2):
                yield from _conflict(first, second)
                if first.rule == second.rule:
                    yield holder.fault(second.field, f"says what {first.field} says", "remove it")
    for entry in loaded.entries:
        if of_class := class_of(entry, loaded):
            for key in _KEYS:
                of_key = _inherited(entry, getattr(of_class.model, key))
                inherited = _rules_at(of_class, key, of_key)
                for own in _rules_at(entry, key, enumerate(getattr(entry.status, key))):
                    for rule in inherited:
                        yield from _conflict(rule, own)


def _rules_at(holder: Item[Any], key: str, rules: Iterable[tuple[int, HeaderRule]]) -> list[RuleAt]:
    return [RuleAt(rule, f"{key}[{i}]", holder) for i, rule in rules]


def _header_rules(holder: Item[ResponseClass] | Item[Status]) -> Iterator[tuple[str, HeaderRule]]:
    """Each header rule about the response or the request, with its field."""
    for key in _KEYS:
        for i, rule in enumerate(getattr(holder.model, key)):
            yield f"{key}[{i}]", rule


def _inherited(entry: Entry, rules: Sequence[R]) -> Iterator[tuple[int, R]]:
    """The rules of a class that hold for an entry, each with its index there."""
    for i, rule in enumerate(rules):
        if entry.status.code not in rule.except_codes:
            yield i, rule


def _conflict(first: RuleAt, second: RuleAt) -> Iterator[Fault]:
    """A fault if two rules about the same header field differ in their level."""
    one, two = first.rule, second.rule
    same_thing = set(one.names) == set(two.names) and one.value == two.value
    same_time = (one.condition, one.when) == (two.condition, two.when)
    if same_thing and same_time and (_weakens(one, two) or _weakens(two, one)):
        other = first.field if first.holder is second.holder else f"{first.field} of its class"
        yield second.holder.fault(
            f"{second.field}.level",
            f'{" or ".join(two.names)} is "{two.level}" here and "{one.level}" in {other}',
            "keep one of the two, or say when each holds",
        )


def _weakens(rule: HeaderRule, other: HeaderRule) -> bool:
    """Whether a rule asks for less than another one that holds for all its methods.

    A rule for some methods may ask for more than one for all methods.
    """
    named = bool(rule.methods) and set(rule.methods) <= set(other.methods)
    weaker = _LEVELS.index(rule.level) < _LEVELS.index(other.level)
    return weaker and (named or not other.methods)


def _only_in(loaded: Loaded) -> Iterator[Fault]:
    """A header field with ``only_in`` is in no other codes."""
    only_in = {item.model.name: item.model.only_in for item in loaded.headers if item.model.only_in}
    for entry in loaded.entries:
        for i, rule in enumerate(entry.status.headers):
            for j, name in enumerate(rule.names):
                codes = only_in.get(name, (entry.status.code,))
                if entry.status.code not in codes:
                    what = f"{name} is for {', '.join(map(str, codes))} alone"
                    yield entry.fault(f"headers[{i}].names[{j}]", what, "remove the rule")


def _only_methods(loaded: Loaded) -> Iterator[Fault]:
    """A code that answers only some methods has no rules for others."""
    for entry in loaded.entries:
        only = next((rule for rule in entry.status.methods if _limits(rule)), None)
        for field, rule in _header_rules(entry):
            for i, method in enumerate(rule.methods):
                known = method in loaded.method_names
                if known and only is not None and method not in only.names:
                    what = f"{entry.status.code} is for {', '.join(only.names)} alone"
                    yield entry.fault(f"{field}.methods[{i}]", what, "remove the method")


def _limits(rule: MethodRule) -> bool:
    return rule.rule == "only" and rule.when is None


def _method_rules(loaded: Loaded) -> Iterator[Fault]:
    for holder in holders(loaded):
        for (_, first), (i, second) in combinations(enumerate(holder.model.methods), 2):
            for what in _contradictions(first, second):
                yield holder.fault(f"methods[{i}]", what, "remove one of the two")
    for entry in loaded.entries:
        if of_class := class_of(entry, loaded):
            for _, first in _inherited(entry, of_class.model.methods):
                for i, second in enumerate(entry.status.methods):
                    for what in _contradictions(first, second):
                        remedy = "remove it, or make the code an exception of its class"
                        yield entry.fault(f"methods[{i}]", f"{what} (of its class)", remedy)


def _contradictions(first: MethodRule, second: MethodRule) -> Iterator[str]:
    """What is wrong with two rules of one code, or of a code and its class."""
    if first.when != second.when:
        return
    names: dict[str, set[str]] = {first.rule: {*first.names}, second.rule: {*second.names}}
    if first.rule == second.rule:
        if first.rule == "only" or set(first.names) & set(second.names):
            yield f'another rule says "{first.rule}" already'
        return
    for rule in sorted(names.keys() - {"never"}):
        for name in sorted(names[rule] & names.get("never", set())):
            yield f'{name} is both "{rule}" and "never"'
    for name in sorted(names.get("meant", set()) - names.get("only", names.get("meant", set()))):
        yield f'{name} is "meant", but the only methods are {", ".join(sorted(names["only"]))}'


_RULES: tuple[Callable[[Loaded], Iterator[Fault]], ...] = (
    _known_names,
    _exceptions,
    _conditions,
    _requests,
    _levels,
    _only_in,
    _only_methods,
    _method_rules,
)
