"""Sentences about the rules of the spec, made from its words; the command uses them as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def either(names: Sequence[str]) -> str:
    """``A, B or C``."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def clause(sentence: str) -> str:
    """A sentence as a clause: no full stop, a small first letter (but ``INVITE`` stays)."""
    acronym = sentence[1:2].isupper()
    return (sentence if acronym else sentence[:1].lower() + sentence[1:]).removesuffix(".")
