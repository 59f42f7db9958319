"""From a spec file to a folder of files: what the command line does, as functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import banner
from .faults import CodegenError
from .folder import manifest, staging, writer
from .folder.locking import locked
from .language.paths import stays_inside
from .loader import load_registry
from .rendering import Request, output_paths, render
from .targets import Target, builtin, find


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to generate, and from what.

    ``targets`` are names; none means every built-in target.  ``spec`` None is the packaged spec.
    ``options`` are ``{"c.prefix": "ACME_"}``.  With ``folders`` each target has a folder of its
    own below the output folder; None means: when there are several targets.  ``folders=True`` also
    says that the output folder is the generator's alone, so that all else in it is foreign.
    ``only`` are paths of outputs: these are written alone, without the others and the manifest.
    """

    targets: Sequence[str] = ()
    spec: str | Path | None = None
    overlays: Sequence[str | Path] = ()
    include_historic: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    folders: bool | None = None
    only: Sequence[str] = ()


_ALL = Selection()


def plan(out: str | Path, selection: Selection = _ALL) -> writer.Plan:
    """What folder ``out`` should hold, rendered in memory.

    Raises InvalidSpecError for a bad spec or overlay, CodegenError for a bad selection.
    """
    return _Rendering(selection).plan(Path(out))


def contents(selection: Selection = _ALL) -> dict[str, bytes]:
    """The files of a selection in memory, path -> content, without a folder and its manifest.

    Raises what :func:`plan` raises.
    """
    return _Rendering(selection).files


def outputs(selection: Selection = _ALL) -> tuple[str, ...]:
    """The paths that :func:`plan` would give, sorted; reads no spec and renders nothing."""
    chosen = _chosen(selection)
    options = make_request(selection, chosen).options
    places = _places(chosen, selection, lambda target: output_paths(target, options))
    if selection.only:
        return tuple(sorted(places))
    return tuple(sorted([*places, manifest.NAME]))


def generate(out: str | Path, selection: Selection = _ALL) -> writer.Report:
    """Make ``out`` hold what :func:`plan` says; returns what had differed.

    Calls for one folder wait for each other.  Raises what :func:`plan` raises, and CodegenError
    when a foreign file is in the way, a file cannot be written, or another call does not end.
    """
    rendering, folder = _Rendering(selection), Path(out)
    with locked(folder):
        staging.clear(folder)
        return writer.write(rendering.plan(folder))


def check(out: str | Path, selection: Selection = _ALL) -> writer.Report:
    """How ``out`` differs from what :func:`plan` says; writes nothing."""
    return writer.check(plan(out, selection))


class _Rendering:
    """The files of a selection, and what their folder must know of them."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._chosen = _chosen(selection)
        self._request = make_request(selection, self._chosen)
        self._registry = load_registry(selection.spec, selection.overlays)
        rendered = {
            target.name: render(self._registry, target, self._request) for target in self._chosen
        }
        places = _places(self._chosen, selection, lambda target: rendered[target.name])
        self._owners = {place: target.name for place, (target, _) in places.items()}
        self.files = {
            place: rendered[target.name][path] for place, (target, path) in places.items()
        }

    def plan(self, folder: Path) -> writer.Plan:
        """The plan for a folder, which may hold files of other targets."""
        selection, folders = self._selection, _in_folders(self._chosen, self._selection)
        if selection.only:  # these files and nothing else: no manifest, no orphans
            return writer.Plan(folder, self.files, (), (), folders)
        selected = {target.name for target in self._chosen} if selection.targets else None
        kept = {} if selected is None else manifest.others(folder, selected)
        said = manifest.origin(folder) if kept else None
        named = self._chosen if selection.targets else ()
        lines = banner.manifest_lines(self._registry, self._request, named, said)
        listing = manifest.content(self._registry, lines, self.files, self._owners, kept)
        files = {**self.files, manifest.NAME: listing}
        return writer.Plan(folder, files, selected, _own_folders(self._chosen, selection), folders)


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
    if not selection.only:
        return places
    for place in selection.only:
        if place not in places:
            raise CodegenError(f"no output {place!r}; there are: {', '.join(sorted(places))}")
    return {place: places[place] for place in selection.only}


def _own_folders(chosen: Sequence[Target], selection: Selection) -> tuple[str, ...]:
    """Where nobody else writes: a folder of the generator's, or the folders of several targets.

    Never a folder that the caller named and that may hold all sorts of things.
    """
    if selection.folders:
        return ("",)
    if _in_folders(chosen, selection):
        return tuple(target.place for target in chosen if target.place)
    return ()
