"""JSON Schemas of the models, with which editors complete and check what people write."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from ..faults import CodegenError


def schemas_of(titles: Mapping[type[BaseModel], str]) -> dict[type[BaseModel], dict[str, Any]]:
    """JSON Schemas (2020-12) of models that have these titles, with keys as in their files.

    The models share most of their definitions, each of which is made once.

    Raises CodegenError under ``python -OO``, which strips docstrings: they are the descriptions.
    """
    if sys.flags.optimize > 1:
        raise CodegenError("python -OO strips what the JSON Schemas describe; run without it")
    _, together = models_json_schema([(model, "validation") for model in titles])
    definitions = together["$defs"]
    return {
        model: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": {name: definitions[name] for name in _within(model.__name__, definitions)},
            **definitions[model.__name__],
            "title": title,
        }
        for model, title in titles.items()
    }


def _within(name: str, definitions: Mapping[str, Any]) -> list[str]:
    """The definitions that a definition is made of, sorted."""
    found: set[str] = set()
    pending = [definitions[name]]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            referred = str(part.get("$ref", "")).rpartition("/")[2]
            if referred and referred not in found:
                found.add(referred)
                pending.append(definitions[referred])
            pending += part.values()
        elif isinstance(part, list):
            pending += part
    return sorted(found)
