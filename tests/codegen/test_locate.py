"""Line numbers of TOML values, counted by hand."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
import tomli
from sandbox import ROOT, SPEC
from sipstatus_codegen.reading.locate import LineMap

TEXT = '''\
# a comment with [brackets] and "quotes
top = 1
"quoted key" = "# no comment"
dotted.inner.deep = 3

[table] # behind a header
text = """
[not.a.header]
fake = 1
"""
literal = \'\'\'
]] " \\\'\'\'
after = true

[[list]]
code = 100
inline = { a = 1, b = [10, 11], "c.d" = { e = "}" } }

[[list]]
code = 200
array = [
    "one", # ,
    [ 2,
      3 ],

    { four = 4 },
]
date = 1979-05-27T07:32:00Z
last = 'x'

[list.sub]
key = 0

[[list.sub2]]
key = 1

[[list.sub2]]
key = 2
'''
PLACES = {
    (): 1,
    ("top",): 2,
    ("quoted key",): 3,
    ("dotted",): 4,
    ("dotted", "inner", "deep"): 4,
    ("table",): 6,
    ("table", "text"): 7,
    ("table", "literal"): 11,
    ("table", "after"): 13,
    ("list",): 15,
    ("list", 0): 15,
    ("list", 0, "code"): 16,
    ("list", 0, "inline", "b", 1): 17,
    ("list", 0, "inline", "c.d", "e"): 17,
    ("list", 1): 19,
    ("list", 1, "code"): 20,
    ("list", 1, "array"): 21,
    ("list", 1, "array", 0): 22,
    ("list", 1, "array", 1): 23,
    ("list", 1, "array", 1, 1): 24,
    ("list", 1, "array", 2, "four"): 26,
    ("list", 1, "date"): 28,
    ("list", 1, "last"): 29,
    ("list", 1, "sub", "key"): 32,
    ("list", 1, "sub2", 0, "key"): 35,
    ("list", 1, "sub2", 1, "key"): 38,
    # what is not there is where its nearest ancestor is
    ("list", 1, "missing"): 19,
    ("list", 7, "code"): 15,
    ("missing", "altogether"): 1,
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("path", PLACES, ids=str)
def test_every_value_has_its_line(path: tuple[str | int, ...], line_end: str) -> None:
    text = TEXT.replace("\n", line_end)
    tomllib.loads(text)  # the scanner relies on valid TOML
    assert LineMap(text).line(path) == PLACES[path]


def test_an_inline_table_may_have_several_lines() -> None:
    """As TOML 1.1 has it: with line ends, comments and a comma behind the last value."""
    text = 'a = {\n  x = 1, # one\n  y = [2,\n  3],\n}\nb = "\\e"\n'
    assert tomli.loads(text) == {"a": {"x": 1, "y": [2, 3]}, "b": "\x1b"}
    places = LineMap(text)
    lines = [places.line(path) for path in (("a", "x"), ("a", "y", 1), ("b",))]
    assert lines == [2, 4, 6]


def test_every_value_of_the_spec_stands_on_the_line_that_is_said() -> None:
    text = (ROOT / SPEC).read_text(encoding="utf-8")
    lines, places = ["", *text.split("\n")], LineMap(text)
    data: dict[str, Any] = tomllib.loads(text)

    def check(entry: tuple[str | int, ...], keys: tuple[str, ...], value: Any) -> None:
        line, dotted = lines[places.line((*entry, *keys))], ".".join(keys)
        if isinstance(value, dict) and not line.startswith(f"{dotted} = "):
            # Written by dotted keys: it begins at the first, and each is on its own line.
            assert line.startswith(f"{dotted}.{next(iter(value))}")
            for key, inner in value.items():
                check(entry, (*keys, key), inner)
        else:
            assert line.startswith(f"{dotted} = ")

    for i, entry in enumerate(data["status"]):
        assert lines[places.line(("status", i))] == "[[status]]"
        for key, value in entry.items():
            check(("status", i), (key,), value)
        assert lines[places.line(("status", i, "code"))] == f"code = {entry['code']}"
        for j, reference in enumerate(entry["references"]):
            line = lines[places.line(("status", i, "references", j))]
            for key, value in reference.items():
                assert f"{key} = {json.dumps(value)}" in line
