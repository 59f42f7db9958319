"""Every public function and class has an example in its docstring, and all of them hold."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import sipstatus

PUBLIC = {name: getattr(sipstatus, name) for name in dir(sipstatus) if name[0] != "_"}
# Every language has the same words about the record Meaning; meaning_of has its example.
NAMES = [name for name, public in PUBLIC.items() if callable(public) and name != "Meaning"]


@pytest.mark.parametrize("name", NAMES)
def test_the_example_holds(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # some write a file
    text = PUBLIC[name].__doc__ or ""
    test = doctest.DocTestParser().get_doctest(text, dict(PUBLIC), name, None, None)
    results = doctest.DocTestRunner().run(test)
    assert results.attempted > 0
    assert results.failed == 0


def test_the_example_of_the_package_holds() -> None:
    assert doctest.testmod(sipstatus).failed == 0
