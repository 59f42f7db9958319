"""Pickles: written under one implementation, read under either."""

from __future__ import annotations

import pickle
import pickletools
from typing import TYPE_CHECKING

import fresh_python
import pytest

import sipstatus

if TYPE_CHECKING:
    from types import ModuleType

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)

READ = """
import pickle, sys
import sipstatus
line = pickle.loads(bytes.fromhex(sys.argv[1]))
assert type(line) is sipstatus.StatusLine
print(sipstatus.IMPLEMENTATION, repr(line))
"""

WRITE = """
import pickle, sys
from importlib import import_module
line = import_module(sys.argv[1]).StatusLine(180, b"Ring\\xff", (3, 1), 21)
print(pickle.dumps(line, int(sys.argv[2])).hex())
"""

REPR = r"StatusLine(status_code=180, reason_octets=b'Ring\xff', version=(3, 1), end=21)"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_round_trip(implementation: ModuleType, protocol: int) -> None:
    for line in (
        implementation.StatusLine(180, b"Ring\xff", (3, 1), 21),
        implementation.parse_status_line(b"SIP/2.0 486 Busy Here\r\n"),
        implementation.parse_status_line(b"SIP/2.0 299\r\n"),
    ):
        again = pickle.loads(pickle.dumps(line, protocol))
        assert type(again) is sipstatus.StatusLine
        assert again == line
        assert line == again
        assert hash(again) == hash(line)
        assert repr(again) == repr(line)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_pickles_name_nothing_but_sipstatus(implementation: ModuleType, protocol: int) -> None:
    pickled = pickle.dumps(implementation.StatusLine(180, b"Ringing"), protocol)
    words = {
        word
        for _, argument, _ in pickletools.genops(pickled)
        if isinstance(argument, str)
        for word in argument.split()
    }
    assert words >= {"sipstatus", "_restore_status_line"}
    assert not any("statusline" in word for word in words)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("reader", ["cython", "python"])
def test_read_under_either_implementation(
    implementation: ModuleType, protocol: int, reader: str, pure_python: bool
) -> None:
    if pure_python:
        reader = "python"
    line = implementation.StatusLine(180, b"Ring\xff", (3, 1), 21)
    switch = "1" if reader == "python" else ""
    read = fresh_python.output(READ, pickle.dumps(line, protocol).hex(), pure_python=switch)
    assert read == f"{reader} {REPR}"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_written_under_the_other_switch(implementation: ModuleType, protocol: int) -> None:
    for switch in ("", "1"):
        written = fresh_python.output(
            WRITE, implementation.__name__, str(protocol), pure_python=switch
        )
        line = pickle.loads(bytes.fromhex(written))
        assert type(line) is sipstatus.StatusLine
        assert repr(line) == REPR


def test_an_old_pickle(implementation: ModuleType) -> None:
    pickled = b"\x80\x03csipstatus\n_restore_status_line\n(K\xb4C\x05Ring\xffK\x03K\x01\x86K\x15tR."
    assert pickle.loads(pickled) == implementation.StatusLine(180, b"Ring\xff", (3, 1))
    assert pickle.loads(pickled).end == 21


def test_spoiled_pickles_are_refused() -> None:
    """What a pickle brings is checked like any other arguments."""
    for code, reason in ((b"K\x63", b"C\x00"), (b"K\xb4", b"C\x01\n"), (b"\x88", b"C\x00")):
        pickled = b"\x80\x03csipstatus\n_restore_status_line\n(" + code + reason
        with pytest.raises((ValueError, TypeError)):
            pickle.loads(pickled + b"K\x03K\x01\x86K\x15tR.")


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    "member",
    [
        sipstatus.StatusCode.BUSY_HERE,
        sipstatus.StatusCode.UNSUPPORTED_CERTIFICATE,
        sipstatus.ResponseClass.SUCCESS,
        sipstatus.ErrorKind.BAD_CODE,
        sipstatus.Leniency.DEFAULT,
        sipstatus.Leniency.BARE_LF | sipstatus.Leniency.LEADING_CRLF,
    ],
)
def test_enum_members(member: object, protocol: int) -> None:
    pickled = pickle.dumps(member, protocol)
    assert pickle.loads(pickled) is member
    assert b"_sipstatus" not in pickled
    assert b"sipstatus" in pickled


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_functions(protocol: int) -> None:
    for name in ("parse_status_line", "encode_status_line", "find_status_codes", "is_final"):
        function = getattr(sipstatus, name)
        assert pickle.loads(pickle.dumps(function, protocol)) is function
