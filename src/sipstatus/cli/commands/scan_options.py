"""The options of ``sipstatus scan``: told to click, and read without it where nothing is wrong.

Loading click takes longer than counting a few hundred megabytes.  So a well-formed call never meets
it; whatever else is typed, help and errors included, is click's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sipstatus.cli.terminal.formats import Format

__all__ = ["OPTIONS", "Option", "Options", "read"]


class Options(NamedTuple):
    """What a call asks for; the names are those of `OPTIONS`."""

    files: tuple[str, ...]
    anywhere: bool = False
    form: Format = "table"
    by: str = "code"
    threads: int | None = None
    """None: as many as there are cores, but no more than help."""


class Option(NamedTuple):
    """One option: a flag, a choice, or (without choices, and no flag) a number from 1 up."""

    name: str
    flag: str
    help: str
    choices: tuple[str, ...] = ()
    is_flag: bool = False

    def value(self, text: str) -> str | int | None:
        """What the text stands for; None if it is not allowed."""
        if self.choices:
            return text if text in self.choices else None
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        return number if 1 <= number <= THREADS_MAX else None


THREADS_MAX = 256

OPTIONS = (
    Option(
        "anywhere",
        "--anywhere",
        "Also within a line: for raw captures, where no line feed goes before.",
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
    """What the arguments ask for, as click would read them; None if they need click."""
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
