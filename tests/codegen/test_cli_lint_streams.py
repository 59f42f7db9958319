"""``sipstatus lint`` on logs of any length: at once, in constant memory, until it is stopped."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sandbox import ENVIRONMENT, ROOT, Outcome, read_terminal, sipstatus, start_on_a_terminal

from sipstatus.cli.capture import judging
from sipstatus.cli.capture.judging import Judge
from sipstatus.cli.capture.messages import Message
from sipstatus.cli.rules import chosen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TRACE = ROOT / "tests" / "trace"
BAD = (TRACE / "bad.txt").read_bytes()
SIPP_LOG = (TRACE / "sipp-messages.log").read_bytes()
WRONG = b"SIP/2.0 405 Method Not Allowed\r\nCSeq: 1 INFO\r\n\r\n"


def start(*arguments: str, cwd: Path, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "sipstatus", "lint", *arguments],
        cwd=cwd,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        **options,
    )


def test_a_finding_does_not_wait_for_the_end(tmp_path: Path) -> None:
    """The pipe stays open: what comes out has not waited for more."""
    with start("-", cwd=tmp_path) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(WRONG + SIPP_LOG)
        process.stdin.flush()
        line = process.stdout.readline()
        assert line.startswith(b"-:1: error: A 405 response must carry Allow.")
        rest, _ = process.communicate(WRONG)
    assert rest.endswith(b"-: 5 responses, 2 errors, no warnings\n")
    assert process.returncode == 1


def test_several_files(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(WRONG)
    (tmp_path / "b.log").write_bytes(b"\n" + WRONG * 2)
    outcome = sipstatus("lint", "a.log", "b.log", cwd=tmp_path)
    assert [line.split(" ")[0] for line in outcome.lines[:3]] == [
        "a.log:1:",
        "b.log:2:",
        "b.log:5:",
    ]
    assert outcome.lines[5].split(maxsplit=3) == [
        *("3", "error", "SIP405-allow", "a.log:1, b.log:2, b.log:5"),
    ]
    assert outcome.lines[-1] == "2 files: 3 responses, 3 errors, no warnings"
    records = json.loads(sipstatus("lint", "a.log", "b.log", "--format", "json", cwd=tmp_path).out)
    assert [(one["file"], one["line"]) for one in records] == [
        *(("a.log", 1), ("b.log", 2), ("b.log", 5)),
    ]


def test_a_request_in_one_file_and_its_response_in_the_next(tmp_path: Path) -> None:
    """A log that was rotated in between."""
    via = "Via: SIP/2.0/UDP h;branch=z9hG4bK1\nCall-ID: 1\nCSeq: 1 INVITE\n"
    (tmp_path / "a.log").write_text(f"INVITE sip:b@h SIP/2.0\n{via}To: <sip:b@h>\n\n")
    (tmp_path / "b.log").write_text(f"SIP/2.0 486 Busy Here\n{via}To: <sip:b@h>\n\n")
    outcome = sipstatus("lint", "a.log", "b.log", cwd=tmp_path)
    assert "[SIP-to-tag]" in outcome.lines[0]


@pytest.mark.parametrize("second", ["none.log", "empty.log"])
def test_what_was_found_before_a_file_that_cannot_be_read(second: str, tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(WRONG)
    (tmp_path / "empty.log").write_bytes(b"")
    outcome = sipstatus("lint", "a.log", second, "--format", "sarif", cwd=tmp_path)
    assert outcome.code == 2
    assert outcome.errors.startswith(f"sipstatus: {second}: ")
    assert outcome.errors.count("\n") == 1
    if second == "empty.log":  # the other is missed before anything is read
        (run,) = json.loads(outcome.out)["runs"]
        assert len(run["results"]) == 1
        assert not run["invocations"][0]["executionSuccessful"]


class Capture:
    """A capture with one packet that holds a response, and what else is wrong with it."""

    unit = "packet"
    octets = 0

    def __init__(self, name: str, then: str | BaseException | None = None) -> None:
        self.name = name
        self.faults: list[str] = []
        self._then = then

    def __iter__(self) -> Iterator[Message]:
        yield Message(12, WRONG[:32], WRONG[32:-2])
        if isinstance(self._then, BaseException):
            raise self._then
        if self._then:
            self.faults.append(self._then)


def lint_capture(
    form: str,
    then: str | BaseException | None,
    folder: Path,
    patch: pytest.MonkeyPatch,
    *more: str,
) -> Outcome:
    patch.setattr("sipstatus.cli.capture.reading.read", partial(Capture, then=then))
    (folder / "a").write_bytes(b"")
    return sipstatus("lint", "a", "--format", form, *more, cwd=folder)


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown", "sarif", "github"])
def test_a_part_that_cannot_be_read(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = "packets 14 to 16: 1,448 octets are missing"
    outcome = lint_capture(form, fault, tmp_path, monkeypatch, "--ignore", "SIP")
    assert outcome.code == 1
    assert outcome.errors == "sipstatus: warning: a: packets 14 to 16: 1,448 octets are missing\n"
    if form == "sarif":
        (run,) = json.loads(outcome.out)["runs"]
        (note,) = run["invocations"][0]["toolExecutionNotifications"]
        assert note["message"]["text"] == "a: packets 14 to 16: 1,448 octets are missing"


@pytest.mark.parametrize(
    ("form", "place"),
    [
        ("text", "a: packet 12: error: "),
        ("json", '"line": null,\n    "packet": 12,\n'),
        ("csv", "\na,,12,error,405,"),
        ("markdown", "\n| a |  | 12 | error | 405 |"),
        ("sarif", '{"artifactLocation": {"uri": "a"}}, "message": {"text": "packet 12"}}]}'),
        ("github", "::error file=a,title=packet 12::A 405 response"),
    ],
)
def test_the_packets_of_a_capture(
    form: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = lint_capture(form, None, tmp_path, monkeypatch)
    assert outcome.code == 1
    assert place in outcome.out
    if form == "text":
        assert outcome.lines[3].endswith("  packet 12")


# Memory


def message(start_line: str, number: int, more: str = "") -> Message:
    head = f"Via: SIP/2.0/UDP h;branch=z9hG4bK{number}\nCall-ID: {number}\nCSeq: 1 INVITE\n{more}"
    return Message(1, f"{start_line}\n".encode(), head.encode())


def test_requests_are_forgotten_at_last() -> None:
    judge = Judge(chosen([], []))
    for number in range(3 * judging.REQUESTS_KEPT):
        assert judge(message("INVITE sip:b@h SIP/2.0", number, "To: <sip:b@h>\n")) == ()

    def has_request(number: int) -> bool:
        found = judge(message("SIP/2.0 486 Busy Here", number))
        return [one.rule_id for one in found] == ["SIP-to-tag"]

    assert not has_request(0)
    assert has_request(2 * judging.REQUESTS_KEPT)
    assert has_request(3 * judging.REQUESTS_KEPT - 1)


def test_memory_for_hostile_messages_is_limited() -> None:
    """Shapes that never repeat, and branches, methods and phrases of any length."""
    judge = Judge(chosen([], []))
    kept = judging._SHAPES_KEPT, judging._OCTETS_KEPT
    for number in range(3 * judging._SHAPES_KEPT):
        long = "a" * (number % 7 * 500)
        judge(message("INVITE sip:b@h SIP/2.0", number, f"v: {long}\nSupported: {'x,' * number}\n"))
        judge(message(f"SIP/2.0 486 {number} {long}", number, f"To: {'x;' * (number % 999)}\n"))
    for stored in (judge._verdicts, judge._shapes, judge._requests):
        assert len(stored) <= max(kept[0], judging.REQUESTS_KEPT)
    assert max(len(shape) for shape in judge._shapes) <= kept[1]
    assert max(len(line) + len(shape) for line, shape, _ in judge._verdicts) <= kept[1]


PROGRAM = """
import resource, sys
from sipstatus.cli import main
from sipstatus.cli.capture import judging
judging.REQUESTS_KEPT = 500
code = main(["lint", "-"])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def peak(octets: int, folder: Path) -> int:
    """The most that is resident of a process to which so much comes through a pipe."""
    block = SIPP_LOG.replace(b"200 OK", b"405 No")
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.PIPE,
        )
        assert process.stdin
        for number in range(octets // len(block)):
            process.stdin.write(re.sub(rb"branch=z9hG4bK", b"branch=z9hG4bK%d" % number, block))
        _, errors = process.communicate()
    assert (folder / "out").read_bytes().count(b"error: ") == octets // len(block)
    return int(errors)


def test_memory_does_not_grow_with_the_log(tmp_path: Path) -> None:
    """Ten times as much, all of it findings: not even a tenth more."""
    little, much = (peak(octets, tmp_path) for octets in (1_000_000, 10_000_000))
    assert much < 1.1 * little


# On a terminal


def test_ctrl_c_shows_the_summary_so_far(tmp_path: Path) -> None:
    process, master = start_on_a_terminal("-m", "sipstatus", "lint", "-", cwd=tmp_path)
    typed = 0
    shown = ""
    while "SIP405-allow]" not in shown and typed < 50:
        os.write(master, WRONG.replace(b"\r\n", b"\n"))
        typed += 1
        shown += read_terminal(master, 0.2)
    os.write(master, b"\x03")
    shown += read_terminal(master, 60)
    os.close(master)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 128 + signal.SIGINT
    shown = re.sub(r"\x1b\[[0-9;]*m", "", shown)  # colours
    _, _, summary = shown.partition("rule  ")
    assert re.search(r"\d+ +error +SIP405-allow +lines? 1", summary)
    assert re.search(r"-: \d+ responses?, \d+ errors?, no warnings", summary)
    assert "sipstatus: interrupted; checked until then" in summary
    assert "Traceback" not in shown


@pytest.mark.parametrize("form", ["json", "csv", "markdown", "sarif", "github"])
def test_an_interrupt_leaves_a_whole_document(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = lint_capture(form, KeyboardInterrupt(), tmp_path, monkeypatch)
    assert outcome.code == 128 + signal.SIGINT
    assert outcome.errors == "sipstatus: interrupted; checked until then\n"
    assert "405" in outcome.out
    if form in ("json", "sarif"):
        json.loads(outcome.out)


def test_a_bar_between_findings(tmp_path: Path) -> None:
    """It is removed before anything else is printed, and no line of findings is lost in it."""
    (tmp_path / "big.log").write_bytes((SIPP_LOG * 100 + WRONG) * 20)
    program = (
        "import sys; from sipstatus.cli import main; from sipstatus.cli.commands import lint; "
        "from sipstatus.cli.terminal import findings, progress; "
        "progress.DELAY = findings.INTERVAL = 0; lint.STEP = 10; "
        "sys.exit(main(['lint', 'big.log']))"
    )
    process, master = start_on_a_terminal("-c", program, cwd=tmp_path)
    shown = read_terminal(master, 60)
    os.close(master)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 1
    assert "━" in shown  # rich's bar
    lines = [re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]|.*\r(?!$)", "", line) for line in shown.split("\n")]
    found = [line for line in lines if line.startswith("big.log:") and "error: A 405" in line]
    assert len(found) == 20
    assert "━" not in "".join(found)
    assert shown.rstrip().endswith("big.log: 6,020 responses, 20 errors, no warnings")


def test_no_word_of_the_summary_is_broken(tmp_path: Path) -> None:
    """At 80 columns, with the longest names of rules."""
    (tmp_path / "bad.log").write_bytes(BAD)
    process, master = start_on_a_terminal("-m", "sipstatus", "lint", "bad.log", cwd=tmp_path)
    shown = re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]", "", read_terminal(master, 60))
    os.close(master)
    os.waitpid(process, 0)
    piped = sipstatus("lint", "bad.log", cwd=tmp_path).out
    assert {*shown.split()} == {*piped.split()}
    assert max(map(len, shown.splitlines())) <= 80
