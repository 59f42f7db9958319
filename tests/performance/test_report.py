"""Figures, their comparison, and the page, from numbers made up here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import compare
import contest
import peers
import pytest
import report
import results
from bulk import Count
from contest import Entry
from generating import processor_timer
from harness import Figure, Sample, figure, in_turns

SAMPLE, BASE = Sample((40.0, 50.0, 60.0)), Sample((19.0, 20.0, 21.0))


def found(*figures: Figure) -> results.Results:
    method = {"log": 256 << 20, "file": 1 << 30}
    entries = [
        Entry("good", "1.0", "line", 9, 9),
        Entry("bad", "2.0", "http", 7, 9, ["200", "decoy: Via"]),
        Entry("gone", "", "line", absent="no cargo"),
    ]
    counts = [Count("ripgrep", 1_000, 1_001, same_codes=False)]
    return results.Results({"Python": "CPython 3.11"}, method, list(figures), entries, counts)


def test_a_ratio_of_times_and_one_of_speeds() -> None:
    assert figure("calls", "x", SAMPLE, BASE, "R2").ratio == 2.5
    assert figure("bulk", "x", SAMPLE, BASE, "READ", at_least=True).ratio == 0.4


@pytest.mark.parametrize(
    ("target", "at_least", "missed"),
    [(2.5, False, False), (2.4, False, True), (0.4, True, False), (0.41, True, True)],
)
def test_a_target_is_missed(target: float, at_least: bool, missed: bool) -> None:
    one = figure("calls", "x", SAMPLE, BASE, "R2", target, at_least=at_least)
    assert one.missed is missed
    assert ("**missed**" in report.target(one)) is missed


def test_the_rate_is_in_gigabytes_a_second() -> None:
    one = figure("bulk", "x", SAMPLE, BASE, "READ", octets=1_000)
    assert one.rate == 20.0


def test_samples_are_medians_with_quartiles() -> None:
    rounds = iter([5.0, 1.0, 3.0, 2.0, 4.0])
    (sample,) = in_turns([lambda: next(rounds)], 5)
    low, high = sample.quartiles
    assert low < sample.time == 3.0 < high


def test_a_ratio_stays_where_the_machine_changes_its_speed() -> None:
    speeds = [1.0, 1.0, 1.0, 2.0, 2.0]
    base = Sample(tuple(speeds))
    times = [3.0 * speed for speed in speeds]
    times[2] *= 1.5  # one slow round, which makes the quotient of medians 4.5
    assert Sample(tuple(times)).ratio(base) == 3.0


def test_runs_in_several_processes_are_merged_to_medians() -> None:
    runs = [
        found(figure("calls", "x", Sample((time,)), Sample((base,)), "R2", 3.0))
        for time, base in ((20.0, 10.0), (60.0, 20.0), (40.0, 10.0))
    ]
    (one,) = results.merged(runs).figures
    assert (one.nanoseconds, one.ratio, one.name, one.target) == (40.0, 3.0, "x", 3.0)


def test_samples_of_processor_time_are_the_least() -> None:
    rounds = iter([5.0, 1.0, 3.0, 2.0, 4.0])
    (sample,) = in_turns([lambda: next(rounds)], 5, least=True)
    low, high = sample.quartiles
    assert sample.time == 1.0 < low < high
    assert sample.ratio(Sample((2.0, 0.5, 9.0, 9.0, 9.0), least=True)) == 2.0


def test_processor_time_is_that_of_the_process_alone() -> None:
    def taken(code: str) -> float:
        return processor_timer(lambda: [sys.executable, "-S", "-c", code])()

    asleep = taken("import time; time.sleep(0.5)")
    busy = taken("import time\nwhile time.process_time() < 0.5: pass")
    assert asleep < 0.5e9 <= busy


def test_a_process_that_fails_is_no_figure() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        processor_timer(lambda: [sys.executable, "-c", "raise SystemExit(2)"])()


def test_the_page_has_every_measured_section_and_no_other() -> None:
    page = report.page(
        found(
            figure("calls", "parse | x", SAMPLE, BASE, "R2", 2.0),
            figure("peers", "good", SAMPLE, BASE, "R2"),
            figure("generator", "check", SAMPLE, BASE, "imports", 2.5),
        )
    )
    rows = {row[0]: row[1:] for row in map(cells, page.splitlines()) if row}
    assert rows["parse / x"] == ["50.0 ns", "40.0 ns to 60.0 ns", "2.50", "R2", "**missed** ≤ 2"]
    assert rows["good"] == ["1.0", "line", "", "", "9 of 9", "50.0 ns", "2.5"]
    assert rows["check"] == ["50.0 ns", "40.0 ns to 60.0 ns", "2.50", "imports", "≤ 2.5"]
    assert rows["bad"] == ["2.0", "http", "200", "Via", "7 of 9", "not timed", ""]
    assert rows["gone"][2] == "not present: no cargo"
    assert rows["ripgrep"] == ["1,000", "1,001", "**no**"]
    assert "## Imports" not in page


def cells(line: str) -> list[str]:
    """The cells of a row of a table."""
    return [cell.strip() for cell in line.replace(r"\|", "/").split("|")[1:-1]]


def test_the_parsers_in_c_are_compared_with_hand_written_c() -> None:
    taken = {"sipstatus (C)": SAMPLE, "hand-written (C)": BASE, "rsip (Rust)": BASE}
    hand, ours = contest.in_c(taken)
    assert (hand.name, hand.ratio, hand.target) == ("hand-written (C)", 1.0, None)
    assert (ours.name, ours.ratio, ours.missed) == ("sipstatus (C)", 2.5, True)
    assert contest.in_c({"sipstatus (C)": SAMPLE}) == []


def test_results_survive_the_disk(tmp_path: Path) -> None:
    written = found(figure("calls", "parse", SAMPLE, BASE, "R2", 2.0))
    results.write(written, tmp_path / "results.json")
    assert results.read(tmp_path / "results.json") == written


def test_the_committed_page_shows_the_committed_results() -> None:
    page = (report.BENCHMARKS / "README.md").read_text(encoding="utf-8")
    assert page == report.page(results.read(report.BENCHMARKS / "results.json"))


def test_runs_may_differ_by_fifteen_per_cent() -> None:
    then, now = (
        found(*(figure("calls", name, Sample((t,) * 3), BASE, "R2") for name, t in row.items()))
        for row in (
            {"same": 20.0, "up": 20.0, "down": 20.0, "gone": 20.0},
            {"same": 22.9, "up": 23.1, "down": 17.0, "new": 20.0},
        )
    )
    differences = compare.differences(then, now)
    assert [one.name for one in differences if one.too_far] == ["calls: down", "calls: up"]
    assert "1 of 3 ratios within 15%" in compare.table(differences)


def test_a_peer_is_judged_by_what_it_gets_wrong() -> None:
    def read(octets: bytes) -> int | None:
        return 200 if octets.startswith(b"SIP/2.0 200") else int(octets[8:11])

    verdict = peers.judge(peers.try_all(read, "line"))
    assert verdict.lines == len(peers.examples()) > verdict.right
    assert "decoy: LF alone" in verdict.wrong
    assert "decoy: class 7" in verdict.wrong
    assert "decoy: request" not in verdict.wrong
    assert "404" not in verdict.wrong


def test_the_regular_expression_reads_the_mix() -> None:
    by_name = {peer.name: peer for peer in peers.PEERS}
    verdict = peers.judge(peers.try_all(by_name["re"].reader(), "line"))
    assert verdict.wrong == ["sip in small letters"]
    assert not peers.judge(peers.try_all(by_name["sipstatus"].reader(), "line")).wrong
