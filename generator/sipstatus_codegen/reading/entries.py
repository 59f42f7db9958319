"""What the loader has read and the rules look at: tables, each with the place it came from."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from ..faults import Fault
from ..model.facts import (
    Confusion,
    FurtherTranslation,
    Header,
    Isup,
    Method,
    Metric,
    Note,
    Profile,
    Selection,
)
from ..model.registry import ResponseClass, Status
from .documents import Document

ModelT = TypeVar("ModelT", bound=BaseModel, covariant=True)


@dataclass(frozen=True, slots=True)
class Item(Generic[ModelT]):
    """A table that passed its model, and the place it came from."""

    model: ModelT
    document: Document
    path: tuple[str | int, ...]

    def fault(self, field: str, what: str, remedy: str) -> Fault:
        """A fault in a field of this table; ``aliases[1].name`` finds its own line."""
        steps = [int(step) if step.isdigit() else step for step in re.findall(r"[\w-]+", field)]
        return self.document.fault((*self.path, *steps), field, what, remedy, self.code)

    @property
    def code(self) -> int | None:
        """The status code that the table is about, if it is about one."""
        return self.model.code if isinstance(self.model, Status | FurtherTranslation) else None


@dataclass(frozen=True, slots=True)
class Entry(Item[Status]):
    """A ``[[status]]`` entry.

    ``faulty`` are the fields that broke the model already: in their place stand harmless values.
    """

    overlay: bool = False
    faulty: Collection[str] = ()

    @property
    def status(self) -> Status:
        """The entry's model."""
        return self.model

    @property
    def place(self) -> str:
        """How another entry's message points at this one."""
        code = str(self.status.code)
        return code if "name" in self.faulty else f"{code} {self.status.name}"


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything of a spec and its overlays that passed its model, in the order of the files.

    ``header_names`` and ``method_names`` are also those of tables that did not pass, so that one
    fault there does not become one at every place that names them.
    """

    classes: Sequence[Item[ResponseClass]]
    entries: Sequence[Entry]
    headers: Sequence[Item[Header]]
    methods: Sequence[Item[Method]]
    selection: Sequence[Item[Selection]]
    isup: Item[Isup] | None
    metrics: Sequence[Item[Metric]]
    confusions: Sequence[Item[Confusion]]
    notes: Sequence[Item[Note]]
    translations: Sequence[Item[FurtherTranslation]]
    profiles: Sequence[Item[Profile]]
    header_names: Collection[str]
    method_names: Collection[str]
