"""JSON, Markdown and the project's own pages are what prettier would write."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import consumers
import pytest
import toolchains
from toolchains import Command

ROOT = toolchains.ROOT


@pytest.mark.formatting
@pytest.mark.parametrize("place", ["generated/json", "generated/markdown", "generated/README.md"])
def test_committed_documents_are_stable_under_prettier(prettier: Command, place: str) -> None:
    toolchains.run([*prettier, "--check", ROOT / place])


@pytest.mark.formatting
def test_the_projects_pages_are_stable_under_prettier(prettier: Command) -> None:
    pages = [*ROOT.glob("*.md"), ROOT / "generated" / "manifest.json"]
    toolchains.run([*prettier, "--check", *pages])


# What the JSON says where the TOML is silent, by the name of the table in the TOML.
FACT = {"basis": "stated", "verified": True}
DEFAULTS: dict[str, dict[str, Any]] = {
    "class": {"methods": [], "request_headers": []},
    "header": {"only_in": []},
    "selection": {**FACT, "codes": []},
    "metric": {
        **FACT,
        "numerator": [],
        "numerator_classes": [],
        "numerator_except": [],
        "excluded_classes": [],
    },
    "confusion": FACT,
    "note": FACT,
    "status": {
        "aliases": [],
        "shares_phrase_with": [],
        "unverified": [],
        "methods": [],
        "headers": [],
        "request_headers": [],
        "proxy": [],
        "notes": [],
        "translations": {},
    },
    "generated_by": FACT,
    "methods": {**FACT, "level": "must", "except_codes": []},
    "headers": {**FACT, "methods": [], "except_codes": []},
    "request_headers": {**FACT, "methods": [], "except_codes": []},
    "retry": {**FACT, "change": [], "retry_after": False},
    "proxy": FACT,
    "dialog": {**FACT, "ends_subscription": False},
    "isup": FACT,
    "cause": FACT,
    "notes": FACT,
}
DERIVED = {"response_class", "final", "status_line", "isup_cause"}


def in_full(value: Any, table: str) -> Any:
    """A value of the TOML with what it leaves unsaid."""
    if isinstance(value, list):
        return [in_full(item, table) for item in value]
    if isinstance(value, dict):
        said = {key: in_full(inner, key) for key, inner in value.items()}
        return {**DEFAULTS.get(table, {}), **said}
    return value


def test_the_json_holds_every_fact_of_the_toml() -> None:
    document = json.loads((ROOT / "generated" / "json" / "sip-status-codes.json").read_bytes())
    held = {
        entry["code"]: {key: value for key, value in entry.items() if key not in DERIVED}
        for entry in document["statuses"]
    }
    raw = consumers.read_statuses(include_historic=True)
    assert list(held) == list(raw)
    for code, entry in raw.items():
        assert held[code] == in_full(entry, "status")


def test_the_json_holds_every_other_table_of_the_toml() -> None:
    document = json.loads((ROOT / "generated" / "json" / "sip-status-codes.json").read_bytes())
    toml = tomllib.loads(consumers.SPEC.read_text(encoding="utf-8"))
    plural = {
        "class": "classes",
        "header": "headers",
        "method": "methods",
        "selection": "selection",
        "metric": "metrics",
        "confusion": "confusions",
        "note": "notes",
    }
    assert toml.keys() == {"spec", "protocol", "limits", "isup", "status", *plural}
    for table, name in plural.items():
        assert document[name] == in_full(toml[table], table)
    assert document["profiles"] == []  # overlays bring them
    assert document["protocol"] == toml["protocol"]
    assert document["limits"] == toml["limits"]
    causes = in_full(toml["isup"].pop("cause"), "cause")
    assert document["isup"] == {"causes": causes, **toml["isup"]}


def test_the_markdown_names_every_code_with_its_phrase() -> None:
    text = (ROOT / "generated" / "markdown" / "sip-status-codes.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| ")]
    codes = [row for row in rows if row[1].strip().isdigit()]
    shown = {int(row[1]): (row[2].strip(), row[3].strip()) for row in codes}
    for code, entry in consumers.read_statuses(include_historic=True).items():
        phrase, name = shown[code]
        state = "" if entry["state"] == "registered" else f" ({entry['state']})"
        assert phrase == f"{entry['phrase']}{state}"
        assert name.startswith(f"`{entry['name']}`")
