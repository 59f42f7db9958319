"""Columns go in and out through the Arrow PyCapsule interface, with nanoarrow."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Buffer

    from sipstatus._rows_py import Part

_TYPES = {"H": "uint16", "q": "int64", "I": "uint32"}


def _nanoarrow() -> Any:
    """The library, which comes with an extra; type checkers can do without it."""
    try:
        return import_module("nanoarrow")
    except ModuleNotFoundError as missing:
        from sipstatus._installing import how_to_install

        raise ImportError(f"Arrow columns need nanoarrow: {how_to_install('arrow')}") from missing


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


_LAYOUTS = {"u": "i", "z": "i", "U": "q", "Z": "q", "vu": "v", "vz": "v"}
"""The layouts of ``_rows_py`` by the formats of the Arrow C data interface."""


def column_parts(column: Any) -> list[Part]:
    """The chunks of a column of strings or octets; their buffers keep the column alive."""
    nanoarrow = _nanoarrow()
    try:
        if hasattr(column, "__arrow_c_stream__"):
            chunks = nanoarrow.c_array_stream(column)
            layout = _layout(chunks.get_schema())
        elif hasattr(column, "__arrow_c_array__"):
            chunks = [nanoarrow.c_array(column)]
            layout = _layout(chunks[0].schema)
        else:
            raise TypeError(f"column must be an Arrow column, not {type(column).__name__}")
        return [_part(layout, chunk.view()) for chunk in chunks]
    except RuntimeError as error:  # of nanoarrow, which has looked at the structures
        raise ValueError(f"the column cannot be read: {error}") from error


def _layout(schema: Any) -> str:
    layout = None if schema.dictionary else _LAYOUTS.get(schema.format)
    if layout is None:
        name = str(_nanoarrow().Schema(schema)).removeprefix("<Schema> ")
        raise TypeError(f"column must hold strings or octets, not {name}")
    return layout


def _part(layout: str, view: Any) -> Part:
    validity, positions, *buffers = (view.buffer(index) for index in range(view.n_buffers))
    if layout == "v":
        del buffers[-1:]  # the sizes of the others
    nullable = validity if validity.size_bytes else None
    return layout, view.offset, view.length, nullable, positions, buffers


def record_batch(
    rows: int,
    nulls: int,
    valid: Buffer,
    status_code: Buffer,
    version: Buffer,
    reason_offset: Buffer,
    reason: Buffer,
    fine: int,
    faulty: Buffer,
    error_offset: Buffer,
    error: Buffer,
) -> Any:
    """A struct array of what ``_rows_py.parse`` returns, which it borrows."""
    new = _nanoarrow().c_array_from_buffers
    batch, pair, int32, types = _batch_types()
    numbers = memoryview(version).cast("B")
    half = len(numbers) // 2
    halves = [
        new(int32, rows, [None, part], 0, move=True) for part in (numbers[:half], numbers[half:])
    ]
    bits = valid if nulls else None
    columns = [
        new(types["status_code"], rows, [bits, status_code], nulls, move=True),
        new(types["reason_octets"], rows, [bits, reason_offset, reason], nulls, move=True),
        new(pair, rows, [bits], nulls, children=halves, move=True),
        new(types["error"], rows, [faulty, error_offset, error], fine, move=True),
    ]
    return new(batch, rows, [None], 0, children=columns, move=True)


@cache
def _batch_types() -> tuple[Any, Any, Any, dict[str, Any]]:
    """The types of a batch, of its versions, of their numbers, and of its other columns.

    Made once: that takes longer than parsing thousands of rows.
    """
    nanoarrow = _nanoarrow()
    pair = nanoarrow.struct({"major": nanoarrow.int32(), "minor": nanoarrow.int32()})
    types = {
        "status_code": nanoarrow.uint16(),
        "reason_octets": nanoarrow.binary(),
        "version": pair,
        "error": nanoarrow.string(),
    }
    made = nanoarrow.c_schema
    columns = {name: made(column) for name, column in types.items()}
    return made(nanoarrow.struct(types)), made(pair), made(nanoarrow.int32()), columns


def stream(array: Any) -> Any:
    """A stream with this array as its only batch."""
    streams = import_module("nanoarrow.c_array_stream")
    return streams.CArrayStream.from_c_arrays([array], array.schema, validate=False)
