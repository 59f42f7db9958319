"""The headings of RFCs: how they are read from a text, and what was read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rfc_sections
from citations import Citation
from rfc_sections import TYPED, WRITTEN, headings

# An RFC in small, in our own words.
TEXT = """\
                            A Protocol of Our Own

Table of Contents

1.  Introduction ....................................................2
1.1.  Why . . . . . . . . . . . . . . . . . . . . . . . . . . . . .  2
2. What Follows
Appendix A.  A List

1.  Introduction

   1.1 is the next section, and
   2 is the one after it.

1.1.  Why We Wrote Such a Long Heading for Each Accept-
      Resource-Priority of All

Writer, et. al.          Standards Track                     [Page 1]
\f
RFC 9999                A Protocol of Our Own                  May 2001

404 Not Found is no heading, as it does not come next.

2.2. Neither Is This

2   What Follows

2.1:  Update to Section 16.6

2.1.1.  Deeper

3. MUST   This word opens a text
   that is no part of the heading.

A table at the end
comes with a second line that is not indented.

Appendix A.  A List

A.1 - Of Words

B Bare Letter
"""


def test_headings_are_read_and_nothing_else() -> None:
    assert headings(TEXT) == {
        "1": "Introduction",
        "1.1": "Why We Wrote Such a Long Heading for Each Accept-Resource-Priority of All",
        "2": "What Follows",
        "2.1": "Update to Section 16.6",
        "2.1.1": "Deeper",
        "3": "MUST",
        "A": "A List",
        "A.1": "Of Words",
        "B": "Bare Letter",
    }


def test_a_chapter_may_have_no_heading_of_this_kind() -> None:
    """RFC 791 prints them in the middle of the line."""
    assert list(headings("    1. ONE\n\n1.1. A\n\n1.2. B\n\n    2. TWO\n\n2.1. C\n")) == [
        "1.1",
        "1.2",
        "2.1",
    ]


def test_a_text_without_sections_has_no_headings() -> None:
    """RFC 768."""
    assert headings("Fields\n\nA user should be told\n\n28 Aug 1980\n") == {}


def test_the_script_names_what_it_cannot_get(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rfc_sections, "ROOT", tmp_path)
    monkeypatch.setattr(rfc_sections, "WRITTEN", tmp_path / "written.json")
    monkeypatch.setattr(rfc_sections, "TYPED", tmp_path / "typed.json")
    (tmp_path / "typed.json").write_text('{"9410": {}}')
    cited = [Citation("here", rfc, "") for rfc in (9410, 9411)]
    monkeypatch.setattr(rfc_sections, "citations", lambda: cited)
    monkeypatch.setattr("sys.argv", ["rfc_sections.py", str(tmp_path)])
    assert rfc_sections.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        "RFC 9410: no text; its headings are in typed.json",
        "written.json: the headings of 0 RFCs",
        "RFC 9411: no text; type its headings into typed.json",
    ]


@pytest.mark.parametrize(
    ("rfc", "section", "heading"),
    [  # typed from the texts
        (2543, "7.4.10", "409 Conflict"),
        (2616, "14.4", "Accept-Language"),
        (3261, "8.2.6.2", "Headers and Tags"),
        (3261, "16.7", "Response Processing"),
        (3261, "21.4.6", "405 Method Not Allowed"),
        (3261, "26", "Security Considerations: Threat Model and Security Usage Recommendations"),
        (3261, "A", "Table of Timer Values"),
        (3398, "8.2.6.1", "SIP Status Code to ISDN Cause Code Mapping"),
        (4475, "3.1.2.19", "Overlarge Response Code"),
        (6665, "B.13", "Bug 722: Inconsistent 423 reason phrase text"),
        (9366, "3", "Update to RFC 3326"),
        (9410, "3", 'Reason Header Field Protocol "STIR"'),
    ],
)
def test_known_headings(rfc: int, section: str, heading: str) -> None:
    known = json.loads(WRITTEN.read_bytes()) | json.loads(TYPED.read_bytes())
    assert known[str(rfc)][section] == heading


@pytest.mark.parametrize("path", [WRITTEN, TYPED], ids=lambda path: path.name)
def test_the_files_are_sorted_and_laid_out_as_the_script_does_it(path: Path) -> None:
    document: dict[str, dict[str, Any]] = json.loads(path.read_bytes())
    assert list(document) == sorted(document, key=int)
    assert path.read_text(encoding="utf-8") == json.dumps(document, indent=2) + "\n"


def test_no_rfc_is_typed_that_can_be_read() -> None:
    assert not json.loads(WRITTEN.read_bytes()).keys() & json.loads(TYPED.read_bytes()).keys()
