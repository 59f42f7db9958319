"""The C target's header, compiled as C99 and C++11 with every warning an error, and used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import consumers
import pytest
import toolchains
from sipstatus_codegen import CodegenError, Request, find, load_registry, render

if TYPE_CHECKING:
    from pathlib import Path

    from toolchains import CCompiler, Command

WARNINGS = (
    *("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wsign-conversion"),
    *("-Wshadow", "-Wundef", "-Wcast-qual", "-Werror"),
)
MORE_WARNINGS = {"c99": ("-Wc++-compat", "-Wstrict-prototypes"), "c++11": ("-Wold-style-cast",)}

OVERLAY = """\
[[status]]
code = 477
name = "SEND_FAILED"
phrase = "Send failed (477/TM)"
summary = "The next hop could not be reached. */ int evil; /*"
state = "vendor"

[[status]]
code = 687
name = "MAP"
phrase = "Dialog??/Terminated"
summary = "Its name is one that the header needs for itself."
state = "vendor"
"""

ONLY_INCLUDES = """\
#include "sip_status.h"
#include "sip_status.h"
"""

# The header in a second unit: the same answers, and no surprise at the ends of int.
SECOND_UNIT = """\
#include "sip_status.h"
#include "sip_status.h"

const char *phrase_here(int code);
const char *line_here(int code, size_t *length);
int outside_everything(int code);

const char *phrase_here(int code) { return sip_status_reason_phrase(code); }

const char *line_here(int code, size_t *length) { return sip_status_line(code, length); }

int outside_everything(int code) {
  size_t length = 1;
  return *sip_status_line(code, &length) == 0 && length == 0 &&
         *sip_status_reason_phrase(code) == 0 && sip_status_response_class(code) == 0 &&
         sip_status_fallback_code(code) == 0 && !sip_status_is_provisional(code) &&
         !sip_status_is_final(code);
}
"""
FIRST_UNIT = """\
#include "sip_status.h"
#include <limits.h>
#include <stdio.h>
#include <string.h>

const char *phrase_here(int code);
const char *line_here(int code, size_t *length);
int outside_everything(int code);

int main(void) {
  int code;
  for (code = 0; code < 1000; code++) {
    size_t here, there;
    if (strcmp(phrase_here(code), sip_status_reason_phrase(code)) != 0 ||
        strcmp(line_here(code, &here), sip_status_line(code, &there)) != 0 || here != there) {
      return 1;
    }
  }
  printf("%d%d", outside_everything(INT_MIN), outside_everything(INT_MAX));
  printf("%d%d", outside_everything(99), outside_everything(700));
  printf("%d\\n", outside_everything(100));
  return 0;
}
"""

# Two copies under two prefixes; a switch over constants and one made of the X-macro.
TWO_PREFIXES = """\
#include "acme.h"
#include "sip_status.h"
#include <stdio.h>
#include <string.h>

static const char *name(int code) {
  switch (code) {
#define CASE(code, NAME, phrase) case code: return #NAME;
    SIP_STATUS_MAP(CASE)
#undef CASE
  default:
    return "?";
  }
}

int main(void) {
  const int busy = SIP_STATUS_BUSY_HERE;
  printf("%d %s ", busy, acme_sip_reason_phrase(busy));
  printf("%d %s ", ACME_SIP_GONE, sip_status_reason_phrase(ACME_SIP_GONE));
  printf("%s %s ", name(ACME_SIP_UNSUPPORTED_CERTIFICATE), name(431));
  printf("%d\\n", strcmp(ACME_SIP_SPEC_DIGEST, SIP_STATUS_SPEC_DIGEST));
  return 0;
}
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """An overlay with two vendor codes."""
    path = tmp_path / "vendor.toml"
    path.write_text(OVERLAY, encoding="utf-8")
    return path


def build_and_run(compiler: CCompiler, language: str, *sources: Path) -> str:
    """What the program made of ``sources`` prints; the header is beside the first of them."""
    folder = sources[0].parent
    program = folder / "program"
    flags = (*toolchains.C_LANGUAGES[language], *WARNINGS, *MORE_WARNINGS[language], f"-I{folder}")
    compiler(*flags, *sources, "-o", program)
    return toolchains.run([program])


def header(
    options: dict[str, str] | None = None, spec: Path = consumers.SPEC, semantics: bool = False
) -> str:
    """The text of the header, or of the header of semantics."""
    files = render(load_registry(spec), find("c"), Request(options=options or {}))
    return next(
        content.decode() for name, content in files.items() if ("_semantics" in name) == semantics
    )


def write(folder: Path, name: str, text: str) -> Path:
    """A source file in ``folder``."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("spec", [consumers.SPEC, consumers.NASTY], ids=["real", "nasty"])
def test_every_constant_and_lookup_is_the_specs(
    spec: Path, c_compiler: CCompiler, language: str, tmp_path: Path
) -> None:
    source = consumers.write_consumer("c", tmp_path, spec)
    assert build_and_run(c_compiler, language, source) == consumers.expected_dump(spec)


def test_historic_codes_on_request(c_compiler: CCompiler, language: str, tmp_path: Path) -> None:
    source = consumers.write_consumer("c", tmp_path, include_historic=True)
    expected = consumers.expected_dump(include_historic=True)
    assert "\n303\tSEE_OTHER\tSee Other\t3\t303\t" in expected
    assert build_and_run(c_compiler, language, source) == expected


def test_an_overlays_codes_are_known(
    overlay: Path, c_compiler: CCompiler, language: str, tmp_path: Path
) -> None:
    source = consumers.write_consumer("c", tmp_path / "out", overlays=[overlay])
    expected = consumers.expected_dump(overlays=[overlay])
    assert "\n477\tSEND_FAILED\tSend failed (477/TM)\t4\t477\t" in expected
    assert "\n687\tMAP\tDialog??/Terminated\t6\t687\t" in expected
    assert build_and_run(c_compiler, language, source) == expected
    assert "SIP_STATUS_MAP_ = 687," in (tmp_path / "out" / "sip_status.h").read_text("utf-8")


def test_more_codes_than_an_octet_can_count(c_compiler: CCompiler, tmp_path: Path) -> None:
    known = consumers.read_statuses(include_historic=True)
    codes = [code for code in range(100, 700) if code not in known and code % 100 > 3]
    entry = '[[status]]\ncode = {0}\nname = "V{0}"\nphrase = "V {0}"\nsummary = "."\n'
    text = "".join(f'{entry.format(code)}state = "vendor"\n' for code in codes)
    many = write(tmp_path, "many.toml", text)
    source = consumers.write_consumer("c", tmp_path / "out", overlays=[many])
    expected = consumers.expected_dump(overlays=[many])
    assert "\n650\tV650\tV 650\t6\t650\tSIP/2.0 650 V 650\n" in expected
    assert build_and_run(c_compiler, "c99", source) == expected


def test_prefix_and_header_are_options(
    c_compiler: CCompiler, language: str, tmp_path: Path
) -> None:
    options = {"c.prefix": "ACME_SIP_", "c.header": "acme.h"}
    source = consumers.write_consumer("c", tmp_path, options=options)
    assert build_and_run(c_compiler, language, source) == consumers.expected_dump()
    text = (tmp_path / "acme.h").read_text("utf-8")
    assert "#ifndef ACME_SIP_H\n#define ACME_SIP_H\n" in text
    assert not re.search("sip_status_", text, re.IGNORECASE)

    consumers.write_consumer("c", tmp_path)
    source = write(tmp_path, "two.c", TWO_PREFIXES)
    expected = "486 Busy Here 410 Gone UNSUPPORTED_CREDENTIAL ? 0\n"
    assert build_and_run(c_compiler, language, source) == expected


@pytest.mark.parametrize("prefix", ["", "SIP", "sip_", "_SIP_", "1_", "SIP__", "A-B_", "A;_", "É_"])
def test_a_prefix_that_would_be_no_name_is_refused(prefix: str) -> None:
    with pytest.raises(CodegenError, match=re.escape("--option c.prefix")):
        header({"c.prefix": prefix})


@pytest.mark.parametrize("name", ["", ".h", "../a.h", "a/b.h", "sip_status", "a b.h", 'a".h'])
def test_a_header_that_would_be_no_file_here_is_refused(name: str) -> None:
    with pytest.raises(CodegenError, match=re.escape("--option c.header")):
        header({"c.header": name})


def test_the_include_guard_depends_on_the_prefix_alone() -> None:
    guard = re.compile(r"^#ifndef (\w+)$", re.MULTILINE)
    texts = [header(), header(spec=consumers.NASTY), header({"c.header": "other.h"})]
    assert [guard.findall(text) for text in texts] == [["SIP_STATUS_H"]] * 3


def test_several_units_include_it(c_compiler: CCompiler, language: str, tmp_path: Path) -> None:
    consumers.write_consumer("c", tmp_path)
    units = {"first.c": FIRST_UNIT, "second.c": SECOND_UNIT, "third.c": ONLY_INCLUDES}
    sources = [write(tmp_path, name, text) for name, text in units.items()]
    assert build_and_run(c_compiler, language, *sources) == "11110\n"


# Writable or relocated data, and code that runs before main (ELF and Mach-O).
NOT_CONSTANT = re.compile(
    r"^\s*(?:\.section\s+\"?)?\.(?:data|bss|tdata|tbss|init_array|ctors|comm|lcomm)\b"
    r"|__DATA|__mod_init_func",
    re.MULTILINE,
)


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_all_data_is_constant(
    level: str, c_compiler: CCompiler, language: str, tmp_path: Path
) -> None:
    consumers.write_consumer("c", tmp_path)
    # Sanitizers, which zig cc turns on, bring tables of their own.
    flags = [*toolchains.C_LANGUAGES[language], level, "-fPIC", "-fno-sanitize=all", "-g0", "-S"]

    def assembly(name: str, text: str) -> str:
        output = tmp_path / f"{name}.s"
        c_compiler(*flags, write(tmp_path, name, text), "-o", output)
        return output.read_text("utf-8")

    used = assembly("second.c", SECOND_UNIT)
    assert "SIP/2.0 486 Busy Here" in used
    assert not NOT_CONSTANT.search(used)
    assert "sip_status" not in assembly("third.c", ONLY_INCLUDES)
    pointers = 'extern const char *const names[];\nconst char *const names[] = {"Busy Here"};\n'
    assert NOT_CONSTANT.search(assembly("pointers.c", pointers))


@pytest.mark.formatting
@pytest.mark.parametrize("options", [{}, {"c.prefix": "ACME_", "c.header": "acme.h"}])
def test_the_output_is_what_clang_format_would_write(
    options: dict[str, str], clang_format: Command
) -> None:
    text = header(options)
    style = f"--style=file:{toolchains.ROOT / '.clang-format'}"
    arguments = [*clang_format, style, "--assume-filename=sip_status.h"]
    assert toolchains.run(arguments, stdin=text) == text
