"""Prints what the command says, without control characters that a terminal would obey.

File names, fields and phrases in messages are other people's text, and so are the lines of a
diff.  Output for programs (``--format json``, ``--stdout``) is printed elsewhere.
"""

from __future__ import annotations

import sys


def echo(text: object = "", *, err: bool = False) -> None:
    """Print a text as one line, without control characters, to stdout or stderr."""
    print(visible(text), file=sys.stderr if err else sys.stdout)


def visible(text: object) -> str:
    """The text with each control character, line ends included, replaced by its escape."""
    return "".join(
        char if char.isprintable() or char == "\t" else ascii(char)[1:-1] for char in str(text)
    )
