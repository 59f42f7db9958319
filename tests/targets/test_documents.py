"""JSON, Markdown and the project's own pages are what prettier would write."""

from __future__ import annotations

import json

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


def test_the_json_holds_every_fact_of_the_toml() -> None:
    document = json.loads((ROOT / "generated" / "json" / "sip-status-codes.json").read_bytes())
    resolved = {entry["code"]: entry for entry in document["statuses"]}
    raw = consumers.read_statuses(include_historic=True)
    assert list(resolved) == list(raw)
    for code, entry in raw.items():
        held = {key: value for key, value in resolved[code].items() if key in entry}
        assert held == entry


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
