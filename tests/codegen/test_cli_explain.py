"""``sipstatus explain``: what a response means and demands, for people and for programs."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from sandbox import ROOT, SPEC, edited, in_process_of_its_own, sipstatus

if TYPE_CHECKING:
    from pathlib import Path


@cache
def entries() -> dict[int, dict[str, Any]]:
    """The registered codes of the spec, read raw."""
    statuses = tomllib.loads((ROOT / SPEC).read_text(encoding="utf-8"))["status"]
    return {entry["code"]: entry for entry in statuses if entry["state"] != "historic"}


def record(code: int, cwd: Path) -> dict[str, Any]:
    (found,) = json.loads(sipstatus("explain", str(code), "--format", "json", cwd=cwd).out)
    assert isinstance(found, dict)
    return found


def sheet(*words: str, cwd: Path) -> dict[str, list[str]]:
    """What people are told, label by label."""
    outcome = sipstatus("explain", "--all", *words, cwd=cwd)
    assert outcome.code == 0
    title, *lines = outcome.lines
    texts: dict[str, list[str]] = {"title": [title]}
    for line in lines:
        label, _, text = line.strip().partition("  ")
        texts.setdefault(label, []).append(text.strip())
    return texts


def test_405(tmp_path: Path) -> None:
    told = sheet("405", cwd=tmp_path)
    assert told["title"] == ["405 Method Not Allowed"]
    assert told["must have"][0] == "Allow (RFC 3261 section 21.4.6, 405 Method Not Allowed)"
    assert told["must change"] == ["method"]
    assert told["client"][0].startswith("change: ")
    assert told["client"][0].endswith("(RFC 3261 section 21.4, Request Failure 4xx; inferred)")
    assert told["ISUP cause"] == [
        "63 (RFC 3398 section 8.2.6.1, SIP Status Code to ISDN Cause Code Mapping)"
    ]
    assert told["ends"][0].startswith("the usage of the dialog, and a subscription. ")
    assert told["confused"][0].startswith("501 Not Implemented. ")


def test_what_comes_from_a_document_that_is_no_rfc(tmp_path: Path) -> None:
    told = sheet("network", "blocked", cwd=tmp_path)
    assert told["title"] == ["603 Decline"]
    assert told["also called"] == ["Network Blocked (ATIS-1000099)"]
    ends = [text.rpartition(". (")[2] for text in told["note"] if "603+" in text]
    assert ends == [
        *2 * ["ATIS-1000099; not verified)"],
        "ATIS-1000099; inferred; not verified)",
        "47 CFR 64.1200; (k)(9); not verified)",
        "47 CFR 64.1200; (k)(9); not verified)",
    ]


def test_busy_here(tmp_path: Path) -> None:
    told = sheet("busy here", cwd=tmp_path)
    assert told["title"] == ["486 Busy Here"]
    assert told["answers"] == ["mostly INVITE (RFC 3261 section 21.4.24, 486 Busy Here; inferred)"]
    assert "Retry-After (RFC 3261 section 21.4.24, 486 Busy Here)" in told["may have"]
    assert told["client"][0].startswith("later, elsewhere: ")
    assert told["speaks of"] == ["this address alone; another may still do"]
    assert told["from cause"] == [
        "17 User busy (RFC 3398 section 7.2.4.1, ISDN Cause Code to Status Code Mapping)"
    ]
    (neighbours,) = told["confused"]
    assert neighbours.startswith("480 Temporarily Unavailable, 600 Busy Everywhere, 603 Decline. ")


def test_what_is_not_certain_is_marked(tmp_path: Path) -> None:
    told = sheet("200", cwd=tmp_path)
    (inferred,) = (text for text in told["must have"] if text.startswith("Contact to SUBSCRIBE"))
    assert inferred.startswith(
        "Contact to SUBSCRIBE (RFC 6665 section 4.1.2.1, Requesting a Subscription; "
    )
    assert inferred.endswith("; inferred)")


@pytest.mark.parametrize(
    ("code", "label", "text"),
    [
        ("183", "must have", "100rel in Require when the response is sent reliably (RFC 3262"),
        ("415", "must have", "Accept or Accept-Encoding or Accept-Language (RFC 3261 section"),
        (
            "423",
            "must have",
            "Min-Expires to PUBLISH (RFC 3903 section 6, Processing PUBLISH Requests)",
        ),
        ("422", "must not have", "Record-Route to REGISTER (RFC 3261 section 10.3, Processing"),
        ("202", "must not have", "Session-Expires to all but INVITE, UPDATE (RFC 4028 section 4"),
        ("199", "should not have", "Contact or Record-Route when a proxy makes it (RFC 6228 "),
        ("200", "must have", "expires in each Contact to REGISTER (RFC 3261 section 10.3, "),
        ("470", "should have", "Permission-Missing (RFC 5360 section 5.9.2, Definition of"),
        ("487", "answers", "never CANCEL (RFC 3261 section 21.4.25, 487 Request Terminated)"),
        ("600", "answers", "never REGISTER when the answer is that of a registrar (RFC 3261"),
        ("600", "speaks of", "the user, whatever the address"),
        ("491", "waits", "0 to 2 seconds"),
        ("491", "waits", "2.1 to 4 seconds if it made the Call-ID"),
        ("199", "ends", "the early dialog. "),
        ("428", "ISUP cause", "31. The default: the code has none of its own. (RFC 3398 section"),
        ("401", "counts in", None),
        (
            "500",
            "counts in",
            "ISA, Ineffective Session Attempts (RFC 6076 section 4.8, Ineffective",
        ),
    ],
)
def test_facts_in_words(code: str, label: str, text: str | None, tmp_path: Path) -> None:
    told = sheet(code, cwd=tmp_path)
    if text is None:
        assert label not in told
    else:
        assert any(line.startswith(text) for line in told[label])


def test_nothing_is_said_twice(tmp_path: Path) -> None:
    for code in entries():
        lines = sipstatus("explain", str(code), cwd=tmp_path).lines
        assert len(lines) == len(set(lines))


# Languages


@pytest.mark.parametrize("tag", ["zh", "ZH", "zh-CN", "zh_CN", "zh-Hant-TW"])
def test_in_chinese(tag: str, tmp_path: Path) -> None:
    told = sheet("486", "--lang", tag, cwd=tmp_path)
    words = entries()[486]["translations"]["zh"]
    assert told["title"] == [f"486 Busy Here ({words['phrase']})"]
    assert told["summary"] == [words["summary"]]
    assert told["status-line"] == ["SIP/2.0 486 Busy Here"]


@pytest.mark.parametrize("tag", ["en", "en-GB"])
def test_in_english(tag: str, tmp_path: Path) -> None:
    assert sheet("486", "--lang", tag, cwd=tmp_path) == sheet("486", cwd=tmp_path)


@pytest.mark.parametrize("tag", ["xx", "z", "zho", "", "zh;q=1"])
def test_a_language_that_is_not_there(tag: str, tmp_path: Path) -> None:
    outcome = sipstatus("explain", "486", "--lang", tag or " ", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert "is no language; there are en, zh" in outcome.errors


# For programs


def test_json_has_every_fact_of_the_spec(tmp_path: Path) -> None:
    for code, entry in entries().items():
        found = record(code, tmp_path)
        for key in ("headers", "methods", "proxy", "notes"):
            own = found[key][: len(entry.get(key, ()))]
            for fact, expected in zip(own, entry.get(key, ()), strict=True):
                for place, none in (("rfc", 0), ("section", ""), ("document", None)):
                    assert fact["source"][place] == expected["source"].get(place, none)
                assert fact["source"]["basis"] == expected.get("basis", "stated")
                assert fact["source"]["verified"] == expected.get("verified", True)
                plain = {k: v for k, v in expected.items() if k not in MARKS}
                assert {k: fact[k] for k in plain} == plain
        for key in ("generated_by", "retry", "dialog"):
            if key in entry:
                plain = {k: v for k, v in entry[key].items() if k not in MARKS}
                assert {k: found[key][k] for k in plain} == plain
        assert found["translations"] == entry["translations"]


MARKS = {"source", "basis", "verified"}


def test_json_has_what_holds_for_the_class(tmp_path: Path) -> None:
    found = record(486, tmp_path)
    assert found["about"] == "target"
    assert "Error-Info" in [rule["names"][0] for rule in found["headers"]]
    assert [rule["rule"] for rule in found["proxy"]] == ["best_response"]
    assert record(402, tmp_path)["retry"]["options"] == ["change", "elsewhere"]
    assert [rule["rule"] for rule in record(100, tmp_path)["proxy"]] == ["never_forwarded"]


def test_json_names_causes_metrics_and_neighbours(tmp_path: Path) -> None:
    found = record(480, tmp_path)
    assert found["isup"]["cause"] == 18
    assert [row["cause"] for row in found["isup_causes"]] == [19, 20, 31]
    assert [metric["name"] for metric in found["metrics"]] == ["SEER", "IRA"]
    assert [list(entry["neighbours"]) for entry in found["confusions"]] == [
        ["404"],
        ["408"],
        ["486", "600", "603"],
    ]


def test_csv_and_markdown_have_the_same_columns(tmp_path: Path) -> None:
    table = sipstatus("explain", "486", "--format", "csv", cwd=tmp_path).out
    (row,) = csv.DictReader(io.StringIO(table))
    assert list(row) == list(record(486, tmp_path))
    assert row["phrase"] == "Busy Here"
    assert row["isup"].startswith("ISUP cause 17 (RFC 3398 section 8.2.6.1, SIP Status Code to ")
    assert row["translations"].startswith(f"zh {entries()[486]['translations']['zh']['phrase']}: ")
    lines = sipstatus("explain", "486", "--format", "markdown", cwd=tmp_path).lines
    assert lines[0].strip("| ").split(" | ") == list(row)
    assert len(lines) == 3


def test_999_has_a_clear_answer(tmp_path: Path) -> None:
    outcome = sipstatus("explain", "999", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.errors == (
        "sipstatus: 999 is no SIP status code: they go from 100 to 699 (RFC 3261 section 7.2)\n"
    )


# Codes that are not registered


@pytest.mark.parametrize(
    ("words", "title", "name", "treated_as", "reference"),
    [
        (
            "303",
            "303 See Other",
            "SEE_OTHER",
            "300 Multiple Choices",
            "5.1.1, Status Codes and Reason Phrases",
        ),
        (
            "see other",
            "303 See Other",
            "SEE_OTHER",
            "300 Multiple Choices",
            "5.1.1, Status Codes and Reason Phrases",
        ),
        ("409", "409 Conflict", "CONFLICT", "400 Bad Request", "7.4.10, 409 Conflict"),
        ("conflict", "409 Conflict", "CONFLICT", "400 Bad Request", "7.4.10, 409 Conflict"),
        (
            "LENGTH_REQUIRED",
            "411 Length Required",
            "LENGTH_REQUIRED",
            "400 Bad Request",
            "7.4.12, 411 Length Required",
        ),
    ],
)
def test_a_historic_code(
    words: str, title: str, name: str, treated_as: str, reference: str, tmp_path: Path
) -> None:
    told = sheet(words, cwd=tmp_path)
    assert told["title"] == [f"{title} (historic)"]
    assert told["name"] == [name]
    assert told["state"] == ["historic: RFC 3261 has dropped it; not registered"]
    assert told["treated as"] == [f"{treated_as} (RFC 3261 section 8.1.3.2)"]
    assert told["references"] == [f"RFC 2543 section {reference}"]
    assert "status-line" not in told


def test_a_historic_code_in_chinese_and_for_programs(tmp_path: Path) -> None:
    statuses = tomllib.loads((ROOT / SPEC).read_text(encoding="utf-8"))["status"]
    historic = {entry["code"]: entry for entry in statuses if entry["state"] == "historic"}
    assert sorted(historic) == [303, 409, 411]
    for code, entry in historic.items():
        words = entry["translations"]["zh"]
        told = sheet(str(code), "--lang", "zh", cwd=tmp_path)
        assert told["title"] == [f"{code} {entry['phrase']} ({words['phrase']}) (historic)"]
        assert told["summary"] == [words["summary"]]
        found = record(code, tmp_path)
        assert found["state"] == "historic"
        assert found["summary"] == entry["summary"]
        assert found["translations"] == entry["translations"]
        assert found["fallback"] == code // 100 * 100
        for form in ("csv", "markdown"):
            out = sipstatus("explain", str(code), "--format", form, cwd=tmp_path).out
            assert "historic" in out


def test_a_slip_of_the_pen_in_a_historic_name(tmp_path: Path) -> None:
    outcome = sipstatus("explain", "conflct", cwd=tmp_path)
    assert outcome.code == 1
    assert "did you mean 409 Conflict" in outcome.errors


def test_a_code_that_nobody_has_registered(tmp_path: Path) -> None:
    outcome = sipstatus("explain", "499", cwd=tmp_path)
    assert outcome.code == 1
    texts = [line.split(maxsplit=1) for line in outcome.lines]
    assert outcome.lines[0] == "499 (not registered)"
    assert ["class", "4xx REQUEST_FAILURE, final"] in texts
    assert ["treated", "as     400 Bad Request (RFC 3261 section 8.1.3.2)"] in texts
    assert ["speaks", "of      this address alone; another may still do"] in texts
    (advice,) = (text for label, text in texts[1:] if label == "client")
    assert advice.startswith("change: ")
    assert advice.endswith("(RFC 3261 section 21.4, Request Failure 4xx)")


# Overlays

VENDOR = """\
[[status]]
code = 477
name = "SEND_FAILED"
phrase = "Send failed"
summary = "The proxy could not hand the request to the next hop."
state = "vendor"
translations.zh.phrase = "\u53d1\u9001\u5931\u8d25"
translations.zh.summary = "\u53d1\u4e0d\u51fa\u53bb\u3002"

[status.retry]
options = ["elsewhere"]
text = "Try another proxy."
source = { rfc = 3261, section = "21.4" }

[[translation]]
language = "de-CH"
code = 486
phrase = "Hier besetzt"
summary = "Der Apparat ist besetzt."
"""


@pytest.fixture
def vendor(tmp_path: Path) -> list[str]:
    """The options that add a vendor's code and a language."""
    (tmp_path / "vendor.toml").write_text(VENDOR, encoding="utf-8")
    return ["--overlay", "vendor.toml"]


@pytest.mark.parametrize("words", ["477", "send failed", "SEND_FAILED"])
def test_a_code_of_a_vendor(words: str, vendor: list[str], tmp_path: Path) -> None:
    told = sheet(words, *vendor, cwd=tmp_path)
    assert told["title"] == ["477 Send failed"]
    assert told["state"] == ["vendor"]
    assert told["status-line"] == ["SIP/2.0 477 Send failed"]
    assert told["client"] == [
        "elsewhere: Try another proxy. (RFC 3261 section 21.4, Request Failure 4xx)"
    ]
    assert sheet("477", "--lang", "zh", *vendor, cwd=tmp_path)["title"] == [
        "477 Send failed (\u53d1\u9001\u5931\u8d25)"
    ]


def test_a_language_of_an_overlay(vendor: list[str], tmp_path: Path) -> None:
    told = sheet("486", "--lang", "de-CH", *vendor, cwd=tmp_path)
    assert told["title"] == ["486 Busy Here (Hier besetzt)"]
    assert told["summary"] == ["Der Apparat ist besetzt."]
    assert sheet("486", *vendor, cwd=tmp_path) == sheet("486", cwd=tmp_path)
    assert sipstatus("explain", "486", "--lang", "de-CH", cwd=tmp_path).code == 2


def test_an_overlay_is_for_one_call(vendor: list[str], tmp_path: Path) -> None:
    assert sheet("477", *vendor, cwd=tmp_path)["title"] == ["477 Send failed"]
    assert sipstatus("explain", "477", cwd=tmp_path).code == 1
    changed = edited(VENDOR, 'phrase = "Send failed"', 'phrase = "Not sent"')
    (tmp_path / "vendor.toml").write_text(changed, encoding="utf-8")
    assert sheet("477", *vendor, cwd=tmp_path)["title"] == ["477 Not sent"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vendor.toml"]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("477", "703", "bad.toml:2: status 703: code: 703 is outside 100-699"),
        ("Send failed", "\\u001b[2J", "bad.toml:4: status 477: phrase: "),
        ("[[status]]", "[[status", "bad.toml:1: "),
    ],
)
def test_an_overlay_that_is_not_valid(old: str, new: str, error: str, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(edited(VENDOR, old, new), encoding="utf-8")
    outcome = sipstatus("explain", "477", "--overlay", "bad.toml", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.errors.startswith(error)
    assert "\x1b" not in outcome.errors


def test_an_overlay_that_is_not_there(tmp_path: Path) -> None:
    outcome = sipstatus("explain", "477", "--overlay", "none.toml", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.errors.startswith("sipstatus: none.toml: ")


@pytest.mark.parametrize("module", ["meaning", "registry", "languages", "historic"])
def test_tables_that_are_missing(module: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        f"import sys\nsys.modules['_sipstatus.{module}'] = None\n", encoding="utf-8"
    )
    (tmp_path / "in.txt").write_text("SIP/2.0 200 OK\nVia: a\n\n", encoding="utf-8")
    commands = [["explain", "486"]]
    if module in ("meaning", "registry"):
        commands += ["explain", "SIP405-allow"], ["lint", "in.txt"]
    for command in commands:
        outcome = in_process_of_its_own(
            *command, cwd=tmp_path, environment={"PYTHONPATH": import_path(tmp_path)}
        )
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.errors.startswith("sipstatus: the generated tables cannot be loaded")
        assert outcome.errors.count("\n") == 1


def import_path(first: Path) -> str:
    import os
    import sys

    return os.pathsep.join([str(first), *filter(None, sys.path)])
