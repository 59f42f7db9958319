"""JSON: the resolved spec for programs, and the JSON Schemas of it, of the spec and of overlays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ...language import layout
from ...language.escaping import SLASHES, Safe, json_literal
from ...language.naming import Identifier, identifier, upper_snake
from ...model import schema
from ...model.facts import (
    CauseMapping,
    Confusion,
    Header,
    Isup,
    Method,
    Metric,
    Note,
    Profile,
    Selection,
)
from ...model.registry import Limits, Protocol, Registry, ResponseClass, Spec, Status
from ...model.vocabulary import Cause
from ..base import Context, Output, Target

_SCHEMA = "sip-status-codes.schema.json"


class _Identity(Spec):
    digest: str = Field(
        pattern="^[0-9a-f]{64}$", description="SHA-256 of the resolved spec as canonical JSON."
    )


class _Resolved(Status):
    response_class: str = Field(description="Name of the response class.")
    final: bool = Field(description="Whether the response ends the transaction.")
    status_line: str = Field(description="The canonical status-line, with its CRLF.")
    isup_cause: Cause | None = Field(
        default=None,
        description="ISUP cause that a gateway sends, the default included; absent: not mapped.",
    )


class _Isup(Isup):
    causes: tuple[CauseMapping, ...] = Field(description="From cause to status code.")


class ResolvedFile(BaseModel):
    """Layout of ``sip-status-codes.json``: the spec, with what follows from it written out."""

    model_config = ConfigDict(extra="forbid")

    comment: str = Field(alias="$comment")
    schema_: str = Field(alias="$schema")
    spec: _Identity
    protocol: Protocol
    limits: Limits
    classes: list[ResponseClass]
    headers: list[Header]
    methods: list[Method]
    selection: list[Selection]
    isup: _Isup | None = None
    profiles: list[Profile]
    metrics: list[Metric]
    confusions: list[Confusion]
    notes: list[Note]
    statuses: list[_Resolved]


def resolved(context: Context) -> str:
    """The resolved spec, derived facts included; historic codes are flagged by their state."""
    registry: Registry = context.registry
    stored = registry.model_dump(mode="json", exclude_none=True)
    statuses = []
    for status in context.statuses:
        response_class = registry.response_class(status.fact)
        cause = registry.isup_cause(status.fact)
        statuses.append(
            {
                **status.fact.model_dump(mode="json", exclude_none=True),
                "response_class": response_class.name,
                "final": response_class.final,
                "status_line": status.line.decode(),
                **({} if cause is None else {"isup_cause": cause}),
            }
        )
    return layout.dumps(
        {
            "$comment": "\n".join(context.banner),
            "$schema": _SCHEMA,
            **stored,
            "spec": {**stored["spec"], "digest": context.digest},
            "statuses": statuses,
        }
    )


def _with_banner(context: Context, document: Mapping[str, Any]) -> str:
    return layout.dumps({"$comment": "\n".join(context.banner), **document})


def _resolved_schema(context: Context) -> str:
    return _with_banner(context, schema.of(ResolvedFile, "sipstatus: the resolved spec"))


def _spec_schema(context: Context) -> str:
    return _with_banner(context, schema.spec_schema())


def _overlay_schema(context: Context) -> str:
    return _with_banner(context, schema.overlay_schema())


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    return identifier(name, upper_snake)


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
    ident=_ident,
    class_ident=_ident,
)
