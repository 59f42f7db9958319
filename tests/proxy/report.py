"""Write the page about the example beside kamailio, from calls made now.

    python tests/proxy/report.py [--write FOLDER]

Both proxies make the calls of scenarios.py and carry phrases; then SIPp finds the highest rate at
which no call fails, in turns.
"""

from __future__ import annotations

import argparse
import tempfile
import timeit
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import sipp
from peers import Callee, Caller, Script, Step
from scenarios import PHRASES, SCENARIOS
from servers import HOST, Routes, Server, kamailio, ours
from test_calls import play, seen

from sipstatus import encode_status_line, forwarding, is_response, parse_status_line

Start = Callable[[Routes], AbstractContextManager[Server]]

T1 = 0.05
RATES = [100, 150, 200, 300, 400, 500, 600, 700, 800, 1_000, 1_200, 1_600, 2_000, 3_000]
SECONDS = 5
"""How long each rate is tried."""
FAIR = 200
"""Calls a second at which processor time is measured."""

HEAD = """\
# The forking proxy beside kamailio

`nox -s proxy` measured this and wrote this page: `examples/forking_proxy` and Debian's kamailio,
with the same routes, callers and callees, on one machine and in one run.
[Write a proxy](../proxies.md) explains the example.
"""

RATES_HEAD = f"""\
## Rates

A call is INVITE, 180, 200, ACK, BYE and 200 over UDP, from one SIPp to another, {SECONDS} seconds
at each rate. kamailio is written in C, and has two processes for UDP here; the example is Python on
one processor.
"""


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as Prettier lays it out."""
    widths = [max(3, *(len(row[i]) for row in [heads, *rows])) for i in range(len(heads))]
    lines = [heads, ["-" * width for width in widths], *rows]
    cells = (" | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in lines)
    return "".join(f"| {line} |\n" for line in cells)


def calls_seen(servers: Sequence[Server], callees: list[Callee]) -> str:
    """What callers saw, scenario by scenario."""
    rows = []
    for scenario in SCENARIOS:
        words = [", ".join(seen(play(scenario, at, callees))) or "nothing" for at in servers]
        decides = scenario.source if words[0] == words[1] else scenario.decides
        rows.append([scenario.name, *words, decides])
    return table(["Callees answer", *(at.name for at in servers), "Decided by"], rows)


def phrases_seen(servers: Sequence[Server], callee: Callee) -> str:
    """Whether status-lines crossed octet for octet."""
    rows = []
    for name, phrase in PHRASES.items():
        line, words = b"SIP/2.0 486 " + phrase, []
        for server in servers:
            callee.begin(Script([Step(line)]))
            caller = Caller(server.port)
            same = caller.call(caller.request("one")).finals == [line]
            caller.close()
            words.append("the same octets" if same else "changed")
        rows.append([name, f"`{phrase!r}`", *words])
    return table(["Phrase", "Octets", *(at.name for at in servers)], rows)


def highest_rate(folder: Path, start: Start) -> int:
    """Calls a second without a failed one; 0 if even the lowest rate is too much."""
    best = 0
    for rate in RATES:
        number = rate * SECONDS
        with sipp.callees(folder) as port, start({"*": [f"sip:{HOST}:{port}"]}) as server:
            result = sipp.calls(folder, server.port, number, rate, limit=3 * SECONDS)
        if result.successful < number or result.failed:
            break
        best = rate
    return best


def processor_time(folder: Path, start: Start) -> float:
    """Seconds that the proxy takes for a call."""
    number = FAIR * SECONDS
    with sipp.callees(folder) as port, start({"*": [f"sip:{HOST}:{port}"]}) as server:
        before = server.processor_seconds
        sipp.calls(folder, server.port, number, FAIR)
        return (server.processor_seconds - before) / number


def status_line_time() -> float:
    """Seconds that sipstatus takes for the four responses of a call: 100, 180 and two 200."""
    head = b"\r\nVia: SIP/2.0/UDP 127.0.0.1\r\n\r\n"
    lines = [b"SIP/2.0 180 Ringing" + head, b"SIP/2.0 200 OK" + head, b"SIP/2.0 200 OK" + head]

    def call() -> None:
        encode_status_line(100)
        for data in lines:
            is_response(data)
            line = parse_status_line(data)
            forwarding(line.status_code, method="INVITE")
            line.encode()

    number = 20_000
    return min(timeit.repeat(call, number=number, repeat=5)) / number


def rates(folder: Path) -> str:
    """The table of rates and times."""
    starts: list[Start] = [ours, lambda routes: kamailio(routes, folder)]
    (rate, time), (peer_rate, peer_time) = [
        (highest_rate(folder, start), processor_time(folder, start)) for start in starts
    ]
    or_more = " or more" if peer_rate == RATES[-1] else ""
    time_row = f"processor time of a call, at {FAIR} a second"
    share = f"{status_line_time() / time:.2%}".replace("%", " %")
    rows = [
        ["calls a second without a failed one", f"{rate:,}", f"{peer_rate:,}{or_more}"],
        [time_row, f"{time * 1e6:,.0f} µs", f"{peer_time * 1e6:,.0f} µs"],
        ["sipstatus' share of that for status-lines", share, ""],
    ]
    return table(["", "forking_proxy", "kamailio"], rows)


def page() -> str:
    """The whole page."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        callees = [stack.enter_context(Callee()) for _ in range(3)]
        routes = {"three": [at.uri for at in callees], "one": [callees[0].uri]}
        servers = [
            stack.enter_context(ours(routes, t1=T1)),
            stack.enter_context(kamailio(routes, folder, t1=T1)),
        ]
        calls = calls_seen(servers, callees)
        phrases = phrases_seen(servers, callees[0])
    with tempfile.TemporaryDirectory() as name:
        figures = rates(Path(name))
    return "\n".join(
        [
            HEAD,
            "## What the caller sees\n",
            "Three callees, one request. Final responses alone; both also pass 180 and 183 on.\n",
            calls,
            "## Status-lines octet for octet\n",
            phrases,
            RATES_HEAD,
            figures,
        ]
    )


def main() -> None:
    """Read the options, and print or write the page."""
    parser = argparse.ArgumentParser(description="The example beside kamailio.")
    parser.add_argument("--write", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    text = page()
    print(text)
    if options.write:
        (options.write / "proxy.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
