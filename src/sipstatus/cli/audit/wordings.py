"""Whose words a text is: those of a code in SIP, former ones, or those of HTTP."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Literal, NamedTuple

from _sipstatus.codes import REASON_PHRASES
from _sipstatus.facts import ALIASES, REFERENCES, STATES
from _sipstatus.historic import HISTORIC
from _sipstatus.source import Source
from _sipstatus.status_code import StatusCode

# IANA's table of HTTP, with other words of its RFCs behind a bar, and what servers use beside it.
_HTTP = {
    100: "Continue",
    101: "Switching Protocols",
    102: "Processing",
    103: "Early Hints",
    104: "Upload Resumption Supported",
    200: "OK",
    201: "Created",
    202: "Accepted",
    203: "Non-Authoritative Information",
    204: "No Content",
    205: "Reset Content",
    206: "Partial Content",
    207: "Multi-Status",
    208: "Already Reported",
    226: "IM Used",
    300: "Multiple Choices",
    301: "Moved Permanently",
    302: "Found",
    303: "See Other",
    304: "Not Modified",
    305: "Use Proxy",
    306: "Switch Proxy",
    307: "Temporary Redirect",
    308: "Permanent Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    407: "Proxy Authentication Required",
    408: "Request Timeout",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    412: "Precondition Failed",
    413: "Payload Too Large|Content Too Large|Request Entity Too Large",
    414: "URI Too Long|Request-URI Too Long|Request-URI Too Large",
    415: "Unsupported Media Type",
    416: "Range Not Satisfiable|Requested Range Not Satisfiable",
    417: "Expectation Failed",
    418: "I'm a Teapot",
    421: "Misdirected Request",
    422: "Unprocessable Entity|Unprocessable Content",
    423: "Locked",
    424: "Failed Dependency",
    425: "Too Early|Unordered Collection",
    426: "Upgrade Required",
    428: "Precondition Required",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    451: "Unavailable For Legal Reasons",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
    505: "HTTP Version Not Supported",
    506: "Variant Also Negotiates",
    507: "Insufficient Storage",
    508: "Loop Detected",
    509: "Bandwidth Limit Exceeded",
    510: "Not Extended",
    511: "Network Authentication Required",
}

_SHARED = frozenset((421, 422, 423, 424, 425, 428, 429))

ONLY_SIP = frozenset(code for code in REASON_PHRASES if code not in _HTTP) | _SHARED
"""Codes that HTTP does not have, or has with another meaning."""

Owner = Literal["own", "former", "http", "other", "nobody"]


class Verdict(NamedTuple):
    """Whose words a text is.  `codes`: those of which they are, if it is another one."""

    owner: Owner
    codes: tuple[int, ...] = ()


def simple(text: str) -> str:
    """The letters and digits of a text: case, blanks and marks make no other phrase."""
    return re.sub(r"[\W_]+", "", text).casefold()


@cache
def _tables() -> tuple[dict[str, set[int]], dict[str, set[int]], dict[str, set[int]]]:
    own: defaultdict[str, set[int]] = defaultdict(set)
    former: defaultdict[str, set[int]] = defaultdict(set)
    http: defaultdict[str, set[int]] = defaultdict(set)
    for code, phrase in REASON_PHRASES.items():
        own[simple(phrase)].add(code)
        own[simple(StatusCode(code).name)].add(code)
    for code, entry in HISTORIC.items():
        own[simple(entry.phrase)].add(code)
    for code, aliases in ALIASES.items():
        for alias in aliases:
            former[simple(alias.phrase)].add(code)
    for code, phrases in _HTTP.items():
        for phrase in phrases.split("|"):
            http[simple(phrase)].add(code)
    return own, former, http


def judged(code: int, wording: str) -> Verdict:
    """Whose a wording is that stands for a code; `wording` is simple."""
    own, former, http = _tables()
    for owner, table in zip(("own", "former", "http"), (own, former, http), strict=True):
        if code in table.get(wording, ()):
            return Verdict(owner)  # type: ignore[arg-type]  # zip loses the literals
    if others := own.get(wording) or former.get(wording):
        return Verdict("other", tuple(sorted(others)))
    return Verdict("nobody")


def is_known(code: int) -> bool:
    """Whether a code is registered, or was in RFC 2543."""
    return code in REASON_PHRASES or code in HISTORIC


def wanted() -> list[int]:
    """The codes that a complete table has: the registered ones but those that are deprecated."""
    return sorted(code for code in REASON_PHRASES if STATES[code] == "registered")


def phrase_of(code: int) -> str:
    """The phrase of a code that is known."""
    return REASON_PHRASES.get(code) or HISTORIC[code].phrase


def source_of(code: int) -> Source:
    """Where a code is defined; RFC 3261 section 7.2 for a code that is not known."""
    references = HISTORIC[code].references if code in HISTORIC else REFERENCES.get(code, ())
    return references[0] if references else Source(3261, "7.2")


def former_source(code: int, wording: str) -> Source:
    """Where a former wording of a code stands."""
    return next(a.source for a in ALIASES[code] if simple(a.phrase) == wording)
