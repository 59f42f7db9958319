"""Calls to three callees, and what their caller must see by the RFCs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peers import Script, Step


def answers(line: str, *fields: str, after: float = 0.0) -> Script:
    """A callee that sends one final response."""
    octets = [field.encode() for field in fields]
    return Script([Step(f"SIP/2.0 {line}".encode(), octets, after)])


def rings(line: str = "", after: float = 0.3) -> Script:
    """A callee that rings, and then perhaps answers."""
    ringing = Step(b"SIP/2.0 180 Ringing")
    return Script([ringing, *([Step(f"SIP/2.0 {line}".encode(), (), after)] if line else [])])


SILENT = Script()


@dataclass(frozen=True)
class Scenario:
    """One call.

    seen: the final status-lines that the caller gets.
    cancelled: the callees, by number, that must get a CANCEL.
    challenges: values that the final response must carry, in any order.
    kamailio: the final status-lines with kamailio between, where they are others.
    decides: then the text that decides.
    """

    name: str
    callees: tuple[Script, Script, Script]
    seen: Sequence[str]
    source: str
    method: str = "INVITE"
    cancel_at: bytes = b""
    cancelled: Sequence[int] = ()
    challenges: Sequence[str] = ()
    kamailio: Sequence[str] | None = None
    decides: str = ""


_DIGEST = 'Digest realm="{}", nonce="{}"'
_CHALLENGES = [_DIGEST.format(realm, nonce) for realm in "ab" for nonce in "xy"]

SCENARIOS = [
    Scenario(
        "486, 404, 200",
        (answers("486 Busy Here"), answers("404 Not Found"), answers("200 OK", after=0.2)),
        ["200 OK"],
        "RFC 3261 section 16.7 step 5",
    ),
    Scenario(
        "486, 603, 503",
        (answers("486 Busy Here"), answers("603 Decline", after=0.1), answers("503 Off")),
        ["603 Decline"],
        "RFC 3261 section 16.7 step 6",
    ),
    Scenario(
        "603 while two ring",
        (rings(), rings(), answers("603 Decline", after=0.2)),
        ["603 Decline"],
        "RFC 3261 section 16.7 step 5",
        cancelled=(0, 1),
    ),
    Scenario(
        "200 while two ring",
        (rings(), rings("200 OK"), rings()),
        ["200 OK"],
        "RFC 3261 section 16.7 step 10",
        cancelled=(0, 2),
    ),
    Scenario(
        "401, 407, 404: two challenges each",
        (
            answers("401 Unauthorized", *(f"WWW-Authenticate: {v}" for v in _CHALLENGES[:2])),
            answers("407 Who", *(f"Proxy-Authenticate: {v}" for v in _CHALLENGES[2:]), after=0.1),
            answers("404 Not Found", after=0.2),
        ),
        ["401 Unauthorized"],
        "RFC 3261 section 16.7 step 7",
        challenges=_CHALLENGES,
    ),
    Scenario(
        "503, 503, 503",
        (answers("503 Off"), answers("503 Off"), answers("503 Off")),
        ["500 Server Internal Error"],
        "RFC 3261 section 16.7 step 6",
        kamailio=["500 Service Unavailable"],
        decides="RFC 3261 section 7.2: the phrase is for people, and free",
    ),
    Scenario(
        "nobody answers",
        (SILENT, SILENT, SILENT),
        ["408 Request Timeout"],
        "RFC 3261 section 16.7 step 6",
    ),
    Scenario(
        "nobody answers an OPTIONS",
        (SILENT, SILENT, SILENT),
        [],
        "RFC 4320 section 4.2",
        method="OPTIONS",
        kamailio=["408 Request Timeout"],
        decides="RFC 4320 section 4.2: to other than INVITE a 408 must not be sent",
    ),
    Scenario(
        "200 to an OPTIONS, two silent",
        (SILENT, answers("200 OK"), SILENT),
        ["200 OK"],
        "RFC 3261 section 16.7 step 5",
        method="OPTIONS",
    ),
    Scenario(
        "the caller gives up",
        (rings(), rings(), rings()),
        ["487 Request Terminated"],
        "RFC 3261 section 16.10",
        cancel_at=b"SIP/2.0 180",
        cancelled=(0, 1, 2),
    ),
    Scenario(
        "200 crosses the CANCEL",
        (
            Script([Step(b"SIP/2.0 180 Ringing"), Step(b"SIP/2.0 200 OK", (), 0.2)], b""),
            rings(),
            rings(),
        ),
        ["200 OK"],
        "RFC 3261 section 9.1",
        cancel_at=b"SIP/2.0 180",
        cancelled=(0, 1, 2),
    ),
    Scenario(
        "two answer",
        (
            Script([Step(b"SIP/2.0 180 Ringing"), Step(b"SIP/2.0 200 OK", (), 0.2)], b""),
            Script([Step(b"SIP/2.0 180 Ringing"), Step(b"SIP/2.0 200 OK", (), 0.3)], b""),
            SILENT,
        ),
        ["200 OK", "200 OK"],
        "RFC 3261 section 16.7 step 5",
        cancelled=(1,),
    ),
    Scenario(
        "700, SIP/3.0, 486",
        (
            answers("700 Seventh"),
            Script([Step(b"SIP/3.0 200 OK"), Step(b"SIP/2.0 404 Not Found", (), 0.3)]),
            answers("486 Busy Here"),
        ),
        ["404 Not Found"],
        "RFC 4475 section 3.1.2.19",
    ),
]

PHRASES = {
    "UTF-8": "Gerade besetzt · 忙".encode(),
    "percent": b"100% busy %41",
    "quotes": b'"Busy" \\"here\\"',
    "two spaces": b"Busy  Here",
    "empty": b"",
    "spaces at both ends": b" Busy Here ",
    "Latin-1": "Besetzt für Müller".encode("latin-1"),
    "brackets": b"[Busy] {Here} <x>",
    "half a UTF-8 sequence": b"Busy \xe5\xbf",
}
