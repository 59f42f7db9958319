"""``sipstatus validate``: name every fault of a spec, and where it is."""

from __future__ import annotations

from pathlib import Path

import click

from sipstatus.cli import FINDING, FINE
from sipstatus.cli.extras import uses_generator
from sipstatus.cli.selection import SPEC, default_spec
from sipstatus.cli.terminal import say


@click.command("validate", short_help="Name every fault of a spec.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--overlay",
    "overlays",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="File of vendor codes to check with it; may be repeated.",
)
@uses_generator
def command(file: Path | None, overlays: tuple[Path, ...]) -> int:
    """Name every fault of a spec and its overlays, one line each: FILE:LINE: status CODE: ..."""
    from sipstatus_codegen import InvalidSpecError, load_registry

    spec = file or default_spec()
    try:
        registry = load_registry(spec, overlays)
    except InvalidSpecError as error:
        for fault in error.faults:
            say(fault)
        return FINDING
    say(
        f"{spec or SPEC.name}: {len(registry.statuses)} status codes, "
        f"version {registry.spec.version}, digest {registry.digest}"
    )
    return FINE
