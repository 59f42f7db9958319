"""The programs of ``generated/README.md``, built and run against the outputs that they use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from languages import LANGUAGES, rendered, write
from sipstatus_codegen import builtin
from sipstatus_codegen.targets import template_folder

if TYPE_CHECKING:
    from pathlib import Path

    from sipstatus_codegen import Target

EXAMPLES = [target for target in builtin() if target.example]
LANGUAGE = {language.name: language for language in LANGUAGES}

CONSTANTS = "486 Busy Here\nfinal\n"
# RFC 3261 section 21.4.24, RFC 3398 section 8.2.6.1
MEANING = "try later\ntry elsewhere\ncause 17\n"


@pytest.mark.parametrize("target", EXAMPLES, ids=lambda target: target.name)
def test_the_example_prints_what_it_says(target: Target, tmp_path: Path) -> None:
    language = LANGUAGE[target.name]
    program = (template_folder(target) / target.example).read_bytes()
    write(rendered(target), tmp_path)
    write({f"{language.folder}/{target.example}": program}, tmp_path)
    right = CONSTANTS + (MEANING if language.meaning else "")
    assert language.run("example", tmp_path) == right


def test_every_language_that_people_vendor_has_an_example() -> None:
    # The users of Python install the package, and their examples are in docs/.
    assert {target.name for target in EXAMPLES} == {*LANGUAGE} - {"python"}
