"""What a scan must find, by the obvious definition, and octets for Hypothesis to scan."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from lines import SEEDS, long_lines, spoiled_lines

from sipstatus import StatusLineError, parse_status_line
from sipstatus._table import column

if TYPE_CHECKING:
    from types import ModuleType

    from sipstatus import StatusLineTable

Row = tuple[int, int, int]


def defined(octets: bytes, *, anywhere: bool, leniency: int) -> list[Row]:
    """Status code, offset and length of every status-line: each place is tried in turn."""
    rows: list[Row] = []
    at = 0
    while at < len(octets):
        place, at = at, at + 1
        if octets[place] not in b"Ss":
            continue
        if not (anywhere or place == 0 or octets[place - 1 : place] == b"\n"):
            continue
        try:
            line = parse_status_line(octets, place, leniency=leniency)
        except StatusLineError:
            continue
        rows.append((line.status_code, place, line.end - place))
        at = line.end
    return rows


def rows(table: StatusLineTable) -> list[Row]:
    """What a scan found."""
    return [*zip(table.status_code, table.offset, table.length, strict=True)]


def engine_rows(
    engine: ModuleType, octets: Any, start: int, stop: int, anywhere: bool, leniency: int
) -> list[Row]:
    """What the engine finds in a part."""
    columns = engine.scan(octets, start, stop, anywhere, leniency)
    views = [column(*pair) for pair in zip(columns, "HqI", strict=True)]
    return [*zip(*views, strict=True)]


def counted(engine: ModuleType, octets: bytes, anywhere: bool, leniency: int) -> dict[int, int]:
    """How often the engine finds each status code."""
    slots = array("Q", bytes(8 * 600))
    engine.count(octets, 0, len(octets), anywhere, leniency, slots)
    return {code: count for code, count in enumerate(slots, 100) if count}


_pieces = st.sampled_from(
    [
        *SEEDS,
        b"SIP/2.0 200 ",
        b"sip/2.0 699\t",
        b"SIP/2.0 404",
        b"SIP/2.0/UDP ",
        b"SIP/2.0\r\n",
        b"SIP/10.0 \t 300 a%4",
        b"S",
        b"SI",
        b"SIP",
        b"SIP/",
        b"%41\xc3",
        b"\n",
        b"\r\n",
        b"\r",
        b"\0",
        b" ",
        b"P/",
        b"\nabc/",
        b"x" * 61,
    ]
)

captures = st.lists(_pieces | spoiled_lines() | st.binary(max_size=9), max_size=12).map(b"".join)
"""Lines, whole and broken, one behind or within another."""

long_captures = st.lists(
    long_lines()
    | captures
    | st.integers(0, 70_000).map(lambda count: b"SIP/2.0 200 " * (count // 12)),
    max_size=4,
).map(b"".join)
"""Some of the lines are about as long as a line may be."""
