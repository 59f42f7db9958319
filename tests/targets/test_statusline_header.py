"""The parser in C: it compiles without a warning anywhere, and says what the twin says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import differential
import expected
import pytest
import toolchains
from languages import HOSTILE, NASTY, SPEC, rendered, write
from oracle import UNREGISTERED
from sipstatus_codegen import CodegenError
from statusline_driver import (
    COMPLETE,
    ERRORS,
    HEADERS,
    Driver,
    Encode,
    build,
    differences,
    expected_encode,
    line_end,
)
from test_c import MORE_WARNINGS, NOT_CONSTANT, WARNINGS, vendor
from vectors import LINE_ENDED, VECTORS, Failure, Outcome, Result, Vector

from sipstatus import ErrorKind, Leniency

if TYPE_CHECKING:
    from pathlib import Path

    from statusline_driver import Numbers
    from toolchains import CCompiler, Command

HEADER = "sip_statusline.h"
STANDARDS = ("c99", "c11", "c17", "c++11", "c++14", "c++17", "c++20", "c++23")

# What a C and a C++ program would do; `extern` is for programs in other languages.
USES = {
    "included": f'#include "{HEADER}"\n#include "{HEADER}"\n',
    "extern": f'#define SIP_STATUSLINE_API\n#include "{HEADER}"\n',
    "used": f"""\
#include "{HEADER}"

int code_of(const char *octets, size_t length);
size_t answer(char *buffer, size_t size, const char *phrase);

int code_of(const char *octets, size_t length) {{
  struct sip_statusline line;
  if (sip_statusline_recognize(octets, length)) {{
    return sip_statusline_recognize(octets, length);
  }}
  return sip_statusline_parse(octets, length, SIP_STATUSLINE_ALL, &line) == SIP_STATUSLINE_COMPLETE
             ? line.status_code
             : 0;
}}

size_t answer(char *buffer, size_t size, const char *phrase) {{
  size_t length = 0;
  if (!phrase && sip_statusline_canonical(486, &length)) {{
    return sip_statusline_encode(buffer, size, 486, NULL, 0, SIP_STATUSLINE_STRICT);
  }}
  return sip_statusline_encode(buffer, size, 486, phrase, strlen(phrase), SIP_STATUSLINE_DEFAULT);
}}
""",
}

VALUES = """\
#include <stdio.h>
#include "sip_statusline.h"
#define SHOW(name) printf("%s %ld\\n", #name, (long)SIP_STATUSLINE_##name)
int main(void) {
"""


@pytest.fixture
def driver(c_compiler: CCompiler, dialect: str, tmp_path: Path) -> Driver:
    """The parser, compiled as C and as C++."""
    flags = (*toolchains.C_DIALECTS[dialect], "-O2", *WARNINGS)
    return Driver(build([*c_compiler.command, *flags], tmp_path))


def numbers(vector: Vector, octets: bytes, outcome: Outcome) -> Numbers:
    """The outcome of a vector as the driver tells it, without what stands in front."""
    if isinstance(outcome, Failure):
        return (ERRORS.index(outcome.kind), 0, 0, 0, 0, 0, outcome.offset - vector.start)
    end, reason = outcome.end - vector.start, outcome.reason_octets
    length = len(reason)
    behind = end - line_end(octets[:end])
    assert octets[:behind].endswith(reason)
    place = behind - length
    return (COMPLETE, outcome.status_code, *outcome.version, place, length, end)


# --- compilers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("standard", STANDARDS)
def test_no_standard_and_no_compiler_has_a_warning(
    c_compiler: CCompiler, standard: str, tmp_path: Path
) -> None:
    cplusplus = "+" in standard
    more = MORE_WARNINGS["c++11"] if cplusplus else (*MORE_WARNINGS["c99"], "-Wmissing-prototypes")
    flags = ("-x", "c++" if cplusplus else "c", f"-std={standard}", *WARNINGS, *more)
    for name, text in USES.items():
        if cplusplus and name == "extern":
            continue  # other languages want the names of C
        source = tmp_path / f"{name}.c"
        source.write_text(text, encoding="utf-8")
        for level in ("-O0", "-O2"):
            output = tmp_path / "unit.o"
            c_compiler(*flags, level, f"-I{HEADERS}", "-c", source, "-o", output)


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_all_data_is_constant(
    level: str, c_compiler: CCompiler, dialect: str, tmp_path: Path
) -> None:
    flags = [*toolchains.C_DIALECTS[dialect], level, "-fPIC", "-fno-sanitize=all", "-g0", "-S"]
    source, output = tmp_path / "used.c", tmp_path / "used.s"
    source.write_text(USES["used"], encoding="utf-8")
    c_compiler(*flags, f"-I{HEADERS}", source, "-o", output)
    text = output.read_text("utf-8")
    assert "SIP/2.0 486 Busy Here" in text
    assert not NOT_CONSTANT.search(text)


def test_flags_errors_and_limits_have_the_values_of_python(
    c_compiler: CCompiler, tmp_path: Path
) -> None:
    flags = {str(flag.name): flag.value for flag in Leniency}
    flags |= {"STRICT": 0, "DEFAULT": Leniency.DEFAULT.value, "ALL": Leniency.ALL.value}
    errors = {name.upper(): number for number, name in enumerate(ERRORS)}
    assert {*ErrorKind} == {*ERRORS} - {"complete"}
    limits = {"CODE_MIN": 100, "CODE_MAX": 699, "LENGTH_MAX": 65_535, "VERSION_MAX": 999_999_999}
    values = {**flags, **errors, **limits}
    source, program = tmp_path / "values.c", tmp_path / "values"
    source.write_text(VALUES + "".join(f"SHOW({name});\n" for name in values) + "}\n")
    c_compiler(f"-I{HEADERS}", source, "-o", program)
    shown = dict(line.split() for line in toolchains.run([program]).splitlines())
    assert shown == {name: str(value) for name, value in values.items()}


# --- what it says -------------------------------------------------------------------------------


def test_every_vector(driver: Driver) -> None:
    """Whole, octet by octet, with octets behind, and with every prefix incomplete."""
    cases, right = [], []
    for vector in VECTORS:
        octets, flags = vector.octets[vector.start :], int(vector.leniency)
        whole = numbers(vector, octets, vector.outcome)
        undecided = vector.outcome.undecided - vector.start
        cases.append((octets, flags))
        right.append(whole)
        if vector not in LINE_ENDED:
            continue
        if undecided < len(octets):
            behind = (b"", b"\n", b"\r\nVia: SIP/2.0/UDP a.example\r\n", b" 0", b"\0", b"\x80" * 64)
            cases += [(octets[: undecided + 1] + more, flags) for more in behind]
            right += [whole] * len(behind)
        lengths = range(undecided + 1)
        for length in lengths if undecided < 1000 else [*lengths[:32], *lengths[-5:]]:
            cases.append((octets[:length], flags))
            right.append((ERRORS.index("incomplete"), 0, 0, 0, 0, 0, length))
    assert len(cases) > 10_000
    found = driver.parse(cases)
    wrong = [row for row in zip(cases, right, found, strict=True) if row[1] != row[2]]
    assert wrong == []


def test_the_encoder_writes_every_accepted_vector(driver: Driver) -> None:
    lines = {}
    for vector in VECTORS:
        if isinstance(vector.outcome, Result):
            code, reason = vector.outcome.status_code, vector.outcome.reason_octets
            # RFC 3261 section 25.1, typed anew: one SP each, CRLF.
            line = b"SIP/2.0 %d %b\r\n" % (code, reason)
            if len(line) <= 65_535:
                flags = int(vector.leniency & Leniency.REASON_OCTETS)
                lines[Encode(code, reason, flags, len(line))] = line
    for case, encoded in zip(lines, driver.encode([*lines]), strict=True):
        assert encoded == (COMPLETE, case.size, case.size, lines[case])
    short = [case._replace(size=case.size - 1) for case in lines]
    for case, encoded in zip(short, driver.encode(short), strict=True):
        assert encoded == (COMPLETE, case.size + 1, case.size + 1, b"#" * case.size)


def test_the_encoder_refuses_what_would_be_two_lines(driver: Driver) -> None:
    refused = {
        b"a\r\nX: y": ("bad_reason", 13),
        b"\n": ("bad_reason", 12),
        b"ab\0": ("bad_reason", 14),
        b"a" * 65_522: ("too_long", 65_533),
    }
    for flags in (0, int(Leniency.REASON_OCTETS), int(Leniency.ALL)):
        cases = [Encode(486, phrase, flags, 40) for phrase in refused]
        for encoded, (kind, offset) in zip(driver.encode(cases), refused.values(), strict=True):
            assert encoded == (ERRORS.index(kind), offset, 0, b"#" * 40)
    cases = [Encode(code, b"x", 0, 40) for code in (-(2**31), -1, 0, 99, 700, 1486, 2**31 - 1)]
    assert {encoded[:3] for encoded in driver.encode(cases)} == {(ERRORS.index("bad_code"), 8, 0)}


def test_the_phrase_may_lie_where_the_line_goes(driver: Driver) -> None:
    phrase = b"Occupied"
    cases = [Encode(486, phrase, 0, size, place) for size in (21, 22, 30) for place in range(14)]
    for case, encoded in zip(cases, driver.encode(cases), strict=True):
        assert encoded == expected_encode(case)
        if case.size >= 22:
            assert encoded.buffer.startswith(b"SIP/2.0 486 Occupied\r\n")


def test_every_code(driver: Driver) -> None:
    statuses = expected.statuses(expected.read())
    codes = [*range(1000), -1, 2**31 - 1]
    lines = driver.canonical(codes)
    for code in codes:
        known = code in statuses
        phrase = statuses[code]["phrase"].encode() if known else b""
        line = b"SIP/2.0 %d %b\r\n" % (code, phrase)
        assert lines[code] == (line if known else None)
        (encoded,) = driver.encode([Encode(code, None, 0, len(line))])
        if 100 <= code <= 699:
            assert encoded == (COMPLETE, len(line), len(line), line)
        else:
            assert encoded[:3] == (ERRORS.index("bad_code"), 8, 0)


def test_random_and_spoiled_lines(driver: Driver) -> None:
    """A few; `nox -s c_parser` tries ten million."""
    assert differential.run(driver, 20_000, seed=3261) == []


def test_every_octet_is_in_the_class_of_the_grammar(driver: Driver) -> None:
    """Each octet in a phrase, alone and before others that could follow it."""
    behinds = (b"", b"4", b"41", b"4g", *(b"\x80" * count for count in range(1, 7)))
    cases = [
        (b"SIP/2.0 200 a" + bytes([octet]) + behind + b"\r\n", flags)
        for octet in range(256)
        for behind in behinds
        for flags in (0, 1)
    ]
    assert [*differences(driver, cases)] == []


# --- other specs --------------------------------------------------------------------------------


def test_an_overlays_codes_are_canonical(c_compiler: CCompiler, tmp_path: Path) -> None:
    write(rendered("c", overlays=[HOSTILE]), tmp_path)
    driver = Driver(build(c_compiler.command, tmp_path, tmp_path))
    assert driver.canonical([477, 478, UNREGISTERED[4]]) == {
        477: b"SIP/2.0 477 Send failed (477/TM) */ $(x) ??/\r\n",
        478: b"SIP/2.0 478 toString\r\n",
        UNREGISTERED[4]: None,
    }


def test_more_codes_than_an_octet_can_count(c_compiler: CCompiler, tmp_path: Path) -> None:
    known = expected.statuses(expected.read(include_historic=True))
    codes = [code for code in range(100, 700) if code not in known]
    many = vendor(tmp_path, {code: f"V{code}" for code in codes})
    write(rendered("c", overlays=[many]), tmp_path)
    driver = Driver(build(c_compiler.command, tmp_path, tmp_path))
    lines = driver.canonical(codes)
    assert lines == {code: b"SIP/2.0 %d V %d\r\n" % (code, code) for code in codes}


def test_its_names_stay_when_the_prefix_changes() -> None:
    files = rendered("c", options={"c.prefix": "ACME_SIP_", "c.header": "acme.h"})
    assert files.keys() >= {"acme.h", HEADER}

    def body(content: bytes) -> str:
        return re.sub(r"(?s)\A/\*.*?\*/", "", content.decode())

    assert body(files[HEADER]) == body((HEADERS / HEADER).read_bytes())
    with pytest.raises(CodegenError, match=re.escape("--option c.prefix")):
        rendered("c", options={"c.prefix": "SIP_STATUSLINE_"})


def test_the_cython_target_writes_the_same_header() -> None:
    # Only the banner tells the two apart: by the target, and by the digest over it.
    c, cython = (
        re.sub(rb"--target \w+|content \w+", b"", rendered(name)[HEADER], count=2)
        for name in ("c", "cython")
    )
    assert c == cython


@pytest.mark.formatting
@pytest.mark.parametrize("spec", [SPEC, NASTY], ids=["real", "nasty"])
def test_the_output_is_what_clang_format_would_write(spec: Path, clang_format: Command) -> None:
    text = rendered("c", spec)[HEADER].decode()
    style = f"--style=file:{toolchains.ROOT / '.clang-format'}"
    assert toolchains.run([*clang_format, style, f"--assume-filename={HEADER}"], stdin=text) == text
