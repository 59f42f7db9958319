"""Renders the same thing once: most tests of the command want the same files, and no new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sipstatus_codegen import api, rendering, vendored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sipstatus_codegen import Recipe, Registry
    from sipstatus_codegen.targets import Target


@pytest.fixture(scope="session", autouse=True)
def rendered_once() -> Iterator[None]:
    """Remembers what was rendered by all that decides it.

    That nothing else decides it is what ``test_determinism.py`` proves, in processes of their own.
    """
    known: dict[tuple[str, int, str], tuple[Target, dict[str, bytes]]] = {}

    def render(
        registry: Registry, target: Target, recipe: Recipe | None = None
    ) -> dict[str, bytes]:
        key = registry.model_dump_json(), id(target), repr(recipe)
        if key not in known:
            known[key] = target, rendering.render(registry, target, recipe)
        return dict(known[key][1])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "render", render)
        patch.setattr(vendored, "render", render)
        yield
