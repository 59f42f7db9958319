"""What `check_response` finds, and what it leaves alone, typed by hand from the RFCs.

Each rule about header fields is broken once and kept once in ``tests/spec/oracle_headers.py``.
Here
are the rules about methods, and what decides whether a rule is in force.
"""

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
    "401 to CANCEL": Row(
        401,
        {"WWW-Authenticate": DIGEST},
        {"WWW-Authenticate": DIGEST},
        ("error", None, 3261, "22.1"),
        method="CANCEL",
        kept_method="BYE",
    ),
    **{
        f"415 {name}": Row(
            415,
            {"Allow": "INVITE"},
            {name: "*"},
            ("error", "Accept, Accept-Encoding, Accept-Language", 3261, "21.4.13"),
        )
        for name in ("Accept", "Accept-Encoding", "Accept-Language")
    },
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
    # Security agreement
    "494 started by the client": Row(
        494,
        {"Security-Server": "tls;q=0.2"},
        {"Security-Server": "tls;q=0.2"},
        ("error", "Require", 3329, "2.3.2"),
        request={},
        kept_request={"Require": "sec-agree", "Proxy-Require": "sec-agree"},
    ),
    "494 digest and another": Row(
        494,
        {"Security-Server": "digest;q=0.2"},
        {"Security-Server": "digest;q=0.2, tls;q=0.3"},
        ("error", "Proxy-Authenticate", 3329, "2.3.1"),
    ),
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


@pytest.mark.parametrize("code", [303, 305, 380, 413, 417, 480, 486, 503, 499])
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


class Quiet(NamedTuple):
    """An exchange in which a condition does not hold, or is not seen."""

    code: int
    method: str | None
    headers: dict[str, Any]
    request: dict[str, Any] | None


ROUTE, BOB = {"Record-Route": "<sip:p.example.org;lr>"}, {"Contact": "<sip:bob@192.0.2.4>"}
INVITED = {**BOB, "Allow": "INVITE", "Supported": ""}
DATE = {"Date": "Sat, 13 Nov 2010 23:29:00 GMT"}
QUIET = {
    # RFC 3261 section 12.1.1: a dialog is created by a response with a tag to a request without one
    "no tag, no early dialog": Quiet(180, "INVITE", {}, {"To": TAGGED}),
    "an early dialog of a request that is not known": Quiet(180, "INVITE", {"To": TAGGED}, None),
    "a re-INVITE that rings": Quiet(180, "INVITE", {"To": TAGGED}, {"To": TAGGED, **ROUTE}),
    "a re-INVITE": Quiet(200, "INVITE", {"To": TAGGED, **INVITED}, {"To": TAGGED, **ROUTE}),
    "no proxy on the route": Quiet(200, "INVITE", {"To": TAGGED, **INVITED}, {"To": UNTAGGED}),
    # RFC 3261 section 10.3: what is left after a query or a removal only the registrar knows
    "a query": Quiet(200, "REGISTER", DATE, {}),
    "a removal": Quiet(200, "REGISTER", DATE, {"Contact": "<sip:b@example.org>;expires=0"}),
    "a removal by Expires": Quiet(200, "REGISTER", DATE, {"m": "sip:b@a", "Expires": " 00"}),
    "a removal of all": Quiet(200, "REGISTER", DATE, {"Contact": "*", "Expires": "0"}),
    "a registration that is not known": Quiet(200, "REGISTER", DATE, None),
    # RFC 3428 section 7
    "an empty body": Quiet(200, "MESSAGE", {"Content-Length": " 0"}, None),
    "a length that is none": Quiet(200, "MESSAGE", {"Content-Length": "-1"}, None),
    # RFC 4028
    "a timer that the client does not know": Quiet(
        200, "UPDATE", {**BOB, "x": "1800;refresher=uas"}, {"Supported": "100rel"}
    ),
    "a timer in the answer to whatever it was": Quiet(
        200, None, {"Require": "timer", "x": "1800;refresher=uas"}, None
    ),
    # RFC 6086 section 5.2.3
    "Info Packages of who knows what": Quiet(403, "INVITE", {"Recv-Info": "x"}, None),
    "Info Packages to who has some": Quiet(403, "INVITE", {"Recv-Info": "x"}, {"Recv-Info": ""}),
    "no Info Packages to who has none": Quiet(200, "UPDATE", BOB, {}),
    # RFC 9410 section 5: it is about one of several
    "one Identity": Quiet(438, "INVITE", {}, {"Identity": "a..b;info=<https://a>"}),
    "an error that no code names": Quiet(480, "INVITE", {}, {"y": ["a..b", "c..d"]}),
    # RFC 9410 section 6 defines it for STIR
    "several errors": Quiet(438, "INVITE", {"Reason": ["STIR;cause=436", "STIR;cause=438"]}, None),
}


@pytest.mark.parametrize("exchange", QUIET.values(), ids=QUIET)
def test_a_condition_that_does_not_hold_demands_nothing(exchange: Quiet) -> None:
    code, method, headers, request = exchange
    assert check_response(code, headers, method=method, request_headers=request) == ()


@pytest.mark.parametrize(
    "contact", ["<sip:b@example.org>", "<sip:b@example.org>;expires=7", "sip:b@a;expires=x", "*, a"]
)
def test_what_a_registration_adds_is_there_afterwards(contact: str) -> None:
    (finding,) = check_response(200, DATE, method="REGISTER", request_headers={"Contact": contact})
    assert finding[:3] == ("error", 200, "Contact")


def test_a_reason_protocol_that_is_not_known_may_define_what_several_mean() -> None:
    (finding,) = check_response(486, {"Reason": ["FOO;cause=1", "foo;cause=2"]})
    assert finding[:3] == ("warning", 486, "Reason")


def test_of_several_forbidden_header_fields_those_are_named_that_are_there() -> None:
    headers = {"To": TAGGED, "Reason": "SIP;cause=486", "Require": "199", "Supported": "199"}
    (finding,) = check_response(199, headers, method="INVITE")
    assert finding.header == "Supported, Require"
    assert finding.rule == "A 199 response must not have 199 in Supported or Require."


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
    (finding,) = check_response(403, {"Record-Route": "<sip:p.example.org>"}, method="REGISTER")
    assert finding.rule == "A 403 response to REGISTER must not carry Record-Route."
    (finding,) = check_response(200, {"x": "90"}, method="FOO")
    assert finding.rule == (
        "A 200 response to FOO must not carry Session-Expires; this is inferred."
    )
    (finding,) = check_response(200, {**DATE, "m": "<sip:b@a>"}, method="REGISTER")
    assert finding.rule == "A 200 response to REGISTER must have expires in each Contact."


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
        {b"Allow-Events": b"presence"},
        {b" U ": ["presence", b"dialog"]},
        [(b"u", b"\xff")],
        [("Server", b"ex"), (b"ALLOW-EVENTS", "presence")],
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
