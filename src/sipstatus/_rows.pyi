# The compiled loop over rows; _rows_py, the same in Python, documents it.

from collections.abc import Sequence

from typing_extensions import Buffer

def parse(
    parts: Sequence[tuple[str, int, int, Buffer | None, Buffer, Sequence[Buffer]]],
    rows: int,
    leniency: int,
) -> tuple[int, Buffer, Buffer, Buffer, Buffer, Buffer, int, Buffer, Buffer, Buffer]: ...
