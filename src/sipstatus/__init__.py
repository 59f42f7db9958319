r"""SIP response status codes and status-lines (RFC 3261 sections 7.2, 21 and 25.1).

>>> from sipstatus import parse_status_line, encode_status_line
>>> parse_status_line(b"SIP/2.0 180 Ringing\r\n").status_code
180
>>> encode_status_line(486)
b'SIP/2.0 486 Busy Here\r\n'

Public names are loaded on first use (PEP 562), so a proxy that only parses loads only the parser.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would take longer than all the rest
if TYPE_CHECKING:
    from _sipstatus.codes import SPEC_DIGEST as SPEC_DIGEST
    from _sipstatus.codes import SPEC_VERSION as SPEC_VERSION
    from _sipstatus.codes import fallback_code as fallback_code
    from _sipstatus.codes import is_final as is_final
    from _sipstatus.codes import is_global_failure as is_global_failure
    from _sipstatus.codes import is_provisional as is_provisional
    from _sipstatus.codes import is_redirection as is_redirection
    from _sipstatus.codes import is_request_failure as is_request_failure
    from _sipstatus.codes import is_server_failure as is_server_failure
    from _sipstatus.codes import is_success as is_success
    from _sipstatus.codes import reason_phrase as reason_phrase
    from _sipstatus.meaning import Meaning as Meaning
    from _sipstatus.meaning import meaning_of as meaning_of
    from _sipstatus.response_class import ResponseClass as ResponseClass
    from _sipstatus.response_class import response_class as response_class
    from _sipstatus.status_code import StatusCode as StatusCode

    from sipstatus._best_response import BestResponse as BestResponse
    from sipstatus._best_response import best_response as best_response
    from sipstatus._best_response import forwarding as forwarding
    from sipstatus._bulk import StatusCodeCounter as StatusCodeCounter
    from sipstatus._bulk import StatusLineTable as StatusLineTable
    from sipstatus._bulk import count_status_codes as count_status_codes
    from sipstatus._bulk import scan_status_lines as scan_status_lines
    from sipstatus._check_response import Finding as Finding
    from sipstatus._check_response import check_response as check_response
    from sipstatus._columns import StatusLineBatch as StatusLineBatch
    from sipstatus._columns import parse_status_lines as parse_status_lines
    from sipstatus._errors import ErrorKind as ErrorKind
    from sipstatus._errors import IncompleteStatusLine as IncompleteStatusLine
    from sipstatus._errors import StatusLineError as StatusLineError
    from sipstatus._headers import compact_forms as compact_forms
    from sipstatus._implementation import IMPLEMENTATION as IMPLEMENTATION
    from sipstatus._implementation import StatusLine as StatusLine
    from sipstatus._implementation import encode_status_line as encode_status_line
    from sipstatus._implementation import encode_status_line_into as encode_status_line_into
    from sipstatus._implementation import is_response as is_response
    from sipstatus._implementation import parse_status_line as parse_status_line
    from sipstatus._isup import ReasonHeaderError as ReasonHeaderError
    from sipstatus._isup import ReasonValue as ReasonValue
    from sipstatus._isup import ReasonValues as ReasonValues
    from sipstatus._isup import format_reason_header as format_reason_header
    from sipstatus._isup import isup_cause as isup_cause
    from sipstatus._isup import parse_reason_header as parse_reason_header
    from sipstatus._isup import status_for_cause as status_for_cause
    from sipstatus._leniency import Leniency as Leniency
    from sipstatus._localized import Localized as Localized
    from sipstatus._localized import localized as localized
    from sipstatus._metrics import MetricRatio as MetricRatio
    from sipstatus._metrics import SessionMetrics as SessionMetrics
    from sipstatus._metrics import metric_label as metric_label
    from sipstatus._metrics import session_metrics as session_metrics
    from sipstatus._preload import preload as preload
    from sipstatus._response_headers import response_headers as response_headers
    from sipstatus._retry import RetryAdvice as RetryAdvice
    from sipstatus._retry import retry_advice as retry_advice
    from sipstatus._search import find_status_codes as find_status_codes
    from sipstatus._splits import Split as Split
    from sipstatus._splits import count_split as count_split
    from sipstatus._splits import plan_splits as plan_splits

    __version__: str

_HOME = {
    "BestResponse": "sipstatus._best_response",
    "ErrorKind": "sipstatus._errors",
    "Finding": "sipstatus._check_response",
    "IMPLEMENTATION": "sipstatus._implementation",
    "IncompleteStatusLine": "sipstatus._errors",
    "Leniency": "sipstatus._leniency",
    "Localized": "sipstatus._localized",
    "Meaning": "_sipstatus.meaning",
    "MetricRatio": "sipstatus._metrics",
    "ReasonHeaderError": "sipstatus._isup",
    "ReasonValue": "sipstatus._isup",
    "ReasonValues": "sipstatus._isup",
    "ResponseClass": "_sipstatus.response_class",
    "RetryAdvice": "sipstatus._retry",
    "SPEC_DIGEST": "_sipstatus.codes",
    "SPEC_VERSION": "_sipstatus.codes",
    "SessionMetrics": "sipstatus._metrics",
    "Split": "sipstatus._splits",
    "StatusCode": "_sipstatus.status_code",
    "StatusCodeCounter": "sipstatus._bulk",
    "StatusLine": "sipstatus._implementation",
    "StatusLineBatch": "sipstatus._columns",
    "StatusLineError": "sipstatus._errors",
    "StatusLineTable": "sipstatus._bulk",
    "best_response": "sipstatus._best_response",
    "check_response": "sipstatus._check_response",
    "compact_forms": "sipstatus._headers",
    "count_split": "sipstatus._splits",
    "count_status_codes": "sipstatus._bulk",
    "encode_status_line": "sipstatus._implementation",
    "encode_status_line_into": "sipstatus._implementation",
    "fallback_code": "_sipstatus.codes",
    "find_status_codes": "sipstatus._search",
    "format_reason_header": "sipstatus._isup",
    "forwarding": "sipstatus._best_response",
    "is_final": "_sipstatus.codes",
    "is_global_failure": "_sipstatus.codes",
    "is_provisional": "_sipstatus.codes",
    "is_redirection": "_sipstatus.codes",
    "is_request_failure": "_sipstatus.codes",
    "is_response": "sipstatus._implementation",
    "is_server_failure": "_sipstatus.codes",
    "is_success": "_sipstatus.codes",
    "isup_cause": "sipstatus._isup",
    "localized": "sipstatus._localized",
    "meaning_of": "_sipstatus.meaning",
    "metric_label": "sipstatus._metrics",
    "parse_reason_header": "sipstatus._isup",
    "parse_status_line": "sipstatus._implementation",
    "parse_status_lines": "sipstatus._columns",
    "plan_splits": "sipstatus._splits",
    "preload": "sipstatus._preload",
    "reason_phrase": "_sipstatus.codes",
    "response_class": "_sipstatus.response_class",
    "response_headers": "sipstatus._response_headers",
    "retry_advice": "sipstatus._retry",
    "scan_status_lines": "sipstatus._bulk",
    "session_metrics": "sipstatus._metrics",
    "status_for_cause": "sipstatus._isup",
}

if not TYPE_CHECKING:  # type checkers take the names that are imported "as" themselves
    __all__ = [*_HOME]


def __getattr__(name: str) -> object:
    if name == "__version__":
        value: object = _installed_version()
    elif name in _HOME:
        # The builtin: importing importlib would take longer than importing the parser.
        value = getattr(__import__(_HOME[name], fromlist=[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*_HOME, "__version__", *(name for name in globals() if name[:2] == "__")})


def _installed_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sipstatus")
    except PackageNotFoundError as error:
        raise AttributeError("sipstatus is not installed, so it has no __version__") from error


def _restore_status_line(  # pyright: ignore[reportUnusedFunction]
    status_code: int, reason_octets: bytes, version: tuple[int, int], end: int
) -> StatusLine:
    """Load a pickled StatusLine of either implementation as one of the implementation in use."""
    from sipstatus._implementation import StatusLine

    return StatusLine(status_code, reason_octets, version, end)


def _restore_status_line_table(  # pyright: ignore[reportUnusedFunction]
    lines: bytes, columns: tuple[object, object, object], leniency: int
) -> StatusLineTable:
    """Load a pickled StatusLineTable."""
    from sipstatus._table import restored

    return restored(lines, columns, leniency)
