"""``--color``, NO_COLOR and FORCE_COLOR: the same for every command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sandbox import in_process_of_its_own, sipstatus

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = "SIP/2.0 401 Unauthorized\nCSeq: 1 INVITE\n\n"
CALLS = ("explain 486", "explain --short 486", "list", "lint log", "scan log", "targets")


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "log").write_text(BROKEN)


def is_coloured(*words: str, cwd: Path) -> bool:
    return "\x1b[" in sipstatus(*words, cwd=cwd).out


@pytest.mark.parametrize("call", CALLS)
def test_every_command(call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = call.split()
    assert not is_coloured(*words, cwd=tmp_path)
    assert is_coloured(*words, "--color", "always", cwd=tmp_path)
    assert is_coloured("--color=always", *words, cwd=tmp_path)
    assert not is_coloured(*words, cwd=tmp_path)  # the choice was for one call
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert is_coloured(*words, cwd=tmp_path)
    assert not is_coloured(*words, "--color", "never", cwd=tmp_path)
    assert is_coloured("--color=never", *words, "--color=always", cwd=tmp_path)


@pytest.mark.parametrize(
    ("no_color", "force_color", "coloured"),
    [("", "", False), ("", "1", True), ("1", "", False), ("1", "1", False), ("0", "0", False)],
)
def test_the_environment(
    no_color: str,
    force_color: str,
    coloured: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each counts if it is not empty (no-color.org, force-color.org)."""
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("FORCE_COLOR", force_color)
    assert is_coloured("list", cwd=tmp_path) is coloured


def test_colours_change_nothing_else(tmp_path: Path) -> None:
    for call in CALLS[:4]:
        plain = sipstatus(*call.split(), cwd=tmp_path).out
        coloured = sipstatus(*call.split(), "--color", "always", cwd=tmp_path).out
        assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_formats_for_programs_have_none(form: str, tmp_path: Path) -> None:
    for call in CALLS[:1] + CALLS[2:]:
        words = (*call.split(), "--format", form, "--color", "always")
        assert not is_coloured(*words, cwd=tmp_path)


def test_severities(tmp_path: Path) -> None:
    out = sipstatus("lint", "log", "--color", "always", cwd=tmp_path).out
    assert out.startswith("log:1: \x1b[1;31merror\x1b[0m: A 401 response must carry WWW-Auth")
    assert "\x1b[1;31merror\x1b[0m     SIP401-www-authenticate" in out


def test_other_people_s_text_is_not_obeyed(tmp_path: Path) -> None:
    outcome = sipstatus("lint", "log", "--color", "sometimes", cwd=tmp_path)
    assert outcome.code == 2
    (tmp_path / "a\x1b[31m").write_text(BROKEN)
    out = sipstatus("lint", "a\x1b[31m", "--color", "always", cwd=tmp_path).out
    assert out.startswith("a\\x1b[31m:1: \x1b[1;31merror\x1b[0m: ")


def test_without_click(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['click'] = None\n")
    import os
    import sys

    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    outcome = in_process_of_its_own(
        *("scan", "log", "--color=always"), cwd=tmp_path, environment={"PYTHONPATH": path}
    )
    assert (outcome.code, outcome.errors) == (0, "")
    assert "\x1b[1m" in outcome.out
