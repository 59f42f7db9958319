"""Shows what ``sipstatus scan`` has counted in OpenMetrics, the format of Prometheus.

Labels are of fixed sets, which no peer can enlarge.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from _sipstatus.registry import METHODS, METRICS

from sipstatus import metric_label, session_metrics
from sipstatus.cli.capture.counting import Result
from sipstatus.cli.terminal import echo
from sipstatus.cli.terminal.histogram import PERCENTILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sipstatus.cli.capture.message_counts import MessageResult

# https://prometheus.io/docs/specs/om/open_metrics_spec/


def show(result: Result | MessageResult, by: str) -> None:
    """Print what was counted."""
    if isinstance(result, Result):
        _family("sip_status_lines", "counter", "Status-lines.", _responses(result.counts, by))
    else:
        _show_messages(result, by)
    echo("# EOF")


def _show_messages(result: MessageResult, by: str) -> None:
    if by == "method":
        for kind in ("requests", "responses"):
            counts: Counter[str] = Counter()
            for method, count in result.methods.items():
                counts[method if method in METHODS else "other"] += getattr(count, kind)
            totals = [(f'_total{{method="{name}"}}', number) for name, number in counts.items()]
            _family(f"sip_{kind}", "counter", f"{kind.title()}, by their method.", totals)
    else:
        _family("sip_responses", "counter", "Responses.", _responses(result.codes, by))
    sessions = result.sessions
    outcomes = {
        "final": sum(sessions.finals.values()),
        "challenged": sessions.challenged,
        "unanswered": sessions.unanswered,
    }
    _family(
        "sip_session_requests",
        "counter",
        "INVITEs outside dialogs, each once; those with a final response are what RFC 6076 counts.",
        [(f'_total{{outcome="{name}"}}', number) for name, number in outcomes.items()],
    )
    for metric in session_metrics(sessions.finals)[:3]:
        if metric.fraction is not None:
            title = METRICS[metric.name].title
            name = f"sip_{title.lower().replace(' ', '_').removesuffix('_ratio')}_ratio"
            _family(name, "gauge", f"{title} (RFC 6076).", [("", float(metric.fraction))], "ratio")
    samples: list[tuple[str, float]] = []
    for outcome, delays in (("successful", sessions.successful), ("failed", sessions.failed)):
        label = f'outcome="{outcome}"'
        samples += [
            (f'{{{label},quantile="{percent / 100:g}"}}', value)
            for percent in PERCENTILES
            if (value := delays.percentile(percent)) is not None
        ]
        samples += [(f"_count{{{label}}}", delays.number), (f"_sum{{{label}}}", delays.total)]
    name = "sip_session_request_delay_seconds"
    _family(name, "summary", "Session Request Delay (RFC 6076).", samples, "seconds")


def _responses(counts: Mapping[int, int], by: str) -> list[tuple[str, int]]:
    labels: Counter[str] = Counter()
    for code, number in counts.items():
        labels[f"{code // 100}xx" if by == "class" else metric_label(code)] += number
    name = "class" if by == "class" else "code"
    return [(f'_total{{{name}="{label}"}}', number) for label, number in labels.items()]


def _family(
    name: str, kind: str, text: str, samples: Iterable[tuple[str, float]], unit: str = ""
) -> None:
    """Print a metric family; each sample is a suffix with labels, and a number."""
    echo(f"# TYPE {name} {kind}")
    if unit:
        echo(f"# UNIT {name} {unit}")
    echo(f"# HELP {name} {text}")
    for suffix, number in samples:
        echo(f"{name}{suffix} {number}")
