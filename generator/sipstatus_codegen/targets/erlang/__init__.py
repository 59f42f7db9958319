"""Erlang: macros, a module of lookups that never fail, and one of what responses mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...language.escaping import Safe
from ...language.naming import Identifier, identifier, lower_snake, upper_snake
from ...model.nested import nested
from ..base import Context, Home, Output, Target
from . import syntax


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    """``SIP_STATUS_BUSY_HERE``; what the header needs for itself is dodged."""
    name = f"{name}_" if re.match("CLASS_|IS_", name) else name
    return identifier(name, upper_snake, prefix="SIP_STATUS_")


def _class_ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    """``SIP_STATUS_CLASS_SUCCESS``."""
    return identifier(name, upper_snake, prefix="SIP_STATUS_CLASS_")


def _constants(context: Context) -> Mapping[str, Any]:
    named = [
        (name, status.code)
        for status in context.statuses
        for name in (status.name, *(former for former, _ in status.named_aliases))
    ]
    return {
        "names": [(syntax.atom(name), code) for name, code in named],
        "lines": {s.code: context.registry.status_line(s).decode() for s in context.statuses},
    }


def _meaning(context: Context) -> Mapping[str, Any]:
    isup = context.registry.isup
    return {
        "tables": context.tables,
        "nested": nested(context.tables),
        "hangup_cause": isup.hangup_cause if isup else Safe("undefined"),
    }


TARGET = Target(
    name="erlang",
    title="Erlang modules of constants and of what responses mean",
    audience="Erlang and other languages of its machine. Copy `sip_status.erl` alone, "
    "`sip_status.hrl` (macros for patterns and guards), or `sip_status_meaning.erl` (what "
    "responses mean).",
    outputs=(
        Output("sip_status.erl", "sip_status.erl.j2", extra=_constants),
        Output("sip_status.hrl", "sip_status.hrl.j2"),
        Output("sip_status_meaning.erl", "sip_status_meaning.erl.j2", extra=_meaning),
    ),
    usage="?{}",
    homes=(Home(("rebar.config",), ("src",), only=("sip_status.erl", "sip_status.hrl")),),
    example="example.erl",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    ident=_ident,
    class_ident=_class_ident,
    filters={
        "atom": syntax.atom,
        "data": syntax.data,
        "define": syntax.define,
        "enum": syntax.enum,
        "record": syntax.record,
        "snake": lambda name: identifier(name, lower_snake),
        "upper_snake": lambda name: identifier(name, upper_snake),
    },
)
