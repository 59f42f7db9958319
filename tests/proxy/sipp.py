"""SIPp as caller and callee: many calls at a rate, each for a minute or two at most."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from servers import HOST, free_port, wait_until

LIMIT = 120  # seconds
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Result:
    """What the caller counted."""

    calls: int
    successful: int
    failed: int
    retransmissions: int


@contextmanager
def callees(folder: Path, protocol: str = "UDP", *options: str) -> Iterator[int]:
    """SIPp's own user agent server; gives its port."""
    port = free_port()
    words = options or ("-sn", "uas")
    command = _command(port, protocol, *words)
    with (folder / "uas.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    with process:
        try:
            wait_until(lambda: is_bound(port, protocol))
            yield port
        finally:
            process.terminate()


def is_bound(port: int, protocol: str) -> bool:
    """Does somebody listen there?"""
    text = Path(f"/proc/net/{protocol.lower()}").read_text()
    return any(line.split()[1].endswith(f":{port:04X}") for line in text.splitlines()[1:])


def calls(
    folder: Path,
    proxy_port: int,
    number: int,
    rate: int,
    protocol: str = "UDP",
    *options: str,
    limit: int = LIMIT,
) -> Result:
    """Make calls at a rate a second through a proxy, until all have ended or time is over.

    A message out of order is no failure: a proxy of several processes may overtake itself.
    """
    port = free_port()
    statistics = folder / f"uac-{port}.csv"
    words = options if "-sf" in options else ("-sn", "uac", *options)
    command = _command(port, protocol, *words, limit=limit)
    command += ["-m", str(number), "-r", str(rate), "-l", "9000", "-d", "0"]
    command += ["-default_behaviors", "all,-abortunexp", f"{HOST}:{proxy_port}"]
    command += ["-trace_stat", "-stf", str(statistics), "-fd", "1"]
    with (folder / f"uac-{port}.log").open("w") as log:
        subprocess.run(command, cwd=folder, stdout=log, stderr=log, check=False)
    with statistics.open() as rows:
        *_, last = csv.DictReader(rows, delimiter=";")
    return Result(
        int(last["TotalCallCreated"]),
        int(last["SuccessfulCall(C)"]),
        int(last["FailedCall(C)"]),
        int(last["Retransmissions(C)"]),
    )


def _command(port: int, protocol: str, *words: str, limit: int = LIMIT) -> list[str]:
    transport = {"UDP": "u1", "TCP": "t1"}[protocol]
    where: Sequence[str] = ("-i", HOST, "-p", str(port), "-t", transport)
    # Its media port would be the same for all.
    media: Sequence[str] = ("-mi", HOST, "-mp", str(free_port()))
    return ["timeout", str(limit), "sipp", *words, *where, *media, "-nostdin"]
