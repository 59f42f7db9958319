"""Did a second run find the same? Ratios are compared, never times."""

from __future__ import annotations

from dataclasses import dataclass

from results import Results

TOLERANCE = 0.15


@dataclass(frozen=True, slots=True)
class Difference:
    """A ratio then and now."""

    name: str
    then: float
    now: float

    @property
    def change(self) -> float:
        """By what share the greater one exceeds the smaller one."""
        return max(self.then, self.now) / min(self.then, self.now) - 1

    @property
    def too_far(self) -> bool:
        """More than two runs on one machine may differ."""
        return self.change > TOLERANCE


def differences(then: Results, now: Results) -> list[Difference]:
    """All ratios that both runs have, the greatest change first."""
    old, new = then.ratios(), now.ratios()
    both = [Difference(name, old[name], new[name]) for name in old if name in new]
    return sorted(both, key=lambda one: -one.change)


def table(found: list[Difference]) -> str:
    """For people: what changed most, and the verdict."""
    lines = [f"{'':52}{'then':>10}{'now':>10}{'change':>9}"]
    lines += [
        f"{one.name:52}{one.then:>10.3f}{one.now:>10.3f}{one.change:>9.1%}"
        f"{'  too far' if one.too_far else ''}"
        for one in found
    ]
    far = sum(one.too_far for one in found)
    lines.append(f"{len(found) - far} of {len(found)} ratios within {TOLERANCE:.0%}")
    return "\n".join(lines)
