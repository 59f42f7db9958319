"""The command on a log on disk, beside tools that count matches of a pattern: whole processes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import corpus
from bulk import Count
from harness import Figure, figure, in_turns, process_timer

PATTERN = r"^SIP/2\.0 [1-6][0-9]{2} "
FASTER = 1.8
"""How many times as fast as ripgrep the command shall be."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A command that prints how many lines it found."""

    name: str
    command: list[str]
    target: float | None = None


def program(name: str) -> str | None:
    """A program of this environment, or else of the machine."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)


def tools(log: Path) -> list[Tool]:
    """What is there of them; ripgrep, the unit, first."""
    found = []
    if rg := program("rg"):
        found.append(Tool("ripgrep", [rg, "--no-config", "-c", PATTERN, str(log)]))
    if (sipstatus := program("sipstatus")) and has_scan(sipstatus):
        scan = [sipstatus, "scan", str(log)]
        found.append(Tool("sipstatus scan", scan, FASTER))
        found.append(Tool("sipstatus scan --anywhere", [*scan, "--anywhere"]))
    if grep := program("grep"):
        found.append(
            Tool("GNU grep", ["env", "LC_ALL=C", grep, "-a", "-c", "-E", PATTERN, str(log)])
        )
    return found


def has_scan(sipstatus: str) -> bool:
    """Whether this sipstatus has the command."""
    return not subprocess.run([sipstatus, "scan", "--help"], capture_output=True).returncode


def found_by(tool: Tool) -> int:
    """How many lines the tool counts."""
    if not tool.name.startswith("sipstatus"):
        return int(subprocess.run(tool.command, check=True, stdout=subprocess.PIPE).stdout)
    command = [*tool.command, "--format", "json"]
    result = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return int(result["status_lines"])


def measure(size: int, rounds: int) -> tuple[list[Figure], list[Count]]:
    """All tools in turns over one log, which the first round leaves in the page cache."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        log = Path(folder, "log")
        truth = corpus.write_log(log, size)
        chosen = tools(log)
        counts = []
        for tool in chosen:
            true = truth.line_start.total() + truth.bare_lf.total()
            if "anywhere" in tool.name:
                true = truth.anywhere.total() + truth.bare_lf_anywhere.total()
            found = found_by(tool)
            counts.append(Count(tool.name, found, true, found == true))
        samples = in_turns([process_timer(tool.command) for tool in chosen], rounds)
    return [
        figure(
            "commands",
            tool.name,
            sample,
            samples[0],
            chosen[0].name,
            tool.target,
            at_least=True,
            octets=size,
        )
        for tool, sample in zip(chosen, samples, strict=True)
    ], counts
