"""Shows what ``sipstatus scan`` has counted: tables with bars, or formats for programs."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from _sipstatus.response_class import ResponseClass

from sipstatus import reason_phrase, session_metrics
from sipstatus.cli.capture.counting import Result
from sipstatus.cli.terminal import echo
from sipstatus.cli.terminal.formats import print_json, print_records, print_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sipstatus.cli.capture.message_counts import MessageResult, MethodCount
    from sipstatus.cli.capture.sessions import Outcome
    from sipstatus.cli.terminal.formats import Format

METRICS_NEED = "if the final responses answer INVITEs outside dialogs, each once"
"""When SER, SEER and ISA mean something: a status-line does not tell what it answers."""

PERCENTILES = (10, 50, 90)
"""Of the delays: a mean says little, as some callers wait much longer than most."""

_BAR_MAX = 40
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")

NOTHING_FOUND = "no line begins with a status-line, nor is there one within a line"


class Row(NamedTuple):
    """A code, class or method, what was counted of it, and its share of all."""

    key: dict[str, Any]
    numbers: dict[str, int]
    share: float

    @property
    def record(self) -> dict[str, Any]:
        """For programs."""
        return {**self.key, **self.numbers, "share": round(self.share, 6)}


_COLUMNS = {
    "code": ["code", "phrase", "class", "count", "share"],
    "class": ["class", "name", "count", "share"],
    "method": ["method", "requests", "responses", "share"],
}


def show(result: Result | MessageResult, form: Format, by: str) -> None:
    """Print what was counted."""
    if isinstance(result, Result):
        _show_lines(result, form, by)
    else:
        _show_messages(result, form, by)


def _show_lines(result: Result, form: Format, by: str) -> None:
    rows = {"code": _codes(result.counts), "class": _classes(result.counts)}
    if by == "class":
        del rows["code"]
    if form == "json":
        print_json(
            {
                "status_lines": result.total,
                **_work(result),
                **_records(rows),
                "metrics": {"need": METRICS_NEED, **_ratios(result.counts)},
            },
            indent=2,
        )
    elif form == "table":
        _print_tables(rows)
        _say(f"{_number(result.total, 'status-line')} in {_speed(result, 'lines')}")
        if result.complete and result.octets and not result.total:
            _say(NOTHING_FOUND)
        metrics = session_metrics(result.counts)[:3]
        if all(metric.denominator for metric in metrics):
            ratios = ", ".join(f"{metric.name} {metric.percent:.1f}%" for metric in metrics)
            _say(f"{ratios} (RFC 6076), {METRICS_NEED}")
    else:
        print_records(form, [row.record for row in rows[by]], _cells, _COLUMNS[by])


def _show_messages(result: MessageResult, form: Format, by: str) -> None:
    rows = {
        "code": _codes(result.codes),
        "class": _classes(result.codes),
        "method": _methods(result.methods),
    }
    sessions = result.sessions
    responses = result.codes.total()
    requests = sum(count.requests for count in result.methods.values())
    if form == "json":
        print_json(
            {
                "requests": requests,
                "responses": responses,
                **_work(result),
                **_records(rows),
                "sessions": {
                    "requests": sum(sessions.finals.values()),
                    "challenged": sessions.challenged,
                    "unanswered": sessions.unanswered,
                },
                "metrics": {**_ratios(sessions.finals), "SRD": _delays(sessions)},
            },
            indent=2,
        )
    elif form == "table":
        shown = ("code", "class") if by == "code" else (by,)
        _print_tables({name: rows[name] for name in shown})
        _say(
            f"{_number(requests, 'request')} and {_number(responses, 'response')} in "
            f"{_speed(result, 'messages')}"
        )
        _print_metrics(sessions)
    else:
        print_records(form, [row.record for row in rows[by]], _cells, _COLUMNS[by])


# --- rows ---------------------------------------------------------------------------------------


def _codes(counts: Mapping[int, int]) -> list[Row]:
    total = sum(counts.values())
    return [
        Row(
            {"code": code, "phrase": reason_phrase(code), "class": f"{code // 100}xx"},
            {"count": count},
            count / total,
        )
        for code, count in counts.items()
    ]


def _classes(counts: Mapping[int, int]) -> list[Row]:
    total = sum(counts.values())
    rows = []
    for entry in ResponseClass:
        count = sum(counts[code] for code in counts if code // 100 == entry)
        if count:
            key = {"class": f"{entry:d}xx", "name": entry.name}
            rows.append(Row(key, {"count": count}, count / total))
    return rows


def _methods(methods: Mapping[str, MethodCount]) -> list[Row]:
    total = sum(map(sum, methods.values()))
    return [
        Row({"method": method or None}, count._asdict(), sum(count) / total)
        for method, count in methods.items()
    ]


# --- for programs -------------------------------------------------------------------------------


def _work(result: Result | MessageResult) -> dict[str, Any]:
    return {
        "octets": result.octets,
        "seconds": round(result.seconds, 6),
        "complete": result.complete,
        "faults": result.faults,
    }


def _records(rows: Mapping[str, list[Row]]) -> dict[str, Any]:
    names = {"code": "codes", "class": "classes", "method": "methods"}
    return {names[by]: [row.record for row in some] for by, some in rows.items()}


def _ratios(finals: Mapping[int, int]) -> dict[str, Any]:
    return {
        metric.name: {
            "numerator": metric.numerator,
            "denominator": metric.denominator,
            "percent": metric.percent,
        }
        for metric in session_metrics(finals)[:3]
    }


def _delays(sessions: Outcome) -> dict[str, Any]:
    return {
        outcome: {
            "count": delays.number,
            **{f"p{percent}": delays.percentile(percent) for percent in PERCENTILES},
        }
        for outcome, delays in (("successful", sessions.successful), ("failed", sessions.failed))
    }


def _cells(record: Mapping[str, Any]) -> dict[str, str]:
    return {key: "" if value is None else str(value) for key, value in record.items()}


# --- for people ---------------------------------------------------------------------------------


def _print_tables(rows: Mapping[str, list[Row]]) -> None:
    for by, some in rows.items():
        if some:
            print_table(*_table(by, some))
            echo()


def _print_metrics(sessions: Outcome) -> None:
    requests = sum(sessions.finals.values())
    left_out = [
        f"{number:,} {what}"
        for number, what in (
            (sessions.challenged, "challenged"),
            (sessions.unanswered, "without a final response"),
        )
        if number
    ]
    if not requests and not left_out:
        return
    beside = f"; left out: {', '.join(left_out)}" if left_out else ""
    _say(f"{_number(requests, 'session request')} (RFC 6076){beside}")
    for metric in session_metrics(sessions.finals)[:3]:
        if metric.denominator:
            share = f"{metric.percent:.1f}%"
            _say(f"  {metric.name:4}  {share:>6}  {metric.numerator:,} of {metric.denominator:,}")
    for outcome, delays in (("successful", sessions.successful), ("failed", sessions.failed)):
        if delays.number:
            parts = ", ".join(
                f"{percent}% within {delays.percentile(percent):g} s" for percent in PERCENTILES
            )
            _say(f"  SRD   {outcome}: {parts} ({delays.number:,})")


def _say(text: str) -> None:
    """Print a sentence; on a terminal it is broken between words."""
    if not sys.stdout.isatty():
        echo(text)
        return
    from textwrap import wrap

    indent = " " * (len(text) - len(text.lstrip()))
    width = max(_columns(), 20)
    for line in wrap(text, width, subsequent_indent=indent, break_long_words=False):
        echo(line)


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _speed(result: Result | MessageResult, what: str) -> str:
    seconds = max(result.seconds, 1e-6)
    return (
        f"{_size(result.octets)}, {seconds:.2f} s: {_size(result.octets / seconds)}/s, "
        f"{result.total / seconds:,.0f} {what}/s"
    )


def _table(by: str, rows: list[Row]) -> tuple[list[str], list[list[str]]]:
    """The headings and cells of a table; numbers are aligned to the right."""
    headings = {
        "code": {"code": "code", "phrase": "reason phrase"},
        "class": {"class": "class", "name": "name"},
        "method": {"method": "method"},
    }[by]
    columns = [
        [heading, *(_cells(row.key)[key] for row in rows)] for key, heading in headings.items()
    ]
    columns += [
        _right([name, *(f"{row.numbers[name]:,}" for row in rows)]) for name in rows[0].numbers
    ]
    columns.append(_right(["share", *(f"{100 * row.share:.2f}%" for row in rows)]))
    room = _columns() - sum(2 + max(map(len, column)) for column in columns)
    most = max(row.share for row in rows)
    columns.append(["", *(_bar(row.share / most, room) for row in rows)])
    heads, *cells = map(list, zip(*columns, strict=True))
    return heads, cells


def _columns() -> int:
    """Terminal width without shutil, which loads every compressor."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        return int(asked)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):  # no terminal
        return 80


def _right(texts: list[str]) -> list[str]:
    width = max(map(len, texts))
    return [text.rjust(width) for text in texts]


def _bar(share: float, room: int) -> str:
    """A bar; it is never empty, as every row has at least one line."""
    length = max(1, round(8 * share * min(max(room, 8), _BAR_MAX)))
    full, eighths = divmod(length, 8)
    if "utf" not in (sys.stdout.encoding or "").lower():
        return "#" * max(1, full)
    return "█" * full + _EIGHTHS[eighths]


def _size(octets: float) -> str:
    for unit in ("octets", "KiB", "MiB"):
        if octets < 1024:
            return f"{octets:.0f} {unit}" if unit == "octets" else f"{octets:.1f} {unit}"
        octets /= 1024
    return f"{octets:.2f} GiB"
