"""``sipstatus generate``: render the spec into files."""

from __future__ import annotations

import sys

import click

from sipstatus.cli.loading import uses_generator
from sipstatus.cli.outcome import OK, CommandError
from sipstatus.cli.selection import Order, selects
from sipstatus.cli.terminal import echo


@click.command("generate", short_help="Render the spec into files.")
@uses_generator
@selects
@click.option("--stdout", is_flag=True, help="Write one file of one target to standard output.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--list-outputs", is_flag=True, help="Print the paths of the outputs, for build systems."
)
def command(order: Order, stdout: bool, dry_run: bool, list_outputs: bool) -> int:
    """Render the spec into files: only files that differ are written.

    Files that an earlier call wrote and that no target makes any more are removed.  Files that
    sipstatus did not write there are never touched, not even copies of its own files.  Calls for
    the same folder wait for each other.
    """
    if stdout + dry_run + list_outputs > 1:
        raise click.UsageError("--stdout, --dry-run and --list-outputs exclude each other")
    if stdout:
        return _print_one(order)
    if list_outputs:
        return _list_outputs(order)
    from sipstatus_codegen import generate, plan
    from sipstatus_codegen.folder import writer

    folder, recipe = order.folder, order.resolved
    if dry_run:
        planned = plan(folder, recipe, **order.layout)
        report = writer.check(planned)
        writer.refuse_foreign(planned, report)
        for path in (*report.missing, *report.stale):
            echo(f"would write: {folder / path}")
    else:
        report = generate(folder, recipe, **order.layout)
    for path in report.orphans:
        verb = "would remove" if dry_run else "removed"
        echo(f"{verb}: {folder / path}")
    for path in report.foreign:
        echo(f"foreign: {folder / path} (not written there by sipstatus; it stays)")
    echo(
        f"{folder}: {len(report.missing) + len(report.stale)} "
        f"{'to write' if dry_run else 'written'}, {len(report.orphans)} "
        f"{'to remove' if dry_run else 'removed'}, {len(report.unchanged)} unchanged"
    )
    return OK


def _list_outputs(order: Order) -> int:
    from sipstatus_codegen import outputs

    try:
        folder = f"{order.folder}/"
    except click.UsageError:
        folder = ""
    for path in outputs(order.resolved, **order.layout):
        echo(f"{folder}{path}")
    return OK


def _print_one(order: Order) -> int:
    from sipstatus_codegen import contents, outputs
    from sipstatus_codegen.folder.manifest import NAME

    if order.out is not None:
        raise click.UsageError("--stdout and --out exclude each other")
    if len(set(order.recipe.targets)) != 1:
        raise click.UsageError("--stdout takes one --target, and one file of it")
    recipe, only = order.resolved, order.only
    paths = [path for path in outputs(recipe, folders=False, only=only) if path != NAME]
    if len(paths) != 1:
        raise CommandError(
            f"--stdout is for one file; {order.recipe.targets[0]} makes {len(paths)} "
            f"({', '.join(paths)}): choose one with --only, or use --out DIR"
        )
    (content,) = contents(recipe, folders=False, only=only).values()
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
    return OK
