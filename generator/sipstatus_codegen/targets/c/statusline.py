"""What ``sip_statusline.h.j2``, the template of the parser, needs besides the context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language.escaping import Safe, c_literal
from ..base import Context
from .syntax import filled, row_type, size

TEMPLATE = "c/templates/sip_statusline.h.j2"
"""Where it is below ``targets/``: the Cython target writes the header too, for its module."""


def variables(context: Context) -> Mapping[str, Any]:
    """The tables: the canonical lines, and for each code the number of its line."""
    registry = context.registry
    lines = [registry.status_line(status).decode() for status in context.statuses]
    return {
        # The literals of the Cython target are those of Python.
        "version_literal": c_literal(registry.spec.version),
        "digest_literal": c_literal(registry.digest),
        "row_numbers": filled(context.rows_of_codes),
        "row_type": row_type(len(lines)),
        "rows": [Safe(f"{{{c_literal(line)}, {len(line.encode())}}}") for line in lines],
        # A row, which has its length too, takes a power of two octets: then its place takes a
        # shift and no multiplication.
        "row_size": (1 << (size(lines) + 1).bit_length()) - 2,
    }
