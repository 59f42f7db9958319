"""How deep and how long a TOML file may go: bounds that no honest file comes near.

``tomllib`` recurses for every bracket and takes quadratic time and more for a long dotted key, and
Python will not print a number of thousands of digits.  So a text is looked over, once and in
linear time, before anything else reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

DEPTH = 32
"""Brackets inside brackets."""
PARTS = 16
"""Parts of a dotted key."""
DIGITS = 100
"""Characters of a number."""
ITEMS = 10_000
"""Tables of one name, such as ``[[status]]``, of which there can be 600."""
INNER_ITEMS = 200
"""Items of any other array: the rules compare each with each."""

# What is not closed goes on to the end of its line, or of the text: no octet is looked at twice.
_PART = r"(?:[A-Za-z0-9_-]++|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+')"
_TOKEN = re.compile(
    r"#[^\n]*+"
    r'|"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5}|\Z)?'
    r"|'''(?:[^']|'(?!''))*+(?:'{3,5}|\Z)?"
    rf"|(?P<key>{_PART}(?:[ \t]*+\.[ \t]*+{_PART})++)"
    rf"|(?P<bare>[A-Za-z0-9_+-]++)"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|(?P<opening>[\[{])"
    r"|(?P<closing>[\]}])",
    re.DOTALL,
)
_SEPARATOR = re.compile(rf"{_PART}[ \t]*+\.?", re.DOTALL)


class Excess(NamedTuple):
    """What goes too far, and the line (from 1) where it does."""

    line: int
    what: str
    remedy: str


def excess(text: str) -> Excess | None:
    """The first thing in a text, TOML or not, that goes too far; None when nothing does."""
    depth = 0
    for token in _TOKEN.finditer(text):
        found = None
        if token["opening"]:
            depth += 1
            if depth > DEPTH:
                found = "brackets are nested too deeply", "flatten the file"
        elif token["closing"]:
            depth = max(0, depth - 1)
        elif key := token["key"]:
            if len(_SEPARATOR.findall(key)) > PARTS:
                found = "a key has too many parts", "flatten the file"
        elif (bare := token["bare"]) and len(bare) > DIGITS and bare.lstrip("+-")[:1].isdigit():
            found = "a number has too many digits", "shorten it"
        if found:
            return Excess(text.count("\n", 0, token.start()) + 1, *found)
    return None


def beyond(data: object) -> tuple[tuple[str | int, ...], str, str] | None:
    """What goes too far in parsed TOML: its path, what is wrong, and what to do."""
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        items: Iterable[tuple[str | int, object]] = ()
        if isinstance(value, dict):
            items = value.items()
        elif isinstance(value, list):
            items = enumerate(value)
            most = ITEMS if len(path) <= 1 else INNER_ITEMS
            if len(value) > most:
                return path, f"holds {len(value)} items, and {most} are the most", "shorten it"
        if len(path) > DEPTH:
            return path[:DEPTH], "is nested too deeply", "flatten the file"
        waiting += [((*path, key), item) for key, item in items]
    return None
