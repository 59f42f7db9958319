"""What the tools print of the first call of the recorded trace, as it is in ``tools/``.

It was written by tshark 4.0.17, tcpdump 4.99.3 and ngrep 1.47 from ``tests/trace/loopback.pcap``;
the name of a file is the command without the options for a file and six packets.
"""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from test_forms import content, expected

from sipstatus.cli.capture.reading import read
from sipstatus.cli.outcome import CommandError

TOOLS = Path(__file__).parent / "tools"
TRACE = Path(__file__).parent.parent / "trace"
BOTH = "127.0.0.1:5060", "127.0.0.1:5061"
SENT = [1, 0, 0, 1, 1, 0]  # INVITE, 180, 200, ACK, BYE, 200: which of both sends
UNREADABLE = {"ngrep"}  # a dot can be a CR, an LF or a dot
WITHOUT_ADDRESSES = {"tshark-x"}


@pytest.mark.parametrize("path", sorted(TOOLS.iterdir()), ids=lambda path: path.stem)
def test_what_tools_print(path: Path) -> None:
    read_messages = runpy.run_path(str(TRACE / "reader.py"))["read_messages"]
    messages = list(read_messages(TRACE / "loopback.pcap"))[:6]
    if path.stem in UNREADABLE:
        with pytest.raises(CommandError, match="6 start-lines stand within lines of a form"):
            list(read(str(path)))
        return
    reading = read(str(path))
    found = list(reading)
    assert [content(message) for message in found] == expected(messages)
    assert reading.faults == []
    if path.stem not in WITHOUT_ADDRESSES:
        assert [message.source for message in found] == [BOTH[which] for which in SENT]
        assert [message.destination for message in found] == [BOTH[not which] for which in SENT]
