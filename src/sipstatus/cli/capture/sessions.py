"""Session requests out of SIP messages, and what RFC 6076 measures on them.

A session request is an INVITE outside a dialog, whoever repeats or forks it on its way.  It is
known by its Call-ID and the number of its CSeq; the transactions of its hops and branches differ in
the branch of their topmost Via (RFC 3261 section 17.1.3).  The one nearest to the caller counts, as
RFC 6076 measures there: the one with the fewest Via values, and of several the first.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from _sipstatus.registry import METRICS

from sipstatus.cli.capture.shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Delays", "Outcome", "Sessions", "transaction"]

KEPT = 40_000
"""A session is forgotten when no message has named it while so many others were, or twice as many:
so memory does not grow.  Until then its outcome may still change."""

TIMER_B = 32.0
"""Seconds until a caller that has heard nothing gives up: 64 * T1 (RFC 3261 section 17.1.1.2)."""

CHALLENGES = frozenset({*METRICS["IRA"].numerator_except, 494})
"""Responses that ask for the same request again, with more in it: what RFC 6076 sections 4.2 and
4.3.2 call challenges, and the 494 of RFC 3329 section 2.3.1."""

DAY = 86_400.0  # seconds

# --- header fields, found in the octets -----------------------------------------------------------

_read = Shapes({}).reader.read  # nothing but the transaction


def transaction(head: bytes) -> tuple[bytes, bytes, int, bytes]:
    """Branch, Call-ID, number and method of CSeq, as the octets of header fields have them.

    What is missing is empty, or -1.  With the direction they name a transaction (RFC 3261 section
    17.1.3).
    """
    branch, call_id, cseq = _read(head)[1].split(b"\n")
    number, _, method = cseq.partition(b" ")
    if number.isdigit() and len(number) <= 10:
        return branch, call_id, int(number), method
    return branch, call_id, -1, b""


def _field(names: bytes) -> re.Pattern[bytes]:
    """Matches a field with one of these names, behind an LF; its value may be folded."""
    return re.compile(rb"\n(?i:%b)[ \t]*+:((?:[^\n]|\n[ \t])*+)" % names)


_LWS = rb"(?:[ \t]|\r?\n[ \t])*+"
_VIA, _TO = _field(b"via|v"), _field(b"to|t")
_TAG = re.compile(rb"\A(?:[^<]*<[^>]*>)?[^<]*?;%b(?i:tag)%b=" % (_LWS, _LWS))


def _hops(head: bytes) -> int:
    """How many Via values there are."""
    return sum(1 + value.count(b",") for value in _VIA.findall(b"\n" + head))


def _has_to_tag(head: bytes) -> bool:
    """Whether a request is sent within a dialog (RFC 3261 section 12.2)."""
    to = _TO.search(b"\n" + head)
    return to is not None and _TAG.search(to[1]) is not None


# --- delays -------------------------------------------------------------------------------------


class Delays:
    """How long things took, to three significant digits: so their number takes no memory."""

    def __init__(self) -> None:
        self._seconds: Counter[float] = Counter()

    def add(self, seconds: float) -> None:
        """Take one more."""
        self._seconds[float(f"{seconds:.3g}")] += 1

    @property
    def number(self) -> int:
        """How many there are."""
        return self._seconds.total()

    @property
    def total(self) -> float:
        """Their sum, in seconds."""
        return sum(seconds * number for seconds, number in sorted(self._seconds.items()))

    def percentile(self, percent: int) -> float | None:
        """The shortest delay, in seconds, that so many percent do not exceed; None without any."""
        rank = -(-percent * self.number // 100)
        for seconds, number in sorted(self._seconds.items()):
            rank -= number
            if rank <= 0:
                return seconds
        return None


# --- sessions -----------------------------------------------------------------------------------


class _Request:
    """The session request that a Call-ID is about at present."""

    __slots__ = ("begin", "branch", "final", "heard", "hops", "number", "sent", "status")

    def __init__(self, number: int, branch: int, head: bytes, sent: float | None) -> None:
        self.number = number  # of CSeq
        self.branch = branch  # its hash
        self.hops = _hops(head)
        self.sent: float | None = sent  # when its INVITE was seen
        self.begin = sent  # the same of the first one that was challenged or redirected
        self.status: float | None = None  # when the caller first heard how it goes
        self.heard = False
        self.final: int | None = None

    def hear_of(self, branch: int, head: bytes) -> bool:
        """Whether a message belongs to the transaction that counts, or to one that counts now."""
        if branch == self.branch:
            return True
        if (hops := _hops(head)) >= self.hops:
            return False  # a hop or branch that the caller does not see
        self.branch, self.hops = branch, hops
        self.status = self.final = None
        return True


class Outcome(NamedTuple):
    """What became of the session requests so far."""

    finals: Mapping[int, int]
    """Status code -> number of session requests with this final response, timeouts as 408."""

    challenged: int
    """Requests that were challenged: they are not in `finals`."""

    unanswered: int
    """Requests without a final response in the input: they are not in `finals` either."""

    successful: Delays
    """SRD of those with a 2xx (RFC 6076 section 4.3.1)."""

    failed: Delays
    """SRD of those with a 4xx, 5xx or 6xx (RFC 6076 section 4.3.2)."""


class Sessions:
    """Follows session requests through messages that come in the order of time."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._young: dict[int, _Request] = {}  # hash of Call-ID -> request
        self._old: dict[int, _Request] = {}
        self._now: float | None = None
        self._finals: Counter[int] = Counter()
        self._challenged = 0
        self._unanswered = 0
        self._successful, self._failed = Delays(), Delays()

    def invite(
        self, branch: bytes, call_id: bytes, number: int, head: bytes, time: float | None
    ) -> None:
        """Take an INVITE.

        branch, call_id, number: what :func:`transaction` has found.  head: the octets of its header
        fields.  time: when it was seen.
        """
        self._now = time
        call, hop = hash(call_id), hash(branch)
        known = self._find(call)
        if _has_to_tag(head):
            if not known:
                self._keep(call, _DIALOG)
            return
        if not known or number > known.number:
            self._begin(call, known, _Request(number, hop, head, time))
        elif number == known.number:
            known.hear_of(hop, head)

    def response(
        self, branch: bytes, call_id: bytes, number: int, code: int, head: bytes, time: float | None
    ) -> None:
        """Take a response to an INVITE; the other arguments are those of :meth:`invite`."""
        self._now = time
        call, hop = hash(call_id), hash(branch)
        known = self._find(call)
        if known and (number < known.number or (known.final or 0) // 100 == 2):
            return  # of before, sent once more, or within the dialog
        if not known or number > known.number:  # its INVITE is not in the input
            known = self._begin(call, known, _Request(number, hop, head, None))
        elif not known.hear_of(hop, head):
            return
        known.heard = True
        if code >= 200 and known.final is None:
            known.final = code
        if known.status is None and code > 100 and not _goes_on(code):
            known.status = time

    def outcome(self) -> Outcome:
        """What became of them; nothing can be taken afterwards."""
        for request in (*self._old.values(), *self._young.values()):
            self._settle(request)
        return Outcome(
            self._finals, self._challenged, self._unanswered, self._successful, self._failed
        )

    def _find(self, call: int) -> _Request | None:
        known = self._young.get(call)
        if not known and (known := self._old.pop(call, None)):
            self._keep(call, known)
        return known

    def _keep(self, call: int, request: _Request) -> None:
        self._young[call] = request
        if len(self._young) >= self._kept:
            for forgotten in self._old.values():
                self._settle(forgotten)
            self._old, self._young = self._young, {}

    def _begin(self, call: int, before: _Request | None, request: _Request) -> _Request:
        if before:
            self._settle(before)
            if _goes_on(before.final):
                request.begin, request.status = before.begin, before.status
        self._keep(call, request)
        return request

    def _settle(self, request: _Request) -> None:
        final = request.final
        if request is _DIALOG:
            return
        if final is None and not request.heard:
            waited = _seconds(request.sent, self._now)
            final = 408 if waited is not None and waited >= TIMER_B else None
        if final is None:
            self._unanswered += 1
        elif final in CHALLENGES:
            self._challenged += 1
        else:
            self._finals[final] += 1
            delay = _seconds(request.begin, request.status)
            if delay is not None and final // 100 != 3:
                (self._successful if final // 100 == 2 else self._failed).add(delay)


_DIALOG = _Request(-1, 0, b"", None)
"""Stands for a session that was there before the input began."""
_DIALOG.final = 200


def _goes_on(final: int | None) -> bool:
    """Whether the caller may try again with the same Call-ID: challenged, or redirected."""
    return final is not None and (final in CHALLENGES or final // 100 == 3)


def _seconds(begin: float | None, end: float | None) -> float | None:
    """The time between two; None if it is not known.  A log without dates begins anew each day."""
    if begin is None or end is None:
        return None
    seconds = end - begin
    if seconds < 0 and begin < DAY:
        seconds += DAY
    return seconds if seconds >= 0 else None
