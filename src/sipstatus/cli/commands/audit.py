"""``sipstatus audit``: find tables of status codes in source trees, and what is wrong in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import click

from sipstatus.cli.commands.lint import names_of_rules
from sipstatus.cli.loading import usable_tables
from sipstatus.cli.outcome import FOUND, OK
from sipstatus.cli.terminal import echo

if TYPE_CHECKING:
    from sipstatus.cli.terminal.findings import Format, Printer, Summary


class _File(NamedTuple):
    """A file as the printers of findings want it."""

    name: str
    unit: Literal["line", "packet"] = "line"


@click.command("audit")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--select",
    multiple=True,
    metavar="RULE",
    callback=names_of_rules,
    help="Only these rules, by name (SIP-table-phrase) or its beginning; may be repeated.",
)
@click.option(
    "--ignore", multiple=True, metavar="RULE", callback=names_of_rules, help="All rules but these."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "markdown", "sarif", "github"]),
    default="text",
    help="Text for people, or a format for programs [default: text].",
)
def command(paths: tuple[Path, ...], select: list[str], ignore: list[str], form: Format) -> int:
    """Find tables of SIP status codes in source trees, and compare them with the registry.

    PATH is a file or a folder. A table may be in any language: an enum, #defines, a map, the cases
    of a switch, rows of text. It counts if at least eight codes have SIP's words, and four of these
    are codes that HTTP does not have.

    Exit code 1: an error (a wrong phrase, HTTP's words, the name of another code) or a warning
    (codes that are missing or not registered). Former wordings are notes, and give 0.
    """
    with usable_tables():
        from sipstatus.cli.rules import chosen_for_tables
        from sipstatus.cli.terminal.findings import PRINTERS, SEVERITIES, Summary
    from sipstatus.cli.terminal.progress import Bar

    rules = chosen_for_tables(select, ignore)
    bar = Bar(None)
    summary, printer = (
        Summary([str(path) for path in paths], "table"),
        PRINTERS[form](bar, SEVERITIES),
    )
    try:
        _audit(paths, rules, summary, printer)
    finally:
        bar.close()
    printer.close(summary)
    found = summary.count("error") or summary.count("warning")
    return FOUND if found or summary.faults else OK


def _audit(
    paths: tuple[Path, ...], rules: frozenset[str], summary: Summary, printer: Printer
) -> None:
    from sipstatus.cli.audit.files import texts
    from sipstatus.cli.audit.judging import findings
    from sipstatus.cli.audit.tables import tables
    from sipstatus.cli.capture.judging import Verdict
    from sipstatus.cli.rules import record_of

    severities = {name: (record_of(name) or {})["severity"] for name in rules}

    def report(fault: str) -> None:
        summary.faults.append(fault)
        echo(f"sipstatus: warning: {fault}", err=True)

    for path, text in texts(paths, report):
        found = tables(text, path.suffix.removeprefix("."))
        summary.responses += len(found)
        file = _File(str(path))
        for one in findings(found):
            if one.rule_id in rules:
                severity = severities[one.rule_id]
                verdict = Verdict(one.rule_id, severity, one.text, one.source, code=one.code)
                summary.add(file, one.line, verdict)
                printer.show(file, one.line, verdict)
