"""Files that are too large, too deep or endless: one clear line each, and soon."""

from __future__ import annotations

import os
import threading
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox import ROOT, SAMPLES, SPEC, VALID, edited, sipstatus
from sipstatus_codegen import CodegenError, InvalidSpecError, inspect, load_registry
from sipstatus_codegen.reading.limits import excess_in_text
from timing import seconds

MIB = 1024 * 1024
SOON = 60.0
"""Seconds that are waited for what never ended once."""

SLOW = 100
"""Times what tomllib takes for a mebibyte; each bomb once took longer, or never ended."""


def entry(code: object, name: str, phrase: str = "Gone Fishing", more: str = "") -> str:
    return (
        f'[[status]]\ncode = {code}\nname = "{name}"\nphrase = "{phrase}"\n'
        f'summary = "?"\nstate = "vendor"\n{more}\n'
    )


HEADER = '{ names = ["Via"], level = "may", rfc = 3261, section = "21" },'

BOMBS = {
    "one phrase many times": (
        "".join(entry(100 + i % 600, f"N{i}") for i in range(9_000)),
        "these are 1000 faults, and there may be more; mend them first",
    ),
    "one word many times": (
        "".join(f"[[status]]\nx{i} = 1\n" for i in range(9_000)),
        "these are 1000 faults, and there may be more; mend them first",
    ),
    "unknown keys": (
        "".join(f"k{i} = 1\n" for i in range(300_000)),
        "these are 1000 faults, and there may be more; mend them first",
    ),
    "unknown keys in a table": (
        "[[status]]\n" + "".join(f"k{i} = 1\n" for i in range(300_000)),
        "these are 1000 faults, and there may be more; mend them first",
    ),
    "many tables": ("[[status]]\n" * 300_000, "status: holds 300000 items, but 10000 are allowed"),
    "many items": (
        entry(299, "A", more=f"headers = [{HEADER * 9_000}]"),
        "status[0].headers: holds 9000 items, but 200 are allowed; shorten it",
    ),
    "many rules": (
        "".join(
            entry(code, f"N{code}", f"P {code}", f"headers = [{HEADER * 200}]")
            for code in range(500, 699)
        ),
        "these are 1000 faults, and there may be more; mend them first",
    ),
    "a hexadecimal number": (
        entry(f"0x{'f' * 4000}", "A"),
        "vendor.toml:2: a number has too many digits; shorten it",
    ),
    "a number of a hundred digits": (
        entry("9" * 100, "A"),
        f"vendor.toml:2: code: {'9' * 57}... is outside 100-699 (RFC 3261 section 7.2)",
    ),
    "brackets": (f"\n\na = {'[' * 100_000}", "vendor.toml:3: brackets are nested too deeply"),
    "closed brackets": (
        f"a = {'[' * 900}{']' * 900}",
        "vendor.toml:1: brackets are nested too deeply; flatten the file",
    ),
    "a long key": (f"\n{'a.' * 500_000}a = 1", "vendor.toml:2: a key has too many parts; flatten"),
    "a long header": (f"\n[{'a .' * 900}a]", "vendor.toml:2: a key has too many parts; flatten"),
    "quoted keys": ("'a'.\"b\"." * 30 + "a = 1", "vendor.toml:1: a key has too many parts"),
    "keys in keys": (
        f"[{'a.' * 15}a]\nx = " + f"{{ {'b.' * 15}b = " * 30 + "1" + "}" * 30,
        f"vendor.toml:2: {'a.' * 16}x.{'b.' * 14}b: is nested too deeply; flatten the file",
    ),
    "quotes that are not closed": ('a = "' + '\\"' * MIB, "broken TOML: "),
    "quotes": ('"' * (3 * MIB + 1), "broken TOML: "),
    "words": ("a" * 3 * MIB, "broken TOML: "),
    "dots": ("a." * MIB, "a key has too many parts"),
}


@pytest.fixture(scope="module")
def mebibyte() -> float:
    """Seconds that tomllib takes for a mebibyte, so that the bound fits any machine."""
    text = "".join(f"k{number:06} = 1\n" for number in range(MIB // 12))
    return seconds(lambda: tomllib.loads(text))


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_defused(bomb: str, mebibyte: float, tmp_path: Path) -> None:
    text, fault = BOMBS[bomb]
    (tmp_path / "vendor.toml").write_text(text)
    begin = time.thread_time()
    outcome = sipstatus(
        *("validate", SAMPLES / "valid.toml", "--overlay", "vendor.toml"), cwd=tmp_path
    )
    assert time.thread_time() - begin < SLOW * mebibyte
    assert (outcome.code, outcome.errors) == (1, "")
    assert fault in outcome.lines[-1] if "1000" in fault else fault in outcome.lines[0]
    assert len(outcome.lines) <= 1001


def test_as_many_faults_as_there_is_room_for_are_not_more(tmp_path: Path) -> None:
    """999 faults are all of them, and said to be no more."""
    (tmp_path / "vendor.toml").write_text("".join(f"k{i} = 1\n" for i in range(998)))
    outcome = sipstatus(
        "validate", SAMPLES / "valid.toml", "--overlay", "vendor.toml", cwd=tmp_path
    )
    assert len(outcome.lines) == 999  # and no [[status]]
    assert "more" not in outcome.lines[-1]


JUNK = ["", "# [[[ a.a.a", "x = '[[['", 'x = "]]]\\"[[["', 'x = """\n[[["" """']


@given(
    st.sampled_from(JUNK),
    st.integers(1, 40),
    st.integers(1, 30),
    st.integers(1, 150),
    st.booleans(),
)
def test_the_bounds_are_where_they_are_said_to_be(
    junk: str, depth: int, parts: int, digits: int, quoted: bool
) -> None:
    key = ".".join(['"[.\\"" ' if quoted else "a_-9"] * parts)
    text = f"{junk}\n{key} = {'[ ' * depth}{'9' * digits}{' ]' * depth}\n"
    tomllib.loads(text)
    found = excess_in_text(text)
    line = text.count("\n")
    if parts > 16:
        assert found == (line, "a key has too many parts", "flatten the file")
    elif depth > 32:
        assert found == (line, "brackets are nested too deeply", "flatten the file")
    elif digits > 100:
        assert found == (line, "a number has too many digits", "shorten it")
    else:
        assert found is None


def test_the_spec_and_strings_do_not_go_too_far() -> None:
    assert excess_in_text((ROOT / SPEC).read_text()) is None
    deep = "[" * 99 + "a." * 99 + "9" * 999
    for quoted in (f'"{deep}"', f"'{deep}'", f'"""\n{deep}"\n"""', f"'''{deep}'{deep}'''"):
        assert tomllib.loads(f"a = {quoted}  # {deep}")
        assert excess_in_text(f"a = {quoted}  # {deep}") is None
        assert excess_in_text(f"a = {quoted}\nb = {deep}") is not None


@pytest.mark.parametrize("verb", ["--spec", "--overlay"])
def test_a_file_that_is_too_large(verb: str, tmp_path: Path) -> None:
    text = VALID + "#" * (4 * MIB - len(VALID.encode()))
    (tmp_path / "my.toml").write_text(text)
    load_registry(tmp_path / "my.toml")
    (tmp_path / "my.toml").write_text(text + "\n")
    outcome = sipstatus("generate", "--out", "x", verb, "my.toml", cwd=tmp_path)
    assert outcome.errors == (
        "sipstatus: my.toml: is larger than 4,194,304 octets, which is too large\n"
    )
    assert outcome.code == 2


@pytest.mark.parametrize("name", ["/dev/zero", "pipe", "open pipe"])
def test_what_never_ends_is_not_read(name: str, tmp_path: Path) -> None:
    place = tmp_path / name
    if "pipe" in name:
        os.mkfifo(place)
    writer = os.open(place, os.O_RDWR) if name == "open pipe" else None
    judged: list[str] = []

    def read() -> None:
        for action in (load_registry, inspect, lambda place: load_registry(None, [place])):
            with pytest.raises(CodegenError, match="cannot be read: it is not a regular file"):
                action(place)
            judged.append("")

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(SOON)
    assert len(judged) == 3
    if writer is not None:
        os.close(writer)


def test_a_name_that_is_none() -> None:
    with pytest.raises(CodegenError, match="cannot be read: embedded null byte"):
        load_registry(Path("a\0b"))


def test_a_byte_order_mark(tmp_path: Path) -> None:
    """Editors under Windows write it.  Lines are counted as ever."""
    mark = b"\xef\xbb\xbf"
    vendor = (SAMPLES / "vendor.toml").read_bytes()
    (tmp_path / "my.toml").write_bytes(mark + VALID.encode())
    (tmp_path / "vendor.toml").write_bytes(mark + vendor)
    (tmp_path / "sipstatus.toml").write_bytes(
        mark + b'version = 1\nspec = "my.toml"\noverlays = ["vendor.toml"]\n'
        b'[[output]]\ntarget = "go"\npath = "sip"\n'
    )
    assert sipstatus("generate", cwd=tmp_path).code == 0
    assert sipstatus("diff", "my.toml", "my.toml", cwd=tmp_path).code == 0
    (tmp_path / "my.toml").write_bytes(mark + edited(VALID, "code = 180", "code = 80").encode())
    outcome = sipstatus("validate", "my.toml", cwd=tmp_path)
    assert [line.split(": ")[0] for line in outcome.lines] == ["my.toml:70"]
    (tmp_path / "my.toml").write_bytes(mark + mark + VALID.encode())
    outcome = sipstatus("validate", "my.toml", cwd=tmp_path)
    assert outcome.lines[0].startswith("my.toml:1: broken TOML: ")


def test_a_number_as_its_writer_wrote_it(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(edited(VALID, "code = 180", f"code = 0x{'f' * 90}"))
    with pytest.raises(InvalidSpecError) as raised:
        load_registry(tmp_path / "my.toml")
    assert raised.value.faults[0].code is None
