"""Elixir: a module of constants and lookups that never fail, and one of what responses mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language.escaping import Safe
from ...language.naming import Identifier, identifier, lower_snake
from ...model.nested import nested
from ..base import Context, Home, Output, Target
from . import syntax

# Words that no function can have for a name, and functions without arguments of the module.
_RESERVED = {
    *("after", "and", "catch", "do", "else", "end", "false", "fn", "in", "nil", "not", "or"),
    *("rescue", "true", "when"),
    *("codes", "module_info", "sip_version", "spec_digest", "spec_version"),
}


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    """``busy_here``."""
    return identifier(name, lower_snake, reserved=_RESERVED)


def _constants(context: Context) -> Mapping[str, Any]:
    return {
        "lines": {s.code: context.registry.status_line(s).decode() for s in context.statuses},
    }


def _meaning(context: Context) -> Mapping[str, Any]:
    isup = context.registry.isup
    return {
        "tables": context.tables,
        "nested": nested(context.tables),
        "hangup_cause": isup.hangup_cause if isup else Safe("nil"),
    }


TARGET = Target(
    name="elixir",
    title="Elixir modules of constants and of what responses mean",
    audience="Elixir programs. Copy `sip_status.ex` alone, or `sip_status_meaning.ex` (what "
    "responses mean).",
    outputs=(
        Output("sip_status.ex", "sip_status.ex.j2", extra=_constants),
        Output("sip_status_meaning.ex", "sip_status_meaning.ex.j2", extra=_meaning),
    ),
    usage="SipStatus.{}()",
    homes=(Home(("mix.exs",), ("lib",), only=("sip_status.ex",)),),
    example="example.exs",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    ident=_ident,
    class_ident=lambda name, options: identifier(name, lower_snake),
    filters={
        "attribute": syntax.attribute,
        "data": syntax.data,
        "enum": syntax.enum,
        "name": syntax.name,
        "record": syntax.record,
    },
)
