"""Checks a response against the rules of the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from _sipstatus.meaning import Meaning, meaning_of
from _sipstatus.registry import HEADERS

from sipstatus._arguments import code_argument, str_argument
from sipstatus._headers import Fields, cseq_method, elements, fields, holds
from sipstatus._sentences import clause, either

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _sipstatus.meaning import HeaderRule, MethodRule, Source

    from sipstatus._headers import Headers

Severity = Literal["error", "warning"]
_Answer = Literal["yes", "likely", "no"]
_ANSWERS: tuple[_Answer, ...] = ("no", "likely", "yes")
"""Whether a rule is in force.  The answer is also ``no`` if that cannot be known."""


class Finding(NamedTuple):
    """A rule that a response breaks."""

    severity: Severity
    """``error``: a MUST is broken.  ``warning``: a SHOULD is broken, or a MUST that may not apply:
    its condition, its source or the method of the request is in doubt."""

    code: int
    """The status code of the response."""

    header: str | None
    """The header field that is missing or misplaced; alternatives are joined by ``", "``.  None
    if the status code itself is wrong for the request."""

    rule: str
    """What the RFC demands, as a sentence."""

    rfc: int
    """Number of the RFC that demands it."""

    section: str
    """The section of that RFC."""

    def __str__(self) -> str:
        return f"{self.severity}: {self.rule} (RFC {self.rfc} section {self.section})"


Finding.__module__ = "sipstatus"


class _Exchange(NamedTuple):
    """A response and what is known of its request."""

    code: int
    meaning: Meaning
    response: Fields
    request: Fields | None
    method: str | None


def check_response(
    status_code: int,
    headers: Headers,
    *,
    method: str | None = None,
    request_headers: Headers | None = None,
) -> tuple[Finding, ...]:
    """The rules of the RFCs about its status code that a response breaks, errors first.

    status_code: 100 to 699, registered or not.
    headers: header fields of the response, a mapping or pairs; names in any case or compact form,
    values str or several str.
    method: of the request, as on the wire; by default the one that ``CSeq`` names, if it is there.
    request_headers: header fields of the request, if they are known.

    If it cannot be known whether a rule applies, there is no finding: more information can give
    more findings.  A header field counts as present, whatever its value.

    >>> for finding in check_response(405, {"Server": "ex"}, method="INFO"):
    ...     print(finding)
    error: A 405 response must carry Allow. (RFC 3261 section 21.4.6)

    Raises ValueError if `status_code` is outside 100 to 699, TypeError if it is not an int or is a
    bool, and if `method` or a name or value of a header field is not a str.
    """
    code = code_argument(status_code)
    meaning = meaning_of(code)
    assert meaning is not None  # every code from 100 to 699 has a class
    response = fields(headers)
    request = None if request_headers is None else fields(request_headers, "request_headers")
    if method is not None:
        str_argument(method, "method")
    method = method or cseq_method(response) or cseq_method(request or {})
    exchange = _Exchange(code, meaning, response, request, method)
    findings = [*_wrong_method(exchange), *_wrong_request(exchange)]
    findings += [*_missing(exchange), *_misplaced(exchange)]
    # Class and code can make the same demand: only the stricter one is reported.
    findings.sort(key=lambda finding: finding.severity)
    reported: dict[object, Finding] = {}
    for finding in findings:
        reported.setdefault(finding.header or finding.rule, finding)
    return tuple(reported.values())


def _wrong_method(exchange: _Exchange) -> Iterator[Finding]:
    code, method = exchange.code, exchange.method
    for rule in exchange.meaning.methods if method else ():
        verb = "must" if rule.level == "must" else "should"
        if rule.rule == "only" and method not in rule.names:
            demand = f"A {code} response {verb} answer no request but {either(rule.names)}"
        elif rule.rule == "never" and method in rule.names:
            demand = f"A {code} response {verb} not answer {either(rule.names)}"
        else:
            continue
        # The conditions of these rules are sentences, which a program cannot decide.
        certainty: _Answer = "likely" if rule.condition else "yes"
        yield from _finding(code, None, rule, demand, certainty)


def _wrong_request(exchange: _Exchange) -> Iterator[Finding]:
    code, request = exchange.code, exchange.request
    if request is None:
        return
    for rule in exchange.meaning.request_headers:
        if any(_carries(request, name, rule.value) for name in rule.names):
            continue
        verb = "must" if rule.level == "must" else "should"
        names = either(rule.names)
        lacking = names if rule.value is None else f"{rule.value} in {names}"
        demand = f"A {code} response {verb} answer no request without {lacking}"
        yield from _finding(code, None, rule, demand, _certainty(rule, exchange))


def _missing(exchange: _Exchange) -> Iterator[Finding]:
    for rule in exchange.meaning.headers:
        if any(_carries(exchange.response, name, rule.value) for name in rule.names):
            continue
        names = either(rule.names)
        subject = f"A {exchange.code} response"
        if rule.methods and exchange.method:
            subject += f" to {exchange.method}"
        verb = "must" if rule.level == "must" else "should"
        what = f"carry {names}" if rule.value is None else f"have {rule.value} in {names}"
        demand = f"{subject} {verb} {what}"
        yield from _finding(
            exchange.code, ", ".join(rule.names), rule, demand, _certainty(rule, exchange)
        )


def _misplaced(exchange: _Exchange) -> Iterator[Finding]:
    for key in exchange.response:
        header = HEADERS.get(key)
        if header and header.only_in and exchange.code not in header.only_in:
            codes = either([str(code) for code in header.only_in])
            demand = f"{header.name} must appear in no response but {codes}."
            source = header.source
            yield Finding("error", exchange.code, header.name, demand, source.rfc, source.section)


def _carries(response: Fields, name: str, value: str | None) -> bool:
    values = response.get(name.lower(), [])
    return bool(values) if value is None else holds(values, value)


def _certainty(rule: HeaderRule, exchange: _Exchange) -> _Answer:
    """Whether a header rule is in force, by method and condition."""
    answers: tuple[_Answer, ...] = (_concerns(rule, exchange), _holds(rule, exchange))
    return min(answers, key=_ANSWERS.index)


def _concerns(rule: HeaderRule, exchange: _Exchange) -> _Answer:
    """Whether a header rule is about the method of the request."""
    if not rule.methods:
        return "yes"
    if exchange.method:
        return "yes" if exchange.method in rule.methods else "no"
    # Unknown.  But perhaps every method that the code is meant for has such a rule.
    demanding = {
        name
        for other in exchange.meaning.headers
        for name in other.methods
        if other.names == rule.names
    }
    meant = {
        name
        for other in exchange.meaning.methods
        for name in other.names
        if other.rule in ("only", "meant")
    }
    return "likely" if meant and meant <= demanding else "no"


def _finding(
    code: int,
    header: str | None,
    rule: HeaderRule | MethodRule,
    demand: str,
    certainty: _Answer,
) -> Iterator[Finding]:
    """The finding for a broken rule; none for a MAY, or for a rule that is not in force."""
    if certainty == "no" or rule.level == "may":
        return
    source: Source = rule.source
    if rule.when:
        demand += f" when {clause(rule.when)}"
    if source.basis == "inferred":
        demand += "; this is inferred"
    if not source.verified:
        demand += "; this was not verified at its source"
    sure = certainty == "yes" and source.basis == "stated" and source.verified
    severity: Severity = "error" if sure and rule.level == "must" else "warning"
    yield Finding(severity, code, header, f"{demand}.", source.rfc, source.section)


def _holds(rule: HeaderRule, exchange: _Exchange) -> _Answer:
    """Whether the condition of a header rule holds (``Condition`` in the schema of the spec)."""
    response, request = exchange.response, exchange.request or {}
    require, mechanisms = response.get("require", []), response.get("security-server", [])
    match rule.condition:
        case None:
            holding = True
        case "request_has_timestamp":
            holding = "timestamp" in request
        case "to_without_tag":
            # If the response's own To has no tag, it has lost the request's tag or was never given
            # one: both are wrong.
            to = response.get("to") or request.get("to")
            holding = to is not None and not holds(to, "tag")
        case "sent_reliably":
            # A request that requires it leaves no choice (RFC 3262 section 3).
            demanded = holds(request.get("require", []), "100rel")
            holding = demanded or "rseq" in response or holds(require, "100rel")
        case "session_timer":
            # A timer that only the server runs demands nothing of the client (RFC 4028 section 9).
            timers = elements(response.get("session-expires", []))
            refreshers = [timer.parameters.get("refresher") for timer in timers]
            holding = holds(require, "timer") or "uac" in refreshers
        case "security_agreement":
            holding = holds(require, "sec-agree") or bool(mechanisms)
        case "server_initiated":
            required = [*request.get("require", []), *request.get("proxy-require", [])]
            holding = exchange.request is not None and not holds(required, "sec-agree")
        case "digest_chosen":
            # The client chooses.  The response shows its choice only if nothing else is offered.
            holding = {mechanism.head.lower() for mechanism in elements(mechanisms)} == {"digest"}
        case "overlapping_request":
            # Only requests inside a dialog overlap.  The headers do not tell whether this one did.
            return "likely" if holds(request.get("to", []), "tag") else "no"
        case "caller_trusted" | "other":
            return "likely"
        case _:
            holding = False
    return "yes" if holding else "no"
