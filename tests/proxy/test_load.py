"""Many calls: none may fail, and nothing may stay behind."""

from __future__ import annotations

from pathlib import Path

import pytest
import sipp
from peers import lossy_relay
from servers import HOST, ours, wait_until

CALLS, RATE = 2_000, 200
SHORT = 0.02
"""T1 in seconds, where the test waits for the last transaction to end."""


@pytest.mark.parametrize("protocol", ["UDP", "TCP"])
def test_two_thousand_calls_at_200_a_second(protocol: str, tmp_path: Path) -> None:
    with sipp.callees(tmp_path, protocol) as port:
        target = f"sip:{HOST}:{port};transport={protocol.lower()}"
        with ours({"*": [target]}) as server:
            result = sipp.calls(tmp_path, server.port, CALLS, RATE, protocol)
            counts = server.counts()
    assert (result.successful, result.failed) == (CALLS, 0)
    assert counts["sip_responses_sent{180}"] >= CALLS
    assert counts["sip_responses_sent{200}"] >= 2 * CALLS  # to INVITE and BYE, and repeated
    assert counts["sip_contexts{}"] == 0


def test_callers_on_udp_reach_callees_on_tcp(tmp_path: Path) -> None:
    with (
        sipp.callees(tmp_path, "TCP") as port,
        ours({"*": [f"sip:{HOST}:{port};transport=tcp"]}) as server,
    ):
        result = sipp.calls(tmp_path, server.port, 200, 100)
    assert (result.successful, result.failed) == (200, 0)


def test_each_tenth_datagram_is_lost(tmp_path: Path) -> None:
    """On both sides of the proxy, in both directions: retransmissions mend it."""
    caller, callee = (("-sf", str(sipp.HERE / f"{name}.xml")) for name in ("caller", "callee"))
    with (
        sipp.callees(tmp_path, "UDP", *callee) as port,
        lossy_relay(port) as behind,
        ours({"*": [f"sip:{HOST}:{behind}"]}, "--domain", HOST) as server,
        lossy_relay(server.port) as before,
    ):
        result = sipp.calls(tmp_path, before, 500, 50, "UDP", *caller)
    assert (result.successful, result.failed) == (500, 0)
    assert result.retransmissions > 50


def test_stateless_calls(tmp_path: Path) -> None:
    with (
        sipp.callees(tmp_path) as port,
        ours({"*": [f"sip:{HOST}:{port}"]}, "--stateless") as server,
    ):
        result = sipp.calls(tmp_path, server.port, CALLS, RATE)
    assert (result.successful, result.failed) == (CALLS, 0)


def test_nothing_stays_behind(tmp_path: Path) -> None:
    """Memory after 2,000 calls is what it was after 1,000, when all transactions have ended."""
    with (
        sipp.callees(tmp_path) as port,
        ours({"*": [f"sip:{HOST}:{port}"]}, t1=SHORT) as server,
    ):
        resident = []
        for _ in range(2):
            sipp.calls(tmp_path, server.port, 1_000, RATE)
            wait_until(lambda: server.counts()["sip_transactions{}"] == 0, 60)
            resident.append(server.resident)
    assert resident[1] < resident[0] + (4 << 20)
