"""Shows what ``sipstatus scan`` has counted: tables with bars, or formats for programs."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from _sipstatus.response_class import ResponseClass

from sipstatus import reason_phrase, session_metrics
from sipstatus.cli.terminal import echo
from sipstatus.cli.terminal.formats import print_json, print_records, print_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sipstatus.cli.capture.counting import Result
    from sipstatus.cli.terminal.formats import Format

METRICS_NEED = "if the final responses answer INVITEs outside dialogs, each once"
"""When SER, SEER and ISA mean something: a status-line does not tell what it answers."""

_BAR_MAX = 40
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


class Row(NamedTuple):
    """A code or a class, its number of lines and its share of all lines."""

    key: dict[str, Any]
    lines: int
    share: float


def show(result: Result, form: Format, by: str) -> None:
    """Print a result."""
    codes, classes = _rows(result)
    rows = codes if by == "code" else classes
    if form == "json":
        _print_json(result, codes if by == "code" else None, classes)
    elif form == "table":
        _print_tables(result, codes if by == "code" else None, classes)
    else:
        keys = ["code", "phrase", "class"] if by == "code" else ["class", "name"]
        print_records(form, [*map(_record, rows)], _cells, [*keys, "count", "share"])


def _rows(result: Result) -> tuple[list[Row], list[Row]]:
    total = sum(result.counts.values())
    codes = []
    for code, lines in result.counts.items():
        key = {"code": code, "phrase": reason_phrase(code), "class": f"{code // 100}xx"}
        codes.append(Row(key, lines, lines / total))
    classes = []
    for entry in ResponseClass:
        lines = sum(row.lines for row in codes if row.key["code"] // 100 == entry)
        if lines:
            classes.append(Row({"class": f"{entry:d}xx", "name": entry.name}, lines, lines / total))
    return codes, classes


def _record(row: Row) -> dict[str, Any]:
    return {**row.key, "count": row.lines, "share": round(row.share, 6)}


def _cells(record: Mapping[str, Any]) -> dict[str, str]:
    return {key: "" if value is None else str(value) for key, value in record.items()}


NOTHING_FOUND = "no line begins with a status-line; --anywhere also looks within lines"


def _print_json(result: Result, codes: Iterable[Row] | None, classes: Iterable[Row]) -> None:
    metrics = {
        metric.name: {
            "numerator": metric.numerator,
            "denominator": metric.denominator,
            "percent": metric.percent,
        }
        for metric in session_metrics(result.counts)[:3]
    }
    report = {
        "status_lines": sum(result.counts.values()),
        "octets": result.octets,
        "seconds": round(result.seconds, 6),
        "complete": result.complete,
        **({"codes": [*map(_record, codes)]} if codes is not None else {}),
        "classes": [*map(_record, classes)],
        "metrics": {"need": METRICS_NEED, **metrics},
    }
    print_json(report, indent=2)


def _print_tables(result: Result, codes: list[Row] | None, classes: list[Row]) -> None:
    if codes:
        print_table(*_table(["code", "reason phrase"], ["code", "phrase"], codes))
        echo()
    if classes:
        print_table(*_table(["class", "name"], ["class", "name"], classes))
        echo()
    total = sum(result.counts.values())
    seconds = max(result.seconds, 1e-6)
    echo(
        f"{total:,} status-line{'' if total == 1 else 's'} in {_size(result.octets)}, "
        f"{seconds:.2f} s: {_size(result.octets / seconds)}/s, {total / seconds:,.0f} lines/s"
    )
    if result.complete and result.octets and not total:
        echo(NOTHING_FOUND)
    metrics = session_metrics(result.counts)[:3]
    if all(metric.denominator for metric in metrics):
        ratios = ", ".join(f"{metric.name} {metric.percent:.1f}%" for metric in metrics)
        echo(f"{ratios} (RFC 6076), {METRICS_NEED}")


def _table(
    headings: list[str], keys: list[str], rows: list[Row]
) -> tuple[list[str], list[list[str]]]:
    """The headings and cells of a table; numbers are aligned to the right."""
    texts = [_cells(row.key) for row in rows]
    counts = _right([f"{row.lines:,}" for row in rows], len("count"))
    shares = _right([f"{100 * row.share:.2f}%" for row in rows], len("share"))
    width = sum(max(len(text[key]) for text in texts) for key in keys)
    room = _columns() - width - len(counts[0]) - len(shares[0]) - 14
    most = max(row.lines for row in rows)
    cells = [
        [*(text[key] for key in keys), count, share, _bar(row.lines / most, room)]
        for text, count, share, row in zip(texts, counts, shares, rows, strict=True)
    ]
    heads = ["count".rjust(len(counts[0])), "share".rjust(len(shares[0]))]
    return [*headings, *heads, ""], cells


def _columns() -> int:
    """Terminal width without shutil, which loads every compressor."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        return int(asked)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):  # no terminal
        return 80


def _right(texts: list[str], least: int) -> list[str]:
    width = max(least, *map(len, texts))
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
