"""The one response that a forking proxy sends upstream (RFC 3261 section 16.7, steps 5 to 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, NamedTuple, TypeVar, overload

from _sipstatus.codes import is_final
from _sipstatus.meaning import meaning_of
from _sipstatus.registry import SELECTION

from sipstatus._arguments import code_argument
from sipstatus._headers import Headers, lines

__all__ = ["BestResponse", "best_response"]

Response = TypeVar("Response")


class BestResponse(NamedTuple, Generic[Response]):
    """What a forking proxy sends upstream when all branches have ended.

    status_code: the status code to send, 200 to 699.
    response: the response to forward, as it was handed in; None if the proxy makes its own.
    challenges: name and value of each header field that a 401 or 407 must carry, those of
    `response` included; empty for any other status code.
    """

    status_code: int
    response: Response | None
    challenges: tuple[tuple[str, str], ...]


BestResponse.__module__ = "sipstatus"


_STEPS = {step.step: step for step in SELECTION}
_WITHOUT_FINAL = _STEPS["no_final"].code or 408
_PREFERRED = _STEPS["prefer"].codes
_REPLACED = _STEPS["replace"].codes
_REPLACEMENT = _STEPS["replace"].code or 500
_CHALLENGING = _STEPS["merge_challenges"].codes

_CHALLENGES = {name.lower(): name for name in ("WWW-Authenticate", "Proxy-Authenticate")}

# A 2xx has been forwarded at once (step 5); among the others a 6xx comes first (step 6).
_CLASS_ORDER = (2, 6, 3, 4, 5)


@overload
def best_response(
    responses: Iterable[tuple[int, Headers]], *, key: None = None
) -> BestResponse[tuple[int, Headers]]: ...
@overload
def best_response(
    responses: Iterable[Response], *, key: Callable[[Response], tuple[int, Headers]]
) -> BestResponse[Response]: ...
def best_response(
    responses: Iterable[Any], *, key: Callable[[Any], tuple[int, Headers]] | None = None
) -> BestResponse[Any]:
    """Choose among the responses of all branches (RFC 3261 section 16.7).

    responses: in the order of their arrival, pairs of status code and header fields (a mapping or
    pairs of name and value), or any objects that `key` turns into such pairs.

    - Provisional responses do not count.  Without a final one the proxy sends a 408 of its own.
    - A 2xx wins: it is forwarded as soon as it arrives (step 5), so nothing is left to choose.  If
      several 2xx answer an INVITE, the proxy forwards them all, not only the one returned here.
    - Otherwise a 6xx wins; otherwise the lowest class that is present.
    - Within 4xx the codes that help the client to try again come first: 401, 407, 415, 420, 484.
    - A 503 is chosen only if there is no other 5xx either; the proxy then sends a 500 of its own
      instead.
    - Otherwise the choice is free.  Here the lowest code wins, but a code that no user agent should
      see (430, RFC 5626 section 11.5) comes last in its class.  Among equal codes the first
      response wins.

    So the status code does not depend on the order of `responses`.

    A 401 or 407 carries the challenges of every 401 and 407 (step 7), in the order of arrival, and
    those of one response in their own order (RFC 8760 section 2.5).

    Raises ValueError for a status code outside 100 to 699, TypeError for one that is not an int or
    is a bool, for a response that is not a pair, and for names or values of challenges that are not
    a str.
    """
    finals: list[tuple[int, Headers, Any]] = []
    for response in responses:
        status_code, headers = _pair(key(response) if key else response)
        if is_final(status_code):
            finals.append((status_code, headers, response))
    if not finals:
        return BestResponse(_WITHOUT_FINAL, None, ())

    status_code, _, chosen = min(finals, key=lambda final: _rank(final[0]))
    if status_code in _REPLACED:
        return BestResponse(_REPLACEMENT, None, ())
    if status_code not in _CHALLENGING:
        return BestResponse(status_code, chosen, ())
    challenges = tuple(
        (_CHALLENGES[name], value)
        for code, headers, _ in finals
        if code in _CHALLENGING
        for name, value in lines(headers)
        if name in _CHALLENGES
    )
    return BestResponse(status_code, chosen, challenges)


def _pair(response: Any) -> tuple[int, Headers]:
    try:
        status_code, headers = response
    except (TypeError, ValueError):
        kind = type(response).__name__
        raise TypeError(f"a response must be status code and header fields, not {kind}") from None
    return code_argument(status_code), headers


def _rank(code: int) -> tuple[int, int, bool, int]:
    """Sort key: the best status code comes first."""
    preference = _PREFERRED.index(code) if code in _PREFERRED else len(_PREFERRED)
    meaning = meaning_of(code)
    hidden = meaning is not None and "not_to_endpoint" in meaning.handling
    return _CLASS_ORDER.index(code // 100), preference, hidden or code in _REPLACED, code
