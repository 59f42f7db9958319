"""Changes many files at once, or none of them."""

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
    """Give every file of ``contents`` its content, and remove those of ``removed``.

    All of them are below ``top``.  The slow work is done first, in a temporary folder.  Then one
    short loop renames the files, while signals wait.  On failure all files are as before, and the
    exception (mostly an OSError) is raised: a NotPutBackError if some are not.

    A process that is killed at once (SIGKILL) in that loop leaves some files new and others old,
    each of them whole; the next call completes them.
    """
    lost: list[Path] = []
    try:
        _replace_all(top, contents, list(removed), lost)
    except OSError as error:
        if lost:
            raise NotPutBackError(error, lost) from error
        raise


class NotPutBackError(OSError):
    """Writing has failed, and then putting the old ``files`` back."""

    def __init__(self, reason: OSError, files: Iterable[Path]) -> None:
        super().__init__(reason.errno, reason.strerror, reason.filename)
        self.files = tuple(files)


def _replace_all(
    top: Path, contents: Mapping[Path, bytes], removed: list[Path], lost: list[Path]
) -> None:
    with ExitStack() as undo:
        _make_folders(top, undo)
        with _temporary_folder(top) as folder, ExitStack() as undo_changes:
            staged = []
            for number, (file, content) in enumerate(contents.items()):
                _make_folders(file.parent, undo)
                staged.append((_stage(file, content, folder / f"{number}.new"), file))
            before = {
                file: _back_up(file, folder / f"{number}.old")
                for number, file in enumerate([*contents, *removed])
            }
            with _signals_wait():
                for temporary, file in staged:
                    undo_changes.callback(_put_back, before[file], file, lost)
                    temporary.replace(file)
                for file in removed:
                    undo_changes.callback(_put_back, before[file], file, lost)
                    file.unlink()
                undo_changes.pop_all()  # done: nothing is undone any more
                undo.pop_all()


def is_temporary(name: str) -> bool:
    """Whether a file or folder of that name is a working copy of :func:`replace_all`."""
    return _TEMPORARY.fullmatch(name) is not None


def clear(top: Path) -> None:
    """Remove the working copies of killed calls.  The caller holds the lock of the folder."""
    for found in top.glob(f"{_PREFIX}*{_SUFFIX}"):
        if is_temporary(found.name) and found.is_dir() and not found.is_symlink():
            shutil.rmtree(found, ignore_errors=True)


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


def _stage(file: Path, content: bytes, temporary: Path) -> Path:
    with temporary.open("xb") as stream:  # a new file gets its mode from the umask,
        stream.write(content)
    if file.exists():
        shutil.copymode(file, temporary)  # an old one keeps its own
    return temporary


def _back_up(file: Path, kept: Path) -> Path | None:
    """A second name for an old file, or a copy if the file system has no hard links."""
    if not file.exists():
        return None
    try:
        os.link(file, kept)
    except OSError:
        shutil.copy2(file, kept)
    return kept


def _put_back(kept: Path | None, file: Path, lost: list[Path]) -> None:
    try:
        if kept is None:
            file.unlink(missing_ok=True)
        else:
            kept.replace(file)
    except OSError:
        lost.append(file)


@contextlib.contextmanager
def _signals_wait() -> Iterator[None]:
    """Delay the signals that would end or interrupt the process half-way (not on Windows)."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    waiting = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, waiting)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
