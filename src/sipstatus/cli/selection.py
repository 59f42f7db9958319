"""What to generate and where: the options that ``generate`` and ``check`` share."""

from __future__ import annotations

import functools
import shlex
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sipstatus_codegen import Selection

SPEC = Path("spec", "sip-status-codes.toml")
OUT = Path("generated")


def default_spec() -> Path | None:
    """The spec of the folder that the user is in; None stands for the packaged one."""
    return SPEC if SPEC.is_file() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The shared options, as the user typed them."""

    spec: Path | None = None
    targets: tuple[str, ...] = ()
    out: Path | None = None
    only: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()
    include_historic: bool = False
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The output folder; UsageError where there is no default."""
        if self.out is not None:
            return self.out
        if self._in_source_tree:
            return OUT
        raise click.UsageError(
            f"--out DIR is needed, as this is not a folder with a {SPEC} to generate from"
        )

    def selection(self) -> Selection:
        """The same for the generator."""
        from sipstatus_codegen import Selection

        return Selection(
            targets=self.targets,
            spec=self.spec or default_spec(),
            overlays=self.overlays,
            include_historic=self.include_historic,
            options=self.options,
            folders=True if self.out is None and self._in_source_tree else None,
            only=self.only,
        )

    def command(self) -> str:
        """The call of ``sipstatus generate`` that selects the same."""
        from sipstatus_codegen.banner import command_arguments

        words = command_arguments(
            spec=None if self.spec is None else str(self.spec),
            targets=self.targets,
            overlays=map(str, self.overlays),
            include_historic=self.include_historic,
            options=self.options,
        )
        for path in self.only:
            words += ["--only", path]
        if self.out is not None:
            words += ["--out", str(self.out)]
        return shlex.join(["sipstatus", "generate", *words])

    @property
    def _in_source_tree(self) -> bool:
        return SPEC.is_file() and (self.spec is None or SPEC.samefile(self.spec))


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


class _Place(click.Path):
    """A path that says something: an unset variable in a script is no name for this folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("is empty", param, ctx)
        return super().convert(value, param, ctx)


_FILE = _Place(path_type=Path)
overlay_option = click.option(
    "--overlay",
    "overlays",
    type=_FILE,
    multiple=True,
    metavar="FILE",
    help="File of vendor codes to add; may be repeated.",
)
historic_option = click.option(
    "--include-historic", is_flag=True, help="With the codes of RFC 2543 alone, everywhere."
)
_OPTIONS = (
    click.option(
        "--spec",
        type=_FILE,
        metavar="FILE",
        help=f"Spec to read [default: {SPEC} if that is here, else the packaged one].",
    ),
    click.option(
        "--target",
        "targets",
        multiple=True,
        metavar="T",
        help="Target to render; may be repeated [default: every built-in target].",
    ),
    click.option(
        "--out",
        type=_FILE,
        metavar="DIR",
        help="Output folder: one target straight into it, several into DIR/TARGET/; "
        "a folder keeps to one of the two "
        f"[default: {OUT}, in a folder that holds {SPEC}].",
    ),
    click.option(
        "--only",
        multiple=True,
        metavar="PATH",
        help="This output alone, as --list-outputs names it below the output folder, without the "
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
        help="Setting of a target (see sipstatus targets); may be repeated.",
    ),
)


def selects(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the shared options, as its first argument."""

    @functools.wraps(command)
    def run(**given: Any) -> int:
        shared = {option.name: given.pop(option.name) for option in fields(Arguments)}
        return command(Arguments(**shared), **given)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run
