"""The errors: what they carry, what they say, and that they travel."""

from __future__ import annotations

import copy
import pickle

import pytest

from sipstatus import ErrorKind, IncompleteStatusLine, StatusLineError


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
