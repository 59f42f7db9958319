"""``sipstatus scan``: how many status-lines of each code there are in logs and captures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sipstatus.cli import completion
from sipstatus.cli.commands.scan_without_click import HELP, OPTIONS, THREADS_MAX, Options, scan

if TYPE_CHECKING:
    from collections.abc import Callable


def _options(command: Callable[..., int]) -> Callable[..., int]:
    for option in reversed(OPTIONS):
        kind: Any = (
            click.Choice(option.choices) if option.choices else click.IntRange(1, THREADS_MAX)
        )
        command = click.option(
            option.flag,
            option.name,
            help=option.help,
            is_flag=option.is_flag,
            type=None if option.is_flag else kind,
            default=Options._field_defaults[option.name],
            metavar=None if option.choices or option.is_flag else "N",
        )(command)
    return command


@click.command("scan", help=HELP)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, shell_complete=completion.files
)
@_options
def command(files: tuple[str, ...], **given: Any) -> int:
    """Hand everything to :func:`.scan`."""
    if not all(files):
        raise click.BadParameter("a file name is empty", param_hint="FILE")
    return scan(Options(files)._replace(**given))
