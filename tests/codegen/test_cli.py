"""The command as a whole: help, usage, missing extras, closed pipes, and what it loads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest
from raw_spec import VERSION
from sandbox import committed, in_process_of_its_own, sipstatus, source_tree
from sipstatus_codegen.folder.writer import write

from sipstatus.cli import main, records

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = (
    *(
        "audit",
        "check",
        "diff",
        "explain",
        "generate",
        "init",
        "lint",
        "list",
        "parse",
        "scan",
        "targets",
        "validate",
    ),
)
TO_STDOUT = "generate --target c --only sip_status.h --stdout"
RESPONSE = "SIP/2.0 486 Busy Here\nTo: <sip:b@192.0.2.2>;tag=1\n\n"
PATHS = os.pathsep.join(path for path in sys.path if path)


def python(program: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program that finds what this process finds."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": PATHS, **environment},
        capture_output=True,
        check=False,
        text=True,
    )


class TestUsage:
    """Help, and what is said of wrong calls."""

    @pytest.mark.parametrize("flag", ["-h", "--help"])
    def test_help_names_every_command(self, flag: str, tmp_path: Path) -> None:
        outcome = sipstatus(flag, cwd=tmp_path)
        assert (outcome.code, outcome.errors) == (0, "")
        assert all(f"\n  {command} " in outcome.out for command in COMMANDS)
        assert "Exit codes: 0 fine, 1 a finding" in outcome.out

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_has_help(self, command: str, tmp_path: Path) -> None:
        outcome = sipstatus(command, "-h", cwd=tmp_path)
        assert outcome.code == 0
        assert outcome.out.startswith(f"Usage: sipstatus {command} ")

    def test_without_a_command_it_shows_help_on_stderr(self, tmp_path: Path) -> None:
        outcome = sipstatus(cwd=tmp_path)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.errors.startswith("Usage: sipstatus ")

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            (("chek",), "no command 'chek'; did you mean 'check'? (see sipstatus --help)"),
            (("xyz",), f"no command 'xyz'; there are {', '.join(COMMANDS)} (see sipstatus --help)"),
            (("list", "--xyz"), "No such option '--xyz' (see sipstatus list --help)"),
            (("list", "x"), "Got unexpected extra argument (x) (see sipstatus list --help)"),
            (
                ("explain",),
                "Missing argument 'CODE|CLASS|NAME|PHRASE|RULE...' (see sipstatus explain --help)",
            ),
        ],
    )
    def test_a_wrong_call_is_one_line(
        self, arguments: tuple[str, ...], error: str, tmp_path: Path
    ) -> None:
        outcome = sipstatus(*arguments, cwd=tmp_path)
        assert (outcome.code, outcome.out) == (2, "")
        # click has worded its part differently over time: quotes, a colon
        assert outcome.errors.replace("option: --xyz", "option '--xyz'") == f"sipstatus: {error}\n"

    def test_a_format_that_does_not_exist(self, tmp_path: Path) -> None:
        outcome = sipstatus("list", "--format", "yaml", cwd=tmp_path)
        assert outcome.code == 2
        assert outcome.errors.count("\n") == 1
        assert "'json'" in outcome.errors

    def test_the_version(self, tmp_path: Path) -> None:
        outcome = sipstatus("--version", cwd=tmp_path)
        assert outcome.code == 0
        assert outcome.out.startswith("sipstatus ")
        assert outcome.out.endswith(f", spec {VERSION}\n")

    def test_the_module_is_the_command(self, tmp_path: Path) -> None:
        outcome = in_process_of_its_own("explain", "486", cwd=tmp_path)
        assert outcome.lines[0] == "486 Busy Here"
        assert in_process_of_its_own("chek", cwd=tmp_path).code == 2


class TestLoading:
    """What a command imports, and what it says of that which is not there."""

    @pytest.mark.parametrize(
        ("arguments", "absent"),
        [
            ("", ("click", "rich", "jinja2", "pydantic", "sipstatus_codegen", "_sipstatus")),
            ("list", ("rich", "jinja2", "pydantic", "sipstatus_codegen")),
            ("explain 486 --format json", ("rich", "jinja2", "pydantic", "sipstatus_codegen")),
            ("--help", ("rich", "jinja2", "pydantic", "sipstatus_codegen", "_sipstatus")),
            (TO_STDOUT, ("rich", "_sipstatus")),
            ("lint fine.txt", ("rich", "jinja2", "pydantic", "sipstatus_codegen")),
            ("parse line.txt", ("rich", "jinja2", "pydantic", "sipstatus_codegen")),
            ("scan fine.txt", ("click", "rich", "jinja2", "pydantic", "sipstatus_codegen")),
            ("scan fine.txt", ("pathlib", "json", "csv", "difflib", "fractions", "shutil")),
            ("validate", ("rich", "_sipstatus")),
            ("diff codes.csv", ("rich", "_sipstatus")),
            ("check --target c --out .", ("rich", "_sipstatus")),
            ("targets", ("rich", "_sipstatus")),
        ],
    )
    def test_nothing_is_loaded_in_vain(
        self, arguments: str, absent: tuple[str, ...], tmp_path: Path
    ) -> None:
        (tmp_path / "fine.txt").write_text(RESPONSE)
        (tmp_path / "line.txt").write_text("SIP/2.0 486 Busy Here\n")
        (tmp_path / "codes.csv").write_text("Value,Description,Reference\n100,Trying,\n")
        program = f"""
            import sys
            from sipstatus.cli import main
            if {arguments.split()!r}:
                main({arguments.split()!r})
            print(sorted(set({absent!r}) & set(sys.modules)), file=sys.stderr)
        """
        assert python(program, tmp_path).stderr == "[]\n"

    @pytest.mark.parametrize(
        ("missing", "command", "extra"),
        [
            ("click", "list", "cli"),
            ("click", "generate", "cli"),
            ("jinja2", "generate", "codegen"),
            ("pydantic", "check", "codegen"),
            ("pydantic", "validate", "codegen"),
            ("jinja2", "targets", "codegen"),
        ],
    )
    def test_a_missing_extra_is_named(
        self, missing: str, command: str, extra: str, tmp_path: Path
    ) -> None:
        program = f"""
            import sys
            sys.modules[{missing!r}] = None
            from sipstatus.cli import main
            sys.exit(main([{command!r}]))
        """
        ran = python(program, tmp_path)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr.count("\n") == 1
        assert missing in ran.stderr
        assert ran.stderr.endswith(f'in a clone of the sources, pip install ".[{extra}]"\n')

    @pytest.mark.parametrize("missing", ["rich", "jinja2", "pydantic", "sipstatus_codegen"])
    def test_codes_need_no_generator(self, missing: str, tmp_path: Path) -> None:
        program = f"""
            import sys
            sys.modules[{missing!r}] = None
            from sipstatus.cli import main
            sys.exit(main(["list"]) or main(["explain", "486"]) or main(["lint", "fine.txt"]))
        """
        (tmp_path / "fine.txt").write_text(RESPONSE)
        assert python(program, tmp_path).returncode == 0

    @pytest.mark.parametrize("damage", ["missing", "syntax", "names", "exit"])
    def test_tables_that_cannot_be_loaded(self, damage: str, tmp_path: Path) -> None:
        """The generator repairs them; the other commands say so."""
        package = tmp_path / "_sipstatus"
        package.mkdir()
        for module in ("__init__", "codes", "facts"):
            broken = {"syntax": "def", "names": "x = y", "exit": "raise RuntimeError('no')"}
            (package / f"{module}.py").write_text(broken.get(damage, ""))
        if damage == "missing":
            (package / "codes.py").unlink()
        program = "import sys; from sipstatus.cli import main; sys.exit(main({!r}))"
        path = os.pathsep.join([str(tmp_path), PATHS])
        calls = (
            *(["list"], ["explain", "486"], ["list", "--class", "4"], ["lint", "no.txt"]),
            *(["parse", "no.txt"], ["scan", "no.txt"]),
        )
        for command in calls:
            ran = python(program.format(command), tmp_path, PYTHONPATH=path)
            assert (ran.returncode, ran.stdout) == (2, "")
            assert ran.stderr.startswith("sipstatus: the generated tables cannot be loaded (")
            assert ran.stderr.count("\n") == 1
        for command in (["validate"], TO_STDOUT.split(), ["--version"]):
            assert python(program.format(command), tmp_path, PYTHONPATH=path).returncode == 0

    @pytest.mark.parametrize(
        ("module", "commands"),
        [
            ("codes", ("list", "explain 486", "lint fine.txt")),
            ("status_code", ("list", "explain 486")),
            ("response_class", ("list", "explain 486")),
            ("source", ("explain 486", "lint fine.txt")),
        ],
    )
    def test_one_table_that_cannot_be_loaded(
        self, module: str, commands: tuple[str, ...], tmp_path: Path
    ) -> None:
        write(committed()._replace(folder=tmp_path))
        (tmp_path / f"python/_sipstatus/{module}.py").write_text("def\n")
        (tmp_path / "fine.txt").write_text(RESPONSE)
        path = os.pathsep.join([str(tmp_path / "python"), PATHS])
        for command in commands:
            outcome = in_process_of_its_own(
                *command.split(), cwd=tmp_path, environment={"PYTHONPATH": path}
            )
            assert (outcome.code, outcome.out) == (2, "")
            assert outcome.errors.startswith("sipstatus: the generated tables cannot be loaded (")
            assert outcome.errors.count("\n") == 1


class TestStreams:
    """Readers that stop reading, full disks, closed streams, interrupts."""

    def test_a_reader_that_stops(self, tmp_path: Path) -> None:
        """Like ``sipstatus list | head -1``."""
        process = subprocess.Popen(
            [sys.executable, "-m", "sipstatus", "list"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": PATHS},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout
        process.stdout.close()  # before it has written anything
        _, errors = process.communicate()
        assert (process.returncode, errors) == (128 + signal.SIGPIPE, b"")

    def test_a_full_disk(self, tmp_path: Path) -> None:
        with open("/dev/full", "wb") as full:  # noqa: PTH123
            ran = subprocess.run(
                [sys.executable, "-m", "sipstatus", *TO_STDOUT.split()],
                cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": PATHS},
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
            )
        assert ran.stderr.startswith(b"sipstatus: No space left on device\n")
        assert b"Traceback" not in ran.stderr
        assert ran.returncode == 2

    def test_a_full_disk_for_errors(self, tmp_path: Path) -> None:
        """Nothing can be said any more, but the exit code."""
        with open("/dev/full", "wb") as full:  # noqa: PTH123
            ran = subprocess.run(
                [sys.executable, "-m", "sipstatus", "parse", "missing"],
                cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": PATHS},
                stdout=subprocess.PIPE,
                stderr=full,
                check=False,
            )
        assert (ran.returncode, ran.stdout) == (2, b"")

    def test_closed_streams(self, tmp_path: Path) -> None:
        for redirection in (">&-", "2>&-", ">&- 2>&-"):
            ran = subprocess.run(
                ["/bin/sh", "-c", f'"{sys.executable}" -m sipstatus list {redirection}'],
                cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": PATHS},
                capture_output=True,
                check=False,
            )
            assert (ran.returncode, ran.stderr) == (0, b"")

    def test_an_interrupt(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(_: records.Tables) -> Any:
            raise KeyboardInterrupt

        monkeypatch.setattr(records.Tables, "registered", interrupted)
        outcome = sipstatus("list", cwd=tmp_path)
        assert (outcome.code, outcome.out, outcome.errors) == (128 + signal.SIGINT, "", "")

    def test_what_nobody_foresaw_is_one_line_too(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def failing(_: records.Tables) -> Any:
            raise LookupError("two\nlines")

        monkeypatch.setattr(records.Tables, "registered", failing)
        assert main(["list"]) == 2
        errors = capsys.readouterr().err
        assert errors.startswith(
            "sipstatus: internal error, please report it: LookupError: two lines (test_cli.py, line"
        )
        assert errors.count("\n") == 1

    def test_a_locale_that_cannot_show_a_name(self, tmp_path: Path) -> None:
        tree = source_tree(tmp_path / "tree")
        (tree / "generated/грядка").write_text("mine\n")
        locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        outcome = in_process_of_its_own("check", cwd=tree, environment=locale)
        assert outcome.code == 1
        assert outcome.lines[0].startswith("foreign: generated/\\")
