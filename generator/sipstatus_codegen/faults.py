"""What is wrong with an input, and where: the one form in which the generator reports bad files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with a spec or overlay file.

    ``line`` counts from 1.  ``code`` is the status code of the entry, when the fault is in one
    and its code is known.  ``field`` is the key as the file spells it (``aliases[0].source``).
    """

    file: str
    line: int
    field: str
    what: str
    remedy: str
    code: int | None = None

    def __str__(self) -> str:
        place = [f"{self.file}:{self.line}"]
        if self.code is not None:
            place.append(f"status {self.code}")
        if self.field:
            place.append(self.field)
        return f"{': '.join(place)}: {self.what}; {self.remedy}"


class CodegenError(Exception):
    """Anything that stops the generator and is the caller's to mend; the text is one clear line."""


class InvalidSpecError(CodegenError):
    """A spec or overlay that breaks rules; carries every :class:`Fault`, in file order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))
