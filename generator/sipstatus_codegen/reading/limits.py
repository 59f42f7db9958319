"""Limits on the depth and length of a TOML file.  No honest file comes near them.

A parser of TOML recurses for every bracket, and needs quadratic time or more for a long dotted key.
Python refuses to print a number of several thousand digits.  So every text is checked first, in one
pass and in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import ascii_letters, digits
from typing import NamedTuple

DEPTH = 32
"""Levels of brackets inside brackets."""
PARTS = 16
"""Parts of a dotted key."""
DIGITS = 100
"""Characters of a number."""
ITEMS = 10_000
"""Tables of one name, such as ``[[status]]``, of which there can be 600."""
INNER_ITEMS = 200
"""Items of any other array: some rules compare each item with all others."""

# A string that is not closed ends with its line or with the text, so no octet is read twice.
_PART = r"(?:[A-Za-z0-9_-]++|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+')"
_TOKEN = (
    r"#[^\n]*+"
    r'|"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5}|\Z)?'
    r"|'''(?:[^']|'(?!''))*+(?:'{3,5}|\Z)?"
    rf"|(?P<key>{_PART}(?:[ \t]*+\.[ \t]*+{_PART})++)"
    rf"|(?P<bare>[A-Za-z0-9_+-]++)"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|(?P<opening>[\[{])"
    r"|(?P<closing>[\]}])"
)
# What may hide the end of a string.  Between single quotation marks it is text like any other.
_ESCAPE = re.compile(rb'\\[\\"]')
# The same as _TOKEN for what is left of a text without these, and without all other octets.
_MARKS = b"[]{}\"'#\n"
_OTHERS = bytes(set(range(256)) - set(_MARKS))
_NO_BRACKETS = re.compile(
    rb"#[^\n]*+"
    rb'|"""(?:[^"]|"(?!""))*+(?:"{3,5}|\Z)?'
    rb"|'''(?:[^']|'(?!''))*+(?:'{3,5}|\Z)?"
    rb'|"[^"\n]*+"?'
    rb"|'[^'\n]*+'?"
    rb"|\n"
)
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_NO_DOTS = bytes(set(range(256)) - set(b".\n"))
_WORDS = bytes(ord("0" if chr(i) in f"{ascii_letters}{digits}_+-" else " ") for i in range(256))
_SEPARATOR = rf"{_PART}[ \t]*+\.?"


class Excess(NamedTuple):
    """What exceeds a limit, and the line (from 1) where it does."""

    line: int
    what: str
    remedy: str


def excess_in_text(text: str) -> Excess | None:
    """The first thing in a text, TOML or not, that exceeds a limit; None if nothing does."""
    if _is_plain(text):
        return None
    depth = 0
    for token in re.finditer(_TOKEN, text, re.DOTALL):
        found = None
        if token["opening"]:
            depth += 1
            if depth > DEPTH:
                found = "brackets are nested too deeply", "flatten the file"
        elif token["closing"]:
            depth = max(0, depth - 1)
        elif key := token["key"]:
            if len(re.findall(_SEPARATOR, key, re.DOTALL)) > PARTS:
                found = "a key has too many parts", "flatten the file"
        elif (bare := token["bare"]) and len(bare) > DIGITS and bare.lstrip("+-")[:1].isdigit():
            found = "a number has too many digits", "shorten it"
        if found:
            return Excess(text.count("\n", 0, token.start()) + 1, *found)
    return None


def _is_plain(text: str) -> bool:
    """Whether a faster look shows that no limit is exceeded; False if it does not show that."""
    octets = _ESCAPE.sub(b"", text.encode())
    brackets = _NO_BRACKETS.sub(b"", octets.translate(None, _OTHERS))
    brackets = brackets.translate(_ONE_KIND)
    for _ in range(DEPTH):
        brackets = brackets.replace(b"[]", b"")  # the innermost pairs
    dotted = b"." * PARTS in octets.translate(None, _NO_DOTS)
    long = b"0" * (DIGITS + 1) in octets.translate(_WORDS)
    return not brackets and not dotted and not long


def excess_in_data(
    value: object, path: tuple[str | int, ...] = ()
) -> tuple[tuple[str | int, ...], str, str] | None:
    """What exceeds a limit in parsed TOML: its path, what is wrong, and what to do.

    ``path`` is that of ``value`` in its document.
    """
    if not isinstance(value, dict | list):
        return None
    if value and len(path) >= DEPTH:
        return path, "is nested too deeply", "flatten the file"
    items: Iterable[tuple[str | int, object]] = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        items = enumerate(value)
        most = ITEMS if len(path) <= 1 else INNER_ITEMS
        if len(value) > most:
            return path, f"holds {len(value)} items, but {most} are allowed", "shorten it"
    for key, item in items:
        if isinstance(item, dict | list) and (found := excess_in_data(item, (*path, key))):
            return found
    return None
