"""The manual page: current, and read by man and mandoc as it is meant."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sandbox import ROOT

from sipstatus.cli.commands import SUMMARIES

FOLDER = ROOT / "docs" / "man"
PAGE = FOLDER / "sipstatus.1"


def test_it_is_current(tmp_path: Path) -> None:
    """`nox -s manual` writes it."""
    shutil.copy(FOLDER / "manual.py", tmp_path)
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path))}
    subprocess.run([sys.executable, tmp_path / "manual.py"], env=environment, check=True)
    assert (tmp_path / "sipstatus.1").read_text("utf-8") == PAGE.read_text("utf-8")


def test_it_names_every_command_and_the_options() -> None:
    text = PAGE.read_text("utf-8")
    for name in SUMMARIES:
        assert f"\n.SS sipstatus {name}\n" in text
    assert r"\fB\-\-color\fR \fIauto|always|never\fR" in text
    assert text.isascii()


@pytest.mark.shells
def test_mandoc_finds_nothing() -> None:
    command = ["mandoc", "-Tlint", "-Wwarning", str(PAGE)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    faults = [line for line in ran.stdout.splitlines() if "missing date" not in line]
    assert (faults, ran.stderr) == ([], "")  # a date would change with nothing else
    shown = subprocess.run(["mandoc", "-Tascii", str(PAGE)], capture_output=True, check=True).stdout
    assert b"MUST is an error" in shown
