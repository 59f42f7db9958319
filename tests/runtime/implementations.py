"""Which implementations of the runtime there are to test."""

from __future__ import annotations

import os

MODULES = {"cython": "sipstatus._statusline", "python": "sipstatus._statusline_py"}

PURE_PYTHON = os.environ.get("SIPSTATUS_PURE_PYTHON", "") not in ("", "0")
"""Asked for by whoever tests an installation without the extension; otherwise it must be there."""
