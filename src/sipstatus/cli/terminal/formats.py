"""Prints what commands have found: tables for people, or JSON, CSV or Markdown for programs."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import TYPE_CHECKING, Any, Literal, ParamSpec

from sipstatus.cli.loading import load
from sipstatus.cli.terminal import echo, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

P = ParamSpec("P")
Format = Literal["table", "json", "csv", "markdown"]


def format_option(command: Callable[P, int]) -> Callable[P, int]:
    """The option ``--format`` of a command; loads click, for which `scan` has no time."""
    import click

    option = click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json", "csv", "markdown"]),
        default="table",
        help="Table for people, or a format for programs [default: table].",
    )
    return option(command)


def print_records(
    form: Format,
    records: Sequence[Mapping[str, Any]],
    cells: Callable[[Mapping[str, Any]], Mapping[str, str]],
    keys: Sequence[str],
) -> None:
    """Print records for programs: JSON as they are, CSV and Markdown by their ``cells``."""
    if form == "json":
        print_json(records, indent=2)
        return
    texts = map(cells, records)
    rows = [keys, *([visible(text[key]) for key in keys] for text in texts)]
    if form == "csv":
        print(csv_rows(rows), end="")
        return
    rows.insert(1, ["---" for _ in keys])
    for row in rows:
        echo(markdown_row(row))


def csv_rows(rows: Iterable[Sequence[str]]) -> str:
    """Rows of texts as CSV (RFC 4180), but with LF."""
    import csv

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def markdown_row(cells: Sequence[str]) -> str:
    """A row of a table in Markdown."""
    return f"| {' | '.join(map(_markdown_cell, cells))} |"


def print_json(value: object, indent: int | None = None) -> None:
    """Print a value as JSON in printable ASCII: valid in every locale, harmless on a terminal."""
    print(json_text(value, indent))


def json_text(value: object, indent: int | None = None) -> str:
    """A value as JSON in printable ASCII."""
    import json

    return json.dumps(value, indent=indent).replace("\x7f", "\\u007f")  # it occurs in strings only


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table for people: as wide as the terminal, or in a pipe as wide as it needs.

    Words are never broken: on a very narrow terminal the lines are too long instead, and so they
    are on any if the command is installed without its extra.
    """
    rows = [[visible(cell) for cell in row] for row in rows]
    if sys.stdout.isatty() and _has_rich():
        from rich.cells import cell_len
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        console = Console()
        table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False)
        columns = list(zip(headings, *rows, strict=True))
        widths = _widths(columns, console.width, cell_len)
        for heading, width in zip(headings, widths, strict=True):
            table.add_column(heading, width=width)
        for row in rows:
            table.add_row(*map(Text, row))
        console.width = max(console.width, sum(widths) + _GAP * len(widths))
        console.print(table)
        return
    table_rows = [headings, *rows]
    widths = [max(len(row[i]) for row in table_rows) for i in range(len(headings))]
    for row in table_rows:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        echo(line.rstrip())


def _has_rich() -> bool:
    try:
        import rich  # noqa: F401
    except ModuleNotFoundError:
        return False
    return True


_GAP = 2


def _widths(
    columns: Sequence[Sequence[str]], total: int, measure: Callable[[str], int]
) -> list[int]:
    """The width of every column: at least its longest word, and more while there is room."""
    widths = [max(map(measure, " ".join(column).split())) for column in columns]
    spare = total - sum(widths) - _GAP * (len(columns) - 1)
    for i, column in reversed(list(enumerate(columns))):
        more = max(0, min(spare, max(map(measure, column)) - widths[i]))
        widths[i], spare = widths[i] + more, spare - more
    return widths


def print_sheet(title: str, lines: Sequence[tuple[str, str]]) -> None:
    """Print a title and lines with labels, for people."""
    lines = [(label, visible(text)) for label, text in lines]
    if sys.stdout.isatty():
        load("rich", "cli")
        from rich.console import Console
        from rich.padding import Padding
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for label, text in lines:
            table.add_row(Text(label, style="dim"), Text(text))
        Console().print(Text(visible(title), style="bold"), Padding(table, (0, 0, 0, 2)), sep="\n")
        return
    width = max(len(label) for label, _ in lines)
    echo(title)
    for label, text in lines:
        echo(f"  {label.ljust(width)}  {text}")


def print_diff(diff: str) -> None:
    """Print a unified diff, coloured on a terminal."""
    colours = {"-": "red", "+": "green", "@": "cyan"}
    plain = not sys.stdout.isatty() or "NO_COLOR" in os.environ
    for line in diff.split("\n")[:-1]:
        colour = None if plain else colours.get(line[:1])
        if colour:
            import click

            click.echo(click.style(visible(line), fg=colour))
        else:
            echo(line)


def _markdown_cell(text: str) -> str:
    return re.sub(r"([\\`*<\[|])", r"\\\1", " ".join(text.split()))
