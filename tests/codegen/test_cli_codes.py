"""``sipstatus explain`` and ``list``: what people and programs are told about status codes."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from oracle import HISTORIC, REGISTERED, UNREGISTERED
from sandbox import SAMPLES, committed, edited, in_process_of_its_own, sipstatus

from sipstatus.cli import records

if TYPE_CHECKING:
    from pathlib import Path

BUSY_HERE = {
    "code": 486,
    "name": "BUSY_HERE",
    "phrase": "Busy Here",
    "class": "REQUEST_FAILURE",
    "final": True,
    "state": "registered",
    "fallback": 486,
    "status_line": "SIP/2.0 486 Busy Here",
}


def explained(*words: str, cwd: Path, code: int = 0) -> list[dict[str, Any]]:
    """The records that ``explain`` gives to programs."""
    outcome = sipstatus("explain", *words, "--format", "json", cwd=cwd)
    assert outcome.code == code
    records = json.loads(outcome.out)
    assert isinstance(records, list)
    return records


class TestExplain:
    """One code, or all that share a phrase."""

    @pytest.mark.parametrize(
        "words", [("486",), ("BUSY_HERE",), ("busy_here",), ("Busy Here",), ("busy", "HERE")]
    )
    def test_by_number_name_and_phrase(self, words: tuple[str, ...], tmp_path: Path) -> None:
        (record,) = explained(*words, cwd=tmp_path)
        assert {key: record[key] for key in BUSY_HERE} == BUSY_HERE
        assert record["references"][0] == {
            "rfc": 3261,
            "section": "21.4.24",
            "heading": "486 Busy Here",
            "document": None,
        }
        assert record["summary"].endswith(".")

    def test_a_provisional_code(self, tmp_path: Path) -> None:
        (record,) = explained("180", cwd=tmp_path)
        assert (record["class"], record["final"]) == ("PROVISIONAL", False)

    @pytest.mark.parametrize("text", ["Unsupported Certificate", "unsupported_certificate"])
    def test_by_a_former_name(self, text: str, tmp_path: Path) -> None:
        (record,) = explained(text, cwd=tmp_path)
        assert record["code"] == 437
        assert record["aliases"] == [
            {
                "phrase": "Unsupported Certificate",
                "name": "UNSUPPORTED_CERTIFICATE",
                "source": {
                    "rfc": 8224,
                    "section": "13.2",
                    "heading": "SIP Response Codes",
                    "document": None,
                },
            }
        ]

    def test_a_phrase_of_two_codes(self, tmp_path: Path) -> None:
        assert [record["code"] for record in explained("not acceptable", cwd=tmp_path)] == [
            406,
            606,
        ]

    def test_for_people(self, tmp_path: Path) -> None:
        outcome = sipstatus("explain", "437", cwd=tmp_path)
        assert outcome.lines[:5] == [
            "437 Unsupported Credential",
            "  name           UNSUPPORTED_CREDENTIAL",
            "  class          4xx REQUEST_FAILURE, final",
            "  state          registered",
            "  status-line    SIP/2.0 437 Unsupported Credential",
        ]
        assert outcome.lines[-2:] == [
            "  also called    Unsupported Certificate = UNSUPPORTED_CERTIFICATE "
            "(RFC 8224 section 13.2, SIP Response Codes)",
            "  and            15 rules for header fields of every response: see --all",
        ]

    def test_two_for_people_have_a_line_between_them(self, tmp_path: Path) -> None:
        lines = sipstatus("explain", "Not Acceptable", cwd=tmp_path).lines
        assert lines[0] == "406 Not Acceptable"
        assert lines[lines.index("") + 1] == "606 Not Acceptable"

    @pytest.mark.parametrize(
        ("code", "kind", "treated_as"),
        [
            ("199", None, None),
            ("101", "1xx PROVISIONAL, provisional", "183 Session Progress"),
            (str(UNREGISTERED[2]), "2xx SUCCESS, final", "200 OK"),
            (str(UNREGISTERED[4]), "4xx REQUEST_FAILURE, final", "400 Bad Request"),
            (str(UNREGISTERED[6]), "6xx GLOBAL_FAILURE, final", "600 Busy Everywhere"),
        ],
    )
    def test_an_unregistered_code(
        self, code: str, kind: str | None, treated_as: str | None, tmp_path: Path
    ) -> None:
        outcome = sipstatus("explain", code, cwd=tmp_path)
        if kind is None:
            assert outcome.code == 0
            return
        assert (outcome.code, outcome.errors) == (1, "")
        title, *lines = outcome.lines
        assert title == f"{code} (not registered)"
        assert [line.split(maxsplit=1) for line in lines[:1]] == [["class", kind]]
        assert lines[1].split() == f"treated as {treated_as} (RFC 3261 section 8.1.3.2)".split()
        told = {line.strip().partition("  ")[0] for line in lines}
        assert {"client", "proxy"} <= told
        assert not told & {"name", "state", "status-line", "summary", "references"}

    def test_an_unregistered_code_for_programs(self, tmp_path: Path) -> None:
        (found,) = explained("299", cwd=tmp_path, code=1)
        named = {key: found[key] for key in records.KEYS}
        assert named == {
            "code": 299,
            "name": None,
            "phrase": None,
            "class": "SUCCESS",
            "final": True,
            "state": "unregistered",
            "fallback": 200,
            "status_line": None,
            "summary": None,
            "references": [],
            "aliases": [],
        }
        assert found["about"] == "success"
        assert found["generated_by"] is None
        assert found["dialog"]["effect"] == "none"
        assert found["retry"]["options"] == ["none"]

    @pytest.mark.parametrize("text", ["99", "700", "1000", "0", "48", "4860"])
    def test_a_number_that_is_no_code(self, text: str, tmp_path: Path) -> None:
        outcome = sipstatus("explain", text, cwd=tmp_path)
        assert (outcome.code, outcome.out) == (1, "")
        assert outcome.errors == (
            f"sipstatus: {text} is no SIP status code: they go from 100 to 699 "
            "(RFC 3261 section 7.2)\n"
        )

    @pytest.mark.parametrize("text", ["+486", "4_86", "٤٨٦", "0x1e6", "486x"])
    def test_what_only_looks_like_a_number(self, text: str, tmp_path: Path) -> None:
        outcome = sipstatus("explain", "--", text, cwd=tmp_path)
        assert (outcome.code, outcome.out) == (1, "")
        assert outcome.errors.startswith(f"sipstatus: no status code is called {text!r}; ")

    def test_two_numbers_that_are_no_codes(self, tmp_path: Path) -> None:
        outcome = sipstatus("explain", "4 86", cwd=tmp_path)
        assert (outcome.code, outcome.out) == (1, "")
        assert [line.split()[1] for line in outcome.errors.splitlines()] == ["4", "86"]

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            ("Bussy Here", "did you mean 486 Busy Here"),
            ("TEMPORARILY_UNAVAILIBLE", "did you mean 480 Temporarily Unavailable"),
            ("Unsuported Certificate", "did you mean 437 Unsupported Credential"),
            ("xyzzy", "`sipstatus list` shows all"),
        ],
    )
    def test_suggestions(self, text: str, hint: str, tmp_path: Path) -> None:
        outcome = sipstatus("explain", text, cwd=tmp_path)
        assert (outcome.code, outcome.out) == (1, "")
        assert hint in outcome.errors
        assert outcome.errors.count("\n") == 1


class TestList:
    """All codes, or a class of them."""

    def test_every_registered_code_is_there_once(self, tmp_path: Path) -> None:
        records = json.loads(sipstatus("list", "--format", "json", cwd=tmp_path).out)
        codes = [record["code"] for record in records]
        assert codes == sorted(REGISTERED)
        keys = ["code", "name", "phrase", "class", "state", "references"]
        assert all(list(record) == keys for record in records)

    @pytest.mark.parametrize("name", ["6xx", "6XX", "6", "GLOBAL_FAILURE", "global-failure"])
    def test_one_class(self, name: str, tmp_path: Path) -> None:
        lines = sipstatus("list", "--class", name, cwd=tmp_path).lines
        assert [line.split()[0] for line in lines] == [
            "code",
            "600",
            "603",
            "604",
            "606",
            "607",
            "608",
        ]

    @pytest.mark.parametrize("name", ["7xx", "0", "", "xx", "busy"])
    def test_no_class(self, name: str, tmp_path: Path) -> None:
        outcome = sipstatus("list", "--class", name, cwd=tmp_path)
        assert (outcome.code, outcome.out) == (2, "")
        assert f"{name!r} is no class; there are 1xx PROVISIONAL, 2xx SUCCESS," in outcome.errors

    def test_csv(self, tmp_path: Path) -> None:
        outcome = sipstatus("list", "--class", "2xx", "--format", "csv", cwd=tmp_path)
        rows = list(csv.DictReader(io.StringIO(outcome.out)))
        assert [row["code"] for row in rows] == ["200", "202", "204"]
        assert rows[0]["references"].startswith("RFC 3261 section 21.2.1")
        assert rows[1]["state"] == "deprecated"
        assert "\r" not in outcome.out

    def test_markdown(self, tmp_path: Path) -> None:
        lines = sipstatus("list", "--class", "2xx", "--format", "markdown", cwd=tmp_path).lines
        assert lines[:2] == [
            "| code | name | phrase | class | state | references |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        assert lines[2].startswith(
            "| 200 | OK | OK | SUCCESS | registered | RFC 3261 section 21.2.1"
        )
        assert {line.count(" | ") for line in lines} == {5}

    def test_the_table_is_aligned_and_never_cut(self, tmp_path: Path) -> None:
        narrow = {"COLUMNS": "20"}
        lines = in_process_of_its_own("list", cwd=tmp_path, environment=narrow).lines
        assert len(lines) == len(REGISTERED) + 1
        assert len({line.index("  RFC ") for line in lines[1:]}) == 1
        assert any(line.endswith("RFC 6665 section 8.3.1, deprecated") for line in lines)
        assert any("PROXY_AUTHENTICATION_REQUIRED" in line for line in lines)
        assert not any("\x1b" in line or "…" in line for line in lines)


class TestListSpec:
    """Codes that the tables do not hold."""

    def test_overlays(self, tmp_path: Path) -> None:
        (tmp_path / "vendor.toml").write_text((SAMPLES / "vendor.toml").read_text())
        call = ("list", "--overlay", "vendor.toml")
        records = json.loads(sipstatus(*call, "--format", "json", cwd=tmp_path).out)
        assert len(records) == len(REGISTERED) + 2
        assert records[-1] == {
            "code": 687,
            "name": "CAMPAIGN_OVER",
            "phrase": "Campaign Over",
            "class": "GLOBAL_FAILURE",
            "state": "vendor",
            "references": [
                {
                    "rfc": 3261,
                    "section": "21.6",
                    "heading": "Global Failures 6xx",
                    "document": None,
                }
            ],
        }
        assert "477   SERVICE_BARRED" in sipstatus(*call, "--class", "4xx", cwd=tmp_path).out
        assert "SERVICE_BARRED" not in sipstatus(*call, "--class", "6xx", cwd=tmp_path).out

    def test_historic_ones(self, tmp_path: Path) -> None:
        call = ("list", "--include-historic", "--format", "json")
        records = json.loads(sipstatus(*call, cwd=tmp_path).out)
        tables = json.loads(sipstatus("list", "--format", "json", cwd=tmp_path).out)
        assert [record for record in records if record["code"] not in HISTORIC] == tables
        assert {record["code"] for record in records if record["state"] == "historic"} == set(
            HISTORIC
        )

    def test_a_code_may_come_from_another_document_than_an_rfc(self, tmp_path: Path) -> None:
        text = (SAMPLES / "vendor.toml").read_text()
        text = edited(text, '{ rfc = 3261, section = "21.6" }', '{ document = "ACME 7" }')
        (tmp_path / "vendor.toml").write_text(text)
        call = ("list", "--overlay", "vendor.toml")
        assert sipstatus(*call, cwd=tmp_path).lines[-1].endswith(" ACME 7, vendor")
        (record,) = json.loads(
            sipstatus("explain", "687", *call[1:], "--format", "json", cwd=tmp_path).out
        )
        assert record["references"] == [
            {"rfc": 0, "section": "", "heading": None, "document": "ACME 7"}
        ]

    def test_a_bad_overlay(self, tmp_path: Path) -> None:
        (tmp_path / "vendor.toml").write_text("[[status]]\ncode = 1\n")
        outcome = sipstatus("list", "--overlay", "vendor.toml", cwd=tmp_path)
        assert (outcome.code, outcome.out) == (1, "")
        assert outcome.errors.startswith("vendor.toml:1: ")


def on_a_terminal(*arguments: str, cwd: Path, environment: dict[str, str]) -> str:
    """What a command prints on a terminal of 80 columns."""
    master, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "sipstatus", *arguments],
        cwd=cwd,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "COLUMNS": "80",
            "TERM": "xterm",
            "PAGER": "cat",
            **environment,
        },
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    octets = b""
    while True:
        try:
            block = os.read(master, 65536)
        except OSError:  # Linux: the other side is closed
            break
        if not block:
            break
        octets += block
    os.close(master)
    assert process.wait() in (0, 1)
    return octets.decode()


class TestTerminal:
    """Colours and wrapping are for people in front of a terminal."""

    def test_a_table_has_colours(self, tmp_path: Path) -> None:
        shown = on_a_terminal("list", "--class", "6", cwd=tmp_path, environment={})
        assert "\x1b[1m" in shown
        assert max(len(re.sub(r"\x1b\[\d*m", "", line)) for line in shown.splitlines()) <= 80
        assert "…" not in shown

    @pytest.mark.parametrize("columns", ["80", "30"])
    def test_no_word_is_broken(self, tmp_path: Path, columns: str) -> None:
        """Whoever looks for a name, or copies it, finds it whole."""
        shown = on_a_terminal("list", cwd=tmp_path, environment={"COLUMNS": columns})
        lines = re.sub(r"\x1b\[\d*m", "", shown).splitlines()
        assert max(map(len, lines)) <= 80  # the longest name and the longest words fit
        words = " ".join(lines).split()
        records = json.loads(sipstatus("list", "--format", "json", cwd=tmp_path).out)
        for record in records:
            assert {record["name"], *record["phrase"].split()} <= set(words)

    def test_no_color_is_obeyed(self, tmp_path: Path) -> None:
        for command in (("list",), ("explain", "486"), ("check", "--target", "c", "--out", ".")):
            (tmp_path / "sip_status.h").write_bytes(committed().files["c/sip_status.h"][:-9])
            shown = on_a_terminal(*command, cwd=tmp_path, environment={"NO_COLOR": "1"})
            assert not re.search(r"\x1b\[3\d", shown)

    def test_json_is_plain_even_there(self, tmp_path: Path) -> None:
        shown = on_a_terminal("explain", "486", "--format", "json", cwd=tmp_path, environment={})
        assert json.loads(shown)[0]["code"] == 486

    def test_a_diff_has_colours_and_obeys_nothing(self, tmp_path: Path) -> None:
        header = committed().files["c/sip_status.h"]
        (tmp_path / "sip_status.h").write_bytes(header + b"\x1b]0;evil\x07\n")
        shown = on_a_terminal("check", "sip_status.h", cwd=tmp_path, environment={})
        assert "\x1b[32m+\\x1b]0;evil\\x07\x1b[0m" in shown
