"""What else reads a status-line in Python, and whether it reads it right.

Every peer is called through the cheapest of its functions that gives a status code. An HTTP parser
gets the same line with HTTP/1.1 in place of SIP/2.0, made beforehand. A parser of whole messages
gets the headers that every response has, one of lines the line alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from io import BytesIO
from typing import Any

import corpus

from sipstatus import StatusLine, parse_status_line

Reader = Callable[[bytes], int | None]
"""From octets to the status code; raises or returns None for what is no response."""

DECOY = "decoy: "
"""How the names of examples begin that are no status-lines."""

PATTERN = rb"SIP/2\.0 ([1-6][0-9]{2}) ([^\0\r\n]*)\r\n"


@dataclass(frozen=True, slots=True)
class Peer:
    """A parser to compare with."""

    name: str
    given: str
    """line, response (the line with headers), or http (the line as HTTP has it)."""

    make: Callable[[], Callable[[bytes], Any]]
    """Imports it and gives what `call` calls `read`."""

    distribution: str = ""
    """Where its version stands; Python itself if empty."""

    call: str = "read(x)"
    """An expression over the octets `x` that gives the status code."""

    def reader(self) -> Reader:
        """The call as a function."""
        reader: Reader = eval(f"lambda x: {self.call}", {"read": self.make()})
        return reader


@dataclass(slots=True)
class Verdict:
    """What a peer made of the corpus."""

    right: int = 0
    lines: int = 0
    wrong: list[str] = field(default_factory=list)
    """What it got wrong, by name."""


def octets_for(given: str, line: bytes) -> bytes:
    """The line as the peer wants it."""
    if given == "http":
        return re.sub(rb"(?i)SIP/2\.0", b"HTTP/1.1", line) + b"\r\n"
    return corpus.short_response(line) if given == "response" else line


# --- the peers ------------------------------------------------------------------------------------


def sipstatus_parser() -> Callable[[bytes], StatusLine]:
    return parse_status_line


def expression(module: str) -> Callable[[], Callable[[bytes], Any]]:
    """A compiled regular expression, of `re` or of a module like it."""

    def make() -> Callable[[bytes], Any]:
        match: Callable[[bytes], Any] = import_module(module).compile(PATTERN).match
        return match

    return make


def split() -> Reader:
    def read(data: bytes) -> int | None:
        version, code, _ = data.split(b" ", 2)
        return int(code) if version == b"SIP/2.0" else None

    return read


def http_client() -> Reader:
    """Its reader of status-lines: all of a response would cost it much more."""
    response = import_module("http.client").HTTPResponse

    class Socket:
        def __init__(self, data: bytes) -> None:
            self.data = data

        def makefile(self, mode: str) -> BytesIO:
            return BytesIO(self.data)

    def read(data: bytes) -> int | None:
        code: int = response(Socket(data))._read_status()[1]
        return code

    return read


def h11() -> Reader:
    """Its reader of responses: a connection would first have to send the request."""
    module = import_module("h11")
    readers, buffer = import_module("h11._readers").READERS, import_module("h11._receivebuffer")
    read_response = readers[module.SERVER, module.SEND_RESPONSE]

    def read(data: bytes) -> int | None:
        received = buffer.ReceiveBuffer()
        received += data
        code: int = read_response(received).status_code
        return code

    return read


def httptools() -> Reader:
    parser = import_module("httptools").HttpResponseParser

    def read(data: bytes) -> int | None:
        one = parser(None)
        one.feed_data(data)
        code: int = one.get_status_code()
        return code

    return read


def sipmessage() -> Reader:
    module = import_module("sipmessage")
    parse, response = module.Message.parse, module.Response

    def read(data: bytes) -> int | None:
        message = parse(data)
        return message.code if isinstance(message, response) else None

    return read


def sippy() -> Reader:
    response = import_module("sippy.SipResponse").SipResponse

    def read(data: bytes) -> int | None:
        code: int = response(data.decode()).scode
        return code

    return read


def twisted() -> Reader:
    sip = import_module("twisted.protocols.sip")
    messages: list[object] = []
    parser = sip.MessagesParser(messages.append)

    def read(data: bytes) -> int | None:
        parser.reset()
        parser.dataReceived(data)
        parser.dataDone()
        message = messages.pop()
        return message.code if isinstance(message, sip.Response) else None

    return read


def pyvoip() -> Reader:
    import_module("pyVoIP.VoIP")  # the other way round, its modules cannot be imported
    message = import_module("pyVoIP.SIP").SIPMessage

    def read(data: bytes) -> int | None:
        one = message(data)
        return int(one.status) if one.type == 0 else None

    return read


PEERS = [
    Peer("sipstatus", "line", sipstatus_parser, "sipstatus", "read(x).status_code"),
    Peer("sipstatus, response", "response", sipstatus_parser, "sipstatus", "read(x).status_code"),
    Peer("bytes.split", "line", split),
    Peer("re", "line", expression("re"), call="int(read(x)[1])"),
    Peer("regex", "line", expression("regex"), "regex", "int(read(x)[1])"),
    Peer("http.client", "http", http_client),
    Peer("h11", "http", h11, "h11"),
    Peer("httptools", "http", httptools, "httptools"),
    Peer("sipmessage", "response", sipmessage, "sipmessage"),
    Peer("sippy", "response", sippy, "sippy"),
    Peer("twisted", "response", twisted, "twisted"),
    Peer("pyVoIP", "response", pyvoip, "pyVoIP"),
]


# --- are they right? ------------------------------------------------------------------------------


def examples() -> list[tuple[str, bytes, int | None]]:
    """(name, line, status code) of all that a peer must read right; None for what is no response.

    Lines of the mix are named for their codes.
    """
    of_the_mix = [
        ("custom phrase" if line.custom else str(line.status_code), line.octets, line.status_code)
        for line in corpus.take(1_000)
    ]
    unusual = [(name, line, code) for name, (line, code) in corpus.UNUSUAL.items()]
    decoys = [(f"{DECOY}{name}", line, None) for name, line in corpus.DECOYS.items()]
    return [*of_the_mix, *unusual, *decoys]


def judge(codes: Sequence[int | None]) -> Verdict:
    """Compare what a peer made of the examples with the truth."""
    verdict = Verdict()
    for (name, _, code), given in zip(examples(), codes, strict=True):
        verdict.lines += 1
        verdict.right += given == code
        if given != code and name not in verdict.wrong:
            verdict.wrong.append(name)
    return verdict


def try_all(read: Reader, given: str) -> list[int | None]:
    """What a peer makes of every example."""
    codes: list[int | None] = []
    for _, line, _ in examples():
        try:
            codes.append(read(octets_for(given, line)))
        except Exception:  # whatever it raises, it did not take the line
            codes.append(None)
    return codes
