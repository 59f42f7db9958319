"""From a spec file to a folder of files: what the command line does, as functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import banner, manifest, writer
from .faults import CodegenError
from .loader import load_registry
from .model import Registry
from .paths import stays_inside
from .rendering import Request, output_paths, render
from .targets import Target, builtin, find


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to generate, and from what.

    ``targets`` are names; none means every built-in target.  ``spec`` None is the packaged spec.
    ``options`` are ``{"c.prefix": "ACME_"}``.  With ``folders`` each target has a folder of its
    own below the output folder; None means: when there are several targets.  ``folders=True`` also
    says that the output folder is the generator's alone, so that all else in it is foreign.
    """

    targets: Sequence[str] = ()
    spec: str | Path | None = None
    overlays: Sequence[str | Path] = ()
    include_historic: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    folders: bool | None = None


_ALL = Selection()


def plan(out: str | Path, selection: Selection = _ALL) -> writer.Plan:
    """What folder ``out`` should hold, rendered in memory.

    Raises InvalidSpecError for a bad spec or overlay, CodegenError for a bad selection.
    """
    chosen = _chosen(selection)
    request = make_request(selection, chosen)
    registry = load_registry(selection.spec, selection.overlays)
    files, owners = _rendered(registry, request, chosen, selection)
    folder = Path(out)
    selected = {target.name for target in chosen} if selection.targets else None
    kept = {} if selected is None else manifest.others(folder, selected)
    banner_lines = banner.manifest_lines(registry, request)
    files[manifest.NAME] = manifest.content(registry, banner_lines, files, owners, kept)
    return writer.Plan(folder, files, selected, _own_folders(chosen, selection))


def contents(selection: Selection = _ALL) -> dict[str, bytes]:
    """The files of a selection in memory, path -> content, without a folder and its manifest.

    Raises what :func:`plan` raises.
    """
    chosen = _chosen(selection)
    request = make_request(selection, chosen)
    registry = load_registry(selection.spec, selection.overlays)
    return _rendered(registry, request, chosen, selection)[0]


def outputs(selection: Selection = _ALL) -> tuple[str, ...]:
    """The paths that :func:`plan` would give, sorted; reads no spec and renders nothing."""
    chosen = _chosen(selection)
    options = make_request(selection, chosen).options
    places = _places(chosen, selection, lambda target: output_paths(target, options))
    return tuple(sorted([*places, manifest.NAME]))


def generate(out: str | Path, selection: Selection = _ALL) -> writer.Report:
    """Make ``out`` hold what :func:`plan` says; returns what had differed.

    Raises what :func:`plan` raises, and CodegenError when a foreign file is in the way or a file
    cannot be written.
    """
    return writer.write(plan(out, selection))


def check(out: str | Path, selection: Selection = _ALL) -> writer.Report:
    """How ``out`` differs from what :func:`plan` says; writes nothing."""
    return writer.check(plan(out, selection))


def make_request(selection: Selection, targets: Sequence[Target]) -> Request:
    """The request that banners repeat; CodegenError for options of targets not selected."""
    names = {target.name for target in targets}
    for key in selection.options:
        if key.partition(".")[0] not in names:
            listed = ", ".join(sorted(names))
            raise CodegenError(f"--option {key}: its target is not selected (selected: {listed})")
    return Request(
        spec=banner.SPEC_NAME if selection.spec is None else Path(selection.spec).name,
        overlays=tuple(Path(overlay).name for overlay in selection.overlays),
        include_historic=selection.include_historic,
        options=dict(selection.options),
    )


def _chosen(selection: Selection) -> tuple[Target, ...]:
    return tuple(map(find, dict.fromkeys(selection.targets))) or builtin()


def _rendered(
    registry: Registry, request: Request, chosen: Sequence[Target], selection: Selection
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Path -> content, and path -> name of the target that made it."""
    rendered = {target.name: render(registry, target, request) for target in chosen}
    places = _places(chosen, selection, lambda target: rendered[target.name])
    files = {place: rendered[target.name][path] for place, (target, path) in places.items()}
    return files, {place: target.name for place, (target, _) in places.items()}


def _in_folders(chosen: Sequence[Target], selection: Selection) -> bool:
    return len(chosen) > 1 if selection.folders is None else selection.folders


def _places(
    chosen: Sequence[Target], selection: Selection, paths: Callable[[Target], Iterable[str]]
) -> dict[str, tuple[Target, str]]:
    """Path in the output folder -> the target that makes it, and the target's own path."""
    folders = _in_folders(chosen, selection)
    places: dict[str, tuple[Target, str]] = {}
    taken = {manifest.NAME}  # some file systems do not tell A from a
    for target in chosen:
        for path in paths(target):
            place = f"{target.place}/{path}" if folders and target.place else path
            if not stays_inside(place):
                raise CodegenError(f"target {target.name}: {place!r} is no relative output path")
            if place.casefold() in taken:
                raise CodegenError(f"target {target.name}: {place} is made by another, too")
            taken.add(place.casefold())
            places[place] = target, path
    return places


def _own_folders(chosen: Sequence[Target], selection: Selection) -> tuple[str, ...]:
    """Where nobody else writes: a folder of the generator's, or the folders of several targets.

    Never a folder that the caller named and that may hold all sorts of things.
    """
    if selection.folders:
        return ("",)
    if _in_folders(chosen, selection):
        return tuple(target.place for target in chosen if target.place)
    return ()
