"""Whatever arrives, nothing is raised, and each message is counted once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rig import Rig, request, response

from forking_proxy.proxy import Settings

PIECES = [
    *[
        b"\r\n",
        b"\r\n\r\n",
        b"\r\n ",
        b":",
        b";",
        b",",
        b'"',
        b"<",
        b">",
        b"=",
        b"\0",
        b"\xff",
        b" ",
    ],
    *[
        b"SIP/2.0 ",
        b"SIP/3.0 ",
        b"999 ",
        b"Via: ",
        b"v: x",
        b"To:",
        b";tag=",
        b";rport=",
        b";self=",
    ],
    *[b"Route: <sip:192.0.2.1;lr>\r\n", b"Max-Forwards: \xd9\xa3\r\n", b"[::1]", b"99999999999"],
    *[
        b"CANCEL ",
        b"ACK ",
        b"Content-Length: -1\r\n",
        b"Proxy-Require:\r\n",
        b"sip:%00@",
        b"\xc2\xb2",
    ],
]

edits = some.lists(
    some.tuples(
        some.floats(0, 1),
        some.integers(0, 40),
        some.sampled_from(PIECES) | some.binary(max_size=6),
    ),
    max_size=4,
)


def edited(message: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Octets replaced, removed or put in between."""
    for place, length, octets in changes:
        at = int(place * len(message))
        message = message[:at] + octets + message[at + length :]
    return message


@pytest.mark.parametrize("stateless", [False, True])
@given(edits, edits, some.sampled_from(["INVITE", "OPTIONS", "CANCEL", "ACK", "BYE"]))
def test_no_octets_raise(
    stateless: bool,
    first: list[tuple[float, int, bytes]],
    second: list[tuple[float, int, bytes]],
    method: str,
) -> None:
    rig = Rig(settings=Settings(stateless=stateless, record_route=True))
    rig.receive(request("INVITE", "one"))
    copy = rig.take()[-1].request
    rig.receive(edited(request(method, "one", "Route: <sip:192.0.2.7;lr>", to_tag=";tag=1"), first))
    rig.receive(edited(response(copy, "SIP/2.0 401 No", 'WWW-Authenticate: D n="1"'), second))
    rig.clock.advance(200)
    counts = rig.counts()
    unread = {"keep-alive", "flood", "unreadable"}
    assert (
        counts["sip_received_total{}"]
        == 3
        == sum(
            number
            for name, number in counts.items()
            if name.startswith(("sip_requests_received", "sip_responses_received"))
            or (name.startswith("sip_dropped") and name.partition("{")[2].strip("}") in unread)
        )
    )
