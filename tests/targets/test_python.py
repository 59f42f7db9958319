"""The python target: enums, lookups and facts, used by an interpreter and read by type checkers."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import expected
import pytest
import toolchains
from languages import HOSTILE, LANGUAGES, NASTY, SPEC, rendered, write
from oracle import REGISTERED
from sipstatus_codegen import CodegenError
from test_listings import without_defaults

(PYTHON,) = (language for language in LANGUAGES if language.name == "python")

# Prints what every code means, each fact with its text and its source.
EXPLAINED = """\
import json
from _sipstatus.meaning import meaning_of

def plain(value):
    if isinstance(value, tuple) and not hasattr(value, "_asdict"):
        return [plain(item) for item in value]
    if not hasattr(value, "_asdict"):
        return value
    fields = {name: plain(field) for name, field in value._asdict().items()}
    if "source" in fields:  # which holds what the TOML says beside it
        fields |= {name: fields["source"].pop(name) for name in ("basis", "verified")}
    return fields

assert meaning_of(99) is meaning_of(700) is meaning_of(-1) is None
print(json.dumps([plain(meaning_of(code)) for code in range(100, 700)]))
"""


@pytest.mark.parametrize(
    ("spec", "overlays"), [(SPEC, [HOSTILE]), (NASTY, [])], ids=["hostile", "nasty"]
)
def test_every_fact_has_its_text_and_source(
    spec: Path, overlays: list[Path], tmp_path: Path
) -> None:
    write(rendered("python", spec, overlays=overlays), tmp_path)
    meanings = json.loads(in_fresh_process(tmp_path, EXPLAINED))
    toml = expected.read(spec, overlays)
    known = expected.statuses(toml)
    for code, meaning in zip(expected.CODES, meanings, strict=True):
        right = expected.resolved(toml, code // 100, known.get(code))
        assert without_defaults(meaning) == without_defaults(right)


@pytest.mark.parametrize(("asked_for", "remembered"), [(False, "303 409 411"), (True, "")])
def test_historic_codes_are_remembered(asked_for: bool, remembered: str, tmp_path: Path) -> None:
    write(rendered("python", include_historic=asked_for), tmp_path)
    code = "from _sipstatus.historic import HISTORIC; print(*HISTORIC)"
    assert in_fresh_process(tmp_path, code) == f"{remembered}\n"


def test_the_package_takes_another_name(tmp_path: Path) -> None:
    options = {"python.package": "sip_codes", "python.public": "acme.sip"}
    write(rendered("python", options=options), tmp_path)
    replace = {"_sipstatus": "sip_codes"}
    toml = expected.read()
    constants = PYTHON.run("constants", tmp_path, replace)
    assert expected.printed_constants(constants) == expected.constants(toml)
    meaning = PYTHON.run("meaning", tmp_path, replace)
    assert expected.printed_meaning(meaning) == expected.meaning(toml)
    code = "from sip_codes.status_code import StatusCode as S; print(S.__module__, repr(S.OK))"
    assert in_fresh_process(tmp_path, code) == "acme.sip <StatusCode.OK: 200>\n"


def test_a_renamed_code_answers_to_both_names(tmp_path: Path) -> None:
    write(rendered("python"), tmp_path)
    code = (
        "from _sipstatus.status_code import StatusCode as S\n"
        "assert S.UNSUPPORTED_CERTIFICATE is S.UNSUPPORTED_CREDENTIAL is S(437)\n"
        f"assert len(S) == {len(REGISTERED)} and len(S.__members__) == len(S) + 1\n"
        "print(S.BUSY_HERE.summary)\n"
        "print(S.BUSY_HERE.references[0])\n"
    )
    summary = expected.statuses(expected.read())[486]["summary"]
    # RFC 3261: 486 Busy Here
    assert in_fresh_process(tmp_path, code) == f"{summary}\nRFC 3261 section 21.4.24\n"


def test_a_source_knows_the_heading_of_its_section(tmp_path: Path) -> None:
    write(rendered("python"), tmp_path)
    code = (
        "import sys\n"
        "from _sipstatus.source import Source\n"
        "assert '_sipstatus.headings' not in sys.modules\n"
        "print(Source(3261, '21.4.24').heading, Source(3261, '99').heading, Source(1, '1').heading)"
    )
    assert in_fresh_process(tmp_path, code) == "486 Busy Here None None\n"


def test_a_source_may_be_a_document_that_is_no_rfc(tmp_path: Path) -> None:
    write(rendered("python", NASTY), tmp_path)
    code = (
        "from _sipstatus.facts import ALIASES\n"
        "source = ALIASES[437][1].source\n"
        "print(source, (source.rfc, source.section, source.heading))"
    )
    assert in_fresh_process(tmp_path, code) == "A-B C/D.1:E(f)() (0, '', None)\n"


def in_fresh_process(folder: Path, code: str) -> str:
    """What a new interpreter prints that finds the package and nothing else."""
    isolated = [sys.executable, "-S", "-W", "error", "-c", code]
    return toolchains.run(isolated, cwd=folder, env={"PYTHONPATH": str(folder)})


def test_a_package_of_another_name_stands_on_its_own(tmp_path: Path) -> None:
    write(rendered("python", options={"python.package": "acme_sip"}), tmp_path)
    dumped = in_fresh_process(
        tmp_path,
        "import pickle, acme_sip\n"
        "values = acme_sip.StatusCode.BUSY_HERE, acme_sip.ResponseClass.SUCCESS\n"
        "print(pickle.dumps(values, 0).hex())\n",
    )
    loaded = in_fresh_process(
        tmp_path,
        f"import pickle, sys; print(pickle.loads(bytes.fromhex({dumped.strip()!r})))\n"
        "print(sorted(name for name in sys.modules if name.startswith('acme')))\n"
        "from acme_sip import *\n"
        "print(repr(StatusCode(486)), StatusCode.__module__, fallback_code(499), is_final(100))\n",
    )
    assert loaded.splitlines() == [
        "(<StatusCode.BUSY_HERE: 486>, <ResponseClass.SUCCESS: 2>)",
        "['acme_sip', 'acme_sip.response_class', 'acme_sip.status_code']",
        "<StatusCode.BUSY_HERE: 486> acme_sip 400 False",
    ]


def test_all_that_the_package_exports_is_there(tmp_path: Path) -> None:
    write(rendered("python", options={"python.package": "acme_sip"}), tmp_path)
    code = (
        "import acme_sip, sys\n"
        "assert [name for name in sys.modules if 'acme' in name] == ['acme_sip']\n"
        "for name in acme_sip.__all__: assert getattr(acme_sip, name) is not None\n"
        "try: acme_sip.nothing\n"
        "except AttributeError as error: print(error)\n"
    )
    assert in_fresh_process(tmp_path, code) == "module 'acme_sip' has no attribute 'nothing'\n"


@pytest.mark.parametrize("option", ["python.package", "python.public"])
@pytest.mark.parametrize("value", ["class", "None", "async"])
def test_keywords_name_no_module(option: str, value: str) -> None:
    with pytest.raises(CodegenError, match="does not match"):
        rendered("python", options={option: value})
    rendered("python", options={"python.package": "classes", "python.public": "my.class_"})


@pytest.mark.formatting
def test_the_committed_output_is_what_ruff_would_write() -> None:
    folder = toolchains.ROOT / "generated" / "python"
    toolchains.run([*toolchains.ruff(), "format", "--check", folder])
    toolchains.run([*toolchains.ruff(), "check", folder])
