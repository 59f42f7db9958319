"""Counts the status codes of logs with Dask.

python dask_counts.py LOG...
"""

from __future__ import annotations

import sys
from collections import Counter

import dask.bag

from sipstatus import StatusCodeCounter, count_split, plan_splits


def by_splits(paths: list[str], octets: int = 1 << 26) -> Counter[int]:
    """How many lines have each status code; every worker can read the files."""
    plan = plan_splits(paths, octets)
    counters = dask.bag.from_sequence(plan, partition_size=1).starmap(count_split)
    total = StatusCodeCounter()
    for counter in counters.compute():
        total.merge(counter)
    return total.counts


if __name__ == "__main__":  # Dask starts processes, which import this file
    for status_code, count in by_splits(sys.argv[1:]).items():
        print(status_code, count)
