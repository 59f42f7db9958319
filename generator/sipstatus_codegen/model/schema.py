"""JSON Schemas of the models, with which editors complete and check what people write."""

from __future__ import annotations

import sys
from typing import Any

from pydantic import BaseModel

from ..faults import CodegenError
from .registry import OverlayFile, SpecFile


def spec_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of ``sip-status-codes.toml``."""
    return schema_of(SpecFile, "sipstatus: the canonical spec")


def overlay_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of an overlay file."""
    return schema_of(OverlayFile, "sipstatus: an overlay")


def schema_of(model: type[BaseModel], title: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a model, with keys as in its file.

    Raises CodegenError under ``python -OO``, which strips docstrings: they are the descriptions.
    """
    if sys.flags.optimize > 1:
        raise CodegenError("python -OO strips what the JSON Schemas describe; run without it")
    schema = model.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": title,
    }
