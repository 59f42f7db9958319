"""The errors: what they carry, what they say, and that they travel."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import fresh_python
import pytest

from sipstatus import ErrorKind, IncompleteStatusLine, StatusLineError

if TYPE_CHECKING:
    from types import ModuleType


def test_kinds() -> None:
    assert [(kind.name, kind.value) for kind in ErrorKind] == [
        ("NOT_A_RESPONSE", "not_a_response"),
        ("BAD_VERSION", "bad_version"),
        ("BAD_SEPARATOR", "bad_separator"),
        ("BAD_CODE", "bad_code"),
        ("BAD_REASON", "bad_reason"),
        ("BAD_TERMINATOR", "bad_terminator"),
        ("TOO_LONG", "too_long"),
        ("INCOMPLETE", "incomplete"),
    ]
    assert str(ErrorKind.BAD_CODE) == "bad_code"


def test_status_line_error() -> None:
    error = StatusLineError("bad_code", 8)
    assert isinstance(error, ValueError)
    assert error.kind is ErrorKind.BAD_CODE
    assert error.offset == 8
    assert str(error) == "bad status code: expected three digits from 100 to 699 (offset 8)"
    assert repr(error) == "StatusLineError(<ErrorKind.BAD_CODE: 'bad_code'>, 8)"


def test_incomplete_status_line() -> None:
    error = IncompleteStatusLine(5)
    assert isinstance(error, StatusLineError)
    assert error.kind is ErrorKind.INCOMPLETE
    assert error.offset == 5
    assert str(error) == "status-line incomplete (offset 5)"
    assert repr(error) == "IncompleteStatusLine(5)"


INPUTS = {
    b"INVITE sip:a@b.example SIP/2.0\r\n": StatusLineError("not_a_response", 0),
    b"SIP/2,0 200 OK\r\n": StatusLineError("bad_version", 5),
    b"SIP/2.0  200 OK\r\n": StatusLineError("bad_separator", 8),
    b"SIP/2.0 4_86 x\r\n": StatusLineError("bad_code", 9),
    b"SIP/2.0 200 \0\r\n": StatusLineError("bad_reason", 12),
    b"SIP/2.0 200 OK\n": StatusLineError("bad_terminator", 14),
    b"SIP/2.0 200 " + b"a" * 70_000: StatusLineError("too_long", 65_533),
    b"SIP/2.0 200 O" + b"K" * 300: IncompleteStatusLine(313),
}


@pytest.mark.parametrize("data", INPUTS, ids=lambda data: data[:20])
def test_errors_of_the_parser_are_like_those_made_by_hand(
    implementation: ModuleType, data: bytes
) -> None:
    made = INPUTS[data]
    for argument in (data, bytearray(data), memoryview(data)):
        with pytest.raises(StatusLineError) as caught:
            implementation.parse_status_line(argument)
        raised = caught.value
        assert type(raised) is type(made)
        assert raised.kind is made.kind
        assert type(raised.offset) is int
        assert raised.offset == made.offset
        assert [type(part) for part in raised.args] == [type(part) for part in made.args]
        assert raised.args == made.args
        assert (str(raised), repr(raised)) == (str(made), repr(made))
        assert (raised.__cause__, raised.__context__, vars(raised)) == (None, None, {})
        again = pickle.loads(pickle.dumps(raised))
        assert (type(again), again.args, again.kind) == (type(made), made.args, made.kind)


def test_an_error_while_another_is_handled(implementation: ModuleType) -> None:
    cause = KeyError("x")
    try:
        raise cause
    except KeyError:
        with pytest.raises(StatusLineError) as caught:
            implementation.parse_status_line(b"x")
    assert caught.value.__context__ is cause


def test_every_error_is_a_new_one(implementation: ModuleType) -> None:
    """They carry a traceback, and what a caller adds to them."""
    errors = set()
    for _ in range(3):
        with pytest.raises(StatusLineError) as caught:
            implementation.parse_status_line(b"x")
        errors.add(caught.value)
        caught.value.add_note("from 192.0.2.1")
        caught.value.peer = "192.0.2.1"  # type: ignore[attr-defined]
    assert len(errors) == 3
    assert {len(error.__notes__) for error in errors} == {1}


def test_an_error_pickled_with_its_attributes_in_a_dict() -> None:
    """As the errors of version 1.0.0 were."""
    pickled = (
        b"\x80\x02csipstatus\nStatusLineError\ncsipstatus\nErrorKind\nX\x08\x00\x00\x00bad_code"
        b"\x85Rq\x00K\x08\x86R}(X\x04\x00\x00\x00kindh\x00X\x06\x00\x00\x00offsetK\x08ub."
    )
    error = pickle.loads(pickled)
    assert repr(error) == "StatusLineError(<ErrorKind.BAD_CODE: 'bad_code'>, 8)"
    assert (error.kind, error.offset) == (ErrorKind.BAD_CODE, 8)


FIRST_ERRORS = """
import sys
from importlib import import_module
from threading import Barrier, Thread

parse = import_module(sys.argv[1]).parse_status_line
barrier = Barrier(8)
kinds = []

def work():
    barrier.wait()
    for data in (b"x", b"SIP/2.0 99", b"SIP/2.0 200 O") * 200:
        try:
            parse(data)
        except ValueError as error:
            kinds.append(error.kind.value)

sys.setswitchinterval(1e-6)
threads = [Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(kinds), *sorted(set(kinds)))
"""


def test_the_first_errors_come_from_many_threads(implementation: ModuleType) -> None:
    """What errors need is loaded with the first one."""
    assert fresh_python.output(FIRST_ERRORS, implementation.__name__) == (
        "4800 bad_code incomplete not_a_response"
    )


def test_unknown_kind() -> None:
    with pytest.raises(ValueError, match="bad_luck"):
        StatusLineError("bad_luck", 0)


@pytest.mark.parametrize("kind", ErrorKind)
def test_every_kind_has_a_message_of_its_own(kind: ErrorKind) -> None:
    messages = {str(StatusLineError(other, 3)) for other in ErrorKind if other is not kind}
    assert str(StatusLineError(kind, 3)) not in messages
    assert str(StatusLineError(kind, 3)).endswith(" (offset 3)")


@pytest.mark.parametrize(
    "error",
    [
        StatusLineError("too_long", 65_533),
        StatusLineError(kind=ErrorKind.BAD_REASON, offset=12),
        IncompleteStatusLine(5),
        IncompleteStatusLine(offset=0),
    ],
    ids=repr,
)
def test_errors_travel(error: StatusLineError) -> None:
    for again in (
        copy.copy(error),
        copy.deepcopy(error),
        *(pickle.loads(pickle.dumps(error, way)) for way in range(pickle.HIGHEST_PROTOCOL + 1)),
    ):
        assert type(again) is type(error)
        assert again.kind is error.kind
        assert again.offset == error.offset
        assert str(again) == str(error)
        assert again.args == error.args
