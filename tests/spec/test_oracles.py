"""The facts of the canonical file against the tables typed by hand, row by row in both directions.

The TOML is read raw, so neither loader nor renderer can hide a difference.  What the runtime makes
of causes and metrics has its oracles in ``tests/runtime``.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import oracle_dialog
import oracle_headers
import oracle_isup
import oracle_metrics
import oracle_sections
import pytest
from oracle_headers import CASES

from sipstatus import check_response

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
RAW: dict[str, Any] = tomllib.loads((ROOT / "spec" / "sip-status-codes.toml").read_text("utf-8"))
STATUSES: dict[int, dict[str, Any]] = {entry["code"]: entry for entry in RAW["status"]}
CLASSES: dict[int, dict[str, Any]] = {entry["digit"]: entry for entry in RAW["class"]}


def place(fact: dict[str, Any]) -> tuple[int, str]:
    return fact["source"]["rfc"], fact["source"]["section"]


# Header fields

HOLDERS: dict[int | str, dict[str, Any]] = {"any": RAW["response"]}
HOLDERS.update((f"{digit}xx", entry) for digit, entry in CLASSES.items())
HOLDERS.update(STATUSES.items())


def rows_of_the_spec() -> Iterator[oracle_headers.Row]:
    """Every header rule but those of a MAY."""
    for of, holder in HOLDERS.items():
        for key in ("headers", "request_headers"):
            for rule in holder.get(key, ()):
                if rule["level"] != "may":
                    yield oracle_headers.Row(
                        of=of,
                        level=rule["level"],
                        names=tuple(rule["names"]),
                        rfc=rule["source"]["rfc"],
                        section=rule["source"]["section"],
                        to=tuple(rule.get("methods", ())),
                        but_to=tuple(rule.get("except_methods", ())),
                        value=rule.get("value"),
                        each=rule.get("each", False),
                        when=rule.get("condition"),
                        but_in=tuple(rule.get("except_codes", ())),
                        inferred=rule.get("basis") == "inferred",
                        of_request=key == "request_headers",
                    )


def test_every_rule_about_header_fields_is_in_the_oracle() -> None:
    assert Counter(rows_of_the_spec()) - Counter(case.row for case in CASES) == Counter()


def test_every_row_of_the_oracle_is_a_rule_about_header_fields() -> None:
    assert Counter(case.row for case in CASES) - Counter(rows_of_the_spec()) == Counter()


def title(case: oracle_headers.Case) -> str:
    row = case.row
    return " ".join(
        [str(row.of), row.level, *row.names[:1], row.value or "", *row.to, row.when or ""]
    )


@pytest.mark.parametrize("case", CASES, ids=title)
def test_a_response_that_breaks_the_rule_and_one_that_keeps_it(case: oracle_headers.Case) -> None:
    row = case.row
    broken = check_response(
        case.code, case.broken, method=case.method, request_headers=case.request
    )
    kept = check_response(
        case.code, case.kept, method=case.method, request_headers=case.kept_request
    )
    found = [(finding.severity, finding.rfc, finding.section) for finding in broken]
    assert found == ([(case.found, row.rfc, row.section)] if case.found else [])
    for finding in broken:
        named = set(finding.header.split(", ")) if finding.header else set()
        assert named == set() if row.of_request else named and named <= set(row.names)
    assert kept == ()


@pytest.mark.parametrize("case", CASES, ids=title)
def test_where_a_code_is_left_out_the_rule_breaks_nothing(case: oracle_headers.Case) -> None:
    for code in case.row.but_in:
        findings = check_response(
            code, case.broken, method=case.method, request_headers=case.request
        )
        places = [(finding.header, finding.rfc, finding.section) for finding in findings]
        assert (", ".join(case.row.names), case.row.rfc, case.row.section) not in places


MayKey = tuple[tuple[str, ...], tuple[str, ...], str | None, bool, bool, tuple[int, ...], int, str]


@pytest.mark.parametrize("of", HOLDERS)
def test_header_fields_that_a_response_may_have_are_the_oracles(of: int | str) -> None:
    said: Counter[MayKey] = Counter(
        (
            tuple(rule["names"]),
            tuple(rule.get("methods", ())),
            rule.get("value"),
            "when" in rule,
            rule.get("basis") == "inferred",
            tuple(rule.get("except_codes", ())),
            *place(rule),
        )
        for rule in HOLDERS[of].get("headers", ())
        if rule["level"] == "may"
    )
    assert said == Counter(
        (
            *(row.names, row.methods, row.value, row.when is not None),
            *(row.inferred, row.but_in, row.rfc, row.section),
        )
        for row in oracle_headers.MAY.get(of, ())
    )


def test_every_code_of_the_oracles_is_there() -> None:
    assert oracle_headers.MAY.keys() <= HOLDERS.keys()


def test_compact_forms_are_the_oracles() -> None:
    compact = {
        row["compact"]: (row["name"], *place(row)) for row in RAW["header"] if "compact" in row
    }
    assert compact == oracle_headers.COMPACT


# Dialogs

EFFECTS: dict[str, frozenset[int]] = {
    "none": oracle_dialog.NONE,
    "early_dialog": oracle_dialog.EARLY_DIALOG,
    "redirect": oracle_dialog.REDIRECT,
    "transaction": oracle_dialog.TRANSACTION
    | oracle_dialog.CLASSIFIED_ELSEWHERE.keys()
    | oracle_dialog.BY_DEFAULT,
    "usage": oracle_dialog.USAGE,
    "dialog": oracle_dialog.DIALOG,
}


def dialog(code: int) -> dict[str, Any]:
    fact: dict[str, Any] = STATUSES[code].get("dialog") or CLASSES[code // 100]["dialog"]
    return fact


def test_what_an_unknown_failure_ends_is_the_oracles() -> None:
    effects = {
        digit: CLASSES[digit]["dialog"]["effect"] for digit in oracle_dialog.DEFAULT_OF_CLASS
    }
    assert effects == oracle_dialog.DEFAULT_OF_CLASS
    assert {place(CLASSES[digit]["dialog"]) for digit in effects} == {(5057, "5.1")}


def test_the_oracle_of_dialogs_has_every_code_once() -> None:
    codes = [code for effect in EFFECTS.values() for code in effect]
    assert sorted(codes) == sorted(STATUSES)


@pytest.mark.parametrize("code", STATUSES)
def test_what_a_code_ends_is_the_oracles(code: int) -> None:
    (effect,) = (name for name, codes in EFFECTS.items() if code in codes)
    assert dialog(code)["effect"] == effect
    ends_subscription = code in oracle_dialog.ENDS_SUBSCRIPTION
    assert dialog(code).get("ends_subscription", False) == ends_subscription


@pytest.mark.parametrize("code", [code for code in STATUSES if code >= 300])
def test_what_a_failure_ends_is_said_where_the_oracle_says(code: int) -> None:
    assert place(dialog(code)) == oracle_dialog.CLASSIFIED_ELSEWHERE.get(code, (5057, "5.1"))


@pytest.mark.parametrize("code", oracle_dialog.NOTES)
def test_the_notes_of_the_table_are_told(code: int) -> None:
    assert dialog(code)["text"]


@pytest.mark.parametrize("code", oracle_dialog.CLIENT_ENDS_DIALOG)
def test_where_the_client_should_end_the_dialog_the_section_is_named(code: int) -> None:
    assert "12.2.1.2" in dialog(code)["text"]


# Gateways

FIRST = {
    **dict.fromkeys(oracle_isup.REMEDY_FIRST, "remedy"),
    **dict.fromkeys(oracle_isup.AUTHENTICATE_FIRST, "authenticate"),
}


def test_causes_of_codes_are_the_oracles() -> None:
    rows = {code: entry["isup"] for code, entry in STATUSES.items() if "isup" in entry}
    causes = {code: row.get("cause") for code, row in rows.items()}
    assert causes == oracle_isup.CAUSE_OF_STATUS
    assert {code: row["first"] for code, row in rows.items() if "first" in row} == FIRST
    assert {place(row) for row in rows.values()} == {(3398, "8.2.6.1")}
    for code in oracle_isup.BY_WARNING:
        assert "Warning" in rows[code]["text"]
        assert str(oracle_isup.BEARER_WARNING_CAUSE) in rows[code]["text"]


def test_codes_of_causes_are_the_oracles() -> None:
    rows = [
        (row["cause"], row.get("code"), row.get("condition"), row.get("user_code"))
        for row in RAW["isup"]["cause"]
    ]
    assert rows == list(oracle_isup.STATUS_OF_CAUSE)
    assert {place(row) for row in RAW["isup"]["cause"]} == {(3398, "7.2.4.1")}
    retry_after = {
        row["cause"] for row in RAW["isup"]["cause"] if "Retry-After" in row.get("note", "")
    }
    assert retry_after == oracle_isup.RETRY_AFTER_CAUSES


def test_defaults_of_gateways_are_the_oracles() -> None:
    isup = RAW["isup"]
    assert isup["default_cause"] == oracle_isup.DEFAULT_CAUSE
    assert isup["default_code"] == oracle_isup.DEFAULT_STATUS
    assert isup["hangup_cause"] == oracle_isup.HANGUP_CAUSE
    assert set(isup["untranslatable"]) == oracle_isup.UNTRANSLATABLE
    user = [digit for digit, place in oracle_isup.LOCATION_OF_CLASS.items() if place == "user"]
    assert isup["user_location_classes"] == user


# Metrics

REGISTERED_OR_HISTORIC = frozenset(STATUSES)


@pytest.mark.parametrize("metric", RAW["metric"], ids=lambda metric: str(metric["name"]))
def test_metrics_are_the_oracles(metric: dict[str, Any]) -> None:
    expected = oracle_metrics.METRICS[metric["name"]]
    of_classes = {
        code
        for code in REGISTERED_OR_HISTORIC
        if code // 100 in metric.get("numerator_classes", ())
        and code not in metric.get("numerator_except", ())
    }
    assert of_classes | set(metric.get("numerator", ())) == expected.numerator
    assert set(metric.get("excluded_classes", ())) == expected.denominator_without
    assert metric["method"] == expected.method
    assert place(metric) == (6076, expected.section)


def test_no_metric_is_missing() -> None:
    assert [metric["name"] for metric in RAW["metric"]] == list(oracle_metrics.METRICS)


# Forking


def test_the_steps_of_the_choice_are_those_of_the_rfc() -> None:
    """RFC 3261 section 16.7, steps 6 and 7, and RFC 8760 section 2.5, typed by hand.

    The 408 of the proxy's own is for INVITE alone: RFC 4320 section 4.2.
    """
    steps = [
        (
            *(step["step"], step.get("codes", []), step.get("code"), step.get("methods", [])),
            *(step["level"], *place(step)),
        )
        for step in RAW["selection"]
    ]
    assert steps == [
        ("no_final", [], 408, ["INVITE"], "must", 3261, "16.7"),
        ("global_failure_first", [], None, [], "must", 3261, "16.7"),
        ("lowest_class", [], None, [], "should", 3261, "16.7"),
        ("prefer", [401, 407, 415, 420, 484], None, [], "should", 3261, "16.7"),
        ("replace", [503], 500, [], "should", 3261, "16.7"),
        ("merge_challenges", [401, 407], None, [], "must", 3261, "16.7"),
        ("keep_challenge_order", [401, 407], None, [], "must", 8760, "2.5"),
    ]
    assert "RFC 4320 section 4.2" in RAW["selection"][0]["source"]["note"]


def test_what_only_an_invite_is_answered_with() -> None:
    """RFC 4320: section 4.1 about provisional responses other than 100, section 4.2 about 408."""
    of_classes = {entry["digit"]: entry.get("proxy", []) for entry in RAW["class"]}
    of_codes = {code: status.get("proxy", []) for code, status in STATUSES.items()}
    assert [
        (holder, *place(rule))
        for holder, rules in (of_classes | of_codes).items()
        for rule in rules
        if rule["rule"] == "only_to_invite"
    ] == [(1, 4320, "4.1"), (408, 4320, "4.2")]


# Retries


def test_what_holds_of_a_503_without_retry_after() -> None:
    """RFC 3261 section 21.5.4: as 500, and another server should be tried with or without it."""
    fields = ("without_retry_after", "kept_option")
    assert {
        code: [status["retry"].get(field) for field in fields]
        for code, status in STATUSES.items()
        if set(fields) & status.get("retry", {}).keys()
    } == {503: [500, "elsewhere"]}


def test_when_a_client_keeps_sips() -> None:
    """RFC 5630 section 5.1.1: a 416, and a 480 with Warning 380."""
    assert {
        code: status["retry"]["keeps_sips"]
        for code, status in STATUSES.items()
        if "keeps_sips" in status.get("retry", {})
    } == {416: "always", 480: "warning_380"}


# Sections


def facts(code: int | None, key: str) -> list[dict[str, Any]]:
    found = RAW[key] if code is None else STATUSES[code][key]
    return found if isinstance(found, list) else [found]


def words_of(fact: dict[str, Any]) -> str:
    return str(fact.get("text") or fact.get("phrase") or fact.get("note", "")).casefold()


@pytest.mark.parametrize(
    "row", oracle_sections.SECTIONS, ids=lambda row: f"{row.code} {row.key} {row.words[0]}"
)
def test_a_fact_stands_where_the_oracle_says(row: oracle_sections.Row) -> None:
    (fact,) = (
        fact
        for fact in facts(row.code, row.key)
        if all(word.casefold() in words_of(fact) for word in row.words)
    )
    source = fact.get("source", fact)  # a reference is one itself
    assert (source["rfc"], source["section"]) == (row.rfc, row.section)
    assert fact.get("basis", "stated") == row.basis


def values(value: Any, key: str | None = None) -> Iterator[tuple[str | None, Any]]:
    """Every value below a table, with the key that it has."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from values(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from values(inner, key)
    else:
        yield key, value


@pytest.mark.parametrize("code", oracle_sections.NOT_SAID)
def test_what_no_rfc_says_is_not_said(code: int) -> None:
    said = [value.casefold() for _, value in values(STATUSES[code]) if isinstance(value, str)]
    for words in oracle_sections.NOT_SAID[code]:
        assert not [text for text in said if words.casefold() in text]


@pytest.mark.parametrize(
    "row", oracle_sections.UNREAD, ids=lambda row: f"{row.code} {row.key} {row.words[0]}"
)
def test_what_nobody_has_read_is_marked(row: oracle_sections.Unread) -> None:
    (fact,) = (
        fact
        for fact in facts(row.code, row.key)
        if "document" in fact.get("source", fact)
        and all(word.casefold() in words_of(fact) for word in row.words)
    )
    assert fact.get("source", fact)["document"] == row.document
    assert fact.get("verified") is (False if row.key == "notes" else None)
    (unverified,) = STATUSES[row.code]["unverified"]
    assert row.document in unverified


def test_nothing_else_is_unverified() -> None:
    rows = oracle_sections.UNREAD
    marks = list(values(RAW))
    assert sum(key == "document" for key, _ in marks) == len(rows)
    assert marks.count(("verified", False)) == sum(row.key == "notes" for row in rows)
    marked = {code for code, entry in STATUSES.items() if "unverified" in entry}
    assert marked == {row.code for row in rows}
