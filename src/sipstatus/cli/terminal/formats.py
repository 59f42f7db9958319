"""Prints what commands have found: tables for people, or JSON, CSV or Markdown for programs."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeAlias

from sipstatus.cli.loading import load
from sipstatus.cli.terminal import echo, visible
from sipstatus.cli.terminal.colour import is_coloured, styled

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from rich.console import Console

P = ParamSpec("P")
Format = Literal["table", "json", "csv", "markdown"]
Sheet: TypeAlias = "tuple[str, Sequence[tuple[str, str]]]"
"""A title, and lines: a label and a text each."""


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


def print_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], styles: Collection[str] = ()
) -> None:
    """Print a table for people: as wide as the terminal, or in a pipe as wide as it needs.

    Words are never broken: on a very narrow terminal the lines are too long instead, and so they
    are on any if the command is installed without its extra.

    styles: cells that are coloured by the style of the same name, such as "error".
    """
    rows = [[visible(cell) for cell in row] for row in rows]
    if sys.stdout.isatty() and _has_rich():
        from rich.cells import cell_len
        from rich.table import Table
        from rich.text import Text

        console = _console()
        table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False)
        columns = list(zip(headings, *rows, strict=True))
        widths = _widths(columns, console.width, cell_len)
        for heading, width in zip(headings, widths, strict=True):
            table.add_column(heading, width=width)
        for row in rows:
            cells = (styled(cell, cell) if cell in styles else cell for cell in row)
            table.add_row(*map(Text.from_ansi, cells))
        console.width = max(console.width, sum(widths) + _GAP * len(widths))
        console.print(table)
        return
    table_rows = [headings, *rows]
    widths = [max(len(row[i]) for row in table_rows) for i in range(len(headings))]
    for row in table_rows:
        texts = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        texts[-1] = texts[-1].rstrip()
        for i, cell in enumerate(row):
            if row is headings:
                texts[i] = styled(texts[i], "heading")
            elif cell in styles:
                texts[i] = texts[i].replace(cell, styled(cell, cell), 1)
        print("  ".join(texts).rstrip())


def _console(width: int | None = None) -> Console:
    """What rich prints with; whether it is coloured, is decided for all commands at once."""
    from rich.console import Console

    colours: Literal["standard"] | None = "standard" if is_coloured() else None
    return Console(color_system=colours, no_color=False, highlight=False, width=width)


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
    print_sheets([(title, lines)])


def print_sheets(sheets: Iterable[Sheet]) -> None:
    """Print sheets, each a title and lines with labels, for people.

    What is longer than the terminal is shown by a pager: $PAGER, or less.
    """
    if not sys.stdout.isatty():
        for i, (title, lines) in enumerate(sheets):
            if i:
                echo()
            width = max(len(label) for label, _ in lines)
            print(styled(visible(title), "heading"))
            for label, text in lines:
                print(f"  {styled(label.ljust(width), 'label')}  {visible(text)}")
        return
    load("rich", "cli")
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = _console()
    with console.capture() as captured:
        for i, (title, lines) in enumerate(sheets):
            table = Table.grid(padding=(0, 2))
            table.add_column(no_wrap=True)
            table.add_column(overflow="fold")
            for label, text in lines:
                table.add_row(Text(label, style="dim"), Text(visible(text)))
            parts = (Text(visible(title), style="bold"), Padding(table, (0, 0, 0, 2)))
            console.print(*([""] if i else []), *parts, sep="\n")
    _page(captured.get(), console.height)


def print_lines(lines: Iterable[str]) -> None:
    """Print lines for people, each with a heading that ends with its first colon."""
    from shutil import get_terminal_size

    columns, height = get_terminal_size() if sys.stdout.isatty() else (0, 0)
    texts = []
    for line in map(visible, lines):
        heading, colon, text = between_words(line, columns).partition(":")
        texts.append(f"{styled(heading, 'heading')}{colon}{text}\n")
    _page("".join(texts), height)


def between_words(text: str, columns: int) -> str:
    """A text in lines that a terminal does not break; 0 columns: a line may be of any length."""
    if len(text) <= columns or not columns:
        return text
    from textwrap import TextWrapper

    wrapper = TextWrapper(columns, subsequent_indent="    ")
    wrapper.break_long_words = wrapper.break_on_hyphens = False
    return "\n".join(wrapper.wrap(text))


def _page(text: str, height: int) -> None:
    """Print a text, by a pager if it has more lines than the terminal; 0: it is no terminal."""
    import click

    if text.count("\n") < height or not height:
        print(text, end="")
        return
    sys.stdout.flush()
    if is_coloured() and "LESS" not in os.environ:
        os.environ["LESS"] = "-R"  # else less shows escape sequences as they are
    click.echo_via_pager(text, color=is_coloured())


def print_diff(diff: str) -> None:
    """Print a unified diff."""
    styles = {"-": "removed", "+": "added", "@": "place"}
    for line in diff.split("\n")[:-1]:
        style = styles.get(line[:1])
        print(styled(visible(line), style) if style else visible(line))


def _markdown_cell(text: str) -> str:
    return re.sub(r"([\\`*<\[|])", r"\\\1", " ".join(text.split()))
