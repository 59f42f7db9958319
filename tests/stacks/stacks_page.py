"""The page "how so many stacks read these 40 lines", from their recorded readings and ours.

    python tests/stacks/stacks_page.py

writes the page again. Ours are read anew each time; of the others only `judges.py` knows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from judged_lines import LINES, Line

from sipstatus import Leniency, StatusLineError, parse_status_line

FOLDER = Path(__file__).parents[2] / "docs" / "benchmarks"
READINGS, PAGE = FOLDER / "stacks.json", FOLDER / "stacks.md"

NOT_ASKED: Literal["not asked"] = "not asked"
Code = int | None | Literal["not asked"]
"""A status code; None if the line was refused; or the line does not fit into a datagram."""


@dataclass(frozen=True, slots=True)
class Judge:
    """A stack, and what it read in each line."""

    name: str
    version: str = ""
    codes: list[Code] = field(default_factory=list)
    absent: str = ""
    """Why it was not asked; empty if it was."""


HEAD = """\
# How {count} stacks read 40 status-lines

`nox -s stacks` put these lines before the stacks and wrote this page. Each line was read as part of
a whole response; kamailio got it in a datagram, tshark in a packet capture. What the RFCs say is
typed by hand, and so is what sipstatus has to read.

- A **legal** line is one of the grammar (RFC 3261 section 25.1): its status code has to be read.
- A **lenient** one is not, but it holds a status code: it may be read or refused.
- A **broken** one holds no status code, and none may be read.

## The lines, and sipstatus

A line that is refused has its `ErrorKind`. `strict` is `Leniency.STRICT`, `default` is
`Leniency.DEFAULT`, without any flag from the caller.
"""

OTHERS = """\
## The other stacks

A reading in **bold** is wrong: the line is legal and was not read, or another code was read than
the one that it holds. A dash is a refusal, and an empty cell a line that does not fit into a
datagram. What a parser has read, its stack may still drop.
"""


def read_judges() -> list[Judge]:
    """The recorded readings."""
    return [Judge(**judge) for judge in json.loads(READINGS.read_text(encoding="utf-8"))]


def write(judges: Sequence[Judge]) -> None:
    """Record the readings, and write the page."""
    listed = ",\n".join("  " + json.dumps(asdict(judge), ensure_ascii=False) for judge in judges)
    READINGS.write_text(f"[\n{listed}\n]\n", encoding="utf-8")
    PAGE.write_text(page(judges), encoding="utf-8")


def page(judges: Sequence[Judge]) -> str:
    """The text of the page."""
    present = [judge for judge in judges if not judge.absent]
    parts = [HEAD.format(count=len(present) + 1), ours(), OTHERS, theirs(present)]
    absent = [f"{judge.name} ({judge.absent})" for judge in judges if judge.absent]
    if absent:
        parts.append(f"Not to be had where this page was written: {', '.join(absent)}.\n")
    return "\n".join(parts)


def ours() -> str:
    """What the RFCs say, and what we read."""
    rows = [
        [
            str(number),
            line.name,
            shown(line.octets),
            "legal" if line.legal else "lenient" if line.status_code else "broken",
            line.says,
            reading(line, Leniency.STRICT),
            reading(line, Leniency.DEFAULT),
        ]
        for number, line in enumerate(LINES, 1)
    ]
    return table(["", "line", "octets", "", "RFC", "strict", "default"], rows)


def theirs(judges: Sequence[Judge]) -> str:
    """One column for each stack."""
    heads = ["", "line", *(judge.name.replace(" (", "<br>(") for judge in judges)]
    versions = ["", "", *(judge.version for judge in judges)]
    rows = [
        [str(number), line.name, *(cell(line, judge.codes[number - 1]) for judge in judges)]
        for number, line in enumerate(LINES, 1)
    ]
    return table(heads, [versions, *rows])


def reading(line: Line, leniency: Leniency) -> str:
    """The status code that we read, or why we refuse the line."""
    try:
        return str(parse_status_line(line.octets, leniency=leniency).status_code)
    except StatusLineError as error:
        return f"`{error.kind}`"


def cell(line: Line, code: Code) -> str:
    """The reading of another stack."""
    if code == NOT_ASKED:
        return ""
    text = "-" if code is None else str(code)
    return text if line.is_right(code) else f"**{text}**"


def shown(octets: bytes) -> str:
    """The octets as code: UTF-8 as text, what cannot be seen as escapes, long runs counted."""
    text = octets.decode("utf-8", "backslashreplace")
    text = "".join(one if one.isprintable() else escaped(one) for one in text)
    text = re.sub(r"x{9,}", lambda run: f"x… ({len(run[0]):,} octets)", text)
    return f"`{text}`"


def escaped(one: str) -> str:
    """A control character as Python writes it."""
    return repr(one)[1:-1]


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns are as wide as their cells."""
    every = [heads, *rows]
    widths = [max(3, *(len(row[at]) for row in every)) for at in range(len(heads))]
    lines = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |"
        for row in every
    ]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    write(read_judges())
