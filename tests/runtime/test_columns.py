"""Columns: each row of the batch is what the parser says of that row, in every Arrow layout."""

from __future__ import annotations

import gc
from array import array
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from arrow_producer import Array, Producer, Stream
from hypothesis import given, settings
from hypothesis import strategies as st
from implementations import PURE_PYTHON
from lines import EXAMPLES, leniencies, long_lines, spoiled_lines

from sipstatus import (
    ErrorKind,
    Leniency,
    StatusLineBatch,
    StatusLineError,
    parse_status_line,
    parse_status_lines,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

# Not every type checker has them.
pa: Any = import_module("pyarrow")

LAYOUTS = [
    pa.binary(),
    pa.large_binary(),
    pa.binary_view(),
    pa.string(),
    pa.large_string(),
    pa.string_view(),
]
ENGINES = ["sipstatus._rows_py"] if PURE_PYTHON else ["sipstatus._rows", "sipstatus._rows_py"]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    """The module that parses the rows; `parse_status_lines` uses it meanwhile."""
    module = import_module(request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sipstatus._columns.engine", module)
        yield module


Row = tuple[int | None, bytes | None, dict[str, int] | None, str | None]


def rows(batch: StatusLineBatch) -> list[Row]:
    """The batch as its readers see it."""
    record_batch = pa.record_batch(batch)
    record_batch.validate(full=True)
    assert record_batch.num_rows == len(batch)
    assert record_batch.schema.names == ["status_code", "reason_octets", "version", "error"]
    return [tuple(row.values()) for row in record_batch.to_pylist()]


def defined(octets: bytes | None, leniency: int) -> Row:
    """What the row of these octets must be."""
    if octets is None:
        return None, None, None, None
    try:
        line = parse_status_line(octets, leniency=leniency | Leniency.NO_LINE_END)
    except StatusLineError as error:
        return None, None, None, str(error.kind)
    major, minor = line.version
    return line.status_code, line.reason_octets, {"major": major, "minor": minor}, None


VALUES = [
    "SIP/2.0 200 OK",
    None,
    "SIP/2.0 180 Ringing\r\n",
    "SIP/2.0 486 занято\n",
    "INVITE sip:bob@example.com SIP/2.0\r\n",
    "sip/3.14 299",
    "SIP/2.0 20",
    "",
    "SIP/2.0 603 Decline\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n\r\n",
    "SIP/2.0 700 Later",
    "SIP/2.0 503 A phrase that is much longer than what a view could hold itself",
]
ROWS: list[Row] = [
    (200, b"OK", {"major": 2, "minor": 0}, None),
    (None, None, None, None),
    (180, b"Ringing", {"major": 2, "minor": 0}, None),
    (486, "занято".encode(), {"major": 2, "minor": 0}, None),
    (None, None, None, "not_a_response"),
    (299, b"", {"major": 3, "minor": 14}, None),
    (None, None, None, "incomplete"),
    (None, None, None, "incomplete"),
    (603, b"Decline", {"major": 2, "minor": 0}, None),
    (None, None, None, "bad_code"),
    (
        503,
        b"A phrase that is much longer than what a view could hold itself",
        {"major": 2, "minor": 0},
        None,
    ),
]
"""Typed by hand."""


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_every_layout(engine: ModuleType, layout: Any) -> None:
    column = pa.array(VALUES, layout)
    assert rows(parse_status_lines(column)) == ROWS
    assert rows(parse_status_lines(column[3:9])) == ROWS[3:9]
    assert rows(parse_status_lines(column[:0])) == []
    chunks = pa.chunked_array([column[2:], column[:0], column[1:5], column])
    assert rows(parse_status_lines(chunks)) == ROWS[2:] + ROWS[1:5] + ROWS
    assert rows(parse_status_lines(pa.chunked_array([], layout))) == []


def test_the_schema(engine: ModuleType) -> None:
    version = pa.struct([("major", pa.int32()), ("minor", pa.int32())])
    expected = pa.schema(
        [
            ("status_code", pa.uint16()),
            ("reason_octets", pa.binary()),
            ("version", version),
            ("error", pa.string()),
        ]
    )
    for values in (VALUES, VALUES[:1], []):
        batch = parse_status_lines(pa.array(values, pa.string()))
        assert pa.schema(batch) == pa.record_batch(batch).schema == expected
        assert pa.RecordBatchReader.from_stream(batch).read_all().schema == expected
    assert repr(batch) == "<StatusLineBatch of 0 rows>"


def test_every_kind_of_error_has_its_name(engine: ModuleType) -> None:
    lines = {
        "not_a_response": b"ACK sip:a@b.example SIP/2.0",
        "bad_version": b"SIP/2,0 200 OK",
        "bad_separator": b"SIP/2.0  200 OK",
        "bad_code": b"SIP/2.0 099 OK",
        "bad_reason": b"SIP/2.0 200 O\0K",
        "bad_terminator": b"SIP/2.0 200 OK\rx",
        "too_long": b"SIP/2.0 200 " + b"x" * 65_536,
        "incomplete": b"SIP/2.0 200 OK\r",
    }
    assert {*lines} == {*ErrorKind}
    found = rows(parse_status_lines(pa.array([*lines.values()] * 3)))
    assert [row[3] for row in found] == [*lines] * 3


_value = (
    spoiled_lines()
    | spoiled_lines().map(lambda line: line.removesuffix(b"\r\n"))
    | st.binary(max_size=70).map(lambda octets: b"SIP/2.0 200 " + octets)
    | st.binary(max_size=20)
)


@settings(max_examples=EXAMPLES * 2)
@given(
    st.lists(st.none() | _value, max_size=12),
    st.sampled_from(LAYOUTS[:3]),
    leniencies,
    st.data(),
)
def test_each_row_is_what_the_parser_says(
    engine: Any, values: list[bytes | None], layout: Any, leniency: int, draw: st.DataObject
) -> None:
    cuts = draw.draw(st.lists(st.integers(0, len(values)), max_size=3).map(sorted))
    whole = pa.array(values, layout)
    column = pa.chunked_array(
        [whole[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(values)], strict=True)]
    )
    found = rows(parse_status_lines(column, leniency=leniency))
    assert found == [defined(octets, leniency) for octets in values]


@settings(max_examples=max(EXAMPLES // 8, 5))
@given(st.lists(long_lines(), max_size=4), st.sampled_from(LAYOUTS[:3]), leniencies)
def test_long_rows(engine: Any, values: list[bytes], layout: Any, leniency: int) -> None:
    found = rows(parse_status_lines(pa.array(values, layout), leniency=leniency))
    assert found == [defined(octets, leniency) for octets in values]


@pytest.mark.parametrize("length", [*range(70), 1_000])
def test_the_last_row_ends_where_the_buffer_does(engine: ModuleType, length: int) -> None:
    line = b"SIP/2.0 486 " + b"x" * length
    for end in (b"", b"\r\n", b"\n", b"\r\nVia"):
        found = rows(parse_status_lines(pa.array([b"SIP/2.0 200 OK", line + end])))
        assert found == [ROWS[0], (486, b"x" * length, {"major": 2, "minor": 0}, None)]


def test_phrases_get_more_room(engine: ModuleType) -> None:
    values = [b"SIP/2.0 200 " + b"x" * length for length in (1, 30, 60_000, 3, 65_500, 20)] * 9
    found = rows(parse_status_lines(pa.array(values)))
    assert [row[1] for row in found] == [value[12:] for value in values]


def test_no_row_is_null(engine: ModuleType) -> None:
    batch = pa.record_batch(parse_status_lines(pa.array(["SIP/2.0 200 OK"] * 9)))
    assert [column.null_count for column in batch.columns] == [0, 0, 0, 9]


# What is refused


def test_what_is_no_such_column() -> None:
    columns: list[Any] = [
        None,
        "SIP/2.0 200 OK",
        [b"SIP/2.0 200 OK"],
        array("B", b"SIP/2.0 200 OK"),
        pa.array([200]),
        pa.array([b"SIP/2.0 200 OK"], pa.binary(14)),
        pa.array([["SIP/2.0 200 OK"]]),
        pa.table({"line": ["SIP/2.0 200 OK"]}),
        pa.array(["SIP/2.0 200 OK"]).dictionary_encode(),
    ]
    for column in columns:
        with pytest.raises(TypeError, match=r"^column must "):
            parse_status_lines(column)


def test_what_is_no_leniency() -> None:
    column = pa.array(["SIP/2.0 200 OK"])
    for leniency in (-1, 64):
        with pytest.raises(ValueError, match="leniency must be 0 to 63"):
            parse_status_lines(column, leniency=leniency)
    with pytest.raises(TypeError, match="leniency must be a Leniency, not str"):
        parse_status_lines(column, leniency="ALL")  # type: ignore[arg-type]


def test_a_column_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "nanoarrow", None)
    with pytest.raises(ImportError, match=r'pip install "\.\[arrow\]"'):
        parse_status_lines(pa.array(["SIP/2.0 200 OK"]))


# Producers that lie, or count

OCTETS = b"SIP/2.0 200 OKSIP/2.0 486 Busy Here"
OFFSETS = [0, 14, 35]


def numbers(kind: str, values: Sequence[int]) -> bytes:
    return array(kind, values).tobytes()


@pytest.mark.parametrize("stream", [False, True], ids=["array", "stream"])
@pytest.mark.parametrize(("form", "kind"), [("u", "i"), ("z", "i"), ("U", "q"), ("Z", "q")])
def test_a_producer_is_released_once(
    engine: ModuleType, form: str, kind: str, stream: bool
) -> None:
    producer = Producer(form, 2, 0, [None, numbers(kind, OFFSETS), OCTETS], chunks=3)
    batch = parse_status_lines(Stream(producer) if stream else Array(producer))
    assert [row[0] for row in rows(batch)] == [200, 486] * (3 if stream else 1)
    gc.collect()
    assert producer.made["array"] == (3 if stream else 1)
    assert producer.made == producer.released  # the batch has all that it needs


@pytest.mark.parametrize(("form", "kind"), [("u", "i"), ("Z", "q")])
@pytest.mark.parametrize(
    "offsets", [[0, 36, 35], [-1, 14, 35], [20, 14, 35], [0, -5, 35], [0, 2**31 - 1, 35]]
)
def test_offsets_that_lie(engine: ModuleType, form: str, kind: str, offsets: list[int]) -> None:
    producer = Producer(form, 2, 0, [None, numbers(kind, offsets), OCTETS])
    with pytest.raises(ValueError, match=r"row \d of the column is not|offset >= 0"):
        parse_status_lines(Array(producer))
    gc.collect()
    assert producer.made == producer.released


@pytest.mark.parametrize(
    "view",
    [
        (20, 0, 1, 0),
        (20, 0, -1, 0),
        (20, 0, 0, 16),
        (20, 0, 0, -1),
        (-1, 0, 0, 0),
        (2**31 - 1, 0, 0, 9),
    ],
)
def test_views_that_lie(engine: ModuleType, view: tuple[int, int, int, int]) -> None:
    for form in ("vu", "vz"):
        views = numbers("i", [35, 0, 0, 0, *view])
        producer = Producer(form, 2, 0, [None, views, OCTETS, numbers("q", [len(OCTETS)])])
        with pytest.raises(ValueError, match="row 1 of the column is not within its buffers"):
            parse_status_lines(Array(producer))


@pytest.mark.parametrize(
    ("length", "offset", "buffers"),
    [
        (-1, 0, [None, numbers("i", OFFSETS), OCTETS]),
        (2, -1, [None, numbers("i", OFFSETS), OCTETS]),
        (2, 0, [None, numbers("i", [0, 14, -35]), OCTETS]),
        (2, 0, [None, numbers("i", OFFSETS)]),
        (2, 0, [None, None, OCTETS]),
        (2, 0, []),
    ],
)
def test_structures_that_lie(
    engine: ModuleType, length: int, offset: int, buffers: list[bytes | None]
) -> None:
    producer = Producer("u", length, offset, buffers)
    with pytest.raises(ValueError, match="column"):
        parse_status_lines(Array(producer))


def test_a_stream_that_fails(engine: ModuleType) -> None:
    producer = Producer("u", 2, 0, [None, numbers("i", OFFSETS), OCTETS], fails=5)
    with pytest.raises(ValueError, match="the column cannot be read: "):
        parse_status_lines(Stream(producer))
    gc.collect()
    assert producer.made["array"] == 0
    assert producer.made == producer.released
