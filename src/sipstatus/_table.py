"""The status-lines that a scan has found: three columns, and StatusLine objects on request."""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from struct import unpack_from
from typing import TYPE_CHECKING, Any, final, overload

from sipstatus._implementation import StatusLine, parse_status_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Buffer

__all__ = ["StatusLineTable", "column", "octets_of", "restored"]


@final
class StatusLineTable(Sequence[StatusLine]):
    r"""Status-lines (RFC 3261 section 7.2) in a buffer, in the order of their offsets.

    A sequence of :class:`StatusLine`, each parsed when it is asked for, with its
    :attr:`~StatusLine.end` counted in the scanned buffer; a slice is a table of the same buffer.
    The columns are contiguous read-only memoryviews of one dimension, which NumPy takes without a
    copy.  With the extra ``arrow`` the table has the Arrow PyCapsule interface, also without one.

    The table keeps the buffer alive and locked: a bytearray cannot change its size meanwhile.  If
    octets of the buffer are changed, the same table gives other lines, or a StatusLineError.  A
    pickle, or a copy, holds the columns and the octets of the lines, not the rest of the buffer.

    >>> table = scan_status_lines(b"SIP/2.0 200 OK\r\nTo: b\r\n\r\nSIP/2.0 486 Busy Here\r\n")
    >>> list(table.status_code), list(table.offset), table[1].reason_phrase
    ([200, 486], [0, 25], 'Busy Here')
    """

    __module__ = "sipstatus"
    __slots__ = ("_buffer", "_columns", "_leniency", "_places")

    # Only scan_status_lines makes tables, and pickles.
    def __init__(
        self,
        buffer: Any,
        columns: tuple[memoryview, memoryview, memoryview],
        leniency: int,
        places: memoryview | None = None,
    ) -> None:
        self._buffer = buffer
        self._columns = columns
        self._leniency = leniency
        self._places = columns[1] if places is None else places  # of the lines in the buffer

    @property
    def status_code(self) -> memoryview:
        """The status codes, 100 to 699: format ``H`` (uint16)."""
        return self._columns[0]

    @property
    def offset(self) -> memoryview:
        """Indexes of the first octet of each line in the buffer: format ``q`` (int64)."""
        return self._columns[1]

    @property
    def length(self) -> memoryview:
        """Octets of each line with its line end, 12 to 65,535: format ``I`` (uint32)."""
        return self._columns[2]

    def counts(self) -> Counter[int]:
        """How many lines have each status code, in the order of the codes."""
        counted = Counter(self._columns[0].tolist())
        return Counter({code: counted[code] for code in sorted(counted)})

    def __len__(self) -> int:
        return len(self._columns[0])

    @overload
    def __getitem__(self, index: int) -> StatusLine: ...
    @overload
    def __getitem__(self, index: slice) -> StatusLineTable: ...
    def __getitem__(self, index: int | slice) -> StatusLine | StatusLineTable:
        if isinstance(index, slice):
            codes, offsets, lengths = (_contiguous(part[index]) for part in self._columns)
            places = _contiguous(self._places[index])
            return StatusLineTable(self._buffer, (codes, offsets, lengths), self._leniency, places)
        return self._line(self._columns[1][index], self._places[index])

    def __iter__(self) -> Iterator[StatusLine]:
        return map(self._line, self._columns[1], self._places)

    def __repr__(self) -> str:
        return f"<StatusLineTable of {len(self)} status-lines>"

    def _line(self, offset: int, place: int) -> StatusLine:
        line = parse_status_line(self._buffer, place, leniency=self._leniency)
        if place == offset:
            return line
        end = line.end - place + offset
        return StatusLine(line.status_code, line.reason_octets, line.version, end)

    def __reduce__(self) -> tuple[Any, ...]:
        # A pickle names a function of the package, which imports this module.
        restore = sys.modules["sipstatus"]._restore_status_line_table
        with memoryview(self._buffer) as buffer:
            lines = b"".join(
                octets_of(buffer, place, place + length)
                for place, length in zip(self._places, self._columns[2], strict=True)
            )
        # Unlike octets, arrays find their way to machines of another byte order.
        columns = tuple(array(part.format, part.tobytes()) for part in self._columns)
        return restore, (lines, columns, self._leniency)

    def __arrow_c_schema__(self) -> object:
        """The Arrow type: a struct of ``status_code``, ``offset`` and ``length``, never null."""
        return self._arrow().schema.__arrow_c_schema__()

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        """The columns as an Arrow struct array."""
        capsules: tuple[object, object] = self._arrow().__arrow_c_array__(requested_schema)
        return capsules

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The columns as an Arrow stream of one batch."""
        from sipstatus._arrow import stream

        return stream(self._arrow()).__arrow_c_stream__(requested_schema)

    def _arrow(self) -> Any:
        from sipstatus._arrow import struct_array

        codes, offsets, lengths = self._columns
        return struct_array({"status_code": codes, "offset": offsets, "length": lengths})


def restored(lines: bytes, columns: tuple[Any, Any, Any], leniency: int) -> StatusLineTable:
    """The table of a pickle, which holds the octets of its lines and no others."""
    codes, offsets, lengths = (memoryview(part).toreadonly() for part in columns)
    places = array("q", accumulate(lengths, initial=0))
    if not len(codes) == len(offsets) == len(lengths) or places.pop() != len(lines):
        raise ValueError("the columns of the table do not fit its lines")
    return StatusLineTable(lines, (codes, offsets, lengths), leniency, memoryview(places))


def octets_of(data: memoryview, start: int, stop: int) -> Buffer:
    """Some octets of a buffer of any format."""
    if data.itemsize == 1 and data.ndim == 1:
        return data[start:stop]
    # memoryview.cast() refuses some formats.
    part: bytes = unpack_from(f"{stop - start}s", data, start)[0]
    return part


def column(octets: bytes, item_format: str) -> memoryview:
    """The octets as numbers of this format."""
    numbers: Any = memoryview(octets)
    view: memoryview = numbers.cast(item_format)
    return view


def _contiguous(part: memoryview) -> memoryview:
    return part if part.c_contiguous else column(part.tobytes(), part.format)
