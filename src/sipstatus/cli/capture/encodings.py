"""Brings a text to UTF-8, whatever its encoding; most logs are in UTF-8 already."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def encoding_of(first: bytes) -> str:
    """Python's name for the encoding of a text, from the octets that it begins with."""
    if first.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark: of each two octets of ASCII in UTF-16, one is 0.
    zeros = [index % 2 for index, octet in enumerate(first) if not octet]
    if len(zeros) > 4 and len(set(zeros)) == 1:
        return "utf-16-le" if zeros[0] else "utf-16-be"
    return "utf-8"


def in_utf_8(encoding: str, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The octets of a text in UTF-8, without a byte-order mark."""
    return blocks if encoding == "utf-8" else _decoded(encoding, blocks)


def _decoded(encoding: str, blocks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    for block in blocks:
        if text := decoder.decode(block):
            yield text.encode("utf-8", "surrogateescape")
