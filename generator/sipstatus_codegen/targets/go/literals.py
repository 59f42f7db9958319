"""String literals of Go."""

from __future__ import annotations

from ...language.escaping import Safe, plain

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def go_literal(text: str | bytes) -> Safe:
    """An interpreted string literal; what a comment would drop as invisible is escaped."""
    return Safe(f'"{"".join(map(_char, text if isinstance(text, str) else text.decode()))}"')


def _char(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char == " " or plain(char):
        return char
    # Not \x: Go takes that for an octet, and these for a character.
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
