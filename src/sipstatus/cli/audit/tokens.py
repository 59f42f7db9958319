"""Cuts a text into tokens that are the same in all languages: codes, strings, names and marks."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["code", "string", "name", "number", "mark"]
Style = Literal["slash", "script", "hash", "dash", "percent", "semicolon", "prose"]

_STYLES: dict[Style, str] = {
    "slash": "c h cc cpp cxx hpp hh hxx ipp inc def cs java kt scala groovy go rs swift m mm d zig",
    "script": "js mjs cjs jsx ts mts cts tsx php dart json json5 proto vue",
    "hash": "py pyi pyx pxd rb sh bash pl pm ex exs toml yaml yml cfg conf tcl jl cr nim cmake mk",
    "dash": "lua sql hs elm",
    "percent": "erl hrl",
    "semicolon": "lisp cl scm clj el ini asm",
}
_STYLE_OF: dict[str, Style] = {
    ending: style for style, endings in _STYLES.items() for ending in endings.split()
}

# All patterns are linear: what is repeated is never taken back, and what is tried again is bounded.
_DOUBLE = r'"(?>(?:[^"\\\n]+|\\.){0,60})"'
_SINGLE = r"'(?>(?:[^'\\\n]+|\\.){0,60})'"
_BACK = r"`[^`\n]{0,300}`"
_BLOCK = r"/\*(?:(?!\*/).)*(?:\*/)?"
_COMMENTS: dict[Style, str] = {
    "slash": rf"//[^\n]*|{_BLOCK}",
    "script": rf"//[^\n]*|{_BLOCK}",
    "hash": r"#[^\n]*",
    "dash": r"--[^\n]*",
    "percent": r"%[^\n]*",
    "semicolon": r";[^\n]*",
}
_STRINGS: dict[Style, str] = {
    "slash": rf"{_DOUBLE}|{_BACK}|'(?:[^'\\\n]|\\.)'",
    "percent": _DOUBLE,
    "semicolon": _DOUBLE,
}
# Without a number in front: 486u16, 486L.  Not 4.86, 0x486, 486px.
_NUMBER = r"(?<![\w.])\d+(?:\.\d+)?(?:[uUiI](?:8|16|32|64|size)?|[lL]{1,2})?(?!\w)"
_NAME = r"[^\W\d]\w*"
_WORDS = r"[^\W\d][\w'’/-]*(?: [^\W\d_][\w'’/-]*){0,11}"  # noqa: RUF001 - an apostrophe

_CODE = re.compile(r"([1-6]\d\d)(?:[uUiI](?:8|16|32|64|size)?|[lL]{1,2})?", re.ASCII)
_CODE_STRING = re.compile(r"(?:SIP/2\.0 )?([1-6]\d\d)(?: +(\D.*))?", re.ASCII | re.DOTALL)
_CODE_IN_NAME = re.compile(r"(?<![0-9])[1-6][0-9]{2}(?![0-9])")


class Token(NamedTuple):
    """A piece of a text."""

    kind: Kind
    text: str
    """Of a string what is between its quotes."""
    line: int
    code: int | None = None
    """Of a code; and of a name that contains one: ``SIP_486_BUSY_HERE``."""
    phrase: str | None = None
    """Of a code in a string what stands behind it: ``"486 Busy Here"``."""


@cache
def _pattern(style: Style) -> re.Pattern[str]:
    if style == "prose":
        parts = [rf"(?P<number>{_NUMBER})", rf"(?P<words>{_WORDS})"]
    else:
        strings = _STRINGS.get(style, rf"{_DOUBLE}|{_SINGLE}|{_BACK}")
        parts = [
            rf"(?P<comment>{_COMMENTS[style]})",
            rf"(?P<string>{strings})",
            rf"(?P<number>{_NUMBER})",
            rf"(?P<name>{_NAME})",
        ]
    return re.compile("|".join([*parts, r"(?P<line>\n)", r"(?P<mark>[^\s\w])", r"\w+"]), re.DOTALL)


def styles(ending: str) -> tuple[Style, ...]:
    """The styles in which a file may be written, the likelier first.

    ending: of the file's name, without the dot.  One that no programming language here has may be
    that of a text, in which phrases stand without quotes, or that of another language.
    """
    style = _STYLE_OF.get(ending.lower())
    return (style,) if style else ("prose", "script")


def tokens(text: str, style: Style) -> Iterator[Token]:
    """The tokens of a text, without comments; the style says how these begin."""
    line = 1
    for match in _pattern(style).finditer(text):
        kind, found = match.lastgroup, match[0]
        if kind == "line":
            line += 1
        elif kind == "comment":
            line += found.count("\n")
        elif kind == "mark":
            yield Token("mark", found, line)
        elif kind == "number":
            code = _CODE.fullmatch(found)
            yield Token("code", found, line, int(code[1])) if code else Token("number", "", line)
        elif kind == "string":
            yield _string(found[1:-1], line)
            line += found.count("\n")
        elif kind == "words":
            yield Token("string", found, line)
        elif kind == "name":
            inner = _CODE_IN_NAME.search(found)
            yield Token("name", found, line, int(inner[0]) if inner else None)


def _string(text: str, line: int) -> Token:
    code = _CODE_STRING.fullmatch(text.strip().removesuffix("\\n").removesuffix("\\r"))
    if code:
        return Token("code", text, line, int(code[1]), code[2])
    return Token("string", text, line)
