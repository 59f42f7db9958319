"""Overlays add vendor codes, and cannot do anything else."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sandbox import ROOT, SAMPLES, SPEC, VALID, edited, sipstatus
from sipstatus_codegen import Recipe, contents, load_registry

if TYPE_CHECKING:
    from pathlib import Path

VENDOR = (SAMPLES / "vendor.toml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a spec and an overlay."""
    tmp_path.joinpath("my.toml").write_text(VALID, encoding="utf-8")
    tmp_path.joinpath("vendor.toml").write_text(VENDOR, encoding="utf-8")
    return tmp_path


def validate(folder: Path, old: str, new: str) -> list[str]:
    """The lines that a changed overlay gives."""
    folder.joinpath("vendor.toml").write_text(edited(VENDOR, old, new), encoding="utf-8")
    outcome = sipstatus("validate", "my.toml", "--overlay", "vendor.toml", cwd=folder)
    assert (outcome.code, outcome.errors) == (1, "")
    return outcome.lines


def test_an_overlay_adds_its_codes_in_order(folder: Path) -> None:
    registry = load_registry(folder / "my.toml", [folder / "vendor.toml"])
    assert [status.code for status in registry.statuses] == [180, 406, 477, 486, 606, 687]
    assert registry.digest != load_registry(folder / "my.toml").digest


def test_overlays_in_any_order_give_one_registry(folder: Path) -> None:
    first, second = VENDOR.split("\n\n[[status]]")
    for name, text in (("one.toml", first), ("two.toml", f"[[status]]{second}")):
        folder.joinpath(name).write_text(text, encoding="utf-8")
    one, two = folder / "one.toml", folder / "two.toml"
    digests = {
        load_registry(folder / "my.toml", overlays).digest
        for overlays in ([one, two], [two, one], [folder / "vendor.toml"])
    }
    assert len(digests) == 1


def test_a_code_out_of_range_is_refused(folder: Path) -> None:
    assert validate(folder, "code = 687", "code = 703") == [
        "vendor.toml:10: status 703: code: 703 is outside 100-699 (RFC 3261 section 7.2); "
        "use three digits, the first of them 1 to 6"
    ]


def test_a_code_of_the_spec_is_refused(folder: Path) -> None:
    assert validate(folder, "code = 477", "code = 486") == [
        "vendor.toml:3: status 486: code: 486 BUSY_HERE is in the spec, and overlays never "
        "change its entries; choose a code that is not in the spec"
    ]


def test_a_copy_of_an_entry_is_refused(folder: Path) -> None:
    entry = VALID[VALID.index("[[status]]\ncode = 180") : VALID.index("[[status]]\ncode = 406")]
    folder.joinpath("vendor.toml").write_text(entry, encoding="utf-8")
    outcome = sipstatus("validate", "my.toml", "--overlay", "vendor.toml", cwd=folder)
    assert outcome.lines == [
        "vendor.toml:2: status 180: code: 180 RINGING is in the spec, and overlays never "
        "change its entries; choose a code that is not in the spec",
        'vendor.toml:6: status 180: state: "registered" is for the spec alone; '
        'use state = "vendor"',
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'name = "SERVICE_BARRED"',
            'name = "BUSY_HERE"',
            "vendor.toml:4: status 477: name: BUSY_HERE is already the name of 486; "
            "choose another name",
        ),
        (
            'name = "SERVICE_BARRED"',
            'name = "OCCUPIED"',
            # The spec does not give way, whatever the order; the fault is shown where it began.
            "my.toml:97: status 486: aliases[0].name: OCCUPIED shadows OCCUPIED, a name of 477; "
            "choose another name",
        ),
        (
            'phrase = "Service Barred"',
            'phrase = "Ringing"',
            'vendor.toml:5: status 477: phrase: "Ringing" is also the phrase of 180 RINGING; '
            "if that is right, say shares_phrase_with = [180]",
        ),
        (
            'phrase = "Service Barred"',
            'phrase = "Barred\\r\\nX-Evil: 1"',
            "vendor.toml:5: status 477: phrase: octet 0x0d at 6 is not allowed in a Reason-Phrase "
            "(RFC 3261 section 25.1); leave it out or write it as %HH",
        ),
        (
            'summary = "Barred by the operator."\nstate = "vendor"',
            'summary = "Barred by the operator."\nstate = "registered"',
            'vendor.toml:7: status 477: state: "registered" is for the spec alone; '
            'use state = "vendor"',
        ),
        (
            'summary = "Barred by the operator."\nstate = "vendor"',
            'summary = "Barred by the operator."\nstate = "vendr"',
            "vendor.toml:7: status 477: state: 'vendr' is not allowed; "
            "use 'registered', 'deprecated', 'historic' or 'vendor'",
        ),
        (
            "# Codes of a vendor.\n",
            '# Codes of a vendor.\nspec = { version = "9.9.9" }\n',
            "vendor.toml:2: spec: is not a known field; remove it "
            "(known: status, alias, translation, profile)",
        ),
        (
            '[[status]]\ncode = 687\nname = "CAMPAIGN_OVER"',
            '[[status]]\ncode = 477\nname = "CAMPAIGN_OVER"',
            "vendor.toml:10: status 477: code: is defined twice, first as 477 SERVICE_BARRED; "
            "remove one of the two",
        ),
    ],
)
def test_what_an_overlay_must_not_do_is_named(folder: Path, old: str, new: str, fault: str) -> None:
    assert validate(folder, old, new) == [fault]


def test_a_vendor_code_takes_any_cause(folder: Path) -> None:
    """RFC 3398 leads 3 to 404 and not back; a vendor's code neither joins in that nor minds."""
    isup = 'isup = { cause = 3, source = { rfc = 3398, section = "8.2.6.1" } }'
    vendor = folder / "vendor.toml"
    vendor.write_text(edited(VENDOR, "code = 477\n", f"code = 477\n{isup}\n"), encoding="utf-8")
    outcome = sipstatus("validate", str(ROOT / SPEC), "--overlay", "vendor.toml", cwd=folder)
    assert (outcome.errors, outcome.code) == ("", 0)


def test_a_phrase_may_be_shared_with_the_spec_on_purpose(folder: Path) -> None:
    text = edited(VENDOR, '"Service Barred"', '"Ringing"\nshares_phrase_with = [180]')
    folder.joinpath("vendor.toml").write_text(text, encoding="utf-8")
    assert sipstatus("validate", "my.toml", "--overlay", "vendor.toml", cwd=folder).code == 0


def test_the_faults_of_all_files_are_named_at_once(folder: Path) -> None:
    folder.joinpath("my.toml").write_text(
        edited(VALID, 'phrase = "Ringing"\n', ""), encoding="utf-8"
    )
    folder.joinpath("vendor.toml").write_text(
        edited(VENDOR, "code = 687", "code = 703"), encoding="utf-8"
    )
    folder.joinpath("broken.toml").write_text("= 1\n", encoding="utf-8")
    outcome = sipstatus(
        *("validate", "my.toml", "--overlay", "vendor.toml", "--overlay", "broken.toml"),
        cwd=folder,
    )
    assert [line.split(": ")[0] for line in outcome.lines] == [
        "broken.toml:1",
        "my.toml:69",
        "vendor.toml:10",
    ]


ALIASES = """\
[[alias]]
code = 486
name = "ENGAGED"
source = { document = "acme 2.0" }

[[alias]]
code = 477
name = "BARRED"
phrase = "Barred by us"
source = { document = "acme 2.0" }
"""


class TestAliases:
    """Names that a project keeps, beside those of the spec."""

    @pytest.fixture
    def aliases(self, folder: Path) -> Path:
        place = folder / "names.toml"
        place.write_text(ALIASES, encoding="utf-8")
        return place

    def test_they_stand_beside_the_names_of_the_spec(self, folder: Path, aliases: Path) -> None:
        both = [folder / "vendor.toml", aliases]
        registry = load_registry(folder / "my.toml", both)
        barred, busy = (s for s in registry.statuses if s.code in (477, 486))
        assert (busy.name, busy.phrase) == ("BUSY_HERE", "Busy Here")
        assert [name for name, _ in busy.named_aliases] == ["OCCUPIED", "ENGAGED"]
        assert [alias.phrase for alias in barred.aliases] == ["Barred by us"]
        assert load_registry(folder / "my.toml", both[::-1]).digest == registry.digest

    @pytest.mark.parametrize(
        ("target", "path", "line"),
        [
            ("c", "sip_status.h", "SIP_STATUS_ENGAGED = SIP_STATUS_BUSY_HERE,"),
            ("c", "sip_status.h", 'XX(486, ENGAGED, "Busy Here")'),
            ("go", "status.go", "StatusEngaged = StatusBusyHere"),
            ("typescript", "sip-status.ts", "ENGAGED: 486,"),
            ("python", "_sipstatus/status_code.py", "ENGAGED = 486"),
            ("python", "_sipstatus/status_code.py", "Another name of BUSY_HERE (acme 2.0)."),
            ("markdown", "sip-status-codes.md", "`BUSY_HERE`, also `ENGAGED`"),
        ],
    )
    def test_every_language_has_them(
        self, folder: Path, aliases: Path, target: str, path: str, line: str
    ) -> None:
        overlays = [folder / "vendor.toml", aliases]
        files = contents(Recipe(targets=[target], overlays=overlays))
        assert line in files[path].decode()

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            (
                "code = 486",
                "code = 431",
                "2: status 431: code: there is no 431; correct it, or add the code as a [[status]]",
            ),
            (
                "ENGAGED",
                "RINGING",
                "3: status 486: name: RINGING is already a name of 180; choose another name",
            ),
            (
                "ENGAGED",
                "BUSY_HERE",
                "3: status 486: name: BUSY_HERE is already a name of 486; remove the alias",
            ),
            (
                "ENGAGED",
                "OCCUPIED",
                "3: status 486: name: OCCUPIED is already a name of 486; remove the alias",
            ),
            (
                "ENGAGED",
                "RING_ING",
                "3: status 486: name: RING_ING and RINGING of 180 are one "
                "word after case conversion; choose another name",
            ),
            (
                "ENGAGED",
                "BARRED",
                "8: status 477: name: BARRED is already a name of 486; choose another name",
            ),
            (
                "ENGAGED",
                "engaged",
                "3: status 486: name: 'engaged' is not an identifier; use "
                "UPPER_SNAKE_CASE: A-Z, 0-9 and single underscores",
            ),
            (
                "Barred by us",
                "Ringing",
                "9: status 477: phrase: is the phrase of 180 RINGING; choose another phrase",
            ),
            (
                "Barred by us",
                "service barred",
                "9: status 477: phrase: is the phrase of the code, "
                "which its aliases have anyway; remove it",
            ),
            (
                "Barred by us",
                "a\\nb",
                "9: status 477: phrase: octet 0x0a at 1 is not allowed in a "
                "Reason-Phrase (RFC 3261 section 25.1); leave it out or write it as %HH",
            ),
            (
                "phrase =",
                "phrasing =",
                '9: status 477: phrasing: is not a known field; did you mean "phrase"?',
            ),
            (
                '{ document = "acme 2.0" }\n\n',
                "{ rfc = 3261 }\n\n",
                "4: status 486: "
                "source.section: is missing; name the section of the RFC that says so",
            ),
        ],
    )
    def test_what_they_must_not_do_is_named(
        self, folder: Path, aliases: Path, old: str, new: str, fault: str
    ) -> None:
        aliases.write_text(edited(ALIASES, old, new), encoding="utf-8")
        overlays = ("--overlay", "vendor.toml", "--overlay", "names.toml")
        outcome = sipstatus("validate", "my.toml", *overlays, cwd=folder)
        assert outcome.lines == [f"names.toml:{fault}"]

    def test_spellings_of_one_word_for_one_code(self, folder: Path, aliases: Path) -> None:
        """PJSIP says SERVER_TIMEOUT; the name of RFC 3261 has a hyphen in its phrase."""
        aliases.write_text(ALIASES.replace("ENGAGED", "BUSYHERE"), encoding="utf-8")
        overlays = [folder / "vendor.toml", aliases]
        files = contents(Recipe(spec=folder / "my.toml", targets=["go"], overlays=overlays))
        assert "StatusBusyhere = StatusBusyHere" in files["status.go"].decode()


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every output of the real spec with the overlay."""
    overlay = tmp_path_factory.mktemp("overlay") / "vendor.toml"
    overlay.write_text(VENDOR, encoding="utf-8")
    return contents(Recipe(spec=ROOT / SPEC, overlays=[overlay]))


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("c/sip_status.h", ("SIP_STATUS_SERVICE_BARRED", "477", '"Campaign Over"')),
        ("go/status.go", ("StatusServiceBarred", "477", "687 Campaign Over")),
        ("typescript/sip-status.ts", ("SERVICE_BARRED", "477", '"Campaign Over"')),
        ("python/_sipstatus/status_code.py", ("SERVICE_BARRED = 477", "CAMPAIGN_OVER = 687")),
        ("c/sip_statusline.h", ("SIP/2.0 477 Service Barred", "SIP/2.0 687 Campaign Over")),
        ("cython/sip_statusline.h", ("SIP/2.0 477 Service Barred", "SIP/2.0 687 Campaign Over")),
        ("json/sip-status-codes.json", ('"SERVICE_BARRED"', '"Campaign Over"')),
        ("markdown/sip-status-codes.md", ("477", "Campaign Over")),
    ],
)
def test_every_target_knows_the_codes(
    rendered: dict[str, bytes], path: str, known: tuple[str, ...]
) -> None:
    text = rendered[path].decode()
    assert all(word in text for word in known)
    assert "Overlays: vendor.toml" in text
    assert "--overlay vendor.toml" in text


def test_the_python_package_works_with_them(rendered: dict[str, bytes], tmp_path: Path) -> None:
    for path, content in rendered.items():
        if path.startswith("python/"):
            place = tmp_path / path.removeprefix("python/")
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(content)
    program = (
        "from _sipstatus.status_code import StatusCode as S\n"
        "from _sipstatus import codes\n"
        "print(S.SERVICE_BARRED, codes.reason_phrase(687), codes.STATUS_LINES[477],"
        " codes.fallback_code(688))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        text=True,
        env={"PYTHONPATH": str(tmp_path)},
    )
    expected = "477 Campaign Over b'SIP/2.0 477 Service Barred\\r\\n' 600\n"
    assert shown.stdout == expected


def test_a_file_name_that_a_banner_cannot_hold_is_refused(folder: Path) -> None:
    for name in ("größe.toml", "-o.toml", "a,b.toml", "a .toml ", " a.toml", "it's.toml"):
        folder.joinpath(name).write_text(VENDOR, encoding="utf-8")
        outcome = sipstatus(
            "generate", "--target", "json", "--out", "out", f"--overlay={name}", cwd=folder
        )
        assert outcome.code == 2
        assert repr(name) in outcome.errors
        assert not folder.joinpath("out").exists()


def test_file_names_with_spaces(folder: Path) -> None:
    """In every output: its banner is read again, and names the file."""
    folder.joinpath("vendor.toml").rename(folder / "our own codes 2.toml")
    folder.joinpath("my.toml").rename(folder / "my spec 1.0.0.toml")
    names = ("--spec", "my spec 1.0.0.toml", "--overlay", "our own codes 2.toml")
    call = (*names, "--out", "my codes")
    assert sipstatus("generate", *call, cwd=folder).code == 0
    assert sipstatus("check", *call, cwd=folder).code == 0
    outcome = sipstatus("check", *names, "my codes", cwd=folder)
    assert (outcome.code, outcome.errors) == (0, "")
    assert all(": current (my spec 1.0.0.toml 0.1.0)" in line for line in outcome.lines)
    header = (folder / "my codes/c/sip_status.h").read_text("utf-8").splitlines()
    assert header[1:4] == [
        " * Code generated by sipstatus-codegen from my spec 1.0.0.toml 0.1.0; DO NOT EDIT.",
        " * Overlays: our own codes 2.toml",
        " * Regenerate: sipstatus generate --spec 'my spec 1.0.0.toml' --target c "
        "--overlay 'our own codes 2.toml'",
    ]
    # Without the manifest the banners alone show whose files they are.
    (folder / "my codes/manifest.json").unlink()
    assert sipstatus("generate", *call, cwd=folder).code == 0


def test_two_overlays_of_one_name_are_refused(folder: Path) -> None:
    folder.joinpath("other").mkdir()
    folder.joinpath("other/vendor.toml").write_text(
        edited(edited(VENDOR, "477", "478"), "687", "688")
        .replace("SERVICE_", "LINE_")
        .replace("CAMPAIGN_", "TIME_")
        .replace("Service ", "Line ")
        .replace("Campaign ", "Time "),
        encoding="utf-8",
    )
    overlays = ("--overlay", "vendor.toml", "--overlay", "other/vendor.toml")
    assert sipstatus("validate", "my.toml", *overlays, cwd=folder).code == 0
    outcome = sipstatus("generate", "--target", "json", "--out", "out", *overlays, cwd=folder)
    assert (outcome.code, outcome.out) == (2, "")
    assert "rename one" in outcome.errors
