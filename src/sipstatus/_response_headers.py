"""The header fields that a response takes over from its request (RFC 3261 section 8.2.6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, overload

from sipstatus._arguments import code_argument
from sipstatus._grammar import TOKEN
from sipstatus._headers import cseq_method, element, full_name, octets, pairs, text, values

if TYPE_CHECKING:
    from sipstatus._headers import Headers, OctetHeaders, TextHeaders

__all__ = ["response_headers"]

_COPIED = ("via", "from", "call-id", "cseq")

# A 2xx to these requests creates a dialog if To has no tag (RFC 3261 section 12.1, RFC 6665 section
# 4.2.1.2, RFC 3515 section 2.4.4).
_CREATING = ("INVITE", "SUBSCRIBE", "REFER")

_TAG = re.compile(TOKEN)


@overload
def response_headers(
    status_code: int,
    request_headers: TextHeaders,
    *,
    tag: str | bytes | None = None,
    delay: float | None = None,
) -> list[tuple[str, str]]: ...
@overload
def response_headers(
    status_code: int,
    request_headers: OctetHeaders,
    *,
    tag: str | bytes | None = None,
    delay: float | None = None,
) -> list[tuple[bytes, bytes]]: ...
def response_headers(
    status_code: int,
    request_headers: Headers,
    *,
    tag: str | bytes | None = None,
    delay: float | None = None,
) -> list[tuple[Any, Any]]:
    """The header fields with which a UAS begins a response (RFC 3261 section 8.2.6).

    status_code: 100 to 699.
    request_headers: header fields of the request, a mapping or pairs, names in any case or compact
    form, one value each or several; all str or all bytes.
    tag: the tag for a To without one, a token (section 25.1).  Every response to a request has the
    same, and it is random (section 19.3).
    delay: for a 100, the seconds since the request has arrived, added to Timestamp.

    Pairs of name and value as they stand in the request and in its order, none parsed further than
    needed; a field of several values becomes several pairs:

    - every Via, From, Call-ID and CSeq (section 8.2.6.2);
    - To, with the tag if it has none; but a 100 gets no tag (sections 8.2.6.2 and 17.2.1);
    - Timestamp, in a 100 (section 8.2.6.1);
    - every Record-Route, if the response creates a dialog (section 12.1.1): a 2xx to INVITE,
      SUBSCRIBE or REFER whose To has no tag, and a 101 to 198 to such an INVITE.

    What the request lacks is lacking here as well.

    >>> request = [("v", "SIP/2.0/UDP 192.0.2.1"), ("t", "<sip:bob@example.com>"), ("Subject", "x")]
    >>> response_headers(486, request, tag="8f2c")
    [('v', 'SIP/2.0/UDP 192.0.2.1'), ('t', '<sip:bob@example.com>;tag=8f2c')]

    Raises ValueError for a status code outside 100 to 699, for a tag that is no token, for a delay
    below zero, and if To needs a tag and none is given; TypeError for arguments of another type.
    """
    code = code_argument(status_code)
    token = None if tag is None else _token(tag)
    waited = None if delay is None else _seconds(delay)
    given = [
        (full_name(name, "request_headers"), name, value)
        for name, several in pairs(request_headers, "request_headers")
        for value in values(name, several, "request_headers")
    ]
    route = "record-route" if _creates_dialog(code, given) else None
    copied: list[tuple[Any, Any]] = []
    for key, name, value in given:
        if key in _COPIED or key == route:
            copied.append((name, value))
        elif key == "to":
            copied.append((name, value if code == 100 else _tagged(value, token)))
        elif key == "timestamp" and code == 100:
            copied.append((name, _delayed(value, waited)))
    return copied


def _creates_dialog(code: int, given: list[tuple[str, object, str | bytes]]) -> bool:
    if not 100 < code < 300 or any(key == "to" and _has_tag(value) for key, _, value in given):
        return False
    method = cseq_method({"cseq": [text(value) for key, _, value in given if key == "cseq"]})
    # The early dialog of a 199 exists already (RFC 6228 section 5).
    return method in _CREATING and (code >= 200 or (method == "INVITE" and code != 199))


def _has_tag(to: str | bytes) -> bool:
    return "tag" in element(text(to)).parameters


def _tagged(to: str | bytes, tag: str | None) -> str | bytes:
    if _has_tag(to):
        return to
    if tag is None:
        raise ValueError(
            "To of the request has no tag, so the response needs one (RFC 3261 section 8.2.6.2)"
        )
    return _with(to, f";tag={tag}")


def _delayed(timestamp: str | bytes, waited: str | None) -> str | bytes:
    if waited is None or len(timestamp.split()) != 1:  # there is a delay already
        return timestamp
    return _with(timestamp, f" {waited}")


def _with(value: str | bytes, end: str) -> str | bytes:
    return value.rstrip() + end if isinstance(value, str) else value.rstrip() + octets(end)


def _token(tag: object) -> str:
    if not isinstance(tag, str | bytes):
        raise TypeError(f"tag must be a str or bytes, not {type(tag).__name__}")
    token = text(tag)
    if not _TAG.fullmatch(token):
        raise ValueError(f"tag is no token (RFC 3261 section 25.1): {token!r}")
    return token


def _seconds(delay: object) -> str:
    if isinstance(delay, bool) or not isinstance(delay, int | float):
        raise TypeError(f"delay must be a number of seconds, not {type(delay).__name__}")
    if not 0 <= delay < 2**32:
        raise ValueError(f"delay is no number of seconds: {delay}")
    return f"{delay:.3f}"
