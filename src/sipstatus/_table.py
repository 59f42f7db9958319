"""The status-lines that a scan has found: three columns, and StatusLine objects on request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, final, overload

from sipstatus._implementation import parse_status_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sipstatus._implementation import StatusLine

__all__ = ["StatusLineTable", "column"]


@final
class StatusLineTable(Sequence["StatusLine"]):
    """Status-lines (RFC 3261 section 7.2) in a buffer, in the order of their offsets.

    A sequence of :class:`StatusLine`, each parsed when it is asked for, with :attr:`end` counted in
    the scanned buffer; a slice is a table of the same buffer.  The columns are contiguous read-only
    memoryviews of one dimension, which NumPy takes without a copy.  With the extra ``arrow`` the
    table has the Arrow PyCapsule interface, also without a copy.

    The table keeps the buffer alive and locked: a bytearray cannot change its size meanwhile.  If
    octets of the buffer are changed, the same table gives other lines, or a StatusLineError.
    """

    __module__ = "sipstatus"
    __slots__ = ("_buffer", "_columns", "_leniency")

    # Only scan_status_lines makes tables.
    def __init__(
        self, buffer: Any, columns: tuple[memoryview, memoryview, memoryview], leniency: int
    ) -> None:
        self._buffer = buffer
        self._columns = columns
        self._leniency = leniency

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
            return StatusLineTable(self._buffer, (codes, offsets, lengths), self._leniency)
        return self._line(self._columns[1][index])

    def __iter__(self) -> Iterator[StatusLine]:
        return map(self._line, self._columns[1])

    def __repr__(self) -> str:
        return f"<StatusLineTable of {len(self)} status-lines>"

    def _line(self, offset: int) -> StatusLine:
        return parse_status_line(self._buffer, offset, leniency=self._leniency)

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


def column(octets: bytes, item_format: str) -> memoryview:
    """The octets as numbers of this format."""
    numbers: Any = memoryview(octets)
    view: memoryview = numbers.cast(item_format)
    return view


def _contiguous(part: memoryview) -> memoryview:
    return part if part.c_contiguous else column(part.tobytes(), part.format)
