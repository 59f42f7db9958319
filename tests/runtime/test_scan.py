"""A scan finds what the obvious definition finds: on every path, and in any part of the octets."""

from __future__ import annotations

import ctypes
from array import array
from collections import Counter
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import fresh_python
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from implementations import PURE_PYTHON
from lines import EXAMPLES, line_end_leniencies
from scanned import captures, counted, defined, engine_rows, long_captures
from timing import times_as_long
from vectors import LINE_ENDED, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

MODULES = ["sipstatus._scan_py"] if PURE_PYTHON else ["sipstatus._scan", "sipstatus._scan_py"]
PATHS = [(module, path) for module in MODULES for path in import_module(module).PATHS]


@pytest.fixture(scope="module", params=PATHS, ids=lambda param: str(param[1]))
def engine(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    """The module that searches, by one of its paths."""
    name, path = request.param
    module = import_module(name)
    module.select_path(path)
    yield module
    module.select_path(module.PATHS[0])


def test_paths_of_this_machine() -> None:
    """Without a word path the others could not be compared; without a vector path, it is slow."""
    names = [path for _, path in PATHS]
    assert names[-1] == "python"
    if not PURE_PYTHON:
        assert "portable" in names
        assert {"sse2", "neon"} & {*names}
    assert len({*names}) == len(names)


def test_an_unknown_path(engine: ModuleType) -> None:
    with pytest.raises(ValueError, match="not in"):
        engine.select_path("mmx")


# What is found


RUN = b"SIP/2.0 200 OK\r\n" * 9


def test_vectors_at_a_line_start(engine: ModuleType) -> None:
    """A line that the vector has is found wherever it stands; one that it refuses is no row."""
    for vector in LINE_ENDED:
        octets, leniency = vector.octets[vector.start :], int(vector.leniency)
        for front in (b"", b"\n", b"x\r\n", RUN, b"x" * 150 + b"\n"):
            for behind in (b"", b"Via: SIP/2.0/UDP a.example\r\n" * 5, RUN):
                data = front + octets + behind
                found = engine_rows(engine, data, 0, len(data), False, leniency)
                here = [row for row in found if row[1] == len(front)]
                if isinstance(vector.outcome, Result) and octets[:1] in (b"S", b"s"):
                    end = vector.outcome.end - vector.start
                    assert here == [(vector.outcome.status_code, len(front), end)], vector.name
                elif octets and vector.outcome.undecided - vector.start < len(octets):
                    assert here == [], vector.name


def test_vectors_within_a_line(engine: ModuleType) -> None:
    for vector in LINE_ENDED:
        octets, leniency = vector.octets[vector.start :], int(vector.leniency)
        for front in (b"x", b"SIP/2.0 ", b"P/", b"y" * 77):
            for behind in (b"", RUN):
                data = front + octets + behind
                found = engine_rows(engine, data, 0, len(data), True, leniency)
                if isinstance(vector.outcome, Result) and octets[:1] in (b"S", b"s"):
                    end = vector.outcome.end - vector.start
                    row = (vector.outcome.status_code, len(front), end)
                    assert row in found, vector.name
                found = engine_rows(engine, data, 0, len(data), False, leniency)
                assert not [row for row in found if row[1] == len(front)], vector.name


@settings(max_examples=EXAMPLES * 2)
@given(captures, st.booleans(), line_end_leniencies)
def test_rows_are_those_of_the_definition(
    engine: Any, octets: bytes, anywhere: bool, leniency: int
) -> None:
    expected = defined(octets, anywhere=anywhere, leniency=leniency)
    assert engine_rows(engine, octets, 0, len(octets), anywhere, leniency) == expected
    assert counted(engine, octets, anywhere, leniency) == Counter(row[0] for row in expected)


@settings(max_examples=max(EXAMPLES // 8, 5))
@given(long_captures, st.booleans(), line_end_leniencies)
def test_rows_of_long_lines_are_those_of_the_definition(
    engine: Any, octets: bytes, anywhere: bool, leniency: int
) -> None:
    expected = defined(octets, anywhere=anywhere, leniency=leniency)
    assert engine_rows(engine, octets, 0, len(octets), anywhere, leniency) == expected


@given(st.lists(captures, max_size=3), st.booleans(), line_end_leniencies)
def test_a_part_is_all_there_is(
    engine: Any, parts: list[bytes], anywhere: bool, leniency: int
) -> None:
    octets = b"\n".join(parts)
    start = 0
    for part in parts:
        expected = defined(part, anywhere=anywhere, leniency=leniency)
        found = engine_rows(engine, octets, start, start + len(part), anywhere, leniency)
        assert found == [(code, start + offset, length) for code, offset, length in expected]
        start += len(part) + 1


def test_more_rows_than_fit_at_once(engine: ModuleType) -> None:
    """Columns grow and batches end in the middle of runs of lines."""
    line = b"SIP/2.0 486 Busy Here\r\n"
    for between in (b"", b"x\r\n", b"\n" * 70):
        octets = (line + between) * 5000
        step = len(line + between)
        rows = [(486, offset, len(line)) for offset in range(0, len(octets), step)]
        assert engine_rows(engine, octets, 0, len(octets), False, 3) == rows
        assert counted(engine, octets, False, 3) == {486: 5000}


@pytest.mark.parametrize("length", [65_534, 65_535, 65_536, 70_000])
def test_the_longest_line(engine: ModuleType, length: int) -> None:
    front = b"SIP/2.0 100 Trying\r\n"
    line = b"SIP/2.0 200 " + b"a" * (length - 14) + b"\r\n"
    data = front + line + front
    rows = [(100, 0, 20), (100, 20 + length, 20)]
    if length <= 65_535:
        rows.insert(1, (200, 20, length))
    assert engine_rows(engine, data, 0, len(data), False, 3) == rows
    assert engine_rows(engine, data, 0, len(data), True, 3) == rows


def test_a_shorter_line_within_one_too_long(engine: ModuleType) -> None:
    inner = b"SIP/2.0 404 " + b"b" * 60_000 + b"\r\n"
    data = b"SIP/2.0 200 " + b"a" * 60_000 + inner
    assert engine_rows(engine, data, 0, len(data), True, 3) == [(404, 60_012, len(inner))]
    assert engine_rows(engine, data, 0, len(data), False, 3) == []


@pytest.mark.parametrize("before", range(5))
@pytest.mark.parametrize("leniency", [4, 7, 12, 15])
def test_white_space_that_is_too_long(engine: ModuleType, leniency: int, before: int) -> None:
    """It is too long before it has the octets of the longest line: a code must follow, too."""
    behind = b"SIP/2.0 486 x\r\n"
    for length in range(65_520, 65_530):
        line = b"SIP/2.0" + b" " * length + b"\r\n"
        data = b"x" * before + line + behind
        found = engine_rows(engine, data, 0, len(data), True, leniency)
        assert found == [(486, before + len(line), len(behind))]


# Lines


@given(st.lists(st.sampled_from([b"\n", b"\r", b"x", b"x" * 5000]), max_size=9).map(b"".join))
def test_lines(engine: Any, octets: bytes) -> None:
    assert engine.last_line(octets) == octets.rfind(b"\n") + 1
    for start in {0, len(octets) // 2, len(octets)}:
        found = octets.find(b"\n", start)
        assert engine.next_line(octets, start) == (len(octets) if found < 0 else found + 1)


# What is refused


def test_bounds(engine: ModuleType) -> None:
    for start, stop in ((-1, 2), (2, 1), (0, 4), (4, 4)):
        with pytest.raises(ValueError, match="within data"):
            engine.scan(b"abc", start, stop, False, 3)
        with pytest.raises(ValueError, match="within data"):
            engine.count(b"abc", start, stop, False, 3, array("Q", bytes(4800)))
    with pytest.raises(ValueError, match="within data"):
        engine.next_line(b"abc", 4)


@pytest.mark.parametrize("data", ["SIP/2.0 200 OK\r\n", 5, None])
def test_other_types(engine: ModuleType, data: Any) -> None:
    with pytest.raises(TypeError, match="bytes-like object is required"):
        engine.scan(data, 0, 0, False, 3)


def test_gaps(engine: ModuleType) -> None:
    view = memoryview(b"SIP/2.0 200 OK\r\n" * 2)[::2]
    calls: list[Callable[[], object]] = [
        lambda: engine.scan(view, 0, 4, False, 3),
        lambda: engine.count(view, 0, 4, False, 3, array("Q", bytes(4800))),
        lambda: engine.next_line(view, 0),
        lambda: engine.last_line(view),
    ]
    for call in calls:
        with pytest.raises(BufferError, match="contiguous"):
            call()


def test_ctypes_buffers(engine: ModuleType) -> None:
    line = b"SIP/2.0 486 Busy Here\r\n"
    buffer = (ctypes.c_char * len(line)).from_buffer_copy(line)
    assert engine_rows(engine, buffer, 0, len(line), False, 3) == [(486, 0, len(line))]
    assert engine.last_line(buffer) == engine.next_line(buffer, 3) == len(line)


@pytest.mark.parametrize(("module", "path"), PATHS)
def test_nothing_is_read_past_either_end(module: str, path: str) -> None:
    code = "import sys, unreadable_page; print(unreadable_page.scan_all(*sys.argv[1:]))"
    assert int(fresh_python.output(code, module, path)) > 1_000


# How much work it is


HOSTILE = {
    "heads": b"SIP/2.0 200 ",
    "heads behind tabs": b"SIP/2.0 200 \t",
    "heads in lines": b"\nSIP/2.0 200 ",
    "heads with half an escape": b"SIP/2.0 200 %4",
    "many to a line": b"SIP/2.0 200 " * 7000 + b"\r\n",
    "many to a NUL": b"SIP/2.0 200 " * 5000 + b"\0",
    "many to a bare CR": b"SIP/2.0 200 " * 7000 + b"\rx",
    "many to a bare LF": b"SIP/2.0 200 " * 7000 + b"\n",
    "blanks": b"SIP/2.0" + b" " * 70_000,
    "long digits": b"SIP/2.0 2000",
    "beginnings": b"SIP/",
    "letters": b"S",
    "controls": b"SIP/2.0 200 " + b"\t" * 70_000,
}


@pytest.mark.once
@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_octets_take_no_longer_than_lines(engine: Any, hostile: bytes) -> None:
    """A search that judges octets again for every place of a line is hundreds of times slower."""
    size = 1 << (17 if engine.__name__ == "sipstatus._scan_py" else 20)
    lines = b"SIP/2.0 200 aaaaa\t\r\n" * (size // 20)
    octets = (hostile * (size // len(hostile) + 1))[:size]
    usual = partial(engine.scan, lines, 0, len(lines), True, 3)
    for leniency in (0, 3, 7, 31):
        for anywhere in (False, True):
            search = partial(engine.scan, octets, 0, size, anywhere, leniency)
            assert times_as_long(search, usual) < 30


def test_what_is_new_in_other_slots_is_added(engine: ModuleType) -> None:
    slots, now, before = array("Q", range(600)), array("Q", bytes(8 * 600)), array("Q", [7] * 600)
    now[:] = before
    now[0], now[386], now[599] = 12, 2**63, 8
    engine.add(slots, now, before)
    expected = [*range(600)]
    expected[0], expected[386], expected[599] = 5, 386 + 2**63 - 7, 600
    assert slots.tolist() == expected
    assert before.tolist() == [7] * 600
    with pytest.raises((ValueError, IndexError)):
        engine.add(slots, now, array("Q", [7]))
    slots.append(0)  # nobody holds it
