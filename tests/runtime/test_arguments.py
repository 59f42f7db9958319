"""What the functions that act on the semantics refuse: always by the name of the argument."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from sipstatus import (
    best_response,
    check_response,
    forwarding,
    isup_cause,
    localized,
    metric_label,
    response_headers,
    retry_advice,
    status_for_cause,
)


def best_of(code: Any) -> object:
    return best_response([(600, {}), (code, {})])


OF_CODES: dict[str, Callable[[Any], object]] = {
    "check_response": lambda code: check_response(code, {}),
    "retry_advice": retry_advice,
    "best_response": best_of,
    "forwarding": forwarding,
    "response_headers": lambda code: response_headers(code, {}),
    "localized": localized,
    "isup_cause": isup_cause,
    "metric_label": metric_label,
}
RAISING = [name for name in OF_CODES if name not in ("isup_cause", "metric_label")]


class Number:
    """As numbers of other libraries are: no int, but as good as one."""

    def __index__(self) -> int:
        return 486


@pytest.mark.parametrize("function", OF_CODES.values(), ids=OF_CODES)
@pytest.mark.parametrize("code", ["486", b"486", 486.0, None, True, False, [], 10j])
def test_what_is_no_int(function: Callable[[Any], object], code: Any) -> None:
    kind = type(code).__name__
    with pytest.raises(TypeError, match=f"^status_code must be an int, not {kind}$"):
        function(code)


@pytest.mark.parametrize("function", OF_CODES.values(), ids=OF_CODES)
def test_whatever_counts_as_an_int(function: Callable[[Any], object]) -> None:
    if function is not best_of:  # what comes back is what was handed in
        assert function(Number()) == function(486)
    else:
        assert best_response([(Number(), {})]).status_code == 486  # type: ignore[list-item]


@pytest.mark.parametrize("function", [OF_CODES[name] for name in RAISING], ids=RAISING)
@pytest.mark.parametrize("code", [-486, 0, 99, 700, 10**30])
def test_numbers_that_are_no_status_code(function: Callable[[Any], object], code: int) -> None:
    with pytest.raises(ValueError, match=f"^status_code {code} is outside 100 to 699$"):
        function(code)


@pytest.mark.parametrize("cause", ["17", 17.0, None, True])
def test_causes_that_are_no_int(cause: Any) -> None:
    with pytest.raises(TypeError, match=f"^cause must be an int, not {type(cause).__name__}$"):
        status_for_cause(cause)


@pytest.mark.parametrize("location", [b"user", 1, ["user"]])
def test_locations_that_are_no_text(location: Any) -> None:
    kind = type(location).__name__
    with pytest.raises(TypeError, match=f"^location must be a str, not {kind}$"):
        status_for_cause(16, location)


@pytest.mark.parametrize("method", [b"INVITE", 1, ["INVITE"], b""])
def test_methods_that_are_no_text(method: Any) -> None:
    refusal = f"^method must be a str, not {type(method).__name__}$"
    with pytest.raises(TypeError, match=refusal):
        check_response(200, {}, method=method)
    with pytest.raises(TypeError, match=refusal):
        best_response([], method=method)
    with pytest.raises(TypeError, match=refusal):
        forwarding(200, method=method)


# Header fields

OF_HEADERS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "check_response": ("headers", partial(check_response, 405)),
    "of the request": ("request_headers", lambda h: check_response(405, {}, request_headers=h)),
    "response_headers": ("request_headers", partial(response_headers, 486)),
    "retry_advice": ("headers", partial(retry_advice, 503)),
    "best_response": ("headers", lambda headers: best_response([(401, headers)])),
}
NO_PAIRS = "must be a mapping or pairs of name and value, not "


@pytest.mark.parametrize(("argument", "function"), OF_HEADERS.values(), ids=OF_HEADERS)
@pytest.mark.parametrize(
    ("headers", "what"),
    [
        (7, f"{NO_PAIRS}int"),
        ("Allow: x", f"{NO_PAIRS}str"),
        (b"Allow: x", f"{NO_PAIRS}bytes"),
        (["ab"], f"{NO_PAIRS}of str"),
        ([b"ab"], f"{NO_PAIRS}of bytes"),
        ([7], f"{NO_PAIRS}of int"),
        ([("a",)], f"{NO_PAIRS}tuples of 1"),
        ([("a", "b", "c")], f"{NO_PAIRS}tuples of 3"),
    ],
)
def test_what_holds_no_header_fields(
    argument: str, function: Callable[[Any], object], headers: Any, what: str
) -> None:
    with pytest.raises(TypeError, match=f"^{argument} {what}$"):
        function(headers)


@pytest.mark.parametrize(("argument", "function"), OF_HEADERS.values(), ids=OF_HEADERS)
@pytest.mark.parametrize(
    ("headers", "what"),
    [
        ({None: "x"}, "a name in {} must be a str or bytes, not NoneType"),
        ([(bytearray(b"Allow"), "x")], "a name in {} must be a str or bytes, not bytearray"),
        ([(["Allow"], "x")], "a name in {} must be a str or bytes, not list"),
        ({"Allow": None}, "a value of Allow in {} must be a str, bytes or several, not NoneType"),
        ([(b"Allow", 1)], "a value of Allow in {} must be a str, bytes or several, not int"),
        ({"Allow": ["x", 1]}, "a value of Allow in {} must be a str or bytes, not int"),
        ({"Allow": [["x"]]}, "a value of Allow in {} must be a str or bytes, not list"),
    ],
)
def test_what_is_no_header_field(
    argument: str, function: Callable[[Any], object], headers: Any, what: str
) -> None:
    with pytest.raises(TypeError, match=f"^{what.format(argument)}$"):
        function(headers)


def test_no_header_fields_at_all() -> None:
    with pytest.raises(TypeError, match=f"^headers {NO_PAIRS}NoneType$"):
        check_response(405, None)  # type: ignore[arg-type]
    assert retry_advice(503, None) == retry_advice(503)
