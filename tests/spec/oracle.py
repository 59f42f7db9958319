"""The oracle: what every SIP status code means on the wire, typed by hand.

The tables are typed from the IANA registry "Session Initiation Protocol (SIP) Parameters",
"Response Codes" (last updated 2026-01-07), and from the RFCs that it names; the historic codes
from RFC 2543, section 5.1.1. They are the second, independent witness against which the spec
and everything rendered from it are compared, and therefore must never be generated from the spec
or read through its loader. When a code is added to the spec, look it up once more and type it here.
"""

from __future__ import annotations

REGISTERED: dict[int, str] = {
    # 1xx: provisional
    100: "Trying",
    180: "Ringing",
    181: "Call Is Being Forwarded",
    182: "Queued",
    183: "Session Progress",
    199: "Early Dialog Terminated",
    # 2xx: success
    200: "OK",
    202: "Accepted",  # IANA appends "(Deprecated)", which is a remark and never sent
    204: "No Notification",
    # 3xx: redirection
    300: "Multiple Choices",
    301: "Moved Permanently",
    302: "Moved Temporarily",
    305: "Use Proxy",
    380: "Alternative Service",
    # 4xx: request failure
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    407: "Proxy Authentication Required",
    408: "Request Timeout",
    410: "Gone",
    412: "Conditional Request Failed",
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    415: "Unsupported Media Type",
    416: "Unsupported URI Scheme",
    417: "Unknown Resource-Priority",
    420: "Bad Extension",
    421: "Extension Required",
    422: "Session Interval Too Small",
    423: "Interval Too Brief",
    424: "Bad Location Information",
    425: "Bad Alert Message",
    428: "Use Identity Header",
    429: "Provide Referrer Identity",
    430: "Flow Failed",
    433: "Anonymity Disallowed",
    436: "Bad Identity Info",
    437: "Unsupported Credential",
    438: "Invalid Identity Header",
    439: "First Hop Lacks Outbound Support",
    440: "Max-Breadth Exceeded",
    469: "Bad Info Package",
    470: "Consent Needed",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    482: "Loop Detected",
    483: "Too Many Hops",
    484: "Address Incomplete",
    485: "Ambiguous",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    489: "Bad Event",
    491: "Request Pending",
    493: "Undecipherable",
    494: "Security Agreement Required",
    # 5xx: server failure
    500: "Server Internal Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Server Time-out",
    505: "Version Not Supported",
    513: "Message Too Large",
    555: "Push Notification Service Not Supported",
    580: "Precondition Failure",
    # 6xx: global failure
    600: "Busy Everywhere",
    603: "Decline",
    604: "Does Not Exist Anywhere",
    606: "Not Acceptable",
    607: "Unwanted",
    608: "Rejected",
}

HISTORIC: dict[int, str] = {
    303: "See Other",
    409: "Conflict",
    411: "Length Required",
}

UNREGISTERED: dict[int, int] = {
    digit: max({*range(100 * digit, 100 * digit + 100)} - REGISTERED.keys() - HISTORIC.keys())
    for digit in range(1, 7)
}
"""A code of each class that means nothing: the highest of them."""

DEFINING_RFC: dict[int, int] = {
    # SIP itself
    100: 3261,
    180: 3261,
    181: 3261,
    182: 3261,
    183: 3261,
    200: 3261,
    300: 3261,
    301: 3261,
    302: 3261,
    305: 3261,
    380: 3261,
    400: 3261,
    401: 3261,
    402: 3261,
    403: 3261,
    404: 3261,
    405: 3261,
    406: 3261,
    407: 3261,
    408: 3261,
    410: 3261,
    413: 3261,
    414: 3261,
    415: 3261,
    416: 3261,
    420: 3261,
    421: 3261,
    423: 3261,
    480: 3261,
    481: 3261,
    482: 3261,
    483: 3261,
    484: 3261,
    485: 3261,
    486: 3261,
    487: 3261,
    488: 3261,
    491: 3261,
    493: 3261,
    500: 3261,
    501: 3261,
    502: 3261,
    503: 3261,
    504: 3261,
    505: 3261,
    513: 3261,
    600: 3261,
    603: 3261,
    604: 3261,
    606: 3261,
    # its predecessor
    303: 2543,
    409: 2543,
    411: 2543,
    # its extensions
    199: 6228,  # early dialogs
    202: 6665,  # event notification, which deprecates the code
    204: 5839,  # conditional subscription
    412: 3903,  # PUBLISH
    417: 4412,  # resource priority
    422: 4028,  # session timer
    424: 6442,  # location conveyance
    425: 8876,  # emergency alerts
    428: 8224,  # authenticated identity
    429: 3892,  # Referred-By
    430: 5626,  # outbound
    433: 5079,  # anonymity
    436: 8224,
    437: 8224,
    438: 8224,
    439: 5626,
    440: 5393,  # amplification
    469: 6086,  # INFO
    470: 5360,  # consent
    489: 6665,
    494: 3329,  # security agreement
    555: 8599,  # push notification
    580: 3312,  # preconditions
    607: 8197,  # unwanted calls
    608: 8688,  # rejected calls
}
