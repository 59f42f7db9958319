"""The page of the stacks is what the recorded readings and our parser say; no stack is needed."""

from __future__ import annotations

import pytest
from judged_lines import LINES, Line
from stacks_page import NOT_ASKED, PAGE, page, read_judges

from sipstatus import ErrorKind, Leniency, StatusLineError, parse_status_line


def ours(line: Line, leniency: Leniency) -> int | ErrorKind:
    try:
        return parse_status_line(line.octets, leniency=leniency).status_code
    except StatusLineError as error:
        return error.kind


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(read_judges()), (
        "run `python tests/stacks/stacks_page.py`, or `nox -s stacks`"
    )


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_sipstatus_reads_it_as_typed_by_hand(line: Line) -> None:
    assert ours(line, Leniency.STRICT) == line.strict
    assert ours(line, Leniency.DEFAULT) == line.default


@pytest.mark.parametrize("leniency", [Leniency.STRICT, Leniency.DEFAULT], ids=str)
def test_sipstatus_reads_no_wrong_code_and_refuses_no_legal_line(leniency: Leniency) -> None:
    for line in LINES:
        reading = ours(line, leniency)
        code = None if isinstance(reading, ErrorKind) else reading
        assert line.is_right(code), line.name


def test_every_stack_was_asked_all_lines() -> None:
    present = [judge for judge in read_judges() if not judge.absent]
    assert {judge.name for judge in present} >= {"kamailio", "tshark", "sipmessage", "twisted"}
    for judge in present:
        assert len(judge.codes) == len(LINES)
        unasked = [line for line, code in zip(LINES, judge.codes, strict=True) if code == NOT_ASKED]
        assert all(len(line.octets) > 65_000 for line in unasked)
