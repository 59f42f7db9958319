"""Both implementations side by side: every input has one outcome, to the letter of the message."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import EXAMPLES, SEEDS, leniencies, long_lines, octets, outcome, phrases

import sipstatus._statusline as compiled
import sipstatus._statusline_py as twin

if TYPE_CHECKING:
    from types import ModuleType


def same_parse(data: Any, start: int, leniency: int) -> None:
    expected = outcome(twin.parse_status_line, data, start, leniency=leniency)
    assert outcome(compiled.parse_status_line, data, start, leniency=leniency) == expected


@settings(max_examples=EXAMPLES * 10)
@given(octets, leniencies, st.data())
def test_spoiled_lines(data: bytes, leniency: int, draw: st.DataObject) -> None:
    start = draw.draw(st.just(0) | st.integers(min_value=0, max_value=len(data)))
    same_parse(data, start, leniency)
    same_parse(bytearray(data), start, leniency)


@settings(max_examples=EXAMPLES * 2)
@given(st.binary(max_size=60), leniencies, st.binary(max_size=60))
def test_noise_behind_a_good_start(noise: bytes, leniency: int, more: bytes) -> None:
    for front in (b"", b"SIP/2.0 ", b"SIP/2.0 200", b"SIP/2.0 200 "):
        same_parse(front + noise + more, 0, leniency)
        same_parse(noise + front + more, len(noise), leniency)


@settings(max_examples=EXAMPLES // 2)
@given(long_lines(), leniencies)
def test_long_lines(data: bytes, leniency: int) -> None:
    same_parse(data, 0, leniency)
    same_parse(memoryview(data), 0, leniency)


@pytest.mark.parametrize("leniency", [0, 1, 2, 4, 8, 16, 30, 31, 32, 63])
def test_every_octet_at_every_place(leniency: int) -> None:
    for seed in (SEEDS[6], SEEDS[8], SEEDS[9][:40]):
        for place in range(len(seed)):
            for octet in range(256):
                same_parse(seed[:place] + bytes([octet]) + seed[place + 1 :], 0, leniency)


@pytest.mark.parametrize("leniency", range(64))
def test_every_prefix_and_every_start(leniency: int) -> None:
    for seed in SEEDS:
        for place in range(len(seed) + 1):
            same_parse(seed[:place], 0, leniency)
            same_parse(seed, place, leniency)


@settings(max_examples=EXAMPLES * 10)
@given(st.integers(min_value=0, max_value=1000), phrases, leniencies)
def test_encoder(status_code: int, reason_phrase: str | bytes | None, leniency: int) -> None:
    arguments = status_code, reason_phrase
    expected = outcome(twin.encode_status_line, *arguments, leniency=leniency)
    assert outcome(compiled.encode_status_line, *arguments, leniency=leniency) == expected


@settings(max_examples=EXAMPLES // 10)
@given(long_lines(), leniencies)
def test_encoder_of_long_phrases(data: bytes, leniency: int) -> None:
    phrase = data[:-2]
    for reason_phrase in (phrase, phrase.decode("utf-8", "surrogateescape")):
        expected = outcome(twin.encode_status_line, 200, reason_phrase, leniency=leniency)
        actual = outcome(compiled.encode_status_line, 200, reason_phrase, leniency=leniency)
        assert actual == expected


def written(implementation: ModuleType, buffer: Any, *arguments: Any, **options: Any) -> Any:
    """What a caller can tell of a line written into a buffer, or of the refusal to."""
    try:
        end = implementation.encode_status_line_into(buffer, *arguments, **options)
    except (ValueError, TypeError, BufferError) as error:
        return type(error), str(error), bytes(memoryview(buffer))
    return end, bytes(memoryview(buffer))


@settings(max_examples=EXAMPLES * 5)
@given(
    st.integers(min_value=0, max_value=60),
    st.integers(min_value=-3, max_value=63),
    st.integers(min_value=95, max_value=705),
    phrases,
    leniencies,
)
def test_encoder_into_a_buffer(
    size: int, offset: int, status_code: int, phrase: str | bytes | None, leniency: int
) -> None:
    for make in (bytearray, bytes, lambda octets: memoryview(bytearray(octets * 2))[::2]):
        one, other = (
            written(
                implementation, make(b"#" * size), offset, status_code, phrase, leniency=leniency
            )
            for implementation in (compiled, twin)
        )
        assert one == other


@given(
    st.integers(min_value=90, max_value=710),
    st.binary(max_size=8),
    st.tuples(st.integers(), st.integers()),
    st.integers(min_value=-1, max_value=2**63 - 1),
)
def test_constructor(
    status_code: int, reason_octets: bytes, version: tuple[int, int], end: int
) -> None:
    results = []
    for implementation in (compiled, twin):
        try:
            results.append(
                outcome(implementation.StatusLine, status_code, reason_octets, version, end)
            )
        except ValueError as error:
            results.append((type(error),))
    assert results[0] == results[1]


@given(octets, leniencies)
def test_lines_are_equal_across_implementations(data: bytes, leniency: int) -> None:
    try:
        one: Any = compiled.parse_status_line(data, leniency=leniency)
    except ValueError:
        return
    other: Any = twin.parse_status_line(data, leniency=leniency)
    assert one == other
    assert other == one
    assert not one != other  # noqa: SIM202
    assert not other != one  # noqa: SIM202
    assert hash(one) == hash(other)
    assert repr(one) == repr(other)
    assert len({one, other}) == 1
    assert one.reason_phrase == other.reason_phrase
    assert one.status is other.status
    assert one.encode() == other.encode()
    assert str(one) == str(other)


def test_lines_differ_across_implementations() -> None:
    line: Any = twin.StatusLine(180, b"Ringing")
    for other in (
        compiled.StatusLine(181, b"Ringing"),
        compiled.StatusLine(180, b""),
        compiled.StatusLine(180, b"Ringing", (2, 1)),
    ):
        assert line != other
        assert other != line


# The face they show to their users

FUNCTIONS = ["parse_status_line", "is_response", "encode_status_line", "encode_status_line_into"]
PROPERTIES = ["status_code", "reason_octets", "version", "end", "status", "reason_phrase"]
ATTRIBUTES = [*PROPERTIES, "encode"]


def parameters(function: Any) -> list[tuple[str, Any, Any]]:
    return [
        (parameter.name, parameter.kind, parameter.default)
        for parameter in inspect.signature(function).parameters.values()
    ]


@pytest.mark.parametrize("name", [*FUNCTIONS, "StatusLine"])
def test_same_signature(name: str) -> None:
    assert parameters(getattr(compiled, name)) == parameters(getattr(twin, name))


def test_same_signature_of_the_method() -> None:
    for implementation in (compiled, twin):
        assert parameters(implementation.StatusLine(200).encode) == []


@pytest.mark.parametrize("name", [*FUNCTIONS, "StatusLine"])
def test_same_name_and_documentation(name: str) -> None:
    one, other = getattr(compiled, name), getattr(twin, name)
    assert one.__name__ == other.__name__ == name
    assert one.__qualname__ == other.__qualname__ == name
    assert inspect.getdoc(one) == inspect.getdoc(other)
    assert inspect.getdoc(one)


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_same_documentation_of_attributes(name: str) -> None:
    one, other = getattr(compiled.StatusLine, name), getattr(twin.StatusLine, name)
    assert inspect.getdoc(one) == inspect.getdoc(other)
    assert inspect.getdoc(one)


def test_same_public_names() -> None:
    def public(thing: Any) -> set[str]:
        return {name for name in dir(thing) if not name.startswith("_")}

    assert public(compiled.StatusLine) == public(twin.StatusLine) == {*ATTRIBUTES}
    assert public(compiled) >= {*FUNCTIONS, "StatusLine"}
