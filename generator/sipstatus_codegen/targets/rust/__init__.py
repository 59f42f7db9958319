"""Rust: a module of constants that needs ``core`` alone, and one of what responses mean."""

from __future__ import annotations

from ...language.naming import Names, upper_snake
from ..base import Home, Nothing, Output, Target, filters
from . import syntax

TARGET = Target(
    name="rust",
    title="Rust modules of constants and of what responses mean, without `std`",
    audience="Rust projects, with or without `std`, from Rust 1.63 on. Copy `sip_status.rs` beside "
    "your modules and write `mod sip_status;`. Copy `sip_status_meaning.rs` for what responses "
    "mean; it needs nothing else.",
    outputs=(
        Output("sip_status.rs", "sip_status.rs.j2"),
        Output("sip_status_meaning.rs", "sip_status_meaning.rs.j2", extra=syntax.variables),
    ),
    homes=(Home(("Cargo.toml",), ("src",), only=("sip_status.rs",)),),
    usage="StatusCode::{}",
    example="example.rs",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    # NAMES is the one associated item that a status code would take the place of.
    ident=Names(upper_snake, reserved=("NAMES",)),
    class_ident=syntax.name,
    nothing=Nothing.always("None"),
    filters=filters(syntax),
)
