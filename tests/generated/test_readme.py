"""Every example and table of the README holds (those in C, Go and TypeScript: tests/targets)."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sipstatus import Leniency

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(language: str, text: str = README) -> list[str]:
    """The fenced examples in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", blocks("python"), ids=["proxy", "stream", "meaning", "scan"])
def test_the_python_examples_print_what_they_say(example: str) -> None:
    test = doctest.DocTestParser().get_doctest(example, {}, "README", "README.md", 0)
    results = doctest.DocTestRunner().run(test)
    assert results.attempted >= 5
    assert results.failed == 0


def sessions(text: str = README) -> list[tuple[str, str]]:
    """(command, expected output) of the console examples that show their prompts."""
    return [
        (command, output)
        for block in blocks("console", text)
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    ]


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment whose ``sipstatus`` and ``python`` are those under test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, arguments in (("sipstatus", "-m sipstatus"), ("python", "")):
        command = folder / name
        script = f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n'
        command.write_text(script, encoding="utf-8")
        command.chmod(0o755)
    # From a source tree the roots are on sys.path; a command started elsewhere needs them, too.
    sources = {"PYTHONPATH": os.pathsep.join(sys.path)}
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
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


def test_the_overlay_does_what_is_said_of_it(shell: dict[str, str], tmp_path: Path) -> None:
    (overlay,) = blocks("toml", CONTRIBUTING)
    (tmp_path / "acme.toml").write_text(overlay, encoding="utf-8")
    examples = sessions(CONTRIBUTING)
    assert len(examples) == 5
    run = subprocess.run(
        "\n".join(command for command, _ in examples),
        shell=True,
        cwd=tmp_path,
        env=shell,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert run.stdout == "".join(output for _, output in examples)


MAKE = shutil.which("make")
if MAKE:  # what it shows is make's behaviour, which needs no test where there is none

    def test_the_make_example_compiles_only_what_changed(
        shell: dict[str, str], tmp_path: Path
    ) -> None:
        (example,) = blocks("make")
        (tmp_path / "Makefile").write_text(example.replace("$(CC) -c -Iinclude main.c", "touch $@"))
        (tmp_path / "main.c").write_text("")
        overlay = tmp_path / "vendor.toml"
        text = dict(sessions())["cat vendor.toml"]

        def made(text: str, second: int) -> str:
            """What make does after the overlay was written at a time."""
            overlay.write_text(text, encoding="utf-8")
            os.utime(overlay, (second, second))
            call = [str(MAKE), "main.o"]
            run = subprocess.run(call, cwd=tmp_path, env=shell, stdout=subprocess.PIPE, text=True)
            assert run.returncode == 0
            return run.stdout

        now = int(time.time())
        assert "touch main.o" in made(text, now - 9)
        assert "sipstatus" not in made(text, now - 9)
        comment = made(f"# a comment\n{text}", now + 100)  # later than the stamp
        assert "sipstatus generate" in comment
        assert "touch main.o" not in comment
        assert "touch main.o" in made(text.replace("Send failed", "Sending failed"), now + 100)


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
