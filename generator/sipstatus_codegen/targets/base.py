"""What a target is: the data and the few functions in which languages differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, NamedTuple, Protocol

from ..language.escaping import CommentStyle, Safe
from ..language.naming import Identifier, Names, upper_snake
from ..model.meaning import Meanings
from ..model.registry import Registry, Status
from ..model.tables import Tables
from ..model.vocabulary import State
from .docs import docs


class Option(NamedTuple):
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


class Output(NamedTuple):
    """One file of a target: its path in the target's folder and the template that makes it.

    The path may name options, as in ``"{package}/codes.py"``.  Instead of a template, ``build``
    makes the whole file from the context (JSON), or ``emit`` makes it from another output, whose
    path is ``source`` (JavaScript from TypeScript).  That output must come first.  ``comment`` is
    set if the comments of the file differ from those of the target.  ``option`` names a yes/no
    option that can leave the file out.
    """

    path: str
    template: str = ""
    build: Callable[[Context], str] | None = None
    source: str = ""
    emit: Callable[[str], str] | None = None
    comment: CommentStyle | None = None
    option: str = ""
    extra: Callable[[Context], Mapping[str, Any]] | None = None
    """Further variables of the template: what templates must not compute themselves."""


class Home(NamedTuple):
    """Where a project of a language keeps such files: what ``sipstatus init`` proposes."""

    markers: tuple[str, ...]
    """Files of a project, ``*.csproj`` among them; if all are there, it is one of the language."""
    folders: tuple[str, ...]
    """Where its files go: the first of which the top folder is there, or else the last."""
    only: tuple[str, ...] = ()
    """The outputs that such a project needs, as :class:`Output` spells their paths; none: all."""
    options: Mapping[str, str] = {}


class Constant(NamedTuple):
    """A name of a status code: its own, or another one."""

    ident: Identifier
    code: int
    doc: str
    """What the code is or, for another name, which its own one is; and the source of that."""
    current: Identifier | None
    """For another name: the code's own one."""
    name: str
    """As the spec has it."""
    former: bool = False
    """Whether the name is a former one, which new programs should not use."""


class Predicate(NamedTuple):
    """A test of status codes, true from ``first`` to ``last``."""

    name: str
    """``IS_SUCCESS``"""
    first: int
    last: int
    doc: str


class Nothing(NamedTuple):
    """What a language has where there is nothing, as its docs say it."""

    text: str
    number: str
    response_class: str
    meaning: str
    header: str

    @classmethod
    def always(cls, word: str) -> Nothing:
        """The same word for all."""
        return cls(word, word, word, word, word)


_NOTHING = Nothing.always("none")


_MARKS = {
    State.DEPRECATED: "deprecated",
    State.HISTORIC: "historic",
    State.VENDOR: "vendor code",
}


@dataclass(frozen=True)
class Context:
    """Everything that a template or a ``build`` function may use.  It is read-only."""

    banner: tuple[str, ...]
    registry: Registry
    statuses: tuple[Status, ...]
    """The status codes of the output; strings in them pass ``literal`` or ``comment`` only."""
    options: Mapping[str, Safe]
    idents: Mapping[str, Identifier]
    """Name of a status code or of an alias -> identifier."""
    class_idents: Mapping[str, Identifier]
    """Name of a response class -> identifier."""
    meanings: Meanings
    """What the responses mean."""
    make_tables: Callable[[], Tables]
    nothing: Nothing

    @property
    def tables(self) -> Tables:
        """What the responses mean, as tables.  They are made when they are first asked for."""
        return self.make_tables()

    @property
    def constants(self) -> Iterator[Constant]:
        """The names of the status codes, in order: that of a code, then its other ones."""
        for status in self.statuses:
            ident = self.idents[status.name]
            marks = [str(reference) for reference in status.references[:1]]
            marks += [] if status.state is State.REGISTERED else [_MARKS[status.state]]
            source = f" ({', '.join(marks)})" if marks else ""
            about = f"{status.code} {status.phrase}{source}. {status.summary}"
            yield Constant(ident, status.code, about, None, status.name)
            for name, alias in status.named_aliases:
                about = alias.doc(ident)
                yield Constant(self.idents[name], status.code, about, ident, name, alias.former)

    @property
    def predicates(self) -> Iterator[Predicate]:
        """A test for each response class, and one for final responses."""
        classes = self.registry.classes
        for entry in classes:
            first = entry.digit * 100
            doc = f"Whether a status code is {entry.heading}."
            yield Predicate(f"IS_{entry.name}", first, first + 99, doc)
        final = [entry.digit * 100 for entry in classes if entry.final]
        doc = "Whether a response with a status code ends the transaction (RFC 3261 section 7.2)."
        yield Predicate("IS_FINAL", final[0], final[-1] + 99, doc)

    @property
    def rows_of_codes(self) -> list[int]:
        """For each code from the smallest on its place among ``statuses`` from 1 on; 0: none."""
        rows = {status.code: row for row, status in enumerate(self.statuses, start=1)}
        limits = self.registry.limits
        return [rows.get(n, 0) for n in range(limits.status_code_min, limits.status_code_max + 1)]

    def variables(self) -> dict[str, Any]:
        """The variables of templates: the fields, and what most templates need of the registry."""
        registry, limits = self.registry, self.registry.limits
        bounds = {"code_min": limits.status_code_min, "code_max": limits.status_code_max}
        fallbacks = ", ".join(f"{each.fallback} in {each.digit}xx" for each in registry.classes)
        return {
            "registry": registry,
            "statuses": self.statuses,
            "options": self.options,
            "idents": self.idents,
            "class_idents": self.class_idents,
            "classes": registry.classes,
            "constants": tuple(self.constants),
            "predicates": tuple(self.predicates),
            "phrases": {s.code: s.phrase for s in self.statuses},
            "lines": {s.code: registry.status_line(s).decode() for s in self.statuses},
            "hangup_cause": registry.isup.hangup_cause if registry.isup else 0,
            "version": registry.spec.version,
            "digest": registry.digest,
            "sip_version": registry.sip_version,
            "line_max": limits.status_line_max,
            "docs": docs({**self.nothing._asdict(), "fallbacks": fallbacks, **bounds}),
            **bounds,
        }


def filters(syntax: ModuleType) -> dict[str, Callable[..., Safe]]:
    """What a module defines for templates to call, under names that begin with no underscore.

    Functions that it imports are none; other objects that can be called it must not import.
    """
    defined = vars(syntax).items()
    return {name: value for name, value in defined if _is_filter(syntax, name, value)}


def _is_filter(syntax: ModuleType, name: str, value: object) -> bool:
    if not name.islower() or name.startswith("_"):
        return False
    if isinstance(value, FunctionType):
        return value.__module__ == syntax.__name__
    return callable(value) and not isinstance(value, type)


class LiteralFilter(Protocol):
    """A string of the spec as a literal of the language."""

    def __call__(self, text: str, /) -> Safe:
        """The literal."""
        ...


class Naming(Protocol):
    """A name of the spec, with the target's options, as an identifier of the language."""

    def __call__(self, name: str, options: Mapping[str, Safe], /) -> Identifier:
        """The identifier."""
        ...


as_in_the_spec = Names(upper_snake)
"""``BUSY_HERE``: the name that the spec gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One output language: a folder under ``targets/`` whose ``TARGET`` this is.

    >>> find("go").name, callable(find("go").ident)
    ('go', True)
    """

    name: str
    title: str
    """What it makes, in a few words (``sipstatus targets`` and the README table)."""
    audience: str
    """Who should use it and how: one or two sentences for ``generated/README.md``, Markdown."""
    outputs: tuple[Output, ...]
    literal: LiteralFilter
    comment: CommentStyle
    ident: Naming = as_in_the_spec
    """Name of a status code -> identifier."""
    class_ident: Naming = as_in_the_spec
    """Name of a response class -> identifier."""
    options: tuple[Option, ...] = ()
    historic: bool = False
    """Whether the historic codes are always part of it (reference outputs, not code)."""
    folder: str | None = None
    """Folder under a shared output folder; None is the target's name, "" the folder itself."""
    nothing: Nothing = _NOTHING
    filters: Mapping[str, Callable[..., Safe]] = field(default_factory=dict)
    templates: Path | None = None
    """Folder of the templates; None is ``templates/`` in the built-in target's own folder."""
    usage: str = ""
    """How a program writes a status code, for people who copy it: ``StatusCode.{}``, with the
    identifier for ``{}`` and options by name.  Empty for what no program includes."""
    homes: tuple[Home, ...] = ()
    """The projects that it is for; the first that fits a project counts."""
    example: str = ""
    """A file beside the templates: a program that uses the output as it is by default, for
    ``generated/README.md``.  Its suffix is the word that Markdown knows the language by."""

    @property
    def subfolder(self) -> str:
        """The target's folder below a shared output folder; "" is that folder itself."""
        return self.name if self.folder is None else self.folder
