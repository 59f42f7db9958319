"""``sipstatus check --staged``: what git is about to commit, and nothing else."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from sandbox import sipstatus

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox import Outcome


def git(*words: str, cwd: Path) -> str:
    name = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    return subprocess.run(
        ["git", *name, *words], cwd=cwd, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project below the top of a repository: everything is added."""
    project = tmp_path / "repository" / "my project"
    (project / "src").mkdir(parents=True)
    (project / "sipstatus.toml").write_text(
        'version = 1\n[[output]]\ntarget = "go"\npath = "sip"\nonly = ["status.go"]\n'
    )
    assert sipstatus("generate", cwd=project).code == 0
    git("init", "-q", "..", cwd=project)
    git("add", ".", cwd=project)
    return project


def staged(folder: Path, *words: str) -> Outcome:
    return sipstatus("check", "--staged", *words, cwd=folder)


def edit(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"Busy Here", b"Busy There"))


def test_it_is_the_index_that_counts(project: Path) -> None:
    output = project / "sip/status.go"
    assert staged(project).out == "sip: 1 file, current with the packaged spec\n"
    assert staged(project / "src").out == "../sip: 1 file, current with the packaged spec\n"
    right = output.read_bytes()
    edit(output)
    assert staged(project).code == 0
    git("add", ".", cwd=project)
    output.write_bytes(right)
    outcome = staged(project)
    assert (outcome.code, outcome.lines[0]) == (1, "stale: sip/status.go")
    assert outcome.lines[-1] == "repair: sipstatus generate"
    assert sipstatus("check", cwd=project).code == 0
    git("rm", "-q", "-f", "--cached", "sip/status.go", cwd=project)
    outcome = staged(project)
    assert (outcome.code, outcome.lines[0]) == (1, "missing: sip/status.go")
    assert output.read_bytes() == right


def test_a_vendored_copy(project: Path) -> None:
    edit(project / "sip/status.go")
    assert staged(project, "sip/status.go").code == 0
    git("add", ".", cwd=project)
    outcome = staged(project, "sip/status.go")
    assert outcome.code == 1
    assert outcome.lines[0].startswith("sip/status.go: edited by hand")


def test_what_git_ignores_is_in_no_commit(project: Path) -> None:
    (project / ".gitignore").write_text("/sip/\n")
    edit(project / "sip/status.go")
    git("add", ".", cwd=project)
    assert staged(project).code == 1  # it is tracked all the same
    git("rm", "-q", "-f", "--cached", "sip/status.go", cwd=project)
    outcome = staged(project)
    assert (outcome.code, outcome.out) == (0, "sip: nothing of it is for git\n")


def test_line_ends_that_a_checkout_turns_are_those_of_the_index(project: Path) -> None:
    git("config", "core.autocrlf", "true", cwd=project)
    output = project / "sip/status.go"
    output.unlink()
    git("checkout", "--", "sip/status.go", cwd=project)
    assert b"\r\n" in output.read_bytes()
    assert sipstatus("check", cwd=project).code == 1
    assert staged(project).code == 0


def test_a_commit_of_some_files(project: Path) -> None:
    """``git commit FILE`` gives its hook another index than the usual one."""
    hook = project.parent / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\ncat < "$GIT_INDEX_FILE" > index\n')
    hook.chmod(0o755)
    edit(project / "sip/status.go")
    git("add", ".", cwd=project)
    git("commit", "-q", "-m", "sipstatus.toml alone", "sipstatus.toml", cwd=project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_INDEX_FILE", str(project.parent / "index"))
        outcome = staged(project)
    assert (outcome.code, outcome.lines[0]) == (1, "missing: sip/status.go")


def test_folders_that_git_does_not_have(project: Path, tmp_path: Path) -> None:
    outcome = staged(project, "--target", "go", "--out", str(tmp_path / "elsewhere"))
    assert outcome.code == 2
    assert outcome.errors.endswith("elsewhere: --staged: no part of the git repository\n")
    outcome = staged(tmp_path, "--target", "go", "--out", "sip")
    assert outcome.code == 2
    assert outcome.errors.startswith("sipstatus: --staged: git: fatal: not a git repository")
