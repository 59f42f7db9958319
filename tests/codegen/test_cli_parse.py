"""``sipstatus parse``: one status-line a line, in three formats, and every fault at its octet."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sandbox import sipstatus

if TYPE_CHECKING:
    from pathlib import Path

LINES = b'SIP/2.0 200 OK\r\nsip/3.14 299 \nSIP/2.0 486 "a", \x1b[2J\xff\t|\xe2\x82\xac\n'
FAULTS = [
    # octets, error, index of the wrong octet: RFC 3261 sections 7.2 and 25.1
    (b"SIP/2.0 4_86 x\r\n", "bad status code", 9),
    (b"\r\n", "not a SIP response", 0),
    (b"INVITE sip:b@192.0.2.1 SIP/2.0\r\n", "not a SIP response", 0),
    (b"SIP/2.0  200 OK\n", "", 8),
    (b"SIP/2.0 200 O\0K\n", "", 13),
    (b"SIP/2.0 700 x\n", "bad status code", 8),
    (b"SIP/2.0 200 " + b"a" * 70_000 + b"\n", "", 65_534),
]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Three status-lines."""
    place = tmp_path / "lines.txt"
    place.write_bytes(LINES)
    return place


def test_table(lines: Path, tmp_path: Path) -> None:
    outcome = sipstatus("parse", lines, cwd=tmp_path)
    assert (outcome.code, outcome.errors) == (0, "")
    assert outcome.lines == [
        "    offset  version  code  reason phrase",
        "         0  2.0      200   OK",
        "        16  3.14     299",
        '        30  2.0      486   "a", \\x1b[2J\ufffd\t|€',
    ]


def test_json_is_an_object_a_line(lines: Path, tmp_path: Path) -> None:
    outcome = sipstatus("parse", lines, "--format", "json", cwd=tmp_path)
    assert outcome.out.isascii()
    assert [json.loads(line) for line in outcome.lines] == [
        {"offset": 0, "version": "2.0", "code": 200, "phrase": "OK", "class": "2xx"},
        {"offset": 16, "version": "3.14", "code": 299, "phrase": "", "class": "2xx"},
        {
            **{"offset": 30, "version": "2.0", "code": 486, "class": "4xx"},
            "phrase": '"a", \x1b[2J\ufffd\t|€',
        },
    ]
    assert "\x1b" not in outcome.out


def test_json_is_harmless_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"SIP/2.0 200 \x00\n".replace(b"\x00", bytes(range(127, 160))))
    outcome = sipstatus("parse", "a", "--format", "json", cwd=tmp_path)
    assert outcome.octets.rstrip(b"\n").decode("ascii").isprintable()
    assert json.loads(outcome.out)["phrase"][0] == "\x7f"


def test_csv(lines: Path, tmp_path: Path) -> None:
    outcome = sipstatus("parse", lines, "--format", "csv", cwd=tmp_path)
    assert [*csv.reader(io.StringIO(outcome.out))] == [
        ["offset", "version", "code", "phrase", "class"],
        ["0", "2.0", "200", "OK", "2xx"],
        ["16", "3.14", "299", "", "2xx"],
        ["30", "2.0", "486", '"a", \\x1b[2J\ufffd\t|€', "4xx"],
    ]


@pytest.mark.parametrize(("octets", "error", "index"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_has_its_offset_in_the_file(
    octets: bytes, error: str, index: int, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes(b"SIP/2.0 200 OK\r\n" + octets + b"SIP/2.0 603 Decline\r\n")
    outcome = sipstatus("parse", "a.txt", "--format", "json", cwd=tmp_path)
    assert outcome.code == 1
    assert outcome.errors.startswith(f"a.txt:2: {error}")
    assert outcome.errors.endswith(f" (offset {16 + index})\n")
    assert outcome.errors.count("\n") == 1
    behind = json.loads(outcome.lines[1])
    assert (len(outcome.lines), behind["code"]) == (2, 603)
    assert behind["offset"] == 16 + len(octets)


def test_a_line_that_the_end_cuts_off(tmp_path: Path) -> None:
    (tmp_path / "a\x1b.txt").write_bytes(b"SIP/2.0 200 OK")
    outcome = sipstatus("parse", "a\x1b.txt", cwd=tmp_path)
    assert outcome.code == 1
    assert outcome.errors == "a\\x1b.txt:1: status-line incomplete (offset 14)\n"


def test_a_missing_file(tmp_path: Path) -> None:
    outcome = sipstatus("parse", "no.txt", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.errors == "sipstatus: no.txt: No such file or directory\n"


def test_an_empty_file_name(tmp_path: Path) -> None:
    outcome = sipstatus("parse", "", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.errors.startswith("sipstatus: Invalid value for FILE: a file name is empty")


def test_stdin_that_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)  # what Python makes of `<&-`
    outcome = sipstatus("parse", cwd=tmp_path)
    assert (outcome.code, outcome.errors) == (2, "sipstatus: -: Bad file descriptor\n")


def test_a_file_that_cannot_be_read_to_its_end(tmp_path: Path) -> None:
    outcome = sipstatus("parse", "/proc/self/mem", cwd=tmp_path)  # there is nothing at 0
    assert (outcome.code, outcome.errors) == (2, "sipstatus: /proc/self/mem: Input/output error\n")


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_stdin_is_answered_line_by_line(arguments: list[str], tmp_path: Path) -> None:
    """Nobody has to end the input to see what its lines say."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "sipstatus", "parse", *arguments, "--format", "json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    ) as process:
        assert process.stdin
        assert process.stdout
        for code in (180, 200):
            process.stdin.write(b"SIP/2.0 %d x\r\n" % code)
            assert json.loads(process.stdout.readline())["code"] == code
        process.stdin.close()
        assert process.wait() == 0
