"""The main job on real input: `nox -s demo`.

Regenerates every output into a fresh folder and compares it with generated/, then parses every
status-line of a recorded SIPp trace with the compiled parser, encodes each again and compares the
octets, and measures the parse rate beside a regular expression in the same run.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import sipstatus_codegen
from reader import read_responses
from rich.console import Console
from rich.table import Table

import sipstatus
from sipstatus import Leniency, encode_status_line, parse_status_line

ROOT = Path(__file__).parents[2]
TRACE = Path(__file__).with_name("loopback.pcap")

# What people write when they have no parser: three groups, no check of the phrase.
REGEX = re.compile(rb"SIP/(\d+\.\d+) ([1-6]\d\d) ([^\r\n]*)\r\n", re.IGNORECASE)


def regenerated() -> int:
    """Render everything into a fresh folder; returns how many files equal generated/."""
    spec = ROOT / "spec" / "sip-status-codes.toml"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "generated")
        sipstatus_codegen.generate(out, sipstatus_codegen.Recipe(spec=spec))
        fresh = {p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    for path, content in fresh.items():
        if (ROOT / "generated" / path).read_bytes() != content:
            raise SystemExit(f"generated/{path} is not what the spec gives: run nox -s generate")
    return len(fresh)


def round_trips(messages: list[bytes]) -> Counter[tuple[int, str]]:
    """Parse and re-encode every status-line; counts (status code, reason phrase)."""
    seen: Counter[tuple[int, str]] = Counter()
    for message in messages:
        line = parse_status_line(message)
        octets = encode_status_line(
            line.status_code, line.reason_octets, leniency=Leniency.REASON_OCTETS
        )
        if octets != message[: line.end]:
            raise SystemExit(f"{octets!r} is not what was received: {message[: line.end]!r}")
        seen[line.status_code, line.reason_phrase] += 1
    return seen


def nanoseconds(parse: Callable[[bytes], object], lines: list[bytes], rounds: int = 7) -> float:
    """Median time of one call, over whole passes through the trace."""
    passes = max(1, 200_000 // len(lines))
    times = []
    for _ in range(rounds):
        begin = time.perf_counter_ns()
        for _ in range(passes):
            for line in lines:
                parse(line)
        times.append((time.perf_counter_ns() - begin) / passes / len(lines))
    return statistics.median(times)


def main() -> None:
    """Print what the module's docstring promises; any difference ends with exit code 1."""
    console = Console(width=100 if not sys.stdout.isatty() else None)
    console.print(f"parser: {sipstatus.IMPLEMENTATION}, spec {sipstatus.SPEC_VERSION}")
    if sipstatus.IMPLEMENTATION != "cython":
        raise SystemExit("the compiled parser is not in use")
    console.print(f"regenerated {regenerated()} files: equal to generated/, octet by octet")

    messages = list(read_responses(TRACE))
    seen = round_trips(messages)
    table = Table(title=f"Responses in {TRACE.name}")
    for heading in ("code", "phrase", "class", "count"):
        table.add_column(heading, justify="right" if heading in ("code", "count") else "left")
    for (code, phrase), count in sorted(seen.items()):
        response_class = sipstatus.response_class(code)
        assert response_class is not None
        table.add_row(str(code), phrase or "(empty)", response_class.name, str(count))
    console.print(table)
    console.print(f"{len(messages)} status-lines parsed and encoded again: octets equal")

    ours, regex = nanoseconds(parse_status_line, messages), nanoseconds(REGEX.match, messages)
    console.print(
        f"parse rate: {1e3 / ours:.1f} million lines/s ({ours:.0f} ns a line); regular expression "
        f"{1e3 / regex:.1f} million/s ({regex:.0f} ns): {regex / ours:.1f} times as fast"
    )


if __name__ == "__main__":
    main()
