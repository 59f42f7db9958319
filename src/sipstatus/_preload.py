"""Loads at once what is otherwise loaded on first use."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

__all__ = ["preload"]

_LOADED_BY_FUNCTIONS = (
    "_sipstatus.facts",
    "_sipstatus.headings",
    "_sipstatus.historic",
    "_sipstatus.languages",
    "sipstatus._installing",
    "fractions",
)


def preload() -> None:
    """Load everything that is otherwise loaded on first use; for servers that fork.

    A process that forks while another of its threads is in an import leaves a child that waits for
    the end of that import for ever.  After this call the package imports nothing any more: not for
    the first use of a name, not for the first refusal of a line, not for the first
    :attr:`StatusLine.status` or ``StatusCode.meaning``, and not for the first column from or for
    Arrow, if nanoarrow is installed.  The children share the memory, too.

    Call it before the first fork, while no other thread uses the package.  More calls do no harm.

    >>> preload()
    """
    for module in _LOADED_BY_FUNCTIONS:
        import_module(module)
    # Not imported: the package is above this module.
    sipstatus: Any = sys.modules["sipstatus"]
    for name in dir(sipstatus):
        with suppress(AttributeError):  # __version__, of a source tree that is not installed
            getattr(sipstatus, name)
    for line in (b"SIP/2.0 200 OK\r\n", b"SIP/2.0 ", b"-"):
        with suppress(sipstatus.StatusLineError):
            sipstatus.parse_status_line(line).status  # noqa: B018
    sipstatus.find_status_codes("ok")
    with suppress(ImportError):  # without the extra
        sipstatus.scan_status_lines(b"").__arrow_c_stream__()
        nanoarrow: Any = import_module("nanoarrow")
        column = nanoarrow.c_array([b"SIP/2.0 200 OK"], nanoarrow.binary())
        sipstatus.parse_status_lines(column).__arrow_c_stream__()
