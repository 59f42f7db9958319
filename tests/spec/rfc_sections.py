"""Reads the section headings of RFCs from their texts (``nox -s citations`` runs it).

Writes ``spec/rfc-sections.json``: RFC -> section number -> heading, for every RFC that the project
cites and whose text it is given.  ``spec/rfc-sections-later.json`` is typed by hand, for the RFCs
of which there is no text.  The generator shows the headings, and ``test_citations.py`` holds every
citation against them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from citations import ROOT, citations

WRITTEN = ROOT / "spec" / "rfc-sections.json"
TYPED = ROOT / "spec" / "rfc-sections-later.json"

_FOOTER = re.compile(r"\S.*\[Page +[0-9ivx]+\]$")
_HEADER = re.compile(r"RFC *[0-9]+ {2,}\S.* [0-9]{4}$")
_HEADING = re.compile(
    r"(?:Appendix +)?(?P<number>(?:[1-9][0-9]*|[A-Z])(?:\.[0-9]+)*)[.:]?(?: +-)? +"
    r"(?P<title>\S.*?)(?P<text> {3,}\S.*)?"
)
"""RFC 2119 goes on with its text on the same line."""
_LEADER = re.compile(r"\.{3}|( \.){3}|\.\. *[0-9]+$")
"""What leads to the page number in a table of contents."""

_Place = tuple[tuple[bool, int], ...]
"""A section number to sort by: whether it is a letter, and which it is, for each of its parts."""


def headings(text: str) -> dict[str, str]:
    """Section number -> heading, for the text of an RFC; appendices are sections as well.

    A heading stands at the beginning of a line and of a paragraph, and its number comes next after
    those before it.
    """
    found: dict[str, str] = {}
    before: _Place = ()
    for first, *more in _paragraphs(text):
        match = _HEADING.fullmatch(first)
        wrapped = all(line.startswith(" ") for line in more)
        if not match or not wrapped or _LEADER.search(" ".join([first, *more])):
            continue
        number = match["number"]
        title = match["title"] if match["text"] else " ".join([match["title"], *more])
        place = _place(number)
        if number == "1":  # what came before, if anything, was a table of contents
            found, before = {}, ()
        if _follows(place, before):
            found[number] = re.sub(r"(?<=[a-z]-) (?=[A-Z])", "", " ".join(title.split()))
            before = place
    return found


def _paragraphs(text: str) -> Iterator[list[str]]:
    """The paragraphs of a text, without the lines that belong to its pages."""
    lines: list[str] = []
    for line in map(str.rstrip, [*text.split("\n"), ""]):
        if line.strip() and not _FOOTER.match(line) and not _HEADER.match(line):
            lines.append(line)
        elif lines:
            yield lines
            lines = []


def _place(number: str) -> _Place:
    return tuple(
        (False, int(part)) if part.isdigit() else (True, ord(part) - ord("A") + 1)
        for part in number.split(".")
    )


def _follows(place: _Place, before: _Place) -> bool:
    """Whether a section can come next: one further on some level, and the first of those below.

    A section above may be missing: RFC 791 prints the headings of its chapters in the middle.
    """
    level = 0
    while level < min(len(place), len(before)) and place[level] == before[level]:
        level += 1
    if level == len(place):
        return False
    (letter, number), *below = place[level:]
    was_letter, last = before[level] if level < len(before) else (False, 0)
    expected = last + 1 if letter == was_letter else 1
    return (bool(before) or not letter) and number == expected and all(n == 1 for _, n in below)


def main() -> int:
    """Write the file.  The exit code is 1 if an RFC is cited of which nobody knows the headings."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("texts", type=Path, help="folder that has the texts, as rfcNNNN.txt.gz")
    texts = {path.name: path for path in parser.parse_args().texts.rglob("rfc*.txt.gz")}
    typed = json.loads(TYPED.read_text(encoding="utf-8"))
    written, unknown = {}, []
    for rfc in sorted({citation.rfc for citation in citations()}):
        if path := texts.get(f"rfc{rfc}.txt.gz"):
            text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
            written[str(rfc)] = headings(text)
        elif str(rfc) in typed:
            print(f"RFC {rfc}: no text; its headings are in {TYPED.name}")
        else:
            unknown.append(rfc)
    WRITTEN.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    print(f"{WRITTEN.relative_to(ROOT)}: the headings of {len(written)} RFCs")
    for rfc in unknown:
        print(f"RFC {rfc}: no text; type its headings into {TYPED.relative_to(ROOT)}")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
