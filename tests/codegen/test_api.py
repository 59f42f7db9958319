"""The Python API: what the command does, as functions."""

from __future__ import annotations

import doctest
from typing import TYPE_CHECKING

import pytest
import sipstatus_codegen
from raw_spec import VERSION
from sandbox import ROOT, SAMPLES, SPEC, VALID, committed, edited, files_in
from sipstatus_codegen import (
    CodegenError,
    Fault,
    InvalidSpecError,
    Recipe,
    Verdict,
    banner,
    builtin,
    check,
    contents,
    find,
    generate,
    inspect,
    load_registry,
    outputs,
    plan,
    render,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_everything_public_is_there() -> None:
    assert all(hasattr(sipstatus_codegen, name) for name in sipstatus_codegen.__all__)
    assert sorted(sipstatus_codegen.__all__) == sipstatus_codegen.__all__


def test_a_bad_spec_raises_with_every_fault(tmp_path: Path) -> None:
    place = tmp_path / "my.toml"
    place.write_text(edited(edited(VALID, "code = 180", "code = 80"), '"Busy Here"', "486"))
    with pytest.raises(InvalidSpecError) as raised:
        load_registry(place)
    first, second = raised.value.faults
    assert first == Fault(
        str(place),
        70,
        "code",
        "80 is outside 100-699 (RFC 3261 section 7.2)",
        "use three digits, the first of them 1 to 6",
        80,
    )
    assert (second.line, second.field, second.code) == (89, "phrase", 486)
    assert str(raised.value) == f"{first}\n{second}"
    assert isinstance(raised.value, CodegenError)


def test_the_registry_tells_what_follows_from_the_facts() -> None:
    registry = load_registry(SAMPLES / "valid.toml")
    busy = next(status for status in registry.statuses if status.code == 486)
    assert registry.response_class(busy).name == "REQUEST_FAILURE"
    assert registry.status_line(busy) == b"SIP/2.0 486 Busy Here\r\n"
    assert (busy.class_digit, busy.historic) == (4, False)
    assert len(registry.digest) == 64


def test_render_touches_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    recipe = Recipe(options={"c.prefix": "ACME_", "go.package": "ignored"})
    files = render(load_registry(), find("c"), recipe)
    assert list(files) == [
        "sip_status.h",
        "sip_statusline.h",
        "sip_status_meaning.h",
        "sip_status_meaning.c",
    ]
    assert b"ACME_BUSY_HERE" in files["sip_status.h"]
    assert b"define SIP_STATUSLINE_H\n" in files["sip_statusline.h"]  # its names do not change
    assert b"ACME_MEANING_H" in files["sip_status_meaning.h"]
    assert b"ACME_" in files["sip_status_meaning.c"]
    assert not list(tmp_path.iterdir())


def test_generate_and_check(tmp_path: Path) -> None:
    recipe = Recipe(targets=["c"], spec=SAMPLES / "valid.toml")
    assert check(tmp_path, recipe).missing == (
        "manifest.json",
        "sip_status.h",
        "sip_status_meaning.c",
        "sip_status_meaning.h",
        "sip_statusline.h",
    )
    assert generate(tmp_path, recipe).changes
    assert check(tmp_path, recipe).clean
    header = tmp_path / "sip_status.h"
    header.write_bytes(header.read_bytes().replace(b"Busy Here", b"Busy There"))
    assert check(tmp_path, recipe).stale == ("sip_status.h",)  # it has its banner
    header.write_bytes(b"/* mine */")
    assert check(tmp_path, recipe).in_the_way == ("sip_status.h",)


def test_what_a_recipe_gives_can_be_had_in_three_ways(tmp_path: Path) -> None:
    recipe = Recipe(targets=["go", "c"], spec=ROOT / SPEC)
    files = contents(recipe)
    assert {*files, "manifest.json"} == set(outputs(recipe)) == {*plan(tmp_path, recipe).files}
    assert not list(tmp_path.iterdir())
    generate(tmp_path, recipe)
    assert {**files_in(tmp_path)} == {**plan(tmp_path, recipe).files}


def test_an_option_may_leave_an_output_out(tmp_path: Path) -> None:
    recipe = Recipe(targets=["c"], options={"c.meaning": "no"})
    assert outputs(recipe) == ("manifest.json", "sip_status.h", "sip_statusline.h")
    assert list(contents(recipe)) == ["sip_status.h", "sip_statusline.h"]
    generate(tmp_path, Recipe(targets=["c"]))
    assert check(tmp_path, recipe).orphans == (
        "sip_status_meaning.c",
        "sip_status_meaning.h",
    )


def test_folders_may_be_asked_for(tmp_path: Path) -> None:
    assert outputs(Recipe(targets=["c"])) == (
        "manifest.json",
        "sip_status.h",
        "sip_status_meaning.c",
        "sip_status_meaning.h",
        "sip_statusline.h",
    )
    assert outputs(Recipe(targets=["c"]), folders=True) == (
        "c/sip_status.h",
        "c/sip_status_meaning.c",
        "c/sip_status_meaning.h",
        "c/sip_statusline.h",
        "manifest.json",
    )
    two = Recipe(targets=["c", "go"])
    assert outputs(two, folders=False) == (
        "go.mod",
        "manifest.json",
        "meaning/meaning.go",
        "sip_status.h",
        "sip_status_meaning.c",
        "sip_status_meaning.h",
        "sip_statusline.h",
        "status.go",
    )
    generate(tmp_path, two, folders=False)
    assert check(tmp_path, two, folders=False).clean


def test_the_committed_tree_is_every_built_in_target() -> None:
    folders = {path.partition("/")[0] for path in committed().files if "/" in path}
    assert folders == {target.subfolder for target in builtin() if target.subfolder}


def test_inspect(tmp_path: Path) -> None:
    copy = tmp_path / "sip_status.h"
    content = contents(Recipe(targets=["c"]))["sip_status.h"]
    for octets, verdict in (
        (content, Verdict.CURRENT),
        (content.replace(b"Busy Here", b"Busy There"), Verdict.EDITED),
        (content.replace(VERSION.encode(), b"0.0.7"), Verdict.EDITED),
        (banner.sealed(content.replace(VERSION.encode(), b"0.0.7")), Verdict.OTHER_SPEC),
        (banner.sealed(content.replace(VERSION.encode(), b"9999.0.0")), Verdict.NEWER_SPEC),
        (b"/* mine */\n", Verdict.FOREIGN),
    ):
        copy.write_bytes(octets)
        assert inspect(copy).verdict is verdict
    copy.write_bytes(content)
    finding = inspect(copy)
    assert finding.origin is not None
    assert (finding.origin.target, finding.output) == ("c", "sip_status.h")


@pytest.mark.parametrize("name", sipstatus_codegen.__all__)
def test_the_example_holds(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    public = {name: getattr(sipstatus_codegen, name) for name in sipstatus_codegen.__all__}
    text = public[name].__doc__ or ""
    test = doctest.DocTestParser().get_doctest(text, public, name, None, None)
    results = doctest.DocTestRunner().run(test)
    assert results.attempted > 0
    assert results.failed == 0
