"""JSON: the resolved spec for programs; JSON Schemas of it, of the spec and of overlays."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ...language import layout
from ...language.escaping import SLASHES, json_literal
from ...model.base import ClassDigit, Code, Model, Name, Phrase, Prose, Reference
from ...model.facts import (
    CauseMapping,
    Confusion,
    ForkingStep,
    HeaderField,
    HeaderRule,
    Isup,
    Method,
    MethodRule,
    MetricFormula,
    Note,
    Profile,
    Translation,
)
from ...model.headings import heading
from ...model.meaning import Meaning, resolved_fields
from ...model.project import ProjectFile
from ...model.registry import (
    Alias,
    Limits,
    OverlayFile,
    Protocol,
    ResponseClass,
    Spec,
    SpecFile,
    Status,
)
from ...model.schema import schemas_of
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


class ResolvedReference(Reference):
    """Where a fact is written: an RFC and a section of it, or a document that is no RFC."""

    heading: str | None = Field(
        default=None, description="Heading of the section; absent if it is not known."
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
    document = {
        "$comment": "\n".join(context.banner),
        "$schema": _SCHEMA,
        "spec": {**stored.pop("spec"), "digest": registry.digest},
        "protocol": stored.pop("protocol"),
        "limits": stored.pop("limits"),
        "classes": [_class(context, entry) for entry in registry.classes],
        **stored,
        "statuses": [_status(context, status) for status in context.statuses],
    }
    return layout.dumps(_with_headings(document, {}))


def _with_headings(value: Any, done: dict[int, dict[str, Any]]) -> Any:
    """A part of the document, with the heading beside the number of each section.

    ``done`` has what became of its objects: one that is in it several times stays one.
    """
    if isinstance(value, list):
        return [_with_headings(item, done) for item in value]
    if not isinstance(value, dict):
        return value
    if id(value) not in done:
        done[id(value)] = {key: _with_headings(item, done) for key, item in value.items()}
        if "rfc" in value:
            known = heading(value["rfc"], value["section"])
            where = {"rfc": value["rfc"], "section": value["section"]}
            done[id(value)] = {**where, **({"heading": known} if known else {}), **value}
    return done[id(value)]


def _class(context: Context, entry: ResponseClass) -> dict[str, Any]:
    own = _dump(entry, include=ResolvedClass.model_fields.keys() - {"meaning"})
    return {**own, "meaning": context.meanings.of_classes[entry.digit].dump()}


def _status(context: Context, status: Status) -> dict[str, Any]:
    registry = context.registry
    of_class = registry.response_class(status)
    return {
        **_dump(status, include={"code", "name", "phrase", "summary", "state"}),
        "response_class": of_class.name,
        "final": of_class.final,
        "status_line": registry.status_line(status).decode(),
        **_dump(status, include=_TEXTS),
        "meaning": context.meanings.of_codes[status.code].dump(),
    }


def _dump(model: BaseModel, **chosen: Any) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_none=True, **chosen)


@cache
def _schemas() -> Mapping[type[BaseModel], Mapping[str, Any]]:
    return schemas_of(
        {
            ResolvedFile: "sipstatus: the resolved spec",
            ResolvedReference: Reference.__name__,
            SpecFile: "sipstatus: the canonical spec",
            OverlayFile: "sipstatus: an overlay",
            ProjectFile: "sipstatus: what a project generates",
        }
    )


def _schema(context: Context, model: type[BaseModel]) -> str:
    return layout.dumps({"$comment": "\n".join(context.banner), **_schemas()[model]})


def _resolved_schema(context: Context) -> str:
    """The schema of the resolved spec: rules lack what resolving has used up, sources have more."""
    definitions = {name: dict(it) for name, it in _schemas()[ResolvedFile]["$defs"].items()}
    for rule in (HeaderRule, MethodRule):
        known, kept = definitions[rule.__name__]["properties"], resolved_fields(rule)
        definitions[rule.__name__]["properties"] = {name: known[name] for name in kept}
    of_source = _schemas()[ResolvedReference]
    definitions[Reference.__name__]["properties"] = of_source["properties"]
    file = {**_schemas()[ResolvedFile], "$defs": definitions}
    return layout.dumps({"$comment": "\n".join(context.banner), **file})


TARGET = Target(
    name="json",
    title="The resolved spec as JSON, and JSON Schemas",
    audience="Programs and scripts in any language that read the facts at build or run time, and "
    "authors of further generators. `spec.schema.json`, `overlay.schema.json` and "
    "`sipstatus.schema.json` let an editor complete and check the TOML files.",
    outputs=(
        Output("sip-status-codes.json", build=resolved),
        Output(_SCHEMA, build=_resolved_schema),
        Output("spec.schema.json", build=partial(_schema, model=SpecFile)),
        Output("overlay.schema.json", build=partial(_schema, model=OverlayFile)),
        Output("sipstatus.schema.json", build=partial(_schema, model=ProjectFile)),
    ),
    historic=True,
    literal=json_literal,
    comment=SLASHES,
)
