"""The pages that people write, and the examples in them.

An example is a fenced block.  Its first word is its language; ``title="vendor.toml"`` after it
makes the block a file of that name, for the examples below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
ENGINES = tuple(sorted((ROOT / "docs" / "engines").glob("*.md")))
"""Pages that show a program each."""
PAGES = (README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")), *ENGINES)
"""The pages that hold examples."""
OTHERS = (
    ROOT / "CHANGELOG.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs" / "benchmarks").glob("*.md")),
    ROOT / "examples" / "forking_proxy" / "README.md",
    ROOT / "generated" / "README.md",
    ROOT / "spec" / "vectors" / "README.md",
    ROOT / "tests" / "trace" / "README.md",
)
"""The other pages that hold links."""

_FENCE = re.compile(r'^```(\w+)(?: title="([\w./-]+)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block: its language, its file name or "", its text and its line in the page."""

    language: str
    title: str
    text: str
    line: int


def name(page: Path) -> str:
    """The page's path in the repository."""
    return page.relative_to(ROOT).as_posix()


def examples(page: Path) -> list[Example]:
    """All fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        language, title, content = match.groups(default="")
        found.append(Example(language, title, content, text.count("\n", 0, match.start()) + 1))
    marks = len(re.findall(r"^\s*(?:```|~~~)", text, re.MULTILINE))
    assert marks == 2 * len(found), f"{name(page)}: a fence is not understood"
    return found


def commands(example: Example) -> list[tuple[str, str]]:
    """(command, expected output) of each prompt of a console example."""
    pattern = r"^\$ (.*)\n((?:(?!\$ ).*\n)*)"
    return re.findall(pattern, example.text, re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """What a link can name behind ``#``: the headings, as GitHub spells them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
