"""Facts as rows of C tables: cells in the order of the struct, and the comment above them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...language.escaping import c_literal
from ...language.naming import Identifier, identifier, upper_snake
from .initializers import bits, braced, row
from .nothing import NOWHERE, Row
from .sources import sources
from .texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...model.base import Reference
    from ...model.facts import Fact, HeaderRule, MethodRule, Retry
    from .initializers import Cell
    from .meaning import Meaning


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes rows; ``prefix`` begins the names of the constants in them."""

    prefix: str
    texts: Texts

    def constant(self, kind: str, name: str) -> str:
        """``SIP_STATUS_RETRY_LATER`` for later."""
        return f"{self.prefix}{kind}_{constant(name)}"

    def flags(self, kind: str, names: Iterable[str]) -> Cell:
        """A set of bits."""
        return bits(self.constant(kind, name) for name in dict.fromkeys(names))

    def place(self, reference: Reference, fact: Fact | None = None) -> Cell:
        """A ``struct sip_status_source``."""
        inferred = fact is not None and fact.basis == "inferred"
        unverified = fact is not None and not fact.verified
        cells = (str(reference.rfc), c_literal(reference.section), flag(inferred), flag(unverified))
        return braced((*cells, self.texts.number(reference.note)))

    def source(self, fact: Fact) -> Cell:
        """The place of a fact, with its marks."""
        return self.place(fact.source, fact)

    def summary(self, meaning: Meaning) -> Row:
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
            flag(dialog is not None and dialog.ends_subscription),
            flag(retry is not None and retry.retry_after),
            str(meaning.isup_cause),
            flag(meaning.isup_user),
            flag(meaning.isup_default),
            self.constant("ISUP_FIRST", (isup and isup.first) or "nothing"),
            self.flags("FACT", (kind for kind, f in meaning.facts if f.basis == "inferred")),
            self.flags("FACT", (kind for kind, f in meaning.facts if not f.verified)),
            str(next((rule.code for rule in meaning.proxy if rule.code), 0)),
            str((retry and retry.without_retry_after) or 0),
            self.flags("BY", made.elements if made else ()),
            self.flags("PROXY_RULE", (rule.rule for rule in meaning.proxy)),
            self.flags("METRIC", meaning.metrics),
            self.flags("RETRY", retry.options if retry else ()),
            *_delays(retry),
        )
        return Row(sources(meaning), row(cells))

    def facts(self, meaning: Meaning) -> Iterator[Row]:
        """The rows of ``struct sip_status_fact``."""
        yield from (self._fact(kind, fact) for kind, fact in meaning.facts)
        if meaning.registry.isup and meaning.isup_default:
            place = self.place(meaning.registry.isup.cause_source)
            yield Row("", row((self.constant("FACT", "isup"), *"000", place)))
        yield from (self._fact("note", note) for note in meaning.notes)
        for text in meaning.status.unverified if meaning.status else ():
            number = self.texts.number(text)
            yield Row("", row((self.constant("FACT", "unverified"), *"00", number, NOWHERE)))
        for reference in meaning.status.references if meaning.status else ():
            place = self.place(reference)
            yield Row("", row((self.constant("FACT", "reference"), *"000", place)))

    def _fact(self, kind: str, fact: Fact) -> Row:
        rule, code = getattr(fact, "rule", ""), getattr(fact, "code", None)
        cells = (
            self.constant("FACT", kind),
            self.constant("PROXY_RULE", rule) if rule else "0",
            str(code or 0),
            self.texts.number(getattr(fact, "text", None)),
            self.source(fact),
        )
        return Row("", row(cells))

    def header_rule(self, rule: HeaderRule) -> Row:
        """A row of ``struct sip_status_header_rule``."""
        condition = rule.condition or ("other" if rule.when else "none")
        cells = (
            braced(self.constant("HEADER", name) for name in rule.names),
            self.constant("LEVEL", rule.level),
            self.constant("CONDITION", condition),
            self.flags("METHOD", rule.methods),
            c_literal(rule.value or ""),
            self.texts.number(rule.when),
            self.source(rule),
        )
        return Row(rule.when or "", row(cells))

    def method_rule(self, rule: MethodRule) -> Row:
        """A row of ``struct sip_status_method_rule``."""
        cells = (
            self.constant("RULE", rule.rule),
            self.constant("LEVEL", rule.level),
            self.flags("METHOD", rule.names),
            self.texts.number(rule.when),
            self.source(rule),
        )
        return Row(rule.when or "", row(cells))


def constant(name: str) -> Identifier:
    """``CALL_ID`` for Call-ID; the argument of the X-macros is dodged."""
    return identifier(name.replace("-", "_").upper(), upper_snake, reserved=("XX",))


def flag(holds: bool) -> str:
    """1 or 0."""
    return str(int(holds))


def _delays(retry: Retry | None) -> Iterator[Cell]:
    """Least and most, in milliseconds, for any client and for the one that made the Call-ID."""
    delay = (retry and retry.delay) or (0, 0)
    for bounds in (delay, (retry and retry.owner_delay) or delay):
        yield braced(str(round(seconds * 1000)) for seconds in bounds)
