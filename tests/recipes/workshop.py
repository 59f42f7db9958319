"""A folder to build in: the real tools, and a count of what sipstatus was called for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PIPELINES = ROOT / "examples" / "pipelines"
COMMIT = "git -c user.name=A -c user.email=a@example.com commit -q"


class Workshop:
    """A project in a folder of its own, and a shell in it."""

    def __init__(self, folder: Path) -> None:
        """The project is the folder ``project``; somebody else makes it."""
        self.project = folder / "project"
        self._calls = folder / "calls"
        self._calls.write_text("")
        programs = folder / "bin"
        programs.mkdir()
        command = programs / "sipstatus"
        command.write_text(
            f'#!/bin/sh\necho "$1" >> "{self._calls}"\nexec "{sys.executable}" -m sipstatus "$@"\n'
        )
        command.chmod(0o755)
        path = [str(programs), str(Path(sys.executable).parent), os.environ["PATH"]]
        self.environment = {**os.environ, "PATH": os.pathsep.join(path), "LC_ALL": "C.UTF-8"}

    def start(self, command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["sh", "-c", command],
            cwd=self.project,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str) -> tuple[int, str]:
        """The exit code of a command, and all that it said."""
        with self.start(command) as process:
            said, _ = process.communicate()
        print(f"$ {command}\n{said}", end="")  # pytest -rP shows it
        return process.returncode, said

    def says(self, command: str) -> str:
        """What a command says that has to succeed."""
        code, said = self.run(command)
        assert code == 0, said
        return said

    def calls(self) -> list[str]:
        """The commands of sipstatus that were called since the last time."""
        made = self._calls.read_text().split()
        self._calls.write_text("")
        return made
