"""Reads SIP messages from whatever a command is given: a log, a capture, compressed or not."""

from __future__ import annotations

import errno
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Literal, cast

from sipstatus.cli.capture.encodings import encoding_of, in_utf_8
from sipstatus.cli.capture.frames import is_capture
from sipstatus.cli.capture.hexdump import HexDump
from sipstatus.cli.capture.sources import CHUNK_SIZE, Source, decompressed, naming
from sipstatus.cli.capture.text import Text
from sipstatus.cli.outcome import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Protocol

    from sipstatus.cli.capture.messages import Message

    class Readable(Protocol):
        """A binary file."""

        def read1(self, size: int, /) -> bytes:
            """What is there already, at least one octet; nothing at the end."""
            ...

        def close(self) -> None:
            """Close the file."""
            ...


def read(name: str, opened: Source | None = None) -> Reading:
    """The SIP messages of a file; "-" is standard input.

    opened: its octets, if somebody has looked at them and they can be read once only.

    Raises OSError or CommandError if it cannot be opened.
    """
    if opened:
        return Reading(name, opened)
    if name != "-":
        file = open(name, "rb")  # noqa: PTH123, SIM115 - the Reading closes it
        try:
            return Reading(name, file)
        except BaseException:
            file.close()
            raise
    if sys.stdin is None:  # closed by the caller (`<&-`)
        raise CommandError(f"{name}: {os.strerror(errno.EBADF)}")
    return Reading(name, cast("Readable", sys.stdin.buffer))


class Reading:
    """The SIP messages of one file, in order and in constant memory; they can be had once."""

    def __init__(self, name: str, file: Readable) -> None:
        self.name = name
        """What the file is called, "-" for standard input."""
        self.unit: Literal["line", "packet"] = "line"
        """What the place of a message counts."""
        self.form = "text"
        """What the file is, for people."""
        self.faults: list[str] = []
        """What could not be read, each a clause for people; complete after the last message."""
        self._file = file
        self._text: Text | None = None
        self._messages: Iterable[Message]
        with naming(name):
            self._source = Source(file.read1)
            octets = decompressed(self._source) or self._source
        if is_capture(octets.first):
            self.unit, self.form = "packet", "packet capture"
            from sipstatus.cli.capture.packets import packets  # not what a log waits for

            self._messages = packets(octets, self.faults.append)
            return
        blocks = iter(partial(octets.read1, CHUNK_SIZE), b"")
        dump = HexDump(in_utf_8(encoding_of(octets.first), blocks))
        self._text = self._messages = Text(iter(dump), self.faults.append, dump)

    @property
    def octets(self) -> int:
        """How many octets of the file have been read."""
        return self._source.octets

    def __iter__(self) -> Iterator[Message]:
        """The messages.

        Raises OSError or CommandError if the file cannot be read to its end, or if it holds no
        message that can be read.
        """
        found = False
        try:
            with naming(self.name):
                for message in self._messages:
                    found = True
                    yield message
        finally:
            if self.name != "-":
                self._file.close()
        if self._text:
            self.faults += self._text.start_lines_within(found)
        if not found:
            why = "; ".join(self.faults) or "no SIP message found in it"
            raise CommandError(f"{self.name}: {why}")
