"""The oracle of RFC 6076: metrics over final responses, typed by hand and worked out on paper.

Never generated from the spec.  Each ratio is undefined while its denominator is zero (section 4).
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Metric(NamedTuple):
    """What goes into a ratio: the codes above the line, the classes taken out below it."""

    section: str
    method: str
    numerator: frozenset[int]
    denominator_without: frozenset[int]
    """First digits of the codes that do not count in the denominator."""


# IRA counts whole classes; spelled out for the codes that are registered or historic.
_FAILED_REGISTRATIONS = frozenset(
    {
        *(400, 403, 404, 405, 406, 408, 409),  # neither 401 nor 402 nor 407
        *(410, 411, 412, 413, 414, 415, 416, 417),
        *(420, 421, 422, 423, 424, 425, 428, 429),
        *(430, 433, 436, 437, 438, 439, 440),
        *(469, 470),
        *(480, 481, 482, 483, 484, 485, 486, 487, 488, 489),
        *(491, 493, 494),
        *(500, 501, 502, 503, 504, 505, 513, 555, 580),
        *(600, 603, 604, 606, 607, 608),
    }
)

METRICS: dict[str, Metric] = {
    "SER": Metric("4.6", "INVITE", frozenset({200}), frozenset({3})),
    "SEER": Metric("4.7", "INVITE", frozenset({200, 480, 486, 600, 603}), frozenset({3})),
    "ISA": Metric("4.8", "INVITE", frozenset({408, 500, 503, 504}), frozenset()),
    "IRA": Metric("4.2", "REGISTER", _FAILED_REGISTRATIONS, frozenset()),
}

# Named in section 4.7 as left out of the numerator of SEER; the list there is not complete.
NOT_EFFECTIVE_EXAMPLES: frozenset[int] = frozenset({401, 407, 420})

# Section 4.2: challenges, no failures of a registration.
NOT_FAILURES_OF_REGISTER: frozenset[int] = frozenset({401, 402, 407})


class Example(NamedTuple):
    """Final responses by code, and the percentages they make; None: undefined."""

    counts: dict[int, int]
    percent: dict[str, Fraction | None]


# INVITE requests.
SESSIONS: tuple[Example, ...] = (
    Example(
        # 100 attempts, 10 of them redirected
        {200: 60, 302: 10, 404: 5, 408: 4, 480: 5, 486: 10, 503: 6},
        {"SER": Fraction(6000, 90), "SEER": Fraction(7500, 90), "ISA": Fraction(10)},
    ),
    Example(
        # challenges stay below the line and count for nothing above it
        {200: 1, 401: 1, 407: 1, 420: 1},
        {"SER": Fraction(25), "SEER": Fraction(25), "ISA": Fraction(0)},
    ),
    Example(
        # another 2xx is no 200, another 6xx is neither 600 nor 603
        {200: 2, 202: 1, 600: 1, 603: 1, 604: 1, 606: 1, 607: 1},
        {"SER": Fraction(25), "SEER": Fraction(50), "ISA": Fraction(0)},
    ),
    Example(
        # nothing but redirections: two denominators are empty, one is not
        {300: 1, 301: 2, 302: 3, 305: 1, 380: 1},
        {"SER": None, "SEER": None, "ISA": Fraction(0)},
    ),
    Example(
        {408: 1, 500: 1, 501: 1, 502: 1, 503: 1, 504: 1, 505: 1, 580: 1},
        {"SER": Fraction(0), "SEER": Fraction(0), "ISA": Fraction(50)},
    ),
    Example({}, {"SER": None, "SEER": None, "ISA": None}),
)

# REGISTER requests.
REGISTRATIONS: tuple[Example, ...] = (
    # of 200 requests 80 were challenges and 20 failed
    Example({200: 100, 401: 78, 402: 1, 407: 1, 403: 10, 503: 8, 600: 2}, {"IRA": Fraction(10)}),
    # a redirection is no failure, and stays below the line
    Example({200: 1, 302: 1, 404: 1, 423: 1}, {"IRA": Fraction(50)}),
    # a timeout at the client (Timer F) counts as 408
    Example({408: 3}, {"IRA": Fraction(100)}),
    Example({401: 5}, {"IRA": Fraction(0)}),
    Example({}, {"IRA": None}),
)
