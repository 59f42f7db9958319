"""Finds SIP messages in a text, block by block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sipstatus import IMPLEMENTATION
from sipstatus.cli.capture.headings import UNKNOWN, Headings
from sipstatus.cli.capture.messages import Message
from sipstatus.cli.capture.wrappings import HEADING, Piece, Undecided, unwrapped

if TYPE_CHECKING or IMPLEMENTATION == "python":
    from sipstatus.cli.capture._messages_py import end_without_cr, find
else:
    from sipstatus.cli.capture._messages import end_without_cr, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sipstatus.cli.capture.hexdump import HexDump
    from sipstatus.cli.capture.wrappings import Block

SIZE_MAX = 65_535
"""Octets that the header fields of a message, or its body, may have.  No UDP datagram holds more
(RFC 3261 section 18.1.1), and without a limit a text could demand any memory."""

_BEHIND = 4096
"""Octets in front of a message that are kept, for its heading: what tshark says of a packet."""

_DEPTH_MAX = 4  # strings within strings that are looked into

_HEADING = re.compile(rb"\n(?=[-<0-9TUrs][^=])(?:%b)" % HEADING.pattern)  # no line of SDP

# What follows a start-line that belongs to a message, though nobody knows its form.
_FIELDS_BEHIND = re.compile(rb"(?i)\b(?:via|cseq|call-id)[ \t]{0,8}:")
_LOOK = 600  # octets behind a start-line in which they are looked for
_NEXT_START = re.compile(rb"SIP\\?/[0-9]\.[0-9](?![0-9/])")

_CR = 0x0D
_new = tuple.__new__


class Text:
    """The messages of a text, in order, in constant memory; they can be had once.

    What stands between messages is skipped, and so are their bodies.  No part of the text is
    searched twice, whatever it contains.
    """

    def __init__(
        self,
        blocks: Iterator[bytes],
        report: Callable[[str], None],
        dump: HexDump | None = None,
        depth: int = 0,
    ) -> None:
        """Get ready to read.

        blocks: the text, divided anywhere.
        report: is told what could not be read, in a clause for people.
        dump: knows on which lines the lines of this text stood before.
        depth: how many strings this text stands in.
        """
        self._blocks = blocks
        self._report = report
        self._dump = dump
        self._depth = depth
        self._final = False
        # The part of the text that is looked at, and places in it.
        self._text = b""
        self._position = 0  # where a message may begin, or where a line begins behind it
        self._searched = 0  # where the search for it goes on
        self._behind = 0  # where the last message ended
        self._counted, self._line = 0, 1  # a place, and the number of its line
        self._origin = Headings().origin
        # The start-line of the last message, if it was indented by a tab.
        self._indented: bytes | None = None
        # Start-lines within lines: where the first is, how many seem to have header fields, and
        # where the first of these is.
        self._within = self._unread = self._first_unread = 0
        self._heading = self._no_heading = 0  # the next heading, and how far there is none

    def __iter__(self) -> Iterator[Message]:
        dump = self._dump
        while True:
            text = self._text
            begin, head, stop, body, length, lines = find(
                text, self._counted, self._position, self._searched, self._final, SIZE_MAX
            )
            if head == -1:
                if self._final:
                    return
                self._searched = stop
                self._read_on(max(begin, stop - SIZE_MAX))
                continue
            self._line += lines
            self._counted = begin
            if head == -2:
                yield from self._unwrap(begin, stop)
                continue
            gap = text[max(self._behind, begin - _BEHIND) : begin]
            self._position = self._searched = self._behind = body
            if body == stop and stop - head >= SIZE_MAX:
                self._tell_endless(self._line)
                continue
            if self._indented and self._is_shown(text[begin:head], gap):
                continue
            time, source, destination = self._origin(gap) if len(gap) > 4 else UNKNOWN
            place = self._line
            if dump and dump.found:
                place = dump.line(place)
            yield _new(
                Message, (place, text[begin:head], text[head:stop], time, source, destination)
            )
            if 0 < length <= SIZE_MAX:
                self._skip_body(length, crlf=text[head - 2] == _CR)

    def start_lines_within(self, found: bool) -> list[str]:
        """What there is to say of start-lines within lines, after the last message.

        Those that header fields follow belong to messages that could not be read.  Others are
        prose, of which nothing is said if messages were found.
        """
        if self._unread == 1:
            return [
                "1 start-line stands within a line of a form that is not known, "
                f"on line {self._first_unread}"
            ]
        if self._unread:
            return [
                f"{self._unread:,} start-lines stand within lines of a form that is not known, "
                f"the first on line {self._first_unread}"
            ]
        if self._within and not found:
            return [
                "no SIP message found in it; start-lines stand only within lines, "
                f"the first on line {self._within}"
            ]
        return []

    def _place(self, line: int) -> int:
        return self._dump.line(line) if self._dump and self._dump.found else line

    def _tell_endless(self, line: int) -> None:
        self._report(f"line {self._place(line)}: a message has no end within {SIZE_MAX:,} octets")

    def _read_on(self, keep: int) -> int:
        """Add a block, and drop what is not needed any more; returns how much was dropped.

        keep: what must be kept, with what could be a heading in front of it.
        """
        dropped = max(0, keep - _BEHIND)
        if self._counted < dropped:
            self._line += self._text.count(b"\n", self._counted, dropped)
            self._counted = dropped
        self._counted -= dropped
        self._position = max(0, self._position - dropped)
        self._searched = max(0, self._searched - dropped)
        self._behind = max(0, self._behind - dropped)
        self._heading = max(0, self._heading - dropped)
        self._no_heading = max(0, self._no_heading - dropped)
        block = next(self._blocks, b"")
        self._final = not block
        self._text = self._text[dropped:] + block
        return dropped

    # --- bodies ---------------------------------------------------------------------------------

    def _skip_body(self, length: int, crlf: bool) -> None:
        """Go behind the body that begins at the position, unless the text shows another length."""
        while len(self._text) - self._position < length and not self._final:
            self._read_on(self._position)
        start = self._position
        # If the lines have lost their CR, Content-Length still counts it.
        end = start + length if crlf else end_without_cr(self._text, start, length)
        if end <= len(self._text) and not self._heading_within(start, end):
            self._position = self._searched = self._behind = end

    def _heading_within(self, start: int, end: int) -> bool:
        if self._heading < start:
            heading = _HEADING.search(self._text, max(start, self._no_heading) - 1, end)
            self._no_heading = max(end, self._no_heading)
            if not heading:
                return False
            self._heading = heading.start() + 1
        return self._heading < end

    # --- messages that are wrapped --------------------------------------------------------------

    def _unwrap(self, line: int, version: int) -> Iterator[Message]:
        """The messages that begin in a line, the first of them where a version stands."""
        while True:
            try:
                found = unwrapped(self._text, line, version, self._final, SIZE_MAX)
                break
            except Undecided:
                dropped = self._read_on(line)
                line, version = line - dropped, version - dropped
        gap = self._text[max(self._behind, line - _BEHIND) : version]
        if isinstance(found, Piece) and self._depth < _DEPTH_MAX:
            yield from self._read_piece(found, gap)
        elif found and not isinstance(found, Piece):
            yield from self._read_block(found, gap)
        else:
            self._searched = version + 4
            line = self._line
            self._within = self._within or self._place(line)
            if self._has_fields(version):
                self._unread += 1
                self._first_unread = self._first_unread or self._place(line)

    def _read_piece(self, piece: Piece, gap: bytes) -> Iterator[Message]:
        line, end = self._line, piece.end
        while len(self._text) - end < _LOOK and not self._final and b"\n" not in self._text[end:]:
            end -= self._read_on(end)
        self._position = self._searched = self._behind = end
        rest = self._text[end : end + _LOOK].partition(b"\n")[0]
        time, source, destination = self._origin(gap + b" " + rest)
        inner = Text(iter([piece.octets]), self._report, depth=self._depth + 1)
        for message in inner:
            yield message._replace(
                place=self._place(line), time=time, source=source, destination=destination
            )
        self._unread += inner._unread
        self._first_unread = self._first_unread or (self._place(line) if inner._unread else 0)
        self._within = self._within or (self._place(line) if inner._within else 0)

    def _read_block(self, block: Block, gap: bytes) -> Iterator[Message]:
        line = self._line
        while not block.read_head(self._text, self._final, SIZE_MAX):
            block.at -= self._read_on(block.at)
        if block.head is None:
            self._tell_endless(line)
        elif block.indented or not self._is_shown(block.start_line, gap):
            known = self._origin(gap + b" " + block.rest)
            yield Message(self._place(line), block.start_line, block.head, *known)
        self._indented = block.start_line if block.indented else None
        while not block.skip_body(self._text, self._final, SIZE_MAX):
            block.at -= self._read_on(block.at)
        self._position = self._searched = self._behind = block.at

    def _is_shown(self, start_line: bytes, gap: bytes) -> bool:
        """Whether this is the last packet once more: ``tcpdump -v -A`` shows it indented, then raw.

        gap: what stands between the two.
        """
        shown, self._indented = self._indented, None
        return (
            shown is not None
            and shown.rstrip() == start_line.rstrip()
            and not _HEADING.search(b"\n" + gap)
        )

    def _has_fields(self, version: int) -> bool:
        """Whether header fields seem to follow a start-line, in its line or in the next two."""
        while True:
            start = version + 8
            octets = self._text[start : start + _LOOK]
            following = _NEXT_START.search(octets)
            lines = octets[: following.start() if following else None].split(b"\n", 3)
            if following or len(lines) > 3 or len(octets) == _LOOK or self._final:
                return _FIELDS_BEHIND.search(b"\n".join(lines[:3])) is not None
            version -= self._read_on(version)
