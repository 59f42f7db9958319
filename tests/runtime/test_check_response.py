"""What `check_response` finds: each rule broken once and kept once, typed by hand from the RFCs."""

from __future__ import annotations

import pickle
from email import message_from_string
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import TOO_STEEP, growth

from sipstatus import Finding, StatusCode, check_response

DIGEST = 'Digest realm="example.org", nonce="84a4cc6f", algorithm=SHA-256, qop="auth"'
TAGGED, UNTAGGED = '"Bob, B." <sip:bob@example.org;tag=uri>;tag=314', "Bob <sip:bob@example.org>"


class Row(NamedTuple):
    """A rule: how a response breaks it, how it keeps it, and who says so."""

    code: int
    broken: dict[str, Any]
    kept: dict[str, Any]
    finding: tuple[str, str | None, int, str]
    """Severity, header field, RFC, section."""
    method: str | None = None
    kept_method: str | None = None
    """Where the method is what is wrong."""
    request: dict[str, Any] | None = None
    kept_request: dict[str, Any] | None = None
    """Where the request makes the difference."""


ROWS = {
    # Challenges
    "401": Row(
        401,
        {"Proxy-Authenticate": DIGEST},
        {"WWW-Authenticate": DIGEST},
        ("error", "WWW-Authenticate", 3261, "22.2"),
    ),
    "407": Row(
        407,
        {"WWW-Authenticate": DIGEST},
        {"Proxy-Authenticate": [DIGEST, DIGEST]},
        ("error", "Proxy-Authenticate", 3261, "22.3"),
    ),
    "401 to CANCEL": Row(
        401,
        {"WWW-Authenticate": DIGEST},
        {"WWW-Authenticate": DIGEST},
        ("error", None, 3261, "22.1"),
        method="CANCEL",
        kept_method="BYE",
    ),
    # One header field that tells what would do
    "405": Row(405, {}, {"Allow": "INVITE, ACK"}, ("error", "Allow", 3261, "21.4.6")),
    "405, nothing allowed": Row(405, {}, {"Allow": ""}, ("error", "Allow", 3261, "21.4.6")),
    **{
        f"415 {name}": Row(
            415,
            {"Allow": "INVITE"},
            {name: "*"},
            ("error", "Accept, Accept-Encoding, Accept-Language", 3261, "21.4.13"),
        )
        for name in ("Accept", "Accept-Encoding", "Accept-Language")
    },
    "420": Row(
        420, {"Supported": ""}, {"Unsupported": "foo"}, ("error", "Unsupported", 3261, "21.4.15")
    ),
    "421": Row(
        421, {"Supported": "100rel"}, {"Require": "100rel"}, ("error", "Require", 3261, "21.4.16")
    ),
    "421 sec-agree without Security-Server": Row(
        421,
        {"Require": "sec-agree"},
        {"Require": "sec-agree", "Security-Server": "tls;q=0.2"},
        ("error", "Security-Server", 3329, "2.3.2"),
    ),
    "421 with Security-Server for another extension": Row(
        421,
        {"Require": "100rel", "Security-Server": "tls;q=0.2"},
        {"Require": "100rel, Sec-Agree", "Security-Server": "tls;q=0.2"},
        ("error", "Require", 3329, "2.3.2"),
    ),
    "421 digest": Row(
        421,
        {"Require": "sec-agree", "Security-Server": "digest;q=0.2"},
        {"Require": "sec-agree", "Security-Server": "digest", "Proxy-Authenticate": DIGEST},
        ("error", "Proxy-Authenticate", 3329, "2.3.2"),
    ),
    "422": Row(422, {}, {"Min-SE": "90"}, ("error", "Min-SE", 4028, "6"), method="INVITE"),
    "422 to BYE": Row(
        422,
        {"Min-SE": "90"},
        {"Min-SE": "90"},
        ("warning", None, 4028, "6"),  # no RFC says so in so many words
        method="BYE",
        kept_method="UPDATE",
    ),
    **{
        f"Min-SE in {code}": Row(
            code, {"min-se": "90", **more}, more, ("error", "Min-SE", 4028, "5"), method="UPDATE"
        )
        for code, more in ((200, {"Contact": "<sip:bob@example.org>"}), (481, {}), (599, {}))
    },
    "423 to REGISTER": Row(
        423, {}, {"Min-Expires": "60"}, ("error", "Min-Expires", 3261, "10.3"), method="REGISTER"
    ),
    "423 to PUBLISH": Row(
        423, {}, {"Min-Expires": "60"}, ("error", "Min-Expires", 3903, "6"), method="PUBLISH"
    ),
    "423 to SUBSCRIBE": Row(
        423,
        {},
        {"Min-Expires": "60"},
        ("error", "Min-Expires", 6665, "4.2.1.1"),
        method="SUBSCRIBE",
    ),
    "424 to a request without a location": Row(
        424,
        {"Geolocation-Error": "100"},
        {"Geolocation-Error": "100"},
        ("error", None, 6442, "4.3"),
        request={"Geolocation-Routing": "no"},
        kept_request={"Geolocation": "<cid:target123@atlanta.example.com>"},
    ),
    "425 to a request without an alert": Row(
        425,
        {"AlertMsg-Error": "100"},
        {"AlertMsg-Error": "100"},
        ("warning", None, 8876, "5.1"),  # the alert is known by its Call-Info (section 4.1)
        request={"Call-Info": "<https://example.org/card>;purpose=card"},
        kept_request={"Call-Info": "<cid:1@example.org>;purpose=EmergencyCallData.cap"},
    ),
    "439 to a client without SIP Outbound": Row(
        439,
        {},
        {},
        ("error", None, 5626, "11.6"),
        method="REGISTER",
        kept_method="REGISTER",
        request={"Supported": "path", "Contact": "<sip:b@example.org>;reg-id=1"},
        kept_request={"Supported": "path, outbound", "Contact": "<sip:b@example.org>;reg-id=1"},
    ),
    "439 to a client without reg-id": Row(
        439,
        {},
        {},
        ("error", None, 5626, "11.6"),
        method="REGISTER",
        kept_method="REGISTER",
        request={"Supported": "outbound", "Contact": "<sip:b@example.org;reg-id=1>"},
        kept_request={"k": "outbound", "m": "<sip:b@example.org>;reg-id=1"},
    ),
    "199 to a client that does not offer it": Row(
        199,
        {"To": TAGGED, "Reason": "SIP;cause=486"},
        {"To": TAGGED, "Reason": "SIP;cause=486"},
        ("error", None, 6228, "5"),
        method="INVITE",
        kept_method="INVITE",
        request={"Supported": "100rel"},
        kept_request={"Supported": "100rel, 199"},
    ),
    "204 to a SUBSCRIBE without a condition": Row(
        204,
        {"Expires": "60"},
        {"Expires": "60"},
        ("error", None, 5839, "6.3"),
        method="SUBSCRIBE",
        kept_method="SUBSCRIBE",
        request={},
        kept_request={"Suppress-If-Match": "b4cf7"},
    ),
    "417 to a request that does not insist": Row(
        417,
        {},
        {},
        ("error", None, 4412, "4.6.2"),
        request={"Resource-Priority": "dsn.flash", "Supported": "resource-priority"},
        kept_request={"Resource-Priority": "dsn.flash", "Require": "resource-priority"},
    ),
    "180 reliably to a client that cannot acknowledge it": Row(
        180,
        {"To": TAGGED, "RSeq": "988789", "Require": "100rel"},
        {"To": TAGGED, "RSeq": "988789", "Require": "100rel"},
        ("error", None, 3262, "3"),
        method="INVITE",
        kept_method="INVITE",
        request={"Supported": "timer"},
        kept_request={"Supported": "timer, 100rel"},
    ),
    "424": Row(424, {}, {"Geolocation-Error": "100"}, ("error", "Geolocation-Error", 6442, "4.3")),
    "425": Row(425, {}, {"AlertMsg-Error": "100"}, ("error", "AlertMsg-Error", 8876, "5.1")),
    "469": Row(469, {}, {"Recv-Info": ""}, ("error", "Recv-Info", 6086, "4.2.2"), method="INFO"),
    "470": Row(
        470,
        {},
        {"Permission-Missing": "<sip:carol@example.org>"},
        ("warning", "Permission-Missing", 5360, "5.9.2"),
    ),
    "489 to PUBLISH": Row(
        489,
        {},
        {"Allow-Events": "presence"},
        ("error", "Allow-Events", 3903, "11.1.1"),
        method="PUBLISH",
    ),
    # Security agreement
    "494": Row(
        494, {}, {"Security-Server": "tls;q=0.2"}, ("error", "Security-Server", 3329, "2.3.1")
    ),
    "494 started by the server": Row(
        494,
        {"Security-Server": "tls;q=0.2"},
        {"Security-Server": "tls;q=0.2", "Require": "sec-agree"},
        ("error", "Require", 3329, "2.3.2"),
        request={"Supported": "sec-agree"},
    ),
    "494 started by the client": Row(
        494,
        {"Security-Server": "tls;q=0.2"},
        {"Security-Server": "tls;q=0.2"},
        ("error", "Require", 3329, "2.3.2"),
        request={},
        kept_request={"Require": "sec-agree", "Proxy-Require": "sec-agree"},
    ),
    "494 digest": Row(
        494,
        {"Security-Server": "digest;q=0.2;d-alg=MD5"},
        {"Security-Server": "Digest;q=0.2;d-alg=MD5", "Proxy-Authenticate": DIGEST},
        ("error", "Proxy-Authenticate", 3329, "2.3.1"),
    ),
    "494 digest and another": Row(
        494,
        {"Security-Server": "digest;q=0.2"},
        {"Security-Server": "digest;q=0.2, tls;q=0.3"},
        ("error", "Proxy-Authenticate", 3329, "2.3.1"),
    ),
    # Redirection
    "300": Row(300, {}, {"Contact": "<sip:c@example.org>"}, ("warning", "Contact", 3261, "21.3.1")),
    "301": Row(301, {}, {"m": "<sip:c@example.org>"}, ("warning", "Contact", 3261, "13.3.1.2")),
    "302": Row(302, {}, {"M": "<sip:c@example.org>"}, ("warning", "Contact", 3261, "13.3.1.2")),
    # Methods
    **{
        f"{code} to {method}": Row(
            code,
            {},
            {},
            ("error", None, 4320, "4.1"),
            method=method,
            kept_method="INVITE",
        )
        for code, method in ((180, "OPTIONS"), (181, "BYE"), (182, "REGISTER"), (183, "PRACK"))
    },
    "408": Row(408, {}, {}, ("error", None, 4320, "4.2"), method="MESSAGE", kept_method="INVITE"),
    "487": Row(
        487, {}, {}, ("error", None, 3261, "21.4.25"), method="CANCEL", kept_method="INVITE"
    ),
    **{
        f"{code} of a registrar": Row(
            code,
            {},
            {},
            ("warning", None, 3261, "10.3"),  # it may be a proxy's
            method="REGISTER",
            kept_method="INVITE",
        )
        for code in (600, 603, 604, 606, 607, 699)
    },
    "202 to SUBSCRIBE": Row(
        202, {}, {}, ("error", None, 6665, "8.3.1"), method="SUBSCRIBE", kept_method="MESSAGE"
    ),
    "202 to NOTIFY": Row(
        202, {}, {}, ("error", None, 6665, "8.3.1"), method="NOTIFY", kept_method="MESSAGE"
    ),
    "202 to REFER": Row(
        202, {}, {}, ("error", None, 7647, "5"), method="REFER", kept_method="MESSAGE"
    ),
    "439": Row(439, {}, {}, ("error", None, 5626, "11.6"), method="INVITE", kept_method="REGISTER"),
    # What the request makes necessary
    "500 to an INVITE that cannot overlap": Row(
        500,
        {"To": TAGGED},
        {"To": TAGGED},
        ("warning", "Retry-After", 3261, "14.2"),
        method="INVITE",
        request={"To": TAGGED},
        kept_request={"To": UNTAGGED},
    ),
    "500 inside a dialog, INVITE": Row(
        500,
        {},
        {"Retry-After": "7"},
        ("warning", "Retry-After", 3261, "14.2"),
        method="INVITE",
        request={"To": TAGGED},
    ),
    "500 inside a dialog, UPDATE": Row(
        500,
        {},
        {"Retry-After": "0"},
        ("warning", "Retry-After", 3311, "5.2"),
        method="UPDATE",
        request={"To": TAGGED},
    ),
    "100 without the Timestamp": Row(
        100,
        {"To": UNTAGGED},
        {"To": UNTAGGED, "Timestamp": "54 0.2"},
        ("error", "Timestamp", 3261, "8.2.6.1"),
        method="INVITE",
        request={"Timestamp": "54"},
    ),
    # Tags
    "200 without a tag": Row(
        200, {"To": UNTAGGED}, {"To": TAGGED}, ("error", "To", 3261, "8.2.6.2"), method="BYE"
    ),
    "404 without a tag": Row(
        404, {"t": "<sip:b@example.org>;tag="}, {"t": TAGGED}, ("error", "To", 3261, "8.2.6.2")
    ),
    "404 that keeps silent about To": Row(
        404,
        {},
        {},
        ("error", "To", 3261, "8.2.6.2"),
        request={"To": UNTAGGED},
        kept_request={"To": TAGGED},
    ),
    "199 without a tag": Row(
        199,
        {"Reason": "SIP;cause=486"},
        {"Reason": "SIP;cause=486", "To": TAGGED},
        ("error", "To", 6228, "5"),
        method="INVITE",
    ),
    "199 without Reason": Row(
        199,
        {"To": TAGGED},
        {"To": TAGGED, "Reason": "SIP;cause=486"},
        ("error", "Reason", 6228, "5"),
    ),
    # Reliable provisional responses
    "183 with RSeq alone": Row(
        183,
        {"RSeq": "1"},
        {"RSeq": "1", "Require": "precondition, 100rel"},
        ("error", "Require", 3262, "3"),
    ),
    "183 without RSeq": Row(
        183,
        {"Require": "100rel"},
        {"Require": "100rel", "rseq": "1"},
        ("error", "RSeq", 3262, "3"),
    ),
    # Answers that establish or change something
    "200 to REFER": Row(
        200,
        {},
        {"Contact": "<sip:b@example.org>"},
        ("error", "Contact", 3515, "2.2"),
        method="REFER",
    ),
    "204": Row(204, {}, {"Expires": "60"}, ("error", "Expires", 6665, "3.1.1"), method="SUBSCRIBE"),
    "timer that the client runs": Row(
        200,
        {"Contact": "<sip:b@example.org>", "x": "1800;refresher=uac"},
        {"Contact": "<sip:b@example.org>", "x": "1800;refresher=uac", "Require": "timer"},
        ("error", "Require", 4028, "9"),
        method="UPDATE",
    ),
    "timer that the server runs": Row(
        200,
        {"Contact": "<sip:b@example.org>", "Require": "timer"},
        {"Contact": "<sip:b@example.org>", "Session-Expires": "1800;refresher=uas"},
        ("error", "Session-Expires", 4028, "9"),
        method="UPDATE",
    ),
    "488 to INVITE": Row(
        488,
        {},
        {"Warning": '304 example.org "Media type not available"'},
        ("warning", "Warning", 3261, "13.3.1.3"),
        method="INVITE",
    ),
    "608": Row(
        608,
        {"Call-Info": "<https://example.org/logo.png>;purpose=icon"},
        {"Call-Info": "<https://example.org/card>;purpose=jwscard"},
        ("warning", "Call-Info", 8688, "3.1"),  # who may abuse it gets none
    ),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_the_rule_broken(row: Row) -> None:
    (finding,) = check_response(
        row.code, row.broken, method=row.method, request_headers=row.request
    )
    severity, header, rfc, section = row.finding
    assert finding[:3] == (severity, row.code, header)
    assert (finding.rfc, finding.section) == (rfc, section)
    assert finding.rule.endswith(".")


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_the_rule_kept(row: Row) -> None:
    method = row.kept_method or row.method
    request = row.request if row.kept_request is None else row.kept_request
    assert check_response(row.code, row.kept, method=method, request_headers=request) == ()


@pytest.mark.parametrize("method", ["BYE", "REGISTER", "OPTIONS", "INVITE"])
def test_100_may_answer_any_method(method: str) -> None:
    assert check_response(100, {}, method=method) == ()


@pytest.mark.parametrize("code", [303, 305, 380, 413, 417, 480, 486, 503, 499, 299])
def test_codes_that_demand_nothing(code: int) -> None:
    assert check_response(code, {}, method="INVITE") == ()


def test_a_request_that_requires_reliable_responses_gets_no_others() -> None:
    request = {"Require": "precondition, 100rel"}
    findings = check_response(180, {}, method="INVITE", request_headers=request)
    assert [(f.severity, f.header, f.rfc) for f in findings] == [
        ("error", "Require", 3262),
        ("error", "RSeq", 3262),
    ]
    assert check_response(100, {}, method="INVITE", request_headers=request) == ()


# What is not known


@pytest.mark.parametrize(
    ("code", "headers"),
    [
        (100, {}),  # whether the request has a Timestamp
        (180, {}),  # whether it is sent reliably
        (200, {}),  # the method
        (404, {}),  # what To holds
        (408, {}),
        (413, {}),  # whether the trouble will pass
        (494, {"Security-Server": "tls"}),  # who started the agreement
        (500, {}),  # whether requests overlap
        (603, {}),
    ],
)
def test_what_nobody_can_know_is_not_found(code: int, headers: dict[str, str]) -> None:
    assert check_response(code, headers) == ()


@pytest.mark.parametrize(
    ("code", "method"),
    [
        (489, "SUBSCRIBE"),  # RFC 6665 section 8.2.2: MAY; the table of RFC 3265 is gone (B.27)
        (489, "NOTIFY"),
        (489, None),
        (485, "INVITE"),  # RFC 3261 section 21.4.23: MAY; a proxy's SHOULD (16.5) is not seen
    ],
)
def test_what_is_merely_allowed_is_not_missed(code: int, method: str | None) -> None:
    assert check_response(code, {}, method=method) == ()


@pytest.mark.parametrize("code", [300, 301, 302])
@pytest.mark.parametrize("method", ["SUBSCRIBE", "NOTIFY"])
def test_a_redirected_subscription_is_like_any_other(code: int, method: str) -> None:
    """RFC 6665 section 4.1.2.1: the response means what it means in RFC 3261, a SHOULD."""
    (finding,) = check_response(code, {}, method=method)
    assert (finding.severity, finding.header, finding.rfc) == ("warning", "Contact", 3261)


def test_contact_in_the_answer_to_subscribe_is_inferred() -> None:
    """RFC 6665 section 4.1.2.1 calls SUBSCRIBE dialog-creating, and says no more of Contact."""
    (finding,) = check_response(200, {"Expires": "60"}, method="SUBSCRIBE")
    assert finding[:3] == ("warning", 200, "Contact")
    assert (finding.rfc, finding.section) == (6665, "4.1.2.1")


@pytest.mark.parametrize(("code", "header"), [(423, "Min-Expires"), (204, "Expires")])
def test_without_the_method_every_method_that_the_code_is_for_may_agree(
    code: int, header: str
) -> None:
    (finding,) = check_response(code, {})
    assert (finding.severity, finding.header) == ("warning", header)
    assert check_response(code, {header: "60"}) == ()


def test_the_method_is_the_one_of_cseq() -> None:
    (finding,) = check_response(487, {"CSeq": "1 CANCEL"})
    assert finding.header is None
    (finding,) = check_response(487, {}, request_headers={"cseq": "4711\tCANCEL"})
    assert finding.header is None
    assert check_response(487, {"CSeq": "1 CANCEL"}, method="INVITE") == ()
    assert check_response(487, {"CSeq": "CANCEL"}) == ()


def test_methods_are_case_sensitive() -> None:
    assert check_response(487, {}, method="cancel") == ()
    assert check_response(180, {}, method="invite") != ()


# How findings look


def test_a_finding_as_text() -> None:
    (finding,) = check_response(405, {})
    assert str(finding) == ("error: A 405 response must carry Allow. (RFC 3261 section 21.4.6)")
    (finding,) = check_response(202, {}, method="NOTIFY")
    assert finding.rule == "A 202 response must not answer SUBSCRIBE or NOTIFY."
    (finding,) = check_response(415, {})
    assert finding.rule == ("A 415 response must carry Accept, Accept-Encoding or Accept-Language.")
    (finding,) = check_response(183, {"RSeq": "1"})
    assert finding.rule == (
        "A 183 response must have 100rel in Require when the response is sent reliably."
    )
    (finding,) = check_response(412, {}, method="BYE")
    assert finding.rule == "A 412 response must answer no request but PUBLISH; this is inferred."


def test_errors_come_first_and_each_header_field_once() -> None:
    findings = check_response(
        200, {"To": UNTAGGED, "Min-SE": "90"}, method="INVITE", request_headers={"To": UNTAGGED}
    )
    assert [(finding.severity, finding.header) for finding in findings] == [
        ("error", "Contact"),
        ("error", "To"),
        ("error", "Min-SE"),
        ("warning", "Allow"),
        ("warning", "Supported"),
    ]
    # Nothing in Require: 3261 21.4.16, and 3329 2.3.2
    assert len(check_response(421, {"Security-Server": "tls"})) == 1


def test_a_finding_is_a_plain_tuple_that_pickles() -> None:
    (finding,) = check_response(StatusCode.METHOD_NOT_ALLOWED, {})
    assert isinstance(finding, Finding)
    assert type(finding.code) is int
    assert pickle.loads(pickle.dumps(finding)) == finding
    assert Finding.__module__ == "sipstatus"


# How header fields are handed in


@pytest.mark.parametrize(
    "headers",
    [
        {"Allow-Events": "presence"},
        {"ALLOW-EVENTS": ["presence", "dialog"]},
        {"u": "presence"},
        {" U ": ("presence",)},
        [("allow-events", "presence")],
        [("Server", "ex"), ("u", "presence"), ("u", "dialog")],
        iter([("Allow-events", "presence")]),
        {"Allow-Events": "presence"}.items(),
        [["U", "presence"]],
        MappingProxyType({"Allow-Events": "\r\n presence"}),
        message_from_string("Server: ex\nu: presence\n\n"),
    ],
)
def test_forms_of_header_fields(headers: Any) -> None:
    assert check_response(489, headers, method="PUBLISH") == ()


def test_no_value_at_all_is_no_header_field() -> None:
    assert check_response(405, {"Allow": []}) != ()
    assert check_response(200, {"Min-SE": []}) == ()
    assert check_response(100, {}, request_headers={"Timestamp": []}) == ()


# Values from the wire


@pytest.mark.parametrize(
    ("to", "tagged"),
    [
        ("<sip:bob@example.org>;tag=1", True),
        ("sip:bob@example.org;TAG=1", True),
        ('"a \\" ;tag=1" <sip:bob@example.org>', False),
        ("<sip:bob@example.org;tag=1>", False),
        ('"tag" <sip:bob@example.org> ; lr ; tag = 1', True),
        ('"<" <sip:bob@example.org>;tag=1', True),
        ("<sip:bob@example.org>;mytag=1", False),
        ("", False),
    ],
)
def test_the_tag_is_found_where_it_is(to: str, tagged: bool) -> None:
    assert (check_response(404, {"To": to}) == ()) is tagged


names = st.sampled_from(["To", "Require", "Security-Server", "Session-Expires", "CSeq", "Contact"])
values = st.text('\\"<>,;=()tag digest 100rel\r\n\x00é') | st.lists(st.text(), max_size=2)


@given(
    st.integers(100, 699),
    st.dictionaries(names, values),
    st.none() | st.sampled_from(["INVITE", "REGISTER", "FOO", ""]),
    st.none() | st.dictionaries(names, values),
)
def test_no_value_is_too_strange(code: int, headers: Any, method: str | None, request: Any) -> None:
    findings = check_response(code, headers, method=method, request_headers=request)
    assert all(finding.code == code for finding in findings)
    assert [f.severity for f in findings] == sorted(f.severity for f in findings)
    assert len({finding.header or finding.rule for finding in findings}) == len(findings)


@pytest.mark.parametrize("piece", ['"', "<", "\\", '\\"', '"\\', "<<>", ",", ";", ";=", '";'])
def test_long_values_take_no_more_than_linear_time(piece: str) -> None:
    def check(length: int) -> None:
        value = piece * length
        check_response(404, {"To": value, "Require": value, "Security-Server": value})

    assert growth(check, 160_000) < TOO_STEEP
