"""Many files changed at once, or none of them."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path


def replace_all(contents: Mapping[Path, bytes], removed: Iterable[Path]) -> None:
    """Give every file of ``contents`` its content and remove those of ``removed``.

    All new contents are written to temporary files beside the old ones before the first old file
    is replaced.  Whatever fails, and however far this had come: the files are as before, and the
    exception (OSError mostly) goes on.
    """
    spare: list[Path] = []
    with ExitStack() as undo:
        staged = []
        for place, content in contents.items():
            _make_folders(place.parent, undo)
            staged.append((_stage(place, content, undo), place))
        for temporary, place in staged:
            if place.exists():
                spare.append(_back_up(place, undo))
            else:
                undo.callback(place.unlink, missing_ok=True)
            temporary.replace(place)
        for place in removed:
            kept = _beside(place)
            undo.callback(_put_back, kept, place)
            place.replace(kept)
            spare.append(kept)
        undo.pop_all()  # nothing to undo any more
    for kept in spare:
        kept.unlink(missing_ok=True)


def _make_folders(folder: Path, undo: ExitStack) -> None:
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir()
        undo.callback(parent.rmdir)


def _stage(place: Path, content: bytes, undo: ExitStack) -> Path:
    temporary = _beside(place)
    undo.callback(temporary.unlink, missing_ok=True)
    with temporary.open("xb") as stream:  # the umask decides about the mode of a new file ...
        stream.write(content)
    if place.exists():
        shutil.copymode(place, temporary)  # ... and an old one keeps its own
    return temporary


def _back_up(place: Path, undo: ExitStack) -> Path:
    """A second name for the old file; a copy where the file system has no hard links."""
    kept = _beside(place)
    try:
        os.link(place, kept)
    except OSError:
        undo.callback(kept.unlink, missing_ok=True)
        shutil.copy2(place, kept)
    undo.callback(_put_back, kept, place)
    return kept


def _put_back(kept: Path, place: Path) -> None:
    if kept.exists():
        kept.replace(place)
        kept.unlink(missing_ok=True)  # two names of one file: POSIX renames neither


def _beside(place: Path) -> Path:
    """An unused name in the same folder, so that renaming never crosses file systems."""
    return place.with_name(f".{place.name}.{secrets.token_hex(4)}")
