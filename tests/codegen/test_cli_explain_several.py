"""What ``sipstatus explain`` is asked for: several codes, classes, ranges, slips; and its pager."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from typing import TYPE_CHECKING

import pytest
from sandbox import read_terminal, sipstatus, start_on_a_terminal

if TYPE_CHECKING:
    from pathlib import Path


def titles(*words: str, cwd: Path) -> list[str]:
    """The first lines of the sheets."""
    lines = sipstatus("explain", *words, cwd=cwd).lines
    return [line for line in lines if line and not line.startswith(" ")]


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("486 487", "486 487"),
        ("487 486 487", "487 486"),
        ("2xx", "200 202 204"),
        ("2XX", "200 202 204"),
        ("success", "200 202 204"),
        ("480-483", "480 481 482 483"),
        ("431-433", "433"),
        ("busy here decline BUSY_EVERYWHERE", "486 603 600"),
        ("not acceptable here not acceptable", "488 406 606"),
        ("conflict 200", "409 200"),
    ],
)
def test_several(question: str, codes: str, tmp_path: Path) -> None:
    for words in (question.split(), [question]):
        outcome = sipstatus("explain", "--short", *words, cwd=tmp_path)
        assert (outcome.code, outcome.errors) == (0, "")
        assert [line[:3] for line in outcome.lines] == codes.split()


def test_a_class_is_explained_code_by_code(tmp_path: Path) -> None:
    assert titles("6xx", cwd=tmp_path) == [
        "600 Busy Everywhere",
        "603 Decline",
        "604 Does Not Exist Anywhere",
        "606 Not Acceptable",
        "607 Unwanted",
        "608 Rejected",
    ]


def test_codes_and_rules(tmp_path: Path) -> None:
    assert titles("405", "sip405-allow", cwd=tmp_path) == ["405 Method Not Allowed", "SIP405-allow"]
    outcome = sipstatus("explain", "405", "SIP405-allow", "--format", "json", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")


def test_several_for_programs(tmp_path: Path) -> None:
    report = json.loads(sipstatus("explain", "2xx", "--format", "json", cwd=tmp_path).out)
    assert [record["code"] for record in report] == [200, 202, 204]
    table = sipstatus("explain", "SIP405-allow", "SIP-to-tag", "--format", "csv", cwd=tmp_path).out
    assert [row["rule_id"] for row in csv.DictReader(io.StringIO(table))] == [
        "SIP405-allow",
        "SIP-to-tag",
    ]


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ("busy", "no status code is called 'busy'; did you mean 486 Busy Here or 600 Busy Every"),
        ("bsuy", "no status code is called 'bsuy'; did you mean 486 Busy Here or 600 Busy Every"),
        ("busy hear", "no status code is called 'busy hear'; did you mean 486 Busy Here"),
        ("TMPORARILY_UNAVAILBLE", "did you mean 480 Temporarily Unavailable?"),
        ("rining", "did you mean 180 Ringing?"),
        ("qqqqqqqq", "no status code is called 'qqqqqqqq'; `sipstatus list` shows all"),
        ("SIP405-alow", "no rule is called 'SIP405-alow'; did you mean SIP405-allow?"),
        ("7xx", "7xx is no class: they go from 1xx to 6xx (RFC 3261 section 7.2)"),
        ("99", "99 is no SIP status code: they go from 100 to 699 (RFC 3261 section 7.2)"),
        ("700-800", "700 to 800 are no SIP status codes: they go from 100 to 699"),
        ("489-480", "489-480 is no range: it begins with the higher code"),
        ("431-432", "no code from 431 to 432 is registered"),
    ],
)
def test_what_is_not_known(question: str, error: str, tmp_path: Path) -> None:
    outcome = sipstatus("explain", *question.split(), cwd=tmp_path)
    assert (outcome.code, outcome.out) == (1, "")
    assert error in outcome.errors
    assert outcome.errors.count("\n") == 1


def test_what_is_known_is_shown_all_the_same(tmp_path: Path) -> None:
    outcome = sipstatus(
        "explain", "--short", *["no", "such", "486", "700", "thing", "603"], cwd=tmp_path
    )
    assert outcome.code == 1
    assert [line[:3] for line in outcome.lines] == ["486", "603"]
    assert [line.partition(";")[0] for line in outcome.errors.splitlines()] == [
        "sipstatus: no status code is called 'no such'",
        "sipstatus: 700 is no SIP status code: they go from 100 to 699 (RFC 3261 section 7.2)",
        "sipstatus: no status code is called 'thing'",
    ]


def test_a_question_without_end(tmp_path: Path) -> None:
    """Time stays linear: what `xargs` hands over may be long."""
    outcome = sipstatus("explain", "--short", *["busy", "here"] * 2_000, "x" * 10_000, cwd=tmp_path)
    assert outcome.code == 1
    assert len(outcome.lines) == 1


class TestShort:
    """A line for each."""

    def test_lines(self, tmp_path: Path) -> None:
        outcome = sipstatus("explain", "--short", "486", "431", "SIP405-allow", cwd=tmp_path)
        assert outcome.code == 1  # 431 is not registered
        assert outcome.lines == [
            "486 Busy Here: The callee's device was reached and takes no further call at present.",
            "431 (not registered): treated as 400",
            "SIP405-allow: A 405 response must carry Allow.",
        ]

    def test_in_chinese(self, tmp_path: Path) -> None:
        (line,) = sipstatus("explain", "--short", "486", "--lang", "zh", cwd=tmp_path).lines
        assert re.fullmatch(r"486 Busy Here \([\u4e00-\u9fff]+\): [^。]+。", line)

    @pytest.mark.parametrize("other", [["--all"], ["--format", "json"]])
    def test_what_it_excludes(self, other: list[str], tmp_path: Path) -> None:
        outcome = sipstatus("explain", "--short", "486", *other, cwd=tmp_path)
        assert (outcome.code, outcome.out) == (2, "")


def test_rules_of_every_response_are_pointed_to(tmp_path: Path) -> None:
    """They would fill the screen under each code."""
    told = sipstatus("explain", "486", cwd=tmp_path).out
    everything = sipstatus("explain", "486", "--all", cwd=tmp_path).out
    (rest,) = (line for line in told.splitlines() if line.startswith("  and  "))
    number = int(rest.split()[1])
    assert "to REGISTER (RFC 3261 section 10.3" not in told
    assert "to REGISTER (RFC 3261 section 10.3" in everything
    assert "Retry-After (RFC 3261 section 21.4.24" in told
    assert everything.count("\n") == told.count("\n") - 1 + number


# On a terminal


def shown(*arguments: str, cwd: Path, **environment: str) -> str:
    settings = {"PAGER": "sed s/^/PAGED:/", "LINES": "24", **environment}
    program = f"import os, sys; os.environ.update({settings!r}); from sipstatus.cli import main; "
    process, master = start_on_a_terminal("-c", f"{program}sys.exit(main({arguments}))", cwd=cwd)
    text = read_terminal(master, 60)
    os.close(master)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0, text
    return text.replace("\r\n", "\n")


class TestPager:
    """It is there for what is longer than the screen, and for nobody else."""

    def test_longer_than_the_screen(self, tmp_path: Path) -> None:
        text = shown("explain", "486", cwd=tmp_path)
        assert all(line.startswith("PAGED:") for line in text.splitlines())
        assert "\x1b[1m486 Busy Here\x1b[0m" in text

    def test_it_fits(self, tmp_path: Path) -> None:
        assert "PAGED:" not in shown("explain", "--short", "486", "487", cwd=tmp_path)
        assert "PAGED:" not in shown("explain", "486", cwd=tmp_path, LINES="200")

    def test_without_colours(self, tmp_path: Path) -> None:
        text = shown("explain", "486", "--color", "never", cwd=tmp_path)
        assert "\x1b" not in text
        assert text.startswith("PAGED:486 Busy Here\n")

    def test_no_pager_in_a_pipe(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PAGER", f"{sys.executable} -c exit(9)")
        assert sipstatus("explain", "4xx", cwd=tmp_path).lines[0] == "400 Bad Request"


@pytest.mark.parametrize("short", [(), ("--short",)])
def test_no_word_is_broken_at_80_columns(short: tuple[str, ...], tmp_path: Path) -> None:
    text = shown("explain", "1xx", "2xx", "4xx", "6xx", *short, cwd=tmp_path, PAGER="cat")
    lines = re.sub(r"\x1b\[[\d;]*m", "", text).splitlines()
    assert max(map(len, lines)) <= 80
    plain = sipstatus("explain", "1xx", "2xx", "4xx", "6xx", *short, cwd=tmp_path).out
    assert "".join(lines).replace(" ", "") == plain.replace(" ", "").replace("\n", "")
    assert {word for line in lines for word in line.split()} <= {*plain.split()}
