"""The commands by name.  The module of a command is imported when the command is called."""

from __future__ import annotations

import difflib
import importlib
import os
from typing import TYPE_CHECKING

import click

from sipstatus.cli.outcome import CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = (
    "audit",
    "check",
    "diff",
    "explain",
    "generate",
    "init",
    "lint",
    "list",
    "parse",
    "scan",
    "targets",
    "validate",
)


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = importlib.import_module(f"sipstatus.cli.commands.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _COMMANDS:
            close = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(_COMMANDS)}"
            raise click.UsageError(f"no command {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)


def _print_version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"sipstatus {_installed_version()}, spec {_spec_version()}")
        context.exit()


def _installed_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sipstatus")
    except PackageNotFoundError:
        return "from a source tree"


def _spec_version() -> str:
    try:
        from sipstatus import SPEC_VERSION
    except Exception:  # generated/ may be missing, or hold anything
        return "not generated"
    return SPEC_VERSION


@click.group(
    cls=_LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 fine, 1 a finding (drift, invalid spec, unknown code), "
    "2 usage, I/O or a refusal.",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the versions of the package and of its spec.",
)
@click.pass_context
def _sipstatus(context: click.Context) -> None:
    """SIP response status codes: look them up, find and check them in logs, and render them into
    many languages.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(2)


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code, raises CommandError for wrong usage."""
    if "_SIPSTATUS_COMPLETE" in os.environ:
        _sipstatus.main(list(arguments), prog_name="sipstatus")  # completion; this exits
    # Not click's own main(): its messages have several lines, and its exit codes other meanings.
    try:
        with _sipstatus.make_context("sipstatus", list(arguments)) as context:
            return _sipstatus.invoke(context) or 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "sipstatus"
        message = error.format_message().rstrip(".")
        raise CommandError(f"{message} (see {command} --help)") from None
    except click.ClickException as error:
        raise CommandError(error.format_message()) from None
