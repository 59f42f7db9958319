"""Many files changed at once, or none of them."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

_PREFIX, _SUFFIX = ".sipstatus-", ".tmp"
_TEMPORARY = re.compile(r"\.sipstatus-\w+\.tmp", re.ASCII)


def replace_all(top: Path, contents: Mapping[Path, bytes], removed: Iterable[Path]) -> None:
    """Give every file of ``contents`` its content and remove those of ``removed``.

    They are below ``top``.  All that takes time is done in a temporary folder first; then follows
    one short loop of renames that signals have to wait for.  Whatever fails, and however far this
    had come: the files are as before, and the exception (OSError mostly) goes on.
    """
    removed = list(removed)
    with ExitStack() as undo:
        _make_folders(top, undo)
        with _temporary_folder(top) as folder, ExitStack() as undo_changes:
            staged = []
            for number, (place, content) in enumerate(contents.items()):
                _make_folders(place.parent, undo)
                staged.append((_stage(place, content, folder / f"{number}.new"), place))
            before = {
                place: _back_up(place, folder / f"{number}.old")
                for number, place in enumerate([*contents, *removed])
            }
            with _signals_wait():
                for temporary, place in staged:
                    undo_changes.callback(_put_back, before[place], place)
                    temporary.replace(place)
                for place in removed:
                    undo_changes.callback(_put_back, before[place], place)
                    place.unlink()
                undo_changes.pop_all()  # nothing to undo any more
                undo.pop_all()


def is_temporary(name: str) -> bool:
    """Whether a file or folder of that name in an output folder is no more than a working copy."""
    return _TEMPORARY.fullmatch(name) is not None


def clear(top: Path) -> None:
    """Remove what calls have left behind that were killed; nobody else may be at work there."""
    for place in top.glob(f"{_PREFIX}*{_SUFFIX}"):
        if is_temporary(place.name) and place.is_dir() and not place.is_symlink():
            shutil.rmtree(place, ignore_errors=True)


@contextlib.contextmanager
def _temporary_folder(top: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, suffix=_SUFFIX, dir=top))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_folders(folder: Path, undo: ExitStack) -> None:
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir()
        undo.callback(parent.rmdir)


def _stage(place: Path, content: bytes, temporary: Path) -> Path:
    with temporary.open("xb") as stream:  # the umask decides about the mode of a new file ...
        stream.write(content)
    if place.exists():
        shutil.copymode(place, temporary)  # ... and an old one keeps its own
    return temporary


def _back_up(place: Path, kept: Path) -> Path | None:
    """A second name for an old file; a copy where the file system has no hard links."""
    if not place.exists():
        return None
    try:
        os.link(place, kept)
    except OSError:
        shutil.copy2(place, kept)
    return kept


def _put_back(kept: Path | None, place: Path) -> None:
    if kept is None:
        place.unlink(missing_ok=True)
    else:
        kept.replace(place)


@contextlib.contextmanager
def _signals_wait() -> Iterator[None]:
    """Hold back what would end the process, or interrupt it, half way (not on Windows)."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    waiting = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, waiting)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
