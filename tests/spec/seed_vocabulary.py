"""The closed vocabulary in which ``seed_statements`` say what shows a statement.

An assertion is a table with exactly one of the words in :data:`VOCABULARY`, and the keys that the
word allows; ``check`` puts it to the public API and to the tables behind it.
"""

from __future__ import annotations

import functools
import itertools
import json
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Protocol

from _sipstatus.facts import ALIASES, REFERENCES, SUMMARIES
from _sipstatus.meaning import HeaderRule, Meaning, MethodRule, ProxyRule, Source, meaning_of
from _sipstatus.registry import CONFUSIONS, HEADERS
from pydantic import BaseModel, ConfigDict, Field

from sipstatus import (
    ErrorKind,
    Finding,
    ResponseClass,
    StatusCode,
    StatusLineError,
    best_response,
    check_response,
    encode_status_line,
    fallback_code,
    find_status_codes,
    is_final,
    parse_status_line,
    reason_phrase,
    response_class,
    retry_advice,
)

ROOT = Path(__file__).parents[2]

Code = Annotated[int, Field(ge=100, le=699)]
Class = Annotated[str, Field(pattern="^[1-6]xx$")]
Words = Annotated[list[str], Field(min_length=1)]
"""Each occurs in the text, in any case."""
Pairs = list[Annotated[list[str], Field(min_length=2, max_length=2)]]

# Header fields of a response for which a condition holds; None where no header field shows it.
CONDITIONS: dict[str | None, list[tuple[str, str]] | None] = {
    None: [],
    "sent_reliably": [("Require", "100rel"), ("RSeq", "1")],
    "digest_chosen": [("Security-Server", "digest")],
    "temporary": None,
}
OTHER_METHOD = "FROB"


class Sourced(Protocol):
    """A fact that says where it comes from."""

    @property
    def source(self) -> Source: ...


class Subject(NamedTuple):
    """What is talked about: a code, or a class, for which an unregistered code of it stands."""

    code: int
    whole_class: bool

    @classmethod
    def of(cls, code: int | str) -> Subject:
        if isinstance(code, int):
            return cls(code, False)
        assert code != "all", "say which code is meant"
        unregistered = int(code[0]) * 100 + 98
        assert reason_phrase(unregistered) is None
        return cls(unregistered, True)

    @property
    def digit(self) -> int:
        return self.code // 100

    @property
    def codes(self) -> range:
        """The code, or all codes of the class."""
        first = self.digit * 100
        return range(first, first + 100) if self.whole_class else range(self.code, self.code + 1)

    @property
    def summary(self) -> str:
        if self.whole_class:
            return str(document()["classes"][self.digit - 1]["summary"])
        return SUMMARIES.get(self.code) or str(historic(self.code)["summary"])

    @property
    def meaning(self) -> Meaning:
        meaning = meaning_of(self.code)
        assert meaning is not None
        return meaning

    @property
    def header_rules(self) -> tuple[HeaderRule, ...]:
        return self.meaning.headers

    @property
    def method_rules(self) -> tuple[MethodRule, ...]:
        return self.meaning.methods

    @property
    def proxy_rules(self) -> tuple[ProxyRule, ...]:
        return self.meaning.proxy

    @property
    def sources(self) -> set[tuple[int, str]]:
        """RFC and section of every fact about the code, and of the header fields it may carry."""
        meaning = self.meaning
        single = (meaning.generated_by, meaning.retry, meaning.dialog, meaning.isup)
        facts: list[Sourced] = [fact for fact in single if fact is not None]
        for several in (meaning.methods, meaning.headers, meaning.proxy, meaning.notes):
            facts += several
        facts += [HEADERS[name.lower()] for rule in meaning.headers for name in rule.names]
        cited = {(fact.source.rfc, fact.source.section) for fact in facts}
        if self.code in REFERENCES:
            return cited | {(source.rfc, source.section) for source in REFERENCES[self.code]}
        references = historic(self.code)["references"]
        return cited | {(reference["rfc"], reference["section"]) for reference in references}


@functools.cache
def document() -> dict[str, Any]:
    """The resolved JSON: alone of the outputs it always has the historic codes."""
    path = ROOT / "generated" / "json" / "sip-status-codes.json"
    loaded: dict[str, Any] = json.loads(path.read_bytes())
    return loaded


def historic(code: int) -> dict[str, Any]:
    """The entry of a historic code in the JSON."""
    entries = {entry["code"]: entry for entry in document()["statuses"]}
    entry: dict[str, Any] = entries[code]
    assert entry["state"] == "historic"
    return entry


def mentions(text: str, words: list[str]) -> bool:
    """Whether each of the words occurs in a text, in any case."""
    return all(word.casefold() in text.casefold() for word in words)


class Assertion(BaseModel):
    """What shows a statement.  Strict: unknown keys and values of another type are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    code: Code | Class | None = None
    """What it is about, where that is not what the statement is about."""

    def check(self, subject: Subject) -> None:
        raise NotImplementedError


# Number, phrase, class


class Phrase(Assertion):
    """The reason phrase; people find the code by it."""

    phrase: str

    def check(self, subject: Subject) -> None:
        assert reason_phrase(subject.code) == self.phrase
        assert StatusCode(subject.code).phrase == self.phrase
        assert subject.code in find_status_codes(self.phrase)


class NoPhrase(Assertion):
    """What a document takes for a phrase, and no code has."""

    no_phrase: str

    def check(self, subject: Subject) -> None:
        assert reason_phrase(subject.code) != self.no_phrase
        assert find_status_codes(self.no_phrase) == ()


class Alias(Assertion):
    """A former wording of the phrase, kept as another name."""

    alias: str

    def check(self, subject: Subject) -> None:
        assert reason_phrase(subject.code) != self.alias
        assert self.alias in [alias.phrase for alias in ALIASES[subject.code]]
        assert find_status_codes(self.alias) == (subject.code,)


class NoCode(Assertion):
    """A number that is no status code at all."""

    no_code: int

    def check(self, subject: Subject) -> None:
        assert find_status_codes(str(self.no_code)) == ()
        assert self.is_refused()

    def is_refused(self) -> bool:
        try:
            encode_status_line(self.no_code)
        except StatusLineError as error:
            return error.kind is ErrorKind.BAD_CODE
        return False


class StatusLine(Assertion):
    """The status-line as it is sent."""

    status_line: str

    def check(self, subject: Subject) -> None:
        line = encode_status_line(subject.code)
        assert line == self.status_line.encode() + b"\r\n"
        assert parse_status_line(line).status_code == subject.code


class OwnPhrase(Assertion):
    """A reason phrase of the sender's own reaches the recipient."""

    own_phrase: str

    def check(self, subject: Subject) -> None:
        line = parse_status_line(encode_status_line(subject.code, self.own_phrase))
        assert (line.status_code, line.reason_phrase) == (subject.code, self.own_phrase)


class Registered(Assertion):
    """Codes that are there."""

    registered: Annotated[list[Code], Field(min_length=1)]

    def check(self, subject: Subject) -> None:
        assert {code for code in self.registered if reason_phrase(code) is None} == set()
        assert set(self.registered) <= {int(code) for code in StatusCode}


class Unregistered(Assertion):
    """Codes that are not there."""

    unregistered: Annotated[list[Code], Field(min_length=1)]

    def check(self, subject: Subject) -> None:
        assert {code for code in self.unregistered if reason_phrase(code) is not None} == set()
        assert not set(self.unregistered) & {int(code) for code in StatusCode}


class Historic(Assertion):
    """The phrase of a code that was never registered: known to the JSON, and to no program."""

    historic: str

    def check(self, subject: Subject) -> None:
        assert historic(subject.code)["phrase"] == self.historic
        assert reason_phrase(subject.code) is None
        assert find_status_codes(self.historic) == ()


class ClassOf(Assertion):
    """The response class."""

    response_class: str

    def check(self, subject: Subject) -> None:
        expected = ResponseClass[self.response_class]
        assert {response_class(code) for code in subject.codes} == {expected}


class Final(Assertion):
    """Whether the response is final."""

    final: bool

    def check(self, subject: Subject) -> None:
        assert {is_final(code) for code in subject.codes} == {self.final}


class Fallback(Assertion):
    """The code by which a client handles this one if it does not know it."""

    fallback: Code

    def check(self, subject: Subject) -> None:
        assert reason_phrase(subject.code) is None
        assert fallback_code(subject.code) == self.fallback


class About(Assertion):
    """What a response of the class speaks about."""

    about: Literal["progress", "success", "target", "user"]

    def check(self, subject: Subject) -> None:
        assert subject.meaning.about == self.about


# Who sends it, and with what


class GeneratedBy(Assertion):
    """Elements that generate the response."""

    generated_by: Words
    exactly: bool = False
    """And nobody else does."""

    def check(self, subject: Subject) -> None:
        made = subject.meaning.generated_by
        elements = set(made.elements if made else ())
        assert set(self.generated_by) <= elements
        assert not self.exactly or set(self.generated_by) == elements


class Header(Assertion):
    """A header field of the response; several are alternatives."""

    header: str | Words
    level: Literal["must", "should", "may"]
    to: list[str] = []
    """The methods to which it applies; none: to all."""
    value: str | None = None
    condition: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.header,) if isinstance(self.header, str) else tuple(self.header)

    def check(self, subject: Subject) -> None:
        wanted = (self.names, self.level, tuple(self.to), self.value, self.condition)
        (rule,) = (
            rule
            for rule in subject.header_rules
            if (rule.names, rule.level, rule.methods, rule.value, rule.condition) == wanted
        )
        others = CONDITIONS[self.condition]
        methods: list[str | None] = [*self.to] or [None]
        for method in methods:
            missing = [pair for pair in others or [] if pair[0] not in self.names]
            found = self._findings(subject, missing, method)
            severities = {"must": "error", "should": "warning", "may": None}
            severity = None if others is None else severities[self.level]
            assert [finding.severity for finding in found] == ([severity] if severity else [])
            source = (rule.source.rfc, rule.source.section)
            assert {(finding.rfc, finding.section) for finding in found} <= {source}
            for name in self.names:
                complete = [*missing, (name, self.value or "1")]
                assert self._findings(subject, complete, method) == []

    def _findings(
        self, subject: Subject, headers: list[tuple[str, str]], method: str | None
    ) -> list[Finding]:
        findings = check_response(subject.code, headers, method=method)
        return [finding for finding in findings if finding.header == ", ".join(self.names)]


class Accepts(Assertion):
    """Header fields with which the response is in order."""

    accepts: Pairs

    def check(self, subject: Subject) -> None:
        headers = [(name, value) for name, value in self.accepts]
        for method in (None, "INVITE"):
            assert check_response(subject.code, headers, method=method) == ()


class Forbids(Assertion):
    """Header fields each of which the response must not carry."""

    forbids: Pairs

    def check(self, subject: Subject) -> None:
        for name, value in self.forbids:
            (finding,) = check_response(subject.code, [(name, value)])
            assert (finding.severity, finding.header) == ("error", name)


class MethodAssertion(Assertion):
    """A rule about methods."""

    def rule(self, subject: Subject, word: str, names: list[str]) -> MethodRule:
        wanted = (word, tuple(names))
        (rule,) = (rule for rule in subject.method_rules if (rule.rule, rule.names) == wanted)
        return rule

    def findings(self, subject: Subject, method: str) -> list[tuple[str, int, str]]:
        found = check_response(subject.code, {}, method=method)
        return [(f.severity, f.rfc, f.section) for f in found if f.header is None]

    def complaint(self, rule: MethodRule) -> list[tuple[str, int, str]]:
        sure = rule.level == "must" and rule.source.basis == "stated"
        return [("error" if sure else "warning", rule.source.rfc, rule.source.section)]


class Only(MethodAssertion):
    """The only methods that the response may answer."""

    only: Words

    def check(self, subject: Subject) -> None:
        rule = self.rule(subject, "only", self.only)
        assert self.findings(subject, OTHER_METHOD) == self.complaint(rule)
        for name in self.only:
            assert self.findings(subject, name) == []


class Never(MethodAssertion):
    """Methods that the response must not answer."""

    never: Words

    def check(self, subject: Subject) -> None:
        complaint = self.complaint(self.rule(subject, "never", self.never))
        for name in self.never:
            assert self.findings(subject, name) == complaint
        assert self.findings(subject, OTHER_METHOD) == []


class Meant(MethodAssertion):
    """Methods that the response is made for, though others are not forbidden."""

    meant: Words

    def check(self, subject: Subject) -> None:
        self.rule(subject, "meant", self.meant)
        assert self.findings(subject, OTHER_METHOD) == []


# What follows from it


class Retry(Assertion):
    """What the client may do next, in this order of preference."""

    retry: list[Literal["wait", "none", "never", "change", "later", "elsewhere", "redirect"]]
    change: list[str] = []
    retry_after: bool = False
    """Whether Retry-After is honoured."""
    without_retry_after: Code | None = None
    """The code as which the response is handled if Retry-After is missing."""
    delay: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    says: list[str] = []

    def check(self, subject: Subject) -> None:
        rule = subject.meaning.retry
        assert rule is not None
        if subject.whole_class:
            # Whoever does not know a code goes by x00, which can have advice of its own.
            advised = (list(rule.options), list(rule.change), rule.retry_after, rule.delay)
            assert advised == (self.retry, self.change, self.retry_after, None)
        else:
            self._check_advice(subject.code)
        assert mentions(rule.text, self.says)

    def _check_advice(self, code: int) -> None:
        advice = retry_advice(code, {"Retry-After": "30 (in a meeting)"})
        assert (list(advice.options), list(advice.change)) == (self.retry, self.change)
        assert advice.treated_as == code
        stated = tuple(self.delay) if self.delay else None
        assert advice.delay == ((30.0, 30.0) if self.retry_after else stated)
        without = retry_advice(code)
        if self.without_retry_after is not None:
            assert without.treated_as == self.without_retry_after
        assert without.delay == stated


class Proxy(Assertion):
    """How a proxy handles the response."""

    proxy: str
    says: list[str] = []

    def check(self, subject: Subject) -> None:
        (text,) = (rule.text for rule in subject.proxy_rules if rule.rule == self.proxy)
        assert mentions(text, self.says)


class BestResponse(Assertion):
    """What a forking proxy makes of the responses of its branches, in any order."""

    best_response: Annotated[list[Code], Field(min_length=1, max_length=5)]
    gives: Code

    def check(self, subject: Subject) -> None:
        for codes in itertools.permutations(self.best_response):
            best = best_response([(code, {}) for code in codes])
            assert best.status_code == self.gives
            assert best.response == ((self.gives, {}) if self.gives in codes else None)


# What is told in words


class ConfusedWith(Assertion):
    """The code has a neighbour from which a text tells it apart."""

    confused_with: Code
    says: list[str] = []

    def check(self, subject: Subject) -> None:
        pair = {subject.code, self.confused_with}
        texts = [confusion.text for confusion in CONFUSIONS if pair <= set(confusion.codes)]
        assert any(mentions(text, self.says) for text in texts)


class NoteMentions(Assertion):
    """One note of the code mentions these words."""

    note_mentions: Words

    def check(self, subject: Subject) -> None:
        notes = subject.meaning.notes
        assert any(mentions(note.text, self.note_mentions) for note in notes)


class SummaryMentions(Assertion):
    """The summary mentions these words."""

    summary_mentions: Words

    def check(self, subject: Subject) -> None:
        assert mentions(subject.summary, self.summary_mentions)


class Cites(Assertion):
    """A fact about the code, or about a header field that it carries, comes from that section."""

    cites: str
    rfc: int = 3261

    def check(self, subject: Subject) -> None:
        assert (self.rfc, self.cites) in subject.sources


VOCABULARY: dict[str, type[Assertion]] = {
    "about": About,
    "accepts": Accepts,
    "forbids": Forbids,
    "alias": Alias,
    "best_response": BestResponse,
    "cites": Cites,
    "confused_with": ConfusedWith,
    "fallback": Fallback,
    "final": Final,
    "generated_by": GeneratedBy,
    "header": Header,
    "historic": Historic,
    "meant": Meant,
    "never": Never,
    "no_code": NoCode,
    "no_phrase": NoPhrase,
    "note_mentions": NoteMentions,
    "only": Only,
    "own_phrase": OwnPhrase,
    "phrase": Phrase,
    "proxy": Proxy,
    "registered": Registered,
    "response_class": ClassOf,
    "retry": Retry,
    "status_line": StatusLine,
    "summary_mentions": SummaryMentions,
    "unregistered": Unregistered,
}
# These say themselves which codes they are about.
SELF_CONTAINED = ("registered", "unregistered", "no_code")


def assertion(table: dict[str, Any]) -> Assertion:
    """The assertion that a table makes.

    Raises ValueError where it has none or several of the words, or a key that the word lacks.
    """
    words = [key for key in table if key in VOCABULARY]
    if len(words) != 1:
        raise ValueError(f"one word of the vocabulary is needed, not {words or list(table)}")
    return VOCABULARY[words[0]].model_validate(table)


def check(table: dict[str, Any], about: int | str) -> None:
    """Put an assertion to the test; it is about this code, unless it names another one.

    Raises AssertionError where it does not hold.
    """
    claim = assertion(table)
    code = claim.code or about
    if code == "all" and any(word in table for word in SELF_CONTAINED):
        code = 100  # any: not looked at
    try:
        claim.check(Subject.of(code))
    except (AssertionError, KeyError, ValueError) as error:
        raise AssertionError(f"{table} does not hold for {code}") from error
