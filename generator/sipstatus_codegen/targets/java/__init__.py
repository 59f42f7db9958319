"""Java: a class of constants that stands alone, and one of what responses mean."""

from __future__ import annotations

from ...language.escaping import json_literal
from ...language.naming import Names, upper_snake
from ..base import Home, Nothing, Option, Output, Target, filters
from . import syntax

_KEYWORDS = (
    "abstract|assert|boolean|break|byte|case|catch|char|class|const|continue|default|do|double"
    "|else|enum|extends|false|final|finally|float|for|goto|if|implements|import|instanceof|int"
    "|interface|java|long|native|new|null|package|private|protected|public|return|short|static"
    "|strictfp|super|switch|synchronized|this|throw|throws|transient|true|try|void|volatile|while"
)
_WORD = rf"(?!(?:{_KEYWORDS})(?:\.|$))[a-z][a-z0-9_]*"

# What the class itself defines in the same case.
_TAKEN = ("FALLBACKS", "SIP_VERSION", "SPEC_DIGEST", "SPEC_VERSION")

TARGET = Target(
    name="java",
    title="Java classes of constants and of what responses mean",
    audience="Java projects, from Java 17 on, and Kotlin. Copy `SipStatus.java`; copy "
    "`SipStatusMeaning.java` for what responses mean. Each class stands alone; `--option "
    "java.package=NAME` puts them into a package of yours.",
    outputs=(
        Output("SipStatus.java", "SipStatus.java.j2"),
        Output("SipStatusMeaning.java", "SipStatusMeaning.java.j2", extra=syntax.variables),
    ),
    options=(Option("package", "sipstatus", "package of the classes", rf"{_WORD}(?:\.{_WORD})*"),),
    homes=tuple(
        Home((marker,), ("src/main/java/sipstatus",), only=("SipStatus.java",))
        for marker in ("pom.xml", "build.gradle", "build.gradle.kts")
    ),
    usage="SipStatus.{}",
    example="Example.java",
    literal=json_literal,
    comment=syntax.COMMENT,
    ident=Names(upper_snake, reserved=_TAKEN),
    nothing=Nothing('""', "0", "null", "null", "null"),
    filters=filters(syntax),
)
