"""The file in which a project says what it generates: ``sipstatus.toml``, or ``pyproject.toml``.

Each ``[[output]]`` is a recipe and a folder.  All paths are relative to the file.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from .faults import CodegenError, Fault, InvalidSpecError, field_name
from .model.project import ProjectFile, ProjectOutput
from .reading import files
from .reading.documents import Document
from .reading.validation import validate
from .recipe import Delivery, Recipe
from .rendering import output_paths
from .targets import Target
from .targets import find as find_target

NAME = "sipstatus.toml"
PYPROJECT = "pyproject.toml"
TABLE = ("tool", "sipstatus")
"""The table of ``pyproject.toml`` that says the same."""

# The path of a field in its output, what is wrong with it, and what to do about it.
_Objection = tuple[tuple[str | int, ...], str, str]


class Project(NamedTuple):
    """What a project file says; paths are relative to the working folder, as ``file`` is."""

    file: Path
    spec: Path | None
    overlays: tuple[Path, ...]
    deliveries: tuple[Delivery, ...]


def find(*, before: Path | None = None) -> Project | None:
    """The project of the working folder: in the nearest file there, or in a folder above.

    ``before``: the search ends, with None, if this path is there and no project file beside it.
    Raises what :func:`read` raises.
    """
    here = Path.cwd()
    for depth in range(len(here.parents) + 1):
        folder = Path(*[os.pardir] * depth)
        if (folder / NAME).is_file():
            return read(folder / NAME)
        if (folder / PYPROJECT).is_file() and (table := _table(folder / PYPROJECT)):
            return _project(*table, TABLE)
        if depth == 0 and before is not None and before.exists():
            return None
    return None


def read(file: Path) -> Project:
    """The project that a file describes.

    Raises InvalidSpecError with every fault, with its line; CodegenError if the file cannot be
    read, or is a ``pyproject.toml`` without the table.
    """
    if file.name != PYPROJECT:
        return _project(file, Document.read(file), ())
    if table := _table(file):
        return _project(*table, TABLE)
    raise CodegenError(f"{file}: has no table [{'.'.join(TABLE)}]")


def is_in(pyproject: Path) -> bool:
    """Whether a ``pyproject.toml`` has the table.  Raises InvalidSpecError if it is no TOML."""
    return _table(pyproject) is not None


def _table(file: Path) -> tuple[Path, Document] | None:
    """The document of a ``pyproject.toml`` that has the table.  All else in it is not ours."""
    octets = files.read(file)
    if TABLE[-1].encode() not in octets:
        return None
    document = Document.decode(octets, str(file), TABLE)
    return None if document.part is None else (file, document)


def _project(file: Path, document: Document, path: tuple[str, ...]) -> Project:
    found, faults = validate(ProjectFile, document.part, document, path)
    if found is None:
        raise InvalidSpecError(sorted(faults, key=_line))
    base = file.parent
    spec = None if found.spec is None else base / found.spec
    overlays = tuple(base / overlay for overlay in found.overlays)
    deliveries = []
    taken: dict[str, int] = {}
    for number, output in enumerate(found.outputs):
        folder = Path(os.path.normpath(base / output.path))
        at: tuple[str | int, ...] = (*path, "output", number)
        for field, what, remedy in _objections(output, folder, number, taken):
            name = field_name(("output", number, *field))
            faults.append(document.fault((*at, *field), name, what, remedy))
        recipe = Recipe(
            spec=spec,
            targets=(output.target,),
            overlays=overlays,
            include_historic=found.historic if output.historic is None else output.historic,
            options={f"{output.target}.{key}": value for key, value in output.options.items()},
        )
        deliveries.append(Delivery(folder, recipe, output.only))
    if faults:
        raise InvalidSpecError(sorted(faults, key=_line))
    return Project(file, spec, overlays, tuple(deliveries))


def _line(fault: Fault) -> int:
    return fault.line


def _objections(
    output: ProjectOutput, folder: Path, number: int, taken: dict[str, int]
) -> Iterator[_Objection]:
    """What is wrong with an output.

    ``taken`` has the files of the outputs before, and gets those of this one.
    """
    try:
        target = find_target(output.target)
    except CodegenError as error:
        what, _, known = str(error).partition("; there are: ")
        names = known.split(", ") if known else []
        yield ("target",), what, _instead(output.target, names) if names else "correct it"
        return
    objections = list(_against_options(target, output.options))
    yield from objections
    if objections:
        return
    given = {f"{target.name}.{key}": value for key, value in output.options.items()}
    paths = output_paths(target, given)
    for i, path in enumerate(output.only):
        if path not in paths:
            yield ("only", i), f"{target.name} makes no {path!r}", _instead(path, paths)
    for path in [path for path in paths if path in output.only or not output.only]:
        first = taken.setdefault(str(folder / path).casefold(), number)
        if first != number:
            what = f"output {first + 1} makes {path} there as well"
            yield ("path",), what, "choose another folder"
            return


def _against_options(target: Target, given: dict[str, str]) -> Iterator[_Objection]:
    known = {option.name: option for option in target.options}
    for key, value in given.items():
        if key not in known:
            what = f"target {target.name} has no such option"
            remedy = _instead(key, list(known)) if known else "remove it, as it has none"
            yield ("options", key), what, remedy
            continue
        try:
            known[key].check(value)
        except ValueError as error:
            yield ("options", key), str(error), known[key].help


def _instead(given: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(given, known, n=1)
    return f'did you mean "{close[0]}"?' if close else f"there are: {', '.join(known)}"
