"""The corpus is the same for the same seed, and the parser finds in it what it claims to hold."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import corpus
import pytest

from sipstatus import Leniency, StatusLineError, encode_status_line, parse_status_line

SIZE = 3 * corpus.CHAPTER + 4321


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, corpus.Truth]:
    path = tmp_path_factory.mktemp("corpus") / "log"
    truth = corpus.write_log(path, SIZE)
    return path.read_bytes(), truth


def code_at(octets: bytes, start: int, leniency: int = Leniency.DEFAULT) -> int | None:
    """The status code of a line that begins right there, judged by the parser."""
    try:
        return parse_status_line(octets[start : start + 2_000], leniency=leniency).status_code
    except StatusLineError:
        return None


def test_a_log_has_the_size_that_was_asked_for(log: tuple[bytes, corpus.Truth]) -> None:
    assert len(log[0]) == SIZE


def codes_behind(pattern: bytes, octets: bytes, leniency: int) -> Counter[int]:
    """The status codes of the lines that begin where the pattern ends."""
    starts = (found.end() for found in re.finditer(pattern, octets))
    return Counter(code for start in starts if (code := code_at(octets, start, leniency)))


@pytest.mark.parametrize("bare_lf", [False, True])
def test_the_truth(log: tuple[bytes, corpus.Truth], bare_lf: bool) -> None:
    octets, truth = log
    leniency = Leniency.DEFAULT | (Leniency.BARE_LF if bare_lf else 0)
    more = (truth.bare_lf, truth.bare_lf_anywhere) if bare_lf else (Counter[int](), Counter[int]())
    found = codes_behind(rb"(?:\A|\n)(?=[Ss])", octets, leniency)
    assert found == truth.line_start + more[0]
    found = codes_behind(rb"(?i)(?=sip/)", octets, leniency)
    assert found == truth.anywhere + more[1]


def test_the_truth_of_the_usual_pattern(log: tuple[bytes, corpus.Truth]) -> None:
    octets, truth = log
    assert len(re.findall(rb"(?m)^SIP/2\.0 [1-6][0-9]{2} ", octets)) == truth.pattern


def test_the_log_has_what_makes_it_hard(log: tuple[bytes, corpus.Truth]) -> None:
    octets, truth = log
    assert truth.line_start.total() > SIZE / 2_500
    assert truth.anywhere.total() > truth.line_start.total()
    assert octets.count(b" SIP/2.0\r\n") > 1_000
    assert octets.count(b"Via: SIP/2.0/") > 3_000
    assert octets.count(b"\nSIP/2.0 700 ") > 3


def test_the_same_seed_gives_the_same_log() -> None:
    def digest(seed: int) -> str:
        content = b"".join(octets for octets, _ in corpus.log(corpus.CHAPTER * 2, seed))
        return hashlib.sha256(content).hexdigest()

    assert digest(1) == digest(1) != digest(2)


def test_the_mix() -> None:
    lines = corpus.take(20_000)
    share = sum(line.custom for line in lines) / len(lines)
    assert 0.015 < share < 0.025
    assert all(parse_status_line(line.octets).status_code == line.status_code for line in lines)
    canonical = [line for line in lines if not line.custom]
    assert all(encode_status_line(line.status_code) == line.octets for line in canonical)


def test_legal_lines_are_legal_and_decoys_are_none() -> None:
    for line, code in corpus.UNUSUAL.values():
        assert parse_status_line(line).status_code == code
    for decoy in corpus.DECOYS.values():
        assert code_at(decoy, 0) is None
    assert parse_status_line(corpus.short_response(b"SIP/2.0 200 OK\r\n")).status_code == 200


def test_bare_lines() -> None:
    octets, codes = corpus.bare_lines(500)
    starts = [0, *(found.end() for found in re.finditer(rb"\n(?=S)", octets))]
    assert Counter(code_at(octets, start) for start in starts) == codes


@pytest.mark.parametrize(("size", "octets"), [("17", 17), ("2KiB", 2048), ("1GiB", 1 << 30)])
def test_sizes(size: str, octets: int) -> None:
    assert corpus.octets_of(size) == octets


def test_a_small_log_is_filled_up(tmp_path: Path) -> None:
    truth = corpus.write_log(tmp_path / "log", 500)
    assert (tmp_path / "log").stat().st_size == 500
    assert not truth.anywhere
