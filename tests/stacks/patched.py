"""Puts our parser into SIP stacks in Python: their own tests, and the vectors, before and after.

    python tests/stacks/patched.py [NAME ...]

Each stack comes from the registry in its current release. `NAME.patch`, beside this file, replaces
its reading of the status-line by ours. The session fails if a patch does not apply any more, if
one of a stack's own tests fails after it that did not before, or if a patched stack reads a vector
wrong and does not say why.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import corpus
from native import NotPresentError
from python_stacks import STACKS, Stack
from vectors import VECTORS, Result

import sipstatus
from sipstatus import ErrorKind, Leniency

HERE = Path(__file__).parent
MINUTE = 60


@dataclass(slots=True)
class Trial:
    """A stack as it is, or patched."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    """Names of its own tests."""

    wrong: list[str] = field(default_factory=list)
    """Names of vectors."""


@dataclass(slots=True)
class Report:
    """A stack, before and after."""

    stack: Stack
    version: str = ""
    before: Trial = field(default_factory=Trial)
    after: Trial = field(default_factory=Trial)
    absent: str = ""
    """Why it could not be tried; empty if it was."""

    @property
    def faults(self) -> list[str]:
        """What must not be."""
        if self.absent:
            return ["it is required"] if self.stack.required else []
        worse = [
            f"fails now: {name}" for name in self.after.failed if name not in self.before.failed
        ]
        if self.after.passed < self.before.passed:
            worse.append(f"only {self.after.passed} of {self.before.passed} tests pass now")
        excused = self.before.wrong if self.stack.limits else []
        worse += [f"read wrong: {name}" for name in self.after.wrong if name not in excused]
        return worse


# --- the vectors ----------------------------------------------------------------------------------


def cases() -> list[tuple[str, bytes, int | None]]:
    """(name, message, status code or None) of all vectors of which DEFAULT says the same.

    More flags never refuse a line that fewer let in, nor change what is read in it. A vector whose
    octets end too early says nothing of a whole message, and a CR or LF before the line
    is the stack's affair (RFC 3261 section 7.5).
    """
    found: list[tuple[str, bytes, int | None]] = []
    for vector in VECTORS:
        octets, outcome = vector.octets[vector.start :], vector.outcome
        if isinstance(outcome, Result):
            if vector.leniency in Leniency.DEFAULT:
                line = octets[: outcome.end - vector.start]
                found.append((vector.name, corpus.short_response(line), outcome.status_code))
        elif (
            Leniency.DEFAULT in vector.leniency
            and outcome.kind != ErrorKind.INCOMPLETE
            and not octets.startswith((b"\r", b"\n"))
        ):
            found.append((vector.name, corpus.short_response(octets + b"\r\n"), None))
    return found


def read_cases(stack: Stack) -> list[int | None]:
    """What the stack that can be imported here reads."""
    return stack.read([message for _, message, _ in cases()])


# --- a stack --------------------------------------------------------------------------------------


def run(command: Sequence[str | Path], folder: Path, **environment: str) -> str:
    """What a program prints; NotPresentError with its last words if it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=10 * MINUTE,
    )
    if done.returncode:
        words = (done.stderr.strip() or done.stdout.strip() or "failed").splitlines()
        raise NotPresentError(words[-1])
    return done.stdout


def sdist(stack: Stack, folder: Path) -> Path:
    """The tree of its current release."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run([*pip, "download", "--no-deps", "--no-binary", stack.name, stack.name], folder)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder / "before", filter="data")
    (tree,) = (folder / "before").iterdir()
    (folder / "pytest.ini").touch()  # where pytest looks for settings last, whatever is above
    if stack.needs:
        run([*pip, "install", "--target", folder / "needs", *stack.needs], folder)
    return tree


def try_out(stack: Stack, tree: Path, needs: Path) -> Trial:
    """Its own tests, then the vectors, by a Python that imports the stack from this tree."""
    trial = Trial()
    path = os.pathsep.join([str(tree / stack.sources), str(needs), *sys.path[1:]])
    if stack.tests:
        count_tests(stack, tree, path, trial)
    out = run([sys.executable, __file__, "--read", stack.name], tree, PYTHONPATH=path)
    for (name, _, code), reading in zip(cases(), json.loads(out), strict=True):
        if reading != code:
            trial.wrong.append(name)
    return trial


def count_tests(stack: Stack, tree: Path, path: str, trial: Trial) -> None:
    """Run its own tests."""
    results = tree / "results.xml"
    pytest = [sys.executable, "-m", "pytest", f"--rootdir={tree}", f"--junitxml={results}"]
    environment = {**os.environ, "PYTHONPATH": path}
    subprocess.run(
        [*pytest, *stack.tests],
        cwd=tree,
        env=environment,
        capture_output=True,
        timeout=10 * MINUTE,
    )
    for case in ElementTree.parse(results).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            trial.failed.append(name)
        elif case.find("skipped") is None:
            trial.passed += 1


def try_both(stack: Stack, folder: Path) -> Report:
    """A stack as released, and with the patch."""
    report = Report(stack)
    try:
        before = sdist(stack, folder)
        report.version = before.name.rpartition("-")[2]
        after = folder / "after"
        shutil.copytree(before, after)
        report.before = try_out(stack, before, folder / "needs")
        patch = HERE / f"{stack.name}.patch"
        run(["patch", "--strip=1", "--fuzz=0", f"--input={patch}"], after)
        report.after = try_out(stack, after, folder / "needs")
    except (NotPresentError, OSError, subprocess.TimeoutExpired) as error:
        report.absent = str(error)
    return report


def table(reports: Sequence[Report]) -> str:
    """Before and after, for people."""
    total = len(cases())
    heads = ["stack", "its own tests before", "after", "vectors before", "after"]
    rows = [heads]
    for report in reports:
        if report.absent:
            continue
        rows.append([f"{report.stack.name} {report.version}"])
        for trial in (report.before, report.after):
            ran = trial.passed + len(trial.failed)
            rows[-1].append(f"{trial.passed} of {ran}" if ran else "none in the sdist")
        for trial in (report.before, report.after):
            rows[-1].append(f"{total - len(trial.wrong)} of {total}")
    widths = [max(len(row[at]) for row in rows) for at in range(len(heads))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def main() -> None:
    """Try the stacks and say what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="stacks; all if none is named")
    parser.add_argument("--read", metavar="NAME", help="only say what a stack reads, as JSON")
    arguments = parser.parse_args()
    named = {stack.name: stack for stack in STACKS}
    if arguments.read:
        try:
            print(json.dumps(read_cases(named[arguments.read])))
        except NotPresentError as error:
            sys.exit(str(error))
        return
    if sipstatus.IMPLEMENTATION != "cython":
        parser.error("this sipstatus has no compiled extension, or was told not to use it")
    reports = []
    for name in arguments.names or named:
        print(f"trying {name}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            reports.append(try_both(named[name], Path(folder)))
    print(table(reports))
    for report in reports:
        if report.absent:
            print(f"{report.stack.name}: not tried: {report.absent}")
        for fault in report.faults:
            print(f"{report.stack.name}: {fault}")
        if report.after.wrong:
            print(f"{report.stack.name}: as for the other vectors, {report.stack.limits}")
    sys.exit(any(report.faults for report in reports))


if __name__ == "__main__":
    main()
