"""From a spec file to a folder of files: the commands ``generate`` and ``check`` as functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from . import banner
from .faults import CodegenError
from .folder import manifest, staging, writer
from .folder.locking import locked
from .language.paths import stays_inside
from .loader import load_registry
from .recipe import Recipe
from .rendering import Renderer, output_paths
from .targets import Target, builtin, find

_ALL = Recipe()


def plan(
    out: str | Path, recipe: Recipe = _ALL, *, folders: bool | None = None, only: Sequence[str] = ()
) -> writer.Plan:
    """What folder ``out`` should hold, rendered in memory.

    folders: whether each target has a folder of its own below ``out``; None: if there are several
    targets.  True also means that only the generator writes to ``out``: other files are foreign.
    only: paths of outputs; the plan has these alone, without the other outputs and the manifest.

    Raises InvalidSpecError for a bad spec or overlay, CodegenError for a bad recipe.
    """
    return _Rendering(recipe, folders, only).plan(Path(out))


def contents(
    recipe: Recipe = _ALL, *, folders: bool | None = None, only: Sequence[str] = ()
) -> dict[str, bytes]:
    """The files of a recipe in memory, path -> content; no folder is needed, and no manifest made.

    The arguments and exceptions are those of :func:`plan`.
    """
    return _Rendering(recipe, folders, only).files


def outputs(
    recipe: Recipe = _ALL, *, folders: bool | None = None, only: Sequence[str] = ()
) -> tuple[str, ...]:
    """The paths that :func:`plan` would give, sorted.  Reads no spec and renders nothing."""
    chosen = _chosen(recipe)
    layout = _Layout(chosen, folders, only)
    paths = layout.arrange(lambda target: output_paths(target, recipe.options))
    return tuple(sorted(paths if only else [*paths, manifest.NAME]))


def generate(
    out: str | Path, recipe: Recipe = _ALL, *, folders: bool | None = None, only: Sequence[str] = ()
) -> writer.Report:
    """Make ``out`` hold what :func:`plan` says; returns what differed before.

    Calls for the same folder wait for each other.  Raises what :func:`plan` raises; CodegenError
    also if a foreign file is in the way, a file cannot be written, or another call does not end.
    """
    rendering, folder = _Rendering(recipe, folders, only), Path(out)
    with locked(folder):
        staging.clear(folder)
        return writer.write(rendering.plan(folder))


def check(
    out: str | Path, recipe: Recipe = _ALL, *, folders: bool | None = None, only: Sequence[str] = ()
) -> writer.Report:
    """How ``out`` differs from what :func:`plan` says; writes nothing."""
    return writer.check(plan(out, recipe, folders=folders, only=only))


class _Layout:
    """The paths of the files of targets in an output folder."""

    def __init__(self, chosen: Sequence[Target], folders: bool | None, only: Sequence[str]) -> None:
        self._chosen = chosen
        self._only = only
        self._alone = folders is True
        self.folders = len(chosen) > 1 if folders is None else folders

    def arrange(self, paths_of: Callable[[Target], Iterable[str]]) -> dict[str, tuple[Target, str]]:
        """Path in the output folder -> its target, and the path that the target gives it."""
        arranged: dict[str, tuple[Target, str]] = {}
        taken = {manifest.NAME}  # some file systems do not tell A from a
        for target in self._chosen:
            prefix = f"{target.subfolder}/" if self.folders and target.subfolder else ""
            for path in paths_of(target):
                output = prefix + path
                if not stays_inside(output):
                    raise CodegenError(
                        f"target {target.name}: {output!r} is not a relative output path"
                    )
                if output.casefold() in taken:
                    raise CodegenError(f"target {target.name}: {output} is made by another as well")
                taken.add(output.casefold())
                arranged[output] = target, path
        for output in self._only:
            if output not in arranged:
                listed = ", ".join(sorted(arranged))
                raise CodegenError(f"no output {output!r}; there are: {listed}")
        return {output: arranged[output] for output in self._only} or arranged

    @property
    def own_folders(self) -> tuple[str, ...]:
        """The folders in which only the generator writes.

        They are the whole output folder, or the folders of several targets.  A folder that a caller
        names for one target is not among them: other people's files may be in it.
        """
        if self._alone:
            return ("",)
        return tuple(t.subfolder for t in self._chosen if t.subfolder) if self.folders else ()


class _Rendering:
    """The files of a recipe, and what a plan must know of them."""

    def __init__(self, recipe: Recipe, folders: bool | None, only: Sequence[str]) -> None:
        self._recipe, self._only = recipe, only
        self._chosen = _chosen(recipe)
        self._layout = _Layout(self._chosen, folders, only)
        self._registry = load_registry(recipe.spec, recipe.overlays)
        renderer = Renderer(self._registry, recipe)
        rendered = {target.name: renderer.files(target) for target in self._chosen}
        arranged = self._layout.arrange(lambda target: rendered[target.name])
        self._owners = {output: target.name for output, (target, _) in arranged.items()}
        self.files = {output: rendered[t.name][path] for output, (t, path) in arranged.items()}

    def plan(self, folder: Path) -> writer.Plan:
        """The plan for a folder, in which there may be files of other targets."""
        folders = self._layout.folders
        if self._only:  # these files alone: no manifest, no orphans
            return writer.Plan(folder, self.files, (), (), folders)
        selected = {target.name for target in self._chosen} if self._recipe.targets else None
        kept = manifest.others(folder, selected) if selected else {}
        before = manifest.recipe(folder) if kept else None
        lines = banner.manifest_lines(self._registry, self._chosen, self._recipe, before)
        listing = manifest.content(self._registry, lines, self.files, self._owners, kept)
        files = {**self.files, manifest.NAME: listing}
        return writer.Plan(folder, files, selected, self._layout.own_folders, folders)


def _chosen(recipe: Recipe) -> tuple[Target, ...]:
    """The targets of a recipe; CodegenError for options of other targets."""
    chosen = tuple(map(find, dict.fromkeys(recipe.targets))) or builtin()
    names = {target.name for target in chosen}
    for key in recipe.options:
        if key.partition(".")[0] not in names:
            listed = ", ".join(sorted(names))
            raise CodegenError(f"--option {key}: its target is not selected (selected: {listed})")
    return chosen
