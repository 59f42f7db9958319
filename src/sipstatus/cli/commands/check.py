"""``sipstatus check``: compare generated files with what the spec says."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sipstatus.cli.loading import uses_generator
from sipstatus.cli.outcome import ERROR, FOUND, OK
from sipstatus.cli.selection import Arguments, default_spec, selects
from sipstatus.cli.terminal import echo
from sipstatus.cli.terminal.formats import print_diff

if TYPE_CHECKING:
    from sipstatus_codegen import Finding


@click.command("check", short_help="Compare generated files with the spec.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@selects
@uses_generator
def command(arguments: Arguments, files: tuple[Path, ...]) -> int:
    """Say how generated files differ from what `sipstatus generate` would write.

    Without FILES it looks at the whole output folder, and names missing, stale, orphan and foreign
    files; what systems and editors leave there (.DS_Store, Thumbs.db, desktop.ini, *~, swap and
    lock files) it passes over.  With FILES it judges vendored copies, each by its own banner;
    --spec and --overlay then say from what they should be.
    """
    if files:
        return _check_files(arguments, files)
    return _check_folder(arguments)


def _check_folder(arguments: Arguments) -> int:
    from sipstatus_codegen import plan
    from sipstatus_codegen.folder import writer

    selection = arguments.selection()
    planned = plan(arguments.folder, selection)
    report = writer.check(planned)
    if report.clean:
        source = "" if selection.spec else " with the packaged spec"
        echo(f"{planned.folder}: {len(planned.files)} files, all current{source}")
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
        echo(f"repair: {arguments.command()}")
    return FOUND


def _check_files(arguments: Arguments, files: tuple[Path, ...]) -> int:
    from sipstatus_codegen import CodegenError, InvalidSpecError, Verdict, inspect

    if arguments != Arguments(spec=arguments.spec, overlays=arguments.overlays):
        raise click.UsageError("with FILES only --spec and --overlay: the rest is in their banners")
    spec = arguments.spec or default_spec()
    result = OK
    for file in files:
        try:
            finding = inspect(file, spec=spec, overlays=arguments.overlays)
        except InvalidSpecError:
            raise
        except CodegenError as error:
            echo(f"sipstatus: {error}", err=True)
            result = ERROR
            continue
        detail = f" ({finding.detail})" if finding.detail else ""
        echo(f"{file}: {finding.verdict}{detail}")
        print_diff(finding.diff)
        if finding.verdict is not Verdict.CURRENT:
            result = max(result, FOUND)
            if repair := _repair(arguments, finding):
                echo(f"repair: {repair}")
    return result


def _repair(arguments: Arguments, finding: Finding) -> str:
    """What mends a vendored file: a command that writes it alone; "" if its banner is no help."""
    from sipstatus_codegen import Verdict, outputs
    from sipstatus_codegen.banner import SPEC_NAME
    from sipstatus_codegen.folder import manifest

    origin, output = finding.origin, finding.output
    if origin is None or output is None:
        return ""
    spec = arguments.spec or default_spec()
    if origin.spec != (spec.name if spec else SPEC_NAME) == SPEC_NAME:
        return f"give --spec with the {origin.spec} that it was made from"
    if finding.verdict is Verdict.NEWER_SPEC:
        return "upgrade sipstatus, or give --spec with the newer spec"
    given = {overlay.name: overlay for overlay in arguments.overlays}
    out = _folder(finding.path, output)
    again = Arguments(
        spec=arguments.spec,
        targets=(origin.target,),
        out=out,
        overlays=tuple(given[name] for name in origin.overlays),
        include_historic=origin.include_historic,
        options=origin.options,
    )
    if out is not None and output in manifest.entries(out):
        return again.command()  # the whole folder was generated
    if out is not None or len(outputs(again.selection())) > 2:  # the file, and a manifest
        again = replace(again, only=(output,))
    return again.command() if out else f"{again.command()} --stdout > {shlex.quote(finding.path)}"


def _folder(path: str, output: str) -> Path | None:
    """The output folder in which ``output`` is ``path``; None for a renamed file."""
    place = Path(path)
    steps = Path(output).parts
    if place.parts[-len(steps) :] != steps:
        return None
    return Path(*place.parts[: -len(steps)])
