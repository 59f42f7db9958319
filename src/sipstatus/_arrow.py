"""Exports columns through the Arrow PyCapsule interface, with nanoarrow."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPES = {"H": "uint16", "q": "int64", "I": "uint32"}


def _nanoarrow() -> Any:
    """The library, which comes with an extra; type checkers can do without it."""
    try:
        return import_module("nanoarrow")
    except ModuleNotFoundError as missing:
        raise ImportError(
            "a StatusLineTable needs nanoarrow for Arrow: pip install 'sipstatus[arrow]'"
        ) from missing


def struct_array(columns: Mapping[str, memoryview]) -> Any:
    """A struct array that borrows the columns; no value is null."""
    nanoarrow = _nanoarrow()
    types = {
        name: getattr(nanoarrow, _TYPES[column.format])(nullable=False)
        for name, column in columns.items()
    }
    children = [
        nanoarrow.c_array_from_buffers(types[name], len(column), [None, column], null_count=0)
        for name, column in columns.items()
    ]
    length = len(children[0])
    struct = nanoarrow.struct(types, nullable=False)
    return nanoarrow.c_array_from_buffers(struct, length, [None], 0, children=children)


def stream(array: Any) -> Any:
    """A stream with this array as its only batch."""
    streams = import_module("nanoarrow.c_array_stream")
    return streams.CArrayStream.from_c_arrays([array], array.schema, validate=False)
