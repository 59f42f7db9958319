"""README of the output folder: who should use which target, and how."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...language.escaping import Safe
from ...language.markdown import COMMENT, literal, table
from .. import builtin, template_folder
from ..base import Context, Output, Target


def _overview(context: Context) -> Mapping[str, Any]:
    targets = [target for target in builtin() if target is not TARGET]
    rows = [(f"[`{t.subfolder}/`](#{t.name})", literal(t.title)) for t in targets]
    return {
        "overview": table(("Folder", "What it holds"), rows),
        "sections": [
            {
                "name": Safe(target.name),
                "title": Safe(target.title),
                "audience": Safe(target.audience),
                "options": [
                    {
                        "key": Safe(f"{target.name}.{option.name}"),
                        "default": Safe(option.default),
                        "help": Safe(option.help),
                    }
                    for option in target.options
                ],
                "example": _example(target),
            }
            for target in targets
        ],
    }


def _example(target: Target) -> Safe:
    """The target's example program as a fenced block."""
    if not target.example:
        return Safe("")
    path = Path(template_folder(target), target.example)
    return Safe(f"```{path.suffix[1:]}\n{path.read_text('utf-8')}```")


TARGET = Target(
    name="readme",
    title="This page",
    audience="Readers of the output folder.",
    folder="",
    outputs=(Output("README.md", "README.md.j2", extra=_overview),),
    literal=literal,
    comment=COMMENT,
)
