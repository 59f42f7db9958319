"""Meaning: what holds for a response by its entry, by its class and as a response, taken together.

Nothing else merges the three.  Targets, runtime and command read the result.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

from pydantic import Field
from pydantic.fields import FieldInfo

from .base import EXPLANATION, Code, Model, Prose
from .facts import (
    UNRESOLVED,
    DialogEffect,
    Fact,
    Generators,
    HeaderRule,
    MethodRule,
    Note,
    ProxyRule,
    Retry,
)
from .registry import Registry, ResponseClass, Rules, Status
from .vocabulary import (
    Cause,
    Condition,
    FirstAttempt,
    Handling,
    Location,
    MetricName,
    Subject,
)


class GatewayCause(Fact):
    """The ISUP cause that a gateway sends for a response (RFC 3398 section 8.2.6.1)."""

    cause: Cause | None = Field(default=None, description="The cause.")
    location: Location | None = Field(
        default=None, description="Where the cause says that it comes from."
    )
    is_default: bool = Field(
        default=False, description="The RFC names no cause for the code: this is the default."
    )
    first: FirstAttempt | None = Field(
        default=None, description="What the gateway tries before it gives up."
    )
    text: Prose | None = None


class Meaning(Model):
    """What a response means and demands: its own facts, its class's, and those of all responses."""

    about: Subject | None = Field(default=None, description="What the response speaks about.")
    generated_by: Generators | None = Field(default=None, description="Who generates it.")
    methods: tuple[MethodRule, ...] = Field(
        default=(), description="Methods that it is limited to, meant for, or never sent to."
    )
    headers: tuple[HeaderRule, ...] = Field(
        default=(), description="Header fields that it must, should or may carry, or not carry."
    )
    request_headers: tuple[HeaderRule, ...] = Field(
        default=(), description="Header fields that a request had to carry to be answered so."
    )
    retry: Retry | None = Field(default=None, description="What a client may do next.")
    handling: tuple[Handling, ...] = Field(default=(), description="What proxies do with it.")
    replaced_by: Code | None = Field(
        default=None, description="The code that goes upstream in its place."
    )
    proxy: Annotated[tuple[ProxyRule, ...], EXPLANATION] = Field(
        default=(), description="How proxies handle it."
    )
    dialog: DialogEffect | None = Field(
        default=None, description="What it ends beside its transaction."
    )
    isup: GatewayCause | None = Field(
        default=None, description="The ISUP cause that a gateway sends for it."
    )
    metrics: tuple[MetricName, ...] = Field(
        default=(), description="The metrics that count it in their numerator."
    )
    notes: Annotated[tuple[Note, ...], EXPLANATION] = Field(
        default=(), description="Further rules and explanations."
    )

    def dump(self) -> dict[str, Any]:
        """The meaning as JSON, without absent values and unresolved fields.

        A rule that many responses have is the same object in the meaning of each.
        """
        rules = {name: list(map(_dumped, getattr(self, name))) for name in Rules.model_fields}
        others = self.model_dump(mode="json", exclude_none=True, exclude={*rules})
        return {
            name: rules.get(name, others.get(name))
            for name in type(self).model_fields
            if name in rules or name in others
        }


class Meanings(NamedTuple):
    """What all responses mean."""

    of_codes: Mapping[int, Meaning]
    """Status code -> meaning, for the codes that have an entry."""
    of_classes: Mapping[int, Meaning]
    """First digit -> meaning of a code of that class that has no entry."""


def resolve(registry: Registry) -> Meanings:
    """The meaning of every code and of every class."""
    return Meanings(
        {status.code: meaning_of_code(registry, status) for status in registry.statuses},
        {entry.digit: meaning_of_class(registry, entry) for entry in registry.classes},
    )


def meaning_of_code(registry: Registry, status: Status) -> Meaning:
    """What a status code means, including all that holds for its class and for all responses."""
    of_class, code = registry.response_class(status), status.code
    proxy = status.proxy
    if all(rule.rule != "never_forwarded" for rule in proxy):
        proxy += of_class.proxy
    return Meaning(
        about=of_class.about,
        generated_by=status.generated_by,
        **_rules(code, status, of_class, registry.response),
        retry=status.retry or of_class.retry,
        **_proxy(proxy),
        dialog=status.dialog or of_class.dialog,
        isup=_cause(registry, of_class, status),
        metrics=tuple(_metrics(registry, of_class, code)),
        notes=status.notes,
    )


def meaning_of_class(registry: Registry, of_class: ResponseClass) -> Meaning:
    """What a status code without an entry means, from its class and all responses alone."""
    return Meaning(
        about=of_class.about,
        **_rules(0, of_class, registry.response),
        retry=of_class.retry,
        **_proxy(of_class.proxy),
        dialog=of_class.dialog,
        isup=_cause(registry, of_class),
        metrics=tuple(_metrics(registry, of_class)),
    )


def resolved_fields(model: type[Model]) -> dict[str, FieldInfo]:
    """The fields that a model of facts has once meanings are resolved."""
    fields = model.model_fields.items()
    return {name: info for name, info in fields if UNRESOLVED not in info.metadata}


def exempt_codes(rule: HeaderRule | MethodRule) -> tuple[int, ...]:
    """The codes for which a rule of a class, or of all responses, does not hold."""
    return rule.except_codes


def _rules(code: int, *holders: Rules) -> dict[str, Any]:
    """The rules of a code, of its class and of all responses that hold for it; 0: no entry."""
    return {
        name: tuple(
            _resolved(rule)
            for holder in holders
            for rule in getattr(holder, name)
            if code not in rule.except_codes
        )
        for name in Rules.model_fields
    }


@lru_cache(maxsize=4096)
def _dumped(rule: HeaderRule | MethodRule) -> dict[str, Any]:
    return rule.model_dump(mode="json", exclude_none=True, include={*resolved_fields(type(rule))})


@lru_cache(maxsize=4096)
def _resolved(rule: HeaderRule | MethodRule) -> HeaderRule | MethodRule:
    """A rule as it holds for one code.  A condition in words alone becomes ``Condition.OTHER``."""
    changed: dict[str, object] = {"except_codes": ()} if rule.except_codes else {}
    if rule.when is not None and rule.condition is None:
        changed["condition"] = Condition.OTHER
    return rule.model_copy(update=changed) if changed else rule


def _proxy(rules: tuple[ProxyRule, ...]) -> dict[str, Any]:
    return {
        "proxy": rules,
        "handling": tuple(dict.fromkeys(rule.rule for rule in rules)),
        "replaced_by": next((rule.code for rule in rules if rule.code), None),
    }


def _cause(
    registry: Registry, of_class: ResponseClass, status: Status | None = None
) -> GatewayCause | None:
    """The cause of the code; the default cause for a 4xx to 6xx without one of its own."""
    isup, own = registry.isup, status.isup if status else None
    user = isup is not None and of_class.digit in isup.user_location_classes
    location = Location.USER if user else Location.NETWORK
    if own is not None:
        return GatewayCause(
            **{name: getattr(own, name) for name in type(own).model_fields},
            location=location if own.cause else None,
        )
    if isup is None or of_class.digit < 4:
        return None
    return GatewayCause(
        cause=isup.default_cause,
        location=location,
        is_default=True,
        text="The default: the code has none of its own.",
        source=isup.cause_source,
    )


def _metrics(registry: Registry, of_class: ResponseClass, code: int = 0) -> Iterator[str]:
    for metric in registry.metrics:
        in_class = of_class.digit in metric.numerator_classes
        if code in metric.numerator or (in_class and code not in metric.numerator_except):
            yield metric.name
