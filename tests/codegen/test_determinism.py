"""The same bytes whatever the hash seed, locale, time zone or working directory."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from sandbox import ROOT, SAMPLES, SPEC, committed, files_in, in_process_of_its_own

if TYPE_CHECKING:
    from pathlib import Path

SURROUNDINGS = [
    {"PYTHONHASHSEED": "1"},
    {"PYTHONHASHSEED": "4294967295"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C.UTF-8", "LANGUAGE": "tr_TR:de"},
    {"TZ": "Pacific/Kiritimati", "SOURCE_DATE_EPOCH": "0"},
    {"PYTHONOPTIMIZE": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    {"COLUMNS": "20", "NO_COLOR": "1", "HOME": "/nonexistent", "USER": "nobody"},
]


@pytest.mark.parametrize("environment", SURROUNDINGS, ids=lambda e: next(iter(e)))
def test_surroundings_do_not_change_a_byte(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "spec").mkdir()
    shutil.copy(ROOT / SPEC, tmp_path / SPEC)
    assert in_process_of_its_own("generate", cwd=tmp_path, environment=environment).code == 0
    assert files_in(tmp_path / "generated") == committed().files


def test_without_docstrings_no_schema_loses_its_descriptions_in_silence(tmp_path: Path) -> None:
    call = ("generate", "--target", "json", "--out", "x")
    outcome = in_process_of_its_own(*call, cwd=tmp_path, environment={"PYTHONOPTIMIZE": "2"})
    assert outcome.code == 2
    assert outcome.errors == (
        "sipstatus: python -OO strips what the JSON Schemas describe; run without it\n"
    )


def test_the_working_directory_does_not_change_a_byte(tmp_path: Path) -> None:
    shutil.copy(ROOT / SPEC, tmp_path / "sip-status-codes.toml")
    call = ("generate", "--spec", tmp_path / "sip-status-codes.toml", "--out", tmp_path / "out")
    (tmp_path / "deep" / "down").mkdir(parents=True)
    for cwd in (tmp_path, tmp_path / "deep" / "down", ROOT):
        assert in_process_of_its_own(*call, cwd=cwd).code == 0
        assert files_in(tmp_path / "out") == committed().files
        shutil.rmtree(tmp_path / "out")


def test_where_the_files_of_a_call_lie_does_not_change_a_byte(tmp_path: Path) -> None:
    found = []
    for folder in ("a", "b/c"):
        here = tmp_path / folder
        here.mkdir(parents=True)
        shutil.copy(SAMPLES / "valid.toml", here / "my.toml")
        shutil.copy(SAMPLES / "vendor.toml", here)
        call = ("generate", "--spec", here / "my.toml", "--overlay", here / "vendor.toml")
        assert in_process_of_its_own(*call, "--out", here / "out", cwd=tmp_path).code == 0
        found.append(files_in(here / "out"))
    assert found[0] == found[1]
    assert str(tmp_path).encode() not in b"".join(found[0].values())


def test_targets_do_not_depend_on_their_order(tmp_path: Path) -> None:
    for out, targets in (("a", ("c", "go", "json")), ("b", ("json", "c", "go"))):
        call = [word for target in targets for word in ("--target", target)]
        assert in_process_of_its_own("generate", *call, "--out", out, cwd=tmp_path).code == 0
    assert files_in(tmp_path / "a") == files_in(tmp_path / "b")
