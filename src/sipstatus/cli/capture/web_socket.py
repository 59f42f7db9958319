"""Takes SIP messages out of the frames of WebSocket (RFC 6455 section 5.2, RFC 7118 section 5)."""

from __future__ import annotations

from typing import NamedTuple

from sipstatus.cli.capture.wire import match_certain_start

CONTINUATION, TEXT, BINARY = 0, 1, 2  # opcodes; those from 8 on are control frames
CONTROL = 8

_HEADER_MAX = 14


class Frame(NamedTuple):
    """What the header of a frame says, and where its content stands."""

    opcode: int
    final: bool
    plain: bool
    """Whether no extension has changed the content, such as compression."""

    mask: bytes
    begin: int
    end: int
    """The end may lie behind the octets that are there."""

    def content(self, octets: bytes | bytearray) -> bytes:
        """The content, as far as it is there."""
        content = bytes(octets[self.begin : self.end])
        if not self.mask:
            return content
        size = len(content)
        mask = int.from_bytes((self.mask * (size // 4 + 1))[:size], "big")
        return (int.from_bytes(content, "big") ^ mask).to_bytes(size, "big")


def frame(octets: bytes | bytearray, at: int) -> Frame | None:
    """The frame that begins at a place; None if its header is not whole yet."""
    header = bytes(octets[at : at + _HEADER_MAX])
    if len(header) < 2:
        return None
    size, begin = header[1] & 0x7F, 2
    if size > 125:
        begin = 4 if size == 126 else 10
        size = int.from_bytes(header[2:begin], "big")
    mask = b""
    if header[1] & 0x80:  # as clients send it
        mask, begin = header[begin : begin + 4], begin + 4
    if len(header) < begin:
        return None
    opcode, bits = header[0] & 0x0F, header[0] & 0xF0
    begin += at
    return Frame(opcode, bool(bits & 0x80), not bits & 0x70, mask, begin, begin + size)


def begins_with_sip(octets: bytes) -> bool:
    """Whether they begin with a frame in which a SIP message starts."""
    first = frame(octets, 0) if octets[0] & 0x7F in (TEXT, BINARY) else None
    return bool(first and match_certain_start(first.content(octets)))
