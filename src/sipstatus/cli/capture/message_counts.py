"""Counts the SIP messages of logs and captures, and measures their sessions."""

from __future__ import annotations

from collections import Counter
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from _sipstatus.registry import METHODS

from sipstatus import Leniency, StatusLineError, parse_status_line
from sipstatus.cli.capture.reading import read
from sipstatus.cli.capture.sessions import Sessions, transaction
from sipstatus.cli.outcome import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sipstatus.cli.capture.counting import Opened
    from sipstatus.cli.capture.messages import Message
    from sipstatus.cli.capture.sessions import Outcome

PROGRESS_EVERY = 200  # messages
METHODS_MAX = 100
OTHER_METHODS = "(other)"
"""Stands for all methods beyond the first hundred: a peer can make up as many as it likes."""


class MethodCount(NamedTuple):
    """How many requests have a method, and how many responses answer one of it."""

    requests: int
    responses: int


class MessageResult(NamedTuple):
    """What was counted."""

    codes: Counter[int]
    """Status code -> number of responses, each time that they were sent."""

    methods: dict[str, MethodCount]
    """Of requests, and of the CSeq of responses; "" for responses without a CSeq."""

    sessions: Outcome
    octets: int
    seconds: float
    faults: list[str]
    """What could not be read, each for people, with the name of the file."""

    stopped_by: BaseException | None
    """What ended the work early: a KeyboardInterrupt, or an error about the file that could not be
    read to its end."""

    @property
    def total(self) -> int:
        """How many messages there are."""
        return sum(map(sum, self.methods.values()))

    @property
    def complete(self) -> bool:
        """Whether everything was read."""
        return self.stopped_by is None and not self.faults


def count_messages(
    names: Sequence[str], opened: dict[str, Opened], show_progress: Callable[[int], None]
) -> MessageResult:
    """Count the messages of files, one after the other; "-" is standard input.

    A session may go on in the next file, as in logs that were rotated.
    opened: those of them that are open already; each is taken out.
    show_progress: is called with the number of octets on disk that are done.

    After an error or an interrupt the result holds what was counted until then.
    """
    tally = _Tally()
    octets = 0
    faults: list[str] = []
    begin = perf_counter()
    stopped_by: BaseException | None = None
    try:
        for name in names:
            file = opened.pop(name, None)
            reading = read(name, file.octets if file else None)
            try:
                for message in reading:
                    tally.add(message)
                    if tally.messages % PROGRESS_EVERY == 0:
                        show_progress(octets + reading.octets)
            finally:
                if file:
                    file.close()
                octets += reading.octets
                faults += [f"{name}: {fault}" for fault in reading.faults]
    except (KeyboardInterrupt, CommandError, OSError) as reason:
        stopped_by = reason
    if tally.malformed:
        faults.append(f"{tally.malformed:,} start-lines look like status-lines and are none")
    return MessageResult(
        Counter({code: tally.codes[code] for code in sorted(tally.codes)}),
        tally.by_method(),
        tally.sessions.outcome(),
        octets,
        perf_counter() - begin,
        faults,
        stopped_by,
    )


class _Tally:
    """Takes messages one after the other."""

    def __init__(self) -> None:
        self.messages = 0
        self.malformed = 0
        self.codes: Counter[int] = Counter()
        self.sessions = Sessions()
        self._requests: dict[bytes, int] = dict.fromkeys((name.encode() for name in METHODS), 0)
        self._responses = self._requests.copy()

    def add(self, message: Message) -> None:
        _, start_line, head, time, _, _ = message
        self.messages += 1
        if start_line[:4].upper() != b"SIP/":
            method = start_line.partition(b" ")[0]
            self._count(self._requests, method)
            if method == b"INVITE":
                branch, call_id, number, _ = transaction(head)
                if call_id:
                    self.sessions.invite(branch, call_id, number, head, time)
            return
        try:
            code = parse_status_line(start_line, leniency=Leniency.LOG).status_code
        except StatusLineError:
            self.malformed += 1
            return
        self.codes[code] += 1
        branch, call_id, number, method = transaction(head)
        self._count(self._responses, method)
        if method == b"INVITE" and call_id:
            self.sessions.response(branch, call_id, number, code, head, time)

    @staticmethod
    def _count(numbers: dict[bytes, int], method: bytes) -> None:
        if method not in numbers:
            if len(numbers) >= METHODS_MAX:
                method = OTHER_METHODS.encode()
            numbers.setdefault(method, 0)
        numbers[method] += 1

    def by_method(self) -> dict[str, MethodCount]:
        """The methods that occur: those of RFCs in the order of the alphabet, then the others."""
        counts = {
            method: MethodCount(self._requests.get(method, 0), self._responses.get(method, 0))
            for method in (*self._requests, *self._responses)
        }
        return {
            method.decode("ascii", "backslashreplace"): count
            for method, count in counts.items()
            if any(count)
        }
