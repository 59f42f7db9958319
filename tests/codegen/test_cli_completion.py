"""Completion, as real shells offer it: bash always, zsh and fish in the session `shells`."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from shells import bash, environment, fish, zsh

from sipstatus.cli.commands import SUMMARIES

if TYPE_CHECKING:
    from pathlib import Path

OFFERED = [
    ("sipstatus ", [*SUMMARIES]),
    ("sipstatus ex", ["explain"]),
    ("sipstatus explain 48", [str(code) for code in range(480, 490)]),
    ("sipstatus explain 486 60", ["600", "603", "604", "606", "607", "608"]),
    ("sipstatus explain 40", [str(code) for code in range(400, 410)]),
    ("sipstatus explain busy", ["busy_here", "busy_everywhere"]),
    ("sipstatus explain BUSY", ["BUSY_HERE", "BUSY_EVERYWHERE"]),
    ("sipstatus explain 4x", ["4xx"]),
    ("sipstatus explain SIP405", ["SIP405-allow"]),
    ("sipstatus explain --lang ", ["en", "zh"]),
    ("sipstatus explain --sh", ["--short"]),
    ("sipstatus list --class S", ["SUCCESS", "SERVER_FAILURE"]),
    ("sipstatus lint --select SIP405", ["SIP405-allow"]),
    ("sipstatus lint --ignore SIP-to-tag,SIP405", ["SIP-to-tag,SIP405-allow"]),
    ("sipstatus lint --color a", ["auto", "always"]),
    ("sipstatus generate --target ja", ["java"]),
    ("sipstatus generate --option go.p", ["go.package=sipstatus"]),
    ("sipstatus scan --format open", ["openmetrics"]),
]


@pytest.mark.parametrize(("line", "offered"), OFFERED)
def test_bash(line: str, offered: list[str], tmp_path: Path) -> None:
    assert bash(line, tmp_path) == offered


@pytest.mark.parametrize("command", ["lint", "scan", "parse", "validate", "diff"])
def test_files_are_left_to_bash(command: str, tmp_path: Path) -> None:
    assert bash(f"sipstatus {command} a", tmp_path) == ["FILES"]


def test_nothing_is_offered_where_tables_are_broken(tmp_path: Path) -> None:
    """A shell has no place for errors."""
    package = tmp_path / "_sipstatus"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError\n")
    settings = environment(tmp_path)
    settings["PYTHONPATH"] = f"{tmp_path}:{settings['PYTHONPATH']}"
    settings |= {"COMP_WORDS": "sipstatus explain 48", "COMP_CWORD": "2"}
    ran = subprocess.run(
        [tmp_path / "bin" / "sipstatus"],
        env={**settings, "_SIPSTATUS_COMPLETE": "bash_complete"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout.strip(), ran.stderr) == (0, "", "")


@pytest.mark.shells
@pytest.mark.parametrize(("line", "offered"), OFFERED)
def test_fish(line: str, offered: list[str], tmp_path: Path) -> None:
    if "," in line:
        offered = []  # click's script for fish takes a comma for its own
    assert sorted(fish(line, tmp_path)) == sorted(offered)


@pytest.mark.shells
def test_files_are_left_to_fish(tmp_path: Path) -> None:
    (tmp_path / "a.log").touch()
    assert fish("sipstatus lint a", tmp_path) == ["a.log"]


@pytest.mark.shells
@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("sipstatus exp\t", "explain"),
        ("sipstatus explain busy_h\t", "busy_here"),
        ("sipstatus explain SIP405\t", "SIP405-allow"),
        ("sipstatus generate --target ja\t", "java"),
        ("sipstatus lint a.l\t", "a.log"),
        ("sipstatus explain 48\t", "486  -- Busy Here"),
    ],
)
def test_zsh(typed: str, shown: str, tmp_path: Path) -> None:
    (tmp_path / "a.log").touch()
    assert shown in zsh(typed, shown, tmp_path)
