"""What is here now, as a repository of git that others install from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from workshop import COMMIT, ROOT, Workshop


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    workshop = Workshop(folder)
    left_out = shutil.ignore_patterns(".git", ".nox", "build", "*.so", ".*_cache")
    shutil.copytree(ROOT, workshop.project, ignore=left_out)
    workshop.says(f"git init -q . && git add . && {COMMIT} -m all && git tag v1.0.0")
    return workshop.project


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Where no compiler is asked for, and nothing of the tests is imported."""
    monkeypatch.setenv("SIPSTATUS_PURE_PYTHON", "1")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return Workshop(tmp_path)
