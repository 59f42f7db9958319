"""Faults: what is wrong with an input file, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple


class Fault(NamedTuple):
    """One thing that is wrong with a spec or overlay file.

    ``line`` counts from 1.  ``code`` is the status code of the entry, if the fault is in one and
    its code is known.  ``field`` is the key as the file spells it (``aliases[0].source``).
    ``remedy`` says what to do about it.

    >>> str(Fault("vendor.toml", 3, "code", "703 is outside 100-699", "use three digits", 703))
    'vendor.toml:3: status 703: code: 703 is outside 100-699; use three digits'
    """

    file: str
    line: int
    field: str
    what: str
    remedy: str
    code: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.file}:{self.line}"]
        if self.code is not None:
            parts.append(f"status {self.code}")
        if self.field:
            parts.append(self.field)
        return f"{': '.join(parts)}: {self.what}; {self.remedy}"


class Faults(list[Fault]):
    """The faults that were found so far: no more of them than anybody would read.

    Two entries can contradict each other in several ways, so a small file can have millions of
    faults.  The search for them stops when the list is full.
    """

    LIMIT = 1000

    def collect(self, found: Iterable[Fault]) -> None:
        """Add faults until the list is full."""
        self.extend(islice(found, max(0, self.LIMIT - len(self))))

    @property
    def full(self) -> bool:
        """Whether the limit is reached, so that there may be more faults."""
        return len(self) >= self.LIMIT


class CodegenError(Exception):
    """Stops the generator, and the caller can mend the cause; the text is one clear line.

    >>> find("cobolt")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sipstatus_codegen.faults.CodegenError: no target 'cobolt'; there are: ...
    """


class InvalidSpecError(CodegenError):
    """A spec or overlay breaks rules; ``faults`` has every :class:`Fault`, in file order.

    >>> from pathlib import Path
    >>> Path("bad.toml").write_text("status = [{code = 703}]")
    23
    >>> try:
    ...     load_registry(overlays=["bad.toml"])
    ... except InvalidSpecError as error:
    ...     print({fault.code for fault in error.faults})
    {703}
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def field_name(path: Sequence[str | int]) -> str:
    """A path as people write it: ``aliases[0].source`` for ``("aliases", 0, "source")``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".").removesuffix(".[key]")  # what pydantic adds for a bad key
