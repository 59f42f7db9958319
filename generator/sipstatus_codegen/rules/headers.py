"""Checks header rules and method rules: they use known names and do not contradict each other.

A rule with a condition contradicts only rules with the same condition.  But what is forbidden
without a condition is never demanded or allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations, product
from typing import Any, NamedTuple, TypeVar

from ..faults import Fault
from ..model.facts import HeaderRule, MethodRule
from ..model.registry import ResponseClass, Rules, Status
from ..reading.entries import Entry, Item, Loaded

# Those that forbid and those that do not are compared among themselves: the weaker comes first.
_LEVELS = ("may", "should", "should_not", "must", "must_not")
_KEYS = ("headers", "request_headers")
OWN_RFC = "name an RFC and its section, or make it a note"
R = TypeVar("R", MethodRule, HeaderRule)


class RuleAt(NamedTuple):
    """A header rule, its field, and the code, class or table of all responses that holds it."""

    rule: HeaderRule
    field: str
    holder: Item[Any]


def check_headers(loaded: Loaded) -> Iterator[Fault]:
    """Every fault in the header rules and method rules of codes, classes and all responses."""
    for rule in _RULES:
        yield from rule(loaded)


def unknown(
    item: Item[Any], field: str, name: str, known: Collection[str], table: str
) -> Iterator[Fault]:
    """A fault if a name is missing from its table."""
    if name in known:
        return
    spelled = {word.casefold(): word for word in sorted(known)}
    import difflib  # only for faults

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


def _rule_holders(loaded: Loaded) -> Sequence[Item[Rules]]:
    """What holds for all responses, all classes, then all entries: whatever can hold rules."""
    return [*([loaded.response] if loaded.response else []), *holders(loaded)]


def _above(holder: Item[Rules], loaded: Loaded) -> Iterator[tuple[Item[Rules], str]]:
    """What else holds for an entry or a class, and how a message names it."""
    if isinstance(holder, Entry) and (of_class := class_of(holder, loaded)):
        yield of_class, "its class"
    if loaded.response and holder is not loaded.response:
        yield loaded.response, "all responses"


def _known_names(loaded: Loaded) -> Iterator[Fault]:
    for holder in _rule_holders(loaded):
        for field, rule in _header_rules(holder):
            for key, known, table in (
                ("names", loaded.header_names, "header"),
                ("methods", loaded.method_names, "method"),
                ("except_methods", loaded.method_names, "method"),
            ):
                for i, name in enumerate(getattr(rule, key)):
                    yield from unknown(holder, f"{field}.{key}[{i}]", name, known, table)
        for i, method_rule in enumerate(holder.model.methods):
            for j, name in enumerate(method_rule.names):
                field = f"methods[{i}].names[{j}]"
                yield from unknown(holder, field, name, loaded.method_names, "method")


def _exceptions(loaded: Loaded) -> Iterator[Fault]:
    codes = {entry.status.code for entry in loaded.entries}
    for holder in _rule_holders(loaded):
        of_class = holder.model.digit if isinstance(holder.model, ResponseClass) else None
        exceptions = [
            (f"{key}[{i}].except_codes[{j}]", code)
            for key in Rules.model_fields
            for i, rule in enumerate(getattr(holder.model, key))
            for j, code in enumerate(rule.except_codes)
        ]
        for field, code in exceptions:
            if isinstance(holder.model, Status):
                what = "only a rule of a class or of all responses leaves out codes"
                yield holder.fault(field, what, "remove it")
            elif code not in codes or of_class not in (None, code // 100):
                where = f" in class {of_class}xx" if of_class else ""
                yield holder.fault(field, f"there is no {code}{where}", "remove it")


def _conditions(loaded: Loaded) -> Iterator[Fault]:
    for holder in _rule_holders(loaded):
        for field, rule in _header_rules(holder):
            if rule.condition is not None and rule.when is None:
                what = f'is missing beside condition = "{rule.condition}"'
                yield holder.fault(f"{field}.when", what, "say the condition in words as well")


def _sources(loaded: Loaded) -> Iterator[Fault]:
    """What check_response finds names an RFC and its section."""
    for holder in _rule_holders(loaded):
        for key in Rules.model_fields:
            for i, rule in enumerate(getattr(holder.model, key)):
                if rule.source.document is not None:
                    field = f"{key}[{i}].source.document"
                    yield holder.fault(field, "check_response cites RFCs alone", OWN_RFC)


def _limits_fit(loaded: Loaded) -> Iterator[Fault]:
    """A rule limits its methods in one way, and says what each value must hold."""
    for holder in _rule_holders(loaded):
        for field, rule in _header_rules(holder):
            if rule.methods and rule.except_methods:
                what = "is of no use beside methods"
                yield holder.fault(f"{field}.except_methods", what, "keep one of the two")
            if rule.each and (rule.value is None or rule.level.forbids):
                what = "needs a value that is demanded or allowed"
                yield holder.fault(f"{field}.each", what, "add the value, or remove this")


def _requests(loaded: Loaded) -> Iterator[Fault]:
    """A rule about the request says what it must or should have carried, and nothing else."""
    for holder in _rule_holders(loaded):
        for i, rule in enumerate(holder.model.request_headers):
            if rule.level not in ("must", "should"):
                what = f'"{rule.level}" demands nothing of a request'
                yield holder.fault(f"request_headers[{i}].level", what, 'use "must" or "should"')


def _levels(loaded: Loaded) -> Iterator[Fault]:
    """No header field is both demanded and merely permitted, or both forbidden and not."""
    for key in _KEYS:
        rules_of = {id(holder.model): _rules_at(holder, key) for holder in _rule_holders(loaded)}
        for holder in _rule_holders(loaded):
            rules = rules_of[id(holder.model)]
            for first, second in combinations(rules, 2):
                yield from _conflict(first, second, "", loaded)
                if first.rule == second.rule:
                    yield holder.fault(second.field, f"says what {first.field} says", "remove it")
            for above, whose in _above(holder, loaded):
                for first, second in product(rules_of[id(above.model)], rules):
                    if holder.code is None or holder.code not in first.rule.except_codes:
                        yield from _conflict(first, second, f" of {whose}", loaded)


def _rules_at(holder: Item[Rules], key: str) -> Sequence[RuleAt]:
    """The header rules of a holder about the response or the request."""
    rules: Sequence[HeaderRule] = getattr(holder.model, key)
    return [RuleAt(rule, f"{key}[{i}]", holder) for i, rule in enumerate(rules)]


def _header_rules(holder: Item[Rules]) -> Iterator[tuple[str, HeaderRule]]:
    """Each header rule about the response or the request, with its field."""
    for key in _KEYS:
        for i, rule in enumerate(getattr(holder.model, key)):
            yield f"{key}[{i}]", rule


def _inherited(holder: Item[Rules], rules: Sequence[R]) -> Iterator[tuple[int, R]]:
    """The rules that do not leave out a holder, each with its index."""
    for i, rule in enumerate(rules):
        if holder.code not in rule.except_codes or holder.code is None:
            yield i, rule


def _conflict(first: RuleAt, second: RuleAt, whose: str, loaded: Loaded) -> Iterator[Fault]:
    """A fault if two rules about the same header field differ in their level."""
    one, two = first.rule, second.rule
    if not {*one.names} & {*two.names}:
        return
    if one.level.forbids != two.level.forbids:
        clash = _excludes(*((one, two) if one.level.forbids else (two, one)), loaded)
    else:
        same_thing = set(one.names) == set(two.names) and one.value == two.value
        same_time = (one.condition, one.when) == (two.condition, two.when)
        clash = same_thing and same_time and one.each == two.each
        clash = clash and (_weakens(one, two, loaded) or _weakens(two, one, loaded))
    if clash:
        yield second.holder.fault(
            f"{second.field}.level",
            f'{" or ".join(two.names)} is "{two.level}" here and "{one.level}" in '
            f"{first.field}{whose}",
            "keep one of the two, or say when each holds",
        )


def _excludes(ban: HeaderRule, demand: HeaderRule, loaded: Loaded) -> bool:
    """Whether a rule forbids all that another one demands or permits, for one of its methods."""
    always = ban.condition is None and ban.when is None
    same_time = always or (ban.condition, ban.when) == (demand.condition, demand.when)
    same_thing = set(demand.names) <= set(ban.names) and ban.value in (None, demand.value)
    return same_thing and same_time and bool(_methods(ban, loaded) & _methods(demand, loaded))


def _weakens(rule: HeaderRule, other: HeaderRule, loaded: Loaded) -> bool:
    """Whether a rule asks for less than another one that holds for all its methods.

    A rule for some methods may ask for more than one for all methods.
    """
    weaker = _LEVELS.index(rule.level) < _LEVELS.index(other.level)
    return weaker and _methods(rule, loaded) <= _methods(other, loaded)


def _methods(rule: HeaderRule, loaded: Loaded) -> set[str]:
    """The methods that a rule is about; "" stands for those that are in no table."""
    return {*(rule.methods or [*loaded.method_names, ""])} - {*rule.except_methods}


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
    for holder in _rule_holders(loaded):
        for i, rule in enumerate(holder.model.methods):
            if rule.level.forbids:
                what = f'"{rule.level}" is for header fields'
                yield holder.fault(f"methods[{i}].level", what, 'say rule = "never"')
        for (_, first), (i, second) in combinations(enumerate(holder.model.methods), 2):
            for what in _contradictions(first, second):
                yield holder.fault(f"methods[{i}]", what, "remove one of the two")
        for above, whose in _above(holder, loaded):
            for _, first in _inherited(holder, above.model.methods):
                for i, second in enumerate(holder.model.methods):
                    for what in _contradictions(first, second):
                        remedy = f"remove it, or make the code an exception of {whose}"
                        yield holder.fault(f"methods[{i}]", f"{what} (of {whose})", remedy)


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
    _sources,
    _limits_fit,
    _requests,
    _levels,
    _only_methods,
    _method_rules,
)
