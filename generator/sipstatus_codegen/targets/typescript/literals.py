"""String literals of TypeScript that Prettier leaves as they are."""

from __future__ import annotations

import re

from ...language.escaping import Safe, json_literal


def template_literal(text: str) -> Safe:
    """A string between backticks, which Prettier leaves on its line however long it is."""
    # The escapes of JSON hold here as well; only the quotation mark needs none.
    inner = re.sub(r'\\(["\\])|([`$])', _escape, json_literal(text)[1:-1])
    return Safe(f"`{inner}`")


def _escape(found: re.Match[str]) -> str:
    if found[0] == '\\"':
        return '"'
    return f"\\{found[2]}" if found[2] else found[0]


def string(text: str, room: int) -> Safe:
    """A string in quotation marks where these suit it and ``room`` columns are enough."""
    literal = json_literal(text)
    if '"' in text or not text.isascii() or len(literal) > room:
        return template_literal(text)
    return literal
