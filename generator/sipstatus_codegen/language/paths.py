"""Paths of outputs: relative, with ``/``, and inside their folder on every system."""

from __future__ import annotations

from pathlib import PurePosixPath


def stays_inside(path: str) -> bool:
    """Whether a path is that of a file inside a folder.

    Targets, manifests and options are other people's text.  ``../x``, ``/x``, ``C:x`` and ``..\\x``
    are refused, and so are control characters, which a terminal would obey.
    """
    parts = PurePosixPath(path).parts
    return (
        bool(parts)
        and path == "/".join(parts)
        and ".." not in parts
        and not set(path) & {"\\", ":"}
        and path.isprintable()
    )
