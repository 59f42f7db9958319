"""The results as a page for people: Markdown tables, in the form its formatter leaves alone.

    python tests/performance/report.py

writes the page of ``docs/benchmarks`` again, from the results beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bulk import Count
from columns import ROWS
from contest import Entry
from corpus import UNITS
from harness import Figure
from peers import DECOY
from results import Results, read

BENCHMARKS = Path(__file__).parents[2] / "docs" / "benchmarks"

HEAD = """\
# Benchmarks

`nox -s bench` measured all of this in one run and wrote this page, the plots and `results.json`.
`nox -s bench -- --compare docs/benchmarks/results.json` measures again and compares the ratios.
"""

METHOD = """\
## Method

- All cases of a section take turns in many short rounds; a figure is the median over the rounds,
  with the quartiles behind it, and a ratio the median of the rounds' own ratios: the machine may
  change its speed between two rounds. Times say how fast it was, ratios how good the code is. What
  one thread does is timed by its processor time.
- One line, one response and columns are measured in several fresh processes, as it counts in such
  short times where code and objects lie in memory: figures and ratios are the medians of theirs.
- **R2** is a call of an empty compiled function, `def f(bytes x): return None`, built with the
  directives and flags of the parser: what Python takes for any call.
- **READ** is a pass over the same memory that only adds it up (`-O3`; SSE2 on x86-64): what any
  program takes that looks at every octet.
- The corpus is made from a seed (`tests/performance/corpus.py`): the codes that a proxy sees, two
  per cent of them with another phrase, whole messages, log lines, and lines that only look like
  status-lines. Its true counts are known.
- Every peer first reads the corpus, and the table says what it gets right. Then it is timed on
  lines that it reads right, through its cheapest function that gives the status code.
"""

CALLS = """\
## One line

Targets are ratios to R2. For lines that are refused they are ratios to `raise ValueError(text)` in
the same `try`.

![Nanoseconds for one line, by parser](single-line.svg)
"""

MEANING = """\
## One response

What the functions cost that act on the meaning of a response with ten header fields, none of them
wrong. Targets are ratios to R2.
"""

PEERS = """\
## Peers, one line

`given` says what a peer reads: the status-line alone (`line`), a response with the six header
fields that every response has (`response`), or the line with `HTTP/1.1` in place of `SIP/2.0`
(`http`). `does not read` names legal lines whose status code it does not give, `takes` names decoys
that it takes for status-lines, and `right` says how many of all lines it got right.
"""

IN_C = """\
## The parser in C

The peers in C on the same lines, in the same run, without the price of a call from Python. A few
lines of C for the usual form alone are what others are divided by. All are compiled here with
`-O3 -march=native`, but for libosip2 and sofia-sip, which are Debian's.
"""

LENGTHS = """\
## Line length

Nanoseconds by the length of the reason phrase.

![Time for one line by its length](line-length.svg)
"""

IMPORTS = """\
## Imports

Processor time of the import in fresh processes, without their own start, in units of `import http`.

![Milliseconds of imports](imports.svg)
"""

BULK = """\
## Many lines, in process

The mixed log in memory ({log}). A ratio is the rate over that of READ; with two threads, over
that of READ by two threads.

![Gigabytes a second, in process](bulk.svg)
"""

BARE = """\
A buffer that holds nothing but status-lines, time for each line:
"""

SIZES = """\
## Input size

`count_status_codes` over logs of growing size. The hostile input, with `anywhere=True`, is a line
that begins again and again and never ends: the worst case.

![Gigabytes a second by the size of the input](input-size.svg)
"""

COLUMNS = """\
## Columns

Processor time for a row of a column of {rows:,} lines without line ends, of all threads. The
regular expressions give status code and phrase of lines of the usual form; `parse_status_lines`
judges by the grammar, and gives version and error as well. A ratio is the rate over that of the
engine's regular expression.
"""

COMMANDS = """\
## The command

Whole processes, start included, over a log of {file} in the page cache, into a pipe. The other
tools count the lines that match `^SIP/2\\.0 [1-6][0-9]{{2}} `. A ratio is the rate over that of
ripgrep.
"""

LOGS = """\
## Logs of messages

`sipstatus lint` in process, over a log of SIPp's `-trace_msg` whose calls differ in branch and
Call-ID, and its two halves. The target is 60 MB a second where R2 is 12 ns.
"""

GENERATOR = """\
## The generator

Processor time (user and system) of whole processes with warm bytecode, the least of several fresh
ones, in units of a process that runs `from jinja2 import Environment; from pydantic import
BaseModel`. `generate` writes into a fresh folder, `check` reads one that is current; one target is
`--target c`.
"""

COUNTS = """\
## What a scan found

A status-line may be in small letters, may lack the phrase (by default), and must end with CRLF. No
usual pattern knows all three. The commands also take an LF alone as the end of a line.
"""


def size(octets: int) -> str:
    """A number of octets in the greatest unit that divides it: "256 MiB"."""
    for unit, factor in sorted(UNITS.items(), key=lambda item: -item[1]):
        if octets and octets % factor == 0:
            return f"{octets // factor:,} {unit}"
    return f"{octets:,} octets"


def duration(nanoseconds: float) -> str:
    """A time in a unit that suits it, with three digits."""
    for unit, factor in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= factor:
            return f"{nanoseconds / factor:.3g} {unit}"
    return f"{nanoseconds:.1f} ns"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """A Markdown table; the columns from `left` on are numbers."""
    cells = [[cell.replace("|", r"\|") for cell in row] for row in (header, *rows)]
    widths = [max(3, *(len(row[at]) for row in cells)) for at in range(len(header))]

    def line(row: Sequence[str]) -> str:
        padded = [
            cell.ljust(width) if at < left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return f"| {' | '.join(padded)} |"

    rule = [
        "-" * width if at < left else "-" * (width - 1) + ":" for at, width in enumerate(widths)
    ]
    return "\n".join([line(cells[0]), f"| {' | '.join(rule)} |", *map(line, cells[1:])]) + "\n"


def times(figures: Sequence[Figure], time: str = "median") -> str:
    """Figures of calls: time, spread, ratio, target."""
    return table(
        ["", time, "quartiles", "ratio", "to", "target"],
        [
            [
                figure.name,
                duration(figure.nanoseconds),
                f"{duration(figure.low)} to {duration(figure.high)}",
                f"{figure.ratio:.2f}",
                figure.unit,
                target(figure),
            ]
            for figure in figures
        ],
    )


def rates(figures: Sequence[Figure]) -> str:
    """Figures of scans: the rate beside the time."""
    return table(
        ["", "GB/s", "median", "quartiles", "ratio", "to", "target"],
        [
            [
                figure.name,
                f"{figure.rate:.2f}",
                duration(figure.nanoseconds),
                f"{duration(figure.low)} to {duration(figure.high)}",
                f"{figure.ratio:.2f}",
                figure.unit,
                target(figure),
            ]
            for figure in figures
        ],
    )


def target(figure: Figure) -> str:
    """The target, and whether it was missed."""
    if figure.target is None:
        return ""
    sign = "≥" if figure.at_least else "≤"
    return f"{'**missed** ' if figure.missed else ''}{sign} {figure.target:g}"


def contest(entries: Sequence[Entry], figures: Sequence[Figure]) -> str:
    """The peers: what each got right, and its time."""
    taken = {figure.name: figure for figure in figures}
    rows = []
    for entry in entries:
        if entry.absent:
            rows.append([entry.name, "", entry.given, f"not present: {entry.absent}", *[""] * 4])
            continue
        figure = taken.get(entry.name)
        rows.append(
            [
                entry.name,
                entry.version,
                entry.given,
                ", ".join(name for name in entry.wrong if not name.startswith(DECOY)),
                ", ".join(name[len(DECOY) :] for name in entry.wrong if name.startswith(DECOY)),
                f"{entry.right:,} of {entry.lines:,}",
                duration(figure.nanoseconds) if figure else "not timed",
                f"{figure.ratio:.3g}" if figure else "",
            ]
        )
    rows.sort(key=lambda row: taken[row[0]].nanoseconds if row[0] in taken else 1e99)
    header = ["", "version", "given", "does not read", "takes", "right", "median", "x R2"]
    return table(header, rows, left=5)


def found(counts: Sequence[Count]) -> str:
    """What each way to scan counted, beside the truth."""
    rows = [
        [count.name, f"{count.found:,}", f"{count.true:,}", "yes" if count.same_codes else "**no**"]
        for count in counts
    ]
    return table(["", "found", "true", "right"], rows)


def page(results: Results) -> str:
    """The whole page; a section that was not measured is left out."""
    machine = table(["", "Value"], list(results.machine.items()), left=2)
    parts = [HEAD, "## Machine\n", machine, METHOD]

    def add(section: str, text: str, rendered: str) -> None:
        if results.section(section):
            parts.extend([text, rendered])

    method = {name: size(results.method[name]) for name in ("log", "file")}
    add("calls", CALLS, times(results.section("calls")))
    add("meaning", MEANING, times(results.section("meaning")))
    add("peers", PEERS, contest(results.peers, results.section("peers")))
    add("c", IN_C, times(results.section("c")))
    add("lengths", LENGTHS, times(results.section("lengths")))
    add("imports", IMPORTS, times(results.section("imports")))
    add("bulk", BULK.format(**method), rates(results.section("bulk")))
    add("bare", BARE, times(results.section("bare")))
    add("sizes", SIZES, rates(results.section("sizes")))
    add("columns", COLUMNS.format(rows=ROWS), times(results.section("columns")))
    add("commands", COMMANDS.format(**method), rates(results.section("commands")))
    add("logs", LOGS, times(results.section("logs")))
    add("generator", GENERATOR, times(results.section("generator"), "least"))
    if results.counts:
        parts += [COUNTS, found(results.counts)]
    return "\n".join(parts)


def write(folder: Path) -> None:
    """The page of the folder's results, as the folder's README."""
    text = page(read(folder / "results.json"))
    (folder / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(BENCHMARKS)
