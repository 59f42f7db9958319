"""Renders a registry into the files of a target in memory: ``{path: bytes}``.

The only Jinja environment is made here.  Its ``finalize`` refuses every plain string: a text of the
spec must pass the target's ``literal`` or ``comment`` first (see :mod:`.language.escaping`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from importlib.util import cache_from_source
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from . import banner, targets
from .faults import CodegenError
from .language.escaping import Safe
from .language.paths import stays_inside
from .model.meaning import resolve
from .model.registry import Registry
from .model.tables import Tables
from .recipe import Recipe
from .targets.base import Context, Output, Target

_Extra = Callable[[Context], Mapping[str, Any]]


def render(registry: Registry, target: Target, recipe: Recipe | None = None) -> dict[str, bytes]:
    """The files of one target; see ``Renderer.files``.

    >>> "sip_status.h" in render(load_registry(), find("c"))
    True
    """
    return Renderer(registry, recipe or Recipe()).files(target)


class Renderer:
    """Renders the targets of a recipe.  What they share is made once."""

    def __init__(self, registry: Registry, recipe: Recipe) -> None:
        self._registry = registry
        self._recipe = recipe
        self._meanings = resolve(registry)
        without_historic = tuple(s for s in registry.statuses if not s.historic)
        self._statuses = {True: registry.statuses, False: without_historic}
        self._tables = {
            historic: cache(partial(Tables, registry, statuses, self._meanings))
            for historic, statuses in self._statuses.items()
        }

    def files(self, target: Target) -> dict[str, bytes]:
        """The files of one target: path in the target's folder (with ``/``) -> content.

        Options of the recipe for other targets are ignored.  The same arguments give the same bytes
        on every machine.

        Raises CodegenError for an option that the target does not have or a value that it refuses,
        and if the target fails, as that of another package may.
        """
        try:
            context = self.context(target)
            templates = _environment(target)
            variables, extra = cache(context.variables), cache(lambda make: make(context))
            files: dict[str, bytes] = {}
            for output in _wanted(target, context.options):
                path = _checked_path(output.path.format_map(context.options), target)
                if output.emit is None:
                    files[path] = _content(output, target, context, variables, extra, templates)
                else:
                    files[path] = output.emit(files[output.source].decode()).encode()
            return {path: banner.sealed(content) for path, content in files.items()}
        except CodegenError:
            raise
        except Exception as error:
            what = " ".join(f"{type(error).__name__}: {error}".split())
            raise CodegenError(f"target {target.name} fails: {what}") from error

    def context(self, target: Target) -> Context:
        """What the templates of a target may use; see :class:`Context`."""
        registry = self._registry
        options = _options(target, self._recipe.options)
        historic = target.historic or self._recipe.include_historic
        return Context(
            banner=banner.lines(registry, target, self._recipe),
            registry=registry,
            statuses=self._statuses[historic],
            options=options,
            idents=MappingProxyType(
                {
                    name: target.ident(name, options)
                    for status in registry.statuses
                    for name in (status.name, *(name for name, _ in status.named_aliases))
                }
            ),
            class_idents=MappingProxyType(
                {entry.name: target.class_ident(entry.name, options) for entry in registry.classes}
            ),
            meanings=self._meanings,
            make_tables=self._tables[historic],
            nothing=target.nothing,
        )


def _options(target: Target, given: Mapping[str, str]) -> Mapping[str, Safe]:
    known = {option.name: option for option in target.options}
    values = {option.name: option.check(option.default) for option in target.options}
    for key, value in given.items():
        owner, _, name = key.partition(".")
        if owner != target.name:
            continue
        if name not in known:
            listed = ", ".join(f"{target.name}.{option}" for option in known) or "none"
            raise CodegenError(f"--option {key}: no such option; {target.name} has: {listed}")
        try:
            values[name] = known[name].check(value)
        except ValueError as error:
            raise CodegenError(f"--option {key}: {error}") from None
    return MappingProxyType(values)


def _environment(target: Target) -> jinja2.Environment:
    folder = targets.template_folder(target)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, targets.FOLDER]),
        bytecode_cache=_Compiled(folder),
        optimized=False,  # what is computed at compile time would outlive a change of a filter
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
        autoescape=False,
        finalize=_only_safe,
    )
    environment.filters["literal"] = target.literal
    environment.filters.update(target.filters)
    return environment


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Keeps compiled templates where Python keeps compiled modules: in ``__pycache__`` beside them.

    Where nothing can be kept, or must not be, they are compiled each time.
    """

    def __init__(self, folder: Path) -> None:
        module = Path(cache_from_source(str(folder / "%s.py")))
        super().__init__(str(module.parent), module.name)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code from its file; leave the bucket empty if the file is missing or damaged."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # unpickling of damaged octets may raise anything
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the code to its file, if Python writes such files here."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)


@jinja2.pass_eval_context  # so that Jinja calls it while it renders, not while it compiles
def _only_safe(_: object, value: Any) -> Any:
    """The security line: text of the spec never reaches an output unescaped."""
    if isinstance(value, Safe) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, jinja2.Undefined):
        return str(value)  # raises, naming the variable
    raise TypeError(f"{value!r} reaches the output without passing literal or comment")


def _content(
    output: Output,
    target: Target,
    context: Context,
    shared: Callable[[], Mapping[str, Any]],
    extra: Callable[[_Extra], Mapping[str, Any]],
    environment: jinja2.Environment,
) -> bytes:
    if output.build is not None:
        return output.build(context).encode()
    comment = output.comment or target.comment
    variables = {**shared(), "banner": comment.block(context.banner)}
    if output.extra is not None:
        variables.update(extra(output.extra))
    environment = environment.overlay()
    environment.filters = {**environment.filters, "comment": comment}
    return environment.get_template(output.template).render(variables).encode()


def _checked_path(path: str, target: Target) -> str:
    """The path, if it is inside the output folder; CodegenError if not."""
    if not stays_inside(path):
        raise CodegenError(f"target {target.name}: {path!r} is not a relative output path")
    return path


def output_paths(target: Target, options: Mapping[str, str]) -> Sequence[str]:
    """The paths that :func:`render` would give, without rendering.

    Raises CodegenError for options as :func:`render` does.
    """
    values = _options(target, options)
    wanted = _wanted(target, values)
    return [_checked_path(output.path.format_map(values), target) for output in wanted]


def _wanted(target: Target, options: Mapping[str, Safe]) -> list[Output]:
    """The outputs without those that an option leaves out."""
    return [o for o in target.outputs if not o.option or options[o.option] == "yes"]
