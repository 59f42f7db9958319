"""What a client may do after a response, as far as RFCs say or suggest it."""

from __future__ import annotations

import re
from operator import index
from typing import TYPE_CHECKING, NamedTuple

from _sipstatus.codes import fallback_code
from _sipstatus.semantics import CLASS_RETRIES, RETRIES

from sipstatus._headers import element, fields

if TYPE_CHECKING:
    from _sipstatus.semantics import Retry

    from sipstatus._headers import Headers

# delta-seconds go to 2**32 - 1 (RFC 3261 section 20.19), so ten digits are enough.
_SECONDS = re.compile(r"[0-9]{1,10}")
_PARAMETERS = re.compile(r"[ \t]*(?:;|\Z)")


class RetryAdvice(NamedTuple):
    """What a client may do next."""

    status_code: int
    """The status code of the response."""

    treated_as: int
    """The code whose rule this is: another one if the client does not know the code (RFC 3261
    section 8.1.3.2), or if the RFC equates the two (503 without Retry-After)."""

    options: tuple[str, ...]
    """Best first.  ``wait``: the final response is still to come.  ``none``: nothing is left to do.
    ``never``: do not repeat the request.  ``change``: repeat it changed.  ``later``: repeat it
    after a while.  ``elsewhere``: try another server or address.  ``redirect``: go where Contact
    points."""

    change: tuple[str, ...]
    """What has to change before the request is repeated: mostly header fields."""

    delay: tuple[float, float] | None
    """Wait this long, in seconds: from least to most, to pick from at random.  Both are the same
    if Retry-After named the time.  None: nothing is said."""

    owner_delay: tuple[float, float] | None
    """The same for a client that has made the Call-ID of the dialog, where that matters."""

    duration: float | None
    """For how many seconds after that the callee can be reached, if Retry-After tells."""

    comment: str | None
    """The comment in Retry-After, without its parentheses."""

    basis: str
    """``stated``: the section says so.  ``inferred``: it follows from class and meaning of the
    code."""

    verified: bool
    """False: not read at its source."""

    rfc: int
    """Number of the RFC."""

    section: str
    """The section of that RFC."""

    text: str
    """The advice as a sentence or two."""


RetryAdvice.__module__ = "sipstatus"


def retry_advice(status_code: int, headers: Headers | None = None) -> RetryAdvice:
    """What a client may do after a response.

    status_code: 100 to 699; one that is not registered is treated as x00 of its class, or as 183.
    headers: header fields of the response, for the delay in ``Retry-After``: a mapping or pairs,
    names in any case, values str or several str.  A ``Retry-After`` that is not of the grammar of
    RFC 3261 section 20.33 counts as missing, and so it does where no rule honours it.

    >>> advice = retry_advice(486, {"Retry-After": "120 (in a meeting);duration=3600"})
    >>> advice.options, advice.delay, advice.duration, advice.comment
    (('later', 'elsewhere'), (120.0, 120.0), 3600.0, 'in a meeting')

    Raises ValueError if `status_code` is outside 100 to 699, TypeError if it is no int or if names
    or values of header fields are no str.
    """
    status_code = index(status_code)
    code = fallback_code(status_code)
    wanted = _retry_after(fields(headers or {}).get("retry-after", []))
    rule = _rule(code)
    if wanted is None and rule.without_retry_after is not None:
        code = rule.without_retry_after
        rule = _rule(code)
    told = wanted if wanted and rule.retry_after else _RetryAfter(None, None, None)
    return RetryAdvice(
        status_code=status_code,
        treated_as=code,
        options=rule.options,
        change=rule.change,
        delay=told.delay or rule.delay,
        owner_delay=rule.owner_delay,
        duration=told.duration,
        comment=told.comment,
        basis=rule.source.basis,
        verified=rule.source.verified,
        rfc=rule.source.rfc,
        section=rule.source.section,
        text=rule.text,
    )


def _rule(code: int) -> Retry:
    return RETRIES.get(code) or CLASS_RETRIES[code // 100]


class _RetryAfter(NamedTuple):
    delay: tuple[float, float] | None
    duration: float | None
    comment: str | None


def _retry_after(values: list[str]) -> _RetryAfter | None:
    """``delta-seconds [ comment ] *( SEMI retry-param )``, RFC 3261 section 20.33."""
    for value in values:
        value = value.strip()
        seconds = _SECONDS.match(value)
        if not seconds:
            continue
        rest = value[seconds.end() :].lstrip()
        end = _comment_end(rest)
        if not _PARAMETERS.match(rest, end):
            continue
        comment = re.sub(r"\\(.)", r"\1", rest[1 : end - 1]) if end else None
        duration = element(seconds[0] + rest[end:]).parameters.get("duration", "")
        delay = float(seconds[0])
        known = float(duration) if _SECONDS.fullmatch(duration) else None
        return _RetryAfter((delay, delay), known, comment)
    return None


def _comment_end(text: str) -> int:
    """Index behind the comment that a text begins with, 0 if it begins with none (section 25.1).

    Comments nest, and a backslash takes away the meaning of what follows it.
    """
    if not text.startswith("("):
        return 0
    depth = 0
    for token in re.finditer(r"\\.|[()]", text, re.DOTALL):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0:
            return token.end()
    return 0
