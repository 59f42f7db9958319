"""The oracle of what header fields a response must, should or may carry, typed by hand from RFCs.

Never generated from the spec.  A row holds for every request unless ``methods`` or ``condition``
narrow it.  Several ``names`` are alternatives: one of them is enough.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One requirement, and the section that states it."""

    names: tuple[str, ...]
    rfc: int
    section: str
    methods: tuple[str, ...] = ()
    value: str | None = None
    """What the field must hold: an option tag, or "tag" for the parameter of To."""
    condition: str | None = None
    """The word of the schema for the condition."""
    when: str | None = None
    """The condition, or how to choose among the names."""


# For every code of a class (first digit), except those in NOT_100.
CLASS_MUST: dict[int, tuple[Row, ...]] = {
    1: (
        Row(("To",), 3261, "8.2.6.2", value="tag", condition="to_without_tag"),
        Row(("Require",), 3262, "3", value="100rel", condition="sent_reliably"),
        Row(("RSeq",), 3262, "3", condition="sent_reliably"),
    ),
    2: (Row(("To",), 3261, "8.2.6.2", value="tag", condition="to_without_tag"),),
    3: (Row(("To",), 3261, "8.2.6.2", value="tag", condition="to_without_tag"),),
    4: (Row(("To",), 3261, "8.2.6.2", value="tag", condition="to_without_tag"),),
    5: (Row(("To",), 3261, "8.2.6.2", value="tag", condition="to_without_tag"),),
    6: (Row(("To",), 3261, "8.2.6.2", value="tag", condition="to_without_tag"),),
}

# 100 needs no To tag and is never sent reliably.
NOT_100: frozenset[int] = frozenset({100})

# MUST, SHALL, and "m" in the tables of header fields.
MUST: dict[int, tuple[Row, ...]] = {
    100: (
        Row(
            ("Timestamp",),
            3261,
            "8.2.6.1",
            condition="request_has_timestamp",
            when="copied from the request; a delay is added if the answer comes late",
        ),
    ),
    199: (
        Row(("To",), 6228, "5", value="tag", when="the tag of the early dialog that ended"),
        Row(("Reason",), 6228, "5", when="the status code that ended the early dialog"),
    ),
    200: (
        Row(("Contact",), 3261, "12.1.1", methods=("INVITE",)),
        Row(("Contact",), 3311, "7", methods=("UPDATE",)),
        Row(("Contact",), 3515, "2.2", methods=("REFER",)),
        # a dialog-creating method, says the section; what that demands stands in RFC 3261 12.1.1
        Row(("Contact",), 6665, "4.1.2.1", methods=("SUBSCRIBE",)),
        Row(("Expires",), 3903, "6", methods=("PUBLISH",)),
        Row(("Expires",), 6665, "3.1.1", methods=("SUBSCRIBE",)),
        Row(("SIP-ETag",), 3903, "6", methods=("PUBLISH",)),
        Row(
            ("Require",),
            4028,
            "9",
            ("INVITE", "UPDATE"),
            "timer",
            "session_timer",
            when="the refresher is uac; with uas it is a SHOULD, if the request supports timer",
        ),
        Row(
            ("Session-Expires",),
            4028,
            "9",
            ("INVITE", "UPDATE"),
            condition="session_timer",
            when="a session timer was accepted: section 7.2 expects it beside timer in Require",
        ),
    ),
    204: (Row(("Expires",), 6665, "3.1.1", methods=("SUBSCRIBE",)),),
    401: (Row(("WWW-Authenticate",), 3261, "22.2"),),
    405: (Row(("Allow",), 3261, "21.4.6"),),
    407: (Row(("Proxy-Authenticate",), 3261, "22.3"),),
    415: (
        Row(
            ("Accept", "Accept-Encoding", "Accept-Language"),
            3261,
            "21.4.13",
            when="as the trouble is with the media type, the content coding or the language",
        ),
    ),
    420: (Row(("Unsupported",), 3261, "21.4.15"),),
    421: (
        Row(("Require",), 3261, "21.4.16"),
        Row(("Require",), 3329, "2.3.2", value="sec-agree", condition="security_agreement"),
        Row(
            ("Security-Server",),
            3329,
            "2.3.2",
            condition="security_agreement",
            when="the extension is sec-agree",
        ),
        Row(("Proxy-Authenticate",), 3329, "2.3.2", condition="digest_chosen"),
    ),
    422: (Row(("Min-SE",), 4028, "6", when="at least 90 seconds (section 5)"),),
    423: (
        Row(("Min-Expires",), 3261, "10.3", methods=("REGISTER",)),
        Row(("Min-Expires",), 3903, "6", methods=("PUBLISH",)),
        Row(("Min-Expires",), 6665, "4.2.1.1", methods=("SUBSCRIBE",)),
    ),
    424: (Row(("Geolocation-Error",), 6442, "4.3"),),
    425: (Row(("AlertMsg-Error",), 8876, "5.1", when="with exactly one error value"),),
    469: (Row(("Recv-Info",), 6086, "4.2.2"),),
    489: (Row(("Allow-Events",), 3903, "11.1.1", methods=("PUBLISH",)),),
    494: (
        Row(("Security-Server",), 3329, "2.3.1"),
        Row(("Require",), 3329, "2.3.2", value="sec-agree", condition="server_initiated"),
        Row(("Proxy-Authenticate",), 3329, "2.3.1", condition="digest_chosen"),
    ),
    500: (
        Row(
            ("Retry-After",),
            3261,
            "14.2",
            methods=("INVITE",),
            condition="overlapping_request",
            when="a second INVITE before the first is answered: 0 to 10 seconds at random",
        ),
        Row(
            ("Retry-After",),
            3311,
            "5.2",
            methods=("UPDATE",),
            condition="overlapping_request",
            when="an UPDATE while another one, or an offer, is unanswered: likewise",
        ),
    ),
    608: (
        Row(
            ("Call-Info",),
            8688,
            "3.1",
            value="jwscard",
            condition="caller_trusted",
            when="unless the caller seems likely to abuse it (section 6)",
        ),
    ),
}

# Of those above, what follows from its section without standing in it: code and method.
INFERRED: frozenset[tuple[int, str]] = frozenset({(200, "SUBSCRIBE")})

# SHOULD, and "m*" in the tables of header fields.
SHOULD: dict[int, tuple[Row, ...]] = {
    200: (
        Row(("Allow",), 3261, "20", methods=("INVITE", "OPTIONS")),
        Row(("Supported",), 3261, "20", methods=("INVITE", "OPTIONS")),
        Row(("Accept",), 3261, "20", methods=("OPTIONS",)),
        Row(("Accept-Encoding",), 3261, "20", methods=("OPTIONS",)),
        Row(("Accept-Language",), 3261, "20", methods=("OPTIONS",)),
    ),
    300: (Row(("Contact",), 3261, "21.3.1"),),
    301: (Row(("Contact",), 3261, "13.3.1.2"),),
    302: (Row(("Contact",), 3261, "13.3.1.2"),),
    413: (Row(("Retry-After",), 3261, "21.4.11", condition="temporary"),),
    470: (Row(("Permission-Missing",), 5360, "5.9.2"),),
    488: (
        Row(("Warning",), 3261, "13.3.1.3", methods=("INVITE",)),
        Row(("Warning",), 3311, "5.2", methods=("UPDATE",)),
    ),
}

# MAY, and "o" in the tables of header fields. A row is exact for its section, not for every method.
_CREATES_NO_DIALOG = "it creates no dialog; otherwise it is a MUST (section 12.1.1)"
_WITHOUT_DIALOG: tuple[Row, ...] = (
    Row(("Contact",), 3261, "20", methods=("INVITE",), when=_CREATES_NO_DIALOG),
    Row(("Record-Route",), 3261, "20", when=_CREATES_NO_DIALOG),
)
_STIR: tuple[Row, ...] = (Row(("Reason",), 9410, "3", value="STIR"),)
_RETRY_AFTER = ("Retry-After",)
MAY: dict[int, tuple[Row, ...]] = {
    # RFC 3261 section 17.2.1: where the server transaction makes the 100, it is a SHOULD NOT
    100: (Row(("To",), 3261, "8.2.6.2", value="tag", when="the UAS core makes it"),),
    180: (Row(("Alert-Info",), 3261, "20", methods=("INVITE",)), *_WITHOUT_DIALOG),
    181: _WITHOUT_DIALOG,
    182: _WITHOUT_DIALOG,
    183: _WITHOUT_DIALOG,
    200: (
        Row(("Authentication-Info",), 3261, "20"),
        # not in table 3: REGISTER, which section 10.3 forbids, as RFC 3903 section 6 does PUBLISH
        Row(
            ("Record-Route",),
            3261,
            "20",
            methods=("INVITE", "BYE", "CANCEL", "OPTIONS"),
            when=_CREATES_NO_DIALOG,
        ),
        Row(("Record-Route",), 3262, "4", methods=("PRACK",)),
        Row(("Record-Route",), 3311, "7", methods=("UPDATE",)),
        Row(("Record-Route",), 3515, "2.2", methods=("REFER",)),
        Row(
            ("Recv-Info",),
            6086,
            "7.1",
            methods=("INVITE", "UPDATE", "PRACK"),
            when="the request has one; to UPDATE and PRACK it is then mandatory",
        ),
    ),
    302: (Row(("Expires",), 3261, "21.3.3"),),
    305: (Row(("Contact",), 3261, "20"),),
    380: (Row(("Contact",), 3261, "20"),),
    401: (Row(("Proxy-Authenticate",), 3261, "20"),),
    404: (Row(_RETRY_AFTER, 3261, "20.33"),),
    407: (Row(("WWW-Authenticate",), 3261, "20"),),
    417: (Row(("Accept-Resource-Priority",), 4412, "4.6.2"),),
    428: _STIR,
    436: _STIR,
    437: _STIR,
    438: _STIR,
    480: (Row(_RETRY_AFTER, 3261, "21.4.18"),),
    485: (Row(("Contact",), 3261, "21.4.23"),),  # of a proxy it is a SHOULD: section 16.5
    486: (Row(_RETRY_AFTER, 3261, "21.4.24"),),
    489: (Row(("Allow-Events",), 6665, "8.2.2"),),  # in any response
    500: (Row(_RETRY_AFTER, 3261, "21.5.1"),),
    503: (Row(_RETRY_AFTER, 3261, "21.5.4"),),
    600: (Row(_RETRY_AFTER, 3261, "21.6.1"),),
    603: (Row(_RETRY_AFTER, 3261, "21.6.2"),),
    606: (Row(("Warning",), 3261, "21.6.4"),),
}

# RFC 6086, table 2: in a 1xx, and ("r") in any response; never unless the request has one (5.2.3).
_RECV_INFO: tuple[Row, ...] = (
    Row(("Recv-Info",), 6086, "7.1", methods=("INVITE", "UPDATE", "PRACK")),
)
_FAILURE_MAY: tuple[Row, ...] = (Row(("Error-Info",), 3261, "20"), *_STIR, *_RECV_INFO)
CLASS_MAY: dict[int, tuple[Row, ...]] = {
    1: (*_STIR, Row(("Recv-Info",), 6086, "7.1", methods=("INVITE",))),
    2: _STIR,
    3: _FAILURE_MAY,
    4: _FAILURE_MAY,
    5: _FAILURE_MAY,
    6: _FAILURE_MAY,
}
# 100 carries no Reason, and in a 469 Recv-Info is a must.
CLASS_MAY_EXCEPT: dict[int, dict[str, frozenset[int]]] = {
    1: {"Reason": frozenset({100})},
    4: {"Recv-Info": frozenset({469})},
}

# What the request must have carried: without, it must not be answered so.
REQUEST: dict[int, tuple[Row, ...]] = {
    199: (Row(("Supported",), 6228, "5", value="199"),),
    204: (Row(("Suppress-If-Match",), 5839, "6.3"),),
    # Proxy-Require is no better: its use is not recommended (section 4.3)
    417: (Row(("Require",), 4412, "4.6.2", value="resource-priority"),),
    424: (Row(("Geolocation",), 6442, "4.3"),),
    425: (Row(("Call-Info",), 8876, "5.1", value="EmergencyCallData.cap"),),
    439: (
        Row(("Supported",), 5626, "11.6", value="outbound"),
        Row(("Contact",), 5626, "11.6", value="reg-id"),
    ),
}

# Not by naming the header field: the section speaks of the alert that Call-Info brings.
REQUEST_INFERRED: frozenset[int] = frozenset({425})

# A provisional response but 100 goes out reliably only to who has offered that.
CLASS_REQUEST: dict[int, tuple[Row, ...]] = {
    1: (Row(("Supported", "Require"), 3262, "3", value="100rel", condition="sent_reliably"),),
}

# Header fields that only certain responses may carry: RFC 4028 section 5.
ONLY_IN: dict[str, frozenset[int]] = {"Min-SE": frozenset({422})}

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
