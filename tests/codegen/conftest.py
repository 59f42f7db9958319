"""Renders the same thing once: most tests of the command want the same files, and no new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sipstatus_codegen import api, rendering

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

    class Remembering(rendering.Renderer):
        def __init__(self, registry: Registry, recipe: Recipe) -> None:
            super().__init__(registry, recipe)
            self._key = registry.model_dump_json(), repr(recipe)

        def files(self, target: Target) -> dict[str, bytes]:
            spec, recipe = self._key
            key = spec, id(target), recipe
            if key not in known:
                known[key] = target, super().files(target)
            return dict(known[key][1])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "Renderer", Remembering)
        patch.setattr(rendering, "Renderer", Remembering)
        yield
