"""What the caller of a forking proxy sees, by RFC 3261 sections 9, 16 and 17."""

from __future__ import annotations

import gc

import pytest
from rig import CALLER, Rig, request, response

from forking_proxy.context import Branch, ResponseContext
from forking_proxy.message import Message, Response
from forking_proxy.transaction import RESPONSES_PER_SECOND, Transaction

TRYING = "9 SIP/2.0 100 Trying"


@pytest.fixture
def rig() -> Rig:
    return Rig()


def finals(rig: Rig) -> list[str]:
    """The final status-lines that the caller gets."""
    return [
        sent.start
        for sent in rig.take()
        if sent.to == CALLER and isinstance(sent.message, Response) and sent.start[8] != "1"
    ]


def answers(rig: Rig, *lines: str) -> list[str]:
    """Answer the copies of a call in turn."""
    for copy, line in zip(rig.call(), lines, strict=True):
        rig.answer(copy, line)
    return finals(rig)


def test_an_invite_goes_to_all_targets_at_once(rig: Rig) -> None:
    rig.receive(request())
    assert rig.starts() == [
        TRYING,
        "11 INVITE sip:a@192.0.2.11 SIP/2.0",
        "12 INVITE sip:b@192.0.2.12 SIP/2.0",
        "13 INVITE sip:c@192.0.2.13 SIP/2.0",
    ]


def test_a_copy_has_a_via_more_and_a_hop_less(rig: Rig) -> None:
    rig.receive(request("INVITE", "one", "v: SIP/2.0/UDP far", "X:  as\r\n  it is ", "subject:"))
    copy = rig.take()[1].data
    head, _, rest = copy.partition(b"\r\n")[2].partition(b"\r\n")
    assert head.startswith(b"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK")
    before = request("INVITE", "one", "v: SIP/2.0/UDP far", "X:  as\r\n  it is ", "subject:")
    assert rest == before.partition(b"\r\n")[2].replace(b"Max-Forwards: 70", b"Max-Forwards: 69")


def test_a_100_goes_no_further_and_a_180_at_once(rig: Rig) -> None:
    first, *_ = rig.call()
    rig.answer(first, "SIP/2.0 100 Trying")
    rig.answer(first, "SIP/2.0 180 Es klingelt")
    assert rig.starts() == ["9 SIP/2.0 180 Es klingelt"]


def test_the_first_2xx_goes_at_once_and_ends_the_other_branches(rig: Rig) -> None:
    one, two, three = rig.call()
    rig.answer(one, "SIP/2.0 180 Ringing")
    rig.answer(two, "SIP/2.0 486 Busy Here")
    rig.take()
    rig.answer(three, "SIP/2.0 200 OK")
    assert rig.starts() == ["9 SIP/2.0 200 OK", "11 CANCEL sip:a@192.0.2.11 SIP/2.0"]
    rig.answer(one, "SIP/2.0 487 Request Terminated")
    assert rig.starts() == ["11 ACK sip:a@192.0.2.11 SIP/2.0"]


def test_every_2xx_to_an_invite_goes_up(rig: Rig) -> None:
    """Late ones and repetitions as well (RFC 6026 section 7)."""
    one, two, _ = rig.call()
    for copy in (one, two, one):
        rig.answer(copy, "SIP/2.0 200 OK")
    assert finals(rig) == 3 * ["SIP/2.0 200 OK"]
    rig.clock.advance(33)
    rig.take()
    rig.answer(one, "SIP/2.0 200 OK")
    assert finals(rig) == []
    assert rig.counts()["sip_dropped_total{stray}"] == 1


def test_a_cancel_waits_for_a_first_response(rig: Rig) -> None:
    """RFC 3261 section 9.1."""
    one, two, three = rig.call()
    rig.answer(one, "SIP/2.0 200 OK")
    assert rig.starts() == ["9 SIP/2.0 200 OK"]
    rig.answer(two, "SIP/2.0 100 Trying")
    assert rig.starts() == ["12 CANCEL sip:b@192.0.2.12 SIP/2.0"]
    rig.answer(three, "SIP/2.0 486 Busy Here")
    assert rig.starts() == ["13 ACK sip:c@192.0.2.13 SIP/2.0"]


@pytest.mark.parametrize(
    ("lines", "best"),
    [
        (("486 Busy Here", "404 Not Found", "480 Gone Out"), "404 Not Found"),
        (("486 A", "302 Moved", "500 B"), "302 Moved"),
        (("486 Busy", "603 Decline", "503 Off"), "603 Decline"),
        (("503 Off", "503 Off", "503 Off"), "500 Server Internal Error"),
        (("503 Off", "500 Broken", "503 Off"), "500 Broken"),
        (("404 Not Found", "484 Short", "410 Gone"), "484 Short"),
    ],
)
def test_one_final_response_goes_up_when_all_are_there(
    rig: Rig, lines: tuple[str, ...], best: str
) -> None:
    """RFC 3261 section 16.7 step 6.  Here 503 without Retry-After."""
    assert answers(rig, *(f"SIP/2.0 {line}" for line in lines)) == [f"SIP/2.0 {best}"]
    assert rig.counts().get("sip_contexts{}") is None


def test_a_6xx_ends_the_other_branches_but_waits_for_them(rig: Rig) -> None:
    """RFC 3261 section 16.7 step 5."""
    one, two, three = rig.call()
    rig.answer(one, "SIP/2.0 180 Ringing")
    rig.answer(two, "SIP/2.0 183 Session Progress")
    rig.take()
    rig.answer(three, "SIP/2.0 603 Decline")
    assert rig.starts() == [
        "13 ACK sip:c@192.0.2.13 SIP/2.0",
        "11 CANCEL sip:a@192.0.2.11 SIP/2.0",
        "12 CANCEL sip:b@192.0.2.12 SIP/2.0",
    ]
    rig.answer(one, "SIP/2.0 487 Request Terminated")
    assert finals(rig) == []
    rig.answer(two, "SIP/2.0 200 OK")  # crossed with the CANCEL
    assert finals(rig) == ["SIP/2.0 200 OK"]


def test_all_challenges_go_up(rig: Rig) -> None:
    """RFC 3261 section 16.7 step 7."""
    one, two, three = rig.call()
    rig.answer(one, "SIP/2.0 401 A", 'WWW-Authenticate: Digest realm="a"', "WWW-Authenticate: B x")
    rig.answer(two, "SIP/2.0 407 B", 'Proxy-Authenticate: Digest realm="c"', "X-Other: 1")
    rig.answer(three, "SIP/2.0 404 Not Found")
    (final,) = [sent.message for sent in rig.take() if sent.to == CALLER]
    assert final.values(b"www-authenticate") == [b'Digest realm="a"', b"B x"]
    assert final.values(b"proxy-authenticate") == [b'Digest realm="c"']
    assert final.values(b"x-other") == []


PHRASES = [
    "Ça marche",
    "100% busy",
    '"quoted"',
    "two  spaces",
    "",
    " begins",
    "ends ",
    "\udce9\udcff",
]


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_status_line_goes_up_octet_for_octet(rig: Rig, phrase: str) -> None:
    (copy,) = rig.call("one")
    line = f"SIP/2.0 486 {phrase}"
    rig.answer(copy, line)
    (final,) = [sent.data for sent in rig.take() if sent.to == CALLER]
    assert final.partition(b"\r\n")[0] == line.encode("utf-8", "surrogateescape")
    assert final.count(b"Via:") == 1


def test_silence_is_a_408_to_an_invite_alone() -> None:
    """RFC 4320 section 4.2: to another request nothing is sent at all."""
    rig = Rig()
    rig.call()
    rig.clock.advance(31.9)
    assert finals(rig) == []
    rig.clock.advance(0.2)
    assert finals(rig) == ["SIP/2.0 408 Request Timeout"]
    rig = Rig()
    rig.call("three", "OPTIONS")
    rig.clock.advance(60)
    assert finals(rig) == []
    assert len(rig.proxy.layer) == 0


def test_a_408_to_another_request_is_not_passed_on(rig: Rig) -> None:
    (copy,) = rig.call("one", "OPTIONS")
    rig.answer(copy, "SIP/2.0 408 Request Timeout")
    assert rig.starts() == []


def test_a_broken_transport_counts_as_a_503(rig: Rig) -> None:
    """RFC 3261 section 16.9."""
    rig.receive(request())
    for sent in rig.take()[1:]:
        sent.failed()
    assert finals(rig) == ["SIP/2.0 500 Server Internal Error"]


def test_a_target_that_says_retry_after_is_spared(rig: Rig) -> None:
    """RFC 3261 section 21.5.4."""
    one, two, three = rig.call()
    rig.answer(one, "SIP/2.0 503 Off", "Retry-After: 30 (cleaning)")
    rig.answer(two, "SIP/2.0 486 Busy")
    rig.answer(three, "SIP/2.0 486 Busy")
    rig.take()
    rig.receive(request(branch="z9hG4bKsecond"))
    assert [line[:2] for line in rig.starts()] == ["9 ", "12", "13"]
    rig.clock.advance(30)
    rig.take()
    rig.receive(request(branch="z9hG4bKthird"))
    assert [line[:2] for line in rig.starts()] == ["9 ", "11", "12", "13"]


def test_a_user_whose_targets_are_all_spared_is_away_for_a_while() -> None:
    rig = Rig({"one": ("sip:192.0.2.11",), "other": ("sip:192.0.2.12",)})
    (copy,) = rig.call("one")
    rig.answer(copy, "SIP/2.0 503 Off", "Retry-After: 30")
    assert finals(rig) == ["SIP/2.0 500 Server Internal Error"]
    rig.receive(request("INVITE", "one", branch="z9hG4bKsecond"))
    (refusal,) = rig.take()
    assert refusal.start == "SIP/2.0 480 Temporarily Unavailable"
    assert refusal.message.values(b"retry-after") == [b"30"]


def test_a_503_goes_up_only_if_every_later_request_would_get_one() -> None:
    """RFC 3261 section 16.7 step 6."""
    rig = Rig({"one": ("sip:192.0.2.11",)})
    (copy,) = rig.call("one")
    rig.answer(copy, "SIP/2.0 503 Off", "Retry-After: 30")
    assert finals(rig) == ["SIP/2.0 503 Off"]
    rig.receive(request("INVITE", "one", branch="z9hG4bKsecond"))
    assert finals(rig) == ["SIP/2.0 503 Service Unavailable"]


def test_a_cancel_is_answered_and_ends_all_branches(rig: Rig) -> None:
    """RFC 3261 sections 9.2 and 16.10."""
    copies = rig.call()
    for copy in copies:
        rig.answer(copy, "SIP/2.0 180 Ringing")
    rig.take()
    rig.receive(request("CANCEL"))
    assert [line[:11] for line in rig.starts()] == [
        "9 SIP/2.0 2",
        "11 CANCEL s",
        "12 CANCEL s",
        "13 CANCEL s",
    ]
    for copy in copies:
        rig.answer(copy, "SIP/2.0 487 Request Terminated")
    assert finals(rig) == ["SIP/2.0 487 Request Terminated"]


def test_a_branch_of_the_caller_that_is_used_twice_does_no_harm(rig: Rig) -> None:
    """It must not be (RFC 3261 section 8.1.1.7); an OPTIONS here has the branch of an INVITE."""
    (invite,) = rig.call("one")
    (options,) = rig.call("one", "OPTIONS")
    rig.answer(options, "SIP/2.0 200 OK")
    rig.clock.advance(5.5)
    rig.answer(invite, "SIP/2.0 180 Ringing")
    rig.take()
    rig.receive(request("CANCEL", "one"))
    assert rig.starts() == ["9 SIP/2.0 200 OK", "11 CANCEL sip:one@192.0.2.11 SIP/2.0"]


def test_a_cancel_has_via_and_request_uri_of_its_invite(rig: Rig) -> None:
    (copy,) = rig.call("one")
    rig.answer(copy, "SIP/2.0 180 Ringing")
    rig.receive(request("CANCEL", "one"))
    cancel = next(sent.message for sent in rig.take() if sent.start.startswith("CANCEL"))
    assert cancel.values(b"via") == copy.values(b"via")[:1]
    assert cancel.values(b"cseq") == [b"1 CANCEL"]
    assert b"tag" not in cancel.values(b"to")[0]


def test_a_target_that_ignores_a_cancel_is_given_up(rig: Rig) -> None:
    """RFC 3261 section 9.1: after 64*T1."""
    (copy,) = rig.call("one")
    rig.answer(copy, "SIP/2.0 180 Ringing")
    rig.receive(request("CANCEL", "one"))
    rig.clock.advance(31.9)
    assert finals(rig) == ["SIP/2.0 200 OK"]  # of the CANCEL
    rig.clock.advance(0.2)
    assert finals(rig) == ["SIP/2.0 487 Request Terminated"]
    rig.receive(request("ACK", "one"))
    rig.clock.advance(10)
    assert len(rig.proxy.layer) == 0


def test_timer_c_ends_a_call_that_only_rings(rig: Rig) -> None:
    """RFC 3261 sections 16.7 step 2 and 16.8: each 101 to 199 starts it anew, a 100 does not."""
    (copy,) = rig.call("one")
    rig.clock.advance(1)
    rig.answer(copy, "SIP/2.0 180 Ringing")
    rig.clock.advance(150)
    rig.answer(copy, "SIP/2.0 183 Session Progress")
    rig.clock.advance(50)
    rig.answer(copy, "SIP/2.0 100 Trying")
    rig.take()
    rig.clock.advance(134.9)
    assert rig.starts() == []
    rig.clock.advance(0.1)
    assert rig.starts() == ["11 CANCEL sip:one@192.0.2.11 SIP/2.0"]
    rig.answer(copy, "SIP/2.0 487 Request Terminated")
    assert finals(rig) == ["SIP/2.0 487 Request Terminated"]


def test_a_callee_cannot_flood_a_caller(rig: Rig) -> None:
    (copy,) = rig.call("one")
    for _ in range(10_000):
        rig.answer(copy, "SIP/2.0 180 Ringing")
    assert len(rig.take()) == RESPONSES_PER_SECOND
    rig.answer(copy, "SIP/2.0 486 Busy Here")
    assert finals(rig) == ["SIP/2.0 486 Busy Here"]


def test_nothing_waits_for_the_garbage_collector(rig: Rig) -> None:
    """A call that has ended leaves no circle: memory stays flat without a collection."""

    def living() -> int:
        kinds = (Message, Branch, ResponseContext, Transaction)
        return sum(isinstance(thing, kinds) for thing in gc.get_objects())

    gc.collect()
    before = living()
    gc.disable()
    try:
        for number in range(20):
            rig.take()
            rig.receive(request(branch=f"z9hG4bK{number}"))
            for sent, line in zip(rig.take()[1:], ("180 A", "486 B", "200 C"), strict=True):
                rig.answer(sent.request, f"SIP/2.0 {line}")
            rig.receive(request("OPTIONS", "one", branch=f"z9hG4bK{number}o"))
            rig.answer(rig.take()[-1].request, "SIP/2.0 200 OK")
            del sent
        rig.clock.advance(300)
        rig.take()
        assert living() == before
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("SIP/2.0 700 Seventh", "unreadable"),
        ("SIP/2.0 999 Last", "unreadable"),
        ("SIP/2.0 4294967301 better not break", "unreadable"),
        ("SIP/2.0 20 Half", "unreadable"),
        ("SIP/3.0 200 OK", "version"),
    ],
)
def test_what_is_no_response_of_sip_2_0_is_dropped(rig: Rig, line: str, reason: str) -> None:
    """RFC 4475 section 3.1.2.19."""
    (copy,) = rig.call("one")
    rig.answer(copy, line)
    assert rig.starts() == []
    assert rig.counts()[f"sip_dropped_total{{{reason}}}"] == 1


def test_a_half_response_is_dropped(rig: Rig) -> None:
    (copy,) = rig.call("one")
    whole = response(copy, "SIP/2.0 200 OK")
    rig.receive(whole.replace(b"Content-Length: 0", b"Content-Length: 9"))
    rig.receive(whole[:-2])
    rig.receive(whole.replace(b"To:", b"X:"))
    assert rig.starts() == []
    dropped = {name: n for name, n in rig.counts().items() if "dropped" in name}
    assert dropped == {
        f"sip_dropped_total{{{why}}}": 1 for why in ("cut", "unreadable", "incomplete")
    }
