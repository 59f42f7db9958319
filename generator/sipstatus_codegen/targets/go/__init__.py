"""Go: a package of constants and lookups that never fail, and one of what responses mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language.escaping import Safe
from ...language.naming import Identifier, Names
from ..base import Context, Home, Option, Output, Target, filters
from . import syntax
from .syntax import STYLE

_KEYWORDS = (
    "break|case|chan|const|continue|default|defer|else|fallthrough|for|func|go|goto|if|import"
    "|interface|map|package|range|return|select|struct|switch|type|var"
)

# Packages of these names cannot be imported, or are passed over by the go command.
_MEANINGFUL = "main|init|documentation"


def _about(context: Context) -> Mapping[Identifier, str]:
    """The doc comments of constants by identifier.

    A comment begins with the name it is about; nothing of the spec can begin a paragraph, where it
    could become a heading or a deprecation.
    """
    about: dict[Identifier, str] = {}
    for constant in context.constants:
        doc = constant.doc
        if current := constant.current:
            doc = f"{doc[0].lower()}{doc[1:].replace(current, f'[{current}]', 1)}"
            doc = f"the {doc}" if constant.former else doc
        about[constant.ident] = f"{constant.ident} is {doc}"
    for entry in context.registry.classes:
        ident = context.class_idents[entry.name]
        about[ident] = f"{ident} is {entry.doc}"
    return about


def _constants(context: Context) -> Mapping[str, Any]:
    typed = context.options["constants"] == "typed"
    return {
        "about": _about(context),
        "typed": typed,
        "type": Safe("StatusCode" if typed else "int"),
        "of_type": Safe(" StatusCode" if typed else ""),
        "a_code": Safe("any int" if typed else "an int"),
    }


def _meaning(context: Context) -> Mapping[str, Any]:
    tables = context.tables
    spelled = syntax.GoRows(tables)
    profiles = (tables.rfc3398, *tables.profiles)
    rows = {
        name: [spelled.row(name, cells) for cells in rows] for name, rows in tables.rows.items()
    }
    phrases = [
        [syntax.literal(texts.get(status.code, "")) for status in context.statuses]
        for texts in tables.languages.values()
    ]
    return {
        "tables": tables,
        "rows": rows,
        "vocabularies": [*tables.vocabularies.values(), syntax.profiles(tables)],
        "codes": [status.code for status in context.statuses],
        "shared": [(Safe(literal), variable) for literal, variable in spelled.shared.items()],
        "causes": [syntax.numbers(profile.causes) for profile in profiles],
        "cause_rows": [syntax.numbers(profile.codes) for profile in profiles],
        "languages": Safe(", ".join(map(syntax.literal, tables.languages))),
        "phrases": map(syntax.numbers, phrases),
    }


TARGET = Target(
    name="go",
    title="Go package of constants and lookups, and what responses mean (module)",
    audience="Go projects. Copy `status.go` into a folder of your own module: its constants are "
    "untyped and fit every int (`--option go.constants=typed` gives them a type). Copy "
    "`meaning/` for what responses mean; it needs nothing else. Or take the folder as a module: "
    "`--option go.module=PATH` names it after the place you keep it in.",
    outputs=(
        Output("status.go", "status.go.j2", extra=_constants),
        Output("meaning/meaning.go", "meaning.go.j2", extra=_meaning),
        Output("go.mod", "go.mod.j2"),
    ),
    options=(
        Option(
            "package",
            "sipstatus",
            "name of the package",
            rf"(?!(?:{_KEYWORDS}|{_MEANINGFUL})$|.*_test$)[a-z][a-z0-9_]*",
        ),
        Option(
            "module",
            "sipstatus",
            "path of the module, by which others import the packages",
            r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:/[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)*",
        ),
        Option("constants", "untyped", "whether status codes have a type", "untyped|typed"),
    ),
    usage="{package}.{}",
    homes=(Home(("go.mod",), ("internal/sipstatus",), only=("status.go",)),),
    example="example.go",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    # Of the packages' other names only these begin with the prefixes.
    ident=Names(STYLE, prefix="Status", reserved=["StatusCode", "StatusLine"]),
    class_ident=Names(STYLE, prefix="Class", reserved=["ClassTitle"]),
    filters=filters(syntax),
)
