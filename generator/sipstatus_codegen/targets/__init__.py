"""The targets: one folder per language; every folder beside this module is one.

Third parties register targets as entry points of the group ``sipstatus_codegen.targets``, each of
which names a :class:`Target`.  These are used only when they are asked for by name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..faults import CodegenError
from .base import Context, Home, LiteralFilter, Option, Output, Target

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = [
    "Context",
    "Home",
    "LiteralFilter",
    "Option",
    "Output",
    "Target",
    "builtin",
    "find",
    "registered",
]

GROUP = "sipstatus_codegen.targets"
FOLDER = Path(__path__[0])
"""Where they are; a target may use the template of another by its path from here."""


@cache
def builtin() -> tuple[Target, ...]:
    """The targets of this package, sorted by name.

    >>> "go" in [target.name for target in builtin()]
    True
    """
    return tuple(map(_own, _names()))


def registered() -> tuple[tuple[str, str], ...]:
    """The targets that other installed packages offer: name and module of each, sorted."""
    return tuple(sorted({(point.name, point.value) for point in _entry_points()}))


def find(name: str) -> Target:
    """The target of that name.

    A built-in target keeps its name even if another package registers the same.  Raises
    CodegenError for an unknown name, with a list of the known ones, and for a broken target of
    another package.

    >>> find("go").name
    'go'
    """
    if name in _names():
        return _own(name)
    points = [point for point in _entry_points() if point.name == name]
    if points:
        return _load(points)
    known = sorted({*dict(registered()), *_names()})
    raise CodegenError(f"no target {name!r}; there are: {', '.join(known)}")


@cache
def _names() -> tuple[str, ...]:
    """The folders beside this module, which are the names of the targets, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg))


def _own(name: str) -> Target:
    target: Target = importlib.import_module(f"{__name__}.{name}").TARGET
    return target


def _entry_points() -> Sequence[EntryPoint]:
    from importlib.metadata import entry_points  # which loads the package email

    return tuple(entry_points(group=GROUP))


def _load(points: Sequence[EntryPoint]) -> Target:
    point, *others = points
    if any(other.value != point.value for other in others):
        listed = " and ".join(sorted(other.value for other in points))
        raise CodegenError(f"target {point.name} is offered twice: by {listed}")
    try:
        target = point.load()
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        raise CodegenError(f"target {point.name}: {point.value} fails to load: {what}") from error
    if not isinstance(target, Target):
        raise CodegenError(f"target {point.name}: {point.value} is not a Target")
    if target.name != point.name:
        raise CodegenError(f"target {point.name}: {point.value} calls itself {target.name!r}")
    return target


def template_folder(target: Target) -> Path:
    """Where the target's templates are."""
    if target.templates is not None:
        return target.templates
    return FOLDER / target.name / "templates"
