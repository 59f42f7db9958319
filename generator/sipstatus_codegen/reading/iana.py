"""IANA's table of SIP response codes (``sip-parameters-7``), as CSV or in the XML of its registry.

IANA leaves the reference of a code empty where it is that of the whole table: RFC 3261.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.parsers import expat

from ..faults import CodegenError

REGISTRY = "sip-parameters-7"
_HEADINGS = ("Response Code", "Value"), ("Description",), ("Reference",)
_NO_CODE = re.compile(r"|[1-6]xx", re.IGNORECASE)  # an empty row, or the heading of a class
_RANGE = re.compile(r"[1-6][0-9]{2}(-[1-6][0-9]{2})?")
_DEPRECATED = re.compile(r"\s*\((deprecated|obsoleted?)\)$", re.IGNORECASE)
_UNUSED = ("unassigned", "reserved")


class Row(NamedTuple):
    """A code as IANA has registered it."""

    code: int
    phrase: str
    deprecated: bool
    rfcs: tuple[int, ...]


class _Cells(NamedTuple):
    line: int
    code: str
    description: str
    reference: str


def is_table(text: str) -> bool:
    """Whether a text looks like one of the two forms."""
    first = text.lstrip("\ufeff \t\r\n").partition("\n")[0]
    return first.startswith("<") or first.partition(",")[0].strip('" ') in _HEADINGS[0]


def table(text: str, display: str) -> dict[int, Row]:
    """Code -> its row.

    Raises CodegenError, with the line, for what cannot be understood.
    """
    text = text.removeprefix("\ufeff")
    cells = _xml(text, display) if text.lstrip().startswith("<") else _csv(text, display)
    rows: dict[int, Row] = {}
    for found in cells:
        unused = found.description.lower() in _UNUSED
        if _NO_CODE.fullmatch(found.code) or (unused and _RANGE.fullmatch(found.code)):
            continue
        if not re.fullmatch(r"[1-6][0-9]{2}", found.code):
            raise _error(display, found.line, f"{found.code!r} is no response code")
        if not found.description:
            raise _error(display, found.line, f"{found.code} has no description")
        code, phrase = int(found.code), _DEPRECATED.sub("", found.description)
        if code in rows:
            raise _error(display, found.line, f"{code} is here for the second time")
        rfcs = tuple(int(number) for number in re.findall(r"(?i)\brfc ?([0-9]+)", found.reference))
        rows[code] = Row(code, phrase, phrase != found.description, rfcs or (3261,))
    if not rows:
        raise _error(display, 1, "has no response codes")
    return rows


def _csv(text: str, display: str) -> Iterator[_Cells]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        first = [name.strip() for name in next(reader, [])]
        columns = [next((first.index(n) for n in names if n in first), -1) for names in _HEADINGS]
        if -1 in columns:
            wanted = ", ".join(names[0] for names in _HEADINGS)
            raise _error(display, line, f"the columns are not those of IANA: {wanted}")
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) != len(first):
                    what = f"{len(cells)} columns, but the first line has {len(first)}"
                    raise _error(display, line, what)
                yield _Cells(line, *(" ".join(cells[column].split()) for column in columns))
            line = reader.line_num + 1
    except csv.Error as error:
        raise _error(display, line, f"broken CSV: {error}") from None


def _xml(text: str, display: str) -> Iterator[_Cells]:
    parser = expat.ParserCreate()
    reader = _Reader(parser)
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        what = f"broken XML: {expat.ErrorString(error.code)}"
        raise _error(display, error.lineno, what) from None
    except ValueError as error:
        raise _error(display, parser.CurrentLineNumber, str(error)) from None
    if not reader.found:
        raise _error(display, 1, f"has no registry {REGISTRY}")
    yield from reader.rows


class _Reader:
    """Collects the records of the registry from the events of a parser."""

    def __init__(self, parser: Any) -> None:
        self.found = False
        self.rows: list[_Cells] = []
        self._parser = parser
        self._registries: list[str] = []
        self._line = 0
        self._texts: dict[str, str] = {}
        self._within = ""
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _doctype(self, *_: object) -> None:
        raise ValueError("a DOCTYPE, which IANA's registries do not have")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "registry":
            self._registries.append(attributes.get("id", ""))
            self.found |= REGISTRY in self._registries
        elif name == "record" and REGISTRY in self._registries:
            self._line, self._texts = self._parser.CurrentLineNumber, {}
        elif name == "xref" and self._line:
            self._text(f" {attributes.get('data', '')} ", "xref")
        self._within = name

    def _text(self, text: str, key: str = "") -> None:
        key = key or self._within
        self._texts[key] = self._texts.get(key, "") + text

    def _end(self, name: str) -> None:
        self._within = ""
        if name == "registry":
            self._registries.pop()
        elif name == "record" and self._line:
            texts = (self._texts.get(key, "") for key in ("value", "description", "xref"))
            self.rows.append(_Cells(self._line, *(" ".join(text.split()) for text in texts)))
            self._line = 0


def _error(display: str, line: int, what: str) -> CodegenError:
    return CodegenError(f"{display}:{line}: {what}")
