"""``sipstatus diff``: specs code by code, and the spec against IANA's table."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest
from oracle import DEFINING_RFC, HISTORIC, REGISTERED
from sandbox import ROOT, SPEC, edited, sipstatus, source_tree

if TYPE_CHECKING:
    from pathlib import Path

TOML = (ROOT / SPEC).read_text(encoding="utf-8")
SUMMARY_OF_405 = next(e["summary"] for e in tomllib.loads(TOML)["status"] if e["code"] == 405)
JSON = (ROOT / "generated" / "json" / "sip-status-codes.json").read_text(encoding="utf-8")

# IANA's table in the form of its CSV: no reference where it is RFC 3261.  Every code of the
# registry is in it; phrases and RFCs are the oracle's.
DEPRECATED = 202
CSV = "Response Code,Description,Reference\n" + "".join(
    f"{code},{phrase}{' (Deprecated)' if code == DEPRECATED else ''},"
    f"{'' if DEFINING_RFC[code] == 3261 else f'[RFC{DEFINING_RFC[code]}]'}\n"
    for code, phrase in REGISTERED.items()
)

# The same rows in the form of its XML, among other registries.
XML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<registry xmlns="http://www.iana.org/assignments" id="sip-parameters">\n'
    "<title>Session Initiation Protocol (SIP) Parameters</title>\n"
    '<registry id="sip-parameters-6"><record><value>INVITE</value></record></registry>\n'
    '<registry id="sip-parameters-7">\n<title>Response Codes</title>\n'
    '<xref type="rfc" data="rfc3261"/>\n'
    + "".join(
        f"<record>\n<value>{code}</value>\n"
        f"<description>{phrase}{' (Deprecated)' if code == DEPRECATED else ''}</description>\n"
        + ("" if (rfc := DEFINING_RFC[code]) == 3261 else f'<xref type="rfc" data="rfc{rfc}"/>')
        + "</record>\n"
        for code, phrase in REGISTERED.items()
    )
    + "</registry>\n</registry>\n"
)

# A small table, typed by hand, with all kinds of rows that IANA uses or has used.
SMALL = """\
Response Code,Description,Reference
1xx,Provisional,
100,Trying,
101-179,Unassigned,
180,"Ringing",[RFC3261]
486,Occupied,
487,Request Terminated,[RFC9999]
488,Not Acceptable Here (Deprecated),"[RFC3261, Section 21.4.26]"
490,Unassigned,

609,"Taken, Away",[RFC9999][RFC8688]
"""


def tree(tmp_path: Path, **files: str) -> Path:
    """A folder with the project's spec, and files beside it."""
    folder = source_tree(tmp_path / "tree")
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


# IANA's table


@pytest.mark.parametrize(("name", "text"), [("iana_csv", CSV), ("iana_xml", XML)])
def test_the_spec_is_what_iana_has_registered(name: str, text: str, tmp_path: Path) -> None:
    folder = tree(tmp_path, **{name: text})
    file = name.replace("_", ".")
    outcome = sipstatus("diff", file, cwd=folder)
    assert (outcome.code, outcome.errors) == (0, "")
    assert outcome.out == f"{SPEC} -> {file}: no difference\n"


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    folder = tree(tmp_path, iana_csv=CSV, iana_xml=XML)
    outcome = sipstatus("diff", "iana.csv", "iana.xml", cwd=folder)
    assert (outcome.code, outcome.out) == (0, "iana.csv -> iana.xml: no difference\n")


def test_what_iana_has_changed(tmp_path: Path) -> None:
    outcome = sipstatus("diff", "iana.csv", cwd=tree(tmp_path, iana_csv=SMALL))
    assert outcome.code == 1
    present = {100, 180, 486, 487, 488}
    gone = [f"{code}: gone: {REGISTERED[code]}" for code in REGISTERED if code not in present]
    *lines, total = outcome.lines
    assert [line for line in lines if ": gone: " in line] == gone
    assert [line for line in lines if ": gone: " not in line] == [
        "486: phrase: Busy Here -> Occupied",
        "487: references: RFC 3261 -> RFC 9999",
        "488: state: registered -> deprecated",
        "609: new: Taken, Away",
    ]
    assert total == f"{SPEC} -> iana.csv: {len(gone) + 4} differences"


def test_a_new_row_a_changed_one_and_a_lost_one_in_xml(tmp_path: Path) -> None:
    text = edited(XML, "<description>Gone</description>", "<description>Left</description>")
    text = edited(text, "<value>606</value>", "<value>609</value>")
    outcome = sipstatus("diff", "iana.xml", cwd=tree(tmp_path, iana_xml=text))
    assert outcome.lines == [
        "410: phrase: Gone -> Left",
        "606: gone: Not Acceptable",
        "609: new: Not Acceptable",
        f"{SPEC} -> iana.xml: 3 differences",
    ]


def test_the_spec_may_cite_more_rfcs_than_iana(tmp_path: Path) -> None:
    """200 is amended by RFC 6026, among others; that IANA names one of them is no change."""
    text = edited(CSV, "200,OK,", "200,OK,[RFC3261][RFC6026]")
    folder = tree(tmp_path, iana_csv=text)
    assert sipstatus("diff", "iana.csv", cwd=folder).code == 0
    # no longer the one that defines it
    (folder / "iana.csv").write_text(edited(CSV, "200,OK,", "200,OK,[RFC6026]"))
    outcome = sipstatus("diff", "iana.csv", cwd=folder)
    assert outcome.lines[0] == "200: references: RFC 3261 -> RFC 6026"


def test_without_a_spec_here_it_is_the_packaged_one(tmp_path: Path) -> None:
    (tmp_path / "iana.csv").write_text("\ufeff" + CSV.replace("\n", "\r\n"), encoding="utf-8")
    outcome = sipstatus("diff", "iana.csv", cwd=tmp_path)
    assert outcome.out == "packaged spec -> iana.csv: no difference\n"


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("a.csv", "Response Code,Meaning\n100,Trying\n", "a.csv:1: the columns are not those of "),
        ("a.csv", "Value,Description,Reference\n1000,X,\n", "a.csv:2: '1000' is no response code"),
        ("a.csv", "Value,Description,Reference\n100-179,X,\n", "a.csv:2: '100-179' is no "),
        ("a.csv", "Value,Description,Reference\n100,X\n", "a.csv:2: 2 columns, but the first line"),
        ("a.csv", "Value,Description,Reference\n100,,\n", "a.csv:2: 100 has no description"),
        (
            "a.csv",
            'Value,Description,Reference\n100,"X\nY",\n100,Z,\n',
            "a.csv:4: 100 is here for ",
        ),
        ("a.csv", 'Value,Description,Reference\n100,X,\n1,"X" Y,\n', "a.csv:3: broken CSV: "),
        (
            "a.csv",
            "Value,Description,Reference\n1xx,Provisional,\n",
            "a.csv:1: has no response codes",
        ),
        ("a.xml", "<registry>\n<record>\n</registry>", "a.xml:3: broken XML: mismatched tag"),
        ("a.xml", "<registry/>", "a.xml:1: has no registry sip-parameters-7"),
        (
            "a.xml",
            '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n<x/>',
            "a.xml:2: a DOCTYPE",
        ),
        (
            "a.xml",
            '<registry id="sip-parameters-7">\n<record/>\n<record><value>7</value></record>'
            "</registry>",
            "a.xml:3: '7' is no response code",
        ),
        ("a.json", '{\n"spec": }', "a.json:2: broken JSON: Expecting value"),
        ("a.json", "{}", "a.json: is no resolved spec of this version"),
        ("a.json", '{"classes": [], "statuses": [1]}', "a.json: is no resolved spec of this "),
        ("a.json", '{"a": ' + "[" * 100_000, "a.json:1: brackets are nested too deeply"),
        ("a.toml", "[spec\n", "a.toml:1: broken TOML: "),
        ("a.toml", "\n[spec]\nversion = 1\n", "a.toml:1: protocol: is missing"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(
    name: str, text: str, error: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    outcome = sipstatus("diff", name, cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.errors.startswith(f"sipstatus: {error}")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    outcome = sipstatus("diff", "no.csv", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.errors == "sipstatus: no.csv: cannot be read: No such file or directory\n"


# Specs


def test_specs_code_by_code(tmp_path: Path) -> None:
    old = json.loads(JSON)
    codes = {entry["code"]: entry for entry in old["statuses"]}
    codes[404]["meaning"]["isup"]["cause"] = 2
    codes[405]["summary"] = "Not here."
    (allow,) = (rule for rule in codes[405]["meaning"]["headers"] if rule["names"] == ["Allow"])
    allow["level"] = "should"
    codes[422]["meaning"]["retry"].update(text="Again.", source={"rfc": 4028, "section": "7.4"})
    codes[491]["meaning"]["retry"]["delay"] = [1, 2]
    codes[486].update(phrase="Occupied", name="OCCUPIED")
    codes[503]["meaning"]["headers"].pop(0)
    old["statuses"] = [entry for entry in codes.values() if entry["code"] != 607]
    old["statuses"].append({**codes[607], "code": 610, "phrase": "Fed Up"})
    folder = tree(tmp_path, old_json=json.dumps(old))
    outcome = sipstatus("diff", "old.json", "--format", "json", cwd=folder)
    assert outcome.code == 1
    found = [(c["subject"], c["field"], c["old"], c["new"]) for c in json.loads(outcome.out)]
    summary, client = (c["new"] for c in json.loads(outcome.out) if c["wording"])
    assert summary == SUMMARY_OF_405
    assert client.startswith("client ")
    assert client.endswith(
        " (RFC 4028 section 7.3; Min-SE: section 7.4; Session-Expires: section 7.1)"
    )
    assert found == [
        (
            "404",
            "isup",
            "ISUP cause 2 (RFC 3398 section 8.2.6.1)",
            "ISUP cause 1 (RFC 3398 section 8.2.6.1)",
        ),
        ("405", "summary", "Not here.", summary),
        (
            "405",
            "headers",
            "should have Allow (RFC 3261 section 21.4.6)",
            "must have Allow (RFC 3261 section 21.4.6)",
        ),
        ("422", "retry", "client change: Again. (RFC 4028 section 7.4)", client),
        ("486", "name", "OCCUPIED", "BUSY_HERE"),
        ("486", "phrase", "Occupied", "Busy Here"),
        ("491", "retry", "waits 1 to 2 seconds", "waits 0 to 2 seconds"),
        ("503", "headers", None, "may have Retry-After (RFC 3261 section 21.5.4)"),
        ("607", "", None, "Unwanted"),
        ("610", "", "Fed Up", None),
    ]
    outcome = sipstatus("diff", "old.json", cwd=folder)
    assert outcome.code == 1
    assert outcome.lines[4:6] == [
        "486: name: OCCUPIED -> BUSY_HERE",
        "486: phrase: Occupied -> Busy Here",
    ]
    assert outcome.lines[7].startswith("503: headers: new: ")
    assert outcome.lines[8:] == [
        "607: new: Unwanted",
        "610: gone: Fed Up",
        f"old.json -> {SPEC}: 10 differences, 2 of them in words alone",
    ]


def test_other_words_and_other_sections_alone_break_no_program(tmp_path: Path) -> None:
    text = edited(TOML, "Allow lists those it does permit; ", "")
    outcome = sipstatus("diff", "old.toml", cwd=tree(tmp_path, old_toml=text))
    assert outcome.code == 0
    assert outcome.lines[0].startswith("405: summary: ")
    assert outcome.lines[-1] == (f"old.toml -> {SPEC}: 1 difference, 1 of them in words alone")


def test_a_spec_equals_what_is_resolved_from_it(tmp_path: Path) -> None:
    """JSON from before the headings as well."""
    bare = json.loads(JSON, object_hook=lambda d: {k: v for k, v in d.items() if k != "heading"})
    folder = tree(tmp_path, new_json=JSON, bare_json=json.dumps(bare))
    for old, new in (("new.json", SPEC), (SPEC, "bare.json"), ("new.json", "bare.json")):
        outcome = sipstatus("diff", old, new, cwd=folder)
        assert (outcome.code, outcome.out) == (0, f"{old} -> {new}: no difference\n")


def test_a_table_on_either_side_of_a_spec(tmp_path: Path) -> None:
    folder = tree(tmp_path, iana_csv=edited(CSV, "608,Rejected,[RFC8688]\n", ""))
    outcome = sipstatus("diff", "iana.csv", SPEC, cwd=folder)
    assert outcome.lines == ["608: new: Rejected", f"iana.csv -> {SPEC}: 1 difference"]
    outcome = sipstatus("diff", SPEC, "iana.csv", cwd=folder)
    assert outcome.lines == ["608: gone: Rejected", f"{SPEC} -> iana.csv: 1 difference"]
    assert not any(str(code) in outcome.out for code in HISTORIC)


def test_classes_are_compared_too(tmp_path: Path) -> None:
    old = json.loads(JSON)
    old["classes"][3]["fallback"] = 404
    outcome = sipstatus("diff", "old.json", cwd=tree(tmp_path, old_json=json.dumps(old)))
    assert (outcome.code, outcome.lines[0]) == (1, "4xx: fallback: 404 -> 400")


def test_no_other_table_is_left_out(tmp_path: Path) -> None:
    old = json.loads(JSON)
    headers = {header["name"]: header for header in old["headers"]}
    headers["Contact"]["compact"] = "c"
    headers["Allow"]["source"]["section"] = "20"
    old["headers"] = [header for name, header in headers.items() if name != "Min-SE"]
    old["isup"]["default_code"] = 480
    old["selection"][2]["level"] = "must"
    old["notes"][0]["text"] = "Another note."
    outcome = sipstatus("diff", "old.json", cwd=tree(tmp_path, old_json=json.dumps(old)))
    assert outcome.code == 1
    assert [line.split(" -> ")[0].split(": {")[0] for line in outcome.lines] == [
        "headers Allow: source",
        'headers Contact: compact: "c"',
        "headers Min-SE: new: headers Min-SE",
        "isup: default_code: 480",
        "notes: text",
        "selection",
        "old.json",
    ]
    assert outcome.lines[-1].endswith(": 6 differences, 2 of them in words alone")


# For programs


def test_json_and_markdown(tmp_path: Path) -> None:
    text = edited(edited(CSV, "486,Busy Here,", "486,Busy | Here,"), "608,", "609,")
    folder = tree(tmp_path, iana_csv=text)
    outcome = sipstatus("diff", "iana.csv", "--format", "json", cwd=folder)
    assert outcome.code == 1
    assert json.loads(outcome.out) == [
        {
            "subject": "486",
            "field": "phrase",
            "old": "Busy Here",
            "new": "Busy | Here",
            "wording": False,
        },
        {"subject": "608", "field": "", "old": "Rejected", "new": None, "wording": False},
        {"subject": "609", "field": "", "old": None, "new": "Rejected", "wording": False},
    ]
    outcome = sipstatus("diff", "iana.csv", "--format", "markdown", cwd=folder)
    assert outcome.code == 1
    assert outcome.lines == [
        "| subject | field | old | new |",
        "| --- | --- | --- | --- |",
        "| 486 | phrase | Busy Here | Busy \\| Here |",
        "| 608 |  | Rejected |  |",
        "| 609 |  |  | Rejected |",
    ]


class TestVendoredFiles:
    """A file of any language, made from whatever spec: its names and phrases are compared."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """A spec of another version, and copies that were made from it."""
        spec = tmp_path / "sip-status-codes.toml"
        text = edited((ROOT / SPEC).read_text("utf-8"), '"Busy Here"', '"Busy There"')
        text = edited(text, 'name = "LOOP_DETECTED"', 'name = "LOOP_FOUND"')
        last = text.rindex("[[status]]")
        text = text[:last].replace("codes = [403, 603, 607, 608]", "codes = [403, 603, 607]")
        spec.write_text(text, "utf-8")
        for target in ("c", "go", "typescript", "markdown"):
            call = ("--target", target, "--spec", spec, "--out", target)
            assert sipstatus("generate", *call, cwd=tmp_path).code == 0
        return tmp_path

    def test_with_the_packaged_spec(self, folder: Path) -> None:
        outcome = sipstatus("diff", "c/sip_status.h", cwd=folder)
        assert outcome.lines == [
            "482: name: LOOP_FOUND -> LOOP_DETECTED",
            "486: phrase: Busy There -> Busy Here",
            "608: new: Rejected",
            "c/sip_status.h -> packaged spec: 3 differences",
        ]
        assert (outcome.code, outcome.errors) == (1, "")

    def test_as_the_new_side(self, folder: Path) -> None:
        outcome = sipstatus("diff", ROOT / SPEC, "typescript/sip-status.js", cwd=folder)
        assert outcome.lines[:-1] == [
            "482: name: LOOP_DETECTED -> LOOP_FOUND",
            "486: phrase: Busy Here -> Busy There",
            "608: gone: Rejected",
        ]

    def test_with_the_spec_that_it_was_made_from(self, folder: Path) -> None:
        for file in ("c/sip_status.h", "typescript/sip-status.ts", "markdown/sip-status-codes.md"):
            outcome = sipstatus("diff", file, "sip-status-codes.toml", cwd=folder)
            assert (outcome.code, outcome.errors) == (0, ""), outcome.out

    def test_two_languages(self, folder: Path) -> None:
        """They show other aliases, and that is no difference."""
        call = ("generate", "--target", "go", "--out", "new")
        assert sipstatus(*call, cwd=folder).code == 0
        outcome = sipstatus("diff", "c/sip_status.h", "new/status.go", cwd=folder)
        assert outcome.lines[:-1] == [
            "482: name: LOOP_FOUND -> LOOP_DETECTED",
            "486: phrase: Busy There -> Busy Here",
            "608: new: Rejected",
        ]
        assert sipstatus("diff", "new/status.go", "new/status.go", cwd=folder).code == 0

    def test_for_programs(self, folder: Path) -> None:
        outcome = sipstatus("diff", "go/status.go", "--format", "json", cwd=folder)
        records = json.loads(outcome.out)
        assert {
            "subject": "486",
            "field": "phrase",
            "old": "Busy There",
            "new": "Busy Here",
            "wording": False,
        } in records
        outcome = sipstatus("diff", "go/status.go", "--format", "markdown", cwd=folder)
        assert "| 486 | phrase | Busy There | Busy Here |" in outcome.lines

    def test_files_without_codes(self, folder: Path) -> None:
        outcome = sipstatus("diff", "go/go.mod", cwd=folder)
        assert outcome.errors == ("sipstatus: go/go.mod: holds no codes that can be compared\n")
        assert outcome.code == 2
