"""Judges the responses of a log or capture: each by its shape, and each shape once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from _sipstatus.source import Source

from sipstatus import StatusLineError, parse_status_line
from sipstatus._check_response import broken_rules, strictest
from sipstatus._headers import cseq_method
from sipstatus._sentences import either
from sipstatus.cli.capture.shapes import shapes_of_requests, shapes_of_responses
from sipstatus.cli.capture.sources import LENIENCY
from sipstatus.cli.rules import GRAMMAR, PHRASE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sipstatus import StatusLine
    from sipstatus.cli.capture.messages import Message

REQUESTS_KEPT = 32_768
"""So many of the last requests, and at most twice as many, are remembered for their responses.  A
transaction is over 32 seconds after its final response (64 times T1, RFC 3261 section 17)."""

_SHAPES_KEPT = 4_096
_OCTETS_KEPT = 512  # of one request or response: what has more is read, but not remembered

Severity = Literal["error", "warning", "note"]


class Verdict:
    """What is wrong with a response."""

    __slots__ = (
        "code",
        "header",
        "method",
        "rfc",
        "rule",
        "rule_id",
        "section",
        "severity",
        "texts",
    )

    def __init__(
        self,
        rule_id: str,
        severity: Severity,
        rule: str,
        source: Source,
        *,
        code: int | None = None,
        method: str | None = None,
        header: str | None = None,
    ) -> None:
        self.rule_id = rule_id
        self.severity = severity
        self.rule = rule
        self.rfc = source.rfc
        self.section = source.section
        self.code = code
        self.method = method
        self.header = header
        self.texts: tuple[str, str] | None = None
        """Whoever prints the verdict keeps here what it has made of it."""


class Judge:
    """Judges message after message, in the order in which they were sent."""

    def __init__(self, rules: Collection[str]) -> None:
        """Be ready to judge by the rules with these names."""
        self.responses = 0
        """How many responses were judged."""
        self._rules = rules
        self._read_response = shapes_of_responses().reader.read
        self._read_request = shapes_of_requests().reader.read
        self._verdicts: dict[tuple[bytes, bytes, bytes | None], tuple[Verdict, ...]] = {}
        self._shapes: dict[bytes, bytes] = {}  # of requests: each is kept once
        self._requests: dict[bytes, bytes] = {}
        self._older_requests: dict[bytes, bytes] = {}

    def __call__(self, message: Message) -> tuple[Verdict, ...]:
        """What is wrong with a message; nothing ever is with a request."""
        if not message.is_response:
            self._remember(message.head)
            return ()
        self.responses += 1
        shape, transaction = self._read_response(message.head)
        request = self._requests.get(transaction) or self._older_requests.get(transaction)
        key = message.start_line, shape, request
        verdicts = self._verdicts.get(key)
        if verdicts is None:
            verdicts = tuple(self._judge(*key))
            if len(message.start_line) + len(shape) <= _OCTETS_KEPT:
                if len(self._verdicts) == _SHAPES_KEPT:
                    self._verdicts.clear()
                self._verdicts[key] = verdicts
        return verdicts

    def _remember(self, head: bytes) -> None:
        shape, transaction = self._read_request(head)
        if len(shape) + len(transaction) > _OCTETS_KEPT or transaction == b"\n\n":
            return
        if len(self._requests) == REQUESTS_KEPT:
            self._older_requests, self._requests = self._requests, {}
        if len(self._shapes) == _SHAPES_KEPT:
            self._shapes.clear()
        self._requests[transaction] = self._shapes.setdefault(shape, shape)

    def _judge(
        self, start_line: bytes, shape: bytes, request_shape: bytes | None
    ) -> Iterator[Verdict]:
        try:
            line = parse_status_line(start_line, leniency=LENIENCY)
        except StatusLineError as error:
            if GRAMMAR in self._rules:
                rule = f"A status-line must follow the grammar: {error}."
                yield Verdict(GRAMMAR, "error", rule, Source(3261, "25.1"))
            return
        response = shapes_of_responses().fields_of(shape)
        request = None
        if request_shape is not None:
            request = shapes_of_requests().fields_of(request_shape)
        method = cseq_method(response)
        findings = broken_rules(line.status_code, response, request)
        for finding in strictest([one for one in findings if one.rule_id in self._rules]):
            yield Verdict(
                finding.rule_id,
                finding.severity,
                finding.rule,
                Source(finding.rfc, finding.section),
                code=finding.code,
                method=method,
                header=finding.header,
            )
        if PHRASE in self._rules and (verdict := _about_phrase(line, method)):
            yield verdict


def _about_phrase(line: StatusLine, method: str | None) -> Verdict | None:
    """What is wrong with a reason phrase, if it belongs to a registered code."""
    from _sipstatus.facts import ALIASES  # tables that nothing else here needs

    from sipstatus import find_status_codes, reason_phrase
    from sipstatus._search import simplified

    code, phrase = line.status_code, line.reason_phrase
    named = find_status_codes(phrase)
    if code not in named:
        if not named:
            return None  # words of somebody's own are fine
        others = either([f"{other:d}" for other in named])
        rule = f"A {code} response should not have the phrase of {others}: {phrase!r}."
        return Verdict(PHRASE, "warning", rule, Source(3261, "7.2"), code=code, method=method)
    for alias in ALIASES.get(code, ()):
        if simplified(alias.phrase) == simplified(phrase):
            rule = f"{phrase!r} is another wording for {code} {reason_phrase(code)}."
            return Verdict(PHRASE, "note", rule, alias.source, code=code, method=method)
    return None
