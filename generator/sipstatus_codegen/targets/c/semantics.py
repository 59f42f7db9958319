"""The tables of ``sip_status_semantics.h``, laid out for its templates.

A table has a row for nothing, one for each status code, and one for each response class, which is
what a code without a row of its own gets.  Where a row may have several entries, the entries that
differ stand in one table, and a list says which of them belong to which row.
"""

from __future__ import annotations

from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

from ...language.escaping import Safe
from . import languages, profiles
from .initializers import numbers
from .meaning import Meaning
from .nothing import NO_FACT, NO_HEADER_RULE, NO_METHOD_RULE, Row
from .registry_rows import RegistryRows
from .rows import Rows
from .sources import where
from .texts import Texts

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from ...model.facts import Isup
    from ..base import Context

# Of an int, wherever SIP is spoken.
_BITS = 31


def variables(context: Context) -> dict[str, Any]:
    """The template variables of ``sip_status_semantics.h``."""
    registry = context.registry
    meanings = [
        *(Meaning(s.fact, registry.response_class(s.fact), registry) for s in context.statuses),
        *(Meaning(None, of_class, registry) for of_class in registry.classes),
    ]
    texts = Texts()
    rows = Rows(context.options["prefix"], texts)
    headers = [meaning.headers for meaning in meanings]
    requests = [meaning.request_headers for meaning in meanings]
    every_header = [*chain(*headers, *requests)]
    methods = [meaning.methods for meaning in meanings]
    changes = [meaning.retry.change if meaning.retry else () for meaning in meanings]
    if max(len(registry.methods), len(registry.metrics)) > _BITS:
        raise ValueError(f"more than {_BITS} methods or metrics, which are bits of an int here")
    return {
        # A fingerprint of the codes, which the preprocessor can compute.
        "squares": sum(status.code**2 for status in context.statuses),
        "where": where,
        "header_size": _size(header.name for header in registry.headers),
        "section_size": _size(_sections(registry.model_dump())),
        "summaries": [rows.summary(meaning) for meaning in meanings],
        "facts": _lists([rows.facts(meaning) for meaning in meanings], NO_FACT),
        "changes": _lists(changes, "") | {"size": _size(chain(*changes))},
        "header_rule": {
            "names": 1 + max((len(rule.names) for rule in every_header), default=0),
            "value": _size(rule.value or "" for rule in every_header),
        },
        "rule_tables": (
            _table("header", "header", [map(rows.header_rule, rules) for rules in headers]),
            _table("request", "header", [map(rows.header_rule, rules) for rules in requests]),
            _table("method", "method", [map(rows.method_rule, rules) for rules in methods]),
        ),
        "isup": _isup(registry.isup),
        **RegistryRows(rows, registry).tables(),
        **profiles.variables(context),
        **languages.variables(context),
        # Last, when all rows have named theirs.
        "texts": tuple(texts.numbers),
    }


def _table(name: str, struct: str, rows: Sequence[Iterable[Row]]) -> dict[str, Any]:
    """What a function ``name_rule_at`` looks up: rows of ``struct struct_rule``."""
    nothing = NO_METHOD_RULE if struct == "method" else NO_HEADER_RULE
    return _lists(rows, nothing) | {"name": Safe(name), "struct": Safe(struct)}


def _sections(value: object) -> Iterator[str]:
    """Every section that something in the registry is written in."""
    if isinstance(value, dict):
        if "section" in value:
            yield value["section"]
        value = tuple(value.values())
    if isinstance(value, tuple | list):
        for item in value:
            yield from _sections(item)


def _size(texts: Iterable[str]) -> int:
    """Octets that hold each of the texts with a NUL behind it."""
    return 1 + max((len(text.encode()) for text in texts), default=0)


def _lists(rows: Sequence[Iterable[Hashable]], nothing: Hashable) -> dict[str, Any]:
    """The entries that differ, and which of them belong to which row; row 0 has none.

    An array of C is never empty: where there are no entries, ``nothing`` stands for one.
    """
    places: dict[Hashable, int] = {}
    listed = [[places.setdefault(entry, len(places)) for entry in entries] for entries in rows]
    return {
        "entries": list(places) or [nothing],
        "list": list(numbers(list(chain(*listed)) or [0])),
        "begins": list(numbers([0, 0, *accumulate(map(len, listed))])),
    }


def _isup(isup: Isup | None) -> dict[str, Any]:
    """From cause to status code; 0 is the answer to causes that no response answers."""
    rows = isup.causes if isup else ()
    plain = [row for row in rows if row.condition != "with_diagnostic"]
    with_diagnostic = [row for row in rows if row.condition == "with_diagnostic"]
    named = {row.cause: (row.code or 0, row.text) for row in plain}
    unnamed = {row.cause: (0, row.text) for row in with_diagnostic}
    unnamed |= dict.fromkeys(isup.untranslatable if isup else (), (0, "No response"))
    answers: dict[int, dict[int, str]] = {}
    for cause, (code, text) in (unnamed | named).items():
        answers.setdefault(code, {})[cause] = text
    return {
        "hangup_cause": isup.hangup_cause if isup else 0,
        "default_cause": isup.default_cause if isup else 0,
        "default_code": isup.default_code if isup else 0,
        "answers": {code: dict(sorted(causes.items())) for code, causes in sorted(answers.items())},
        "with_diagnostic": with_diagnostic,
        "with_user": [row for row in plain if row.user_code],
    }
