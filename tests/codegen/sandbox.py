"""What the tests of the generator share: source trees to spoil, and a way to call the command."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sipstatus_codegen import Plan, Recipe, contents, plan
from sipstatus_codegen.folder.writer import write

from sipstatus.cli import main

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
SPEC = "spec/sip-status-codes.toml"
SAMPLES = Path(__file__).parent / "samples"
VALID = (SAMPLES / "valid.toml").read_text(encoding="utf-8")


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a call of the command gave."""

    code: int
    octets: bytes
    errors: str

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.octets.decode()

    @property
    def lines(self) -> list[str]:
        """The lines of standard output."""
        return self.out.splitlines()


def sipstatus(*arguments: str | Path, cwd: Path) -> Outcome:
    """Call the command in this process, with ``cwd`` as the working directory."""
    out, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(errors),
    ):
        code = main([str(argument) for argument in arguments])
        out.flush()
        errors.flush()
    outcome = Outcome(code, octets_of(out), octets_of(errors).decode())
    assert "Traceback" not in outcome.errors
    assert "internal error" not in outcome.errors
    return outcome


def octets_of(stream: io.TextIOWrapper) -> bytes:
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()


def in_process_of_its_own(
    *arguments: str | Path, cwd: Path, environment: Mapping[str, str] | None = None
) -> Outcome:
    """Call the command in a new interpreter that finds what this one finds."""
    paths = os.pathsep.join(path for path in sys.path if path)
    finished = subprocess.run(
        [sys.executable, "-m", "sipstatus", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": paths, **(environment or {})},
        capture_output=True,
        check=False,
    )
    return Outcome(finished.returncode, finished.stdout, finished.stderr.decode())


# A terminal of one's own


def start_on_a_terminal(*arguments: str, cwd: Path) -> tuple[int, int]:
    """Start a Python on a terminal of its own; returns its process and our end of the terminal."""
    process, master = pty.fork()
    if not process:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # programs in the background ignore it
        os.chdir(cwd)
        environment = {**ENVIRONMENT, "TERM": "xterm", "COLUMNS": "80"}
        os.execve(sys.executable, [sys.executable, *arguments], environment)
    return process, master


def read_terminal(master: int, seconds: float) -> str:
    """What appears within some seconds, or until the other side hangs up."""
    octets = b""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and select.select([master], [], [], left)[0]:
        try:
            block = os.read(master, 65_536)
        except OSError:
            break
        if not block:
            break
        octets += block
    return octets.decode()


# Folders


@cache
def committed() -> Plan:
    """What ``generated/`` of a source tree holds."""
    return plan("generated", Recipe(spec=ROOT / SPEC), folders=True)


def with_banner() -> list[str]:
    """The files of ``generated/`` that have a banner; tables of CSV have no place for one."""
    return [path for path, octets in committed().files.items() if b"SPDX-License" in octets[:600]]


def source_tree(folder: Path) -> Path:
    """A source tree as the generator sees one: ``spec/`` and a current ``generated/``."""
    (folder / "spec").mkdir(parents=True)
    shutil.copy(ROOT / SPEC, folder / SPEC)
    write(committed()._replace(folder=folder / "generated"))
    return folder


def leave_header(folder: Path, name: str) -> None:
    """What an earlier call has left in a generated folder: a header under another name."""
    files = contents(Recipe(targets=["c"], options={"c.header": name}), folders=True)
    (folder / f"c/{name}").write_bytes(files[f"c/{name}"])


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, path -> content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def edited(text: str, old: str, new: str) -> str:
    """A text with one spot changed; the spot must be there, and once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)
