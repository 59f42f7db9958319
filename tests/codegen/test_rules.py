"""Each way to break a spec: the fault names file, line, status code and field, on one line.

Every sample is ``samples/valid.toml`` with one spot changed, so its lines can be counted there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from sandbox import VALID, edited, sipstatus

if TYPE_CHECKING:
    from pathlib import Path


class Sample(NamedTuple):
    """One way to break the valid spec, and every line that must be said about it."""

    name: str
    old: str
    new: str
    faults: tuple[str, ...]


SAMPLES = (
    Sample(
        "broken TOML",
        'phrase = "Busy Here"',
        'phrase = "Busy Here',
        ("my.toml:89: broken TOML: Illegal character '\\n'; mend the syntax (toml.io)",),
    ),
    Sample(
        "broken TOML, found at the end",
        '[{ rfc = 3261, section = "21.6.4" }]',
        '[{ rfc = 3261, section = "21.6.4" }',
        ("my.toml:106: broken TOML: Unclosed array; mend the syntax (toml.io)",),
    ),
    Sample(
        "a key twice",
        'name = "RINGING"',
        'name = "RINGING"\nname = "RINGS"',
        ("my.toml:72: broken TOML: Cannot overwrite a value; mend the syntax (toml.io)",),
    ),
    Sample(
        "a number that Python does not read",
        "code = 486",
        f"code = {'4' * 5000}",
        ("my.toml:87: a number has too many digits; shorten it",),
    ),
    Sample(
        "an unknown field",
        'state = "registered"\nreferences = [\n',
        'state = "registered"\nsumary = "?"\nreferences = [\n',
        ('my.toml:92: status 486: sumary: is not a known field; did you mean "summary"?',),
    ),
    Sample(
        "an unknown field like no other",
        'state = "registered"\nreferences = [\n',
        'state = "registered"\nvendor.after = 5\nreferences = [\n',
        (
            "my.toml:92: status 486: vendor: is not a known field; remove it (known: methods, "
            "headers, request_headers, code, name, phrase, summary, state, references, aliases, "
            "shares_phrase_with, unverified, generated_by, retry, proxy, dialog, isup, notes, "
            "translations)",
        ),
    ),
    Sample(
        "an unknown field of an alias",
        '{ phrase = "Occupied", name',
        '{ phrase = "Occupied", nmae',
        ('my.toml:97: status 486: aliases[0].nmae: is not a known field; did you mean "name"?',),
    ),
    Sample(
        "an unknown table",
        "[limits]",
        "[limit]",
        (
            "my.toml:1: limits: is missing; add the table [limits]",
            'my.toml:10: limit: is not a known field; did you mean "limits"?',
        ),
    ),
    Sample(
        "a missing field",
        'phrase = "Busy Here"\n',
        "",
        ("my.toml:86: status 486: phrase: is missing; add it",),
    ),
    Sample("a missing code", "code = 486\n", "", ("my.toml:86: code: is missing; add it",)),
    Sample(
        "a missing version",
        'version = "0.1.0"\n',
        "",
        ("my.toml:2: version: is missing; add it",),
    ),
    Sample(
        "a string for a number",
        "code = 486",
        'code = "486"',
        ("my.toml:87: code: must be a whole number, not '486'; change the value",),
    ),
    Sample(
        "a fraction for a number",
        "code = 486",
        "code = 486.0",
        ("my.toml:87: code: must be a whole number, not 486.0; change the value",),
    ),
    Sample(
        "true for a number",
        "code = 486",
        "code = true",
        ("my.toml:87: code: must be a whole number, not true; change the value",),
    ),
    Sample(
        "a number for a string",
        'phrase = "Busy Here"',
        "phrase = 486",
        ("my.toml:89: status 486: phrase: must be a string, not 486; change the value",),
    ),
    Sample(
        "arrays in arrays for a string",
        'phrase = "Busy Here"',
        f"phrase = {'[' * 30}{']' * 30}",
        ("my.toml:89: status 486: phrase: must be a string, not an array; change the value",),
    ),
    Sample(
        "a number for an array",
        "shares_phrase_with = [606]",
        "shares_phrase_with = 606",
        (
            "my.toml:84: status 406: shares_phrase_with: must be an array, not 606; "
            "change the value",
        ),
    ),
    Sample(
        "a number for a table",
        '    { rfc = 3261, section = "21.4.24" },\n',
        "    21,\n",
        ("my.toml:93: status 486: references[0]: must be a table, not 21; change the value",),
    ),
    Sample(
        "a string for a date",
        "registry_date = 2026-01-07",
        'registry_date = "2026-01-07"',
        (
            "my.toml:4: registry_date: must be a date such as 2026-01-07, not '2026-01-07'; "
            "change the value",
        ),
    ),
    Sample(
        "a code twice",
        "code = 486",
        "code = 406",
        (
            "my.toml:87: status 406: code: is defined twice, first as 406 NOT_ACCEPTABLE; "
            "remove one of the two",
        ),
    ),
    Sample(
        "a name twice",
        'name = "BUSY_HERE"',
        'name = "RINGING"',
        ("my.toml:88: status 486: name: RINGING is already the name of 180; choose another name",),
    ),
    Sample(
        "a code below 100",
        "code = 180",
        "code = 99",
        (
            "my.toml:70: status 99: code: 99 is outside 100-699 (RFC 3261 section 7.2); "
            "use three digits, the first of them 1 to 6",
        ),
    ),
    Sample(
        "a code above 699",
        'code = 486\nname = "BUSY_HERE"',
        'code = 700\nname = "BUSY_HERE"',
        (
            "my.toml:87: status 700: code: 700 is outside 100-699 (RFC 3261 section 7.2); "
            "use three digits, the first of them 1 to 6",
        ),
    ),
    Sample(
        "codes out of order",
        "code = 180",
        "code = 487",
        ("my.toml:78: status 406: code: comes after 487; sort the entries by code",),
    ),
    Sample(
        "a phrase of two lines",
        'phrase = "Busy Here"',
        'phrase = "Busy\\r\\nHere"',
        (
            "my.toml:89: status 486: phrase: octet 0x0d at 4 is not allowed in a Reason-Phrase "
            "(RFC 3261 section 25.1); leave it out or write it as %HH",
        ),
    ),
    Sample(
        "a phrase with a percent sign that escapes nothing",
        'phrase = "Busy Here"',
        'phrase = "50% busy"',
        (
            "my.toml:89: status 486: phrase: octet 0x25 at 2 is not allowed in a Reason-Phrase "
            "(RFC 3261 section 25.1); leave it out or write it as %HH",
        ),
    ),
    Sample(
        "an alias that the grammar forbids",
        '{ phrase = "Occupied"',
        '{ phrase = "Occ<upied>"',
        (
            "my.toml:97: status 486: aliases[0].phrase: octet 0x3c at 3 is not allowed in a "
            "Reason-Phrase (RFC 3261 section 25.1); leave it out or write it as %HH",
        ),
    ),
    Sample(
        "a phrase that begins with a blank",
        'phrase = "Busy Here"',
        'phrase = " Busy Here"',
        ("my.toml:89: status 486: phrase: begins or ends with white space; trim it",),
    ),
    Sample(
        "an empty phrase",
        'phrase = "Busy Here"',
        'phrase = ""',
        ("my.toml:89: status 486: phrase: is empty; fill it in",),
    ),
    Sample(
        "a name in lower case",
        'name = "BUSY_HERE"',
        'name = "Busy Here"',
        (
            "my.toml:88: status 486: name: 'Busy Here' is not an identifier; "
            "use UPPER_SNAKE_CASE: A-Z, 0-9 and single underscores",
        ),
    ),
    Sample(
        "a name that begins with a digit",
        'name = "BUSY_HERE"',
        'name = "4_BUSY"',
        (
            "my.toml:88: status 486: name: '4_BUSY' is not an identifier; "
            "use UPPER_SNAKE_CASE: A-Z, 0-9 and single underscores",
        ),
    ),
    Sample(
        "names that differ in underscores alone",
        'name = "BUSY_HERE"',
        'name = "RING_ING"',
        (
            "my.toml:88: status 486: name: RING_ING and RINGING of 180 are one word after case "
            "conversion; choose names that differ in more than underscores",
        ),
    ),
    Sample(
        "a phrase shared in silence",
        "shares_phrase_with = [606]\n",
        "",
        (
            'my.toml:102: status 606: phrase: "Not Acceptable" is also the phrase of 406 '
            "NOT_ACCEPTABLE; if that is right, say shares_phrase_with = [406]",
        ),
    ),
    Sample(
        "a phrase that is not shared",
        "shares_phrase_with = [606]",
        "shares_phrase_with = [606, 180]",
        (
            "my.toml:84: status 406: shares_phrase_with[1]: 180 does not have the phrase of 406; "
            "remove it",
        ),
    ),
    Sample(
        "a phrase shared with nobody",
        "shares_phrase_with = [606]",
        "shares_phrase_with = [606, 607]",
        ("my.toml:84: status 406: shares_phrase_with[1]: there is no 607; remove it",),
    ),
    Sample(
        "an alias that shadows another code's name",
        'name = "OCCUPIED"',
        'name = "RINGING"',
        (
            "my.toml:97: status 486: aliases[0].name: RINGING shadows RINGING, a name of 180; "
            "choose another name",
        ),
    ),
    Sample(
        "an alias that shadows a name further down",
        'name = "OCCUPIED"',
        'name = "NOT_ACCEPTABLE_ANY_WHERE"',
        (
            "my.toml:97: status 486: aliases[0].name: NOT_ACCEPTABLE_ANY_WHERE shadows "
            "NOT_ACCEPTABLE_ANYWHERE, a name of 606; choose another name",
        ),
    ),
    Sample(
        "an alias twice",
        '    { phrase = "Occupied", name',
        '    { phrase = "Engaged", name = "OCCUPIED", source = { rfc = 2543, section = "5" } },\n'
        '    { phrase = "Occupied", name',
        (
            "my.toml:98: status 486: aliases[1].name: OCCUPIED shadows OCCUPIED, a name of this "
            "entry; choose another name",
        ),
    ),
    Sample(
        "an alias that is the phrase",
        '{ phrase = "Occupied"',
        '{ phrase = "busy here"',
        ("my.toml:97: status 486: aliases[0].phrase: is the entry's own phrase; remove the alias",),
    ),
    Sample(
        "a reference without section",
        '{ rfc = 3261, section = "21.4.24" }',
        "{ rfc = 3261 }",
        (
            "my.toml:93: status 486: references[0].section: is missing; "
            "name the section of the RFC that says so",
        ),
    ),
    Sample(
        "an alias whose source has no section",
        '{ rfc = 2543, section = "5.1.1" }',
        "{ rfc = 2543 }",
        (
            "my.toml:97: status 486: aliases[0].source.section: is missing; "
            "name the section of the RFC that says so",
        ),
    ),
    Sample(
        "a reference to nothing",
        '{ rfc = 3261, section = "21.4.24" }',
        '{ note = "busy" }',
        (
            "my.toml:93: status 486: references[0].rfc: is missing; "
            "add it, or name another document instead",
            "my.toml:93: status 486: references[0].section: is missing; "
            "name the section of the RFC that says so",
        ),
    ),
    Sample(
        "an RFC and another document",
        '{ rfc = 3261, section = "21.4.24" }',
        '{ rfc = 3261, section = "21.4.24", document = "ATIS-1000099" }',
        (
            "my.toml:93: status 486: references[0].rfc: is there beside document; "
            "cite one of the two",
        ),
    ),
    Sample(
        "a document that is an RFC",
        '{ rfc = 3261, section = "21.4.24" }',
        '{ document = "RFC 3261", section = "21.4.24" }',
        (
            "my.toml:93: status 486: references[0].document: 'RFC 3261' is an RFC; "
            "write rfc and section",
        ),
    ),
    Sample(
        "a document without a name",
        '{ rfc = 2543, section = "5.1.1" }',
        '{ document = "see the ticket!" }',
        (
            "my.toml:97: status 486: aliases[0].source.document: 'see the ticket!' is not the "
            'name of a document; write it as its publisher does, such as "ATIS-1000099" or '
            '"3GPP TS 24.229"',
        ),
    ),
    Sample(
        "a section that is a word",
        'section = "21.4.24"',
        'section = "section 21"',
        (
            "my.toml:93: status 486: references[0].section: 'section 21' is not a section number; "
            'write it as the RFC does, such as "21.4.5" or "B.13"',
        ),
    ),
    Sample(
        "no reference at all",
        'references = [{ rfc = 3261, section = "21.1.2" }]\n',
        "",
        (
            "my.toml:69: status 180: references: is missing; "
            'add the definition: references = [{ rfc = 3261, section = "21.4.5" }]',
        ),
    ),
    Sample(
        "a state that does not exist",
        'state = "registered"\nreferences = [\n',
        'state = "\\u001b[31m"\nreferences = [\n',  # and what a terminal would obey
        (
            "my.toml:91: status 486: state: '\\x1b[31m' is not allowed; "
            "use 'registered', 'deprecated', 'historic' or 'vendor'",
        ),
    ),
    Sample(
        "a vendor code in the spec",
        'state = "registered"\nreferences = [\n',
        'state = "vendor"\nreferences = [\n',
        (
            "my.toml:91: status 486: state: vendor codes do not belong in the spec; "
            "put it into an overlay",
        ),
    ),
    Sample(
        "a class in the wrong place",
        "digit = 5",
        "digit = 6",
        (
            "my.toml:52: digit: must be 5 here; keep the six classes in order",
            "my.toml:57: fallback: 500 is not in class 6xx; name a code of the class itself",
        ),
    ),
    Sample(
        "a provisional class that is final",
        "final = false",
        "final = true",
        ("my.toml:20: final: only 1xx is provisional (RFC 3261 section 7.2); correct it",),
    ),
    Sample(
        "a class of another name twice",
        'name = "GLOBAL_FAILURE"',
        'name = "SERVER_FAILURE"',
        ("my.toml:62: name: SERVER_FAILURE is already the name of 5xx; choose another name",),
    ),
    Sample(
        "another protocol",
        'name = "SIP"',
        'name = "HTTP"',
        ("my.toml:7: name: 'HTTP' is not allowed; use 'SIP'",),
    ),
    Sample(
        "a line longer than parsers take",
        "status_line_max = 65535",
        "status_line_max = 65536",
        ("my.toml:13: status_line_max: 65536 must be at most 65535; change the value",),
    ),
    Sample(
        "a version in other digits",
        'version = "0.1.0"',
        'version = "0.\u0661.0"',
        (
            "my.toml:3: version: '0.\\u0661.0' is not a version; write MAJOR.MINOR.PATCH, "
            'such as "1.2.0"',
        ),
    ),
)


def test_the_sample_is_valid_before_it_is_broken(tmp_path: Path) -> None:
    tmp_path.joinpath("my.toml").write_text(VALID, encoding="utf-8")
    assert sipstatus("validate", "my.toml", cwd=tmp_path).code == 0


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_broken_spec_is_named(sample: Sample, tmp_path: Path) -> None:
    text = edited(VALID, sample.old, sample.new)
    tmp_path.joinpath("my.toml").write_text(text, encoding="utf-8")
    outcome = sipstatus("validate", "my.toml", cwd=tmp_path)
    assert outcome.lines == list(sample.faults)
    assert (outcome.code, outcome.errors) == (1, "")


def test_a_phrase_too_long_for_the_limit_of_the_spec(tmp_path: Path) -> None:
    """No parser built from such a spec would read its own canonical line."""
    text = edited(VALID, "status_line_max = 65535", "status_line_max = 1024")
    longest = "😀" * 252 + "ab"  # 1010 octets, and 14 around them
    for more, code in (("", 0), ("c", 1)):
        phrase = edited(text, 'phrase = "Busy Here"', f'phrase = "{longest}{more}"')
        tmp_path.joinpath("my.toml").write_text(phrase, encoding="utf-8")
        outcome = sipstatus("validate", "my.toml", cwd=tmp_path)
        assert outcome.code == code
    assert outcome.lines == [
        "my.toml:89: status 486: phrase: makes a status-line of 1025 octets, and status_line_max "
        "is 1024; shorten the phrase, or raise the limit"
    ]


def test_every_fault_is_named_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = edited(VALID, "registry_date = 2026-01-07\n", "")
    text = edited(text, "code = 180", "code = 80")
    text = edited(text, "shares_phrase_with = [606]\n", 'colour = "red"\n')
    text = edited(text, 'phrase = "Busy Here"', 'phrase = "Busy <Here>"')
    text = edited(text, '{ rfc = 3261, section = "20.33", note', "{ rfc = 0, note")
    text = edited(text, '"NOT_ACCEPTABLE_ANYWHERE"', '"OCCUPIED"')
    tmp_path.joinpath("my.toml").write_text(text, encoding="utf-8")
    outcome = sipstatus("validate", "my.toml", cwd=tmp_path)
    assert outcome.code == 1
    assert [line.partition("; ")[0] for line in outcome.lines] == [
        "my.toml:2: registry_date: is missing",
        "my.toml:69: status 80: code: 80 is outside 100-699 (RFC 3261 section 7.2)",
        "my.toml:83: status 406: colour: is not a known field",
        "my.toml:88: status 486: phrase: octet 0x3c at 5 is not allowed in a Reason-Phrase "
        "(RFC 3261 section 25.1)",
        "my.toml:93: status 486: references[1].rfc: 0 must be at least 1",
        "my.toml:93: status 486: references[1].section: is missing",
        "my.toml:96: status 486: aliases[0].name: OCCUPIED shadows OCCUPIED, a name of 606",
        'my.toml:102: status 606: phrase: "Not Acceptable" is also the phrase of 406 '
        "NOT_ACCEPTABLE",
    ]


def test_of_broken_tables_every_one_is_named(tmp_path: Path) -> None:
    tmp_path.joinpath("my.toml").write_text('class = 5\nstatus = "x"\nspec = 3\n', encoding="utf-8")
    assert sipstatus("validate", "my.toml", cwd=tmp_path).lines == [
        "my.toml:1: protocol: is missing; add the table [protocol]",
        "my.toml:1: limits: is missing; add the table [limits]",
        "my.toml:1: class: must be an array of tables; write [[class]]",
        "my.toml:2: status: must be an array of tables; write [[status]]",
        "my.toml:3: spec: must be a table, not 3; change the value",
    ]


def test_an_empty_file_lacks_everything(tmp_path: Path) -> None:
    tmp_path.joinpath("my.toml").touch()
    outcome = sipstatus("validate", "my.toml", cwd=tmp_path)
    fields = ["spec", "protocol", "limits", "class", "status"]
    assert [line.split(": ")[1] for line in outcome.lines] == fields
    assert outcome.code == 1


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    octets = edited(VALID, "It rings.", "Es läutet.").encode("latin-1")
    tmp_path.joinpath("my.toml").write_bytes(octets)
    assert sipstatus("validate", "my.toml", cwd=tmp_path).lines == [
        "my.toml:73: octet 0xe4 is not UTF-8; save the file as UTF-8"
    ]


@pytest.mark.parametrize("depth", [100, 330, 490, 1000, 20_000])
def test_no_depth_of_brackets_ends_in_a_traceback(depth: int, tmp_path: Path) -> None:
    for text in (f"spec = {'[' * depth}{']' * depth}", f"spec = {'{a=' * depth}1{'}' * depth}"):
        tmp_path.joinpath("my.toml").write_text(text, encoding="utf-8")
        outcome = sipstatus("validate", "my.toml", cwd=tmp_path)
        assert outcome.code == 1
        assert all(line.startswith("my.toml:1: ") for line in outcome.lines)
