"""The commands by name.  The module of a command is imported when the command is called."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING

import click

from sipstatus.cli.commands import SUMMARIES
from sipstatus.cli.outcome import CommandError
from sipstatus.cli.terminal import colour
from sipstatus.cli.usage import (
    DESCRIPTION,
    EPILOG,
    HELP_FLAGS,
    VERSION_FLAGS,
    VERSION_HELP,
    version,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def _choose_color(_: click.Context, __: click.Parameter, when: str | None) -> None:
    if when:
        colour.choose(when)


_color_option = click.Option(
    ["--color"],
    type=click.Choice(colour.CHOICES),
    expose_value=False,
    is_eager=True,
    callback=_choose_color,
    help=colour.HELP,
)


class _Formatter(click.HelpFormatter):
    """Lays help out with line ends between words alone, not at the hyphens of options."""

    def write_text(self, text: str) -> None:
        super().write_text(text.replace("-", _HYPHEN))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        rows = [(term, text.replace("-", _HYPHEN)) for term, text in rows]
        super().write_dl(rows, col_max, col_spacing)

    def getvalue(self) -> str:
        return super().getvalue().replace(_HYPHEN, "-")


_HYPHEN = "\N{NON-BREAKING HYPHEN}"
click.Context.formatter_class = _Formatter


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in SUMMARIES:
            return None
        command = importlib.import_module(f"sipstatus.cli.commands.{cmd_name}").command
        assert isinstance(command, click.Command)
        command.short_help = SUMMARIES[cmd_name]
        if all("--color" not in parameter.opts for parameter in command.params):
            command.params.append(_color_option)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):  # without a look into their modules
            formatter.write_dl(list(SUMMARIES.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in SUMMARIES:
            import difflib  # only for slips

            close = difflib.get_close_matches(args[0], SUMMARIES, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(SUMMARIES)}"
            raise click.UsageError(f"no command {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)


def _print_version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(version())
        context.exit()


@click.group(
    cls=_LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": [*HELP_FLAGS]},
    help=DESCRIPTION,
    epilog=EPILOG,
)
@click.option(
    *VERSION_FLAGS,
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help=VERSION_HELP,
)
@click.pass_context
def sipstatus(context: click.Context) -> None:
    """Show help if no command is named."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(2)


sipstatus.params.append(_color_option)


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code, raises CommandError for wrong usage."""
    if "_SIPSTATUS_COMPLETE" in os.environ:
        sipstatus.main(list(arguments), prog_name="sipstatus")  # completion; this exits
    # Not click's own main(): its messages have several lines, and its exit codes other meanings.
    try:
        with sipstatus.make_context("sipstatus", list(arguments)) as context:
            return sipstatus.invoke(context) or 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "sipstatus"
        message = error.format_message().rstrip(".")
        raise CommandError(f"{message} (see {command} --help)") from None
    except click.ClickException as error:
        raise CommandError(error.format_message()) from None
