"""Writes messages as logs and tools show them; each function is a form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def bare(messages: list[bytes]) -> bytes:
    return b"".join(messages)


def with_lf(messages: list[bytes]) -> bytes:
    return bare(messages).replace(b"\r\n", b"\n")


def with_cr_cr_lf(messages: list[bytes]) -> bytes:
    """Written twice through text mode."""
    return bare(messages).replace(b"\r\n", b"\r\r\n")


def with_caret_m(messages: list[bytes]) -> bytes:
    """As ``cat -v`` shows it."""
    return bare(messages).replace(b"\r\n", b"^M\n")


def sipp(messages: list[bytes]) -> bytes:
    """``sipp -trace_msg``: headings with LF, messages as they are."""
    return b"".join(
        b"----------------------------------------------- 2026-11-20 22:55:29.312403\n"
        b"UDP message received [%d] bytes :\n\n%b\n" % (len(message), message)
        for message in messages
    )


def sngrep(messages: list[bytes]) -> bytes:
    """As sngrep saves messages in a text."""
    return b"".join(
        b"2026/11/20 22:55:29.312403 192.0.2.1:5060 -> 192.0.2.2:5061\n%b\n\n" % message
        for message in messages
    )


def ngrep(messages: list[bytes]) -> bytes:
    """``ngrep -t -W byline``: a dot for each CR."""
    return b"".join(
        b"\nU 2026/11/20 22:55:29.312403 192.0.2.1:5060 -> 192.0.2.2:5061 #%d\n%b\n"
        % (number, message.replace(b"\r\n", b".\n"))
        for number, message in enumerate(messages, 1)
    )


def tcpdump_a(messages: list[bytes]) -> bytes:
    """``tcpdump -A``: the octets of the IP header in front, no CR."""
    return b"".join(
        b"22:55:29.312403 IP 192.0.2.1.5060 > 192.0.2.2.5061: SIP: %b\n"
        b'E..#..@.@.5.........."..A.AB%b\n' % (message.partition(b"\r\n")[0], lf(message))
        for message in messages
    )


def tcpdump_v(messages: list[bytes]) -> bytes:
    """``tcpdump -v``: a tab in front of each line."""
    return b"".join(
        b"22:55:29.312403 IP (tos 0x0, ttl 64, id 1, proto UDP (17), length 9)\n"
        b"    192.0.2.1.5060 > 192.0.2.2.5061: SIP, length: 9\n%b" % prefixed(b"\t", message)
        for message in messages
    )


def freeswitch(messages: list[bytes]) -> bytes:
    """``sofia global siptrace on``."""
    rule = b"   " + b"-" * 72 + b"\n"
    return b"".join(
        b"recv 300 bytes from udp/[192.0.2.1]:5060 at 22:55:29.312403:\n%b%b%b"
        % (rule, prefixed(b"   ", message), rule)
        for message in messages
    )


def asterisk(messages: list[bytes]) -> bytes:
    """``sip set debug on``."""
    return b"".join(
        b"[Nov 20 22:55:29] VERBOSE[123] chan_sip.c: \n"
        b"<--- SIP read from UDP:192.0.2.1:5060 --->\n%b\n<------------->\n" % lf(message)
        for message in messages
    )


def pjsip(messages: list[bytes]) -> bytes:
    """``pjsip set logger on``."""
    return b"".join(
        b"[2026-11-20 22:55:29] VERBOSE[123] res_pjsip_logger.c: <--- Received SIP request (9 "
        b"bytes) from UDP:192.0.2.1:5060 --->\n%b\n" % lf(message)
        for message in messages
    )


def cisco(messages: list[bytes]) -> bytes:
    """``debug ccsip messages``."""
    return b"".join(
        b"Nov 20 22:55:29.312: //1/0123456789AB/SIP/Msg/ccsipDisplayMsg:\nReceived: \n%b\n"
        % lf(message)
        for message in messages
    )


def xlog(messages: list[bytes]) -> bytes:
    """Kamailio's ``xlog("$mb")`` on a terminal: a prefix in front of the first line."""
    return b"".join(b" 0(123) INFO: <script>: 22:55:29 %b\n" % lf(message) for message in messages)


def syslog(messages: list[bytes]) -> bytes:
    """The same through syslog, which escapes line ends."""
    return b"".join(
        b"Nov 20 22:55:29 proxy kamailio[123]: INFO: <script>: %b\n"
        % message.replace(b"\r", b"#015").replace(b"\n", b"#012")
        for message in messages
    )


def journal(messages: list[bytes]) -> bytes:
    """``journalctl``: further lines of an entry are indented."""
    heading = b"Nov 20 22:55:29 proxy opensips[123]: "
    return b"".join(
        heading + lf(message).rstrip().replace(b"\n", b"\n" + b" " * len(heading)) + b"\n"
        for message in messages
    )


def timestamps(messages: list[bytes]) -> bytes:
    """A time in front of each line."""
    lines = bare(messages).replace(b"\r\n", b"\n").splitlines()
    return b"".join(
        b"2026-11-20 22:55:%02d.%d [12] DEBUG %b\n" % (number % 60, number, line)
        for number, line in enumerate(lines)
    )


def json_lines(messages: list[bytes]) -> bytes:
    """An object a line, the whole message in a string."""
    return b"".join(
        json.dumps({"time": "2026-11-20T22:55:29Z", "n": 1, "msg": text(message)}).encode() + b"\n"
        for message in messages
    )


def json_document(messages: list[bytes]) -> bytes:
    """One line without end, slashes escaped, as PHP does it."""
    rows = [{"id": '"', "msg": text(message), "note": "x"} for message in messages]
    return json.dumps({"data": rows}).replace("/", "\\/").encode()


def json_within_json(messages: list[bytes]) -> bytes:
    """A line of JSON as a string of another."""
    return b"".join(
        json.dumps({"log": line + "\n", "stream": "stdout"}).encode() + b"\n"
        for line in json_lines(messages).decode().splitlines()
    )


def docker(messages: list[bytes]) -> bytes:
    """``docker logs`` as they are stored: an object for each line."""
    return docker_of(bare(messages))


def docker_of(octets: bytes) -> bytes:
    return b"".join(
        json.dumps(
            {"log": text(line), "stream": "stdout", "time": "2026-11-20T22:55:29.312403111Z"},
            separators=(",", ":"),
        ).encode()
        + b"\n"
        for line in octets.splitlines(keepends=True)
    )


def docker_with_freeswitch(messages: list[bytes]) -> bytes:
    return docker_of(freeswitch(messages))


def python_repr(messages: list[bytes]) -> bytes:
    """``logging.debug("received %r", octets)``."""
    return b"".join(
        b"2026-11-20 22:55:29,312 DEBUG sip: received %b\n" % repr(message).encode()
        for message in messages
    )


def tshark(messages: list[bytes]) -> bytes:
    """``tshark -V``."""
    return b"".join(map(_tree, messages))


def _tree(message: bytes) -> bytes:
    head = message.partition(b"\r\n\r\n")[0].split(b"\r\n")
    kind = b"Status" if head[0].startswith(b"SIP") else b"Request"
    fields = b"".join(b"        %b\n            Part: of it\n" % field for field in head[1:])
    return (
        b"Frame 1: 9 bytes on wire\n    Epoch Time: 1795215329.312403000 seconds\n"
        b"Internet Protocol Version 4, Src: 192.0.2.1, Dst: 192.0.2.2\n"
        b"User Datagram Protocol, Src Port: 5060, Dst Port: 5061\n"
        b"Session Initiation Protocol (1)\n    %b-Line: %b\n        Method: INVITE\n"
        b"    Message Header\n%b    Message Body\n        SIP/2.0 503 x\n        Via: y\n\n"
        % (kind, head[0], fields)
    )


def packet(message: bytes) -> bytes:
    """With headers of IPv4 and UDP in front, and a line feed among them."""
    return bytes.fromhex("4500 01b9 0a00 4000 4011 3479 c000 0201 c000 0202 13c4 13c5") + (
        (len(message) + 8).to_bytes(2, "big") + b"\xff\n" + message
    )


def rows(octets: bytes) -> list[bytes]:
    return [octets[start : start + 16] for start in range(0, len(octets), 16)]


def shown(octets: bytes) -> bytes:
    return bytes(octet if 0x20 < octet < 0x7F else 0x2E for octet in octets)


def tcpdump_x(messages: list[bytes]) -> bytes:
    """``tcpdump -X``."""
    return b"".join(
        b"22:55:29.312403 IP 192.0.2.1.5060 > 192.0.2.2.5061: SIP: %b\n%b"
        % (
            message.partition(b"\r\n")[0],
            b"".join(
                b"\t0x%04x:  %-39b  %b\n" % (16 * number, row.hex(" ", -2).encode(), shown(row))
                for number, row in enumerate(rows(packet(message)))
            ),
        )
        for message in messages
    )


def tshark_x(messages: list[bytes]) -> bytes:
    """``tshark -x``."""
    return b"\n".join(
        b"".join(
            b"%04x  %-47b   %b\n" % (16 * number, row.hex(" ").encode(), shown(row))
            for number, row in enumerate(rows(bytes(12) + b"\x08\0" + packet(message)))
        )
        for message in messages
    )


def ngrep_x(messages: list[bytes]) -> bytes:
    """``ngrep -t -x``."""
    return b"".join(
        b"\nU 2026/11/20 22:55:29.312403 192.0.2.1:5060 -> 192.0.2.2:5061 #1\n"
        + b"".join(
            b"  %-23b    %-23b    %b\n"
            % (row[:8].hex(" ").encode(), row[8:].hex(" ").encode(), shown(row))
            for row in rows(message)
        )
        for message in messages
    )


def lf(message: bytes) -> bytes:
    return message.replace(b"\r\n", b"\n")


def prefixed(prefix: bytes, message: bytes) -> bytes:
    return b"".join(prefix + line for line in lf(message).splitlines(keepends=True))


def text(octets: bytes) -> str:
    return octets.decode("latin-1")


class Blocks:
    """Octets that come in blocks, as from a pipe."""

    def __init__(self, octets: bytes, block: int = 1 << 18) -> None:
        self._octets = octets
        self._block = block
        self._at = 0

    def read1(self, size: int) -> bytes:
        octets = self._octets[self._at : self._at + min(size, self._block)]
        self._at += len(octets)
        return octets

    def close(self) -> None:
        """Nothing is open."""


FORMS: list[Callable[[list[bytes]], bytes]] = [
    *(bare, with_lf, with_cr_cr_lf, with_caret_m, sipp, sngrep, ngrep, tcpdump_a, tcpdump_v),
    *(freeswitch, asterisk, pjsip, cisco, xlog, syslog, journal, timestamps, json_lines),
    *(json_document, json_within_json, docker, docker_with_freeswitch, python_repr, tshark),
    *(tcpdump_x, tshark_x, ngrep_x),
]
