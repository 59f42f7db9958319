"""Every target renders the nasty spec to the octet as recorded.

Recorded is what the texts of the spec reach and what follows from nothing else that is recorded: no
schema, no list of targets, no JavaScript and no declarations (tsc makes them of the TypeScript: see
test_typescript), and of a parser its tables alone.

``SIPSTATUS_UPDATE_GOLDEN=1`` records anew what the targets make of it; the difference is then for
version control to show and for a person to judge.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
from pathlib import PurePath
from typing import TYPE_CHECKING

import expected
import pytest
from languages import NASTY, rendered, write
from sipstatus_codegen import Target, builtin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

UPDATE = "SIPSTATUS_UPDATE_GOLDEN"
GOLDEN = NASTY.parent
NOT_RECORDED = ("*.schema.json", "*.d.*ts", "*.*js", "*.pyx", "*.pxd", "README.md")
TABLES = re.compile(rb"^.*--- tables, rendered from the spec ---.*?--- end of", re.M | re.S)


def observed(target: Target) -> dict[str, bytes]:
    """What the target makes of the nasty spec, as far as it is recorded."""
    return {
        path: tables[0] if (tables := TABLES.search(content)) else content
        for path, content in rendered(target, NASTY).items()
        if not any(PurePath(path).match(pattern) for pattern in NOT_RECORDED)
    }


def recorded(folder: Path) -> dict[str, bytes]:
    """The files below a folder of the golden tree."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differences(golden: Mapping[str, bytes], now: Mapping[str, bytes]) -> Iterator[str]:
    """What differs, file by file; of changed files, what changed."""
    for path in sorted(golden.keys() | now.keys()):
        if path not in now:
            yield f"{path}: recorded, but no longer rendered"
        elif path not in golden:
            yield f"{path}: rendered, but not recorded"
        elif golden[path] != now[path]:
            yield f"{path}: differs"
            before, after = (side[path].decode().splitlines() for side in (golden, now))
            yield from difflib.unified_diff(before, after, "recorded", "rendered", n=1, lineterm="")


@pytest.mark.parametrize("target", builtin(), ids=lambda target: target.name)
def test_the_nasty_spec_renders_as_recorded(target: Target, tmp_path: Path) -> None:
    now = observed(target)
    folder = GOLDEN / target.name
    if os.environ.get(UPDATE) == "1":
        shutil.rmtree(folder, ignore_errors=True)
        write(now, folder)
    found = list(differences(recorded(folder), now))
    if found:
        write(now, tmp_path)
        hint = f"rendered now: {tmp_path}; to record it: {UPDATE}=1"
        pytest.fail("\n".join([f"{target.name} differs from {folder}", *found[:200], hint]))


def test_nothing_is_recorded_for_targets_that_are_gone() -> None:
    folders = {path.name for path in GOLDEN.iterdir() if path.is_dir()}
    assert folders <= {target.name for target in builtin()}


def test_differences_are_seen() -> None:
    golden = {"same": b"1\n", "gone": b"", "changed": b"a\nb\n"}
    now = {"same": b"1\n", "new": b"", "changed": b"a\nc\n"}
    assert list(differences(golden, now)) == [
        *("changed: differs", "--- recorded", "+++ rendered", "@@ -1,2 +1,2 @@", " a", "-b", "+c"),
        "gone: recorded, but no longer rendered",
        "new: rendered, but not recorded",
    ]


def test_the_nasty_spec_is_nasty() -> None:
    """What the golden is for does not get lost when somebody tidies the file up."""
    statuses = expected.statuses(expected.read(NASTY))
    phrases = "\n".join(entry["phrase"] for entry in statuses.values())
    prose = NASTY.read_text("utf-8")
    for text in ("*/", "//", "??/", "'''", "%41", "&amp;", "@", "$&", "Пе", "暫", "👩", "\u202e"):
        assert text in phrases
    for text in (
        *('"""', "`", "\\\\", "${", "{{", "{%", "</script>", "-->", "%d", "@deprecated"),
        "| a | b",
    ):
        assert text in prose
    names = {entry["name"] for entry in statuses.values()}
    assert names >= {"CLASS", "DEFAULT", "INT", "NULL", "MAP", "TYPE", "CODE", "TRUE", "XX"}
