"""``sipstatus scan`` without click: its options, the reader of a well-formed call, and the work.

Loading click takes longer than counting a few hundred megabytes.  So a well-formed call is read
here; help, errors and everything else are left to click, which is told the same options by
:mod:`.scan`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from sipstatus.cli.loading import check_tables
from sipstatus.cli.outcome import ERROR, FOUND, INTERRUPTED, OK, CommandError
from sipstatus.cli.terminal import colour, echo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sipstatus.cli.capture.counting import Result
    from sipstatus.cli.capture.message_counts import MessageResult
    from sipstatus.cli.terminal.formats import Format

    ScanFormat: TypeAlias = Format | Literal["openmetrics"]

__all__ = ["HELP", "OPTIONS", "THREADS_MAX", "Option", "Options", "read", "scan"]


class Options(NamedTuple):
    """The options of a call; the names are those of `OPTIONS`."""

    files: tuple[str, ...]
    messages: bool = False
    anywhere: bool = False
    form: ScanFormat = "table"
    by: str = "code"
    color: str | None = None
    threads: int | None = None
    """None: one for each core, but at most 4."""


class Option(NamedTuple):
    """One option: a flag, a choice, or, if it is neither, a number from 1 up."""

    name: str
    flag: str
    help: str
    choices: tuple[str, ...] = ()
    is_flag: bool = False

    @property
    def usage(self) -> str:
        """How it is written."""
        value = f"[{'|'.join(self.choices)}]" if self.choices else "N"
        return self.flag if self.is_flag else f"{self.flag} {value}"

    def value(self, text: str) -> str | int | None:
        """The value that the text means; None if it is not allowed."""
        if self.choices:
            return text if text in self.choices else None
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        return number if 1 <= number <= THREADS_MAX else None


HELP = """\
Count the status-lines of logs and captures by status code.

FILE (- for stdin) may be compressed: gzip, bzip2, xz, zstd, whatever its name. A status-line
counts where a line begins, whether lines end with CRLF or LF, also in a body (message/sipfrag).
With --messages, and always in a packet capture, messages count instead, without what their bodies
hold. If interrupted, the command shows what it has counted until then."""

THREADS_MAX = 256

OPTIONS = (
    Option(
        "messages",
        "--messages",
        "Count messages, not lines: of captures and logs of any form, without what bodies hold, "
        "and with the metrics of RFC 6076.",
        is_flag=True,
    ),
    Option(
        "anywhere",
        "--anywhere",
        "Also within a line: for raw octets, where no line feed precedes it.",
        is_flag=True,
    ),
    Option(
        "form",
        "--format",
        "Table for people, or a format for programs [default: table].",
        choices=("table", "json", "csv", "markdown", "openmetrics"),
    ),
    Option(
        "by",
        "--by",
        "A line for each status code, for each class, or, with --messages, for each method "
        "[default: code].",
        choices=("code", "class", "method"),
    ),
    Option(
        "threads",
        "--threads",
        "How many threads count in files on disk [default: one for each core, at most 4].",
    ),
    Option("color", "--color", colour.HELP, choices=colour.CHOICES),
)

_BY_FLAG = {option.flag: option for option in OPTIONS}


def read(arguments: Sequence[str]) -> Options | None:
    """The options as click would read them; None if the arguments need click."""
    given: dict[str, Any] = {}
    files: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            files += words
        elif word == "-" or not word.startswith("-"):
            files.append(word)
        else:
            flag, assigned, text = word.partition("=")
            option = _BY_FLAG.get(flag)
            if option is None or (option.is_flag and assigned):
                return None
            value = True if option.is_flag else option.value(text if assigned else next(words, ""))
            if value is None:
                return None
            given[option.name] = value
    return Options(tuple(files))._replace(**given) if files and all(files) else None


def scan(options: Options) -> int:
    """Count, show what was counted, and return the exit code.

    Raises OSError or CommandError for a file that cannot be read: before anything is counted if it
    cannot be opened, and after showing what was counted until then if it cannot be read to its end.
    """
    if options.color:
        colour.choose(options.color)
    check_tables()  # before modules are loaded that need them
    from sipstatus.cli.capture.counting import count_files, look_at
    from sipstatus.cli.terminal.progress import Bar

    if options.messages and options.anywhere:
        raise CommandError("--anywhere looks for lines, so it does not go with --messages")
    look = look_at(options.files)
    if look.capture and options.anywhere:
        echo(f"sipstatus: {look.capture} is a packet capture: --messages finds more", err=True)
    elif look.capture and not options.messages:
        echo(f"sipstatus: {look.capture} is a packet capture: counting its messages", err=True)
        options = options._replace(messages=True)
    if options.by == "method" and not options.messages:
        raise CommandError("a status-line names no method: --by method needs --messages")
    bar = Bar(look.size)
    result: Result | MessageResult
    try:
        if options.messages:
            from sipstatus.cli.capture.message_counts import count_messages

            result = count_messages(options.files, look.opened, bar.show)
        else:
            result = count_files(
                options.files,
                look.opened,
                anywhere=options.anywhere,
                threads=options.threads,
                show_progress=bar.show,
            )
    finally:
        bar.close()
        for file in look.opened.values():  # those that were not reached
            file.close()
    if options.form == "openmetrics":
        from sipstatus.cli.terminal import openmetrics

        openmetrics.show(result, options.by)
    else:
        from sipstatus.cli.terminal import histogram

        histogram.show(result, options.form, options.by)
    return _end(result)


def _end(result: Result | MessageResult) -> int:
    """Tell what was not counted, and why; returns the exit code, or raises what ended the work."""
    sys.stdout.flush()
    for fault in result.faults:
        echo(f"sipstatus: {fault}", err=True)
    if isinstance(result.stopped_by, KeyboardInterrupt):
        echo("sipstatus: interrupted; counted until then", err=True)
        return INTERRUPTED
    if result.stopped_by:
        raise result.stopped_by
    if result.faults:
        return FOUND if result.total else ERROR
    return OK
