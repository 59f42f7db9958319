"""Objects that lie about themselves: what counts is what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lines import outcome

from sipstatus import StatusLineError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


class Agreeable(int):
    """An int that says yes to every comparison."""

    def __ge__(self, other: object) -> bool:
        return True

    __le__ = __gt__ = __lt__ = __ge__


class Inner(bytes):
    def __buffer__(self, flags: int) -> memoryview:
        return memoryview(b"ok")


class Outer(bytes):
    def __bytes__(self) -> bytes:
        return Inner(b"x\r\nEvil: 1")


@pytest.mark.parametrize("end", [-1, -5, 2**70])
def test_an_end_out_of_bounds(implementation: ModuleType, end: int) -> None:
    with pytest.raises(ValueError, match=r"^end must be 0 to "):
        implementation.StatusLine(486, b"", (2, 0), Agreeable(end))


@pytest.mark.parametrize("version", [(2**33 + 7, 0), (2, -2), (2**70, 0), (2, -1)])
def test_a_version_out_of_bounds(implementation: ModuleType, version: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"^version must be 0 to 999999999$"):
        implementation.StatusLine(486, b"", tuple(map(Agreeable, version)))


def test_octets_that_claim_to_be_others(implementation: ModuleType) -> None:
    assert implementation.encode_status_line(486, Outer(b"Occupied")) == (
        b"SIP/2.0 486 Occupied\r\n"
    )
    reason = implementation.StatusLine(486, Outer(b"Occupied")).reason_octets
    assert type(reason) is bytes
    assert reason == b"Occupied"


# What every twin must see alike: the number, the text and the type that are really there.


class LyingNumber(int):
    """An int that gives another number to whoever asks it politely."""

    def __int__(self) -> int:
        return 200

    def __index__(self) -> int:
        return 200

    def __trunc__(self) -> int:
        return 200


class Pretender:
    """No int, str, bytes or tuple, whatever it claims."""

    def __init__(self, claim: type) -> None:
        self.claim = claim

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return self.claim

    def __int__(self) -> int:
        return 200

    __index__ = __len__ = __int__

    def encode(self, *_: object) -> bytes:
        return b"x\r\nEvil: 1"


class LyingText(str):
    def __getitem__(self, _: object) -> str:
        return "x"

    def encode(self, *_: object, **__: object) -> bytes:
        return b"x\r\nEvil: 1"

    def __str__(self) -> str:
        return "x\r\nEvil: 1"


class LyingPair(tuple[int, ...]):
    def __len__(self) -> int:
        return 2

    def __getitem__(self, _: object) -> int:  # type: ignore[override]
        return 7

    def __iter__(self) -> Iterator[int]:
        return iter((7, 7))


@pytest.mark.parametrize("code", [486, 101])
def test_the_number_counts_not_what_it_says_of_itself(
    implementation: ModuleType, code: int
) -> None:
    number = LyingNumber(code)
    line = implementation.encode_status_line(code)
    assert implementation.encode_status_line(number) == line
    buffer = bytearray(50)
    assert implementation.encode_status_line_into(buffer, 0, number) == len(line)
    assert buffer.startswith(line)
    parsed = implementation.StatusLine(number, b"", (number, number), number)
    parts = (parsed.status_code, *parsed.version, parsed.end)
    assert parts == (code,) * 4
    assert {type(part) for part in parts} == {int}


def test_a_number_out_of_bounds_that_says_200(implementation: ModuleType) -> None:
    for call in (implementation.encode_status_line, implementation.StatusLine):
        with pytest.raises(StatusLineError):
            call(LyingNumber(999))


def test_flags_and_places_that_say_200(implementation: ModuleType) -> None:
    data = b"x" * 4 + b"SIP/2.0 486 [\r\n"
    assert implementation.parse_status_line(data, LyingNumber(4)).status_code == 486
    line = implementation.encode_status_line(486, "[", leniency=LyingNumber(1))
    assert line == data[4:]
    assert implementation.encode_status_line_into(bytearray(99), LyingNumber(9), 299) == 23


@pytest.mark.parametrize("claim", [int, str, bytes, tuple, bool])
def test_what_only_claims_to_be_of_a_type(implementation: ModuleType, claim: type) -> None:
    thing = Pretender(claim)
    assert isinstance(thing, claim)
    for name, arguments, options in (
        ("encode_status_line", (thing,), {}),
        ("encode_status_line", (486, thing), {}),
        ("encode_status_line", (486, "x"), {"leniency": thing}),
        ("parse_status_line", (thing,), {}),
        ("parse_status_line", (b"SIP/2.0 200 OK\r\n",), {"leniency": thing}),
        ("StatusLine", (thing,), {}),
        ("StatusLine", (486, thing), {}),
        ("StatusLine", (486, b"", thing), {}),
        ("StatusLine", (486, b"", (2, thing)), {}),
        ("StatusLine", (486, b"", (2, 0), thing), {}),
    ):
        with pytest.raises(TypeError, match="Pretender"):
            getattr(implementation, name)(*arguments, **options)


@pytest.mark.parametrize("text", ["Occupied", "занято", "a\r\nb", "ab\ud800c", "\ud800"])
@pytest.mark.parametrize("leniency", [0, 1])
def test_text_that_claims_to_be_other(implementation: ModuleType, text: str, leniency: int) -> None:
    encode = implementation.encode_status_line
    expected = outcome(encode, 486, text, leniency=leniency)
    assert outcome(encode, 486, LyingText(text), leniency=leniency) == expected


def test_a_version_that_claims_to_be_other(implementation: ModuleType) -> None:
    assert implementation.StatusLine(486, b"", LyingPair((3, 1))).version == (3, 1)
    for parts in ((), (3,), (3, 1, 2)):
        with pytest.raises(TypeError, match=f"^version must have two numbers, not {len(parts)}$"):
            implementation.StatusLine(486, b"", LyingPair(parts))


def test_no_attribute_of_a_line_can_be_set(implementation: ModuleType) -> None:
    line = implementation.StatusLine(486, b"x")
    before = repr(line)
    for name in {*dir(line), *getattr(type(line), "__slots__", ()), "_status_code", "other"}:
        with pytest.raises((AttributeError, TypeError)):
            setattr(line, name, 200)
        with pytest.raises((AttributeError, TypeError)):
            delattr(line, name)
    assert repr(line) == before
    assert hash(line) == hash(implementation.StatusLine(486, b"x"))
