"""The hook, run by pre-commit in a repository of git: what is committed is what is checked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from workshop import COMMIT, PIPELINES, Workshop

HOOK = "sipstatus-check"
OUTPUT = "internal/sipstatus/status.go"


@pytest.fixture
def project(workshop: Workshop, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project of Go with the hook installed; all but the output is added."""
    # One installation is enough for all tests.
    monkeypatch.setenv("PRE_COMMIT_HOME", str(repository.parent / "pre-commit"))
    shutil.copytree(PIPELINES / "go", workshop.project)
    (workshop.project / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {repository}\n  rev: v1.0.0\n  hooks:\n  - id: {HOOK}\n"
    )
    workshop.says("git init -q . && git add . && sipstatus generate && pre-commit install")
    return workshop.project


def refused(workshop: Workshop) -> str:
    code, said = workshop.run(f"{COMMIT} -m change")
    assert code == 1
    return said


def test_what_is_committed_is_what_is_checked(workshop: Workshop, project: Path) -> None:
    # The output lies in the folder, but was not added.
    assert f"missing: {OUTPUT}\nrepair: sipstatus generate\n" in refused(workshop)
    workshop.says(f"git add . && {COMMIT} -m first")

    # An edit counts when it is added, even if the file in the folder is right again.
    output = project / OUTPUT
    right = output.read_bytes()
    output.write_bytes(right.replace(b"Busy Here", b"Busy There"))
    workshop.says("git add .")
    output.write_bytes(right)
    assert f"stale: {OUTPUT}\n" in refused(workshop)
    workshop.says("git add .")

    # What was changed, but not added, blocks nobody.
    output.write_bytes(right.replace(b"Busy Here", b"Busy There"))
    overlay = project / "acme.toml"
    text = overlay.read_text("utf-8")
    overlay.write_text(text.replace("Send failed", "Sending failed"), "utf-8")
    workshop.says(f"echo note > NOTES && git add NOTES && {COMMIT} -m notes")
    assert b"Busy There" in output.read_bytes()

    # An overlay is committed with what is made from it, or not at all.
    workshop.says("git add acme.toml && sipstatus generate")
    assert f"stale: {OUTPUT}\n" in refused(workshop)
    workshop.says(f"git add . && {COMMIT} -m sending")


def test_what_git_ignores_is_left_out(workshop: Workshop, project: Path) -> None:
    (project / ".gitignore").write_text("/internal/\n")
    shutil.rmtree(project / "internal")
    workshop.says(f"git add . && {COMMIT} -m first")


def test_another_user_tries_it(workshop: Workshop, project: Path, repository: Path) -> None:
    workshop.says("git add .")
    assert (project / OUTPUT).exists()
    said = workshop.says(f"pre-commit try-repo '{repository}' {HOOK} --all-files")
    assert "generated SIP status codes are current" in said
    assert "Passed" in said
