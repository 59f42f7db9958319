"""Lua 5.1 to 5.4 and LuaJIT: a module of constants, and one of what responses mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language.escaping import Safe
from ...language.naming import identifier, lower_snake
from ...model.nested import nested
from ..base import Context, Home, Output, Target
from . import syntax


def _meaning(context: Context) -> Mapping[str, Any]:
    isup = context.registry.isup
    return {
        "vocabularies": context.tables.vocabularies.values(),
        "nested": nested(context.tables),
        "hangup_cause": isup.hangup_cause if isup else Safe("nil"),
    }


TARGET = Target(
    name="lua",
    title="Lua modules of constants and of what responses mean",
    audience="Lua 5.1 to 5.4 and LuaJIT, so Kamailio's KEMI, FreeSWITCH and OpenResty too. Copy "
    "`sip_status.lua` alone, or `sip_status_meaning.lua` (what responses mean), to where `require` "
    "finds it.",
    outputs=(
        Output("sip_status.lua", "sip_status.lua.j2"),
        Output("sip_status_meaning.lua", "sip_status_meaning.lua.j2", extra=_meaning),
    ),
    usage="sip.Status.{}",
    homes=(Home(("*.rockspec",), ("src", "lua", "."), only=("sip_status.lua",)),),
    example="example.lua",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    filters={
        "data": syntax.data,
        "enum": syntax.enum,
        "snake": lambda name: identifier(name, lower_snake),
        "table": syntax.table,
    },
)
