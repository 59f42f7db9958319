"""Is a vendored copy of an output current, edited by hand, or from another spec?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from . import banner
from .faults import CodegenError
from .folder import manifest
from .folder.writer import unified_diff
from .loader import load_registry
from .model.registry import Registry
from .reading import files
from .rendering import Request, render
from .targets import find

_DIGEST = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


class Verdict(StrEnum):
    """What became of a vendored file."""

    CURRENT = "current"
    EDITED = "edited by hand"
    OTHER_SPEC = "from another spec"
    NEWER_SPEC = "from a newer spec"
    FOREIGN = "not written by sipstatus"


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one file, with what a person needs to act on it.

    ``origin`` is what the file's banner says and ``output`` the path that ``origin.target`` gives
    such a file; None where the file says nothing.
    """

    path: str
    verdict: Verdict
    detail: str = ""
    origin: banner.Origin | None = None
    output: str | None = None
    diff: str = ""


def inspect(
    path: str | Path, *, spec: str | Path | None = None, overlays: Sequence[str | Path] = ()
) -> Finding:
    """Judge one file by rendering again what its banner says it is.

    ``overlays`` must hold the overlays that the banner names.  Raises CodegenError when the file
    cannot be read, or when an overlay or target that its banner names is not at hand.
    """
    name = str(path)
    content = files.read(Path(path))
    head = content[: banner.HEAD].decode("utf-8", "replace")
    origin = banner.read(head)
    if origin is None:
        if banner.is_ours(head):
            return Finding(name, Verdict.EDITED, "its banner is damaged")
        return Finding(name, Verdict.FOREIGN, "it has no banner")
    if not origin.target or manifest.parse(content):
        raise CodegenError(f"{name}: check a manifest with its folder: sipstatus check --out DIR")
    registry = _registry(name, origin, spec, overlays)
    output, expected = _closest(registry, origin, Path(path), content)
    if expected == content:
        detail = f"{_named(spec)} {registry.spec.version}"
        return Finding(name, Verdict.CURRENT, detail, origin, output)
    diff = unified_diff(expected, content, name, "generated", "on disk")
    if other := _other_spec(registry, origin, content, spec):
        return Finding(name, *other, origin, output, diff)
    detail = "it differs from what its spec gives"
    if content.replace(b"\r\n", b"\n") == expected:
        detail = "its line ends are CR LF; generated files have LF"
    return Finding(name, Verdict.EDITED, detail, origin, output, diff)


def _registry(
    name: str, origin: banner.Origin, spec: str | Path | None, overlays: Sequence[str | Path]
) -> Registry:
    given = {Path(overlay).name: overlay for overlay in overlays}
    for overlay in origin.overlays:
        if overlay not in given:
            raise CodegenError(f"{name}: made with an overlay; give --overlay {overlay}")
    return load_registry(spec, [given[overlay] for overlay in origin.overlays])


def _named(spec: str | Path | None) -> str:
    return "packaged spec" if spec is None else str(spec)


def _other_spec(
    registry: Registry, origin: banner.Origin, content: bytes, spec: str | Path | None
) -> tuple[Verdict, str] | None:
    """How the file's spec differs from this one; None when it does not.

    Code carries the digest; files that cannot (go.mod, package.json) carry the version only.
    """
    version, here = registry.spec.version, _named(spec)
    made = f"made from {origin.spec} {origin.version}"
    name = banner.SPEC_NAME if spec is None else Path(spec).name
    if origin.spec != name == banner.SPEC_NAME:  # versions of two specs say nothing
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
    registry: Registry, origin: banner.Origin, place: Path, content: bytes
) -> tuple[str, bytes]:
    """What the file should be: the output of its name, or else (renamed) the most similar."""
    request = Request(origin.spec, origin.overlays, origin.include_historic, origin.options)
    try:
        rendered = render(registry, find(origin.target), request)
    except CodegenError as error:
        raise CodegenError(f"{place}: cannot be judged: {error}") from error
    lines = set(content.splitlines())

    def likeness(path: str) -> tuple[bool, bool, int]:
        same_lines = len(lines.intersection(rendered[path].splitlines()))
        return rendered[path] == content, Path(path).name == place.name, same_lines

    output = max(rendered, key=likeness)
    return output, rendered[output]
