"""What only Rust can get wrong: clippy, rustfmt, crates without ``std``, modules half used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import toolchains
from languages import HOSTILE, NASTY, rendered, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.languages

LIBRARY = b"""//! All of it, public, in a crate without `std`.
#![no_std]
pub mod sip_status;
pub mod sip_status_meaning;

/// Every lookup of codes is for constants as well.
pub const PHRASE: Option<&str> = sip_status::StatusCode::BUSY_HERE.reason_phrase();
"""


@pytest.mark.parametrize("of", [{}, {"overlays": [HOSTILE]}], ids=["real", "hostile"])
@pytest.mark.parametrize("edition", ["2018", "2021"])
def test_clippy_has_nothing_to_say(of: dict[str, Any], edition: str, tmp_path: Path) -> None:
    write({**rendered("rust", **of), "lib.rs": LIBRARY}, tmp_path)
    lints = [f"-D{group}" for group in ("warnings", "clippy::all", "clippy::pedantic")]
    command = [*toolchains.tool("clippy-driver"), f"--edition={edition}", *lints]
    toolchains.run([*command, "--crate-type=lib", "--emit=metadata", "lib.rs"], cwd=tmp_path)


@pytest.mark.parametrize("of", [{}, {"spec": NASTY}], ids=["real", "nasty"])
def test_rustfmt_changes_nothing(of: dict[str, Any], tmp_path: Path) -> None:
    write(rendered("rust", **of), tmp_path)
    command = [*toolchains.tool("rustfmt"), "--edition=2021", "--check"]
    assert toolchains.run([*command, *map(str, tmp_path.glob("*.rs"))]) == ""


def test_a_private_module_may_stay_unused(tmp_path: Path) -> None:
    program = b"mod sip_status;\nmod sip_status_meaning;\n\nfn main() {}\n"
    write({**rendered("rust"), "main.rs": program}, tmp_path)
    command = [*toolchains.tool("rustc"), "--edition=2021", "-Dwarnings", "--emit=metadata"]
    toolchains.run([*command, "main.rs"], cwd=tmp_path)
