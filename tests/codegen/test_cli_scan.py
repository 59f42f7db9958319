"""``sipstatus scan``: counted right however the octets come, shown well, interrupted politely."""

from __future__ import annotations

import bz2
import contextlib
import csv
import errno
import gzip
import io
import json
import lzma
import os
import re
import signal
import subprocess
import sys
from threading import Thread
from typing import TYPE_CHECKING, Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox import (
    ENVIRONMENT,
    ROOT,
    in_process_of_its_own,
    read_terminal,
    sipstatus,
    start_on_a_terminal,
)

from sipstatus import StatusCodeCounter, cli, count_status_codes
from sipstatus.cli.capture import counting, message_counts
from sipstatus.cli.capture.sources import CHUNK_SIZE, WINDOW_SIZE, count_window, windows
from sipstatus.cli.commands import scan_without_click
from sipstatus.cli.commands.scan import command
from sipstatus.cli.commands.scan_without_click import Options, read
from sipstatus.cli.terminal import histogram, progress

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOG = (
    b"2026-01-07 sent SIP/2.0 500 and more\n"
    b"SIP/2.0 100 Trying\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n\r\n"
    b"SIP/2.0 200 OK\r\nSIP/2.0 200 Fine\nSIP/2.0 299 \r\n"
    b"SIP/2.0 486 Busy Here\r\n\x00\x01\xffSIP/2.0 600 Busy Everywhere\r\n"
    b"SIP/2.0 4_86 x\r\nSIP/2.0 503 cut off"
)
AT_LINES = {100: 1, 200: 2, 299: 1, 486: 1}
ANYWHERE = {**AT_LINES, 500: 1, 600: 1}


def counted(*arguments: str | Path, cwd: Path, code: int = 0) -> dict[int, int]:
    """What the command counts."""
    outcome = sipstatus("scan", *arguments, "--format", "json", cwd=cwd)
    assert outcome.code == code, outcome.errors
    return {row["code"]: row["count"] for row in json.loads(outcome.out)["codes"]}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log with six status-lines, four of them at the beginning of a line."""
    place = tmp_path / "sip.log"
    place.write_bytes(LOG)
    return place


class TestCounts:
    """Where the octets come from makes no difference."""

    def test_a_file(self, log: Path, tmp_path: Path) -> None:
        assert counted(log, cwd=tmp_path) == AT_LINES
        assert counted(log, "--anywhere", cwd=tmp_path) == ANYWHERE

    @pytest.mark.parametrize(
        ("suffix", "compress"),
        [
            (".gz", gzip.compress),
            (".GZ", gzip.compress),
            (".bz2", bz2.compress),
            (".xz", lzma.compress),
            (".xz", lambda octets: lzma.compress(octets) + bytes(4)),  # the format's padding
            (".lzma", lambda octets: lzma.compress(octets, lzma.FORMAT_ALONE)),
            (".zst", zstd.compress),
        ],
    )
    def test_a_compressed_file(
        self, suffix: str, compress: Callable[[bytes], bytes], tmp_path: Path
    ) -> None:
        place = tmp_path / f"sip.log{suffix}"
        place.write_bytes(compress(LOG[:70]) + compress(LOG[70:]))  # as rotated logs are joined
        assert counted(place, cwd=tmp_path) == AT_LINES

    @pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
    def test_compressed_data_under_any_name(
        self, compress: Callable[[bytes], bytes], tmp_path: Path
    ) -> None:
        """As rotated logs have it, and pipes have none at all."""
        (tmp_path / "sip.log.1").write_bytes(compress(LOG))
        (tmp_path / "text.gz").write_bytes(LOG)
        assert counted("sip.log.1", cwd=tmp_path) == AT_LINES
        assert counted("text.gz", cwd=tmp_path) == AT_LINES
        ran = subprocess.run(
            [sys.executable, "-m", "sipstatus", "scan", "-", "--format", "json"],
            cwd=tmp_path,
            env=ENVIRONMENT,
            input=compress(LOG),
            capture_output=True,
            check=True,
        )
        report = json.loads(ran.stdout)
        assert {row["code"]: row["count"] for row in report["codes"]} == AT_LINES

    def test_a_pipe(self, tmp_path: Path) -> None:
        ran = subprocess.run(
            [sys.executable, "-m", "sipstatus", "scan", "-", "--format", "json"],
            cwd=tmp_path,
            env=ENVIRONMENT,
            input=LOG * 50_000,  # more than a pipe holds
            capture_output=True,
            check=True,
        )
        report = json.loads(ran.stdout)
        assert {row["code"]: row["count"] for row in report["codes"]} == {
            **{code: 50_000 * count for code, count in AT_LINES.items()},
            503: 49_999,  # what is cut off ends where the next copy's first line ends
        }
        assert report["octets"] == 50_000 * len(LOG)

    @pytest.mark.parametrize("messages", [[], ["--messages"]])
    def test_a_pipe_that_is_named_twice(self, messages: list[str], tmp_path: Path) -> None:
        """There is nothing left for the second time, not even what the first look has read."""
        ran = subprocess.run(
            [sys.executable, "-m", "sipstatus", "scan", "-", "-", "--format", "csv", *messages],
            cwd=tmp_path,
            env=ENVIRONMENT,
            input=b"SIP/2.0 200 \nVia: x\n\n",
            capture_output=True,
            check=False,
        )
        assert ran.stdout == b"code,phrase,class,count,share\n200,OK,2xx,1,1.0\n"

    def test_a_pipe_with_a_name(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")

        def write() -> None:
            with (tmp_path / "pipe").open("wb") as pipe:
                pipe.write(gzip.compress(LOG))

        for messages in ((), ("--messages",)):
            thread = Thread(target=write)
            thread.start()
            assert counted("pipe", *messages, cwd=tmp_path)[100] == 1
            thread.join()

    def test_what_is_left_of_redirected_input(self, log: Path, tmp_path: Path) -> None:
        with log.open("rb", buffering=0) as file:
            file.seek(LOG.index(b"SIP/2.0 200"))
            ran = subprocess.run(
                [sys.executable, "-m", "sipstatus", "scan", "-", "--format", "csv"],
                cwd=tmp_path,
                env=ENVIRONMENT,
                stdin=file,
                capture_output=True,
                check=True,
                text=True,
            )
        assert [row["code"] for row in csv.DictReader(io.StringIO(ran.stdout))] == [
            *("200", "299", "486")
        ]

    def test_a_line_ends_with_its_file(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"SIP/2.0 200 OK\r\nSIP/2.0 18")
        (tmp_path / "b").write_bytes(b"0 Ringing\r\nSIP/2.0 404 Not Found\r\n")
        (tmp_path / "c.gz").write_bytes(gzip.compress(b"SIP/2.0 18"))
        (tmp_path / "d.gz").write_bytes(gzip.compress(b"1 x\r\nSIP/2.0 603 Decline\r\n"))
        (tmp_path / "e").write_bytes(b"")
        assert counted(*"abe", "c.gz", "d.gz", cwd=tmp_path) == {200: 1, 404: 1, 603: 1}

    @pytest.mark.parametrize("threads", ["1", "2", "5"])
    def test_threads(self, threads: str, tmp_path: Path) -> None:
        octets = LOG[:-7] + b"\n"
        times = 40_000_000 // len(octets)  # three windows
        (tmp_path / "big.log").write_bytes(octets * times)
        expected = {code: times * count for code, count in {**AT_LINES, 503: 1}.items()}
        assert counted("big.log", "--threads", threads, cwd=tmp_path) == expected

    @pytest.mark.parametrize("started", [0, 1])
    def test_threads_that_cannot_be_had(
        self, started: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        left = started

        class Limited(Thread):
            def start(self) -> None:
                nonlocal left
                if not left:
                    raise RuntimeError("can't start new thread")
                left -= 1
                super().start()

        monkeypatch.setattr(counting, "Thread", Limited)
        octets = LOG + b"\n"
        times = 40_000_000 // len(octets)
        (tmp_path / "big.log").write_bytes(octets * times)
        expected = {code: times * count for code, count in {**AT_LINES, 503: 1}.items()}
        assert counted("big.log", "--threads", "3", cwd=tmp_path) == expected

    def test_a_file_of_the_kernel_s(self, tmp_path: Path) -> None:
        """Its size is 0, and it has octets nevertheless."""
        outcome = sipstatus("scan", "/proc/self/status", "--format", "json", cwd=tmp_path)
        assert json.loads(outcome.out)["octets"] > 100


pieces = st.sampled_from(
    [
        *(b"SIP/2.0 200 OK\r\n", b"sip/3.14 486 x\n", b"SIP/2.0 180 SIP/2.0 404 y\r\n", b"\n"),
        *(b"SIP/2.0 200 ", b"x", b"\r\n", b"SIP/2.0 603 " + b"a" * 65_521 + b"\r\n"),
        *(b"SIP/2.0 603 " + b"a" * 65_522 + b"\r\n", b"b" * 65_500, b"c" * 140_000, b"S", b" 2"),
    ]
)


@given(st.lists(pieces, max_size=12).map(b"".join), st.integers(1, 40), st.booleans(), st.data())
def test_windows_give_what_the_whole_gives(
    octets: bytes, parts: int, anywhere: bool, draw: st.DataObject
) -> None:
    first = draw.draw(st.just(0) | st.integers(0, len(octets)))
    file = os.memfd_create("log")
    try:
        os.write(file, octets)
        counters = []
        for window in windows(file, first, len(octets), max(1, len(octets) // parts)):
            counters.append(StatusCodeCounter(anywhere=anywhere))
            count_window(window, first, counters[-1], anywhere)
    finally:
        os.close(file)
    total = StatusCodeCounter()
    for counter in counters:
        total.merge(counter)
    expected = count_status_codes(octets[first:], anywhere=anywhere)
    assert total.counts == expected


class TestShown:
    """The formats, for people and for programs."""

    def test_table(self, log: Path, tmp_path: Path) -> None:
        lines = sipstatus("scan", log, cwd=tmp_path).lines
        assert lines[:5] == [
            "code  reason phrase  count   share",
            "100   Trying             1  20.00%  " + "█" * 20,
            "200   OK                 2  40.00%  " + "█" * 40,
            "299                      1  20.00%  " + "█" * 20,
            "486   Busy Here          1  20.00%  " + "█" * 20,
        ]
        assert lines[6:10] == [
            "class  name             count   share",
            "1xx    PROVISIONAL          1  20.00%  " + "█" * 13 + "▍",
            "2xx    SUCCESS              3  60.00%  " + "█" * 40,
            "4xx    REQUEST_FAILURE      1  20.00%  " + "█" * 13 + "▍",
        ]
        assert lines[11].startswith("5 status-lines in 224 octets, ")
        # RFC 6076: 200 is the only success, 486 effective too
        assert lines[12].startswith("SER 50.0%, SEER 75.0%, ISA 0.0% (RFC 6076), if ")
        assert len(lines) == 13

    def test_by_class(self, log: Path, tmp_path: Path) -> None:
        lines = sipstatus("scan", log, "--by", "class", cwd=tmp_path).lines
        assert lines[0] == "class  name             count   share"
        assert lines[5].startswith("5 status-lines in ")

    def test_nothing_found(self, tmp_path: Path) -> None:
        (tmp_path / "empty").write_bytes(b"")
        outcome = sipstatus("scan", "empty", cwd=tmp_path)
        assert outcome.code == 0
        assert outcome.out.startswith("0 status-lines in 0 octets, ")
        assert len(outcome.lines) == 1  # no call, so no ratio of calls

    def test_nothing_that_looks_like_a_status_line(self, tmp_path: Path) -> None:
        (tmp_path / "log").write_bytes(b"INVITE sip:b@b.example SIP/2.0\r\n")
        _, hint = sipstatus("scan", "log", cwd=tmp_path).lines
        assert hint == "no line begins with a status-line, nor is there one within a line"

    def test_json(self, log: Path, tmp_path: Path) -> None:
        report = json.loads(sipstatus("scan", log, "--format", "json", cwd=tmp_path).out)
        assert report["complete"] is True
        assert report["status_lines"] == 5
        assert report["octets"] == len(LOG)
        assert report["codes"][2] == {
            **{"code": 299, "phrase": None, "class": "2xx"},
            **{"count": 1, "share": 0.2},
        }
        assert report["classes"][0] == {
            **{"class": "1xx", "name": "PROVISIONAL"},
            **{"count": 1, "share": 0.2},
        }
        assert report["metrics"]["SER"] == {"numerator": 2, "denominator": 4, "percent": 50.0}

    @pytest.mark.parametrize(
        ("by", "rows"),
        [
            ("code", ["code,phrase,class,count,share", "100,Trying,1xx,1,0.2"]),
            ("class", ["class,name,count,share", "1xx,PROVISIONAL,1,0.2"]),
        ],
    )
    def test_csv_and_markdown(self, by: str, rows: list[str], log: Path, tmp_path: Path) -> None:
        lines = sipstatus("scan", log, "--by", by, "--format", "csv", cwd=tmp_path).lines
        assert lines[:2] == rows
        lines = sipstatus("scan", log, "--by", by, "--format", "markdown", cwd=tmp_path).lines
        assert lines[2] == f"| {rows[1].replace(',', ' | ')} |"

    def test_a_locale_without_blocks(self, log: Path, tmp_path: Path) -> None:
        locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        outcome = in_process_of_its_own("scan", log, cwd=tmp_path, environment=locale)
        assert outcome.lines[2].endswith("  " + "#" * 40)


class TestWhatLinesDoNotShow:
    """A count of 0 is told from lines that cannot be counted, and those from other files."""

    HINT = "there are status-lines, but none where a line begins: try --messages; --anywhere also"

    @pytest.mark.parametrize("compress", [bytes, gzip.compress])
    def test_status_lines_within_lines(
        self, compress: Callable[[bytes], bytes], tmp_path: Path
    ) -> None:
        (tmp_path / "log").write_bytes(compress(b"> SIP/2.0 200 OK\r\n"))
        outcome = sipstatus("scan", "log", "--format", "json", cwd=tmp_path)
        assert (outcome.code, json.loads(outcome.out)["complete"]) == (2, False)
        assert outcome.errors.startswith(f"sipstatus: log: {self.HINT}")
        assert outcome.errors.count("\n") == 1
        assert counted("log", "--anywhere", cwd=tmp_path) == {200: 1}

    def test_in_one_of_several_files(self, log: Path, tmp_path: Path) -> None:
        (tmp_path / "prefixed").write_bytes(b"> SIP/2.0 200 OK\r\n")
        (tmp_path / "prose").write_bytes(b"Nothing about SIP.\n")
        outcome = sipstatus("scan", log, "prefixed", "prose", cwd=tmp_path)
        assert outcome.code == 1
        assert outcome.errors.startswith(f"sipstatus: prefixed: {self.HINT}")
        assert outcome.errors.count("\n") == 1

    def test_lines_that_end_with_cr_cr_lf(self, tmp_path: Path) -> None:
        """A log that was written in text mode twice."""
        (tmp_path / "log").write_bytes(b"SIP/2.0 200 OK\r\r\n")
        assert sipstatus("scan", "log", cwd=tmp_path).code == 2
        outcome = sipstatus("scan", "log", "--anywhere", cwd=tmp_path)
        assert outcome.code == 2
        assert outcome.errors.endswith("but none of them is whole: try --messages\n")

    @pytest.mark.parametrize("place", [CHUNK_SIZE, WINDOW_SIZE])
    @pytest.mark.parametrize("distance", [1, 10, 11, 12])
    def test_at_the_seam_of_chunks_and_windows(
        self, place: int, distance: int, tmp_path: Path
    ) -> None:
        octets = b"x" * (place - distance) + b"SIP/2.0 200"
        (tmp_path / "log").write_bytes(octets)
        assert sipstatus("scan", "log", cwd=tmp_path).code == 2
        ran = subprocess.run(
            [sys.executable, "-m", "sipstatus", "scan", "-"],
            cwd=tmp_path,
            env=ENVIRONMENT,
            input=octets,
            capture_output=True,
            check=False,
        )
        assert ran.returncode == 2

    @pytest.mark.parametrize("compress", [bytes, gzip.compress])
    def test_a_byte_order_mark(self, compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
        octets = b"\xef\xbb\xbfSIP/2.0 200 OK\r\nSIP/2.0 404 x\r\n"
        (tmp_path / "log").write_bytes(compress(octets))
        outcome = sipstatus("scan", "log", "--format", "json", cwd=tmp_path)
        assert json.loads(outcome.out)["octets"] == len(octets)
        assert counted("log", cwd=tmp_path) == {200: 1, 404: 1}

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("compress", [bytes, gzip.compress])
    def test_utf_16(
        self, encoding: str, compress: Callable[[bytes], bytes], tmp_path: Path
    ) -> None:
        """What Windows programs write; with a byte-order mark or without."""
        text = "SIP/2.0 200 OK\r\nSIP/2.0 404 занято\r\n"
        (tmp_path / "log").write_bytes(compress(text.encode(encoding)))
        assert counted("log", cwd=tmp_path) == {200: 1, 404: 1}

    @pytest.mark.parametrize("compress", [bytes, gzip.compress])
    def test_a_packet_capture(self, compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
        """It is read as one, and stderr says so; its lines begin where no line feed is."""
        octets = compress((ROOT / "tests/trace/loopback.pcap").read_bytes())
        (tmp_path / "capture").write_bytes(octets)
        call = ("scan", "capture", "--format", "json")
        outcome = sipstatus(*call, cwd=tmp_path)
        assert outcome.code == 0
        assert outcome.errors == "sipstatus: capture is a packet capture: counting its messages\n"
        report = json.loads(outcome.out)
        assert (report["requests"], report["responses"]) == (212, 143)  # as tshark says
        piped = subprocess.run(
            [sys.executable, "-m", "sipstatus", "scan", "-", "--format", "json"],
            env=ENVIRONMENT,
            input=octets,
            capture_output=True,
            check=True,
        )
        assert json.loads(piped.stdout)["codes"] == report["codes"]
        warned = sipstatus(*call, "--anywhere", cwd=tmp_path)
        assert warned.code == 0
        assert warned.errors.endswith("capture is a packet capture: --messages finds more\n")

    def test_a_byte_order_mark_in_a_pipe(self, tmp_path: Path) -> None:
        ran = subprocess.run(
            [sys.executable, "-m", "sipstatus", "scan", "-", "--format", "csv"],
            cwd=tmp_path,
            env=ENVIRONMENT,
            input=b"\xef\xbb\xbfSIP/2.0 200 OK\r\n",
            capture_output=True,
            check=True,
        )
        assert ran.stdout.endswith(b"200,OK,2xx,1,1.0\n")


class TestRefusals:
    """One clear line, and what was counted is not lost."""

    def test_a_missing_file_is_told_before_anything_is_counted(
        self, log: Path, tmp_path: Path
    ) -> None:
        outcome = sipstatus("scan", log, "no\x1b[2J.log", cwd=tmp_path)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.errors == "sipstatus: no\\x1b[2J.log: No such file or directory\n"

    def test_a_folder(self, tmp_path: Path) -> None:
        outcome = sipstatus("scan", ".", cwd=tmp_path)
        assert (outcome.code, outcome.errors) == (2, "sipstatus: .: Is a directory\n")

    @pytest.mark.parametrize(
        ("name", "octets", "error"),
        [
            ("cut.gz", gzip.compress(LOG)[:-9], "its compressed data are cut off"),
            ("cut.bz2", bz2.compress(LOG)[:-9], "its compressed data are cut off"),
            ("cut.xz", lzma.compress(LOG)[:-9], "its compressed data are cut off"),
            ("cut.zst", zstd.compress(LOG)[:-3], "its compressed data are cut off"),
            ("bad.gz", gzip.compress(LOG)[:10] + LOG, "its compressed data are damaged ("),
            ("bad.bz2", bz2.compress(LOG)[:4] + LOG, "its compressed data are damaged ("),
            ("bad.xz", lzma.compress(LOG)[:6] + LOG, "its compressed data are damaged ("),
            ("bad.zst", zstd.compress(LOG)[:4] + LOG, "its compressed data are damaged ("),
            ("more.xz", lzma.compress(LOG) + LOG, "its compressed data are damaged ("),
            # Headers that demand a dictionary of 4 GiB, and a window of 2 GiB.
            ("large.lzma", b"\x5d" + b"\xff" * 12, "its compressed data demand too much memory ("),
            ("large.xz", b"\x5d" + b"\xff" * 12, "its compressed data demand too much memory ("),
            (
                "large.zst",
                b"\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00",
                "its compressed data demand too much memory (",
            ),
        ],
    )
    def test_damage(self, name: str, octets: bytes, error: str, log: Path, tmp_path: Path) -> None:
        (tmp_path / name).write_bytes(octets)
        outcome = sipstatus("scan", log, name, "--format", "json", cwd=tmp_path)
        assert outcome.code == 2
        assert outcome.errors.startswith(f"sipstatus: {name}: {error}")
        assert outcome.errors.count("\n") == 1
        report = json.loads(outcome.out)
        assert report["complete"] is False
        assert report["status_lines"] >= sum(AT_LINES.values())

    def test_a_file_cut_short_meanwhile(
        self, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def shortened(file: int, start: int, stop: int) -> Any:
            os.truncate(log, 10)
            return windows(file, start, stop)

        monkeypatch.setattr("sipstatus.cli.capture.counting.windows", shortened)
        outcome = sipstatus("scan", log, cwd=tmp_path)
        assert outcome.code == 2
        assert outcome.errors == f"sipstatus: {log}: it became shorter while it was read\n"

    def test_without_zstd(self, tmp_path: Path) -> None:
        (tmp_path / "a.zst").write_bytes(zstd.compress(LOG))
        program = (
            "import sys; sys.modules['backports.zstd'] = sys.modules['compression.zstd'] = None; "
            "from sipstatus.cli import main; sys.exit(main(['scan', 'a.zst']))"
        )
        ran = subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            env=ENVIRONMENT,
            capture_output=True,
            check=False,
            text=True,
        )
        assert ran.returncode == 2
        assert ran.stderr.startswith("sipstatus: a.zst: this needs ")
        assert ran.stderr.endswith(': in a clone of the sources, pip install ".[zstd]"\n')

    def test_without_click(self, log: Path, tmp_path: Path) -> None:
        program = (
            "import sys; sys.modules['click'] = sys.modules['rich'] = None; "
            f"from sipstatus.cli import main; sys.exit(main(['scan', {str(log)!r}]))"
        )
        ran = subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            env=ENVIRONMENT,
            capture_output=True,
            check=True,
        )
        assert ran.stdout.decode().startswith("code  reason phrase")


# --- Two readers of one command line ------------------------------------------------------------

words = st.sampled_from(
    [
        *(option.flag for option in scan_without_click.OPTIONS),
        *("--format=json", "--format=", "--by=code", "--threads=2", "--threads=0", "--threads= 3"),
        *("--anywhere=1", "--any", "-h", "-x", "--", "-", "--no-such", "--format=JSON"),
        *(
            "json",
            "csv",
            "method",
            "--messages=1",
            "openmetrics",
            "code",
            "class",
            "2",
            "007",
            "257",
            "+1",
            "1_0",
            "²",
            "x.log",
            "-1",
        ),
    ]
)


EVERYDAY = {
    *("--anywhere", "--messages", "--format=json", "--by=code", "--threads=2", "--", "-"),
    *("json", "csv", "method", "--messages=1", "openmetrics", "code", "class", "2", "x.log"),
}


@given(st.lists(words, max_size=7))
def test_the_light_reader_says_what_click_says(arguments: list[str]) -> None:
    """Or nothing at all; and all that people write every day it understands."""
    options = read(arguments)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            context = command.make_context("scan", [*arguments], help_option_names=["-h", "--help"])
    except (click.UsageError, click.exceptions.Exit):
        assert options is None
        return
    given = context.params
    expected = Options(given.pop("files"))._replace(**given)
    assert options == expected or (options is None and not EVERYDAY.issuperset(arguments))


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (["a"], Options(("a",))),
        (["-", "a", "--anywhere"], Options(("-", "a"), anywhere=True)),
        (["--format", "csv", "a", "--by=class"], Options(("a",), form="csv", by="class")),
        (["--threads", "8", "--", "--by"], Options(("--by",), threads=8)),
        ([], None),
        (["--threads", "0", "a"], None),
        (["a", "--by"], None),
        (["--help"], None),
        ([""], None),
    ],
)
def test_the_light_reader(arguments: list[str], options: Options | None) -> None:
    assert read(arguments) == options


# --- On a terminal ------------------------------------------------------------------------------


def test_a_bar_and_a_table_on_a_terminal(tmp_path: Path) -> None:
    with (tmp_path / "big.log").open("wb") as file:
        file.write(LOG)
        file.truncate(100_000_000)
    program = (
        "import sys; from sipstatus.cli import main; "
        "from sipstatus.cli.terminal import progress; progress.DELAY = 0; "
        "sys.exit(main(['scan', 'big.log', '--threads', '1']))"
    )
    process, master = start_on_a_terminal("-c", program, cwd=tmp_path)
    shown = read_terminal(master, 60)
    os.close(master)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    assert "━" in shown  # rich's bar
    assert "MiB" in shown
    assert shown.index("━") < shown.index("reason phrase") < shown.index("█")


@pytest.mark.parametrize("missing", ["", "sys.modules['click'] = sys.modules['rich'] = None; "])
@pytest.mark.parametrize("messages", [False, True])
def test_no_word_is_broken_on_a_terminal(missing: str, messages: bool, tmp_path: Path) -> None:
    """At 80 columns, every line that was printed fits, and the sentences are whole."""
    lines = b"".join(
        b"SIP/2.0 %d x\r\nCSeq: 1 INVITE\r\nCall-ID: %d\r\n\r\n" % (code, call)
        for call, code in enumerate((100, 199, 200, 302, 407, 439, 480, 500, 555, 600, 603))
    )
    (tmp_path / "a.log").write_bytes(lines)
    arguments = ["scan", "a.log", *["--messages"][: int(messages)]]
    program = f"import sys; {missing}from sipstatus.cli import main; sys.exit(main({arguments}))"
    process, master = start_on_a_terminal("-c", program, cwd=tmp_path)
    shown = read_terminal(master, 60).replace("\r\n", "\n")
    os.close(master)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert max(map(len, shown.splitlines())) <= 80
    sentences = " ".join(shown.split())
    assert "555 Push Notification Service Not Supported 1" in sentences
    if messages:
        end = "8 session requests (RFC 6076); left out: 1 challenged, 2 without a final response"
        assert f"{end} SER" in sentences
    else:
        end = "(RFC 6076), if the final responses answer INVITEs outside dialogs, each once"
        assert sentences.endswith(end)


def test_a_terminal_of_absurd_width(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.log").write_bytes(LOG)
    monkeypatch.setenv("COLUMNS", "9" * 5000)
    outcome = sipstatus("scan", "a.log", cwd=tmp_path)
    assert (outcome.code, outcome.errors) == (0, "")


@pytest.mark.parametrize("messages", [False, True])
def test_ctrl_c_shows_what_was_counted_so_far(messages: bool, tmp_path: Path) -> None:
    """Typed on the terminal that the input is read from, while the bar is there."""
    arguments = ["scan", "-", *["--messages"][: int(messages)]]
    program = (
        "import sys; from sipstatus.cli import main; from sipstatus.cli.capture import "
        f"message_counts; message_counts.PROGRESS_EVERY = 1; sys.exit(main({arguments}))"
    )
    process, master = start_on_a_terminal("-c", program, cwd=tmp_path)
    typed = 0
    shown = ""
    while "\x1b[" not in shown and typed < 300:  # no escape sequence but the bar's
        os.write(master, b"SIP/2.0 486 Busy Here\nCSeq: 1 INVITE\n\n")
        typed += 1
        shown += read_terminal(master, 0.2)
    os.write(master, b"\x03")
    shown += read_terminal(master, 60)
    os.close(master)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 128 + signal.SIGINT, shown
    _, _, report = shown.partition("reason phrase")
    count = next(int(part) for part in report.split("Busy Here")[1].split() if part.isdigit())
    assert 1 <= count <= typed
    assert "sipstatus: interrupted; counted until then" in report
    assert "Traceback" not in shown


def test_interrupted_threads_leave_their_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.log").write_bytes(LOG)

    def interrupted(bar: progress.Bar, done: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(progress.Bar, "show", interrupted)
    outcome = sipstatus("scan", "a.log", "--format", "json", cwd=tmp_path)
    assert outcome.code == 128 + signal.SIGINT
    assert outcome.errors == "sipstatus: interrupted; counted until then\n"
    assert json.loads(outcome.out)["complete"] is False


class _Interrupting:
    """Is named by a class at the moment when somebody types Ctrl-C."""

    def __set_name__(self, owner: type, name: str) -> None:
        raise KeyboardInterrupt


@pytest.mark.parametrize("messages", [False, True])
def test_an_interrupt_while_the_bar_is_loaded(
    messages: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python 3.11 makes another exception of it."""

    def loading() -> Any:
        return type("Loaded", (), {"field": _Interrupting()})

    (tmp_path / "a.log").write_bytes(LOG)
    monkeypatch.setattr(progress, "_bar", loading)
    monkeypatch.setattr(progress, "DELAY", 0)
    monkeypatch.setattr(message_counts, "PROGRESS_EVERY", 1)
    monkeypatch.setattr(progress.Bar, "__init__", watched)
    options = ["--messages"][: int(messages)]
    outcome = sipstatus("scan", "a.log", "--format", "json", *options, cwd=tmp_path)
    assert outcome.code == 128 + signal.SIGINT
    assert outcome.errors == "sipstatus: interrupted; counted until then\n"
    assert json.loads(outcome.out)["complete"] is False


def watched(bar: progress.Bar, total: int | None) -> None:
    """What `Bar` is on a terminal."""
    bar._total, bar._begin, bar._watched, bar._bar, bar._visible = total, 0.0, True, None, False


def test_an_interrupt_while_a_command_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loading(*_: object) -> Any:
        return type("Loaded", (), {"field": _Interrupting()})

    monkeypatch.setattr(counting, "look_at", loading)
    outcome = sipstatus("scan", "a.log", cwd=tmp_path)
    assert (outcome.code, outcome.out, outcome.errors) == (128 + signal.SIGINT, "", "")


def test_a_reader_that_stops_on_windows(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There a pipe that is closed gives EINVAL."""

    def closed(*_: object) -> Any:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(histogram, "show", closed)
    monkeypatch.setattr(cli, "_reader_has_gone", lambda: 141)
    assert sipstatus("scan", log, cwd=tmp_path).code == 2
    monkeypatch.setattr(sys, "platform", "win32")
    assert sipstatus("scan", log, cwd=tmp_path).code == 141
