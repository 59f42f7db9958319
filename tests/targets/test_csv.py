"""What only CSV can get wrong: the format of RFC 4180, and texts that look like formulas."""

from __future__ import annotations

import re
from typing import Any

import pytest
from languages import HOSTILE, NASTY, rendered
from sipstatus_codegen import find

# RFC 4180 section 2: record = field *(COMMA field); a field with a quotation mark, a comma or a
# line end is in quotation marks.  Texts may hold any character of UTF-8.
FIELD = r'(?:[^",\r\n]*|"(?:[^"]|"")*")'
RECORD = re.compile(rf"{FIELD}(?:,{FIELD})*\r\n")


@pytest.mark.parametrize("of", [{}, {"overlays": [HOSTILE]}, {"spec": NASTY}])
def test_the_tables_keep_to_the_grammar(of: dict[str, Any]) -> None:
    for name, content in rendered("csv", **of).items():
        text = content.decode()
        records = RECORD.findall(text)
        assert "".join(records) == text, name
        widths = {len(re.findall(rf"(?:^|,){FIELD}(?=,|\r\n)", record)) for record in records}
        assert len(widths) == 1, name


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Busy Here", "Busy Here"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("'=1", "''=1"),
        ("a=1", "a=1"),
        ('say "x", y', '"say ""x"", y"'),
        ('=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'),
    ],
)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    assert find("csv").literal(text) == cell
    assert not re.match(r'"?[=+@\t\r-]', cell)
