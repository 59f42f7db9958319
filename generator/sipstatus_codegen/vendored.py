"""Judges vendored copies of outputs: current, edited by hand, or made from another spec."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from . import banner
from .faults import CodegenError
from .folder import line_ends, manifest
from .folder.writer import unified_diff
from .loader import load_registry
from .model.registry import Registry
from .reading import files
from .recipe import SPEC_NAME
from .rendering import Renderer
from .targets import Context, find

if TYPE_CHECKING:
    from .readback import Change, Read

_DIGEST = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


class Verdict(StrEnum):
    """The state of a vendored file.

    >>> Verdict.EDITED.value
    'edited by hand'
    """

    CURRENT = "current"
    EDITED = "edited by hand"
    LINE_ENDS = "other line ends"
    OTHER_SPEC = "from another spec"
    OTHER_GENERATOR = "from another version of sipstatus"
    NEWER_SPEC = "from a newer spec"
    FOREIGN = "not written by sipstatus"


class Inspection(NamedTuple):
    """The verdict on one file, and what a person needs to act on it.

    ``origin`` is what the banner of the file says, ``output`` the path that its target gives such a
    file.  Both are None if the file has no banner.  ``changes`` are the codes that differ, from the
    older spec to the newer one; None for a file of the same spec, or in which no codes are found.

    >>> Inspection("sip.h", Verdict.FOREIGN, "it has no banner").verdict.value
    'not written by sipstatus'
    """

    path: str
    verdict: Verdict
    detail: str = ""
    origin: banner.Banner | None = None
    output: str | None = None
    diff: str = ""
    changes: Sequence[Change] | None = None
    newer: bool = False
    """The file was made from a newer spec."""


class Inspector:
    """Judges files: the banner of each says how it was made, and what that gives now is compared.

    ``overlays`` must hold the overlays that banners name.  What files have in common is made once.

    >>> from pathlib import Path
    >>> Path("sip.h").write_text("int codes;")
    10
    >>> Inspector().inspect("sip.h").verdict
    <Verdict.FOREIGN: 'not written by sipstatus'>
    """

    def __init__(
        self, *, spec: str | Path | None = None, overlays: Sequence[str | Path] = ()
    ) -> None:
        self._spec = spec
        self._overlays = {Path(overlay).name: overlay for overlay in overlays}
        self._registries: dict[tuple[str, ...], Registry] = {}
        self._made: dict[str, tuple[Context, Mapping[str, bytes]]] = {}

    def inspect(self, path: str | Path) -> Inspection:
        """Judge one file.

        Raises CodegenError if it cannot be read, or if an overlay or target that its banner names
        is missing.
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
            raise CodegenError(
                f"{name}: check a manifest with its folder: sipstatus check {Path(path).parent}"
            )
        if not origin.target:
            return Inspection(name, Verdict.EDITED, "its banner names no target")
        registry = self._registry(name, origin)
        context, made = self._files(name, registry, origin)
        output = _closest(made, Path(path), content)
        expected, here = made[output], _spec_label(self._spec)
        if expected == content:
            detail = f"{here} {registry.spec.version}"
            return Inspection(name, Verdict.CURRENT, detail, origin, output)
        if line_ends.alone_differ(content, expected):
            detail = "nothing else differs"
            return Inspection(name, Verdict.LINE_ENDS, detail, origin, output)
        content = content.replace(b"\r\n", b"\n")
        whole = banner.is_whole(content)
        if other := _other_spec(registry, origin, content, self._spec):
            verdict, detail = other
            changes = _changes(origin, context, expected, content)
            newer = verdict is Verdict.NEWER_SPEC
            if changes and newer:
                changes = [change._replace(old=change.new, new=change.old) for change in changes]
            if whole is False:
                verdict, detail = Verdict.EDITED, f"and {detail}"
            return Inspection(name, verdict, detail, origin, output, "", changes, newer)
        if whole:
            return Inspection(name, Verdict.OTHER_GENERATOR, "nobody has edited it", origin, output)
        diff = unified_diff(expected, content, name, "generated", "on disk")
        detail = "it differs from what its spec gives"
        return Inspection(name, Verdict.EDITED, detail, origin, output, diff)

    def _registry(self, name: str, origin: banner.Banner) -> Registry:
        names = origin.recipe.overlay_names
        for overlay in names:
            if overlay not in self._overlays:
                raise CodegenError(f"{name}: made with an overlay; give --overlay {overlay}")
        if names not in self._registries:
            overlays = [self._overlays[overlay] for overlay in names]
            self._registries[names] = load_registry(self._spec, overlays)
        return self._registries[names]

    def _files(
        self, name: str, registry: Registry, origin: banner.Banner
    ) -> tuple[Context, Mapping[str, bytes]]:
        """What the recipe of a file gives now."""
        key = shlex.join(origin.recipe.arguments())
        if key not in self._made:
            try:
                renderer, target = Renderer(registry, origin.recipe), find(origin.target)
                self._made[key] = renderer.context(target), renderer.files(target)
            except CodegenError as error:
                raise CodegenError(f"{name}: cannot be judged: {error}") from error
        return self._made[key]


def inspect(
    path: str | Path, *, spec: str | Path | None = None, overlays: Sequence[str | Path] = ()
) -> Inspection:
    """Judge one file; see :meth:`Inspector.inspect`.

    >>> from pathlib import Path
    >>> header = contents(Recipe(targets=["c"]))["sip_status.h"]
    >>> Path("sip_status.h").write_bytes(header.replace(b"Busy Here", b"Busy")) > 10_000
    True
    >>> inspect("sip_status.h").verdict
    <Verdict.EDITED: 'edited by hand'>
    """
    return Inspector(spec=spec, overlays=overlays).inspect(path)


def codes(path: str | Path) -> dict[int, Read]:
    """The codes that a copy holds, from whatever spec it was made.

    Raises CodegenError if it is none, or if no codes are found in it.
    """
    content = files.read(Path(path))
    origin = banner.read(content[: banner.HEAD].decode("utf-8", "replace"))
    if origin is None or not origin.target:
        raise CodegenError(f"{path}: not written by sipstatus")
    from .readback import Reader

    recipe, target = replace(origin.recipe, spec=None, overlays=()), find(origin.target)
    renderer = Renderer(load_registry(), recipe)
    context, made = renderer.context(target), renderer.files(target)
    fresh = made[_closest(made, Path(path), content)].decode()
    reader = Reader(fresh, context.statuses, context.idents, target.literal)
    found = reader.codes(content.replace(b"\r\n", b"\n").decode("utf-8", "replace"))
    if not found:
        raise CodegenError(f"{path}: holds no codes that can be compared")
    return found


def copies(folder: Path) -> list[Path]:
    """The files below a folder that carry the banner, sorted; manifests are among them.

    Links, and what is hidden (``.git``), are passed over.
    """
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(parent, name) for name in sorted(names)):
            if path.is_file() and not path.is_symlink():
                with path.open("rb") as stream:
                    head = stream.read(banner.HEAD).decode("utf-8", "replace")
                if banner.is_ours(head):
                    found.append(path)
    return found


def _changes(
    origin: banner.Banner, context: Context, fresh: bytes, content: bytes
) -> Sequence[Change] | None:
    from .readback import Reader

    target = find(origin.target)
    reader = Reader(fresh.decode(), context.statuses, context.idents, target.literal)
    return reader.changes(content.decode("utf-8", "replace"))


def _spec_label(spec: str | Path | None) -> str:
    return "packaged spec" if spec is None else str(spec)


def _other_spec(
    registry: Registry, origin: banner.Banner, content: bytes, spec: str | Path | None
) -> tuple[Verdict, str] | None:
    """How the spec of the file differs from this one; None if it does not."""
    version, here = registry.spec.version, _spec_label(spec)
    made = f"made from {origin.recipe.spec_name} {origin.version}"
    name = SPEC_NAME if spec is None else Path(spec).name
    if origin.recipe.spec_name != name == SPEC_NAME:  # their versions cannot be compared
        return Verdict.OTHER_SPEC, f"{made}, not from {here} {version}"
    if _ordered(origin.version) > _ordered(version):
        return Verdict.NEWER_SPEC, f"{made}, which is newer than {here} {version}"
    if origin.version != version:
        return Verdict.OTHER_SPEC, f"{made}; {here} is {version}"
    digest = origin.digest or next((found.decode() for found in _DIGEST.findall(content)), "")
    if digest and not registry.digest.startswith(digest):
        made = f"made from digest {digest[:12]}..."
        return Verdict.OTHER_SPEC, f"{made}; {here} {version} has {registry.digest[:12]}..."
    return None


def _ordered(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _closest(made: Mapping[str, bytes], path: Path, content: bytes) -> str:
    """The output that the file should equal: that of its name or, if renamed, the most similar."""
    lines = set(content.splitlines())

    def likeness(output: str) -> tuple[bool, bool, int]:
        same_lines = len(lines.intersection(made[output].splitlines()))
        return made[output] == content, Path(output).name == path.name, same_lines

    return max(made, key=likeness)
