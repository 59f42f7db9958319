"""The canonical file as ``tomllib`` reads it: past the loader, so that the two can disagree."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

SPEC = Path(__file__).parents[2] / "spec" / "sip-status-codes.toml"
RAW: dict[str, Any] = tomllib.loads(SPEC.read_text(encoding="utf-8"))

VERSION: str = RAW["spec"]["version"]
"""What every output says that it was made from."""
