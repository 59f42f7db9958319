"""``sipstatus check``: compare generated files with what the spec says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sipstatus.cli.copies import tell_line_ends
from sipstatus.cli.loading import uses_generator
from sipstatus.cli.outcome import FOUND, OK
from sipstatus.cli.selection import Order, selects
from sipstatus.cli.terminal import echo
from sipstatus.cli.terminal.formats import print_diff

if TYPE_CHECKING:
    from collections.abc import Callable

    from sipstatus_codegen import Plan


@click.command("check")
@click.argument("paths", metavar="[FILE|DIR]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--staged",
    is_flag=True,
    help="Compare what git is about to commit (its index), whatever else the folders hold.",
)
@uses_generator
@selects
def command(order: Order, paths: tuple[Path, ...], staged: bool) -> int:
    """Say how generated files differ from what `sipstatus generate` would write.

    Without FILE and DIR it compares the output folders (of sipstatus.toml, or of --out), and names
    missing, stale, orphan and foreign files.  Files that systems and editors leave there are
    ignored (.DS_Store, Thumbs.db, desktop.ini, *~, swap and lock files).

    With FILE or DIR it judges vendored copies (in a DIR all those below it), each by its own
    banner: current, edited by hand, or from another spec, with the codes that differ.  --spec and
    --overlay, or sipstatus.toml, then say what they should be made from.

    With --staged it is a pre-commit hook: an output that was not added is missing, what was changed
    but not added does not count, and outputs that git ignores are left out.
    """
    if not staged:
        return _check(order, paths, lambda planned: planned)
    from sipstatus.cli.staged import index

    with index() as committed:
        return _check(order, paths, committed)


def _check(order: Order, paths: tuple[Path, ...], part: Callable[[Plan], Plan]) -> int:
    if paths:
        from sipstatus.cli.copies import check

        return check(order, paths)
    return _check_folders(order, part)


def _check_folders(order: Order, part: Callable[[Plan], Plan]) -> int:
    from sipstatus_codegen import plan, plans

    if project := order.project:
        source = "" if project.spec else " with the packaged spec"
        results = [_check_folder(part(p), order, source) for p in plans(project.deliveries)]
        return max(results)
    recipe = order.resolved
    source = "" if recipe.spec else " with the packaged spec"
    return _check_folder(part(plan(order.folder, recipe, **order.layout)), order, source)


def _check_folder(planned: Plan, order: Order, source: str) -> int:
    from sipstatus_codegen.folder import writer

    report = writer.check(planned)
    if not planned.files:
        echo(f"{planned.folder}: nothing of it is for git")
        return OK
    if report.clean:
        count = (
            "1 file, current"
            if len(planned.files) == 1
            else f"{len(planned.files)} files, all current"
        )
        echo(f"{planned.folder}: {count}{source}")
        return OK
    with_other_line_ends = writer.in_line_ends_alone(planned, report)
    stale = [path for path in report.stale if path not in with_other_line_ends]
    for kind, paths in (
        ("missing", report.missing),
        ("stale", stale),
        ("orphan", report.orphans),
        ("foreign", report.foreign),
    ):
        for path in paths:
            remark = " (in the way of an output)" if path in report.in_the_way else ""
            echo(f"{kind}: {planned.folder / path}{remark}")
    if with_other_line_ends:
        tell_line_ends(planned.folder, with_other_line_ends)
    for path in stale:
        print_diff(writer.diff(planned, path))
    if report.in_the_way:
        echo("repair: move what is in the way, then run the command below")
    elif report.foreign:
        echo("repair: move the foreign files away, or remove them; sipstatus never does")
    if report.changes or report.in_the_way:
        echo(f"repair: {order.command()}")
    return FOUND
