"""Rust: a module of constants that needs ``core`` alone, and one of what responses mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language.escaping import Safe
from ...language.naming import Identifier, identifier, pascal
from ..base import Context, Home, Output, Target
from . import syntax

# The associated items of the type that status codes are constants of.
_TAKEN = ("NAMES",)


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    return identifier(name, str, reserved=_TAKEN)


def _class_ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    return identifier(name, pascal, reserved=syntax.RESERVED)


def _constants(context: Context) -> Mapping[str, Any]:
    lines = {s.code: context.registry.status_line(s).decode() for s in context.statuses}
    return {"lines": lines}


def _meaning(context: Context) -> Mapping[str, Any]:
    tables, isup = context.tables, context.registry.isup
    rows = syntax.Rows(tables)
    meanings = [rows.row("meaning", cells) for cells in tables.meanings]
    return {
        "tables": tables,
        "hangup_cause": Safe(f"Some({isup.hangup_cause})" if isup else "None"),
        "meanings": zip(tables.titles, meanings, strict=True),
        "shared": [(Safe(kind), value, ident) for (kind, value), ident in rows.shared.items()],
        "row": rows.row,
        "struct": rows.struct,
        "profiles": [profile.name for profile in tables.profiles],
    }


TARGET = Target(
    name="rust",
    title="Rust modules of constants and of what responses mean, without `std`",
    audience="Rust projects, with or without `std`, from Rust 1.63 on. Copy `sip_status.rs` beside "
    "your modules and write `mod sip_status;`. Copy `sip_status_meaning.rs` for what responses "
    "mean; it needs nothing else.",
    outputs=(
        Output("sip_status.rs", "sip_status.rs.j2", extra=_constants),
        Output("sip_status_meaning.rs", "sip_status_meaning.rs.j2", extra=_meaning),
    ),
    homes=(Home(("Cargo.toml",), ("src",), only=("sip_status.rs",)),),
    usage="StatusCode::{}",
    example="example.rs",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    ident=_ident,
    class_ident=_class_ident,
    filters={
        "doc": syntax.doc,
        "enum": syntax.enum,
        "filled": syntax.filled,
        "lower": syntax.lower,
        "listed": syntax.listed,
        "name": syntax.name,
    },
)
