"""SIP messages whose header fields stay as they came (RFC 3261 section 7).

A field is a pair of octets: its name, and all that follows the colon.  So what nobody changes goes
out as it came in, order, case, white space and folding included, and sipstatus takes the pairs as
they are.  Values are read by sipmessage; the few that a proxy changes are changed in place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self, TypeVar

from sipmessage import URI, Address, CSeq, Via

from sipstatus import StatusLine, StatusLineError, compact_forms, is_response, parse_status_line

Field = tuple[bytes, bytes]
Value = TypeVar("Value")

MESSAGE_MAX = 65_535
"""Octets of a message; no UDP datagram is longer."""

_FULL_NAMES = {short.encode(): full.lower().encode() for short, full in compact_forms().items()}
_REQUEST_LINE = re.compile(rb"([!%'*+.\w`~-]+) (\S+) (SIP/\d+\.\d+)\r\n", re.IGNORECASE)
_CONTENT_LENGTH = re.compile(
    rb"\r\n(?:content-length|l)[ \t]*:\s*(\d{1,9})[ \t]*\r\n", re.IGNORECASE
)
# The first of several values: a comma separates only outside quoted strings and angle brackets.
_FIRST_VALUE = re.compile(rb'(?:"(?:\\.|[^"\\])*+"|<[^<>]*+>|[^,])*+', re.DOTALL)
_RPORT = re.compile(rb";\s*rport(?=\s*(?:;|$))", re.IGNORECASE)


class MessageError(ValueError):
    """Octets that are no SIP message, or a header field that a proxy needs and cannot read."""


@lru_cache(maxsize=1024)
def key(name: bytes) -> bytes:
    """What is the same for every spelling of a name: its full form in lower case."""
    lower = name.strip().lower()
    return _FULL_NAMES.get(lower, lower)


def text(octets: bytes) -> str:
    """Octets as a str that can be turned back into the same octets."""
    return octets.decode("utf-8", "surrogateescape")


def read(parse: Callable[[str], Value], octets: bytes) -> Value:
    """A value as the library reads it; all its refusals become a MessageError."""
    try:
        return parse(octets.decode("ascii"))
    except (ValueError, TypeError) as error:  # TypeError: a parameter named "self"
        raise MessageError(f"cannot read {octets[:80]!r}") from error


@dataclass(slots=True)
class Message:
    """Header fields in their order, and the body."""

    fields: list[Field]
    body: bytes

    def start_line(self) -> bytes:
        """The first line, with its CRLF."""
        raise NotImplementedError

    def encode(self) -> bytes:
        """The message as it goes out."""
        parts = [self.start_line()]
        for name, value in self.fields:
            parts += (name, b":", value, b"\r\n")
        return b"".join((*parts, b"\r\n", self.body))

    def find(self, name: bytes) -> int | None:
        """Where the first field of a name is."""
        for index, field in enumerate(self.fields):
            if key(field[0]) == name:
                return index
        return None

    def values(self, name: bytes) -> list[bytes]:
        """The values of all fields of a name, without the white space around them."""
        return [value.strip() for field, value in self.fields if key(field) == name]

    def first(self, name: bytes) -> bytes:
        """The first of several values of a name.  Raises MessageError if there is none."""
        index = self.find(name)
        if index is None:
            raise MessageError(f"no {text(name)}")
        return _first_value(self.fields[index][1]).strip()

    def push(self, name: bytes, value: bytes) -> None:
        """Put a value before all others of its name."""
        self.fields.insert(self.find(key(name)) or 0, (name, b" " + value))

    def pop(self, name: bytes) -> None:
        """Remove the first of several values of a name."""
        index = self.find(name)
        if index is None:
            return
        spelled, value = self.fields[index]
        rest = value[len(_first_value(value)) + 1 :]
        if rest.strip():
            self.fields[index] = (spelled, rest)
        else:
            del self.fields[index]

    def put(self, name: bytes, value: bytes) -> None:
        """Replace the value of a field where it stands, or add the field at the end."""
        index = self.find(key(name))
        if index is None:
            self.fields.append((name, b" " + value))
        else:
            self.fields[index] = (self.fields[index][0], b" " + value)

    def is_whole(self) -> bool:
        """Cut off what follows the body; False if octets of the body are missing (section 18.3)."""
        lengths = self.values(b"content-length")
        if not lengths:
            return True
        if len(set(lengths)) > 1 or not re.fullmatch(rb"[0-9]{1,9}", lengths[0]):
            return False
        length = int(lengths[0])
        self.body, whole = self.body[:length], len(self.body) >= length
        return whole

    def top_via(self) -> Via:
        """The first Via value: of a request the previous hop's, of a response one's own."""
        return read(Via.parse, self.first(b"via"))

    def cseq(self) -> CSeq:
        """Sequence number and method."""
        return read(CSeq.parse, self.first(b"cseq"))

    def copy(self) -> Self:
        """The same message, whose fields can be changed apart from these."""
        return replace(self, fields=[*self.fields])


@dataclass(slots=True)
class Request(Message):
    """A request; `version` is ``"SIP/2.0"`` in every one that a proxy forwards."""

    method: str
    uri: str
    version: str = "SIP/2.0"

    def start_line(self) -> bytes:
        """The request-line (RFC 3261 section 7.1)."""
        return f"{self.method} {self.uri} {self.version}\r\n".encode("utf-8", "surrogateescape")

    def target(self) -> URI:
        """The Request-URI.  Raises MessageError if it is no SIP URI."""
        return read(URI.parse, self.uri.encode("utf-8", "surrogateescape"))

    def top_route(self) -> URI | None:
        """Where the first Route value leads; None without one."""
        if self.find(b"route") is None:
            return None
        return read(Address.parse, self.first(b"route")).uri

    def mark_source(self, via: Via, host: str, port: int) -> None:
        """Note in the first Via value where the request came from (sections 18.2.1; RFC 3581 4)."""
        index = self.find(b"via")
        assert index is not None
        name, value = self.fields[index]
        first = _first_value(value)
        marked, has_rport = _RPORT.subn(b";rport=%d" % port, first.rstrip())
        if has_rport or via.host.strip("[]") != host:
            marked += b";received=" + host.encode()
        self.fields[index] = (name, marked + value[len(first) :])


@dataclass(slots=True)
class Response(Message):
    """A response; its status-line is relayed octet for octet."""

    line: StatusLine

    def start_line(self) -> bytes:
        """The status-line (RFC 3261 section 7.2)."""
        return self.line.encode()


def parse(data: bytes) -> Request | Response:
    """Read one message, with nothing but its body behind the header fields.

    Raises MessageError.
    """
    end = data.find(b"\r\n\r\n")
    if end < 0:
        raise MessageError("the header fields do not end")
    body = data[end + 4 :]
    if is_response(data):
        try:
            line = parse_status_line(data)
        except StatusLineError as error:
            raise MessageError(str(error)) from error
        return Response(_fields(data[line.end : end]), body, line)
    match = _REQUEST_LINE.match(data)
    if match is None:
        raise MessageError("neither a request nor a response")
    method, uri, version = map(text, match.groups())
    return Request(_fields(data[match.end() : end]), body, method, uri, version.upper())


def size(data: bytes | bytearray) -> int | None:
    """How many octets of a stream the first message takes; None if its header fields go on.

    Raises MessageError if it cannot be known, or is more than MESSAGE_MAX (sections 7.5, 18.3).
    """
    end = data.find(b"\r\n\r\n", 0, MESSAGE_MAX)
    if end < 0:
        if len(data) >= MESSAGE_MAX:
            raise MessageError("the header fields do not end")
        return None
    match = _CONTENT_LENGTH.search(data, 0, end + 2)
    if match is None:
        raise MessageError("no Content-Length on a stream")
    length = end + 4 + int(match[1])
    if length > MESSAGE_MAX:
        raise MessageError("the message is too long")
    return length


def acknowledgement(request: Request, response: Response) -> Request:
    """The ACK to a response of 300 to 699 (RFC 3261 section 17.1.1.3)."""
    ack = _same_transaction(request, "ACK")
    ack.put(b"To", response.first(b"to"))
    return ack


def cancellation(request: Request) -> Request:
    """The CANCEL of an INVITE that was sent (RFC 3261 section 9.1)."""
    return _same_transaction(request, "CANCEL")


_OF_A_TRANSACTION = {b"from", b"to", b"call-id", b"cseq", b"max-forwards", b"route"}


def _same_transaction(request: Request, method: str) -> Request:
    """A request with the first Via value, the Request-URI and the Route of another one."""
    fields = [field for field in request.fields if key(field[0]) in _OF_A_TRANSACTION]
    same = Request([(b"Via", b" " + request.first(b"via")), *fields], b"", method, request.uri)
    same.put(b"CSeq", f"{request.cseq().sequence} {method}".encode())
    same.put(b"Content-Length", b"0")
    return same


def own_response(status_line: bytes, fields: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A response that the proxy makes itself."""
    lines = (name + b": " + value.strip() + b"\r\n" for name, value in fields)
    return b"".join((status_line, *lines, b"Content-Length: 0\r\n\r\n"))


def _first_value(value: bytes) -> bytes:
    match = _FIRST_VALUE.match(value)
    return match[0] if match else value


def _fields(head: bytes) -> list[Field]:
    fields: list[Field] = []
    for line in head.split(b"\r\n") if head else ():
        name, colon, value = line.partition(b":")
        if line[:1] in (b" ", b"\t") and fields:  # folded (section 7.3.1)
            before, begun = fields[-1]
            fields[-1] = (before, begun + b"\r\n" + line)
        elif colon:
            fields.append((name, value))
        else:
            raise MessageError("a header field without a colon")
    return fields
