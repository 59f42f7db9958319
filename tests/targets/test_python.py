"""The python target: enums, lookups and facts, used by an interpreter and read by type checkers."""

from __future__ import annotations

import sys
from pathlib import Path

import consumers
import pytest
import toolchains
from oracle import REGISTERED
from sipstatus_codegen import CodegenError, Request, find, load_registry, render

VENDOR = """\
[[status]]
code = 477
name = "SEND_FAILED"
phrase = "Send failed"
summary = "The next hop could not be reached."
state = "vendor"

[[status]]
code = 687
name = "DIALOG_TERMINATED"
phrase = "Dialog Terminated"
summary = "The dialog is gone everywhere."
state = "vendor"
"""


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    """An overlay with two vendor codes."""
    path = tmp_path / "vendor.toml"
    path.write_text(VENDOR, encoding="utf-8")
    return path


@pytest.mark.parametrize("spec", [consumers.SPEC, consumers.NASTY], ids=["real", "nasty"])
def test_every_constant_and_lookup_is_the_specs(spec: Path, tmp_path: Path) -> None:
    assert consumers.dump("python", tmp_path, spec) == consumers.expected_dump(spec)


def test_historic_codes_on_request(tmp_path: Path) -> None:
    expected = consumers.expected_dump(include_historic=True)
    assert "\n303\tSEE_OTHER\tSee Other\t3\t303\t" in expected
    assert consumers.dump("python", tmp_path, include_historic=True) == expected


@pytest.mark.parametrize(("asked_for", "remembered"), [(False, "303 409 411"), (True, "")])
def test_historic_codes_are_remembered(asked_for: bool, remembered: str, tmp_path: Path) -> None:
    consumers.dump("python", tmp_path, include_historic=asked_for)
    code = "from _sipstatus.historic import HISTORIC; print(*HISTORIC)"
    environment = {"PYTHONPATH": str(tmp_path)}
    printed = toolchains.run([sys.executable, "-c", code], cwd=tmp_path, env=environment)
    assert printed == f"{remembered}\n"


def test_an_overlays_codes_are_known(vendor: Path, tmp_path: Path) -> None:
    expected = consumers.expected_dump(overlays=[vendor])
    assert "\n687\tDIALOG_TERMINATED\tDialog Terminated\t6\t687\t" in expected
    assert consumers.dump("python", tmp_path / "out", overlays=[vendor]) == expected


def test_the_package_takes_another_name(tmp_path: Path) -> None:
    options = {"python.package": "sip_codes", "python.public": "acme.sip"}
    assert consumers.dump("python", tmp_path, options=options) == consumers.expected_dump()
    code = "from sip_codes.status_code import StatusCode as S; print(S.__module__, repr(S.OK))"
    environment = {"PYTHONPATH": str(tmp_path)}
    printed = toolchains.run([sys.executable, "-c", code], cwd=tmp_path, env=environment)
    assert printed == "acme.sip <StatusCode.OK: 200>\n"


def test_a_renamed_code_answers_to_both_names(tmp_path: Path) -> None:
    consumers.write_consumer("python", tmp_path)
    code = (
        "from _sipstatus.status_code import StatusCode as S\n"
        "assert S.UNSUPPORTED_CERTIFICATE is S.UNSUPPORTED_CREDENTIAL is S(437)\n"
        f"assert len(S) == {len(REGISTERED)} and len(S.__members__) == len(S) + 1\n"
        "print(S.BUSY_HERE.summary)\n"
        "print(S.BUSY_HERE.references[0])\n"
    )
    environment = {"PYTHONPATH": str(tmp_path)}
    printed = toolchains.run([sys.executable, "-c", code], cwd=tmp_path, env=environment)
    summary = consumers.read_statuses()[486]["summary"]
    assert printed == f"{summary}\n(3261, '21.4.24')\n"  # RFC 3261: 486 Busy Here


def in_fresh_process(folder: Path, code: str) -> str:
    """What a new interpreter prints that finds the package and nothing else."""
    isolated = [sys.executable, "-S", "-W", "error", "-c", code]
    return toolchains.run(isolated, cwd=folder, env={"PYTHONPATH": str(folder)})


def test_a_package_of_another_name_stands_on_its_own(tmp_path: Path) -> None:
    consumers.write_consumer("python", tmp_path, options={"python.package": "acme_sip"})
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
    consumers.write_consumer("python", tmp_path, options={"python.package": "acme_sip"})
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
        render(load_registry(), find("python"), Request(options={option: value}))
    names = {"python.package": "classes", "python.public": "my.class_"}
    render(load_registry(), find("python"), Request(options=names))


@pytest.mark.formatting
def test_the_committed_output_is_what_ruff_would_write() -> None:
    folder = toolchains.ROOT / "generated" / "python"
    toolchains.run([*toolchains.ruff(), "format", "--check", folder])
    toolchains.run([*toolchains.ruff(), "check", folder])
