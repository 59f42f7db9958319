"""``sipstatus init``: write the first ``sipstatus.toml`` of a project."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sipstatus.cli import completion
from sipstatus.cli.loading import uses_generator
from sipstatus.cli.outcome import OK, CommandError
from sipstatus.cli.terminal import echo


@click.command("init")
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="T",
    shell_complete=completion.targets,
    help="Target that the project wants; may be repeated [default: those of its languages].",
)
@click.option("--yes", is_flag=True, help="Ask nothing: write what is proposed.")
@uses_generator
def command(targets: tuple[str, ...], yes: bool) -> int:
    """Look which languages the project in this folder is of, and write a sipstatus.toml for it.

    The languages are known by their project files (go.mod, package.json, pyproject.toml ...).  Each
    gets an output, in the place that it uses.  .gitattributes gets the lines that keep line ends.
    Nothing else is touched, and no sipstatus.toml is overwritten.
    """
    from sipstatus_codegen import project, starter

    for name in (project.NAME, project.PYPROJECT):
        if (file := Path(name)).is_file() and (name == project.NAME or project.is_in(file)):
            raise CommandError(f"{name}: says already what to generate; nothing was changed")
    proposals = starter.propose(Path(), targets)
    if not yes:
        if not sys.stdin.isatty():
            for proposal in proposals:
                echo(f"would propose {proposal}", err=True)
            raise CommandError("init asks, and nobody is there to answer: --yes takes it as it is")
        proposals = [each for each in proposals if click.confirm(f"{each}?", default=True)]
        if not proposals:
            raise CommandError("nothing was chosen, so nothing was changed")
    file, attributes = Path(project.NAME), Path(starter.ATTRIBUTES)
    before = attributes.read_bytes() if attributes.exists() else b""
    after = starter.with_lines(before, starter.attributes(proposals))
    with file.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(starter.project_file(proposals))
    echo(f"written: {file}")
    if after != before:
        attributes.write_bytes(after)
        echo(f"written: {attributes}")
    for proposal in proposals:
        echo(str(proposal))
    echo("next: sipstatus generate")
    return OK
