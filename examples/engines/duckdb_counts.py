"""Counts the status codes of logs with DuckDB.

python duckdb_counts.py LOG...
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import duckdb
import pyarrow as pa
from duckdb.sqltypes import BLOB, INTEGER, USMALLINT, VARCHAR

from sipstatus import parse_status_lines

LINES = r"""
SELECT line FROM read_csv($paths, columns = {'line': 'VARCHAR'}, delim = '\0', quote = '',
                          escape = '', header = false, auto_detect = false, strict_mode = false)
"""
"""The lines of text files, one in each row."""

COUNTS = """
SELECT status_code, count(*) FROM batch WHERE status_code IS NOT NULL GROUP BY ALL ORDER BY ALL
"""

VERSION = duckdb.struct_type({"major": INTEGER, "minor": INTEGER})
BATCH = duckdb.struct_type(
    {"status_code": USMALLINT, "reason_octets": BLOB, "version": VERSION, "error": VARCHAR}
)


def parsed(lines: pa.ChunkedArray) -> pa.Array:
    """What `parse_status_lines` says of each line."""
    return pa.array(parse_status_lines(lines))


def by_function(database: duckdb.DuckDBPyConnection, paths: list[str]) -> dict[int, int]:
    """How many lines have each status code, with a function that SQL calls."""
    database.create_function(
        "sip_status_line", parsed, [VARCHAR], BATCH, type="arrow", null_handling="special"
    )
    batch = f"WITH batch AS (SELECT unnest(sip_status_line(line)) FROM ({LINES}))"
    return dict(database.execute(batch + COUNTS, {"paths": paths}).fetchall())


def by_table(database: duckdb.DuckDBPyConnection, paths: list[str]) -> dict[int, int]:
    """The same with a table that SQL reads, a million rows at a time."""
    lines = database.sql(LINES, params={"paths": paths}).to_arrow_reader(1_000_000)

    def batches() -> Iterator[pa.RecordBatch]:
        for part in lines:
            yield pa.record_batch(parse_status_lines(part["line"]))

    schema = pa.schema(parse_status_lines(pa.array([], pa.string())))
    with database.cursor() as reading:
        reading.register("batch", pa.RecordBatchReader.from_batches(schema, batches()))
        return dict(reading.execute(COUNTS).fetchall())


if __name__ == "__main__":
    for status_code, count in by_table(duckdb.connect(), sys.argv[1:]).items():
        print(status_code, count)
