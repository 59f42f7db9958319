"""The same calls through the example and through kamailio."""

from __future__ import annotations

import pytest
from peers import Call, Callee, Caller, first_line
from scenarios import PHRASES, SCENARIOS, Scenario, answers
from servers import Server, wait_until

by_name = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)


def play(scenario: Scenario, server: Server, callees: list[Callee], protocol: str = "UDP") -> Call:
    """Make the call; every message has arrived when it returns."""
    for callee, script in zip(callees, scenario.callees, strict=True):
        callee.begin(script)
    caller = Caller(server.port, protocol)
    try:
        request = caller.request("three", scenario.method)
        call = caller.call(request, patience=4.5, cancel_at=scenario.cancel_at)
    finally:
        caller.close()
    for number in scenario.cancelled:
        wait_until(lambda at=callees[number]: "CANCEL" in at.methods(), 3)
    return call


def seen(call: Call) -> list[str]:
    return [line.removeprefix(b"SIP/2.0 ").decode() for line in call.finals]


@by_name
@pytest.mark.parametrize("protocol", ["UDP", "TCP"])
def test_the_caller_sees_what_the_rfc_says(
    scenario: Scenario, protocol: str, example: Server, callees: list[Callee]
) -> None:
    call = play(scenario, example, callees, protocol)
    assert seen(call) == list(scenario.seen), scenario.source
    for number, callee in enumerate(callees):
        assert ("CANCEL" in callee.methods()) == (number in scenario.cancelled)
    if scenario.challenges:
        values = call.values(b"www-authenticate") + call.values(b"proxy-authenticate")
        assert values == [value.encode() for value in scenario.challenges]


@by_name
def test_through_kamailio_it_is_the_same_or_a_text_decides(
    scenario: Scenario, peer: Server, callees: list[Callee]
) -> None:
    call = play(scenario, peer, callees)
    expected = scenario.seen if scenario.kamailio is None else scenario.kamailio
    assert seen(call) == list(expected)
    assert (scenario.kamailio is None) == (scenario.decides == "")


@pytest.mark.parametrize("phrase", PHRASES.values(), ids=PHRASES)
@pytest.mark.parametrize("protocol", ["UDP", "TCP"])
def test_a_status_line_crosses_octet_for_octet(
    phrase: bytes, protocol: str, example: Server, peer: Server, callees: list[Callee]
) -> None:
    line = b"SIP/2.0 486 " + phrase
    for server in (example, peer):
        callees[0].begin(answers(""))
        callees[0].script.steps[0].line = line
        caller = Caller(server.port, protocol)
        call = caller.call(caller.request("one"))
        caller.close()
        assert {first_line(sent) for sent in callees[0].sent} == {line}
        assert call.finals == [line], server.name
