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


STRANGE = b"""mod sip_status;
mod sip_status_meaning;

use sip_status::StatusCode;
use sip_status_meaning::{cause_of, code_for_cause, header_of, meaning_of, phrase_in, CauseDetails};

fn main() {
    for code in [0, 99, 700, u16::MAX] {
        let status = StatusCode(code);
        assert_eq!((status.reason_phrase(), status.status_line()), (None, None));
        assert_eq!((status.class(), status.fallback(), status.is_final()), (None, None, false));
        assert_eq!((meaning_of(code), cause_of(code, None)), (None, None));
        assert_eq!((cause_of(code, Some("xx")), phrase_in("zh", code)), (None, None));
    }
    for profile in [None, Some("xx"), Some(""), Some("XX")] {
        let known = profile.is_none() || profile == Some("xx");
        let details = CauseDetails { profile, ..CauseDetails::default() };
        for cause in [0, 128, u16::MAX] {
            assert_eq!(code_for_cause(cause, details), None);
        }
        assert_eq!(code_for_cause(17, details), known.then_some(486));
        assert_eq!(cause_of(486, profile), known.then_some(17));
    }
    for name in ["", "X-Unknown", "\\u{17f}", "\\u{212a}"] {
        assert!(header_of(name).is_none());
    }
    assert_eq!(header_of("K").map(|header| header.as_str()), Some("Supported"));
    assert_eq!(header_of("RETRY-after").map(|header| header.as_str()), Some("Retry-After"));
    assert_eq!((phrase_in("", 486), phrase_in("tlh", 499)), (None, None));
}
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


def test_strange_arguments(tmp_path: Path) -> None:
    write({**rendered("rust", overlays=[HOSTILE]), "strange.rs": STRANGE}, tmp_path)
    command = [*toolchains.tool("rustc"), "--edition=2021", "-Aunused", "strange.rs"]
    toolchains.run(command, cwd=tmp_path)
    assert toolchains.run([tmp_path / "strange"]) == ""
