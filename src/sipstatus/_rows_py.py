"""Parses the rows of an Arrow column: the readable twin of ``sipstatus._rows``.

A part of a column is (layout, offset, length, validity, positions, buffers of octets).  The layout
says how the positions tell where the octets of a row are, in native byte order:

- ``i`` and ``q``: offsets of 32 and of 64 bits, one more than rows, in the only buffer;
- ``v``: views of 16 octets, which hold up to 12 octets themselves, or a buffer's number and an
  offset in it.

The validity has a bit for each row, the lowest first, or is None if no row is null.  Offset and
length say which rows are meant.
"""

from __future__ import annotations

from array import array
from struct import Struct
from typing import TYPE_CHECKING

from sipstatus._errors import StatusLineError
from sipstatus._statusline_py import parse_status_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typing_extensions import Buffer

    Part = tuple[str, int, int, Buffer | None, Buffer, Sequence[Buffer]]

TOO_MANY_OCTETS = "the column is too large for one batch (2 GiB of phrases): parse it in parts"

_INT32_MAX = 2**31 - 1
_INLINE = 12
_VIEW = Struct("=i12s")
_REFERENCE = Struct("=4xii")
_OFFSETS = {"i": Struct("=ii"), "q": Struct("=qq")}


def _values(part: Part, row: int) -> Iterator[bytes | None]:
    """The octets of each row, None if it is null; `row` is the number of the first one."""
    layout, offset, length, validity, positions, buffers = part
    octets = [memoryview(buffer).cast("B") for buffer in buffers]
    places = memoryview(positions).cast("B")
    bits = None if validity is None else memoryview(validity).cast("B")
    end = offset + length
    size = _VIEW.size if layout == "v" else _OFFSETS[layout].size // 2
    needed = end + (layout != "v" and length != 0)
    if len(places) // size < needed or (bits is not None and len(bits) < (end + 7) // 8):
        raise ValueError("a buffer of the column is too short for its rows")
    for index in range(offset, end):
        if bits is not None and not bits[index >> 3] >> (index & 7) & 1:
            yield None
            continue
        number = 0
        if layout == "v":
            width, inline = _VIEW.unpack_from(places, index * size)
            if 0 <= width <= _INLINE:
                yield inline[:width]
                continue
            number, begin = _REFERENCE.unpack(inline)
            stop = begin + width
        else:
            begin, stop = _OFFSETS[layout].unpack_from(places, index * size)
        if not 0 <= number < len(octets) or not 0 <= begin <= stop <= len(octets[number]):
            raise ValueError(f"row {row + index - offset} of the column is not within its buffers")
        yield bytes(octets[number][begin:stop])


def parse(
    parts: Sequence[Part], rows: int, leniency: int
) -> tuple[int, Buffer, Buffer, Buffer, Buffer, Buffer, int, Buffer, Buffer, Buffer]:
    """Parse the rows of all parts, of which there are so many.

    Returns what Arrow wants of the columns: how many rows are null, their validity, the status
    codes (uint16), the version numbers (int32, first all major ones), the offsets (int32) and
    octets of the phrases; then how many rows have no error, the validity of the errors, the offsets
    and the octets of their kinds.
    """
    valid, faulty = (bytearray((rows + 7) // 8) for _ in range(2))
    status_code, major, minor = array("H"), array("i"), array("i")
    ends, error_ends = array("i", [0]), array("i", [0])
    reason, errors = bytearray(), bytearray()
    nulls, fine = 0, 0
    for part in parts:
        for octets in _values(part, len(status_code)):
            row = len(status_code)
            code, version, kind = 0, (0, 0), None
            if octets is not None:
                try:
                    line = parse_status_line(octets, leniency=leniency)
                except StatusLineError as error:
                    kind = error.kind
                else:
                    code, version = line.status_code, line.version
                    reason += line.reason_octets
                    valid[row >> 3] |= 1 << (row & 7)
            nulls += not code
            fine += kind is None
            if kind is not None:
                errors += kind.encode()
                faulty[row >> 3] |= 1 << (row & 7)
            if max(len(reason), len(errors)) > _INT32_MAX:
                raise OverflowError(TOO_MANY_OCTETS)
            for column, value in zip((status_code, major, minor), (code, *version), strict=True):
                column.append(value)
            ends.append(len(reason))
            error_ends.append(len(errors))
    if len(status_code) != rows:
        raise ValueError("the parts have another number of rows")
    lines = nulls, valid, status_code, major + minor, ends, reason
    return *lines, fine, faulty, error_ends, errors
