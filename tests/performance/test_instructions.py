"""The gate of instruction counts opens and closes where it should."""

from __future__ import annotations

import instructions
from calls import R2

THEN = {R2: 250.0, "parse": 100.0, "encode": 200.0}


def test_three_per_cent_more_are_too_many() -> None:
    assert instructions.regressions(THEN, {R2: 250.0, "parse": 103.0, "encode": 150.0}) == []
    assert instructions.regressions(THEN, {"parse": 103.1, "encode": 206.1}) == ["parse", "encode"]


def test_a_new_case_has_nothing_to_be_compared_with() -> None:
    assert instructions.regressions(THEN, {"scan": 1e9}) == []
    assert "new" in instructions.table(THEN, {"scan": 1e9})


def test_the_table_marks_what_failed() -> None:
    _, parse, encode = instructions.table(THEN, {"parse": 110.0, "encode": 200.0}).splitlines()
    assert parse.endswith("+10.0%  more than allowed")
    assert encode.endswith("+0.0%")


def test_figures_of_another_build_of_python_do_not_apply() -> None:
    assert instructions.applies(THEN, {R2: 252.0})
    assert not instructions.applies(THEN, {R2: 260.0})
    assert not instructions.applies({}, {R2: 250.0})


def test_the_key_names_architecture_compiler_and_python() -> None:
    architecture, compiler, python = instructions.key().split(", ")
    assert architecture
    assert compiler
    assert python.startswith("CPython 3.")
