"""The rules that ``lint`` and ``audit`` know by name: how they are chosen, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from _sipstatus.meaning import HeaderRule, MethodRule
from _sipstatus.source import Source

from sipstatus._check_response import is_checked
from sipstatus._rule_ids import Rule, all_rules
from sipstatus._sentences import clause, either
from sipstatus.cli.outcome import CommandError
from sipstatus.cli.records import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GRAMMAR = "SIP-status-line"
"""The rule that a status-line follows the grammar."""

PHRASE = "SIP-phrase"
"""The rule about phrases that belong to another code.  No RFC forbids them, so it must be asked
for."""

_OWN: dict[str, dict[str, Any]] = {
    GRAMMAR: {
        "demand": "A status-line must follow the grammar.",
        "severity": "error",
        "source": plain(Source(3261, "25.1")),
        "kept_by": "SIP/2.0 486 Busy Here",
        "checked": True,
    },
    PHRASE: {
        "demand": (
            "A response should not have the reason phrase of another code. Phrases are free text, "
            "so this is checked only if it is selected; another wording for the same code is noted."
        ),
        "severity": "warning",
        "source": plain(Source(3261, "7.2", basis="inferred")),
        "kept_by": "SIP/2.0 404 Not Found",
        "checked": True,
    },
}

TABLE_PHRASE = "SIP-table-phrase"
TABLE_NUMBER = "SIP-table-number"
TABLE_HTTP = "SIP-table-http"
TABLE_UNREGISTERED = "SIP-table-unregistered"
TABLE_MISSING = "SIP-table-missing"
TABLE_FORMER = "SIP-table-former"

_OF_TABLES: dict[str, dict[str, Any]] = {
    name: {"demand": demand, "severity": severity, "source": plain(source), "kept_by": kept_by}
    for name, demand, severity, source, kept_by in (
        (
            TABLE_PHRASE,
            "A table of status codes should have the registered phrase of each code; case, blanks "
            "and marks may differ.",
            "error",
            Source(3261, "21", basis="inferred"),
            '417: "Unknown Resource-Priority"',
        ),
        (
            TABLE_NUMBER,
            "The name of one code should not stand for another.",
            "error",
            Source(3261, "21", basis="inferred"),
            "ACCEPTED = 202",
        ),
        (
            TABLE_HTTP,
            "A table of status codes should have SIP's words, not HTTP's.",
            "error",
            Source(3261, "21", basis="inferred"),
            '412: "Conditional Request Failed"',
        ),
        (
            TABLE_UNREGISTERED,
            "A table should hold registered codes; those of RFC 2543 are no fault.",
            "warning",
            Source(3261, "27.4", basis="inferred"),
            '486: "Busy Here"',
        ),
        (
            TABLE_MISSING,
            "The tables of a file with 40 codes or more should hold all registered codes that are "
            "not deprecated, of each class of which they hold any.",
            "warning",
            Source(3261, "27.4", basis="inferred"),
            "the output of `sipstatus generate`",
        ),
        (
            TABLE_FORMER,
            "A former or other wording of a phrase is noted.",
            "note",
            Source(3261, "21", basis="inferred"),
            '437: "Unsupported Credential"',
        ),
    )
}


def rule_ids() -> list[str]:
    """The names of the rules for responses."""
    return [*all_rules(), *_OWN]


def table_rule_ids() -> list[str]:
    """The names of the rules for tables of status codes."""
    return [*_OF_TABLES]


def chosen(select: Sequence[str], ignore: Sequence[str]) -> frozenset[str]:
    """The names of the rules for responses that are selected and not ignored.

    Each word is a name or the beginning of several.  If nothing is selected, all are, but for
    PHRASE.  Raises CommandError for a word that begins no name.
    """
    return _chosen(select, ignore, rule_ids(), {PHRASE})


def chosen_for_tables(select: Sequence[str], ignore: Sequence[str]) -> frozenset[str]:
    """The names of the rules for tables that are selected and not ignored, as in `chosen`."""
    return _chosen(select, ignore, table_rule_ids(), set())


def _chosen(
    select: Sequence[str], ignore: Sequence[str], names: Sequence[str], unasked: set[str]
) -> frozenset[str]:
    selected = _named_by(select, names) if select else {*names} - unasked
    return frozenset(selected - _named_by(ignore, names))


def _named_by(words: Iterable[str], names: Sequence[str]) -> set[str]:
    named: set[str] = set()
    for word in words:
        begun = {name for name in names if name.lower().startswith(word.lower())}
        if not begun or not word:
            raise CommandError(unknown(word, names))
        named |= begun
    return named


def unknown(word: str, among: Sequence[str] | None = None) -> str:
    """That no rule has a name, and which similar names there are."""
    import difflib

    names = {name.lower(): name for name in among or [*rule_ids(), *table_rule_ids()]}
    close = [names[name] for name in difflib.get_close_matches(word.lower(), names, n=3)]
    hint = f"did you mean {either(close)}?" if close else "they look like SIP405-allow"
    return f"no rule is called {word!r}; {hint}"


def record_of(word: str) -> dict[str, Any] | None:
    """What there is to say about a rule, by its name in any case; None if none has it."""
    names = {name.lower(): name for name in [*rule_ids(), *table_rule_ids()]}
    name = names.get(word.lower())
    if name is None:
        return None
    if name in _OWN:
        return {"rule_id": name, **_OWN[name]}
    if name in _OF_TABLES:
        return {"rule_id": name, **_OF_TABLES[name], "checked": True}
    rule = all_rules()[name]
    demand = rule.demand
    certain = demand.source.basis == "stated" and demand.source.verified
    if isinstance(demand, MethodRule):  # whose conditions are sentences
        certain, checked = certain and not demand.condition, True
    else:
        checked = is_checked(demand)
    return {
        "rule_id": name,
        "demand": _sentence(rule),
        "severity": "error" if demand.level.startswith("must") and certain else "warning",
        "source": plain(demand.source),
        "kept_by": _kept_by(rule),
        "checked": checked,
    }


def _sentence(rule: Rule) -> str:
    """What a rule demands: the same as its findings say, but of all responses that it is about."""
    demand, verb = rule.demand, rule.demand.level.replace("_", " ")
    subject = f"A {_scope(rule)} response" if rule.code else "A response"
    if isinstance(demand, MethodRule):
        only = "no request but " if demand.rule == "only" else ""
        never = "" if demand.rule == "only" else "not "
        text = f"{subject} {verb} {never}answer {only}{either(demand.names)}"
    else:
        if rule.part == "request_headers":
            text = f"{subject} {verb} answer no request without {_what(demand)}"
        else:
            to = f" to {either(demand.methods)}" if demand.methods else ""
            if demand.except_methods:
                to = f" to all but {' and '.join(demand.except_methods)}"
            text = f"{subject}{to} {verb} {'have' if demand.value else 'carry'} {_what(demand)}"
    return f"{text} when {clause(demand.when)}." if demand.when else f"{text}."


def _scope(rule: Rule) -> str:
    return f"{rule.code}xx" if rule.code and rule.code < 100 else str(rule.code)


def _what(demand: HeaderRule) -> str:
    names = either(demand.names)
    return f"{demand.value} in {'each ' if demand.each else ''}{names}" if demand.value else names


def _kept_by(rule: Rule) -> str:
    """An example of what keeps a rule."""
    demand = rule.demand
    if isinstance(demand, MethodRule):
        others = (name for name in ("INVITE", "OPTIONS", "BYE") if name not in demand.names)
        return f"an answer to {demand.names[0] if demand.rule == 'only' else next(others)}"
    if demand.level.endswith("_not"):
        return f"a response without {_what(demand)}"
    of_request = "a request with " if rule.part == "request_headers" else ""
    return f"{of_request}{example_of(demand)}"


def example_of(demand: HeaderRule) -> str:
    """A header field that a rule demands, as it may stand in a message."""
    name = demand.names[0]
    return f"{name}: {_VALUES.get((name, demand.value)) or _VALUES[name, None]}"


# What may stand in the header fields that rules demand, taken from the grammar of their RFCs.
_VALUES: dict[tuple[str, str | None], str] = {
    ("Accept", None): "application/sdp",
    ("Accept-Encoding", None): "gzip",
    ("Accept-Language", None): "en",
    ("AlertMsg-Error", None): "100",
    ("Allow", None): "INVITE, ACK, CANCEL, BYE, OPTIONS",
    ("Allow-Events", None): "presence, reg",
    ("Call-Info", "EmergencyCallData.cap"): "<cid:alert@192.0.2.1>;purpose=EmergencyCallData.cap",
    ("Call-Info", "jwscard"): "<https://example.com/card>;purpose=jwscard",
    ("Contact", None): "<sip:bob@192.0.2.4>",
    ("Contact", "expires"): "<sip:bob@192.0.2.4>;expires=3600",
    ("Contact", "reg-id"): '<sip:bob@192.0.2.4>;reg-id=1;+sip.instance="<urn:uuid:0>"',
    ("Date", None): "Sat, 13 Nov 2010 23:29:00 GMT",
    ("Expires", None): "3600",
    ("Geolocation", None): "<sip:bob@example.com>",
    ("Geolocation-Error", None): '100;code="Cannot Process Location"',
    ("Min-Expires", None): "60",
    ("Min-SE", None): "90",
    ("Permission-Missing", None): "sip:bob@example.com",
    ("Proxy-Authenticate", None): 'Digest realm="example.com", nonce="f84f1cec"',
    ("RSeq", None): "1",
    ("Reason", None): 'Q.850;cause=16;text="Terminated"',
    ("Reason", "STIR"): 'STIR;cause=436;text="Bad Identity Info"',
    ("Reason", "location"): "Q.850;cause=16;location=LN",
    ("Reason", "ppi"): 'STIR;cause=436;ppi="eyJ0"',
    ("Record-Route", None): "<sip:p.example.com;lr>",
    ("Recv-Info", None): "infoPackage",
    ("Require", None): "100rel",
    ("Require", "100rel"): "100rel",
    ("Require", "resource-priority"): "resource-priority",
    ("Require", "sec-agree"): "sec-agree",
    ("Require", "timer"): "timer",
    ("Retry-After", None): "18",
    ("SIP-ETag", None): "dx200xyz",
    ("Security-Server", None): "digest;q=0.1",
    ("Session-Expires", None): "1800;refresher=uac",
    ("Session-Expires", "refresher"): "1800;refresher=uac",
    ("Supported", None): "timer",
    ("Supported", "100rel"): "100rel",
    ("Supported", "199"): "199",
    ("Supported", "outbound"): "outbound",
    ("Suppress-If-Match", None): "dx200xyz",
    ("Timestamp", None): "54.21",
    ("To", "tag"): "<sip:bob@example.com>;tag=8321234356",
    ("Unsupported", None): "100rel",
    ("WWW-Authenticate", None): 'Digest realm="example.com", nonce="84a4cc6f"',
    ("Warning", None): '301 example.com "Incompatible network address format"',
    ("Warning", "380"): '380 example.com "SIPS Not Allowed"',
    ("Warning", "381"): '381 example.com "SIPS Required"',
}
