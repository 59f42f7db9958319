"""Says how a missing extra is installed."""

from __future__ import annotations


def how_to_install(extra: str) -> str:
    """The command that installs an extra, and where it works.

    Until the first release a public index may hold somebody else's package under this name, so
    the command installs from the sources.
    """
    return f'in a clone of the sources, pip install ".[{extra}]"'
