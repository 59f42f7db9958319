"""What to generate, and where: the options that ``generate`` and ``check`` share."""

from __future__ import annotations

import functools
import shlex
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import click

from sipstatus.cli import completion

if TYPE_CHECKING:
    from collections.abc import Callable

    from sipstatus_codegen import Recipe
    from sipstatus_codegen.project import Project

SPEC = Path("spec", "sip-status-codes.toml")
OUT = Path("generated")


class Layout(TypedDict):
    """The arguments of the generator that are not part of a recipe."""

    folders: bool | None
    only: tuple[str, ...]


def default_spec() -> Path | None:
    """The spec of the folder that the user is in; None means the packaged one."""
    return SPEC if SPEC.is_file() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the user asks for: a recipe as it was typed, and where its files go."""

    recipe: Recipe
    out: Path | None = None
    only: tuple[str, ...] = ()
    config: Path | None = None

    @property
    def project(self) -> Project | None:
        """The project file that says what to make; None if the command itself says it.

        The file is found upwards from the working folder.  Any argument that says what to make, or
        where, takes the place of the whole file.
        """
        from sipstatus_codegen import Recipe

        said = self.out is not None or self.only or self.recipe != Recipe()
        if said and self.config is None:
            return None
        if said:
            raise click.UsageError("--config says everything: no other choice beside it")
        from sipstatus_codegen import project

        return project.read(self.config) if self.config else project.find(before=SPEC)

    @property
    def folder(self) -> Path:
        """The output folder; UsageError if none was named and there is no default."""
        if self.out is not None:
            return self.out
        if self._in_source_tree:
            return OUT
        from sipstatus_codegen import Recipe

        if self.only or self.recipe != Recipe():
            raise click.UsageError(
                "--out DIR is needed: what the options say takes the place of sipstatus.toml"
            )
        raise click.UsageError(
            f"nothing says what to make: no option, no sipstatus.toml here or above, no {SPEC} here"
        )

    @property
    def resolved(self) -> Recipe:
        """The recipe with the default spec if none was named."""
        return replace(self.recipe, spec=self.recipe.spec or default_spec())

    @property
    def layout(self) -> Layout:
        """The arguments for the generator that say how files are laid out in the folder."""
        return {
            "folders": True if self._in_source_tree and not self.out else None,
            "only": self.only,
        }

    def inputs(self, project: Project | None) -> list[Path]:
        """The files that decide the outputs: the spec, the overlays, and the project file."""
        from sipstatus_codegen import packaged
        from sipstatus_codegen.recipe import SPEC_NAME

        said = [project.file] if project else []
        recipe = project.deliveries[0].recipe if project else self.resolved
        spec = recipe.spec or packaged.path(SPEC_NAME)
        return [*said, *map(Path, [spec] if spec else []), *map(Path, recipe.overlays)]

    def command(self) -> str:
        """The ``sipstatus generate`` command that asks for the same."""
        words = self.recipe.arguments()
        if self.config is not None:
            words += ["--config", str(self.config)]
        for path in self.only:
            words += ["--only", path]
        if self.out is not None:
            words += ["--out", str(self.out)]
        return shlex.join(["sipstatus", "generate", *words])

    @property
    def _in_source_tree(self) -> bool:
        return SPEC.is_file() and (self.recipe.spec is None or SPEC.samefile(self.recipe.spec))


def _parsed(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    options = {}
    for text in values:
        key, equals, value = text.partition("=")
        if not equals or not all(key.partition(".")):
            raise click.BadParameter(f"{text!r} is not TARGET.KEY=VALUE")
        options[key] = value
    return options


class _NonEmptyPath(click.Path):
    """A path that is not empty: an unset variable in a script does not name the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("is empty", param, ctx)
        return super().convert(value, param, ctx)


PATH = _NonEmptyPath(path_type=Path)
overlay_option = click.option(
    "--overlay",
    "overlays",
    type=PATH,
    multiple=True,
    metavar="FILE",
    help="File of vendor codes to add; may be repeated.",
)
historic_option = click.option(
    "--include-historic",
    is_flag=True,
    help="Add the codes that only RFC 2543 has, to every target.",
)
_OPTIONS = (
    click.option(
        "--spec",
        type=PATH,
        metavar="FILE",
        help=f"Spec to read [default: {SPEC} if that is here, else the packaged one].",
    ),
    click.option(
        "--target",
        "targets",
        multiple=True,
        metavar="T",
        shell_complete=completion.targets,
        help="Target to render; may be repeated [default: every built-in target].",
    ),
    click.option(
        "--out",
        type=PATH,
        metavar="DIR",
        help="Output folder: one target straight into it, several into DIR/TARGET/; "
        "a folder keeps to one of the two "
        f"[default: {OUT}, in a folder that holds {SPEC}].",
    ),
    click.option(
        "--config",
        type=PATH,
        metavar="FILE",
        help="Project file that says everything "
        "[default: sipstatus.toml or pyproject.toml, here or in the nearest folder above, if no "
        "option here says what to make].",
    ),
    click.option(
        "--only",
        multiple=True,
        metavar="PATH",
        help="Only this output, as --list-outputs names it below the output folder, without the "
        "others and the manifest; may be repeated.",
    ),
    overlay_option,
    historic_option,
    click.option(
        "--option",
        "options",
        multiple=True,
        metavar="T.KEY=VALUE",
        callback=_parsed,
        shell_complete=completion.target_options,
        help="Setting of a target (see sipstatus targets); may be repeated.",
    ),
)


def selects(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the shared options, as its first argument."""

    @functools.wraps(command)
    def run(**given: Any) -> int:
        from sipstatus_codegen import Recipe

        recipe = Recipe(**{field.name: given.pop(field.name) for field in fields(Recipe)})
        order = Order(recipe=recipe, **{key: given.pop(key) for key in ("out", "only", "config")})
        return command(order, **given)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run
