"""What a target is: the data and the few functions by which one language differs from another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ..language.escaping import CommentStyle, Safe
from ..language.naming import Identifier

__all__ = [
    "Alias",
    "Class",
    "Consumer",
    "Context",
    "Literal",
    "Naming",
    "Option",
    "Output",
    "Status",
    "Target",
]


@dataclass(frozen=True, slots=True)
class Option:
    """A setting of a target: ``--option TARGET.NAME=VALUE``.

    A value must match ``pattern`` as a whole, so that it may stand in code as it is.
    """

    name: str
    default: str
    help: str
    pattern: str

    def check(self, value: str) -> Safe:
        """The value as text that is safe in code; ValueError when the pattern refuses it."""
        if not re.fullmatch(self.pattern, value, re.ASCII):
            raise ValueError(f"{value!r} does not match {self.pattern}")
        return Safe(value)


@dataclass(frozen=True, slots=True)
class Output:
    """One file of a target: its path in the target's folder and the template that makes it.

    The path may name options, as in ``"{package}/codes.py"``.  A file that no template can make
    well (JSON) gives ``build`` instead, a function of the context.  ``comment`` is set where the
    file's comments differ from the target's.  ``option`` names a yes/no option that can leave the
    file out.
    """

    path: str
    template: str = ""
    build: Callable[[Context], str] | None = None
    comment: CommentStyle | None = None
    option: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """An alias of a status code, as templates see it; ``ident`` only for named ones."""

    phrase: str
    name: str | None
    ident: Identifier | None
    source: str


@dataclass(frozen=True, slots=True)
class Status:
    """A status code, as templates see it.  Plain strings pass ``literal`` or ``comment`` only."""

    code: int
    name: str
    ident: Identifier
    phrase: str
    summary: str
    state: str
    class_digit: int
    line: bytes
    references: tuple[str, ...]
    aliases: tuple[Alias, ...]
    fact: Any
    """The model itself (:class:`sipstatus_codegen.model.registry.Status`), for the rarer facts."""

    @property
    def named_aliases(self) -> tuple[Alias, ...]:
        """Aliases that become identifiers."""
        return tuple(alias for alias in self.aliases if alias.ident is not None)


@dataclass(frozen=True, slots=True)
class Class:
    """A response class, as templates see it."""

    digit: int
    name: str
    ident: Identifier
    title: str
    summary: str
    final: bool
    fallback: int
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that a template or ``build`` function may use; nothing in it can be changed."""

    banner: tuple[str, ...]
    version: str
    digest: str
    sip_version: str
    code_min: int
    code_max: int
    line_max: int
    classes: tuple[Class, ...]
    statuses: tuple[Status, ...]
    options: Mapping[str, Safe]
    registry: Any
    """The whole :class:`sipstatus_codegen.model.registry.Registry`."""


class Literal(Protocol):
    """A string of the spec as a literal of the language."""

    def __call__(self, text: str, /) -> Safe: ...


class Naming(Protocol):
    """A name of the spec, with the target's options, as an identifier of the language."""

    def __call__(self, name: str, options: Mapping[str, Safe], /) -> Identifier: ...


@dataclass(frozen=True, slots=True)
class Consumer:
    """The tiny programs beside the templates that use an output as a stranger would.

    ``files`` are templates of the target folder, path -> template, rendered next to the outputs.
    The first is the program of constants; one with ``semantics`` in its path and one with
    ``facts`` may follow.  What each prints is the same in every language; ``tests/targets`` says
    what, and compares.

    ``commands`` build and run a program, one after the other in the folder of the outputs; the
    last one prints.  In their words ``{main}`` is the path of the program's file and ``{folder}``
    that of the folder it is in.  A first word without a slash is a tool, which the tests find.
    ``environment`` is added to that of the commands.
    """

    files: Mapping[str, str]
    commands: tuple[tuple[str, ...], ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One output language: a folder under ``targets/`` whose ``TARGET`` this is."""

    name: str
    title: str
    """What it makes, in a few words (``sipstatus targets`` and the README table)."""
    audience: str
    """Who should use it and how: one or two sentences for ``generated/README.md``, Markdown."""
    outputs: tuple[Output, ...]
    literal: Literal
    comment: CommentStyle
    ident: Naming
    """Name of a status code -> identifier."""
    class_ident: Naming
    """Name of a response class -> identifier."""
    options: tuple[Option, ...] = ()
    historic: bool = False
    """Whether the historic codes are always part of it (reference outputs, not code)."""
    folder: str | None = None
    """Folder under a shared output folder; None is the target's name, "" the folder itself."""
    extra: Callable[[Context], Mapping[str, Any]] | None = None
    """Further template variables: what templates must not compute themselves."""
    filters: Mapping[str, Callable[..., Safe]] = field(default_factory=dict)
    consumer: Consumer | None = None
    templates: Path | None = None
    """Folder of the templates; None is ``templates/`` in the built-in target's own folder."""

    @property
    def place(self) -> str:
        """The target's folder below a shared output folder."""
        return self.name if self.folder is None else self.folder
