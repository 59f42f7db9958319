"""Columns: how many times faster than the regular expressions of the engines that hold them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

import corpus
from bulk import Count
from harness import Figure, Timer, figure, in_turns

import sipstatus

ROWS = 200_000
LINES = 20_000
"""How many lines there are; then they come again."""

PATTERN = r"^SIP/2\.0 (?P<status_code>[1-6][0-9]{2}) (?P<reason>[^\x00\r\n]*)"
TARGET = 8


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine with its column of lines."""

    name: str
    expression: Callable[[], Any]
    """Extracts status code and phrase by the engine's regular expression, into new columns."""

    codes: Callable[[Any], list[Any]]
    """The status codes of that."""

    column: Any
    """The lines for `parse_status_lines`."""

    @property
    def parsed(self) -> str:
        """What the figure of `parse_status_lines` is called."""
        return f"parse_status_lines, beside {self.name.partition(',')[0]}"


def engines(lines: list[str]) -> list[Engine]:
    """Each with the same lines, as it holds them itself."""
    pa, pl, duckdb = (import_module(name) for name in ("pyarrow", "polars", "duckdb"))
    pc = import_module("pyarrow.compute")
    array, series = pa.array(lines), pl.Series("line", lines)
    database = duckdb.connect(config={"threads": 1})
    database.register("lines", pa.table({"line": array}))
    database.execute("CREATE TABLE log AS SELECT line FROM lines")
    groups = PATTERN.replace("?P<status_code>", "").replace("?P<reason>", "")
    query = f"SELECT regexp_extract(line, '{groups}', ['status_code', 'reason']) AS found FROM log"
    return [
        Engine(
            "pyarrow, extract_regex",
            lambda: pc.extract_regex(array, PATTERN),
            lambda found: found.field("status_code").to_pylist(),
            array,
        ),
        Engine(
            "Polars, str.extract_groups",
            lambda: series.str.extract_groups(PATTERN),
            lambda found: found.struct.field("status_code").to_list(),
            series,
        ),
        Engine(
            "DuckDB, regexp_extract",
            lambda: database.sql(query).to_arrow_table(),
            lambda found: [row["status_code"] for row in found["found"].to_pylist()],
            array,
        ),
    ]


def timer(work: Callable[[], object]) -> Timer:
    """Processor time for a row, of all threads: an engine may have its own."""

    def one_round() -> float:
        begin = time.process_time_ns()
        work()
        return (time.process_time_ns() - begin) / ROWS

    return one_round


def measure(rounds: int) -> tuple[list[Figure], list[Count]]:
    """Each expression, and `parse_status_lines` of the same column, in turns."""
    taken = corpus.take(LINES)
    repeated = ROWS // LINES
    true = Counter(line.status_code for line in taken * repeated)
    lines = [line.octets.decode().removesuffix("\r\n") for line in taken] * repeated
    chosen = engines(lines)
    timers, counts = [], []
    for engine in chosen:
        parse = partial(sipstatus.parse_status_lines, engine.column)
        timers += [timer(engine.expression), timer(parse)]
        batch = import_module("pyarrow").record_batch(parse())
        found = {
            engine.name: map(int, engine.codes(engine.expression())),
            engine.parsed: batch["status_code"].to_pylist(),
        }
        for name, codes in found.items():
            counted = Counter(codes)
            counts.append(Count(name, counted.total(), ROWS, counted == true))
    samples = iter(in_turns(timers, rounds))
    figures = []
    for engine, matched, parsed in zip(chosen, samples, samples, strict=True):
        figures += [
            figure("columns", engine.name, matched, matched, engine.name, at_least=True),
            figure("columns", engine.parsed, parsed, matched, engine.name, TARGET, at_least=True),
        ]
    return figures, counts
