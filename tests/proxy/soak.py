"""Mixed traffic at full speed through the example: nothing grows, no call is lost, all adds up.

    python tests/proxy/soak.py [--minutes N] [--seed N]

Valid calls go on among requests that are refused, stray responses, garbage, truncated messages,
codes above 699 and other versions.  The sender knows what each datagram is.  After each burst it
waits for the answer to one more request: then the proxy has read all of them, so that nothing can
get lost in a full buffer, and its counters must be the sender's to the last digit.

Each transaction lives for a while, so a machine that becomes quieter would hold more of them.  No
other one begins while there are `LIVE`, be it that of a call or of a request that is refused: then
their memory is always the same.
"""

from __future__ import annotations

import argparse
import random
import select
import socket
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic

from peers import Step, answer, first_line, headers, method, own_branch
from servers import HOST, Server, ours, wait_until

BURST = 40
"""Datagrams that surely fit into a socket's buffer."""
T1 = 0.05
LIVE = 8_000
"""Transactions that live at the same time, most of them until timer D fires."""
LOOK = 20
"""Bursts between two looks at their number."""
WARM = 45.0
"""Seconds after which as many transactions end as begin (timer D takes 32)."""
GROWTH = 4 << 20
"""Octets that may come on top: what the interpreter keeps to hand."""


@dataclass
class Traffic:
    """One socket for callers and callee, and counts of all that was sent and must be counted."""

    server: Server
    udp: socket.socket
    source: random.Random
    expected: Counter[str] = field(default_factory=Counter)
    started: int = 0
    answered: int = 0
    ended: int = 0
    live: int = 0
    """Transactions of the proxy, when last seen."""
    _bursts: int = 0
    _number: int = 0
    _seen: set[bytes] = field(default_factory=set)

    @property
    def port(self) -> int:
        return int(self.udp.getsockname()[1])

    def request(self, name: str, user: str, *fields: str, hops: int = 70) -> bytes:
        """A request with a branch of its own."""
        self._number += 1
        lines = [
            f"{name} sip:{user}@{HOST}:{self.server.port} SIP/2.0",
            f"Via: SIP/2.0/UDP {HOST}:{self.port};branch=z9hG4bK-soak-{self._number}",
            f"From: <sip:soak@{HOST}>;tag={self._number}",
            f"To: <sip:{user}@{HOST}>",
            f"Call-ID: soak-{self._number}",
            f"CSeq: 1 {name}",
            f"Max-Forwards: {hops}",
            *fields,
            "Content-Length: 0",
        ]
        return "\r\n".join((*lines, "", "")).encode()

    def send(self, data: bytes, *counters: str) -> None:
        """Send a datagram that must be counted so."""
        self.udp.sendto(data, (HOST, self.server.port))
        self.expected.update(("sip_received{}", *counters))

    # --- What is sent ---------------------------------------------------------------------------

    def call(self) -> None:
        self.send(self.request("INVITE", "callee"), "sip_requests_received{INVITE}")
        self.started += 1
        self.expected["sip_responses_sent{100}"] += 1

    def refused(self) -> None:
        kinds = {
            "404": self.request("OPTIONS", "nobody"),
            "483": self.request("OPTIONS", "callee", hops=0),
            "420": self.request("OPTIONS", "callee", "Proxy-Require: soak"),
            "400": self.request("OPTIONS", "callee").replace(b"Call-ID", b"Nobody"),
            "505": self.request("OPTIONS", "callee").replace(b"SIP/2.0\r\n", b"SIP/9.0\r\n", 1),
        }
        code = self.source.choice([*kinds])
        self.send(kinds[code], "sip_requests_received{OPTIONS}", f"sip_responses_sent{{{code}}}")

    def stray(self) -> None:
        code = self.source.choice([180, 200, 404, 486, 503, 603])
        data = answer(self.request("INVITE", "x"), Step(b"SIP/2.0 %d Stray" % code))
        self.send(data, f"sip_responses_received{{{code}}}", "sip_dropped{stray}")

    def other_version(self) -> None:
        data = answer(self.request("INVITE", "x"), Step(b"SIP/3.0 200 OK"))
        self.send(data, "sip_responses_received{200}", "sip_dropped{version}")

    def no_code(self) -> None:
        code = self.source.choice([b"700", b"999", b"099", b"20", b"2000", b"4294967301", b"2_0"])
        data = answer(self.request("INVITE", "x"), Step(b"SIP/2.0 " + code + b" Hm"))
        self.send(data, "sip_dropped{unreadable}")

    def garbage(self) -> None:
        octets = b"?" + self.source.randbytes(self.source.randrange(1_200))
        self.send(octets.replace(b"\r\n\r\n", b""), "sip_dropped{unreadable}")

    def truncated(self) -> None:
        whole = self.request("INVITE", "callee")
        if self.source.random() < 0.5:
            whole = answer(whole, Step(b"SIP/2.0 200 OK"))
        self.send(whole[: self.source.randrange(1, len(whole) - 1)], "sip_dropped{unreadable}")

    def keep_alive(self) -> None:
        self.send(self.source.choice([b"", b"\r\n\r\n", b"\0"]), "sip_dropped{keep-alive}")

    def burst(self) -> None:
        """Datagrams of all kinds, then wait until they have been read and all calls answered."""
        kinds = [self.stray, self.other_version, self.no_code, self.garbage]
        kinds += [self.truncated, self.keep_alive]
        if self._bursts % LOOK == 0:
            self.live = self.server.counts()["sip_transactions{}"]
        self._bursts += 1
        if self.live < LIVE:
            kinds += [self.refused, self.call]
        for _ in range(BURST):
            self.source.choice(kinds)()
        marker = self.request("OPTIONS", "nobody")
        self.send(marker, "sip_requests_received{OPTIONS}", "sip_responses_sent{404}")
        branch, reached = own_branch(marker), False
        while not reached or self.ended < self.started:
            if not select.select([self.udp], [], [], 20)[0]:
                raise SystemExit(f"lost: {self.started - self.ended} calls, or the marker")
            data = self.udp.recv(65_535)
            if data.startswith(b"SIP/"):
                self._response(data)
                reached = reached or own_branch(data) == branch
            else:
                self._callee(data)

    # --- What comes back ------------------------------------------------------------------------

    def _callee(self, data: bytes) -> None:
        """Ring, and answer or refuse."""
        if data in self._seen or method(data) == b"ACK":
            return  # repeated, as the machine was slow
        self._seen.add(data)
        final = self.source.choice([b"200 OK", b"486 100% busy", b"603 No"])
        for line in (b"180 Ringing", final):
            code = line[:3].decode()
            self.expected[f"sip_responses_sent{{{code}}}"] += 1
            response = answer(data, Step(b"SIP/2.0 " + line), f"sip:soak@{HOST}:{self.port}")
            self.send(response, f"sip_responses_received{{{code}}}")

    def _response(self, data: bytes) -> None:
        if data in self._seen or dict(headers(data))[b"cseq"] != b"1 INVITE":
            return
        code = first_line(data)[8:11]
        if code[:1] == b"1":
            return
        self._seen.add(data)
        self.ended += 1
        if code[:1] != b"2":
            self.send(self._acknowledgement(data), "sip_requests_received{ACK}")

    def _acknowledgement(self, data: bytes) -> bytes:
        found = dict(headers(data))
        lines = [
            f"ACK sip:callee@{HOST}:{self.server.port} SIP/2.0".encode(),
            *(name.title() + b": " + found[name] for name in (b"via", b"from", b"to", b"call-id")),
            b"CSeq: 1 ACK",
            b"Max-Forwards: 70",
        ]
        return b"\r\n".join((*lines, b"", b""))

    def forget(self) -> None:
        """Nothing of a burst that has ended comes again, but for repetitions of what was seen."""
        if len(self._seen) > 20_000:
            self._seen.clear()


def soak(minutes: float, seed: int) -> int:
    """Returns the number of datagrams sent.  Raises SystemExit if anything is not as it must be."""
    with socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        udp.bind((HOST, 0))
        target = f"sip:callee@{HOST}:{udp.getsockname()[1]}"
        with ours({"callee": [target], "x": [target]}, t1=T1) as server:
            traffic = Traffic(server, udp, random.Random(seed))
            begun, resident = monotonic(), 0
            while (elapsed := monotonic() - begun) < 60 * minutes:
                traffic.burst()
                traffic.forget()
                if not resident and elapsed > WARM and traffic.live >= LIVE:
                    resident = server.resident
            grown = server.resident - resident
            wait_until(lambda: server.counts()["sip_transactions{}"] == 0, 60)
            counts = server.counts()
    print(f"{traffic.expected['sip_received{}']:,} datagrams, {traffic.ended:,} calls, seed {seed}")
    print(f"{traffic.expected['sip_received{}'] / elapsed:,.0f} a second, {grown / 1e6:+.1f} MB")
    compare(traffic.expected, counts)
    if not resident:
        raise SystemExit(f"there were never {LIVE} transactions, so memory cannot be judged")
    if grown > GROWTH:
        raise SystemExit(f"memory has grown by {grown} octets")
    return traffic.expected["sip_received{}"]


def compare(expected: Counter[str], counts: dict[str, int]) -> None:
    """Every counter is what was sent, and no other has counted."""
    found = {name: number for name, number in counts.items() if number}
    for name in sorted({*expected, *found}):
        same = expected[name] == found.get(name, 0)
        print(
            f"  {name:40} {found.get(name, 0):>12,}{'' if same else f'   not {expected[name]:,}'}"
        )
    if dict(expected) != found:
        raise SystemExit("the counters do not add up")


def main() -> None:
    """Read the options, and soak."""
    parser = argparse.ArgumentParser(description="Mixed traffic at full speed.")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=3261)
    options = parser.parse_args()
    if 60 * options.minutes < 1.2 * WARM:
        parser.error("it takes a minute until memory can be judged")
    soak(options.minutes, options.seed)


if __name__ == "__main__":
    main()
