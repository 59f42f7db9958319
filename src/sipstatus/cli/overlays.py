"""Tables that include overlays, made for one call of a command."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sipstatus.cli.records import Tables
from sipstatus.cli.selection import default_spec

if TYPE_CHECKING:
    from collections.abc import Sequence


def tables_with(overlays: Sequence[Path]) -> Tables:
    """Load what ``sipstatus generate --target python --overlay ...`` would write.

    Raises InvalidSpecError for overlays that are not valid.
    """
    from sipstatus_codegen import Recipe, find, load_registry, render

    registry = load_registry(default_spec(), overlays)
    package = f"_sipstatus_{registry.digest}"  # what Python has loaded under a name, it keeps
    recipe = Recipe(options={"python.package": package})
    with TemporaryDirectory() as folder:
        for path, content in render(registry, find("python"), recipe).items():
            file = Path(folder, path)
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)
        sys.path.insert(0, folder)
        try:
            return Tables(package)
        finally:
            sys.path.remove(folder)
