"""Python: the package of enums, lookups and facts that the ``sipstatus`` runtime stands on."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from typing import Any

from ...language.escaping import HASH, Safe, python_literal
from ...language.naming import Identifier, identifier, upper_snake
from ..base import Consumer, Context, Option, Output, Target
from .layout import docstring, string
from .tables import definer, field_lines, left_out

# Enum keeps these for itself; all else that is upper-case and no keyword may be a member.
_RESERVED = frozenset(word for word in keyword.kwlist if word.isupper())

_PACKAGE = "_sipstatus"
_NAME = rf"(?!(?:{'|'.join(keyword.kwlist)})\b)[A-Za-z_][A-Za-z0-9_]*"


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    return identifier(name, upper_snake, reserved=_RESERVED)


def _home(package: Safe) -> Safe:
    """The module from which programs import the enums of a package."""
    return Safe("sipstatus") if package == _PACKAGE else package


def _extra(context: Context) -> Mapping[str, Any]:
    return {
        "define": definer(context),
        "public": context.options["public"] or _home(context.options["package"]),
        "fields": field_lines,
        "translated": any(status.fact.translations for status in context.statuses),
        "translated_historic": any(status.translations for status in left_out(context)),
        "member_docs": {
            status.code: " ".join(
                [
                    f"{status.code} {status.phrase}.",
                    status.summary,
                    f"Defined in {status.references[0]}." if status.references else "",
                ]
            )
            for status in context.statuses
        },
        "alias_docs": {
            alias.name: f"Former name of {status.ident} ({alias.source})."
            for status in context.statuses
            for alias in status.named_aliases
        },
    }


TARGET = Target(
    name="python",
    title="Python enums, lookups and facts (typed package)",
    audience="The `sipstatus` distribution itself; with `--option python.package=NAME` also Python "
    "projects that want the tables without the parser.",
    outputs=(
        Output("{package}/__init__.py", "__init__.py.j2"),
        Output("{package}/codes.py", "codes.py.j2"),
        Output("{package}/status_code.py", "status_code.py.j2"),
        Output("{package}/response_class.py", "response_class.py.j2"),
        Output("{package}/facts.py", "facts.py.j2"),
        Output("{package}/source.py", "source.py.j2"),
        Output("{package}/semantics.py", "semantics.py.j2"),
        Output("{package}/registry.py", "registry.py.j2"),
        Output("{package}/languages.py", "languages.py.j2"),
        Output("{package}/historic.py", "historic.py.j2"),
        Output("{package}/py.typed", "py.typed.j2"),
    ),
    options=(
        Option("package", _PACKAGE, "name of the package", _NAME),
        Option(
            "public",
            "",
            "module that the enums say they are from (pickles and repr use it); if empty: the "
            f"package, but sipstatus for {_PACKAGE}",
            rf"({_NAME}(\.{_NAME})*)?",
        ),
    ),
    literal=python_literal,
    comment=HASH,
    ident=_ident,
    class_ident=_ident,
    extra=_extra,
    filters={"docstring": docstring, "string": string},
    consumer=Consumer(
        {f"{name}.py": f"{name}.py.j2" for name in ("dump", "semantics_dump", "facts_dump")},
        (("python", "-W", "error", "{main}"),),
        {"PYTHONUTF8": "1"},
    ),
)
