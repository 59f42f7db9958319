"""The languages that have programs here: rendering their output, building and running a program.

A language is a folder beside this module, of the name of its target, that holds ``programs.toml``
and two programs, ``constants`` and ``meaning``; what these print is said in :mod:`expected`.  They
use an output as a stranger would and know no code: the same program goes with every spec.  A
language of constants alone has no ``meaning``.  ``example`` is the program that the target itself
brings for ``generated/README.md``.

``programs.toml`` has the commands that build and run each program, in a folder that holds the
output and the programs.  Their first words are tools that :mod:`toolchains` finds, or paths.
``environment`` is added to the environment, ``folder`` is where the programs are put.  ``slip`` is
a table of mistakes, each in a template, that the programs must make visible.  ``tools`` is for a
language whose tools the default run does without: it names them, and the packages of Debian that
bring them.  ``jars`` has tools that Maven Central alone brings, as Maven names them.  The session
``languages`` installs both and runs the tests of such languages.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import toolchains
from sipstatus_codegen import Recipe, find, load_registry, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from _pytest.mark import ParameterSet
    from sipstatus_codegen import Registry, Target

HERE = Path(__file__).parent
SPEC = toolchains.ROOT / "spec" / "sip-status-codes.toml"
NASTY = toolchains.ROOT / "tests" / "golden" / "nasty.toml"
BARE = toolchains.ROOT / "tests" / "codegen" / "samples" / "valid.toml"
"""Numbers, names and phrases alone."""
HOSTILE = HERE / "hostile.toml"
"""An overlay that tries to leave the literals and comments of every language."""


@dataclass(frozen=True, kw_only=True)
class Language:
    """A folder of programs, and what its ``programs.toml`` says."""

    name: str
    constants: tuple[tuple[str, ...], ...]
    meaning: tuple[tuple[str, ...], ...] = ()
    example: tuple[tuple[str, ...], ...] = ()
    folder: str = "."
    environment: Mapping[str, str] = field(default_factory=dict)
    slip: tuple[Mapping[str, str], ...] = ()
    tools: Mapping[str, str] = field(default_factory=dict)
    jars: Mapping[str, str] = field(default_factory=dict)

    def as_parameter(self, *others: object) -> ParameterSet:
        """The language, with ``others``, as the parameters of a test; marked if it has tools."""
        marks = pytest.mark.languages if self.tools else ()
        return pytest.param(self, *others, id=self.name, marks=marks)

    def run(self, program: str, folder: Path, replace: Mapping[str, str] | None = None) -> str:
        """What a program prints that is built and run in ``folder``, which holds the output.

        ``replace``: what the program says -> what it has to say to an output of other names.
        """
        self.copy_programs(folder, replace or {})
        printed = ""
        for tool, *arguments in getattr(self, program):
            command = (str(folder / tool),) if "/" in tool else toolchains.tool(tool)
            printed = toolchains.run([*command, *arguments], cwd=folder, env=self.environment)
        return printed

    def copy_programs(self, folder: Path, replace: Mapping[str, str]) -> None:
        """Put the programs beside the output."""
        for path in (HERE / self.name).iterdir():
            if path.is_file() and path.name != "programs.toml":
                text = path.read_text("utf-8")
                for old, new in replace.items():
                    text = text.replace(old, new)
                write({f"{self.folder}/{path.name}": text.encode()}, folder)


LANGUAGES = tuple(
    Language(name=path.parent.name, **tomllib.loads(path.read_text("utf-8")))
    for path in sorted(HERE.glob("*/programs.toml"))
)


def rendered(
    name: str | Target,
    spec: Path = SPEC,
    *,
    overlays: Iterable[Path] = (),
    include_historic: bool = False,
    options: Mapping[str, str] | None = None,
) -> dict[str, bytes]:
    """The output of a target in memory."""
    overlays = tuple(overlays)
    recipe = Recipe(
        spec=spec, overlays=overlays, include_historic=include_historic, options=options or {}
    )
    target = find(name) if isinstance(name, str) else name
    return render(_registry(spec, overlays), target, recipe)


@cache
def _registry(spec: Path, overlays: tuple[Path, ...]) -> Registry:
    return load_registry(spec, overlays)


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files as :func:`rendered` gives them."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
