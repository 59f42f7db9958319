"""``sipstatus targets``, and the targets that other packages bring."""

from __future__ import annotations

import csv
import io
import json
import sys
from typing import TYPE_CHECKING

import pytest
from sandbox import files_in, sipstatus
from sipstatus_codegen import builtin

if TYPE_CHECKING:
    from pathlib import Path

MODULE = """\
from pathlib import Path
from sipstatus_codegen import Target
from sipstatus_codegen.language.naming import identifier, lower_snake
from sipstatus_codegen.targets import Option, Output
from sipstatus_codegen.language.escaping import HASH, python_literal


def ident(name, options):
    return identifier(name, lower_snake)


def target(name="acme", path="codes.conf", template="codes.j2", **more):
    return Target(
        name=name, title="Acme configuration", audience="Acme.", outputs=(Output(path, template),),
        options=(Option("section", "sip", "name of the section", "[a-z]+"),),
        literal=python_literal, comment=HASH, ident=ident, class_ident=ident,
        templates=Path(__file__).parent, **more,
    )


acme = target()
no_target = {"name": "acme"}
misnamed = target(name="other")
outside = target(path="../codes.conf")
folder_outside = target(folder="../..")
undefined = target(template="undefined.j2")
no_template = target(template="no.j2")
no_option = target(path="{nothing}.conf")
manifest = target(path="manifest.json")
"""
TEMPLATE = """\
{{ banner }}
[{{ options.section }}]
{% for status in statuses %}
{{ idents[status.name] }} = {{ status.phrase | literal }}
{% endfor %}
"""
# A built-in target, narrowed to the one file that --stdout takes.
ONE_FILE = ("--target", "c", "--only", "sip_status.h")


class Package:
    """An installed distribution that registers targets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def offers(self, *entries: str, name: str = "acme") -> None:
        """Write the metadata of a distribution with these entry points."""
        info = self.folder / f"{name.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        lines = "\n".join(["[sipstatus_codegen.targets]", *entries])
        (info / "entry_points.txt").write_text(f"{lines}\n")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """Where another package lives, importable as ``acme_targets``."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "acme_targets.py").write_text(MODULE)
    (folder / "codes.j2").write_text(TEMPLATE)
    (folder / "undefined.j2").write_text("{{ banner }}{{ nothing }}")
    (folder / "broken_targets.py").write_text("import no_such_module\n")
    monkeypatch.syspath_prepend(str(folder))
    for module in ("acme_targets", "broken_targets"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    return Package(folder)


class TestCommand:
    """What the command tells."""

    def test_for_people(self, tmp_path: Path) -> None:
        outcome = sipstatus("targets", cwd=tmp_path)
        assert outcome.code == 0
        assert outcome.lines[:8] == [
            "c",
            "  makes   C (C99 and C++11): constants, what responses mean, a parser of status-lines",
            "  files   sip_status.h, sip_statusline.h, sip_status_meaning.h, sip_status_meaning.c",
            "  option  c.prefix=SIP_STATUS_ (what every name begins with, functions and types in "
            "lower-case)",
            "  option  c.header=sip_status.h (name of the header)",
            "  option  c.meaning=yes (whether to write what responses mean)",
            "  option  c.cmake=no (whether to write a CMakeLists.txt that builds a package)",
            "",
        ]
        names = [line for line in outcome.lines if line and not line.startswith(" ")]
        assert names == [target.name for target in builtin()]

    def test_for_programs(self, tmp_path: Path) -> None:
        records = json.loads(sipstatus("targets", "--format", "json", cwd=tmp_path).out)
        assert [record["name"] for record in records] == [target.name for target in builtin()]
        go = next(record for record in records if record["name"] == "go")
        assert list(go) == ["name", "title", "files", "options"]
        assert sorted(go["files"]) == ["go.mod", "meaning/meaning.go", "status.go"]
        assert [option["name"] for option in go["options"]] == [
            "go.package",
            "go.module",
            "go.constants",
        ]
        assert all(list(option) == ["name", "default", "help"] for option in go["options"])

    def test_as_csv_and_markdown(self, tmp_path: Path) -> None:
        text = sipstatus("targets", "--format", "csv", cwd=tmp_path).out
        rows = list(csv.DictReader(io.StringIO(text)))
        assert {row["name"]: row["files"] for row in rows}["c"] == (
            "sip_status.h, sip_statusline.h, sip_status_meaning.h, sip_status_meaning.c"
        )
        lines = sipstatus("targets", "--format", "markdown", cwd=tmp_path).lines
        assert lines[0] == "| name | title | files | options |"
        assert len(lines) == len(rows) + 2


class TestOthers:
    """Targets of other packages."""

    def test_they_are_listed_and_work(self, package: Package, tmp_path: Path) -> None:
        package.offers("acme = acme_targets:acme")
        outcome = sipstatus("targets", cwd=tmp_path)
        assert outcome.code == 0
        assert outcome.lines[-4:] == [
            "acme",
            "  makes   Acme configuration",
            "  files   codes.conf",
            "  option  acme.section=sip (name of the section)",
        ]
        call = ("--target", "acme", "--option", "acme.section=voip", "--out", "etc")
        assert sipstatus("generate", *call, cwd=tmp_path).code == 0
        text = (tmp_path / "etc/codes.conf").read_text()
        assert 'busy_here = "Busy Here"\n' in text
        assert "# Regenerate: sipstatus generate --target acme --option acme.section=voip\n" in text
        assert sipstatus("check", *call, cwd=tmp_path).code == 0
        assert sipstatus("check", "etc/codes.conf", cwd=tmp_path).code == 0

    def test_they_are_used_only_when_asked_for(self, package: Package, tmp_path: Path) -> None:
        package.offers("acme = acme_targets:acme")
        sipstatus("generate", "--out", "all", cwd=tmp_path)
        assert not (tmp_path / "all/acme").exists()

    def test_beside_built_in_ones(self, package: Package, tmp_path: Path) -> None:
        package.offers("acme = acme_targets:acme")
        both = ("--target", "acme", "--target", "c", "--out", "x")
        assert sipstatus("generate", *both, cwd=tmp_path).code == 0
        assert files_in(tmp_path / "x").keys() == {
            "acme/codes.conf",
            "c/sip_status.h",
            "c/sip_status_meaning.c",
            "c/sip_status_meaning.h",
            "c/sip_statusline.h",
            "manifest.json",
        }

    @pytest.mark.parametrize(
        ("entry", "error"),
        [
            (
                "acme = broken_targets:acme",
                "target acme: broken_targets:acme fails to load: ModuleNotFoundError: "
                "No module named 'no_such_module'",
            ),
            (
                "acme = acme_targets:nothing",
                "target acme: acme_targets:nothing fails to load: AttributeError: module "
                "'acme_targets' has no attribute 'nothing'",
            ),
            (
                "acme = acme_targets:no_target",
                "target acme: acme_targets:no_target is not a Target",
            ),
            (
                "acme = acme_targets:misnamed",
                "target acme: acme_targets:misnamed calls itself 'other'",
            ),
        ],
    )
    def test_a_broken_one_is_named_and_harms_no_other(
        self, package: Package, tmp_path: Path, entry: str, error: str
    ) -> None:
        package.offers(entry, "good = acme_targets:acme")
        outcome = sipstatus("targets", cwd=tmp_path)
        assert outcome.code == 2
        assert error in outcome.errors.splitlines()[0]
        assert "c" in outcome.lines  # the others are listed
        outcome = sipstatus("generate", "--target", "acme", "--out", "x", cwd=tmp_path)
        assert (outcome.code, outcome.errors) == (2, f"sipstatus: {error}\n")
        assert sipstatus("generate", *ONE_FILE, "--stdout", cwd=tmp_path).code == 0

    @pytest.mark.parametrize(
        ("name", "error"),
        [
            ("outside", "target acme: '../codes.conf' is not a relative output path"),
            ("folder_outside", "target acme: '../../codes.conf' is not a relative output path"),
            ("undefined", "target acme fails: UndefinedError: 'nothing' is undefined"),
            ("no_template", "target acme fails: TemplateNotFound: "),
            ("no_option", "target acme fails: KeyError: 'nothing'"),
            ("manifest", "target acme: manifest.json is made by another as well"),
        ],
    )
    def test_one_that_fails_is_named(
        self, package: Package, tmp_path: Path, name: str, error: str
    ) -> None:
        package.offers(f"acme = acme_targets:{name}")
        targets = ("--target", "acme", *(["--target", "c"] if name == "folder_outside" else []))
        outcome = sipstatus("generate", *targets, "--out", "x/y", cwd=tmp_path)
        assert outcome.errors.startswith(f"sipstatus: {error}")
        assert (outcome.code, outcome.errors.count("\n")) == (2, 1)
        assert not (tmp_path / "x").exists()

    def test_a_built_in_name_stays_with_its_target(self, package: Package, tmp_path: Path) -> None:
        package.offers("c = acme_targets:acme")
        assert "SIP_STATUS_" in sipstatus("generate", *ONE_FILE, "--stdout", cwd=tmp_path).out
        outcome = sipstatus("targets", cwd=tmp_path)
        assert outcome.code == 2
        assert outcome.errors == (
            "sipstatus: target c of acme_targets:acme: the name is a built-in target's\n"
        )
        assert outcome.lines.count("c") == 1

    def test_a_name_that_two_packages_want(self, package: Package, tmp_path: Path) -> None:
        package.offers("acme = acme_targets:acme")
        package.offers("acme = acme_targets:misnamed", name="acme-two")
        outcome = sipstatus("generate", "--target", "acme", "--stdout", cwd=tmp_path)
        assert outcome.code == 2
        assert "target acme is offered twice: by acme_targets:acme and acme_t" in outcome.errors
