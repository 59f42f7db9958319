"""The oracle of what a response ends beside its transaction, typed by hand.

RFC 5057 section 5.1 (tables 1 and 2), the sections of later RFCs that classify their own codes,
and the list of RFC 6665 section 4.1.2.2.  Never generated from the spec.
"""

from __future__ import annotations

# RFC 5057 section 5.1, table 2: only the transaction fails.
TRANSACTION: frozenset[int] = frozenset(
    {
        *(400, 401, 402, 403, 406, 407, 408),
        *(412, 413, 414, 415, 417),
        *(420, 421, 422, 423, 428, 429),
        *(436, 437, 438),
        *(486, 487, 488, 491, 493, 494),
        *(500, 503, 504, 505, 513, 580),
        *(600, 603, 606),
    }
)

# The usage that the request belongs to ends as well.
USAGE: frozenset[int] = frozenset({405, 480, 481, 489, 501})

# The dialog ends, with every usage in it.
DIALOG: frozenset[int] = frozenset({404, 410, 416, 482, 483, 484, 485, 502, 604})

# A code that the tables do not know counts as x00 of its class, and those are transactions.
DEFAULT_OF_CLASS: dict[int, str] = {4: "transaction", 5: "transaction", 6: "transaction"}

# Codes that a text other than RFC 5057 puts into the transaction group: code to (RFC, section).
CLASSIFIED_ELSEWHERE: dict[int, tuple[int, str]] = {
    424: (6442, "4.3"),  # must not end an existing dialog
    425: (8876, "5.1"),  # must not end an existing dialog
    433: (5079, "4"),  # should end neither dialog nor usage
    469: (6086, "4.2.1"),  # the INVITE usage must not be ended
    607: (8197, "4"),  # as any 6xx
}

# Codes that only the default covers.
BY_DEFAULT: frozenset[int] = frozenset({409, 411, 430, 439, 440, 470, 555, 608})

# RFC 5057 section 5.1: 3xx redirects the dialog as a whole.
REDIRECT: frozenset[int] = frozenset({300, 301, 302, 303, 305, 380})

# RFC 6228 section 4: the one provisional response that ends an early dialog.
EARLY_DIALOG: frozenset[int] = frozenset({199})

# Nothing ends.
NONE: frozenset[int] = frozenset({100, 180, 181, 182, 183, 200, 202, 204})

# RFC 6665 section 4.1.2.2 (refresh by SUBSCRIBE; section 4.2.2 has the same for NOTIFY): the
# subscription is over.  The list has neither 408 nor 502, although RFC 5057 lets 502 end dialogs.
ENDS_SUBSCRIPTION: frozenset[int] = frozenset(
    {404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604}
)

# RFC 3261 section 12.2.1.2 goes beyond the table: the client should end the dialog itself.
CLIENT_ENDS_DIALOG: frozenset[int] = frozenset({408, 481})

# Numbers of the notes that table 2 attaches to a code.
NOTES: dict[int, int] = {
    402: 1,  # reserved: as an unknown 4xx
    404: 2,  # the peer named this very target in Contact
    410: 2,
    416: 2,
    484: 2,
    485: 2,
    604: 2,
    405: 3,  # only the transaction if the usage can do without the request
    501: 3,
    408: 4,  # as a real timeout: the usage is lost after all
    422: 5,  # makes no sense within a usage
    429: 6,  # about the REFER alone
    480: 7,  # this usage only; Retry-After is for it
    481: 8,  # the dialog only if it was the last usage; for CANCEL nothing but the CANCEL
    482: 9,  # the path is broken, or the request was forked and merged
    483: 10,  # a larger Max-Forwards may help
    486: 11,  # makes no sense within a usage
    489: 12,  # SUBSCRIBE and NOTIFY only
    500: 13,  # rule for unknown 5xx too
    502: 14,  # the route set is useless
    503: 15,  # as 500: there is no other server on a route set
    504: 16,  # as an unknown 5xx
    600: 17,  # rule for unknown 6xx too
}
