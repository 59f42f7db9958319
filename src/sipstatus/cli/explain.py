"""``sipstatus explain``: all that is known about a status code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from sipstatus.cli import FINDING, FINE, facts
from sipstatus.cli.formats import Format, format_option, print_records, print_sheet
from sipstatus.cli.terminal import say
from sipstatus.cli.wording import statements

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command("explain", short_help="Explain a status code.")
@click.argument("words", nargs=-1, required=True, metavar="CODE|NAME|PHRASE")
@click.option("--lang", "tag", metavar="TAG", help="Phrase and summary in a language, such as zh.")
@format_option
def command(words: tuple[str, ...], tag: str | None, form: Format) -> int:
    """Explain a status code, named by number, name or reason phrase (former wordings, too).

    Tells what the response means and demands, and with which codes it is confused. A phrase that
    belongs to several codes explains them all.
    """
    text = " ".join(words)
    language = _language(tag or "en")
    codes = facts.find(text)
    if codes:
        records = [{**facts.record(code), **facts.meaning(code)} for code in codes]
        _print(form, records, language)
        return FINE
    if re.fullmatch(r"[1-6][0-9]{2}", text.strip(), re.ASCII):
        _print(form, [facts.record(int(text))], language)
    else:
        say(f"sipstatus: {_unknown(text)}", err=True)
    return FINDING


def _language(tag: str) -> str:
    """The language that a tag stands for: ``zh-CN`` for ``zh`` (RFC 4647 section 3.4)."""
    wanted = tag.replace("_", "-").lower()
    known = facts.languages()
    for language in sorted(known, key=len, reverse=True):
        if f"{wanted}-".startswith(f"{language.lower()}-"):
            return language
    there = ", ".join(known)
    raise click.BadParameter(f"{tag!r} is no language; there are {there}", param_hint="--lang")


def _unknown(text: str) -> str:
    if re.fullmatch(r"[0-9]+", text.strip(), re.ASCII):
        return f"{text} is no SIP status code: they go from 100 to 699 (RFC 3261 section 7.2)"
    close = facts.suggestions(text)
    hint = f"did you mean {' or '.join(close)}?" if close else "`sipstatus list` shows all"
    return f"no status code is called {text!r}; {hint}"


def _print(form: Format, records: list[dict[str, Any]], language: str) -> None:
    if form != "table":  # these formats hold all languages
        print_records(form, records, _cells, list(records[0]))
        return
    for i, record in enumerate(records):
        if i:
            click.echo()
        print_sheet(*_sheet(record, language))


def _cells(record: Mapping[str, Any]) -> dict[str, str]:
    """Every value of a record as one text."""
    texts = facts.cells({key: record[key] for key in facts.KEYS})
    if "about" not in record:
        return texts
    meaning: dict[str, list[str]] = {key: [] for key in facts.MEANING_KEYS}
    for key, label, text in statements(record):
        meaning[key].append(f"{label} {text}")
    meaning["translations"] = [
        f"{language} {words['phrase']}: {words['summary']}"
        for language, words in record["translations"].items()
    ]
    return {**texts, **{key: "; ".join(lines) for key, lines in meaning.items()}}


def _sheet(record: Mapping[str, Any], language: str) -> tuple[str, list[tuple[str, str]]]:
    texts = facts.cells({key: record[key] for key in facts.KEYS})
    code = record["code"]
    kind = f"{code // 100}xx {texts['class']}, {'final' if record['final'] else 'provisional'}"
    if record["phrase"] is None:
        fallback = facts.record(record["fallback"])
        return f"{code} (not registered)", [
            ("class", kind),
            ("treated as", f"{fallback['code']} {fallback['phrase']} (RFC 3261 section 8.1.3.2)"),
        ]
    title, summary = f"{code} {record['phrase']}", texts["summary"]
    if translation := record["translations"].get(language):
        title, summary = f"{title} ({translation['phrase']})", translation["summary"]
    lines = [
        ("name", texts["name"]),
        ("class", kind),
        ("state", texts["state"]),
        ("status-line", texts["status_line"]),
        ("summary", summary),
        *((label, text) for _, label, text in statements(record)),
        ("references", texts["references"]),
        ("also called", texts["aliases"]),
    ]
    return title, [line for line in lines if line[1]]
