"""Elixir: a module of constants and lookups that never fail, and one of what responses mean."""

from __future__ import annotations

from ...language.naming import Names, lower_snake
from .. import maps
from ..base import Home, Nothing, Output, Target, filters
from . import syntax

# Words that no function can have for a name, and functions without arguments of the module.
_RESERVED = {
    *("after", "and", "catch", "do", "else", "end", "false", "fn", "in", "nil", "not", "or"),
    *("rescue", "true", "when"),
    *("codes", "module_info", "sip_version", "spec_digest", "spec_version"),
}


TARGET = Target(
    name="elixir",
    title="Elixir modules of constants and of what responses mean",
    audience="Elixir programs. Copy `sip_status.ex` alone, or `sip_status_meaning.ex` (what "
    "responses mean).",
    outputs=(
        Output("sip_status.ex", "sip_status.ex.j2"),
        Output("sip_status_meaning.ex", "sip_status_meaning.ex.j2", extra=maps.variables),
    ),
    usage="SipStatus.{}()",
    homes=(Home(("mix.exs",), ("lib",), only=("sip_status.ex",)),),
    example="example.exs",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    ident=Names(lower_snake, reserved=_RESERVED, taken="CLASS_.*"),
    class_ident=Names(lower_snake, prefix="class_"),
    nothing=Nothing.always("nil"),
    filters=filters(syntax),
)
