"""C#: a class of constants that stands alone, and one of what responses mean."""

from __future__ import annotations

from ...language.naming import Names, pascal
from ..base import Home, Nothing, Option, Output, Target, filters
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

TARGET = Target(
    name="csharp",
    title="C# classes of constants and of what responses mean",
    audience="C# projects, from C# 6 on. Copy `SipStatus.cs`; copy `SipStatusMeaning.cs` for what "
    "responses mean. Each file stands alone; `--option csharp.namespace=NAME` puts them into a "
    "namespace of yours.",
    outputs=(
        Output("SipStatus.cs", "SipStatus.cs.j2"),
        Output("SipStatusMeaning.cs", "SipStatusMeaning.cs.j2", extra=syntax.variables),
    ),
    options=(Option("namespace", "Sip", "namespace of the classes", rf"{_WORD}(?:\.{_WORD})*"),),
    homes=(Home(("*.csproj",), ("Generated",), only=("SipStatus.cs",)),),
    usage="SipStatus.{}",
    example="example.cs",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    ident=Names(pascal, reserved=_TAKEN),
    class_ident=syntax.word,
    nothing=Nothing('""', "0", "None", "null", "None"),
    filters=filters(syntax),
)
