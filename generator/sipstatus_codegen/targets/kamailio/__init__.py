"""Kamailio: a configuration file of defines, and a route that looks a status code up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...language.escaping import HASH, Safe, quoted
from ...language.naming import Names, upper_snake
from ..base import Context, Output, Target


def _literal(text: str) -> Safe:
    """A string; an octal escape of three digits is an octet."""
    return quoted(text, lambda code: "".join(f"\\{octet:03o}" for octet in chr(code).encode()))


def _parameter(text: str) -> Safe:
    """A string as a function takes it, for whom a dollar sign begins a pseudo-variable."""
    return _literal(text.replace("$", "$$"))


def _extra(context: Context) -> Mapping[str, Any]:
    return {
        "phrase_idents": {
            constant.ident: Safe(re.sub("^SIP_STATUS_", "SIP_PHRASE_", constant.ident))
            for constant in context.constants
        }
    }


TARGET = Target(
    name="kamailio",
    title="Kamailio configuration: defines of the status codes, and a route that looks one up",
    audience="Configurations of Kamailio 5.6 or later: copy `sip_status.cfg` and include it by "
    "`import_file`; `sip_status_route.cfg` stands behind the `loadmodule` of `pv`. Kamailio allows "
    "512 defines in all, of which each name of a code takes two.",
    outputs=(
        Output("sip_status.cfg", "sip_status.cfg.j2", extra=_extra),
        Output("sip_status_route.cfg", "sip_status_route.cfg.j2"),
    ),
    usage="{}",
    example="example.cfg",
    literal=_literal,
    comment=HASH,
    ident=Names(upper_snake, prefix="SIP_STATUS_"),
    class_ident=Names(upper_snake, prefix="SIP_CLASS_"),
    filters={"parameter": _parameter},
)
