"""The oracle of RFC 3398: status codes to ISUP causes and back, typed by hand from its two tables.

Like :mod:`oracle` it is a second witness: never generated from the spec or read through its loader.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

# RFC 3398 section 8.2.6.1: the cause in the REL that a gateway sends for a response.
CAUSE_OF_STATUS: dict[int, int | None] = {
    400: 41,  # temporary failure
    401: 21,  # call rejected (*)
    402: 21,
    403: 21,
    404: 1,  # unallocated number
    405: 63,  # service or option unavailable
    406: 79,  # service or option not implemented (+)
    407: 21,  # (*)
    408: 102,  # recovery on timer expiry
    410: 22,  # number changed, without diagnostic
    413: 127,  # interworking (+)
    414: 127,  # (+)
    415: 79,  # (+)
    416: 127,  # (+)
    420: 127,  # (+)
    421: 127,  # (+)
    423: 127,  # (+)
    480: 18,  # no user responding
    481: 41,
    482: 25,  # exchange routing error
    483: 25,
    484: 28,  # invalid number format (+)
    485: 1,
    486: 17,  # user busy
    487: None,  # listed as having no mapping
    488: 31,  # by the Warning header field; this is the default
    500: 41,
    501: 79,  # not implemented, unspecified
    502: 38,  # network out of order
    503: 41,
    504: 102,
    505: 127,  # (+), printed there as a second 504, "Version Not Supported"
    513: 127,  # (+)
    600: 17,
    603: 21,
    604: 1,
    606: 31,  # by the Warning header field; this is the default
}

# Any other 4xx, 5xx or 6xx.  No 1xx, 2xx or 3xx has a cause.
DEFAULT_CAUSE = 31

# The registered codes that the default stands for; the historic 409 and 411 are no others.
UNLISTED: tuple[int, ...] = (
    412,
    417,
    422,
    424,
    425,
    428,
    429,
    430,
    433,
    436,
    437,
    438,
    439,
    440,
    469,
    470,
    489,
    491,
    493,
    494,
    555,
    580,
    607,
    608,
)

# Note (*): the gateway authenticates itself if it can, and sends cause 21 only if it cannot.
AUTHENTICATE_FIRST: frozenset[int] = frozenset({401, 407})

# Note (+): the gateway mends its request and tries once more before it lets the call fail.
REMEDY_FIRST: frozenset[int] = frozenset(
    {406, 413, 414, 415, 416, 420, 421, 423, 484, 505, 513},
)

# 488 and 606 with a Warning about a bearer capability that is not available.
BY_WARNING: frozenset[int] = frozenset({488, 606})
BEARER_WARNING_CAUSE = 65

# Requests that end a call or a call attempt.
HANGUP_CAUSE = 16

# First digit of the status code to the location of the cause.
LOCATION_OF_CLASS: dict[int, str] = {4: "network", 5: "network", 6: "user"}


class Row(NamedTuple):
    """A row of the table of section 7.2.4.1."""

    cause: int
    status: int | None
    condition: Literal["without_diagnostic", "with_diagnostic"] | None = None
    user_status: int | None = None
    """What may be sent instead when the location of the cause is the user."""


# RFC 3398 section 7.2.4.1: the response that a gateway sends for the cause in a REL.
STATUS_OF_CAUSE: tuple[Row, ...] = (
    # normal events
    Row(1, 404),
    Row(2, 404),
    Row(3, 404),
    Row(16, None),  # BYE or CANCEL instead of a response
    Row(17, 486),
    Row(18, 408),
    Row(19, 480),
    Row(20, 480),
    Row(21, 403, user_status=603),
    Row(22, 410, "without_diagnostic"),
    Row(22, 301, "with_diagnostic"),
    Row(23, 410),
    Row(26, 404),  # ANSI networks
    Row(27, 502),
    Row(28, 484),
    Row(29, 501),
    Row(31, 480),
    # resource unavailable: Retry-After may be added
    Row(34, 503),
    Row(38, 503),
    Row(41, 503),
    Row(42, 503),
    Row(47, 503),
    # service or option not available
    Row(55, 403),
    Row(57, 403),
    Row(58, 503),
    # service or option not implemented
    Row(65, 488),
    Row(70, 488),
    Row(79, 501),
    # invalid message
    Row(87, 403),
    Row(88, 503),
    # protocol error
    Row(102, 504),
    Row(111, 500),
    # interworking
    Row(127, 500),
)

# Rows of "resource unavailable", as a set.
RETRY_AFTER_CAUSES: frozenset[int] = frozenset({34, 38, 41, 42, 47})

# Any other cause, except those that only concern the gateway's own circuits.
DEFAULT_STATUS = 500
UNTRANSLATABLE: frozenset[int] = frozenset({44})

# Where one table followed by the other ends at the status code it began with: status to cause.
# It seldom does: 400, for one, becomes cause 41, which becomes 503.
ROUND_TRIPS: dict[int, int] = {
    403: 21,
    404: 1,
    410: 22,  # without diagnostic
    484: 28,
    486: 17,
    501: 79,
    503: 41,
    504: 102,
}

# The same, if the gateway makes use of the location "user".
USER_ROUND_TRIPS: dict[int, int] = {603: 21}
