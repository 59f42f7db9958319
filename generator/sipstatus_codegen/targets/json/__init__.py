"""JSON: the resolved spec for programs; JSON Schemas of it, of the spec and of overlays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ...language import layout
from ...language.escaping import SLASHES, json_literal
from ...model import schema
from ...model.base import ClassDigit, Code, Model, Name, Phrase, Prose, Reference
from ...model.facts import (
    CauseMapping,
    Confusion,
    ForkingStep,
    HeaderField,
    Isup,
    Method,
    MetricFormula,
    Note,
    Profile,
    Translation,
)
from ...model.meaning import Meaning, meaning_of_class, meaning_of_code
from ...model.registry import Alias, Limits, Protocol, Registry, ResponseClass, Spec, Status
from ...model.vocabulary import Language, State
from ..base import Context, Output, Target

_SCHEMA = "sip-status-codes.schema.json"
# Facts about the code itself, not about a response with the code.
_TEXTS = {"references", "aliases", "shares_phrase_with", "unverified", "translations"}


class Identity(Spec):
    """Identity of the canonical file, and the digest of what it says."""

    digest: str = Field(
        pattern="^[0-9a-f]{64}$", description="SHA-256 of the resolved spec as canonical JSON."
    )


class ResolvedClass(Model):
    """A response class."""

    digit: ClassDigit
    name: Name
    title: Prose
    summary: Prose
    final: bool = Field(description="Whether a response of the class ends the transaction.")
    fallback: Code = Field(description="Code that an unrecognised code of the class counts as.")
    references: tuple[Reference, ...]
    meaning: Meaning = Field(description="What holds for codes without an entry.")


class ResolvedStatus(Model):
    """A status code."""

    code: Code
    name: Name
    phrase: Phrase
    summary: Prose
    state: State
    response_class: Name = Field(description="Name of the response class.")
    final: bool = Field(description="Whether the response ends the transaction.")
    status_line: str = Field(description="The canonical status-line, with its CRLF.")
    references: tuple[Reference, ...] = ()
    aliases: tuple[Alias, ...] = ()
    shares_phrase_with: tuple[Code, ...] = ()
    unverified: tuple[Prose, ...] = ()
    translations: dict[Language, Translation]
    meaning: Meaning = Field(description="What holds for the code, its class and all responses.")


class ResolvedIsup(Isup):
    """Mapping between status codes and Q.850 causes."""

    causes: tuple[CauseMapping, ...] = Field(description="From cause to status code.")


class ResolvedFile(BaseModel):
    """Layout of ``sip-status-codes.json``: the spec, and what follows from it.

    ``meaning`` has all that holds for a code, the rules of its class and of all responses included:
    readers need not merge them.
    """

    model_config = ConfigDict(extra="forbid")

    comment: str = Field(alias="$comment")
    schema_: str = Field(alias="$schema")
    spec: Identity
    protocol: Protocol
    limits: Limits
    classes: list[ResolvedClass]
    headers: list[HeaderField]
    methods: list[Method]
    selection: list[ForkingStep]
    isup: ResolvedIsup | None = None
    profiles: list[Profile]
    metrics: list[MetricFormula]
    confusions: list[Confusion]
    notes: list[Note]
    statuses: list[ResolvedStatus]


def resolved(context: Context) -> str:
    """The resolved spec; historic codes are flagged by their state."""
    registry = context.registry
    stored = _dump(registry, exclude={"response", "classes", "statuses"})
    return layout.dumps(
        {
            "$comment": "\n".join(context.banner),
            "$schema": _SCHEMA,
            "spec": {**stored.pop("spec"), "digest": registry.digest},
            "protocol": stored.pop("protocol"),
            "limits": stored.pop("limits"),
            "classes": [_class(registry, entry) for entry in registry.classes],
            **stored,
            "statuses": [_status(registry, status) for status in context.statuses],
        }
    )


def _class(registry: Registry, entry: ResponseClass) -> dict[str, Any]:
    own = _dump(entry, include=ResolvedClass.model_fields.keys() - {"meaning"})
    return {**own, "meaning": meaning_of_class(registry, entry).dump()}


def _status(registry: Registry, status: Status) -> dict[str, Any]:
    of_class = registry.response_class(status)
    return {
        **_dump(status, include={"code", "name", "phrase", "summary", "state"}),
        "response_class": of_class.name,
        "final": of_class.final,
        "status_line": registry.status_line(status).decode(),
        **_dump(status, include=_TEXTS),
        "meaning": meaning_of_code(registry, status).dump(),
    }


def _dump(model: BaseModel, **chosen: Any) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_none=True, **chosen)


def _with_banner(context: Context, document: Mapping[str, Any]) -> str:
    return layout.dumps({"$comment": "\n".join(context.banner), **document})


def _resolved_schema(context: Context) -> str:
    return _with_banner(context, schema.schema_of(ResolvedFile, "sipstatus: the resolved spec"))


def _spec_schema(context: Context) -> str:
    return _with_banner(context, schema.spec_schema())


def _overlay_schema(context: Context) -> str:
    return _with_banner(context, schema.overlay_schema())


TARGET = Target(
    name="json",
    title="The resolved spec as JSON, and JSON Schemas",
    audience="Programs and scripts in any language that read the facts at build or run time, and "
    "authors of further generators. `spec.schema.json` and `overlay.schema.json` let an editor "
    "complete and check the TOML files.",
    outputs=(
        Output("sip-status-codes.json", build=resolved),
        Output(_SCHEMA, build=_resolved_schema),
        Output("spec.schema.json", build=_spec_schema),
        Output("overlay.schema.json", build=_overlay_schema),
    ),
    historic=True,
    literal=json_literal,
    comment=SLASHES,
)
