"""The texts of the facts: each has a number, so that tables hold neither pointers nor padding."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts that rows have named so far, in the order of their numbers from 1."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str | None) -> str:
        """The number of a text, as it stands in a row; 0 if there is none."""
        return str(self.numbers.setdefault(text, len(self.numbers) + 1) if text else 0)
