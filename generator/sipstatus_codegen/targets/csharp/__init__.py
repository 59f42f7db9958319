"""C#: a class of constants that stands alone, and one of what responses mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ...language.blocks import filled, inline, rows
from ...language.naming import Names, pascal
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


def _meaning(context: Context) -> Mapping[str, Any]:
    return syntax.CSharpRows(context.tables).variables()


TARGET = Target(
    name="csharp",
    title="C# classes of constants and of what responses mean",
    audience="C# projects, from C# 6 on. Copy `SipStatus.cs`; copy `SipStatusMeaning.cs` for what "
    "responses mean. Each file stands alone; `--option csharp.namespace=NAME` puts them into a "
    "namespace of yours.",
    outputs=(
        Output("SipStatus.cs", "SipStatus.cs.j2"),
        Output("SipStatusMeaning.cs", "SipStatusMeaning.cs.j2", extra=_meaning),
    ),
    options=(Option("namespace", "Sip", "namespace of the classes", rf"{_WORD}(?:\.{_WORD})*"),),
    homes=(Home(("*.csproj",), ("Generated",), only=("SipStatus.cs",)),),
    usage="SipStatus.{}",
    example="example.cs",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    ident=Names(pascal, reserved=_TAKEN),
    class_ident=syntax.word,
    filters={
        "doc": syntax.doc,
        "enumerators": syntax.enumerators,
        "explained": syntax.explained,
        "filled": partial(filled, "{}"),
        "initial": syntax.initial,
        "listed": partial(inline, "{}"),
        "name": syntax.name,
        "rows": partial(rows, "{}"),
        "type": syntax.types,
    },
)
