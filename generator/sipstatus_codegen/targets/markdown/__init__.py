"""Markdown: the table of all codes and a reference page for each class, for people."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ...language.escaping import Safe
from ...language.markdown import COMMENT, literal, paragraph, table
from ...model.registry import Status
from ..base import Context, Output, Target
from .pages import class_page, registry_page


def _cells(status: Status) -> tuple[str, ...]:
    mark = "" if status.state == "registered" else f" ({status.state})"
    others = "".join(
        f", {'formerly' if alias.former else 'also'} `{name}`"
        for name, alias in status.named_aliases
    )
    defined = str(status.references[0]) if status.references else ""
    return (
        str(status.code),
        f"{literal(status.phrase)}{mark}",
        f"`{status.name}`{others}",
        literal(status.summary),
        defined.replace("section ", ""),
    )


def _tables(context: Context) -> Mapping[str, Any]:
    header = ("Code", "Reason phrase", "Name", "Meaning", "Defined in")
    return {
        "tables": {
            entry.digit: table(
                header, [_cells(s) for s in context.statuses if s.class_digit == entry.digit]
            )
            for entry in context.registry.classes
        },
        "registry_date": Safe(context.registry.spec.registry_date.isoformat()),
        "counts": {
            "registered": sum(s.state in ("registered", "deprecated") for s in context.statuses),
            "historic": sum(s.state == "historic" for s in context.statuses),
            "vendor": sum(s.state == "vendor" for s in context.statuses),
        },
    }


TARGET = Target(
    name="markdown",
    title="The table of all codes, and reference pages with all facts",
    audience="People: every code with its phrase, name, meaning and defining RFC in one table, "
    "and a page per class with all that its codes mean and demand. There _inferred_ marks what "
    "follows from an RFC without being said in it, and _unverified_ what was not read at its "
    "source.",
    outputs=(
        Output("sip-status-codes.md", "sip-status-codes.md.j2", extra=_tables),
        *(Output(f"{digit}xx.md", build=partial(class_page, digit=digit)) for digit in range(1, 7)),
        Output("registry.md", build=registry_page),
    ),
    historic=True,
    literal=literal,
    comment=COMMENT,
    filters={"paragraph": paragraph},
)
