"""Every example and table of the README holds (those in C, Go and TypeScript: tests/targets)."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sipstatus import Leniency

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced examples in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_python_example_prints_what_it_says() -> None:
    (example,) = blocks("python")
    test = doctest.DocTestParser().get_doctest(example, {}, "README", "README.md", 0)
    results = doctest.DocTestRunner().run(test)
    assert results.attempted >= 10
    assert results.failed == 0


def sessions() -> list[tuple[str, str]]:
    """(command, expected output) of the console examples that show their prompts."""
    return [
        (command, output)
        for block in blocks("console")
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    ]


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment whose ``sipstatus`` is the one under test."""
    command = tmp_path / "bin" / "sipstatus"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sipstatus "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    # From a source tree the roots are on sys.path; a command started elsewhere needs them, too.
    sources = {"PYTHONPATH": os.pathsep.join(sys.path)}
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "COLUMNS": "200", "NO_COLOR": "1", **sources}


def test_the_console_examples_print_what_they_say(shell: dict[str, str], tmp_path: Path) -> None:
    examples = sessions()
    shown = dict(examples)
    (tmp_path / "vendor.toml").write_text(shown["cat vendor.toml"], encoding="utf-8")
    assert len(examples) >= 4
    for command, expected in examples:
        run = subprocess.run(
            command,
            shell=True,
            cwd=tmp_path,
            env=shell,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert run.stdout == expected, command


def test_the_leniency_table_is_the_enum() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` +\|.*\| (yes)? +\|$", README, re.MULTILINE)
    default = {flag for flag in Leniency if flag in Leniency.DEFAULT}
    named = [name for name, _ in rows]
    assert named == ["STRICT", *(flag.name for flag in Leniency), "ALL"]
    assert {Leniency[name] for name, mark in rows if mark} == default


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_two_commands_are_sessions() -> None:
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    assert "pipx run nox -s demo" in README
    assert "def demo(" in noxfile
