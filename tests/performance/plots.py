"""The results as SVG, the same octets for the same results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from harness import Figure
from results import Results

OURS, OTHERS, LIMIT = "#0b6e4f", "#9aa5b1", "#c44536"
STYLE = {
    "svg.hashsalt": "sipstatus",
    "svg.fonttype": "none",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "white",
}


def colour(name: str) -> str:
    """Ours, the limit, or somebody else's."""
    if name.startswith(("R2", "READ")):
        return LIMIT
    ours = (
        "sipstatus",
        "count_status",
        "scan_status",
        "StatusCode",
        "import sipstatus",
        "from sip",
    )
    return OURS if name.startswith(ours) else OTHERS


def bars(
    pyplot: Any,
    path: Path,
    figures: Sequence[Figure],
    value: Callable[[Figure], float],
    label: str,
    scale: str = "linear",
) -> None:
    """Horizontal bars in the order given, each with its number."""
    shown = list(reversed(figures))
    names, values = [figure.name for figure in shown], [value(figure) for figure in shown]
    chart, axes = pyplot.subplots(figsize=(8, 0.8 + 0.32 * len(shown)), layout="constrained")
    drawn = axes.barh(names, values, color=[colour(name) for name in names])
    axes.bar_label(drawn, [three_digits(number) for number in values], padding=3)
    axes.set_xscale(scale)
    axes.margins(x=0.12)
    axes.set_xlabel(label)
    save(pyplot, chart, path)


def three_digits(number: float) -> str:
    """About as many as a figure is worth: "0.04", "1.27", "83.1", "10,900"."""
    return f"{number:,.{2 if number < 10 else 1 if number < 100 else 0}f}"


def curves(
    pyplot: Any,
    path: Path,
    figures: Sequence[Figure],
    across: Callable[[Figure], float],
    value: Callable[[Figure], float],
    labels: tuple[str, str],
) -> None:
    """One curve for every name before the last comma."""
    chart, axes = pyplot.subplots(figsize=(8, 4), layout="constrained")
    for name in dict.fromkeys(map(series, figures)):
        points = [figure for figure in figures if series(figure) == name]
        axes.plot(
            [across(point) for point in points],
            [value(point) for point in points],
            marker="o",
            label=name,
        )
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])
    axes.grid(visible=True, alpha=0.3)
    axes.legend(frameon=False)
    save(pyplot, chart, path)


def series(figure: Figure) -> str:
    """The name of the curve a figure is on: "parse" of "parse, 16"."""
    return figure.name.rpartition(", ")[0]


def save(pyplot: Any, chart: Any, path: Path) -> None:
    """As SVG without a date."""
    chart.savefig(path, metadata={"Date": None, "Creator": None})
    pyplot.close(chart)
    text = path.read_text(encoding="utf-8")
    path.write_text("".join(f"{line.rstrip()}\n" for line in text.splitlines()), encoding="utf-8")


def write(results: Results, folder: Path) -> None:
    """All plots of what was measured."""
    mpl, pyplot = import_module("matplotlib"), import_module("matplotlib.pyplot")
    mpl.use("svg")

    by_time = sorted(results.section("peers"), key=lambda figure: figure.nanoseconds)
    empty_call = results.section("calls")[:1]
    bulk = sorted(results.section("bulk"), key=lambda figure: -figure.rate)
    with mpl.rc_context(STYLE):
        if by_time:
            shown = [*empty_call, *by_time]
            label = "nanoseconds a line (logarithmic)"
            bars(pyplot, folder / "single-line.svg", shown, nanoseconds, label, "log")
        if bulk:
            bars(pyplot, folder / "bulk.svg", bulk, rate, "gigabytes a second")
        if imports := results.section("imports"):
            bars(pyplot, folder / "imports.svg", imports, milliseconds, "milliseconds")
        if lengths := results.section("lengths"):
            words = ("octets of the line", "nanoseconds")
            curves(pyplot, folder / "line-length.svg", lengths, octets, nanoseconds, words)
        if sizes := results.section("sizes"):
            words = ("mebibytes", "gigabytes a second")
            curves(pyplot, folder / "input-size.svg", sizes, mebibytes, rate, words)


def nanoseconds(figure: Figure) -> float:
    return figure.nanoseconds


def milliseconds(figure: Figure) -> float:
    return figure.nanoseconds / 1e6


def rate(figure: Figure) -> float:
    return figure.rate


def octets(figure: Figure) -> float:
    return figure.octets


def mebibytes(figure: Figure) -> float:
    return figure.octets / (1 << 20)
