"""Asks real shells what they offer when Tab is pressed."""

from __future__ import annotations

import os
import pty
import shlex
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from sandbox import ENVIRONMENT, read_terminal

if TYPE_CHECKING:
    from pathlib import Path


def environment(folder: Path) -> dict[str, str]:
    """An environment in which `sipstatus` is a command, and a shell finds no settings of a user."""
    program = folder / "bin" / "sipstatus"
    if not program.exists():
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m sipstatus "$@"\n')
        program.chmod(0o755)
    path = os.pathsep.join([str(program.parent), os.environ["PATH"]])
    return {**ENVIRONMENT, "PATH": path, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}


def run(command: list[str], folder: Path) -> list[str]:
    """The lines that a shell prints."""
    ran = subprocess.run(
        command,
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    return ran.stdout.splitlines()


def bash_script(folder: Path) -> str:
    """What ~/.bashrc evaluates; it is the same every time."""
    if not _SCRIPTS:
        settings = {**environment(folder), "_SIPSTATUS_COMPLETE": "bash_source"}
        ran = subprocess.run(
            ["sipstatus"], env=settings, capture_output=True, text=True, check=True
        )
        _SCRIPTS.append(ran.stdout)
    return _SCRIPTS[0]


_SCRIPTS: list[str] = []


def bash(line: str, folder: Path) -> list[str]:
    """What bash offers for the last word of a line, and "FILES" if it would offer its files."""
    words = [*line.split(), *([""] if line.endswith(" ") else [])]
    script = f"""
        {bash_script(folder)}
        compopt() {{ echo FILES; }}  # bash lets it be called from a real Tab alone
        COMP_WORDS=({" ".join(map(shlex.quote, words))}) COMP_CWORD={len(words) - 1}
        _sipstatus_completion sipstatus
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return [text for text in run(["bash", "--norc", "-c", script], folder) if text]


def fish(line: str, folder: Path) -> list[str]:
    """What fish offers, without the descriptions."""
    script = "_SIPSTATUS_COMPLETE=fish_source sipstatus | source; complete -C $argv[1]"
    offered = run(["fish", "--no-config", "-c", script, line], folder)
    return [text.partition("\t")[0] for text in offered]


def zsh(typed: str, shown: str, folder: Path) -> str:
    """What a zsh shows on a terminal, until it shows something, if a line with a Tab is typed.

    Its functions for completion work nowhere else.
    """
    process, master = pty.fork()
    if not process:
        os.chdir(folder)
        settings = {**environment(folder), "TERM": "dumb", "COLUMNS": "80", "LINES": "50"}
        os.execvpe("zsh", ["zsh", "-f", "-i"], settings)
    text = ""
    try:
        setup = "unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; LISTMAX=999; "
        setup += 'eval "$(_SIPSTATUS_COMPLETE=zsh_source sipstatus)"; echo rea""dy'
        for line, awaited in ((f"{setup}\n", "ready"), (typed, shown)):
            os.write(master, line.encode())
            text = ""
            end = time.monotonic() + 60
            while awaited not in text and time.monotonic() < end:
                text += read_terminal(master, 0.3)
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(master)
    return text
