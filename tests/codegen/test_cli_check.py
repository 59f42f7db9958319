"""``sipstatus check``: what differs, how it is repaired, and what became of vendored copies."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from typing import TYPE_CHECKING

import pytest
from raw_spec import VERSION
from sandbox import (
    SAMPLES,
    SPEC,
    committed,
    files_in,
    in_process_of_its_own,
    leave_header,
    sipstatus,
    source_tree,
    with_banner,
)

if TYPE_CHECKING:
    from pathlib import Path

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
        outcome = sipstatus("check", vendored, cwd=vendored.parent)
        assert outcome.lines[0] == (
            f"{vendored}: edited by hand (its line ends are CR LF; generated files have LF)"
        )

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

    def test_from_another_version(self, vendored: Path) -> None:
        vendored.write_bytes(vendored.read_bytes().replace(VERSION.encode(), b"0.0.0"))
        outcome = sipstatus("check", "include/sip_status.h", cwd=vendored.parents[1])
        assert outcome.lines[0] == (
            "include/sip_status.h: from another spec "
            f"(made from sip-status-codes.toml 0.0.0; packaged spec is {VERSION})"
        )
        assert outcome.lines[-1] == (
            "repair: sipstatus generate --target c --only sip_status.h --out include"
        )
        assert outcome.code == 1

    @pytest.mark.parametrize("part", [0, 1, 2])
    def test_from_a_newer_version(self, vendored: Path, part: int) -> None:
        """No command here makes it anew: each would make it old."""
        numbers = [int(number) for number in VERSION.split(".")]
        numbers[part] += 10  # by their value: 1.10.0 is newer than 1.9.0
        version = ".".join(map(str, numbers))
        vendored.write_bytes(vendored.read_bytes().replace(VERSION.encode(), version.encode()))
        outcome = sipstatus("check", "include/sip_status.h", cwd=vendored.parents[1])
        assert outcome.lines[0] == (
            "include/sip_status.h: from a newer spec (made from sip-status-codes.toml "
            f"{version}, which is newer than packaged spec {VERSION})"
        )
        assert outcome.lines[-1] == (
            "repair: upgrade sipstatus, or give --spec with the newer spec"
        )
        assert "sipstatus generate" not in outcome.lines[-1]
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
