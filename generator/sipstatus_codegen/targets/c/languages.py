"""The translations, laid out for the template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...model.facts import Translation

if TYPE_CHECKING:
    from ..base import Context


def variables(context: Context) -> dict[str, Any]:
    """The template variables of translations."""
    languages: dict[str, dict[int, Translation]] = {}
    for status in context.statuses:
        for tag, translation in status.fact.translations.items():
            languages.setdefault(tag, {})[status.code] = translation
    return {"languages": dict(sorted(languages.items()))}
