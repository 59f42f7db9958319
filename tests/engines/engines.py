"""The real engines on a large log: each count beside the truth, and rows a second.

    python tests/engines/engines.py [--size 200MiB] [--folder FOLDER] [ENGINE ...]

Each way of ``examples/engines`` runs beside the engine's own regular expression.  Spark runs on a
cluster of two workers, and loses one of its executors during a run.  A count that differs from the
truth ends in exit code 1.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import corpus
import report

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "engines"
CODE = r"(?i)^SIP/[0-9]+\.[0-9]+ ([1-6][0-9]{2})(?: |$)"
"""What finds the same status codes in this log, though not in every one."""

Way = Callable[[list[str]], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Run:
    """What a way has found, and how long it took."""

    engine: str
    way: str
    counts: Mapping[int, int]
    seconds: float


@dataclass(frozen=True, slots=True)
class Log:
    """A log, and what it holds."""

    path: str
    counts: Counter[int]
    rows: int


def written(folder: Path, size: int) -> Log:
    path = folder / "sip.log"
    truth = corpus.write_log(path, size)
    with path.open("rb") as file:
        rows = sum(line.count(b"\n") for line in iter(lambda: file.read(1 << 20), b""))
    # Engines read lines, whatever their ends.
    return Log(str(path), truth.line_start + truth.bare_lf, rows)


def timed(engine: str, way: str, count: Way, paths: list[str]) -> Run:
    print(f"{engine}: {way}", file=sys.stderr, flush=True)
    begin = time.perf_counter()
    counts = count(paths)
    return Run(engine, way, counts, time.perf_counter() - begin)


# --- the engines ----------------------------------------------------------------------------------


def polars(log: Log) -> Iterator[Run]:
    import polars as pl
    import polars_counts

    def expression(paths: list[str]) -> Mapping[int, int]:
        code = pl.col("line").str.extract(CODE).cast(pl.UInt16).alias("code")
        codes = pl.scan_lines(paths).select(code).drop_nulls()
        return dict(codes.group_by("code").len().collect(engine="streaming").iter_rows())

    yield timed("Polars", "map_batches", polars_counts.status_codes, [log.path])
    yield timed("Polars", "its regular expression", expression, [log.path])


def duckdb(log: Log) -> Iterator[Run]:
    import duckdb as engine
    import duckdb_counts

    def expression(paths: list[str]) -> Mapping[int, int]:
        found = f"regexp_extract(line, '{CODE}', 1)"
        query = f"SELECT {found}::int AS code, count(*) FROM ({duckdb_counts.LINES})"
        query = f"{query} WHERE {found} <> '' GROUP BY ALL"
        return dict(engine.connect().execute(query, {"paths": paths}).fetchall())

    for way in (duckdb_counts.by_function, duckdb_counts.by_table):
        count = lambda paths, way=way: way(engine.connect(), paths)  # noqa: E731
        yield timed("DuckDB", way.__name__, count, [log.path])
    yield timed("DuckDB", "its regular expression", expression, [log.path])


def dask(log: Log) -> Iterator[Run]:
    import dask.bag
    import dask_counts

    def expression(paths: list[str]) -> Mapping[int, int]:
        lines = dask.bag.read_text(paths, blocksize=1 << 25)
        return {int(code): count for code, count in lines.map(code_of).frequencies() if code}

    yield timed("Dask", "by_splits", dask_counts.by_splits, [log.path])
    yield timed("Dask", "a regular expression", expression, [log.path])


def code_of(line: str) -> str:
    found = re.match(CODE, line.rstrip("\r\n"))
    return found[1] if found else ""


def spark(log: Log) -> Iterator[Run]:
    import spark_counts
    from pyspark.sql import functions

    with cluster() as session:

        def expression(paths: list[str]) -> Mapping[int, int]:
            code = functions.regexp_extract("value", CODE, 1).alias("code")
            codes = session.read.text(paths).select(code).where("code <> ''")
            rows = codes.groupBy("code").count().collect()
            return {int(row["code"]): row["count"] for row in rows}

        def lines(paths: list[str]) -> Mapping[int, int]:
            return spark_counts.by_lines(session, paths)

        def splits(paths: list[str]) -> Mapping[int, int]:
            return spark_counts.by_splits(session, paths)

        lines([__file__])  # the first job starts the workers' Python
        yield timed("Spark", "mapInArrow", lines, [log.path])
        yield timed("Spark", "by_splits", splits, [log.path])
        yield timed("Spark", "its regular expression", expression, [log.path])
        for way, count in (("mapInArrow", lines), ("by_splits", splits)):
            name = f"{way}, an executor killed"
            yield timed(
                "Spark",
                name,
                lambda paths, count=count: robbed(session, count, paths),
                [log.path] * 4,
            )


ENGINES = {"polars": polars, "duckdb": duckdb, "dask": dask, "spark": spark}


# --- Spark's cluster ------------------------------------------------------------------------------


@contextmanager
def cluster() -> Iterator[Any]:
    """Two workers with one core each, in processes of their own."""
    from pyspark.sql import SparkSession

    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("engines")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    session.sparkContext.addPyFile(str(EXAMPLES / "spark_counts.py"))
    try:
        yield session
    finally:
        session.stop()


def executors(session: Any) -> list[int]:
    """The processes that are executors of this application."""
    application = session.sparkContext.applicationId.encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it has ended meanwhile
            continue
        if application in words and any(word.endswith(b"ExecutorBackend") for word in words):
            found.append(int(process.name))
    return found


def robbed(session: Any, count: Way, paths: list[str]) -> Mapping[int, int]:
    """What a way counts while one of the executors is killed."""
    found: list[Mapping[int, int]] = []
    before = executors(session)
    assert len(before) == 2, before
    run = Thread(target=lambda: found.append(count(paths)))
    run.start()
    tracker = session.sparkContext.statusTracker()
    while run.is_alive() and not any(
        stage.numActiveTasks and stage.numCompletedTasks
        for stage in map(tracker.getStageInfo, tracker.getActiveStageIds())
        if stage
    ):
        time.sleep(0.01)
    assert run.is_alive(), "the run was over before an executor could be killed"
    os.kill(before[0], signal.SIGKILL)
    run.join()
    deadline = time.monotonic() + 120
    while before[0] in executors(session) or len(executors(session)) < 2:
        assert time.monotonic() < deadline, "no other executor took its place"
        time.sleep(0.1)
    return found[0]


# --- the table ------------------------------------------------------------------------------------


def table(runs: list[Run], log: Log) -> str:
    rows: list[list[str]] = []
    for run in runs:
        times = sum(run.counts.values()) // log.counts.total()
        right = run.counts == {code: count * times for code, count in log.counts.items()}
        rate = f"{log.rows * times / run.seconds / 1e6:.2f}"
        words = f"{sum(run.counts.values()):,}", "yes" if right else "**no**"
        rows.append([run.engine, run.way, f"{run.seconds:.2f} s", rate, *words])
    header = ["", "way", "time", "million rows a second", "status-lines", "right"]
    return report.table(header, rows, left=2)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("engines", nargs="*", choices=[*ENGINES, []], metavar="ENGINE")
    parser.add_argument("--size", type=corpus.octets_of, default=200 << 20)
    arguments = parser.parse_args()
    sys.path.insert(0, str(EXAMPLES))
    os.environ["PYTHONPATH"] = os.pathsep.join([str(EXAMPLES), *sys.path])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        log = written(Path(folder), arguments.size)
        runs: list[Run] = []
        for name in arguments.engines or ENGINES:
            runs += ENGINES[name](log)
    print(f"{log.rows:,} rows, {log.counts.total():,} status-lines\n\n{table(runs, log)}")
    sys.exit("**no**" in table(runs, log))


if __name__ == "__main__":
    main()
