"""The targets: one folder per language, found by looking.

Third parties register theirs as entry points of the group ``sipstatus_codegen.targets``, each
naming a :class:`Target`; those are used only when asked for by name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from ..faults import CodegenError
from .base import Consumer, Context, Literal, Option, Output, Target

__all__ = [
    "Consumer",
    "Context",
    "Literal",
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
    """The targets of this package, sorted by name."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        if module.ispkg:
            found.append(importlib.import_module(f"{__name__}.{module.name}").TARGET)
    return tuple(sorted(found, key=lambda target: target.name))


def registered() -> tuple[tuple[str, str], ...]:
    """The targets that other installed packages offer: name and place of each, sorted."""
    return tuple(sorted({(point.name, point.value) for point in entry_points(group=GROUP)}))


def find(name: str) -> Target:
    """The target of that name.

    Built-in targets keep their names, whoever else registers one.  Raises CodegenError when there
    is none (it lists those there are), or when another package's is broken.
    """
    for target in builtin():
        if target.name == name:
            return target
    points = [point for point in entry_points(group=GROUP) if point.name == name]
    if points:
        return _load(points)
    known = sorted({*dict(registered()), *(target.name for target in builtin())})
    raise CodegenError(f"no target {name!r}; there are: {', '.join(known)}")


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
        raise CodegenError(f"target {point.name}: {point.value} is no Target")
    if target.name != point.name:
        raise CodegenError(f"target {point.name}: {point.value} calls itself {target.name!r}")
    return target


def template_folder(target: Target) -> Path:
    """Where the target's templates are."""
    if target.templates is not None:
        return target.templates
    return FOLDER / target.name / "templates"
