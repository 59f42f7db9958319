"""The metrics of RFC 6076 and the labels of a counter, against what was worked out on paper."""

from __future__ import annotations

import pickle
import sys
from collections import Counter
from fractions import Fraction
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipstatus import StatusCode, metric_label, session_metrics

sys.path.append(str(Path(__file__).parents[1] / "spec"))
import oracle_metrics
from oracle import REGISTERED, UNREGISTERED

EXAMPLES = (*oracle_metrics.SESSIONS, *oracle_metrics.REGISTRATIONS)

# A telephone company's morning: ten thousand INVITEs, a thousand of them redirected.
MORNING = {200: 6000, 302: 1000, 404: 800, 408: 50, 480: 700, 486: 1200, 487: 150, 503: 100}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example.counts))
def test_worked_examples(example: oracle_metrics.Example) -> None:
    metrics = session_metrics(example.counts)._asdict()
    for name, percent in example.percent.items():
        ratio = metrics[name.lower()]
        if percent is None:
            assert ratio.fraction is None
            assert ratio.percent is None
        else:
            assert ratio.fraction == percent / 100
            assert ratio.percent == pytest.approx(float(percent))


def test_parts() -> None:
    ser, seer, isa, ira = session_metrics(MORNING)
    assert ser == ("SER", "INVITE", 6000, 9000)
    assert seer == ("SEER", "INVITE", 7900, 9000)
    assert isa == ("ISA", "INVITE", 150, 10_000)
    assert ira[:2] == ("IRA", "REGISTER")
    assert ser.fraction == Fraction(2, 3)
    assert isa.percent == 1.5


def test_every_code() -> None:
    """One response of each code at a time, with the formulas as the oracle has them."""
    pairs = product(range(100, 700), oracle_metrics.METRICS)
    for code, name in pairs:
        ratio = getattr(session_metrics({code: 3}), name.lower())
        formula = oracle_metrics.METRICS[name]
        assert ratio.name == name
        assert ratio.method == formula.method
        counts = code >= 200 and code // 100 not in formula.denominator_without
        assert ratio.denominator == 3 * counts
        if name == "IRA":  # whole classes, unregistered codes among them
            failed = code >= 400 and code not in oracle_metrics.NOT_FAILURES_OF_REGISTER
            assert ratio.numerator == 3 * failed
        else:
            assert ratio.numerator == 3 * (code in formula.numerator)


def test_the_oracle_itself() -> None:
    """IRA takes whole classes: the oracle's list of codes is the same, spelled out."""
    listed = {int(code) for code in StatusCode if code >= 400} | {409, 411}
    ira = oracle_metrics.METRICS["IRA"].numerator
    assert ira == listed - oracle_metrics.NOT_FAILURES_OF_REGISTER
    seer = oracle_metrics.METRICS["SEER"].numerator
    assert not oracle_metrics.NOT_EFFECTIVE_EXAMPLES & seer


def test_unregistered_codes_count_as_themselves() -> None:
    metrics = session_metrics({200: 1, 299: 1, 399: 1, 599: 1, 699: 1})
    assert metrics.ser[2:] == (1, 4)  # neither is 299 a 200 nor 399 a success
    assert metrics.seer[2:] == (1, 4)
    assert metrics.isa[2:] == (0, 5)  # 599 is no 500
    assert metrics.ira[2:] == (2, 5)


def test_provisional_responses_make_no_difference() -> None:
    assert session_metrics(MORNING | {100: 10_000, 180: 7000}) == session_metrics(MORNING)
    assert session_metrics({180: 1}).ser.percent is None


def test_any_mapping() -> None:
    expected = session_metrics({200: 2, 404: 1})
    assert session_metrics(Counter([200, 404, 200])) == expected
    assert (
        session_metrics(MappingProxyType({StatusCode.OK: 2, StatusCode.NOT_FOUND: 1})) == expected
    )
    assert session_metrics({200: 2, 404: 1, 603: 0}) == expected


def test_large_numbers_stay_exact() -> None:
    metrics = session_metrics({200: 10**30, 404: 1})
    assert metrics.ser.fraction == Fraction(10**30, 10**30 + 1)
    assert metrics.ser.percent == 100.0


def test_results_travel() -> None:
    metrics = session_metrics(MORNING)
    assert pickle.loads(pickle.dumps(metrics)) == metrics


@pytest.mark.parametrize("code", [-200, 0, 99, 700, 1000])
def test_no_status_code(code: int) -> None:
    expected = f"^status code in counts {code} is outside 100 to 699$"
    with pytest.raises(ValueError, match=expected):
        session_metrics({200: 1, code: 1})


def test_negative_number() -> None:
    with pytest.raises(ValueError, match=r"^number of 404 in counts is negative: -1$"):
        session_metrics(Counter({404: -1}))


@pytest.mark.parametrize(
    "counts", [{"200": 1}, {200.0: 1}, {True: 1}, {200: "1"}, {200: 1.0}, {200: True}, {None: 1}]
)
def test_counts_of_another_type(counts: dict[int, int]) -> None:
    with pytest.raises(TypeError, match=r"^(status code|number of 200) in counts must be an int, "):
        session_metrics(counts)


@pytest.mark.parametrize("counts", [None, 200, [(200, 1)], "200"])
def test_counts_that_are_no_mapping(counts: Any) -> None:
    with pytest.raises(TypeError, match=r"^counts must be a mapping, not "):
        session_metrics(counts)


counted = st.dictionaries(
    st.integers(min_value=100, max_value=699), st.integers(min_value=0, max_value=10**9)
)


@given(counted)
def test_shares_are_shares(counts: dict[int, int]) -> None:
    for ratio in session_metrics(counts):
        assert 0 <= ratio.numerator <= ratio.denominator <= sum(counts.values())
        if ratio.fraction is None:
            assert ratio.denominator == 0
        else:
            assert 0 <= ratio.fraction <= 1


@given(counted, counted)
def test_parts_add_up(one: dict[int, int], other: dict[int, int]) -> None:
    both = Counter(one) + Counter(other)
    for part, rest, whole in zip(
        session_metrics(one), session_metrics(other), session_metrics(both), strict=True
    ):
        assert part.numerator + rest.numerator == whole.numerator
        assert part.denominator + rest.denominator == whole.denominator


# Labels


@pytest.mark.parametrize(
    ("code", "label"),
    [
        (100, "100"),
        (200, "200"),
        (486, "486"),
        (StatusCode.BUSY_HERE, "486"),
        (101, "1xx_other"),
        (299, "2xx_other"),
        (303, "3xx_other"),
        (409, "4xx_other"),
        (UNREGISTERED[4], "4xx_other"),
        (599, "5xx_other"),
        (699, "6xx_other"),
        (99, "invalid"),
        (700, "invalid"),
        (0, "invalid"),
        (-486, "invalid"),
        (10**100, "invalid"),
    ],
)
def test_label(code: int, label: str) -> None:
    assert metric_label(code) == label


def test_number_of_labels() -> None:
    assert len({metric_label(code) for code in range(-1000, 10_000)}) == len(REGISTERED) + 6 + 1
