"""Line numbers of TOML keys and values, which no parser reports.

The parser has accepted the text before, so this scanner checks nothing.  It knows strings, comments
and brackets, which is enough to find keys and values.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

import tomli

Path = tuple[str | int, ...]

_SKIP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")


class LineMap:
    """The line of each value of a TOML document.

    ``line(("status", 3, "phrase"))`` is the line (from 1) of that key.  A path that is not in the
    document gives the line of its nearest ancestor that is.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._line_ends = [end.start() for end in re.finditer("\n", text)]
        self._pos = 0
        self._lines: dict[Path, int] = {(): 1}
        self._array_sizes: dict[Path, int] = {}
        self._scan_document()

    def line(self, path: Sequence[str | int]) -> int:
        """The line of ``path``, or of its nearest known ancestor."""
        key = tuple(path)
        while key not in self._lines:
            key = key[:-1]
        return self._lines[key]

    def _scan_document(self) -> None:
        table: Path = ()
        while self._skip():
            if self._text.startswith("[", self._pos):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        array = self._text.startswith("[[", self._pos)
        at = self._pos
        self._pos += 2 if array else 1
        keys = self._dotted_key()
        self._pos = self._text.index("]" * (2 if array else 1), self._pos) + (2 if array else 1)
        # Where its path leads through an array of tables, a header means the newest table there.
        path: Path = ()
        for i, key in enumerate(keys):
            path = (*path, key)
            if path in self._array_sizes and not (array and i == len(keys) - 1):
                path = (*path, self._array_sizes[path] - 1)
        if array:
            index = self._array_sizes.get(path, 0)
            self._array_sizes[path] = index + 1
            self._note(path, at)
            path = (*path, index)
        self._note(path, at)
        return path

    def _pair(self, table: Path) -> None:
        at = self._pos
        path = (*table, *self._dotted_key())
        for depth in range(len(table) + 1, len(path) + 1):
            self._note(path[:depth], at)
        self._skip()
        self._pos += 1  # the equals sign
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        opening = self._text[self._pos]
        if opening == "[":
            self._sequence(path, "]")
        elif opening == "{":
            self._sequence(path, "}")
        else:
            token = _STRING.match(self._text, self._pos) or _SCALAR.match(self._text, self._pos)
            assert token is not None
            self._pos = token.end()

    def _sequence(self, path: Path, closing: str) -> None:
        self._pos += 1
        index = 0
        while self._skip() and self._text[self._pos] != closing:
            if closing == "}":
                self._pair(path)
            else:
                self._note((*path, index), self._pos)
                self._value((*path, index))
                index += 1
            self._skip()
            if self._text[self._pos] == ",":
                self._pos += 1
        self._pos += 1

    def _dotted_key(self) -> Path:
        keys: list[str | int] = []
        while True:
            self._skip()
            if quoted := _STRING.match(self._text, self._pos):
                keys.append(next(iter(tomli.loads(f"{quoted[0]} = 0"))))
                self._pos = quoted.end()
            else:
                bare = _BARE_KEY.match(self._text, self._pos)
                assert bare is not None
                keys.append(bare[0])
                self._pos = bare.end()
            self._skip()
            if self._text[self._pos] != ".":
                return tuple(keys)
            self._pos += 1

    def _skip(self) -> bool:
        """Skip white space and comments; False at the end of the text."""
        blank = _SKIP.match(self._text, self._pos)
        assert blank is not None
        self._pos = blank.end()
        return self._pos < len(self._text)

    def _note(self, path: Path, at: int) -> None:
        self._lines.setdefault(path, bisect_left(self._line_ends, at) + 1)
