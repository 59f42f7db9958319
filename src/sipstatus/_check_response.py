"""Checks a response against the rules of the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from _sipstatus.meaning import CLASS_MEANINGS, MEANINGS, meaning_of
from _sipstatus.registry import METHODS

from sipstatus._arguments import code_argument, str_argument
from sipstatus._headers import cseq_method, element_holds, elements, fields, holds
from sipstatus._rule_ids import identifiers
from sipstatus._sentences import clause, either

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from _sipstatus.meaning import HeaderRule, Meaning, MethodRule

    from sipstatus._headers import Fields, Headers
    from sipstatus._rule_ids import Key

    _Condition = Callable[[int, Fields, Fields | None], "_Answer"]

Severity = Literal["error", "warning"]
_Answer = Literal["yes", "likely", "no"]
"""Whether a rule is in force.  The answer is also ``no`` if that cannot be known."""


class Finding(NamedTuple):
    """A rule that a response breaks.

    >>> finding = check_response(405, {})[0]
    >>> finding.severity, finding.header, finding.rfc, finding.section
    ('error', 'Allow', 3261, '21.4.6')
    """

    severity: Severity
    """``error``: a MUST or MUST NOT is broken.  ``warning``: a SHOULD or SHOULD NOT is broken, or a
    MUST that may not apply: its condition, its source or the method of the request is in doubt."""

    code: int
    """The status code of the response."""

    header: str | None
    """The header field that is missing or forbidden, or whose value is wrong; alternatives are
    joined by ``", "``.  None if the status code itself is wrong for the request."""

    rule: str
    """What the RFC demands, as a sentence."""

    rfc: int
    """Number of the RFC that demands it."""

    section: str
    """The section of that RFC."""

    rule_id: str
    """Identifies the rule, whatever its wording: ``SIP405-allow``.  It begins with the code, the
    class or, for all responses, neither: ``SIP2xx-``, ``SIP-``."""

    def __str__(self) -> str:
        return f"{self.severity}: {self.rule} (RFC {self.rfc} section {self.section})"


Finding.__module__ = "sipstatus"


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
    values str or several str.  Names and values may be bytes as well.
    method: of the request, as on the wire; by default the one that ``CSeq`` names, if it is there.
    request_headers: header fields of the request, if they are known.

    If it cannot be known whether a rule applies, there is no finding: more information can give
    more findings.  A header field counts as present, whatever its value.  Of several findings about
    the same header field only the strictest is given.

    >>> for finding in check_response(405, {"Server": "ex"}, method="INFO"):
    ...     print(finding)
    error: A 405 response must carry Allow. (RFC 3261 section 21.4.6)

    Raises ValueError if `status_code` is outside 100 to 699, TypeError if it is not an int or is a
    bool, if `method` is not a str, and if a name or value of a header field is neither str nor
    bytes.
    """
    plain = type(status_code) is int and 100 <= status_code <= 699
    code = status_code if plain else code_argument(status_code)
    response = fields(headers)
    request = None if request_headers is None else fields(request_headers, "request_headers")
    if method is not None:
        str_argument(method, "method")
    findings = broken_rules(code, response, request, method)
    return strictest(findings) if findings else ()


def broken_rules(
    code: int, response: Fields, request: Fields | None, method: str | None = None
) -> list[Finding]:
    """A finding for each rule that a response breaks, in no particular order."""
    method = method or cseq_method(response) or cseq_method(request or {})
    checks = _CHECKS.get((code, method)) or _checks(code, method)
    wrong_method, of_request, demands, always, of_watched, watched, conditional, others = checks
    # Hardly any rule is broken, so conditions and sentences wait until one is.
    findings = list(wrong_method)
    if request is not None:
        for check in of_request:
            if not check.kept_by(request):
                findings += check.findings(response, request, method)
    if not always <= response.keys():
        for check in demands:
            if not check.kept_by(response):
                findings += check.findings(response, request, method)
    for condition, checks_of_it in conditional:
        if condition(code, response, request) != "no":
            for check in checks_of_it:
                if not check.kept_by(response):
                    findings += check.findings(response, request, method)
    for check in others:
        if not check.kept_by(response):
            findings += check.findings(response, request, method)
    if not watched.isdisjoint(response):
        for check in of_watched:
            if not check.kept_by(response):
                findings += check.findings(response, request, method)
    return findings


def strictest(findings: list[Finding]) -> tuple[Finding, ...]:
    """Errors first.  Class and code can make the same demand: only the stricter one is reported."""
    findings.sort(key=lambda finding: finding.severity)
    reported: dict[object, Finding] = {}
    for finding in findings:
        reported.setdefault(finding.header or finding.rule, finding)
    return tuple(reported.values())


# --- The checks of a code and a method -----------------------------------------------------------


class _Checks(NamedTuple):
    """What there is to check in a response to a method, prepared on first use."""

    wrong_method: tuple[Finding, ...]
    """The code does not go with the method, whatever the header fields."""

    of_request: tuple[_Check, ...]
    demands: tuple[_Check, ...]
    """Header fields that such a response always has."""

    always: frozenset[str]
    """Their names."""

    of_watched: tuple[_Check, ...]
    """What is wrong only where a header field is present."""

    watched: frozenset[str]
    """The names of such header fields."""

    conditional: tuple[tuple[_Condition, tuple[_Check, ...]], ...]
    """What else is demanded under a condition, by condition."""

    others: tuple[_Check, ...]


_CHECKS: dict[tuple[int, str | None], _Checks] = {}


def _checks(code: int, method: str | None) -> _Checks:
    """The checks of a code and a method.  Methods that no RFC defines have theirs in common."""
    key = code, method if method is None or method in METHODS else ""
    if key not in _CHECKS:
        _CHECKS[key] = _prepared(*key)
    return _CHECKS[key]


def _prepared(code: int, method: str | None) -> _Checks:
    meaning = meaning_of(code)
    assert meaning is not None  # every code from 100 to 699 has a class
    ids = identifiers(code)
    wrong_method = _wrong_method(code, meaning.methods, method, ids) if method is not None else ()
    of_request = [
        _Check.of(code, rule, meaning, method, ids["request_headers", rule], of_request=True)
        for rule in meaning.request_headers
        if is_checked(rule)
    ]
    of_response = [
        _Check.of(code, rule, meaning, method, ids["headers", rule])
        for rule in meaning.headers
        if is_checked(rule)
    ]
    checks = [check for check in of_response if check]
    watched = [check for check in checks if check.forbids or check.each]
    rest = [check for check in checks if check not in watched]
    demands = [check for check in rest if check.is_plain]
    conditional: dict[_Condition, list[_Check]] = {}
    for check in rest:
        if check.condition is not None:
            conditional.setdefault(check.condition, []).append(check)
    return _Checks(
        wrong_method=tuple(wrong_method),
        of_request=tuple(check for check in of_request if check),
        demands=tuple(demands),
        always=frozenset(check.keys[0] for check in demands),
        of_watched=tuple(watched),
        watched=frozenset(key for check in watched for key in check.keys),
        conditional=tuple((condition, tuple(of)) for condition, of in conditional.items()),
        others=tuple(c for c in rest if c.condition is None and not c.is_plain),
    )


def _wrong_method(
    code: int, rules: Sequence[MethodRule], method: str, ids: Mapping[Key, str]
) -> Iterator[Finding]:
    for rule in rules:
        if rule.level == "may":
            continue
        if rule.rule == "only" and method not in rule.names:
            demand = f"A {code} response {rule.level} answer no request but {either(rule.names)}"
        elif rule.rule == "never" and method in rule.names:
            demand = f"A {code} response {rule.level} not answer {either(rule.names)}"
        else:
            continue
        # The conditions of these rules are sentences, which a program cannot decide.
        sure = not rule.condition and _is_certain(rule)
        yield _finding(code, None, rule, ids["methods", rule], demand, sure=sure)


class _Check:
    """A header rule of a code, prepared for requests of a method."""

    __slots__ = (
        *("code", "condition", "each", "forbids", "keys", "of_request", "rule", "rule_id"),
        *("sure", "value"),
    )

    def __init__(
        self,
        code: int,
        rule: HeaderRule,
        rule_id: str,
        concerns: _Answer,
        of_request: bool,
    ) -> None:
        self.code = code
        self.rule = rule
        self.rule_id = rule_id
        self.of_request = of_request
        self.keys = tuple(name.lower() for name in rule.names)
        self.value = None if rule.value is None else rule.value.lower()
        self.each = rule.each
        self.forbids = rule.level.endswith("_not")
        self.condition = None if rule.condition is None else _CONDITIONS[rule.condition]
        self.sure = concerns == "yes" and _is_certain(rule)

    @classmethod
    def of(
        cls,
        code: int,
        rule: HeaderRule,
        meaning: Meaning,
        method: str | None,
        rule_id: str,
        *,
        of_request: bool = False,
    ) -> _Check | None:
        """The check of a rule; None if it is not about the method."""
        concerns = _concerns(rule, meaning, method)
        return None if concerns == "no" else cls(code, rule, rule_id, concerns, of_request)

    @property
    def is_plain(self) -> bool:
        """Whether the rule demands one header field, whatever its value, and in any case."""
        return len(self.keys) == 1 and self.value is None and self.condition is None

    def kept_by(self, carried: Fields) -> bool:
        """Whether header fields keep the rule, if it is in force."""
        value = self.value
        for key in self.keys:
            if key in carried:
                values = carried[key]
                if self.each:
                    return all(element_holds(one, value or "") for one in elements(values))
                if values and (value is None or holds(values, value)):
                    return not self.forbids
        return self.forbids or self.each

    def findings(
        self, response: Fields, request: Fields | None, method: str | None
    ) -> tuple[Finding, ...]:
        """The finding for the broken rule; none if it is not in force."""
        answer: _Answer = "yes"
        if self.condition is not None:
            answer = self.condition(self.code, response, request)
            if answer == "no":
                return ()
        rule, names = self.rule, self.rule.names
        if self.forbids:
            carried = zip(self.keys, names, strict=True)
            names = tuple(name for key, name in carried if self._is_in(response, key))
        what = either(names)
        if rule.value is not None:
            what = f"{rule.value} in {'each ' if rule.each else ''}{what}"
        subject, verb = f"A {self.code} response", rule.level.replace("_", " ")
        if self.of_request:
            demand = f"{subject} {verb} answer no request without {what}"
        else:
            to = f" to {method}" if method and (rule.methods or rule.except_methods) else ""
            demand = f"{subject}{to} {verb} {'carry' if rule.value is None else 'have'} {what}"
        header = None if self.of_request else ", ".join(names)
        sure = self.sure and answer == "yes"
        return (_finding(self.code, header, rule, self.rule_id, demand, sure=sure),)

    def _is_in(self, carried: Fields, key: str) -> bool:
        values = carried.get(key, ())
        return bool(values) and (self.value is None or holds(values, self.value))


def is_checked(rule: HeaderRule) -> bool:
    """Whether a message can show that a header rule is broken."""
    return rule.level != "may" and (rule.condition is None or rule.condition in _CONDITIONS)


def _is_certain(rule: HeaderRule | MethodRule) -> bool:
    """Whether a rule is more than a recommendation, and stands in its source."""
    strict = rule.level in ("must", "must_not")
    return strict and rule.source.basis == "stated" and rule.source.verified


def _finding(
    code: int,
    header: str | None,
    rule: HeaderRule | MethodRule,
    rule_id: str,
    demand: str,
    *,
    sure: bool,
) -> Finding:
    source = rule.source
    if rule.when:
        demand += f" when {clause(rule.when)}"
    if source.basis == "inferred":
        demand += "; this is inferred"
    if not source.verified:
        demand += "; this was not verified at its source"
    severity: Severity = "error" if sure else "warning"
    return Finding(severity, code, header, f"{demand}.", source.rfc, source.section, rule_id)


def _concerns(rule: HeaderRule, meaning: Meaning, method: str | None) -> _Answer:
    """Whether a header rule is about the method of the request."""
    if method is not None:
        concerned = method in rule.methods if rule.methods else method not in rule.except_methods
        return "yes" if concerned else "no"
    if not rule.methods:
        return "no" if rule.except_methods else "yes"
    # Unknown.  But perhaps every method that the code is meant for has such a rule.
    demanding = {
        name
        for other in meaning.headers
        for name in other.methods
        if (other.names, other.level) == (rule.names, rule.level)
    }
    meant = {
        name for other in meaning.methods for name in other.names if other.rule in ("only", "meant")
    }
    return "likely" if meant and meant <= demanding else "no"


# --- Conditions ----------------------------------------------------------------------------------
#
# Whether a condition holds, as far as the code and the header fields of response and request show.
# No message shows those that are missing here: rules with such a condition are never checked.


Reading = Literal["presence", "method", "everything"] | frozenset[str]
"""What is read of a header field: whether it is there, the method that it names (``CSeq``), or all
but what stands in quotes behind an equals sign.  A set: words, in lower case, that are looked for
as element, parameter or parameter's value, and beside them which numbers are 0, and how many
elements and parameters there are."""

_CONDITIONS: dict[str, _Condition] = {}
_READ_BY_CONDITIONS: list[tuple[Mapping[str, Reading], Mapping[str, Reading]]] = []


def _condition(
    response: Mapping[str, Reading] | None = None, request: Mapping[str, Reading] | None = None
) -> Callable[[_Condition], _Condition]:
    """Names a condition after its function, and says what it reads of response and request."""

    def register(decide: _Condition) -> _Condition:
        _CONDITIONS[decide.__name__.removeprefix("_")] = decide
        _READ_BY_CONDITIONS.append((response or {}, request or {}))
        return decide

    return register


def _words(*words: str) -> frozenset[str]:
    return frozenset(words)


def _yes_if(holding: bool) -> _Answer:
    return "yes" if holding else "no"


@_condition(request={"timestamp": "presence"})
def _request_has_timestamp(_: int, response: Fields, request: Fields | None) -> _Answer:
    return _yes_if("timestamp" in (request or ()))


@_condition({"to": _words("tag")}, {"to": _words("tag")})
def _to_without_tag(_: int, response: Fields, request: Fields | None) -> _Answer:
    # If the response's own To has no tag, it has lost the request's tag or was never given one:
    # both are wrong.
    to = response.get("to") or (request or {}).get("to")
    return _yes_if(to is not None and not holds(to, "tag"))


@_condition({"rseq": "presence", "require": _words("100rel")}, {"require": _words("100rel")})
def _sent_reliably(_: int, response: Fields, request: Fields | None) -> _Answer:
    # A request that requires it leaves no choice (RFC 3262 section 3).
    return _yes_if(
        "rseq" in response
        or _requires(response, "100rel")
        or (request is not None and _requires(request, "100rel"))
    )


@_condition({"require": _words("timer"), "session-expires": _words("refresher", "uac")})
def _session_timer(_: int, response: Fields, request: Fields | None) -> _Answer:
    # A timer that only the server runs demands nothing of the client (RFC 4028 section 9).
    return _yes_if(_requires(response, "timer") or "uac" in _refreshers(response))


@_condition({"session-expires": _words("refresher", "uas")}, {"supported": _words("timer")})
def _session_timer_uas(_: int, response: Fields, request: Fields | None) -> _Answer:
    by_server = "uas" in _refreshers(response)
    return _yes_if(by_server and holds((request or {}).get("supported", ()), "timer"))


def _refreshers(response: Fields) -> Collection[str | None]:
    if "session-expires" not in response:
        return ()
    timers = elements(response["session-expires"])
    return {timer.parameters.get("refresher") for timer in timers}


def _requires(message: Fields, option: str) -> bool:
    return "require" in message and holds(message["require"], option)


@_condition({"security-server": "presence", "require": _words("sec-agree")})
def _security_agreement(_: int, response: Fields, request: Fields | None) -> _Answer:
    return _yes_if("security-server" in response or _requires(response, "sec-agree"))


@_condition(request={"require": _words("sec-agree"), "proxy-require": _words("sec-agree")})
def _server_initiated(_: int, response: Fields, request: Fields | None) -> _Answer:
    if request is None:
        return "no"
    required = [*request.get("require", ()), *request.get("proxy-require", ())]
    return _yes_if(not holds(required, "sec-agree"))


@_condition({"security-server": _words("digest")})
def _digest_chosen(_: int, response: Fields, request: Fields | None) -> _Answer:
    # The client chooses.  The response shows its choice only if nothing else is offered.
    mechanisms = elements(response.get("security-server", ()))
    return _yes_if({mechanism.head.lower() for mechanism in mechanisms} == {"digest"})


@_condition({"to": _words("tag")}, {"to": _words("tag")})
def _creates_dialog(code: int, response: Fields, request: Fields | None) -> _Answer:
    # The rules that ask are for INVITE.  Without a tag a provisional response creates nothing.
    to = (request or {}).get("to")
    initial = to is not None and not holds(to, "tag")
    return _yes_if(initial and (code >= 200 or holds(response.get("to", ()), "tag")))


@_condition({"to": _words("tag")}, {"to": _words("tag"), "record-route": "presence"})
def _record_routed_dialog(code: int, response: Fields, request: Fields | None) -> _Answer:
    recorded = request is not None and "record-route" in request
    return _creates_dialog(code, response, request) if recorded else "no"


@_condition({"content-length": _words()})
def _has_body(_: int, response: Fields, request: Fields | None) -> _Answer:
    lengths = (value.strip() for value in response.get("content-length", ()))
    return _yes_if(any(length.isdecimal() and not _is_zero(length) for length in lengths))


@_condition(request={"expires": _words(), "contact": _words("expires", "*")})
def _bindings_left(_: int, response: Fields, request: Fields | None) -> _Answer:
    # What a REGISTER adds for a time above 0 is there afterwards.  Whether there is anything left
    # when it asks or removes, only the registrar knows.
    if request is None:
        return "no"
    for_all = next(iter(request.get("expires", ())), "")
    contacts = elements(request.get("contact", ()))
    times = (one.parameters.get("expires", for_all) for one in contacts if one.head != "*")
    return _yes_if(not all(map(_is_zero, times)))


def _is_zero(number: str) -> bool:
    digits = number.strip()
    return bool(digits) and not digits.strip("0")


@_condition(request={"recv-info": "presence"})
def _request_has_recv_info(_: int, response: Fields, request: Fields | None) -> _Answer:
    # Servers that know INFO only as it was before RFC 6086 need not answer it (section 7.1).
    return "likely" if "recv-info" in (request or ()) else "no"


@_condition(request={"recv-info": "presence"})
def _request_without_recv_info(_: int, response: Fields, request: Fields | None) -> _Answer:
    return _yes_if(request is not None and "recv-info" not in request)


@_condition({"reason": "everything"})
def _repeated_reason_protocol(_: int, response: Fields, request: Fields | None) -> _Answer:
    protocols = [one.head.lower() for one in elements(response.get("reason", ()))]
    repeated = {name for name in protocols if protocols.count(name) > 1}
    if repeated & {"sip", "q.850"}:
        return "yes"
    # STIR defines it (RFC 9410 section 6), and a protocol that is not known here may do so as well.
    return "likely" if repeated - {"stir"} else "no"


@_condition(request={"identity": _words()})
def _identity_error(code: int, response: Fields, request: Fields | None) -> _Answer:
    # These codes say that one fails (RFC 8224 section 6.2.2).  Who sends them may be older than the
    # rule.
    if code not in (436, 437, 438) or request is None:
        return "no"
    return "likely" if len(request.get("identity", ())) > 1 else "no"


# --- What is read --------------------------------------------------------------------------------


def read_of_responses() -> dict[str, Reading]:
    """What the checks read of the header fields of responses; names in lower case.

    Two responses with the same code that have this in common break the same rules.
    """
    rules = [rule for meaning in _meanings() for rule in meaning.headers]
    return _united([{"cseq": "method"}, _read_by(rules), *(of for of, _ in _READ_BY_CONDITIONS)])


def read_of_requests() -> dict[str, Reading]:
    """The same for the requests that they answer."""
    rules = [rule for meaning in _meanings() for rule in meaning.request_headers]
    return _united([{"cseq": "method"}, _read_by(rules), *(of for _, of in _READ_BY_CONDITIONS)])


def _meanings() -> list[Meaning]:
    return [*MEANINGS.values(), *CLASS_MEANINGS.values()]


def _read_by(rules: Sequence[HeaderRule]) -> dict[str, Reading]:
    return _united(
        {name.lower(): "presence" if rule.value is None else _words(rule.value.lower())}
        for rule in rules
        if is_checked(rule)
        for name in rule.names
    )


def _united(several: Iterable[Mapping[str, Reading]]) -> dict[str, Reading]:
    united: dict[str, Reading] = {}
    for readings in several:
        for name, more in readings.items():
            known = united.get(name, "presence")
            if isinstance(known, frozenset) and isinstance(more, frozenset):
                united[name] = known | more
            else:
                united[name] = max(known, more, key=_extent)
    return united


def _extent(reading: Reading) -> int:
    texts: list[Reading] = ["presence", "method", "everything"]
    return 1 if isinstance(reading, frozenset) else 2 * texts.index(reading)
