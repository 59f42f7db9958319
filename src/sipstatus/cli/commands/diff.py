"""``sipstatus diff``: how specs, vendored files and IANA's table differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from sipstatus.cli.loading import uses_generator
from sipstatus.cli.outcome import ERROR, FOUND, OK
from sipstatus.cli.selection import default_spec
from sipstatus.cli.terminal import echo
from sipstatus.cli.terminal.formats import print_records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sipstatus.cli.comparison import Change

_FILE = click.Path(path_type=Path)


@click.command("diff")
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE, required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="Text for people, or a format for programs [default: text].",
)
@uses_generator
def command(old: Path, new: Path | None, form: Literal["text", "json", "markdown"]) -> int:
    """Say code by code how OLD and NEW differ.

    Each is a spec (TOML), a resolved spec (the output sip-status-codes.json), a vendored file of
    any target (its names and phrases are compared), or IANA's table of response codes
    (sip-parameters-7, as CSV or XML). With one file, the other side is the spec of
    this folder or, if there is none here, the packaged one: it is the old side of IANA's table, and
    the new side of any other file.

    Exit code 1: something differs that programs may rely on. What is only put in other words, or
    cited from another section, is shown and gives 0.
    """
    from sipstatus_codegen import InvalidSpecError

    from sipstatus.cli import comparison

    try:
        before = comparison.read(old)
        after = comparison.read(new or default_spec())
    except InvalidSpecError as error:
        for fault in error.faults:
            echo(f"sipstatus: {fault}", err=True)
        return ERROR
    if new is None and before.is_table:
        before, after = after, before
    found = comparison.changes(before, after)
    if form == "text":
        for change in found:
            echo(_line(change))
        echo(f"{before.name} -> {after.name}: {_count(found)}")
    else:
        records = [change._asdict() for change in found]
        print_records(form, records, _cells, ["subject", "field", "old", "new"])
    return OK if all(change.wording for change in found) else FOUND


def _line(change: Change) -> str:
    field = f"{change.subject}: {change.field}: " if change.field else f"{change.subject}: "
    if change.old is None:
        return f"{field}new: {change.new}"
    if change.new is None:
        return f"{field}gone: {change.old}"
    return f"{field}{change.old} -> {change.new}"


def _count(changes: list[Change]) -> str:
    if not changes:
        return "no difference"
    wording = sum(change.wording for change in changes)
    total = f"{len(changes)} difference{'' if len(changes) == 1 else 's'}"
    return f"{total}, {wording} of them in words alone" if wording else total


def _cells(record: Mapping[str, Any]) -> dict[str, str]:
    return {key: value or "" for key, value in record.items() if isinstance(value, str | None)}
