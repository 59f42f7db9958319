"""The response context: what becomes of the responses of all branches (RFC 3261 section 16.7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from forking_proxy.layer import TransactionLayer
from forking_proxy.message import Field, Request, Response, cancellation
from forking_proxy.routing import Routes
from forking_proxy.transaction import ClientTransaction, ServerTransaction, Timer
from forking_proxy.transport import Endpoint, ignore
from sipstatus import best_response, forwarding, is_final, is_success, retry_advice


class Answer(NamedTuple):
    """What a branch ended with."""

    status_code: int
    response: Response | None
    """None: nobody sent it; silence counts as 408 and a broken transport as 503 (section 16.9)."""

    def for_selection(self) -> tuple[int, Sequence[Field]]:
        """As sipstatus takes it."""
        return self.status_code, self.response.fields if self.response else ()


class ResponseContext:
    """One request that was forked, from its branches to the one response upstream.

    respond_own: sends a response that the proxy makes itself.
    relay: sends a response of a branch, whose Via value of the proxy's is still in it.
    done: called once, when the request has its final response or will get none.
    """

    def __init__(
        self,
        layer: TransactionLayer,
        routes: Routes,
        server: ServerTransaction,
        method: str,
        respond_own: Callable[[int], object],
        relay: Callable[[Response], object],
        done: Callable[[], object],
    ) -> None:
        self.layer = layer
        self.method = method
        self.cancelled = False
        self._routes = routes
        self._server = server
        self._respond_own = respond_own
        self._relay = relay
        self._done = done
        self._branches: list[Branch] = []
        self._answers: list[Answer] = []
        self._ended = False

    def fork(self, copies: Sequence[tuple[Request, Endpoint]]) -> None:
        """Send all copies of the request at once."""
        self._branches = [Branch(self, request, endpoint) for request, endpoint in copies]
        for branch in self._branches:
            branch.begin()

    def cancel(self) -> None:
        """The caller gave up (section 16.10): each branch ends with its own final response."""
        self.cancelled = True
        self._cancel_branches()

    def receive(self, branch: Branch, response: Response) -> None:
        """A response of a branch: it goes upstream now, later or never."""
        code = response.line.status_code
        if is_final(code):
            self._spare(branch.endpoint, response)
            if branch.settle():
                self._answers.append(Answer(code, response))
        match forwarding(code, method=self.method):
            case "now":
                self._relay(response)
                if is_success(code):
                    self._cancel_branches()  # section 16.7 step 10
                    self._end()
            case "stop":
                self._cancel_branches()
            case "hold" | "never":
                pass
        self._choose()

    def give_up(self, branch: Branch, status_code: int) -> None:
        """A branch has ended without a final response."""
        if branch.settle():
            self._answers.append(Answer(status_code, None))
            self._choose()

    def _choose(self) -> None:
        """When all branches have ended, send the best response (section 16.7 step 6)."""
        if not all(branch.settled for branch in self._branches):
            return
        self._branches.clear()  # or branch and context would wait for the garbage collector
        if self._ended:
            return
        self._end()
        best = best_response(
            self._answers,
            key=Answer.for_selection,
            method=self.method,
            keep_503=self._routes.pause_of_all() > 0,
        )
        if best.status_code is None:  # a 408 to other than INVITE (RFC 4320 section 4.2)
            self._server.terminate()
        elif best.response is None or best.response.response is None:
            self._respond_own(best.status_code)
        else:
            chosen = best.response.response.copy()
            if best.challenges:
                chosen.fields = [*best.merge(chosen.fields)]
            self._relay(chosen)

    def _cancel_branches(self) -> None:
        for branch in self._branches:
            branch.cancel()

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self._done()

    def _spare(self, endpoint: Endpoint, response: Response) -> None:
        if response.line.status_code == 503 and response.find(b"retry-after") is not None:
            delay = retry_advice(503, response.fields).delay
            if delay is not None:
                self._routes.spare(endpoint, max(delay))


class Branch:
    """One copy of the request, on its way to one target."""

    def __init__(self, context: ResponseContext, request: Request, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.settled = False
        self._context = context
        self._layer = context.layer
        self._request = request
        self._client: ClientTransaction | None = None
        self._timer: Timer | None = None  # timer C, or how long a CANCEL may take
        self._answered = False  # a CANCEL must wait for this (RFC 3261 section 9.1)
        self._cancel: bool | None = None  # True: wanted; False: sent

    def begin(self) -> None:
        """Send the request; timer C limits how long an INVITE rings (RFC 3261 section 16.6)."""
        if self._request.method == "INVITE":
            self._await(self._layer.timing.timer_c, self._timer_c)
        self._client = self._layer.request(
            self._request,
            self.endpoint,
            self._receive,
            lambda: self._context.give_up(self, 408),
            lambda: self._context.give_up(self, 503),
        )

    def settle(self) -> bool:
        """Note the end.  Returns False if it was known before."""
        if self.settled:
            return False
        self.settled = True
        self._client = None  # it may linger, but not because of this
        if self._timer is not None:
            self._timer.cancel()
        return True

    def cancel(self) -> None:
        """End an INVITE that has no final response yet, now or after its first response."""
        if self._request.method != "INVITE" or self.settled or self._cancel is False:
            return  # only an INVITE can be cancelled (RFC 3261 section 9.1)
        if not self._answered:
            self._cancel = True
            return
        self._cancel = False
        self._layer.request(cancellation(self._request), self.endpoint, ignore_it, ignore, ignore)
        self._await(self._layer.timing.timeout, self._give_up)

    def _receive(self, response: Response) -> None:
        if not is_final(response.line.status_code):
            self._answered = True
            if self._cancel:
                self.cancel()
            elif response.line.status_code > 100 and self._cancel is None:
                self._restart_timer_c()
        self._context.receive(self, response)

    def _give_up(self) -> None:
        """Nothing ended the INVITE in 64*T1 after the CANCEL: this does (RFC 3261 section 9.1)."""
        if self._client is not None:
            self._client.terminate()
        self._context.give_up(self, 487 if self._context.cancelled else 408)

    def _restart_timer_c(self) -> None:
        if self._timer is not None and not self.settled:
            self._await(self._layer.timing.timer_c, self._timer_c)

    def _timer_c(self) -> None:
        if self._answered:  # RFC 3261 section 16.8
            self.cancel()
        else:
            self._context.give_up(self, 408)

    def _await(self, delay: float, fires: Callable[[], object]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._layer.clock.call_later(delay, fires)


def ignore_it(response: Response) -> None:
    """The response to a CANCEL ends here (RFC 3261 section 16.10)."""
