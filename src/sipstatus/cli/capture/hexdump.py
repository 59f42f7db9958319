"""Turns hexadecimal dumps back into the octets of the packets; their text column is no text.

The rows of ``tcpdump -X``, ``tshark -x`` and ``ngrep -x`` become a packet as ``tcpdump -A`` shows
it, but whole, with every CR.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROWS = (
    rb"[ \t]*+0x([0-9a-f]{4,8}):  ?((?:[0-9a-f]{4} ){0,7}[0-9a-f]{2,4})(?:  |\r?\n|\Z)",  # tcpdump
    rb"([0-9a-f]{4,8})  ((?:[0-9a-f]{2} ){0,15}[0-9a-f]{2})(?:  |\r?\n|\Z)",  # tshark
    rb"()  ((?=[0-9a-f]{2} )[0-9a-f ]{51})  ",  # ngrep, which gives no offset
)
_ROW = re.compile(b"|".join(_ROWS))
_FIRST_ROW = re.compile(rb"(?m)^(?:%b)" % _ROW.pattern)

_LINE_MAX, _PACKET_MAX = 65_536, 262_144
_LOOK = 4096  # octets in which the first row stands, if the text is a dump


class HexDump:
    """A text; if it is a dump, the octets of the packets stand in place of the rows."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.found = False
        """Whether there was a row."""
        self._blocks = blocks
        self._line = self._lines_out = 1  # of the dump, and of what is made of it
        self._packet = bytearray()
        # Which line of the dump a line of ours comes from: ours, the dump's, and whether all that
        # follow come from the same.  More than are left of these are not looked at any more.
        self._places: deque[tuple[int, int, bool]] = deque([(1, 1, False)], maxlen=65_536)

    def line(self, number: int) -> int:
        """The line of the dump that became a line; from call to call it must not decrease."""
        places = self._places
        while len(places) > 1 and places[1][0] <= number:
            places.popleft()
        ours, line, fixed = places[0]
        return line if fixed else line + number - ours

    def __iter__(self) -> Iterator[bytes]:
        rest, seen = b"", 0
        for block in self._blocks:
            seen += len(block)
            text = rest + block
            end = text.rfind(b"\n") + 1 or (len(text) if len(text) > _LINE_MAX else 0)
            if not self.found:
                self.found = _FIRST_ROW.search(text, 0, end) is not None
            if not self.found and seen > _LOOK:
                yield text
                yield from self._blocks
                return
            rest = text[end:]
            if octets := self._without_rows(text[:end]):
                yield octets
        if octets := self._without_rows(rest) + self._flushed():
            yield octets

    def _without_rows(self, text: bytes) -> bytes:
        return b"".join(map(self._octets, re.findall(rb"[^\n]*\n|[^\n]+", text)))

    def _octets(self, line: bytes) -> bytes:
        """What is complete now that a line is known."""
        number, self._line = self._line, self._line + 1
        row = _ROW.match(line) if self.found else None
        if not row:
            octets = self._flushed()
            if octets:
                self._places.append((self._lines_out, number, False))
            self._lines_out += 1
            return octets + line
        offset, digits = (group for group in row.groups() if group is not None)
        begins = (offset and not int(offset, 16)) or len(self._packet) > _PACKET_MAX
        octets = self._flushed() if begins else b""
        if not self._packet:
            self._places.append((self._lines_out, number, True))
        self._packet += bytes.fromhex(digits.decode())
        return octets

    def _flushed(self) -> bytes:
        """The packet, which is complete."""
        octets = bytes(self._packet) + b"\n" if self._packet else b""
        self._packet.clear()
        self._lines_out += octets.count(b"\n")
        return octets
