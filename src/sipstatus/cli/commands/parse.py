"""``sipstatus parse``: takes status-lines apart, one in each line of a file."""

from __future__ import annotations

import csv
import errno
import os
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from sipstatus.cli import completion
from sipstatus.cli.loading import check_tables
from sipstatus.cli.outcome import FOUND, OK, CommandError
from sipstatus.cli.terminal import echo, visible
from sipstatus.cli.terminal.formats import print_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sipstatus import StatusLine

_KEYS = ("offset", "version", "code", "phrase", "class")


@click.command("parse")
@click.argument("file", default="-", shell_complete=completion.files)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help="Table for people; JSON, an object a line, or CSV for programs [default: table].",
)
def command(file: str, form: str) -> int:
    """Take status-lines apart, one in each line; lines end with CRLF or LF.

    FILE is stdin by default. Any other line is reported on stderr, with the offset in FILE (from 0)
    of the wrong octet, and the exit code is 1.
    """
    check_tables()
    if not file:
        raise click.BadParameter("a file name is empty", param_hint="FILE")
    if file != "-":
        with open(file, "rb") as stream:  # noqa: PTH123
            return _parse(stream, file, form)
    if sys.stdin is None:  # closed by the caller (`<&-`)
        raise CommandError(f"{file}: {os.strerror(errno.EBADF)}")
    return _parse(sys.stdin.buffer, file, form)


def _parse(stream: BinaryIO, name: str, form: str) -> int:
    from sipstatus import StatusLineError, parse_status_line
    from sipstatus.cli.capture.sources import LENIENCY

    show = _FORMS[form]()
    result = OK
    for number, offset, octets in _lines(stream, name):
        try:
            line = parse_status_line(octets, leniency=LENIENCY)
        except StatusLineError as error:
            error.offset += offset
            echo(f"{name}:{number}: {error}", err=True)
            result = FOUND
        else:
            show(_record(line, offset))
    return result


def _lines(stream: BinaryIO, name: str) -> Iterator[tuple[int, int, bytes]]:
    """Number (from 1), offset and octets of each line.

    Of a line that is too long only the beginning: the parser needs no more to say what is wrong.
    """
    from _sipstatus.codes import STATUS_LINE_MAX

    number = offset = 0
    while octets := _read_line(stream, STATUS_LINE_MAX + 1, name):
        number += 1
        yield number, offset, octets
        offset += len(octets)
        while octets and not octets.endswith(b"\n"):
            octets = _read_line(stream, STATUS_LINE_MAX, name)
            offset += len(octets)


def _read_line(stream: BinaryIO, size: int, name: str) -> bytes:
    try:
        return stream.readline(size)
    except OSError as error:
        error.filename = name
        raise


def _record(line: StatusLine, offset: int) -> dict[str, Any]:
    major, minor = line.version
    return {
        "offset": offset,
        "version": f"{major}.{minor}",
        "code": line.status_code,
        "phrase": line.reason_phrase,
        "class": f"{line.status_code // 100}xx",
    }


# --- Showing a record as soon as it is parsed ----------------------------------------------------

_ROW = "{:>10}  {:<7}  {:<4}  {}"


def _table() -> Callable[[Mapping[str, Any]], None]:
    echo(_ROW.format("offset", "version", "code", "reason phrase"))

    def show(record: Mapping[str, Any]) -> None:
        row = _ROW.format(*(record[key] for key in _KEYS[:-1]))
        echo(row.rstrip())

    return show


def _json() -> Callable[[Mapping[str, Any]], None]:
    return print_json


def _csv() -> Callable[[Mapping[str, Any]], None]:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_KEYS)
    return lambda record: writer.writerow([visible(record[key]) for key in _KEYS])


_FORMS = {"table": _table, "json": _json, "csv": _csv}
