"""The oracle of where facts stand that are told in words, typed by hand from the RFCs.

Never generated from the spec.  It holds the facts that were once found wrong, too strong or cited
from the wrong section: each with words by which the one fact is recognised, and its place.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A fact, and the section that states it."""

    code: int | None
    """None: a note about no single code."""
    key: str
    """Where in the entry the fact stands."""
    words: tuple[str, ...]
    """Each is in its text, phrase or note, in any case."""
    rfc: int
    section: str
    basis: str = "stated"


SECTIONS: tuple[Row, ...] = (
    # What no single code is about
    Row(None, "note", ("above 699",), 4475, "3.1.2.19"),  # larger than 699: drop it; no more
    Row(None, "note", ("session request", "provisional"), 6076, "4.3.1"),
    Row(None, "note", ("each must have", "Reason"), 9410, "6"),
    Row(None, "note", ("fits no client transaction", "must not forward"), 6026, "8.2"),
    Row(None, "note", ("must not recurse", "3xx", "SIPS", "should forward"), 5630, "5.3"),
    Row(None, "note", ("redirect server must", "SIP Contact"), 5630, "5.4"),
    Row(None, "note", ("target refresh", "must replace", "unreliable", "must not"), 6141, "4.7"),
    Row(None, "note", ("NOTIFY", "must remove", "times out", "should"), 6665, "4.2.2"),
    # Provisional
    Row(100, "notes", ("server transaction", "200 ms"), 3261, "17.2.1"),
    Row(
        100, "notes", ("must not", "Timer E", "reliable one", "at any time", "must be"), 4320, "4.1"
    ),
    Row(199, "references", ("registration",), 6228, "11.1"),
    Row(199, "notes", ("unreliably", "unless", "100rel"), 6228, "5"),
    Row(199, "notes", ("must not send media",), 6228, "4"),
    Row(199, "notes", ("requests", "acknowledge reliable"), 6228, "7"),
    # Success
    Row(200, "notes", ("64*T1",), 6026, "7.2"),
    Row(200, "notes", ("re-INVITE", "should answer 2xx"), 6141, "3.3"),
    Row(204, "notes", ("must cancel Timer N",), 6665, "4.1.2.2"),
    Row(204, "notes", ("established dialog", "*"), 5839, "6.3"),
    Row(204, "dialog", ("extended",), 5839, "6.3"),
    # Redirection
    Row(300, "retry", ("user chooses",), 3261, "21.3.1"),
    Row(301, "retry", ("replace the old one",), 3261, "21.3.2"),
    Row(302, "retry", ("expiry time",), 3261, "21.3.3"),
    Row(302, "notes", ("registrar may",), 3261, "10.3"),
    Row(305, "retry", ("by way of the proxy",), 3261, "21.3.4"),
    Row(400, "notes", ("UAS", "must", "SIPS Request-URI"), 5630, "5.1.2"),
    Row(400, "notes", ("proxy should", "redirect server"), 5630, "5.3"),
    Row(400, "notes", ("registrar must", "SIPS Contact", "Path"), 5630, "5.2"),
    # Request failure
    Row(400, "notes", ("several Replaces", "other than INVITE", "contradicts"), 3891, "3"),
    Row(401, "notes", ("Bearer", "https"), 8898, "2.2"),
    Row(403, "notes", ("edge proxy should", "flow token"), 5626, "5.3.1"),
    Row(403, "notes", ("notifier should", "603"), 6665, "4.2.1.3"),
    Row(406, "references", ("SUBSCRIBE",), 6665, "4.1.2.1"),
    Row(406, "notes", ("SUBSCRIBE", "Accept"), 6665, "4.1.2.1"),
    Row(407, "notes", ("upstream", "Proxy-Authorization"), 3261, "22.3"),
    Row(407, "notes", ("Bearer", "https"), 8898, "2.3"),
    Row(408, "notes", ("to an INVITE when all branches",), 3261, "16.7"),
    Row(408, "notes", ("no final response at all",), 4320, "4.2"),
    Row(413, "retry", ("Retry-After",), 3261, "8.1.3.5"),
    Row(415, "notes", ("in this context",), 5621, "8.4"),
    Row(416, "retry", ("SIPS", "must not"), 3261, "8.1.3.5"),
    Row(416, "references", ("UAC", "SIPS"), 5630, "5.1.1"),
    Row(416, "notes", ("must not recurse",), 5630, "5.3"),
    Row(422, "retry", ("Min-SE",), 4028, "7.3"),
    Row(422, "notes", ("90 seconds",), 4028, "5"),
    Row(423, "aliases", ("Interval too small",), 3265, "3.1.6.1"),
    Row(423, "aliases", ("Subscription Too Brief",), 3265, "3.1.6.4"),
    Row(428, "retry", ("adds an Identity",), 8224, "6.2.2", "inferred"),
    Row(428, "notes", ("local policy", "must be sent"), 8224, "6.2"),
    Row(430, "notes", ("edge proxy should", "is gone"), 5626, "5.3.1"),
    Row(436, "aliases", ("Bad Identity-Info",), 4474, "14.3"),
    Row(436, "notes", ("hyphen",), 8224, "13.2"),
    Row(436, "notes", ("could not be dereferenced",), 4474, "14.3"),
    Row(437, "aliases", ("Unsupported Certificate",), 8224, "13.2"),
    Row(437, "notes", ("not validate",), 4474, "14.4"),
    Row(439, "retry", ("may register without",), 5626, "4.2.1"),
    Row(439, "notes", ("registrar", "must", "ob parameter"), 5626, "6"),
    Row(440, "notes", ("UAS",), 5393, "5.3.5"),
    Row(469, "notes", ("must not", "change that set"), 6086, "4.2.2"),
    Row(480, "retry", ("Warning 380",), 3261, "21.4.18"),
    Row(480, "notes", ("no target",), 3261, "16.5"),
    Row(480, "notes", ("A UAS that", "by SIPS", "by SIP."), 5630, "5.1.2"),
    Row(480, "notes", ("registered SIPS",), 5630, "5.3"),
    Row(481, "notes", ("Replaces", "more than one", "an early one", "must"), 3891, "3"),
    Row(481, "notes", ("Join", "more than one", "conference", "must"), 3911, "4"),
    Row(482, "notes", ("forks", "must make sure"), 5393, "4.1"),
    Row(482, "notes", ("must refuse", "482"), 5393, "4.2.2"),
    Row(485, "notes", ("proxy should", "does not say enough"), 3261, "16.5"),
    Row(486, "notes", ("Replaces", "early-only", "confirmed"), 3891, "3"),
    Row(488, "notes", ("UAS should", "only as long as"), 6141, "3.3"),
    Row(488, "notes", ("client should", "another re-INVITE or an UPDATE"), 6141, "3.4"),
    Row(489, "notes", ("notifier should", "SUBSCRIBE"), 6665, "4.2.1.1"),
    Row(489, "notes", ("subscriber answers", "NOTIFY"), 6665, "4.1.3"),
    Row(489, "notes", ("must", "PUBLISH", "no Event"), 3903, "6"),
    Row(493, "retry", ("key that came with the response",), 3261, "21.4.28"),
    Row(493, "notes", ("no certificate", "may still"), 3261, "23.2"),
    Row(500, "notes", ("privacy service must", "critical", "should say"), 3323, "5"),
    Row(500, "notes", ("location", "Retry-After is optional"), 6442, "4.4"),
    Row(500, "notes", ("alert", "Retry-After is optional"), 8876, "5.2"),
    # Server failure
    Row(503, "retry", ("another server as well",), 3261, "21.5.4"),
    Row(503, "notes", ("should", "next one"), 3263, "4.3"),
    Row(503, "notes", ("overloaded", "overload control"), 7339, "5.10.2"),
    Row(503, "notes", ("must stop", "repeated timeouts", "normally"), 7339, "5.9"),
    Row(503, "notes", ("Retry-After of 0",), 5626, "4.2.1"),
    Row(580, "notes", ("strength failure",), 3312, "8"),
    Row(580, "notes", ("unknown type",), 3312, "9"),
    # Global failure
    Row(603, "notes", ("refuse a new usage",), 5057, "5.6"),
    Row(603, "notes", ("should refuse", "Replaces", "has ended"), 3891, "3"),
    Row(603, "notes", ("notifier should", "403"), 6665, "4.2.1.3"),
    Row(608, "notes", ("JWS header",), 8688, "3.2.1"),
    Row(608, "notes", ("JWT payload",), 8688, "3.2.2"),
    *(
        Row(code, "references", ("next response", "goes on"), 9410, "4")
        for code in (428, 436, 437, 438)
    ),
)

# What such facts once said, and no RFC does: in no text of the code.
NOT_SAID: dict[int, tuple[str, ...]] = {
    407: ("challenge of its own",),  # but RFC 3261 section 16.7, step 7: it adds challenges
    406: ("answer to a NOTIFY",),
    493: ("do not encrypt", "S/MIME at all"),  # 23.2 has that for 415; signatures may be supported
    603: ("a hold", "a transfer"),
}


class Unread(NamedTuple):
    """A fact of a document that is no RFC, and that nobody has read."""

    code: int
    key: str
    words: tuple[str, ...]
    document: str


# All else comes from an RFC, and is verified.
UNREAD: tuple[Unread, ...] = (
    Unread(380, "references", ("emergency calls",), "3GPP TS 24.229"),
    Unread(380, "notes", ("emergency call", "application/3gpp-ims+xml"), "3GPP TS 24.229"),
    Unread(603, "references", ("Network Blocked",), "ATIS-1000099"),
    Unread(603, "aliases", ("Network Blocked",), "ATIS-1000099"),
    Unread(
        603,
        "notes",
        ("from a network", "Network Blocked", "SIP with cause 603", "v=analytics1"),
        "ATIS-1000099",
    ),
    Unread(603, "notes", ("https", "global number", "email", "LN", "RPN"), "ATIS-1000099"),
    Unread(603, "notes", ("no use", "person"), "ATIS-1000099"),
    Unread(603, "notes", ("must send 603+", "must pass it on"), "47 CFR 64.1200"),
    Unread(603, "notes", ("cause 21 with the location user",), "47 CFR 64.1200"),
)
