"""Decides for all commands whether their output is coloured, and colours it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

CHOICES = ("auto", "always", "never")
HELP = (
    "Whether to colour output [default: auto: on a terminal, unless NO_COLOR is set, and "
    "elsewhere if FORCE_COLOR is]."
)

# Parameters of SGR (ECMA-48 section 8.3.117).
_STYLES = {
    "heading": "1",
    "label": "2",
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "removed": "31",
    "added": "32",
    "place": "36",
}

_chosen = "auto"


def choose(when: str) -> None:
    """Follow what ``--color`` says: one of CHOICES."""
    global _chosen
    _chosen = when


def is_coloured(stream: TextIO | None = None) -> bool:
    """Whether what goes to a stream, standard output by default, is coloured.

    ``--color`` decides, then NO_COLOR (no-color.org) and FORCE_COLOR (force-color.org), each if it
    is not empty, then whether the stream is a terminal that knows colours.
    """
    if _chosen != "auto":
        return _chosen == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return (stream or sys.stdout).isatty() and os.environ.get("TERM") != "dumb"


def styled(text: str, style: str) -> str:
    """A text for standard output in a style of this module, if output is coloured.

    The text must be one that :func:`.visible` has made.
    """
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if text and is_coloured() else text
