"""The banner of a file is found again, however many overlays it names."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from string import ascii_lowercase

import pytest
import sipstatus_codegen
from sipstatus_codegen import (
    CodegenError,
    Recipe,
    Verdict,
    banner,
    find,
    inspect,
    load_registry,
    render,
)

TRANSLATION = """\
[[translation]]
code = 486
language = "{language}"
phrase = "Busy"
summary = "Busy."
"""


def names(count: int, length: int = 80) -> list[str]:
    """Names of overlays, all of them long."""
    return [f"{'x' * (length - 9)}{number:04}.toml" for number in range(count)]


@pytest.fixture
def overlays(tmp_path: Path) -> list[Path]:
    """Sixty overlays, a language in each."""
    languages = ("".join(letters) for letters in product("q", ascii_lowercase, ascii_lowercase))
    places = []
    for name, language in zip(names(60), languages, strict=False):
        places.append(tmp_path / name)
        places[-1].write_text(TRANSLATION.format(language=language), "utf-8")
    return places


@pytest.mark.parametrize("target", ["go", "json"])
def test_outputs_with_many_overlays_are_recognised(
    target: str, overlays: list[Path], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    recipe = Recipe(overlays=tuple(overlays), targets=(target,))
    assert sipstatus_codegen.generate(folder, recipe).missing
    for path in filter(Path.is_file, folder.rglob("*")):
        text = path.read_text("utf-8")
        assert text.index(banner.LICENCE) > 4096
        assert banner.is_ours(text[: banner.HEAD])
        if path.name != "manifest.json":
            said = banner.read(text[: banner.HEAD])
            assert said is not None
            assert said.target == target
            finding = inspect(path, overlays=overlays)
            assert finding.verdict is Verdict.CURRENT, (path, finding.detail)
    # Without its manifest they are owned by their banners alone.
    (folder / "manifest.json").unlink()
    report = sipstatus_codegen.check(folder, recipe)
    assert (report.missing, report.foreign, report.stale) == (("manifest.json",), (), ())


def test_a_banner_that_could_not_be_found_again_is_refused() -> None:
    registry = load_registry()
    longest = 0
    for count in range(80, 100):
        try:
            files = render(registry, find("c"), Recipe(overlays=tuple(names(count))))
        except CodegenError:
            break
        longest = count
        assert banner.read(files["sip_status.h"].decode()[: banner.HEAD]) is not None
    assert 80 <= longest < 99
    with pytest.raises(CodegenError, match=f"^{longest + 1} overlays: their names are too long"):
        render(registry, find("c"), Recipe(overlays=tuple(names(longest + 1))))
