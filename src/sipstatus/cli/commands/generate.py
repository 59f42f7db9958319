"""``sipstatus generate``: render the spec into files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sipstatus.cli.loading import uses_generator
from sipstatus.cli.outcome import OK, CommandError
from sipstatus.cli.selection import PATH, Order, selects
from sipstatus.cli.terminal import echo

if TYPE_CHECKING:
    from sipstatus_codegen import Report
    from sipstatus_codegen.project import Project


@click.command("generate")
@uses_generator
@selects
@click.option("--stdout", is_flag=True, help="Write one file of one target to standard output.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--list-outputs", is_flag=True, help="Print the paths of the outputs, for build systems."
)
@click.option(
    "--depfile",
    type=PATH,
    metavar="FILE",
    help="Write what the outputs are made from, as a rule of make (for Ninja, CMake and make): "
    "the stamp depends on it or, without a stamp, each output.",
)
@click.option(
    "--stamp",
    type=PATH,
    metavar="FILE",
    help="Give this file the time of the call. Outputs that do not change keep theirs.",
)
def command(
    order: Order,
    stdout: bool,
    dry_run: bool,
    list_outputs: bool,
    depfile: Path | None,
    stamp: Path | None,
) -> int:
    """Render the spec into files: only files that differ are written.

    Without an option that says what to make, or where, `sipstatus.toml` says it (or the table
    tool.sipstatus of pyproject.toml), here or in the nearest folder above that has one.

    Files that an earlier call wrote and that no target makes any more are removed.  Files that
    sipstatus did not write there are never touched, not even copies of its own files.  Calls for
    the same folder wait for each other.
    """
    if stdout + dry_run + list_outputs > 1:
        raise click.UsageError("--stdout, --dry-run and --list-outputs exclude each other")
    if (depfile or stamp) and (stdout or dry_run or list_outputs):
        raise click.UsageError("--depfile and --stamp are for calls that write the outputs")
    if stdout:
        return _print_one(order)
    if list_outputs:
        return _list_outputs(order)
    project = order.project
    for folder, report in _preview(order, project) if dry_run else _write(order, project):
        _tell(folder, report, dry_run=dry_run)
    if depfile or stamp:
        _tell_build_system(order, project, depfile, stamp)
    return OK


def _write(order: Order, project: Project | None) -> list[tuple[Path, Report]]:
    from sipstatus_codegen import deliver, generate

    if project:
        return deliver(project.deliveries)
    return [(order.folder, generate(order.folder, order.resolved, **order.layout))]


def _tell_build_system(
    order: Order, project: Project | None, depfile: Path | None, stamp: Path | None
) -> None:
    from sipstatus.cli.depfile import rule, touch, write

    if depfile:
        targets = [stamp] if stamp else _outputs(order, project)
        write(depfile, rule(targets, order.inputs(project)))
    if stamp:
        touch(stamp)


def _preview(order: Order, project: Project | None) -> list[tuple[Path, Report]]:
    from sipstatus_codegen import plan, plans
    from sipstatus_codegen.folder import writer

    planned = (
        plans(project.deliveries)
        if project
        else [plan(order.folder, order.resolved, **order.layout)]
    )
    reports = [(each, writer.check(each)) for each in planned]
    for each, report in reports:
        writer.refuse_foreign(each, report)
    return [(each.folder, report) for each, report in reports]


def _tell(folder: Path, report: Report, *, dry_run: bool) -> None:
    if dry_run:
        for path in (*report.missing, *report.stale):
            echo(f"would write: {folder / path}")
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


def _list_outputs(order: Order) -> int:
    for path in _outputs(order, order.project):
        echo(path)
    return OK


def _outputs(order: Order, project: Project | None) -> list[Path]:
    from sipstatus_codegen import delivered, outputs

    if project:
        return delivered(project.deliveries)
    try:
        folder = order.folder
    except click.UsageError:  # the names alone, then
        folder = Path()
    return [folder / path for path in outputs(order.resolved, **order.layout)]


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
