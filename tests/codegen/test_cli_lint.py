"""``sipstatus lint``: it finds every planted fault, and in real traffic only what is there."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import runpy
from typing import TYPE_CHECKING

import pytest
from sandbox import ROOT, Outcome, in_process_of_its_own, sipstatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TRACE = ROOT / "tests" / "trace"
BAD = TRACE / "bad.txt"
SIPP_LOG = TRACE / "sipp-messages.log"

# Call-ID of the planted fault -> severity, header field, RFC, section; typed by hand.
PLANTED: dict[str, tuple[str, str | None, int, str]] = {
    "401-without-challenge": ("error", "WWW-Authenticate", 3261, "22.2"),
    "407-without-challenge": ("error", "Proxy-Authenticate", 3261, "22.3"),
    "405-without-allow": ("error", "Allow", 3261, "21.4.6"),
    "415-without-any-accept": (
        "error",
        "Accept, Accept-Encoding, Accept-Language",
        3261,
        "21.4.13",
    ),
    "420-without-unsupported": ("error", "Unsupported", 3261, "21.4.15"),
    "421-without-require": ("error", "Require", 3261, "21.4.16"),
    "422-without-min-se": ("error", "Min-SE", 4028, "6"),
    "200-with-min-se": ("error", "Min-SE", 4028, "5"),
    "423-without-min-expires": ("error", "Min-Expires", 3261, "10.3"),
    "424-without-geolocation-error": ("error", "Geolocation-Error", 6442, "4.3"),
    "424-to-no-location": ("error", None, 6442, "4.3"),
    "425-without-alertmsg-error": ("error", "AlertMsg-Error", 8876, "5.1"),
    "469-without-recv-info": ("error", "Recv-Info", 6086, "4.2.2"),
    "470-without-permission-missing": ("warning", "Permission-Missing", 5360, "5.9.2"),
    "489-without-allow-events": ("error", "Allow-Events", 3903, "11.1.1"),
    "494-without-security-server": ("error", "Security-Server", 3329, "2.3.1"),
    "494-without-require": ("error", "Require", 3329, "2.3.2"),
    "302-without-contact": ("warning", "Contact", 3261, "13.3.1.2"),
    "180-to-options": ("error", None, 4320, "4.1"),
    "408-to-bye": ("error", None, 4320, "4.2"),
    "487-to-cancel": ("error", None, 3261, "21.4.25"),
    "603-to-register": ("warning", None, 3261, "10.3"),
    "202-to-subscribe": ("error", None, 6665, "8.3.1"),
    "202-to-notify": ("error", None, 6665, "8.3.1"),
    "202-to-refer": ("error", None, 7647, "5"),
    "100-without-timestamp": ("error", "Timestamp", 3261, "8.2.6.1"),
    "200-without-to-tag": ("error", "To", 3261, "8.2.6.2"),
    "183-with-rseq-alone": ("error", "Require", 3262, "3"),
    "403-to-register-with-record-route": ("error", "Record-Route", 3261, "10.3"),
    "403-to-publish-with-record-route": ("error", "Record-Route", 3903, "6"),
    "403-with-event": ("error", "Event", 6665, "8.2.1"),
    "403-with-recv-info": ("error", "Recv-Info", 6086, "5.2.3"),
    "486-with-two-causes": ("error", "Reason", 9366, "3"),
    "438-without-reason": ("warning", "Reason", 9410, "5"),
    "436-without-ppi": ("warning", "Reason", 9410, "5"),
    "180-without-contact": ("error", "Contact", 3261, "12.1.1"),
    "180-without-record-route": ("error", "Record-Route", 3261, "12.1.1"),
    "180-with-session-expires": ("warning", "Session-Expires", 4028, "4"),
    "200-without-contact": ("error", "Contact", 3261, "12.1.1"),
    "200-without-record-route": ("error", "Record-Route", 3261, "12.1.1"),
    "200-without-refresher": ("error", "Session-Expires", 4028, "9"),
    "200-without-timer": ("warning", "Require", 4028, "9"),
    "200-with-rseq": ("warning", "RSeq", 3262, "7.1"),
    "202-to-message-with-contact": ("error", "Contact", 3428, "7"),
    "200-to-message-with-a-body": ("error", "Content-Length", 3428, "7"),
    "200-to-bye-with-contact": ("warning", "Contact", 3261, "20"),
    "200-to-bye-with-session-expires": ("warning", "Session-Expires", 4028, "4"),
    "200-to-prack-with-contact": ("warning", "Contact", 3262, "4"),
    "200-to-publish-with-contact": ("warning", "Contact", 3903, "11.1.1"),
    "200-to-update-without-recv-info": ("warning", "Recv-Info", 6086, "5.2.3"),
    "200-to-register-without-contact": ("error", "Contact", 3261, "10.3"),
    "200-to-register-without-expires": ("error", "Contact", 3261, "10.3"),
    "200-to-register-without-date": ("warning", "Date", 3261, "10.3"),
    "100-with-rseq": ("error", "RSeq", 3262, "3"),
    "100-with-100rel": ("error", "Require", 3262, "3"),
    "199-with-199": ("error", "Supported", 6228, "5"),
    "302-with-session-expires": ("warning", "Session-Expires", 4028, "4"),
    "302-with-rseq": ("warning", "RSeq", 3262, "7.1"),
    "486-with-session-expires": ("warning", "Session-Expires", 4028, "4"),
    "486-with-rseq": ("warning", "RSeq", 3262, "7.1"),
    "503-with-session-expires": ("warning", "Session-Expires", 4028, "4"),
    "503-with-rseq": ("warning", "RSeq", 3262, "7.1"),
    "603-with-session-expires": ("warning", "Session-Expires", 4028, "4"),
    "603-with-rseq": ("warning", "RSeq", 3262, "7.1"),
    "404-with-a-code-of-two-digits": ("error", None, 3261, "25.1"),
    "700-out-of-range": ("error", None, 3261, "25.1"),
}

RESPONSES_IN_THE_TRACE = 143

FINE = (
    b"OPTIONS sip:b@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
    b"CSeq: 1 OPTIONS\r\n\r\n"
    b"SIP/2.0 405 Method Not Allowed\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
    b"CSeq: 1 OPTIONS\r\nAllow: INVITE\r\n\r\n"
)


def lint(*arguments: str | Path, cwd: Path) -> tuple[Outcome, list[dict[str, object]]]:
    """The outcome and the findings as records."""
    outcome = sipstatus("lint", *arguments, "--format", "json", cwd=cwd)
    records = json.loads(outcome.out)
    assert isinstance(records, list)
    return outcome, records


# The planted faults


def planted_lines(text: str) -> dict[int, str]:
    """Line of each faulty response's status-line -> its Call-ID, found without sipstatus."""
    lines = {}
    for block in re.finditer(r"(?m)^SIP/.*\n(?:\S+: ?.*\n)+", text):
        call_id = re.search(r"(?m)^(?:Call-ID|i): (.*)$", block[0])  # a sipfrag has none
        if call_id and not call_id[1].startswith("fine"):
            lines[text.count("\n", 0, block.start()) + 1] = call_id[1]
    return lines


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_planted_fault_is_found_and_nothing_else(line_end: str, tmp_path: Path) -> None:
    text = BAD.read_text(encoding="utf-8")
    lines = planted_lines(text)
    assert sorted(lines.values()) == sorted(PLANTED)
    (tmp_path / "bad.txt").write_bytes(text.replace("\n", line_end).encode())
    outcome, records = lint("bad.txt", cwd=tmp_path)
    assert outcome.code == 1
    found = {
        record["line"]: (record["severity"], record["header"], record["rfc"], record["section"])
        for record in records
    }
    assert len(found) == len(records)
    assert found == {line: PLANTED[call_id] for line, call_id in lines.items()}


def test_the_same_for_people(tmp_path: Path) -> None:
    outcome = sipstatus("lint", BAD, cwd=tmp_path)
    assert outcome.code == 1
    assert outcome.lines[0] == (
        f"{BAD}:21: error: A 401 response must carry WWW-Authenticate. (RFC 3261 section 22.2) "
        "[SIP401-www-authenticate]"
    )
    empty, heading, *summary, _, last = outcome.lines[len(PLANTED) :]
    assert (empty, heading.split()) == ("", ["count", "severity", "rule", "places"])
    counts = [line.split()[:2] for line in summary]
    assert [sum(int(n) for n, what in counts if what == name) for name in ("error", "warning")] == [
        44,
        22,
    ]
    assert summary[0].split() == ["2", "error", "SIP-status-line", "lines", "859,", "877"]
    assert last == f"{BAD}: 72 responses, 44 errors, 22 warnings"


def test_a_compressed_log(tmp_path: Path) -> None:
    (tmp_path / "bad.txt.gz").write_bytes(gzip.compress(BAD.read_bytes()))
    plain = sipstatus("lint", BAD, cwd=tmp_path)
    compressed = sipstatus("lint", "bad.txt.gz", cwd=tmp_path)
    assert compressed.lines == [line.replace(str(BAD), "bad.txt.gz") for line in plain.lines]
    assert compressed.code == plain.code == 1


def test_a_damaged_compressed_log(tmp_path: Path) -> None:
    (tmp_path / "cut.gz").write_bytes(gzip.compress(BAD.read_bytes())[:-9])
    outcome = sipstatus("lint", "cut.gz", cwd=tmp_path)
    assert outcome.code == 2
    assert outcome.lines[0].startswith("cut.gz:21: error: A 401 response")  # found until then
    assert outcome.errors == "sipstatus: cut.gz: its compressed data are cut off\n"


def test_errors_only(tmp_path: Path) -> None:
    errors = [planted for planted in PLANTED.values() if planted[0] == "error"]
    outcome, records = lint(BAD, "--errors-only", cwd=tmp_path)
    assert outcome.code == 1
    assert len(records) == len(errors)
    assert {record["severity"] for record in records} == {"error"}
    lines = sipstatus("lint", BAD, "--errors-only", cwd=tmp_path).lines
    assert lines[-1] == f"{BAD}: 72 responses, 44 errors"
    assert not any("warning" in line for line in lines)


def test_for_programs(tmp_path: Path) -> None:
    (_, records) = lint(BAD, cwd=tmp_path)
    assert records[0] == {
        "file": str(BAD),
        "line": 21,
        "packet": None,
        "severity": "error",
        "code": 401,
        "method": "INVITE",
        "header": "WWW-Authenticate",
        "rule": "A 401 response must carry WWW-Authenticate.",
        "rfc": 3261,
        "section": "22.2",
        "rule_id": "SIP401-www-authenticate",
    }
    table = sipstatus("lint", BAD, "--format", "csv", cwd=tmp_path).out
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["line"] for row in rows] == [str(record["line"]) for record in records]
    assert ("", "") in {(row["code"], row["header"]) for row in rows}
    markdown = sipstatus("lint", BAD, "--format", "markdown", cwd=tmp_path).lines
    assert len(markdown) == len(PLANTED) + 2


# Real traffic


def raw(messages: list[bytes]) -> bytes:
    return b"".join(messages)


def raw_with_lf(messages: list[bytes]) -> bytes:
    return raw(messages).replace(b"\r\n", b"\n")


def sipp_log(messages: list[bytes]) -> bytes:
    """As SIPp's ``-trace_msg`` writes it: headings with LF, messages as they are."""
    return b"".join(
        b"----------------------------------------------- 2026-11-20 22:55:29.312403\n"
        b"UDP message received [%d] bytes :\n\n%b\n" % (len(message), message)
        for message in messages
    )


def sngrep_export(messages: list[bytes]) -> bytes:
    """As sngrep saves messages in a text."""
    return b"".join(
        b"2026/11/20 22:55:29.312403 127.0.0.1:5060 -> 127.0.0.1:5061\n%b\n\n" % message
        for message in messages
    )


FORMS = [raw, raw_with_lf, sipp_log, sngrep_export]


@pytest.fixture(scope="module")
def recorded() -> list[bytes]:
    """Every message of the recorded trace."""
    read_messages = runpy.run_path(str(TRACE / "reader.py"))["read_messages"]
    return list(read_messages(TRACE / "loopback.pcap"))


@pytest.mark.parametrize("form", FORMS)
def test_no_false_alarm_in_real_traffic(
    form: Callable[[list[bytes]], bytes], recorded: list[bytes], tmp_path: Path
) -> None:
    (tmp_path / "trace.txt").write_bytes(form(recorded))
    outcome = sipstatus("lint", "trace.txt", "--strict", cwd=tmp_path)
    assert outcome.lines == [
        f"trace.txt: {RESPONSES_IN_THE_TRACE} responses, no errors, no warnings"
    ]
    assert outcome.code == 0


def test_a_log_that_sipp_wrote(tmp_path: Path) -> None:
    outcome = sipstatus("lint", SIPP_LOG, "--strict", cwd=tmp_path)
    assert outcome.lines == [f"{SIPP_LOG}: 3 responses, no errors, no warnings"]
    assert outcome.code == 0
    log = SIPP_LOG.read_bytes()
    (tmp_path / "log.txt").write_bytes(log.replace(b"Contact: <sip:bob", b"Server: <sip:bob"))
    (_, records) = lint("log.txt", cwd=tmp_path)
    # The 180 creates an early dialog, and the 200 to INVITE confirms it.
    starts = [log.index(start) for start in (b"SIP/2.0 180 Ringing", b"SIP/2.0 200 OK")]
    lines = [log[:start].count(b"\n") + 1 for start in starts]
    found = [(record["line"], record["header"]) for record in records]
    assert found == [(line, "Contact") for line in lines]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("name", "code"),
    [
        (b"Allow", 405),
        (b"WWW-Authenticate", 401),
        (b"Min-Expires", 423),
        (b"AlertMsg-Error", 425),
        (b"Geolocation-Error", 424),
    ],
)
def test_real_traffic_that_lost_a_header_field(
    form: Callable[[list[bytes]], bytes],
    name: bytes,
    code: int,
    recorded: list[bytes],
    tmp_path: Path,
) -> None:
    spoilt = [
        re.sub(rb"(?m)^%b:.*\n" % name, b"", message)
        if message.startswith(b"SIP/2.0 %d " % code)
        else message
        for message in recorded
    ]
    lost = sum(old != new for old, new in zip(recorded, spoilt, strict=True))
    (tmp_path / "trace.txt").write_bytes(form(spoilt))
    (_, records) = lint("trace.txt", cwd=tmp_path)
    found = [record["header"] for record in records if record["code"] == code]
    assert found == [name.decode()] * lost
    assert lost


def test_each_hop_has_its_own_request(tmp_path: Path) -> None:
    """The branch tells them apart (RFC 3261 section 17.1.3)."""

    def message(start: str, branch: str, more: str = "") -> str:
        via = f"Via: SIP/2.0/UDP h;branch={branch}"
        return f"{start}\r\n{via}\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n{more}\r\n"

    invite, trying = "INVITE sip:b@192.0.2.2 SIP/2.0", "SIP/2.0 100 Trying"
    messages = [
        message(invite, "z9hG4bK1", "Timestamp: 54\r\n"),
        message(invite, "z9hG4bK2"),
        message(trying, "z9hG4bK2"),
        message(trying, "z9hG4bK1"),
        message(trying, "z9hG4bK1", "Timestamp: 54\r\n"),
        message(trying, "z9hG4bK3"),  # its request was not captured
    ]
    (tmp_path / "hops.txt").write_text("".join(messages), encoding="utf-8", newline="")
    (_, records) = lint("hops.txt", cwd=tmp_path)
    assert [(record["line"], record["header"]) for record in records] == [(17, "Timestamp")]


# Exit codes


def test_nothing_to_complain_about(tmp_path: Path) -> None:
    (tmp_path / "fine.txt").write_bytes(FINE)
    outcome = sipstatus("lint", "fine.txt", cwd=tmp_path)
    assert (outcome.code, outcome.lines) == (0, ["fine.txt: 1 response, no errors, no warnings"])
    outcome, records = lint("fine.txt", cwd=tmp_path)
    assert (outcome.code, records) == (0, [])


def test_one_finding(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes(FINE.replace(b"Allow", b"Supported"))
    outcome = sipstatus("lint", "one.txt", cwd=tmp_path)
    assert outcome.code == 1
    assert outcome.lines[-1] == "one.txt: 1 response, 1 error, no warnings"


def test_warnings_count_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "warn.txt").write_bytes(b"SIP/2.0 302 Moved Temporarily\r\nCSeq: 1 INVITE\r\n\r\n")
    for form in ("text", "json", "csv", "markdown", "sarif", "github"):
        outcome = sipstatus("lint", "warn.txt", "--format", form, cwd=tmp_path)
        assert outcome.code == 0
        assert "warning" in outcome.out
        strict = sipstatus("lint", "warn.txt", "--format", form, "--strict", cwd=tmp_path)
        assert (strict.code, strict.out) == (1, outcome.out)
        errors = sipstatus("lint", "warn.txt", "--format", form, "--errors-only", cwd=tmp_path)
        assert errors.code == 0
        assert "302" not in errors.out
    last = sipstatus("lint", "warn.txt", cwd=tmp_path).lines[-1]
    assert last == "warn.txt: 1 response, no errors, 1 warning"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "no SIP message found in it"),
        (b"HTTP/1.1 200 OK\r\nServer: ex\r\n\r\n", "no SIP message found in it"),
        (b"\xd4\xc3\xb2\xa1" + bytes(20), "the capture holds no packet"),
        (b"\x0a\x0d\x0d\x0a" + bytes(24), "a section has no byte order (at octet 0)"),
        (None, "No such file or directory"),
    ],
)
def test_what_cannot_be_checked(content: bytes | None, what: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "in.txt").write_bytes(content)
    outcome = sipstatus("lint", "in.txt", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.errors.startswith(f"sipstatus: in.txt: {what}")
    assert outcome.errors.count("\n") == 1


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
def test_packet_captures(compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (tmp_path / "capture").write_bytes(compress((TRACE / "loopback.pcap").read_bytes()))
    outcome = sipstatus("lint", "capture", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (0, "capture: 143 responses, no errors, no warnings\n")


BOTH = ["--strict", "--errors-only"]


def test_usage(tmp_path: Path) -> None:
    for arguments in ([], [tmp_path], ["a", "b"], ["a", "--format", "xml"], ["a", *BOTH]):
        outcome = sipstatus("lint", *arguments, cwd=tmp_path)
        assert (outcome.code, outcome.out) == (2, "")


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(FINE)))
    outcome = sipstatus("lint", "-", cwd=tmp_path)
    assert (outcome.code, outcome.lines) == (0, ["-: 1 response, no errors, no warnings"])


EVIL = "\x1b[2J\x9b\x07\u202e"


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown", "sarif", "github"])
def test_what_a_terminal_would_obey(form: str, tmp_path: Path) -> None:
    """In names of files and in what was captured, whatever the form of the answer."""
    name = f"{EVIL}.txt"
    fields = f"CSeq: 1 {EVIL}\n{EVIL}: {EVIL}\nVia: {EVIL}\n\n"
    messages = f"SIP/2.0 405 {EVIL}\n{fields}SIP/2.0 4{EVIL}\n{fields}"
    (tmp_path / name).write_text(messages, encoding="utf-8", newline="")
    outcome = in_process_of_its_own("lint", name, "--format", form, cwd=tmp_path)
    assert outcome.code == 1
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & {*outcome.out}
    assert ("%1B%5B2J" if form == "sarif" else "[2J") in outcome.out  # it is told, but as text
    (tmp_path / name).write_text("nothing", encoding="utf-8")
    for arguments in (
        ["lint", name],
        ["lint", f"no{name}"],
        ["lint", "a", name],
        ["explain", name],
    ):
        outcome = in_process_of_its_own(*arguments, cwd=tmp_path)
        assert outcome.code in (1, 2)
        assert not {"\x1b", "\x9b", "\x07", "\u202e"} & {*outcome.out, *outcome.errors}
