"""The oracle of what header fields a response must or should carry, typed by hand from the RFCs.

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
        Row(("Contact",), 3265, "7.1", methods=("SUBSCRIBE",)),  # obsolete RFC
        Row(("Expires",), 3903, "6", methods=("PUBLISH",)),
        Row(("Expires",), 6665, "3.1.1", methods=("SUBSCRIBE",)),
        Row(("SIP-ETag",), 3903, "6", methods=("PUBLISH",)),
        # section not read at its source
        Row(("Require",), 4028, "9", ("INVITE", "UPDATE"), "timer", "session_timer"),
        Row(("Session-Expires",), 4028, "9", ("INVITE", "UPDATE"), condition="session_timer"),
    ),
    204: (Row(("Expires",), 6665, "3.1.1", methods=("SUBSCRIBE",)),),
    300: (Row(("Contact",), 3265, "7.1", methods=("SUBSCRIBE", "NOTIFY")),),  # obsolete RFC
    301: (Row(("Contact",), 3265, "7.1", methods=("SUBSCRIBE", "NOTIFY")),),  # obsolete RFC
    302: (Row(("Contact",), 3265, "7.1", methods=("SUBSCRIBE", "NOTIFY")),),  # obsolete RFC
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
    422: (Row(("Min-SE",), 4028, "6", when="at least 90 seconds"),),
    423: (
        Row(("Min-Expires",), 3261, "10.3", methods=("REGISTER",)),
        Row(("Min-Expires",), 3903, "6", methods=("PUBLISH",)),
        Row(("Min-Expires",), 6665, "4.2.1.1", methods=("SUBSCRIBE",)),
    ),
    424: (Row(("Geolocation-Error",), 6442, "4.3"),),
    425: (Row(("AlertMsg-Error",), 8876, "5.1", when="with exactly one error value"),),
    469: (Row(("Recv-Info",), 6086, "4.2.2"),),
    489: (
        Row(("Allow-Events",), 3903, "11.1.1", methods=("PUBLISH",)),
        Row(("Allow-Events",), 3265, "7.2", methods=("SUBSCRIBE", "NOTIFY")),  # obsolete RFC
    ),
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

# What the request must have carried: without, it must not be answered so.
REQUEST: dict[int, tuple[Row, ...]] = {
    199: (Row(("Supported",), 6228, "5", value="199"),),
    204: (Row(("Suppress-If-Match",), 5839, "7.1"),),
    417: (Row(("Require", "Proxy-Require"), 4412, "4.6.2", value="resource-priority"),),
    424: (Row(("Geolocation",), 6442, "4.3"),),
    425: (Row(("Call-Info",), 8876, "5.1", value="EmergencyCallData.cap"),),
    439: (
        Row(("Supported",), 5626, "11.6", value="outbound"),
        Row(("Contact",), 5626, "11.6", value="reg-id"),
    ),
}

# Not forbidden in so many words, or not by naming the header field.
REQUEST_INFERRED: frozenset[int] = frozenset({204, 417, 425})

# A provisional response but 100 goes out reliably only to who has offered that.
CLASS_REQUEST: dict[int, tuple[Row, ...]] = {
    1: (Row(("Supported", "Require"), 3262, "3", value="100rel", condition="sent_reliably"),),
}

# Header fields that only certain responses may carry: RFC 4028 section 5.
ONLY_IN: dict[str, frozenset[int]] = {"Min-SE": frozenset({422})}

# Compact forms of header fields named in any fact, and of those that every response has.
COMPACT: dict[str, str] = {
    "b": "Referred-By",  # RFC 3892
    "c": "Content-Type",
    "e": "Content-Encoding",
    "f": "From",
    "i": "Call-ID",
    "k": "Supported",
    "l": "Content-Length",
    "m": "Contact",
    "o": "Event",  # RFC 6665
    "r": "Refer-To",  # RFC 3515
    "s": "Subject",
    "t": "To",
    "u": "Allow-Events",  # RFC 6665
    "v": "Via",
    "x": "Session-Expires",  # RFC 4028
    "y": "Identity",  # RFC 8224
}
