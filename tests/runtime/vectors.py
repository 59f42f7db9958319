"""The conformance vectors of spec/vectors as Python values."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sipstatus import ErrorKind, Leniency

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

FOLDER = Path(__file__).resolve().parents[2] / "spec" / "vectors"
VECTORS_FILE = FOLDER / "status-lines.json"
SCHEMA_FILE = FOLDER / "status-lines.schema.json"


@dataclass(frozen=True, slots=True)
class Result:
    """What an accepted line holds; ``end`` is the index behind its line end."""

    status_code: int
    reason_octets: bytes
    version: tuple[int, int]
    end: int

    @property
    def undecided(self) -> int:
        """Length of the longest prefix of the buffer that more octets could still complete."""
        return self.end - 1

    def shifted(self, octets: int) -> Result:
        """The same result after that many octets were put in front of the buffer."""
        return replace(self, end=self.end + octets)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a line is refused, and the index of the octet that spoils it."""

    kind: ErrorKind
    offset: int

    @property
    def undecided(self) -> int:
        """Length of the longest prefix of the buffer that more octets could still complete."""
        return self.offset

    def shifted(self, octets: int) -> Failure:
        """The same failure after that many octets were put in front of the buffer."""
        return replace(self, offset=self.offset + octets)


Outcome = Result | Failure


@dataclass(frozen=True, slots=True)
class Vector:
    """One case: a call of ``parse_status_line`` and its outcome."""

    name: str
    octets: bytes
    leniency: Leniency
    start: int
    outcome: Outcome

    def __str__(self) -> str:
        return self.name


def expand(octets: str | list[tuple[str, int]]) -> bytes:
    """The octets written as hex, or as runs of (hex, how many times)."""
    if isinstance(octets, str):
        return bytes.fromhex(octets)
    return b"".join(bytes.fromhex(run) * times for run, times in octets)


def read_cases() -> list[dict[str, Any]]:
    """The cases as they stand in the file."""
    cases: list[dict[str, Any]] = json.loads(VECTORS_FILE.read_bytes())["cases"]
    return cases


def _flags(names: list[str]) -> Leniency:
    leniency = Leniency.STRICT
    for name in names:
        leniency |= Leniency[name]
    return leniency


def _outcome(case: dict[str, Any]) -> Outcome:
    if "error" in case:
        error = case["error"]
        return Failure(ErrorKind(error["kind"]), error["offset"])
    result = case["result"]
    major, minor = result["version"]
    return Result(
        result["status_code"], expand(result["reason_octets"]), (major, minor), result["end"]
    )


VECTORS = tuple(
    Vector(
        case["name"],
        expand(case["octets"]),
        _flags(case["leniency"]),
        case["start"],
        _outcome(case),
    )
    for case in read_cases()
)

LINE_ENDED = [vector for vector in VECTORS if Leniency.NO_LINE_END not in vector.leniency]
"""Those in which only a line end ends a line, so that octets behind it do not matter."""


def every(
    vectors: Sequence[Vector],
) -> Callable[[Callable[[ModuleType, Vector], None]], Callable[[ModuleType], None]]:
    """Makes one test out of many, which fails with all the vectors that it does not hold for.

    As twelve thousand tests of their own they took pytest far longer to send from process to
    process than to run.
    """
    assert vectors

    def of_one_test(
        holds: Callable[[ModuleType, Vector], None],
    ) -> Callable[[ModuleType], None]:
        def test(implementation: ModuleType) -> None:
            failures = []
            for vector in vectors:
                try:
                    holds(implementation, vector)
                except Exception as error:
                    error.add_note(f"vector {vector.name}")
                    failures.append(error)
            if failures:
                raise ExceptionGroup(f"{len(failures)} of {len(vectors)} vectors", failures)

        test.__doc__ = holds.__doc__
        return test

    return of_one_test
