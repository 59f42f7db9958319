"""What a proxy answers itself, and what it forwards without state (RFC 3261 section 16)."""

from __future__ import annotations

import pytest
from rig import CALLER, OWN, Rig, request, response

from forking_proxy.proxy import Settings
from forking_proxy.transport import Endpoint

INVITE = request("INVITE", "one")


@pytest.mark.parametrize(
    ("message", "status_line"),
    [
        (request("INVITE", "nobody"), "404 Not Found"),
        (request("INVITE", "one", hops="0"), "483 Too Many Hops"),
        (request("INVITE", "one", hops="many"), "400 Bad Request"),
        (request("INVITE", "one", "Proxy-Require: foo"), "420 Bad Extension"),
        (request(uri="tel:+15550100"), "416 Unsupported URI Scheme"),
        (request(uri="sips:one@192.0.2.1"), "416 Unsupported URI Scheme"),
        (request(uri="sip:@192.0.2.1"), "400 Bad Request"),
        (request(uri="sip:one@198.51.100.1"), "403 Forbidden"),
        (INVITE.replace(b"Content-Length: 0", b"Content-Length: 7"), "400 Bad Request"),
        (INVITE.replace(b"1 INVITE", b"1 BYE"), "400 Bad Request"),
        (INVITE.replace(b"CSeq: 1 INVITE\r\n", b""), "400 Bad Request"),
        (INVITE.replace(b" SIP/2.0\r\n", b" SIP/3.0\r\n", 1), "505 Version Not Supported"),
    ],
)
def test_a_request_that_cannot_go_on_is_answered(message: bytes, status_line: str) -> None:
    rig = Rig()
    rig.receive(message)
    (sent,) = rig.take()
    assert (sent.to, sent.start) == (CALLER, f"SIP/2.0 {status_line}")
    assert sent.message.values(b"via") == [b"SIP/2.0/UDP 192.0.2.9:5061;branch=z9hG4bKcaller"]
    assert b";tag=" in sent.message.first(b"to")


def test_a_420_names_what_is_not_supported() -> None:
    rig = Rig()
    rig.receive(request("INVITE", "one", "Proxy-Require: foo, bar"))
    assert rig.take()[0].message.values(b"unsupported") == [b"foo, bar"]


def test_a_missing_max_forwards_is_added() -> None:
    rig = Rig()
    rig.receive(request("INVITE", "one", hops=""))
    assert rig.take()[1].message.values(b"max-forwards") == [b"70"]


def test_a_loop_is_found_and_a_spiral_goes_on() -> None:
    """RFC 5393 section 4.2."""
    rig = Rig({"one": ("sip:one@192.0.2.1",), "two": ("sip:three@192.0.2.1",)} | {"three": ()})
    for user, status_line in (("one", "482 Loop Detected"), ("two", "404 Not Found")):
        rig.receive(request("INVITE", user, branch=f"z9hG4bK{user}"))
        rig.receive(rig.take()[1].data, OWN)
        assert f"SIP/2.0 {status_line}" in [sent.start for sent in rig.take()]


def test_an_ack_is_never_answered() -> None:
    rig = Rig()
    rig.receive(request("ACK", "nobody"))
    assert rig.take() == []


@pytest.mark.parametrize("octets", [b"", b"\r\n\r\n", b"\0\0\0\0"])
def test_a_keep_alive_is_no_message(octets: bytes) -> None:
    rig = Rig()
    rig.receive(octets)
    assert rig.take() == []
    assert rig.counts() == {"sip_received_total{}": 1, "sip_dropped_total{keep-alive}": 1}


@pytest.mark.parametrize(
    "octets",
    [
        b"INVITE",
        b"INVITE sip:one@192.0.2.1 SIP/2.0\r\n\r\n",
        b"\xff" * 900,
        INVITE[:-2],
        INVITE.replace(b"Via:", b"Via"),
        INVITE.replace(b"192.0.2.9:5061", b"[::"),
        INVITE.replace(b"branch=", b"self=1;branch="),
        INVITE.replace(b"5061", b"9" * 5_000),
        b"SIP/2.0 200 OK\r\n\r\n",
    ],
)
def test_octets_that_are_no_message_are_dropped(octets: bytes) -> None:
    rig = Rig()
    rig.receive(octets)
    assert rig.take() == []
    assert rig.counts() == {"sip_received_total{}": 1, "sip_dropped_total{unreadable}": 1}


@pytest.mark.parametrize(
    ("via", "source", "to", "marked"),
    [
        ("192.0.2.9:5061", CALLER, CALLER, ""),
        ("192.0.2.9", CALLER, CALLER._replace(port=5060), ""),
        ("home.example:5061", CALLER, CALLER, ";received=192.0.2.9"),
        (
            "192.0.2.9;rport",
            CALLER._replace(port=4000),
            CALLER._replace(port=4000),
            ";received=192.0.2.9",
        ),
    ],
)
def test_a_response_goes_where_its_request_came_from(
    via: str, source: Endpoint, to: Endpoint, marked: str
) -> None:
    """RFC 3261 section 18.2, RFC 3581 section 4."""
    rig = Rig()
    rig.receive(request("INVITE", "nobody", via=f"SIP/2.0/UDP {via}"), source)
    (sent,) = rig.take()
    assert sent.to == to
    spelled = via.replace(";rport", ";rport=4000")
    value = f"SIP/2.0/UDP {spelled};branch=z9hG4bKcaller{marked}"
    assert sent.message.values(b"via") == [value.encode()]


def test_later_requests_of_a_dialog_follow_the_route() -> None:
    rig = Rig(settings=Settings(record_route=True))
    (copy,) = rig.call("one")
    assert copy.values(b"record-route") == [b"<sip:192.0.2.1:5060;transport=udp;lr>"]
    rig.answer(copy, "SIP/2.0 200 OK")
    rig.take()
    later = request(
        "BYE",
        "one",
        "Route: <sip:192.0.2.1:5060;transport=udp;lr>, <sip:192.0.2.77;lr>",
        uri="sip:phone@192.0.2.50:5070",
        to_tag=";tag=callee",
        branch="z9hG4bKbye",
    )
    rig.receive(later)
    (sent,) = rig.take()
    assert (sent.to.host, sent.start) == ("192.0.2.77", "BYE sip:phone@192.0.2.50:5070 SIP/2.0")
    assert sent.message.values(b"route") == [b"<sip:192.0.2.77;lr>"]


def test_the_ack_to_a_2xx_goes_on_and_that_to_a_failure_ends_here() -> None:
    rig = Rig()
    (copy,) = rig.call("one")
    rig.answer(copy, "SIP/2.0 486 Busy Here")
    rig.take()
    rig.receive(request("ACK", "one"))
    assert rig.starts() == []
    rig.receive(request("ACK", "one", uri="sip:one@192.0.2.1", branch="z9hG4bKnew"))
    assert rig.starts() == ["11 ACK sip:one@192.0.2.11 SIP/2.0"]


def test_without_state_a_request_and_its_cancel_look_alike_to_the_target() -> None:
    """RFC 3261 section 16.11."""
    rig = Rig(settings=Settings(stateless=True))
    for method in ("INVITE", "INVITE", "CANCEL", "ACK"):
        rig.receive(request(method))
    sent = rig.take()
    assert {at.to.host for at in sent} == {"192.0.2.11"}
    assert len({at.message.first(b"via") for at in sent}) == 1
    rig.receive(response(sent[0].request, "SIP/2.0 200 100% there"))
    (up,) = rig.take()
    assert (up.to, up.start) == (CALLER, "SIP/2.0 200 100% there")
    assert len(rig.proxy.layer) == 0


@pytest.mark.parametrize("port", ["65536", "99999999999"])
def test_a_port_that_cannot_be_is_no_way_back(port: str) -> None:
    rig = Rig()
    rig.receive(request("INVITE", "nobody", via=f"SIP/2.0/UDP 192.0.2.9:{port}"))
    assert rig.take() == []
    assert rig.counts()["sip_dropped_total{incomplete}"] == 1


@pytest.mark.parametrize("via", ["UDP host.example", "UDP 192.0.2.9;rport=x", "TLS 192.0.2.9"])
def test_without_state_a_response_goes_to_addresses_alone(via: str) -> None:
    """A forged one could make the proxy ask the DNS, or raise."""
    rig = Rig(settings=Settings(stateless=True))
    rig.receive(request("INVITE"))
    reply = response(rig.take()[0].request, "SIP/2.0 200 OK")
    rig.receive(reply.replace(b"UDP 192.0.2.9:5061", via.encode()))
    assert rig.take() == []
    assert rig.counts()["sip_dropped_total{incomplete}"] == 1


def test_without_state_nobody_elses_response_is_passed_on() -> None:
    rig = Rig(settings=Settings(stateless=True))
    rig.receive(request("INVITE"))
    reply = response(rig.take()[0].request, "SIP/2.0 200 OK")
    rig.receive(reply.replace(b"192.0.2.1:5060", b"192.0.2.2:5060"))
    assert rig.take() == []


def test_received_is_the_sum_of_its_parts() -> None:
    rig = Rig()
    (copy,) = rig.call("one")
    for line in ("SIP/2.0 180 Ringing", "SIP/2.0 486 Busy", "SIP/2.0 799 No", "SIP/3.0 200 OK"):
        rig.answer(copy, line)
    for octets in (b"\r\n", b"junk", request("HELLO")):
        rig.receive(octets)
    assert rig.counts() == {
        "sip_received_total{}": 8,
        "sip_requests_received_total{INVITE}": 1,
        "sip_requests_received_total{other}": 1,
        "sip_responses_received_total{180}": 1,
        "sip_responses_received_total{486}": 1,
        "sip_responses_received_total{200}": 1,
        "sip_responses_sent_total{100}": 1,
        "sip_responses_sent_total{180}": 1,
        "sip_responses_sent_total{486}": 1,
        "sip_dropped_total{keep-alive}": 1,
        "sip_dropped_total{unreadable}": 2,
        "sip_dropped_total{version}": 1,
        "sip_contexts{}": 1,
        "sip_transactions{}": 6,  # a server and a client, a server and three clients
    }
