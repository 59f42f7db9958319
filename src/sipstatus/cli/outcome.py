"""How a command ends: with an exit code, or with an error."""

from __future__ import annotations

OK, FOUND, ERROR = 0, 1, 2
"""Exit codes.  FOUND: drift, invalid spec or unknown code.  ERROR: usage, I/O or a refusal."""

INTERRUPTED = 128 + 2
"""What a shell reports for a process that SIGINT has ended."""

BROKEN_PIPE = 128 + 13
"""What a shell reports for a process that SIGPIPE has ended."""


class CommandError(Exception):
    """Ends a command: the text goes to stderr as one line, the exit code is ERROR."""
