"""What `retry_advice` says: typed by hand from the RFCs."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import UNREGISTERED
from timing import TOO_STEEP, growth

from sipstatus import RetryAdvice, StatusCode, retry_advice

# Code -> what a client may do, and what has to change; by the RFCs that define the codes.
ADVICE: dict[int, tuple[set[str], set[str]]] = {
    100: ({"wait"}, set()),
    183: ({"wait"}, set()),
    200: ({"none"}, set()),
    302: ({"redirect"}, set()),
    401: ({"change"}, {"Authorization"}),
    403: ({"never"}, set()),
    407: ({"change"}, {"Proxy-Authorization"}),
    408: ({"later"}, set()),
    412: ({"change"}, {"SIP-If-Match"}),
    415: ({"change"}, {"Content-Type", "Content-Encoding", "Content-Language"}),
    420: ({"change"}, {"Require", "Proxy-Require"}),
    422: ({"change"}, {"Session-Expires", "Min-SE"}),
    423: ({"change"}, {"Expires"}),
    430: ({"elsewhere"}, set()),
    480: ({"later", "elsewhere"}, set()),
    484: ({"change"}, {"Request-URI"}),
    486: ({"later", "elsewhere"}, set()),
    491: ({"later"}, set()),
    494: ({"change"}, {"Security-Verify", "Require", "Proxy-Require"}),
    500: ({"later"}, set()),
    600: ({"later"}, set()),
    603: ({"later"}, set()),
    607: ({"never"}, set()),
}


@pytest.mark.parametrize("code", ADVICE)
def test_what_a_client_may_do(code: int) -> None:
    advice = retry_advice(code)
    assert (set(advice.options), set(advice.change)) == ADVICE[code]
    assert (advice.status_code, advice.treated_as) == (code, code)
    assert (advice.basis, advice.verified) == ("stated", True)


@pytest.mark.parametrize(
    ("code", "basis", "verified", "rfc", "section"),
    [
        (401, "stated", True, 3261, "8.1.3.5"),
        (423, "stated", True, 3261, "10.2.8"),
        (404, "inferred", True, 3261, "21.4"),
        (405, "inferred", True, 3261, "21.4"),
        (428, "inferred", True, 8224, "6.2.2"),
        (300, "stated", True, 3261, "21.3.1"),
        (305, "stated", True, 3261, "21.3.4"),
        (439, "stated", True, 5626, "4.2.1"),
        (493, "stated", True, 3261, "21.4.28"),
        (580, "inferred", True, 3312, "8"),
    ],
)
def test_where_it_is_written_and_how_sure_it_is(
    code: int, basis: str, verified: bool, rfc: int, section: str
) -> None:
    advice = retry_advice(code)
    assert (advice.basis, advice.verified) == (basis, verified)
    assert (advice.rfc, advice.section) == (rfc, section)
    assert advice.text.endswith(".")


@pytest.mark.parametrize(
    ("code", "treated_as"),
    [(UNREGISTERED[digit], code) for digit, code in enumerate((183, 200, 300, 400, 500, 600), 1)],
)
def test_an_unknown_code_is_treated_as_its_class(code: int, treated_as: int) -> None:
    known, advice = retry_advice(treated_as), retry_advice(code)
    assert (advice.status_code, advice.treated_as) == (code, treated_as)
    assert advice[2:] == known[2:]


def test_a_code_without_advice_of_its_own_has_that_of_its_class() -> None:
    advice = retry_advice(402)
    assert (advice.status_code, advice.treated_as) == (402, 402)
    assert set(advice.options) == {"change", "elsewhere"}
    assert (advice.rfc, advice.section) == (3261, "21.4")


# 503


def test_503_with_retry_after_is_about_this_server() -> None:
    advice = retry_advice(503, {"Retry-After": "120"})
    assert advice.treated_as == 503
    assert advice.options == ("elsewhere", "later")
    assert advice.delay == (120, 120)


@pytest.mark.parametrize("headers", [None, {}, {"Retry-After": "soon"}, {"Server": "ex"}])
def test_503_without_retry_after_is_500_but_for_other_servers(
    headers: dict[str, str] | None,
) -> None:
    """RFC 3261 section 21.5.4: another server should be tried (whatever Retry-After says; RFC 3263
    section 4.3 as well), and otherwise the client acts as on a 500.
    """
    advice = retry_advice(503, headers)
    assert (advice.status_code, advice.treated_as) == (503, 500)
    assert advice.options == ("elsewhere", "later")
    assert (advice.change, advice.delay, advice.owner_delay) == ((), None, None)
    assert (advice.basis, advice.rfc, advice.section) == ("stated", 3261, "21.5.4")
    assert "another server" in advice.text
    assert "as 500" in advice.text


# SIPS: RFC 5630 section 5.1.1

SIPS_NOT_ALLOWED = '380 example.com "SIPS Not Allowed"'
SIPS_REQUIRED = '381 example.com "SIPS Required"'


@pytest.mark.parametrize(
    ("code", "headers", "keep_sips"),
    [
        (416, None, True),
        (416, {"Warning": SIPS_REQUIRED}, True),
        (480, None, False),
        (480, {"Warning": SIPS_REQUIRED}, False),
        (480, {"Warning": '399 example.com "No 380 here"'}, False),
        (480, {"Warning": '3800 example.com "x"'}, False),
        (480, {"Warning": SIPS_NOT_ALLOWED}, True),
        (480, {"warning": ['399 a.example "a, b"', SIPS_NOT_ALLOWED]}, True),
        (480, {"Warning": f'370 a.example "380 b, c", {SIPS_NOT_ALLOWED}'}, True),
        (480, [(b"Warning", SIPS_NOT_ALLOWED.encode()), (b"Retry-After", b"7")], True),
        (404, {"Warning": SIPS_NOT_ALLOWED}, False),
    ],
)
def test_a_sips_uri_is_kept(code: int, headers: Any, keep_sips: bool) -> None:
    assert retry_advice(code, headers).keep_sips is keep_sips


@pytest.mark.parametrize(("code", "headers"), [(416, {}), (480, {"Warning": SIPS_NOT_ALLOWED})])
def test_what_refuses_sips_says_so(code: int, headers: dict[str, str]) -> None:
    advice = retry_advice(code, headers)
    assert "SIPS" in advice.text
    assert "must not" in advice.text


# Delays


def test_glare_is_waited_out_longer_by_who_made_the_call_id() -> None:
    """RFC 3261 section 14.1."""
    advice = retry_advice(491)
    assert advice.delay == (0, 2)
    assert advice.owner_delay == (2.1, 4)


@pytest.mark.parametrize("code", [404, 413, 480, 486, 500, 503, 600, 603])
def test_codes_that_may_carry_retry_after_honour_it(code: int) -> None:
    """RFC 3261 section 20, table 3."""
    advice = retry_advice(code, {"Retry-After": "7"})
    assert advice.delay == (7, 7)
    assert all(type(seconds) is float for seconds in advice.delay or ())
    assert retry_advice(code).delay is None


@pytest.mark.parametrize("code", [200, 302, 401, 403, 481, 491])
def test_others_do_not(code: int) -> None:
    assert retry_advice(code, {"Retry-After": "7;duration=9"}) == retry_advice(code)


@pytest.mark.parametrize(
    ("value", "delay", "comment", "duration"),
    [
        # The examples of section 20.33
        ("18000;duration=3600", 18000, None, 3600),
        ("120 (I'm in a meeting)", 120, "I'm in a meeting", None),
        # The grammar
        ("0", 0, None, None),
        ("  5\t", 5, None, None),
        ("5(now)", 5, "now", None),
        ("5 ()", 5, "", None),
        ("5 (a (b) c) ; x ;DURATION = 60;y=z", 5, "a (b) c", 60),
        ("5 (a;duration=9)", 5, "a;duration=9", None),
        (r"5 (a \) b \( c)", 5, "a ) b ( c", None),
        (r"5 (a \\);duration=60", 5, "a \\", 60),
        ('5;reason="a;duration=9"', 5, None, None),
        ("4294967295", 4294967295, None, None),
        ("5;duration=soon", 5, None, None),
        ('5;duration="60"', 5, None, None),
        ('5;x="a;b\\"";duration=3', 5, None, 3),
        ("5;x=[2001:db8::1]\r\n ;duration=3", 5, None, 3),
        ("5;duration=99999999999", 5, None, None),
        ("5 (a\r\n\t b)", 5, "a b", None),
        ("5 (\u6b63\u5728\u5f00\u4f1a)", 5, "\u6b63\u5728\u5f00\u4f1a", None),
    ],
)
def test_retry_after(value: str, delay: float, comment: str | None, duration: float | None) -> None:
    advice = retry_advice(486, {"retry-after": value})
    assert (advice.delay, advice.comment, advice.duration) == ((delay, delay), comment, duration)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "-5",
        "+5",
        "5.5",
        "5 seconds",
        "5, 6",
        "5 (a",
        "5 (a (b)",
        r"5 (a\)",
        "5 (a) (b)",
        "5 (a)x",
        "5 (a\x1b[2J)",
        "5 (a\\\0)",
        "5 (a\nb)",
        "5;",
        "5 (a);",
        "5;;duration=9",
        "5;duration=",
        "5;(a)",
        "5;a;A",
        "5;duration=60;Duration=60",
        '5;x="a;duration=4',
        "5\xa0(a)",
        "5 a)",
        "(a) 5",
        "\u0665",  # an Arabic digit
        "12345678901",
        "9" * 5000,
        "Sun, 06 Nov 1994 08:49:37 GMT",  # RFC 2543
    ],
)
def test_what_is_no_retry_after_counts_as_missing(value: str) -> None:
    assert retry_advice(486, {"Retry-After": value}) == retry_advice(486)


def test_a_time_to_try_again_is_leave_to_do_so() -> None:
    """RFC 3261 section 20.33 allows it in a 404, which says nothing of later otherwise."""
    assert retry_advice(404).options == ("elsewhere",)
    assert retry_advice(404, {"Retry-After": "60"}).options == ("elsewhere", "later")
    assert retry_advice(486, {"Retry-After": "60"}).options == retry_advice(486).options
    assert retry_advice(403, {"Retry-After": "60"}).options == retry_advice(403).options


def test_the_first_that_is_well_formed_counts() -> None:
    advice = retry_advice(486, [("Server", "ex"), ("RETRY-AFTER", ["soon", "5"])])
    assert advice.delay == (5, 5)


# The rest


def test_advice_is_a_plain_tuple_that_pickles() -> None:
    advice = retry_advice(StatusCode.BUSY_HERE, {"Retry-After": "5 (lunch)"})
    assert isinstance(advice, RetryAdvice)
    assert type(advice.status_code) is int
    assert pickle.loads(pickle.dumps(advice)) == advice
    assert RetryAdvice.__module__ == "sipstatus"


@given(st.integers(100, 699), st.text('0159 ();="\\duration\té'))
def test_every_code_has_advice_whatever_retry_after_says(code: int, value: str) -> None:
    advice = retry_advice(code, {"Retry-After": value})
    assert advice.options
    assert advice.text
    least, most = advice.delay or (0, 0)
    assert 0 <= least <= most
    assert ("change" in advice.options) == bool(advice.change)


@pytest.mark.once
@pytest.mark.parametrize("piece", ["(", "\\(", "()", ";", '"', ";x=", "5 "])
def test_long_values_take_no_more_than_linear_time(piece: str) -> None:
    def advise(length: int) -> None:
        retry_advice(486, {"Retry-After": "5 (" + piece * length})
        retry_advice(486, {"Retry-After": "5;" + piece * length})

    assert growth(advise, 160_000) < TOO_STEEP
