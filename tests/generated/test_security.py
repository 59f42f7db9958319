"""``SECURITY.md`` names tests that exist, at least one for each promise."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)


@pytest.mark.parametrize(("path", "name"), SHOWN, ids="::".join)
def test_a_named_test_exists(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert name.lower().startswith("test")
    assert name in names


def test_every_promise_has_its_rows() -> None:
    promises = re.findall(r"(?m)^- \*\*", TEXT)
    rows = re.findall(r"(?m)^\| (\w[^|]*?) +\| `tests/", TEXT)
    assert len(rows) == len(promises) + 1  # and the row of the fuzzer
    assert len(SHOWN) == TEXT.count("`tests/")
