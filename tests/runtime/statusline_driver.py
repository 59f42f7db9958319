"""The C parser, called through a program of its own: many calls at once, and what the twin expects.

``statusline_driver.c`` makes every call twice, against either end of memory between two unreadable
pages.  A parse is ``(octets, flags)``; its result is seven numbers: error, status code, the two of
the version, offset and length of the phrase, end.
"""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from _sipstatus.codes import STATUS_LINES

import sipstatus._statusline_py as twin
from sipstatus import StatusLineError

SOURCE = Path(__file__).with_name("statusline_driver.c")
HEADERS = Path(__file__).parents[2] / "generated" / "c"

# By number, from 0 on: the order of enum sip_statusline_error.
ERRORS = (
    *("complete", "incomplete", "not_a_response", "bad_version", "bad_separator", "bad_code"),
    *("bad_reason", "bad_terminator", "too_long"),
)
COMPLETE, BAD_REASON = 0, ERRORS.index("bad_reason")

Parse = tuple[bytes, int]
Numbers = tuple[int, ...]

_PARSE, _ENCODE, _CANONICAL = range(3)
_NONE = 0xFFFF_FFFF


class Encode(NamedTuple):
    """A call of the encoder; None is its NULL phrase, a place one that overlaps with the line."""

    code: int
    phrase: bytes | None
    flags: int
    size: int
    place: int | None = None


class Encoded(NamedTuple):
    """What the check says, with its end or offset; what the encoder returns; the buffer behind."""

    error: int
    end: int
    returned: int
    buffer: bytes


class Driver:
    """The built program: on another machine's processor with qemu in front, and its byte order."""

    def __init__(self, *command: str | Path, order: str = "=") -> None:
        self._command = command
        self._order = order

    def _run(self, calls: Iterable[bytes]) -> bytes:
        done = subprocess.run(
            self._command, input=b"".join(calls), capture_output=True, check=False
        )
        assert done.returncode == 0, f"exit code {done.returncode}\n{done.stderr.decode()}"
        return done.stdout

    def _call(self, what: int, *numbers: int) -> bytes:
        return struct.pack(f"{self._order}6I", what, *(number & _NONE for number in numbers))

    def parse(self, cases: Sequence[Parse]) -> list[Numbers]:
        """The results; that both calls agree, and what is recognised, is checked here."""
        calls = (self._call(_PARSE, flags, 0, 0, 0, len(data)) + data for data, flags in cases)
        rows = [*struct.iter_unpack(f"{self._order}9I", self._run(calls))]
        assert len(rows) == 2 * len(cases)
        for (octets, _), first, second in zip(cases, rows[::2], rows[1::2], strict=True):
            assert first == second, octets
            assert first[7] == twin.is_response(octets), octets
            assert first[8] == recognized(octets), octets
        return [row[:7] for row in rows[::2]]

    def encode(self, cases: Sequence[Encode]) -> list[Encoded]:
        """The results; that both calls agree is checked here."""
        calls = (
            self._call(
                *(_ENCODE, case.flags, case.code, case.size),
                _NONE if case.place is None else case.place,
                _NONE if case.phrase is None else len(case.phrase),
            )
            + (case.phrase or b"")
            for case in cases
        )
        octets, at, results = self._run(calls), 0, []
        for case in cases:
            both = []
            for _ in range(2):
                error, end, returned = struct.unpack_from(f"{self._order}3I", octets, at)
                at += 12 + case.size
                both.append(Encoded(error, end, returned, octets[at - case.size : at]))
            assert both[0] == both[1], case
            results.append(both[0])
        assert at == len(octets)
        return results

    def canonical(self, codes: Sequence[int]) -> dict[int, bytes | None]:
        """The canonical lines; their NUL is checked here."""
        octets, at, lines = self._run(self._call(_CANONICAL, 0, c, 0, 0, 0) for c in codes), 0, {}
        for code in codes:
            length, until_nul = struct.unpack_from(f"{self._order}2I", octets, at)
            at += 8 + length
            assert until_nul == (length or _NONE)
            lines[code] = octets[at - length : at] if length else None
        return lines


def build(compiler: Sequence[str | Path], folder: Path, headers: Path = HEADERS) -> Path:
    """The program, compiled into the folder."""
    program = folder / "statusline_driver"
    sources = ["-D_GNU_SOURCE", f"-I{headers}", str(SOURCE), "-o", str(program)]
    done = subprocess.run([*compiler, *sources], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return program


# --- what the twin says -------------------------------------------------------------------------


def expected_parse(octets: bytes, flags: int) -> Numbers:
    """What the C parser must say, by the twin."""
    try:
        line = twin.parse_status_line(octets, leniency=flags)
    except StatusLineError as error:
        return ERRORS.index(error.kind), 0, 0, 0, 0, 0, error.offset
    behind = line.end - line_end(octets[: line.end])
    length = len(line.reason_octets)
    return COMPLETE, line.status_code, *line.version, behind - length, length, line.end


def line_end(line: bytes) -> int:
    """Octets of the line end; none if the end of the buffer is one."""
    return 2 if line.endswith(b"\r\n") else int(line.endswith(b"\n"))


def expected_encode(case: Encode) -> Encoded:
    """What the C encoder must say and write, by the twin."""
    before = bytearray(b"#" * case.size)
    if case.place is not None and case.phrase is not None:
        before[case.place : case.place + len(case.phrase)] = case.phrase
    try:
        line = twin.encode_status_line(case.code, case.phrase, leniency=case.flags)
    except StatusLineError as error:
        return Encoded(ERRORS.index(error.kind), error.offset, 0, bytes(before))
    if len(line) <= case.size:
        before[: len(line)] = line
    return Encoded(COMPLETE, len(line), len(line), bytes(before))


def recognized(octets: bytes) -> int:
    """The code of the canonical line that the octets begin with, or 0."""
    if not octets.startswith(b"SIP/2.0 ") or not octets[8:11].isdigit():
        return 0
    code = int(octets[8:11])
    line = STATUS_LINES.get(code)
    return code if line and octets.startswith(line) else 0


def differences(driver: Driver, cases: Sequence[Parse | Encode]) -> Iterator[str]:
    """Where the C parser and the twin disagree."""
    parses = [case for case in cases if not isinstance(case, Encode)]
    encodes = [case for case in cases if isinstance(case, Encode)]
    for parse, numbers in zip(parses, driver.parse(parses), strict=True):
        if numbers != expected_parse(*parse):
            yield f"parse {parse}: {numbers}, not {expected_parse(*parse)}"
    for encode, encoded in zip(encodes, driver.encode(encodes), strict=True):
        if encoded != expected_encode(encode):
            yield f"{encode}: {encoded}, not {expected_encode(encode)}"
