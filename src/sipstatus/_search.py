"""Finds status codes by what people call them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from _sipstatus.facts import ALIASES
from _sipstatus.status_code import StatusCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from _sipstatus.facts import Alias


def find_status_codes(text: str) -> tuple[StatusCode, ...]:
    """The registered codes that `text` names, sorted; empty if it names none.

    text: a status code (``"486"``), a name (``"BUSY_HERE"``), a reason phrase (``"Busy Here"``) or
    a former or other wording of one (``"Unsupported Certificate"``).  Case does not matter, and
    blanks, ``_`` and ``-`` all separate words.  One phrase can belong to two codes: 406 and 606.

    >>> [int(code) for code in find_status_codes("not-acceptable")]
    [406, 606]

    Raises TypeError if `text` is not a str.
    """
    return _index().get(simplified(text), ())


def simplified(text: object) -> str:
    """The form in which wordings are compared."""
    if not isinstance(text, str):
        raise TypeError(f"text must be a str, not {type(text).__name__}")
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def indexed(
    codes: type[StatusCode], aliases: Mapping[int, Sequence[Alias]]
) -> dict[str, tuple[StatusCode, ...]]:
    """Every wording, simplified -> the codes that it names, sorted."""
    found: dict[str, set[StatusCode]] = {}
    for name, code in codes.__members__.items():  # names of aliases included
        phrases = (code.phrase, *(alias.phrase for alias in aliases.get(code, ())))
        for wording in (str(int(code)), name, *phrases):
            found.setdefault(simplified(wording), set()).add(code)
    return {key: tuple(sorted(named)) for key, named in found.items()}


@cache
def _index() -> dict[str, tuple[StatusCode, ...]]:
    return indexed(StatusCode, ALIASES)
