"""``sipstatus generate``: where files go, what is refused, and what is said about it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sandbox import (
    SAMPLES,
    SPEC,
    VALID,
    committed,
    edited,
    files_in,
    in_process_of_its_own,
    leave_header,
    sipstatus,
    source_tree,
)
from sipstatus_codegen import builtin

GENERATED = {f"generated/{path}" for path in committed().files}
HEADER = ("--target", "c", "--only", "sip_status.h")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A source tree with a current ``generated/``."""
    return source_tree(tmp_path / "tree")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with nothing in it."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


class TestDefaults:
    """In a source tree, and elsewhere."""

    def test_a_source_tree_gets_its_generated_folder(self, tree: Path) -> None:
        shutil.rmtree(tree / "generated")
        outcome = sipstatus("generate", cwd=tree)
        assert outcome.code == 0
        assert outcome.out == f"generated: {len(GENERATED)} written, 0 removed, 0 unchanged\n"
        assert files_in(tree).keys() == {SPEC, *GENERATED}

    def test_a_second_call_changes_nothing(self, tree: Path) -> None:
        outcome = sipstatus("generate", cwd=tree)
        assert outcome.out == f"generated: 0 written, 0 removed, {len(GENERATED)} unchanged\n"

    def test_one_target_has_its_folder_there_too(self, tree: Path) -> None:
        shutil.rmtree(tree / "generated")
        assert sipstatus("generate", "--target", "c", cwd=tree).code == 0
        assert files_in(tree / "generated").keys() == {
            "manifest.json",
            "c/sip_status.h",
            "c/sip_status_meaning.c",
            "c/sip_status_meaning.h",
            "c/sip_statusline.h",
        }
        assert sipstatus("generate", cwd=tree).code == 0
        assert sipstatus("check", cwd=tree).code == 0

    def test_the_spec_of_the_tree_counts_and_not_the_packaged_one(self, tree: Path) -> None:
        spec = tree / SPEC
        spec.write_text(spec.read_text().replace('"Busy Here"', '"Busy There"'))
        assert sipstatus("generate", cwd=tree).code == 0
        assert b"486 Busy There" in (tree / "generated/python/_sipstatus/codes.py").read_bytes()

    def test_elsewhere_out_is_needed(self, elsewhere: Path) -> None:
        for verb in ("generate", "check"):
            outcome = sipstatus(verb, cwd=elsewhere)
            assert (outcome.code, outcome.out) == (2, "")
            assert outcome.errors == (
                "sipstatus: nothing says what to make: no option, no sipstatus.toml here or above, "
                f"no spec/sip-status-codes.toml here (see sipstatus {verb} --help)\n"
            )
            outcome = sipstatus(verb, "--target", "go", cwd=elsewhere)
            assert (outcome.code, outcome.out) == (2, "")
            assert outcome.errors == (
                "sipstatus: --out DIR is needed: what the options say takes the place of "
                f"sipstatus.toml (see sipstatus {verb} --help)\n"
            )

    def test_another_spec_does_not_go_into_the_tree_s_generated(self, tree: Path) -> None:
        outcome = sipstatus("generate", "--spec", SAMPLES / "valid.toml", cwd=tree)
        assert outcome.code == 2
        assert "--out DIR is needed" in outcome.errors
        assert sipstatus("check", cwd=tree).code == 0

    def test_the_tree_s_own_spec_may_be_named(self, tree: Path) -> None:
        assert sipstatus("generate", "--spec", SPEC, cwd=tree).out.startswith("generated: 0 writ")
        assert sipstatus("generate", "--spec", tree / SPEC, cwd=tree).code == 0

    def test_elsewhere_the_packaged_spec_is_the_spec(self, elsewhere: Path) -> None:
        assert sipstatus("generate", "--target", "c", "--out", ".", cwd=elsewhere).code == 0
        committed_header = committed().files["c/sip_status.h"]
        assert (elsewhere / "sip_status.h").read_bytes() == committed_header


class TestOut:
    """An output folder that the user names."""

    def test_an_empty_name_is_not_this_folder(self, elsewhere: Path) -> None:
        outcome = sipstatus("generate", "--target", "c", "--out", "", cwd=elsewhere)
        assert outcome.code == 2
        assert outcome.errors.startswith("sipstatus: Invalid value for '--out': is empty")
        assert list(elsewhere.iterdir()) == []

    def test_one_target_goes_straight_into_it(self, elsewhere: Path) -> None:
        outcome = sipstatus("generate", "--target", "c", "--out", "include", cwd=elsewhere)
        assert outcome.out == "include: 5 written, 0 removed, 0 unchanged\n"
        assert files_in(elsewhere).keys() == {
            "include/manifest.json",
            "include/sip_status.h",
            "include/sip_status_meaning.c",
            "include/sip_status_meaning.h",
            "include/sip_statusline.h",
        }

    def test_several_have_folders_in_it(self, elsewhere: Path) -> None:
        targets = ("--target", "c", "--target", "go", "--target", "c")
        assert sipstatus("generate", *targets, "--out", "x/y", cwd=elsewhere).code == 0
        assert files_in(elsewhere).keys() == {
            "x/y/c/sip_status.h",
            "x/y/c/sip_status_meaning.c",
            "x/y/c/sip_status_meaning.h",
            "x/y/c/sip_statusline.h",
            "x/y/go/go.mod",
            "x/y/go/meaning/meaning.go",
            "x/y/go/status.go",
            "x/y/manifest.json",
        }

    def test_calls_for_one_target_each_may_share_it(self, elsewhere: Path) -> None:
        for target in ("c", "go", "c"):
            sipstatus("generate", "--target", target, "--out", "lib", cwd=elsewhere)
        assert files_in(elsewhere / "lib").keys() == {
            "go.mod",
            "manifest.json",
            "meaning/meaning.go",
            "sip_status.h",
            "sip_status_meaning.c",
            "sip_status_meaning.h",
            "sip_statusline.h",
            "status.go",
        }
        for target in ("c", "go"):
            assert sipstatus("check", "--target", target, "--out", "lib", cwd=elsewhere).code == 0

    @pytest.mark.parametrize("verb", ["generate", "check"])
    def test_a_folder_has_one_layout(self, elsewhere: Path, verb: str) -> None:
        """One target goes straight into it, several into folders: what is there stays."""
        one = ("--target", "c", "--out", "x")
        two = ("--target", "c", "--target", "go", "--out", "x")
        for first, then, here, path, there in (
            (one, two, "straight in it", "sip_status.h", "in c/"),
            (two, one, "in c/", "c/sip_status.h", "straight in it"),
        ):
            assert sipstatus("generate", *first, cwd=elsewhere).code == 0
            for extra in ((), ("--option", "c.header=other.h")):
                before = files_in(elsewhere)
                outcome = sipstatus(verb, *then, *extra, cwd=elsewhere)
                assert outcome.errors == (
                    f"sipstatus: x: holds {path}, as target c was written {here}, and now it "
                    f"would go {there}; nothing was changed; choose another folder with --out, or "
                    "remove its files there\n"
                )
                assert (outcome.code, outcome.out) == (2, "")
                assert files_in(elsewhere) == before
            for place in files_in(elsewhere):
                (elsewhere / place).unlink()

    def test_the_other_layout_is_no_matter_once_its_files_are_gone(self, elsewhere: Path) -> None:
        assert sipstatus("generate", "--target", "c", "--out", ".", cwd=elsewhere).code == 0
        names = ("sip_status.h", "sip_status_meaning.c", "sip_status_meaning.h", "sip_statusline.h")
        for name in names:
            (elsewhere / name).unlink()
        assert sipstatus("generate", "--out", ".", cwd=elsewhere).code == 0
        assert sipstatus("check", "--out", ".", cwd=elsewhere).code == 0

    def test_one_target_does_not_go_straight_into_generated(self, tree: Path) -> None:
        before = files_in(tree)
        call = ("generate", "--target", "python", "--out", "generated")
        outcome = sipstatus(*call, cwd=tree)
        assert outcome.code == 2
        assert "as target python was written in python/" in outcome.errors
        assert files_in(tree) == before

    def test_what_another_option_called_otherwise_is_removed(self, elsewhere: Path) -> None:
        call = ("generate", "--target", "python", "--out", ".")
        assert sipstatus(*call, "--option", "python.package=codes", cwd=elsewhere).code == 0
        outcome = sipstatus(*call, cwd=elsewhere)
        assert "removed: codes/__init__.py\n" in outcome.out
        assert {path.split("/")[0] for path in files_in(elsewhere)} == {
            "_sipstatus",
            "manifest.json",
        }

    def test_what_an_option_leaves_out_is_removed(self, elsewhere: Path) -> None:
        call = ("generate", "--target", "c", "--out", ".")
        assert sipstatus(*call, cwd=elsewhere).code == 0
        outcome = sipstatus(*call, "--option", "c.meaning=no", cwd=elsewhere)
        assert outcome.lines == [
            "removed: sip_status_meaning.c",
            "removed: sip_status_meaning.h",
            ".: 3 written, 2 removed, 0 unchanged",  # all repeat the option
        ]
        left = {"manifest.json", "sip_status.h", "sip_statusline.h"}
        assert files_in(elsewhere).keys() == left

    def test_the_user_s_files_beside_it_are_nobody_s_business(self, elsewhere: Path) -> None:
        for path in ("main.c", "sub/notes.txt"):
            (elsewhere / path).parent.mkdir(exist_ok=True)
            (elsewhere / path).write_text("mine\n")
        outcome = sipstatus("generate", "--target", "c", "--out", ".", cwd=elsewhere)
        assert outcome.out == ".: 5 written, 0 removed, 0 unchanged\n"
        assert sipstatus("check", "--target", "c", "--out", ".", cwd=elsewhere).code == 0
        assert (elsewhere / "main.c").read_text() == "mine\n"

    def test_copies_that_lie_about_are_never_orphans(self, elsewhere: Path) -> None:
        assert sipstatus("generate", "--target", "c", "--out", "vendor", cwd=elsewhere).code == 0
        both = ("--target", "c", "--target", "go", "--out", ".")
        assert sipstatus("generate", *both, cwd=elsewhere).code == 0
        assert (elsewhere / "vendor/sip_status.h").exists()
        assert sipstatus("check", *both, cwd=elsewhere).code == 0

    def test_all_targets_need_no_target(self, elsewhere: Path) -> None:
        assert sipstatus("generate", "--out", "all", cwd=elsewhere).code == 0
        folders = {path.name for path in (elsewhere / "all").iterdir() if path.is_dir()}
        assert folders == {target.name for target in builtin() if target.subfolder}


class TestManifest:
    """How ``manifest.json`` says that its folder is made again."""

    def commands(self, folder: Path) -> str:
        text = json.loads((folder / "manifest.json").read_bytes())["$comment"]
        (line,) = [line for line in text.split("\n") if line.startswith("Regenerate: ")]
        return str(line.removeprefix("Regenerate: "))

    def test_it_carries_what_selects_the_same(self, elsewhere: Path) -> None:
        shutil.copy(SAMPLES / "vendor.toml", elsewhere / "vendor.toml")
        shutil.copy(SAMPLES / "valid.toml", elsewhere / "my.toml")
        call = (
            "generate --spec my.toml --target c --target go --overlay vendor.toml "
            "--include-historic --option c.prefix=ACME_ --option go.package=codes"
        )
        assert sipstatus(*call.split(), "--out", "x", cwd=elsewhere).code == 0
        assert self.commands(elsewhere / "x") == f"sipstatus {call}"
        before = files_in(elsewhere / "x")
        shutil.rmtree(elsewhere / "x")
        assert sipstatus(*call.split(), "--out", "x", cwd=elsewhere).code == 0
        assert files_in(elsewhere / "x") == before
        other_order = (
            "--spec my.toml --target go --target c --overlay vendor.toml --include-historic "
            "--option go.package=codes --option c.prefix=ACME_ --option c.header=sip_status.h"
        )
        assert sipstatus("check", *other_order.split(), "--out", "x", cwd=elsewhere).code == 0

    def test_an_option_with_its_default_is_as_good_as_none(self, elsewhere: Path) -> None:
        option = ("--option", "c.prefix=SIP_STATUS_", "--option", "go.package=sipstatus")
        for targets in ((), ("--target", "c", "--target", "go")):
            call = ("generate", *targets, "--out", "x")
            assert sipstatus(*call, cwd=elsewhere).code == 0
            assert sipstatus("check", *call[1:], *option, cwd=elsewhere).code == 0
            shutil.rmtree(elsewhere / "x")

    def test_calls_for_one_target_each_have_no_command_in_common(self, elsewhere: Path) -> None:
        calls = [
            ("--target", "c", "--option", "c.prefix=ACME_", "--out", "lib"),
            ("--target", "go", "--out", "lib"),
        ]
        assert sipstatus("generate", *calls[0], cwd=elsewhere).code == 0
        first = "sipstatus generate --target c --option c.prefix=ACME_"
        assert self.commands(elsewhere / "lib") == first
        for call in (*calls[1:], *calls):
            assert sipstatus("generate", *call, cwd=elsewhere).code == 0
            assert self.commands(elsewhere / "lib") == "sipstatus generate"
        for call in calls:
            assert sipstatus("check", *call, cwd=elsewhere).code == 0

    def test_a_part_of_a_source_tree_keeps_the_command_of_the_whole(self, tree: Path) -> None:
        (tree / "generated/c/sip_status.h").unlink()
        assert sipstatus("generate", "--target", "c", cwd=tree).code == 0
        assert self.commands(tree / "generated") == "sipstatus generate"
        assert sipstatus("check", cwd=tree).code == 0

    def test_it_is_checked_with_its_folder(self, elsewhere: Path) -> None:
        assert sipstatus("generate", "--target", "c", "--out", ".", cwd=elsewhere).code == 0
        outcome = sipstatus("check", "manifest.json", cwd=elsewhere)
        assert "check a manifest with its folder" in outcome.errors


class TestForeign:
    """Files that sipstatus has not written."""

    def test_in_the_way_is_refused(self, elsewhere: Path) -> None:
        header = elsewhere / "sip_status.h"
        header.write_text("/* mine */\n")
        outcome = sipstatus("generate", "--target", "c", "--out", ".", cwd=elsewhere)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.errors == (
            "sipstatus: sip_status.h: not written by sipstatus, so not overwritten; nothing was "
            "changed; move it away or choose another folder with --out\n"
        )
        assert files_in(elsewhere) == {"sip_status.h": b"/* mine */\n"}

    def test_in_the_generated_folder_it_is_named_and_stays(self, tree: Path) -> None:
        (tree / "generated/notes.txt").write_text("mine\n")
        (tree / "generated/c/sip_status.h").unlink()
        outcome = sipstatus("generate", cwd=tree)
        assert outcome.code == 0
        assert outcome.lines == [
            "foreign: generated/notes.txt (not written there by sipstatus; it stays)",
            f"generated: 1 written, 0 removed, {len(GENERATED) - 1} unchanged",
        ]
        assert (tree / "generated/notes.txt").read_text() == "mine\n"

    def test_an_orphan_is_named_and_goes(self, tree: Path) -> None:
        leave_header(tree / "generated", "old.h")
        outcome = sipstatus("generate", cwd=tree)
        assert outcome.lines[0] == "removed: generated/c/old.h"
        assert not (tree / "generated/c/old.h").exists()
        assert sipstatus("check", cwd=tree).code == 0

    def test_names_that_a_terminal_would_obey_are_defused(self, tree: Path) -> None:
        (tree / "generated/\x1b[31mred\n").write_text("mine\n")
        assert "foreign: generated/\\x1b[31mred\\n (" in sipstatus("generate", cwd=tree).out


class TestStdout:
    """``--stdout``: the file, and nothing but the file."""

    def test_the_exact_octets(self, elsewhere: Path) -> None:
        outcome = sipstatus("generate", *HEADER, "--stdout", cwd=elsewhere)
        assert outcome.octets == committed().files["c/sip_status.h"]
        assert (outcome.code, outcome.errors) == (0, "")
        assert not list(elsewhere.iterdir())

    def test_a_file_of_no_folder(self, elsewhere: Path) -> None:
        outcome = sipstatus("generate", "--target", "readme", "--stdout", cwd=elsewhere)
        assert outcome.octets == committed().files["README.md"]
        assert (outcome.code, outcome.errors) == (0, "")

    def test_in_any_locale(self, elsewhere: Path) -> None:
        spec = elsewhere / "my.toml"
        spec.write_text(edited(VALID, '"It rings."', '"Звонит 响铃."'), encoding="utf-8")
        call = ("generate", "--spec", "my.toml", *HEADER)
        locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        outcome = in_process_of_its_own(*call, "--stdout", cwd=elsewhere, environment=locale)
        assert (outcome.code, outcome.errors) == (0, "")
        assert sipstatus(*call, "--out", "x", cwd=elsewhere).code == 0
        assert outcome.octets == (elsewhere / "x/sip_status.h").read_bytes()
        assert "Звонит 响铃." in outcome.out

    @pytest.mark.parametrize(
        ("target", "files"),
        [
            (
                "c",
                "4 (sip_status.h, sip_status_meaning.c, sip_status_meaning.h, sip_statusline.h)",
            ),
            ("go", "3 (go.mod, meaning/meaning.go, status.go)"),
        ],
    )
    def test_of_several_files_is_refused(self, tree: Path, target: str, files: str) -> None:
        outcome = sipstatus("generate", "--target", target, "--stdout", cwd=tree)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.errors == (
            f"sipstatus: --stdout is for one file; {target} makes {files}: choose one with "
            "--only, or use --out DIR\n"
        )

    @pytest.mark.parametrize(
        "arguments",
        [
            ("--stdout",),
            ("--stdout", *HEADER, "--target", "readme"),
            ("--stdout", *HEADER, "--out", "x"),
            ("--stdout", *HEADER, "--dry-run"),
            ("--dry-run", "--list-outputs"),
        ],
    )
    def test_what_contradicts_itself_is_refused(
        self, tree: Path, arguments: tuple[str, ...]
    ) -> None:
        outcome = sipstatus("generate", *arguments, cwd=tree)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.errors.count("\n") == 1


class TestOnly:
    """``--only``: one output, and nothing else."""

    def test_it_writes_that_alone(self, elsewhere: Path) -> None:
        call = ("generate", "--target", "go", "--only", "status.go", "--out", "codes")
        assert sipstatus(*call, cwd=elsewhere).out == "codes: 1 written, 0 removed, 0 unchanged\n"
        assert files_in(elsewhere) == {"codes/status.go": committed().files["go/status.go"]}
        assert sipstatus("check", *call[1:], cwd=elsewhere).out.startswith("codes: 1 file, current")
        assert sipstatus(*call, "--list-outputs", cwd=elsewhere).lines == ["codes/status.go"]

    def test_the_rest_of_a_folder_stays_as_it_is(self, tree: Path) -> None:
        leave_header(tree / "generated", "old.h")
        (tree / "generated/go/go.mod").unlink()
        (tree / "generated/go/status.go").unlink()
        before = files_in(tree)
        assert sipstatus("generate", "--only", "go/status.go", cwd=tree).code == 0
        content = committed().files["go/status.go"]
        assert files_in(tree) == {**before, "generated/go/status.go": content}

    def test_a_foreign_file_stays(self, elsewhere: Path) -> None:
        (elsewhere / "status.go").write_text("mine\n")
        call = ("generate", "--target", "go", "--only", "status.go", "--out", ".")
        outcome = sipstatus(*call, cwd=elsewhere)
        assert "status.go: not written by sipstatus" in outcome.errors
        assert files_in(elsewhere) == {"status.go": b"mine\n"}

    @pytest.mark.parametrize("where", ["tree", "elsewhere"])
    def test_to_standard_output(
        self, where: str, tree: Path, elsewhere: Path, tmp_path: Path
    ) -> None:
        call = ("generate", "--target", "go", "--only", "status.go", "--stdout")
        outcome = sipstatus(*call, cwd=tmp_path / where)
        assert outcome.octets == committed().files["go/status.go"]
        assert sipstatus("check", cwd=tree).code == 0
        assert list(elsewhere.iterdir()) == []

    def test_what_is_no_output(self, elsewhere: Path) -> None:
        call = ("generate", "--target", "go", "--only", "stat.go", "--out", "x")
        assert sipstatus(*call, cwd=elsewhere).errors == (
            "sipstatus: no output 'stat.go'; there are: go.mod, meaning/meaning.go, status.go\n"
        )
        assert list(elsewhere.iterdir()) == []


class TestDryRun:
    """``--dry-run``: says it all, and changes nothing."""

    def test_it_names_every_change(self, tree: Path) -> None:
        (tree / "generated/c/sip_status.h").unlink()
        (tree / "generated/README.md").write_bytes(b"x" + committed().files["README.md"])
        leave_header(tree / "generated", "old.h")
        before = files_in(tree)
        outcome = sipstatus("generate", "--dry-run", cwd=tree)
        assert outcome.code == 0
        assert outcome.lines == [
            "would write: generated/c/sip_status.h",
            "would write: generated/README.md",
            "would remove: generated/c/old.h",
            f"generated: 2 to write, 1 to remove, {len(GENERATED) - 2} unchanged",
        ]
        assert files_in(tree) == before

    def test_it_refuses_what_generate_refuses(self, elsewhere: Path) -> None:
        (elsewhere / "sip_status.h").write_text("/* mine */\n")
        outcome = sipstatus("generate", "--dry-run", "--target", "c", "--out", ".", cwd=elsewhere)
        assert (outcome.code, outcome.out) == (2, "")
        assert "sip_status.h: not written by sipstatus" in outcome.errors

    def test_it_creates_no_folder(self, elsewhere: Path) -> None:
        sipstatus("generate", "--dry-run", "--target", "c", "--out", "x/y", cwd=elsewhere)
        assert not list(elsewhere.iterdir())


class TestListOutputs:
    """``--list-outputs``: paths, for build systems."""

    def test_in_a_source_tree(self, tree: Path) -> None:
        outcome = sipstatus("generate", "--list-outputs", cwd=tree)
        assert outcome.lines == sorted(GENERATED)
        assert (outcome.code, outcome.errors) == (0, "")

    def test_with_out(self, elsewhere: Path) -> None:
        call = ("generate", "--list-outputs", "--target", "c", "--out", "build/sip")
        assert sipstatus(*call, cwd=elsewhere).lines == [
            "build/sip/manifest.json",
            "build/sip/sip_status.h",
            "build/sip/sip_status_meaning.c",
            "build/sip/sip_status_meaning.h",
            "build/sip/sip_statusline.h",
        ]

    def test_without_out(self, elsewhere: Path) -> None:
        call = ("generate", "--list-outputs", "--target", "go", "--target", "c")
        assert sipstatus(*call, cwd=elsewhere).lines == [
            "c/sip_status.h",
            "c/sip_status_meaning.c",
            "c/sip_status_meaning.h",
            "c/sip_statusline.h",
            "go/go.mod",
            "go/meaning/meaning.go",
            "go/status.go",
            "manifest.json",
        ]

    def test_an_option_may_leave_one_out(self, elsewhere: Path) -> None:
        call = ("generate", "--list-outputs", "--target", "c", "--option", "c.meaning=no")
        outcome = sipstatus(*call, "--out", "x", cwd=elsewhere)
        assert outcome.lines == ["x/manifest.json", "x/sip_status.h", "x/sip_statusline.h"]

    def test_they_are_what_generate_writes(self, elsewhere: Path) -> None:
        call = ("--target", "python", "--option", "python.package=codes", "--out", "x")
        listed = sipstatus("generate", *call, "--list-outputs", cwd=elsewhere).lines
        assert not list(elsewhere.iterdir())
        sipstatus("generate", *call, cwd=elsewhere)
        assert sorted(files_in(elsewhere)) == listed


class TestRecipe:
    """Targets, options, overlays."""

    def test_an_unknown_target(self, tree: Path) -> None:
        outcome = sipstatus("generate", "--target", "cobol", cwd=tree)
        names = ", ".join(target.name for target in builtin())
        assert outcome.errors == f"sipstatus: no target 'cobol'; there are: {names}\n"
        assert outcome.code == 2

    @pytest.mark.parametrize(
        ("option", "error"),
        [
            ("prefix=X", "'prefix=X' is not TARGET.KEY=VALUE"),
            ("c.prefix", "'c.prefix' is not TARGET.KEY=VALUE"),
            (".prefix=X", "'.prefix=X' is not TARGET.KEY=VALUE"),
            ("go.package=x", "--option go.package: its target is not selected (selected: c)"),
            (
                "c.colour=red",
                "--option c.colour: no such option; c has: c.prefix, c.header, "
                "c.meaning, c.cmake\n",
            ),
            ("c.meaning=maybe", "--option c.meaning: 'maybe' does not match yes|no\n"),
            ("c.prefix=a b", "--option c.prefix: 'a b' does not match"),
            ("c.prefix=X_\n#include", "--option c.prefix: 'X_\\n#include' does not match"),
        ],
    )
    def test_a_bad_option(self, elsewhere: Path, option: str, error: str) -> None:
        call = ("generate", "--target", "c", "--out", ".", "--option", option)
        outcome = sipstatus(*call, cwd=elsewhere)
        assert error in outcome.errors
        assert (outcome.code, outcome.errors.count("\n")) == (2, 1)
        assert not list(elsewhere.iterdir())

    def test_an_option_and_the_banner_that_repeats_it(self, elsewhere: Path) -> None:
        call = ("generate", *HEADER, "--stdout", "--option", "c.prefix=ACME_")
        header = sipstatus(*call, cwd=elsewhere).out
        assert "ACME_BUSY_HERE" in header
        command = "sipstatus generate --target c --option c.prefix=ACME_"
        assert f"Regenerate: {command}\n" in header

    def test_historic_codes_are_added_on_request(self, elsewhere: Path) -> None:
        call = ("generate", *HEADER, "--stdout")
        without = sipstatus(*call, cwd=elsewhere)
        assert without.code == 0
        assert "SIP_STATUS_CONFLICT" not in without.out
        header = sipstatus(*call, "--include-historic", cwd=elsewhere).out
        assert "SIP_STATUS_CONFLICT" in header
        command = "sipstatus generate --target c --include-historic"
        assert f"Regenerate: {command}\n" in header

    def test_another_spec_is_in_the_banner(self, elsewhere: Path) -> None:
        call = ("generate", *HEADER, "--stdout", "--spec", SAMPLES / "valid.toml")
        header = sipstatus(*call, cwd=elsewhere).out
        assert "Code generated by sipstatus-codegen from valid.toml 0.1.0; DO NOT EDIT." in header
        command = "sipstatus generate --spec valid.toml --target c"
        assert f"Regenerate: {command}\n" in header
        assert "SIP_STATUS_OCCUPIED" in header


class TestRefusals:
    """What cannot be done, in one line, with nothing changed."""

    def test_an_invalid_spec(self, elsewhere: Path) -> None:
        text = edited(VALID, "code = 180", "code = 80").replace("Busy Here", "Busy [Here]")
        (elsewhere / "my.toml").write_text(text)
        for verb in ("generate", "check"):
            outcome = sipstatus(verb, "--spec", "my.toml", "--out", "x", cwd=elsewhere)
            assert (outcome.code, outcome.out) == (1, "")
            assert [line.split("; ")[0] for line in outcome.errors.splitlines()] == [
                "my.toml:70: status 80: code: 80 is outside 100-699 (RFC 3261 section 7.2)",
                "my.toml:89: status 486: phrase: octet 0x5b at 5 is not allowed in a "
                "Reason-Phrase (RFC 3261 section 25.1)",
            ]
        assert files_in(elsewhere).keys() == {"my.toml"}

    @pytest.mark.parametrize("option", ["--spec", "--overlay"])
    def test_a_file_that_is_not_there(self, elsewhere: Path, option: str) -> None:
        outcome = sipstatus("generate", "--out", "x", option, "no.toml", cwd=elsewhere)
        assert outcome.errors == "sipstatus: no.toml: cannot be read: No such file or directory\n"
        assert outcome.code == 2

    def test_a_folder_for_a_file(self, elsewhere: Path) -> None:
        outcome = sipstatus("generate", "--out", "x", "--spec", ".", cwd=elsewhere)
        assert outcome.errors == "sipstatus: .: cannot be read: Is a directory\n"
        assert outcome.code == 2

    def test_a_file_for_a_folder(self, elsewhere: Path) -> None:
        (elsewhere / "x").write_text("mine\n")
        for out in ("x", "x/y"):
            outcome = sipstatus("generate", "--out", out, cwd=elsewhere)
            assert outcome.code == 2
            assert outcome.errors.startswith("sipstatus: x")
        assert files_in(elsewhere) == {"x": b"mine\n"}

    def test_a_folder_that_cannot_be_made(
        self, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(self: Path, **_: object) -> None:
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "mkdir", refused)
        outcome = sipstatus("generate", "--target", "c", "--out", "x", cwd=elsewhere)
        assert (
            outcome.errors
            == "sipstatus: x: cannot be written: Permission denied; nothing was changed\n"
        )
        assert outcome.code == 2
