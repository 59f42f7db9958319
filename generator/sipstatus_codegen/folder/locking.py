"""One writer at a time in an output folder."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ..faults import CodegenError

WAIT = 60.0
"""Seconds to wait for another call.  One call takes less than a second."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Create the folder if it is missing, and lock it; remove it again on failure.

    Raises CodegenError if the folder cannot be made, or if another call keeps it locked.
    """
    made: list[Path] = []
    try:
        for parent in (folder, *folder.parents):
            if os.path.lexists(parent):
                break
            made.append(parent)
        for parent in reversed(made):
            parent.mkdir(exist_ok=True)
        descriptor = _take(folder)
    except OSError as error:
        if folder.exists() and not folder.is_dir():
            raise not_a_folder(folder) from None
        path = error.filename or folder
        why = error.strerror or error
        raise CodegenError(f"{path}: cannot be written: {why}; nothing was changed") from error
    try:
        yield
    except BaseException:
        for parent in made:
            with contextlib.suppress(OSError):  # not empty any more
                parent.rmdir()
        raise
    finally:
        os.close(descriptor)


def not_a_folder(folder: Path) -> CodegenError:
    """The error for a file that was named as output folder."""
    return CodegenError(f"{folder}: is not a folder; choose another one with --out")


def _take(folder: Path) -> int:
    end = time.monotonic() + WAIT
    while (descriptor := _try(folder)) is None:
        if time.monotonic() > end:
            raise CodegenError(f"{folder}: another call is writing there; wait until it has ended")
        time.sleep(0.05)
    return descriptor


# Either lock ends with its process, even a killed one, and leaves no file behind.
if sys.platform == "win32":

    def _try(folder: Path) -> int | None:
        try:
            flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_TEMPORARY
            return os.open(folder / ".sipstatus-lock.tmp", flags)
        except (FileExistsError, PermissionError):  # the latter during its removal
            return None

else:
    import fcntl

    def _try(folder: Path) -> int | None:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except OSError:  # a network file system without locks: go on unlocked
            pass
        return descriptor
