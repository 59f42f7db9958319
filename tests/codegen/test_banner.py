"""The banner of a file is found again, however many overlays it names."""

from __future__ import annotations

import hashlib
import re
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


@pytest.fixture(scope="module")
def everything() -> dict[str, bytes]:
    return sipstatus_codegen.contents()


def test_every_output_has_the_digest_of_its_content(everything: dict[str, bytes]) -> None:
    """SHA-256 over the file with zeros for the digest, in the comments of every language."""
    for path, content in everything.items():
        if path.endswith(".csv") and path != "csv/about.csv":  # tables alone: the manifest has it
            assert b"Digests: " not in content
            continue
        (digest,) = re.findall(rb"Digests: spec [0-9a-f]{16}, content ([0-9a-f]{32})", content)
        before = content.replace(digest, b"0" * 32)
        assert hashlib.sha256(before).hexdigest()[:32].encode() == digest, path
        assert banner.is_whole(content)


def test_the_digest_covers_every_octet(everything: dict[str, bytes]) -> None:
    content = everything["go/go.mod"]
    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= 0x01
        assert banner.is_whole(bytes(changed)) is not True, position
    assert banner.is_whole(content + b"\n") is False
    assert banner.is_whole(content[:-1]) is False


def test_a_banner_without_digests_is_read_as_well(everything: dict[str, bytes]) -> None:
    content = everything["c/sip_status.h"]
    line = re.search(rb" \* Digests: .*\n", content)
    assert line is not None
    older = content.replace(line[0], b"")
    assert banner.is_whole(older) is None
    found = banner.read(older.decode()[: banner.HEAD])
    assert found is not None
    assert (found.target, found.digest) == ("c", "")


def test_what_has_no_banner_has_no_digest() -> None:
    assert banner.sealed(b"0" * 64) == b"0" * 64
    assert banner.is_whole(b"0" * 64) is None
