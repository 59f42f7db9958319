"""Java: a class of constants that stands alone, and one of what responses mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language.escaping import Safe, json_literal
from ...language.naming import Identifier, identifier
from ..base import Context, Home, Option, Output, Target
from . import syntax

_KEYWORDS = (
    "abstract|assert|boolean|break|byte|case|catch|char|class|const|continue|default|do|double"
    "|else|enum|extends|false|final|finally|float|for|goto|if|implements|import|instanceof|int"
    "|interface|java|long|native|new|null|package|private|protected|public|return|short|static"
    "|strictfp|super|switch|synchronized|this|throw|throws|transient|true|try|void|volatile|while"
)
_WORD = rf"(?!(?:{_KEYWORDS})(?:\.|$))[a-z][a-z0-9_]*"

# What the class itself defines in the same case.
_TAKEN = ("SIP_VERSION", "SPEC_DIGEST", "SPEC_VERSION")


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    return identifier(name, str, reserved=_TAKEN)


def _constants(context: Context) -> Mapping[str, Any]:
    lines = {s.code: context.registry.status_line(s).decode() for s in context.statuses}
    return {"lines": lines}


def _meaning(context: Context) -> Mapping[str, Any]:
    tables, isup = context.tables, context.registry.isup
    rows = syntax.Rows(tables)
    keys = [status.code for status in context.statuses] + list(tables.of_classes)
    answers = [
        code
        for row in tables.cause_codes
        for code in (row.code, row.user, row.diagnostic, row.user_diagnostic)
    ]
    return {
        "tables": tables,
        "hangup_cause": isup.hangup_cause if isup else 0,
        "meanings": [
            (key, title, syntax.statement("return ", rows.node("meaning", cells)))
            for key, title, cells in zip(keys, tables.titles, tables.meanings, strict=True)
        ],
        "rows": {
            record: [rows.node(record, cells) for cells in found]
            for record, found in (
                *tables.shared.items(),
                ("header_field", tables.headers),
                ("metric_formula", tables.metrics),
            )
        },
        "answers": answers,
        "languages": list(map(json_literal, tables.languages)),
        "profiles": [json_literal(profile.name) for profile in tables.profiles],
    }


TARGET = Target(
    name="java",
    title="Java classes of constants and of what responses mean",
    audience="Java projects, from Java 17 on, and Kotlin. Copy `SipStatus.java`; copy "
    "`SipStatusMeaning.java` for what responses mean. Each class stands alone; `--option "
    "java.package=NAME` puts them into a package of yours.",
    outputs=(
        Output("SipStatus.java", "SipStatus.java.j2", extra=_constants),
        Output("SipStatusMeaning.java", "SipStatusMeaning.java.j2", extra=_meaning),
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
    ident=_ident,
    filters={
        "camel": syntax.camel_name,
        "doc": syntax.doc,
        "enum": syntax.enum,
        "field": syntax.field,
        "filled": syntax.filled,
        "record": syntax.record,
    },
)
