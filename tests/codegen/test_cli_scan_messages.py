"""``sipstatus scan --messages``: messages by code and method, and RFC 6076 worked out by hand."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from sandbox import sipstatus

from sipstatus import session_metrics
from sipstatus.cli.capture import message_counts
from sipstatus.cli.capture.messages import Message
from sipstatus.cli.capture.sessions import Delays, Outcome, Sessions, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Sent = tuple[float | None, str, str, int, str]
"""When, the start of a request or the code of a response, Call-ID, CSeq number, and branches: the
topmost Via first.  A "+" behind the Call-ID stands for a To tag."""


def octets(start: str, call: str, number: int, branches: str, method: str = "INVITE") -> bytes:
    """A message.  A response has a To tag, and a request if its Call-ID ends with "+"."""
    response = start.isdigit()
    if not response:
        method = start
    first = f"SIP/2.0 {start} Any" if response else f"{method} sip:b@b.example SIP/2.0"
    vias = [f"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{branch}" for branch in branches.split()]
    tag = ";tag=b" if (response and start != "100") or call.endswith("+") else ""
    fields = [
        *vias,
        "From: <sip:a@a.example>;tag=a",
        f"To: <sip:b@b.example>{tag}",
        f"Call-ID: {call.rstrip('+')}@a.example",
        f"CSeq: {number} {method}",
        "Content-Length: 0",
    ]
    return "\r\n".join([first, *fields, "", ""]).encode()


def followed(sent: Iterable[Sent], kept: int = 1000) -> Outcome:
    """What became of the session requests."""
    sessions = Sessions(kept)
    for time, start, call, number, branches in sent:
        head = octets(start, call, number, branches).partition(b"\r\n")[2][:-2]
        branch, call_id, found, method = transaction(head)
        assert (found, method) == (number, b"INVITE")
        if start.isdigit():
            sessions.response(branch, call_id, number, int(start), head, time)
        else:
            sessions.invite(branch, call_id, number, head, time)
    return sessions.outcome()


CALLS: dict[str, list[Sent]] = {
    "answered, everything sent twice": [
        (0.0, "INVITE", "a", 1, "a1"),
        (0.5, "INVITE", "a", 1, "a1"),
        (0.6, "100", "a", 1, "a1"),
        (1.0, "180", "a", 1, "a1"),  # SRD 1.0 s
        (1.5, "180", "a", 1, "a1"),
        (3.0, "200", "a", 1, "a1"),
        (3.5, "200", "a", 1, "a1"),
        (5.0, "INVITE", "a+", 2, "a2"),  # within the dialog, as its 488 is
        (5.1, "488", "a", 2, "a2"),
        (6.0, "INVITE", "a+", 1, "a3"),  # from the other side
        (6.1, "200", "a", 1, "a3"),
    ],
    "challenged, then busy": [
        (10.0, "INVITE", "b", 1, "b1"),
        (10.1, "407", "b", 1, "b1"),
        (10.2, "INVITE", "b", 2, "b2"),
        (10.9, "180", "b", 2, "b2"),  # SRD 0.9 s, from the first INVITE on
        (12.0, "486", "b", 2, "b2"),
    ],
    "redirected, then answered at once": [
        (20.0, "INVITE", "c", 1, "c1"),
        (20.2, "302", "c", 1, "c1"),
        (20.3, "INVITE", "c", 2, "c2"),
        (20.8, "200", "c", 2, "c2"),  # SRD 0.8 s
    ],
    "forked by a proxy that is seen, too": [
        (30.0, "INVITE", "d", 1, "d0"),
        (30.1, "INVITE", "d", 1, "d1 d0"),
        (30.1, "INVITE", "d", 1, "d2 d0"),
        (30.5, "486", "d", 1, "d1 d0"),
        (31.0, "200", "d", 1, "d2 d0"),
        (31.1, "200", "d", 1, "d0"),  # SRD 1.1 s
    ],
    "refused by a server": [
        (40.0, "INVITE", "e", 1, "e1"),
        (40.3, "503", "e", 1, "e1"),  # SRD 0.3 s
    ],
    "never heard of again": [(50.0, "INVITE", "f", 1, "f1")],
    "refused everywhere": [
        (60.0, "INVITE", "i", 1, "i1"),
        (60.2, "604", "i", 1, "i1"),  # SRD 0.2 s
    ],
    "challenged, and given up": [
        (90.0, "INVITE", "h", 1, "h1"),
        (90.1, "401", "h", 1, "h1"),
    ],
    "still ringing": [
        (99.0, "INVITE", "g", 1, "g1"),
        (99.1, "180", "g", 1, "g1"),
    ],
    "just begun": [(99.5, "INVITE", "j", 1, "j1")],
}

# Three times 200 (a, c, d), 302 (c), 486 (b), 503 (e), 604 (i), and a timeout (f).
FINALS = {200: 3, 302: 1, 408: 1, 486: 1, 503: 1, 604: 1}


def percentiles(delays: Delays) -> list[float | None]:
    return [delays.percentile(percent) for percent in (10, 50, 90)]


@pytest.mark.parametrize("order", ["one after the other", "mixed"])
def test_every_figure(order: str) -> None:
    sent = [*itertools.chain(*CALLS.values())]
    if order == "mixed":  # as in a capture of many calls, by the time since each began
        parts = (CALLS[name] for name in CALLS if name != "just begun")
        sent = [one for some in itertools.zip_longest(*parts) for one in some if one]
        sent += CALLS["just begun"]
    outcome = followed(sent)
    assert outcome.finals == FINALS
    assert outcome.challenged == 2  # b's first INVITE, and h
    assert outcome.unanswered == 2  # g and j
    ser, seer, isa, _ = session_metrics(outcome.finals)
    assert (ser.numerator, ser.denominator) == (3, 7)
    assert (seer.numerator, seer.denominator) == (4, 7)
    assert (isa.numerator, isa.denominator) == (2, 8)
    assert percentiles(outcome.successful) == [0.8, 1.0, 1.1]
    assert percentiles(outcome.failed) == [0.2, 0.3, 0.9]
    assert outcome.successful.total == pytest.approx(2.9)
    assert (outcome.successful.number, outcome.failed.number) == (3, 3)


def test_without_times_there_are_no_delays_and_no_timeouts() -> None:
    outcome = followed((None, *rest) for _, *rest in itertools.chain(*CALLS.values()))  # type: ignore[misc]
    assert outcome.finals == {code: FINALS[code] for code in FINALS if code != 408}
    assert outcome.unanswered == 3
    assert outcome.successful.number == outcome.failed.number == 0
    assert outcome.successful.percentile(50) is None


def test_responses_alone() -> None:
    """A log may hold nothing else: the session that was answered is in a dialog from then on."""
    sent = [one for one in itertools.chain(*CALLS.values()) if one[1].isdigit()]
    outcome = followed(sent)
    assert outcome.finals == {code: FINALS[code] for code in FINALS if code != 408}
    assert (outcome.challenged, outcome.unanswered) == (2, 1)


def test_the_best_response_of_a_fork_is_the_one_that_the_caller_gets() -> None:
    """Only responses are seen, and those of the branches come first."""
    outcome = followed(
        [
            (1.0, "503", "a", 1, "a1 a0"),
            (1.1, "486", "a", 1, "a2 a0"),
            (1.2, "486", "a", 1, "a0"),
        ]
    )
    assert outcome.finals == {486: 1}


def test_a_call_that_begins_with_the_call_id_of_an_older_one() -> None:
    outcome = followed(
        [
            (1.0, "INVITE", "a", 1, "a1"),
            (1.5, "200", "a", 1, "a1"),
            (90.0, "INVITE", "a", 2, "a2"),
            (90.5, "603", "a", 2, "a2"),
        ]
    )
    assert outcome.finals == {200: 1, 603: 1}
    assert percentiles(outcome.failed) == [0.5] * 3


def test_a_log_without_dates_goes_on_after_midnight() -> None:
    outcome = followed([(86_399.5, "INVITE", "a", 1, "a1"), (0.75, "200", "a", 1, "a1")])
    assert percentiles(outcome.successful) == [1.25] * 3


def test_what_is_forgotten_counts_and_memory_does_not_grow() -> None:
    sessions = Sessions(kept=10)
    sessions.invite(b"x", b"dialog", 5, b"Via: x;branch=x\r\nTo: <sip:b>;tag=b\r\n", 0.0)
    for number in range(1000):
        call = b"%d" % number
        sessions.invite(b"b", call, 1, b"Via: x;branch=b\r\n", float(number))
        sessions.response(b"b", call, 1, 200, b"Via: x;branch=b\r\n", number + 0.5)
        if number % 5 == 0:  # its dialog is not forgotten, as it is named again and again
            sessions.response(b"x", b"dialog", 5, 200, b"Via: x;branch=x\r\n", float(number))
    assert len(sessions._young) + len(sessions._old) <= 20
    outcome = sessions.outcome()
    assert outcome.finals == {200: 1000}
    assert percentiles(outcome.successful) == [0.5] * 3


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (
            b"Via: SIP/2.0/UDP a;branch=z9hG4bKx;rport\r\n"
            b"Call-ID: c@d\r\nCSeq: 7 INVITE\r\nTo: b\r\n",
            (b"z9hG4bKx", b"c@d", 7, b"INVITE"),
        ),
        (  # compact, in another order, with LF alone, with folds and blanks
            b"i:\n c@d\nv : SIP/2.0/UDP a ; rport\n\t; BRANCH = x , SIP/2.0/UDP b;branch=y\n"
            b"cSeq: 7\n  BYE\n",
            (b"x", b"c@d", 7, b"BYE"),
        ),
        (
            b"Via: SIP/2.0/UDP a\r\nVia: SIP/2.0/UDP b;branch=y\r\nCall-ID: c\r\nCSeq: 1 ACK\r\n",
            (b"", b"c", 1, b"ACK"),
        ),
        (b"X-Call-ID: no\r\nX: CSeq: 1 ACK\r\n", (b"", b"", -1, b"")),
        (b"Call-ID: c\r\nCSeq: one INVITE\r\n", (b"", b"c", -1, b"")),
        (b"Call-ID: c\r\nCSeq: " + b"9" * 5000 + b" INVITE\r\n", (b"", b"c", -1, b"")),
        (b"", (b"", b"", -1, b"")),
    ],
)
def test_transactions(head: bytes, found: tuple[bytes, bytes, int, bytes]) -> None:
    assert transaction(head) == found


def test_delays() -> None:
    delays = Delays()
    for seconds in (0.0, 0.123456, 0.1234, 17.04, 17.04, 9, 3, 4, 5, 6):
        delays.add(seconds)
    # In order: 0, 0.123, 0.123, 3, 4, 5, 6, 9, 17, 17
    assert percentiles(delays) == [0.0, 4.0, 17.0]
    assert (delays.percentile(11), delays.percentile(100), delays.number) == (0.123, 17.0, 10)


# --- the command --------------------------------------------------------------------------------


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A call with everything that is no response to count: a body, a BYE, a made-up method."""
    body = b"SIP/2.0 503 Service Unavailable\r\n"
    notify = octets("NOTIFY", "a+", 3, "n1").replace(
        b"Content-Length: 0\r\n\r\n",
        b"Content-Type: message/sipfrag\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body),
    )
    place = tmp_path / "call.log"
    place.write_bytes(
        b"".join(
            [
                octets("INVITE", "a", 1, "a1"),
                octets("100", "a", 1, "a1"),
                octets("299", "a", 1, "a1"),
                octets("ACK", "a+", 1, "a2"),
                notify,
                octets("200", "a", 3, "n1", "NOTIFY"),
                octets("BYE", "a+", 2, "a3"),
                octets("200", "a", 2, "a3", "BYE"),
                octets("KDMQ", "k", 1, "k1"),
                octets("486", "b", 1, "b1"),
            ]
        )
    )
    return place


def test_messages_are_counted_and_bodies_are_not(log: Path, tmp_path: Path) -> None:
    """RFC 3420: what a message/sipfrag holds was sent elsewhere."""
    report = json.loads(sipstatus("scan", log, "--messages", "--format", "json", cwd=tmp_path).out)
    assert {row["code"]: row["count"] for row in report["codes"]} == {
        100: 1,
        200: 2,
        299: 1,
        486: 1,
    }
    assert (report["requests"], report["responses"]) == (5, 5)
    assert report["octets"] == log.stat().st_size
    assert {row["method"]: (row["requests"], row["responses"]) for row in report["methods"]} == {
        "ACK": (1, 0),
        "BYE": (1, 1),
        "INVITE": (1, 3),
        "NOTIFY": (1, 1),
        "KDMQ": (1, 0),
    }
    assert report["sessions"] == {"requests": 2, "challenged": 0, "unanswered": 0}
    # A 299 is no 200, and the session of the 486 has begun before the log.
    assert report["metrics"]["SER"] == {"numerator": 0, "denominator": 2, "percent": 0.0}
    assert report["metrics"]["SEER"] == {"numerator": 1, "denominator": 2, "percent": 50.0}
    bare = json.loads(sipstatus("scan", log, "--format", "json", cwd=tmp_path).out)
    assert {row["code"]: row["count"] for row in bare["codes"]}[503] == 1


def test_tables(log: Path, tmp_path: Path) -> None:
    lines = sipstatus("scan", log, "--messages", cwd=tmp_path).lines
    assert lines[0] == "code  reason phrase  count   share"
    assert lines[2] == "200   OK                 2  40.00%  " + "█" * 40
    assert lines[6] == "class  name             count   share"
    assert lines[11].startswith("5 requests and 5 responses in ")
    assert lines[12:] == [
        "2 session requests (RFC 6076)",
        "  SER     0.0%  0 of 2",
        "  SEER   50.0%  1 of 2",
        "  ISA     0.0%  0 of 2",
    ]
    lines = sipstatus("scan", log, "--messages", "--by", "method", cwd=tmp_path).lines
    assert lines[0] == "method  requests  responses   share"
    assert lines[3] == "INVITE         1          3  40.00%  " + "█" * 40


def test_csv_and_markdown(log: Path, tmp_path: Path) -> None:
    call = ("scan", log, "--messages", "--by", "method", "--format")
    assert sipstatus(*call, "csv", cwd=tmp_path).lines[:2] == [
        *("method,requests,responses,share", "ACK,1,0,0.1"),
    ]
    assert sipstatus(*call, "markdown", cwd=tmp_path).lines[2] == "| ACK | 1 | 0 | 0.1 |"


def samples(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    """What the parser of Prometheus reads; it refuses what the standard forbids."""
    parse: Any = text_string_to_metric_families  # it has no types
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in parse(text)
        for sample in family.samples
    }


def test_openmetrics(log: Path, tmp_path: Path) -> None:
    call = ("scan", log, "--messages", "--format", "openmetrics")
    found = samples(sipstatus(*call, cwd=tmp_path).out)
    assert found["sip_responses_total", ("200",)] == 2
    assert found["sip_responses_total", ("2xx_other",)] == 1
    assert found["sip_session_requests_total", ("final",)] == 2
    assert found["sip_session_establishment_ratio", ()] == 0
    assert found["sip_session_establishment_effectiveness_ratio", ()] == 0.5
    assert found["sip_ineffective_session_attempts_ratio", ()] == 0
    assert found["sip_session_request_delay_seconds_count", ("failed",)] == 0
    found = samples(sipstatus(*call, "--by", "method", cwd=tmp_path).out)
    assert found["sip_requests_total", ("other",)] == 1
    assert found["sip_responses_total", ("INVITE",)] == 3
    found = samples(sipstatus(*call, "--by", "class", cwd=tmp_path).out)
    assert found["sip_responses_total", ("2xx",)] == 3
    found = samples(sipstatus("scan", log, "--format", "openmetrics", cwd=tmp_path).out)
    assert found["sip_status_lines_total", ("503",)] == 1


def test_delays_in_every_format(log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader knows when the messages of a capture were sent."""

    class Timed:
        octets = 1
        faults: tuple[str, ...] = ()

        def __iter__(self) -> Any:
            for time, start, call, number, branches in itertools.chain(*CALLS.values()):
                first, _, rest = octets(start, call, number, branches).partition(b"\r\n")
                yield Message(1, first + b"\r\n", rest[:-2], time)

    monkeypatch.setattr(message_counts, "read", lambda *_: Timed())
    call = ("scan", log, "--messages")
    assert sipstatus(*call, cwd=tmp_path).lines[-6:] == [
        "8 session requests (RFC 6076); left out: 2 challenged, 2 without a final response",
        "  SER    42.9%  3 of 7",
        "  SEER   57.1%  4 of 7",
        "  ISA    25.0%  2 of 8",
        "  SRD   successful: 10% within 0.8 s, 50% within 1 s, 90% within 1.1 s (3)",
        "  SRD   failed: 10% within 0.2 s, 50% within 0.3 s, 90% within 0.9 s (3)",
    ]
    report = json.loads(sipstatus(*call, "--format", "json", cwd=tmp_path).out)
    assert report["metrics"]["SRD"]["failed"] == {"count": 3, "p10": 0.2, "p50": 0.3, "p90": 0.9}
    found = samples(sipstatus(*call, "--format", "openmetrics", cwd=tmp_path).out)
    name = "sip_session_request_delay_seconds"
    assert found[name, ("successful", "0.9")] == 1.1
    assert found[f"{name}_sum", ("successful",)] == pytest.approx(2.9)


def test_methods_that_a_peer_makes_up_take_no_memory(tmp_path: Path) -> None:
    place = tmp_path / "many.log"
    place.write_bytes(b"".join(octets(f"M{number}", "a", 1, "b") for number in range(500)))
    report = json.loads(
        sipstatus("scan", place, "--messages", "--format", "json", cwd=tmp_path).out
    )
    assert len(report["methods"]) <= 101
    assert sum(row["requests"] for row in report["methods"]) == 500
    assert report["methods"][-1]["method"] == "(other)"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--messages", "--anywhere"], "--anywhere looks for lines, so it does not go with"),
        (["--by", "method"], "a status-line names no method: --by method needs --messages"),
    ],
)
def test_what_does_not_go_together(
    arguments: list[str], error: str, log: Path, tmp_path: Path
) -> None:
    outcome = sipstatus("scan", log, *arguments, cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.errors.startswith(f"sipstatus: {error}")
