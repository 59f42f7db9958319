"""``sipstatus check``: what differs, how it is repaired, and what became of vendored copies."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from raw_spec import VERSION
from sandbox import (
    ROOT,
    SAMPLES,
    SPEC,
    committed,
    edited,
    files_in,
    in_process_of_its_own,
    leave_header,
    sipstatus,
    source_tree,
    with_banner,
)
from sipstatus_codegen import Recipe, banner, builtin, contents, load_registry
from sipstatus_codegen.readback import Reader
from sipstatus_codegen.rendering import Renderer

if TYPE_CHECKING:
    from pathlib import Path

    from sipstatus_codegen import Target

FILES = len(committed().files)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A source tree with a current ``generated/``."""
    return source_tree(tmp_path / "tree")


@pytest.fixture
def vendored(tmp_path: Path) -> Path:
    """Another project, with the C header in ``include/``."""
    place = tmp_path / "project" / "include" / "sip_status.h"
    place.parent.mkdir(parents=True)
    place.write_bytes(committed().files["c/sip_status.h"])
    return place


def spoil(place: Path, position: int = -20) -> None:
    """Change one octet of a file."""
    octets = bytearray(place.read_bytes())
    octets[position] ^= 0x01
    place.write_bytes(octets)


def repair(outcome_lines: list[str], cwd: Path) -> None:
    """Run the last repairing command that was printed."""
    command = [line for line in outcome_lines if line.startswith("repair: sipstatus ")][-1]
    words = shlex.split(command.removeprefix("repair: "))
    assert words[:2] == ["sipstatus", "generate"]
    assert sipstatus(*words[1:], cwd=cwd).code == 0


class TestFolder:
    """Drift of an output folder."""

    def test_nothing_differs(self, tree: Path) -> None:
        outcome = sipstatus("check", cwd=tree)
        assert outcome.out == f"generated: {FILES} files, all current\n"
        assert (outcome.code, outcome.errors) == (0, "")

    def test_a_missing_file(self, tree: Path) -> None:
        (tree / "generated/python/_sipstatus/codes.py").unlink()
        outcome = sipstatus("check", cwd=tree)
        assert outcome.lines == [
            "missing: generated/python/_sipstatus/codes.py",
            "repair: sipstatus generate",
        ]
        assert outcome.code == 1
        repair(outcome.lines, tree)
        assert sipstatus("check", cwd=tree).code == 0

    def test_everything_missing(self, tree: Path) -> None:
        shutil.rmtree(tree / "generated")
        outcome = sipstatus("check", cwd=tree)
        assert outcome.lines == [
            *(f"missing: generated/{path}" for path in sorted(committed().files)),
            "repair: sipstatus generate",
        ]
        assert outcome.code == 1
        assert not (tree / "generated").exists()
        repair(outcome.lines, tree)
        assert files_in(tree / "generated") == committed().files

    @pytest.mark.parametrize(
        "path", ["python/_sipstatus/codes.py", "manifest.json", "README.md", "c/sip_status.h"]
    )
    def test_a_changed_octet(self, tree: Path, path: str) -> None:
        spoil(tree / "generated" / path)
        outcome = sipstatus("check", cwd=tree)
        assert outcome.code == 1
        assert outcome.lines[0] == f"stale: generated/{path}"
        assert outcome.lines[1] == f"--- generated/{path}\ton disk"
        assert outcome.lines[2] == f"+++ generated/{path}\tgenerated"
        assert outcome.lines[-1] == "repair: sipstatus generate"
        repair(outcome.lines, tree)
        assert files_in(tree / "generated") == committed().files

    def test_the_diff_shows_the_change(self, tree: Path) -> None:
        place = tree / "generated/python/_sipstatus/codes.py"
        place.write_bytes(place.read_bytes().replace(b'486: "Busy Here"', b'486: "Busy There"'))
        outcome = sipstatus("check", cwd=tree)
        assert [line for line in outcome.lines if line[0] in "-+"][2:] == [
            '-    486: "Busy There",',
            '+    486: "Busy Here",',
        ]
        assert "\x1b" not in outcome.out

    def test_an_orphan(self, tree: Path) -> None:
        leave_header(tree / "generated", "old.h")
        outcome = sipstatus("check", cwd=tree)
        assert outcome.lines == ["orphan: generated/c/old.h", "repair: sipstatus generate"]
        repair(outcome.lines, tree)
        assert not (tree / "generated/c/old.h").exists()

    def test_a_copy_is_no_orphan(self, tree: Path) -> None:
        shutil.copytree(tree / "generated/go", tree / "generated/golang")
        outcome = sipstatus("check", cwd=tree)
        assert outcome.lines == [
            "foreign: generated/golang/go.mod",
            "foreign: generated/golang/meaning/meaning.go",
            "foreign: generated/golang/status.go",
            "repair: move the foreign files away, or remove them; sipstatus never does",
        ]

    def test_other_line_ends(self, tree: Path) -> None:
        """What a checkout under Windows may give: one line for the folder, and no diff."""
        changed = 0
        for path, content in committed().files.items():
            octets = re.sub(rb"(?<!\r)\n", b"\r\n", content)  # CSV has CR LF as it is
            (tree / "generated" / path).write_bytes(octets)
            changed += octets != content
        assert changed > FILES - 5
        outcome = sipstatus("check", cwd=tree)
        assert outcome.lines == [
            f"generated: {changed} files differ in line ends alone, as git may change them; "
            "add to .gitattributes: generated/** -text",
            "repair: sipstatus generate",
        ]
        assert outcome.code == 1
        spoil(tree / "generated/go/status.go")
        outcome = sipstatus("check", cwd=tree)
        assert outcome.lines[0] == "stale: generated/go/status.go"
        repair(outcome.lines, tree)
        assert files_in(tree / "generated") == committed().files

    def test_a_foreign_file(self, tree: Path) -> None:
        (tree / "generated/c/mine.h").write_text("/* mine */\n")
        outcome = sipstatus("check", cwd=tree)
        assert outcome.code == 1
        assert outcome.lines == [
            "foreign: generated/c/mine.h",
            "repair: move the foreign files away, or remove them; sipstatus never does",
        ]

    def test_a_foreign_file_in_the_way(self, tree: Path) -> None:
        shutil.rmtree(tree / "generated/go")
        (tree / "generated/go").write_text("mine\n")
        outcome = sipstatus("check", cwd=tree)
        assert outcome.code == 1
        assert outcome.lines == [
            "foreign: generated/go (in the way of an output)",
            "repair: move what is in the way, then run the command below",
            "repair: sipstatus generate",
        ]
        assert (tree / "generated/go").read_text() == "mine\n"

    def test_all_at_once(self, tree: Path) -> None:
        folder = tree / "generated"
        leave_header(folder, "old.h")
        (folder / "mine").write_text("mine\n")
        (folder / "go/go.mod").unlink()
        spoil(folder / "typescript/package.json")
        outcome = sipstatus("check", cwd=tree)
        assert outcome.lines[:4] == [
            "missing: generated/go/go.mod",
            "stale: generated/typescript/package.json",
            "orphan: generated/c/old.h",
            "foreign: generated/mine",
        ]
        assert outcome.code == 1

    def test_a_changed_spec_makes_everything_stale(self, tree: Path) -> None:
        spec = tree / SPEC
        spec.write_text(spec.read_text().replace('"Busy Here"', '"Busy There"'))
        outcome = sipstatus("check", "--target", "c", cwd=tree)
        assert outcome.lines[:5] == [
            "stale: generated/c/sip_status.h",
            "stale: generated/c/sip_status_meaning.c",
            "stale: generated/c/sip_status_meaning.h",
            "stale: generated/c/sip_statusline.h",
            "stale: generated/manifest.json",
        ]
        assert outcome.lines[-1] == "repair: sipstatus generate --target c"

    def test_one_target_does_not_look_at_the_others(self, tree: Path) -> None:
        (tree / "generated/go/go.mod").unlink()
        assert sipstatus("check", "--target", "c", cwd=tree).code == 0
        assert sipstatus("check", "--target", "go", cwd=tree).code == 1

    def test_the_repairing_command_selects_the_same(self, tmp_path: Path) -> None:
        overlay = tmp_path / "my folder" / "vendor.toml"
        overlay.parent.mkdir()
        shutil.copy(SAMPLES / "vendor.toml", overlay)
        shutil.copy(SAMPLES / "valid.toml", tmp_path / "my.toml")
        outcome = sipstatus(
            *("check", "--target", "c", "--target", "json", "--option", "c.prefix=X_"),
            *("--overlay", "my folder/vendor.toml", "--include-historic"),
            *("--out", "it's here", "--spec", "my.toml"),
            cwd=tmp_path,
        )
        assert outcome.code == 1
        assert outcome.lines[-1] == (
            "repair: sipstatus generate --spec my.toml --target c --target json "
            "--overlay 'my folder/vendor.toml' --include-historic --option c.prefix=X_ "
            "--out 'it'\"'\"'s here'"
        )
        repair(outcome.lines, tmp_path)
        assert (tmp_path / "it's here/c/sip_status.h").is_file()

    def test_a_damaged_package_of_its_own_does_not_stop_it(self, tree: Path) -> None:
        """The tables that a source tree imports are part of what it must be able to repair."""
        package = tree / "generated/python/_sipstatus"
        for path in package.iterdir():
            path.write_text("raise SystemExit('broken')\n" + path.read_text())
        environment = {"PYTHONPATH": paths(tree)}
        for verb, code in (("check", 1), ("generate", 0), ("check", 0)):
            assert in_process_of_its_own(verb, cwd=tree, environment=environment).code == code


def paths(tree: Path) -> str:
    """A search path on which the tree's own generated tables come first."""
    return os.pathsep.join([str(tree / "generated/python"), *filter(None, sys.path)])


def remade(file: Path, folder: Path, version: str) -> None:
    """Make a header anew from a spec that differs in its version alone."""
    spec = folder / "sip-status-codes.toml"
    text = (ROOT / SPEC).read_text("utf-8")
    spec.write_text(edited(text, f'version = "{VERSION}"', f'version = "{version}"'), "utf-8")
    files = contents(Recipe(spec=spec, targets=["c"]))
    file.write_bytes(files["sip_status.h"])


class TestVendored:
    """``sipstatus check FILE...``."""

    def test_current(self, vendored: Path) -> None:
        outcome = sipstatus("check", "include/sip_status.h", cwd=vendored.parents[1])
        assert outcome.out == f"include/sip_status.h: current (packaged spec {VERSION})\n"
        assert outcome.code == 0

    def test_renamed_and_current(self, vendored: Path) -> None:
        vendored.rename(vendored.with_name("my_status.h"))
        assert sipstatus("check", "include/my_status.h", cwd=vendored.parents[1]).code == 0

    def test_edited_by_hand(self, vendored: Path) -> None:
        vendored.write_bytes(vendored.read_bytes().replace(b'"Busy Here"', b'"Busy There"'))
        project = vendored.parents[1]
        outcome = sipstatus("check", "include/sip_status.h", cwd=project)
        assert outcome.code == 1
        assert outcome.lines[:3] == [
            "include/sip_status.h: edited by hand (it differs from what its spec gives)",
            "--- include/sip_status.h\tgenerated",
            "+++ include/sip_status.h\ton disk",
        ]
        assert any(line.startswith("+") and "Busy There" in line for line in outcome.lines)
        assert outcome.lines[-1] == (
            "repair: sipstatus generate --target c --only sip_status.h --out include"
        )
        repair(outcome.lines, project)
        assert files_in(project / "include") == {
            "sip_status.h": committed().files["c/sip_status.h"]
        }
        assert sipstatus("check", "include/sip_status.h", cwd=project).code == 0

    def test_edited_and_renamed(self, vendored: Path) -> None:
        project, header = vendored.parents[1], ("--target", "c", "--option", "c.meaning=no")
        assert sipstatus("generate", *header, "--out", "new", cwd=project).code == 0
        renamed = vendored.with_name("my status.h")
        (project / "new/sip_status.h").rename(renamed)
        spoil(renamed)
        outcome = sipstatus("check", "include/my status.h", cwd=project)
        option = "--option c.meaning=no --only sip_status.h"
        command = f"sipstatus generate --target c {option} --stdout"
        assert outcome.lines[-1] == f"repair: {command} > 'include/my status.h'"
        renamed.write_bytes(sipstatus(*shlex.split(command)[1:], cwd=project).octets)
        assert sipstatus("check", "include/my status.h", cwd=project).code == 0

    @pytest.mark.parametrize("where", ["project", "tree"])
    def test_one_of_several_files_edited_and_renamed(
        self, vendored: Path, tree: Path, where: str
    ) -> None:
        renamed = vendored.with_name("my status.h")
        vendored.rename(renamed)
        spoil(renamed)
        project = tree if where == "tree" else vendored.parents[1]
        outcome = sipstatus("check", renamed, cwd=project)
        assert outcome.code == 1
        assert outcome.lines[0].startswith(f"{renamed}: edited by hand (")
        command = "sipstatus generate --target c --only sip_status.h --stdout"
        assert outcome.lines[-1] == f"repair: {command} > '{renamed}'"
        renamed.write_bytes(sipstatus(*shlex.split(command)[1:], cwd=project).octets)
        assert sipstatus("check", renamed, cwd=project).code == 0

    def test_of_a_whole_folder(self, tmp_path: Path) -> None:
        """Where the manifest lists the file, its neighbours are made with it."""
        call = ("--target", "go", "--out", "codes")
        assert sipstatus("generate", *call, cwd=tmp_path).code == 0
        spoil(tmp_path / "codes/status.go")
        outcome = sipstatus("check", "codes/status.go", cwd=tmp_path)
        assert outcome.lines[-1] == f"repair: sipstatus generate {' '.join(call)}"
        repair(outcome.lines, tmp_path)
        assert sipstatus("check", *call, cwd=tmp_path).code == 0

    def test_one_of_several_files(self, tree: Path, tmp_path: Path) -> None:
        shutil.copytree(tree / "generated/python/_sipstatus", tmp_path / "lib/_sipstatus")
        spoil(tmp_path / "lib/_sipstatus/facts.py")
        outcome = sipstatus("check", "lib/_sipstatus/facts.py", cwd=tmp_path)
        assert outcome.lines[-1] == (
            "repair: sipstatus generate --target python --only _sipstatus/facts.py --out lib"
        )
        repair(outcome.lines, tmp_path)
        assert sipstatus("check", "lib/_sipstatus/facts.py", cwd=tmp_path).code == 0

    def test_other_line_ends(self, vendored: Path) -> None:
        vendored.write_bytes(vendored.read_bytes().replace(b"\n", b"\r\n"))
        outcome = sipstatus("check", "include/sip_status.h", cwd=vendored.parents[1])
        assert outcome.out == (
            "include: 1 file differs in line ends alone, as git may change them; "
            "add to .gitattributes: include/** -text\n"
        )
        assert (outcome.code, outcome.errors) == (1, "")

    def test_other_line_ends_elsewhere(self, vendored: Path) -> None:
        vendored.write_bytes(vendored.read_bytes().replace(b"\n", b"\r\n"))
        for name in (vendored, "../include/sip_status.h"):
            outcome = sipstatus("check", name, cwd=vendored.parent)
            assert outcome.out.endswith("/include/.gitattributes: * text=auto eol=lf\n")
        outcome = sipstatus("check", "sip_status.h", cwd=vendored.parent)
        assert outcome.out.endswith("; add to .gitattributes: * text=auto eol=lf\n")

    @pytest.mark.parametrize("position", range(0, 200, 3))
    def test_any_changed_octet_of_the_banner(self, vendored: Path, position: int) -> None:
        spoil(vendored, position)
        outcome = sipstatus("check", vendored, cwd=vendored.parent)
        if outcome.code == 2:  # the target's name itself
            assert "no target" in outcome.errors
        else:
            assert outcome.code == 1
            assert outcome.lines[0].startswith(f"{vendored}: ")
            assert "not written by sipstatus" not in outcome.lines[0]

    def test_from_another_version(self, vendored: Path, tmp_path: Path) -> None:
        remade(vendored, tmp_path, "0.0.0")
        outcome = sipstatus("check", "include/sip_status.h", cwd=vendored.parents[1])
        assert outcome.lines == [
            "include/sip_status.h: from another spec "
            f"(made from sip-status-codes.toml 0.0.0; packaged spec is {VERSION})",
            "  no code, name or phrase differs",
            "repair: sipstatus generate --target c --only sip_status.h --out include",
        ]
        assert outcome.code == 1

    @pytest.mark.parametrize("part", [0, 1, 2])
    @pytest.mark.parametrize("edited", [False, True])
    def test_from_a_newer_version(
        self, vendored: Path, tmp_path: Path, part: int, edited: bool
    ) -> None:
        """No command here makes it anew: each would make it old."""
        numbers = [int(number) for number in VERSION.split(".")]
        numbers[part] += 10  # by their value: 1.10.0 is newer than 1.9.0
        version = ".".join(map(str, numbers))
        remade(vendored, tmp_path, version)
        if edited:
            spoil(vendored)
        outcome = sipstatus("check", "include/sip_status.h", cwd=vendored.parents[1])
        verdict = "edited by hand (and" if edited else "from a newer spec ("
        assert outcome.lines[0].startswith(f"include/sip_status.h: {verdict}")
        assert outcome.lines[0].endswith(
            f"made from sip-status-codes.toml {version}, which is newer than packaged spec "
            f"{VERSION})"
        )
        assert outcome.lines[-1] == (
            "repair: upgrade sipstatus, or give --spec with the newer spec"
        )
        assert outcome.code == 1

    def test_from_a_spec_of_another_name(self, tmp_path: Path) -> None:
        shutil.copy(SAMPLES / "valid.toml", tmp_path / "my.toml")
        call = ("--spec", "my.toml", "--target", "c")
        assert sipstatus("generate", *call, "--out", ".", cwd=tmp_path).code == 0
        outcome = sipstatus("check", "sip_status.h", cwd=tmp_path)
        assert outcome.code == 1
        assert outcome.lines[0] == (
            "sip_status.h: from another spec (made from my.toml 0.1.0, not from packaged spec "
            f"{VERSION})"
        )
        assert outcome.lines[-1] == "repair: give --spec with the my.toml that it was made from"
        outcome = sipstatus("check", "sip_status.h", "--spec", "my.toml", cwd=tmp_path)
        assert outcome.out == "sip_status.h: current (my.toml 0.1.0)\n"

    def test_from_a_changed_spec_of_the_same_version(self, vendored: Path, tree: Path) -> None:
        spec = tree / SPEC
        spec.write_text(spec.read_text().replace('"Busy Here"', '"Busy There"'))
        outcome = sipstatus("check", vendored, cwd=tree)  # the tree's spec counts here
        assert outcome.code == 1
        assert f"{vendored}: from another spec (made from digest " in outcome.lines[0]
        assert outcome.lines[1] == "  486: phrase Busy Here -> Busy There"

    def test_not_ours(self, vendored: Path) -> None:
        vendored.write_text("/* mine */\n")
        outcome = sipstatus("check", "include/sip_status.h", cwd=vendored.parents[1])
        assert outcome.out == (
            "include/sip_status.h: not written by sipstatus (it has no banner)\n"
        )
        assert outcome.code == 1

    def test_several_at_once(self, vendored: Path) -> None:
        (vendored.parent / "mine.h").write_text("/* mine */\n")
        outcome = sipstatus("check", "no.h", "mine.h", "sip_status.h", cwd=vendored.parent)
        assert outcome.lines == [
            "mine.h: not written by sipstatus (it has no banner)",
            f"sip_status.h: current (packaged spec {VERSION})",
        ]
        assert outcome.errors == "sipstatus: no.h: cannot be read: No such file or directory\n"
        assert outcome.code == 2

    def test_options_of_its_banner_count(self, tmp_path: Path) -> None:
        overlay = SAMPLES / "vendor.toml"
        call = ("--target", "go", "--overlay", overlay, "--include-historic")
        option = ("--option", "go.package=codes", "--option", "go.module=example.org/codes")
        assert sipstatus("generate", *call, *option, "--out", "codes", cwd=tmp_path).code == 0
        files = ("codes/status.go", "codes/go.mod")
        outcome = sipstatus("check", *files, cwd=tmp_path)
        assert outcome.code == 2
        assert outcome.errors.splitlines() == [
            f"sipstatus: {file}: made with an overlay; give --overlay vendor.toml" for file in files
        ]
        assert sipstatus("check", *files, "--overlay", overlay, cwd=tmp_path).code == 0
        spoil(tmp_path / "codes/status.go")
        outcome = sipstatus("check", *files, "--overlay", overlay, cwd=tmp_path)
        assert outcome.lines[-2] == (
            f"repair: sipstatus generate --target go --overlay {overlay} --include-historic "
            "--option go.module=example.org/codes --option go.package=codes --out codes"
        )
        repair(outcome.lines, tmp_path)
        assert sipstatus("check", *files, "--overlay", overlay, cwd=tmp_path).code == 0

    def test_an_option_with_signs_in_it(self, tmp_path: Path) -> None:
        call = ("generate", "--target", "typescript", "--out", "npm")
        assert sipstatus(*call, "--option", "typescript.package=@acme/sip", cwd=tmp_path).code == 0
        outcome = sipstatus("check", "npm/package.json", "npm/sip-status.ts", cwd=tmp_path)
        assert outcome.lines == [
            f"npm/package.json: current (packaged spec {VERSION})",
            f"npm/sip-status.ts: current (packaged spec {VERSION})",
        ]

    def test_every_output_of_every_target_is_current(self, tree: Path) -> None:
        files = [f"generated/{path}" for path in with_banner() if path != "manifest.json"]
        outcome = sipstatus("check", *files, cwd=tree)
        assert outcome.lines == [f"{file}: current ({SPEC} {VERSION})" for file in files]

    def test_a_manifest_is_for_folders(self, tree: Path) -> None:
        outcome = sipstatus("check", "generated/manifest.json", cwd=tree)
        assert outcome.code == 2
        assert "check a manifest with its folder" in outcome.errors

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            ("--target c", "--target cobol", 2),
            ("--target c", "--target c --option c.prefix", 1),
            ("--target c", "--target c --option c.colour=red", 2),
            ("--target c", "--target 'c", 1),
            ("--target c", "", 1),
            ("--target c", "--target", 1),
            ("--target c", "--launch missiles", 1),
        ],
    )
    def test_a_banner_that_asks_for_nonsense(
        self, vendored: Path, old: str, new: str, code: int
    ) -> None:
        vendored.write_text(vendored.read_text().replace(old, new, 1))
        outcome = sipstatus("check", vendored, cwd=vendored.parent)
        assert outcome.code == code
        assert outcome.errors.count("\n") == (1 if code == 2 else 0)

    def test_the_recipe_is_the_banner_s(self, vendored: Path) -> None:
        outcome = sipstatus("check", "sip_status.h", "--target", "c", cwd=vendored.parent)
        assert outcome.code == 2
        assert outcome.errors.startswith("sipstatus: with FILES only --spec and --overlay")


OLDER = "1.1.9"
NEWER = "9.0.0"


def older_spec(folder: Path, version: str = OLDER) -> Path:
    """The spec as it was, or will be, in another version: some codes differ."""
    spec = folder / "sip-status-codes.toml"
    text = (ROOT / SPEC).read_text("utf-8")
    text = edited(text, f'version = "{VERSION}"', f'version = "{version}"')
    text = edited(text, 'phrase = "Busy Here"', 'phrase = "Busy There"')
    text = edited(text, 'name = "LOOP_DETECTED"', 'name = "LOOP_FOUND"')
    last = text.rindex("[[status]]")
    text = text[:last].replace("codes = [403, 603, 607, 608]", "codes = [403, 603, 607]")
    spec.write_text(text, "utf-8")
    return spec


class TestOlderCopies:
    """What a copy from another spec says of the codes, code by code."""

    @pytest.fixture
    def project(self, tmp_path: Path) -> Path:
        folder = tmp_path / "project"
        folder.mkdir()
        spec = older_spec(tmp_path)
        for target in ("c", "go"):
            call = ("--target", target, "--spec", spec, "--out", target)
            assert sipstatus("generate", *call, cwd=folder).code == 0
        return folder

    def test_an_older_one(self, project: Path) -> None:
        outcome = sipstatus("check", "c/sip_status.h", "go/status.go", cwd=project)
        assert outcome.lines == [
            f"c/sip_status.h: from another spec (made from sip-status-codes.toml {OLDER}; packaged "
            f"spec is {VERSION})",
            "  482: name LOOP_FOUND -> LOOP_DETECTED",
            "  486: phrase Busy There -> Busy Here",
            "  608: Rejected is new",
            "repair: sipstatus generate --target c --out c",
            f"go/status.go: from another spec (made from sip-status-codes.toml {OLDER}; packaged "
            f"spec is {VERSION})",
            "  482: name StatusLoopFound -> StatusLoopDetected",
            "  486: phrase Busy There -> Busy Here",
            "  608: Rejected is new",
            "repair: sipstatus generate --target go --out go",
        ]
        assert (outcome.code, outcome.errors) == (1, "")

    @pytest.mark.parametrize(
        ("target", "file"), [("c", "sip_status.h"), ("go", "status.go"), ("python", "codes.py")]
    )
    def test_a_phrase_that_has_become_an_alias(
        self, target: str, file: str, tmp_path: Path
    ) -> None:
        """RFC 8224 has renamed 437; the former phrase is in the new file as well, as an alias."""
        spec = tmp_path / "sip-status-codes.toml"
        text = (ROOT / SPEC).read_text("utf-8").replace(f'"{VERSION}"', f'"{OLDER}"', 1)
        entry = text.index("code = 437\n")
        aliases = text.index("aliases = [", entry)
        text = text[:aliases] + text[text.index("\n]\n", aliases) + 3 :]
        text = text.replace("Unsupported Credential", "Unsupported Certificate", 1)
        spec.write_text(text, "utf-8")
        call = ("--target", target, "--spec", spec, "--out", "out")
        assert sipstatus("generate", *call, cwd=tmp_path).code == 0
        outcome = sipstatus("check", "out", cwd=tmp_path)
        assert "  437: phrase Unsupported Certificate -> Unsupported Credential" in outcome.lines

    def test_an_older_one_that_somebody_edited(self, project: Path) -> None:
        """The digest of its content tells, though nobody has its spec any more."""
        header = project / "c/sip_status.h"
        text = header.read_text().replace('"Ringing"', '"Ring Ring"')
        header.write_text(text.replace("SIP_STATUS_CODE_MAX 699", "SIP_STATUS_CODE_MAX 700"))
        outcome = sipstatus("check", "c/sip_status.h", cwd=project)
        assert outcome.lines == [
            f"c/sip_status.h: edited by hand (and made from sip-status-codes.toml {OLDER}; "
            f"packaged spec is {VERSION})",
            "  180: phrase Ring Ring -> Ringing",
            "  482: name LOOP_FOUND -> LOOP_DETECTED",
            "  486: phrase Busy There -> Busy Here",
            "  608: Rejected is new",
            "repair: sipstatus generate --target c --out c",
        ]
        assert outcome.code == 1

    def test_an_older_one_with_other_line_ends_is_not_edited(self, project: Path) -> None:
        header = project / "c/sip_status.h"
        header.write_bytes(header.read_bytes().replace(b"\n", b"\r\n"))
        outcome = sipstatus("check", "c/sip_status.h", cwd=project)
        assert outcome.lines[0].startswith("c/sip_status.h: from another spec (")

    def test_one_of_another_version_of_sipstatus(self, vendored: Path) -> None:
        """Its spec is this one, nobody has edited it, and yet it differs."""
        octets = vendored.read_bytes().replace(b"Keep them in an int", b"Put them into an int")
        vendored.write_bytes(banner.sealed(octets))
        outcome = sipstatus("check", "include/sip_status.h", cwd=vendored.parents[1])
        assert outcome.lines == [
            "include/sip_status.h: from another version of sipstatus (nobody has edited it)",
            "repair: sipstatus generate --target c --only sip_status.h --out include",
        ]

    def test_a_newer_one(self, tmp_path: Path) -> None:
        """The changes go from the older to the newer: here, from this spec to the file's."""
        call = ("--target", "c", "--spec", older_spec(tmp_path, NEWER), "--out", "c")
        assert sipstatus("generate", *call, cwd=tmp_path).code == 0
        outcome = sipstatus("check", "c/sip_status.h", cwd=tmp_path)
        assert outcome.lines[1:] == [
            "  482: name LOOP_DETECTED -> LOOP_FOUND",
            "  486: phrase Busy Here -> Busy There",
            "  608: Rejected is gone",
            "repair: upgrade sipstatus, or give --spec with the newer spec",
        ]

    def test_a_whole_folder(self, project: Path) -> None:
        (project / "main.c").write_text("int main(void) { return 0; }\n")
        (project / "go/status.go").unlink()
        outcome = sipstatus("check", ".", cwd=project)
        assert [line.partition(" (")[0] for line in outcome.lines if line[0] not in " r"] == [
            "c/sip_status.h: from another spec",
            "c/sip_status_meaning.c: from another spec",
            "c/sip_status_meaning.h: from another spec",
            "c/sip_statusline.h: from another spec",
            "go/go.mod: from another spec",
            "go/status.go: missing",
            "go/meaning/meaning.go: from another spec",
        ]
        assert "go/status.go: missing (go/manifest.json lists it)" in outcome.lines
        assert sipstatus("generate", "--target", "c", "--out", "c", cwd=project).code == 0
        outcome = sipstatus("check", "c", cwd=project)
        assert outcome.code == 0
        assert len(outcome.lines) == 4
        assert all(line.endswith(f": current (packaged spec {VERSION})") for line in outcome.lines)

    def test_files_without_a_banner(self, tmp_path: Path) -> None:
        """The manifest beside them has their digests."""
        assert sipstatus("generate", "--target", "csv", "--out", "csv", cwd=tmp_path).code == 0
        assert sipstatus("check", "csv", cwd=tmp_path).code == 0
        spoil(tmp_path / "csv/sip-status-codes.csv")
        outcome = sipstatus("check", "csv", cwd=tmp_path)
        assert outcome.code == 1
        assert outcome.lines[-1] == (
            "csv/sip-status-codes.csv: edited by hand (csv/manifest.json has another digest)"
        )

    def test_a_folder_without_any(self, tmp_path: Path) -> None:
        (tmp_path / "main.c").write_text("int main(void) { return 0; }\n")
        outcome = sipstatus("check", ".", cwd=tmp_path)
        assert (outcome.code, outcome.out) == (1, ".: no file here was written by sipstatus\n")

    def test_a_project_knows_its_overlays(self, tmp_path: Path) -> None:
        shutil.copy(SAMPLES / "vendor.toml", tmp_path)
        (tmp_path / "sipstatus.toml").write_text(
            'version = 1\noverlays = ["vendor.toml"]\n[[output]]\ntarget = "go"\npath = "sip"\n'
        )
        assert sipstatus("generate", cwd=tmp_path).code == 0
        outcome = sipstatus("check", "status.go", cwd=tmp_path / "sip")
        assert outcome.out == f"status.go: current (packaged spec {VERSION})\n"
        spoil(tmp_path / "sip/status.go")
        outcome = sipstatus("check", "status.go", cwd=tmp_path / "sip")
        assert outcome.lines[-1] == "repair: sipstatus generate"

    @pytest.mark.parametrize("target", builtin(), ids=lambda target: target.name)
    def test_every_language_shows_the_codes(self, target: Target, tmp_path: Path) -> None:
        """No target says how it writes codes: a new file shows it."""
        if target.name == "readme":  # has no codes
            return
        recipe = Recipe(targets=[target.name])
        old = contents(replace(recipe, spec=older_spec(tmp_path)))
        renderer = Renderer(load_registry(), recipe)
        context, fresh = renderer.context(target), renderer.files(target)
        seen: set[str] = set()
        for path, content in fresh.items():
            reader = Reader(content.decode(), context.statuses, context.idents, target.literal)
            assert not reader.changes(content.decode())
            found = reader.changes(old[path].decode()) or []
            assert {change.code for change in found} <= {482, 486, 608}
            seen |= {f"{change.code} {change.field}" for change in found}
        assert seen >= {"486 phrase", "608 "}
