"""``sipstatus list``: the status codes, or those of one class."""

from __future__ import annotations

from pathlib import Path

import click

from sipstatus.cli import completion
from sipstatus.cli.loading import uses_generator
from sipstatus.cli.outcome import OK
from sipstatus.cli.records import Tables, cells, citation
from sipstatus.cli.selection import historic_option, overlay_option
from sipstatus.cli.terminal.formats import Format, format_option, print_records, print_table

_KEYS = ("code", "name", "phrase", "class", "state", "references")
_COLUMNS = ("code", "name", "phrase")  # a code's first digit tells its class


@click.command("list")
@click.option(
    "--class",
    "chosen",
    metavar="CLASS",
    shell_complete=completion.classes,
    help="Only one class: 4xx, or its name such as REQUEST_FAILURE.",
)
@overlay_option
@historic_option
@format_option
def command(
    chosen: str | None, overlays: tuple[Path, ...], include_historic: bool, form: Format
) -> int:
    """List the status codes: name, reason phrase, where they are defined, and state.

    The formats for programs tell class and state of every code, and all its references.
    """
    if not overlays:
        return _list(Tables(), chosen, include_historic, form)
    return _with_overlays(overlays, chosen, include_historic, form)


@uses_generator
def _with_overlays(
    overlays: tuple[Path, ...], chosen: str | None, include_historic: bool, form: Format
) -> int:
    from sipstatus.cli.overlays import tables_with

    return _list(tables_with(overlays), chosen, include_historic, form)


def _list(tables: Tables, chosen: str | None, include_historic: bool, form: Format) -> int:
    digit = None if chosen is None else _class_digit(tables, chosen)
    listed = [*tables.registered(), *(tables.historic if include_historic else ())]
    codes = [code for code in sorted(listed) if digit in (None, code // 100)]
    records = [{key: tables.record(code)[key] for key in _KEYS} for code in codes]
    if form != "table":
        print_records(form, records, cells, _KEYS)
        return OK
    rows = []
    for record in records:
        texts = cells(record)
        defined = "".join(map(citation, record["references"][:1]))
        state = "" if record["state"] == "registered" else record["state"]
        rows.append([*(texts[key] for key in _COLUMNS), ", ".join(filter(None, (defined, state)))])
    print_table([*_COLUMNS, "defined in"], rows)
    return OK


def _class_digit(tables: Tables, text: str) -> int:
    digit = tables.class_digit(text)
    if digit is not None:
        return digit
    names = ", ".join(f"{entry:d}xx {entry.name}" for entry in tables.ResponseClass)
    raise click.BadParameter(f"{text!r} is no class; there are {names}", param_hint="--class")
