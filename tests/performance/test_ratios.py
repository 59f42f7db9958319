"""The targets of the benchmark, with margins wide enough for any machine that has other work."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import benchmark
import pytest

MARGIN = 3.0

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, Any]]:
    """What a short run of the benchmark gives, by name."""
    command = [sys.executable, benchmark.__file__, "--json", "--rounds=50", "--processes=7"]
    process = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return {figure["name"]: figure for figure in json.loads(process.stdout)["figures"]}


TARGETS = [case.name for case in benchmark.CASES if case.target] + [
    name for name, _, target in benchmark.IMPORTS if target
]


@pytest.mark.parametrize("name", TARGETS)
def test_ratio(figures: dict[str, dict[str, Any]], name: str) -> None:
    figure = figures[name]
    assert 0 < figure["ratio"] <= MARGIN * figure["target"]


def test_a_request_is_refused_for_hardly_more_than_a_plain_exception(
    figures: dict[str, dict[str, Any]],
) -> None:
    plain, refused = (figures[name]["ratio"] for name in (benchmark.RAISED, benchmark.REFUSED))
    assert refused <= 2 * MARGIN * plain


def test_compiled_is_much_faster_than_a_regular_expression(
    figures: dict[str, dict[str, Any]],
) -> None:
    by_regex = figures["the same by a regular expression"]["ratio"]
    assert figures["parse, phrase of 16 octets"]["ratio"] < by_regex / 3


def test_the_table_shows_every_figure_and_what_was_missed() -> None:
    figures = [
        benchmark.Figure("reached", 20.0, 1.25, "R2", 1.25),
        benchmark.Figure("missed", 20.16, 1.26, "R2", 1.25),
        benchmark.Figure("no target", 2_000_000.0, 9.0, "http", None),
    ]
    _, reached, missed, without = benchmark.table(figures).splitlines()
    assert reached.split() == ["reached", "20.0", "1.25", "R2", "1.25"]
    assert missed.split() == ["missed", "20.2", "1.26", "R2", "1.25", "missed"]
    assert without.split() == ["no", "target", "2,000,000.0", "9.00", "http"]


def test_the_reference_has_the_directives_of_the_parser() -> None:
    def directives(source: Path) -> list[str]:
        return re.findall(r"^# cython: .*$", source.read_text(encoding="utf-8"), re.MULTILINE)

    of_the_parser = directives(ROOT / "generated" / "cython" / "_statusline.pyx")
    assert of_the_parser
    assert directives(Path(__file__).with_name("reference.pyx")) == of_the_parser
