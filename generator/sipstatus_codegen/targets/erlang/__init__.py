"""Erlang: macros, a module of lookups that never fail, and one of what responses mean."""

from __future__ import annotations

from ...language.naming import Names, upper_snake
from .. import maps
from ..base import Home, Nothing, Output, Target, filters
from . import syntax

TARGET = Target(
    name="erlang",
    title="Erlang modules of constants and of what responses mean",
    audience="Erlang and other languages of its machine. Copy `sip_status.erl` alone, "
    "`sip_status.hrl` (macros for patterns and guards), or `sip_status_meaning.erl` (what "
    "responses mean).",
    outputs=(
        Output("sip_status.erl", "sip_status.erl.j2"),
        Output("sip_status.hrl", "sip_status.hrl.j2"),
        Output("sip_status_meaning.erl", "sip_status_meaning.erl.j2", extra=maps.variables),
    ),
    usage="?{}",
    homes=(Home(("rebar.config",), ("src",), only=("sip_status.erl", "sip_status.hrl")),),
    example="example.erl",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    ident=Names(upper_snake, prefix="SIP_STATUS_", taken="(CLASS|IS)_.*"),
    class_ident=Names(upper_snake, prefix="SIP_STATUS_CLASS_"),
    nothing=Nothing.always("undefined"),
    filters=filters(syntax),
)
