"""What people paste and capture gets the right answer, or a clear word.

The files in ``cases/`` have forms that public reports and tools' manuals show.  By RFC 3261 section
22.2 a 401 without WWW-Authenticate is the one true finding, wherever it occurs.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from forms import bare, freeswitch, ngrep, sipp

from sipstatus.cli import main
from sipstatus.cli.capture.reading import read
from sipstatus.cli.outcome import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = Path(__file__).parent / "cases"

# File -> the responses in it, by line and code, and the lines whose 401 lacks its challenge.
ANSWERS: dict[str, tuple[list[tuple[int, int]], list[int]]] = {
    "ngrep-byline.txt": ([(11, 408)], []),
    "tcpdump-A.txt": ([(2, 401), (9, 100)], [2]),
    "bom-first.txt": ([(1, 401), (6, 404)], [1]),
    "sipfrag.txt": ([(11, 200)], []),
    "fs.txt": ([(3, 401)], [3]),
    "homer-php.json": ([(1, 404)], []),
    "crcrlf.txt": ([(1, 401), (6, 404)], [1]),
}


def test_every_case_has_an_answer() -> None:
    assert {path.name for path in CASES.iterdir()} == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_cases(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    responses, faulty = ANSWERS[name]
    reading = read(str(CASES / name))
    found = [message for message in reading if message.is_response]
    assert [(message.place, int(message.start_line.split()[1])) for message in found] == responses
    assert reading.faults == []
    assert main(["lint", str(CASES / name), "--errors-only", "--format", "json"]) == bool(faulty)
    findings = json.loads(capsys.readouterr().out)
    assert [(row["line"], row["header"]) for row in findings] == [
        (line, "WWW-Authenticate") for line in faulty
    ]


def test_the_bare_scan_of_a_text_with_a_byte_order_mark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    octets = (CASES / "bom-first.txt").read_bytes()
    for name, encoded in (
        ("utf-8", octets),
        ("utf-8.gz", gzip.compress(octets)),
        ("utf-16", octets.decode("utf-8-sig").encode("utf-16")),
    ):
        (tmp_path / name).write_bytes(encoded)
        assert main(["scan", str(tmp_path / name), "--format", "json"]) == 0
        rows = json.loads(capsys.readouterr().out)["codes"]
        assert {row["code"]: row["count"] for row in rows} == {401: 1, 404: 1}


MESSAGE = b"SIP/2.0 404 Not Found\r\nVia: SIP/2.0/UDP 192.0.2.1\r\nContent-Length: 0\r\n\r\n"
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("form", [bare, ngrep, freeswitch])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings(encoding: str, form: Callable[[list[bytes]], bytes], tmp_path: Path) -> None:
    octets = form([MESSAGE, MESSAGE])
    (tmp_path / "plain").write_bytes(octets)
    (tmp_path / "log").write_bytes(octets.decode().encode(encoding))
    messages = list(read(str(tmp_path / "log")))
    assert len(messages) == 2
    assert messages == list(read(str(tmp_path / "plain")))


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_logs_under_any_name(compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (tmp_path / "m.log.1").write_bytes(compress(sipp([MESSAGE, MESSAGE])))
    reading = read(str(tmp_path / "m.log.1"))
    assert [message.place for message in reading] == [4, 12]
    assert reading.octets == (tmp_path / "m.log.1").stat().st_size


@pytest.mark.parametrize(
    ("octets", "error"),
    [
        (b"", "no SIP message found in it"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "no SIP message found in it"),
        (
            b"10:00 we got SIP/2.0 200 OK\n10:01 we sent SIP/2.0 404 Not Found\n",
            "no SIP message found in it; start-lines stand only within lines, the first on line 1",
        ),
        (
            b"U 192.0.2.1:5060 -> 192.0.2.2:5060\n\n  SIP/2.0 200 OK..Via: SIP/2.0/UDP a..l: 0..\n",
            "1 start-line stands within a line of a form that is not known, on line 3",
        ),
        (
            b"SIP/2.0 200 OK\nVia: a\n" + b"x: 1\n" * 14_000,
            "line 1: a message has no end within 65,535 octets",
        ),
    ],
)
def test_what_cannot_be_read(octets: bytes, error: str, tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(octets)
    with pytest.raises(CommandError) as raised:
        list(read(str(tmp_path / "log")))
    assert str(raised.value) == f"{tmp_path / 'log'}: {error}"


def test_a_part_that_cannot_be_read(tmp_path: Path) -> None:
    unknown = b"> SIP/2.0 200 OK | Via: SIP/2.0/UDP 192.0.2.1 |\n"
    (tmp_path / "log").write_bytes(MESSAGE + unknown + MESSAGE + unknown)
    reading = read(str(tmp_path / "log"))
    assert [message.place for message in reading] == [1, 6]
    assert reading.faults == [
        "2 start-lines stand within lines of a form that is not known, the first on line 5"
    ]


def test_prose_beside_messages_is_no_fault(tmp_path: Path) -> None:
    """A summary of a message has no header fields; what it sums up stands elsewhere."""
    prose = b"10:00:00 DEBUG received SIP/2.0 404 Not Found from 192.0.2.1:5060\n"
    (tmp_path / "log").write_bytes(prose + MESSAGE + prose)
    reading = read(str(tmp_path / "log"))
    assert [message.place for message in reading] == [2]
    assert reading.faults == []
