"""The one switch between the compiled status-line parser and its pure-Python twin.

``SIPSTATUS_PURE_PYTHON`` in the environment (anything but empty or ``0``) selects the twin; so does
an installation that was built without the extension.  An extension that exists but cannot be loaded
is an error, never a silent loss of speed.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # importing typing would take longer than all the rest
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Literal

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


def _selected() -> ModuleType:
    if os.environ.get("SIPSTATUS_PURE_PYTHON", "") in ("", "0"):
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
