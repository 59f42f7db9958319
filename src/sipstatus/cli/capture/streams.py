"""Puts the segments of TCP in order and cuts the messages out of the streams (RFC 3261 18.3)."""

from __future__ import annotations

from bisect import bisect
from collections import OrderedDict
from heapq import heappop, heappush
from operator import itemgetter
from typing import TYPE_CHECKING

from sipstatus.cli.capture.messages import Message
from sipstatus.cli.capture.web_socket import (
    BINARY,
    CONTINUATION,
    CONTROL,
    TEXT,
    begins_with_sip,
    frame,
)
from sipstatus.cli.capture.wire import (
    HEAD_MAX,
    after_line_ends,
    content_length,
    head_end,
    match_certain_start,
    match_start,
    whole_message,
)

if TYPE_CHECKING:
    from collections.abc import Hashable

    from sipstatus.cli.capture.losses import Losses

STREAMS_MAX = 16_384
"""Streams that are known at once, each one direction of a connection.  The one that was silent for
longest is forgotten first, which loses nothing if it was between two messages."""

HELD_MAX = 8 << 20
"""Octets of all streams that wait for others, and of what each segment takes beside them."""

WAITING_MAX = 1 << 18
"""Octets of a stream that wait for a segment; then it is lost."""

PATIENCE = 10.0
"""Seconds that a segment may be late: several retransmissions (RFC 6298 section 2)."""

_OVERHEAD = 150  # octets of memory that a segment takes beside its content

_FIN, _SYN, _RST = 1, 2, 4

_MISSING = "octets of TCP streams are missing"
_CUT = "messages in TCP streams are cut off"
_BETWEEN = "octets of TCP streams belong to no whole message"
_LONG = f"header fields of a message take more than {HEAD_MAX:,} octets"
_ENDS = "TCP streams end within a message"
_LIMIT = "TCP streams were given up, as too many wait for segments"
TLS = "TLS cannot be read without its keys"
COMPRESSED = "compressed WebSocket is not read"


class Streams:
    """All streams, each known by its key: addresses and ports of both sides, in order."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._streams: OrderedDict[Hashable, _Stream] = OrderedDict()
        self._held = 0

    def add(
        self,
        key: bytes,
        ends: tuple[str, str],
        number: int,
        time: float | None,
        sequence: int,
        flags: int,
        octets: bytes,
        length: int,
    ) -> list[Message]:
        """Take a segment; returns the messages whose header fields are complete with it.

        ends: source and destination.
        length: how many octets it had; `octets` holds fewer if the capture has cut it off.
        """
        found: list[Message] = []
        stream = self._streams.get(key)
        if flags & _SYN:
            sequence = (sequence + 1) & 0xFFFFFFFF
            if stream and stream.first != sequence:
                self._remove(key, found)
                stream = None
        if not stream:
            if not (length or flags & _SYN):
                return found
            reader = _Reader(self._losses, ends, whole=bool(flags & _SYN))
            stream = self._streams[key] = _Stream(sequence, reader)
            if len(self._streams) > STREAMS_MAX:
                self._give_up(found)
        self._streams.move_to_end(key)
        if length:
            stream.add(number, time, sequence, octets, length, found)
            held = stream.held
            self._held += held - stream.counted
            stream.counted = held
            while self._held > HELD_MAX:
                self._give_up(found)
        if flags & (_FIN | _RST) and not stream.waiting:
            stream.reader.end(_ENDS)
        return found

    def finish(self) -> list[Message]:
        """Nothing more comes: the messages behind gaps."""
        found: list[Message] = []
        while self._streams:
            self._remove(next(iter(self._streams)), found)
        return found

    def _remove(self, key: Hashable, found: list[Message], why: str = _ENDS) -> None:
        stream = self._streams.pop(key)
        self._held -= stream.counted
        stream.catch_up(found, all_of_it=True)
        stream.reader.end(why)

    def _give_up(self, found: list[Message]) -> None:
        self._remove(next(iter(self._streams)), found, _LIMIT)


class _Stream:
    """One direction of a connection: its segments in order, each octet once."""

    __slots__ = ("_position", "_waiting_octets", "counted", "first", "reader", "waiting")

    def __init__(self, first: int, reader: _Reader) -> None:
        self.first = first  # sequence number of its first octet
        self.reader = reader
        # Where they stand in the stream, packet, time, octets, length: the first one on top.
        self.waiting: list[tuple[int, int, float | None, bytes, int]] = []
        self._waiting_octets = 0
        self.counted = 0  # what `held` was when it was last added up
        self._position = 0  # so many octets are done with

    @property
    def held(self) -> int:
        """Octets of memory that it takes beside what every stream takes."""
        return self._waiting_octets + _OVERHEAD * len(self.waiting) + self.reader.held

    def add(
        self,
        number: int,
        time: float | None,
        sequence: int,
        octets: bytes,
        length: int,
        found: list[Message],
    ) -> None:
        """Take a segment with octets."""
        # Sequence numbers wrap around: the difference is meant that lies between -2^31 and 2^31.
        ahead = (sequence - self.first - self._position + 0x80000000) & 0xFFFFFFFF
        ahead -= 0x80000000
        if abs(ahead) > _FAR:
            self.catch_up(found, all_of_it=True)
            self.reader.gap(0, number)
            self.first = (sequence - self._position) & 0xFFFFFFFF
            ahead = 0
        if ahead <= 0:
            self._take(self._position + ahead, number, time, octets, length, found)
            self.catch_up(found)
            return
        heappush(self.waiting, (self._position + ahead, number, time, octets, length))
        self._waiting_octets += len(octets)
        since = self.waiting[0][2]
        if (
            self._waiting_octets + _OVERHEAD * len(self.waiting) > WAITING_MAX
            or (time or 0.0) - (since or 0.0) > PATIENCE
        ):
            self.catch_up(found, over_a_gap=True)

    def catch_up(
        self, found: list[Message], *, over_a_gap: bool = False, all_of_it: bool = False
    ) -> None:
        """Take what waits: up to the next gap, up to the one after, or all."""
        over = over_a_gap or all_of_it
        while self.waiting:
            at, number, time, octets, length = self.waiting[0]
            if at > self._position:
                if not over:
                    return
                self.reader.gap(at - self._position, number)
                self._position = at
                over = all_of_it
            heappop(self.waiting)
            self._waiting_octets -= len(octets)
            self._take(at, number, time, octets, length, found)

    def _take(
        self,
        at: int,
        number: int,
        time: float | None,
        octets: bytes,
        length: int,
        found: list[Message],
    ) -> None:
        known = self._position - at
        if known >= length:
            return  # sent again
        self._position = at + length
        octets, length = octets[known:], length - known
        if octets:
            self.reader.add(octets, number, time, found)
        if length > len(octets):
            self.reader.gap(length - len(octets), number)


_FAR = 1 << 24
"""A segment so far away belongs to another connection, whose SYN the capture does not have."""


class _Reader:
    """Cuts the messages out of the octets of a stream."""

    __slots__ = (
        *("_at_line_start", "_certain", "_ends", "_foreign", "_held", "_in_step", "_is_sip"),
        *("_line", "_lost", "_lost_at", "_marks", "_missing", "_number", "_searched", "_skip"),
        *("_start", "_losses", "_in_frames", "_content", "_content_mark"),
    )

    def __init__(self, losses: Losses, ends: tuple[str, str], *, whole: bool) -> None:
        self._losses = losses
        self._ends = ends
        self._is_sip = False  # whether a message was in it
        self._foreign = False  # whether it is known to hold none
        self._number = 0  # of the packet that came last
        self._skip = 0  # octets of a body that are still to come
        # In step: the next octet begins a message, but only perhaps while this is not certain.
        self._in_step = self._certain = whole
        self._at_line_start = whole
        self._held: bytes | bytearray = b""
        self._start = 0  # where in the stream what is held starts
        self._marks: list[tuple[int, int, float | None]] = []  # where the packets start
        self._line = 0  # length of the start-line, if it is there
        self._searched = 0  # octets in which what is looked for is not
        self._lost = self._lost_at = 0  # octets that belong to no message, and their first packet
        self._missing = 0
        self._in_frames = False  # of WebSocket; in step with these
        self._content: bytes | bytearray = b""  # of the frames of a message so far
        self._content_mark: tuple[int, int, float | None] = (0, 0, None)

    @property
    def held(self) -> int:
        """Octets of memory that wait for others."""
        return len(self._held) + len(self._content) + _OVERHEAD * len(self._marks)

    def add(self, octets: bytes, number: int, time: float | None, found: list[Message]) -> None:
        """Take the next octets."""
        if self._foreign:
            return
        self._number = number
        if self._skip:
            if self._skip >= len(octets):
                self._skip -= len(octets)
                return
            octets = octets[self._skip :]
            self._skip = 0
        if self._held:
            if isinstance(self._held, bytes):
                self._held = bytearray(self._held)
            self._marks.append((self._start + len(self._held), number, time))
            self._held += octets
        else:
            if not self._in_step or not self._is_sip:
                self._recognize(octets)
                if self._foreign:
                    return
            self._marks.append((self._start, number, time))
            self._held = octets
        held, at = self._held, 0
        while at < len(held):
            if self._in_frames:
                after = self._frame(held, at, found)
            else:
                after = self._message(held, at, found) if self._in_step else self._seek(held, at)
            if after is None:
                break
            at = after
        self._drop(at)

    def _recognize(self, octets: bytes) -> None:
        """See what these octets are if they are no SIP, as they come first or behind a gap."""
        if not self._is_sip and is_tls(octets):
            self._foreign = True
            self._losses.note(TLS, self._number)
        elif begins_with_sip(octets):
            if not self._is_sip:
                self._lost = 0  # it was HTTP
            self._in_frames = self._in_step = self._certain = self._is_sip = True
            self._note_lost()

    def gap(self, octets: int, number: int) -> None:
        """So many octets are missing (0: an unknown number), and the packet comes behind them.

        Nobody misses them within a body.
        """
        if self._foreign:
            return
        if self._skip and 0 < octets <= self._skip:
            self._skip -= octets
            return
        self._number = number
        self._break_off(_CUT)
        if self._is_sip:
            self._losses.note(_MISSING, number, octets)
        else:
            self._missing += octets
        self._in_frames = self._in_step = self._at_line_start = False
        self._content = b""

    @property
    def _may_be_sip(self) -> bool:
        return self._is_sip or bool(self._line) or self._has_port(":5060")

    def end(self, why: str) -> None:
        """Nothing more comes."""
        if self._foreign:
            return
        if self._skip:
            self._losses.note(why, self._number)
            self._skip = 0
        self._break_off(why)
        if self._is_sip:
            self._note_lost()
        elif self._missing and self._has_port(":5060"):
            self._losses.note(_MISSING, self._number, self._missing)
        elif self._number and self._has_port(":5061"):
            self._losses.note(TLS, self._number)

    def _has_port(self, port: str) -> bool:
        return any(end.endswith(port) for end in self._ends)

    def _break_off(self, why: str) -> None:
        """What is held stays incomplete."""
        if self._held and self._in_step and self._certain and self._may_be_sip:
            self._losses.note(why, self._marks[0][1])
        elif self._held:
            self._lose(len(self._held))
        self._skip = self._line = self._searched = 0
        self._held = b""
        self._marks.clear()

    def _drop(self, count: int) -> None:
        """Be done with the first octets of those that are held."""
        if count >= len(self._held):
            self._held = b""
            self._marks.clear()
        elif count:
            self._pass_marks(count)
            self._start += count
            if isinstance(self._held, bytearray):
                del self._held[:count]
            else:
                self._held = self._held[count:]

    def _lose(self, count: int) -> None:
        if count and not self._lost:
            self._lost_at = self._number
        self._lost += count

    def _note_lost(self) -> None:
        if self._lost:
            self._losses.note(_BETWEEN, self._lost_at, self._lost)
        if self._missing:
            self._losses.note(_MISSING, self._number, self._missing)
        self._lost = self._missing = 0

    def _message(self, held: bytes | bytearray, at: int, found: list[Message]) -> int | None:
        """Take a message that starts here; returns where to go on, None if more is needed."""
        if not self._line:
            if held[at] in b"\r\n":
                return after_line_ends(held, at)
            if self._searched and held.find(b"\n", at + self._searched) < 0:
                return self._wait(held, at)
            start = match_start(held, at)
            if not start:
                if held.find(b"\n", at) < 0:
                    return self._wait(held, at)
                self._in_step = self._at_line_start = False
                return at
            self._line, self._searched = start.end() - at, 0
            self._is_sip = self._is_sip or self._certain
        line_end = at + self._line
        ends = head_end(held, line_end, at + self._searched - 3)
        if not ends:
            return self._wait(held, at)
        head, body = ends
        octets, line = bytes(held[at:head]), self._line
        self._line = self._searched = 0
        if not self._certain:
            whole = whole_message(octets)
            if whole is None:
                self._in_step, self._at_line_start = False, True
                self._lose(body - at)
                return body
            self._lose(whole)
            self._note_lost()
            at, octets = at + whole, octets[whole:]
            line = octets.index(b"\n") + 1
            self._is_sip = self._certain = True
        self._pass_marks(at)
        _, number, time = self._marks[0]
        found.append(Message(number, octets[:line], octets[line:], time, *self._ends))
        end = body + content_length(octets)
        self._skip = max(0, end - len(held))
        return min(end, len(held))

    def _frame(self, held: bytes | bytearray, at: int, found: list[Message]) -> int | None:
        """Take a frame of WebSocket, and the message if it ends; returns where to go on."""
        header = frame(held, at)
        if not header:
            return None
        if header.opcode not in (CONTINUATION, TEXT, BINARY) and header.opcode < CONTROL:
            self._in_frames = self._in_step = self._at_line_start = False
            return at
        if header.end - at + len(self._content) > HEAD_MAX:
            self._losses.note(_LONG, self._number)
            self._content = b""
            self._skip = max(0, header.end - len(held))
            return min(header.end, len(held))
        if header.end > len(held):
            return None
        if header.opcode >= CONTROL:
            return header.end
        if header.opcode != CONTINUATION:
            self._pass_marks(at)
            self._content, self._content_mark = bytearray(), self._marks[0]
        if header.plain:
            self._content += header.content(held)
        else:
            self._losses.note(COMPRESSED, self._number)
        if header.final:
            start = match_start(self._content)
            ends = head_end(self._content, start.end()) if start else None
            if start and ends:
                octets, line = bytes(self._content[: ends[0]]), start.end()
                _, number, time = self._content_mark
                found.append(Message(number, octets[:line], octets[line:], time, *self._ends))
            self._content = b""
        return header.end

    def _pass_marks(self, at: int) -> None:
        """Let the first mark be that of the packet in which an octet is."""
        del self._marks[: bisect(self._marks, self._start + at, key=itemgetter(0)) - 1]

    def _wait(self, held: bytes | bytearray, at: int) -> int | None:
        """Wait for more of a message, or give it up."""
        if len(held) - at <= HEAD_MAX:
            self._searched = len(held) - at
            return None
        if self._is_sip and self._certain:
            self._losses.note(_LONG, self._number)
        self._lose(len(held) - at)
        self._in_step = self._at_line_start = False
        self._line = self._searched = 0
        return len(held)

    def _seek(self, held: bytes | bytearray, at: int) -> int | None:
        """Look for the next start-line; returns where to go on, None if more is needed."""
        self._certain = False
        hit = held.find(b"SIP/", at + max(0, self._searched - 3))
        line = held.rfind(b"\n", at, hit if hit >= 0 else len(held)) + 1 or at
        line_end = held.find(b"\n", hit) + 1 if hit >= 0 else 0
        if line > at:
            self._at_line_start = True
            self._lose(line - at)
            self._searched = 0
            return line
        if not line_end:
            if len(held) - line > HEAD_MAX:
                self._lose(len(held) - line)
                self._at_line_start, self._searched = False, 0
                return len(held)
            self._searched = (len(held) if hit < 0 else hit + 3) - line
            return None
        self._searched = 0
        if (match_start if self._at_line_start else match_certain_start)(held, line):
            self._in_step = True
            return line
        self._at_line_start = True
        self._lose(line_end - line)
        return line_end


def is_tls(octets: bytes) -> bool:
    """Whether they begin a record of TLS (RFC 8446 section 5.1)."""
    return len(octets) > 2 and 20 <= octets[0] <= 23 and octets[1] == 3 and octets[2] <= 4
