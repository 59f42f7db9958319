"""What is wrong with an input, and where: the one form in which the generator reports bad files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice


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


class Faults(list[Fault]):
    """What was found so far; it takes no more than anybody would read.

    Two entries can be at odds in several ways, so a small file can have millions of faults.  They
    are counted, and looked for, up to a limit: what is full asks for no more.
    """

    LIMIT = 1000

    def collect(self, found: Iterable[Fault]) -> None:
        """Take from ``found`` what there is room for."""
        self.extend(islice(found, max(0, self.LIMIT - len(self))))

    @property
    def full(self) -> bool:
        """Whether there may be more."""
        return len(self) >= self.LIMIT


class CodegenError(Exception):
    """Anything that stops the generator and is the caller's to mend; the text is one clear line."""


class InvalidSpecError(CodegenError):
    """A spec or overlay that breaks rules; carries every :class:`Fault`, in file order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def field_name(path: Sequence[str | int]) -> str:
    """``("aliases", 0, "source")`` as a person writes it: ``aliases[0].source``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".").removesuffix(".[key]")  # pydantic's word for a faulty key
