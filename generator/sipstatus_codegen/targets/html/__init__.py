"""HTML: the reference of all codes in one page, which works from a file, and without scripts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ...language.escaping import Safe
from ...language.html import COMMENT, Html, literal
from ...language.naming import camel, kebab, lower_snake, pascal, upper_snake
from ...model.facts import Confusion
from ...model.meaning import Meaning
from ...model.registry import Status
from .. import builtin
from ..base import Context, Output, Target
from ..prose import Prose, element

# The styles of names that the script of the page knows, by how it is told.
_STYLES = {"NAME": upper_snake, "Name": pascal, "name": camel, "lower": lower_snake, "kebab": kebab}

_MARKUP = Html()
_PROSE = Prose(_MARKUP)


def _page(context: Context) -> Mapping[str, Any]:
    registry = context.registry
    languages = sorted({tag for status in context.statuses for tag in status.translations})
    senders = {name for status in context.statuses for name in _senders(status)}
    return {
        "registry_date": Safe(registry.spec.registry_date.isoformat()),
        "languages": [Safe(tag) for tag in languages],
        "senders": [{"key": Safe(key), "name": Safe(element(key))} for key in sorted(senders)],
        "groups": [
            {
                "digit": entry.digit,
                "title": literal(entry.title),
                "summary": literal(entry.summary),
                "facts": _MARKUP.items(_PROSE.common(entry)),
                "headers": _PROSE.header_table(entry.headers) if entry.headers else Safe(""),
                "codes": [
                    _code(s, context) for s in context.statuses if s.class_digit == entry.digit
                ],
            }
            for entry in registry.classes
        ],
        "response": {
            "facts": _MARKUP.items(_PROSE.rules(registry.response)),
            "headers": _PROSE.header_table(registry.response.headers),
        },
        "comparisons": [_comparison(confusion, context) for confusion in registry.confusions],
        "snippets": _snippets(context),
        "handling": _handling(context),
        "steps": _PROSE.selection(registry),
        "causes": list(_PROSE.causes(registry.isup, registry)) if registry.isup else [],
        "metrics": _PROSE.metrics(registry),
        "notes": _PROSE.notes(registry.notes),
    }


def _code(status: Status, context: Context) -> Mapping[str, Any]:
    meaning = context.meanings.of_codes[status.code]
    names = [status.name, *(name for name, _ in status.named_aliases)]
    return {
        "code": status.code,
        "anchors": [Safe(kebab(name)) for name in names],
        "name": literal(status.name),
        "phrase": literal(status.phrase),
        "state": Safe("" if status.state == "registered" else status.state),
        "senders": Safe(" ".join(_senders(status))),
        "summary": literal(status.summary),
        "translations": [
            {"tag": Safe(tag), "phrase": literal(t.phrase), "summary": literal(t.summary)}
            for tag, t in status.translations.items()
        ],
        "facts": _MARKUP.items(_PROSE.of_status(status, meaning)),
        "headers": _PROSE.header_table(status.headers) if status.headers else Safe(""),
        "notes": _PROSE.notes(status.notes),
        "confusions": [
            {
                "number": number,
                "codes": Safe(", ".join(str(code) for code in one.codes if code != status.code)),
            }
            for number, one in enumerate(context.registry.confusions)
            if status.code in one.codes
        ],
        "sources": Safe("; ".join(map(_PROSE.citation, status.references))),
    }


def _senders(status: Status) -> Iterator[str]:
    if status.generated_by:
        yield from status.generated_by.elements


def _snippets(context: Context) -> Safe:
    """How programs write the codes, as JSON for the script of the page.

    For each target a pattern, which names the style of the name, and the codes that it is wrong
    for: a thousand names would make the page a third larger.
    """
    snippets = []
    for target in builtin():
        if target.usage:
            options = {option.name: option.check(option.default) for option in target.options}
            names = {status.code: status.name for status in context.statuses}
            texts = {
                code: target.usage.format(target.ident(name, options), **options)
                for code, name in names.items()
            }
            patterns = Counter(
                text.replace(style(names[code]), f"{{{key}}}")
                for code, text in texts.items()
                for key, style in _STYLES.items()
                if style(names[code]) in text
            )
            pattern = patterns.most_common(1)[0][0]
            others = {
                code: text
                for code, text in texts.items()
                if text != pattern.format_map({k: to(names[code]) for k, to in _STYLES.items()})
            }
            snippets.append([target.name, pattern, others])
    return Safe(json.dumps(snippets, separators=(",", ":")).replace("<", "\\u003c"))


_COMPARED: Mapping[str, Callable[[Meaning], Iterable[str]]] = {
    "Sent by": lambda meaning: meaning.generated_by.elements if meaning.generated_by else (),
    "Client": lambda meaning: meaning.retry.options if meaning.retry else (),
    "Proxy": lambda meaning: meaning.handling,
    "Dialog": lambda meaning: [meaning.dialog.effect] if meaning.dialog else (),
    "ISUP cause": lambda meaning: [str(meaning.isup.cause or "none")] if meaning.isup else (),
}


def _comparison(confusion: Confusion, context: Context) -> Mapping[str, Any]:
    """What tells codes apart, side by side."""
    statuses = [status for status in context.statuses if status.code in confusion.codes]
    meanings = [context.meanings.of_codes[status.code] for status in statuses]
    return {
        "codes": [{"code": s.code, "phrase": literal(s.phrase)} for s in statuses],
        "text": literal(confusion.text),
        "source": _PROSE.source(confusion),
        "rows": [
            (label, cells)
            for label, words in _COMPARED.items()
            if len(set(cells := [_words(words(meaning)) for meaning in meanings])) > 1
        ],
    }


def _handling(context: Context) -> Safe:
    """What a forking proxy does with each code."""
    codes: dict[tuple[str, ...], list[str]] = {}
    for status in context.statuses:
        meaning = context.meanings.of_codes[status.code]
        link = f"<a href=#{status.code}>{status.code}</a>"
        codes.setdefault(tuple(meaning.handling), []).append(link)
    rows = [(_words(handling), " ".join(linked)) for handling, linked in codes.items()]
    return _MARKUP.table(("What a proxy does", "Codes"), rows)


def _words(words: Iterable[str]) -> Safe:
    return Safe(", ".join(element(word) for word in words) or "—")


TARGET = Target(
    name="html",
    title="The reference of all codes as one page, with search",
    audience="People: everything that is known of each code on one page, in English and Chinese, "
    "with search, filters and code to copy. It is one file that loads nothing from elsewhere.",
    outputs=(Output("sip-status-codes.html", "sip-status-codes.html.j2", extra=_page),),
    historic=True,
    literal=literal,
    comment=COMMENT,
)
