"""What the command says about itself, also where click is missing: its version, and help."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sipstatus.cli.commands import SUMMARIES
from sipstatus.cli.outcome import ERROR, OK
from sipstatus.cli.terminal import colour, echo

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DESCRIPTION = (
    "SIP response status codes: look them up, find and check them in logs, and render them into "
    "many languages."
)
EPILOG = (
    "Exit codes: 0 fine, 1 a finding (drift, invalid spec, unknown code), 2 usage, I/O or a "
    "refusal."
)
HELP_FLAGS = ("-h", "--help")
VERSION_FLAGS = ("-V", "--version")
VERSION_HELP = "Show the versions of the package and of its spec."


def version() -> str:
    """The versions of the package and of its spec."""
    return f"sipstatus {_installed_version()}, spec {_spec_version()}"


def _installed_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sipstatus")
    except PackageNotFoundError:
        return "from a source tree"


def _spec_version() -> str:
    try:
        from sipstatus import SPEC_VERSION
    except Exception:  # generated/ may be missing, or hold anything
        return "not generated"
    return SPEC_VERSION


def answer_without_click(arguments: Sequence[str]) -> int | None:
    """Answer a call for help or the version; None for any other call."""
    from sipstatus._installing import how_to_install

    first = arguments[0] if arguments else ""
    if first in VERSION_FLAGS:
        echo(version())
        return OK
    if not arguments or first in HELP_FLAGS:
        options = [
            (", ".join(VERSION_FLAGS), VERSION_HELP),
            ("--color [auto|always|never]", colour.HELP),
            (", ".join(HELP_FLAGS), "Show this message and exit."),
        ]
        needs = f"All commands but scan need click: {how_to_install('cli')}."
        sections = {"Options": options, "Commands": SUMMARIES.items()}
        call = "sipstatus [OPTIONS] COMMAND [ARGS]..."
        _print_page(call, [DESCRIPTION], sections, [EPILOG, needs], err=not arguments)
        return OK if arguments else ERROR
    words = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if first == "scan" and set(words) & {*HELP_FLAGS}:
        from sipstatus.cli.commands.scan_without_click import HELP, OPTIONS

        options = [(option.usage, option.help) for option in OPTIONS]
        options.append((", ".join(HELP_FLAGS), "Show this message and exit."))
        call = "sipstatus scan [OPTIONS] FILE..."
        _print_page(call, HELP.split("\n\n"), {"Options": options}, [], err=False)
        return OK
    return None


def _print_page(
    usage: str,
    paragraphs: Sequence[str],
    sections: Mapping[str, Iterable[tuple[str, str]]],
    end: Sequence[str],
    *,
    err: bool,
) -> None:
    """Print a page of help in the words and the order that click's pages have."""
    from shutil import get_terminal_size
    from textwrap import TextWrapper

    stream = sys.stderr if err else sys.stdout
    width = min(get_terminal_size().columns, 80) - 2 if stream.isatty() else 78

    def tell(text: str, indent: str) -> None:
        wrapper = TextWrapper(width, initial_indent=indent, subsequent_indent=indent)
        wrapper.break_on_hyphens = wrapper.break_long_words = False
        echo(err=err)
        for line in wrapper.wrap(text):
            echo(line, err=err)

    echo(f"Usage: {usage}", err=err)
    for text in paragraphs:
        tell(text, "  ")
    for title, entries in sections.items():
        tell(f"{title}:", "")
        for term, text in entries:
            wrapper = TextWrapper(width, initial_indent=" " * 22, subsequent_indent=" " * 22)
            wrapper.break_on_hyphens = wrapper.break_long_words = False
            lines = wrapper.wrap(text)
            if len(term) < 19:
                lines[0] = f"  {term:<20}{lines[0][22:]}"
            else:
                lines.insert(0, f"  {term}")
            for line in lines:
                echo(line, err=err)
    for text in end:
        tell(text, "  ")
