"""Whose is a file in an output folder: the one rule by which files are replaced and removed.

A manifest and a banner are text that anybody can write or copy, so a path in a manifest alone says
nothing, and a banner alone says nothing about the place where its file lies.

**Replaced** is what stands where an output belongs and
  - carries the banner, an octet of which may be damaged, or
  - is listed in the manifest with the digest that it really has, or
  - is listed at all, in a folder that is the generator's alone (``generated/``), or
  - is a manifest that was cut short.

**Removed** is what no selected target writes any more, but one has written, because it
  - is listed in the manifest with the digest that it really has, or
  - carries the whole banner, and stands where the command in that banner would put it.

All else is foreign: refused where it is in the way, and never removed.  A manifest counts only if
it carries the banner itself.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from .. import banner
from ..faults import CodegenError
from ..rendering import output_paths
from ..targets import find
from . import manifest
from .manifest import Entry


def may_replace(place: Path, path: str, entry: Entry | None, *, alone: bool) -> bool:
    """Whether the file at ``place`` may be replaced by the output of that path.

    ``entry`` is what the manifest says of it; ``alone`` says that nobody but the generator writes
    into the folder.
    """
    return (
        banner.is_ours(_head(place))
        or (entry is not None and (alone or _is_unmodified(place, entry)))
        or (path == manifest.NAME and manifest.is_remnant(place))
    )


def origin(place: Path) -> banner.Origin | None:
    """What the whole banner of a file says; None for files without, and for links."""
    if place.is_symlink() or not place.is_file():
        return None
    return banner.read(_head(place))


def writer_of(place: Path, path: str, entry: Entry | None, *, folders: bool) -> str | None:
    """The target that has surely written a file that may be removed; None when none has."""
    if entry is not None and _is_unmodified(place, entry):
        return entry.target
    said = origin(place)
    if said is not None and folders in layouts(path, said.target, said):
        return said.target
    return None


def layouts(path: str, target: str, said: banner.Origin | None) -> set[bool]:
    """How a target comes to write a path: in a folder of its own (True), or without (False).

    ``said`` tells the options, which decide names.  Empty if the target never writes the path.
    """
    try:
        found = find(target)
        outputs = output_paths(found, {} if said is None else said.options)
    except CodegenError:  # another version's target or option
        return set()
    in_folder = {f"{found.place}/{output}" if found.place else output for output in outputs}
    return {folders for folders, paths in ((True, in_folder), (False, outputs)) if path in paths}


def _head(place: Path) -> str:
    with place.open("rb") as stream:
        return stream.read(banner.HEAD).decode("utf-8", "replace")


def _is_unmodified(place: Path, entry: Entry) -> bool:
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == entry.sha256
