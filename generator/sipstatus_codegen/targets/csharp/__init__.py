"""C#: a class of constants that stands alone, and one of what responses mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language.escaping import Safe
from ...language.naming import Identifier, identifier, pascal
from ..base import Context, Home, Option, Output, Target
from . import syntax

# Other members of the class, of every object, and the name of the class.
_TAKEN = (
    *("SpecVersion", "SpecDigest", "SipVersion", "ReasonPhrase", "StatusLine", "FallbackCode"),
    *("ClassOf", "ResponseClass", "IsProvisional", "IsFinal", "IsSuccess", "IsRedirection"),
    *("IsRequestFailure", "IsServerFailure", "IsGlobalFailure", "SipStatus"),
    *("Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals"),
    "ToString",
)
# Capitalized words are no keywords of the language.
_WORD = r"[A-Z][A-Za-z0-9_]*"


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    return identifier(name, pascal, reserved=_TAKEN)


def _class_ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    return identifier(name, pascal, reserved=("None",))


def _constants(context: Context) -> Mapping[str, Any]:
    lines = {s.code: context.registry.status_line(s).decode() for s in context.statuses}
    return {"lines": lines}


def _meaning(context: Context) -> Mapping[str, Any]:
    tables, isup = context.tables, context.registry.isup
    rows = syntax.Rows(tables)
    meanings = [rows.row("meaning", cells) for cells in tables.meanings]
    return {
        "tables": tables,
        "hangup_cause": isup.hangup_cause if isup else 0,
        "meanings": zip(tables.titles, meanings, strict=True),
        "row": rows.row,
        "profiles": [profile.name for profile in tables.profiles],
        "cause_rows": [tables.cause_rows, *(profile.codes for profile in tables.profiles)],
    }


TARGET = Target(
    name="csharp",
    title="C# classes of constants and of what responses mean",
    audience="C# projects, from C# 6 on. Copy `SipStatus.cs`; copy `SipStatusMeaning.cs` for what "
    "responses mean. Each file stands alone; `--option csharp.namespace=NAME` puts them into a "
    "namespace of yours.",
    outputs=(
        Output("SipStatus.cs", "SipStatus.cs.j2", extra=_constants),
        Output("SipStatusMeaning.cs", "SipStatusMeaning.cs.j2", extra=_meaning),
    ),
    options=(Option("namespace", "Sip", "namespace of the classes", rf"{_WORD}(?:\.{_WORD})*"),),
    homes=(Home(("*.csproj",), ("Generated",), only=("SipStatus.cs",)),),
    usage="SipStatus.{}",
    example="example.cs",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    ident=_ident,
    class_ident=_class_ident,
    filters={
        "class": syntax.record,
        "doc": syntax.doc,
        "enum": syntax.enum,
        "filled": syntax.filled,
        "name": syntax.name,
        "words": syntax.words,
    },
)
