"""``sipstatus check``: compare generated files with what the spec says."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sipstatus.cli.loading import uses_generator
from sipstatus.cli.outcome import ERROR, FOUND, OK
from sipstatus.cli.selection import Order, selects
from sipstatus.cli.terminal import echo
from sipstatus.cli.terminal.formats import print_diff

if TYPE_CHECKING:
    from sipstatus_codegen import Inspection, Plan


@click.command("check", short_help="Compare generated files with the spec.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@uses_generator
@selects
def command(order: Order, files: tuple[Path, ...]) -> int:
    """Say how generated files differ from what `sipstatus generate` would write.

    Without FILES it compares the whole output folder, and names missing, stale, orphan and foreign
    files.  Files that systems and editors leave there are ignored (.DS_Store, Thumbs.db,
    desktop.ini, *~, swap and lock files).  With FILES it judges vendored copies, each by its own
    banner; --spec and --overlay then say what they should be made from.
    """
    if files:
        return _check_files(order, files)
    return _check_folders(order)


def _check_folders(order: Order) -> int:
    from sipstatus_codegen import plan, plans

    if project := order.project:
        source = "" if project.spec else " with the packaged spec"
        results = [_check_folder(p, order, source) for p in plans(project.deliveries)]
        return max(results)
    recipe = order.resolved
    source = "" if recipe.spec else " with the packaged spec"
    return _check_folder(plan(order.folder, recipe, **order.layout), order, source)


def _check_folder(planned: Plan, order: Order, source: str) -> int:
    from sipstatus_codegen.folder import writer

    report = writer.check(planned)
    if report.clean:
        count = (
            "1 file, current"
            if len(planned.files) == 1
            else f"{len(planned.files)} files, all current"
        )
        echo(f"{planned.folder}: {count}{source}")
        return OK
    for kind, paths in (
        ("missing", report.missing),
        ("stale", report.stale),
        ("orphan", report.orphans),
        ("foreign", report.foreign),
    ):
        for path in paths:
            remark = " (in the way of an output)" if path in report.in_the_way else ""
            echo(f"{kind}: {planned.folder / path}{remark}")
    for path in report.stale:
        print_diff(writer.diff(planned, path))
    if report.in_the_way:
        echo("repair: move what is in the way, then run the command below")
    elif report.foreign:
        echo("repair: move the foreign files away, or remove them; sipstatus never does")
    if report.changes or report.in_the_way:
        echo(f"repair: {order.command()}")
    return FOUND


def _check_files(order: Order, files: tuple[Path, ...]) -> int:
    from sipstatus_codegen import CodegenError, InvalidSpecError, Recipe, Verdict, inspect

    recipe = order.recipe
    if order != Order(recipe=Recipe(spec=recipe.spec, overlays=recipe.overlays)):
        raise click.UsageError("with FILES only --spec and --overlay: the rest is in their banners")
    spec = order.resolved.spec
    result = OK
    for file in files:
        try:
            inspection = inspect(file, spec=spec, overlays=recipe.overlays)
        except InvalidSpecError:
            raise
        except CodegenError as error:
            echo(f"sipstatus: {error}", err=True)
            result = ERROR
            continue
        detail = f" ({inspection.detail})" if inspection.detail else ""
        echo(f"{file}: {inspection.verdict}{detail}")
        print_diff(inspection.diff)
        if inspection.verdict is not Verdict.CURRENT:
            result = max(result, FOUND)
            if repair := _repair(order, inspection):
                echo(f"repair: {repair}")
    return result


def _repair(order: Order, inspection: Inspection) -> str:
    """How to mend a vendored file: the command that writes it; "" if its banner does not tell."""
    from sipstatus_codegen import Verdict, outputs
    from sipstatus_codegen.folder import manifest
    from sipstatus_codegen.recipe import SPEC_NAME

    origin, output = inspection.origin, inspection.output
    if origin is None or output is None:
        return ""
    made_from = origin.recipe.spec_name
    if made_from != order.resolved.spec_name == SPEC_NAME:
        return f"give --spec with the {made_from} that it was made from"
    if inspection.verdict is Verdict.NEWER_SPEC:
        return "upgrade sipstatus, or give --spec with the newer spec"
    given = dict(zip(order.recipe.overlay_names, order.recipe.overlays, strict=True))
    overlays = tuple(given[name] for name in origin.recipe.overlay_names)
    out = _folder(inspection.path, output)
    recipe = replace(origin.recipe, spec=order.recipe.spec, overlays=overlays)
    again = Order(recipe=recipe, out=out)
    if out is not None and output in manifest.entries(out):
        return again.command()  # the whole folder was generated
    if out is not None or len(outputs(again.resolved)) > 2:  # the file, and a manifest
        again = replace(again, only=(output,))
    return (
        again.command() if out else f"{again.command()} --stdout > {shlex.quote(inspection.path)}"
    )


def _folder(path: str, output: str) -> Path | None:
    """The output folder in which ``output`` is ``path``; None for a renamed file."""
    parts, tail = Path(path).parts, Path(output).parts
    return Path(*parts[: -len(tail)]) if parts[-len(tail) :] == tail else None
