"""Facts as rows of C tables: cells in the order of the struct, and the comment above them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...naming import Identifier, identifier, upper_snake
from ...text import Safe, c_literal
from .initializers import bits, braced, row
from .sources import sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...semantics import Fact, HeaderRule, MethodRule, Retry
    from .initializers import Cell
    from .meaning import Meaning


class Row(NamedTuple):
    """A row of a table, and the comment above it, which may be empty."""

    remark: str
    cells: Safe


NO_HEADER_RULE = Row("", Safe('{{0}, 0, 0, 0, 0, 0, "", 0, ""},'))
NO_METHOD_RULE = Row("", Safe('{0, 0, 0, 0, 0, 0, 0, ""},'))


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes rows; ``prefix`` begins the names of the constants in them."""

    prefix: str

    def constant(self, kind: str, name: str) -> str:
        """``SIP_STATUS_RETRY_LATER`` for later."""
        return f"{self.prefix}{kind}_{constant(name)}"

    def flags(self, kind: str, names: Iterable[str]) -> Cell:
        """A set of bits."""
        return bits(self.constant(kind, name) for name in dict.fromkeys(names))

    def facts(self, meaning: Meaning) -> Row:
        """A row of ``struct sip_status_facts``."""
        status = meaning.status
        dialog = meaning.dialog
        isup = status.isup if status else None
        made = status.generated_by if status else None
        retry = meaning.retry
        about = meaning.of_class.about
        cells = (
            str(meaning.code),
            self.constant("ABOUT", about) if about else "0",
            self.constant("EFFECT", dialog.effect if dialog else "unstated"),
            _flag(dialog is not None and dialog.ends_subscription),
            _flag(retry is not None and retry.retry_after),
            str(meaning.isup_cause),
            _flag(meaning.isup_user),
            self.constant("ISUP_FIRST", (isup and isup.first) or "nothing"),
            self.flags("FACT", (name for name, fact in meaning.facts if _inferred(fact))),
            self.flags("FACT", (name for name, fact in meaning.facts if not fact.verified)),
            str(next((rule.code for rule in meaning.proxy if rule.code), 0)),
            str((retry and retry.without_retry_after) or 0),
            self.flags("BY", made.elements if made else ()),
            self.flags("PROXY_RULE", (rule.rule for rule in meaning.proxy)),
            self.flags("METRIC", meaning.metrics),
            self.flags("RETRY", retry.options if retry else ()),
            *_delays(retry),
        )
        return Row(sources(meaning), row(cells))

    def header_rule(self, rule: HeaderRule) -> Row:
        """A row of ``struct sip_status_header_rule``."""
        condition = rule.condition or ("other" if rule.when else "none")
        cells = (
            braced(self.constant("HEADER", name) for name in rule.names),
            self.constant("LEVEL", rule.level),
            self.constant("CONDITION", condition),
            _flag(_inferred(rule)),
            _flag(not rule.verified),
            self.flags("METHOD", rule.methods),
            c_literal(rule.value or ""),
            *_source(rule),
        )
        return Row(rule.when or "", row(cells))

    def method_rule(self, rule: MethodRule) -> Row:
        """A row of ``struct sip_status_method_rule``."""
        cells = (
            self.constant("RULE", rule.rule),
            self.constant("LEVEL", rule.level),
            _flag(rule.when is not None),
            _flag(_inferred(rule)),
            _flag(not rule.verified),
            self.flags("METHOD", rule.names),
            *_source(rule),
        )
        return Row(rule.when or "", row(cells))


def constant(name: str) -> Identifier:
    """``CALL_ID`` for Call-ID; the argument of the X-macros is dodged."""
    return identifier(name.replace("-", "_").upper(), upper_snake, reserved=("XX",))


def _flag(holds: bool) -> str:
    return str(int(holds))


def _inferred(fact: Fact) -> bool:
    return fact.basis == "inferred"


def _delays(retry: Retry | None) -> Iterator[Cell]:
    """Least and most, in milliseconds, for any client and for the one that made the Call-ID."""
    delay = (retry and retry.delay) or (0, 0)
    for bounds in (delay, (retry and retry.owner_delay) or delay):
        yield braced(str(round(seconds * 1000)) for seconds in bounds)


def _source(fact: Fact) -> tuple[str, str]:
    return str(fact.source.rfc), c_literal(fact.source.section)
