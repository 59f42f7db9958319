"""What is said about no code in particular as rows of C tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...language.escaping import Safe, c_literal
from .initializers import row
from .nothing import NOWHERE
from .rows import Rows
from .tables import numbers, one, table

if TYPE_CHECKING:
    from ...model.facts import CauseMapping, Confusion, Header, Method, Metric, Note, Selection
    from ...model.registry import Registry


@dataclass(frozen=True, slots=True)
class RegistryRows:
    """Makes the tables of a registry."""

    rows: Rows
    registry: Registry

    def tables(self) -> dict[str, Any]:
        """Name -> table."""
        registry, isup = self.registry, self.registry.isup
        return {
            "header_fields": table(
                map(self._header, registry.headers),
                ('""', '""', "{0}", NOWHERE),
                names=[header.name for header in registry.headers],
                lists=[header.only_in for header in registry.headers],
            ),
            "request_methods": table(
                map(self._method, registry.methods),
                ("0", '""', NOWHERE),
                names=[method.name for method in registry.methods],
            ),
            "selection_steps": table(
                map(self._step, registry.selection),
                ("0", "0", "0", "{0}", "0", NOWHERE),
                lists=[step.codes for step in registry.selection],
            ),
            "confusions": table(
                map(self._confusion, registry.confusions),
                ("{0}", "0", NOWHERE),
                lists=[confusion.codes for confusion in registry.confusions],
            ),
            "general_notes": table(map(self._note, registry.notes), ("0", NOWHERE)),
            "cause_mappings": table(
                map(self._cause, isup.causes if isup else ()), (*"000000", NOWHERE)
            ),
            "metric_formulas": table(
                map(self._metric, registry.metrics),
                (*"000", *["{0}"] * 3, "0", "{0}", "0", NOWHERE),
                lists=[
                    codes
                    for metric in registry.metrics
                    for codes in (
                        metric.numerator,
                        metric.numerator_classes,
                        metric.numerator_except,
                        metric.excluded_classes,
                    )
                ],
            ),
            # From cause to status code, and back.
            "isup_source": one(self.rows.place(isup.source) if isup else NOWHERE),
            "isup_cause_source": one(self.rows.place(isup.cause_source) if isup else NOWHERE),
        }

    def _header(self, header: Header) -> Safe:
        compact = c_literal(header.compact or "")
        place = self.rows.place(header.source)
        return row((c_literal(header.name), compact, numbers(header.only_in), place))

    def _method(self, method: Method) -> Safe:
        bit = self.rows.constant("METHOD", method.name)
        return row((bit, c_literal(method.name), self.rows.place(method.source)))

    def _step(self, step: Selection) -> Safe:
        cells = (
            self.rows.constant("STEP", step.step),
            self.rows.constant("LEVEL", step.level),
            str(step.code or 0),
            numbers(step.codes),
            self.rows.texts.number(step.text),
            self.rows.source(step),
        )
        return row(cells)

    def _confusion(self, confusion: Confusion) -> Safe:
        text = self.rows.texts.number(confusion.text)
        return row((numbers(confusion.codes), text, self.rows.source(confusion)))

    def _note(self, note: Note) -> Safe:
        return row((self.rows.texts.number(note.text), self.rows.source(note)))

    def _cause(self, mapping: CauseMapping) -> Safe:
        detail = self.rows.constant("DETAIL", mapping.condition or "any")
        texts = map(self.rows.texts.number, (mapping.text, mapping.note))
        codes = (str(mapping.code or 0), str(mapping.user_code or 0))
        return row((str(mapping.cause), *codes, detail, *texts, self.rows.source(mapping)))

    def _metric(self, metric: Metric) -> Safe:
        cells = (
            self.rows.constant("METRIC", metric.name),
            self.rows.constant("METHOD", metric.method),
            self.rows.texts.number(metric.title),
            numbers(metric.numerator),
            numbers(metric.numerator_classes),
            numbers(metric.numerator_except),
            self.rows.constant("DENOMINATOR", metric.denominator),
            numbers(metric.excluded_classes),
            self.rows.texts.number(metric.text),
            self.rows.source(metric),
        )
        return row(cells)
