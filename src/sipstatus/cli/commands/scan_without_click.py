"""``sipstatus scan`` without click: its options, the reader of a well-formed call, and the work.

Loading click takes longer than counting a few hundred megabytes.  So a well-formed call is read
here; help, errors and everything else are left to click, which is told the same options by
:mod:`.scan`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from sipstatus.cli.loading import check_tables
from sipstatus.cli.outcome import INTERRUPTED, OK
from sipstatus.cli.terminal import echo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sipstatus.cli.terminal.formats import Format

__all__ = ["OPTIONS", "THREADS_MAX", "Option", "Options", "read", "scan"]


class Options(NamedTuple):
    """The options of a call; the names are those of `OPTIONS`."""

    files: tuple[str, ...]
    anywhere: bool = False
    form: Format = "table"
    by: str = "code"
    threads: int | None = None
    """None: one for each core, but at most 4."""


class Option(NamedTuple):
    """One option: a flag, a choice, or, if it is neither, a number from 1 up."""

    name: str
    flag: str
    help: str
    choices: tuple[str, ...] = ()
    is_flag: bool = False

    def value(self, text: str) -> str | int | None:
        """The value that the text means; None if it is not allowed."""
        if self.choices:
            return text if text in self.choices else None
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        return number if 1 <= number <= THREADS_MAX else None


THREADS_MAX = 256

OPTIONS = (
    Option(
        "anywhere",
        "--anywhere",
        "Also within a line: for raw captures, where no line feed precedes it.",
        is_flag=True,
    ),
    Option(
        "form",
        "--format",
        "Table for people, or a format for programs [default: table].",
        choices=("table", "json", "csv", "markdown"),
    ),
    Option(
        "by",
        "--by",
        "A line for each status code, or for each class alone [default: code].",
        choices=("class", "code"),
    ),
    Option(
        "threads",
        "--threads",
        "How many threads count in files on disk [default: one for each core, at most 4].",
    ),
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
    check_tables()  # before modules are loaded that need them
    from sipstatus.cli.capture.counting import count_files, total_size
    from sipstatus.cli.terminal.progress import Bar

    bar = Bar(total_size(options.files))
    try:
        result = count_files(
            options.files,
            anywhere=options.anywhere,
            threads=options.threads,
            show_progress=bar.show,
        )
    finally:
        bar.close()
    from sipstatus.cli.terminal.histogram import show

    show(result, options.form, options.by)
    if isinstance(result.stopped_by, KeyboardInterrupt):
        sys.stdout.flush()
        echo("sipstatus: interrupted; counted until then", err=True)
        return INTERRUPTED
    if result.stopped_by:
        raise result.stopped_by
    return OK
