"""``manifest.json``: which files of an output folder are the generator's, and what they held."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from . import jsontext
from .model import Registry
from .paths import stays_inside

NAME = "manifest.json"

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def content(
    registry: Registry,
    banner: tuple[str, ...],
    files: Mapping[str, bytes],
    targets: Mapping[str, str],
    kept: Mapping[str, Any],
) -> bytes:
    """The manifest of a folder: ``files`` of this call, and ``kept`` entries of other targets."""
    entries = {
        path: {"target": targets[path], "sha256": hashlib.sha256(octets).hexdigest()}
        for path, octets in files.items()
    }
    document = {
        "$comment": "\n".join(banner),
        "spec": {"version": registry.spec.version, "digest": registry.digest},
        "files": dict(sorted({**kept, **entries}.items())),
    }
    return jsontext.dumps(document).encode()


def entries(folder: Path) -> dict[str, Any]:
    """The entries of a folder's manifest by path; none when it is missing or damaged.

    A manifest is input too: it must not name anything outside its folder for removal, and nothing
    of it but paths, targets and digests goes on.
    """
    try:
        files = json.loads((folder / NAME).read_bytes())["files"]
        return {
            path: {"target": entry["target"], "sha256": entry["sha256"]}
            for path, entry in files.items()
            if stays_inside(path)
            and entry["target"].isprintable()
            and _DIGEST.fullmatch(entry["sha256"])
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def others(folder: Path, targets: Collection[str]) -> dict[str, Any]:
    """The entries that belong to other targets than these: a partial call keeps them."""
    return {path: e for path, e in entries(folder).items() if e["target"] not in targets}


def read(folder: Path) -> dict[str, str]:
    """Path -> target of every file that the manifest lists, itself included."""
    found = {path: entry["target"] for path, entry in entries(folder).items()}
    return {**found, NAME: ""} if found else {}
