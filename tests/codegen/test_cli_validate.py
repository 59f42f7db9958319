"""``sipstatus validate``: which spec, and what is said of a good one (bad ones: test_rules)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oracle import HISTORIC, REGISTERED
from raw_spec import VERSION
from sandbox import SAMPLES, SPEC, VALID, edited, in_process_of_its_own, sipstatus, source_tree

if TYPE_CHECKING:
    from pathlib import Path

SUMMARY = f"{len(REGISTERED | HISTORIC)} status codes, version {VERSION}"


def test_a_source_tree_has_its_own_spec(tmp_path: Path) -> None:
    tree = source_tree(tmp_path / "tree")
    outcome = sipstatus("validate", cwd=tree)
    assert outcome.code == 0
    assert re.fullmatch(
        re.escape(f"spec/sip-status-codes.toml: {SUMMARY}") + r", digest [0-9a-f]{64}\n",
        outcome.out,
    )
    with (tree / SPEC).open("a") as spec:
        spec.write("[[status]]\n")
    lines = (tree / SPEC).read_text().count("\n")
    outcome = sipstatus("validate", cwd=tree)
    assert outcome.lines[0] == f"{SPEC}:{lines}: code: is missing; add it"
    assert outcome.code == 1


def test_elsewhere_it_is_the_packaged_one(tmp_path: Path) -> None:
    outcome = sipstatus("validate", cwd=tmp_path)
    assert outcome.out.startswith("packaged spec: 78 status codes, version 1.2.0, digest ")
    (tmp_path / "spec").mkdir()  # also beside or below a source tree
    assert sipstatus("validate", cwd=tmp_path / "spec").out == outcome.out


def test_an_overlay_alone_is_judged_with_the_spec_at_hand(tmp_path: Path) -> None:
    overlay = (SAMPLES / "vendor.toml").read_text()
    (tmp_path / "vendor.toml").write_text(overlay)
    outcome = sipstatus("validate", "vendor.toml", cwd=tmp_path)
    assert outcome.code == 0
    assert outcome.out.startswith(
        f"packaged spec + vendor.toml: {len(REGISTERED | HISTORIC) + 2} status codes, "
    )
    tree = source_tree(tmp_path / "tree")
    outcome = sipstatus("validate", tmp_path / "vendor.toml", cwd=tree)
    assert outcome.out.startswith(f"{SPEC} + {tmp_path / 'vendor.toml'}: ")
    (tmp_path / "vendor.toml").write_text(edited(overlay, "code = 477", "code = 703"))
    outcome = sipstatus("validate", "vendor.toml", cwd=tmp_path)
    assert outcome.lines == [
        "vendor.toml:3: status 703: code: 703 is outside 100-699 (RFC 3261 section 7.2); "
        "use three digits, the first of them 1 to 6"
    ]


def test_a_misspelt_overlay_is_still_one(tmp_path: Path) -> None:
    (tmp_path / "vendor.toml").write_text("[[statuses]]\ncode = 477\n")
    assert sipstatus("validate", "vendor.toml", cwd=tmp_path).lines == [
        'vendor.toml:1: statuses: is not a known field; did you mean "status"?',
        "vendor.toml:1: status: is missing; add [[status]] tables",
    ]


def test_a_spec_with_a_part_missing_is_still_a_spec(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(edited(VALID, "[spec]", "[specs]"))
    lines = sipstatus("validate", "my.toml", cwd=tmp_path).lines
    assert lines[0] == "my.toml:1: spec: is missing; add the table [spec]"
    (tmp_path / "empty.toml").write_text("")
    assert (
        "empty.toml:1: spec: is missing; add the table [spec]"
        in sipstatus("validate", "empty.toml", cwd=tmp_path).lines
    )


def test_another_file_with_overlays(tmp_path: Path) -> None:
    outcome = sipstatus(
        *("validate", SAMPLES / "valid.toml", "--overlay", SAMPLES / "vendor.toml"), cwd=tmp_path
    )
    assert outcome.code == 0
    assert outcome.out.startswith(
        f"{SAMPLES / 'valid.toml'} + {SAMPLES / 'vendor.toml'}: 6 status codes, version 0.1.0, "
    )


def test_comments_layout_and_key_order_do_not_change_the_digest(tmp_path: Path) -> None:
    text = edited(VALID, 'code = 486\nname = "BUSY_HERE"', 'name = "BUSY_HERE"\n\ncode = 486 # !')
    digests = set()
    for variant in (VALID, text, edited(VALID, "# A spec of four", "# Four"), VALID + "\n#\n"):
        (tmp_path / "my.toml").write_text(variant)
        digests.add(sipstatus("validate", "my.toml", cwd=tmp_path).out)
    assert len(digests) == 1


def test_any_fact_changes_the_digest(tmp_path: Path) -> None:
    digests = set()
    for old, new in (
        ("It rings.", "It is ringing."),
        ('section = "20.33"', 'section = "20.34"'),
        ('note = "Retry-After"', 'note = "retry"'),
        ("2026-01-07", "2026-01-08"),
        ("Nowhere.", "Never."),
        ("", ""),
    ):
        (tmp_path / "my.toml").write_text(edited(VALID, old, new) if old else VALID)
        digests.add(sipstatus("validate", "my.toml", cwd=tmp_path).out)
    assert len(digests) == 6


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    outcome = sipstatus("validate", "no.toml", cwd=tmp_path)
    assert outcome.errors == "sipstatus: no.toml: cannot be read: No such file or directory\n"
    assert (outcome.code, outcome.out) == (2, "")


def test_the_console_shows_the_same(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(edited(VALID, "code = 180", "code = 80"))
    outcome = in_process_of_its_own("validate", "my.toml", cwd=tmp_path)
    assert outcome.code == 1
    assert outcome.errors == ""
    assert outcome.lines == [
        "my.toml:70: status 80: code: 80 is outside 100-699 (RFC 3261 section 7.2); "
        "use three digits, the first of them 1 to 6"
    ]
