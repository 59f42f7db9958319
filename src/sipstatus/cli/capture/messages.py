"""What a reader of logs and captures yields: SIP messages."""

from __future__ import annotations

import re
from typing import NamedTuple

_FOLD = re.compile(rb"\r?\n[ \t]+")


class Message(NamedTuple):
    """A request or response, and where it was found."""

    place: int
    """Where it starts: the number of the line in a text, or of the packet in a capture, from 1."""

    start_line: bytes
    """With its line end."""

    head: bytes
    """The octets of the header fields, without the empty line behind them.  Lines end with CRLF or
    LF, and folded lines are as they were."""

    time: float | None = None
    """Seconds since 1970, or since midnight if the log has no date; None if not known.  A log that
    does not name its time zone is taken for UTC."""

    source: str | None = None
    """Address and port of the sender, as in ``192.0.2.1:5060`` or ``[2001:db8::1]:5060``."""

    destination: str | None = None
    """Address and port of the receiver."""

    @property
    def is_response(self) -> bool:
        """True for a response."""
        return self.start_line[:4].upper() == b"SIP/"

    def headers(self) -> list[tuple[str, str]]:
        """Names and values of the header fields as in the message, folded lines joined."""
        lines = _FOLD.sub(b" ", self.head).decode("utf-8", "replace").split("\n")
        fields = (line.partition(":") for line in lines)
        return [(name.strip(), value.strip()) for name, colon, value in fields if colon]
