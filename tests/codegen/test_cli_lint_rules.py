"""``sipstatus lint``: rules by name, and its formats for other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from sandbox import ROOT, sipstatus

from sipstatus._check_response import broken_rules
from sipstatus._headers import fields
from sipstatus._rule_ids import all_rules
from sipstatus.cli.capture.judging import Judge
from sipstatus.cli.rules import GRAMMAR, PHRASE, chosen, example_of, record_of, rule_ids

if TYPE_CHECKING:
    from collections.abc import Iterable

BAD = ROOT / "tests" / "trace" / "bad.txt"
SARIF = json.loads(Path(__file__).with_name("sarif-2.1.0.json").read_text(encoding="utf-8"))

PHRASES = (
    b"SIP/2.0 500 Internal Server Error\r\nCSeq: 1 INVITE\r\n\r\n"
    b"SIP/2.0 404 OK\r\nCSeq: 1 INVITE\r\n\r\n"
    b"SIP/2.0 406 not acceptable\r\nCSeq: 1 INVITE\r\n\r\n"
    b"SIP/2.0 486 Gone fishing\r\nCSeq: 1 INVITE\r\n\r\n"
    b"SIP/2.0 299 Ringing\r\nCSeq: 1 INVITE\r\n\r\n"
    b"SIP/2.0 480 \r\nCSeq: 1 INVITE\r\n\r\n"
)


def found(path: Path, *arguments: str) -> list[dict[str, Any]]:
    outcome = sipstatus("lint", path, *arguments, "--format", "json", cwd=path.parent)
    records: list[dict[str, Any]] = json.loads(outcome.out)
    return records


def names(records: Iterable[dict[str, Any]]) -> set[str]:
    return {record["rule_id"] for record in records}


# Selection


def test_rules_are_selected_and_ignored() -> None:
    everything = names(found(BAD))
    assert len(everything) > 50
    assert names(found(BAD, "--select", "SIP405-allow")) == {"SIP405-allow"}
    assert names(found(BAD, "--select", "sip405-ALLOW,SIP6")) == {
        *("SIP405-allow", "SIP6xx-never-register", "SIP6xx-no-rseq", "SIP6xx-no-session-expires"),
    }
    less = names(found(BAD, "--ignore", "SIP4", "--ignore", GRAMMAR))
    assert less == {name for name in everything if not name.startswith(("SIP4", GRAMMAR))}
    both = names(found(BAD, "--select", "SIP40", "--ignore", "SIP407"))
    assert both == {"SIP401-www-authenticate", "SIP405-allow", "SIP408-only-invite"}


def test_a_rule_shows_where_a_stricter_one_is_ignored(tmp_path: Path) -> None:
    """Of several findings about one header field only the strictest is given."""
    (tmp_path / "in.txt").write_bytes(
        b"OPTIONS sip:b@h SIP/2.0\nVia: SIP/2.0/UDP h;branch=1\nTo: <sip:b@h>\nCSeq: 1 OPTIONS\n\n"
        b"SIP/2.0 199 Early Dialog Terminated\nVia: SIP/2.0/UDP h;branch=1\nTo: <sip:b@h>\n"
        b"CSeq: 1 OPTIONS\n\n"
    )
    assert len(found(tmp_path / "in.txt", "--select", "SIP199-to,SIP-to")) == 1
    for name in ("SIP199-to-tag", "SIP-to-tag"):
        assert names(found(tmp_path / "in.txt", "--select", name)) == {name}


def test_exit_codes_count_what_is_selected(tmp_path: Path) -> None:
    assert sipstatus("lint", BAD, "--select", "SIP302", cwd=tmp_path).code == 0
    assert sipstatus("lint", BAD, "--select", "SIP302", "--strict", cwd=tmp_path).code == 1
    assert sipstatus("lint", BAD, "--ignore", "SIP", "--strict", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    ("word", "hint"),
    [("SIP405-alow", "did you mean SIP405-allow"), ("nonsense", "they look like SIP405-allow")],
)
@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_rule(option: str, word: str, hint: str, tmp_path: Path) -> None:
    outcome = sipstatus("lint", BAD, option, word, cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.errors.startswith(f"sipstatus: no rule is called {word!r}; {hint}")


def test_an_empty_rule(tmp_path: Path) -> None:
    assert sipstatus("lint", BAD, "--select", "", cwd=tmp_path).code == 2


# Phrases


def test_phrases_of_other_codes(tmp_path: Path) -> None:
    """Only if that is asked for: no RFC says what a phrase must be."""
    (tmp_path / "in.txt").write_bytes(PHRASES)
    assert PHRASE not in names(found(tmp_path / "in.txt"))
    records = found(tmp_path / "in.txt", "--select", PHRASE)
    assert [(one["line"], one["severity"], one["code"], one["rule"]) for one in records] == [
        (
            *(1, "note", 500),
            "'Internal Server Error' is another wording for 500 Server Internal Error.",
        ),
        (4, "warning", 404, "A 404 response should not have the phrase of 200: 'OK'."),
        (13, "warning", 299, "A 299 response should not have the phrase of 180: 'Ringing'."),
    ]
    outcome = sipstatus("lint", "in.txt", "--select", PHRASE, cwd=tmp_path)
    assert outcome.code == 0
    assert outcome.lines[-1] == "in.txt: 6 responses, no errors, 2 warnings, 1 note"
    assert sipstatus("lint", "in.txt", "--select", "SIP", "--strict", cwd=tmp_path).code == 1


# What is said of a rule


@pytest.mark.parametrize("name", rule_ids())
def test_every_rule_can_be_explained(name: str, tmp_path: Path) -> None:
    outcome = sipstatus("explain", name.lower(), cwd=tmp_path)
    assert outcome.code == 0
    assert outcome.lines[0] == name
    assert [line.split()[0] for line in outcome.lines[1:4]] == ["demands", "source", "finding"]
    assert outcome.lines[4].split()[:2] == ["kept", "by"]


def test_what_explain_says(tmp_path: Path) -> None:
    assert sipstatus("explain", "SIP405-allow", cwd=tmp_path).lines == [
        "SIP405-allow",
        "  demands  A 405 response must carry Allow.",
        "  source   RFC 3261 section 21.4.6, 405 Method Not Allowed",
        "  finding  error",
        "  kept by  Allow: INVITE, ACK, CANCEL, BYE, OPTIONS",
    ]
    lines = sipstatus("explain", "SIP413-retry-after", cwd=tmp_path).lines
    assert lines[3] == "  finding  none: no message shows whether the condition holds"
    (record,) = json.loads(
        sipstatus("explain", "SIP3xx-no-rseq", "--format", "json", cwd=tmp_path).out
    )
    assert record["severity"] == "warning"  # it is inferred
    assert record["source"]["basis"] == "inferred"
    outcome = sipstatus("explain", "SIP405-alow", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (1, "")
    assert "did you mean SIP405-allow" in outcome.errors


HEADER_RULES = [
    name
    for name, rule in all_rules().items()
    if rule.part == "headers" and record_of(name)["checked"] and "-no-" not in name  # type: ignore[index]
]


@pytest.mark.parametrize("name", HEADER_RULES)
def test_the_example_keeps_the_rule(name: str) -> None:
    rule = all_rules()[name]
    code = rule.code or 486
    code = code * 100 + 83 if code < 100 else code
    methods = getattr(rule.demand, "methods", ()) or ("INVITE",)
    field, _, value = example_of(rule.demand).partition(": ")  # type: ignore[arg-type]
    request = {
        **{"To": "<sip:b@h>", "Contact": "<sip:a@h>", "Require": "100rel", "Supported": "timer"},
        **{"Record-Route": "<sip:p@h;lr>", "Recv-Info": "x", "Timestamp": "54"},
        **{"Identity": ["a", "b"], "Expires": "60"},
    }
    response = {"Session-Expires": "90;refresher=uas", "Security-Server": "digest"}
    for method in methods:
        of_request = fields(request)
        broken = broken_rules(code, {}, of_request, method)
        broken += broken_rules(code, fields(response), of_request, method)
        kept = broken_rules(code, fields({**response, field: value}), of_request, method)
        assert name not in {finding.rule_id for finding in kept}
        seen = {finding.rule_id for finding in broken}
        assert name in seen or rule.demand.condition or rule.demand.each  # type: ignore[union-attr]


def test_no_rule_is_named_twice() -> None:
    assert len(rule_ids()) == len({name.lower() for name in rule_ids()})
    assert chosen([], []) == {*rule_ids()} - {PHRASE}


def test_every_finding_of_the_planted_faults_has_a_rule() -> None:
    assert names(found(BAD)) <= {*rule_ids()}
    assert Judge(chosen([], [])).responses == 0


# Formats


def test_sarif(tmp_path: Path) -> None:
    outcome = sipstatus("lint", BAD, "--format", "sarif", cwd=tmp_path)
    assert outcome.code == 1
    log = json.loads(outcome.out)
    jsonschema.validate(log, SARIF, format_checker=jsonschema.FormatChecker())
    (run,) = log["runs"]
    records = found(BAD)
    results = [
        (
            one["ruleId"],
            one["level"],
            one["locations"][0]["physicalLocation"]["region"]["startLine"],
        )
        for one in run["results"]
    ]
    assert results == [(one["rule_id"], one["severity"], one["line"]) for one in records]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == names(records)
    uris = {
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]
    }
    assert uris == {BAD.as_uri()}
    assert run["invocations"][0]["executionSuccessful"]


def test_sarif_without_findings_and_of_strange_names(tmp_path: Path) -> None:
    (tmp_path / "a b%.txt").write_bytes(PHRASES)
    for arguments, count in ((["--ignore", "SIP2xx"], 0), (["--select", PHRASE], 3)):
        outcome = sipstatus("lint", "a b%.txt", *arguments, "--format", "sarif", cwd=tmp_path)
        log = json.loads(outcome.out)
        jsonschema.validate(log, SARIF)
        results = log["runs"][0]["results"]
        assert len(results) == count
        for one in results:
            location = one["locations"][0]["physicalLocation"]["artifactLocation"]
            assert location["uri"] == "a%20b%25.txt"
    assert [one["level"] for one in results] == ["note", "warning", "warning"]


def test_that_a_wrong_sarif_is_seen() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": "2.1.0", "runs": [{"results": [{}]}]}, SARIF)


def test_annotations_for_github(tmp_path: Path) -> None:
    """As GitHub's page on workflow commands wants them escaped."""
    (tmp_path / "50%,a:b.txt").write_bytes(b"SIP/2.0 404 a%\xc2\x9b\nCSeq: 1 INVITE\n\n" + PHRASES)
    outcome = sipstatus(
        "lint", "50%,a:b.txt", "--select", f"{PHRASE},SIP40", "--format", "github", cwd=tmp_path
    )
    assert outcome.lines[0] == (
        "::notice file=50%25%2Ca%3Ab.txt,line=4::'Internal Server Error' is another wording for "
        "500 Server Internal Error. (RFC 3261 section 25.1) [SIP-phrase]"
    )
    assert [line.partition(" ")[0] for line in outcome.lines[1:]] == ["::warning"] * 2
    assert sipstatus("lint", BAD, "--format", "github", cwd=tmp_path).lines[0] == (
        f"::error file={BAD},line=21::A 401 response must carry WWW-Authenticate. "
        "(RFC 3261 section 22.2) [SIP401-www-authenticate]"
    )
