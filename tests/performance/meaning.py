"""One response: what the functions cost that act on what it means, in units of R2.

Each call gets header fields as they came from the wire, with values that differ from call to call,
so that nothing is gained by remembering them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import calls
from calls import R2, Case
from harness import Figure

import sipstatus

TARGET = 500.0
"""6 microseconds where R2 is 12 nanoseconds."""

Exchange = tuple[Mapping[str, str], Mapping[str, str]]
"""The ten header fields of a response, and those of its request."""

DIGEST = 'Digest realm="example.org", nonce="84a4cc6f3082", algorithm=SHA-256, qop="auth"'


def exchanges(method: str, **more: str) -> list[Exchange]:
    """Eight exchanges that break no rule."""
    found: list[Exchange] = []
    for number in range(8):
        common = {
            "Via": f"SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhd{number}",
            "From": f"Alice <sip:alice@example.org>;tag=192830177{number}",
            "To": "Bob <sip:bob@example.com>",
            "Call-ID": f"a84b4c76e66710{number}@192.0.2.1",
            "CSeq": f"31415{number} {method}",
            "Content-Length": "0",
        }
        request = {
            **common,
            "Max-Forwards": "70",
            "Contact": f"<sip:alice@192.0.2.1:506{number}>",
            "Supported": "timer, 100rel",
            "User-Agent": "ex/1.0",
        }
        response = {**common, "To": f"{common['To']};tag=a6c85c{number}", **more}
        assert len(request) == len(response) == 10
        found.append((response, request))
    return found


OF_INFO = exchanges("INFO", Allow="INVITE, ACK", Supported="timer", Server="ex", Warning="399 a b")
OF_INVITE = exchanges(
    "INVITE", Contact="<sip:bob@192.0.2.4>", Allow="INVITE, ACK", Supported="timer", Server="ex"
)
OF_REGISTER = exchanges(
    "REGISTER", **{"WWW-Authenticate": DIGEST}, Allow="INVITE", Server="ex", Date="Sat"
)

OF_OVERLOAD = [
    {**response, "Retry-After": f"{number * 30} (maintenance)"}
    for number, (response, _) in enumerate(OF_INVITE)
]
TO_PROXY, TO_SERVER = (407, "Proxy-Authenticate"), (401, "WWW-Authenticate")
BRANCHES = [
    [
        (code, {**response, name: f"{DIGEST}, opaque={number}"})
        for code, name in (TO_PROXY, TO_SERVER, TO_PROXY)
    ]
    for number, (response, _) in enumerate(OF_INVITE)
]

CHECK = "check({code}, x[0], method={method!r})"
CHECK_BOTH = "check({code}, x[0], method={method!r}, request_headers=x[1])"
CHECKED = ((405, "INFO", OF_INFO), (200, "INVITE", OF_INVITE), (401, "REGISTER", OF_REGISTER))

CASES = [
    Case(R2, "r2(x)", [calls.CANONICAL]),
    *(
        Case(
            f"check_response, {code} to {method}{words}",
            call.format(code=code, method=method),
            inputs,
            TARGET,
        )
        for code, method, inputs in CHECKED
        for call, words in ((CHECK, ""), (CHECK_BOTH, ", with its request"))
    ),
    Case("best_response of three branches with challenges", "best(x)", BRANCHES, TARGET),
    Case("retry_advice, 503 with Retry-After", "advise(503, x)", OF_OVERLOAD, TARGET),
    Case("retry_advice, 503 without", "advise(503, x[0])", OF_INVITE, TARGET),
]

TOOLS: dict[str, Any] = {
    "check": sipstatus.check_response,
    "best": sipstatus.best_response,
    "advise": sipstatus.retry_advice,
}


def measure(rounds: int) -> list[Figure]:
    """All cases."""
    return calls.measure(rounds, "meaning", CASES, TOOLS)
