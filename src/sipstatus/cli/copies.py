"""Vendored copies: files of ours in other people's trees, each judged by its own banner."""

from __future__ import annotations

import shlex
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sipstatus.cli.outcome import ERROR, FOUND, OK
from sipstatus.cli.selection import Order
from sipstatus.cli.terminal import echo
from sipstatus.cli.terminal.formats import print_diff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sipstatus_codegen import Inspection, Inspector
    from sipstatus_codegen.project import Project


def check(order: Order, paths: Sequence[Path]) -> int:
    """Judge files, and all copies in folders; returns the exit code."""
    from sipstatus_codegen import Inspector, Recipe

    said = order.recipe
    if order != Order(recipe=Recipe(spec=said.spec, overlays=said.overlays), config=order.config):
        raise click.UsageError("with FILES only --spec and --overlay: the rest is in their banners")
    project = order.project
    spec = project.spec if project else order.resolved.spec
    overlays = project.overlays if project else said.overlays
    judge = _Judge(order, project, Inspector(spec=spec, overlays=overlays))
    for path in paths:
        if path.is_dir():
            judge.folder(path)
        else:
            judge.file(path)
    for folder, names in sorted(judge.with_other_line_ends.items()):
        tell_line_ends(folder, names)
    return judge.result


def tell_line_ends(folder: Path, names: Sequence[str]) -> None:
    """Say once for a folder that line ends differ, and how to keep git from changing them."""
    from sipstatus_codegen.folder.line_ends import attribute

    count = "1 file differs" if len(names) == 1 else f"{len(names)} files differ"
    inside = not folder.is_absolute() and ".." not in folder.parts
    place, line = (
        (".gitattributes", attribute(folder))
        if inside
        else (
            f"{folder}/.gitattributes",
            attribute(Path()),
        )
    )
    echo(f"{folder}: {count} in line ends alone, as git may change them; add to {place}: {line}")


@dataclass
class _Judge:
    """Judges copies one after another, and says what it finds."""

    order: Order
    project: Project | None
    inspector: Inspector
    result: int = OK
    with_other_line_ends: dict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))

    def folder(self, folder: Path) -> None:
        """Every copy below a folder, and what its manifests miss."""
        from sipstatus_codegen.folder import manifest
        from sipstatus_codegen.vendored import copies

        found = copies(folder)
        if not found:
            echo(f"{folder}: no file here was written by sipstatus")
            self.result = max(self.result, FOUND)
        for path in found:
            if path.name != manifest.NAME:
                self.file(path)
                continue
            for listed, entry in sorted(manifest.entries(path.parent).items()):
                file = path.parent / listed
                if not file.is_file():
                    echo(f"{file}: missing ({path} lists it)")
                    self.result = max(self.result, FOUND)
                elif file not in found and not entry.is_of(file):  # CSV has no banner
                    echo(f"{file}: edited by hand ({path} has another digest)")
                    self.result = max(self.result, FOUND)

    def file(self, file: Path) -> None:
        """One file."""
        from sipstatus_codegen import CodegenError, InvalidSpecError, Verdict

        try:
            inspection = self.inspector.inspect(file)
        except InvalidSpecError:
            raise
        except CodegenError as error:
            echo(f"sipstatus: {error}", err=True)
            self.result = ERROR
            return
        if inspection.verdict is not Verdict.CURRENT:
            self.result = max(self.result, FOUND)
        if inspection.verdict is Verdict.LINE_ENDS:
            self.with_other_line_ends[file.parent].append(file.name)
            return
        detail = f" ({inspection.detail})" if inspection.detail else ""
        echo(f"{file}: {inspection.verdict}{detail}")
        for change in inspection.changes or ():
            echo(f"  {change}")
        if inspection.changes == []:
            echo("  no code, name or phrase differs")
        print_diff(inspection.diff)
        if inspection.verdict is not Verdict.CURRENT and (repair := self._repair(inspection)):
            echo(f"repair: {repair}")

    def _repair(self, inspection: Inspection) -> str:
        """How to mend a file: the command that writes it; "" if its banner does not tell."""
        from sipstatus_codegen import outputs
        from sipstatus_codegen.folder import manifest
        from sipstatus_codegen.recipe import SPEC_NAME

        origin, output = inspection.origin, inspection.output
        if origin is None or output is None:
            return ""
        order, project = self.order, self.project
        if project and _is_delivered(Path(inspection.path), project):
            return order.command()
        spec = project.spec if project else order.recipe.spec
        made_from = origin.recipe.spec_name
        if made_from != replace(order.resolved, spec=spec).spec_name == SPEC_NAME:
            return f"give --spec with the {made_from} that it was made from"
        if inspection.newer:
            return "upgrade sipstatus, or give --spec with the newer spec"
        given = project.overlays if project else order.recipe.overlays
        overlays = {Path(overlay).name: overlay for overlay in given}
        named = tuple(overlays[name] for name in origin.recipe.overlay_names)
        out = _folder(inspection.path, output)
        again = Order(recipe=replace(origin.recipe, spec=spec, overlays=named), out=out)
        if out is not None and output in manifest.entries(out):
            return again.command()  # the whole folder was generated
        if out is not None or len(outputs(again.resolved)) > 2:  # the file, and a manifest
            again = replace(again, only=(output,))
        command = again.command()
        return command if out else f"{command} --stdout > {shlex.quote(inspection.path)}"


def _is_delivered(file: Path, project: Project) -> bool:
    from sipstatus_codegen import delivered

    return file.resolve() in {path.resolve() for path in delivered(project.deliveries)}


def _folder(path: str, output: str) -> Path | None:
    """The output folder in which ``output`` is ``path``; None for a renamed file."""
    parts, tail = Path(path).parts, Path(output).parts
    return Path(*parts[: -len(tail)]) if parts[-len(tail) :] == tail else None
