"""The oracle of what header fields a response must, should or may carry, or not; typed from RFCs.

Never generated from the spec.  A row holds for every request unless ``to``, ``but_to`` or ``when``
narrow it.  Several names are alternatives: one of them is enough; but where the level forbids, each
is meant.  Each rule but a MAY has an exchange that breaks it and one that keeps it, with what
``check_response`` must find in the first; in the second it must find nothing at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Fields = Mapping[str, Any]


class Row(NamedTuple):
    """One requirement, and the section that states it."""

    of: int | str
    """The code, the class such as "2xx", or "any"."""

    level: str
    names: tuple[str, ...]
    rfc: int
    section: str
    to: tuple[str, ...] = ()
    """Methods; none: all of them, but those in ``but_to``."""

    but_to: tuple[str, ...] = ()
    value: str | None = None
    """What the field must hold: an option tag, a parameter, a protocol of Reason."""

    each: bool = False
    """Every value of the field must hold it."""

    when: str | None = None
    """The word of the schema for the condition."""

    but_in: tuple[int, ...] = ()
    inferred: bool = False
    of_request: bool = False
    """The rule is about the request: so answered, it must or should have carried the field."""


class Case(NamedTuple):
    """A row, and the exchanges that show it."""

    row: Row
    code: int
    method: str | None
    broken: Fields
    kept: Fields
    request: Fields | None
    kept_request: Fields | None
    found: str | None
    """The severity of the finding; None: no message shows whether the condition holds."""


def case(
    level: str,
    of: int | str,
    names: str | tuple[str, ...],
    rfc: int,
    section: str,
    broken: Fields,
    kept: Fields,
    *,
    to: Sequence[str] | str = (),
    but_to: tuple[str, ...] = (),
    code: int | None = None,
    method: str | None = None,
    request: Fields | None = None,
    kept_request: Fields | None = None,
    found: str | None = "",
    **more: Any,
) -> Case:
    """A case.  By default the code is ``of``, and the method the first of ``to``.

    A broken MUST is an error if the section states it, everything else is a warning.
    """
    names = (names,) if isinstance(names, str) else names
    to = (to,) if isinstance(to, str) else tuple(to)
    row = Row(of, level, names, rfc, section, to, but_to, **more)
    strict = level in ("must", "must_not") and not row.inferred
    return Case(
        row=row,
        code=code or (of if isinstance(of, int) else 0),
        method=method or (to[0] if to else None),
        broken=broken,
        kept=kept,
        request=request,
        kept_request=request if kept_request is None else kept_request,
        found=("error" if strict else "warning") if found == "" else found,
    )


def must(*row: Any, **more: Any) -> Case:
    """MUST, SHALL, and "m" in the tables of header fields."""
    return case("must", *row, **more)


def should(*row: Any, **more: Any) -> Case:
    """SHOULD, RECOMMENDED, and "m*" in the tables of header fields."""
    return case("should", *row, **more)


def must_not(*row: Any, **more: Any) -> Case:
    """MUST NOT, and by RFC 3261 section 20 "-" in the tables of header fields."""
    return case("must_not", *row, **more)


def should_not(*row: Any, **more: Any) -> Case:
    """SHOULD NOT."""
    return case("should_not", *row, **more)


def request_must(*row: Any, **more: Any) -> Case:
    """What the request must have carried: without, it must not be answered so.

    ``headers`` are those of the response.
    """
    *rule, bad, good = row
    headers = more.pop("headers", {})
    more |= {"request": bad, "kept_request": good, "of_request": True}
    return must(*rule, headers, headers, **more)


def without(headers: Fields, *names: str) -> Fields:
    """The header fields without some."""
    return {name: value for name, value in headers.items() if name not in names}


TAGGED, UNTAGGED = {"To": "Bob <sip:bob@example.org>;tag=314"}, {"To": "Bob <sip:bob@example.org>"}
BOB = {"Contact": "<sip:bob@192.0.2.4>"}
ROUTE = {"Record-Route": "<sip:p2.example.org;lr>, <sip:p1.example.com;lr>"}
DIGEST = 'Digest realm="example.org", nonce="84a4cc6f", algorithm=SHA-256, qop="auth"'
SIGNED = {"Identity": ["eyJhbGciOiJFUzI1NiJ9..a;info=<https://a>", "eyJhbGciOiJFUzI1NiJ9..b"]}

INVITE_OK = {**BOB, "Allow": "INVITE, ACK, BYE, CANCEL, OPTIONS", "Supported": "timer"}
OPTIONS_OK = {
    **without(INVITE_OK, "Contact"),
    **{"Accept": "application/sdp", "Accept-Encoding": "gzip", "Accept-Language": "en"},
}
PUBLISH_OK = {"SIP-ETag": "dx200xyz", "Expires": "1800"}
REGISTER_OK = {
    "Contact": "<sip:bob@192.0.2.4>;expires=3600, <sip:bob@192.0.2.5>;expires=60",
    "Date": "Sat, 13 Nov 2010 23:29:00 GMT",
}
REGISTER = {"Contact": "<sip:bob@192.0.2.4>", "Expires": "3600"}
UAC, UAS = {"Session-Expires": "1800;refresher=uac"}, {"Session-Expires": "1800;refresher=uas"}
TIMER = {"Require": "timer"}
ALERT = {"Call-Info": "<cid:1@example.org>;purpose=EmergencyCallData.cap"}

ANY: tuple[Case, ...] = (
    must(
        *("any", "To", 3261, "8.2.6.2", UNTAGGED, TAGGED),
        **{"value": "tag", "when": "to_without_tag", "but_in": (100,), "code": 404},
    ),
    must_not("any", "Record-Route", 3261, "10.3", ROUTE, {}, to="REGISTER", code=403),
    must_not("any", "Record-Route", 3903, "6", ROUTE, {}, to="PUBLISH", code=403),
    must_not("any", "Event", 6665, "8.2.1", {"o": "presence"}, {}, code=403, method="SUBSCRIBE"),
    must_not(
        *("any", "Allow-Events", 6665, "4.4.4", {"Allow-Events": "presence"}, {}),
        **{"when": "sent_by_proxy", "code": 403, "found": None},
    ),
    must_not(
        *("any", "Min-SE", 4028, "5", {"Min-SE": "90"}, {}),
        **{"but_in": (422,), "code": 481, "method": "UPDATE"},
    ),
    must_not(
        *("any", "Recv-Info", 6086, "5.2.3", {"Recv-Info": "x"}, {}),
        **{"when": "request_without_recv_info", "but_in": (469,), "code": 403, "request": {}},
    ),
    must_not(
        *("any", "Reason", 9366, "3"),
        {"Reason": "Q.850;cause=17, q.850;cause=31"},
        {"Reason": "Q.850;cause=17, SIP;cause=486, STIR;cause=436, STIR;cause=438"},
        **{"when": "repeated_reason_protocol", "code": 486},
    ),
    must(
        *("any", "Reason", 8606, "4"),
        {"Reason": "Q.850;cause=16"},
        {"Reason": "Q.850;cause=16;location=LN"},
        **{"value": "location", "when": "isup_location_known", "but_in": (100,)},
        **{"code": 487, "found": None},
    ),
    # A verification service that is older than RFC 9410 does not know the two.
    must(
        *(
            "any",
            "Reason",
            9410,
            "5",
            {},
            {"Reason": 'STIR;cause=438;text="Invalid Identity Header"'},
        ),
        **{"value": "STIR", "when": "identity_error", "but_in": (100,)},
        **{"code": 438, "method": "MESSAGE", "request": SIGNED, "found": "warning"},
    ),
    should(
        *("any", "Reason", 9410, "5"),
        {"Reason": "STIR;cause=436"},
        {"Reason": 'STIR;cause=436;ppi="..b"'},
        **{"value": "ppi", "to": "INVITE", "when": "identity_error", "but_in": (100,)},
        **{"code": 436, "request": SIGNED},
    ),
)

RELIABLY = {"value": "100rel", "when": "sent_reliably", "but_in": (100,), "code": 183}
EARLY = {"to": "INVITE", "but_in": (100, 199), "code": 180}
CLASSES: tuple[Case, ...] = (
    must(
        "1xx",
        "Require",
        3262,
        "3",
        {"RSeq": "1"},
        {"RSeq": "1", "k": "", "Require": "100rel"},
        **RELIABLY,
    ),
    must(
        *("1xx", "RSeq", 3262, "3", {"Require": "100rel"}, {"Require": "100rel", "RSeq": "1"}),
        **{**RELIABLY, "value": None},
    ),
    must(
        "1xx",
        "Contact",
        3261,
        "12.1.1",
        TAGGED,
        {**TAGGED, **BOB},
        request=UNTAGGED,
        when="creates_dialog",
        **EARLY,
    ),
    must(
        *("1xx", "Record-Route", 3261, "12.1.1", {**TAGGED, **BOB}, {**TAGGED, **BOB, **ROUTE}),
        **{"request": {**UNTAGGED, **ROUTE}, "when": "record_routed_dialog", **EARLY},
    ),
    must(
        "2xx",
        "Contact",
        3261,
        "12.1.1",
        without(INVITE_OK, "Contact"),
        INVITE_OK,
        to="INVITE",
        code=200,
    ),
    must(
        *(
            "2xx",
            "Record-Route",
            3261,
            "12.1.1",
            {**TAGGED, **INVITE_OK},
            {**TAGGED, **INVITE_OK, **ROUTE},
        ),
        **{
            "to": "INVITE",
            "code": 200,
            "request": {**UNTAGGED, **ROUTE},
            "when": "record_routed_dialog",
        },
    ),
    must_not("2xx", "Contact", 3428, "7", BOB, {}, to="MESSAGE", code=202),
    must_not(
        *("2xx", "Content-Length", 3428, "7", {"l": " 12"}, {"l": "0"}),
        **{"to": "MESSAGE", "when": "has_body", "code": 200},
    ),
    must_not("2xx", "Contact", 3261, "20", BOB, {}, to=("BYE", "CANCEL"), code=200, inferred=True),
    must_not("2xx", "Contact", 3262, "4", BOB, {}, to="PRACK", code=200, inferred=True),
    must_not(
        *("2xx", "Contact", 3903, "11.1.1", {**PUBLISH_OK, **BOB}, PUBLISH_OK),
        **{"to": "PUBLISH", "code": 200, "inferred": True},
    ),
    must(
        *("2xx", "Recv-Info", 6086, "5.2.3", BOB, {**BOB, "Recv-Info": ""}),
        **{"to": ("UPDATE", "PRACK"), "code": 200, "request": {"Recv-Info": "x"}},
        # A server that knows INFO only as it was before need not (section 7.1).
        **{"when": "request_has_recv_info", "found": "warning"},
    ),
    must_not(
        *("2xx", "Session-Expires", 4028, "4", UAS, {}),
        **{"but_to": ("INVITE", "UPDATE"), "method": "BYE", "code": 200, "inferred": True},
    ),
    # RFC 4028 section 4: only in a 2xx.  RFC 3262 section 7.1, table 3: only in a 1xx.
    *(
        must_not(
            f"{code // 100}xx", "Session-Expires", 4028, "4", UAS, {}, code=code, inferred=True
        )
        for code in (182, 380, 486, 503, 600)
    ),
    *(
        must_not(
            f"{code // 100}xx", "RSeq", 3262, "7.1", {"RSeq": "1"}, {}, code=code, inferred=True
        )
        for code in (202, 380, 486, 503, 600)
    ),
)

TIMED = {"to": ("INVITE", "UPDATE")}
CODES: tuple[Case, ...] = (
    must(
        *(100, "Timestamp", 3261, "8.2.6.1", {}, {"Timestamp": "54 0.2"}),
        **{"when": "request_has_timestamp", "request": {"Timestamp": "54"}},
    ),
    should_not(
        100,
        "To",
        3261,
        "17.2.1",
        TAGGED,
        UNTAGGED,
        value="tag",
        when="sent_by_transaction",
        found=None,
    ),
    must_not(
        100, "Require", 3262, "3", {"Require": "100rel"}, {"Require": "sec-agree"}, value="100rel"
    ),
    must_not(100, "RSeq", 3262, "3", {"RSeq": "1"}, {}),
    # The tag of the early dialog that ended, and the code that ended it; for proxies: section 6.
    must(
        199,
        "To",
        6228,
        "5",
        {"Reason": "SIP;cause=486"},
        {"Reason": "SIP;cause=486", **TAGGED},
        value="tag",
    ),
    must(199, "Reason", 6228, "5", TAGGED, {"Reason": "SIP;cause=486", **TAGGED}),
    must_not(
        *(199, ("Supported", "Require", "Proxy-Require"), 6228, "5"),
        {"Reason": "SIP;cause=486", **TAGGED, "Supported": "100rel, 199", "Require": "199"},
        {"Reason": "SIP;cause=486", **TAGGED, "Supported": "100rel"},
        value="199",
    ),
    should_not(
        *(199, ("Contact", "Record-Route"), 6228, "6"),
        {"Reason": "SIP;cause=486", **TAGGED, **BOB},
        {"Reason": "SIP;cause=486", **TAGGED},
        **{"when": "sent_by_proxy", "found": None},
    ),
    should_not(
        *(199, "Content-Type", 6228, "5"),
        {"Reason": "SIP;cause=486", **TAGGED, "c": "application/sdp"},
        {"Reason": "SIP;cause=486", **TAGGED},
        **{"value": "application/sdp", "found": None},
    ),
    must(200, "Contact", 3311, "7", {}, BOB, to="UPDATE"),
    must(200, "Contact", 3515, "2.2", {}, BOB, to="REFER"),
    # a dialog-creating method, says the section; what that demands stands in RFC 3261 12.1.1
    must(
        *(200, "Contact", 6665, "4.1.2.1", {"Expires": "60"}, {"Expires": "60", **BOB}),
        **{"to": "SUBSCRIBE", "inferred": True},
    ),
    must(
        *(200, "Contact", 3261, "10.3", without(REGISTER_OK, "Contact"), REGISTER_OK),
        **{"to": "REGISTER", "when": "bindings_left", "request": REGISTER},
    ),
    must(
        *(
            200,
            "Contact",
            3261,
            "10.3",
            {**REGISTER_OK, "m": "<sip:bob@192.0.2.6>;q=1"},
            REGISTER_OK,
        ),
        **{"to": "REGISTER", "value": "expires", "each": True},
    ),
    should(200, "Date", 3261, "10.3", without(REGISTER_OK, "Date"), REGISTER_OK, to="REGISTER"),
    must(200, "Expires", 3903, "6", without(PUBLISH_OK, "Expires"), PUBLISH_OK, to="PUBLISH"),
    must(200, "SIP-ETag", 3903, "6", without(PUBLISH_OK, "SIP-ETag"), PUBLISH_OK, to="PUBLISH"),
    must(200, "Expires", 6665, "3.1.1", BOB, {"Expires": "60", **BOB}, to="SUBSCRIBE"),
    # The refresher is uac.  With uas it is a SHOULD, if the request supports timer.
    must(
        *(200, "Require", 4028, "9", {**BOB, **UAC}, {**BOB, **UAC, **TIMER}),
        **{**TIMED, "value": "timer", "when": "session_timer", "method": "UPDATE"},
    ),
    should(
        *(200, "Require", 4028, "9", {**INVITE_OK, **UAS}, {**INVITE_OK, **UAS, **TIMER}),
        **{**TIMED, "value": "timer", "when": "session_timer_uas", "request": {"k": "timer"}},
    ),
    # A session timer was accepted: section 7.2 expects it beside timer in Require.
    must(
        *(200, "Session-Expires", 4028, "9", {**INVITE_OK, **TIMER}, {**INVITE_OK, **TIMER, **UAS}),
        **{**TIMED, "when": "session_timer"},
    ),
    must(
        *(200, "Session-Expires", 4028, "9"),
        {**INVITE_OK, **TIMER, "x": "1800"},
        {**INVITE_OK, **TIMER, "x": "1800;refresher=uas"},
        **{**TIMED, "value": "refresher", "each": True},
    ),
    should(
        200, "Allow", 3261, "20", without(INVITE_OK, "Allow"), INVITE_OK, to=("INVITE", "OPTIONS")
    ),
    should(
        200,
        "Supported",
        3261,
        "20",
        without(INVITE_OK, "Supported"),
        INVITE_OK,
        to=("INVITE", "OPTIONS"),
    ),
    *(
        should(200, name, 3261, "20", without(OPTIONS_OK, name), OPTIONS_OK, to="OPTIONS")
        for name in ("Accept", "Accept-Encoding", "Accept-Language")
    ),
    must(204, "Expires", 6665, "3.1.1", {}, {"Expires": "60"}, to="SUBSCRIBE"),
    should(300, "Contact", 3261, "21.3.1", {}, BOB),
    should(301, "Contact", 3261, "13.3.1.2", {}, {"m": BOB["Contact"]}),
    should(302, "Contact", 3261, "13.3.1.2", {}, {"M": BOB["Contact"]}),
    must(
        401,
        "WWW-Authenticate",
        3261,
        "22.2",
        {"Proxy-Authenticate": DIGEST},
        {"WWW-Authenticate": DIGEST},
    ),
    must(405, "Allow", 3261, "21.4.6", {}, {"Allow": ""}),
    must(
        407,
        "Proxy-Authenticate",
        3261,
        "22.3",
        {"WWW-Authenticate": DIGEST},
        {"Proxy-Authenticate": DIGEST},
    ),
    should(
        413, "Retry-After", 3261, "21.4.11", {}, {"Retry-After": "60"}, when="temporary", found=None
    ),
    # As the trouble is with the media type, the content coding or the language.
    must(
        *(415, ("Accept", "Accept-Encoding", "Accept-Language"), 3261, "21.4.13"),
        *({"Allow": "INVITE"}, {"Accept-Language": "en"}),
    ),
    must(420, "Unsupported", 3261, "21.4.15", {"Supported": ""}, {"Unsupported": "foo"}),
    must(421, "Require", 3261, "21.4.16", {"Supported": "100rel"}, {"Require": "100rel"}),
    must(
        *(421, "Require", 3329, "2.3.2"),
        {"Require": "100rel", "Security-Server": "tls;q=0.2"},
        {"Require": "100rel, Sec-Agree", "Security-Server": "tls;q=0.2"},
        **{"value": "sec-agree", "when": "security_agreement"},
    ),
    must(
        *(421, "Security-Server", 3329, "2.3.2"),
        {"Require": "sec-agree"},
        {"Require": "sec-agree", "Security-Server": "tls;q=0.2"},
        when="security_agreement",
    ),
    must(
        *(421, "Proxy-Authenticate", 3329, "2.3.2"),
        {"Require": "sec-agree", "Security-Server": "digest;q=0.2"},
        {"Require": "sec-agree", "Security-Server": "digest", "Proxy-Authenticate": DIGEST},
        when="digest_chosen",
    ),
    must(422, "Min-SE", 4028, "6", {}, {"Min-SE": "90"}, method="INVITE"),
    must(423, "Min-Expires", 3261, "10.3", {}, {"Min-Expires": "60"}, to="REGISTER"),
    must(423, "Min-Expires", 3903, "6", {}, {"Min-Expires": "60"}, to="PUBLISH"),
    must(423, "Min-Expires", 6665, "4.2.1.1", {}, {"Min-Expires": "60"}, to="SUBSCRIBE"),
    must(424, "Geolocation-Error", 6442, "4.3", {}, {"Geolocation-Error": "100"}),
    must(425, "AlertMsg-Error", 8876, "5.1", {}, {"AlertMsg-Error": "100"}),
    must(469, "Recv-Info", 6086, "4.2.2", {}, {"Recv-Info": ""}, method="INFO", request={}),
    should(
        470, "Permission-Missing", 5360, "5.9.2", {}, {"Permission-Missing": "<sip:c@example.org>"}
    ),
    should(
        *(480, "Warning", 5630, "5.1.2", {}, {"Warning": '380 example.org "SIPS Not Allowed"'}),
        **{"value": "380", "when": "sips_refused", "found": None},
    ),
    should(
        *(480, "Warning", 5630, "5.1.2", {}, {"Warning": '381 example.org "SIPS Required"'}),
        **{"value": "381", "when": "sips_required", "found": None},
    ),
    should(485, "Contact", 3261, "16.5", {}, BOB, when="sent_by_proxy", found=None),
    should(
        488,
        "Warning",
        3261,
        "13.3.1.3",
        {},
        {"Warning": '304 example.org "Media type"'},
        to="INVITE",
    ),
    should(
        488, "Warning", 3311, "5.2", {}, {"Warning": '304 example.org "Media type"'}, to="UPDATE"
    ),
    must(489, "Allow-Events", 3903, "11.1.1", {}, {"u": "presence"}, to="PUBLISH"),
    must(494, "Security-Server", 3329, "2.3.1", {}, {"Security-Server": "tls;q=0.2"}),
    must(
        *(494, "Require", 3329, "2.3.2"),
        {"Security-Server": "tls;q=0.2"},
        {"Security-Server": "tls;q=0.2", "Require": "sec-agree"},
        **{"value": "sec-agree", "when": "server_initiated", "request": {"Supported": "sec-agree"}},
    ),
    must(
        *(494, "Proxy-Authenticate", 3329, "2.3.1"),
        {"Security-Server": "digest;q=0.2;d-alg=MD5"},
        {"Security-Server": "Digest;q=0.2;d-alg=MD5", "Proxy-Authenticate": DIGEST},
        when="digest_chosen",
    ),
    # One exchange does not show whether the other request was unanswered: 0 to 10 seconds if so.
    must(
        *(500, "Retry-After", 3261, "14.2", {}, {"Retry-After": "7"}),
        **{"to": "INVITE", "when": "overlapping_request", "request": TAGGED, "found": None},
    ),
    must(
        *(500, "Retry-After", 3311, "5.2", {}, {"Retry-After": "0"}),
        **{"to": "UPDATE", "when": "overlapping_request", "request": TAGGED, "found": None},
    ),
    # Unless the caller seems likely to abuse it (section 6).
    must(
        *(608, "Call-Info", 8688, "3.1"),
        {"Call-Info": "<https://example.org/logo.png>;purpose=icon"},
        {"Call-Info": "<https://example.org/card>;purpose=jwscard"},
        **{"value": "jwscard", "when": "caller_trusted", "found": None},
    ),
)

REQUESTS: tuple[Case, ...] = (
    # A provisional response but 100 goes out reliably only to who has offered that.
    request_must(
        *(
            "1xx",
            ("Supported", "Require"),
            3262,
            "3",
            {"Supported": "timer"},
            {"k": "timer, 100rel"},
        ),
        **{"headers": {"RSeq": "988789", "Require": "100rel"}, "method": "INVITE", **RELIABLY},
    ),
    request_must(
        *(199, "Supported", 6228, "5", {"Supported": "100rel"}, {"Supported": "100rel, 199"}),
        **{"headers": {**TAGGED, "Reason": "SIP;cause=486"}, "method": "INVITE", "value": "199"},
    ),
    request_must(
        *(204, "Suppress-If-Match", 5839, "6.3", {}, {"Suppress-If-Match": "b4cf7"}),
        **{"headers": {"Expires": "60"}, "method": "SUBSCRIBE"},
    ),
    # Proxy-Require is no better: its use is not recommended (RFC 4412 section 4.3).
    request_must(
        *(417, "Require", 4412, "4.6.2"),
        {"Resource-Priority": "dsn.flash", "Supported": "resource-priority"},
        {"Resource-Priority": "dsn.flash", "Require": "resource-priority"},
        value="resource-priority",
    ),
    request_must(
        *(
            424,
            "Geolocation",
            6442,
            "4.3",
            {"Geolocation-Routing": "no"},
            {"Geolocation": "<cid:t@a>"},
        ),
        headers={"Geolocation-Error": "100"},
    ),
    # Not by naming the header field: the section speaks of the alert that Call-Info brings.
    request_must(
        *(
            425,
            "Call-Info",
            8876,
            "5.1",
            {"Call-Info": "<https://example.org>;purpose=card"},
            ALERT,
        ),
        **{
            "headers": {"AlertMsg-Error": "100"},
            "value": "EmergencyCallData.cap",
            "inferred": True,
        },
    ),
    request_must(
        *(439, "Supported", 5626, "11.6"),
        {"Supported": "path", "Contact": "<sip:b@example.org>;reg-id=1"},
        {"Supported": "path, outbound", "Contact": "<sip:b@example.org>;reg-id=1"},
        **{"value": "outbound", "method": "REGISTER"},
    ),
    request_must(
        *(439, "Contact", 5626, "11.6"),
        {"Supported": "outbound", "Contact": "<sip:b@example.org;reg-id=1>"},
        {"k": "outbound", "m": "<sip:b@example.org>;reg-id=1"},
        **{"value": "reg-id", "method": "REGISTER"},
    ),
)

CASES: tuple[Case, ...] = (*ANY, *CLASSES, *CODES, *REQUESTS)


# MAY, and "o" in the tables of header fields.  A row is exact for its section, not for all methods.


class May(NamedTuple):
    """One permission, and the section that gives it."""

    names: tuple[str, ...]
    rfc: int
    section: str
    methods: tuple[str, ...] = ()
    value: str | None = None
    when: str | None = None
    """The condition."""

    inferred: bool = False
    but_in: tuple[int, ...] = ()


_EARLY: tuple[May, ...] = (
    May(("Contact",), 3261, "20", methods=("INVITE",)),
    May(("Record-Route",), 3261, "20", methods=("INVITE",)),
)
_STIR: tuple[May, ...] = (May(("Reason",), 9410, "3", value="STIR"),)
_RETRY_AFTER = ("Retry-After",)
_ERROR_INFO: tuple[May, ...] = (May(("Error-Info",), 3261, "20"),)
# RFC 6086, table 2: in a 1xx, and ("r") in any response; never unless the request has one (5.2.3).
_RECV_INFO: tuple[May, ...] = (
    May(("Recv-Info",), 6086, "7.1", ("INVITE", "UPDATE", "PRACK"), when="the request has one"),
)
MAY: dict[int | str, tuple[May, ...]] = {
    "any": (
        May(("Reason",), 6432, "3", value="Q.850", when="a gateway knows it", but_in=(100,)),
        May(("Reason",), 9410, "3", value="STIR", when="verification failed", but_in=(100,)),
        May(("Geolocation-Error",), 6442, "4.4", when="the request has a location", but_in=(100,)),
        May(("AlertMsg-Error",), 8876, "5.2", when="the request has an alert", but_in=(100,)),
    ),
    "1xx": (May(("Recv-Info",), 6086, "7.1", ("INVITE",), when="the request has one"),),
    "3xx": (*_ERROR_INFO, *_RECV_INFO),
    # in a 469 it is a must
    "4xx": (*_ERROR_INFO, *(row._replace(but_in=(469,)) for row in _RECV_INFO)),
    "5xx": (*_ERROR_INFO, *_RECV_INFO),
    "6xx": (*_ERROR_INFO, *_RECV_INFO),
    # RFC 3261 section 17.2.1: where the server transaction makes the 100, it is a SHOULD NOT
    100: (May(("To",), 3261, "8.2.6.2", value="tag", when="the UAS core makes it"),),
    180: (May(("Alert-Info",), 3261, "20", methods=("INVITE",)), *_EARLY),
    181: _EARLY,
    182: _EARLY,
    183: _EARLY,
    200: (
        May(("Authentication-Info",), 3261, "20"),
        # not in table 3: REGISTER, which section 10.3 forbids, as RFC 3903 section 6 does PUBLISH
        May(("Record-Route",), 3261, "20", ("INVITE", "BYE", "CANCEL", "OPTIONS")),
        May(("Record-Route",), 3262, "4", ("PRACK",)),
        May(("Record-Route",), 3311, "7", ("UPDATE",)),
        May(("Record-Route",), 3515, "2.2", ("REFER",)),
        # which speaks of the route set in the 200
        May(("Record-Route",), 6665, "4.4.1", ("SUBSCRIBE",), inferred=True),
        May(("Recv-Info",), 6086, "7.1", ("INVITE",), when="the request has one"),
    ),
    302: (May(("Expires",), 3261, "21.3.3"),),
    305: (May(("Contact",), 3261, "20"),),
    380: (May(("Contact",), 3261, "20"),),
    401: (May(("Proxy-Authenticate",), 3261, "20"),),
    404: (May(_RETRY_AFTER, 3261, "20.33"),),
    407: (May(("WWW-Authenticate",), 3261, "20"),),
    417: (May(("Accept-Resource-Priority",), 4412, "4.6.2"),),
    428: _STIR,
    436: _STIR,
    437: _STIR,
    438: _STIR,
    480: (May(_RETRY_AFTER, 3261, "21.4.18"),),
    485: (May(("Contact",), 3261, "21.4.23"),),  # of a proxy it is a SHOULD: section 16.5
    486: (May(_RETRY_AFTER, 3261, "21.4.24"),),
    489: (May(("Allow-Events",), 6665, "8.2.2"),),  # in any response
    500: (May(_RETRY_AFTER, 3261, "21.5.1"),),
    503: (May(_RETRY_AFTER, 3261, "21.5.4"),),
    600: (May(_RETRY_AFTER, 3261, "21.6.1"),),
    603: (May(_RETRY_AFTER, 3261, "21.6.2"),),
    606: (May(("Warning",), 3261, "21.6.4"),),
}

# Compact forms of header fields named in any fact, and of those that every response has; each with
# the RFC and the section in which the letter itself stands.
COMPACT: dict[str, tuple[str, int, str]] = {
    "b": ("Referred-By", 3892, "3"),
    "c": ("Content-Type", 3261, "20.15"),
    "e": ("Content-Encoding", 3261, "20.12"),
    "f": ("From", 3261, "20.20"),
    "i": ("Call-ID", 3261, "20.8"),
    "k": ("Supported", 3261, "20.37"),
    "l": ("Content-Length", 3261, "20.14"),
    "m": ("Contact", 3261, "20.10"),
    "o": ("Event", 6665, "8.4"),
    "r": ("Refer-To", 3515, "2.1"),
    "s": ("Subject", 3261, "20.36"),
    "t": ("To", 3261, "20.39"),
    "u": ("Allow-Events", 6665, "8.4"),
    "v": ("Via", 3261, "20.42"),
    "x": ("Session-Expires", 4028, "4"),
    "y": ("Identity", 8224, "13.1"),
}
