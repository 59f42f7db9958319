"""What a program reads of the header fields of a message: the readable twin of ``_shape``.

:mod:`.shapes` says what a shape is and what it is good for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from sipstatus._headers import elements, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PARTS = ("via", "call-id", "cseq")
"""Header fields of which a transaction is made."""


class Field(NamedTuple):
    """What is read of a header field."""

    number: int
    """Its bit, or the number before its values."""

    mode: Literal["", "presence", "method", "words", "everything"]
    """What of it is part of the shape; empty: nothing."""

    words: tuple[bytes, ...]
    part: str
    """The part of the transaction that it gives, or empty."""


_FOLD = re.compile(rb"\r?\n[ \t]+")
_BLANKS = re.compile(rb"[ \t]+")

# A value in its parts.  A quoted string or brackets that do not end are no part.
_PART = re.compile(
    rb'(?P<quoted>"(?:[^"\\]++|\\.)*+")'
    rb"|(?P<brackets><[^<>]*+>)"
    rb"|(?P<separator>[,;=>])"
    rb"|(?P<blanks>[ \t]++)"
    rb'|(?P<word>[^,;=<>" \t\\]++)',
    re.DOTALL,
)
_VALUE = re.compile(rb"(?:%b)*+" % re.sub(rb"\?P<[a-z]+>", rb"?:", _PART.pattern), re.DOTALL)
_PRINTABLE = re.compile(rb"[\t -~]*+")
_WORD = re.compile(rb'[^,;=<>" \t\\]++')
_NUMBER = re.compile(rb"[0-9 \t]++")


class Reader:
    """Finds the shape and the transaction of messages."""

    def __init__(self, fields: Mapping[bytes, Field], full_name: Callable[[bytes], bytes]) -> None:
        """Be ready to read.

        fields: what is read, by name and compact form in lower case.
        full_name: gives the full name for a name that is not plain ASCII.
        """
        self._fields = fields
        self._full_name = full_name

    def read(self, head: bytes) -> tuple[bytes, bytes]:
        """The shape and the transaction of a message, of whose header fields these are the octets.

        The transaction is what a response has in common with its request on this hop: branch,
        Call-ID and CSeq (RFC 3261 section 17.1.3), a line each.
        """
        present = 0
        values: list[bytes] = []
        common: dict[str, bytes] = {}
        for line in _FOLD.sub(b" ", head).split(b"\n"):
            name, colon, value = line.partition(b":")
            field = self._field(name) if colon else None
            if field is None:
                continue
            value = value.strip(b" \t\r")
            if field.part:
                common.setdefault(field.part, value)
            if field.mode == "presence":
                present |= 1 << field.number
            elif field.mode:
                values.append(b"%c%b\n" % (field.number, reduced(value, field.mode, field.words)))
        transaction = (
            branch(common.get("via", b"")),
            *(_BLANKS.sub(b" ", common.get(part, b"")) for part in ("call-id", "cseq")),
        )
        return present.to_bytes(8, "little") + b"".join(values), b"\n".join(transaction)

    def _field(self, name: bytes) -> Field | None:
        if not _PRINTABLE.fullmatch(name):
            return self._fields.get(self._full_name(name))
        return self._fields.get(name.strip(b" \t").lower())


def branch(via: bytes) -> bytes:
    """The branch of the first element; empty if it has none."""
    first = elements((text(via),))[:1]
    found = "".join(one.parameters.get("branch", "") for one in first)
    return found.encode("utf-8", "surrogateescape")


def reduced(value: bytes, mode: str, words: tuple[bytes, ...]) -> bytes:
    """A value without what nobody reads of it."""
    if mode == "method":
        first, *others = _BLANKS.split(value)
        plain = first.isdigit() and _PRINTABLE.fullmatch(value)
        return b" ".join((b"1", *others)) if plain else value
    if not _VALUE.fullmatch(value):
        return value
    parts = []
    after_equals = False
    for match in _PART.finditer(value):
        kind, part = match.lastgroup, match[0]
        if kind == "quoted":
            if after_equals:
                part = b'"%b"' % _within_quotes(part[1:-1], mode, words)
            elif mode == "words":
                part = b'""'
        elif kind == "brackets" and mode == "words":
            part = b"<>"
        elif kind == "blanks":
            part = b" "
        elif kind == "word" and _PRINTABLE.fullmatch(part):
            part = _word(part, mode, words)
        strange = kind == "word" and not _PRINTABLE.fullmatch(part)
        if kind != "blanks" and not strange:  # Python strips more than SP and HTAB
            after_equals = part == b"="
        parts.append(part)
    return b"".join(parts)


def _within_quotes(octets: bytes, mode: str, words: tuple[bytes, ...]) -> bytes:
    if not _PRINTABLE.fullmatch(octets) or b"\\" in octets or _NUMBER.fullmatch(octets):
        return octets
    if _WORD.fullmatch(octets):
        return _word(octets, mode, words)
    return b"x" if octets else b""


def _word(word: bytes, mode: str, words: tuple[bytes, ...]) -> bytes:
    if mode == "everything" or word.lower() in words:
        return word
    if word.isdigit():
        return b"1" if word.strip(b"0") else b"0"
    return b"x"
