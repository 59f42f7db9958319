"""What the parser reads from: any contiguous buffer, which it lets go of and never aliases."""

from __future__ import annotations

import ctypes
import mmap
import sys
from array import array
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest
from lines import SEEDS, outcome, parsed

from sipstatus import IncompleteStatusLine, Leniency, StatusLineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import SupportsIndex

LINE = b"SIP/2.0 486 Occupied [x]\r\n"


class OctetsSubclass(bytes):
    pass


def mapped(octets: bytes) -> mmap.mmap:
    mapping = mmap.mmap(-1, max(len(octets), 1))
    mapping[: len(octets)] = octets
    return mapping


def padded(octets: bytes, size: int) -> bytes:
    return octets + b"x" * (-len(octets) % size)


BUFFERS: dict[str, Callable[[bytes], Any]] = {
    "bytes": bytes,
    "a subclass of bytes": OctetsSubclass,
    "bytearray": bytearray,
    "memoryview": memoryview,
    "memoryview of a bytearray": lambda octets: memoryview(bytearray(octets)),
    "read-only memoryview": lambda octets: memoryview(bytearray(octets)).toreadonly(),
    "slice of a memoryview": lambda octets: memoryview(b"SIP/" + octets + b"\r\n")[4:-2],
    "items of four octets": lambda octets: memoryview(padded(octets, 4)).cast("I"),
    "two dimensions": lambda octets: memoryview(padded(octets, 2)).cast(
        "B", (len(padded(octets, 2)) // 2, 2)
    ),
    "signed array": lambda octets: array("b", octets),
    "array of shorts": lambda octets: array("H", padded(octets, 2)),
    "mmap": mapped,
    "ctypes array": lambda octets: (ctypes.c_char * len(octets)).from_buffer_copy(octets),
    "ctypes array of structures": lambda octets: (
        Pair * (len(padded(octets, 2)) // 2)
    ).from_buffer_copy(padded(octets, 2)),
    "ctypes scalar": lambda octets: ctypes.c_uint64.from_buffer_copy((octets + b"SIP/2.0 ")[:8]),
}


class Pair(ctypes.Structure):
    _fields_ = (("one", ctypes.c_uint8), ("other", ctypes.c_uint8))


@pytest.mark.parametrize("make", BUFFERS.values(), ids=BUFFERS)
def test_every_kind_of_buffer(implementation: ModuleType, make: Callable[[bytes], Any]) -> None:
    for seed in filter(None, (*SEEDS, LINE, b"SIP/2.0 180 Ringing\r\n")):
        buffer = make(seed)
        octets = bytes(memoryview(buffer))
        for leniency in range(64):
            for start in {0, len(octets) // 2, len(octets)}:
                actual = outcome(implementation.parse_status_line, buffer, start, leniency=leniency)
                assert actual == parsed(implementation, octets, start, leniency)


@pytest.mark.parametrize(
    "view",
    [
        memoryview(LINE)[::2],
        memoryview(LINE)[::-1],
        memoryview(bytearray(26)).cast("B", (13, 2))[::2],
    ],
    ids=["every other octet", "backwards", "every other row"],
)
def test_buffers_with_gaps(implementation: ModuleType, view: memoryview) -> None:
    with pytest.raises(BufferError):
        implementation.parse_status_line(view)


@pytest.mark.parametrize("step", [2, -1])
def test_nothing_has_no_gaps(implementation: ModuleType, step: int) -> None:
    with pytest.raises(IncompleteStatusLine):
        implementation.parse_status_line(memoryview(b"")[::step])


def released() -> memoryview:
    view = memoryview(LINE)
    view.release()
    return view


def closed() -> mmap.mmap:
    mapping = mapped(LINE)
    mapping.close()
    return mapping


class Refusing:
    """Has a buffer from Python 3.12 on (PEP 688), and gives none."""

    def __buffer__(self, flags: int) -> memoryview:
        raise LookupError("no buffer today")


class Wrong:
    """The same, and gives something else."""

    def __buffer__(self, flags: int) -> bytes:
        return LINE


class Grudging:
    """The same, and does not want it back."""

    def __buffer__(self, flags: int) -> memoryview:
        return memoryview(LINE)

    def __release_buffer__(self, view: memoryview) -> None:
        raise LookupError("keep it")


# Before Python 3.12 these three are just no buffers.
PEP_688 = sys.version_info >= (3, 12)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (released, ValueError),
        (closed, ValueError),
        (Refusing, LookupError if PEP_688 else TypeError),
        (Wrong, TypeError),
    ],
)
@pytest.mark.parametrize("call", ["parse_status_line", "is_response"])
def test_exporters_that_raise(
    implementation: ModuleType, call: str, make: Callable[[], Any], error: type[Exception]
) -> None:
    for _ in range(3):
        with pytest.raises(error):
            getattr(implementation, call)(make())
    with pytest.raises(error):
        implementation.encode_status_line_into(make(), 0, 486)
    assert implementation.parse_status_line(LINE).status_code == 486


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_exporter_that_raises_at_the_end(implementation: ModuleType) -> None:
    if PEP_688:  # nobody can be told any more
        assert implementation.parse_status_line(Grudging()).reason_octets == b"Occupied [x]"
    else:
        with pytest.raises(TypeError):
            implementation.parse_status_line(Grudging())


def test_a_huge_buffer(implementation: ModuleType) -> None:
    """Four gibibytes of nothing: as many octets are read as a line may have."""
    with mmap.mmap(-1, 1 << 32) as mapping:
        mapping[: len(LINE)] = LINE
        assert implementation.parse_status_line(mapping).end == len(LINE)
        last = (1 << 32) - len(LINE)
        mapping[last:] = LINE
        assert implementation.parse_status_line(mapping, last).end == 1 << 32
        with pytest.raises(StatusLineError) as caught:
            implementation.parse_status_line(mapping, 1 << 31)
        assert caught.value.offset == 1 << 31


@pytest.mark.parametrize(
    ("octets", "options", "error"),
    [
        (LINE, {}, None),
        (b"SIP/2.0 180 Ringing\r\n", {}, None),
        (b"\r\n" * 40_000 + LINE, {"leniency": 31}, None),
        (b"SIP/2.0 486", {}, IncompleteStatusLine),
        (b"SIP/2.0 4_86 x\r\n", {}, StatusLineError),
        (b"SIP/2.0 200 " + b"a" * 66_000, {}, StatusLineError),
        (LINE, {"start": -1}, ValueError),
        (LINE, {"start": 27}, ValueError),
        (LINE, {"start": 2**70}, ValueError),
        (LINE, {"start": None}, TypeError),
        (LINE[:-2], {"leniency": 33}, None),
        (LINE, {"leniency": 64}, ValueError),
        (LINE, {"leniency": None}, TypeError),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_buffer_is_released(
    implementation: ModuleType,
    octets: bytes,
    options: dict[str, Any],
    error: type[Exception] | None,
) -> None:
    buffer = bytearray(octets)
    mapping = mapped(octets)
    for data in (buffer, mapping):
        if error:
            with pytest.raises(error):
                implementation.parse_status_line(data, **options)
        else:
            implementation.parse_status_line(data, **options)
    buffer.append(0)  # either raises BufferError while somebody holds the buffer
    mapping.close()


@pytest.mark.parametrize("make", [bytearray, mapped, lambda octets: array("B", octets)])
def test_results_do_not_change_with_the_buffer(
    implementation: ModuleType, make: Callable[[bytes], Any]
) -> None:
    for line, reason in ((LINE, b"Occupied [x]"), (b"SIP/2.0 180 Ringing\r\n", b"Ringing")):
        buffer = make(line)
        result = implementation.parse_status_line(buffer)
        view = memoryview(buffer)
        view[:] = b"\n" * len(view)
        view.release()
        assert result.reason_octets == reason
        assert result.reason_phrase == reason.decode()


def test_views_of_bytes_may_be_written_to_as_well(implementation: ModuleType) -> None:
    """Where a memoryview comes from does not tell whether its octets stay."""
    buffer = bytearray(LINE)
    result = implementation.parse_status_line(memoryview(buffer).toreadonly())
    buffer[:] = b"\n" * len(buffer)
    assert result.reason_octets == b"Occupied [x]"


@pytest.mark.parametrize("start", [0, 70_000])
def test_large_bytes_are_not_kept_alive(implementation: ModuleType, start: int) -> None:
    octets = b"x" * start + LINE + b"x" * 70_000
    before = sys.getrefcount(octets)
    result = implementation.parse_status_line(octets, start)
    assert sys.getrefcount(octets) == before
    assert result.reason_octets == b"Occupied [x]"


class Emptying:
    """A start that takes the buffer away while it is being asked for."""

    def __init__(self, buffer: bytearray) -> None:
        self.buffer = buffer

    def __index__(self) -> int:
        self.buffer.clear()
        return 5


def test_buffer_emptied_by_the_start(implementation: ModuleType) -> None:
    buffer = bytearray(b"xxxxx" + LINE)
    start: SupportsIndex = Emptying(buffer)
    with pytest.raises((ValueError, BufferError)):
        implementation.parse_status_line(buffer, start)


def test_somebody_writes_meanwhile(implementation: ModuleType) -> None:
    """Whatever the moment at which octets change, no CR, LF or NUL gets into a phrase."""
    buffer = bytearray(b"SIP/2.0 486 " + b"a" * 2_000 + b"\r\n")
    done = Event()

    def write() -> None:
        while not done.is_set():
            for octet in b"\r\n\0a":
                buffer[1_000] = octet

    writer = Thread(target=write)
    writer.start()
    try:
        for _ in range(2_000):
            try:
                line = implementation.parse_status_line(buffer, leniency=Leniency.ALL)
            except StatusLineError:
                continue
            assert set(line.reason_octets) <= {*b"a"}
            assert len(line.reason_octets) in (988, 2_000)
            assert line.end in (1_001, 2_014)
    finally:
        done.set()
        writer.join()
