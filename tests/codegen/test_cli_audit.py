"""``sipstatus audit``: tables of status codes in all languages, and what is wrong in them."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from oracle import HISTORIC, REGISTERED
from sandbox import sipstatus

SARIF = json.loads(Path(__file__).with_name("sarif-2.1.0.json").read_text(encoding="utf-8"))

# A small table with a fault of each kind that concerns one code, typed by hand.
ROWS = [
    (100, "TRYING", "Trying"),
    (180, "RINGING", "Ringing"),
    (183, "SESSION_PROGRESS", "Session Progress"),
    (200, "OK", "OK"),
    (409, "CONFLICT", "Conflict"),
    (412, "PRECONDITION_FAILED", "Precondition Failed"),
    (417, "UNKNOWN_RESOURCE_PRIORITY", "Bad Extension"),
    (437, "UNSUPPORTED_CERTIFICATE", "Unsupported Certificate"),
    (480, "TEMPORARILY_UNAVAILABLE", "Temporarily Unavailable"),
    (486, "BUSY_HERE", "Busy Here"),
    (487, "REQUEST_TERMINATED", "Request Terminated"),
    (504, "SERVER_TIME_OUT", "server timeout"),
    (600, "BUSY_EVERYWHERE", "Busy Everywhere"),
    (603, "DECLINE", "Decline"),
    (687, "DIALOG_TERMINATED", "Dialog Terminated"),
]
FAULTS = {"http": 412, "phrase": 417, "former": 437, "unregistered": 687}


def camel(name: str) -> str:
    """BUSY_HERE -> BusyHere."""
    return "".join(part.capitalize() for part in name.split("_"))


# File -> what stands before the rows, a row, what stands behind them.
WITH_PHRASES = {
    "map.js": ("const phrases = {", "  {code}: '{phrase}', // as in the RFC", "};"),
    "list.ts": ("export const all = [", '  {{ code: {code}, reason: "{phrase}" }},', "];"),
    "array.js": ("var all = {};", "all[{code}] = '{phrase}'", "module.exports = all"),
    "dict.py": ("PHRASES = {", '    {code}: "{phrase}",  # well', "}"),
    "enum.py": (
        "class Status(Enum):",
        '    {name} = (\n        {code},\n        "{phrase}",\n        "What it means",\n    )',
        "",
    ),
    "tuples.py": ("ALL = (", "    ({code}, '{phrase}'),", ")"),
    "switch.c": (
        "switch (code) { /* all",
        '\tcase {code}:\n\t\treturn "{phrase}";',
        "\tdefault: return 0; }",
    ),
    "structs.c": ("static struct row all[] = {", '\t{{ {code}, "{phrase}" }},', "};"),
    "macro.h": ("", '#define SIP_{code}_{name} "{phrase}"', ""),
    "xmacro.h": ("#define ALL(XX) \\", '  XX({code}, {name}, "{phrase}") \\', ""),
    "map.go": ("var all = map[int]string{", '\t{code}: "{phrase}",', "}"),
    "enum.java": ("public enum Status {", '    {name}({code}, "{phrase}"),', "    ;}"),
    "turned.java": ("public enum Status {", '    {name}("{phrase}", {code}),', "    ;}"),
    "switch.cs": ("return code switch {", '    {code} => "{phrase}",', '    _ => "" };'),
    "match.rs": ("match code {", '    {code}u16 => Some("{phrase}"),', "    _ => None }"),
    "functions.erl": ("%% phrases", 'phrase({code}) -> <<"{phrase}">>;', "phrase(_) -> <<>>."),
    "functions.ex": ("# phrases", '  def phrase({code}), do: "{phrase}"', ""),
    "list.ex": ("@all [", '  {{{code}, :a, "{phrase}"}},', "]"),
    "table.lua": ("return {", '  [{code}] = "{phrase}", -- well', "}"),
    "keys.json": ("{", '  "{code}": "{phrase}",', '  "0": "" }'),
    "turned.json": ("{", '  "{phrase}": {code},', '  "": 0 }'),
    "rows.csv": ("Code,Phrase,Reference", "{code},{phrase},[RFC3261]", ""),
    "table.md": ("| Code | Phrase |\n| --- | --- |", "| {code} | {phrase} |", ""),
    "lines.txt": ("The responses:", "  {code} {phrase}", ""),
    "lines.py": ("ALL = [", '    "SIP/2.0 {code} {phrase}\\r\\n",', "]"),
    "rows.sql": ("-- all", "INSERT INTO t VALUES ('{code}', 'en', '{phrase}');", ""),
    "no_ending": ("", "{code}::en:{phrase}", ""),
}
WITH_NAMES = {
    "enum.c": ("enum {", "  PJ_SC_{name} = {code}, /* well */", "};"),
    "define.h": ("", "#define SC_{name} {code}", ""),
    "enum.i": ("enum {", "  PJ_SC_{name} = {code},", "};"),
    "define.h.in": ("", "#define SC_{name} {code}", ""),
    "const.go": ("const (", "\tStatus{camel} StatusCode = {code}", ")"),
    "const.java": ("", "    /** It is: so */\n    public static final int {name} = {code};", ""),
    "enum.rs": ("enum StatusCode {", "    {camel} = {code},", "}"),
    "from.rs": ("match self {", "    Self::{camel} => {code},", "}"),
    "into.rs": ("match code {", "    {code} => Ok(StatusCode::{camel}),", "}"),
    "enum.ts": ("export enum Status {", "  {camel} = {code},", "}"),
    "quoted.js": ("proto3.makeEnum([", '  {{no: {code}, name: "SIP_{name}"}},', "])"),
    "atoms.erl": ("", "code({code}) -> {lower};", "code(_) -> none."),
}


def written(shape: tuple[str, str, str], rows: list[tuple[int, str, str]]) -> tuple[str, list[int]]:
    """A text with a table, and the line in which each code of it stands."""
    before, row, behind = shape
    text, lines = f"{before} */\n" if "/*" in before else f"{before}\n", []
    for code, name, phrase in rows:
        one = row.format(code=code, name=name, phrase=phrase, camel=camel(name), lower=name.lower())
        at = next(n for n, line in enumerate(one.split("\n")) if str(code) in line)
        lines.append(text.count("\n") + 1 + at)
        text += f"{one}\n"
    return f"{text}{behind}\n", lines


def audited(folder: Path, *arguments: str | Path) -> list[dict[str, Any]]:
    """What the command finds, as JSON has it."""
    outcome = sipstatus("audit", *(arguments or (folder,)), "--format", "json", cwd=folder)
    assert not outcome.errors
    found: list[dict[str, Any]] = json.loads(outcome.out)
    return found


def told(found: list[dict[str, Any]]) -> set[tuple[str, int | None, int]]:
    """Rule, code and line of each finding."""
    return {(one["rule_id"].removeprefix("SIP-table-"), one["code"], one["line"]) for one in found}


@pytest.mark.parametrize("name", WITH_PHRASES)
def test_phrases(name: str, tmp_path: Path) -> None:
    text, lines = written(WITH_PHRASES[name], ROWS)
    (tmp_path / name).write_text(text, encoding="utf-8")
    line = dict(zip((row[0] for row in ROWS), lines, strict=True))
    assert told(audited(tmp_path)) == {(rule, code, line[code]) for rule, code in FAULTS.items()}


@pytest.mark.parametrize("name", WITH_NAMES)
def test_names(name: str, tmp_path: Path) -> None:
    """A name is only at fault if it is that of another code, or HTTP's."""
    moved = {200: (201, "ACCEPTED", ""), 480: (480, "UNAVAILABLE", "")}
    rows = [moved.get(row[0], row) for row in ROWS]
    text, lines = written(WITH_NAMES[name], rows)
    (tmp_path / name).write_text(text, encoding="utf-8")
    line = dict(zip((row[0] for row in rows), lines, strict=True))
    faults = {"http": 412, "number": 201, "former": 437, "unregistered": 687}
    assert told(audited(tmp_path)) == {(rule, code, line[code]) for rule, code in faults.items()}


@pytest.mark.parametrize("name", [*WITH_PHRASES, *WITH_NAMES])
def test_the_registry_itself_has_no_fault(name: str, tmp_path: Path) -> None:
    rows = [(c, re.sub(r"\W", "_", p).upper(), p) for c, p in {**REGISTERED, **HISTORIC}.items()]
    text, _ = written({**WITH_PHRASES, **WITH_NAMES}[name], sorted(rows))
    (tmp_path / name).write_text(text, encoding="utf-8")
    outcome = sipstatus("audit", name, cwd=tmp_path)
    assert (outcome.code, outcome.out) == (0, f"{name}: 1 table, no errors, no warnings\n")


@pytest.mark.parametrize("name", [*WITH_PHRASES, *WITH_NAMES])
def test_that_a_table_of_http_is_none_of_sip(name: str, tmp_path: Path) -> None:
    from http import HTTPStatus

    rows = [(int(status), status.name, status.phrase) for status in HTTPStatus]
    # Whoever adds two codes of SIP to HTTP's has a table of HTTP.
    rows += [
        (480, "TEMPORARILY_UNAVAILABLE", "Temporarily Unavailable"),
        (603, "DECLINE", "Decline"),
    ]
    rows += [(code, f"OWN_{code}", f"Own {code}") for code in (180, 486, 487)]
    text, _ = written({**WITH_PHRASES, **WITH_NAMES}[name], rows)
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert (
        sipstatus("audit", name, cwd=tmp_path).out == f"{name}: no tables, no errors, no warnings\n"
    )


def test_missing_codes(tmp_path: Path) -> None:
    """One finding names them all; deprecated codes are not missed, and a choice lacks nothing."""
    rows = [(c, "", p) for c, p in REGISTERED.items() if c not in (202, 440, 608)]
    text, lines = written(WITH_PHRASES["dict.py"], rows)
    (tmp_path / "whole.py").write_text(text)
    choice = [row for row in rows if row[0] in (100, 180, 200, 404, 480, 486, 487, 500, 600, 603)]
    (tmp_path / "choice.py").write_text(written(WITH_PHRASES["dict.py"], choice)[0])
    (finding,) = audited(tmp_path)
    assert (finding["file"], finding["line"]) == (str(tmp_path / "whole.py"), lines[0])
    assert finding["rule"] == (
        "2 registered codes are missing: 440 Max-Breadth Exceeded, 608 Rejected."
    )


def test_that_classes_may_be_left_out(tmp_path: Path) -> None:
    """As in the causes of failure of Diameter (3GPP TS 32.299): they have no 1xx and no 2xx."""
    rows = [(c, "", p) for c, p in REGISTERED.items() if c >= 300 and c != 440]
    (tmp_path / "causes.py").write_text(written(WITH_PHRASES["dict.py"], rows)[0])
    (finding,) = audited(tmp_path)
    assert finding["rule"] == "1 registered code is missing: 440 Max-Breadth Exceeded."


# A table of constants, and one that has these in place of the codes.
BY_CONSTANTS = {
    "a.rs": (WITH_NAMES["enum.rs"], '    &Self::{camel} => "{phrase}",'),
    "a.go": (WITH_NAMES["const.go"], '\tStatus{camel}: "{phrase}",'),
    "a.c": (WITH_NAMES["enum.c"], '    [PJ_SC_{name}] = "{phrase}",'),
    "a.java": (
        WITH_NAMES["const.java"],
        '    all.put(Integer.valueOf({name}),\n        "{phrase}");',
    ),
    "a.py": (("", "{name} = {code}", ""), '    ("{phrase}", {name}),'),
}


@pytest.mark.parametrize("name", BY_CONSTANTS)
def test_phrases_by_constants(name: str, tmp_path: Path) -> None:
    """The faults of the second table are in its lines; 687 is told once, where it is defined."""
    right = {412: "CONDITIONAL_REQUEST_FAILED", 437: "UNSUPPORTED_CREDENTIAL"}
    rows = [(code, right.get(code, name), phrase) for code, name, phrase in ROWS]
    constants, row = BY_CONSTANTS[name]
    first, defined = written(constants, rows)
    lines = [row.format(name=n, camel=camel(n), phrase=phrase) for _, n, phrase in rows]
    (tmp_path / name).write_text("\n".join([first, *lines]))
    line, at = {}, 2 + first.count("\n")
    for (code, _, _), text in zip(rows, lines, strict=True):
        line[code] = at
        at += 1 + text.count("\n")
    line[687] = defined[-1]
    assert told(audited(tmp_path)) == {(rule, code, line[code]) for rule, code in FAULTS.items()}


def test_names_between_quotes(tmp_path: Path) -> None:
    """A name may be any there, too; what the registry's spec names a code is not its phrase."""
    names = [(code, name, name) for code, name, _ in ROWS if code not in FAULTS.values()]
    names += [(181, "CALL_FORWARDED", "CALL_FORWARDED"), (606, "", "NOT_ACCEPTABLE_ANYWHERE")]
    (tmp_path / "names.py").write_text(written(WITH_PHRASES["dict.py"], names)[0])
    phrases = [row for row in ROWS if row[0] not in FAULTS.values()]
    text, lines = written(WITH_PHRASES["dict.py"], [*phrases, (606, "", "Not Acceptable Anywhere")])
    (tmp_path / "phrases.py").write_text(text)
    (finding,) = audited(tmp_path)
    assert (finding["file"], finding["line"]) == (str(tmp_path / "phrases.py"), lines[-1])
    assert finding["rule"] == "'Not Acceptable Anywhere' is not the phrase of 606: Not Acceptable."


def test_tables_that_follow_each_other(tmp_path: Path) -> None:
    """Each is judged alone, and what both share is said once."""
    complete = [(c, re.sub(r"\W", "_", p).upper(), p) for c, p in REGISTERED.items()]
    http = [(c, "", p) for c, p in ((100, "Continue"), (201, "Created"), (302, "Found"))]
    parts = [
        written(WITH_NAMES["enum.c"], [*complete, (687, "DIALOG_TERMINATED", "")])[0],
        written(WITH_PHRASES["structs.c"], http)[0],
        written(WITH_PHRASES["structs.c"], [*complete, (687, "", "Dialog Terminated")])[0],
    ]
    (tmp_path / "a.c").write_text("\n".join(parts))
    assert [(one["rule_id"], one["code"]) for one in audited(tmp_path)] == [
        ("SIP-table-unregistered", 687)
    ]


def test_tables_in_pieces_and_codes_in_sentences(tmp_path: Path) -> None:
    """As in Markdown: a code is missing only if no piece has it, and a sentence is no entry."""
    text = "".join(
        ("\nA text. " * 60 + "\n\n" if code % 100 == 0 else "")
        + f"| {code} | {phrase} | Not 486, which says, and in other words, 600, that it is so. |\n"
        for code, phrase in REGISTERED.items()
        if code != 440
    )
    (tmp_path / "a.md").write_text(text)
    (finding,) = audited(tmp_path)
    assert finding["rule"] == "1 registered code is missing: 440 Max-Breadth Exceeded."


def test_what_is_no_table(tmp_path: Path) -> None:
    calls = "".join(f"  if (code == {c}) return reply({c}, x);\n" for c in REGISTERED)
    (tmp_path / "calls.c").write_text(calls)
    labels = "".join(f'print("{c}", "({p}): ", n)\n' for c, p in REGISTERED.items())
    (tmp_path / "labels.py").write_text(labels)
    uses = "".join(
        f"{{ SIP_{c}_{re.sub('[^A-Z]', '_', p.upper())} }},\n" for c, p in REGISTERED.items()
    )
    (tmp_path / "uses.c").write_text(uses)
    assert sipstatus("audit", ".", cwd=tmp_path).out == ".: no tables, no errors, no warnings\n"


def test_selected_rules_formats_and_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "a b.py").write_text(written(WITH_PHRASES["dict.py"], ROWS)[0])
    outcome = sipstatus("audit", ".", "--ignore", "SIP-table-un,SIP-table-former", cwd=tmp_path)
    assert (outcome.code, len(outcome.lines)) == (1, 8)
    assert outcome.lines[1] == (
        "a b.py:8: error: 'Bad Extension' is not the phrase of 417: Unknown Resource-Priority, but "
        "of 420 Bad Extension. (RFC 4412 section 4.6.2) [SIP-table-phrase]"
    )
    outcome = sipstatus("audit", "a b.py", "--select", "sip-table-former", cwd=tmp_path)
    assert (outcome.code, outcome.lines[-1]) == (
        0,
        "a b.py: 1 table, no errors, no warnings, 1 note",
    )
    outcome = sipstatus("audit", ".", "--format", "sarif", cwd=tmp_path)
    document = json.loads(outcome.out)
    Draft7Validator(SARIF).validate(document)
    (run,) = document["runs"]
    assert (
        {one["ruleId"] for one in run["results"]}
        == {f"SIP-table-{rule}" for rule in FAULTS}
        == {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    )
    outcome = sipstatus("audit", ".", "--select", "SIP405-allow", cwd=tmp_path)
    assert (outcome.code, outcome.errors.count("\n")) == (2, 1)
    assert sipstatus("explain", "sip-table-http", cwd=tmp_path).lines[0] == "SIP-table-http"


def test_files(tmp_path: Path) -> None:
    """Binary and large files, those of other tools, and strange encodings."""
    text = written(WITH_PHRASES["dict.py"], ROWS)[0]
    for folder in (".git", "node_modules/a", "src"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.py").write_text(text)
    (tmp_path / "a.bin").write_bytes(text.encode() + b"\0")
    (tmp_path / "a.min.js").write_text(text)
    (tmp_path / "large.py").write_text(text + "#" * (4 << 20))
    (tmp_path / "latin.py").write_bytes(text.encode() + b"# \xe9\xff\n")
    (tmp_path / "utf-16.txt").write_bytes(
        written(WITH_PHRASES["lines.txt"], ROWS)[0].encode("utf-16")
    )
    (tmp_path / "src" / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert {one["file"] for one in audited(tmp_path, ".")} == {"latin.py", "src/a.py", "utf-16.txt"}
    assert {one["file"] for one in audited(tmp_path, "node_modules")} == {"node_modules/a/a.py"}
    outcome = sipstatus("audit", "large.py", cwd=tmp_path)
    assert (outcome.code, outcome.errors) == (
        1,
        "sipstatus: warning: large.py: larger than 4 MiB\n",
    )
    outcome = sipstatus("audit", "none.py", cwd=tmp_path)
    assert (outcome.code, outcome.errors) == (2, "sipstatus: none.py: no such file or folder\n")


@pytest.mark.parametrize("name", ["a.c", "a.py", "a.txt"])
@pytest.mark.parametrize(
    "piece",
    [
        '"',
        "\\",
        '"\\',
        "'",
        "`",
        "/*",
        "a ",
        "1",
        "486 ",
        '486 "a" b ',
        "a_",
        "A",
        "é",
        "\x1b",
        "486, ",
    ],
)
def test_hostile_sources(name: str, piece: str, tmp_path: Path) -> None:
    """Linear time: 20 kB are read in much less than a second, whatever they repeat."""
    codes = "180 181 182 183 486 487 600 603 "
    (tmp_path / name).write_text(codes + piece * (20_000 // len(piece)))
    began = time.process_time()
    outcome = sipstatus("audit", name, cwd=tmp_path)
    assert outcome.code == 0
    assert time.process_time() - began < 5


def test_long_tables(tmp_path: Path) -> None:
    """Linear time here, too: no table of so many rows is passed over again for each of them."""
    rows = "".join(f"{code}: '{phrase}',\n" * 200 for code, phrase in REGISTERED.items())
    (tmp_path / "a.py").write_text(rows)
    began = time.process_time()
    assert sipstatus("audit", "a.py", cwd=tmp_path).out.startswith("a.py: 1 table, no errors")
    assert time.process_time() - began < 4
