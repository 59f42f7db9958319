"""Which implementations of the runtime there are to test."""

from __future__ import annotations

import os

MODULES = {"cython": "sipstatus._statusline", "python": "sipstatus._statusline_py"}

PURE_PYTHON = os.environ.get("SIPSTATUS_PURE_PYTHON", "") not in ("", "0")
"""Asked for by whoever tests an installation without the extension; otherwise it must be there."""

ENGINES = ["sipstatus._scan_py"] if PURE_PYTHON else ["sipstatus._scan", "sipstatus._scan_py"]
"""The modules that search: compiled, which lets other threads in, or its twin."""
