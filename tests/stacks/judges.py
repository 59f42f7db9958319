"""Puts the forty lines before all stacks that can be had, and writes what they read.

    python tests/stacks/judges.py [--build FOLDER]

Whole messages are put before them: the line, and the header fields that every response has. The
readings go to `docs/benchmarks/stacks.json`, and `stacks_page.py` makes the page of them.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import captures
import corpus
import kamailio
import native
import stacks_page
import tshark
from judged_lines import LINES
from machine import distribution
from python_stacks import STACKS, Stack
from stacks_page import NOT_ASKED, Code, Judge

MESSAGES = [corpus.short_response(line.octets) for line in LINES]

Codes = Sequence[int | None]


def of_datagrams(read: Callable[[Sequence[bytes]], Codes]) -> list[Code]:
    """For a judge that reads datagrams: not asked what does not fit into one."""
    fitting = [message for message in MESSAGES if len(message) <= captures.LARGEST]
    found = iter(read(fitting))
    return [next(found) if message in fitting else NOT_ASKED for message in MESSAGES]


def by_kamailio() -> Judge:
    def read(messages: Sequence[bytes]) -> Codes:
        return kamailio.codes(messages, ask=MESSAGES[0])

    return Judge("kamailio", kamailio.version(), of_datagrams(read))


def by_tshark() -> Judge:
    def read(messages: Sequence[bytes]) -> Codes:
        with tempfile.TemporaryDirectory() as folder:
            capture = Path(folder) / "lines.pcap"
            captures.write_capture(capture, messages)
            return [one.status_code if one else None for one in tshark.read(capture)]

    return Judge("tshark", tshark.version(), of_datagrams(read))


def by_native(peer: native.Native, build: Path) -> Judge:
    folder = build / peer.name.split()[0]
    folder.mkdir(parents=True, exist_ok=True)
    program, version = peer.build(folder)
    return Judge(peer.name, version, [*native.Driver(program, MESSAGES, folder).codes()])


def by_python(stack: Stack) -> Judge:
    return Judge(stack.name, distribution(stack.name), [*stack.read(MESSAGES)])


def judges(build: Path) -> list[Judge]:
    """All of them; one that cannot be had says why."""
    asked: list[tuple[str, Callable[[], Judge]]] = [
        ("kamailio", by_kamailio),
        ("tshark", by_tshark),
        *((one.name, lambda one=one: by_native(one, build)) for one in whole_messages()),
        *((one.name, lambda one=one: by_python(one)) for one in STACKS),
    ]
    found = []
    for name, ask in asked:
        try:
            found.append(ask())
        except (native.NotPresentError, OSError, subprocess.CalledProcessError) as error:
            found.append(Judge(name, absent=str(error)))
    return found


def whole_messages() -> list[native.Native]:
    """The drivers of the benchmark that read SIP messages."""
    return [one for one in native.NATIVES if one.given == "response"]


def main() -> None:
    """Ask, and write the readings and the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--build", type=Path, metavar="FOLDER", help="keep native stacks here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = judges((arguments.build or Path(folder)).absolute())
    stacks_page.write(found)
    for judge in found:
        wrong = sum(
            code != NOT_ASKED and not line.is_right(code)
            for line, code in zip(LINES, judge.codes, strict=False)
        )
        print(f"{judge.name} {judge.version}: {judge.absent or f'{wrong} lines read wrong'}")


if __name__ == "__main__":
    main()
