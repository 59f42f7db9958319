"""``sipstatus init``: what it proposes, and that it touches nothing else."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import click
import pytest
from sandbox import files_in, sipstatus
from sipstatus_codegen import builtin

if TYPE_CHECKING:
    from pathlib import Path

    from sipstatus_codegen import Target

PLACES = {
    ("go.mod",): ["internal/sipstatus/status.go"],
    ("CMakeLists.txt",): ["include/sip_status.h"],
    ("meson.build",): ["include/sip_status.h"],
    ("package.json", "tsconfig.json", "src/main.ts"): ["src/sip-status.ts"],
    ("package.json", "lib/main.js"): [
        "lib/sip-status/package.json",
        "lib/sip-status/sip-status.d.ts",
        "lib/sip-status/sip-status.js",
    ],
    ("CMakeLists.txt", "src/main.cpp"): ["include/sip_status.h", "include/sip_status.hpp"],
    ("Cargo.toml", "src/main.rs"): ["src/sip_status.rs"],
    ("pom.xml",): ["src/main/java/sipstatus/SipStatus.java"],
    ("build.gradle.kts",): ["src/main/java/sipstatus/SipStatus.java"],
    ("rebar.config",): ["src/sip_status.erl", "src/sip_status.hrl"],
    ("mix.exs",): ["lib/sip_status.ex"],
    ("acme-1.0-1.rockspec", "src/acme.lua"): ["src/sip_status.lua"],
    ("Acme.csproj",): ["Generated/SipStatus.cs"],
    ("pyproject.toml", "src/acme/__init__.py"): [
        "src/sip_codes/__init__.py",
        "src/sip_codes/codes.py",
        "src/sip_codes/status_code.py",
    ],
}


def project(folder: Path, files: tuple[str, ...]) -> Path:
    """A project that has these files, all empty."""
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    return folder


@pytest.mark.parametrize(("files", "made"), PLACES.items(), ids=lambda value: value[-1])
def test_each_language_has_its_place(
    files: tuple[str, ...], made: list[str], tmp_path: Path
) -> None:
    here = project(tmp_path, files)
    outcome = sipstatus("init", "--yes", cwd=here)
    assert (outcome.code, outcome.errors) == (0, "")
    assert outcome.lines[-1] == "next: sipstatus generate"
    assert files_in(here).keys() == {*files, "sipstatus.toml", ".gitattributes"}
    assert sipstatus("generate", cwd=here).code == 0
    assert {*made} <= files_in(here).keys()
    assert not any(path.endswith("manifest.json") for path in files_in(here))
    assert sipstatus("check", cwd=here).code == 0
    again = sipstatus("generate", cwd=here)
    assert all(" 0 written, 0 removed," in line for line in again.lines)


def test_git_keeps_the_line_ends_of_all_that_is_made(tmp_path: Path) -> None:
    here = project(tmp_path, ("go.mod", "CMakeLists.txt", "pyproject.toml", "package.json"))
    assert sipstatus("init", "--yes", cwd=here).code == 0
    assert sipstatus("generate", cwd=here).code == 0
    subprocess.run(["git", "init", "-q", "."], cwd=here, check=True)
    made = sipstatus("generate", "--list-outputs", cwd=here).lines
    call = ["git", "check-attr", "text", "linguist-generated", "--", *made, "go.mod"]
    said = subprocess.run(call, cwd=here, check=True, capture_output=True, text=True).stdout
    for file in made:
        assert f"{file}: text: unset" in said
        assert f"{file}: linguist-generated: set" in said
    assert "go.mod: text: unspecified" in said


def test_the_file_can_be_edited_further(tmp_path: Path) -> None:
    """Every line that is commented out may be put in."""
    here = project(tmp_path, ("go.mod", "CMakeLists.txt", "pyproject.toml", "package.json"))
    assert sipstatus("init", "--yes", cwd=here).code == 0
    text = (here / "sipstatus.toml").read_text("utf-8")
    assert text.startswith("# What sipstatus generates for this project.")
    opened = text.replace("# options.", "options.").replace('# overlays = ["sip-codes.toml"]', "")
    document = tomllib.loads(opened)
    (here / "sipstatus.toml").write_text(opened, "utf-8")
    assert sipstatus("generate", cwd=here).code == 0
    assert [output["target"] for output in document["output"]] == [
        *("c", "go", "python", "typescript"),
    ]


def test_what_is_there_stays(tmp_path: Path) -> None:
    here = project(tmp_path, ("go.mod",))
    (here / ".gitattributes").write_bytes(b"*.png binary\r\n*.sh text")
    assert sipstatus("init", "--yes", cwd=here).code == 0
    assert (here / ".gitattributes").read_bytes() == (
        b"*.png binary\r\n*.sh text\r\n/internal/sipstatus/status.go -text linguist-generated\r\n"
    )
    before = files_in(here)
    outcome = sipstatus("init", "--yes", cwd=here)
    assert outcome.errors == (
        "sipstatus: sipstatus.toml: says already what to generate; nothing was changed\n"
    )
    assert (outcome.code, files_in(here)) == (2, before)
    (here / "sipstatus.toml").unlink()
    assert sipstatus("init", "--yes", cwd=here).code == 0
    assert files_in(here) == before


def test_a_pyproject_that_says_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.sipstatus]\nversion = 1\n")
    outcome = sipstatus("init", "--yes", cwd=tmp_path)
    assert outcome.errors.startswith("sipstatus: pyproject.toml: says already")
    assert files_in(tmp_path).keys() == {"pyproject.toml"}


def test_a_project_of_no_language(tmp_path: Path) -> None:
    outcome = sipstatus("init", "--yes", cwd=tmp_path)
    assert outcome.code == 2
    assert "nothing here tells the language" in outcome.errors
    assert "go.mod" in outcome.errors
    assert files_in(tmp_path) == {}
    assert sipstatus("init", "--yes", "--target", "json", cwd=tmp_path).code == 0
    assert sipstatus("generate", cwd=tmp_path).out.startswith("sipstatus/json: ")
    outcome = sipstatus("init", "--yes", "--target", "cobol", cwd=tmp_path)
    assert outcome.code == 2


def test_it_asks_only_a_person(tmp_path: Path) -> None:
    here = project(tmp_path, ("go.mod",))
    outcome = subprocess.run(
        [sys.executable, "-m", "sipstatus", "init"],
        cwd=here,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path)},
        check=False,
    )
    assert outcome.returncode == 2
    assert outcome.stderr.splitlines() == [
        "would propose go: status.go in internal/sipstatus/ (there is go.mod)",
        "sipstatus: init asks, and nobody is there to answer: --yes takes it as it is",
    ]
    assert files_in(here).keys() == {"go.mod"}


def test_the_answers_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = project(tmp_path, ("go.mod", "CMakeLists.txt"))
    asked: list[str] = []

    def answer(question: str, default: bool) -> bool:
        asked.append(question)
        return "go:" in question

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "confirm", answer)
    assert sipstatus("init", cwd=here).code == 0
    assert asked == [
        "c: sip_status.h in include/ (there is CMakeLists.txt)?",
        "go: status.go in internal/sipstatus/ (there is go.mod)?",
    ]
    document = tomllib.loads((here / "sipstatus.toml").read_text())
    assert [output["target"] for output in document["output"]] == ["go"]


@pytest.mark.parametrize("target", builtin(), ids=lambda target: target.name)
def test_every_home_is_one_of_its_target(target: Target, tmp_path: Path) -> None:
    for number, home in enumerate(target.homes):
        here = project(tmp_path / str(number), tuple(m.replace("*", "x") for m in home.markers))
        assert sipstatus("init", "--yes", "--target", target.name, cwd=here).code == 0
        assert sipstatus("generate", "--list-outputs", cwd=here).code == 0
