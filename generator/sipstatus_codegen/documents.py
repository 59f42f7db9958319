"""TOML files as the loader sees them: parsed data that knows the line of every value."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any

from .faults import CodegenError, Fault, InvalidSpecError
from .locate import LineMap

_TOML_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


class Document:
    """One TOML file.  ``display`` is the name that errors use, ``name`` the base name."""

    def __init__(self, text: str, display: str) -> None:
        self.display = display
        self.name = PurePath(display).name
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
            self._lines = LineMap(text)
        except tomllib.TOMLDecodeError as error:
            raise InvalidSpecError([_broken_toml(error, text, display)]) from None
        except ValueError:  # Python refuses to read numbers of more than 4300 digits
            number = re.search(r"[0-9A-Fa-f_]{4300}", text)
            line = text.count("\n", 0, number.start()) + 1 if number else 1
            raise InvalidSpecError(
                [Fault(display, line, "", "a number has too many digits", "shorten it")]
            ) from None
        except RecursionError:
            raise InvalidSpecError(
                [Fault(display, 1, "", "brackets are nested too deeply", "flatten the file")]
            ) from None

    @classmethod
    def read(cls, path: Path) -> Document:
        """Read a file; raises CodegenError when it cannot be read, InvalidSpecError when broken."""
        try:
            octets = path.read_bytes()
        except OSError as error:
            raise CodegenError(f"{path}: cannot be read: {error.strerror}") from None
        return cls.decode(octets, str(path))

    @classmethod
    def decode(cls, octets: bytes, display: str) -> Document:
        """Build a document from a file's octets, which must be UTF-8."""
        try:
            return cls(octets.decode("utf-8"), display)
        except UnicodeDecodeError as error:
            line = octets.count(b"\n", 0, error.start) + 1
            what = f"octet 0x{octets[error.start]:02x} is not UTF-8"
            raise InvalidSpecError(
                [Fault(display, line, "", what, "save the file as UTF-8")]
            ) from None

    def fault(
        self,
        path: Sequence[str | int],
        field: str,
        what: str,
        remedy: str,
        code: int | None = None,
    ) -> Fault:
        """A fault at the line of ``path``."""
        return Fault(self.display, self._lines.line(path), field, what, remedy, code)


def _broken_toml(error: tomllib.TOMLDecodeError, text: str, display: str) -> Fault:
    message = str(error)
    line = text.rstrip("\n").count("\n") + 1
    if place := _TOML_PLACE.search(message):
        message = message[: place.start()]
        line = int(place["line"] or line)
    return Fault(display, line, "", f"broken TOML: {message}", "mend the syntax (toml.io)")
