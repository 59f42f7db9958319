"""README of the output folder: who should use which folder, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language.escaping import Safe
from .. import builtin
from ..base import Context, Output, Target
from ..markdown import TARGET as MARKDOWN
from ..markdown.markup import literal, table
from ..markdown.pages import COMMENT


def _extra(context: Context) -> Mapping[str, Any]:
    targets = [target for target in builtin() if target is not TARGET]
    rows = [(f"[`{t.place}/`](#{t.name})", literal(t.title)) for t in targets]
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
            }
            for target in targets
        ],
    }


TARGET = Target(
    name="readme",
    title="This page",
    audience="Whoever opens the output folder.",
    folder="",
    outputs=(Output("README.md", "README.md.j2"),),
    literal=literal,
    comment=COMMENT,
    ident=MARKDOWN.ident,
    class_ident=MARKDOWN.class_ident,
    extra=_extra,
)
