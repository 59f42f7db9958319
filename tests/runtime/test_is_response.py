"""Response or request? By RFC 3261 section 7.2 a response begins with the SIP-Version."""

from __future__ import annotations

import mmap
from array import array
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines import octets

from sipstatus import StatusLineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

MESSAGES = [
    (b"SIP/2.0 180 Ringing\r\n", True),
    (b"sip/2.0 180 Ringing\r\n", True),
    (b"sIp/", True),
    (b"SIP/9.9 nonsense", True),
    (b"SIP/2.0 999 Unknown class\r\n", True),
    (b"INVITE sip:bob@example.com SIP/2.0\r\n", False),
    (b"SIPPING sip:bob@example.com SIP/2.0\r\n", False),
    (b"SIP", False),
    (b"SI", False),
    (b"", False),
    (b"SIP\x0f", False),
    (b"SIP?", False),
    (b"SIPO", False),
    (b" SIP/2.0 200 OK\r\n", False),
    (b"\r\nSIP/2.0 200 OK\r\n", False),
    (b"\x13\x09\x10/", False),  # the letters without the bits that make them letters
    (b"\xd3\xc9\xd0/", False),
    (b"3)0/", False),
    ("\u017fip/2.0".encode(), False),  # a letter of which "S" is the upper case
    ("S\u0130P/2.0".encode(), False),  # a letter of which "i" is in the lower case
    (b"HTTP/1.1 200 OK\r\n", False),
    (b"\0\0\0\0", False),
]


def mapped(octets: bytes) -> mmap.mmap:
    mapping = mmap.mmap(-1, max(len(octets), 1))
    mapping[: len(octets)] = octets
    return mapping


class OctetsSubclass(bytes):
    """Octets that claim to be others."""

    def __getitem__(self, _: object) -> Any:
        return b"SIP/"


BUFFERS: list[Callable[[bytes], Any]] = [
    bytes,
    bytearray,
    memoryview,
    mapped,
    OctetsSubclass,
    lambda octets: array("b", octets),
    lambda octets: memoryview(b"SIP/" + octets + b"/" * 4)[4:-4],
    lambda octets: memoryview(bytearray(octets)).toreadonly(),
]


@pytest.mark.parametrize("make", BUFFERS)
@pytest.mark.parametrize(("message", "expected"), MESSAGES)
def test_first_four_octets(
    implementation: ModuleType, message: bytes, expected: bool, make: Callable[[bytes], Any]
) -> None:
    data = make(message)
    assert implementation.is_response(data) is expected
    assert implementation.is_response(data=data) is expected


def test_octets_of_any_format(implementation: ModuleType) -> None:
    assert implementation.is_response(array("I", b"SIP/2.0 "))
    assert implementation.is_response(memoryview(b"SIP/2.0 ").cast("B", (2, 4)))
    assert implementation.is_response(memoryview(b"")[::2]) is False


@pytest.mark.parametrize("data", ["SIP/2.0 200 OK\r\n", None, 4, ["S", "I", "P", "/"], object()])
def test_no_octets(implementation: ModuleType, data: Any) -> None:
    with pytest.raises(TypeError, match="bytes-like object is required"):
        implementation.is_response(data)


def test_one_argument(implementation: ModuleType) -> None:
    for arguments in ((), (b"SIP/", 0)):
        with pytest.raises(TypeError):
            implementation.is_response(*arguments)


def test_buffers_with_gaps(implementation: ModuleType) -> None:
    with pytest.raises(BufferError):
        implementation.is_response(memoryview(b"SSIIPP//")[::2])


def test_the_buffer_is_released(implementation: ModuleType) -> None:
    for data in (bytearray(b"SIP/2.0"), bytearray(b"ACK "), bytearray()):
        implementation.is_response(data)
        data.append(0)  # BufferError while somebody holds the buffer
    released = memoryview(b"SIP/")
    released.release()
    with pytest.raises(ValueError, match="released"):
        implementation.is_response(released)


@given(octets | st.binary(min_size=4, max_size=4))
def test_what_the_parser_calls_no_response(implementation: ModuleType, data: bytes) -> None:
    """Of four octets or more the parser says the same, by the kind of its error."""
    expected = len(data) >= 4
    try:
        implementation.parse_status_line(data)
    except StatusLineError as error:
        expected = expected and error.kind != "not_a_response"
    assert implementation.is_response(data) is expected
