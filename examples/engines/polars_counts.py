"""Counts the status codes of logs with Polars.

python polars_counts.py LOG...
"""

from __future__ import annotations

import sys

import polars as pl

from sipstatus import parse_status_lines

BATCH = pl.Struct(
    {
        "status_code": pl.UInt16,
        "reason_octets": pl.Binary,
        "version": pl.Struct({"major": pl.Int32, "minor": pl.Int32}),
        "error": pl.String,
    }
)


def parsed(lines: pl.Series) -> pl.Series:
    """What `parse_status_lines` says of each line."""
    return pl.DataFrame(parse_status_lines(lines)).to_struct(lines.name)


def status_codes(paths: list[str]) -> dict[int, int]:
    """How many lines have each status code."""
    batch = pl.scan_lines(paths).select(
        pl.col("line").map_batches(parsed, return_dtype=BATCH, is_elementwise=True)
    )
    codes = batch.unnest("line").drop_nulls("status_code")
    counts = codes.group_by("status_code").len().sort("status_code")
    return dict(counts.collect(engine="streaming").iter_rows())


if __name__ == "__main__":
    for status_code, count in status_codes(sys.argv[1:]).items():
        print(status_code, count)
