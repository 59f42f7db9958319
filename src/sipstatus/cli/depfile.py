"""What a build system needs beside the outputs: a list of inputs, and a file that says when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# A space would end a name, and a hash sign would begin a comment; backslashes count only before
# a space.  A colon would end the targets, but in C:/ nobody minds.
_SPACE = re.compile(r"(\\*) ")
_COLON = re.compile(r":(?!/)")


def rule(targets: Iterable[Path], inputs: Iterable[Path]) -> str:
    """The rule of make that says what the targets are made from.

    It is written as compilers write it (``gcc -MMD -MP``), which make, Ninja and CMake read.  Each
    input is a target without inputs as well, so that its removal is no error in make.
    """
    needed = [_escaped(path) for path in inputs]
    lines = [f"{' '.join(map(_escaped, targets))}: {' '.join(needed)}"]
    return "".join(f"{line}\n" for line in [*lines, *(f"{path}:" for path in needed)])


def _escaped(path: Path) -> str:
    text = _SPACE.sub(r"\1\1\\ ", path.as_posix().replace("$", "$$"))
    return _COLON.sub(r"\\:", text.replace("#", r"\#"))


def touch(stamp: Path) -> None:
    """Give a file the time of this call; it is made, empty, if it is missing."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.touch()


def write(file: Path, text: str) -> None:
    """Write a list of inputs."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
