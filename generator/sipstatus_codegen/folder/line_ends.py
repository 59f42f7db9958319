"""Line ends: generated files have LF, which git may turn into CR LF when it checks them out."""

from __future__ import annotations

from pathlib import Path


def alone_differ(old: bytes, new: bytes) -> bool:
    """Whether two states of a file differ in line ends and in nothing else."""
    return old != new and old.replace(b"\r\n", b"\n") == new


def attribute(folder: Path, *more: str) -> str:
    """The line of ``.gitattributes`` that keeps the line ends of all files below a folder.

    The folder is relative to that of the ``.gitattributes``; ``more`` are further attributes.
    """
    pattern = "*" if folder == Path() else f"{folder.as_posix()}/**"
    # In a folder with other files git must look which of them are text.
    return _line(pattern, "text=auto" if folder == Path() else "text", *more)


def attribute_of(file: Path) -> str:
    """The same for one file."""
    return _line(f"/{file.as_posix()}", "text")


def _line(pattern: str, text: str, *more: str) -> str:
    if set(pattern) & set(' "\\#!'):
        escaped = pattern.replace("\\", "\\\\").replace('"', '\\"')
        pattern = f'"{escaped}"'
    return " ".join([pattern, text, "eol=lf", *more])
