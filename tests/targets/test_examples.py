"""The programs of ``generated/README.md``, built and run against the outputs that they use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from languages import LANGUAGES, Language, rendered, write
from sipstatus_codegen import builtin, find
from sipstatus_codegen.targets import template_folder

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = [language for language in LANGUAGES if find(language.name).example]

CONSTANTS = "486 Busy Here\nfinal\n"
# RFC 3261 section 21.4.24, RFC 3398 section 8.2.6.1
MEANING = "try later\ntry elsewhere\ncause 17\n"


@pytest.mark.parametrize("language", [each.as_parameter() for each in EXAMPLES])
def test_the_example_prints_what_it_says(language: Language, tmp_path: Path) -> None:
    target = find(language.name)
    program = (template_folder(target) / target.example).read_bytes()
    write(rendered(target), tmp_path)
    write({f"{language.folder}/{target.example}": program}, tmp_path)
    right = CONSTANTS + (MEANING if language.meaning else "")
    assert language.run("example", tmp_path) == right


def test_every_language_that_people_vendor_has_an_example() -> None:
    # The users of Python install the package, and their examples are in docs/.
    examples = {target.name for target in builtin() if target.example}
    assert examples == {language.name for language in LANGUAGES} - {"python"}
