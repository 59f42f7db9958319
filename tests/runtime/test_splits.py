"""Splits: each line is counted once, in the split in which it begins, whatever the plan."""

from __future__ import annotations

import os
import pickle
import random
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise, starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import EXAMPLES, line_end_leniencies
from scanned import captures, long_captures

from sipstatus import (
    Leniency,
    Split,
    StatusCodeCounter,
    count_split,
    count_status_codes,
    plan_splits,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

LOG = b"SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP a.example\r\n\r\nSIP/2.0 200 OK\r\n"


def merged(counters: Iterable[StatusCodeCounter]) -> StatusCodeCounter:
    """What all have counted, after a way through pickles."""
    total = StatusCodeCounter()
    for counter in counters:
        total.merge(pickle.loads(pickle.dumps(counter)))
    return total


def on_disk(octets: bytes) -> Any:
    file = tempfile.NamedTemporaryFile(buffering=0)  # noqa: SIM115
    file.write(octets)
    return file


def test_every_octet_of_the_log_may_divide_it(tmp_path: Path) -> None:
    """Typed by hand: the two lines begin at 0 and at 51."""
    path = tmp_path / "log"
    path.write_bytes(LOG)
    assert LOG.index(b"SIP/2.0 200") == 51
    for cut in range(len(LOG) + 1):
        first, second = count_split(path, 0, cut), count_split(path, cut, len(LOG))
        assert first.counts == Counter({180: cut > 0, 200: cut > 51}) + Counter()
        assert second.counts == Counter({180: cut <= 0, 200: cut <= 51}) + Counter()
        assert first.octets + second.octets == len(LOG)


@settings(max_examples=EXAMPLES)
@given(captures, st.booleans(), line_end_leniencies, st.data())
def test_any_plan_gives_the_counts_of_the_whole(
    octets: bytes, anywhere: bool, leniency: int, draw: st.DataObject
) -> None:
    cuts = draw.draw(st.lists(st.integers(0, len(octets)), max_size=9).map(sorted))
    with on_disk(octets) as file:
        parts = pairwise([0, *cuts, len(octets)])
        total = merged(
            count_split(file.name, *part, anywhere=anywhere, leniency=leniency) for part in parts
        )
        assert total.counts == count_status_codes(octets, anywhere=anywhere, leniency=leniency)
        assert total.octets == len(octets)


@settings(max_examples=max(EXAMPLES // 8, 5))
@given(st.lists(long_captures, max_size=3), st.integers(1 << 12, 1 << 18))
def test_plans_of_several_files(files: list[bytes], size: int) -> None:
    expected: Counter[int] = Counter()
    opened = [on_disk(octets) for octets in files]
    try:
        plan = plan_splits([file.name for file in opened], size)
        for octets in files:
            expected += count_status_codes(octets, leniency=Leniency.ALL)
        random.Random(3261).shuffle(plan)
        total = merged(count_split(*split, leniency=Leniency.ALL) for split in plan)
        assert total.counts == expected
        assert total.octets == sum(map(len, files))
    finally:
        for file in opened:
            file.close()


def test_a_plan(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"x" * 25)
    two.write_bytes(b"")
    plan = plan_splits([one, two, str(one)], 10)
    path = str(one)
    assert plan == [Split(path, 0, 10), Split(path, 10, 20), Split(path, 20, 25)] * 2
    assert plan_splits(iter([one]), 25) == [(path, 0, 25)]
    assert plan_splits([two], 1) == plan_splits([], 1) == []
    assert plan[0].path == path
    assert plan[0].start == 0
    assert plan[0].stop == 10
    assert pickle.loads(pickle.dumps(plan)) == plan
    assert b"_splits" not in pickle.dumps(plan)


def test_a_line_over_many_splits(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"SIP/2.0 200 " + b"x" * 1_000_000 + b"\r\nSIP/2.0 486 x\r\nSIP/2.0 603")
    counters = [*starmap(count_split, plan_splits([path], 10_000))]
    assert [counter.counts.total() for counter in counters] == [0] * 100 + [1]
    assert [counter.octets for counter in counters] == [1_000_014] + [0] * 99 + [26]


def test_workers(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(LOG * 10_000)
    plan = plan_splits([path], 50_001)
    with ThreadPoolExecutor(4) as pool:
        total = merged(pool.map(lambda split: count_split(*split), plan))
    assert total.counts == {180: 10_000, 200: 10_000}


def test_what_the_file_gets_later(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(LOG + b"SIP/2.0 4")
    plan = plan_splits([path], 30)
    with path.open("ab") as file:
        file.write(b"86 Busy Here\r\nSIP/2.0 603 Decline\r\n")
    assert merged(starmap(count_split, plan)).counts == {180: 1, 200: 1, 486: 1}
    path.write_bytes(LOG[:10])
    assert merged(starmap(count_split, plan)).counts == {}


def test_what_is_no_plan(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(LOG)
    wrong: list[tuple[Any, Any, type[Exception], str]] = [
        ([path], 0, ValueError, "octets must be 1 or more"),
        ([path], True, TypeError, "octets must be an int, not bool"),
        ([path], 1.5, TypeError, "octets must be an int, not float"),
        (str(path), 10, TypeError, "paths must be several paths, not str"),
        (path, 10, TypeError, "paths must be several paths"),
        ([7], 10, TypeError, "int"),
        ([tmp_path], 10, ValueError, "is no plain file"),
        ([os.devnull], 10, ValueError, "is no plain file"),
        ([tmp_path / "none"], 10, FileNotFoundError, "none"),
    ]
    for paths, octets, kind, words in wrong:
        with pytest.raises(kind, match=words):
            plan_splits(paths, octets)


def test_what_is_no_split(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(LOG)
    for start, stop in ((-1, 3), (4, 3), (0, -1)):
        with pytest.raises(ValueError, match="start and stop must be 0 or more"):
            count_split(path, start, stop)
    with pytest.raises(TypeError, match="stop must be an int, not None"):
        count_split(path, 0, None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="NO_LINE_END"):
        count_split(path, 0, 9, leniency=Leniency.NO_LINE_END)
    with pytest.raises(FileNotFoundError):
        count_split(tmp_path / "none", 0, 9)
    with pytest.raises(IsADirectoryError):
        count_split(tmp_path, 0, 9)
    assert count_split(path, 0, 0).counts == {}
    assert count_split(path, 1_000, 2_000).octets == 0
    assert count_split(path, 0, 10**12).counts == {180: 1, 200: 1}
