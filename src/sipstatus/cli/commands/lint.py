"""``sipstatus lint``: check every response of a text capture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sipstatus.cli.capture.reading import read
from sipstatus.cli.outcome import FOUND, OK
from sipstatus.cli.records import Tables, cells, citation
from sipstatus.cli.terminal import echo
from sipstatus.cli.terminal.formats import Format, format_option, print_records

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from sipstatus._headers import Fields
    from sipstatus.cli.capture.messages import Message

_KEYS = ("file", "line", "severity", "code", "method", "header", "rule", "rfc", "section")


@click.command("lint", short_help="Check the responses of a capture.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--errors-only", is_flag=True, help="Show no warnings.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings as well.")
@format_option
def command(file: Path, errors_only: bool, strict: bool, form: Format) -> int:
    """Check every response of a text capture against the rules for its status code.

    FILE (- for stdin) is a log of SIPp's -trace_msg, a text saved by sngrep, or SIP messages one
    after another; lines may end with CRLF or LF. It may be compressed: gzip, bzip2, xz, zstd. If it
    also holds the request of a response, more can be checked.

    A broken MUST is an error, and the exit code is 1. A broken SHOULD is a warning, and so is a
    broken MUST that may not apply or was not verified; warnings count only with --strict.
    """
    if errors_only and strict:
        raise click.UsageError("--errors-only and --strict exclude each other")
    Tables()  # they must all be usable
    responses = list(_responses(file))
    findings = [record for records in responses for record in records]
    errors = [record for record in findings if record["severity"] == "error"]
    shown = errors if errors_only else findings
    if form == "table":
        for record in shown:
            position = f"{file}:{record['line']}"
            echo(f"{position}: {record['severity']}: {record['rule']} ({citation(record)})")
        counts = [_count(len(responses), "response"), _count(len(errors), "error")]
        if not errors_only:
            counts.append(_count(len(findings) - len(errors), "warning"))
        echo(f"{file}: {', '.join(counts)}")
    else:
        print_records(form, shown, cells, _KEYS)
    return FOUND if errors or (strict and findings) else OK


def _responses(file: Path) -> Iterator[list[dict[str, Any]]]:
    """The findings of each response, as records."""
    from sipstatus._headers import cseq_method, fields

    requests: dict[Hashable, Fields] = {}
    for message in read(str(file)):
        headers = fields(message.headers())
        transaction = _transaction(headers)
        if message.is_response:
            method = cseq_method(headers)
            yield [
                {"file": str(file), "line": message.place, "method": method, **finding}
                for finding in _findings(message, headers, requests.get(transaction))
            ]
        else:
            requests[transaction] = headers


def _findings(
    message: Message, headers: Fields, request: Fields | None
) -> Iterator[Mapping[str, Any]]:
    from sipstatus import StatusLineError, check_response, parse_status_line
    from sipstatus.cli.capture.sources import LENIENCY

    try:
        line = parse_status_line(message.start_line, leniency=LENIENCY)
    except StatusLineError as error:
        yield {
            "severity": "error",
            "code": None,
            "header": None,
            "rule": f"A status-line must follow the grammar: {error}.",
            "rfc": 3261,
            "section": "25.1",
        }
        return
    for finding in check_response(line.status_code, headers, request_headers=request):
        yield finding._asdict()


def _transaction(headers: Fields) -> Hashable:
    """What a response has in common with its request on this hop (RFC 3261 section 17.1.3)."""
    from sipstatus._headers import elements

    branches = [via.parameters.get("branch") for via in elements(headers.get("via", []))]
    keys = ("call-id", "cseq")
    common = (" ".join(text.split()) for key in keys for text in headers.get(key, ()))
    return (*branches[:1], *common)


def _count(number: int, name: str) -> str:
    return f"{number or 'no'} {name}{'' if number == 1 else 's'}"
