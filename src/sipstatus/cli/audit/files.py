"""The files of source trees, as text."""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sipstatus.cli.outcome import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LARGEST = 4 << 20
"""Octets.  No table that people keep is larger; what is larger is data, or a bundle."""

_NOT_ENTERED = {
    *(".git", ".hg", ".svn", ".bzr", ".nox", ".tox", ".venv", "venv", ".mypy_cache", ".idea"),
    *("__pycache__", "node_modules", ".ruff_cache", ".pytest_cache", "site-packages"),
}
_MINIFIED = re.compile(r"\.min\.\w+$|\.map$")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_ONLY_SIP = re.compile(rb"(?<!\d)(?:18[0-3]|38[0]|48[0-8]|49[134]|60[0346])(?!\d)")


def texts(paths: Sequence[Path], report: Callable[[str], None]) -> Iterator[tuple[Path, str]]:
    """Every file below the paths that may hold a table of SIP, with its text.

    What is no text is left out, and so are folders of other tools (``.git``, ``node_modules``)
    unless they are named.  `report` is told what could not be read.  Raises CommandError for a path
    that does not exist.
    """
    for path in paths:
        if not path.exists():
            raise CommandError(f"{path}: no such file or folder")
    seen: set[tuple[int, int]] = set()
    for path in paths:
        for file in _files(path, report):
            try:
                status = file.stat()
                if (status.st_dev, status.st_ino) in seen:
                    continue
                seen.add((status.st_dev, status.st_ino))
                if status.st_size > LARGEST:
                    if file == path:
                        report(f"{file}: larger than {LARGEST >> 20} MiB")
                    continue
                octets = file.read_bytes()
            except OSError as error:
                report(f"{file}: {error.strerror}")
                continue
            text = _decoded(octets)
            if text is not None:
                yield file, text


def _files(path: Path, report: Callable[[str], None]) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return

    def unreadable(error: OSError) -> None:
        report(f"{error.filename}: {error.strerror}")

    for folder, folders, names in os.walk(path, onerror=unreadable):
        folders[:] = sorted(name for name in folders if name not in _NOT_ENTERED)
        for name in sorted(names):
            file = Path(folder, name)
            if not _MINIFIED.search(name) and not file.is_symlink() and file.is_file():
                yield file


def _decoded(octets: bytes) -> str | None:
    """The text of a file; None if it is no text, or holds too few codes that only SIP has."""
    for mark, encoding in _BOMS:
        if octets.startswith(mark):
            text = octets.decode(encoding, "replace").removeprefix("\ufeff")
            return text if _may_hold_table(text.encode("utf-8", "replace")) else None
    if b"\0" in octets or not _may_hold_table(octets):
        return None
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _may_hold_table(octets: bytes) -> bool:
    found: set[bytes] = set()
    for match in _ONLY_SIP.finditer(octets):
        found.add(match[0])
        if len(found) >= 4:
            return True
    return False
