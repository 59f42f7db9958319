"""The scheduled workflow that compares the spec with IANA's table, step by step as it would run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from oracle import DEFINING_RFC, REGISTERED
from sandbox import ROOT, source_tree

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOW: dict[Any, Any] = yaml.safe_load(
    (ROOT / ".github" / "workflows" / "registry.yml").read_text(encoding="utf-8")
)
JOB = WORKFLOW["jobs"]["compare"]
STEPS: list[dict[str, Any]] = JOB["steps"]
TABLE = "Response Code,Description,Reference\n" + "".join(
    f"{code},{phrase}{' (Deprecated)' if code == 202 else ''},[RFC{DEFINING_RFC[code]}]\n"
    for code, phrase in REGISTERED.items()
)


def test_it_runs_every_week_and_on_demand() -> None:
    events = WORKFLOW[True]  # what YAML 1.1 makes of the word "on"
    assert events.keys() == {"schedule", "workflow_dispatch"}
    ((schedule),) = events["schedule"]
    minute, hour, day, month, weekday = schedule["cron"].split()
    assert (day, month) == ("*", "*")
    assert all(part.isdigit() for part in (minute, hour, weekday))


def test_it_may_do_no_more_than_it_must() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read", "issues": "write"}
    assert "permissions" not in JOB


def test_actions_are_pinned_to_a_version() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+\.\d+\.\d+", action) for action in used)


def test_it_fetches_the_file_that_it_reads() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert '--remote-name "$TABLE"' in scripts[1]
    name = JOB["env"]["TABLE"].rpartition("/")[2]
    assert f"sipstatus diff {name} " in scripts[2]


@pytest.mark.parametrize(
    ("table", "known", "code", "opened"),
    [
        (TABLE, 0, 0, False),
        (TABLE.replace("Busy Here", "Occupied"), 0, 0, True),
        (TABLE.replace("Busy Here", "Occupied"), 1, 0, False),  # the issue is open already
        ("<html>Try again later</html>", 0, 1, False),
    ],
)
def test_an_issue_is_opened_when_they_differ(
    table: str, known: int, code: int, opened: bool, tmp_path: Path
) -> None:
    folder = source_tree(tmp_path / "tree")
    (folder / "sip-parameters-7.csv").write_text(table, encoding="utf-8")
    commands = tmp_path / "bin"
    commands.mkdir()
    scripts = {
        "sipstatus": f'exec "{sys.executable}" -m sipstatus "$@"\n',
        "gh": f'echo "$2" >> called.txt\nif [ "$2" = list ]; then echo {known}; fi\n',
    }
    for name, script in scripts.items():
        (commands / name).write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
        (commands / name).chmod(0o755)
    places = os.pathsep.join(path for path in sys.path if path)
    path = f"{commands}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, **JOB["env"], "PATH": path, "PYTHONPATH": places}
    (script,) = (step["run"] for step in STEPS if step.get("name") == "compare")
    run = subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=env, check=False)
    assert run.returncode == code
    called = folder / "called.txt"
    calls = called.read_text().split() if called.exists() else []
    assert ("create" in calls) == opened
    if opened:
        body = (folder / "differences.md").read_text(encoding="utf-8")
        assert "| 486 | phrase | Busy Here | Occupied |" in body.splitlines()
        assert JOB["env"]["TABLE"] in body
