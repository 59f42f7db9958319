"""``sipstatus targets``: what can be generated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sipstatus.cli.loading import uses_generator
from sipstatus.cli.outcome import ERROR, OK
from sipstatus.cli.terminal import echo
from sipstatus.cli.terminal.formats import Format, format_option, print_records, print_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sipstatus_codegen import Target

_KEYS = ("name", "title", "files", "options")


@click.command("targets")
@format_option
@uses_generator
def command(form: Format) -> int:
    """List the targets: their names, what they make, their files and options."""
    from sipstatus_codegen import CodegenError, builtin
    from sipstatus_codegen.targets import find, registered

    records = [_record(target) for target in builtin()]
    taken = {target.name for target in builtin()}
    result = OK
    for name, value in registered():
        try:
            if name in taken:
                raise CodegenError(f"target {name} of {value}: the name is a built-in target's")
            records.append(_record(find(name)))
        except CodegenError as error:
            echo(f"sipstatus: {error}", err=True)
            result = ERROR
    if form != "table":
        print_records(form, records, _cells, _KEYS)
        return result
    for i, record in enumerate(records):
        if i:
            echo()
        files = ("files", ", ".join(record["files"]))
        options = [("option", _option(option)) for option in record["options"]]
        print_sheet(record["name"], [("makes", record["title"]), files, *options])
    return result


def _record(target: Target) -> dict[str, Any]:
    from sipstatus_codegen.rendering import output_paths

    return {
        "name": target.name,
        "title": target.title,
        "files": list(output_paths(target, {})),
        "options": [
            {
                "name": f"{target.name}.{option.name}",
                "default": option.default,
                "help": option.help,
            }
            for option in target.options
        ],
    }


def _cells(record: Mapping[str, Any]) -> dict[str, str]:
    return {
        "name": record["name"],
        "title": record["title"],
        "files": ", ".join(record["files"]),
        "options": "; ".join(map(_option, record["options"])),
    }


def _option(option: Mapping[str, str]) -> str:
    return f"{option['name']}={option['default']} ({option['help']})"
