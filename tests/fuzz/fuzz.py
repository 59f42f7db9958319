"""Fuzz every target for a while, guided by coverage, and say what was covered.

    python tests/fuzz/fuzz.py [--seconds N] [--write] [TARGET ...]

Starts from the committed corpus.  ``--write`` adds to it the shortest of what took new ways.  What
is there stays, as some was added by hand: atheris does not look into comprehensions.

Needs atheris, and the extensions compiled as `nox -s fuzz` does it: with counters of edges, so that
the fuzzer sees the ways through C, and with AddressSanitizer.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import corpus

MARKS = (b"__sanitizer_cov_trace", b"__asan_report_load")
LENGTH = 4096
"""Octets of the longest input; a target that needs more repeats some of them."""
ENVIRONMENT = {
    # Python's own allocator would hide from the sanitizer where an object ends.
    "PYTHONMALLOC": "malloc",
    "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1:malloc_context_size=2:"
    "quarantine_size_mb=8",
}
OPTIONS = ("-print_final_stats=1", f"-max_len={LENGTH}", "-timeout=60", "-rss_limit_mb=2048")
MINIMUM = 2.0  # seconds that a target needs to start at all
PATIENCE = 600.0  # seconds for choosing what to keep


class Covered(NamedTuple):
    """What a run of one target has tried, and what it has reached."""

    target: str
    executions: int
    rate: int
    edges: int
    features: int
    inputs: int
    octets: int
    known: int
    failures: tuple[str, ...]


def fuzz(target: str, seconds: float, place: Path, write: bool) -> Covered:
    """Run one target in a process of its own."""
    found, artifacts = place / target, place / f"{target}-failures"
    for folder in (found, artifacts):
        folder.mkdir()
    known = corpus.read(target)
    save(known, found)
    share = seconds * 0.8 if write else seconds  # the rest is for minimising
    output = guided(target, share, f"-artifact_prefix={artifacts}/", str(found))
    states = re.findall(r"#(\d+)\t\w+ +cov: (\d+) ft: (\d+) corp: (\d+)/(\d+)(b|Kb|Mb)", output)
    executions, edges, features, inputs, octets = map(int, states[-1][:5]) if states else [0] * 5
    failures = [f"{target}: {corpus.spelled(path.read_bytes())}" for path in artifacts.iterdir()]
    if failures or not states or "DONE" not in output:
        failures.append(cause(output))
    elif write:
        kept = place / f"{target}-kept"
        kept.mkdir()
        save(known, kept)
        guided(target, PATIENCE, "-merge=1", str(kept), str(found))
        corpus.write(target, [path.read_bytes() for path in kept.iterdir()])
    rate = re.findall(r"stat::average_exec_per_sec: +(\d+)", output)
    scale = {"b": 1, "Kb": 1 << 10, "Mb": 1 << 20}[states[-1][5]] if states else 1
    return Covered(
        *(target, executions, int(rate[-1]) if rate else 0, edges, features, inputs),
        *(octets * scale, len(known), tuple(failures)),
    )


def cause(output: str) -> str:
    """What the fuzzer says of a failure: from the exception or the report of the sanitizer on."""
    lines = [line for line in output.splitlines() if not line.startswith("INFO: ")]
    marks = ("=== Uncaught Python exception", "==ERROR", "== ERROR")
    first = next((at for at, line in enumerate(lines) if any(m in line for m in marks)), -20)
    return "\n".join(lines[first:][:20])


def save(inputs: list[bytes], folder: Path) -> None:
    for number, octets in enumerate(inputs):
        (folder / f"{number}").write_bytes(octets)


def guided(target: str, seconds: float, *arguments: str) -> str:
    """Output and errors of the process, whose end may be that of the fuzzer's patience."""
    library = find_spec("atheris")
    assert library
    assert library.origin
    preloaded = Path(library.origin).parents[1] / "asan_with_fuzzer.so"
    program = Path(__file__).with_name("guided.py")
    finished = subprocess.run(
        [sys.executable, str(program), target, f"{seconds:.1f}", *OPTIONS, *arguments],
        env={**os.environ, **ENVIRONMENT, "LD_PRELOAD": str(preloaded)},
        capture_output=True,
        check=False,
    )
    return (finished.stdout + finished.stderr).decode("utf-8", "replace")


def unwatched() -> list[str]:
    """The extensions that were compiled without what the fuzzer needs."""
    package = find_spec("sipstatus")
    assert package
    assert package.origin
    extensions = sorted(Path(package.origin).parent.rglob("*.so"))
    assert extensions, "there are no extensions to fuzz"
    return [
        extension.name
        for extension in extensions
        if not all(mark in extension.read_bytes() for mark in MARKS)
    ]


HEADINGS = ("target", "executions", "a second", "edges", "features", "corpus", "octets", "before")


def table(results: list[Covered]) -> str:
    rows: list[tuple[str, ...]] = [HEADINGS]
    for one in results:
        rows.append((one.target, *(f"{number:,}" for number in one[1:-1])))
    total = sum(one.executions for one in results)
    rows.append(("all", f"{total:,}", *("" for _ in HEADINGS[2:])))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
        for row in rows
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=300, help="for all together")
    parser.add_argument("--write", action="store_true", help="keep what took new ways")
    # The names come from the corpus: without its sanitizer this process cannot load the targets.
    names = corpus.targets()
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(names))
    arguments = parser.parse_args()
    chosen = arguments.targets or names
    if unknown := set(chosen) - set(names):
        parser.error(f"no corpus/{sorted(unknown)[0]}.jsonl; a new target begins with an empty one")
    if found := unwatched():
        sys.exit(f"not compiled for fuzzing: {', '.join(found)}; `nox -s fuzz` does that")
    cores = min(len(os.sched_getaffinity(0)), len(chosen))
    share = max(MINIMUM, arguments.seconds * cores / len(chosen))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(cores) as pool:
        os.environ["TMPDIR"] = folder
        runs = [pool.submit(fuzz, name, share, Path(folder), arguments.write) for name in chosen]
        results = [run.result() for run in runs]
    print(table(results))
    failures = [failure for one in results for failure in one.failures]
    sys.exit("\n".join(failures) if failures else 0)


if __name__ == "__main__":
    main()
