"""Rows that stand for no fact: an array of C is never empty."""

from __future__ import annotations

from typing import NamedTuple

from ...language.escaping import Safe


class Row(NamedTuple):
    """A row of a table, and the comment above it, which may be empty."""

    remark: str
    cells: Safe


NOWHERE = '{0, "", 0, 0, 0}'
NO_HEADER_RULE = Row("", Safe(f'{{{{0}}, 0, 0, 0, "", 0, {NOWHERE}}},'))
NO_METHOD_RULE = Row("", Safe(f"{{0, 0, 0, 0, {NOWHERE}}},"))
NO_FACT = Row("", Safe(f"{{0, 0, 0, 0, {NOWHERE}}},"))
