"""Every target renders the nasty spec to the octet as recorded, and what it renders still works.

``SIPSTATUS_UPDATE_GOLDEN=1`` records anew what the targets make of it; the difference is then for
version control to show and for a person to judge.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
from typing import TYPE_CHECKING

import consumers
import facts_dump
import pytest
import semantics_dump
from consumers import NASTY
from sipstatus_codegen import Request, Target, builtin, load_registry, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

UPDATE = "SIPSTATUS_UPDATE_GOLDEN"
GOLDEN = NASTY.parent

TARGETS = [pytest.param(target, id=target.name) for target in builtin()]
WITH_SEMANTICS = [
    pytest.param(t, id=t.name)
    for t in builtin()
    if t.consumer is not None and any("semantics" in path for path in t.consumer.files)
]
WITH_FACTS = [
    pytest.param(t, id=t.name)
    for t in builtin()
    if t.consumer is not None and any("facts" in path for path in t.consumer.files)
]
WITH_CONSUMER = [pytest.param(t, id=t.name) for t in builtin() if t.consumer is not None]


# In the files of the parser this is all that the spec decides.
TABLES = re.compile(rb"[^\n]*--- tables, rendered from the spec.*--- end of the tables.*?\n", re.S)


def rendered(target: Target) -> dict[str, bytes]:
    """What the target makes of the nasty spec: its files, of the parser's their tables."""
    files = render(load_registry(NASTY), target, Request(spec=NASTY.name))
    parser = {path: content for path, content in files.items() if "statusline" in path}
    tables = {path: TABLES.search(content) for path, content in parser.items()}
    kept = {path: content for path, content in files.items() if path not in parser}
    return kept | {path: found[0] for path, found in tables.items() if found}


def recorded(folder: Path) -> dict[str, bytes]:
    """The files below a folder of the golden tree."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differences(golden: Mapping[str, bytes], observed: Mapping[str, bytes]) -> Iterator[str]:
    """What differs, file by file; of changed files, what changed."""
    for path in sorted(golden.keys() | observed.keys()):
        if path not in observed:
            yield f"{path}: recorded, but no longer rendered"
        elif path not in golden:
            yield f"{path}: rendered, but not recorded"
        elif golden[path] != observed[path]:
            yield f"{path}: differs"
            before, after = (side[path].decode().splitlines() for side in (golden, observed))
            yield from difflib.unified_diff(before, after, "recorded", "rendered", n=1, lineterm="")


@pytest.mark.parametrize("target", TARGETS)
def test_the_nasty_spec_renders_as_recorded(target: Target, tmp_path: Path) -> None:
    observed = rendered(target)
    folder = GOLDEN / target.name
    if os.environ.get(UPDATE) == "1":
        shutil.rmtree(folder, ignore_errors=True)
        consumers.write(observed, folder)
    found = list(differences(recorded(folder), observed))
    if found:
        place = tmp_path / target.name
        consumers.write(observed, place)
        hint = f"rendered now: {place}; to record it: {UPDATE}=1"
        pytest.fail("\n".join([f"{target.name} differs from {folder}", *found[:200], hint]))


def test_nothing_is_recorded_for_targets_that_are_gone() -> None:
    folders = {path.name for path in GOLDEN.iterdir() if path.is_dir()}
    assert folders <= {target.name for target in builtin()}


def test_differences_are_seen() -> None:
    golden = {"same": b"1\n", "gone": b"", "changed": b"a\nb\n"}
    observed = {"same": b"1\n", "new": b"", "changed": b"a\nc\n"}
    assert list(differences(golden, observed)) == [
        *("changed: differs", "--- recorded", "+++ rendered", "@@ -1,2 +1,2 @@", " a", "-b", "+c"),
        "gone: recorded, but no longer rendered",
        "new: rendered, but not recorded",
    ]


@pytest.mark.parametrize("target", WITH_CONSUMER)
def test_what_it_renders_from_the_nasty_spec_works(target: Target, tmp_path: Path) -> None:
    assert consumers.dump(target.name, tmp_path, NASTY) == consumers.expected_dump(NASTY)


@pytest.mark.parametrize("target", WITH_SEMANTICS)
def test_what_it_says_about_nasty_responses_is_right(target: Target, tmp_path: Path) -> None:
    expected = semantics_dump.expected_semantics(NASTY)
    assert consumers.dump(target.name, tmp_path, NASTY, semantics=True) == expected


@pytest.mark.parametrize("target", WITH_FACTS)
def test_every_nasty_fact_is_there(target: Target, tmp_path: Path) -> None:
    printed = consumers.dump(target.name, tmp_path, NASTY, facts=True)
    assert printed.splitlines() == facts_dump.expected_facts(NASTY).splitlines()


def test_the_nasty_spec_is_nasty() -> None:
    """What the golden is for does not get lost when somebody tidies the file up."""
    statuses = consumers.read_statuses(NASTY)
    phrases = "\n".join(entry["phrase"] for entry in statuses.values())
    prose = NASTY.read_text("utf-8")
    for text in (
        "*/",
        "//",
        "??/",
        "'''",
        "%41",
        "${",
        "&amp;",
        "@",
        "$&",
        "Пе",
        "暫",
        "👩",
        "\u202e",
    ):
        assert text in (prose if text == "${" else phrases)
    for text in (
        '"""',
        "`",
        "\\\\",
        "{{",
        "{%",
        "</script>",
        "-->",
        "%d",
        "@deprecated",
        "| a | b",
    ):
        assert text in prose
    names = {entry["name"] for entry in statuses.values()}
    assert names >= {"CLASS", "DEFAULT", "INT", "NULL", "MAP", "TYPE", "CODE", "TRUE", "XX"}
