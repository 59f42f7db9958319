"""Paths of outputs: always relative, with ``/``, and inside their folder on every system."""

from __future__ import annotations

from pathlib import PurePosixPath


def stays_inside(path: str) -> bool:
    """Whether a path is one plain file below a folder.

    Targets, manifests and options are other people's text: ``../x``, ``/x``, ``C:x`` and ``..\\x``
    must not lead anywhere, and names that a terminal would obey are no names.
    """
    parts = PurePosixPath(path).parts
    return (
        bool(parts)
        and path == "/".join(parts)
        and ".." not in parts
        and not set(path) & {"\\", ":"}
        and path.isprintable()
    )
