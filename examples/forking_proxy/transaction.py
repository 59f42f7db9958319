"""The four state machines of RFC 3261 section 17, with the Accepted state of RFC 6026.

They know neither sockets nor the proxy: `send` takes octets, `clock` starts timers, and what the
proxy must hear goes to the callbacks.  Timers have the letters of the RFCs.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple, Protocol

from forking_proxy.message import Request, Response, acknowledgement
from sipstatus import is_final, is_provisional, is_success

RESPONSES_PER_SECOND = 50
"""To one request, beside its final response.  More are dropped: no callee floods a caller."""

Send = Callable[[bytes], None]


class Timer(Protocol):
    """A timer that was started."""

    def cancel(self) -> None:
        """Stop it."""


class Clock(Protocol):
    """What asyncio's event loop and the tests' clock have in common.  Times are in seconds."""

    def time(self) -> float:
        """Now; only differences mean something."""
        ...

    def call_later(self, delay: float, callback: Callable[[], object], /) -> Timer:
        """Start a timer."""
        ...


class Timing(NamedTuple):
    """The times that all timers are made of, in seconds (RFC 3261 table 4)."""

    t1: float = 0.5
    t2: float = 4.0
    t4: float = 5.0
    timer_c: float = 185.0
    timer_d: float = 32.0

    @property
    def timeout(self) -> float:
        """64*T1: timers B, F, H, J, L and M."""
        return 64 * self.t1


class State(Enum):
    """The states of all four machines.  Calling is called Trying here, as in the other three."""

    TRYING = auto()
    PROCEEDING = auto()
    COMPLETED = auto()
    CONFIRMED = auto()
    ACCEPTED = auto()
    TERMINATED = auto()


class Transaction:
    """What the four have in common: a state, named timers, and an end."""

    def __init__(
        self, send: Send, reliable: bool, clock: Clock, timing: Timing, ended: Callable[[], object]
    ) -> None:
        self.state = State.TRYING
        self.send = send
        self.reliable = reliable
        self.timing = timing
        self._clock = clock
        self._timers: dict[str, Timer] = {}
        self._ended = ended

    def start(self, name: str, delay: float, fires: Callable[[], object]) -> None:
        """Start a timer, or start it anew."""
        self.stop(name)
        self._timers[name] = self._clock.call_later(delay, fires)

    def stop(self, *names: str) -> None:
        """Stop timers, if they run."""
        for name in names:
            timer = self._timers.pop(name, None)
            if timer is not None:
                timer.cancel()

    def repeat(self, name: str, interval: float, longest: float, data: bytes) -> None:
        """Send data again, after intervals that double up to the longest one."""

        def fires() -> None:
            self.send(data)
            self.repeat(name, min(2 * interval, longest), longest, data)

        self.start(name, interval, fires)

    def linger(self, name: str, delay: float) -> None:
        """Stay for a while to absorb what is repeated; not at all if the delay is 0."""
        if delay:
            self.start(name, delay, self.terminate)
        else:
            self.terminate()

    def terminate(self) -> None:
        """Stop everything: nothing is sent or passed on any more."""
        if self.state is not State.TERMINATED:
            self.state = State.TERMINATED
            self.stop(*self._timers)
            self._ended()


class ServerTransaction(Transaction):
    """Passes responses upstream and absorbs what arrives again."""

    _last: bytes | None = None

    def receive_again(self) -> None:
        """The request was repeated: the last response may have been lost."""
        repeats = self.state in (State.PROCEEDING, State.COMPLETED)
        if repeats and self._last is not None:
            self.send(self._last)

    def respond(self, status_code: int, data: bytes) -> bool:
        """Send a response, if one may still be sent.  Returns whether it was."""
        raise NotImplementedError


class InviteServer(ServerTransaction):
    """RFC 3261 section 17.2.1 and RFC 6026 section 7.1; it starts in Proceeding."""

    def respond(self, status_code: int, data: bytes) -> bool:
        """A final response changes the state; in Accepted only more 2xx pass."""
        if self.state is State.ACCEPTED and is_success(status_code):
            self.send(data)
            return True
        if self.state not in (State.TRYING, State.PROCEEDING):
            return False
        self.send(data)
        if is_success(status_code):
            self.state = State.ACCEPTED
            self.linger("L", self.timing.timeout)
        elif is_final(status_code):
            self.state, self._last = State.COMPLETED, data
            if not self.reliable:
                self.repeat("G", self.timing.t1, self.timing.t2, data)
            self.start("H", self.timing.timeout, self.terminate)
        else:
            self.state, self._last = State.PROCEEDING, data
        return True

    def acknowledge(self) -> bool:
        """An ACK has arrived.  Returns whether it ends here; one to a 2xx goes on to the callee."""
        if self.state is State.COMPLETED:
            self.state = State.CONFIRMED
            self.stop("G", "H")
            self.linger("I", 0 if self.reliable else self.timing.t4)
        return self.state is not State.ACCEPTED


class NonInviteServer(ServerTransaction):
    """RFC 3261 section 17.2.2."""

    def respond(self, status_code: int, data: bytes) -> bool:
        """Nothing is sent after a final response."""
        if self.state not in (State.TRYING, State.PROCEEDING):
            return False
        self.send(data)
        self._last = data
        if is_final(status_code):
            self.state = State.COMPLETED
            self.linger("J", 0 if self.reliable else self.timing.timeout)
        else:
            self.state = State.PROCEEDING
        return True


class ClientTransaction(Transaction):
    """Sends a request until somebody answers.

    pass_up: takes each response that the proxy must see.
    timed_out: nobody has answered in 64*T1 (timer B or F).
    """

    def __init__(
        self,
        request: Request,
        send: Send,
        reliable: bool,
        clock: Clock,
        timing: Timing,
        pass_up: Callable[[Response], object],
        timed_out: Callable[[], object],
        ended: Callable[[], object],
    ) -> None:
        super().__init__(send, reliable, clock, timing, ended)
        self.request = request
        self._data = request.encode()
        self._pass_up = pass_up
        self._timed_out = timed_out
        self._second = self._responses = 0

    def admits(self, final: bool) -> bool:
        """Whether a response is worth reading, if many come."""
        if final and self.state in (State.TRYING, State.PROCEEDING):
            return True  # the one that is waited for
        second = int(self._clock.time())
        if second != self._second:
            self._second, self._responses = second, 0
        self._responses += 1
        return self._responses <= RESPONSES_PER_SECOND

    def begin(self) -> None:
        """Send the request."""
        self.send(self._data)

    def receive(self, response: Response) -> None:
        """A response that matches this transaction."""
        raise NotImplementedError

    def expire(self) -> None:
        """Timer B or F: tell the proxy, and end."""
        self.terminate()
        self._timed_out()


class InviteClient(ClientTransaction):
    """RFC 3261 section 17.1.1 and RFC 6026 section 7.2."""

    _acknowledgement: bytes

    def begin(self) -> None:
        """Send the INVITE, and again while nothing comes back."""
        super().begin()
        if not self.reliable:
            self.repeat("A", self.timing.t1, self.timing.timeout, self._data)
        self.start("B", self.timing.timeout, self.expire)

    def receive(self, response: Response) -> None:
        """Pass the response up unless it is a repetition, and acknowledge 300 to 699."""
        code = response.line.status_code
        if self.state is State.COMPLETED and is_final(code) and not is_success(code):
            self.send(self._acknowledgement)
        elif self.state is State.ACCEPTED and is_success(code):
            self._pass_up(response)
        elif self.state in (State.TRYING, State.PROCEEDING):
            self.stop("A", "B")
            if is_provisional(code):
                self.state = State.PROCEEDING
            elif is_success(code):
                self.state = State.ACCEPTED
                self.linger("M", self.timing.timeout)
            else:
                self.state = State.COMPLETED
                self._acknowledgement = acknowledgement(self.request, response).encode()
                self.send(self._acknowledgement)
                self.linger("D", 0 if self.reliable else self.timing.timer_d)
            self._pass_up(response)


class NonInviteClient(ClientTransaction):
    """RFC 3261 section 17.1.2."""

    def begin(self) -> None:
        """Send the request, and again until there is a final response."""
        super().begin()
        if not self.reliable:
            self.repeat("E", self.timing.t1, self.timing.t2, self._data)
        self.start("F", self.timing.timeout, self.expire)

    def receive(self, response: Response) -> None:
        """Pass up what comes until there is a final response."""
        if self.state not in (State.TRYING, State.PROCEEDING):
            return
        if is_provisional(response.line.status_code):
            self.state = State.PROCEEDING
            if not self.reliable:
                self.repeat("E", self.timing.t2, self.timing.t2, self._data)
        else:
            self.state = State.COMPLETED
            self.stop("E", "F")
            self.linger("K", 0 if self.reliable else self.timing.t4)
        self._pass_up(response)
