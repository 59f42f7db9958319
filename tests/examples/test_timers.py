"""The timers of the four transactions: RFC 3261 table 4 and section 17, RFC 6026 section 8."""

from __future__ import annotations

import pytest
from rig import CALLER, Rig, Sent, request

T1 = 0.5
TCP = {"one": ("sip:one@192.0.2.11;transport=tcp",)}


def times(sent: list[Sent], start: str) -> list[float]:
    """When messages whose first line begins so were sent."""
    return [message.at for message in sent if message.start.startswith(start)]


@pytest.fixture
def rig() -> Rig:
    return Rig()


@pytest.fixture
def reliable() -> Rig:
    """The caller uses UDP, the target TCP."""
    return Rig(TCP, protocols=("udp", "tcp"))


def test_timer_a_doubles_and_timer_b_ends(rig: Rig) -> None:
    rig.receive(request("INVITE", "one"))
    rig.clock.advance(100)
    sent = rig.take()
    assert times(sent, "INVITE") == [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
    assert times(sent, "SIP/2.0 408")[0] == 64 * T1


def test_a_provisional_response_stops_timer_a(rig: Rig) -> None:
    (copy,) = rig.call("one")
    rig.answer(copy, "SIP/2.0 100 Trying")
    rig.clock.advance(100)
    assert rig.take() == []


def test_timer_e_doubles_up_to_t2_and_timer_f_ends(rig: Rig) -> None:
    rig.receive(request("OPTIONS", "one"))
    rig.clock.advance(100)
    expected = [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    assert times(rig.take(), "OPTIONS") == expected


def test_a_provisional_response_makes_timer_e_t2(rig: Rig) -> None:
    (copy,) = rig.call("one", "OPTIONS")
    rig.clock.advance(0.1)
    rig.answer(copy, "SIP/2.0 100 Trying")
    rig.clock.advance(100)
    assert times(rig.take(), "OPTIONS") == pytest.approx([4.1 + 4 * n for n in range(7)])


def test_timer_d_keeps_the_ack_for_repeated_responses(rig: Rig) -> None:
    (copy,) = rig.call("one")
    rig.answer(copy, "SIP/2.0 486 Busy Here")
    rig.clock.advance(31)
    rig.answer(copy, "SIP/2.0 486 Busy Here")
    assert times(rig.take(), "ACK") == [0, 31]
    rig.clock.advance(1)
    rig.answer(copy, "SIP/2.0 486 Busy Here")
    assert times(rig.take(), "ACK") == []


def test_timer_g_doubles_up_to_t2_and_timer_h_ends(rig: Rig) -> None:
    (copy,) = rig.call("one")
    rig.answer(copy, "SIP/2.0 486 Busy Here")
    rig.clock.advance(100)
    expected = [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    assert times(rig.take(), "SIP/2.0 486") == expected
    assert len(rig.proxy.layer) == 0


def test_an_ack_stops_timer_g_and_timer_i_absorbs_more_acks(rig: Rig) -> None:
    (copy,) = rig.call("one")
    rig.answer(copy, "SIP/2.0 486 Busy Here")
    rig.receive(request("ACK", "one"))
    rig.take()
    rig.clock.advance(4.9)
    rig.receive(request("ACK", "one"))
    rig.receive(request("INVITE", "one"))  # a late repetition
    assert rig.take() == []
    rig.clock.advance(40)
    assert len(rig.proxy.layer) == 0


@pytest.mark.parametrize("line", ["SIP/2.0 180 Ringing", "SIP/2.0 486 Busy Here"])
def test_a_repeated_invite_gets_the_last_response_again(rig: Rig, line: str) -> None:
    (copy,) = rig.call("one")
    rig.answer(copy, line)
    before = next(sent.data for sent in rig.take() if sent.to == CALLER)
    rig.receive(request("INVITE", "one"))
    assert [sent.data for sent in rig.take()] == [before]


def test_timers_l_and_m_keep_an_accepted_call_for_64_t1(rig: Rig) -> None:
    (copy,) = rig.call("one")
    rig.answer(copy, "SIP/2.0 200 OK")
    rig.take()
    rig.clock.advance(31.9)
    rig.receive(request("INVITE", "one"))  # absorbed
    assert rig.take() == []
    rig.answer(copy, "SIP/2.0 200 OK")  # passed on
    assert times(rig.take(), "SIP/2.0 200") == [31.9]
    rig.clock.advance(0.2)
    assert len(rig.proxy.layer) == 0


def test_timer_j_repeats_the_final_response_to_other_requests(rig: Rig) -> None:
    (copy,) = rig.call("one", "OPTIONS")
    rig.answer(copy, "SIP/2.0 200 OK")
    rig.take()
    rig.clock.advance(31.9)
    rig.receive(request("OPTIONS", "one"))
    assert times(rig.take(), "SIP/2.0 200") == [31.9]
    rig.clock.advance(0.2)
    assert len(rig.proxy.layer) == 0


def test_timer_k_absorbs_repeated_responses(rig: Rig) -> None:
    (copy,) = rig.call("one", "OPTIONS")
    rig.answer(copy, "SIP/2.0 200 OK")
    rig.clock.advance(4.9)
    rig.answer(copy, "SIP/2.0 200 OK")
    assert len(rig.take()) == 1
    assert rig.counts().get("sip_dropped_total{stray}") is None


def test_nothing_is_repeated_over_tcp(reliable: Rig) -> None:
    reliable.receive(request("INVITE", "one"))
    reliable.clock.advance(31.9)
    assert times(reliable.take(), "INVITE") == [0]
    reliable.clock.advance(0.2)
    assert times(reliable.take(), "SIP/2.0 408") == [64 * T1]


def test_a_transaction_over_tcp_ends_with_its_final_response(reliable: Rig) -> None:
    (copy,) = reliable.call("one", "OPTIONS")
    assert copy.first(b"via").startswith(b"SIP/2.0/TCP ")
    reliable.answer(copy, "SIP/2.0 200 OK")
    assert len(reliable.proxy.layer) == 1  # the caller's, over UDP
    reliable.receive(
        request("OPTIONS", "one", branch="z9hG4bKtcp"), CALLER._replace(protocol="tcp")
    )
    copy = reliable.take()[-1].request
    reliable.answer(copy, "SIP/2.0 200 OK")
    assert len(reliable.proxy.layer) == 1
