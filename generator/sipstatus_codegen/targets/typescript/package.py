"""The npm package around the modules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..base import Context

MODULES = {".": "sip-status", "./semantics": "sip-status-semantics"}
"""Subpath of the package -> module."""


def package(context: Context) -> str:
    """The text of ``package.json``."""
    contents = {
        "//": context.banner,
        "name": context.options["package"],
        "version": context.version,
        "description": "SIP status codes, reason phrases, response classes and what they demand",
        "keywords": ["sip", "voip", "status-code", "rfc3261"],
        "license": "Apache-2.0 OR MIT",
        "type": "module",
        "sideEffects": False,
        "exports": {
            **{
                path: {"types": f"./{module}.d.ts", "default": f"./{module}.js"}
                for path, module in MODULES.items()
            },
            "./package.json": "./package.json",
        },
        "files": [f"{module}.{kind}" for module in MODULES.values() for kind in ("js", "d.ts")],
        # tsc indents by four columns and breaks no declaration, and has no options for that.
        "prettier": {
            "overrides": [
                {"files": ["*.js", "*.d.ts"], "options": {"tabWidth": 4}},
                {"files": ["*.d.ts"], "options": {"printWidth": 120}},
            ]
        },
    }
    return json.dumps(contents, indent=2) + "\n"
