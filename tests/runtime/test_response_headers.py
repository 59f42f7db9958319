"""What a response takes over from its request: typed by hand from RFC 3261 sections 8.2.6, 12.1."""

from __future__ import annotations

from typing import Any

import pytest

from sipstatus import check_response, response_headers

# An INVITE that has passed two proxies, in the order of the wire.
INVITE = [
    ("Via", "SIP/2.0/TCP b.example;branch=z9hG4bK2, SIP/2.0/UDP a.example;branch=z9hG4bK1"),
    ("Max-Forwards", "68"),
    ("Record-Route", "<sip:b.example;lr>"),
    ("v", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK0;received=198.51.100.7"),
    ("f", '"Alice, A." <sip:alice@example.com>;tag=9fxced76sl'),
    ("To", "<sip:bob@example.com;user=phone>"),
    ("i", "3848276298220188511@192.0.2.1"),
    ("record-route", "<sip:a.example;lr>;x=1, <sip:c.example;lr>"),
    ("CSeq", "1  INVITE"),
    ("Timestamp", "54.21"),
    ("Contact", "<sip:alice@192.0.2.1>"),
    ("Content-Length", "0"),
]
VIA, FROM, CALL_ID, CSEQ = (INVITE[0], INVITE[3]), INVITE[4], INVITE[6], INVITE[8]
ROUTE = (INVITE[2], INVITE[7])
TO = ("To", "<sip:bob@example.com;user=phone>")
TAGGED = ("To", "<sip:bob@example.com;user=phone>;tag=8f2c")


def request(method: str, to: str = TO[1]) -> list[tuple[str, str]]:
    changed = {"CSeq": f"1 {method}", "To": to}
    return [(name, changed.get(name, value)) for name, value in INVITE]


def names(status_code: int, headers: Any) -> list[str]:
    return [name.lower() for name, _ in response_headers(status_code, headers, tag="8f2c")]


def test_a_100_has_timestamp_and_no_tag() -> None:
    """Sections 8.2.6.1 and 17.2.1."""
    expected = [*VIA, FROM, TO, CALL_ID, CSEQ, ("Timestamp", "54.21")]
    assert response_headers(100, INVITE) == expected
    assert response_headers(100, INVITE, tag="8f2c") == expected


@pytest.mark.parametrize("status_code", [101, 180, 183, 200, 202, 299])
def test_what_creates_a_dialog_repeats_record_route(status_code: int) -> None:
    """Section 12.1.1: all values, in their order, with all parameters."""
    expected = [VIA[0], ROUTE[0], VIA[1], FROM, TAGGED, CALL_ID, ROUTE[1], CSEQ]
    assert response_headers(status_code, INVITE, tag="8f2c") == expected


@pytest.mark.parametrize("status_code", [199, 300, 401, 486, 500, 603, 699])
def test_other_responses_do_not(status_code: int) -> None:
    """Failures create no dialog, and the early dialog of a 199 is there (RFC 6228 section 5)."""
    expected = [*VIA, FROM, TAGGED, CALL_ID, CSEQ]
    assert response_headers(status_code, INVITE, tag="8f2c") == expected


@pytest.mark.parametrize(
    ("method", "status_code", "creates"),
    [
        ("INVITE", 200, True),
        ("SUBSCRIBE", 200, True),  # RFC 6665 section 4.2.1.2
        ("SUBSCRIBE", 183, False),
        ("REFER", 202, True),  # RFC 3515 section 2.4.4
        ("REGISTER", 200, False),  # RFC 3261 section 10.3 forbids it
        ("PUBLISH", 200, False),  # RFC 3903 section 6 forbids it
        ("MESSAGE", 200, False),
        ("OPTIONS", 200, False),
        ("invite", 200, False),
    ],
)
def test_the_method_decides(method: str, status_code: int, creates: bool) -> None:
    assert ("record-route" in names(status_code, request(method))) is creates


@pytest.mark.parametrize("status_code", [180, 200])
def test_a_dialog_that_exists_is_not_created(status_code: int) -> None:
    headers = request("INVITE", f"{TO[1]};tag=old")
    expected = [*VIA, FROM, ("To", f"{TO[1]};tag=old"), CALL_ID]
    expected.append(("CSeq", "1 INVITE"))
    assert response_headers(status_code, headers, tag="8f2c") == expected
    assert response_headers(status_code, headers) == expected


@pytest.mark.parametrize(
    ("to", "kept"),
    [
        ("<sip:bob@example.com>;tag=1", True),
        ("<sip:bob@example.com> ; TAG = 1", True),
        ("sip:bob@example.com;tag=1", True),
        ('"a" <sip:bob@example.com>;x="y";tag=1', True),
        ("<sip:bob@example.com>\r\n ;tag=1", True),
        ("<sip:bob@example.com;tag=1>", False),  # a parameter of the URI
        ('"b;tag=1" <sip:bob@example.com>', False),  # a part of the name
        ("<sip:bob@example.com>;x=tag", False),
        ("<sip:bob@example.com>;tags=1", False),
        ("<sip:bob@example.com> \t", False),
        ("sip:bob@example.com", False),
    ],
)
def test_a_tag_that_is_there_stays(to: str, kept: bool) -> None:
    expected = to if kept else f"{to.rstrip()};tag=8f2c"
    assert response_headers(486, [("To", to)], tag="8f2c") == [("To", expected)]


@pytest.mark.parametrize("status_code", [180, 200, 404])
def test_a_tag_is_needed(status_code: int) -> None:
    with pytest.raises(ValueError, match=r"^To of the request has no tag, so .* 8\.2\.6\.2\)$"):
        response_headers(status_code, INVITE)


@pytest.mark.parametrize("tag", ["", "a b", "a;b", "a\r\nVia: x", "é", '"a"', b"\xff", "a\n"])
def test_a_tag_is_a_token(tag: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"^tag is no token \(RFC 3261 section 25\.1\): "):
        response_headers(486, INVITE, tag=tag)


def test_octets_stay_octets() -> None:
    octets = [(name.encode(), value.encode()) for name, value in INVITE]
    octets[4] = (b"f", b'"\xff" <sip:alice@example.com>;tag=1')
    found = response_headers(200, octets, tag="8f2c")
    assert found == response_headers(200, octets, tag=b"8f2c")
    assert found[3:5] == [octets[4], (b"To", TAGGED[1].encode())]
    assert [name for name, _ in found] == [
        *(b"Via", b"Record-Route", b"v", b"f", b"To", b"i", b"record-route", b"CSeq"),
    ]
    assert response_headers(100, octets, delay=0.5)[-1] == (b"Timestamp", b"54.21 0.500")


def test_a_mapping_with_several_values() -> None:
    headers = {"Via": ["a", "b"], "to": "<sip:x>;tag=1", "CSeq": ("2 BYE",), "Route": "y"}
    expected = [("Via", "a"), ("Via", "b"), ("to", "<sip:x>;tag=1"), ("CSeq", "2 BYE")]
    assert response_headers(200, headers) == expected


def test_what_is_missing_stays_missing() -> None:
    assert response_headers(400, []) == []
    assert response_headers(400, {"Via": "x", "Subject": "y"}) == [("Via", "x")]
    assert response_headers(200, [("Record-Route", "<sip:a>"), ("CSeq", "INVITE")]) == [
        ("CSeq", "INVITE")
    ]


@pytest.mark.parametrize(
    ("timestamp", "delay", "sent"),
    [
        ("54", None, "54"),
        ("54", 0, "54 0.000"),
        ("54.2 ", 1.23456, "54.2 1.235"),
        ("54 0.1", 2.0, "54 0.1"),  # it has a delay
    ],
)
def test_delay(timestamp: str, delay: float | None, sent: str) -> None:
    """Section 8.2.6.1; Timestamp in section 25.1."""
    headers = {"Timestamp": timestamp}
    assert response_headers(100, headers, delay=delay) == [("Timestamp", sent)]
    assert response_headers(180, headers, delay=delay) == []


@pytest.mark.parametrize("delay", [-1, float("nan"), float("inf"), 2**32])
def test_what_is_no_delay(delay: float) -> None:
    with pytest.raises(ValueError, match=r"^delay is no number of seconds: "):
        response_headers(100, INVITE, delay=delay)


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"tag": 1}, "tag must be a str or bytes, not int"),
        ({"delay": "1"}, "delay must be a number of seconds, not str"),
        ({"delay": True}, "delay must be a number of seconds, not bool"),
    ],
)
def test_arguments_of_another_type(arguments: Any, refusal: str) -> None:
    with pytest.raises(TypeError, match=f"^{refusal}$"):
        response_headers(200, INVITE, **arguments)


@pytest.mark.parametrize("status_code", [100, 180, 404, 603])
def test_what_is_built_breaks_no_rule(status_code: int) -> None:
    """The rules come from the spec, not from here."""
    built = response_headers(status_code, INVITE, tag="8f2c")
    built.append(("Contact", "<sip:bob@192.0.2.4>"))
    assert check_response(status_code, built, request_headers=INVITE) == ()
