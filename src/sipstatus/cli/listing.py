"""``sipstatus list``: the status codes, or those of one class."""

from __future__ import annotations

import click

from sipstatus.cli import FINE, facts
from sipstatus.cli.formats import Format, format_option, print_records, print_table

_KEYS = ("code", "name", "phrase", "class", "state", "references")


@click.command("list", short_help="List the status codes.")
@click.option(
    "--class",
    "chosen",
    metavar="CLASS",
    help="Only one class: 4xx, or its name such as REQUEST_FAILURE.",
)
@format_option
def command(chosen: str | None, form: Format) -> int:
    """List the status codes: name, reason phrase, class, state and where they are defined."""
    tables = facts.Tables()
    digit = None if chosen is None else _class_digit(tables, chosen)
    codes = [code for code in tables.registered() if digit in (None, code // 100)]
    records = [{key: tables.record(code)[key] for key in _KEYS} for code in codes]
    if form != "table":
        print_records(form, records, facts.cells, _KEYS)
        return FINE
    rows = []
    for code in codes:
        texts = facts.cells(tables.record(code))
        defined = texts["references"].partition("; ")[0]
        rows.append([*(texts[key] for key in _KEYS[:-1]), defined])
    print_table(["code", "name", "phrase", "class", "state", "defined in"], rows)
    return FINE


def _class_digit(tables: facts.Tables, text: str) -> int:
    wanted = text.strip().casefold().replace("-", "_").replace(" ", "_")
    for entry in tables.ResponseClass:
        if wanted in (f"{entry:d}xx", f"{entry:d}", entry.name.casefold()):
            return int(entry)
    names = ", ".join(f"{entry:d}xx {entry.name}" for entry in tables.ResponseClass)
    raise click.BadParameter(f"{text!r} is no class; there are {names}", param_hint="--class")
