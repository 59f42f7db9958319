"""Instructions a call takes, counted by callgrind: the same on a busy machine as on an idle one.

    python tests/performance/instructions.py [--write] [--base COMMIT]

N calls and 2 N calls differ by N calls and by nothing else. The figures are
compared with those of this architecture, compiler and Python in ``instructions.json``, or else
with those of the base commit, which is built and measured first. More than three per cent more
instructions fail. Needs valgrind, Cython, setuptools and a C compiler.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import calls
import corpus
import machine
import reference
from calls import Case

import sipstatus

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FIGURES = HERE / "instructions.json"
TOLERANCE = 0.03
CALLS = 1_000
WARM_UP = 20

R2_TOLERANCE = 0.01
"""R2 runs none of our code: if it differs by more, Python itself was built in another way."""

Counts = dict[str, float]
"""Instructions a call, by case."""


def cases() -> dict[str, tuple[Case, int]]:
    """The compiled calls by name, and how many times each is made."""
    chosen = {case.name: (case, CALLS // len(case.inputs)) for case in calls.CASES}
    if hasattr(sipstatus, "count_status_codes"):
        log, lines = next(corpus.log(2 * corpus.CHAPTER))[0], corpus.bare_lines(20_000)[0]
        chosen["count, a MiB of a log"] = Case("", "count(x)", [log]), 3
        chosen["count, 20,000 bare lines"] = Case("", "count(x)", [lines]), 3
        chosen["update a counter, 128 KiB"] = Case("", "counter.update(x)", [log[: 1 << 17]]), 30
    return chosen


def repeater(case: Case, tools: Mapping[str, object]) -> Callable[[list[object]], None]:
    """A function that makes the call for each of its inputs."""
    lines = ["def repeat(inputs, names):", *(f"    {name} = names['{name}']" for name in tools)]
    lines += ["    for x in inputs:"]
    if case.raises:
        lines += ["        try:", f"            {case.call}"]
        lines += ["        except ValueError:", "            pass"]
    else:
        lines += [f"        {case.call}"]
    namespace: dict[str, Any] = {}
    exec("\n".join(lines), namespace)
    return partial(namespace["repeat"], names=tools)


def watched() -> None:
    """What callgrind watches: every case N times and 2 N times; prints the number of calls."""
    gc.disable()
    r2 = import_module(reference.R2_NAME)
    tools = calls.tools(r2) | {"count": getattr(sipstatus, "count_status_codes", None)}
    tools["counter"] = sipstatus.StatusCodeCounter()
    for name, (case, times) in cases().items():
        repeat = repeater(case, tools)
        once, twice = list(case.inputs) * times, list(case.inputs) * (2 * times)
        repeat(once[:WARM_UP])
        for inputs in (once, twice):
            r2.mark()
            repeat(inputs)
        r2.mark()
        print(json.dumps([name, len(once)]), flush=True)


def measure(path: Sequence[str]) -> Counts:
    """All cases, with what is on the path in place of what is installed.

    callgrind writes a part whenever `mark` is entered: for each case one of what came before, one
    of N calls, one of 2 N calls.
    """
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "part")
        command = ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={output}"]
        command += ["--dump-before=*mark", sys.executable, "-B", __file__, "--watched"]
        environment = {
            **os.environ,
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": os.pathsep.join([*path, *filter(None, [os.getenv("PYTHONPATH")])]),
        }
        printed = subprocess.run(
            command, env=environment, check=True, stdout=subprocess.PIPE, encoding="utf-8"
        ).stdout
        parts = [total(path) for path in sorted(output.parent.glob("part.*"), key=number)]
    rows = [json.loads(line) for line in printed.splitlines()]
    assert len(parts) == 3 * len(rows) or len(parts) == 3 * len(rows) + 1
    return {
        name: round((parts[3 * at + 2] - parts[3 * at + 1]) / times, 1)
        for at, (name, times) in enumerate(rows)
    }


def number(part: Path) -> int:
    """Which part a file is."""
    return int(part.suffix[1:])


def total(part: Path) -> int:
    """The instructions of one part."""
    found = re.search(r"^(?:summary|totals): (\d+)", part.read_text(), re.MULTILINE)
    assert found
    return int(found[1])


def measure_commit(commit: str, path: Sequence[str]) -> Counts:
    """The same for a commit, built in a tree of its own."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        git("worktree", "add", "--detach", str(tree), commit)
        try:
            places = [str(tree / part) for part in ("src", "generator", "generated/python")]
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
            build = [sys.executable, "setup.py", "-q", "build_ext", "--inplace"]
            subprocess.run(build, cwd=tree, env=environment, check=True)
            return measure([*places, *path])
        finally:
            git("worktree", "remove", "--force", str(tree))


def base_commit() -> str:
    """Where this branch left main; on main itself, the commit before."""
    head, base = git("rev-parse", "HEAD"), git("merge-base", "HEAD", "main")
    return base if base != head else git("rev-parse", "HEAD~1")


def git(*arguments: str) -> str:
    """What a git command prints."""
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return done.stdout.strip()


def key() -> str:
    """What the figures depend on."""
    compiler = machine.compiler_name().partition(".")[0]
    python = ".".join(platform.python_version_tuple()[:2])
    return f"{platform.machine()}, {compiler}, {platform.python_implementation()} {python}"


def applies(then: Mapping[str, float], now: Mapping[str, float]) -> bool:
    """Whether committed figures are of a Python that was built like this one."""
    return abs(now[calls.R2] / then[calls.R2] - 1) <= R2_TOLERANCE if calls.R2 in then else False


def regressions(then: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    """The cases that take more than the tolerance more."""
    return [name for name in now if name in then and now[name] > then[name] * (1 + TOLERANCE)]


def table(then: Mapping[str, float], now: Mapping[str, float]) -> str:
    """Both for people."""
    lines = [f"{'instructions a call':40}{'then':>12}{'now':>12}{'change':>9}"]
    failed = regressions(then, now)
    for name, instructions in now.items():
        before, change = "new", ""
        if name in then:
            before, change = f"{then[name]:,.1f}", f"{instructions / then[name] - 1:+.1%}"
        mark = "  more than allowed" if name in failed else ""
        lines.append(f"{name:40}{before:>12}{instructions:>12,.1f}{change:>9}{mark}")
    return "\n".join(lines)


def main() -> None:
    """Measure, compare, and write if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="keep the figures as the new ones")
    parser.add_argument("--base", metavar="COMMIT", help="measure this first, whatever is kept")
    parser.add_argument("--watched", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.watched:
        watched()
        return

    kept: dict[str, Counts] = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        reference.build_r2(Path(folder))
        now, then = measure([folder]), kept.get(key(), {})
        if arguments.base or (not arguments.write and not applies(then, now)):
            commit = arguments.base or base_commit()
            print(f"{key()}: measuring {commit[:12]} first", flush=True)
            then = measure_commit(commit, [folder])
    print(f"{key()}\n{table(then, now)}")
    if arguments.write:
        kept[key()] = now
        FIGURES.write_text(json.dumps(dict(sorted(kept.items())), indent=2) + "\n")
    elif failed := regressions(then, now):
        sys.exit(f"more than {TOLERANCE:.0%} more instructions: {', '.join(failed)}")


if __name__ == "__main__":
    main()
