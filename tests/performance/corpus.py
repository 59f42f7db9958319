"""What is measured on: status-lines, responses and a mixed log, the same for the same seed.

    python tests/performance/corpus.py LOG --size 1GiB

The generator knows what it wrote, so the true counts do not come from any parser. Codes and
phrases are typed here by hand: a mix such as a proxy sees, in which two per cent of the phrases are
not the registered ones. A log is put together from chapters of about 1 MiB, so that a large one
needs neither memory nor patience.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SEED = 3261
CUSTOM_SHARE = 0.02
CHAPTER = 1 << 20
CHAPTERS = 32
"""How many different chapters a log has at most; then they come again, in another order."""

UNITS = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}

METHODS = ("INVITE", "REGISTER", "ACK", "BYE", "OPTIONS")

MIX: dict[int, tuple[str, float]] = {
    100: ("Trying", 270),
    180: ("Ringing", 130),
    181: ("Call Is Being Forwarded", 6),
    182: ("Queued", 4),
    183: ("Session Progress", 80),
    199: ("Early Dialog Terminated", 1),
    200: ("OK", 330),
    202: ("Accepted", 12),
    300: ("Multiple Choices", 1),
    302: ("Moved Temporarily", 8),
    400: ("Bad Request", 4),
    401: ("Unauthorized", 60),
    403: ("Forbidden", 8),
    404: ("Not Found", 14),
    405: ("Method Not Allowed", 1),
    407: ("Proxy Authentication Required", 30),
    408: ("Request Timeout", 8),
    415: ("Unsupported Media Type", 1),
    420: ("Bad Extension", 1),
    423: ("Interval Too Brief", 2),
    480: ("Temporarily Unavailable", 10),
    481: ("Call/Transaction Does Not Exist", 5),
    482: ("Loop Detected", 1),
    483: ("Too Many Hops", 1),
    484: ("Address Incomplete", 2),
    486: ("Busy Here", 18),
    487: ("Request Terminated", 20),
    488: ("Not Acceptable Here", 3),
    491: ("Request Pending", 2),
    500: ("Server Internal Error", 4),
    501: ("Not Implemented", 1),
    503: ("Service Unavailable", 8),
    504: ("Server Time-out", 1),
    600: ("Busy Everywhere", 1),
    603: ("Decline", 5),
    606: ("Not Acceptable", 1),
}
"""Status codes of RFC 3261 section 21 and others of daily use: phrase, and weight in the mix."""

CUSTOM = (
    "Busy till Monday",
    "OK (from cache)",
    "Call completed elsewhere",
    "Nicht gefunden: Nebenstelle 42",
    "Teilnehmer besetzt, bitte später",
    "Réessayez plus tard",
    "занято",
    "通話中",
    "Overload; see Retry-After",
    "100%25 of the lines are in use",
)
"""Phrases of people, all legal by RFC 3261 section 25.1."""

UNUSUAL: dict[str, tuple[bytes, int]] = {
    "empty phrase": (b"SIP/2.0 200 \r\n", 200),
    "unregistered code": (b"SIP/2.0 299 Nearly there\r\n", 299),
    "sip in small letters": (b"sip/2.0 486 Busy Here\r\n", 486),
    "UTF-8": ("SIP/2.0 486 занято\r\n".encode(), 486),
    "phrase of 1,000 octets": (b"SIP/2.0 503 " + b"x" * 1_000 + b"\r\n", 503),
}
"""Legal lines that are rare: (line, status code)."""

DECOYS: dict[str, bytes] = {
    "request": b"INVITE sip:bob@example.com SIP/2.0\r\n",
    "Via": b"SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776\r\n",
    "class 7": b"SIP/2.0 700 Overheated\r\n",
    "two digits": b"SIP/2.0 20 OK\r\n",
    "four digits": b"SIP/2.0 2000 OK\r\n",
    "sign": b"SIP/2.0 +20 OK\r\n",
    "underscore": b"SIP/2.0 2_0 OK\r\n",
    "Arabic digits": "SIP/2.0 ٢٠٠ OK\r\n".encode(),
    "no space": b"SIP/2.0 200OK\r\n",
    "two spaces": b"SIP/2.0  200 OK\r\n",
    "no version": b"SIP 200 OK\r\n",
    "LF alone": b"SIP/2.0 200 OK\n",
    "NUL in the phrase": b"SIP/2.0 200 O\0K\r\n",
}
"""Lines that look like status-lines and are none."""


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A line and what it says."""

    octets: bytes
    status_code: int
    custom: bool


@dataclass(slots=True)
class Truth:
    """How many status-lines of each code there are, for the default leniency."""

    line_start: Counter[int] = field(default_factory=Counter)
    anywhere: Counter[int] = field(default_factory=Counter)
    bare_lf: Counter[int] = field(default_factory=Counter)
    """What Leniency.BARE_LF finds at line starts beyond that."""

    bare_lf_anywhere: Counter[int] = field(default_factory=Counter)
    pattern: int = 0
    r"""Matches of ^SIP/2\.0 [1-6][0-9]{2} at line starts, whatever follows."""

    def add(self, other: Truth) -> None:
        """Count another piece."""
        self.line_start.update(other.line_start)
        self.anywhere.update(other.anywhere)
        self.bare_lf.update(other.bare_lf)
        self.bare_lf_anywhere.update(other.bare_lf_anywhere)
        self.pattern += other.pattern


def octets_of(size: str) -> int:
    """The number in "512", "64KiB", "256MiB" or "1GiB"."""
    for unit, factor in UNITS.items():
        if size.endswith(unit):
            return int(size.removesuffix(unit)) * factor
    return int(size)


def status_lines(seed: int = SEED) -> Iterator[StatusLine]:
    """Status-lines of the mix, without end."""
    rng = random.Random(f"lines {seed}")
    codes, weights = list(MIX), [weight for _, weight in MIX.values()]
    while True:
        for code in rng.choices(codes, weights, k=1_000):
            custom = rng.random() < CUSTOM_SHARE
            phrase = rng.choice(CUSTOM) if custom else MIX[code][0]
            yield StatusLine(f"SIP/2.0 {code} {phrase}\r\n".encode(), code, custom)


def take(count: int, seed: int = SEED) -> list[StatusLine]:
    """The first `count` lines of the mix."""
    lines = status_lines(seed)
    return [next(lines) for _ in range(count)]


def short_response(line: bytes) -> bytes:
    """The line with the headers that every response has (RFC 3261 section 8.2.6.2)."""
    return (
        line
        + b"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhds\r\n"
        + b"From: <sip:alice@example.com>;tag=1928301774\r\n"
        + b"To: <sip:bob@example.com>;tag=a6c85cf\r\n"
        + b"Call-ID: a84b4c76e66710@192.0.2.1\r\n"
        + b"CSeq: 314159 INVITE\r\n"
        + b"Content-Length: 0\r\n\r\n"
    )


class Chapter:
    """Part of a log: entries of several kinds, each counted by what it holds."""

    def __init__(self, seed: int, number: int) -> None:
        self.rng = random.Random(f"chapter {number} {seed}")
        self.lines = status_lines(self.rng.randrange(1 << 30))
        self.second = number * 3_600
        self.truth = Truth()
        pieces: list[bytes] = []
        size = 0
        kinds: list[Callable[[], bytes]] = [
            *[self.response] * 55,
            *[self.request] * 45,
            *[self.note] * 140,
            *[self.decoy] * 4,
            *[self.mention] * 3,
            self.relayed,
            self.report,
        ]
        rare: list[Callable[[], bytes]] = [self.small_letters, self.lf_alone, self.no_phrase]
        while size < CHAPTER:
            write = self.rng.choice(kinds) if len(pieces) % 400 else self.rng.choice(rare)
            piece = self.head() + write()
            pieces.append(piece)
            size += len(piece)
        self.octets = b"".join(pieces)

    def head(self) -> bytes:
        """Time stamp and level of a log line; what follows begins behind it or on its own line."""
        self.second += 1
        hours, minutes = self.second // 3600 % 24, self.second // 60 % 60
        stamp = f"2026-03-01T{hours:02}:{minutes:02}:{self.second % 60:02}"
        level = self.rng.choice(("DEBUG", "INFO ", "INFO ", "WARN "))
        return f"{stamp}.{self.rng.randrange(1_000_000):06}Z {level} proxy[4711] ".encode()

    def address(self) -> str:
        network = self.rng.choice(("192.0.2", "198.51.100", "203.0.113"))
        return f"{network}.{self.rng.randrange(256)}:5060"

    def number(self) -> str:
        return f"+4930{self.rng.randrange(10**7):07}"

    def token(self, digits: int = 16) -> str:
        return f"{self.rng.getrandbits(4 * digits):0{digits}x}"

    def message(self, start: bytes, method: str, body: str) -> bytes:
        """A whole message with the headers of daily traffic, behind the log line about it."""
        vias = "".join(
            f"Via: SIP/2.0/{self.rng.choice(('UDP', 'UDP', 'TCP', 'TLS'))} {self.address()}"
            f";branch=z9hG4bK{self.token()};rport=5060\r\n"
            for _ in range(self.rng.randint(1, 3))
        )
        kind = "application/sdp" if body.startswith("v=") else "message/sipfrag;version=2.0"
        headers = (
            f"{vias}"
            f"Record-Route: <sip:{self.address()};lr;ftag={self.token(8)}>\r\n"
            f'From: "Alice Example" <sip:alice@example.com>;tag={self.token(8)}\r\n'
            f"To: <sip:{self.number()}@example.net;user=phone>;tag={self.token(8)}\r\n"
            f"Call-ID: {self.token(32)}@example.com\r\n"
            f"CSeq: {self.rng.randrange(1, 999)} {method}\r\n"
            f"Contact: <sip:bob@{self.address()};transport=udp>;expires=300\r\n"
            "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, INFO, SUBSCRIBE\r\n"
            "Supported: replaces, timer, path, outbound\r\n"
            "User-Agent: Example SIP Stack/4.2\r\n"
            + (f"Content-Type: {kind}\r\n" if body else "")
            + f"Content-Length: {len(body)}\r\n\r\n{body}"
        )
        octets = start + headers.encode()
        about = f"received {len(octets)} octets from udp:{self.address()}\n"
        return about.encode() + octets + b"\n"

    def sdp(self) -> str:
        """A session description (RFC 8866)."""
        return (
            f"v=0\r\no=- {self.rng.getrandbits(40)} 1 IN IP4 192.0.2.9\r\ns=-\r\n"
            "c=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 49170 RTP/AVP 0 8 96\r\n"
            "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
            "a=rtpmap:96 telephone-event/8000\r\na=sendrecv\r\n"
        )

    def count(self, code: int) -> None:
        """A status-line at a line start, of the usual form."""
        self.truth.line_start[code] += 1
        self.truth.anywhere[code] += 1
        self.truth.pattern += 1

    def count_bare_lf(self, code: int) -> None:
        """A status-line at a line start, but for its end."""
        self.truth.bare_lf[code] += 1
        self.truth.bare_lf_anywhere[code] += 1

    # --- the kinds of entries ---------------------------------------------------------------------

    def response(self) -> bytes:
        line = next(self.lines)
        self.count(line.status_code)
        body = self.sdp() if line.status_code in (183, 200) else ""
        return self.message(line.octets, "INVITE" if body else self.rng.choice(METHODS), body)

    def request(self) -> bytes:
        method = self.rng.choice(METHODS)
        uri = f"sip:{self.number()}@example.net"
        start = f"{method} {uri};user=phone SIP/2.0\r\n".encode()
        return self.message(start, method, self.sdp() if method == "INVITE" else "")

    def report(self) -> bytes:
        """How a transfer went: a status-line in the body (RFC 3515 section 2.4.5)."""
        code = self.rng.choice((100, 180, 200, 486, 603))
        self.count(code)
        body = f"SIP/2.0 {code} {MIX[code][0]}\r\n"
        return self.message(b"NOTIFY sip:alice@example.com SIP/2.0\r\n", "NOTIFY", body)

    def note(self) -> bytes:
        """A log line, as most are."""
        kind = self.rng.randrange(4)
        if kind == 0:
            return f"transaction z9hG4bK{self.token()} created, timer B 32000 ms\n".encode()
        if kind == 1:
            return f"route sip:{self.address()};transport=udp chosen out of 3, weight 10\n".encode()
        if kind == 2:
            return f"dialog {self.token(32)} confirmed after {self.rng.random():.3f} s\n".encode()
        return f"SIP peers alive: {self.rng.randrange(99)}; SIP/2.0/UDP sockets: 4\n".encode()

    def decoy(self) -> bytes:
        """At the start of a line, but no status-line; the last one is for BARE_LF."""
        start = self.rng.choice(
            (
                "sip:bob@example.com is not registered\n",
                "SIP/2.0/TCP connection 17 closed by peer\n",
                "SIP/2.0 peers: 12\n",
                "SIP/2.0 700 Overheated\r\n",
                "SIP/2.0 2000 OK\r\n",
                "SIP/2.0 20 OK\r\n",
                "SIP/2.0\r\n",
                "SIP/2.0 200",
            )
        )
        if start == "SIP/2.0 200":
            self.count_bare_lf(200)
        return f"strange datagram from {self.address()}:\n{start}\n".encode()

    def mention(self) -> bytes:
        """A status-line in the middle of a line that does not end as one would."""
        code = self.rng.choice(tuple(MIX))
        wording = self.rng.choice(("forwarded: {}", 'reply "{}" was sent'))
        self.truth.bare_lf_anywhere[code] += 1
        return f"{wording.format(f'SIP/2.0 {code} {MIX[code][0]}')}\n".encode()

    def relayed(self) -> bytes:
        """A whole status-line, yet not at the start of a line."""
        line = next(self.lines)
        self.truth.anywhere[line.status_code] += 1
        return b"relayed: " + line.octets

    # --- rare ones, which the usual pattern gets wrong --------------------------------------------

    def small_letters(self) -> bytes:
        """A literal is case-insensitive (RFC 3261 section 25.1)."""
        self.truth.line_start[486] += 1
        self.truth.anywhere[486] += 1
        return b"from an old gateway:\nsip/2.0 486 Busy Here\r\n"

    def lf_alone(self) -> bytes:
        """The line must end with CRLF (RFC 3261 section 7.2)."""
        self.truth.pattern += 1
        self.count_bare_lf(200)
        return b"typed by hand:\nSIP/2.0 200 OK\n"

    def no_phrase(self) -> bytes:
        """As some gateways send it (RFC 4475 section 3.1.1.13)."""
        self.truth.line_start[480] += 1
        self.truth.anywhere[480] += 1
        return b"from a gateway of few words:\nSIP/2.0 480\r\n"


def log(size: int, seed: int = SEED) -> Iterator[tuple[bytes, Truth]]:
    """The pieces of a log of exactly `size` octets, each with its truth."""
    rng = random.Random(f"log {seed}")
    chapters: list[Chapter] = []
    while size:
        if len(chapters) < CHAPTERS:
            chapters.append(Chapter(seed, len(chapters)))
            chapter = chapters[-1]
        else:
            chapter = rng.choice(chapters)
        if len(chapter.octets) > size:
            break
        size -= len(chapter.octets)
        yield chapter.octets, chapter.truth
    while size:
        dots = min(size, 120)
        size -= dots
        yield b"." * (dots - 1) + b"\n", Truth()


def write_log(path: Path, size: int, seed: int = SEED) -> Truth:
    """Write a log and say what it holds."""
    truth = Truth()
    with path.open("wb") as file:
        for octets, part in log(size, seed):
            file.write(octets)
            truth.add(part)
    return truth


def bare_lines(count: int, seed: int = SEED) -> tuple[bytes, Counter[int]]:
    """Status-lines one behind the other, and how many there are of each code."""
    lines = take(count, seed)
    return b"".join(line.octets for line in lines), Counter(line.status_code for line in lines)


def main() -> None:
    """Write a log."""
    parser = argparse.ArgumentParser(description="Write the mixed log.")
    parser.add_argument("log", type=Path)
    parser.add_argument("--size", type=octets_of, default=256 << 20)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    truth = write_log(arguments.log, arguments.size, arguments.seed)
    line_start, anywhere = truth.line_start.total(), truth.anywhere.total()
    print(f"{line_start:,} status-lines at line starts, {anywhere:,} in all")


if __name__ == "__main__":
    main()
