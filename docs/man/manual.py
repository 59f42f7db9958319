"""Writes sipstatus.1, the manual page, from what the commands say about themselves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sipstatus.cli import group
from sipstatus.cli.commands import SUMMARIES
from sipstatus.cli.usage import DESCRIPTION, EPILOG

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).with_name("sipstatus.1")

ENVIRONMENT = {
    "NO_COLOR": "If not empty, nothing is coloured unless --color says so.",
    "FORCE_COLOR": "If not empty, output is coloured unless --color or NO_COLOR says otherwise.",
    "PAGER": "Shows what explain prints if it is longer than the screen; less by default.",
}


def page() -> str:
    """The manual page, in the man macros of roff."""
    lines = [
        '.\\" Written by docs/man/manual.py: nox -s manual',
        ".TH SIPSTATUS 1",
        ".SH NAME",
        r"sipstatus \- SIP response status codes",
        ".SH SYNOPSIS",
        ".B sipstatus",
        r"[\fIOPTION\fR]... \fICOMMAND\fR [\fIARGUMENT\fR]...",
        ".SH DESCRIPTION",
        plain(DESCRIPTION),
        ".SH OPTIONS",
        *options(group.sipstatus),
        ".SH COMMANDS",
    ]
    context = click.Context(group.sipstatus, info_name="sipstatus")
    for name in SUMMARIES:
        command = group.sipstatus.get_command(context, name)
        assert command is not None
        lines += [f".SS sipstatus {name}", *described(command)]
    lines += [".SH EXIT STATUS", plain(EPILOG.removeprefix("Exit codes: ")), ".SH ENVIRONMENT"]
    for name, text in ENVIRONMENT.items():
        lines += [".TP", f".B {name}", plain(text)]
    return "\n".join([*lines, ""])


def described(command: click.Command) -> Iterator[str]:
    """How a command is called, what it does, and its options."""
    words = []
    for one in command.params:
        if isinstance(one, click.Argument):
            name = f"{str(one.name).upper()}{'...' if one.nargs < 0 else ''}"
            words.append(one.metavar or (name if one.required else f"[{name}]"))
    yield rf"\fBsipstatus {command.name}\fR [\fIOPTION\fR]... {plain(' '.join(words))}"
    for paragraph in re.split(r"\n\s*\n", (command.help or "").strip()):
        yield ".PP"
        yield plain(" ".join(paragraph.split()))
    yield from options(command)


def options(command: click.Command) -> Iterator[str]:
    """The options of a command, with what they take."""
    for one in command.params:
        if not isinstance(one, click.Option):
            continue
        value = one.metavar or ""
        if isinstance(one.type, click.Choice):
            value = "|".join(map(str, one.type.choices))
        yield ".TP"
        yield rf"\fB{plain(', '.join(one.opts))}\fR" + (rf" \fI{plain(value)}\fR" if value else "")
        yield plain(one.help or "")
    yield ".TP"
    yield rf"\fB{plain('-h, --help')}\fR"
    yield "Show help and exit."


def plain(text: str) -> str:
    """A text that roff prints as it is."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return re.sub(r"^([.'])", r"\\&\1", text)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
