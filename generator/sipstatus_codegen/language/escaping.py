"""The only two doors through which a string reaches generated text: literals and comments.

This is a security line.  Overlays are other people's text, and a phrase such as ``*/ evil(); /*``
or ``"; system("..`` must stay a phrase.  The renderer refuses every plain ``str``; it takes only
:class:`Safe` text, which these functions (and validated options and identifiers) produce.
"""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from dataclasses import dataclass


class Safe(str):
    """Text that may stand in generated code as it is."""

    __slots__ = ()


def plain(text: str) -> str:
    """Prose on one line: white space collapsed, nothing in it that hides or reorders text.

    Control characters and Unicode's format characters (bidirectional overrides among them, which
    can make code look like a comment) become a space.
    """
    kept = (" " if unicodedata.category(char) in _INVISIBLE else char for char in text)
    return " ".join("".join(kept).split())


# Not Cn: what is unassigned depends on the Unicode version of the Python that runs.
_INVISIBLE = frozenset(["Cc", "Cf", "Cs", "Co", "Zl", "Zp"])


@dataclass(frozen=True, slots=True)
class CommentStyle:
    """How a language writes comments.

    ``prefix`` begins every line.  ``opening`` and ``closing`` are lines of their own around block
    comments.  ``defuse`` lists what would end the comment (or start a directive) early, each with
    what to write in its place.
    """

    prefix: str
    opening: str = ""
    closing: str = ""
    defuse: tuple[tuple[str, str], ...] = ()
    width: int = 100

    def __call__(self, text: str, indent: int = 0, wrap: bool = True) -> Safe:
        """``text`` as a comment, wrapped at ``width``; lines after the first are indented."""
        return self.lines(
            textwrap.wrap(
                self._defused(plain(text)),
                width=max(20, self.width - indent - len(self.prefix)),
                break_long_words=False,
                break_on_hyphens=False,
            )
            if wrap
            else [self._defused(plain(text))],
            indent,
        )

    def block(self, texts: list[str] | tuple[str, ...], indent: int = 0) -> Safe:
        """One comment of several paragraphs-as-lines, none of them wrapped (the banner)."""
        return self.lines([self._defused(plain(text)) for text in texts], indent)

    def lines(self, lines: list[str], indent: int) -> Safe:
        """Lines that are already defused, with the comment's marks around them."""
        marked = [f"{self.prefix}{line}".rstrip() for line in lines]
        around = [line for line in (self.opening, *marked, self.closing) if line]
        return Safe(f"\n{' ' * indent}".join(around))

    def _defused(self, text: str) -> str:
        for ending, harmless in self.defuse:
            text = text.replace(ending, harmless)
        return text


HASH = CommentStyle("# ")
SLASHES = CommentStyle("// ")
# "*/" ends a C comment; "/*" inside one is an error under -Wcomment.
C_BLOCK = CommentStyle(" * ", "/*", " */", (("*/", "* /"), ("/*", "/ *")))
DOC_BLOCK = CommentStyle(" * ", "/**", " */", (("*/", "* /"), ("/*", "/ *")))


def c_literal(text: str | bytes) -> Safe:
    """A double-quoted C string literal holding the UTF-8 octets of ``text``.

    Octal escapes have at most three digits, so unlike ``\\x`` they cannot swallow what follows;
    ``?`` is escaped after ``?`` because of trigraphs.
    """
    octets = text.encode() if isinstance(text, str) else text
    out = []
    previous = 0
    for octet in octets:
        char = chr(octet)
        if char in _SHORT_ESCAPES:
            out.append(_SHORT_ESCAPES[char])
        elif char == "?" and previous == ord("?"):
            out.append("\\?")
        elif 0x20 <= octet < 0x7F:
            out.append(char)
        else:
            out.append(f"\\{octet:03o}")
        previous = octet
    return Safe(f'"{"".join(out)}"')


_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def json_literal(text: str) -> Safe:
    """A double-quoted string of visible characters, as JSON, JavaScript and TypeScript read it."""
    return Safe("".join(map(_json_char, json.dumps(text, ensure_ascii=False))))


def python_literal(text: str | bytes) -> Safe:
    """A double-quoted Python string or bytes literal, as ruff and black would write it."""
    if isinstance(text, bytes):
        return Safe(f'b"{"".join(map(_python_octet, text))}"')
    inner = json.dumps(text, ensure_ascii=False)[1:-1]
    quote = '"'
    if text.count('"') > text.count("'"):
        quote = "'"
        # The escapes of JSON are pairs too; only that of the quotation mark goes.
        inner = re.sub(r"\\(.)|'", _single_quoted, inner)
    return Safe(f"{quote}{''.join(map(_python_char, inner))}{quote}")


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
    if unicodedata.category(char) not in _INVISIBLE:
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _json_char(char: str) -> str:
    if unicodedata.category(char) not in _INVISIBLE:
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
