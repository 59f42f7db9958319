"""What one run has found, and its form on disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

from bulk import Count
from contest import Entry
from harness import Figure

MEASURED = ("nanoseconds", "low", "high", "ratio")
"""The fields of a figure that another run finds another value for."""

PLACES = 3
"""Digits of a ratio on disk; more would only say how noisy a machine is."""


@dataclass(slots=True)
class Results:
    """One run."""

    machine: dict[str, str]
    method: dict[str, Any]
    """Sizes and how many rounds."""

    figures: list[Figure] = field(default_factory=list)
    peers: list[Entry] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)

    def add(self, other: Results) -> None:
        """What another process of the same run has found."""
        self.figures += other.figures
        self.peers += other.peers
        self.counts += other.counts

    def section(self, name: str) -> list[Figure]:
        """The figures of a section."""
        return [figure for figure in self.figures if figure.section == name]

    def ratios(self) -> dict[str, float]:
        """Every ratio by section and name."""
        return {f"{figure.section}: {figure.name}": figure.ratio for figure in self.figures}


def merged(runs: Sequence[Results]) -> Results:
    """Several runs of the same sections as one: of each figure the median."""
    figures = [
        replace(same[0], **{name: median(getattr(one, name) for one in same) for name in MEASURED})
        for same in zip(*(run.figures for run in runs), strict=True)
    ]
    return replace(runs[0], figures=figures)


def write(results: Results, path: Path) -> None:
    """As JSON, for programs and for `read`."""
    document = asdict(results)
    for row in document["figures"]:
        for name in ("nanoseconds", "low", "high"):
            row[name] = round(row[name], 1)
        row["ratio"] = round(row["ratio"], PLACES)
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path) -> Results:
    """What `write` wrote."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return Results(
        document["machine"],
        document["method"],
        [Figure(**row) for row in document["figures"]],
        [Entry(**row) for row in document["peers"]],
        [Count(**row) for row in document["counts"]],
    )
