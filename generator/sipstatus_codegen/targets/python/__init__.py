"""Python: a package of enums, lookups and facts, which the ``sipstatus`` runtime is built on."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Mapping
from typing import Any

from ...language.escaping import HASH, Safe, python_literal
from ...language.naming import Names, upper_snake
from ..base import Context, Home, Option, Output, Target
from . import syntax
from .layout import docstring

# Keywords cannot be members of an enum; all other upper-case names can.
_RESERVED = frozenset(word for word in keyword.kwlist if word.isupper())

_PACKAGE = "_sipstatus"
_NAME = rf"(?!(?:{'|'.join(keyword.kwlist)})\b)[A-Za-z_][A-Za-z0-9_]*"


def _home(package: Safe) -> Safe:
    """The module from which programs import the enums of a package."""
    return Safe("sipstatus") if package == _PACKAGE else package


def _enums(context: Context) -> Mapping[str, Any]:
    idents = context.idents
    about = {}
    for status in context.statuses:
        defined = f"Defined in {status.references[0]}." if status.references else ""
        about[status.name] = f"{status.code} {status.phrase}. {status.summary} {defined}".rstrip()
        for name, alias in status.named_aliases:
            about[name] = alias.doc(idents[status.name])
    public = context.options["public"] or _home(context.options["package"])
    return {"about": about, "public": public}


def _lookups(context: Context) -> Mapping[str, Any]:
    line = context.registry.status_line
    return {"octets": {status.code: line(status) for status in context.statuses}}


def _module(
    tables: Callable[[Context], Mapping[str, object]],
) -> Callable[[Context], Mapping[str, Any]]:
    """The variables of a module of tables: ``define`` writes a table, ``fields`` a record."""

    def variables(context: Context) -> Mapping[str, Any]:
        found = tables(context)

        def define(name: str, annotation: str = "") -> Safe:
            return syntax.define(found[name], name, annotation)

        return {
            "define": define,
            "fields": syntax.field_lines,
            "records": syntax.records(),
            "translated": any(status.translations for status in context.statuses),
            "translated_historic": any(s.translations for s in syntax.omitted(context)),
        }

    return variables


_OUTPUTS = (
    Output("{package}/__init__.py", "__init__.py.j2"),
    Output("{package}/codes.py", "codes.py.j2", extra=_lookups),
    Output("{package}/status_code.py", "status_code.py.j2", extra=_enums),
    Output("{package}/response_class.py", "response_class.py.j2", extra=_enums),
    Output("{package}/source.py", "source.py.j2"),
    Output("{package}/headings.py", "headings.py.j2", extra=_module(syntax.headings)),
    Output("{package}/facts.py", "facts.py.j2", extra=_module(syntax.facts_of_codes)),
    Output("{package}/meaning.py", "meaning.py.j2", extra=_module(syntax.meanings)),
    Output("{package}/registry.py", "registry.py.j2", extra=_module(syntax.registry)),
    Output("{package}/languages.py", "languages.py.j2", extra=_module(syntax.languages)),
    Output("{package}/historic.py", "historic.py.j2", extra=_module(syntax.historic)),
    Output("{package}/py.typed", "py.typed.j2"),
)

TARGET = Target(
    name="python",
    title="Python enums, lookups and facts (typed package)",
    audience="The `sipstatus` distribution itself; with `--option python.package=NAME` also Python "
    "projects that want the tables without the parser.",
    outputs=_OUTPUTS,
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
    homes=tuple(
        Home((marker,), ("src", "."), tuple(o.path for o in _OUTPUTS), {"package": "sip_codes"})
        for marker in ("pyproject.toml", "setup.py")
    ),
    literal=python_literal,
    comment=HASH,
    ident=Names(upper_snake, reserved=_RESERVED),
    class_ident=Names(upper_snake, reserved=_RESERVED),
    filters={"docstring": docstring},
    usage="StatusCode.{}",
)
