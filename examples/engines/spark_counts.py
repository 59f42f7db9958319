"""Counts the status codes of logs with Spark.

spark-submit spark_counts.py LOG...
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator

import pyarrow as pa
from pyspark.sql import SparkSession

from sipstatus import StatusCodeCounter, count_split, parse_status_lines, plan_splits

BATCH = (
    "status_code int, reason_octets binary, version struct<major: int, minor: int>, error string"
)
"""The columns of `parsed`; Spark has no uint16."""


def parsed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What `parse_status_lines` says of the lines in the column `value`."""
    for lines in batches:
        batch = pa.record_batch(parse_status_lines(lines["value"]))
        yield batch.set_column(0, "status_code", batch["status_code"].cast(pa.int32()))


def by_lines(spark: SparkSession, paths: list[str]) -> dict[int, int]:
    """How many lines have each status code, from a data frame of lines."""
    batch = spark.read.text(paths).mapInArrow(parsed, BATCH)
    counts = batch.dropna(subset="status_code").groupBy("status_code").count()
    return {row["status_code"]: row["count"] for row in counts.collect()}


def by_splits(spark: SparkSession, paths: list[str], octets: int = 1 << 26) -> Counter[int]:
    """The same from the files, which every worker has to reach under these paths."""
    plan = plan_splits(paths, octets)
    splits = spark.sparkContext.parallelize(plan, max(1, len(plan)))
    total = StatusCodeCounter()
    for counter in splits.map(lambda split: count_split(*split)).collect():
        total.merge(counter)
    return total.counts


if __name__ == "__main__":
    session = SparkSession.builder.appName("status codes").getOrCreate()
    for status_code, count in sorted(by_lines(session, sys.argv[1:]).items()):
        print(status_code, count)
