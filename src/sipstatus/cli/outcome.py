"""How a command ends: with an exit code, or with an error."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OK, FOUND, ERROR = 0, 1, 2
"""Exit codes.  FOUND: drift, invalid spec or unknown code.  ERROR: usage, I/O or a refusal."""

INTERRUPTED = 128 + 2
"""What a shell reports for a process that SIGINT has ended."""

BROKEN_PIPE = 128 + 13
"""What a shell reports for a process that SIGPIPE has ended."""


class CommandError(Exception):
    """Ends a command: the text goes to stderr as one line, the exit code is ERROR."""


@contextmanager
def keeping_interrupts() -> Iterator[None]:
    """Let an interrupt stay one while modules are loaded.

    Python 3.11 makes a RuntimeError of it if it comes while a class names its attributes.
    """
    try:
        yield
    except RuntimeError as error:
        if isinstance(error.__cause__, KeyboardInterrupt):
            raise error.__cause__ from None
        raise
