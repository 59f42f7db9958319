"""The response that a forking proxy sends upstream (RFC 3261 section 16.7, steps 5 to 7).

What is expected was typed by hand from that section; the table of the spec has no part in it.
"""

from __future__ import annotations

import pickle
from itertools import combinations, permutations
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipstatus import BestResponse, StatusCode, best_response, forwarding


def best_of(*codes: int, method: str | None = None, keep_503: bool = False) -> int | None:
    responses: list[tuple[int, dict[str, str]]] = [(code, {}) for code in codes]
    return best_response(responses, method=method, keep_503=keep_503).status_code


# Which status code


def test_the_example_of_the_rfc() -> None:
    responses = [(503, {}), (407, {"Proxy-Authenticate": "Digest realm=a"}), (501, {}), (404, {})]
    assert best_response(responses) == BestResponse(
        407, responses[1], (("Proxy-Authenticate", "Digest realm=a"),)
    )


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        # a 6xx goes first, however good the others are
        ([404, 600], 600),
        ([302, 401, 500, 603], 603),
        ([503, 606], 606),
        ([607, 604, 608], 604),
        # otherwise the lowest class
        ([486, 302], 302),
        ([500, 302, 404], 302),
        ([500, 486], 486),
        ([501, 499], 499),
        ([504, 400], 400),
        # within 4xx what helps to try again
        ([400, 401], 401),
        ([404, 407], 407),
        ([403, 415], 415),
        ([404, 420], 420),
        ([404, 486, 484], 484),
        ([484, 420, 415, 407, 401], 401),
        ([484, 420, 415, 407], 407),
        ([484, 420, 415], 415),
        ([484, 420], 420),
        # for the rest the lowest code
        ([486, 404, 480], 404),
        ([305, 301, 302], 301),
        ([504, 502], 502),
        # but no user agent should see a 430 (RFC 5626 section 11.5)
        ([430, 486], 486),
        ([430, 499], 499),
        ([430, 500], 430),
        ([430], 430),
        # a 503 stays behind
        ([503], 500),
        ([503, 503, 100], 500),
        ([503, 504], 504),
        ([503, 599], 599),
        ([503, 500], 500),
        ([503, 404], 404),
        # a 2xx has been forwarded already
        ([200, 600], 200),
        ([603, 202, 401], 202),
        ([204, 200], 200),
        # nothing final
        ([], 408),
        ([100], 408),
        ([180, 183, 199], 408),
        ([100, 408], 408),
        ([183, 486], 486),
    ],
)
def test_status_code(codes: list[int], expected: int) -> None:
    assert best_of(*codes) == expected
    assert best_of(*reversed(codes)) == expected


@pytest.mark.parametrize("preferred", [401, 407, 415, 420, 484])
def test_preferred_codes_beat_every_other_of_their_class(preferred: int) -> None:
    for code in range(400, 600):
        if code not in (401, 407, 415, 420, 484):
            assert best_of(code, preferred) == preferred


@pytest.mark.parametrize("method", ["BYE", "MESSAGE", "REGISTER", "invite"])
@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        # RFC 4320 section 4.2: no 408, of its own or of a branch, and rather no answer at all
        ([], None),
        ([100], None),
        ([408], None),
        ([408, 100, 408], None),
        ([408, 480], 480),
        ([408, 499], 499),
        ([408, 503], 500),
        ([408, 600], 600),
        ([408, 200], 200),
        # all else is as for INVITE
        ([401, 486, 302], 302),
        ([503], 500),
    ],
)
def test_a_request_other_than_invite(method: str, codes: list[int], expected: int | None) -> None:
    assert best_of(*codes, method=method) == expected
    assert best_of(*reversed(codes), method=method) == expected


def test_nothing_is_sent() -> None:
    assert best_response([(408, {"Via": "x"})], method="OPTIONS") == BestResponse(None, None, ())


@pytest.mark.parametrize("method", [None, "INVITE"])
def test_an_invite(method: str | None) -> None:
    """RFC 3261 section 16.7, step 6."""
    assert best_of(method=method) == 408
    assert best_response([(408, {})], method=method) == (408, (408, {}), ())


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([503], 503), ([503, 504], 503), ([503, 500], 500), ([503, 404], 404), ([503, 603], 603)],
)
def test_a_proxy_that_can_serve_nobody_keeps_503(codes: list[int], expected: int) -> None:
    """RFC 3261 section 16.7, step 6: it then is a 5xx like others."""
    assert best_of(*codes, keep_503=True) == expected
    assert best_of(*reversed(codes), keep_503=True) == expected


def test_a_503_that_is_kept_is_forwarded() -> None:
    responses = [(503, {"Retry-After": "60"})]
    assert best_response(responses, keep_503=True) == (503, responses[0], ())


# Now, later, never: RFC 3261 section 16.7 (steps 2, 5, 6), RFC 4320 sections 4.1 and 4.2.

FORWARDING = [
    # code, to INVITE, to another request
    (100, "never", "never"),
    (101, "now", "never"),
    (180, "now", "never"),
    (183, "now", "never"),
    (199, "now", "never"),
    (200, "now", "now"),
    (204, "now", "now"),
    (299, "now", "now"),
    (300, "hold", "hold"),
    (305, "hold", "hold"),
    (401, "hold", "hold"),
    (408, "hold", "never"),
    (416, "hold", "hold"),
    (430, "hold", "hold"),
    (499, "hold", "hold"),
    (503, "hold", "hold"),
    (599, "hold", "hold"),
    (600, "stop", "stop"),
    (603, "stop", "stop"),
    (699, "stop", "stop"),
]


@pytest.mark.parametrize(("code", "to_invite", "to_another"), FORWARDING)
def test_when_a_response_goes_upstream(code: int, to_invite: str, to_another: str) -> None:
    assert forwarding(code) == forwarding(code, method="INVITE") == to_invite
    assert forwarding(code, method="BYE") == forwarding(code, method="SUBSCRIBE") == to_another


@pytest.mark.parametrize("code", range(100, 700))
def test_every_code_has_its_place(code: int) -> None:
    expected = {1: "now", 2: "now", 6: "stop"}.get(code // 100, "hold")
    assert forwarding(code) == ("never" if code == 100 else expected)
    silent = code < 200 or code == 408
    assert forwarding(code, method="INFO") == ("never" if silent else expected)


# Which response


def test_first_of_equal_codes() -> None:
    first, second = (486, {"To": "a"}), (486, {"To": "b"})
    assert best_response([first, second]).response is first
    assert best_response([(487, {}), first, second]).response is first
    assert best_response([second, (487, {}), first]).response is second


@pytest.mark.parametrize("codes", [[], [100, 180], [503], [183, 503, 503]])
def test_responses_of_the_proxy_itself(codes: list[int]) -> None:
    best = best_response([(code, {"Contact": "x"}) for code in codes])
    assert best.response is None
    assert best.challenges == ()


def test_a_real_500_is_forwarded() -> None:
    responses = [(503, {}), (500, {"Server": "x"})]
    assert best_response(responses) == (500, responses[1], ())


class Branch(NamedTuple):
    name: str
    code: int
    fields: tuple[tuple[str, str], ...] = ()


def test_key() -> None:
    branches = [Branch("a", 486), Branch("b", 401, (("WWW-Authenticate", "x"),)), Branch("c", 401)]
    best = best_response(branches, key=lambda branch: (branch.code, branch.fields))
    assert best.status_code == 401
    assert best.response is branches[1]
    assert best.challenges == (("WWW-Authenticate", "x"),)


def test_key_of_none() -> None:
    assert best_response([(404, {})], key=None).status_code == 404


def test_any_iterable() -> None:
    assert best_response(iter([(404, {}), (603, {})])).status_code == 603
    assert best_response({404: (), 403: ()}.items()).response == (403, ())


def test_status_codes_become_plain_ints() -> None:
    best = best_response([(StatusCode.BUSY_HERE, {})])
    assert type(best.status_code) is int
    assert best.response == (StatusCode.BUSY_HERE, {})


def test_result_travels() -> None:
    best = best_response([(401, {"WWW-Authenticate": "Digest realm=a"})])
    assert pickle.loads(pickle.dumps(best)) == best
    assert repr(best).startswith("BestResponse(status_code=401, response=(401, ")


# Challenges


def test_challenges_of_all_branches() -> None:
    responses = [
        (407, [("Proxy-Authenticate", "Digest realm=p, algorithm=SHA-256"), ("Via", "x")]),
        (404, [("WWW-Authenticate", "Digest realm=stray")]),
        (
            401,
            [
                ("WWW-Authenticate", "Digest realm=u, algorithm=SHA-512-256"),
                ("Proxy-Authenticate", "Digest realm=q"),
                ("WWW-Authenticate", "Digest realm=u, algorithm=MD5"),
            ],
        ),
        (503, [("Proxy-Authenticate", "Digest realm=stray")]),
        (407, [("Proxy-Authenticate", "Digest realm=p, algorithm=MD5")]),
        (401, []),
    ]
    best = best_response(responses)
    assert best.response is responses[2]
    assert best.challenges == (
        ("Proxy-Authenticate", "Digest realm=p, algorithm=SHA-256"),
        ("WWW-Authenticate", "Digest realm=u, algorithm=SHA-512-256"),
        ("Proxy-Authenticate", "Digest realm=q"),
        ("WWW-Authenticate", "Digest realm=u, algorithm=MD5"),
        ("Proxy-Authenticate", "Digest realm=p, algorithm=MD5"),
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"WWW-Authenticate": ["a", "b"]},
        {"www-authenticate": ("a", "b")},
        [("WWW-AUTHENTICATE", "a"), ("To", "x"), ("wWW-authenticate", "b")],
        (("WWW-Authenticate", iter(["a", "b"])),),
    ],
    ids=["list", "tuple", "pairs", "iterator"],
)
def test_challenges_from_any_form_of_headers(headers: object) -> None:
    best = best_response([(401, headers)])  # type: ignore[list-item]
    assert best.challenges == (("WWW-Authenticate", "a"), ("WWW-Authenticate", "b"))


def test_challenges_are_not_touched() -> None:
    value = 'Digest realm="a,\\"b",   nonce="1" , qop="auth"'
    same = (("Proxy-Authenticate", value),)
    responses = [(407, same), (407, same)]
    assert best_response(responses).challenges == same * 2


@pytest.mark.parametrize("winner", [200, 302, 600])
def test_no_challenges_where_another_code_is_sent(winner: int) -> None:
    challenge = {"WWW-Authenticate": "x"}
    assert best_response([(401, challenge), (winner, challenge)]).challenges == ()


# Challenges in the header fields of the chosen response


CHALLENGED = best_response(
    [
        (401, {"WWW-Authenticate": ["Digest realm=a", "Digest realm=b"]}),
        (407, {"Proxy-Authenticate": "Digest realm=p"}),
    ]
)


@pytest.mark.parametrize(
    ("headers", "merged"),
    [
        (
            [
                ("Via", "SIP/2.0/UDP a"),
                ("www-authenticate", "Digest realm=a"),
                ("v", "SIP/2.0/UDP b"),
                ("WWW-Authenticate", "Digest realm=b"),
                ("To", "<sip:bob@example.com>;tag=1"),
            ],
            [
                ("Via", "SIP/2.0/UDP a"),
                ("WWW-Authenticate", "Digest realm=a"),
                ("WWW-Authenticate", "Digest realm=b"),
                ("Proxy-Authenticate", "Digest realm=p"),
                ("v", "SIP/2.0/UDP b"),
                ("To", "<sip:bob@example.com>;tag=1"),
            ],
        ),
        (
            {"WWW-Authenticate": ["Digest realm=a", "Digest realm=b"], "Via": ["x", "y"]},
            [
                ("WWW-Authenticate", "Digest realm=a"),
                ("WWW-Authenticate", "Digest realm=b"),
                ("Proxy-Authenticate", "Digest realm=p"),
                ("Via", "x"),
                ("Via", "y"),
            ],
        ),
        (
            [("To", "x")],
            [
                ("To", "x"),
                ("WWW-Authenticate", "Digest realm=a"),
                ("WWW-Authenticate", "Digest realm=b"),
                ("Proxy-Authenticate", "Digest realm=p"),
            ],
        ),
    ],
    ids=["in their place", "mapping", "at the end"],
)
def test_merge(headers: Any, merged: list[tuple[str, str]]) -> None:
    """RFC 3261 section 16.7, step 7: challenges of other branches are added, nothing is changed."""
    assert CHALLENGED.merge(headers) == merged
    assert CHALLENGED.merge(iter(headers.items() if isinstance(headers, dict) else headers)) == (
        merged
    )


def test_merge_of_octets() -> None:
    value = b'Digest realm="\xff"'
    best = best_response([(401, [(b"WWW-Authenticate", value)]), (407, [("Via", "x")])])
    assert best.challenges == (("WWW-Authenticate", 'Digest realm="\udcff"'),)
    headers = [(b"Via", b"\xfe"), (b"WWW-Authenticate", value)]
    assert best.merge(headers) == headers


def test_nothing_to_merge() -> None:
    headers = [("WWW-Authenticate", "x"), ("Via", "y")]
    assert best_response([(486, headers)]).merge(headers) == headers
    assert best_response([(401, {})]).merge([]) == []


@pytest.mark.parametrize("headers", [7, {None: "x"}, {"Via": None}, ["ab"]])
def test_what_cannot_be_merged(headers: Any) -> None:
    with pytest.raises(TypeError, match=r"^(a name in |a value of .* in |)headers must be "):
        CHALLENGED.merge(headers)


# What is refused


@pytest.mark.parametrize("code", [-1, 0, 99, 700, 2000])
def test_no_status_code(code: int) -> None:
    with pytest.raises(ValueError, match=f"^status_code {code} is outside 100 to 699$"):
        best_of(600, code)


NO_PAIR = r"^a response must be status code and header fields, not "


@pytest.mark.parametrize("response", [404, None, (404,), (404, {}, "x"), [], "x"])
def test_what_is_no_pair(response: object) -> None:
    with pytest.raises(TypeError, match=NO_PAIR):
        best_response([response])  # type: ignore[list-item]
    with pytest.raises(TypeError, match=NO_PAIR):
        best_response(["x"], key=lambda _: response)  # type: ignore[arg-type, return-value]


# Properties

codes = st.integers(min_value=100, max_value=699) | st.sampled_from(
    [100, 183, 200, 302, 401, 404, 407, 408, 415, 420, 430, 484, 486, 500, 503, 504, 600, 603]
)


@pytest.mark.parametrize("size", [2, 3])
def test_order_does_not_matter(size: int) -> None:
    """Every choice of two and three codes that differ in what is done with them, in every order."""
    kinds = [100, 200, 202, 302, 401, 407, 420, 430, 486, 499, 500, 503, 600, 603]
    for chosen in combinations(kinds, size):
        expected = best_of(*chosen)
        assert {best_of(*order) for order in permutations(chosen)} == {expected}, chosen


@given(st.lists(codes, max_size=8))
def test_what_always_holds(responses: list[int]) -> None:
    pairs = [(code, {"Call-ID": str(place)}) for place, code in enumerate(responses)]
    best = best_response(pairs)
    finals = [code for code in responses if code >= 200]
    classes = {code // 100 for code in finals}

    assert best.status_code is not None
    assert 200 <= best.status_code <= 699
    assert best.status_code != 503
    if best.response is None:
        assert best.status_code == (500 if finals else 408)
        assert set(finals) <= {503}
    else:
        assert best.status_code == best.response[0]
        assert best.response is pairs[responses.index(best.status_code)]
    if 2 in classes:
        assert best.status_code // 100 == 2
    elif 6 in classes:
        assert best.status_code // 100 == 6
    elif classes:
        assert best.status_code // 100 == min(classes)


@given(st.lists(codes, max_size=8))
def test_no_provisional_response_makes_a_difference(responses: list[int]) -> None:
    assert best_of(*responses) == best_of(*(code for code in responses if code >= 200))


@given(st.lists(st.tuples(st.sampled_from([180, 401, 404, 407, 503]), st.lists(st.text("ab")))))
def test_no_challenge_gets_lost(branches: list[tuple[int, list[str]]]) -> None:
    best = best_response([(code, {"WWW-Authenticate": values}) for code, values in branches])
    sent = [value for code, values in branches if code in (401, 407) for value in values]
    assert [value for _, value in best.challenges] == sent
