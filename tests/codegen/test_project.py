"""``sipstatus.toml``: what a project generates, said once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest
from sandbox import ROOT, SAMPLES, files_in, sipstatus, source_tree
from sipstatus_codegen import Recipe, builtin, contents

if TYPE_CHECKING:
    from pathlib import Path

TARGETS = [target.name for target in builtin()]
TWO = """\
version = 1
overlays = ["codes/vendor.toml"]

[[output]]
target = "c"
path = "include"
options = { meaning = "no", prefix = "ACME_" }

[[output]]
target = "go"
path = "internal/sip"
only = ["status.go"]
historic = true
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a file of its own, an overlay, and a folder deep inside."""
    (tmp_path / "codes").mkdir()
    (tmp_path / "src/deep").mkdir(parents=True)
    overlay = (SAMPLES / "vendor.toml").read_text("utf-8")
    (tmp_path / "codes/vendor.toml").write_text(overlay, "utf-8")
    (tmp_path / "sipstatus.toml").write_text(TWO, "utf-8")
    return tmp_path


def write(project: Path, text: str) -> None:
    (project / "sipstatus.toml").write_text(text, "utf-8")


class TestWhereItIs:
    """The nearest file, from the working folder upwards."""

    @pytest.mark.parametrize(("where", "up"), [(".", ""), ("src", "../"), ("src/deep", "../../")])
    def test_every_folder_of_the_project_will_do(self, project: Path, where: str, up: str) -> None:
        outcome = sipstatus("generate", cwd=project / where)
        assert (outcome.code, outcome.errors) == (0, "")
        assert outcome.lines == [
            f"{up}include: 3 written, 0 removed, 0 unchanged",
            f"{up}internal/sip: 1 written, 0 removed, 0 unchanged",
        ]
        assert sorted(files_in(project / "include")) == [
            "manifest.json",
            "sip_status.h",
            "sip_statusline.h",
        ]
        assert sipstatus("check", cwd=project / where).lines == [
            f"{up}include: 3 files, all current with the packaged spec",
            f"{up}internal/sip: 1 file, current with the packaged spec",
        ]
        again = sipstatus("generate", cwd=project / where)
        assert again.lines == [
            f"{up}include: 0 written, 0 removed, 3 unchanged",
            f"{up}internal/sip: 0 written, 0 removed, 1 unchanged",
        ]
        assert sipstatus("generate", "--list-outputs", cwd=project / where).lines == [
            f"{up}include/manifest.json",
            f"{up}include/sip_status.h",
            f"{up}include/sip_statusline.h",
            f"{up}internal/sip/status.go",
        ]

    def test_an_output_is_a_recipe_and_a_folder(self, project: Path) -> None:
        assert sipstatus("generate", cwd=project).code == 0
        overlays = [project / "codes/vendor.toml"]
        options = {"c.meaning": "no", "c.prefix": "ACME_"}
        c = contents(Recipe(targets=["c"], overlays=overlays, options=options))
        made = files_in(project / "include")
        assert {path: made[path] for path in c} == c
        assert b"#define ACME_MAP(XX)" in made["sip_status.h"]
        go = contents(Recipe(targets=["go"], overlays=overlays, include_historic=True))
        assert files_in(project / "internal/sip") == {"status.go": go["status.go"]}
        assert b"StatusConflict" in go["status.go"]

    def test_in_pyproject(self, project: Path) -> None:
        (project / "sipstatus.toml").unlink()
        table = TWO.replace("[[output]]", "[[tool.sipstatus.output]]")
        many = ", ".join(f'"p{number}"' for number in range(300))
        text = f'[project]\nname = "x"\ndependencies = [{many}]\n[tool.sipstatus]\n{table}'
        (project / "pyproject.toml").write_text(text, "utf-8")
        assert sipstatus("generate", cwd=project / "src").code == 0
        assert sipstatus("check", cwd=project).code == 0
        broken = text.replace('target = "go"', 'target = "goo"')
        (project / "pyproject.toml").write_text(broken, "utf-8")
        line = broken[: broken.index('"goo"')].count("\n") + 1
        assert sipstatus("check", cwd=project).errors == (
            f"pyproject.toml:{line}: output[1].target: no target 'goo'; did you mean \"go\"?\n"
        )

    def test_a_pyproject_of_other_programs_is_passed_over(self, project: Path) -> None:
        text = '[project]\nname = "x"\ndependencies = ["sipstatus[codegen]"]\n'
        (project / "src/pyproject.toml").write_text(text, "utf-8")
        assert sipstatus("generate", cwd=project / "src").code == 0
        outcome = sipstatus("check", "--config", "src/pyproject.toml", cwd=project)
        assert outcome.errors == "sipstatus: src/pyproject.toml: has no table [tool.sipstatus]\n"
        assert outcome.code == 2

    def test_a_file_that_is_named(
        self, project: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        elsewhere = tmp_path_factory.mktemp("elsewhere")
        file = (project / "sipstatus.toml").rename(project / "sip codes.toml")
        assert sipstatus("generate", "--config", file, cwd=elsewhere).code == 0
        (project / "include/sip_status.h").unlink()
        outcome = sipstatus("check", "--config", file, cwd=elsewhere)
        assert outcome.lines[:2] == [
            f"missing: {project}/include/sip_status.h",
            f"repair: sipstatus generate --config '{file}'",
        ]
        for more in (("--target", "c"), ("--out", "x"), ("--only", "y")):
            outcome = sipstatus("generate", "--config", file, *more, cwd=elsewhere)
            assert outcome.code == 2
            assert "--config says everything" in outcome.errors

    def test_none_at_all(self, tmp_path: Path) -> None:
        outcome = sipstatus("generate", cwd=tmp_path)
        assert outcome.code == 2
        assert "no sipstatus.toml here or above" in outcome.errors

    def test_a_nearer_source_tree_comes_first(self, project: Path) -> None:
        tree = source_tree(project / "tree")
        assert sipstatus("check", cwd=tree).lines[0].startswith("generated: ")
        write(tree, '[[output]]\ntarget = "go"\npath = "go"\n')
        assert sipstatus("check", cwd=tree).errors.startswith("sipstatus.toml:1: version: ")

    def test_arguments_take_the_place_of_the_file(self, project: Path) -> None:
        write(project, "this is not even read")
        outcome = sipstatus("generate", "--target", "go", "--out", "mine", cwd=project)
        assert outcome.lines == ["mine: 4 written, 0 removed, 0 unchanged"]


class TestSharedFolders:
    """Several outputs in one folder: one manifest, and each file has its owner."""

    SHARED = """\
version = 1
[[output]]
target = "c"
path = "sip"
options = { meaning = "no" }
[[output]]
target = "json"
path = "sip"
[[output]]
target = "c"
path = "./sip/../sip"
only = ["acme.h"]
options = { header = "acme.h", prefix = "ACME_" }
historic = true
"""

    def test_they_settle_at_once(self, project: Path) -> None:
        write(project, self.SHARED)
        assert sipstatus("generate", cwd=project).lines == [
            "sip: 9 written, 0 removed, 0 unchanged"
        ]
        assert sipstatus("check", cwd=project).code == 0
        assert sipstatus("generate", cwd=project).lines == [
            "sip: 0 written, 0 removed, 9 unchanged"
        ]
        listed = json.loads((project / "sip/manifest.json").read_text())
        assert {entry["target"] for entry in listed["files"].values()} == {"c", "json"}
        assert "acme.h" not in listed["files"]
        assert listed["$comment"].splitlines()[1] == "Regenerate: sipstatus generate"

    def test_an_output_that_is_no_longer_wanted(self, project: Path) -> None:
        write(project, self.SHARED)
        assert sipstatus("generate", cwd=project).code == 0
        write(project, self.SHARED.replace('meaning = "no"', 'header = "new.h", meaning = "no"'))
        outcome = sipstatus("check", cwd=project / "src")
        assert outcome.lines[0] == "missing: ../sip/new.h"
        assert "orphan: ../sip/sip_status.h" in outcome.lines
        assert outcome.lines[-1] == "repair: sipstatus generate"
        assert sipstatus("generate", cwd=project).lines == [
            "removed: sip/sip_status.h",
            "sip: 3 written, 1 removed, 6 unchanged",
        ]
        assert sipstatus("check", cwd=project).code == 0

    def test_a_foreign_file_stops_everything(self, project: Path) -> None:
        (project / "internal/sip").mkdir(parents=True)
        (project / "internal/sip/status.go").write_text("package mine\n")
        for dry in ([], ["--dry-run"]):
            outcome = sipstatus("generate", *dry, cwd=project)
            assert outcome.code == 2
            assert "internal/sip/status.go: not written by sipstatus" in outcome.errors
            assert not (project / "include").exists()

    def test_one_file_twice_is_refused(self, project: Path) -> None:
        write(
            project,
            self.SHARED.replace('header = "acme.h", ', "").replace("acme.h", "sip_status.h"),
        )
        assert sipstatus("generate", cwd=project).errors == (
            "sipstatus.toml:11: output[2].path: output 1 makes sip_status.h there as well; "
            "choose another folder\n"
        )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("version = 1", "version = 2", "1: version: 2 is not allowed; use 1"),
        ("version = 1\n", "", "1: version: is missing; add it"),
        (
            "overlays =",
            "overlay =",
            '2: overlay: is not a known field; did you mean "overlays"?',
        ),
        (
            "historic = true",
            "include_historic = true",
            '13: output[1].include_historic: is not a known field; did you mean "historic"?',
        ),
        (
            'path = "include"',
            'path = ""',
            "6: output[0].path: is empty; fill it in",
        ),
        (
            'path = "include"',
            "path = 7",
            "6: output[0].path: must be a string, not 7; change the value",
        ),
        (
            'target = "c"',
            'target = "cobol"',
            f"5: output[0].target: no target 'cobol'; there are: {', '.join(TARGETS)}",
        ),
        (
            "prefix =",
            "prefx =",
            '7: output[0].options.prefx: target c has no such option; did you mean "prefix"?',
        ),
        (
            '"no"',
            '"maybe"',
            "7: output[0].options.meaning: 'maybe' does not match yes|no; whether to write what "
            "responses mean",
        ),
        (
            '["status.go"]',
            '["state.go"]',
            "12: output[1].only[0]: go makes no 'state.go'; did you mean \"status.go\"?",
        ),
        (
            "[[output]]",
            "[output",
            "4: broken TOML: Expected ']' at the end of a table declaration; "
            "mend the syntax (toml.io)",
        ),
    ],
)
def test_what_is_wrong_is_named(project: Path, old: str, new: str, fault: str) -> None:
    write(project, TWO.replace(old, new, 1))
    outcome = sipstatus("check", cwd=project / "src")
    assert outcome.errors == f"../sipstatus.toml:{fault}\n"
    assert (outcome.code, outcome.out) == (1, "")


def test_all_faults_at_once_in_the_order_of_the_file(project: Path) -> None:
    write(project, '[[output]]\ntaget = "c"\n\n[[output]]\npath = "x"\n')
    lines = sipstatus("generate", cwd=project).errors.splitlines()
    assert [line.split(": ")[:2] for line in lines] == [
        ["sipstatus.toml:1", "version"],
        ["sipstatus.toml:1", "output[0].target"],
        ["sipstatus.toml:1", "output[0].path"],
        ["sipstatus.toml:2", "output[0].taget"],
        ["sipstatus.toml:4", "output[1].target"],
    ]


def test_faults_of_its_overlay_are_told_as_ever(project: Path) -> None:
    overlay = project / "codes/vendor.toml"
    overlay.write_text(overlay.read_text("utf-8").replace("477", "486"), "utf-8")
    outcome = sipstatus("generate", cwd=project / "src")
    assert outcome.errors.startswith("../codes/vendor.toml:3: status 486: code: 486 BUSY_HERE is ")
    # `validate` judges what the file names as well.
    assert sipstatus("validate", cwd=project / "src").lines == outcome.errors.splitlines()


def test_a_spec_of_its_own(project: Path) -> None:
    (project / "codes/my.toml").write_bytes((SAMPLES / "valid.toml").read_bytes())
    write(project, TWO.replace("version = 1", 'version = 1\nspec = "codes/my.toml"'))
    assert sipstatus("generate", cwd=project / "src").code == 0
    header = (project / "include/sip_status.h").read_text()
    assert "Regenerate: sipstatus generate --spec my.toml --target c" in header
    assert sipstatus("validate", cwd=project / "src").out.startswith(
        "../codes/my.toml + ../codes/vendor.toml: 6 status codes, "
    )
    assert sipstatus("check", cwd=project).lines[0] == "include: 3 files, all current"


def test_the_schema_says_the_same() -> None:
    schema = json.loads((ROOT / "generated/json/sipstatus.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    good = {
        "version": 1,
        "overlays": ["x.toml"],
        "output": [{"target": "go", "path": ".", "only": ["status.go"], "historic": True}],
    }
    validator.validate(good)
    for bad in (
        {**good, "version": 2},
        {**good, "output": []},
        {**good, "overlay": ["x.toml"]},
        {**good, "output": [{"target": "go"}]},
        {**good, "output": [{"target": "go", "path": ".", "options": {"package": 1}}]},
    ):
        assert not validator.is_valid(bad)
