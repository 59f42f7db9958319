"""What a log says about a message in front of it: the time, and who sent it to whom."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeAlias

Origin: TypeAlias = tuple[float | None, str | None, str | None]
"""Time, source and destination, as a Message has them."""

UNKNOWN: Origin = (None, None, None)

# A heading is searched once, and remembered: the next ones differ in their digits alone.  So these
# patterns see a 0 in place of every digit.
_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_DAY_ZEROS = re.compile(rb"(?<!0)0000[-/]00[-/]00[ ,T\t]")
_CLOCK = re.compile(rb"(?<![0:])00:00:(00(?:\.0{1,9}(?!0))?)(?!0|:0)")
_EPOCH = re.compile(rb"Epoch (?:Arrival )?Time: (0{1,12}\.0{1,9})")

# ``192.0.2.1:5060``, ``[2001:db8::1]:5060`` and, as tcpdump writes them, ``192.0.2.1.5060``.
_ADDRESS = rb"\[?([0A-Fa-f:.]{2,45})(?:\]:|[:.])(0{1,5})\b"
_FLOW = re.compile(rb"(?<![0A-Fa-f:.])%b -?> %b" % (_ADDRESS, _ADDRESS))
_FROM = re.compile(rb"\bfrom:? (?:[A-Za-z]{2,8}[:/])?%b" % _ADDRESS)
_TO = re.compile(rb"\bto:? (?:[A-Za-z]{2,8}[:/])?%b" % _ADDRESS)

# As the tree of tshark has them.
_HOSTS = re.compile(rb"Src: ([0A-Fa-f.:]{2,45})[^,\n]{0,80}, Dst: ([0A-Fa-f.:]{2,45})")
_PORTS = re.compile(rb"Src Port: (0{1,5}), Dst Port: (0{1,5})\b")

_DAY = re.compile(rb"([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})")


class _Places(NamedTuple):
    """Where a heading says what; None for what it does not say."""

    epoch: slice | None = None
    minute: slice | None = None
    seconds: slice = slice(0)
    source: tuple[slice, slice] | None = None
    destination: tuple[slice, slice] | None = None


class Headings:
    """Reads headings; the last one makes the next of its shape quick."""

    def __init__(self) -> None:
        self._shape = b""
        self._places = _Places()
        self._minute = b""
        self._since = 0.0

    def origin(self, heading: bytes) -> Origin:
        """What the text in front of a message says: time and addresses, the closest to it."""
        shape = heading.translate(_ZEROS)
        if shape != self._shape:
            self._shape, self._places = shape, _places(shape)
        epoch, minute, seconds, source, destination = self._places
        time = None
        if minute:
            if (octets := heading[minute]) != self._minute:
                self._minute, self._since = octets, _seconds(octets)
            time = self._since + float(heading[seconds])
        elif epoch:
            time = float(heading[epoch])
        if source or destination:
            return time, _address(heading, source), _address(heading, destination)
        return time, None, None


@lru_cache(maxsize=256)
def _places(shape: bytes) -> _Places:
    """Where the headings of a shape say what."""
    epoch = source = destination = None
    if b"Epoch" in shape and (found := _last(_EPOCH, shape)):
        epoch = slice(*found.span(1))
    minute, seconds = (None, slice(0)) if epoch else _clock(shape)
    if b"> " in shape and (found := _last(_FLOW, shape)):
        source, destination = _slices(found, 1, 2), _slices(found, 3, 4)
    elif b"Src: " in shape and (found := _last(_HOSTS, shape)):
        if ports := _last(_PORTS, shape):
            source = slice(*found.span(1)), slice(*ports.span(1))
            destination = slice(*found.span(2)), slice(*ports.span(2))
    else:
        if b"from" in shape and (found := _last(_FROM, shape)):
            source = _slices(found, 1, 2)
        if b"to" in shape and (found := _last(_TO, shape)):
            destination = _slices(found, 1, 2)
    return _Places(epoch, minute, seconds, source, destination)


def _clock(shape: bytes) -> tuple[slice | None, slice]:
    """Where the last time stands: with its day up to the minute, and its seconds."""
    at = len(shape)
    while (at := shape.rfind(b"00:00:", 0, at)) >= 0:
        if clock := _CLOCK.match(shape, at):
            day = _DAY_ZEROS.match(shape, at - 11) if at >= 11 else None
            return slice(at - 11 if day else at, clock.start(1)), slice(*clock.span(1))
    return None, slice(0)


def _slices(found: re.Match[bytes], host: int, port: int) -> tuple[slice, slice]:
    return slice(*found.span(host)), slice(*found.span(port))


def _last(pattern: re.Pattern[bytes], text: bytes) -> re.Match[bytes] | None:
    found = None
    for found in pattern.finditer(text):  # noqa: B007
        pass
    return found


def _address(heading: bytes, places: tuple[slice, slice] | None) -> str | None:
    if not places:
        return None
    host, port = heading[places[0]].decode(), int(heading[places[1]])
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _seconds(text: bytes) -> float:
    """The seconds of a time without its own seconds, since 1970 if it has a date."""
    hours, minutes = text[-6:-4], text[-3:-1]
    seconds = 3600.0 * int(hours) + 60 * int(minutes)
    if day := _DAY.match(text):
        with suppress(ValueError):  # there is no such day
            seconds += 86_400.0 * (date(*map(int, day.groups())) - date(1970, 1, 1)).days
    return seconds
