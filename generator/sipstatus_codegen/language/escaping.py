"""Literals and comments: the only two ways by which a string gets into generated text.

This is a security line.  Overlays are other people's text, and a phrase such as ``*/ evil(); /*``
or ``"; system("..`` must remain a phrase.  The renderer refuses every plain ``str``.  It takes only
:class:`Safe` text: literals, comments, identifiers, and values of options that were checked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from json.encoder import encode_basestring
from typing import NamedTuple


class Safe(str):
    """Text that may be written into generated code as it is."""

    __slots__ = ()


def plain(text: str) -> str:
    """Prose on one line, with single spaces, and without characters that hide or reorder text.

    A control or format character of Unicode becomes a space.  Among these are bidirectional
    overrides, which can make code look like a comment.
    """
    if not text.isprintable():
        text = "".join(" " if _is_hidden(char) else char for char in text)
    return " ".join(text.split())


def fill(text: str, width: int) -> list[str]:
    """Words on lines of at most ``width`` columns; a word that is longer has a line of its own."""
    return fill_items(text.split(), width)


def fill_items(items: Iterable[str], width: int) -> list[str]:
    """The same for items that may have spaces in them, such as literals."""
    lines = [""]
    for word in items:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return lines if lines[-1] else []


def columns(text: str) -> int:
    """Columns of a line: East Asian wide characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "FW" else 1 for char in text)


# Not Cn: which characters are unassigned depends on the version of Python.
_INVISIBLE = frozenset(["Cc", "Cf", "Cs", "Co", "Zl", "Zp"])
# These never will be assigned (Unicode, section 23.7).
_NONCHARACTERS = frozenset(
    chr(code)
    for codes in (
        range(0xFDD0, 0xFDF0),
        range(0xFFFE, 0x110000, 0x10000),
        range(0xFFFF, 0x110000, 0x10000),
    )
    for code in codes
)


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in _INVISIBLE or char in _NONCHARACTERS


class CommentStyle(NamedTuple):
    """How a language writes comments.

    ``prefix`` begins every line.  ``opening`` and ``closing`` are lines of their own around a block
    comment.  ``defuse`` lists what would end a comment early or begin a directive, and what to
    write instead.
    """

    prefix: str
    opening: str = ""
    closing: str = ""
    defuse: tuple[tuple[str, str], ...] = ()
    width: int = 100

    def __call__(self, text: str, indent: int = 0, wrap: bool = True) -> Safe:
        """``text`` as a comment, wrapped at ``width``; lines after the first are indented."""
        return self.lines(
            fill(self._defused(plain(text)), max(20, self.width - indent - len(self.prefix)))
            if wrap
            else [self._defused(plain(text))],
            indent,
        )

    def block(self, texts: list[str] | tuple[str, ...], indent: int = 0) -> Safe:
        """One comment with a line for each text, however long it is (the banner)."""
        return self.lines([self._defused(plain(text)) for text in texts], indent)

    def lines(self, lines: list[str], indent: int) -> Safe:
        """Lines that are defused already, with the marks of a comment."""
        marked = [f"{self.prefix}{line}".rstrip() for line in lines]
        around = [line for line in (self.opening, *marked, self.closing) if line]
        return Safe(f"\n{' ' * indent}".join(around))

    def _defused(self, text: str) -> str:
        for ending, harmless in self.defuse:
            text = text.replace(ending, harmless)
        return text


HASH = CommentStyle("# ")
SLASHES = CommentStyle("// ")
# "*/" ends a comment of C or Java; "/*" inside one is an error under -Wcomment.
DOC_BLOCK = CommentStyle(" * ", "/**", " */", (("*/", "* /"), ("/*", "/ *")))


def c_literal(text: str) -> Safe:
    """A double-quoted C string literal of the UTF-8 octets of ``text``.

    Visible characters are written as they are.  An octal escape has at most three digits, so unlike
    ``\\x`` it cannot take in digits that follow.  A second ``?`` is escaped because of trigraphs.
    """
    out = []
    previous = ""
    for char in text:
        if char in _SHORT_ESCAPES:
            out.append(_SHORT_ESCAPES[char])
        elif char == "?" == previous:
            out.append("\\?")
        elif not _is_hidden(char):
            out.append(char)
        else:
            out.append("".join(f"\\{octet:03o}" for octet in char.encode()))
        previous = char
    return Safe(f'"{"".join(out)}"')


def quoted(text: str, escape: Callable[[int], str]) -> Safe:
    """A double-quoted literal; ``escape`` writes the number of a character that a comment drops.

    Quotation marks, backslashes, line ends and tabs have the escapes that most languages share.
    """
    if text.isprintable():
        return Safe(f'"{text.translate(_SHORT_NUMBERS)}"')
    return Safe(f'"{"".join(_quoted_char(char, escape) for char in text)}"')


def _quoted_char(char: str, escape: Callable[[int], str]) -> str:
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    return char if char == " " or plain(char) else escape(ord(char))


def short_or_long(number: int) -> str:
    """``\\u202e`` or ``\\U0001f469``: not ``\\x``, which may be an octet, or take in digits."""
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SHORT_NUMBERS = str.maketrans(_SHORT_ESCAPES)


def json_literal(text: str) -> Safe:
    """A double-quoted string of visible characters, as JSON, JavaScript and TypeScript read it."""
    literal = encode_basestring(text)
    return Safe(literal if literal.isprintable() else "".join(map(_json_char, literal)))


def python_literal(text: str | bytes) -> Safe:
    """A double-quoted Python string or bytes literal, as ruff and black would write it."""
    if isinstance(text, bytes):
        return Safe(f'b"{"".join(map(_python_octet, text))}"')
    inner = encode_basestring(text)[1:-1]
    quote = '"'
    if text.count('"') > text.count("'"):
        quote = "'"
        # The escapes of JSON are pairs as well; only that of the quotation mark is not needed.
        inner = re.sub(r"\\(.)|'", _single_quoted, inner)
    visible = inner if inner.isprintable() else "".join(map(_python_char, inner))
    return Safe(f"{quote}{visible}{quote}")


def _single_quoted(found: re.Match[str]) -> str:
    if found[0] == "'":
        return "\\'"
    return '"' if found[1] == '"' else found[0]


def _python_octet(octet: int) -> str:
    char = chr(octet)
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    return char if 0x20 <= octet < 0x7F else f"\\x{octet:02x}"


def _python_char(char: str) -> str:
    if not _is_hidden(char):
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _json_char(char: str) -> str:
    if not _is_hidden(char):
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
