"""Line ends: git may change those of generated files when it checks them out."""

from __future__ import annotations

from pathlib import Path


def alone_differ(old: bytes, new: bytes) -> bool:
    """Whether two states of a file differ in line ends and in nothing else."""
    return old != new and old.replace(b"\r\n", b"\n") == new.replace(b"\r\n", b"\n")


def attribute(folder: Path, *more: str) -> str:
    """The line of ``.gitattributes`` that keeps the line ends of all files below a folder.

    The folder is relative to that of the ``.gitattributes``; ``more`` are further attributes.
    """
    if folder == Path():  # other files are there as well, whose line ends git may have to change
        return " ".join(["*", "text=auto", "eol=lf", *more])
    return " ".join([_quoted(f"{folder.as_posix()}/**"), "-text", *more])


def attribute_of(file: Path) -> str:
    """The same for one file."""
    return f"{_quoted(f'/{file.as_posix()}')} -text"


def _quoted(pattern: str) -> str:
    if not set(pattern) & set(' "\\#!'):
        return pattern
    escaped = pattern.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
