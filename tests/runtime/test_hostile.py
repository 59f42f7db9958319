"""Objects that lie about themselves: what counts is what they are."""

from __future__ import annotations

from types import ModuleType

import pytest


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
