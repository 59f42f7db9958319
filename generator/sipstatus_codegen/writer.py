"""Files in memory against a folder: write what changed, or say what differs.

Owned is a file that ``manifest.json`` lists or that carries the banner.  Only owned files are
ever replaced or removed; anything else in the way is refused before the first octet is written.
Symbolic links are never owned and never followed out of the folder.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from . import manifest
from .banner import is_ours, owner
from .faults import CodegenError
from .staging import replace_all

_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Plan:
    """What a folder should hold: every path (with ``/``) and its content.

    ``selected`` are the targets whose leftovers are orphans; None means everybody's.  ``own`` are
    the folders (relative, "" is the folder itself) in which nobody but the generator writes:
    whatever else they hold is foreign.  Anywhere else only what stands in the way of an output is.
    """

    folder: Path
    files: Mapping[str, bytes]
    selected: Collection[str] | None
    own: Collection[str]


@dataclass(frozen=True, slots=True)
class Report:
    """How a folder differs from its plan; all paths are relative to the folder, sorted."""

    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    orphans: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    in_the_way: tuple[str, ...] = ()
    """The foreign files that stand where an output (or a folder of one) belongs."""

    @property
    def clean(self) -> bool:
        """True when nothing differs and nothing foreign is there."""
        return not (self.missing or self.stale or self.orphans or self.foreign)

    @property
    def changes(self) -> bool:
        """True when :func:`write` would write or remove something."""
        return bool(self.missing or self.stale or self.orphans)


def check(plan: Plan) -> Report:
    """Compare the folder with the plan; changes nothing.

    Raises CodegenError for a file that cannot be read.
    """
    try:
        return _compare(plan)
    except OSError as error:
        raise CodegenError(f"{error.filename}: cannot be read: {error.strerror or error}") from None


def write(plan: Plan) -> Report:
    """Make the folder hold what the plan says; returns what differed before.

    Files whose content is right already are not touched.  Raises CodegenError, with everything
    as it was before, when a foreign file is in the way or something cannot be written.
    """
    report = check(plan)
    refuse_foreign(plan, report)
    changed = {plan.folder / path: plan.files[path] for path in (*report.missing, *report.stale)}
    orphans = [plan.folder / path for path in report.orphans]
    try:
        replace_all(changed, orphans)
        for orphan in orphans:
            _remove_empty_folders(orphan.parent, plan.folder)
    except OSError as error:
        place = error.filename2 or error.filename or plan.folder
        raise CodegenError(f"{place}: cannot be written: {error.strerror or error}") from error
    return report


def refuse_foreign(plan: Plan, report: Report) -> None:
    """Raise CodegenError when foreign files are in the way of the plan."""
    if report.in_the_way:
        listed = ", ".join(str(plan.folder / path) for path in report.in_the_way)
        raise CodegenError(
            f"{listed}: not written by sipstatus, so not overwritten; nothing was changed; "
            "move it away or choose another folder with --out"
        )


def diff(plan: Plan, path: str) -> str:
    """Unified diff from the file on disk to what it should be."""
    place = plan.folder / path
    return unified_diff(place.read_bytes(), plan.files[path], str(place), "on disk", "generated")


def unified_diff(old: bytes, new: bytes, name: str, old_state: str, new_state: str) -> str:
    """Unified diff of two states of a file; octets that are not UTF-8 show as ``\\xff``."""
    before, after = (
        [f"{line}\n" for line in octets.decode(errors="backslashreplace").split("\n")]
        for octets in (old, new)
    )
    for state in (before, after):
        if state[-1] == "\n":
            state.pop()
        else:
            state[-1] += "\\ No newline at end of file\n"
    lines = difflib.unified_diff(before, after, name, name, old_state, new_state)
    return "".join(lines) or f"{name}: differs in octets that are not UTF-8\n"


def _compare(plan: Plan) -> Report:
    if os.path.lexists(plan.folder) and not plan.folder.is_dir():
        raise CodegenError(f"{plan.folder}: is not a folder; choose another one with --out")
    listed = manifest.read(plan.folder)
    missing, stale, unchanged, in_the_way = [], [], [], set()
    for path, content in plan.files.items():
        place = plan.folder / path
        if obstacle := _obstacle(plan.folder, path):
            in_the_way.add(obstacle)
        elif not place.exists():
            missing.append(path)
        elif (present := place.read_bytes()) == content:
            unchanged.append(path)
        elif path in listed or is_ours(_text(present)):
            stale.append(path)
        else:
            in_the_way.add(path)
    orphans, foreign = [], set(in_the_way)
    for path in _present(plan, listed) - plan.files.keys() - in_the_way:
        obstacle = _obstacle(plan.folder, path)
        if obstacle not in (None, path):
            continue  # behind a link, so not in this folder at all
        target = listed.get(path) or _owner(plan.folder / path)
        if target is None or obstacle:
            foreign.add(path)
        elif plan.selected is None or target in plan.selected:
            orphans.append(path)
    found = (missing, stale, unchanged, orphans, foreign, in_the_way)
    return Report(*(tuple(sorted(paths)) for paths in found))


def _obstacle(folder: Path, path: str) -> str | None:
    """What makes it impossible to write ``path``: a link, a file as folder, a folder as file."""
    steps = PurePosixPath(path)
    for parent in reversed(steps.parents[:-1]):
        place = folder / parent
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            return parent.as_posix()
    place = folder / path
    return path if place.is_symlink() or (place.exists() and not place.is_file()) else None


def _present(plan: Plan, listed: Collection[str]) -> set[str]:
    """The files that may be orphans or foreign.

    In the generator's own folders that is every file; elsewhere only what the manifest names, and
    what lies beside an output and carries the banner.
    """
    found = {path for own in plan.own for path in _walk(plan.folder, own)}
    found |= {path for path in listed if (plan.folder / path).is_file()}
    for folder in {PurePosixPath(path).parent for path in plan.files}:
        if (plan.folder / folder).is_dir():
            beside = ((folder / name.name).as_posix() for name in (plan.folder / folder).iterdir())
            found |= {path for path in beside if _owner(plan.folder / path) is not None}
    return found


def _walk(folder: Path, own: str) -> Iterator[str]:
    """Every file below an own folder; a link to a folder counts as a file."""
    for place, folders, files in os.walk(folder / own):
        links = [name for name in folders if Path(place, name).is_symlink()]
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in (*files, *links):
            yield Path(place, name).relative_to(folder).as_posix()


def _owner(place: Path) -> str | None:
    """The target of a file that carries the banner; None for all else, links among it."""
    if place.is_symlink() or not place.is_file():
        return None
    with place.open("rb") as stream:
        return owner(_text(stream.read(_HEAD)))


def _text(octets: bytes) -> str:
    return octets[:_HEAD].decode("utf-8", "replace")


def _remove_empty_folders(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
