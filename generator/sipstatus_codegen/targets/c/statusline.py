"""What ``sip_statusline.h.j2``, the template of the parser, needs beside the context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...language.escaping import Safe, c_literal

if TYPE_CHECKING:
    from ..base import Context

TEMPLATE = "c/templates/sip_statusline.h.j2"
"""Where it is below ``targets/``: the Cython target writes the header too, for its module."""


def variables(context: Context) -> dict[str, Any]:
    """The tables: the canonical lines, and for each code the number of its line."""
    rows = {status.code: number for number, status in enumerate(context.statuses, start=1)}
    longest = max(len(status.line) for status in context.statuses)
    numbers = [rows.get(code, 0) for code in range(context.code_min, context.code_max + 1)]
    return {
        "version_literal": c_literal(context.version),
        "digest_literal": c_literal(context.digest),
        "row_numbers": [
            Safe(" ".join(f"{number:2}," for number in numbers[first : first + 20]))
            for first in range(0, len(numbers), 20)
        ],
        "number_type": Safe("unsigned char" if len(rows) <= 255 else "unsigned short"),
        "rows": [
            Safe(f"{{{c_literal(status.line)}, {len(status.line)}}}") for status in context.statuses
        ],
        # The NUL behind the longest line, and so many more that a row has a power of two octets:
        # its place takes a shift then, no multiplication.
        "row_size": (1 << (longest + 2).bit_length()) - 2,
    }
