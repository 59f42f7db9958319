"""A TOML file: its parsed data, and the line of every value in it.

tomli is the parser of the standard library, compiled: a third of the time, and the same language
under every Python.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli

from ..faults import Fault, InvalidSpecError, field_name
from . import files
from .limits import excess_in_data, excess_in_text

if TYPE_CHECKING:
    from .locate import LineMap

_TOML_POSITION = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


class Document:
    """One TOML file.  ``display`` is the name that errors use.

    ``table`` is the path of the table that is ours, if the others belong to other programs.
    """

    def __init__(self, text: str, display: str, table: Sequence[str] = ()) -> None:
        self.display = display
        if found := excess_in_text(text):
            raise InvalidSpecError([Fault(display, found.line, "", found.what, found.remedy)])
        try:
            self.data: dict[str, Any] = tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            raise InvalidSpecError([_broken_toml(error, text, display)]) from None
        self._text = text
        self.part: Any = self.data
        """What is in our table; None if it is missing."""
        for key in table:
            self.part = self.part.get(key) if isinstance(self.part, dict) else None
        if excess := excess_in_data(self.part, tuple(table)):
            path, what, remedy = excess
            raise InvalidSpecError([self.fault(path, field_name(path), what, remedy)])

    @classmethod
    def read(cls, path: Path) -> Document:
        """Read a file.

        Raises CodegenError if it cannot be read, InvalidSpecError if it is no TOML.
        """
        return cls.decode(files.read(path), str(path))

    @classmethod
    def decode(cls, octets: bytes, display: str, table: Sequence[str] = ()) -> Document:
        """A document from the octets of a file, which must be UTF-8.

        A byte order mark before it, which some editors write, is passed over: TOML has none.
        """
        octets = octets.removeprefix(codecs.BOM_UTF8)
        try:
            return cls(octets.decode("utf-8"), display, table)
        except UnicodeDecodeError as error:
            line = octets.count(b"\n", 0, error.start) + 1
            what = f"octet 0x{octets[error.start]:02x} is not UTF-8"
            raise InvalidSpecError(
                [Fault(display, line, "", what, "save the file as UTF-8")]
            ) from None

    @cached_property
    def _lines(self) -> LineMap:
        """Made when the first fault asks for a line."""
        from .locate import LineMap

        return LineMap(self._text)

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


def _broken_toml(error: tomli.TOMLDecodeError, text: str, display: str) -> Fault:
    message = str(error)
    line = text.rstrip("\n").count("\n") + 1
    if position := _TOML_POSITION.search(message):
        message = message[: position.start()]
        line = int(position["line"] or line)
    return Fault(display, line, "", f"broken TOML: {message}", "mend the syntax (toml.io)")
