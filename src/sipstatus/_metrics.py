"""The ratios of RFC 6076 from counts of final responses, and labels for counters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from _sipstatus.codes import REASON_PHRASES, is_final
from _sipstatus.meaning import meaning_of
from _sipstatus.registry import METRICS

from sipstatus._arguments import code_argument, int_argument

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["MetricRatio", "SessionMetrics", "metric_label", "session_metrics"]


class MetricRatio(NamedTuple):
    """A metric of RFC 6076: the share of certain requests among all that count.

    name: what the RFC calls it, such as ``"SER"``.
    method: the method of the requests that it is defined for.
    numerator: number of requests whose final response counts for the metric.
    denominator: number of all requests that count, never less than `numerator`.

    >>> ratio = session_metrics({200: 3, 486: 1}).ser
    >>> ratio.numerator, ratio.denominator, ratio.percent
    (3, 4, 75.0)
    """

    name: str
    method: str
    numerator: int
    denominator: int

    @property
    def fraction(self) -> Fraction | None:
        """The exact share, 0 to 1; None while no request counts (RFC 6076 section 4)."""
        from fractions import Fraction  # here, as it takes longer to load than all of this module

        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def percent(self) -> float | None:
        """The share in percent, 0.0 to 100.0; None while no request counts."""
        return 100 * self.numerator / self.denominator if self.denominator else None


MetricRatio.__module__ = "sipstatus"


class SessionMetrics(NamedTuple):
    """The metrics of RFC 6076 that follow from final responses alone.

    ser: Session Establishment Ratio (section 4.6).
    seer: Session Establishment Effectiveness Ratio (section 4.7).
    isa: Ineffective Session Attempts (section 4.8).
    ira: Ineffective Registration Attempts (section 4.2).

    >>> session_metrics({200: 3, 486: 1}).seer.fraction
    Fraction(1, 1)
    """

    ser: MetricRatio
    seer: MetricRatio
    isa: MetricRatio
    ira: MetricRatio


SessionMetrics.__module__ = "sipstatus"


def session_metrics(counts: Mapping[int, int]) -> SessionMetrics:
    """The metrics of RFC 6076 over requests of one method.

    counts: status code -> number of requests that it was the final response to.  One that timed out
    at the client counts as 408 (RFC 3261 section 8.1.3.1).  Provisional responses may be
    included; they make no difference.

    Each metric belongs to one method: count the INVITEs outside dialogs for `ser`, `seer` and
    `isa`, and the REGISTERs, in a mapping of their own, for `ira`.  The first two mean something
    at the caller's side only.  A status code counts as itself, registered or not, never as the x00
    of its class: a 299 is not a 200.

    >>> session_metrics({200: 8, 486: 1, 503: 1}).isa.percent
    10.0

    Raises TypeError if `counts` is not a mapping, or for a code or number that is not an int or is
    a bool, ValueError for a code outside 100 to 699 or a negative number.
    """
    finals = {code: number for code, number in _checked(counts).items() if is_final(code)}
    return SessionMetrics(
        _ratio("SER", finals), _ratio("SEER", finals), _ratio("ISA", finals), _ratio("IRA", finals)
    )


def _checked(counts: object) -> dict[int, int]:
    if not isinstance(counts, Mapping):
        raise TypeError(f"counts must be a mapping, not {type(counts).__name__}")
    checked: dict[int, int] = {}
    for key, value in cast("Mapping[object, object]", counts).items():
        code = code_argument(key, "status code in counts")
        number = int_argument(value, f"number of {code} in counts")
        if number < 0:
            raise ValueError(f"number of {code} in counts is negative: {number}")
        checked[code] = number
    return checked


def _ratio(name: str, finals: Mapping[int, int]) -> MetricRatio:
    metric = METRICS[name]
    numerator = denominator = 0
    for code, number in finals.items():
        digit = code // 100
        if digit not in metric.excluded_classes:
            denominator += number
        meaning = meaning_of(code)
        if meaning is not None and name in meaning.metrics:
            numerator += number
    return MetricRatio(name, metric.method, numerator, denominator)


_LABELS = {code: str(code) for code in REASON_PHRASES}
_OTHERS = {digit: f"{digit}xx_other" for digit in range(1, 7)}


def metric_label(status_code: int) -> str:
    """A label for `status_code` in a metrics system, from a fixed set that no peer can enlarge.

    ``"486"`` for a registered code, ``"4xx_other"`` for any other code of its class (RFC 3261
    section 7.2), ``"invalid"`` outside 100 to 699.

    >>> metric_label(486), metric_label(431), metric_label(999)
    ('486', '4xx_other', 'invalid')

    Raises TypeError if `status_code` is not an int or is a bool.
    """
    code = int_argument(status_code, "status_code")
    return _LABELS.get(code) or _OTHERS.get(code // 100, "invalid")
