"""Compares a plan (files in memory) with its folder, and writes what differs.

:mod:`.ownership` decides which files may be replaced or removed.  If any other file is in the way,
nothing is written at all.  Symbolic links are never owned, and never followed out of the folder.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ..faults import CodegenError
from ..reading import files
from . import line_ends, manifest, ownership
from .locking import not_a_folder
from .manifest import ManifestEntry
from .staging import NotPutBackError, is_temporary, replace_all

IGNORED = (".DS_Store", "Thumbs.db", "desktop.ini", "*~", ".*.sw?", "#*#", ".#*", "__pycache__")
"""Names of files and folders that systems and editors make.  They are not foreign."""


class Plan(NamedTuple):
    """What a folder should hold: every path (with ``/``) and its content.

    ``selected`` are the targets whose leftovers are orphans; None means all targets.  ``own`` are
    the folders (relative; "" is the folder itself) in which only the generator writes: all other
    files there are foreign.  Elsewhere a file is foreign only if it is in the way of an output.
    ``folders``: each target has a folder of its own.

    >>> plan("include", Recipe(targets=["c"])).covers("go")
    False
    """

    folder: Path
    files: Mapping[str, bytes]
    selected: Collection[str] | None
    own: Collection[str]
    folders: bool = False

    def covers(self, target: str) -> bool:
        """Whether leftovers of a target are orphans in this plan."""
        return self.selected is None or target in self.selected


class Report(NamedTuple):
    """How a folder differs from its plan; all paths are relative to the folder, sorted.

    >>> Report(missing=("sip_status.h",)).clean
    False
    """

    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    orphans: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    in_the_way: tuple[str, ...] = ()
    """The foreign files that stand where an output (or a folder of one) belongs."""

    @property
    def clean(self) -> bool:
        """True if nothing differs and nothing foreign is there."""
        return not (self.missing or self.stale or self.orphans or self.foreign)

    @property
    def changes(self) -> bool:
        """True if ``write`` would write or remove something."""
        return bool(self.missing or self.stale or self.orphans)


def check(plan: Plan) -> Report:
    """Compare the folder with the plan; changes nothing.

    Raises CodegenError for a file that cannot be read, and if the folder holds a target's files in
    another layout than the plan: straight in it instead of in the target's folder, or vice versa.
    """
    try:
        return _compare(plan)
    except OSError as error:
        raise CodegenError(f"{error.filename}: cannot be read: {error.strerror or error}") from None


def write(plan: Plan) -> Report:
    """Make the folder hold what the plan says; returns what differed before.

    Files whose content is right are not touched.  Raises CodegenError, and changes nothing, if a
    foreign file is in the way or something cannot be written.
    """
    report = check(plan)
    refuse_foreign(plan, report)
    changed = {plan.folder / path: plan.files[path] for path in (*report.missing, *report.stale)}
    orphans = [plan.folder / path for path in report.orphans]
    try:
        if report.changes:
            replace_all(plan.folder, changed, orphans)
    except OSError as error:
        path = error.filename2 or error.filename
        if path is None or any(map(is_temporary, Path(path).parts)):
            path = plan.folder
        lost = error.files if isinstance(error, NotPutBackError) else ()
        state = (
            f"{', '.join(map(str, lost))} could not be put back" if lost else "nothing was changed"
        )
        raise CodegenError(
            f"{path}: cannot be written: {error.strerror or error}; {state}"
        ) from error
    for orphan in orphans:
        with contextlib.suppress(OSError):  # an empty folder may stay
            _remove_empty_folders(orphan.parent, plan.folder)
    return report


def refuse_foreign(plan: Plan, report: Report) -> None:
    """Raise CodegenError if foreign files are in the way of the plan."""
    if report.in_the_way:
        listed = ", ".join(str(plan.folder / path) for path in report.in_the_way)
        raise CodegenError(
            f"{listed}: not written by sipstatus, so not overwritten; nothing was changed; "
            "move it away or choose another folder with --out"
        )


def diff(plan: Plan, path: str) -> str:
    """Unified diff from the file on disk to what it should be."""
    file = plan.folder / path
    if file.stat().st_size > files.LARGEST:
        return f"{file}: is too large for a diff\n"
    return unified_diff(files.read(file), plan.files[path], str(file), "on disk", "generated")


def in_line_ends_alone(plan: Plan, report: Report) -> tuple[str, ...]:
    """The stale files whose line ends are CR LF, and that are right in all else."""
    return tuple(
        path
        for path in report.stale
        if (plan.folder / path).stat().st_size <= files.LARGEST
        and line_ends.alone_differ(files.read(plan.folder / path), plan.files[path])
    )


def unified_diff(old: bytes, new: bytes, name: str, old_state: str, new_state: str) -> str:
    """Unified diff of two states of a file, with octets that are not UTF-8 as ``\\xff``."""
    before, after = (
        [f"{line}\n" for line in octets.decode(errors="backslashreplace").split("\n")]
        for octets in (old, new)
    )
    for state in (before, after):
        if state[-1] == "\n":
            state.pop()
        else:
            state[-1] += "\\ No newline at end of file\n"
    import difflib  # only where something differs

    lines = difflib.unified_diff(before, after, name, name, old_state, new_state)
    return "".join(lines) or f"{name}: differs in octets that are not UTF-8\n"


def _compare(plan: Plan) -> Report:
    if os.path.lexists(plan.folder) and not plan.folder.is_dir():
        raise not_a_folder(plan.folder)
    listed = manifest.entries(plan.folder)
    missing, stale, unchanged, in_the_way = [], [], [], set()
    for path, content in plan.files.items():
        file = plan.folder / path
        if obstacle := _obstacle(plan.folder, path):
            in_the_way.add(obstacle)
        elif not file.exists():
            missing.append(path)
        elif _holds(file, content):
            unchanged.append(path)
        elif ownership.may_replace(file, path, listed.get(path), alone="" in plan.own):
            stale.append(path)
        else:
            in_the_way.add(path)
    orphans, foreign = _leftovers(plan, listed, in_the_way)
    found = (missing, stale, unchanged, orphans, foreign | in_the_way, in_the_way)
    return Report(*(tuple(sorted(paths)) for paths in found))


def _holds(file: Path, content: bytes) -> bool:
    return file.stat().st_size == len(content) and file.read_bytes() == content


def _leftovers(
    plan: Plan, listed: Mapping[str, ManifestEntry], in_the_way: Collection[str]
) -> tuple[set[str], set[str]]:
    """The orphans, and the foreign files that are not in the way."""
    orphans, foreign = set(), set()
    walked = {path for own in plan.own for path in _walk(plan.folder, own)}
    present = {path for path in listed if (plan.folder / path).is_file()}
    for path in sorted((walked | present | _beside(plan)) - plan.files.keys() - set(in_the_way)):
        file, entry, obstacle = plan.folder / path, listed.get(path), _obstacle(plan.folder, path)
        if obstacle == path:
            foreign.add(path)
        if obstacle:
            continue  # a link, or a path through one, which leads out of this folder
        _refuse_other_layout(plan, path, entry)
        target = ownership.writer_of(file, path, entry, folders=plan.folders)
        if target is not None and plan.covers(target):
            orphans.add(path)
        elif target is None and (path in walked or entry is not None):
            origin = ownership.origin(file)
            claims = [origin.target] if origin else []
            if all(map(plan.covers, [*claims, entry.target] if entry else claims)):
                foreign.add(path)
    return orphans, foreign


def _refuse_other_layout(plan: Plan, path: str, entry: ManifestEntry | None) -> None:
    """Raise CodegenError for a file of the same target in the other layout.

    With both layouts in one folder nothing would say which of the two to remove.
    """
    if entry is None or not plan.covers(entry.target):
        return
    layouts = ownership.layouts(path, entry.target, ownership.origin(plan.folder / path))
    if layouts and plan.folders not in layouts:
        here, there = "straight in it", f"in {entry.target}/"
        if not plan.folders:
            here, there = there, here
        raise CodegenError(
            f"{plan.folder}: holds {path}, as target {entry.target} was written {here}, and now "
            f"it would go {there}; nothing was changed; choose another folder with --out, or "
            "remove its files there"
        )


def _obstacle(folder: Path, path: str) -> str | None:
    """What prevents writing to ``path``: a link, a file for a folder, or a folder for a file."""
    steps = PurePosixPath(path)
    for parent in reversed(steps.parents[:-1]):
        above = folder / parent
        if above.is_symlink() or (above.exists() and not above.is_dir()):
            return parent.as_posix()
    file = folder / path
    return path if file.is_symlink() or (file.exists() and not file.is_file()) else None


def _beside(plan: Plan) -> set[str]:
    """The paths beside an output that carry the banner."""
    found = set()
    for folder in {PurePosixPath(path).parent for path in plan.files}:
        if (plan.folder / folder).is_dir():
            names = (folder / file.name for file in (plan.folder / folder).iterdir())
            found |= {name.as_posix() for name in names if ownership.origin(plan.folder / name)}
    return found


def _walk(folder: Path, own: str) -> Iterator[str]:
    """Every file below an own folder; a link to a folder counts as a file."""
    for parent, folders, names in os.walk(folder / own):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        folders[:] = [name for name in folders if not _is_ignored(name)]
        for name in (*names, *links):
            if not _is_ignored(name):
                yield Path(parent, name).relative_to(folder).as_posix()


def _is_ignored(name: str) -> bool:
    return is_temporary(name) or any(fnmatchcase(name, pattern) for pattern in IGNORED)


def _remove_empty_folders(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
