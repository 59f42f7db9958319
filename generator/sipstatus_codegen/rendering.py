"""Registry and target to files in memory: ``{path: bytes}``.  Nothing here touches the disk.

The Jinja environment is made in one place.  Its ``finalize`` refuses every plain string: a text
of the spec must have passed the target's ``literal`` or ``comment`` (see :mod:`.language.escaping`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import jinja2

from . import banner, targets
from .faults import CodegenError
from .language.escaping import Safe
from .language.paths import stays_inside
from .model.registry import Registry
from .targets.base import Alias, Class, Context, Output, Status, Target


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for besides the registry: it decides bytes, so the banner repeats it.

    ``options`` are ``{"c.prefix": "ACME_"}``; those of other targets are ignored.
    """

    spec: str = banner.SPEC_NAME
    overlays: tuple[str, ...] = ()
    include_historic: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


def render(registry: Registry, target: Target, request: Request | None = None) -> dict[str, bytes]:
    """The files of one target: path in the target's folder (with ``/``) -> content.

    Raises CodegenError for an option that the target does not have or a value that it refuses,
    and when the target itself fails (another package's may).  The same arguments give the same
    bytes on every machine.
    """
    try:
        context = make_context(registry, target, request or Request())
        environment = _environment(target)
        files = {}
        for output in _wanted(target, context.options):
            path = output.path.format_map(context.options)
            files[_checked_path(path, target)] = _content(output, target, context, environment)
    except CodegenError:
        raise
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        raise CodegenError(f"target {target.name} fails: {what}") from error
    return files


def render_consumer(
    registry: Registry, target: Target, request: Request | None = None
) -> dict[str, bytes]:
    """The files of the target's consumer program, rendered like its outputs."""
    if target.consumer is None:
        return {}
    context = make_context(registry, target, request or Request())
    environment = _environment(target)
    return {
        path.format_map(context.options): _content(
            Output(path, template), target, context, environment
        )
        for path, template in target.consumer.files.items()
    }


def make_context(registry: Registry, target: Target, request: Request) -> Context:
    """The template variables for one target; see :class:`Context`."""
    options = _options(target, request.options)
    historic = target.historic or request.include_historic

    return Context(
        banner=banner.lines(registry, target, request, options),
        version=registry.spec.version,
        digest=registry.digest,
        sip_version=f"{registry.protocol.name}/{registry.protocol.version}",
        code_min=registry.limits.status_code_min,
        code_max=registry.limits.status_code_max,
        line_max=registry.limits.status_line_max,
        classes=tuple(
            Class(
                digit=entry.digit,
                name=entry.name,
                ident=target.class_ident(entry.name, options),
                title=entry.title,
                summary=entry.summary,
                final=entry.final,
                fallback=entry.fallback,
                references=tuple(map(str, entry.references)),
            )
            for entry in registry.classes
        ),
        statuses=tuple(
            Status(
                code=entry.code,
                name=entry.name,
                ident=target.ident(entry.name, options),
                phrase=entry.phrase,
                summary=entry.summary,
                state=entry.state,
                class_digit=entry.class_digit,
                line=registry.status_line(entry),
                references=tuple(map(str, entry.references)),
                aliases=tuple(
                    Alias(
                        alias.phrase,
                        alias.name,
                        None if alias.name is None else target.ident(alias.name, options),
                        str(alias.source),
                    )
                    for alias in entry.aliases
                ),
                fact=entry,
            )
            for entry in registry.statuses
            if historic or not entry.historic
        ),
        options=options,
        registry=registry,
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
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([targets.template_folder(target), targets.FOLDER]),
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


def _only_safe(value: Any) -> Any:
    """The security line of :mod:`.language.escaping`: text of the spec never reaches an output unescaped."""
    if isinstance(value, Safe) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, jinja2.Undefined):
        return str(value)  # raises, naming the variable
    raise TypeError(f"{value!r} reaches the output without passing literal or comment")


def _content(
    output: Output, target: Target, context: Context, environment: jinja2.Environment
) -> bytes:
    if output.build is not None:
        return output.build(context).encode()
    comment = output.comment or target.comment
    variables = {name: getattr(context, name) for name in Context.__slots__}
    variables["banner"] = comment.block(context.banner)
    if target.extra is not None:
        variables.update(target.extra(context))
    environment = environment.overlay()
    environment.filters = {**environment.filters, "comment": comment}
    return environment.get_template(output.template).render(variables).encode()


def _checked_path(path: str, target: Target) -> str:
    """Outputs stay inside their folder, whatever a third party's target says."""
    if not stays_inside(path):
        raise CodegenError(f"target {target.name}: {path!r} is no relative output path")
    return path


def output_paths(target: Target, options: Mapping[str, str]) -> Sequence[str]:
    """The paths that :func:`render` would give, without rendering.  Raises CodegenError, too."""
    values = _options(target, options)
    wanted = _wanted(target, values)
    return [_checked_path(output.path.format_map(values), target) for output in wanted]


def _wanted(target: Target, options: Mapping[str, Safe]) -> list[Output]:
    """The outputs that no option leaves out."""
    return [o for o in target.outputs if not o.option or options[o.option] == "yes"]
