"""The committed corpus: for each target a text file with an input a line.

A line is the octets as a JSON string, one character for each octet (Latin-1), so that people can
read it and see what changes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent / "corpus"


def targets() -> list[str]:
    """The names of the targets that have a corpus."""
    return sorted(path.stem for path in FOLDER.glob("*.jsonl"))


def read(target: str) -> list[bytes]:
    """The inputs of a target."""
    with (FOLDER / f"{target}.jsonl").open(encoding="utf-8", newline="\n") as file:
        return [json.loads(line).encode("latin-1") for line in file]


def spelled(octets: bytes) -> str:
    """An input as its line says it."""
    return json.dumps(octets.decode("latin-1"), ensure_ascii=False).translate(_VISIBLE)


def write(target: str, inputs: Iterable[bytes]) -> None:
    """Write the inputs of a target, the shortest first."""
    ordered = sorted(set(inputs), key=lambda octets: (len(octets), octets))
    text = "".join(f"{spelled(octets)}\n" for octets in ordered)
    (FOLDER / f"{target}.jsonl").write_text(text, encoding="utf-8", newline="\n")


# What would break the line for some readers, or could not be seen.
_VISIBLE = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA1), 0xAD)}
