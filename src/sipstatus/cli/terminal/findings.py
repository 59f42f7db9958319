"""Prints what ``lint`` and ``audit`` find, as soon as it is found: for people, or for programs."""

from __future__ import annotations

import os
import re
import sys
from shutil import get_terminal_size
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, Protocol

from sipstatus import SPEC_VERSION
from sipstatus.cli.records import citation
from sipstatus.cli.rules import record_of
from sipstatus.cli.terminal import echo, visible
from sipstatus.cli.terminal.colour import is_coloured, styled
from sipstatus.cli.terminal.formats import (
    between_words,
    csv_rows,
    json_text,
    markdown_row,
    print_table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sipstatus.cli.capture.judging import Verdict
    from sipstatus.cli.terminal.progress import Bar

Format = Literal["text", "json", "csv", "markdown", "sarif", "github"]

SEVERITIES = ("error", "warning", "note")
PLACES = 3
"""How many places of a rule the summary shows."""

INTERVAL = 0.1  # seconds that a finding waits for others, so that they are printed together

VERDICT_KEYS = ("severity", "code", "method", "header", "rule", "rfc", "section", "rule_id")
KEYS = ("file", "line", "packet", *VERDICT_KEYS)


class Input(Protocol):
    """What holds the findings: a log, a capture or a source file."""

    @property
    def name(self) -> str:
        """Its path, or ``-``."""
        ...

    @property
    def unit(self) -> Literal["line", "packet"]:
        """What the number of a place counts."""
        ...


class Tally:
    """The findings of one rule."""

    def __init__(self, rule_id: str, severity: str) -> None:
        self.rule_id = rule_id
        self.severity = severity
        self.count = 0
        self.places: list[tuple[Input, int]] = []
        """The first of them."""


class Summary:
    """What was found in all files."""

    def __init__(self, names: Sequence[str], subject: str = "response") -> None:
        self.names = names
        self.subject = subject
        """What ``responses`` counts."""
        self.messages = self.responses = 0
        self.faults: list[str] = []
        """What could not be read."""
        self.complete = True
        """Whether everything was read to its end."""
        self.tallies: dict[tuple[str, str], Tally] = {}

    def add(self, reading: Input, place: int, verdict: Verdict) -> None:
        """Count a finding."""
        key = verdict.rule_id, verdict.severity
        tally = self.tallies.get(key)
        if tally is None:
            tally = self.tallies[key] = Tally(*key)
        tally.count += 1
        if len(tally.places) < PLACES:
            tally.places.append((reading, place))

    def count(self, severity: str) -> int:
        """How many findings are that severe."""
        return sum(one.count for one in self.tallies.values() if one.severity == severity)

    def sorted(self) -> list[Tally]:
        """The rules that are broken: errors first, and the most frequent."""
        tallies = [*self.tallies.values()]
        return sorted(
            tallies, key=lambda one: (SEVERITIES.index(one.severity), -one.count, one.rule_id)
        )


class Printer:
    """Prints one finding after the other; what is special about a format is in a subclass."""

    before = between = ""
    """What stands before the first finding, and between two."""

    def __init__(self, bar: Bar, severities: Sequence[str]) -> None:
        """Be ready to print; `severities` are those that will be shown."""
        self.severities = severities
        self._bar = bar
        self._waiting: list[str] = []
        self._printed = 0.0  # when, last
        self._any = False
        self._reading: Input | None = None

    def show(self, reading: Input, place: int, verdict: Verdict) -> None:
        """Print a finding, now or a little later."""
        if reading is not self._reading:
            self._reading = reading
            self._around = self.around(reading.name, reading.unit)
        if not verdict.texts:
            verdict.texts = self.texts(verdict)
        separator = self.between if self._any else self.before
        begin, end = verdict.texts
        left, right = self._around
        self._waiting.append(self.laid_out(f"{separator}{begin}{left}{place}{right}{end}"))
        self._any = True
        if monotonic() - self._printed > INTERVAL:
            self.flush()

    def flush(self) -> None:
        """Print everything that is waiting."""
        self._bar.hide()
        sys.stdout.write("".join(self._waiting))
        sys.stdout.flush()
        self._waiting.clear()
        self._printed = monotonic()

    def close(self, summary: Summary) -> None:
        """Print what stands behind the last finding."""
        self._waiting.append(self.after(summary) if self._any else self.nothing(summary))
        self.flush()

    def laid_out(self, text: str) -> str:
        """A finding as it is printed."""
        return text

    def around(self, name: str, unit: str) -> tuple[str, str]:
        """What stands before and behind the number of a place in a file: a line, or a packet."""
        raise NotImplementedError

    def texts(self, verdict: Verdict) -> tuple[str, str]:
        """What stands before and behind the place; it is the same in all places."""
        raise NotImplementedError

    def after(self, summary: Summary) -> str:
        """What stands behind the last finding."""
        return ""

    def nothing(self, summary: Summary) -> str:
        """What is printed if there is no finding."""
        return self.before + self.after(summary)


class TextPrinter(Printer):
    """For people: ``a.log:21: error: A 405 response must carry Allow. (...) [SIP405-allow]``."""

    def __init__(self, bar: Bar, severities: Sequence[str]) -> None:
        """Be ready to print; on a terminal, lines end between words."""
        super().__init__(bar, severities)
        self._columns = get_terminal_size().columns if sys.stdout.isatty() else 0
        self._coloured = is_coloured()

    def laid_out(self, text: str) -> str:
        """A finding in lines that a terminal does not break."""
        laid_out = between_words(text.removesuffix("\n"), self._columns) + "\n"
        return _SEVERITY.sub(_styled, laid_out, count=1) if self._coloured else laid_out

    def around(self, name: str, unit: str) -> tuple[str, str]:
        """``a.log:21``."""
        return visible(name) + (":" if unit == "line" else ": packet "), ""

    def texts(self, verdict: Verdict) -> tuple[str, str]:
        """Severity, rule and source."""
        return "", visible(f": {verdict.severity}: {_sentence(verdict)}") + "\n"

    def close(self, summary: Summary) -> None:
        """Print the summary: a line for each rule, and how much there is of everything."""
        super().close(summary)
        if tallies := summary.sorted():
            width = max(len("count"), *(len(f"{one.count:,}") for one in tallies))
            rows = [
                [f"{one.count:,}".rjust(width), one.severity, one.rule_id, _places(summary, one)]
                for one in tallies
            ]
            echo()
            print_table(["count".rjust(width), "severity", "rule", "places"], rows, SEVERITIES)
            echo()
        names = [name for name in self.severities if name != "note" or summary.count(name)]
        counts = [_count(summary.responses, summary.subject)]
        counts += [_count(summary.count(name), name) for name in names]
        files = summary.names
        echo(f"{files[0] if len(files) == 1 else f'{len(files)} files'}: {', '.join(counts)}")


# Of a finding as it is laid out; a line may end before the severity, and a file have any name.
_SEVERITY = re.compile(rf"(?<=:)(\s+)({'|'.join(SEVERITIES)})(?=:\s)")


def _styled(severity: re.Match[str]) -> str:
    return severity[1] + styled(severity[2], severity[2])


def _places(summary: Summary, tally: Tally) -> str:
    if len(summary.names) > 1:
        return ", ".join(
            f"{reading.name}{':' if reading.unit == 'line' else ' packet '}{place}"
            for reading, place in tally.places
        )
    unit = tally.places[0][0].unit + ("s" if len(tally.places) > 1 else "")
    return f"{unit} {', '.join(str(place) for _, place in tally.places)}"


def _count(number: int, name: str) -> str:
    return f"{f'{number:,}' if number else 'no'} {name}{'' if number == 1 else 's'}"


def _sentence(verdict: Verdict) -> str:
    source = citation({"rfc": verdict.rfc, "section": verdict.section})
    return f"{verdict.rule} ({source}) [{verdict.rule_id}]"


class GithubPrinter(Printer):
    """Commands that annotate files in a workflow of GitHub."""

    def around(self, name: str, unit: str) -> tuple[str, str]:
        """The file and the line; packets have none."""
        where = "line=" if unit == "line" else "title=packet "
        return f"file={_escaped(name, ':,')},{where}", ""

    def texts(self, verdict: Verdict) -> tuple[str, str]:
        """Severity, rule and source."""
        level = {"note": "notice"}.get(verdict.severity, verdict.severity)
        return f"::{level} ", f"::{_escaped(_sentence(verdict))}\n"


def _escaped(text: str, marks: str = "") -> str:
    for mark in f"%\r\n{marks}":
        text = text.replace(mark, f"%{ord(mark):02X}")
    return visible(text)


class CsvPrinter(Printer):
    """A row for each finding."""

    before = csv_rows([KEYS])

    def around(self, name: str, unit: str) -> tuple[str, str]:
        """The first cells of a row."""
        first = csv_rows([[visible(name)]]).rstrip("\n")
        return (f"{first},", ",,") if unit == "line" else (f"{first},,", ",")

    def texts(self, verdict: Verdict) -> tuple[str, str]:
        """The other cells."""
        return "", csv_rows([_cells(verdict)])


class MarkdownPrinter(Printer):
    """A table."""

    before = f"{markdown_row(KEYS)}\n|{' --- |' * len(KEYS)}\n"

    def around(self, name: str, unit: str) -> tuple[str, str]:
        """The first cells of a row."""
        first = markdown_row([visible(name)])
        return (f"{first} ", " |  ") if unit == "line" else (f"{first}  | ", " ")

    def texts(self, verdict: Verdict) -> tuple[str, str]:
        """The other cells."""
        return "", f"{markdown_row(_cells(verdict))}\n"


def _cells(verdict: Verdict) -> list[str]:
    values = (getattr(verdict, key) for key in VERDICT_KEYS)
    return ["" if value is None else visible(value) for value in values]


class JsonPrinter(Printer):
    """An array of objects."""

    before = "[\n"
    between = ",\n"

    def around(self, name: str, unit: str) -> tuple[str, str]:
        """The first members of an object."""
        file = f'    "file": {json_text(name)},\n    "line": '
        if unit == "line":
            return file, ',\n    "packet": null,\n'
        return f'{file}null,\n    "packet": ', ",\n"

    def texts(self, verdict: Verdict) -> tuple[str, str]:
        """The other members."""
        members = (f'    "{key}": {json_text(getattr(verdict, key))}' for key in VERDICT_KEYS)
        return "  {\n", ",\n".join(members) + "\n  }"

    def after(self, summary: Summary) -> str:
        """The end of the array."""
        return "\n]\n"

    def nothing(self, summary: Summary) -> str:
        """An empty array."""
        return "[]\n"


class SarifPrinter(Printer):
    """The Static Analysis Results Interchange Format (SARIF) 2.1.0.

    The results come first, and the rules that they name behind them.
    """

    before = """{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [{
    "results": ["""
    between = ","

    def around(self, name: str, unit: str) -> tuple[str, str]:
        """The location."""
        artifact = f'{{"artifactLocation": {{"uri": {json_text(_uri(name))}}}'
        left = f'"locations": [{{"physicalLocation": {artifact}'
        if unit == "line":
            return f'{left}, "region": {{"startLine": ', "}}}]}"
        return f'{left}}}, "message": {{"text": "packet ', '"}}]}'

    def texts(self, verdict: Verdict) -> tuple[str, str]:
        """The other members of a result."""
        result = {
            "ruleId": verdict.rule_id,
            "level": verdict.severity,
            "message": {"text": verdict.rule},
        }
        return f"\n      {json_text(result)[:-1]}, ", ""

    def after(self, summary: Summary) -> str:
        """The end of the results, and the rules."""
        rules = [_sarif_rule(one) for one in dict.fromkeys(one.rule_id for one in summary.sorted())]
        notes = [{"level": "warning", "message": {"text": text}} for text in summary.faults]
        invocation = {
            "executionSuccessful": summary.complete,
            "toolExecutionNotifications": notes,
        }
        driver = {
            "name": "sipstatus",
            "fullName": f"sipstatus, spec {SPEC_VERSION}",
            "rules": rules,
        }
        return f"""
    ],
    "invocations": [{json_text(invocation)}],
    "tool": {{"driver": {json_text(driver)}}}
  }}]
}}
"""


def _sarif_rule(rule_id: str) -> dict[str, Any]:
    record = record_of(rule_id)
    assert record is not None
    source = record["source"]
    page = f"https://www.rfc-editor.org/rfc/rfc{source['rfc']}#section-{source['section']}"
    return {
        "id": rule_id,
        "shortDescription": {"text": record["demand"]},
        "help": {"text": f"{citation(source)}; kept by: {record['kept_by']}"},
        "defaultConfiguration": {"level": record["severity"]},
        **({"helpUri": page} if source["rfc"] else {}),
    }


def _uri(name: str) -> str:
    """A relative reference, or a URI for an absolute path (RFC 8089 section 2)."""
    from pathlib import Path

    path = Path("stdin" if name == "-" else name)
    octets = os.fsencode(path.as_posix())
    quoted = "".join(chr(o) if o in _UNRESERVED else f"%{o:02X}" for o in octets)
    if not path.is_absolute():
        return quoted
    return f"file://{quoted}" if quoted.startswith("/") else f"file:///{quoted}"


# RFC 3986 section 2.3, and the slash.
_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"

PRINTERS: dict[Format, type[Printer]] = {
    "text": TextPrinter,
    "json": JsonPrinter,
    "csv": CsvPrinter,
    "markdown": MarkdownPrinter,
    "sarif": SarifPrinter,
    "github": GithubPrinter,
}
