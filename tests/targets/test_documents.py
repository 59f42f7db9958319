"""JSON, Markdown and the project's own pages are what prettier would write."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import expected
import pytest
import toolchains
from languages import HOSTILE, SPEC, rendered, write
from sipstatus_codegen import find, load_registry, render
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
    "selection": {**FACT, "codes": [], "methods": []},
    "metric": {
        **FACT,
        "numerator": [],
        "numerator_classes": [],
        "numerator_except": [],
        "excluded_classes": [],
    },
    "confusion": FACT,
    "note": FACT,
    "status": {"aliases": [], "shares_phrase_with": [], "unverified": [], "translations": {}},
    "cause": FACT,
}
DERIVED = {"response_class", "final", "status_line", "meaning"}
# What a response means is resolved in the JSON: see test_listings.
MEANING = {
    *("about", "generated_by", "methods", "headers", "request_headers", "retry", "proxy"),
    *("dialog", "isup", "notes"),
}


UNKNOWN = 99998  # no such RFC
HEADINGS: dict[str, dict[str, str]] = {
    rfc: sections
    for name in ("rfc-sections.json", "rfc-sections-later.json")
    for rfc, sections in json.loads((SPEC.parent / name).read_bytes()).items()
}


def in_full(value: Any, table: str) -> Any:
    """A value of the TOML with what it leaves unsaid."""
    if isinstance(value, list):
        return [in_full(item, table) for item in value]
    if isinstance(value, dict):
        said = {key: in_full(inner, key) for key, inner in value.items()}
        if "rfc" in value:
            said["heading"] = HEADINGS[str(value["rfc"])][value["section"]]
        return {**DEFAULTS.get(table, {}), **said}
    return value


def test_the_json_holds_every_fact_of_the_toml() -> None:
    document = json.loads((ROOT / "generated" / "json" / "sip-status-codes.json").read_bytes())
    held = {
        entry["code"]: {key: value for key, value in entry.items() if key not in DERIVED}
        for entry in document["statuses"]
    }
    raw = expected.statuses(expected.read(include_historic=True))
    assert list(held) == list(raw)
    for code, entry in raw.items():
        named = {key: value for key, value in entry.items() if key not in MEANING}
        assert held[code] == in_full(named, "status")


def test_the_json_holds_every_other_table_of_the_toml() -> None:
    document = json.loads((ROOT / "generated" / "json" / "sip-status-codes.json").read_bytes())
    toml = tomllib.loads(SPEC.read_text(encoding="utf-8"))
    plural = {
        "header": "headers",
        "method": "methods",
        "selection": "selection",
        "metric": "metrics",
        "confusion": "confusions",
        "note": "notes",
    }
    single = {"spec", "protocol", "limits", "response", "class", "isup", "status"}
    assert toml.keys() == {*single, *plural}
    for table, name in plural.items():
        assert document[name] == in_full(toml[table], table)
    for held, raw in zip(document["classes"], toml["class"], strict=True):
        assert held.pop("meaning")
        named = {key: value for key, value in raw.items() if key not in MEANING}
        assert held == in_full(named, "class")
    assert document["profiles"] == []  # overlays bring them
    assert document["protocol"] == toml["protocol"]
    assert document["limits"] == toml["limits"]
    causes = in_full(toml["isup"].pop("cause"), "cause")
    assert document["isup"] == {"causes": causes, **in_full(toml["isup"], "isup")}


def cited(value: Any) -> Iterator[dict[str, Any]]:
    """Every place that cites an RFC."""
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from cited(inner)
    if isinstance(value, dict) and "rfc" in value:
        yield value


def test_every_section_has_its_heading() -> None:
    document = json.loads((ROOT / "generated" / "json" / "sip-status-codes.json").read_bytes())
    for place in cited(document):
        assert place["heading"] == HEADINGS[str(place["rfc"])][place["section"]]


def test_an_overlay_may_cite_what_nobody_knows(tmp_path: Path) -> None:
    """Then the heading is absent."""
    overlay = tmp_path / "unknown.toml"
    overlay.write_text(
        '[[status]]\ncode = 477\nname = "LOST"\nphrase = "Lost"\nsummary = "Lost on its way."\n'
        f'state = "vendor"\nreferences = [{{ rfc = {UNKNOWN}, section = "1" }},'
        ' { document = "ACME 7/2", section = "B.1" }, { rfc = 3261, section = "21.4" }]\n'
    )
    document = json.loads(rendered("json", overlays=[overlay])["sip-status-codes.json"])
    (entry,) = (status for status in document["statuses"] if status["code"] == 477)
    assert entry["references"] == [
        {"rfc": UNKNOWN, "section": "1"},
        {"document": "ACME 7/2", "section": "B.1"},
        {"rfc": 3261, "section": "21.4", "heading": "Request Failure 4xx"},
    ]
    page = rendered("markdown", overlays=[overlay])["4xx.md"].decode()
    assert f"Sources: RFC {UNKNOWN} 1; ACME 7/2 B.1; RFC 3261 21.4, Request Failure 4xx." in page


def test_documents_tell_of_an_overlays_profiles() -> None:
    document = json.loads(rendered("json", overlays=[HOSTILE])["sip-status-codes.json"])
    profiles = {profile["name"]: profile for profile in document["profiles"]}
    for profile in tomllib.loads(HOSTILE.read_text("utf-8"))["profile"]:
        assert profiles.pop(profile["name"]) == {"codes": [], **profile}
    assert profiles == {}
    (busy,) = (entry for entry in document["statuses"] if entry["code"] == 486)
    assert busy["translations"]["de-AT"]["phrase"] == "Besetzt"
    page = rendered("markdown", overlays=[HOSTILE])["registry.md"].decode()
    _, _, told = page.partition("### Profile `acme-gateway`")
    assert "default cause 41, default code 503" in told
    rows = [row for row in (line.strip("| ").split() for line in told.splitlines()) if row]
    for row in (["480", "|", "none"], ["486", "|", "21"], ["1", "|", "none"], ["44", "|", "480"]):
        assert row in rows


def test_the_markdown_names_every_code_with_its_phrase() -> None:
    text = (ROOT / "generated" / "markdown" / "sip-status-codes.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| ")]
    codes = [row for row in rows if row[1].strip().isdigit()]
    shown = {int(row[1]): (row[2].strip(), row[3].strip()) for row in codes}
    for code, entry in expected.statuses(expected.read(include_historic=True)).items():
        phrase, name = shown[code]
        state = "" if entry["state"] == "registered" else f" ({entry['state']})"
        assert phrase == f"{entry['phrase']}{state}"
        assert name.startswith(f"`{entry['name']}`")


def shown(text: str) -> str:
    """What a reader sees of a text without emphasis: escapes and entities are gone."""
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))


def texts(value: Any, key: str = "") -> set[str]:
    """What the facts of a table say in words, and where."""
    if isinstance(value, dict) and "document" in value:
        note = f" ({value['note']})" if "note" in value else ""
        return {f"{value['document']}{note}"}
    if isinstance(value, dict) and "rfc" in value:
        note = f" ({value['note']})" if "note" in value else ""
        heading = HEADINGS[str(value["rfc"])][value["section"]]
        return {f"RFC {value['rfc']} {value['section']}, {heading}{note}"}
    if isinstance(value, dict):
        return {text for name, inner in value.items() for text in texts(inner, name)}
    if isinstance(value, list):
        return {text for inner in value for text in texts(inner, key)}
    # Words of the schema are shown in other words; the test of each fact is the page's golden.
    plain = {"text", "when", "value", "change", "summary", "phrase", "note", "unverified", "title"}
    return {value} if key in plain else set()


def sections(page: str) -> dict[int, str]:
    """Code -> its section of a page."""
    parts = re.split(r"^## (\d{3}) ", page, flags=re.MULTILINE)
    return {int(code): text for code, text in zip(parts[1::2], parts[2::2], strict=True)}


def test_the_page_of_each_class_has_every_text_and_every_source() -> None:
    folder = ROOT / "generated" / "markdown"
    toml = tomllib.loads(SPEC.read_text("utf-8"))
    for of_class in toml["class"]:
        page = shown((folder / f"{of_class['digit']}xx.md").read_text("utf-8"))
        missing = {text for text in texts(of_class) if text not in page}
        assert missing == set()
    for code, entry in expected.statuses(expected.read(include_historic=True)).items():
        page = shown((folder / f"{code // 100}xx.md").read_text("utf-8"))
        confusions = [found for found in toml["confusion"] if code in found["codes"]]
        wanted = texts(entry) | texts(confusions)
        section = sections(page)[code]
        assert {text for text in wanted if text not in f"{entry['phrase']}{section}"} == set(), code
        marked = [f for f in facts_of(entry) if f.get("basis") == "inferred"]
        assert section.count("_inferred_") >= len(marked)
        unverified = [f for f in facts_of(entry) if not f.get("verified", True)]
        assert section.count("_unverified_") >= len(unverified)


def facts_of(value: Any) -> list[dict[str, Any]]:
    """All tables below that have a source."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    found = [fact for each in inner for fact in facts_of(each)]
    return [value, *found] if isinstance(value, dict) and "source" in value else found


def test_the_page_of_the_registry_has_every_text_and_every_source() -> None:
    toml = tomllib.loads(SPEC.read_text("utf-8"))
    page = shown((ROOT / "generated" / "markdown" / "registry.md").read_text("utf-8"))
    for table in ("header", "method", "selection", "isup", "metric", "confusion"):
        assert {text for text in texts(toml[table]) if text not in page} == set()


@pytest.mark.parametrize("text", ["# Heading", "- item", "+ item", "1. item", "12) item"])
def test_a_summary_that_looks_like_markup_is_a_paragraph(text: str) -> None:
    registry = load_registry()
    classes = tuple(c.model_copy(update={"summary": text}) for c in registry.classes)
    pages = render(registry.model_copy(update={"classes": classes}), find("markdown"))
    for path in ("sip-status-codes.md", "2xx.md"):
        lines = pages[path].decode().splitlines()
        assert text not in lines
        assert text in map(shown, lines)


@pytest.mark.formatting
def test_pages_with_such_summaries_are_stable_under_prettier(
    prettier: Command, tmp_path: Path
) -> None:
    registry = load_registry()
    looks = ["# Heading", "- item", "+ item", "1. item", "12) item", "> quote"]
    classes = tuple(
        of_class.model_copy(update={"summary": text})
        for of_class, text in zip(registry.classes, looks, strict=True)
    )
    write(render(registry.model_copy(update={"classes": classes}), find("markdown")), tmp_path)
    toolchains.run([*prettier, "--check", tmp_path])


class Page(HTMLParser):
    """The reference in HTML, read by the standard library."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.ids = [attributes["id"] for _, attributes in self.tags if "id" in attributes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


REFERENCE = "sip-status-codes.html"


def test_the_reference_has_every_text_of_every_code_and_a_place_to_link_to() -> None:
    octets = (ROOT / "generated" / "html" / REFERENCE).read_bytes()
    page = Page(octets.decode())
    assert len(octets) <= 200 * 1024
    assert len(page.ids) == len(set(page.ids))
    for status in tomllib.loads(SPEC.read_text("utf-8"))["status"]:
        assert str(status["code"]) in page.ids
        names = [
            status["name"],
            *(alias["name"] for alias in status.get("aliases", ()) if "name" in alias),
        ]
        assert {name.lower().replace("_", "-") for name in names} <= set(page.ids)
        assert all(text in page.text for text in _texts(status))


def _texts(value: Any) -> Iterator[str]:
    """What people read: the value of every key that holds prose."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in ("phrase", "summary", "text", "note", "when"):
                yield from [item] if isinstance(item, str) else []
            yield from _texts(item)


def test_the_reference_loads_nothing() -> None:
    text = (ROOT / "generated" / "html" / REFERENCE).read_text("utf-8")
    page = Page(text)
    assert {tag for tag, _ in page.tags} & {"link", "img", "iframe", "object", "embed"} == set()
    assert [attributes for _, attributes in page.tags if "src" in attributes] == []
    assert [a["href"] for _, a in page.tags if not (a.get("href") or "#").startswith("#")] == []
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest|import\(", text)


def test_hostile_text_is_text_in_the_reference() -> None:
    """No overlay adds a script, a handler, or a link; its phrases are there to be read."""
    plain = Page(rendered("html")[REFERENCE].decode())
    page = Page(rendered("html", overlays=[HOSTILE])[REFERENCE].decode())
    for tag in ("script", "style", "a"):
        kinds = [
            {frozenset(attributes) for name, attributes in one.tags if name == tag}
            for one in (plain, page)
        ]
        assert kinds[0] == kinds[1]
    assert len([tag for tag, _ in page.tags if tag == "script"]) == 2
    assert {
        key for _, attributes in page.tags for key in attributes if key.startswith("on")
    } == set()
    for status in tomllib.loads(HOSTILE.read_text("utf-8"))["status"]:
        assert status["phrase"].split("\n")[0] in page.text
