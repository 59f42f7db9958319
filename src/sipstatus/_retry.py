"""What a client may do after a response, as far as RFCs say or suggest it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from _sipstatus.codes import fallback_code
from _sipstatus.meaning import meaning_of

from sipstatus._arguments import code_argument
from sipstatus._grammar import PARAMETER, SWS
from sipstatus._headers import elements, lines

if TYPE_CHECKING:
    from _sipstatus.meaning import Retry

    from sipstatus._headers import Headers

# Retry-After    =  "Retry-After" HCOLON delta-seconds [ comment ] *( SEMI retry-param )
# retry-param    =  ("duration" EQUAL delta-seconds) / generic-param
#
# Elsewhere delta-seconds go up to 2**32 - 1 (RFC 3261 section 20.19), so ten digits are enough.
_DELTA_SECONDS = re.compile(r"[0-9]{1,10}+")
_SECONDS = re.compile(rf"({_DELTA_SECONDS.pattern}){SWS}")
_PARAMETER = re.compile(PARAMETER)
_END = re.compile(rf"{SWS}\Z")

# comment        =  LPAREN *(ctext / quoted-pair / comment) RPAREN
# ctext          =  %x21-27 / %x2A-5B / %x5D-7E / UTF8-NONASCII / LWS
#
# But no NUL, as in a quoted string.
_COMMENT_PART = re.compile(
    r"[^()\\\x00-\x08\x0A-\x1F\x7F]++|\r\n[ \t]|\\[\x01-\x09\x0B\x0C\x0E-\x7F]|[()]"
)

# What most values are: seconds, perhaps with a comment that holds neither escapes nor comments.
_USUAL = re.compile(rf"({_DELTA_SECONDS.pattern}){SWS}(?:\(([^()\\\x00-\x08\x0A-\x1F\x7F]*+)\))?")

_FOLD = re.compile(r"\r\n[ \t]+")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class RetryAdvice(NamedTuple):
    """What a client may do next.

    >>> retry_advice(503, {"Retry-After": "30"}).delay
    (30.0, 30.0)
    """

    status_code: int
    """The status code of the response."""

    treated_as: int
    """The code whose rule applies: another one if the client does not know the code (RFC 3261
    section 8.1.3.2), or if the RFC equates the two (503 without Retry-After, except that another
    server may be tried)."""

    options: tuple[str, ...]
    """Best first.  ``wait``: the final response is still to come.  ``none``: nothing is left to do.
    ``never``: do not repeat the request.  ``change``: repeat it changed.  ``later``: repeat it
    after a while.  ``elsewhere``: try another server or address.  ``redirect``: go where Contact
    points."""

    change: tuple[str, ...]
    """What has to change before the request is repeated: mostly header fields."""

    keep_sips: bool
    """True: if the request went to a SIPS URI, that must not become a SIP URI unless the user
    agrees (RFC 5630 section 5.1.1)."""

    delay: tuple[float, float] | None
    """How long to wait, in seconds: least and most, to choose between at random.  They are equal
    if Retry-After gives the time.  None: no rule says how long."""

    owner_delay: tuple[float, float] | None
    """The same for the client that made the Call-ID of the dialog, if that makes a difference."""

    duration: float | None
    """For how many seconds after that the callee can be reached, if Retry-After says so."""

    comment: str | None
    """The comment in Retry-After, without its parentheses."""

    basis: str
    """``stated``: the section says so.  ``inferred``: it follows from class and meaning of the
    code."""

    verified: bool
    """False: it was not verified at its source."""

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
    headers: header fields of the response, for the delay in ``Retry-After`` and for ``Warning``: a
    mapping or pairs, names in any case or compact form, one value each or several; str or bytes.
    A ``Retry-After`` outside the grammar of RFC 3261 section 20.33 counts as missing, and so does
    one that no rule honours.

    >>> advice = retry_advice(486, {"Retry-After": "120 (in a meeting);duration=3600"})
    >>> advice.options, advice.delay, advice.duration, advice.comment
    (('later', 'elsewhere'), (120.0, 120.0), 3600.0, 'in a meeting')

    Raises ValueError if `status_code` is outside 100 to 699, TypeError if it is not an int or is a
    bool, or if a name or value of a header field is neither str nor bytes.
    """
    status_code = code_argument(status_code)
    wanted, warned = None, False
    for name, value in lines(headers, _READ) if headers is not None else ():
        if name == "warning":
            warned = warned or _refuses_sips(value)
        else:
            wanted = wanted or _retry_after(value)
    advice = _advice(status_code, wanted is not None, warned)
    if wanted is None or not _rule(advice.treated_as).retry_after:
        return advice
    # A time for the next try permits that try: even after a 404, whose own rule permits none.
    late = () if "later" in advice.options else ("later",)
    return advice._replace(
        options=advice.options + late,
        delay=wanted.delay,
        duration=wanted.duration,
        comment=wanted.comment,
    )


_READ = ("retry-after", "warning")


@cache
def _advice(status_code: int, retry_after: bool, warned: bool) -> RetryAdvice:
    """The advice for a response, but for the delay in ``Retry-After``.

    retry_after: whether there is one.
    warned: whether ``Warning`` refuses SIPS.
    """
    code = fallback_code(status_code)
    own = rule = _rule(code)
    kept: tuple[str, ...] = ()
    if not retry_after and own.without_retry_after is not None:
        code, kept = own.without_retry_after, () if own.kept_option is None else (own.kept_option,)
        rule = _rule(code)
    return RetryAdvice(
        status_code=status_code,
        treated_as=code,
        options=tuple(dict.fromkeys(kept + rule.options)),
        change=rule.change,
        keep_sips=own.keeps_sips == "always" or (own.keeps_sips == "warning_380" and warned),
        delay=rule.delay,
        owner_delay=rule.owner_delay,
        duration=None,
        comment=None,
        basis=own.source.basis,
        verified=own.source.verified,
        rfc=own.source.rfc,
        section=own.source.section,
        text=own.text,
    )


def _refuses_sips(value: str) -> bool:
    """Whether a Warning header field has the code 380 (RFC 5630 section 5.1.1)."""
    return any(head.startswith("380 ") for head, _ in elements([value]))


@cache
def _rule(code: int) -> Retry:
    meaning = meaning_of(code)
    retry = meaning and meaning.retry
    assert retry  # each class has advice
    return retry


class _RetryAfter(NamedTuple):
    delay: tuple[float, float] | None
    duration: float | None
    comment: str | None


def _retry_after(value: str) -> _RetryAfter | None:
    """What a Retry-After header field says; None if it is outside the grammar."""
    value = value.strip(" \t\r\n")
    if usual := _USUAL.fullmatch(value):
        delay, comment = float(usual[1]), usual[2]
        return _RetryAfter((delay, delay), None, comment)
    seconds = _SECONDS.match(value)
    if not seconds:
        return None
    end = _comment_end(value, seconds.end())
    comment = value[seconds.end() + 1 : end - 1] if end > seconds.end() else None
    parameters: dict[str, str] = {}
    while parameter := _PARAMETER.match(value, end):
        name, content = parameter.groups("")
        if name.lower() in parameters:  # given twice (RFC 3261 section 7.3.1)
            return None
        parameters[name.lower()] = content
        end = parameter.end()
    if not _END.match(value, end):
        return None
    delay, duration = float(seconds[1]), parameters.get("duration", "")
    return _RetryAfter(
        (delay, delay),
        float(duration) if _DELTA_SECONDS.fullmatch(duration) else None,
        None if comment is None else _ESCAPE.sub(r"\1", _FOLD.sub(" ", comment)),
    )


def _comment_end(text: str, start: int) -> int:
    """Index after the comment that begins at `start`; `start` if there is no complete one."""
    depth, end = 0, start
    if not text.startswith("(", start):
        return start
    while part := _COMMENT_PART.match(text, end):
        end = part.end()
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if depth == 0:
            return end
    return start
