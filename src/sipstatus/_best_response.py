"""What a proxy does with the responses of its branches (RFC 3261 section 16.7, steps 5 to 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar, overload

from _sipstatus.codes import is_final
from _sipstatus.meaning import meaning_of
from _sipstatus.registry import SELECTION

from sipstatus._arguments import code_argument, str_argument
from sipstatus._headers import Headers, full_name, lines, octets, pairs, values

if TYPE_CHECKING:
    from sipstatus._headers import OctetHeaders, TextHeaders

__all__ = ["BestResponse", "best_response", "forwarding"]

Response = TypeVar("Response")
Forwarding = Literal["never", "now", "hold", "stop"]


class BestResponse(NamedTuple, Generic[Response]):
    """What a forking proxy sends upstream when all branches have ended.

    status_code: the status code to send, 200 to 699; None if nothing is sent.
    response: the response to forward, as it was handed in; None if the proxy makes its own, or
    sends nothing.
    challenges: name and value of each header field that a 401 or 407 must carry, those of
    `response` included; empty for any other status code.

    >>> one = 401, {"WWW-Authenticate": "Digest a"}
    >>> other = 407, {"Proxy-Authenticate": "Basic b"}
    >>> best = best_response([one, other])
    >>> best.status_code, best.merge(best.response[1])
    (401, [('WWW-Authenticate', 'Digest a'), ('Proxy-Authenticate', 'Basic b')])
    """

    status_code: int | None
    response: Response | None
    challenges: tuple[tuple[str, str], ...]

    @overload
    def merge(self, headers: TextHeaders) -> list[tuple[str, str]]: ...
    @overload
    def merge(self, headers: OctetHeaders) -> list[tuple[bytes, bytes]]: ...
    def merge(self, headers: Headers) -> list[tuple[Any, Any]]:
        """The header fields to send: those of `response`, with all `challenges` (section 16.7).

        headers: the header fields of `response`, a mapping or pairs, names and values all str or
        all bytes.

        Pairs of name and value, as they were handed in and in the same order; a field of several
        values becomes several pairs.  The challenges stand where `response` has its first one, or
        at the end if it has none.  Without challenges the header fields stay as they are.

        Raises TypeError for a name or value that is neither str nor bytes.
        """
        own = [
            (full_name(name), name, value)
            for name, several in pairs(headers)
            for value in values(name, several)
        ]
        kept: list[tuple[Any, Any]] = [
            (name, value)
            for key, name, value in own
            if key not in _CHALLENGES or not self.challenges
        ]
        place = next((i for i, (key, *_) in enumerate(own) if key in _CHALLENGES), len(kept))
        as_octets = bool(own) and isinstance(own[0][1], bytes)
        kept[place:place] = [
            (octets(name), octets(value)) if as_octets else (name, value)
            for name, value in self.challenges
        ]
        return kept


BestResponse.__module__ = "sipstatus"


_STEPS = {step.step: step for step in SELECTION}
_NO_FINAL = _STEPS["no_final"]
_PREFERRED = _STEPS["prefer"].codes
_REPLACED = _STEPS["replace"].codes
_REPLACEMENT = _STEPS["replace"].code
_CHALLENGING = _STEPS["merge_challenges"].codes

_CHALLENGES = {name.lower(): name for name in ("WWW-Authenticate", "Proxy-Authenticate")}

# A 2xx has been forwarded at once (step 5); among the others a 6xx comes first (step 6).
_CLASS_ORDER = (2, 6, 3, 4, 5)


def forwarding(status_code: int, *, method: str | None = None) -> Forwarding:
    """What a proxy that keeps state does with a response that comes in (RFC 3261 section 16.7).

    status_code: 100 to 699, registered or not.
    method: of the request, as on the wire; None counts as INVITE.

    ``never``: it stays at the proxy: a 100, and in answer to a request other than INVITE every 1xx
    and a 408 (RFC 4320 section 4).
    ``now``: it goes upstream as soon as it arrives: other 1xx, and 2xx.  Of the final responses to
    a request other than INVITE only the first goes upstream.
    ``hold``: it waits until all branches have ended; then :func:`best_response` chooses.
    ``stop``: a 6xx.  It waits as well, but the proxy starts no further branch and cancels those
    that are pending.

    >>> forwarding(183), forwarding(183, method="BYE"), forwarding(486), forwarding(603)
    ('now', 'never', 'hold', 'stop')

    Raises ValueError for a status code outside 100 to 699, TypeError for one that is not an int or
    is a bool, and for a method that is not a str.
    """
    return _forwarding(code_argument(status_code), _to_invite(method))


@cache
def _forwarding(code: int, to_invite: bool) -> Forwarding:
    meaning = meaning_of(code)
    handling = meaning.handling if meaning else ()
    if "never_forwarded" in handling or ("only_to_invite" in handling and not to_invite):
        return "never"
    if "forwarded_at_once" in handling:
        return "now"
    return "stop" if "ends_search" in handling else "hold"


@overload
def best_response(
    responses: Iterable[tuple[int, Headers]],
    *,
    method: str | None = None,
    key: None = None,
    keep_503: bool = False,
) -> BestResponse[tuple[int, Headers]]: ...
@overload
def best_response(
    responses: Iterable[Response],
    *,
    method: str | None = None,
    key: Callable[[Response], tuple[int, Headers]],
    keep_503: bool = False,
) -> BestResponse[Response]: ...
def best_response(
    responses: Iterable[Any],
    *,
    method: str | None = None,
    key: Callable[[Any], tuple[int, Headers]] | None = None,
    keep_503: bool = False,
) -> BestResponse[Any]:
    """Choose among the responses of all branches (RFC 3261 section 16.7).

    responses: in the order of their arrival, pairs of status code and header fields (a mapping or
    pairs of name and value), or any objects that `key` turns into such pairs.
    method: of the request, as on the wire; None counts as INVITE.
    keep_503: True for a proxy that knows that later requests would get 503 as well: then a 503 is
    a response like others.

    - Provisional responses do not count.  Without a final one the proxy sends a 408 of its own.
    - To a request other than INVITE no 408 is sent, neither that nor one that has come in (RFC 4320
      section 4.2).  If nothing else is left, nothing is sent at all.
    - A 2xx wins: it is forwarded as soon as it arrives (step 5), so nothing is left to choose.  If
      several 2xx answer an INVITE, the proxy forwards them all, not only the one returned here.
    - Otherwise a 6xx wins; otherwise the lowest class that is present.
    - Within 4xx the codes that help the client to try again come first: 401, 407, 415, 420, 484.
    - A 503 is chosen only if there is no other 5xx either; the proxy then sends a 500 of its own
      instead.
    - Otherwise the choice is free.  Here the lowest code wins, but a code that no user agent should
      see (430) comes last in its class.  Among equal codes the first response wins.

    So the status code does not depend on the order of `responses`.  A proxy that is responsible for
    the user tries another flow of the same instance when it gets a 430, before it chooses (RFC 5626
    section 11.5).

    A 401 or 407 carries the challenges of every 401 and 407 (step 7), in the order of arrival, and
    those of one response in their own order (RFC 8760 section 2.5).  :meth:`BestResponse.merge`
    puts them into its header fields.

    >>> best_response([(503, {}), (486, {}), (404, {})]).status_code
    404

    Raises ValueError for a status code outside 100 to 699, TypeError for one that is not an int or
    is a bool, for a response that is not a pair, for a method that is not a str, and for names or
    values of challenges that are neither str nor bytes.
    """
    to_invite = _to_invite(method)
    finals: list[tuple[int, Headers]] = []
    chosen, best = None, _NOTHING
    for response in responses:
        status_code, headers = _pair(key(response) if key else response)
        rank = _rank(status_code, to_invite, keep_503)
        if rank is not None:
            finals.append((status_code, headers))
            if rank < best:
                chosen, best = response, rank
    if not finals:
        sent = not _NO_FINAL.methods or (method or "INVITE") in _NO_FINAL.methods
        return BestResponse(_NO_FINAL.code if sent else None, None, ())
    status_code = best[-1]
    if status_code in _REPLACED and not keep_503:
        return BestResponse(_REPLACEMENT, None, ())
    if status_code not in _CHALLENGING:
        return BestResponse(status_code, chosen, ())
    challenges = tuple(
        (_CHALLENGES[name], value)
        for code, headers in finals
        if code in _CHALLENGING
        for name, value in lines(headers, _CHALLENGES)
    )
    return BestResponse(status_code, chosen, challenges)


def _pair(response: Any) -> tuple[int, Headers]:
    try:
        status_code, headers = response
    except (TypeError, ValueError):
        kind = type(response).__name__
        raise TypeError(f"a response must be status code and header fields, not {kind}") from None
    return code_argument(status_code), headers


def _to_invite(method: str | None) -> bool:
    return method is None or str_argument(method, "method") == "INVITE"


_NOTHING = (len(_CLASS_ORDER), 0, False, 0)
"""Comes behind every rank."""


@cache
def _rank(code: int, to_invite: bool, keep_503: bool) -> tuple[int, int, bool, int] | None:
    """Sort key: the best status code comes first.  None: the response is never chosen."""
    if not is_final(code) or _forwarding(code, to_invite) == "never":
        return None
    preference = _PREFERRED.index(code) if code in _PREFERRED else len(_PREFERRED)
    meaning = meaning_of(code)
    hidden = meaning is not None and "not_to_endpoint" in meaning.handling
    last = hidden or (code in _REPLACED and not keep_503)
    return _CLASS_ORDER.index(code // 100), preference, last, code
