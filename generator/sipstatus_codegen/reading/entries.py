"""What the loader has read, for the rules to check: tables that know where they came from."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel

from ..faults import Fault
from ..model.facts import (
    Confusion,
    ForkingStep,
    FurtherTranslation,
    HeaderField,
    Isup,
    Method,
    MetricFormula,
    Note,
    Profile,
)
from ..model.registry import FurtherAlias, ResponseClass, Rules, Status
from .documents import Document

ModelT = TypeVar("ModelT", bound=BaseModel, covariant=True)


@dataclass(frozen=True, slots=True)
class Item(Generic[ModelT]):
    """A table that passed its model, and its position: a path in a document."""

    model: ModelT
    document: Document
    path: tuple[str | int, ...]

    def fault(self, field: str, what: str, remedy: str) -> Fault:
        """A fault in a field of this table, at the line of a field such as ``aliases[1].name``."""
        steps = [int(step) if step.isdigit() else step for step in re.findall(r"[\w-]+", field)]
        return self.document.fault((*self.path, *steps), field, what, remedy, self.code)

    @property
    def code(self) -> int | None:
        """The status code that the table is about; None if it is about none."""
        model: BaseModel = self.model
        return model.code if isinstance(model, Status | FurtherAlias | FurtherTranslation) else None


@dataclass(frozen=True, slots=True)
class Entry(Item[Status]):
    """A ``[[status]]`` entry.

    ``faulty`` are fields that broke the model: they hold stand-ins, and no rule should judge them.
    """

    overlay: bool = False
    faulty: Collection[str] = ()

    @property
    def status(self) -> Status:
        """The entry's model."""
        return self.model

    @property
    def label(self) -> str:
        """How the message of another entry names this one."""
        code = str(self.status.code)
        return code if "name" in self.faulty else f"{code} {self.status.name}"


class Loaded(NamedTuple):
    """All tables of a spec and its overlays that passed their models, in the order of the files.

    ``header_names`` and ``method_names`` include those of tables that did not pass: one fault in
    such a table does not become a fault of every rule that names it.
    """

    response: Item[Rules] | None
    classes: Sequence[Item[ResponseClass]]
    entries: Sequence[Entry]
    headers: Sequence[Item[HeaderField]]
    methods: Sequence[Item[Method]]
    selection: Sequence[Item[ForkingStep]]
    isup: Item[Isup] | None
    metrics: Sequence[Item[MetricFormula]]
    confusions: Sequence[Item[Confusion]]
    notes: Sequence[Item[Note]]
    aliases: Sequence[Item[FurtherAlias]]
    translations: Sequence[Item[FurtherTranslation]]
    profiles: Sequence[Item[Profile]]
    header_names: Collection[str]
    method_names: Collection[str]
