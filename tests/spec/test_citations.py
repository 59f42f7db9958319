"""Every RFC and section that the project cites exists, and is the section that is meant.

The headings come from the texts of the RFCs (``nox -s citations``) or were typed from them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from citations import NO_CLAIMS, ROOT, Citation, citations, documents, in_facts, in_text
from raw_spec import RAW
from rfc_sections import TYPED, WRITTEN

HEADINGS: dict[str, dict[str, str]] = json.loads(WRITTEN.read_bytes()) | json.loads(
    TYPED.read_bytes()
)
STATUSES = {entry["code"]: entry for entry in RAW["status"]}

# A fact of one code that stands in the section of another, and what the section says of it.
OF_ANOTHER_CODE = {
    (404, 3261, "21.4.23"): "404 may take the place of 485",
    (405, 3261, "21.5.2"): "how 405 differs from 501",
    (513, 3261, "21.4.11"): "413 is of bodies, 513 of whole messages",
}

# Codes that are defined in a section whose heading is of something else.
NOT_IN_THE_HEADING = {199, 303, 417, 428, 436, 437, 438, 440, 469, 494, 580, 607, 608}


def test_every_cited_rfc_and_section_exists() -> None:
    unknown = [
        f"{where}: RFC {rfc} {section}".rstrip()
        for where, rfc, section in citations()
        if str(rfc) not in HEADINGS or (section and section not in HEADINGS[str(rfc)])
    ]
    assert unknown == [], "mend the citation; if it is right, run nox -s citations"


# Documents that are no RFCs, with their titles.
DOCUMENTS = {
    "3GPP TS 24.229": "IP multimedia call control protocol based on SIP and SDP; Stage 3",
    "47 CFR 64.1200": "Delivery restrictions",
    "ATIS-1000099": "Robocall Call Blocking Notification",
}


def test_every_other_document_that_is_cited_exists() -> None:
    assert set(documents(RAW)) == DOCUMENTS.keys()


def codes_in(heading: str) -> set[int]:
    return {int(number) for number in re.findall(r"\b[1-6][0-9]{2}\b", heading)} & STATUSES.keys()


def test_no_fact_stands_in_the_section_of_another_code() -> None:
    """21.4.7 instead of 21.4.6 exists as well, but speaks of 406."""
    found = set()
    for code, entry in STATUSES.items():
        for _, rfc, section in in_facts(entry, ""):
            named = codes_in(HEADINGS[str(rfc)].get(section, ""))
            if named and code not in named:
                found.add((code, rfc, section))
    assert found == OF_ANOTHER_CODE.keys()


def test_a_code_is_defined_in_the_section_that_bears_its_number() -> None:
    elsewhere = set()
    for code, entry in STATUSES.items():
        reference = entry["references"][0]
        heading = HEADINGS[str(reference["rfc"])][reference["section"]]
        if code not in codes_in(heading):
            elsewhere.add(code)
    assert elsewhere == NOT_IN_THE_HEADING


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RFC 3261 section 7.2 has it", [(3261, "7.2")]),
        ("(RFC 3261, section 7)", [(3261, "7")]),
        ("RFC 3261 7.2 and 486", [(3261, "7.2")]),
        ("# (RFC 3261\n    # section 7.2)", [(3261, "7.2")]),
        (
            "RFC 3261 sections 7.2, 8.1.3.2 and 21; 3 are",
            [(3261, "7.2"), (3261, "8.1.3.2"), (3261, "21")],
        ),
        ("as section 16.7 of RFC\n 3261 has it", [(3261, "16.7")]),
        ("RFC 3261 section 25.1's wording", [(3261, "25.1")]),
        ("RFC 6665 sections B.13 to B.14", [(6665, "B.13"), (6665, "B.14")]),
        ("RFC 2543 and RFC 3261: section 21", [(2543, ""), (3261, ""), (3261, "21")]),
        ("https://www.rfc-editor.org/rfc/rfc6076#section-4.6).", [(6076, "4.6")]),
        ('{ rfc = 3261, section = "20", note = "table 2" }', [(3261, "20")]),
        ('{"rfc": 4475, "section": "3.1.1.12"}', [(4475, "3.1.1.12")]),
        ('Row(("To",), 3261, "8.2.6.2")', [(3261, "8.2.6.2")]),
        ("section 7.2 of nothing", []),
        ("RFC3261Profile, a section of 3 lines", [(3261, "")]),
    ],
)
def test_citations_are_found_in_text(text: str, found: list[tuple[int, str]]) -> None:
    assert [citation[1:] for citation in in_text(text, "here")] == found


def test_a_section_in_a_sentence_belongs_to_the_source_of_its_fact() -> None:
    fact = {
        "text": "Not so (section 12.1.1), says RFC 5057 section 5.1.",
        "source": {"rfc": 3261, "section": "16.7", "note": "and section 9.1"},
    }
    assert list(in_facts({"note": [fact]}, "spec")) == [
        Citation("spec note[0] text", 3261, "12.1.1"),
        Citation("spec note[0] text", 5057, "5.1"),
        Citation("spec note[0] source", 3261, "16.7"),
        Citation("spec note[0] source note", 3261, "9.1"),
    ]


def test_a_section_of_a_document_that_is_no_rfc_is_of_no_rfc() -> None:
    fact = {"text": "As in section 7.", "source": {"document": "ACME 7", "section": "1"}}
    assert list(in_facts({"source": {"rfc": 3261, "section": "21"}, "note": [fact]}, "spec")) == [
        Citation("spec source", 3261, "21")
    ]


@pytest.mark.parametrize("path", NO_CLAIMS)
def test_files_that_are_left_out_exist(path: str) -> None:
    assert (ROOT / path).is_file()


def test_facts_comments_docstrings_and_pages_are_read() -> None:
    places = {Path(citation.where.split(":")[0].split(" ")[0]).parts[0] for citation in citations()}
    assert {"spec", "generator", "src", "docs", "tests"} <= places
