"""Reads files that other people wrote: only regular files, and none that is too large."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from ..faults import CodegenError

LARGEST = 4 * 1024 * 1024
"""Octets: twenty times the spec, ten times the largest output."""


def read(path: Path, limit: int = LARGEST) -> bytes:
    """All octets of a file.

    Raises CodegenError if it cannot be read, holds more than ``limit`` octets, or is a device, a
    pipe or anything else that may block or never end.
    """
    try:
        # A pipe that nobody writes to would block open() without O_NONBLOCK.
        descriptor = os.open(path, os.O_RDONLY | _NONBLOCK | _BINARY)
        with os.fdopen(descriptor, "rb") as stream:
            regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
            octets = stream.read(limit + 1) if regular else b""
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        what = getattr(error, "strerror", None) or error
        raise CodegenError(f"{path}: cannot be read: {what}") from None
    if not regular:
        raise CodegenError(f"{path}: cannot be read: it is not a regular file")
    if len(octets) > limit:
        raise CodegenError(f"{path}: is larger than {limit:,} octets, which is too large")
    return octets


_NONBLOCK = getattr(os, "O_NONBLOCK", 0)  # not on Windows, which has no named pipes as files
_BINARY = getattr(os, "O_BINARY", 0)  # on Windows alone, which would change line ends
