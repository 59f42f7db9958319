"""Every semantic fact of the spec reaches every language, and a wrong one would be seen.

:mod:`facts_dump` says what a program of facts prints.  That what it says is everything is shown
here: no value of the TOML can change without changing it.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import shutil
import tomllib
from typing import TYPE_CHECKING, Any

import consumers
import facts_dump
import pytest
from sipstatus_codegen import Target, builtin, find, load_registry, render
from sipstatus_codegen.targets import template_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LANGUAGES = [
    target.name
    for target in builtin()
    if target.consumer is not None and any("facts" in path for path in target.consumer.files)
]

OVERLAY = """\
[[status]]
code = 477
name = "SEND_FAILED"
phrase = "Send Failed"
summary = "The next hop could not be reached."
state = "vendor"
isup = { cause = 38, source = { rfc = 3398, section = "8.2.6.1" } }

[[translation]]
code = 486
language = "de-AT"
phrase = "Besetzt"
summary = "Hier \\"besetzt\\",\\nanderswo vielleicht nicht."

[[profile]]
name = "acme-gateway"
default_cause = 41
default_code = 503
causes = [{ code = 480 }, { code = 486, cause = 21 }]
codes = [{ cause = 1 }, { cause = 17, code = 600 }, { cause = 44, code = 480 }]

[[profile]]
name = "xx"
causes = [{ code = 404, cause = 2 }]
"""

# What the first program (of constants), the comments and the documents show, and what only the
# rules of the spec go by.
ELSEWHERE = {
    *("spec", "protocol", "limits"),
    *("class.digit", "class.name", "class.title", "class.summary", "class.references"),
    *("class.final", "class.fallback"),
    *("status.code", "status.name", "status.phrase", "status.summary", "status.state"),
    *("status.aliases", "status.shares_phrase_with"),
    *("isup.one_way", "isup.one_way_codes"),
}


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """Profiles, a translation, and a code with a cause of its own."""
    place = tmp_path / "vendor.toml"
    place.write_text(OVERLAY, "utf-8")
    return place


def test_there_are_programs_of_facts() -> None:
    assert {"c", "go", "python", "typescript"} <= set(LANGUAGES)


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_fact_is_the_specs(name: str, overlay: Path, tmp_path: Path) -> None:
    expected = facts_dump.expected_facts(overlays=[overlay])
    for line in (
        # RFC 3261 section 21.4.6; RFC 3398 section 8.2.6.1; the profiles of the overlay.
        "405\theader\tAllow\tmust\t-\t-\t-\t-\t3261\t21.4.6\t-\t-\n",
        "486\tlanguage\tde-AT\tBesetzt\t",
        "to_cause\tacme-gateway\t486\t21\n",
        "to_cause\tacme-gateway\t480\t-\n",
        "to_cause\tacme-gateway\t499\t41\n",
        "to_cause\tacme-gateway\t477\t38\n",
        "to_cause\tacme-gateway\t404\t1\n",
        "to_cause\txx\t404\t2\n",
        "to_code\tacme-gateway\t1\t-\t-\t-\n",
        "to_code\tacme-gateway\t16\t-\t-\t-\n",
        "to_code\tacme-gateway\t21\t403\t603\t403\n",
        "to_code\tacme-gateway\t22\t410\t410\t301\n",
        "to_code\tacme-gateway\t44\t480\t480\t480\n",
        "to_code\tacme-gateway\t99\t503\t503\t503\n",
        "to_code\txx\t99\t500\t500\t500\n",
    ):
        assert line in expected
    printed = consumers.dump(name, tmp_path / "out", overlays=[overlay], facts=True)
    assert printed.splitlines() == expected.splitlines()


@pytest.mark.parametrize("name", LANGUAGES)
def test_facts_of_historic_codes_on_request(name: str, tmp_path: Path) -> None:
    printed = consumers.dump(name, tmp_path, include_historic=True, facts=True)
    assert printed.splitlines() == facts_dump.expected_facts(include_historic=True).splitlines()


def test_documents_tell_of_an_overlays_profiles(overlay: Path) -> None:
    registry = load_registry(overlays=[overlay])
    document = json.loads(render(registry, find("json"))["sip-status-codes.json"])
    profiles = tomllib.loads(OVERLAY)["profile"]
    assert document["profiles"] == [{"codes": [], **profile} for profile in profiles]
    (busy,) = (entry for entry in document["statuses"] if entry["code"] == 486)
    assert busy["translations"]["de-AT"]["phrase"] == "Besetzt"
    page = render(registry, find("markdown"))["registry.md"].decode()
    _, _, shown = page.partition("### Profile `acme-gateway`")
    assert "default cause 41, default code 503" in shown
    rows = [row for row in (line.strip("| ").split() for line in shown.splitlines()) if row]
    for row in (["480", "|", "none"], ["486", "|", "21"], ["1", "|", "none"], ["44", "|", "480"]):
        assert row in rows


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all values in TOML that are no tables and no arrays."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            yield from places(inner, (*path, key))
    else:
        yield path


def shown_elsewhere(path: tuple[Any, ...]) -> bool:
    words = [key for key in path if isinstance(key, str)]
    return words[0] in ELSEWHERE or ".".join(words[:2]) in ELSEWHERE


def changed(toml: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """The same with another value in one place."""
    result = copy.deepcopy(toml)
    holder: Any = result
    for key in path[:-1]:
        holder = holder[key]
    value = holder[path[-1]]
    if isinstance(value, bool):
        holder[path[-1]] = not value
    elif isinstance(value, str):
        # What has a default is left out where it is said, too.
        holder[path[-1]] = {"inferred": "stated"}.get(value, value + "x")
    else:
        holder[path[-1]] = value + 1
    return result


def test_no_value_of_the_toml_can_change_unseen() -> None:
    registry = tomllib.loads(consumers.NASTY.read_text("utf-8"))
    for key, tables in tomllib.loads(OVERLAY).items():
        if key != "status":
            registry[key] = tables
    # The nasty spec has no 486.
    registry["translation"][0]["code"] = 404

    def lines(toml: dict[str, Any]) -> str:
        return facts_dump.lines_of(toml, include_historic=True)

    usual = lines(registry)
    unseen = [
        path
        for path in places(registry)
        if not shown_elsewhere(path) and lines(changed(registry, path)) == usual
    ]
    assert unseen == []


# Template -> what stands in it, and what a slip would make of it.
SLIPS = {
    "c": [
        ("facts.h.j2", "in summaries %}", "in summaries | reverse %}"),
        ("texts.h.j2", "case {{ loop.index }}:", "case {{ loop.index0 }}:"),
        ("profiles.h.j2", "in profile.causes.items()", "in profile.codes.items()"),
        ("languages.h.j2", "translation.summary | literal", "translation.phrase | literal"),
    ],
    "go": [
        ("semantics_tables.go.j2", "status.fact.notes | comp", "status.fact.proxy | comp"),
        ("semantics_profiles.go.j2", "return row.Cause, row.Cause != 0", "continue"),
        ("semantics_gateway.go.j2", "isup.cause_source | source", "isup.source | source"),
    ],
    "python": [
        ("semantics.py.j2", 'define("CLASS_RETRIES"', 'define("RETRIES"'),
        ("registry.py.j2", 'define("ISUP_DEFAULT_CODE")', 'define("ISUP_DEFAULT_CAUSE")'),
    ],
    "typescript": [
        ("semantics_codes.ts.j2", "status.fact.notes | record", "status.fact.notes[:1] | record"),
        ("semantics_profiles.ts.j2", "profile.defaultCode ?? usual", "usual"),
        ("semantics_registry.ts.j2", "registry.selection | record", "registry.methods | record"),
    ],
}


@pytest.mark.parametrize(
    ("name", "template", "right", "wrong"),
    [(name, *slip) for name, slips in SLIPS.items() for slip in slips],
)
def test_a_slip_in_a_template_is_seen(
    name: str, template: str, right: str, wrong: str, overlay: Path, tmp_path: Path
) -> None:
    target = with_slip(find(name), tmp_path / "templates", template, right, wrong)
    try:
        printed = consumers.dump(
            name, tmp_path / "out", overlays=[overlay], facts=True, target=target
        )
    except pytest.fail.Exception:  # the compiler, or the program itself, has seen it
        return
    assert printed != facts_dump.expected_facts(overlays=[overlay])


def with_slip(target: Target, folder: Path, template: str, right: str, wrong: str) -> Target:
    """The target with one template that says something else."""
    shutil.copytree(template_folder(target), folder)
    text = (folder / template).read_text("utf-8")
    assert text.count(right) >= 1
    (folder / template).write_text(text.replace(right, wrong), "utf-8")
    return dataclasses.replace(target, templates=folder)
