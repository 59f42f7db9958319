"""Lua 5.1 to 5.4 and LuaJIT: a module of constants, and one of what responses mean."""

from __future__ import annotations

from .. import maps
from ..base import Home, Nothing, Output, Target, filters
from . import syntax

TARGET = Target(
    name="lua",
    title="Lua modules of constants and of what responses mean",
    audience="Lua 5.1 to 5.4 and LuaJIT, so Kamailio's KEMI, FreeSWITCH and OpenResty too. Copy "
    "`sip_status.lua` alone, or `sip_status_meaning.lua` (what responses mean), to where `require` "
    "finds it.",
    outputs=(
        Output("sip_status.lua", "sip_status.lua.j2"),
        Output("sip_status_meaning.lua", "sip_status_meaning.lua.j2", extra=maps.variables),
    ),
    usage="sip.Status.{}",
    homes=(Home(("*.rockspec",), ("src", "lua", "."), only=("sip_status.lua",)),),
    example="example.lua",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    nothing=Nothing.always("nil"),
    filters=filters(syntax),
)
