"""The cause profiles of overlays, laid out for the template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..base import Context


class Profile(NamedTuple):
    """A cause profile; 0 in a table is none, and a default of 0 is that of RFC 3398."""

    name: str
    causes: Mapping[int, int]
    """Status code -> cause."""
    codes: Mapping[int, int]
    """Cause -> status code."""
    default_cause: int
    default_code: int


def variables(context: Context) -> dict[str, Any]:
    """The template variables of profiles."""
    return {
        "profiles": [
            Profile(
                profile.name,
                {row.code: row.cause or 0 for row in profile.causes},
                {row.cause: row.code or 0 for row in profile.codes},
                profile.default_cause or 0,
                profile.default_code or 0,
            )
            for profile in context.registry.profiles
        ]
    }
