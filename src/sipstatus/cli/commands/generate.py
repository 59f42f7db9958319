"""``sipstatus generate``: render the spec into files."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from sipstatus.cli.loading import uses_generator
from sipstatus.cli.outcome import OK, CommandError
from sipstatus.cli.selection import Arguments, selects
from sipstatus.cli.terminal import echo


@click.command("generate", short_help="Render the spec into files.")
@selects
@click.option("--stdout", is_flag=True, help="Write one file of one target to standard output.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--list-outputs", is_flag=True, help="Print the paths of the outputs, for build systems."
)
@uses_generator
def command(arguments: Arguments, stdout: bool, dry_run: bool, list_outputs: bool) -> int:
    """Render the spec into files: only those that change are written.

    Files that an earlier call wrote and that no target makes any more are removed.  Files that
    sipstatus has not written there are never touched, nor are copies that lie beside its own.
    Calls for one folder wait for each other.
    """
    if stdout + dry_run + list_outputs > 1:
        raise click.UsageError("--stdout, --dry-run and --list-outputs exclude each other")
    if stdout:
        return _print_one(arguments)
    if list_outputs:
        return _list_outputs(arguments)
    from sipstatus_codegen import generate, plan
    from sipstatus_codegen.folder import writer

    folder, selection = arguments.folder, arguments.selection()
    if dry_run:
        planned = plan(folder, selection)
        report = writer.check(planned)
        writer.refuse_foreign(planned, report)
        for path in (*report.missing, *report.stale):
            echo(f"would write: {folder / path}")
    else:
        report = generate(folder, selection)
    for path in report.orphans:
        verb = "would remove" if dry_run else "removed"
        echo(f"{verb}: {folder / path}")
    for path in report.foreign:
        echo(f"foreign: {folder / path} (nothing that sipstatus wrote there; it stays)")
    echo(
        f"{folder}: {len(report.missing) + len(report.stale)} "
        f"{'to write' if dry_run else 'written'}, {len(report.orphans)} "
        f"{'to remove' if dry_run else 'removed'}, {len(report.unchanged)} unchanged"
    )
    return OK


def _list_outputs(arguments: Arguments) -> int:
    from sipstatus_codegen import outputs

    try:
        folder = f"{arguments.folder}/"
    except click.UsageError:
        folder = ""
    for path in outputs(arguments.selection()):
        echo(f"{folder}{path}")
    return OK


def _print_one(arguments: Arguments) -> int:
    from sipstatus_codegen import contents, outputs
    from sipstatus_codegen.folder.manifest import NAME

    if arguments.out is not None:
        raise click.UsageError("--stdout and --out exclude each other")
    if len(set(arguments.targets)) != 1:
        raise click.UsageError("--stdout takes one --target, and one file of it")
    selection = replace(arguments.selection(), folders=False)
    paths = [path for path in outputs(selection) if path != NAME]
    if len(paths) != 1:
        raise CommandError(
            f"--stdout is for one file; {arguments.targets[0]} makes {len(paths)} "
            f"({', '.join(paths)}): choose one with --only, or use --out DIR"
        )
    (content,) = contents(selection).values()
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
    return OK
