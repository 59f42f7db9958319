"""Calls for one folder at the same time, and calls that are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from typing import TYPE_CHECKING

import pytest
from sandbox import ROOT, SPEC, files_in, sipstatus
from sipstatus_codegen import (
    CodegenError,
    Recipe,
    check,
    contents,
    generate,
    plan,
)
from sipstatus_codegen.folder import locking, staging
from sipstatus_codegen.folder.locking import locked
from sipstatus_codegen.folder.writer import write

if TYPE_CHECKING:
    from pathlib import Path

TARGETS = ("c", "go", "json", "typescript")
OLD, NEW = (Recipe(targets=["c"], options={"c.prefix": prefix}) for prefix in ("OLD_", "NEW_"))


def start(program: str, cwd: Path) -> subprocess.Popen[str]:
    """Begin a Python program that finds what this process finds."""
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_calls_for_one_folder_wait_for_each_other(tmp_path: Path) -> None:
    """Each adds its target to the manifest that they share, like a build with `make -j`."""
    program = """
        import sys
        from sipstatus.cli import main
        print(flush=True)
        sys.stdin.readline()
        sys.exit(main(["generate", "--target", {!r}, "--out", "x/lib"]))
    """
    calls = [start(program.format(target), tmp_path) for target in TARGETS]
    for call in calls:
        assert call.stdout
        call.stdout.readline()
    said = [call.communicate("\n") for call in calls]
    assert [call.returncode for call in calls] == [0] * len(calls), said
    for target in TARGETS:
        assert sipstatus("check", "--target", target, "--out", "x/lib", cwd=tmp_path).code == 0
    assert {path.name for path in (tmp_path / "x").iterdir()} == {"lib"}


def test_who_has_waited_sees_what_the_other_has_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest is made when nobody else can change it any more."""
    waits, take = threading.Event(), locking._try

    def watched(folder: Path) -> int | None:
        descriptor = take(folder)
        if descriptor is None:
            waits.set()
        return descriptor

    monkeypatch.setattr(locking, "_try", watched)
    go = Recipe(targets=["go"])
    with locked(tmp_path):
        other = threading.Thread(target=generate, args=(tmp_path, OLD))
        other.start()
        assert waits.wait(60)
        assert files_in(tmp_path) == {}
        write(plan(tmp_path, go))
    other.join()
    assert check(tmp_path, go).clean
    assert check(tmp_path, OLD).clean


def test_nobody_waits_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "WAIT", 0.1)
    with locked(tmp_path):
        outcome = sipstatus("generate", "--target", "c", "--out", ".", cwd=tmp_path)
        assert outcome.errors == (
            "sipstatus: .: another call is writing there; wait until it has ended\n"
        )
        assert outcome.code == 2
        assert files_in(tmp_path) == {}
        assert sipstatus("check", "--target", "c", "--out", ".", cwd=tmp_path).code == 1
    assert sipstatus("generate", "--target", "c", "--out", ".", cwd=tmp_path).code == 0


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    program = """
        import os, pathlib, signal
        from sipstatus_codegen.folder.locking import locked
        with locked(pathlib.Path(".")):
            os.kill(os.getpid(), signal.SIGKILL)
    """
    process = start(program, tmp_path)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    with locked(tmp_path):
        assert list(tmp_path.iterdir()) == []


def test_what_was_made_for_nothing_goes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(folder: Path) -> None:
        assert folder == tmp_path / "a/b"
        assert folder.is_dir()
        raise CodegenError("no")

    monkeypatch.setattr(staging, "clear", failing)
    with pytest.raises(CodegenError, match="no"):
        generate(tmp_path / "a/b", OLD)
    assert list(tmp_path.iterdir()) == []


def killed(tmp_path: Path, call: str, sent: signal.Signals) -> None:
    """Generate the new files over the old ones, and die after the first such call."""
    generate(tmp_path / "lib", OLD)
    program = f"""
        import os, pathlib, signal
        from sipstatus_codegen import Recipe, generate
        from sipstatus_codegen.folder import staging

        original = {call}

        def killing(*arguments):
            result = original(*arguments)
            os.kill(os.getpid(), signal.{sent.name})
            return result

        {call} = killing
        generate("lib", Recipe(targets=["c"], options={{"c.prefix": "NEW_"}}))
    """
    process = start(program, tmp_path)
    _, errors = process.communicate()
    assert process.returncode == -sent, errors


def holds(folder: Path, recipe: Recipe) -> bool:
    found = files_in(folder)
    return all(found[path] == content for path, content in contents(recipe).items())


def test_the_end_while_files_are_prepared_leaves_the_old_ones(
    tmp_path: Path,
) -> None:
    killed(tmp_path, "staging._stage", signal.SIGTERM)
    assert holds(tmp_path / "lib", OLD)
    assert check(tmp_path / "lib", OLD).clean  # what is left of it is nobody's business


def test_the_end_while_files_are_replaced_leaves_the_new_ones(
    tmp_path: Path,
) -> None:
    killed(tmp_path, "pathlib.Path.replace", signal.SIGTERM)
    assert holds(tmp_path / "lib", NEW)
    assert check(tmp_path / "lib", NEW).clean


@pytest.mark.parametrize("patched", ["staging._stage", "pathlib.Path.replace"])
def test_after_a_kill_the_next_call_cleans_up(tmp_path: Path, patched: str) -> None:
    killed(tmp_path, patched, signal.SIGKILL)
    left = [path for path in (tmp_path / "lib").iterdir() if path.is_dir()]
    assert len(left) == 1
    assert check(tmp_path / "lib", NEW).foreign == ()
    (tmp_path / "lib/.sipstatus-is.mine.tmp").mkdir()
    generate(tmp_path / "lib", NEW)
    assert check(tmp_path / "lib", NEW).clean
    assert [path for path in (tmp_path / "lib").iterdir() if path.is_dir()] == [
        tmp_path / "lib/.sipstatus-is.mine.tmp"
    ]


def in_turns(program: str, tmp_path: Path) -> str:
    """What a program prints that uses the module of that name."""
    process = start(
        f"import os, random, signal, time\nfrom in_turns import *\n{textwrap.dedent(program)}",
        tmp_path,
    )
    printed, errors = process.communicate()
    assert process.returncode == 0, errors
    return printed


def test_killed_at_any_instant_every_file_is_whole(tmp_path: Path) -> None:
    program = """
        def working():
            return any(staging.is_temporary(path.name) for path in FOLDER.iterdir())

        began = time.monotonic()
        write_in_turns(2)
        one_write = (time.monotonic() - began) / 2
        chance = random.Random(6)
        cut = 0
        for kill in range(15):
            write_in_turns(1)  # so that nothing is left of the last
            child = os.fork()
            if child == 0:
                write_in_turns(10**6)
            while not working():
                time.sleep(one_write / 50)
            time.sleep(chance.uniform(0, one_write))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            states()
            cut += working()
        write_in_turns(1)
        print(cut > 0, states(), working())
    """
    assert in_turns(program, tmp_path) == "True {0} False\n"


def test_two_at_once_leave_whole_files_of_one_of_them(tmp_path: Path) -> None:
    program = """
        write_in_turns(2)
        children = []
        for first in (0, 1):
            children.append(os.fork())
            if children[-1] == 0:
                PLANS[:] = PLANS[first:] + PLANS[:first]
                write_in_turns(8)
                os._exit(0)
        ended = []
        while len(ended) < 2:
            states()  # a reader waits for nobody
            child, status = os.waitpid(-1, os.WNOHANG)
            ended += [status] if child else []
        print(ended, len(states()))
    """
    assert in_turns(program, tmp_path) == "[0, 0] 1\n"


def test_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    """What the system says while a file is written, as it does when the disk is full."""
    program = """
        import resource
        write_in_turns(1)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        print(refusal(), states())
    """
    said = "lib: cannot be written: File too large; nothing was changed"
    assert in_turns(program, tmp_path) == f"{said} {{0}}\n"


def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    program = """
        write_in_turns(1)
        for folder in (FOLDER, *FOLDER.iterdir()):
            folder.chmod(0o555)
        if os.geteuid() == 0:  # who may write everywhere
            Path(".").chmod(0o755)
            os.setuid(65534)
        print(refusal(), states())
    """
    said = "lib: cannot be written: Permission denied; nothing was changed"
    assert in_turns(program, tmp_path) == f"{said} {{0}}\n"
    for folder in (tmp_path / "lib", *(tmp_path / "lib").iterdir()):
        folder.chmod(0o755)  # so that pytest can remove it


def test_in_a_source_tree_a_working_copy_is_no_output(tmp_path: Path) -> None:
    """`check` may run while `generate` does."""
    recipe = Recipe(spec=ROOT / SPEC)
    generate(tmp_path, recipe, folders=True)
    working = tmp_path / ".sipstatus-0abc_123.tmp"
    working.mkdir()
    (working / "0.new").write_bytes((tmp_path / "c/sip_status.h").read_bytes())
    assert check(tmp_path, recipe, folders=True).clean
