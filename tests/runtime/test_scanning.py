"""Tables, counters and files: what a scan hands out, whatever it is made from."""

from __future__ import annotations

import bz2
import copy
import gzip
import io
import mmap
import os
import pickle
import tempfile
from array import array
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import EXAMPLES, line_end_leniencies
from scanned import captures, defined, long_captures, rows

import sipstatus
from sipstatus import (
    Leniency,
    StatusCodeCounter,
    StatusLineError,
    StatusLineTable,
    count_status_codes,
    parse_status_line,
    scan_status_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Not every type checker has them.
np: Any = import_module("numpy")
pa: Any = import_module("pyarrow")

scanning: Any = import_module("sipstatus._bulk")

LOG = (
    b"SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP a.example\r\n\r\n"
    b"INVITE sip:b@b.example SIP/2.0\r\n\r\n"
    b"capture SIP/2.0 200 OK\r\n"
    b"SIP/2.0 486 Occupied\r\nsip/3.0 299 \r\n"
    b"SIP/2.0 404 Not Found"
)
AT_LINE_STARTS = [(180, 0, 21), (486, 109, 22), (299, 131, 14)]
ANYWHERE = [(180, 0, 21), (200, 93, 16), (486, 109, 22), (299, 131, 14)]


def test_the_log() -> None:
    """Typed by hand, as the definition is what all else is compared with."""
    assert defined(LOG, anywhere=False, leniency=11) == AT_LINE_STARTS
    assert defined(LOG, anywhere=True, leniency=11) == ANYWHERE


def test_a_line_feed_alone_ends_a_line_by_default() -> None:
    """As for the command: logs have often lost the CR."""
    octets = b"SIP/2.0 200 OK\nVia: x\n\nSIP/2.0 486 Busy Here\r\n"
    assert rows(scan_status_lines(octets)) == [(200, 0, 15), (486, 23, 23)]
    assert scan_status_lines(octets)[0].reason_octets == b"OK"
    counter = StatusCodeCounter()
    counter.update(octets)
    assert count_status_codes(octets) == counter.counts == {200: 1, 486: 1}
    assert count_status_codes(octets, leniency=Leniency.DEFAULT) == {486: 1}
    assert Leniency.LOG == Leniency.DEFAULT | Leniency.BARE_LF


# Sources


class Trickle(io.RawIOBase):
    """A pipe that hands out three octets at a time."""

    def __init__(self, octets: bytes) -> None:
        self.rest = io.BytesIO(octets)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self.rest.readinto(memoryview(buffer)[:3])


class OnlyRead:
    """The least that a binary file is."""

    def __init__(self, octets: bytes) -> None:
        self.rest = io.BytesIO(octets)

    def read(self, size: int = -1) -> bytes:
        return self.rest.read(min(size, 5))


def mapped(octets: bytes) -> mmap.mmap:
    mapping = mmap.mmap(-1, len(octets))
    mapping[:] = octets
    return mapping


def on_disk(octets: bytes, buffering: int = -1) -> Any:
    """A file without a name, at its beginning."""
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(octets)
        file.seek(0)
        return open(os.dup(file.fileno()), "rb", buffering=buffering)  # noqa: PTH123


def compressed(module: Any) -> Callable[[bytes], Any]:
    return lambda octets: module.open(io.BytesIO(module.compress(octets)))


SOURCES: dict[str, Callable[[bytes], Any]] = {
    "bytes": bytes,
    "bytearray": bytearray,
    "memoryview": memoryview,
    "array": lambda octets: array("b", octets),
    "mmap": mapped,
    "numpy": lambda octets: np.frombuffer(octets, np.uint8),
    "BytesIO": io.BytesIO,
    "file": on_disk,
    "unbuffered file": lambda octets: on_disk(octets, 0),
    "pipe": Trickle,
    "buffered pipe": lambda octets: io.BufferedReader(Trickle(octets)),
    "something to read": OnlyRead,
    "gzip": compressed(gzip),
    "bz2": compressed(bz2),
}


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("make", SOURCES.values(), ids=SOURCES)
def test_every_kind_of_source(make: Callable[[bytes], Any], threads: int) -> None:
    for anywhere, expected in ((False, AT_LINE_STARTS), (True, ANYWHERE)):
        for octets in (LOG, LOG * 50):
            source = make(octets)
            table = scan_status_lines(source, anywhere=anywhere, threads=threads)
            assert rows(table) == defined(octets, anywhere=anywhere, leniency=11)
            assert rows(table)[: len(expected)] == expected
            assert [line.status_code for line in table] == table.status_code.tolist()
            again = make(octets)
            assert count_status_codes(again, anywhere=anywhere, threads=threads) == table.counts()
            del table
            for file in (source, again):
                if hasattr(file, "close"):
                    file.close()


def test_gzip_on_disk(tmp_path: Path) -> None:
    """It has the number of a file on disk, which holds other octets."""
    path = tmp_path / "log.gz"
    path.write_bytes(gzip.compress(LOG))
    for threads in (1, 2):
        with gzip.open(path) as file:
            assert rows(scan_status_lines(file, threads=threads)) == AT_LINE_STARTS
        with gzip.open(path) as file:
            assert count_status_codes(file, threads=threads).total() == 3


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("buffering", [0, 4096])
def test_a_file_is_taken_from_its_position_to_its_end(threads: int, buffering: int) -> None:
    for read in (scan_status_lines, count_status_codes):
        with on_disk(LOG, buffering) as file:
            file.seek(109)
            found: Any = read(file, threads=threads)
            assert file.read() == b""
        if isinstance(found, StatusLineTable):
            assert rows(found) == [(486, 0, 22), (299, 22, 14)]
        else:
            assert found == {486: 1, 299: 1}


@pytest.mark.parametrize(
    "make", [bytes, io.BytesIO, on_disk, mapped], ids=lambda make: make.__name__
)
def test_nothing(make: Callable[[bytes], Any]) -> None:
    for octets in (b"", b"x")[make is mapped :]:
        for threads in (1, 3):
            source = make(octets)
            table = scan_status_lines(source, threads=threads)
            assert (len(table), list(table), table.counts()) == (0, [], {})
            assert table.offset.tolist() == []
            assert count_status_codes(source, threads=threads) == {}
            if hasattr(source, "read"):
                del table
                source.close()


@pytest.mark.parametrize("function", [scan_status_lines, count_status_codes])
@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("SIP/2.0 200 OK\r\n", "a buffer or a binary file, not str"),
        (5, "a buffer or a binary file, not int"),
        (None, "a buffer or a binary file, not NoneType"),
    ],
    ids=["str", "int", "None"],
)
def test_other_sources(function: Any, source: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        function(source)
    with pytest.raises(TypeError, match="a binary file: it reads str"):
        function(io.StringIO("SIP/2.0 200 OK\r\n"))


@pytest.mark.parametrize("function", [scan_status_lines, count_status_codes])
def test_bad_arguments(function: Any) -> None:
    with pytest.raises(BufferError, match="contiguous"):
        function(memoryview(LOG)[::2])
    with pytest.raises(ValueError, match="leniency must be 0 to 63"):
        function(LOG, leniency=64)
    with pytest.raises(ValueError, match="NO_LINE_END is for one line only"):
        function(LOG, leniency=Leniency.NO_LINE_END)
    with pytest.raises(TypeError, match="leniency must be a Leniency, not str"):
        function(LOG, leniency="all")
    with pytest.raises(ValueError, match="threads must be 1 or more"):
        function(LOG, threads=0)
    for threads in (True, 2.0):
        with pytest.raises(TypeError, match="threads must be an int"):
            function(LOG, threads=threads)
    with pytest.raises(TypeError, match="positional"):
        function(LOG, True)


def test_a_pipe_that_has_nothing_yet() -> None:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    with open(reader, "rb", buffering=0) as file, pytest.raises(BlockingIOError):  # noqa: PTH123
        count_status_codes(file)
    os.close(writer)


# Threads


@settings(max_examples=EXAMPLES)
@given(captures, st.booleans(), line_end_leniencies, st.integers(2, 9))
def test_threads_change_nothing(octets: bytes, anywhere: bool, leniency: int, threads: int) -> None:
    one = scan_status_lines(octets, anywhere=anywhere, leniency=leniency)
    more = scan_status_lines(octets, anywhere=anywhere, leniency=leniency, threads=threads)
    assert rows(one) == rows(more) == defined(octets, anywhere=anywhere, leniency=leniency)
    with on_disk(octets) as file:
        counts = count_status_codes(file, anywhere=anywhere, leniency=leniency, threads=threads)
    assert counts == one.counts()


def test_octets_that_change_meanwhile() -> None:
    octets = bytearray(b"SIP/2.0 200 OK\r\n" * 50_000)
    stop = False

    def write() -> None:
        while not stop:
            octets[::7] = b"\n" * len(octets[::7])
            octets[::5] = b"9" * len(octets[::5])
            octets[:] = b"SIP/2.0 200 OK\r\n" * 50_000

    thread = Thread(target=write)
    thread.start()
    for _ in range(20):
        table = scan_status_lines(octets, anywhere=True)
        assert all(12 <= length <= 65_535 for length in table.length)
        count_status_codes(octets, anywhere=True, leniency=31)
        del table
    stop = True
    thread.join()


class Interrupted(Thread):
    """Whoever waits for it is interrupted once it is at work."""

    busy: ClassVar[Event] = Event()
    started: ClassVar[list[Interrupted]] = []

    def start(self) -> None:
        self.started.append(self)
        super().start()

    def join(self, timeout: float | None = None) -> None:
        assert self.busy.wait(60)
        raise KeyboardInterrupt


@pytest.mark.parametrize("started", [0, 1, 2])
def test_threads_that_cannot_be_had(monkeypatch: pytest.MonkeyPatch, started: int) -> None:
    """On WebAssembly none can, elsewhere the system may have a limit."""
    octets = LOG * 100
    expected = rows(scan_status_lines(octets))
    left = started

    class Limited(Thread):
        def start(self) -> None:
            nonlocal left
            if not left:
                raise RuntimeError("can't start new thread")
            left -= 1
            super().start()

    monkeypatch.setattr(scanning, "Thread", Limited)
    assert rows(scan_status_lines(octets, threads=4)) == expected
    left = started
    assert count_status_codes(octets, threads=4).total() == len(expected)
    with tempfile.TemporaryFile() as file:
        file.write(octets)
        file.seek(0)
        left = started
        assert count_status_codes(file, threads=4).total() == len(expected)


def test_an_error_where_no_thread_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("can't start new thread")

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(scanning, "Thread", refuse)
    monkeypatch.setattr(scanning.engine, "scan", fail)
    with pytest.raises(MemoryError):
        scan_status_lines(LOG, threads=2)


def test_an_interrupt_while_threads_hold_the_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    released = Event()

    def hold(make: object, view: memoryview, part: tuple[int, int]) -> StatusCodeCounter:
        held = pickle.PickleBuffer(view)  # it borrows the buffer as the search does
        Interrupted.busy.set()
        assert released.wait(60)
        held.release()
        return StatusCodeCounter()

    monkeypatch.setattr(scanning, "_count_part", hold)
    monkeypatch.setattr(scanning, "Thread", Interrupted)
    Interrupted.busy.clear()
    with pytest.raises(KeyboardInterrupt):
        count_status_codes(bytearray(LOG), threads=2)
    released.set()


def test_an_interrupt_while_threads_read_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """They stop, rather than read whatever has the number of the file afterwards."""

    def endless(file: int, chunks: object, at: int) -> int:
        Interrupted.busy.set()
        return 1

    Interrupted.busy.clear()
    monkeypatch.setattr(os, "pread", lambda file, size, at: b"\n", raising=False)
    monkeypatch.setattr(os, "preadv", endless, raising=False)
    monkeypatch.setattr(scanning, "Thread", Interrupted)
    Interrupted.started.clear()
    with on_disk(LOG) as file, pytest.raises(KeyboardInterrupt):
        count_status_codes(file, threads=2)
    for thread in Interrupted.started:
        Thread.join(thread, 60)
        assert not thread.is_alive()


# The table


def test_columns_are_shared_not_copied() -> None:
    table = scan_status_lines(LOG, anywhere=True)
    columns: list[tuple[memoryview, Any, list[int]]] = [
        (table.status_code, np.uint16, [180, 200, 486, 299]),
        (table.offset, np.int64, [0, 93, 109, 131]),
        (table.length, np.uint32, [21, 16, 22, 14]),
    ]
    for column, dtype, expected in columns:
        assert column.readonly
        assert column.c_contiguous
        assert (column.ndim, column.tolist()) == (1, expected)
        first, second = np.asarray(column), np.asarray(column)
        assert first.dtype == dtype
        assert first.ctypes.data == second.ctypes.data
        assert first.ctypes.data % first.itemsize == 0
        assert not first.flags.owndata
    assert table.offset is table.offset


def test_a_table_is_a_sequence() -> None:
    table = scan_status_lines(LOG, anywhere=True)
    lines = [parse_status_line(LOG, offset) for _, offset, _ in ANYWHERE]
    assert isinstance(table, Sequence)
    assert len(table) == 4
    assert list(table) == [*reversed([*reversed(table)])] == lines
    assert [line.end for line in table] == [21, 109, 131, 145]
    assert table[1] == table[-3] == lines[1]
    assert lines[2] in table
    assert table.index(lines[3]) == 3
    assert table.count(lines[0]) == 1
    for index in (4, -5):
        with pytest.raises(IndexError):
            table[index]
    with pytest.raises(TypeError):
        table["0"]  # type: ignore[call-overload]
    assert repr(table) == "<StatusLineTable of 4 status-lines>"
    assert table.counts() == {180: 1, 200: 1, 299: 1, 486: 1}
    assert list(table.counts()) == [180, 200, 299, 486]


@pytest.mark.parametrize(
    "part", [slice(1, 3), slice(None, None, 2), slice(None, None, -1)], ids=str
)
def test_a_slice_is_a_table(part: slice) -> None:
    table = scan_status_lines(LOG, anywhere=True)
    chosen = table[part]
    assert isinstance(chosen, StatusLineTable)
    assert rows(chosen) == ANYWHERE[part]
    assert list(chosen) == list(table)[part]
    assert all(column.c_contiguous for column in (chosen.status_code, chosen.offset))


def test_lines_are_parsed_as_they_were_found() -> None:
    octets = b"SIP/2.0 \t404\tNot [Found]\n"
    table = scan_status_lines(octets, leniency=Leniency.ALL)
    assert table[0] == parse_status_line(octets, leniency=Leniency.ALL)
    assert len(scan_status_lines(octets)) == 0


def test_the_buffer_stays_as_long_as_the_table() -> None:
    octets = bytearray(LOG)
    table = scan_status_lines(octets)
    with pytest.raises(BufferError):
        octets.clear()
    octets[4:7] = b"x.0"
    with pytest.raises(StatusLineError):
        table[0]
    del table
    octets.clear()
    with on_disk(LOG) as file:
        table = scan_status_lines(file)
    assert [line.status_code for line in table] == [180, 486, 299]


# Pickles


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, None])
@pytest.mark.parametrize("make", SOURCES.values(), ids=SOURCES)
def test_a_pickle_holds_the_lines(make: Callable[[bytes], Any], duplicate: Any) -> None:
    source = make(LOG)
    table = scan_status_lines(source, anywhere=True)
    pickled = pickle.dumps(table)
    assert b"capture" not in pickled  # what stands between the lines
    again = duplicate(table) if duplicate else pickle.loads(pickled)
    if hasattr(source, "close"):
        del table
        source.close()
    assert rows(again) == ANYWHERE
    assert [*again] == [again[index] for index in range(4)]
    assert [line.end for line in again] == [offset + length for _, offset, length in ANYWHERE]
    assert again[2].reason_octets == b"Occupied"
    assert (again[3].version, again[3].end) == ((3, 0), 145)
    assert rows(again[::-2]) == ANYWHERE[::-2]
    assert [line.status_code for line in again[::-2]] == [299, 200]
    assert rows(pickle.loads(pickle.dumps(again[1:]))) == ANYWHERE[1:]
    assert again.counts() == {180: 1, 200: 1, 299: 1, 486: 1}
    for column in (again.status_code, again.offset, again.length):
        assert column.readonly
        assert column.contiguous
    assert pa.table(again).to_pydict()["status_code"] == [180, 200, 486, 299]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickled_tables_name_nothing_but_sipstatus(protocol: int) -> None:
    pickled = pickle.dumps(scan_status_lines(LOG), protocol)
    assert b"_table" not in pickled.replace(b"_restore_status_line_table", b"")
    assert [line.status_code for line in pickle.loads(pickled)] == [180, 486, 299]
    assert rows(pickle.loads(pickle.dumps(scan_status_lines(b""), protocol))) == []


def test_a_spoiled_pickle_is_refused() -> None:
    restore, (lines, columns, leniency) = scan_status_lines(LOG).__reduce__()
    with pytest.raises(ValueError, match="do not fit its lines"):
        restore(lines[1:], columns, leniency)
    with pytest.raises(ValueError, match="do not fit its lines"):
        restore(lines, (columns[0][1:], *columns[1:]), leniency)


# Arrow


def test_arrow_shares_the_columns() -> None:
    table = scan_status_lines(LOG, anywhere=True)
    array_ = pa.array(table)
    assert array_.type == pa.struct(
        [
            pa.field("status_code", pa.uint16(), nullable=False),
            pa.field("offset", pa.int64(), nullable=False),
            pa.field("length", pa.uint32(), nullable=False),
        ]
    )
    batch = pa.table(table).combine_chunks().to_batches()[0]
    reader = pa.RecordBatchReader.from_stream(table).read_all()
    for name in ("status_code", "offset", "length"):
        column = getattr(table, name)
        address = np.asarray(column).ctypes.data
        assert array_.field(name).buffers()[1].address == address
        assert batch.column(name).buffers()[1].address == address
        assert reader.column(name).chunk(0).buffers()[1].address == address
        assert array_.field(name).to_pylist() == column.tolist()
    assert pa.schema(pa.field("", array_.type).type) == batch.schema == reader.schema


def test_arrow_outlives_the_table() -> None:
    array_ = pa.array(scan_status_lines(LOG * 1000))
    assert len(array_) == 3000
    assert array_.field("status_code").to_pylist()[:3] == [180, 486, 299]


def test_arrow_of_no_lines_and_of_slices() -> None:
    empty = pa.table(scan_status_lines(b""))
    assert (empty.num_rows, empty.num_columns) == (0, 3)
    part = pa.table(scan_status_lines(LOG)[::2])
    assert part.column("status_code").to_pylist() == [180, 299]


def test_arrow_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "nanoarrow", None)
    table = scan_status_lines(LOG)
    for method in ("__arrow_c_schema__", "__arrow_c_array__", "__arrow_c_stream__"):
        with pytest.raises(ImportError, match=r'pip install "\.\[arrow\]"'):
            getattr(table, method)()


# The counter


@settings(max_examples=EXAMPLES * 2)
@given(captures, st.booleans(), line_end_leniencies, st.data())
def test_chunks_change_nothing(
    octets: bytes, anywhere: bool, leniency: int, draw: st.DataObject
) -> None:
    cuts = draw.draw(st.lists(st.integers(0, len(octets)), max_size=9).map(sorted))
    counter = StatusCodeCounter(anywhere=anywhere, leniency=leniency)
    for start, stop in zip([0, *cuts], [*cuts, len(octets)], strict=True):
        counter.update(octets[start:stop])
        so_far = defined(octets[:stop], anywhere=anywhere, leniency=leniency)
        assert counter.counts == Counter(code for code, _, _ in so_far)
        assert counter.octets == stop


@settings(max_examples=max(EXAMPLES // 8, 5))
@given(long_captures, st.booleans(), line_end_leniencies, st.integers(1, 50_000))
def test_chunks_of_long_lines_change_nothing(
    octets: bytes, anywhere: bool, leniency: int, size: int
) -> None:
    counter = StatusCodeCounter(anywhere=anywhere, leniency=leniency)
    for start in range(0, len(octets), size):
        counter.update(octets[start : start + size])
    expected = defined(octets, anywhere=anywhere, leniency=leniency)
    assert counter.counts == Counter(code for code, _, _ in expected)


def test_one_octet_at_a_time() -> None:
    """Long lines in small chunks: no octet is looked at again for each one that follows."""
    line = b"SIP/2.0 200 " + b"a" * 65_521 + b"\r\n"
    for anywhere in (False, True):
        counter = StatusCodeCounter(anywhere=anywhere)
        for octet in line + b"x" * 70_000 + b"\r\n" + line:
            counter.update(bytes([octet]))
        assert counter.counts == {200: 2}


def test_only_one_line_is_kept() -> None:
    for anywhere in (False, True):
        counter = StatusCodeCounter(anywhere=anywhere)
        for _ in range(100):
            counter.update(b"SIP/2.0 200 " + b"a" * 99_999)
            assert len(counter._tail or b"") <= 2 * 65_535
        assert counter.counts == {}
        counter.update(b"\r\nSIP/2.0 486 x\r\n")
        assert counter.counts == {486: 1}
        assert counter.octets == 100 * 100_011 + 17


def test_counters_add_up() -> None:
    total = StatusCodeCounter()
    total.update(b"SIP/2.0 200 OK\r\nSIP/2.0 2")
    other = StatusCodeCounter()
    other.update(b"SIP/2.0 200 OK\r\nSIP/2.0 486 x\r\nSIP/2.0 4")
    total.merge(other)
    assert total.counts == {200: 2, 486: 1}
    assert total.octets == 25 + 40
    total.update(b"99 x\r\n")  # the line that the first stream was in
    assert total.counts == {200: 2, 299: 1, 486: 1}
    assert list(total.counts) == [200, 299, 486]
    assert other.counts == {200: 1, 486: 1}
    assert repr(total) == "<StatusCodeCounter of 4 status-lines, 71 octets>"


@pytest.mark.parametrize("other", [None, 3, "SIP", {200: 1}])
def test_nothing_else_is_merged(other: Any) -> None:
    with pytest.raises(TypeError, match="other must be a StatusCodeCounter, not"):
        StatusCodeCounter().merge(other)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_a_copy_goes_on_by_itself(duplicate: Callable[[Any], StatusCodeCounter]) -> None:
    one = StatusCodeCounter(leniency=Leniency.BARE_LF)
    one.update(b"SIP/2.0 200 OK\nSIP/2.0 2")
    two = duplicate(one)
    one.update(b"99 x\n")
    two.update(b"02 x\nSIP/2.0 603 x\n")
    assert (one.counts, one.octets) == ({200: 1, 299: 1}, 29)
    assert (two.counts, two.octets) == ({200: 1, 202: 1, 603: 1}, 43)
    hopeless = StatusCodeCounter()
    hopeless.update(b"x" * 70_000)
    two = duplicate(hopeless)
    two.update(b"\nSIP/2.0 200 OK\r\n")
    assert (two.counts, two.octets) == ({200: 1}, 70_017)


def test_a_chunk_cannot_become_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    chunk = bytearray(LOG)
    last_line = scanning.engine.last_line

    def shorten(data: Any) -> Any:
        with pytest.raises(BufferError):
            chunk.clear()
        return last_line(data)

    monkeypatch.setattr(scanning.engine, "last_line", shorten)
    counter = StatusCodeCounter()
    counter.update(chunk)
    assert counter.counts == {180: 1, 299: 1, 486: 1}


def test_a_line_end_that_goes_away_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody overwrites it between the two looks: no error, whatever is counted."""
    counter = StatusCodeCounter()
    counter.update(b"SIP/2.0 4")
    monkeypatch.setattr(scanning.engine, "next_line", lambda data, start: len(data))
    counter.update(b"86 x\r\nSIP/2.0 2")
    assert counter.octets == 24


@pytest.mark.parametrize("name", ["last_line", "next_line", "count", "add", "longer"])
@pytest.mark.parametrize("late", [False, True])
def test_an_update_that_fails_has_taken_nothing(
    monkeypatch: pytest.MonkeyPatch, name: str, late: bool
) -> None:
    """Whichever of its steps fails, and however often: the same chunk may come again."""
    failing = 0  # so many times the step works before

    class Fail:
        """A step that does its work or not, and fails."""

        def __init__(self, step: Any) -> None:
            self.step = step

        def __call__(self, *arguments: Any) -> Any:
            nonlocal failing
            failing -= 1
            if failing < 0 and not late:
                raise MemoryError
            result = self.step(*arguments)
            if failing < 0:
                raise MemoryError
            return result

    chunks = [b"SIP/2.0 486 x", b"y\r\nSIP/2.0 180 Ringing\r\nSIP", b"/2.", b"0 200 OK\r\n"]
    whole = b"".join(chunks)
    place = scanning if name == "longer" else scanning.engine
    attribute = "octets_of" if name == "longer" else name
    failures = 0
    for times in range(3):
        counter = StatusCodeCounter()
        with monkeypatch.context() as patched:
            patched.setattr(place, attribute, Fail(getattr(place, attribute)))
            for chunk in chunks:
                failing = times
                octets = counter.octets
                counts = counter.counts
                try:
                    counter.update(chunk)
                except MemoryError:
                    failures += 1
                    assert (counter.octets, counter.counts) == (octets, counts)
                    failing = 100
                    counter.update(chunk)
        assert counter.counts == {180: 1, 200: 1, 486: 1}
        assert counter.octets == len(whole)
    assert failures > 0 or name == "add"  # which only two threads need


def test_the_counts_are_the_callers() -> None:
    counter = StatusCodeCounter()
    counter.update(LOG)
    counter.counts.clear()
    assert counter.counts.total() == 3


@pytest.mark.parametrize("chunk", ["SIP", None, 3])
def test_chunks_of_other_types(chunk: Any) -> None:
    counter = StatusCodeCounter()
    with pytest.raises(TypeError, match="bytes-like object"):
        counter.update(chunk)
    with pytest.raises(BufferError, match="contiguous"):
        counter.update(memoryview(LOG)[::2])
    assert (counter.counts, counter.octets) == ({}, 0)


def test_bad_leniency() -> None:
    with pytest.raises(ValueError, match="leniency must be 0 to 63"):
        StatusCodeCounter(leniency=99)
    with pytest.raises(ValueError, match="NO_LINE_END is for one line only"):
        StatusCodeCounter(leniency=35)


# The implementation in use


@pytest.mark.parametrize(("user", "engine"), [("_bulk", "_scan"), ("_columns", "_rows")])
def test_the_engine_is_of_the_implementation_in_use(user: str, engine: str) -> None:
    module: Any = import_module(f"sipstatus.{user}")
    suffix = "" if sipstatus.IMPLEMENTATION == "cython" else "_py"
    assert module.engine.__name__ == f"sipstatus.{engine}{suffix}"
