"""Other people's text in messages: one line each, and nothing that a terminal would obey."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox import ROOT, SAMPLES, VALID, committed, edited, sipstatus

from sipstatus.cli.terminal import visible

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "\x1b]0;owned\x07\r\n\x9b2J\u202ex\x7f"
SHOWN = r"\x1b]0;owned\x07\r\n\x9b2J\u202ex\x7f"
TOML = EVIL.encode("unicode_escape").decode().replace("\\x", "\\u00")


@given(st.text())
def test_visible_text_is_one_harmless_line(text: str) -> None:
    shown = visible(text)
    assert not re.search("[\0-\x08\n-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", shown)
    assert shown.isprintable() or "\t" in shown
    if text.isprintable():
        assert shown == text


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[limits]", f'["{TOML}"]', f"my.toml:10: {SHOWN}: is not a known field; did you"),
        ("[limits]", f'["{TOML}"]', "my.toml:1: limits: is missing; add the table [limits]"),
        (
            'name = "RINGING"',
            f'"{TOML}" = 1\nname = "RINGING"',
            f"my.toml:71: status 180: {SHOWN}: is not a known field; remove it",
        ),
        (
            'phrase = "Ringing"',
            f'phrase = "{TOML}"',
            "my.toml:72: status 180: phrase: octet 0x1b at 0 is not allowed",
        ),
    ],
)
def test_fields(old: str, new: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(edited(VALID, old, new))
    for call in (("validate", "my.toml"), ("generate", "--spec", "my.toml", "--out", "x")):
        outcome = sipstatus(*call, cwd=tmp_path)
        assert outcome.code == 1
        lines = (outcome.out + outcome.errors).split("\n")
        assert any(fault[:-8] in line for line in lines), lines
        assert "\x1b" not in outcome.out + outcome.errors
        assert "\r" not in outcome.out + outcome.errors


def test_phrases_in_the_messages_of_rules(tmp_path: Path) -> None:
    overlay = (SAMPLES / "vendor.toml").read_text()
    for phrase in ("Service Barred", "Campaign Over"):
        overlay = edited(overlay, f'phrase = "{phrase}"', f'phrase = "{TOML}"')
    (tmp_path / "vendor.toml").write_text(overlay)
    outcome = sipstatus(
        "validate", SAMPLES / "valid.toml", "--overlay", "vendor.toml", cwd=tmp_path
    )
    assert f'vendor.toml:12: status 687: phrase: "{SHOWN}" is also the phrase of 477' in outcome.out
    assert all(line.isprintable() for line in outcome.out.splitlines())


def test_names_of_files(tmp_path: Path) -> None:
    name = EVIL.replace("\n", "").replace("\r", "")
    shown = SHOWN.replace(r"\r\n", "")
    (tmp_path / f"{name}.toml").write_text(edited(VALID, "code = 180", "code = 80"))
    (tmp_path / f"{name}.h").write_bytes(committed().files["c/sip_status.h"])
    for call, where in (
        (("validate", f"{name}.toml"), f"{shown}.toml:70: "),
        (("validate", f"{name}.none"), f"sipstatus: {shown}.none: cannot be read"),
        (("check", f"{name}.h"), f"{shown}.h: current"),
        (("check", f"{name}.none"), f"sipstatus: {shown}.none: cannot be read"),
        (("check", "--target", "c", "--out", name), f"missing: {shown}/sip_status.h"),
        (("generate", "--target", "c", "--out", name), f"{shown}: 5 written"),
        (("check", "--target", "c", "--out", name), f"{shown}: 5 files"),
        (("generate", "--target", name, "--out", "x"), "sipstatus: no target"),
        (("generate", "--target", "c", "--out", f"{name}.h"), f"sipstatus: {shown}.h: "),
        (("explain", name), "sipstatus: no status code is called"),
        ((name,), "sipstatus: no command"),
    ):
        outcome = sipstatus(*call, cwd=tmp_path)
        text = outcome.out + outcome.errors
        assert where in text
        assert text.replace("\n", "").replace("\t", "").isprintable()


def test_lines_of_a_diff(tmp_path: Path) -> None:
    header = committed().files["c/sip_status.h"]
    (tmp_path / "sip_status.h").write_bytes(header + EVIL.replace("\n", "").encode() + b"\n")
    for call in (("sip_status.h",), ("--target", "c", "--out", ".")):
        outcome = sipstatus("check", *call, cwd=tmp_path)
        line = SHOWN.replace(r"\n", "")
        assert f"+{line}\n" in outcome.out or f"-{line}\n" in outcome.out
        assert "\x1b" not in outcome.out


def test_there_is_one_door() -> None:
    """Commands print through it; what is for programs stands in `formats`."""
    folder = ROOT / "src/sipstatus/cli"
    doors = ("terminal/formats.py", "terminal/__init__.py", "group.py")
    for module in folder.rglob("*.py"):
        found = set(re.findall(r"click\.echo\([^)]|\bprint\(", module.read_text()))
        if module.relative_to(folder).as_posix() not in doors:
            assert not found, module
