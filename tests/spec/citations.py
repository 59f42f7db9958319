"""Finds what the project cites of RFCs: in facts, comments, docstrings and pages.

A section without an RFC is one of the RFC that was named last; in the spec, of the source of the
fact.  If that is no RFC, nobody can say whether the section exists.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "spec" / "sip-status-codes.toml"
FOLDERS = ("spec", "generator", "src", "docs", "examples", "tests")
SUFFIXES = {
    *(".py", ".pyi", ".pyx", ".j2", ".c", ".h", ".go", ".ts", ".js", ".rs"),
    *(".toml", ".json", ".md", ".yml"),
}
NOT_READ = {"golden", "target", "node_modules"}
"""Folders: what a nasty spec gives, and what compilers and package managers put there."""

NO_CLAIMS = {
    "spec/rfc-sections.json": "citations are held against it",
    "spec/rfc-sections-later.json": "citations are held against it",
    "tests/codegen/test_cli_diff.py": "samples of what IANA may register",
    "tests/codegen/test_rules.py": "samples that a rule refuses",
    "tests/spec/test_citations.py": "samples of what is a citation",
    "tests/spec/test_rfc_sections.py": "samples of what is a heading",
}
"""Files whose RFCs and sections are no citations, and why."""


class Citation(NamedTuple):
    """A place that cites an RFC.  ``section`` is "" if it names the RFC alone."""

    where: str
    rfc: int
    section: str


def citations() -> Iterator[Citation]:
    """All citations of the project."""
    for path in files():
        name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        if path == SPEC:
            yield from in_facts(tomllib.loads(text), name)
            text = "\n".join(line.partition("#")[2] for line in text.split("\n"))
        yield from in_text(text, name)


def files() -> Iterator[Path]:
    """The files that people write and that may cite an RFC."""
    found = {path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()}
    for path in sorted(found.union(ROOT.glob("*.md"), ROOT.glob("*.py"))):
        parts = path.relative_to(ROOT).parts
        if path.suffix in SUFFIXES and not NOT_READ & {*parts} and "/".join(parts) not in NO_CLAIMS:
            yield path


_GAP = r"[\s#/*]+"  # a comment may be wrapped, with its mark at the beginning of the next line
_RFC = rf"(?:RFC{_GAP}|RFC[-_]?|\brfc)(?P<rfc>[0-9]{{3,5}})"
_NUMBER = r"[1-9A-Z][0-9]*(?:\.[0-9]+)+|[1-9][0-9]*\b"
_LIST = rf"(?:{_NUMBER})(?:(?:,|,?{_GAP}(?:and|to|or)){_GAP}(?:{_NUMBER}))*"
_SECTIONS = [f"[Ss]ection{_GAP}(?P<sections>{_NUMBER})", f"[Ss]ections{_GAP}(?P<sections>{_LIST})"]
_FORMS = [
    re.compile(form)
    for form in (
        *(f"{sections}{_GAP}of{_GAP}{_RFC}" for sections in _SECTIONS),
        *(f"{_RFC},?{_GAP}{sections}" for sections in _SECTIONS),
        rf"{_RFC}{_GAP}(?P<sections>[1-9A-Z][0-9]*(?:\.[0-9]+)+)",
        rf"{_RFC}#section-(?P<sections>{_NUMBER})",
        r"\brfc\"?[ =:]+(?P<rfc>[0-9]+),?\s+\"?section\"?[ =:]+\"(?P<sections>[0-9A-Z.]+)\"",
        rf"\b(?P<rfc>[1-9][0-9]{{3}}),\s+\"(?P<sections>{_NUMBER}|[A-Z])\"",
        rf"{_RFC}(?P<sections>)",
        *(f"{sections}(?P<rfc>)" for sections in _SECTIONS),
    )
]
"""``RFC 3261 section 7.2``, ``sections 7.2 and 21 of RFC 3261``, ``RFC 3261 7.2``, the address of a
section, the fields ``rfc`` and ``section``, and their values one after the other."""


def in_text(text: str, name: str, rfc: int = 0) -> Iterator[Citation]:
    """The citations of a text in their order; ``rfc`` is what its first sections belong to."""
    found: dict[int, re.Match[str]] = {}
    taken: set[int] = set()
    for form in _FORMS:
        for match in form.finditer(text):
            if taken.isdisjoint(range(*match.span())):
                found[match.start()] = match
                taken.update(range(*match.span()))
    for start, match in sorted(found.items()):
        where = f"{name}:{text.count(chr(10), 0, start) + 1}"
        rfc = int(match["rfc"] or rfc)
        if rfc:
            for section in re.findall(rf"{_NUMBER}|[A-Z]\b", match["sections"]) or [""]:
                yield Citation(where, rfc, section)


def documents(value: Any) -> Iterator[str]:
    """The documents, other than RFCs, that a part of the spec cites."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if key == "document":
            yield item
        elif isinstance(item, dict | list):
            yield from documents(item)


def in_facts(value: Any, where: str, rfc: int = 0) -> Iterator[Citation]:
    """The citations of a part of the spec, with those in its sentences."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            key = item.get("code", index) if isinstance(item, dict) else index
            yield from in_facts(item, f"{where}[{key}]", rfc)
    elif isinstance(value, dict):
        source = value.get("source", value)
        rfc = 0 if "document" in source else source.get("rfc", rfc)
        if "section" in value and rfc:
            yield Citation(where, rfc, value["section"])
        for key, item in value.items():
            if key != "section":
                yield from in_facts(item, f"{where} {key}", rfc)
    elif isinstance(value, str):
        for citation in in_text(value, where, rfc):
            yield citation._replace(where=where)
