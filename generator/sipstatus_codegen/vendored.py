"""Judges vendored copies of outputs: current, edited by hand, or made from another spec."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from . import banner
from .faults import CodegenError
from .folder import manifest
from .folder.writer import unified_diff
from .loader import load_registry
from .model.registry import Registry
from .reading import files
from .recipe import SPEC_NAME
from .rendering import render
from .targets import find

_DIGEST = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


class Verdict(StrEnum):
    """The state of a vendored file."""

    CURRENT = "current"
    EDITED = "edited by hand"
    OTHER_SPEC = "from another spec"
    NEWER_SPEC = "from a newer spec"
    FOREIGN = "not written by sipstatus"


class Inspection(NamedTuple):
    """The verdict on one file, and what a person needs to act on it.

    ``origin`` is what the banner of the file says, ``output`` the path that its target gives such a
    file.  Both are None if the file has no banner.
    """

    path: str
    verdict: Verdict
    detail: str = ""
    origin: banner.Banner | None = None
    output: str | None = None
    diff: str = ""


def inspect(
    path: str | Path, *, spec: str | Path | None = None, overlays: Sequence[str | Path] = ()
) -> Inspection:
    """Judge one file: its banner says how it was made, and it is compared with what that gives now.

    ``overlays`` must hold the overlays that the banner names.  Raises CodegenError if the file
    cannot be read, or if an overlay or target that its banner names is missing.
    """
    name = str(path)
    content = files.read(Path(path))
    head = content[: banner.HEAD].decode("utf-8", "replace")
    origin = banner.read(head)
    if origin is None:
        if banner.is_ours(head):
            return Inspection(name, Verdict.EDITED, "its banner is damaged")
        return Inspection(name, Verdict.FOREIGN, "it has no banner")
    if manifest.parse(content):
        raise CodegenError(f"{name}: check a manifest with its folder: sipstatus check --out DIR")
    if not origin.target:
        return Inspection(name, Verdict.EDITED, "its banner names no target")
    registry = _registry(name, origin, spec, overlays)
    output, expected = _closest(registry, origin, Path(path), content)
    if expected == content:
        detail = f"{_spec_label(spec)} {registry.spec.version}"
        return Inspection(name, Verdict.CURRENT, detail, origin, output)
    diff = unified_diff(expected, content, name, "generated", "on disk")
    if other := _other_spec(registry, origin, content, spec):
        return Inspection(name, *other, origin, output, diff)
    detail = "it differs from what its spec gives"
    if content.replace(b"\r\n", b"\n") == expected:
        detail = "its line ends are CR LF; generated files have LF"
    return Inspection(name, Verdict.EDITED, detail, origin, output, diff)


def _registry(
    name: str, origin: banner.Banner, spec: str | Path | None, overlays: Sequence[str | Path]
) -> Registry:
    given = {Path(overlay).name: overlay for overlay in overlays}
    for overlay in origin.recipe.overlay_names:
        if overlay not in given:
            raise CodegenError(f"{name}: made with an overlay; give --overlay {overlay}")
    return load_registry(spec, [given[overlay] for overlay in origin.recipe.overlay_names])


def _spec_label(spec: str | Path | None) -> str:
    return "packaged spec" if spec is None else str(spec)


def _other_spec(
    registry: Registry, origin: banner.Banner, content: bytes, spec: str | Path | None
) -> tuple[Verdict, str] | None:
    """How the spec of the file differs from this one; None if it does not.

    Code carries the digest; files that cannot (go.mod, package.json) carry the version alone.
    """
    version, here = registry.spec.version, _spec_label(spec)
    made = f"made from {origin.recipe.spec_name} {origin.version}"
    name = SPEC_NAME if spec is None else Path(spec).name
    if origin.recipe.spec_name != name == SPEC_NAME:  # their versions cannot be compared
        return Verdict.OTHER_SPEC, f"{made}, not from {here} {version}"
    if _ordered(origin.version) > _ordered(version):
        return Verdict.NEWER_SPEC, f"{made}, which is newer than {here} {version}"
    if origin.version != version:
        return Verdict.OTHER_SPEC, f"{made}; {here} is {version}"
    digests = _DIGEST.findall(content)
    if digests and registry.digest.encode() not in digests:
        made = f"made from digest {digests[0].decode()[:12]}..."
        return Verdict.OTHER_SPEC, f"{made}; {here} {version} has {registry.digest[:12]}..."
    return None


def _ordered(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _closest(
    registry: Registry, origin: banner.Banner, path: Path, content: bytes
) -> tuple[str, bytes]:
    """The output that the file should equal: that of its name or, if renamed, the most similar."""
    try:
        rendered = render(registry, find(origin.target), origin.recipe)
    except CodegenError as error:
        raise CodegenError(f"{path}: cannot be judged: {error}") from error
    lines = set(content.splitlines())

    def likeness(output: str) -> tuple[bool, bool, int]:
        same_lines = len(lines.intersection(rendered[output].splitlines()))
        return rendered[output] == content, Path(output).name == path.name, same_lines

    output = max(rendered, key=likeness)
    return output, rendered[output]
