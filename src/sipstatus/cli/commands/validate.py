"""``sipstatus validate``: name every fault of a spec, with its line."""

from __future__ import annotations

from pathlib import Path

import click

from sipstatus.cli.loading import uses_generator
from sipstatus.cli.outcome import FOUND, OK
from sipstatus.cli.selection import SPEC, default_spec, overlay_option
from sipstatus.cli.terminal import echo


@click.command("validate")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@overlay_option
@uses_generator
def command(file: Path | None, overlays: tuple[Path, ...]) -> int:
    """Name every fault of a spec and its overlays, one line each: FILE:LINE: status CODE: ...

    FILE may be an overlay: it is then judged with the spec of this folder or, if there is none
    here, with the packaged one.  Without any file, those that sipstatus.toml names are judged.
    """
    from sipstatus_codegen import InvalidSpecError, is_overlay, load_registry, project

    try:
        spec = file or default_spec()
        if not overlays and file is None and (found := project.find(before=SPEC)):
            spec, overlays = found.spec, found.overlays
        elif file is not None and is_overlay(file):
            spec, overlays = default_spec(), (file, *overlays)
        registry = load_registry(spec, overlays)
    except InvalidSpecError as error:
        for fault in error.faults:
            echo(fault)
        return FOUND
    echo(
        f"{' + '.join([str(spec or 'packaged spec'), *map(str, overlays)])}: "
        f"{len(registry.statuses)} status codes, "
        f"version {registry.spec.version}, digest {registry.digest}"
    )
    return OK
