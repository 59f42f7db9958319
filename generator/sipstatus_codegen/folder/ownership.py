"""Decides which files in an output folder may be replaced or removed.

Anybody can write or copy a manifest and a banner.  So a path in a manifest does not prove that the
generator wrote the file, and a banner does not prove that its file was written to this folder.

A file where an output belongs may be **replaced** if it
  - carries the banner, of which an octet may be damaged, or
  - is listed in the manifest with the digest that it has, or
  - is listed in the manifest, in a folder of the generator alone (``generated/``), or
  - is a manifest that was cut short.

A file that no selected target writes may be **removed** if it
  - is listed in the manifest with the digest that it has, or
  - carries the whole banner, and the command in that banner would write it to this path.

Any other file is foreign: it is never removed, and refused if it is in the way.  A manifest counts
only if it carries the banner itself.
"""

from __future__ import annotations

from pathlib import Path

from .. import banner
from ..faults import CodegenError
from ..rendering import output_paths
from ..targets import find
from . import manifest
from .manifest import ManifestEntry


def may_replace(file: Path, path: str, entry: ManifestEntry | None, *, alone: bool) -> bool:
    """Whether an output may replace ``file``, which stands at ``path`` in its folder.

    ``entry`` is what the manifest says of it.  ``alone``: only the generator writes to the folder.
    """
    return (
        banner.is_ours(_head(file))
        or (entry is not None and (alone or entry.is_of(file)))
        or (path == manifest.NAME and manifest.is_remnant(file))
    )


def origin(file: Path) -> banner.Banner | None:
    """What the banner of a file says; None for a link, and for a file without a whole banner."""
    if file.is_symlink() or not file.is_file():
        return None
    return banner.read(_head(file))


def writer_of(file: Path, path: str, entry: ManifestEntry | None, *, folders: bool) -> str | None:
    """The target that wrote a file, which may then be removed; None if that is not certain."""
    if entry is not None and entry.is_of(file):
        return entry.target
    found = origin(file)
    if found is not None and folders in layouts(path, found.target, found):
        return found.target
    return None


def layouts(path: str, target: str, origin: banner.Banner | None) -> set[bool]:
    """In which layouts a target writes a path: in a folder of its own (True), or without (False).

    Empty if it never writes the path.  File names depend on the options in ``origin``.
    """
    try:
        found = find(target)
        outputs = output_paths(found, {} if origin is None else origin.recipe.options)
    except CodegenError:  # a target or option of another version
        return set()
    in_folder = {f"{found.subfolder}/{output}" if found.subfolder else output for output in outputs}
    return {folders for folders, paths in ((True, in_folder), (False, outputs)) if path in paths}


def _head(file: Path) -> str:
    with file.open("rb") as stream:
        return stream.read(banner.HEAD).decode("utf-8", "replace")
