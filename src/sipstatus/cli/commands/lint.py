"""``sipstatus lint``: check every response of logs and captures."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sipstatus.cli import completion
from sipstatus.cli.loading import usable_tables
from sipstatus.cli.outcome import FOUND, INTERRUPTED, OK, CommandError
from sipstatus.cli.terminal import echo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sipstatus.cli.capture.judging import Judge
    from sipstatus.cli.terminal.findings import Format, Printer, Summary
    from sipstatus.cli.terminal.progress import Bar

STEP = 512  # messages after which the bar is moved


def names_of_rules(_: click.Context, __: click.Parameter, texts: Sequence[str]) -> list[str]:
    """The words of an option that may be repeated, or hold several with commas between."""
    return [word.strip() for text in texts for word in text.split(",")]


@click.command("lint")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, shell_complete=completion.files
)
@click.option(
    "--select",
    multiple=True,
    metavar="RULE",
    callback=names_of_rules,
    shell_complete=completion.rules,
    help="Only these rules, by name (SIP405-allow) or its beginning (SIP4); may be repeated.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULE",
    callback=names_of_rules,
    shell_complete=completion.rules,
    help="All rules but these.",
)
@click.option("--errors-only", is_flag=True, help="Show no warnings.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings as well.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "markdown", "sarif", "github"]),
    default="text",
    help="Text for people, or a format for programs [default: text].",
)
def command(
    files: tuple[str, ...],
    select: list[str],
    ignore: list[str],
    errors_only: bool,
    strict: bool,
    form: Format,
) -> int:
    """Check every response of logs and captures against the rules for its status code.

    FILE (- for stdin) is a log or capture with whole SIP messages, in any form that tools show them
    in; it may be compressed: gzip, bzip2, xz, zstd. If the request of a response is there, too,
    more can be checked; at least the last 32,768 requests are remembered.

    A broken MUST is an error, and the exit code is 1. A broken SHOULD is a warning, and so is a
    broken MUST that may not apply or was not verified; warnings count only with --strict. What
    cannot be read is said on stderr, and gives exit code 1, or 2 if nothing could be read.

    Each finding names its rule, which `sipstatus explain` explains. SIP-phrase, about phrases that
    belong to another code, must be selected. If interrupted, the command shows what it has found
    until then.
    """
    if errors_only and strict:
        raise click.UsageError("--errors-only and --strict exclude each other")
    if not all(files):
        raise click.BadParameter("a file name is empty", param_hint="FILE")
    with usable_tables():
        from sipstatus.cli.capture.judging import Judge
    from sipstatus.cli.capture.counting import total_size
    from sipstatus.cli.rules import chosen
    from sipstatus.cli.terminal.findings import PRINTERS, SEVERITIES, Summary
    from sipstatus.cli.terminal.progress import Bar

    judge = Judge(chosen(select, ignore))
    bar = Bar(total_size(files))
    severities = SEVERITIES[:1] if errors_only else SEVERITIES
    summary, printer = Summary(files), PRINTERS[form](bar, severities)
    stopped_by: BaseException | None = None
    try:
        _lint(files, judge, summary, printer, bar)
    except BrokenPipeError:
        raise
    except (KeyboardInterrupt, CommandError, OSError) as reason:
        stopped_by = reason
    finally:
        bar.close()
    summary.complete, summary.responses = stopped_by is None, judge.responses
    if summary.messages or not stopped_by:
        printer.close(summary)
    if isinstance(stopped_by, KeyboardInterrupt):
        sys.stdout.flush()
        echo("sipstatus: interrupted; checked until then", err=True)
        return INTERRUPTED
    if stopped_by:
        raise stopped_by
    found = summary.count("error") or (strict and summary.count("warning"))
    return FOUND if found or summary.faults else OK


def _lint(files: Sequence[str], judge: Judge, summary: Summary, printer: Printer, bar: Bar) -> None:
    from sipstatus.cli.capture.reading import read

    done = 0
    for name in files:
        reading = read(name)
        try:
            for message in reading:
                summary.messages += 1
                if not summary.messages % STEP:
                    bar.show(done + reading.octets)
                for verdict in judge(message):
                    if verdict.severity in printer.severities:
                        summary.add(reading, message.place, verdict)
                        printer.show(reading, message.place, verdict)
        finally:
            for fault in reading.faults:
                summary.faults.append(f"{name}: {fault}")
                bar.hide()
                echo(f"sipstatus: warning: {name}: {fault}", err=True)
        done += reading.octets
