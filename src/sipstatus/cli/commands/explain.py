"""``sipstatus explain``: all that is known about a status code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sipstatus.cli.loading import usable_tables, uses_generator
from sipstatus.cli.outcome import FOUND, OK
from sipstatus.cli.records import KEYS, MEANING_KEYS, Tables, cells
from sipstatus.cli.terminal import echo
from sipstatus.cli.terminal.formats import Format, format_option, print_records, print_sheet
from sipstatus.cli.terminal.wording import cited, statements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@click.command("explain", short_help="Explain a status code, or a rule.")
@click.argument("words", nargs=-1, required=True, metavar="CODE|NAME|PHRASE|RULE")
@click.option("--lang", "tag", metavar="TAG", help="Phrase and summary in a language, such as zh.")
@click.option(
    "--overlay",
    "overlays",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="File of vendor codes and languages to add; may be repeated.",
)
@format_option
def command(
    words: tuple[str, ...], tag: str | None, overlays: tuple[Path, ...], form: Format
) -> int:
    """Explain a status code, given by number, name, or present or former reason phrase.

    Shows what the response means and demands, and with which codes it is confused. A phrase that
    belongs to several codes explains them all. For a code that is not registered it shows how the
    code is treated, and the exit code is 1; codes that only RFC 2543 knew are shown as historic.

    A rule that a finding of lint or check_response names, such as SIP405-allow, is explained, too.
    """
    if re.match(r"SIP[0-9x]*-", " ".join(words), re.IGNORECASE):
        return _explain_rule(" ".join(words), form)
    if not overlays:
        return _explain(Tables(), " ".join(words), tag, form)
    return _with_overlays(overlays, " ".join(words), tag, form)


@uses_generator
def _with_overlays(overlays: tuple[Path, ...], text: str, tag: str | None, form: Format) -> int:
    from sipstatus.cli.overlays import tables_with

    return _explain(tables_with(overlays), text, tag, form)


def _explain(tables: Tables, text: str, tag: str | None, form: Format) -> int:
    language = _language(tag or "en", tables.tags())
    codes = tables.find(text)
    unregistered = re.fullmatch(r"[1-6][0-9]{2}", text.strip(), re.ASCII)
    if not codes and not unregistered:
        echo(f"sipstatus: {_unknown(tables, text)}", err=True)
        return FOUND
    shown = codes or [int(text)]
    _print(form, [{**tables.record(c), **tables.meaning(c)} for c in shown], language, tables)
    return OK if codes else FOUND


def _explain_rule(name: str, form: Format) -> int:
    with usable_tables():
        from sipstatus.cli.rules import record_of, unknown

    record = record_of(name)
    if record is None:
        echo(f"sipstatus: {unknown(name)}", err=True)
        return FOUND
    if form != "table":
        print_records(form, [record], cells, list(record))
        return OK
    lines = [
        ("demands", record["demand"]),
        ("source", cited(record).strip("()")),
        ("finding", record["severity"]),
        ("kept by", record["kept_by"]),
    ]
    if not record["checked"]:
        lines[2] = ("finding", "none: no message shows whether the condition holds")
    print_sheet(record["rule_id"], lines)
    return OK


def _language(tag: str, known: Sequence[str]) -> str:
    """The known language that a tag asks for: ``zh`` for ``zh-CN`` (RFC 4647 section 3.4)."""
    wanted = tag.replace("_", "-").lower()
    for language in sorted(known, key=len, reverse=True):
        if f"{wanted}-".startswith(f"{language.lower()}-"):
            return language
    there = ", ".join(known)
    raise click.BadParameter(f"{tag!r} is no language; there are {there}", param_hint="--lang")


def _unknown(tables: Tables, text: str) -> str:
    if re.fullmatch(r"[0-9]+", text.strip(), re.ASCII):
        return f"{text} is no SIP status code: they go from 100 to 699 (RFC 3261 section 7.2)"
    close = tables.suggestions(text)
    hint = f"did you mean {' or '.join(close)}?" if close else "`sipstatus list` shows all"
    return f"no status code is called {text!r}; {hint}"


def _print(form: Format, records: list[dict[str, Any]], language: str, tables: Tables) -> None:
    if form != "table":  # these formats hold all languages
        print_records(form, records, _cells, list(records[0]))
        return
    for i, record in enumerate(records):
        if i:
            echo()
        print_sheet(*_sheet(record, language, tables))


def _cells(record: Mapping[str, Any]) -> dict[str, str]:
    """Every value of a record as one text."""
    texts = cells({key: record[key] for key in KEYS})
    meaning: dict[str, list[str]] = {key: [] for key in MEANING_KEYS}
    for key, label, text in statements(record):
        meaning[key].append(f"{label} {text}")
    meaning["translations"] = [
        f"{language} {words['phrase']}: {words['summary']}"
        for language, words in record["translations"].items()
    ]
    return {**texts, **{key: "; ".join(lines) for key, lines in meaning.items()}}


def _sheet(
    record: Mapping[str, Any], language: str, tables: Tables
) -> tuple[str, list[tuple[str, str]]]:
    texts = cells({key: record[key] for key in KEYS})
    code, fallback = record["code"], record["fallback"]
    kind = f"{code // 100}xx {texts['class']}, {'final' if record['final'] else 'provisional'}"
    title = f"{code} {record['phrase'] or '(not registered)'}"
    summary, state, treated_as = texts["summary"], texts["state"], ""
    if translation := record["translations"].get(language):
        title, summary = f"{title} ({translation['phrase']})", translation["summary"]
    if fallback != code:
        phrase = tables.codes.reason_phrase(fallback)
        treated_as = f"{fallback} {phrase} (RFC 3261 section 8.1.3.2)"
    if state == "historic":
        title, state = f"{title} (historic)", "historic: RFC 3261 has dropped it; not registered"
    lines = [
        ("name", texts["name"]),
        ("class", kind),
        ("state", "" if state == "unregistered" else state),
        ("treated as", treated_as),
        ("status-line", texts["status_line"]),
        ("summary", summary),
        *((label, text) for _, label, text in statements(record)),
        ("references", texts["references"]),
        ("also called", texts["aliases"]),
    ]
    return title, [line for line in lines if line[1]]
