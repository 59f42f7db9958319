"""What the four documents say that the project started from: each statement shown, or corrected.

The documents themselves are not here: ``seed_statements`` restates them in our own words.  The
lists below were typed from reading the documents, so that neither a code nor a statement nor a
known error of theirs can go missing.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from seed_vocabulary import VOCABULARY, Class, Code, assertion, check

FOLDER = Path(__file__).parent / "seed_statements"

Document = Literal["000", "001", "002", "003"]
ErratumId = Annotated[str, Field(pattern=r"^00[0-3]-[1-9][0-9]?$")]
Text = Annotated[str, Field(pattern=r"^\S(.*\S)?$", max_length=250)]


class Table(BaseModel):
    """A table of the files.  Strict: unknown keys and values of another type are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Statement(Table):
    """A statement of a document, and what shows it or puts it right."""

    place: Text
    """Heading, or code, as the document gives it."""
    code: Code | Class | Literal["all"]
    printed: str | None = None
    """The number that the document has for the code, where that is another one or none."""
    says: Text
    shows: list[dict[str, Any]] = []
    """Where the document is wrong: what shows that the contrary holds."""
    errata: list[ErratumId] = []


class StatementFile(Table):
    document: Document
    statements: list[Statement] = Field(alias="statement")


class Erratum(Table):
    """What is wrong in a document."""

    id: ErratumId
    place: Text
    kind: Literal[
        "garbled",
        "hyphenation",
        "markup",
        "meaning",
        "missing",
        "number",
        "ok",
        "outdated",
        "phrase",
        "provenance",
        "status",
        "strength",
        "truncated",
        "typo",
    ]
    wrong: Text
    right: Text
    rfc: int | None = None
    section: Text | None = None
    registry: bool = False
    """The IANA registry of response codes decides."""

    def covers(self, place: str) -> bool:
        """Whether a place of the document is one of those that are meant, or lies within one."""
        words = self.place.split()
        return place == self.place or any(f"{place}.".startswith(f"{word}.") for word in words)


class ErrataFile(Table):
    known: list[Erratum] = Field(alias="erratum")
    further: list[Erratum]


Model = TypeVar("Model", bound=BaseModel)


def load(model: type[Model], path: Path) -> Model:
    return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


FILES = [load(StatementFile, path) for path in sorted(FOLDER.glob("00?.toml"))]
ROWS = [(file.document, row) for file in FILES for row in file.statements]
ERRATA_FILE = load(ErrataFile, FOLDER / "errata.toml")
ERRATA = {erratum.id: erratum for erratum in ERRATA_FILE.known + ERRATA_FILE.further}

# Every code and class that a document mentions, in a heading or in passing; the codes meant, where
# a number is wrong or missing (see MISNUMBERED).
# fmt: off
MENTIONED: dict[str, set[int | str]] = {
    "000": {
        "4xx", 400, 401, 402, 403, 404, 405, 406, 407, 408, 410, 413, 414, 415,
    },
    "001": {
        "4xx", 400, 401, 402, 403, 404, 405, 406, 407, 408, 410, 413, 414, 415, 416, 420, 421, 423,
        480, 481, 482, 483, 484, 485, 486, 487, 488, 491, 493,
        200, 600, 606,
    },
    "002": {
        "1xx", 100, 180, 181, 182, 183,
        "2xx", 200,
        "3xx", 300, 301, 302, 305, 380,
        "4xx", 400, 401, 402, 403, 404, 405, 406, 407, 408, 410, 413, 414, 415, 416, 420, 421, 423,
        480, 481, 482, 483, 484, 485, 486, 487, 488, 491, 493,
        "5xx", 500, 501, 502, 503, 504, 505, 513,
        "6xx", 600, 603, 604, 606,
    },
    "003": {
        "4xx", 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416,
        417, 420, 421, 422, 423, 424, 428, 429, 430, 433, 436, 437, 438, 439, 470,
        480, 481, 482, 483, 484, 485, 486, 487, 488, 489, 491, 493, 494,
    },
}

# How many statements stand at each place of a document.
OUTLINE: dict[str, dict[str, int]] = {
    "000": {
        "whole file": 1,
        "21.4": 3, "21.4.1": 2, "21.4.2": 3, "21.4.3": 1, "21.4.4": 2, "21.4.5": 2, "21.4.6": 2,
        "21.4.7": 1, "21.4.8": 3, "21.4.9": 2, "21.4.10": 3, "21.4.11": 4, "21.4.12": 1,
        "21.4.13": 3,
        "end": 1,
    },
    "001": {
        "whole file": 1,
        "4": 3, "4.1": 2, "4.2": 3, "4.3": 1, "4.4": 2, "4.5": 2, "4.6": 2, "4.7": 2, "4.8": 3,
        "4.9": 2, "4.10": 3, "4.11": 4, "4.12": 1, "4.13": 3, "4.14": 2, "4.15": 3, "4.16": 5,
        "4.17": 3, "4.18": 7, "4.19": 1, "4.20": 1, "4.21": 1, "4.22": 4, "4.23": 5, "4.24": 4,
        "4.25": 2, "4.26": 4, "4.27": 2, "4.28": 2,
    },
    "002": {
        "title and top": 3, "intro": 4,
        "1": 6, "1.1": 4, "1.2": 2, "1.3": 3, "1.4": 4, "1.5": 2,
        "2": 2, "2.1": 2,
        "3": 1, "3.1": 8, "3.2": 3, "3.3": 6, "3.4": 3, "3.5": 3,
        "4": 4, "4.1": 2, "4.2": 3, "4.3": 1, "4.4": 2, "4.5": 2, "4.6": 2, "4.7": 1, "4.8": 3,
        "4.9": 2, "4.10": 3, "4.11": 3, "4.12": 1, "4.13": 3, "4.14": 2, "4.15": 4, "4.16": 5,
        "4.17": 3, "4.18": 6, "4.19": 1, "4.20": 1, "4.21": 2, "4.22": 3, "4.23": 10, "4.24": 3,
        "4.25": 2, "4.26": 3, "4.27": 2, "4.28": 2,
        "5": 2, "5.1": 4, "5.2": 4, "5.3": 1, "5.4": 6, "5.5": 3, "5.6": 2, "5.7": 2,
        "6": 2, "6.1": 6, "6.2": 3, "6.3": 2, "6.4": 7,
    },
    "003": {
        "whole file": 1,
        "400": 1, "401": 2, "402": 1, "403": 1, "404": 2, "405": 1, "406": 1, "407": 2, "408": 3,
        "409": 2, "410": 1, "411": 2, "412": 1, "413": 1, "414": 1, "415": 1, "416": 1, "417": 1,
        "420": 1, "421": 1, "422": 2, "423": 1, "424": 1, "428": 1, "429": 1, "430": 3, "433": 1,
        "436": 1, "437": 1, "438": 1, "439": 1, "470": 1, "480": 1, "481": 1, "482": 2, "483": 1,
        "484": 1, "485": 1, "486": 1, "487": 1, "488": 1, "489": 1, "491": 1, "493": 1, "494": 2,
        "footnotes": 1,
    },
}
# fmt: on

# Document, place and the number printed there: the code that is meant.
MISNUMBERED: dict[tuple[str, str, str], int] = {
    ("001", "4.7", ""): 406,
    ("001", "4.15", ""): 420,
    ("002", "1.3", "818"): 181,
    ("002", "4.7", ""): 406,
    ("002", "4.15", ""): 420,
    ("002", "5.7", ""): 513,
}

KNOWN: dict[str, dict[str, int]] = {
    "000": {"provenance": 1, "hyphenation": 1, "missing": 1},
    "001": {"number": 2, "meaning": 2, "phrase": 2, "strength": 2, "typo": 2, "missing": 3},
    "002": {
        "meaning": 12,
        "garbled": 4,
        "number": 5,
        "phrase": 9,
        "strength": 2,
        "typo": 5,
        "missing": 5,
        "truncated": 1,
    },
    "003": {
        "missing": 3,
        "typo": 2,
        "meaning": 9,
        "status": 1,
        "outdated": 2,
        "phrase": 3,
        "ok": 1,
        "markup": 1,
    },
}
FURTHER: dict[str, dict[str, int]] = {
    "001": {"meaning": 2, "strength": 1},
    "002": {"garbled": 1, "strength": 1, "meaning": 2, "typo": 1},
}

# About wording and marks alone, with nothing that a program could show.
WITHOUT_ASSERTION = ["000-1", "003-22"]


def kinds(errata: list[Erratum]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for erratum in errata:
        counts.setdefault(erratum.id[:3], Counter())[erratum.kind] += 1
    return {document: dict(count) for document, count in counts.items()}


def name(row: tuple[str, Statement]) -> str:
    return f"{row[0]} {row[1].place} {row[1].code}"


@pytest.mark.parametrize(("document", "statement"), ROWS, ids=map(name, ROWS))
def test_what_is_said_holds_or_is_put_right(document: str, statement: Statement) -> None:
    for table in statement.shows:
        check(table, statement.code)


@pytest.mark.parametrize(("document", "statement"), ROWS, ids=map(name, ROWS))
def test_every_statement_is_shown_or_put_right(document: str, statement: Statement) -> None:
    assert statement.shows or statement.errata
    for erratum in statement.errata:
        assert erratum.startswith(f"{document}-")
        assert ERRATA[erratum].covers(statement.place)
    assert len(set(statement.errata)) == len(statement.errata)


def test_nothing_but_wording_and_marks_goes_without_an_assertion() -> None:
    bare = [erratum for _, row in ROWS if not row.shows for erratum in row.errata]
    assert bare == WITHOUT_ASSERTION


def test_no_document_is_missing() -> None:
    assert [file.document for file in FILES] == ["000", "001", "002", "003"]
    assert {path.name for path in FOLDER.iterdir()} == {
        *(f"{file.document}.toml" for file in FILES),
        "errata.toml",
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.document)
def test_every_code_that_a_document_mentions_has_a_statement(file: StatementFile) -> None:
    assert {row.code for row in file.statements} - {"all"} == MENTIONED[file.document]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.document)
def test_every_statement_of_a_document_is_there(file: StatementFile) -> None:
    assert Counter(row.place for row in file.statements) == OUTLINE[file.document]
    assert list(dict.fromkeys(row.place for row in file.statements)) == list(OUTLINE[file.document])


def test_the_statements_are_as_many_as_were_counted() -> None:
    assert [len(file.statements) for file in FILES] == [34, 80, 181, 59]


def test_wrong_numbers_are_assigned_to_the_codes_that_are_meant() -> None:
    printed = [
        (document, row.place, row.printed, row.code)
        for document, row in ROWS
        if row.printed is not None
    ]
    assert {(*key, code) for key, code in MISNUMBERED.items()} == set(printed)
    for document, place, _ in MISNUMBERED:
        rows = [row for owner, row in ROWS if (owner, row.place) == (document, place)]
        assert all(row.printed is not None for row in rows)
        assert "number" in {ERRATA[erratum].kind for row in rows for erratum in row.errata}


def test_statements_are_unique() -> None:
    assert len({row.says for _, row in ROWS}) == len(ROWS)
    shown = {
        f"{document} {row.place} {row.code} {row.shows} {row.errata}" for document, row in ROWS
    }
    assert len(shown) == len(ROWS)


def test_every_known_erratum_is_there_and_carried() -> None:
    assert len(ERRATA_FILE.known) == 81
    assert kinds(ERRATA_FILE.known) == KNOWN
    assert kinds(ERRATA_FILE.further) == FURTHER
    assert {erratum for _, row in ROWS for erratum in row.errata} == set(ERRATA)


def test_errata_are_numbered_through() -> None:
    both = ERRATA_FILE.known + ERRATA_FILE.further
    assert len(ERRATA) == len(both) == 89
    for document in OUTLINE:
        numbers = [int(erratum.id[4:]) for erratum in both if erratum.id.startswith(document)]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("erratum", ERRATA.values(), ids=lambda erratum: erratum.id)
def test_every_erratum_says_where_it_stands(erratum: Erratum) -> None:
    assert (erratum.rfc is None) == (erratum.section is None)
    decided = (erratum.rfc is not None) + erratum.registry
    assert decided == (erratum.id not in ("003-3", "003-22"))  # a plural, footnotes


# The vocabulary itself: each word can fail, and nothing unknown gets through.

FALSE: list[tuple[int | str, dict[str, Any]]] = [
    ("4xx", {"about": "user"}),
    (405, {"accepts": [["Supported", "timer"]]}),
    (405, {"forbids": [["Allow", "INVITE"]]}),
    (437, {"alias": "Unsupported Credential"}),
    (486, {"best_response": [486, 603, 200], "gives": 603}),
    (480, {"cites": "21.4.19"}),
    (486, {"confused_with": 405}),
    (486, {"confused_with": 600, "says": ["a word that is not there"]}),
    ("1xx", {"fallback": 100}),
    (486, {"fallback": 400}),
    ("1xx", {"final": True}),
    (401, {"generated_by": ["proxy"]}),
    (401, {"generated_by": ["uas"], "exactly": True}),
    (405, {"header": "Allow", "level": "should"}),
    (405, {"header": "Supported", "level": "must"}),
    (423, {"header": "Min-Expires", "level": "must"}),
    (410, {"historic": "Gone"}),
    (487, {"meant": ["CANCEL"]}),
    (487, {"never": ["INVITE"]}),
    (486, {"no_code": 699}),
    (486, {"no_phrase": "Busy Everywhere"}),
    (486, {"note_mentions": ["600", "a word that is not there"]}),
    (487, {"only": ["INVITE"]}),
    (486, {"own_phrase": "Busy\r\nHere"}),
    (486, {"phrase": "Busy Everywhere"}),
    (180, {"proxy": "never_forwarded"}),
    (100, {"registered": [486, 409]}),
    (486, {"response_class": "GLOBAL_FAILURE"}),
    (403, {"retry": ["later"]}),
    (403, {"retry": ["never"], "retry_after": True}),
    (486, {"retry": ["later", "elsewhere"]}),
    (486, {"retry": ["later", "elsewhere"], "retry_after": True, "change": ["Contact"]}),
    (486, {"retry": ["later", "elsewhere"], "retry_after": True, "without_retry_after": 500}),
    (491, {"retry": ["later"], "delay": [0.0, 3.0]}),
    ("4xx", {"retry": ["never"]}),
    (486, {"status_line": "SIP/2.0 486 busy here"}),
    (486, {"summary_mentions": ["a word that is not there"]}),
    (100, {"unregistered": [201, 200]}),
]


@pytest.mark.parametrize(("code", "table"), FALSE, ids=lambda part: str(part)[:60])
def test_a_false_assertion_fails(code: int | str, table: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="does not hold"):
        check(table, code)


def test_every_word_has_a_false_assertion_and_a_statement() -> None:
    false = {word for _, table in FALSE for word in table if word in VOCABULARY}
    used = {word for _, row in ROWS for table in row.shows for word in table if word in VOCABULARY}
    assert false == used == set(VOCABULARY)


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"phrse": "Busy Here"},
        {"phrase": "Busy Here", "level": "must"},
        {"phrase": "Busy Here", "final": True},
        {"phrase": 486},
        {"final": "yes"},
        {"final": 1},
        {"header": "Allow", "level": "obligatory"},
        {"header": "Allow"},
        {"header": [], "level": "must"},
        {"retry": ["perhaps"]},
        {"registered": []},
        {"registered": [99]},
        {"summary_mentions": []},
        {"accepts": [["Allow"]]},
        {"code": "7xx", "final": True},
        {"code": 700, "final": True},
    ],
    ids=str,
)
def test_what_the_vocabulary_does_not_have_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"vocabulary|validation error"):
        assertion(table)


@pytest.mark.parametrize(
    "table",
    [
        {"place": "4.1", "code": 400},
        {"place": "4.1", "code": 99, "says": "."},
        {"place": "4.1", "code": "400", "says": "."},
        {"place": "4.1", "code": 400, "says": ""},
        {"place": "4.1", "code": 400, "says": ".", "show": []},
        {"place": "4.1", "code": 400, "says": ".", "errata": ["004-1"]},
    ],
    ids=str,
)
def test_a_malformed_statement_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Statement.model_validate(table)
