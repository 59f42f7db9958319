"""What holds for a status code when its own entry and that of its class are taken together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...model.facts import (
        DialogEffect,
        Fact,
        HeaderRule,
        MethodRule,
        Note,
        ProxyRule,
        Retry,
    )
    from ...model.registry import Registry, ResponseClass, Status


@dataclass(frozen=True, slots=True)
class Meaning:
    """The facts of a status code, or of a whole response class where ``status`` is None."""

    status: Status | None
    of_class: ResponseClass
    registry: Registry

    @property
    def code(self) -> int:
        """The status code; 0 for a class."""
        return self.status.code if self.status else 0

    @property
    def headers(self) -> tuple[HeaderRule, ...]:
        """The header rules of the code, then those of its class."""
        own = self.status.headers if self.status else ()
        inherited = (r for r in self.of_class.headers if self.code not in r.except_codes)
        return (*own, *inherited)

    @property
    def request_headers(self) -> tuple[HeaderRule, ...]:
        """The request header rules of the code, then those of its class."""
        own = self.status.request_headers if self.status else ()
        inherited = (r for r in self.of_class.request_headers if self.code not in r.except_codes)
        return (*own, *inherited)

    @property
    def methods(self) -> tuple[MethodRule, ...]:
        """The method rules of the code, then those of its class."""
        own = self.status.methods if self.status else ()
        inherited = (r for r in self.of_class.methods if self.code not in r.except_codes)
        return (*own, *inherited)

    @property
    def retry(self) -> Retry | None:
        """What a client may do next: advice for the code stands in for that of its class."""
        return (self.status and self.status.retry) or self.of_class.retry

    @property
    def proxy(self) -> tuple[ProxyRule, ...]:
        """The proxy rules of the code, then those of its class, which say how it is forwarded."""
        own = self.status.proxy if self.status else ()
        forwarded = all(rule.rule != "never_forwarded" for rule in own)
        return (*own, *self.of_class.proxy) if forwarded else own

    @property
    def dialog(self) -> DialogEffect | None:
        """What the response ends: the effect of the code stands in for that of its class."""
        return (self.status and self.status.dialog) or self.of_class.dialog

    @property
    def isup_cause(self) -> int:
        """The ISUP cause, the default one included; 0 for none."""
        if self.status and self.status.isup:
            return self.status.isup.cause or 0
        return self.registry.isup.default_cause if self.registry.isup and self.isup_default else 0

    @property
    def isup_default(self) -> bool:
        """Whether it is the default cause, as nothing is said about the code."""
        own = self.status is not None and self.status.isup is not None
        return self.registry.isup is not None and self.of_class.digit >= 4 and not own

    @property
    def isup_user(self) -> bool:
        """Whether the location of that cause is the user."""
        isup = self.registry.isup
        return (
            isup is not None
            and self.isup_cause != 0
            and self.of_class.digit in isup.user_location_classes
        )

    @property
    def metrics(self) -> Iterator[str]:
        """The metrics that count it in their numerator."""
        for metric in self.registry.metrics:
            in_class = self.of_class.digit in metric.numerator_classes
            left_out = self.code in metric.numerator_except
            if self.code in metric.numerator or (in_class and not left_out):
                yield metric.name

    @property
    def facts(self) -> Iterator[tuple[str, Fact]]:
        """The facts that can be marked, under the names of their marks."""
        status = self.status
        if status and status.generated_by:
            yield "generated_by", status.generated_by
        if self.retry:
            yield "retry", self.retry
        yield from (("proxy", rule) for rule in self.proxy)
        if self.dialog:
            yield "dialog", self.dialog
        if status and status.isup:
            yield "isup", status.isup

    @property
    def notes(self) -> tuple[Note, ...]:
        """Further rules and explanations."""
        return self.status.notes if self.status else ()
