"""``sipstatus explain``: all that is known about status codes and rules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from sipstatus.cli import completion
from sipstatus.cli.loading import usable_tables, uses_generator
from sipstatus.cli.outcome import FOUND, OK, CommandError
from sipstatus.cli.questions import understood
from sipstatus.cli.records import KEYS, MEANING_KEYS, Tables, cells
from sipstatus.cli.terminal import echo
from sipstatus.cli.terminal.formats import (
    Format,
    Sheet,
    format_option,
    print_lines,
    print_records,
    print_sheets,
)
from sipstatus.cli.terminal.wording import cited, statements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@click.command("explain")
@click.argument(
    "words",
    nargs=-1,
    required=True,
    metavar="CODE|CLASS|NAME|PHRASE|RULE...",
    shell_complete=completion.explained,
)
@click.option("--short", is_flag=True, help="One line for each.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also the rules of every response, whatever its code.",
)
@click.option(
    "--lang",
    "tag",
    metavar="TAG",
    help="Phrase and summary in a language, such as zh.",
    shell_complete=completion.languages,
)
@click.option(
    "--overlay",
    "overlays",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="File of vendor codes and languages to add; may be repeated.",
)
@format_option
def command(words: tuple[str, ...], overlays: tuple[Path, ...], form: Format, **given: Any) -> int:
    """Explain status codes: what each response means and demands, and with which it is confused.

    A code is given by number, by name, or by present or former reason phrase; a phrase that belongs
    to several codes explains them all. 4xx and 480-489 are the registered codes of a class or
    range. For a code that is not registered it shows how the code is treated, and the exit code is
    1; codes that only RFC 2543 knew are shown as historic.

    A rule that a finding of lint or check_response names, such as SIP405-allow, is explained, too.

    On a terminal, $PAGER shows what is longer than the screen. The formats for programs hold all
    languages, and everything that --all shows.
    """
    view = _View(**given)
    if view.short and (form != "table" or view.everything):
        raise click.UsageError("--short excludes --format and --all")
    if not overlays:
        return _explain(Tables(), words, view, form)
    return _with_overlays(overlays, words, view, form)


class _View(NamedTuple):
    """What people want to see."""

    short: bool
    everything: bool
    tag: str | None


@uses_generator
def _with_overlays(
    overlays: tuple[Path, ...], words: tuple[str, ...], view: _View, form: Format
) -> int:
    from sipstatus.cli.overlays import tables_with

    return _explain(tables_with(overlays), words, view, form)


def _explain(tables: Tables, words: tuple[str, ...], view: _View, form: Format) -> int:
    language = _language(view.tag or "en", tables.tags())
    subjects, faults = understood(tables, words)
    if form != "table":
        _print_for_programs(tables, subjects, form)
    elif view.short:
        print_lines(_line(tables, subject, language) for subject in subjects)
    else:
        sheets = (_sheet(tables, subject, language, view.everything) for subject in subjects)
        print_sheets([*sheets])
    for fault in faults:
        echo(f"sipstatus: {fault}", err=True)
    known = (isinstance(subject, str) or tables.find(str(subject)) for subject in subjects)
    return FOUND if faults or not all(known) else OK


def _print_for_programs(tables: Tables, subjects: Sequence[int | str], form: Format) -> None:
    codes = [subject for subject in subjects if isinstance(subject, int)]
    rules = [subject for subject in subjects if isinstance(subject, str)]
    if codes and rules:
        raise CommandError("codes and rules have different columns: ask for them one by one")
    if codes:
        records = [{**tables.record(code), **tables.meaning(code)} for code in codes]
        print_records(form, records, _cells, list(records[0]))
    elif rules:
        records = [*map(_rule, rules)]
        print_records(form, records, cells, list(records[0]))


def _rule(name: str) -> dict[str, Any]:
    with usable_tables():
        from sipstatus.cli.rules import record_of

    record = record_of(name)
    assert record is not None
    return record


def _line(tables: Tables, subject: int | str, language: str) -> str:
    """A code with its phrase and the first sentence of its summary, or a rule."""
    if isinstance(subject, str):
        return f"{subject}: {_rule(subject)['demand']}"
    record = tables.record(subject)
    words = tables.meaning(subject)["translations"].get(language) or record
    if record["summary"] is None:
        return f"{_title(record, language, tables)}: treated as {record['fallback']}"
    first = re.split(r"(?<=[.。])(?:\s|(?<=。))", words["summary"], maxsplit=1)[0]
    return f"{_title(record, language, tables)}: {first}"


def _sheet(tables: Tables, subject: int | str, language: str, everything: bool) -> Sheet:
    if isinstance(subject, str):
        return _rule_sheet(_rule(subject))
    return _code_sheet(tables, subject, language, everything)


def _rule_sheet(record: Mapping[str, Any]) -> Sheet:
    severity = record["severity"]
    if not record["checked"]:
        severity = "none: no message shows whether the condition holds"
    lines = [
        ("demands", record["demand"]),
        ("source", cited(record).strip("()")),
        ("finding", severity),
        ("kept by", record["kept_by"]),
    ]
    return record["rule_id"], lines


def _language(tag: str, known: Sequence[str]) -> str:
    """The known language that a tag asks for: ``zh`` for ``zh-CN`` (RFC 4647 section 3.4)."""
    wanted = tag.replace("_", "-").lower()
    for language in sorted(known, key=len, reverse=True):
        if f"{wanted}-".startswith(f"{language.lower()}-"):
            return language
    there = ", ".join(known)
    raise click.BadParameter(f"{tag!r} is no language; there are {there}", param_hint="--lang")


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


def _title(record: Mapping[str, Any], language: str, tables: Tables) -> str:
    title = f"{record['code']} {record['phrase'] or '(not registered)'}"
    if translation := tables.meaning(record["code"])["translations"].get(language):
        title = f"{title} ({translation['phrase']})"
    return f"{title} (historic)" if record["state"] == "historic" else title


def _code_sheet(tables: Tables, code: int, language: str, everything: bool) -> Sheet:
    record, meaning = tables.record(code), tables.meaning(code)
    texts = cells({key: record[key] for key in KEYS})
    fallback, state, treated_as = record["fallback"], texts["state"], ""
    kind = f"{code // 100}xx {texts['class']}, {'final' if record['final'] else 'provisional'}"
    translation = meaning["translations"].get(language)
    if fallback != code:
        phrase = tables.codes.reason_phrase(fallback)
        treated_as = f"{fallback} {phrase} (RFC 3261 section 8.1.3.2)"
    if state == "historic":
        state = "historic: RFC 3261 has dropped it; not registered"
    common = [rule for rule in meaning["headers"] if rule in tables.common_headers]
    own = [rule for rule in meaning["headers"] if rule not in common]
    rest = [(label, text) for _, label, text in statements({"headers": common})]
    lines = [
        ("name", texts["name"]),
        ("class", kind),
        ("state", "" if state == "unregistered" else state),
        ("treated as", treated_as),
        ("status-line", texts["status_line"]),
        ("summary", translation["summary"] if translation else texts["summary"]),
        *((label, text) for _, label, text in statements({**meaning, "headers": own})),
        ("references", texts["references"]),
        ("also called", texts["aliases"]),
    ]
    if everything:
        lines += rest
    elif rest:
        lines.append(("and", f"{len(rest)} rules for header fields of every response: see --all"))
    return _title(record, language, tables), [line for line in lines if line[1]]
