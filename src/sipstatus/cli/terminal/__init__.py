"""The one door through which the command's own words leave: nothing that a terminal would obey.

File names, fields and phrases in messages are other people's text, and so are the lines of a
diff.  What is meant for programs (``--format json``, ``--stdout``) does not come this way.
"""

from __future__ import annotations

import sys


def echo(text: object = "", *, err: bool = False) -> None:
    """Print a text as one line, harmless, to stdout or stderr."""
    print(visible(text), file=sys.stderr if err else sys.stdout)


def visible(text: object) -> str:
    """A text without control characters: each, line ends among them, stands there as its escape."""
    return "".join(
        char if char.isprintable() or char == "\t" else ascii(char)[1:-1] for char in str(text)
    )
