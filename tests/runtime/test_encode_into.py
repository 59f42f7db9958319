"""The encoder that writes into a buffer of the caller's: all of the line, or nothing."""

from __future__ import annotations

import ctypes
import mmap
from array import array
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines import leniencies, outcome, phrases

from sipstatus import Leniency, StatusLineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType
    from typing import SupportsIndex

LINE = b"SIP/2.0 486 Busy Here\r\n"

BUFFERS: dict[str, Callable[[int], Any]] = {
    "bytearray": bytearray,
    "memoryview": lambda size: memoryview(bytearray(size)),
    "slice of a memoryview": lambda size: memoryview(bytearray(size + 9))[4:-5],
    "items of four octets": lambda size: memoryview(bytearray(size)).cast("I"),
    "two dimensions": lambda size: memoryview(bytearray(size)).cast("B", (size // 2, 2)),
    "signed array": lambda size: array("b", bytes(size)),
    "array of doubles": lambda size: array("d", bytes(size)),
    "mmap": lambda size: mmap.mmap(-1, size),
    "ctypes array": lambda size: (ctypes.c_char * size)(),
    "ctypes array of structures": lambda size: (Pair * (size // 2))(),
}


class Pair(ctypes.Structure):
    _fields_ = (("one", ctypes.c_uint8), ("other", ctypes.c_uint8))


@pytest.mark.parametrize("make", BUFFERS.values(), ids=BUFFERS)
def test_every_kind_of_buffer(implementation: ModuleType, make: Callable[[int], Any]) -> None:
    for offset in (0, 3, 41):
        for phrase, line in ((None, LINE), ("", b"SIP/2.0 486 \r\n"), (b"x", b"SIP/2.0 486 x\r\n")):
            buffer = make(64)
            end = implementation.encode_status_line_into(buffer, offset, 486, phrase)
            assert type(end) is int
            assert end == offset + len(line)
            octets = bytes(memoryview(buffer))
            assert octets == bytes(offset) + line + bytes(64 - end)


@pytest.mark.parametrize(
    ("status_code", "phrase", "leniency", "line"),
    [
        (100, None, 0, b"SIP/2.0 100 Trying\r\n"),
        (299, None, 0, b"SIP/2.0 299 \r\n"),
        (699, "", 0, b"SIP/2.0 699 \r\n"),
        (486, "занято", 0, b"SIP/2.0 486 \xd0\xb7\xd0\xb0\xd0\xbd\xd1\x8f\xd1\x82\xd0\xbe\r\n"),
        (486, b"Gr\xfc\xdfe [x]", 1, b"SIP/2.0 486 Gr\xfc\xdfe [x]\r\n"),
        (480, None, 31, b"SIP/2.0 480 Temporarily Unavailable\r\n"),
    ],
    ids=ascii,
)
def test_lines(
    implementation: ModuleType,
    status_code: int,
    phrase: str | bytes | None,
    leniency: int,
    line: bytes,
) -> None:
    buffer = bytearray(b"#" * (len(line) + 4))
    end = implementation.encode_status_line_into(buffer, 2, status_code, phrase, leniency=leniency)
    assert end == len(line) + 2
    assert buffer == b"##" + line + b"##"


def refused(
    implementation: ModuleType, buffer: Any, *arguments: Any, error: type[Exception], **options: Any
) -> str:
    """The message of the error; nothing was written, and the buffer was let go of."""
    before = bytes(memoryview(buffer))
    with pytest.raises(error) as caught:
        implementation.encode_status_line_into(buffer, *arguments, **options)
    assert type(caught.value) is error
    assert bytes(memoryview(buffer)) == before
    if isinstance(buffer, bytearray):
        buffer.append(0)  # a BufferError if somebody still held it
    return str(caught.value)


@pytest.mark.parametrize("offset", [0, 1, 50])
def test_all_or_nothing(implementation: ModuleType, offset: int) -> None:
    for free in range(len(LINE)):
        buffer = bytearray(b"#" * (offset + free))
        message = refused(implementation, buffer, offset, 486, error=ValueError)
        assert message == f"the line takes 23 octets, but {free} are free"
    buffer = bytearray(offset + len(LINE))
    assert implementation.encode_status_line_into(buffer, offset, 486) == len(buffer)


@pytest.mark.parametrize("offset", [-1, -23, 31, 2**31, 2**63, 2**70, -(2**70)])
def test_offsets_outside_of_the_buffer(implementation: ModuleType, offset: int) -> None:
    message = refused(implementation, bytearray(30), offset, 486, error=ValueError)
    assert message == "offset must be 0 to the length of buffer"


@pytest.mark.parametrize("offset", [None, "0", 0.0, b"0"], ids=repr)
def test_offsets_of_another_type(implementation: ModuleType, offset: object) -> None:
    refused(implementation, bytearray(30), offset, 486, error=TypeError)


class Third:
    def __index__(self) -> int:
        return 3


def test_offsets_that_are_like_an_int(implementation: ModuleType) -> None:
    offset: SupportsIndex = Third()
    buffer = bytearray(30)
    assert implementation.encode_status_line_into(buffer, offset, 486) == 26
    assert buffer[3:26] == LINE


@pytest.mark.parametrize(
    ("arguments", "kind", "offset"),
    [
        ((99,), "bad_code", 8),
        ((700, "x"), "bad_code", 8),
        ((2**64 + 200,), "bad_code", 8),
        ((486, "a\r\nX: y"), "bad_reason", 13),
        ((486, b"\0"), "bad_reason", 12),
        ((486, "é\ud800"), "bad_reason", 14),
        ((486, "["), "bad_reason", 12),
        ((486, "%4"), "bad_reason", 14),
        ((486, "a" * 65_522), "too_long", 65_533),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_refusals_are_those_of_the_other_encoder(
    implementation: ModuleType, arguments: tuple[Any, ...], kind: str, offset: int
) -> None:
    """The offset counts in the line, wherever that would have been written."""
    for at in (0, 7):
        buffer = bytearray(b"#" * 70_000)
        with pytest.raises(StatusLineError) as caught:
            implementation.encode_status_line_into(buffer, at, *arguments)
        assert (caught.value.kind, caught.value.offset) == (kind, offset)
        assert set(buffer) == {*b"#"}


@pytest.mark.parametrize(
    "arguments", [(True,), (None,), ("486",), (486, 5), (486, bytearray(b"x"))], ids=repr
)
def test_arguments_of_another_type(implementation: ModuleType, arguments: tuple[Any, ...]) -> None:
    refused(implementation, bytearray(50), 0, *arguments, error=TypeError)


def test_flags(implementation: ModuleType) -> None:
    buffer = bytearray(50)
    refused(implementation, buffer, 0, 486, "x", error=ValueError, leniency=64)
    refused(implementation, buffer, 0, 486, "x", error=TypeError, leniency=None)
    options = {"reason_phrase": "[", "leniency": Leniency.REASON_OCTETS}
    implementation.encode_status_line_into(buffer=buffer, offset=0, status_code=486, **options)
    assert buffer.startswith(b"SIP/2.0 486 [\r\n")
    for wrong in ((), (buffer,), (buffer, 0), (buffer, 0, 486, "x", 0)):
        with pytest.raises(TypeError):
            implementation.encode_status_line_into(*wrong)


def test_buffers_that_nobody_may_write_to(implementation: ModuleType, tmp_path: Path) -> None:
    for buffer in (b"x" * 50, memoryview(bytearray(50)).toreadonly(), memoryview(b"x" * 50)):
        message = refused(implementation, buffer, 0, 486, error=TypeError)
        assert message == "the buffer must be writable"
    path = tmp_path / "file"
    path.write_bytes(b"x" * 50)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapping:
        refused(implementation, mapping, 0, 486, error=TypeError)


@pytest.mark.parametrize("buffer", ["x" * 50, None, 50, [0] * 50], ids=lambda it: type(it).__name__)
def test_what_is_no_buffer(implementation: ModuleType, buffer: object) -> None:
    with pytest.raises(TypeError, match=f"not '{type(buffer).__name__}'"):
        implementation.encode_status_line_into(buffer, 0, 486)


@pytest.mark.parametrize("step", [2, -1])
def test_buffers_with_gaps(implementation: ModuleType, step: int) -> None:
    refused(implementation, memoryview(bytearray(100))[::step], 0, 486, error=BufferError)


def test_released_views(implementation: ModuleType) -> None:
    view = memoryview(bytearray(50))
    view.release()
    with pytest.raises(ValueError, match="released"):
        implementation.encode_status_line_into(view, 0, 486)


def test_buffer_is_let_go_of(implementation: ModuleType) -> None:
    buffer = bytearray(23)
    implementation.encode_status_line_into(buffer, 0, 486)
    buffer.clear()


def test_a_phrase_that_lies_in_the_buffer(implementation: ModuleType) -> None:
    """A view of octets that the line itself would overwrite is no phrase; a copy of them is."""
    buffer = bytearray(b"SIP/2.0 500 Occupied\r\n" + bytes(20))
    for place in range(30):
        phrase = memoryview(buffer)[12:20]
        with pytest.raises(TypeError, match="memoryview"):
            implementation.encode_status_line_into(buffer, place, 486, phrase)
        phrase.release()
    assert buffer == b"SIP/2.0 500 Occupied\r\n" + bytes(20)
    for place in range(20):
        buffer = bytearray(b"SIP/2.0 500 Occupied\r\n" + bytes(20))
        end = implementation.encode_status_line_into(buffer, place, 486, bytes(buffer[12:20]))
        assert buffer[place:end] == b"SIP/2.0 486 Occupied\r\n"


class Emptying:
    """An offset that takes the buffer away while it is being asked for."""

    def __init__(self, buffer: bytearray) -> None:
        self.buffer = buffer

    def __index__(self) -> int:
        self.buffer.clear()
        return 5


def test_buffer_emptied_by_the_offset(implementation: ModuleType) -> None:
    buffer = bytearray(50)
    with pytest.raises(ValueError, match="offset"):
        implementation.encode_status_line_into(buffer, Emptying(buffer), 486)


@given(
    st.integers(min_value=100, max_value=699),
    phrases,
    leniencies,
    st.integers(min_value=0, max_value=40),
    st.integers(min_value=0, max_value=120),
)
def test_the_line_is_that_of_the_other_encoder(
    implementation: ModuleType,
    status_code: int,
    phrase: str | bytes | None,
    leniency: int,
    offset: int,
    size: int,
) -> None:
    buffer = bytearray(b"#" * size)
    arguments = status_code, phrase
    line = outcome(implementation.encode_status_line, *arguments, leniency=leniency)
    into = implementation.encode_status_line_into
    if line[0] is StatusLineError:
        assert outcome(into, buffer, offset, *arguments, leniency=leniency) == line
        assert buffer == b"#" * size
    elif offset + len(line[0]) > size:
        with pytest.raises(ValueError, match=r"^(offset must be 0|the line takes \d+ octets)"):
            into(buffer, offset, *arguments, leniency=leniency)
        assert buffer == b"#" * size
    else:
        end = into(buffer, offset, *arguments, leniency=leniency)
        assert end == offset + len(line[0])
        assert buffer == b"#" * offset + line[0] + b"#" * (size - end)


def test_threads_write_side_by_side(implementation: ModuleType) -> None:
    buffer = bytearray(23 * 8)

    def work(place: int) -> None:
        for _ in range(500):
            implementation.encode_status_line_into(buffer, 23 * place, 486)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert buffer == LINE * 8
