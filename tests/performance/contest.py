"""All peers on the same lines: first whether each reads them right, then how long it takes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from platform import python_version

import corpus
import native
import peers
import reference
from harness import Figure, Sample, Timer, call_timer, figure, in_turns
from machine import distribution

TIMED = 60
"""How many lines of the mix a peer is timed on."""

OURS_TO_HAND = 1.1
"""What the parser in C may take of the time of a few hand-written lines for the usual form."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A peer, what it was given, and what it made of the corpus."""

    name: str
    version: str
    given: str
    right: int = 0
    lines: int = 0
    wrong: list[str] = field(default_factory=list)
    absent: str = ""
    """Why it is not there; empty if it is."""


Prepared = tuple[Entry, Callable[[list[bytes]], Timer] | None]
"""An entry and what makes its timer; None where it is absent, or right on no line."""


def entry(name: str, number: str, given: str, codes: Sequence[int | None]) -> Entry:
    verdict = peers.judge(codes)
    return Entry(name, number, given, verdict.right, verdict.lines, verdict.wrong)


def python_peer(peer: peers.Peer) -> Prepared:
    try:
        read, reader = peer.make(), peer.reader()
    except ImportError as error:
        return Entry(peer.name, "", peer.given, absent=f"no {error.name or peer.name}"), None
    number = distribution(peer.distribution) if peer.distribution else f"Python {python_version()}"
    codes = peers.try_all(reader, peer.given)
    return (
        entry(peer.name, number, peer.given, codes),
        lambda inputs: call_timer(peer.call, inputs, {"read": read}),
    )


def native_peer(peer: native.Native, folder: Path) -> Prepared:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        program, number = peer.build(folder)
        inputs = [peers.octets_for(peer.given, line) for _, line, _ in peers.examples()]
        codes = native.Driver(program, inputs, folder).codes()
    except native.NotPresentError as error:
        return Entry(peer.name, "", peer.given, absent=str(error)), None
    return (
        entry(peer.name, number, peer.given, codes),
        lambda inputs: native.Driver(program, inputs, folder).start(),
    )


def timed_lines(one: Entry) -> list[bytes]:
    """Lines of the mix which the peer reads right, all canonical, as it wants them."""
    return [
        peers.octets_for(one.given, line.octets)
        for line in corpus.take(2 * TIMED)
        if not line.custom and str(line.status_code) not in one.wrong
    ][:TIMED]


def measure(rounds: int, folder: Path) -> tuple[list[Figure], list[Entry]]:
    """All that are there; native peers are built in the folder."""
    prepared = [python_peer(peer) for peer in peers.PEERS]
    prepared += [native_peer(peer, folder / peer.name.split()[0]) for peer in native.NATIVES]
    racing = [
        (one, make_timer(lines))
        for one, make_timer in prepared
        if make_timer and (lines := timed_lines(one))
    ]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        r2 = reference.build_r2(Path(place))
        lines = timed_lines(Entry("", "", "line"))
        timers = [call_timer("r2(x)", lines, {"r2": r2.f})]
        base, *samples = in_turns([*timers, *(timer for _, timer in racing)], rounds)
    taken = {one.name: sample for (one, _), sample in zip(racing, samples, strict=True)}
    figures = [figure("peers", name, sample, base, "R2") for name, sample in taken.items()]
    return figures + in_c(taken), [one for one, _ in prepared]


def in_c(taken: Mapping[str, Sample]) -> list[Figure]:
    """The parsers in C once more, without the price of a call from Python: to hand-written C."""
    names = {peer.name for peer in native.NATIVES if peer.name.endswith("(C)")} & taken.keys()
    if native.HAND not in names:
        return []
    targets = {native.OURS: OURS_TO_HAND}
    return [
        figure("c", name, taken[name], taken[native.HAND], "hand-written", targets.get(name))
        for name in sorted(names, key=lambda name: taken[name].time)
    ]
