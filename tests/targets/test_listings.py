"""What the output of every language says is what the TOML says, read raw: see :mod:`expected`.

What explains a fact to people (sentences, sources, notes) is no part of the listing; that the JSON
output has all of it is shown here too.
"""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import tomllib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import expected
import pytest
from languages import BARE, HOSTILE, LANGUAGES, NASTY, Language, rendered, write
from sipstatus_codegen import builtin, find
from sipstatus_codegen.model import vocabulary
from sipstatus_codegen.targets import template_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sipstatus_codegen import Target

SPECS: dict[str, dict[str, Any]] = {
    "real": {},
    "historic": {"include_historic": True},
    "hostile": {"overlays": [HOSTILE]},
    "nasty": {"spec": NASTY},
    "bare": {"spec": BARE},
}
MEANING = [language for language in LANGUAGES if language.meaning]

each_spec = pytest.mark.parametrize("spec", SPECS)
each_language = pytest.mark.parametrize("language", [each.as_parameter() for each in LANGUAGES])
each_meaning = pytest.mark.parametrize("language", [each.as_parameter() for each in MEANING])


def test_every_output_of_code_has_programs() -> None:
    documents = {target.name for target in builtin() if target.historic}
    # The parser has tests of its own, with both implementations of the runtime.
    names = {target.name for target in builtin()} - documents - {"readme", "cython"}
    assert names == {language.name for language in LANGUAGES}
    assert {"c", "go", "python", "typescript"} <= {language.name for language in MEANING}


@each_spec
@each_language
def test_constants_are_those_of_the_toml(language: Language, spec: str, tmp_path: Path) -> None:
    write(rendered(language.name, **SPECS[spec]), tmp_path)
    printed = expected.printed_constants(language.run("constants", tmp_path))
    assert printed == expected.constants(expected.read(**SPECS[spec]))


@each_spec
@each_meaning
def test_meaning_is_that_of_the_toml(language: Language, spec: str, tmp_path: Path) -> None:
    write(rendered(language.name, **SPECS[spec]), tmp_path)
    printed = expected.printed_meaning(language.run("meaning", tmp_path))
    wanted = expected.meaning(expected.read(**SPECS[spec]))
    for row, right in zip(printed, wanted, strict=False):
        assert row == right
    assert len(printed) == len(wanted)


@pytest.mark.parametrize(
    "language",
    # Kamailio has room for 512 defines.
    [each.as_parameter() for each in LANGUAGES if each.name != "kamailio"],
)
def test_more_of_all_than_an_octet_can_count(language: Language, tmp_path: Path) -> None:
    """Codes, profiles, and different answers to causes."""
    overlay = tmp_path / "many.toml"
    overlay.write_text(many(), "utf-8")
    toml = expected.read(overlays=[overlay])
    wanted = expected.meaning(toml)
    profiles = [row for row in wanted if "profile" in row]
    answers = {tuple(codes) for row in profiles for codes in row["codes"]}
    assert min(len(toml["status"]), len(profiles), len(answers)) > 257
    write(rendered(language.name, overlays=[overlay]), tmp_path)
    constants = language.run("constants", tmp_path)
    assert expected.printed_constants(constants) == expected.constants(toml)
    if language.meaning:
        assert expected.printed_meaning(language.run("meaning", tmp_path)) == wanted


def many() -> str:
    """An overlay of codes, each the answer to a cause by a profile of its own."""
    known = expected.statuses(expected.read(include_historic=True))
    codes = [code for code in range(300, 700) if code not in known]
    entries = (
        f'[[status]]\ncode = {n}\nname = "V{n}"\nphrase = "V {n}"\n'
        'summary = "."\nstate = "vendor"\n'
        for n in codes
    )
    profiles = (
        f'[[profile]]\nname = "p{n}"\ndefault_cause = {1 + n % 127}\n'
        f"codes = [{{ cause = {1 + n % 127}, code = {code} }}]\n"
        for n, code in enumerate(codes)
    )
    return "\n".join([*entries, *profiles])


def test_some_constants_by_hand() -> None:
    lines = expected.constants(expected.read(include_historic=True, overlays=[HOSTILE]))
    for line in (
        "437\tunsupportedcertificate\tUnsupported Credential\t4\t437\t"
        "SIP/2.0 437 Unsupported Credential",  # RFC 8224: renamed
        "303\tseeother\tSee Other\t3\t303\tSIP/2.0 303 See Other",  # RFC 2543
        "477\tline\tSend failed (477/TM) */ $(x) ??/\t4\t477\t"
        "SIP/2.0 477 Send failed (477/TM) */ $(x) ??/",
        "299\t\t2\t200\t0110000",
        "150\t\t1\t183\t1000000",
        "700\t\t0\t-\t0000000",
    ):
        assert line in lines


def test_some_meanings_by_hand() -> None:
    """RFC 3261, 3398, 4028 and 6076, and the overlay."""
    rows = expected.meaning(expected.read(overlays=[HOSTILE]))
    codes = {row["code"]: row for row in rows if "code" in row}
    always = {
        code: [
            rule["names"]
            for rule in row["headers"]
            if rule["level"] == "must" and not rule["methods"] and not rule["condition"]
        ]
        for code, row in codes.items()
    }
    assert always[405] == [["Allow"]]
    assert always[422] == [["Min-SE"]]
    assert always[407] == [["Proxy-Authenticate"]]
    assert always[487] == []
    causes = {code: row["isup"]["cause"] for code, row in codes.items()}
    assert [causes[code] for code in (405, 422, 407, 487, 486, 200)] == [63, 31, 21, 0, 17, 0]
    assert codes[603]["isup"]["location"] == "user"
    assert codes[401]["isup"]["first"] == "authenticate"
    retry = codes[491]["retry"]
    assert (retry["delay"], retry["owner_delay"]) == ([0, 2000], [2100, 4000])
    assert codes[503]["replaced_by"] == codes[503]["retry"]["without_retry_after"] == 500
    assert codes[100]["handling"] == ["never_forwarded"]
    assert codes[499]["handling"] == ["best_response"]
    assert codes[499]["metrics"] == ["IRA"]
    assert codes[401]["metrics"] == []
    assert codes[486]["phrases"]["de-AT"] == "Besetzt"
    rfc, acme, xx = (row for row in rows if "profile" in row)
    assert [rfc["causes"][code - 100] for code in (405, 499, 487, 200)] == [63, 31, 0, 0]
    assert rfc["codes"][21 - 1] == [403, 603, 403, 603]
    assert rfc["codes"][22 - 1] == [410, 410, 301, 301]
    assert rfc["codes"][16 - 1] == [0, 0, 0, 0]
    assert [acme["causes"][code - 100] for code in (486, 480, 499, 477, 404, 200)] == [
        *(21, 0, 41, 127, 1, 0)
    ]
    assert xx["causes"][404 - 100] == 2
    assert [acme["codes"][cause - 1] for cause in (1, 16, 44, 99)] == [
        *([0] * 4, [0] * 4, [480] * 4, [503] * 4)
    ]
    assert acme["codes"][21 - 1] == [403, 603, 403, 603]
    assert xx["codes"][99 - 1] == [500] * 4


# --- explanations --------------------------------------------------------------------------------


def without_defaults(value: Any) -> Any:
    """A value of the JSON without what is so unless something is said."""
    if isinstance(value, list):
        return [without_defaults(item) for item in value]
    if isinstance(value, dict):
        said = {key: without_defaults(item) for key, item in value.items()}
        said.pop("heading", None)  # which is no fact of the TOML: see test_documents.py
        usual = {"basis": "stated", "verified": True}
        return {
            key: item
            for key, item in said.items()
            if (item != usual[key] if key in usual else item)
        }
    return value


@each_spec
def test_the_json_says_the_same_and_why(spec: str) -> None:
    toml = expected.read(**{**SPECS[spec], "include_historic": True})
    document = json.loads(rendered("json", **SPECS[spec])["sip-status-codes.json"])
    of_codes = {entry["code"]: entry["meaning"] for entry in document["statuses"]}
    assert list(of_codes) == list(expected.statuses(toml))
    for code, entry in expected.statuses(toml).items():
        right = without_defaults(expected.resolved(toml, code // 100, entry))
        assert without_defaults(of_codes[code]) == right
    for of_class in document["classes"]:
        right = without_defaults(expected.resolved(toml, of_class["digit"]))
        assert without_defaults(of_class["meaning"]) == right


@pytest.mark.parametrize("name", ["c", "go", "typescript"])
def test_words_are_explained_in_the_same_words(name: str) -> None:
    files = rendered(name).items()
    text = "\n".join(content.decode() for path, content in files if "meaning" in path)
    prose = " ".join(re.sub(r"^\s*(?:/?\*+/?|//)|\*/", "", text, flags=re.MULTILINE).split())
    for words in (
        *(vocabulary.Condition, vocabulary.Effect, vocabulary.Element, vocabulary.Handling),
        *(vocabulary.Level, vocabulary.MethodLimit, vocabulary.RetryOption, vocabulary.SipsRefusal),
        vocabulary.Subject,
    ):
        assert [word.doc for word in words if word.doc not in prose] == []


@pytest.mark.parametrize(
    ("name", "path", "kilobytes"),
    [
        ("c", "sip_status_meaning.h", 30),
        # What holds for every response stands in the list of every code.
        ("c", "sip_status_meaning.c", 70),
        ("go", "meaning/meaning.go", 80),
        ("typescript", "sip-status-meaning.ts", 80),
    ],
)
def test_vendored_files_stay_small(name: str, path: str, kilobytes: int) -> None:
    """Whoever raises a bound says why: people read these files before they vendor them."""
    assert len(rendered(name)[path]) <= 1024 * kilobytes


# --- what would go unseen ------------------------------------------------------------------------

# What no listing has, because it explains a fact or says where it comes from.
EXPLAINS = {"basis", "note", "notes", "source", "text", "verified", "when"}
# What outputs of code do not have: JSON and documents do (see test_documents), and the parser.
ELSEWHERE = {
    *("spec", "protocol", "limits", "selection", "method", "confusion", "note"),
    *("class.digit", "class.name", "class.title", "class.summary", "class.references"),
    *("class.final", "class.fallback"),
    *("status.state", "status.summary", "status.references", "status.shares_phrase_with"),
    "status.unverified",
    *("status.aliases.phrase", "status.aliases.source", "status.translations.summary"),
    *("isup.one_way", "isup.one_way_codes", "isup.hangup_cause", "isup.cause_source"),
    *("isup.source", "isup.cause.text", "isup.cause.note", "isup.cause.source"),
    *("isup.cause.basis", "isup.cause.verified", "translation.summary"),
    *("header.source", "metric.title", "metric.text", "metric.source", "metric.basis"),
    "metric.verified",
}


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all values in TOML that are no tables and no arrays."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(inner, (*path, key))
    else:
        yield path


def elsewhere(path: tuple[Any, ...]) -> bool:
    keys = [key for key in path if isinstance(key, str)]
    if "translations" in keys:
        keys.pop(2)  # the language
    return any(".".join(keys[:length]) in ELSEWHERE for length in (1, 2, 3))


@contextmanager
def changed(toml: dict[str, Any], path: tuple[Any, ...]) -> Iterator[None]:
    """While this lasts, one value is another."""
    *keys, last = path
    holder: Any = toml
    for key in keys:
        holder = holder[key]
    value = holder[last]
    if isinstance(value, bool):
        holder[last] = not value
    elif isinstance(value, str):
        holder[last] = {"inferred": "stated"}.get(value, value + "x")
    else:
        holder[last] = value + 1
    yield
    holder[last] = value


def test_no_value_of_the_toml_can_change_unseen() -> None:
    toml = tomllib.loads(NASTY.read_text("utf-8"))
    overlay = tomllib.loads(HOSTILE.read_text("utf-8"))
    toml |= {key: overlay[key] for key in ("translation", "profile")}
    for row, code in zip(toml["translation"], (404, 405), strict=True):
        row["code"] = code  # one that the nasty spec has
    # A code without an entry is like any other of its class.
    codes = [*expected.statuses(toml), *(100 * digit + 98 for digit in range(1, 7))]

    def listing() -> str:
        whole = expected.merged(toml, include_historic=True)
        return json.dumps([expected.constants(whole), expected.meaning(whole, codes)])

    def explained() -> str:
        known = expected.statuses(toml)
        facts = (expected.resolved(toml, code // 100, known.get(code)) for code in codes)
        return json.dumps(list(facts))

    before = {listing: listing(), explained: explained()}
    unseen = []
    for path in [path for path in paths(toml) if not elsewhere(path)]:
        seen = explained if EXPLAINS & set(path) else listing
        with changed(toml, path):
            if seen() == before[seen]:
                unseen.append(path)
    assert unseen == []


SLIPS = [each.as_parameter(slip) for each in LANGUAGES for slip in each.slip]


@pytest.mark.parametrize(("language", "slip"), SLIPS)
def test_a_slip_in_a_template_is_seen(
    language: Language, slip: dict[str, str], tmp_path: Path
) -> None:
    target = with_slip(find(language.name), tmp_path / "templates", **slip)
    write(rendered(target, **SPECS["hostile"]), tmp_path)
    toml = expected.read(**SPECS["hostile"])
    try:
        constants = expected.printed_constants(language.run("constants", tmp_path))
        meaning = expected.printed_meaning(language.run("meaning", tmp_path))
    except pytest.fail.Exception:  # the compiler, or the program itself, has seen it
        return
    right = expected.meaning(toml) if language.meaning else []
    assert (constants, meaning) != (expected.constants(toml), right)


def with_slip(target: Target, folder: Path, template: str, right: str, wrong: str) -> Target:
    """The target with one template that says something else."""
    shutil.copytree(template_folder(target), folder)
    text = (folder / template).read_text("utf-8")
    assert right in text
    (folder / template).write_text(text.replace(right, wrong), "utf-8")
    return dataclasses.replace(target, templates=folder)
