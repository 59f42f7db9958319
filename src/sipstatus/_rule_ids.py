"""Names for the rules of the spec that stay when their wording changes: ``SIP405-allow``.

A name tells where its rule stands: ``SIP405`` for a code, ``SIP4xx`` for a class, ``SIP`` for all
responses.  Then it tells what the rule demands:

- ``-contact``, ``-no-contact``: a header field; of alternatives, the first;
- ``-require-timer``: what its value must hold;
- ``-contact-register``: the methods, if the rule is limited to some;
- ``-request-geolocation``: what the request must have carried;
- ``-only-invite``, ``-never-refer``: the methods that the code may answer, or may not.

If that names two rules, the later one has its condition in its name, too.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from _sipstatus.meaning import CLASS_MEANINGS, MEANINGS, HeaderRule, Meaning, MethodRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Part = Literal["headers", "request_headers", "methods"]
Key: TypeAlias = "tuple[Part, HeaderRule | MethodRule]"
"""A rule, and the part of a :class:`Meaning` in which it stands."""


class Rule(NamedTuple):
    """A rule of the spec."""

    rule_id: str
    code: int | None
    """The code that it stands for, or the digit of the class; None: all responses."""

    part: Part
    demand: HeaderRule | MethodRule


def identifiers(code: int) -> Mapping[Key, str]:
    """The names of the rules for a code from 100 to 699, registered or not."""
    return {key: rule.rule_id for key, rule in _rules_of(code).items()}


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule that demands something, by name, in the order of the codes."""
    rules = [*_common().values()]
    for digit in CLASS_MEANINGS:
        rules += _rules_of_class(digit).values()
    for code in MEANINGS:
        rules += _rules_of(code).values()
    return {rule.rule_id: rule for rule in rules}


def _rules_of(code: int) -> dict[Key, Rule]:
    known = {**_common(), **_rules_of_class(code // 100)}
    if code not in MEANINGS:
        return known
    own = [key for key in _keys(MEANINGS[code]) if key not in known]
    return {**known, **_named(f"SIP{code}", code, own)}


@cache
def _rules_of_class(digit: int) -> dict[Key, Rule]:
    own = [key for key in _keys(CLASS_MEANINGS[digit]) if key not in _common()]
    return _named(f"SIP{digit}xx", digit, own)


@cache
def _common() -> dict[Key, Rule]:
    first, *others = (list(_keys(meaning)) for meaning in CLASS_MEANINGS.values())
    return _named("SIP", None, [key for key in first if all(key in keys for keys in others)])


def _keys(meaning: Meaning) -> Iterator[Key]:
    parts: tuple[Part, ...] = ("headers", "request_headers", "methods")
    for part in parts:
        for rule in getattr(meaning, part):
            if rule.level != "may" and not (isinstance(rule, MethodRule) and rule.rule == "meant"):
                yield part, rule


def _named(scope: str, code: int | None, keys: Sequence[Key]) -> dict[Key, Rule]:
    named: dict[str, Rule] = {}
    rules: dict[Key, Rule] = {}
    for part, demand in keys:
        name = f"{scope}-{_name(part, demand)}"
        if name in named:
            name += f"-{_plain(demand.condition or demand.level)}"
        assert name not in named, f"two rules have the name {name}"
        rules[part, demand] = named[name] = Rule(name, code, part, demand)
    return rules


def _name(part: Part, demand: HeaderRule | MethodRule) -> str:
    if isinstance(demand, MethodRule):
        words = [demand.rule, *demand.names]
    else:
        words = ["request"] if part == "request_headers" else []
        words += ["no"] if demand.level.endswith("_not") else []
        words += [demand.names[0], *([demand.value] if demand.value else []), *demand.methods]
    return _plain("-".join(words))


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower())
