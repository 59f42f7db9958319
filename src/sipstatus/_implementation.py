"""The one switch between the compiled status-line parser and its pure-Python twin.

``SIPSTATUS_PURE_PYTHON`` in the environment (anything but empty or ``0``) selects the twin; so does
an installation that was built without the extension.  An extension that exists but cannot be loaded
is an error, never a silent loss of speed.

A subinterpreter gets the twin as well.  The extension serves one interpreter of a process, and
whichever touches it first, were it only to be refused, takes it from all others.
"""

from __future__ import annotations

import _thread
import os

TYPE_CHECKING = False  # importing typing would take longer than all the rest
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any, Literal

    from sipstatus._statusline_py import (
        StatusLine,
        encode_status_line,
        encode_status_line_into,
        is_response,
        parse_status_line,
    )

__all__ = [
    "IMPLEMENTATION",
    "StatusLine",
    "encode_status_line",
    "encode_status_line_into",
    "is_response",
    "parse_status_line",
]


def _in_main_interpreter() -> bool:
    is_main: Any = getattr(_thread, "_is_main_interpreter", None)  # from Python 3.12 on
    if is_main:
        return bool(is_main())
    try:
        interpreters: Any = __import__("_xxsubinterpreters")
    except ModuleNotFoundError:  # a Python without subinterpreters
        return True
    return bool(interpreters.get_current() == interpreters.get_main())


def _selected() -> ModuleType:
    if os.environ.get("SIPSTATUS_PURE_PYTHON", "") in ("", "0") and _in_main_interpreter():
        try:
            import sipstatus._statusline as compiled  # pyright: ignore[reportMissingModuleSource]
        except ModuleNotFoundError as missing:
            if missing.name != "sipstatus._statusline":
                raise
        else:
            return compiled
    import sipstatus._statusline_py as twin

    return twin


_module = _selected()

IMPLEMENTATION: Literal["cython", "python"] = (
    "python" if _module.__name__ == "sipstatus._statusline_py" else "cython"
)
"""Which implementation parses and encodes: ``"cython"`` (compiled) or ``"python"`` (the twin)."""

if not TYPE_CHECKING:
    StatusLine = _module.StatusLine
    encode_status_line = _module.encode_status_line
    encode_status_line_into = _module.encode_status_line_into
    is_response = _module.is_response
    parse_status_line = _module.parse_status_line
