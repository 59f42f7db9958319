"""Columns of status-lines, as Arrow engines have them: parsed without an object for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from sipstatus._implementation import IMPLEMENTATION
from sipstatus._leniency import Leniency, leniency_argument

if TYPE_CHECKING or IMPLEMENTATION == "python":
    import sipstatus._rows_py as engine
else:
    import sipstatus._rows as engine

if TYPE_CHECKING:
    from typing import Protocol

    class ArrowArray(Protocol):
        """An array of the Arrow PyCapsule interface."""

        def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]: ...

    class ArrowStream(Protocol):
        """A stream of arrays of the Arrow PyCapsule interface."""

        def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


__all__ = ["StatusLineBatch", "parse_status_lines"]


def parse_status_lines(
    column: ArrowArray | ArrowStream, *, leniency: int = Leniency.LOG
) -> StatusLineBatch:
    """Parse the status-line (RFC 3261 section 7.2) with which each row of a column begins.

    column: strings or octets, in any of their six Arrow layouts (``string``, ``large_string``,
    ``string_view``, ``binary``, ``large_binary``, ``binary_view``), from any object that has the
    Arrow PyCapsule interface: a column of Polars, pyarrow, pandas or nanoarrow, whole or sliced, in
    one chunk or many.
    leniency: the :class:`Leniency` flags.  Whatever they are, the end of a row also ends its line;
    by default LF alone does so as well, as in logs.
    Octets after the line never change the result, so a row may be a whole message.

    Returns a batch with as many rows.  A row is null where the column is null, or where its line is
    refused, which the column ``error`` tells apart.  The GIL is not held meanwhile.

    >>> import nanoarrow
    >>> rows = nanoarrow.Array(["SIP/2.0 486 Busy Here", "ACK sip:b"], nanoarrow.string())
    >>> parsed = nanoarrow.Array(parse_status_lines(rows)).to_pylist()
    >>> [row["status_code"] for row in parsed]
    [486, None]

    Raises TypeError for anything but such a column, ValueError for unknown flags, a stream that
    fails, or rows that are not within the buffers of the column, OverflowError for 2 GiB of reason
    phrases or more, ImportError without the extra ``arrow``.
    """
    flags = leniency_argument(leniency) | Leniency.NO_LINE_END.value
    from sipstatus._arrow import column_parts, record_batch

    parts = column_parts(column)
    rows = sum(part[2] for part in parts)
    parsed = engine.parse(parts, rows, flags)
    return StatusLineBatch(record_batch(rows, *parsed))


@final
class StatusLineBatch:
    """An Arrow record batch of status-lines (RFC 3261 section 7.2), one for each row of a column.

    It has the Arrow PyCapsule interface, as an array and as a stream of one batch, without a copy:
    ``pyarrow.record_batch(batch)``, ``polars.DataFrame(batch)``.  Its columns, all nullable:

    - ``status_code``: uint16, 100 to 699.
    - ``reason_octets``: binary, the reason phrase as it stands in the line, perhaps empty.
    - ``version``: a struct of ``major`` and ``minor``, both int32, 0 to 999,999,999.
    - ``error``: string, the value of the :class:`ErrorKind` where a line was refused.

    Where there is an error the other three are null; where the column was null, all four are.

    >>> import nanoarrow
    >>> batch = parse_status_lines(nanoarrow.Array(["SIP/2.0 4_6 Busy"], nanoarrow.string()))
    >>> len(batch), nanoarrow.Array(batch).to_pylist()[0]["error"]
    (1, 'bad_code')
    """

    __module__ = "sipstatus"
    __slots__ = ("_array",)

    # Only parse_status_lines makes batches.
    def __init__(self, array: Any) -> None:
        self._array = array

    def __len__(self) -> int:
        length: int = self._array.length
        return length

    def __repr__(self) -> str:
        return f"<StatusLineBatch of {len(self)} rows>"

    def __arrow_c_schema__(self) -> object:
        """The Arrow type: a struct of the four columns."""
        return self._array.schema.__arrow_c_schema__()

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        """The columns as an Arrow struct array."""
        capsules: tuple[object, object] = self._array.__arrow_c_array__(requested_schema)
        return capsules

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The columns as an Arrow stream of one batch."""
        from sipstatus._arrow import stream

        return stream(self._array).__arrow_c_stream__(requested_schema)
