"""What the templates of ``semantics.go`` loop over, beside the facts of each status code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ...language.escaping import Safe
from .literals import go_literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ...model.facts import CauseMapping, Header
    from ..base import Context


class Answer(NamedTuple):
    """A status code for a cause value; None: no status code.  Without a test it always holds."""

    test: Safe | None
    code: int | None


class Cause(NamedTuple):
    """A cause value and its answers, of which the first counts whose test holds."""

    cause: int
    answers: tuple[Answer, ...]


class Spellings(NamedTuple):
    """A header field and what it may be called, in small letters, as a list of literals."""

    name: str
    spellings: Safe


def tables(context: Context) -> Mapping[str, Any]:
    """The template variables of the semantics."""
    registry = context.registry
    isup = registry.isup
    languages = {tag for status in context.statuses for tag in status.fact.translations}
    return {
        "cause_mappings": isup.causes if isup else (),
        "causes": tuple(_causes(isup.causes, isup.untranslatable)) if isup else (),
        "class_facts": tuple(zip(context.classes, registry.classes, strict=True)),
        "isup": isup,
        "untranslatable": Safe(", ".join(map(str, isup.untranslatable))) if isup else Safe(""),
        "language_list": Safe(f"[]string{{{_list(sorted(languages))}}}"),
        "languages": tuple(sorted(languages)),
        # Facts may name codes that have no constant here.
        "names": {code: Safe(code) for code in range(context.code_min, context.code_max + 1)}
        | {status.code: status.ident for status in context.statuses},
        "spellings": tuple(map(_spellings, registry.headers)),
        "user_location_classes": isup.user_location_classes if isup else (),
    }


def _causes(rows: Sequence[CauseMapping], untranslatable: Iterable[int]) -> Iterator[Cause]:
    by_cause: dict[int, dict[str | None, CauseMapping]] = {cause: {} for cause in untranslatable}
    for row in rows:
        by_cause.setdefault(row.cause, {})[row.condition] = row
    for cause in sorted(by_cause):
        yield Cause(cause, tuple(_answers(by_cause[cause])))


def _answers(rows: Mapping[str | None, CauseMapping]) -> Iterator[Answer]:
    diagnostic = _contains("CauseWithDiagnostic")
    user = _contains("CauseFromUser")
    if row := rows.get("with_diagnostic"):
        if row.user_code:
            yield Answer(Safe(f"{diagnostic} && {user}"), row.user_code)
        yield Answer(diagnostic, row.code)
    row = rows.get("without_diagnostic", rows.get(None))
    if row and row.user_code:
        yield Answer(user, row.user_code)
    yield Answer(None, row.code if row else None)


def _contains(detail: str) -> Safe:
    return Safe(f"slices.Contains(details, {detail})")


def _spellings(header: Header) -> Spellings:
    return Spellings(header.name, _list(filter(None, [header.name.lower(), header.compact])))


def _list(texts: Iterable[str]) -> Safe:
    return Safe(", ".join(map(go_literal, texts)))
