"""The committed corpus of the fuzzer holds against the properties that the fuzzer checks."""

from __future__ import annotations

import corpus
import pytest
from targets import TARGETS

SIZE = 300_000
"""Octets of all files together: a clone should not notice them."""


@pytest.mark.parametrize("target", TARGETS)
def test_what_the_fuzzer_found_holds(target: str) -> None:
    for octets in corpus.read(target):
        try:
            TARGETS[target](octets)
        except Exception as error:
            error.add_note(f"input: {corpus.spelled(octets)}")
            raise


def test_each_target_has_a_corpus_of_a_modest_size() -> None:
    assert corpus.targets() == sorted(TARGETS)
    assert sum(path.stat().st_size for path in corpus.FOLDER.iterdir()) < SIZE


@pytest.mark.parametrize("octets", [b"", bytes(range(256)), b'"\\\r\n'])
def test_a_line_of_the_corpus_says_all_octets(
    octets: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(corpus, "FOLDER", tmp_path_factory.mktemp("corpus"))
    corpus.write("one", [octets, b"#"])
    assert set(corpus.read("one")) == {octets, b"#"}
