"""The pages of the reference: one for each class, and one for what holds for all of them.

A page is a sequence of blocks (headings, paragraphs, lists, tables) with blank lines between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...language.escaping import Safe
from ...language.markdown import COMMENT, Markdown, literal, paragraph, table
from ...model.facts import Isup, MetricFormula, Note, Profile
from ...model.meaning import Meaning
from ...model.registry import Registry, ResponseClass, Rules, Status
from ..base import Context
from ..prose import Prose

_PROSE = Prose(Markdown())


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
        blocks += [Safe("## The best response of a forked request"), _selection(registry)]
    if registry.isup is not None:
        blocks += _isup(registry.isup, registry)
    for profile in registry.profiles:
        blocks += _profile(profile)
    if registry.metrics:
        blocks += [Safe("## Metrics"), _items(map(_metric, registry.metrics))]
    if registry.confusions:
        blocks += [Safe("## Easily confused"), _confusions(registry, None)]
    if registry.notes:
        blocks += [Safe("## What no single code is about"), _notes(registry.notes)]
    return _page(context, blocks)


def _page(context: Context, blocks: Iterable[Safe]) -> str:
    return "\n\n".join([COMMENT.block(context.banner), *filter(None, blocks)]) + "\n"


def _class_blocks(entry: ResponseClass) -> Iterator[Safe]:
    yield Safe(f"# {entry.digit}xx {literal(entry.title)}")
    yield paragraph(entry.summary)
    fallback = f"An unrecognised {entry.digit}xx is handled as {entry.fallback}."
    yield Safe(f"{fallback} {_PROSE.about(entry)}".rstrip())
    yield _items(_PROSE.common(entry))
    if entry.headers:
        yield _PROSE.header_table(entry.headers)
    yield Safe(f"Sources: {'; '.join(map(_PROSE.citation, entry.references))}.")


def _status_blocks(status: Status, meaning: Meaning, registry: Registry) -> Iterator[Safe]:
    yield Safe(f"## {status.code} {literal(status.phrase)}")
    yield Safe(f"`{status.name}`, {status.state}")
    yield paragraph(status.summary)
    yield _items(_status_items(status, meaning))
    if status.headers:
        yield _PROSE.header_table(status.headers)
    if status.notes:
        yield Safe("Notes:")
        yield _notes(status.notes)
    if any(status.code in confusion.codes for confusion in registry.confusions):
        yield Safe("Easily confused:")
        yield _confusions(registry, status.code)
    if status.translations:
        rows = [
            (tag, literal(t.phrase), literal(t.summary)) for tag, t in status.translations.items()
        ]
        yield table(("Language", "Phrase", "Meaning"), rows)
    if status.references:
        yield Safe(f"Sources: {'; '.join(map(_PROSE.citation, status.references))}.")


def _status_items(status: Status, meaning: Meaning) -> Iterator[str]:
    if status.generated_by:
        yield _PROSE.generated(status.generated_by)
    yield from _PROSE.common(status)
    if meaning.isup:
        yield _PROSE.cause(meaning.isup)
    if meaning.metrics:
        yield f"- **Counts in:** {', '.join(meaning.metrics)}"
    for alias in status.aliases:
        name = f", `{alias.name}`" if alias.name else ""
        yield f"- **Also:** {literal(alias.phrase)}{name} ({_PROSE.citation(alias.source)})"
    for text in status.unverified:
        yield f"- **Unverified:** {literal(text)}"


def _response(rules: Rules) -> Iterator[Safe]:
    if rules != Rules():
        yield Safe("## Every response")
        yield _items(_PROSE.rules(rules))
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


def _selection(registry: Registry) -> Safe:
    steps = (
        f"{i}. **{step.level}{_to(step.methods)}:** {literal(step.text)} ({_PROSE.source(step)})"
        for i, step in enumerate(registry.selection, 1)
    )
    return _items(steps)


def _to(methods: Iterable[str]) -> str:
    listed = ", ".join(methods)
    return f", to {listed}" if listed else ""


def _isup(isup: Isup, registry: Registry) -> Iterator[Safe]:
    yield Safe("## ISUP causes")
    user = ", ".join(f"{digit}xx" for digit in isup.user_location_classes) or "no class"
    source = _PROSE.citation(isup.cause_source)
    yield Safe(
        f"From status code to cause ({source}). Any other 4xx to 6xx has "
        f'the cause {isup.default_cause}. The location of the cause is "user" for {user} and '
        f'"network" for the others. A BYE or CANCEL has the cause {isup.hangup_cause}.'
    )
    causes = [
        (f"{status.code} {literal(status.phrase)}", str(status.isup.cause or "none"))
        for status in registry.statuses
        if status.isup is not None
    ]
    yield table(("Response", "Cause"), causes)
    silent = ", ".join(map(str, isup.untranslatable))
    yield Safe(
        f"From cause to status code ({_PROSE.citation(isup.source)}). Any other cause gives "
        f"{isup.default_code}{f', but {silent} none' if silent else ''}."
    )
    rows = [
        (
            f"{row.cause} {literal(row.text)}",
            (row.condition or "").replace("_", " "),
            str(row.code or "none"),
            str(row.user_code or ""),
            literal(row.note or ""),
            _PROSE.source(row),
        )
        for row in isup.causes
    ]
    yield table(("Cause", "When", "Code", "From the user", "Note", "Source"), rows)


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


def _metric(metric: MetricFormula) -> str:
    classes = [f"{digit}xx" for digit in metric.numerator_classes]
    counted = ", ".join([*map(str, metric.numerator), *classes])
    but = f" but {', '.join(map(str, metric.numerator_except))}" if metric.numerator_except else ""
    without = "".join(f" without {digit}xx" for digit in metric.excluded_classes)
    ratio = f"{counted}{but} / all {metric.method} requests{without}"
    return (
        f"- **{metric.name}**, {literal(metric.title)}: {ratio}, in percent. "
        f"{literal(metric.text)} ({_PROSE.source(metric)})"
    )


def _confusions(registry: Registry, code: int | None) -> Safe:
    """All confusions, or those of one code with the other codes of each."""
    return _items(
        f"- {', '.join(str(other) for other in confusion.codes if other != code)}: "
        f"{literal(confusion.text)} ({_PROSE.source(confusion)})"
        for confusion in registry.confusions
        if code is None or code in confusion.codes
    )


def _notes(notes: Iterable[Note]) -> Safe:
    return _items(f"- {paragraph(note.text)} ({_PROSE.source(note)})" for note in notes)


def _items(lines: Iterable[str]) -> Safe:
    return Safe("\n".join(lines))
