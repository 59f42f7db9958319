"""The pages of the reference: one for each class, and one for what holds for all of them.

A page is a sequence of blocks (headings, paragraphs, lists, tables) with blank lines between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...language.escaping import Safe
from ...language.markdown import COMMENT, Markdown, literal, paragraph, table
from ...model.facts import Profile
from ...model.meaning import Meaning
from ...model.registry import Registry, ResponseClass, Rules, Status
from ..base import Context
from ..prose import Prose

_MARKUP = Markdown()
_PROSE = Prose(_MARKUP)


def class_page(context: Context, digit: int) -> str:
    """All facts about a class and its codes."""
    registry = context.registry
    entry = registry.classes[digit - 1]
    blocks = [*_class_blocks(entry)]
    for status in context.statuses:
        if status.class_digit == digit:
            blocks += _status_blocks(status, context.meanings.of_codes[status.code], registry)
    return _page(context, blocks)


def registry_page(context: Context) -> str:
    """All facts beside the codes: header fields, methods, causes, metrics."""
    registry = context.registry
    blocks = [
        Safe("# Header fields, methods, gateways, metrics"),
        *_response(registry.response),
        *_names(registry),
    ]
    if registry.selection:
        blocks += [Safe("## The best response of a forked request"), _PROSE.selection(registry)]
    if registry.isup is not None:
        blocks += [Safe("## ISUP causes"), *_PROSE.causes(registry.isup, registry)]
    for profile in registry.profiles:
        blocks += _profile(profile)
    if registry.metrics:
        blocks += [Safe("## Metrics"), _PROSE.metrics(registry)]
    if registry.confusions:
        blocks += [Safe("## Easily confused"), _PROSE.confusions(registry)]
    if registry.notes:
        blocks += [Safe("## What no single code is about"), _PROSE.notes(registry.notes)]
    return _page(context, blocks)


def _page(context: Context, blocks: Iterable[Safe]) -> str:
    return "\n\n".join([COMMENT.block(context.banner), *filter(None, blocks)]) + "\n"


def _class_blocks(entry: ResponseClass) -> Iterator[Safe]:
    yield Safe(f"# {entry.digit}xx {literal(entry.title)}")
    yield paragraph(entry.summary)
    fallback = f"An unrecognised {entry.digit}xx is handled as {entry.fallback}."
    yield Safe(f"{fallback} {_PROSE.about(entry)}".rstrip())
    yield _MARKUP.items(_PROSE.common(entry))
    if entry.headers:
        yield _PROSE.header_table(entry.headers)
    yield Safe(f"Sources: {'; '.join(map(_PROSE.citation, entry.references))}.")


def _status_blocks(status: Status, meaning: Meaning, registry: Registry) -> Iterator[Safe]:
    yield Safe(f"## {status.code} {literal(status.phrase)}")
    yield Safe(f"`{status.name}`, {status.state}")
    yield paragraph(status.summary)
    yield _MARKUP.items(_PROSE.of_status(status, meaning))
    if status.headers:
        yield _PROSE.header_table(status.headers)
    if status.notes:
        yield Safe("Notes:")
        yield _PROSE.notes(status.notes)
    if any(status.code in confusion.codes for confusion in registry.confusions):
        yield Safe("Easily confused:")
        yield _PROSE.confusions(registry, status.code)
    if status.translations:
        rows = [
            (tag, literal(t.phrase), literal(t.summary)) for tag, t in status.translations.items()
        ]
        yield table(("Language", "Phrase", "Meaning"), rows)
    if status.references:
        yield Safe(f"Sources: {'; '.join(map(_PROSE.citation, status.references))}.")


def _response(rules: Rules) -> Iterator[Safe]:
    if rules != Rules():
        yield Safe("## Every response")
        yield _MARKUP.items(_PROSE.rules(rules))
        yield _PROSE.header_table(rules.headers)


def _names(registry: Registry) -> Iterator[Safe]:
    if registry.headers:
        yield Safe("## Header fields")
        rows = [
            (
                f"`{header.name}`",
                f"`{header.compact}`" if header.compact else "",
                _PROSE.citation(header.source),
            )
            for header in registry.headers
        ]
        yield table(("Header field", "Compact", "Defined in"), rows)
    if registry.methods:
        yield Safe("## Methods")
        methods = [(f"`{m.name}`", _PROSE.citation(m.source)) for m in registry.methods]
        yield table(("Method", "Defined in"), methods)


def _profile(profile: Profile) -> Iterator[Safe]:
    yield Safe(f"### Profile `{profile.name}`")
    defaults = [
        f"default cause {profile.default_cause}" if profile.default_cause else "",
        f"default code {profile.default_code}" if profile.default_code else "",
    ]
    stated = ", ".join(filter(None, defaults))
    yield Safe(f"What it leaves out is as above{f'; {stated}' if stated else ''}.")
    causes = [(str(row.code), str(row.cause or "none")) for row in profile.causes]
    if causes:
        yield table(("Response", "Cause"), causes)
    codes = [(str(row.cause), str(row.code or "none")) for row in profile.codes]
    if codes:
        yield table(("Cause", "Code"), codes)
