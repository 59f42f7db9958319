"""The command without click: help and versions are there, and how to install the rest is said."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sandbox import ROOT, Outcome, in_process_of_its_own, sipstatus

from sipstatus.cli.commands import SUMMARIES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder whose Python has nothing but the standard library and sipstatus."""
    missing = ("click", "rich", "jinja2", "pydantic", "tomli", "backports")
    lines = "".join(f"sys.modules[{name!r}] = None\n" for name in missing)
    (tmp_path / "sitecustomize.py").write_text(f"import sys\n{lines}")
    return tmp_path


def called(*arguments: str, cwd: Path) -> Outcome:
    path = os.pathsep.join([str(cwd), *filter(None, sys.path)])
    return in_process_of_its_own(*arguments, cwd=cwd, environment={"PYTHONPATH": path})


def words(text: str) -> list[str]:
    """The words of a page without those that click alone knows how to lay out."""
    return text.replace("[1<=x<=256]", "").replace("[COMMAND]", "COMMAND").split()


@pytest.mark.parametrize("call", [("--help",), ("scan", "--help"), ("scan", "-", "-h")])
def test_help_is_that_of_click(call: tuple[str, ...], bare: Path) -> None:
    outcome = called(*call, cwd=bare)
    assert (outcome.code, outcome.errors) == (0, "")
    out = re.sub(r"\n\n  All commands but scan need click: .*", "\n", outcome.out, flags=re.DOTALL)
    assert words(out) == words(sipstatus(*call, cwd=bare).out)
    assert max(map(len, outcome.lines)) <= 80


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_versions(flag: str, bare: Path) -> None:
    outcome = called(flag, cwd=bare)
    assert (outcome.code, outcome.errors) == (0, "")
    assert outcome.out == sipstatus(flag, cwd=bare).out
    assert outcome.out.startswith("sipstatus ")


def test_without_a_command_it_shows_help_on_stderr(bare: Path) -> None:
    outcome = called(cwd=bare)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.errors.startswith("Usage: sipstatus ")


@pytest.mark.parametrize("call", [*sorted({*SUMMARIES} - {"scan"}), "scan --xyz", "scan", "chek"])
def test_everything_else_says_how_to_install_it(call: str, bare: Path) -> None:
    outcome = called(*call.split(), cwd=bare)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.errors == (
        'sipstatus: the command line needs click: in a clone of the sources, pip install ".[cli]"\n'
    )


def test_every_command_has_a_summary() -> None:
    folder = ROOT / "src/sipstatus/cli/commands"
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "scan_without_click"}
    assert {*SUMMARIES} == modules
    assert [*SUMMARIES] == sorted(SUMMARIES)


def test_nobody_is_told_to_install_a_name_of_a_public_index() -> None:
    """Before the first release somebody else may have registered it there."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout
    files = [ROOT / name for name in listed.splitlines()] or [*(ROOT / "src").rglob("*.py")]
    told = re.compile(r"pip\w* install (?:[\w-]+ )*['\"]?sipstatus\b(?!\[\w+\] @)")
    suffixes = {".py", ".md", ".toml", ".yml", ".pyx", ".j2"}
    found = [
        path
        for path in files
        if path.suffix in suffixes and path.is_file() and told.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_importing_the_module_runs_nothing(tmp_path: Path) -> None:
    program = "import sipstatus.__main__, sipstatus_codegen.__main__; print('alive')"
    path = os.pathsep.join(filter(None, sys.path))
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "alive\n", "")


def test_the_generator_points_to_the_command(tmp_path: Path) -> None:
    path = os.pathsep.join(filter(None, sys.path))
    ran = subprocess.run(
        [sys.executable, "-m", "sipstatus_codegen"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.endswith("python -m sipstatus generate --help\n")
