"""From a spec file to a folder of files: the commands ``generate`` and ``check`` as functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from . import banner
from .faults import CodegenError
from .folder import manifest, staging, writer
from .folder.locking import locked
from .language.paths import stays_inside
from .loader import load_registry
from .model.registry import Registry
from .recipe import Delivery, Recipe
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

    >>> len(plan("include", Recipe(targets=["c"])).files["sip_status.h"]) > 10_000
    True

    Raises InvalidSpecError for a bad spec or overlay, CodegenError for a bad recipe.
    """
    return _plan(Path(out), [_Rendering(recipe, folders, only)])


def contents(
    recipe: Recipe = _ALL, *, folders: bool | None = None, only: Sequence[str] = ()
) -> dict[str, bytes]:
    """The files of a recipe in memory, path -> content; no folder is needed, and no manifest made.

    The arguments and exceptions are those of :func:`plan`.

    >>> contents(Recipe(targets=["c"]))["sip_status.h"].splitlines()[0]
    b'/*'
    """
    return _Rendering(recipe, folders, only).files


def outputs(
    recipe: Recipe = _ALL, *, folders: bool | None = None, only: Sequence[str] = ()
) -> tuple[str, ...]:
    """The paths that :func:`plan` would give, sorted.  Reads no spec and renders nothing.

    >>> "sip_status.h" in outputs(Recipe(targets=["c"]))
    True
    """
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

    >>> report = generate("include", Recipe(targets=["c"]))
    >>> "sip_status.h" in report.missing
    True
    """
    rendering, folder = _Rendering(recipe, folders, only), Path(out)
    with locked(folder):
        staging.clear(folder)
        return writer.write(_plan(folder, [rendering]))


def check(
    out: str | Path, recipe: Recipe = _ALL, *, folders: bool | None = None, only: Sequence[str] = ()
) -> writer.Report:
    """How ``out`` differs from what :func:`plan` says; writes nothing.

    >>> check("include", Recipe(targets=["c"])).clean  # nobody has called generate() there
    False
    """
    return writer.check(plan(out, recipe, folders=folders, only=only))


def plans(deliveries: Sequence[Delivery]) -> list[writer.Plan]:
    """What each folder of a project should hold.  Raises what :func:`plan` raises.

    >>> from pathlib import Path
    >>> [made.folder.name for made in plans([Delivery(Path("include"), Recipe(targets=["c"]))])]
    ['include']
    """
    return [_plan(folder, parts) for folder, parts in _by_folder(deliveries).items()]


def deliver(deliveries: Sequence[Delivery]) -> list[tuple[Path, writer.Report]]:
    """Write all files of a project; returns what differed before in each folder.

    If a foreign file is in the way in any of the folders, nothing is changed in any.  Raises what
    :func:`generate` raises.

    >>> from pathlib import Path
    >>> only = ("sip_status.h",)
    >>> ((folder, report),) = deliver([Delivery(Path("include"), Recipe(targets=["c"]), only)])
    >>> report.missing
    ('sip_status.h',)
    """
    folders = _by_folder(deliveries)
    with ExitStack() as locks:
        for folder in sorted(folders):
            locks.enter_context(locked(folder))
            staging.clear(folder)
        made = [_plan(folder, parts) for folder, parts in folders.items()]
        if len(made) > 1:
            for each in made:
                writer.refuse_foreign(each, writer.check(each))
        return [(each.folder, writer.write(each)) for each in made]


def delivered(deliveries: Sequence[Delivery]) -> list[Path]:
    """The paths of all files of a project, sorted.  Reads no spec and renders nothing.

    >>> from pathlib import Path
    >>> paths = delivered([Delivery(Path("include"), Recipe(targets=["c"]))])
    >>> Path("include/sip_status.h") in paths
    True
    """
    return sorted(
        {
            folder / path
            for folder, recipe, only in deliveries
            for path in outputs(recipe, folders=False, only=only)
        }
    )


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

    def __init__(
        self,
        recipe: Recipe,
        folders: bool | None,
        only: Sequence[str],
        shared: tuple[Registry, Renderer] | None = None,
    ) -> None:
        self.recipe, self.only = recipe, only
        self.chosen = _chosen(recipe)
        self.layout = _Layout(self.chosen, folders, only)
        self.registry, renderer = shared or _loaded(recipe)
        rendered = {target.name: renderer.files(target) for target in self.chosen}
        arranged = self.layout.arrange(lambda target: rendered[target.name])
        self.owners = {output: target.name for output, (target, _) in arranged.items()}
        self.files = {output: rendered[t.name][path] for output, (t, path) in arranged.items()}


def _plan(folder: Path, parts: Sequence[_Rendering]) -> writer.Plan:
    """The plan for a folder that recipes share, and in which there may be files of other targets.

    One manifest lists the files of all of them.
    """
    files: dict[str, bytes] = {}
    for part in parts:
        for path in part.files.keys() & files.keys():
            raise CodegenError(f"{folder / path}: two outputs of the project make it")
        files.update(part.files)
    folders = parts[0].layout.folders
    whole = [part for part in parts if not part.only]
    if not whole:  # some files alone: no manifest, no orphans
        return writer.Plan(folder, files, (), (), folders)
    recipe, chosen = whole[0].recipe, [target for part in whole for target in part.chosen]
    selected = {target.name for target in chosen} if recipe.targets else None
    kept = manifest.others(folder, selected) if selected else {}
    before = manifest.recipe(folder) if kept else None
    if len(whole) > 1:  # no single command makes them all
        recipe = replace(recipe, include_historic=all(p.recipe.include_historic for p in whole))
        before = Recipe()
    registry, owners = parts[0].registry, {p: t for part in whole for p, t in part.owners.items()}
    lines = banner.manifest_lines(registry, chosen, recipe, before)
    listed = {path: content for path, content in files.items() if path in owners}
    files[manifest.NAME] = manifest.content(registry, lines, listed, owners, kept)
    return writer.Plan(folder, files, selected, parts[0].layout.own_folders, folders)


def _loaded(recipe: Recipe) -> tuple[Registry, Renderer]:
    registry = load_registry(recipe.spec, recipe.overlays)
    return registry, Renderer(registry, recipe)


def _by_folder(deliveries: Sequence[Delivery]) -> dict[Path, list[_Rendering]]:
    """The rendered files of a project by folder.  Recipes that fit together share a renderer."""
    together: list[Recipe] = []
    shares: list[int] = []
    for _, recipe, _ in deliveries:
        for number, others in enumerate(together):
            if merged := _merged(others, recipe):
                together[number] = merged
                break
        else:
            number = len(together)
            together.append(recipe)
        shares.append(number)
    loaded = [_loaded(recipe) for recipe in together]
    folders: dict[Path, list[_Rendering]] = {}
    for (folder, recipe, only), number in zip(deliveries, shares, strict=True):
        rendering = _Rendering(recipe, False, only, loaded[number])
        folders.setdefault(folder, []).append(rendering)
    return folders


def _merged(one: Recipe, other: Recipe) -> Recipe | None:
    """One recipe that renders the targets of both as they do; None if there is none."""
    same = replace(one, targets=other.targets, options=other.options) == other
    for target in {*one.targets} & {*other.targets}:
        same = same and _options_of(target, one) == _options_of(target, other)
    if not same:
        return None
    targets = tuple(dict.fromkeys([*one.targets, *other.targets]))
    return replace(one, targets=targets, options={**one.options, **other.options})


def _options_of(target: str, recipe: Recipe) -> Mapping[str, str]:
    return {key: v for key, v in recipe.options.items() if key.partition(".")[0] == target}


def _chosen(recipe: Recipe) -> tuple[Target, ...]:
    """The targets of a recipe; CodegenError for options of other targets."""
    chosen = tuple(map(find, dict.fromkeys(recipe.targets))) or builtin()
    names = {target.name for target in chosen}
    for key in recipe.options:
        if key.partition(".")[0] not in names:
            listed = ", ".join(sorted(names))
            raise CodegenError(f"--option {key}: its target is not selected (selected: {listed})")
    return chosen
