"""Rust: a module of constants that needs ``core`` alone, and one of what responses mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ...language.blocks import filled, inline, rows
from ...language.escaping import Safe
from ...language.naming import Names, lower_snake, upper_snake
from ..base import Context, Home, Output, Target
from . import syntax


def _meaning(context: Context) -> Mapping[str, Any]:
    rows = syntax.RustRows(context.tables)
    variables = rows.variables()
    shared = [(Safe(kind), Safe(value), ident) for (kind, value), ident in rows.shared.items()]
    return {**variables, "shared": shared}


TARGET = Target(
    name="rust",
    title="Rust modules of constants and of what responses mean, without `std`",
    audience="Rust projects, with or without `std`, from Rust 1.63 on. Copy `sip_status.rs` beside "
    "your modules and write `mod sip_status;`. Copy `sip_status_meaning.rs` for what responses "
    "mean; it needs nothing else.",
    outputs=(
        Output("sip_status.rs", "sip_status.rs.j2"),
        Output("sip_status_meaning.rs", "sip_status_meaning.rs.j2", extra=_meaning),
    ),
    homes=(Home(("Cargo.toml",), ("src",), only=("sip_status.rs",)),),
    usage="StatusCode::{}",
    example="example.rs",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    # NAMES is the one associated item that a status code would take the place of.
    ident=Names(upper_snake, reserved=("NAMES",)),
    class_ident=syntax.name,
    filters={
        "arms": syntax.arms,
        "doc": syntax.doc,
        "empty": syntax.empty,
        "fields": syntax.fields,
        "filled": partial(filled, "[]"),
        "listed": partial(inline, "[]"),
        "lower": Names(lower_snake),
        "name": syntax.name,
        "rows": partial(rows, "[]"),
        "variants": syntax.variants,
    },
)
