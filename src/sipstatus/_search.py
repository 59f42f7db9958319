"""Finds status codes by what people call them."""

from __future__ import annotations

from functools import cache

from _sipstatus.facts import ALIASES
from _sipstatus.status_code import StatusCode


def find_status_codes(text: str) -> tuple[StatusCode, ...]:
    """The registered codes that `text` names, sorted; empty if it names none.

    text: a status code (``"486"``), a name (``"BUSY_HERE"``), a reason phrase (``"Busy Here"``) or
    a former or other wording of one (``"Unsupported Certificate"``).  Case does not matter, and
    blanks, ``_`` and ``-`` all separate words.  One phrase can belong to two codes: 406 and 606.

    Raises TypeError if `text` is not a str.
    """
    return _index().get(_key(text), ())


def _key(text: object) -> str:
    if not isinstance(text, str):
        raise TypeError(f"text must be a str, not {type(text).__name__}")
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


@cache
def _index() -> dict[str, tuple[StatusCode, ...]]:
    found: dict[str, set[StatusCode]] = {}
    for name, code in StatusCode.__members__.items():  # names of aliases included
        phrases = (code.reason_phrase, *(alias.phrase for alias in ALIASES.get(code, ())))
        for wording in (str(int(code)), name, *phrases):
            found.setdefault(_key(wording), set()).add(code)
    return {key: tuple(sorted(codes)) for key, codes in found.items()}
