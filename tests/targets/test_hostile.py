"""Hostile and odd text, from overlays that Hypothesis makes up: see :mod:`hostile`.

Either an overlay is refused with its file and line, or every language is compiled, run, and prints
what the overlay says.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import expected
import hostile
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from languages import LANGUAGES, SPEC, Language, rendered, write
from sipstatus_codegen import InvalidSpecError, builtin, load_registry, render

if TYPE_CHECKING:
    from pathlib import Path

    from sipstatus_codegen import Registry

SPEC_TOML = tomllib.loads(SPEC.read_text("utf-8"))
TAKEN = frozenset(entry["code"] for entry in SPEC_TOML["status"])
NAMES = frozenset(
    expected.spelled(name)
    for entry in SPEC_TOML["status"]
    for name in (entry["name"], *(alias.get("name", "") for alias in entry.get("aliases", ())))
)
# A draw compiles and runs two programs: a draw of the compilers is for 60 of other tests.
DRAWS = max(2, settings().max_examples // 60)
compiled = settings(
    max_examples=DRAWS,
    suppress_health_check=[*HealthCheck],
    phases=[phase for phase in Phase if phase is not Phase.shrink],
)

legal = hostile.overlays(TAKEN, NAMES)


@pytest.mark.parametrize("language", [each.as_parameter() for each in LANGUAGES])
def test_every_language_prints_what_an_overlay_says(
    language: Language, tmp_path_factory: pytest.TempPathFactory
) -> None:
    @compiled
    @given(legal)
    def prints(overlay: dict[str, Any]) -> None:
        folder = tmp_path_factory.mktemp(language.name)
        path = folder / "overlay.toml"
        path.write_text(hostile.toml(overlay), "utf-8", newline="\n")
        write(rendered(language.name, overlays=[path]), folder)
        toml = expected.read(overlays=[path])
        assert [entry for entry in toml["status"] if entry["state"] == "vendor"] == [
            *({**entry, **translated(overlay, entry["code"])} for entry in overlay["status"])
        ]
        printed = expected.printed_constants(language.run("constants", folder))
        assert printed == expected.constants(toml)
        if language.meaning:
            meaning = expected.printed_meaning(language.run("meaning", folder))
            assert meaning == expected.meaning(toml)

    prints()


def translated(overlay: dict[str, Any], code: int) -> dict[str, Any]:
    """What an entry has of the translations of its overlay."""
    words = {
        row["language"]: {"phrase": row["phrase"], "summary": row["summary"]}
        for row in overlay["translation"]
        if row["code"] == code
    }
    return {"translations": words} if words else {}


OVERLAY = """\
[[status]]
code = 477
name = {name}
phrase = {phrase}
summary = {summary}
state = "vendor"
"""
NAME, PHRASE, SUMMARY = 3, 4, 5  # their lines


def loaded(folder: Path, name: str = "LINE", phrase: str = "x", summary: str = "x") -> Registry:
    """The registry with a code of such a name, phrase and summary."""
    texts = {"name": name, "phrase": phrase, "summary": summary}
    quoted = {key: hostile.quoted(text) for key, text in texts.items()}
    path = folder / "overlay.toml"
    path.write_text(OVERLAY.format(**quoted), "utf-8", newline="\n")
    return load_registry(SPEC, [path])


@pytest.mark.parametrize(
    "phrase",
    [
        *(
            '"',
            "\\",
            "a\\\nb",
            "a\r\nContact: <sip:me>",
            "\0",
            "a\x01",
            "\x7f",
            "`ls`",
            "${x}",
            "#{x}",
        ),
        *(
            "-->",
            "</script>",
            "100 %",
            "x" * 10_000,
            "",
            " ",
            "x ",
            "\tx",
            "<b>",
            "a|b",
            "^",
            "[x]",
        ),
    ],
)
def test_a_phrase_that_no_status_line_can_hold_is_refused(phrase: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidSpecError) as refused:
        loaded(tmp_path, phrase=phrase)
    (error,) = str(refused.value).splitlines()
    assert error.startswith(f"{tmp_path}/overlay.toml:{PHRASE}: status 477: phrase: ")
    assert len(error) < 300 + len(str(tmp_path))
    assert error.isprintable()


@pytest.mark.parametrize(
    "name",
    [
        *("__proto__", "constructor", "errno", "_EOF", "EOF_", "A__B", "1A", "", "A-B", "A B", "Ä"),
        *("A\n", "A\0", "X" * 65, "BUSYHERE", "BUSY_HER_E", "O_K"),
    ],
)
def test_a_name_that_is_none_or_is_taken_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidSpecError) as refused:
        loaded(tmp_path, name=name)
    (error,) = str(refused.value).splitlines()
    assert error.startswith(f"{tmp_path}/overlay.toml:{NAME}: status 477: name: ")
    assert error.isprintable()


@settings(max_examples=DRAWS * 5)
@given(st.data())
def test_any_text_is_refused_with_its_line_or_rendered(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("any")
    names = st.one_of(st.sampled_from(hostile.NAMES), st.text(max_size=10))
    name, phrase, summary = (data.draw(drawn) for drawn in (names, st.text(), hostile.texts))
    try:
        registry = loaded(folder, name, phrase, summary)
    except InvalidSpecError as refused:
        start = re.escape(f"{folder}/overlay.toml")
        for error in str(refused).splitlines():
            assert re.match(rf"{start}:[{NAME}-{SUMMARY}]: status 477: \w+: ", error)
            assert error.isprintable()
    else:
        for target in builtin():
            assert render(registry, target)
