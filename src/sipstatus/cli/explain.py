"""``sipstatus explain``: all that is known about a status code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from sipstatus.cli import FINDING, FINE, facts
from sipstatus.cli.formats import Format, format_option, print_records, print_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command("explain", short_help="Explain a status code.")
@click.argument("words", nargs=-1, required=True, metavar="CODE|NAME|PHRASE")
@format_option
def command(words: tuple[str, ...], form: Format) -> int:
    """Explain a status code, named by number, name or reason phrase (former wordings, too).

    A phrase that belongs to several codes explains them all.
    """
    text = " ".join(words)
    codes = facts.find(text)
    unregistered = not codes and re.fullmatch(r"[1-6][0-9]{2}", text.strip(), re.ASCII)
    if unregistered:
        codes = [int(text)]
    if not codes:
        click.echo(f"sipstatus: {_unknown(text)}", err=True)
        return FINDING
    records = [facts.record(code) for code in codes]
    if form != "table":
        print_records(form, records, facts.cells, facts.KEYS)
    else:
        for i, record in enumerate(records):
            if i:
                click.echo()
            print_sheet(*_sheet(record))
    return FINDING if unregistered else FINE


def _unknown(text: str) -> str:
    if re.fullmatch(r"[0-9]+", text.strip(), re.ASCII):
        return f"{text} is no SIP status code: they go from 100 to 699 (RFC 3261 section 7.2)"
    close = facts.suggestions(text)
    hint = f"did you mean {' or '.join(close)}?" if close else "`sipstatus list` shows all"
    return f"no status code is called {text!r}; {hint}"


def _sheet(record: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    texts = facts.cells(record)
    code = record["code"]
    kind = f"{code // 100}xx {texts['class']}, {'final' if record['final'] else 'provisional'}"
    if record["phrase"] is None:
        fallback = facts.record(record["fallback"])
        return f"{code} (not registered)", [
            ("class", kind),
            ("treated as", f"{fallback['code']} {fallback['phrase']} (RFC 3261 section 8.1.3.2)"),
        ]
    lines = [
        ("name", texts["name"]),
        ("class", kind),
        ("state", texts["state"]),
        ("status-line", texts["status_line"]),
        ("summary", texts["summary"]),
        ("references", texts["references"]),
        ("also called", texts["aliases"]),
    ]
    return f"{code} {record['phrase']}", [line for line in lines if line[1]]
