# The compiled search; _scan_py, the same in Python, documents it.

from array import array
from typing import Final

from typing_extensions import Buffer

PATHS: Final[tuple[str, ...]]

def select_path(name: str) -> None: ...
def scan(
    data: Buffer, start: int, stop: int, anywhere: bool, leniency: int
) -> tuple[bytes, bytes, bytes]: ...
def count(
    data: Buffer, start: int, stop: int, anywhere: bool, leniency: int, slots: array[int]
) -> None: ...
def next_line(data: Buffer, start: int) -> int: ...
def last_line(data: Buffer) -> int: ...
