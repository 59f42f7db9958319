"""A reader of a stream, as docs/parsing.md shows it: linear in the octets, however they arrive."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines import LINE_MAX, SEEDS, outcome, spoiled_lines

from sipstatus import IncompleteStatusLine, Leniency, StatusLineError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

PAGE = Path(__file__).parents[2].joinpath("docs/parsing.md").read_text(encoding="utf-8")
(EXAMPLE,) = (
    example.source
    for block in re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    for example in doctest.DocTestParser().get_examples(block)
    if example.source.startswith("def read_status_line(")
)
LENIENCY = Leniency.DEFAULT | Leniency.LEADING_CRLF


class Reader:
    """The function of that page, and how often and at how many octets it has the parser look."""

    def __init__(self, implementation: ModuleType, leniency: int = LENIENCY) -> None:
        self.parse = implementation.parse_status_line
        self.calls = 0
        self.octets = 0
        self.received = 0
        names = {
            "parse_status_line": self.counting_parse,
            "IncompleteStatusLine": IncompleteStatusLine,
            "LENIENCY": leniency,
        }
        exec(EXAMPLE, names)
        self.function: Any = names["read_status_line"]

    def counting_parse(self, data: bytearray, *, leniency: int) -> Any:
        self.calls += 1
        self.octets += len(data)
        return self.parse(data, leniency=leniency)

    def read(self, segments: Iterable[bytes]) -> Any:
        rest = iter(segments)

        def receive() -> bytes:
            segment = next(rest, b"")
            self.received += len(segment)
            return segment

        return self.function(receive, bytearray())


def one_by_one(octets: bytes) -> list[bytes]:
    return [octets[at : at + 1] for at in range(len(octets))]


@pytest.mark.parametrize("size", [1, 7, 1460])
@pytest.mark.parametrize("leniency", [0, 3, 31])
@pytest.mark.parametrize("filler", [b"a", b"\xc3\xa9"])
def test_a_long_line_in_segments(
    implementation: ModuleType, size: int, leniency: int, filler: bytes
) -> None:
    """Naive calls would look at 65,535 * 65,536 / 2 octets of a line that comes one by one."""
    line = (b"SIP/2.0 486 " + filler * LINE_MAX)[: LINE_MAX - 3] + b"a\r\n"
    reader = Reader(implementation, leniency)
    segments = [line[at : at + size] for at in range(0, len(line), size)]
    assert reader.read(segments).end == LINE_MAX
    assert reader.calls <= 18
    assert reader.octets <= 3 * LINE_MAX


def test_white_space_without_end(implementation: ModuleType) -> None:
    reader = Reader(implementation, Leniency.ALL)
    with pytest.raises(StatusLineError) as caught:
        reader.read(one_by_one(b"SIP/2.0 " + b" \t" * LINE_MAX))
    assert caught.value.kind == "too_long"
    assert reader.calls <= 18
    assert reader.received <= 2 * LINE_MAX
    assert reader.octets <= 4 * LINE_MAX


def test_keep_alives_without_end(implementation: ModuleType) -> None:
    reader = Reader(implementation)
    line = reader.read(one_by_one(b"\r\n" * 20_000 + SEEDS[0]))
    assert line.status_code == 200
    assert line.end == len(SEEDS[0])
    assert reader.octets <= 2 * 40_000


def test_the_cost_is_linear_in_the_octets(implementation: ModuleType) -> None:
    looked_at = []
    for length in (8_000, 16_000, 32_000, 64_000):
        reader = Reader(implementation)
        reader.read(one_by_one(b"SIP/2.0 200 " + b"a" * length + b"\r\n"))
        looked_at.append(reader.octets / length)
    assert max(looked_at) <= 2 * min(looked_at)  # 8 times as much if it were quadratic


@pytest.mark.parametrize("spoiled", [b"\0", b"\r\r"])
@pytest.mark.parametrize("length", [1, 100, 30_000])
def test_what_cannot_become_valid_is_refused_before_an_lf(
    implementation: ModuleType, spoiled: bytes, length: int
) -> None:
    head = b"SIP/2.0 200 " + b"a" * length + spoiled
    reader = Reader(implementation)
    with pytest.raises(StatusLineError) as caught:
        reader.read(one_by_one(head + b"a" * LINE_MAX))
    assert caught.value.offset == len(head) - 1
    assert reader.received <= 2 * len(head)


def test_a_request_is_refused_at_once(implementation: ModuleType) -> None:
    reader = Reader(implementation)
    with pytest.raises(StatusLineError):
        reader.read(one_by_one(b"INVITE sip:a@b.example SIP/2.0\r\n"))
    assert reader.received == 1


def test_a_stream_that_ends(implementation: ModuleType) -> None:
    with pytest.raises(EOFError):
        Reader(implementation).read([b"SIP/2.0 20", b"0 OK\r"])


@given(spoiled_lines(), st.lists(st.integers(min_value=1, max_value=9), max_size=40))
def test_segments_do_not_matter(implementation: ModuleType, data: bytes, sizes: list[int]) -> None:
    """The reader says what the parser says of everything at once, but for the keep-alives."""
    segments = []
    stream = data + b"\n\n"  # so that it does not end before the line
    for size in (*sizes, len(stream)):
        segments.append(stream[:size])
        stream = stream[size:]
    stream = data + b"\n\n"
    while stream.startswith(b"\r\n"):
        stream = stream[2:]
    expected = outcome(implementation.parse_status_line, stream, leniency=LENIENCY)
    assert outcome(Reader(implementation).read, filter(None, segments)) == expected
