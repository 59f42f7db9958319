"""The C target under every compiler, as C99 and C++11, with every warning an error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import expected
import pytest
import toolchains
from languages import BARE, HOSTILE, LANGUAGES, NASTY, SPEC, rendered, write
from oracle import UNREGISTERED
from sipstatus_codegen import CodegenError, load_registry, render
from sipstatus_codegen.model.meaning import resolve
from sipstatus_codegen.model.tables import Tables
from sipstatus_codegen.targets.c import TARGET
from sipstatus_codegen.targets.c.syntax import Syntax
from sipstatus_codegen.targets.go import TARGET as GO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sipstatus_codegen import Target
    from toolchains import CCompiler, Command

(C,) = (language for language in LANGUAGES if language.name == "c")
WARNINGS = (
    *("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wsign-conversion"),
    *("-Wshadow", "-Wundef", "-Wcast-qual", "-Werror"),
)
MORE_WARNINGS = {"c99": ("-Wc++-compat", "-Wstrict-prototypes"), "c++11": ("-Wold-style-cast",)}
ACME = {"c.prefix": "ACME_SIP_", "c.header": "acme.hpp"}
RENAMED = {
    **{"sip_status.h": "acme.hpp", "sip_status_meaning.h": "acme_meaning.hpp"},
    **{"sip_status_": "acme_sip_", "SIP_STATUS_": "ACME_SIP_"},
}

ONLY_INCLUDES = """\
#include "sip_status.h"
#include "sip_status.h"
#include "sip_status_meaning.h"
#include "sip_status_meaning.h"
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
  return *sip_status_line(code, &length) == 0 && length == 0 && *sip_status_line(code, NULL) == 0 &&
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
#include "acme.hpp"
#include "acme_meaning.hpp"
#include "sip_status.h"
#include "sip_status_meaning.h"
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

static const char *former(int code) {
  switch (code) {
#define CASE(code, NAME, phrase) case code: return phrase;
    SIP_STATUS_ALIAS_MAP(CASE)
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
  printf("%s %s ", former(ACME_SIP_UNSUPPORTED_CERTIFICATE), former(486));
  printf("%d ", strcmp(ACME_SIP_SPEC_DIGEST, SIP_STATUS_MEANING_SPEC_DIGEST));
  printf("%d ", acme_sip_meaning_of(busy)->isup.cause);
  printf("%d\\n", sip_status_meaning_of(busy)->isup.cause + SIP_STATUS_HANGUP_CAUSE);
  return 0;
}
"""

# Codes that nobody registered, codes that cannot be, and arguments that are none.
STRANGE = """\
#include "sip_status_meaning.h"
#include <limits.h>
#include <stdint.h>
#include <stdio.h>

static void print(int code) {
  const struct sip_status_meaning *of = sip_status_meaning_of(code);
  if (of == NULL) {
    printf("- %d%s\\n", sip_status_cause_of(code, 0), sip_status_phrase_in(1, code));
    return;
  }
  printf("%s", sip_status_subject_word(of->about));
  printf(" %s", sip_status_retry_option_word(of->retry.options[0]));
  printf(" %s", sip_status_effect_word(of->dialog.effect));
  printf(" %d%s\\n", of->isup.cause, sip_status_phrase_in(1, code));
}

static const void *rule_at(int header, unsigned short list, size_t n) {
  if (header) {
    return sip_status_header_rule_at(list, n);
  }
  return sip_status_method_rule_at(list, n);
}

/* How many rules strange numbers of lists lead to that are no row of the table. */
static unsigned int outside(int header) {
  const void *first = NULL, *last = NULL, *rule;
  unsigned int found = 0;
  unsigned short list = 0;
  size_t n;
  int code;
  for (code = 100; code < 700; code++) {
    const struct sip_status_meaning *of = sip_status_meaning_of(code);
    unsigned short lists[2];
    lists[0] = header ? of->headers : of->methods;
    lists[1] = header ? of->request_headers : of->methods;
    for (list = 0; list < 2; list++) {
      for (n = 0; (rule = rule_at(header, lists[list], n)) != NULL; n++) {
        first = first == NULL || rule < first ? rule : first;
        last = rule > last ? rule : last;
      }
    }
  }
  list = 0;
  do {
    for (n = 0; n < 300; n++) {
      rule = rule_at(header, list, n);
      found += rule != NULL && (rule < first || rule > last);
    }
  } while (++list != 0);
  return found;
}

int main(void) {
  const unsigned int of_bits = SIP_STATUS_HANDLING_ENDS_SEARCH | SIP_STATUS_HANDLING_PREFERRED;
  const struct sip_status_meaning *busy = sip_status_meaning_of(486);

  print(183);
  print(150);
  print(UNREGISTERED_4);
  print(UNREGISTERED_6);
  print(99);
  print(700);
  print(INT_MIN);
  print(INT_MAX);
  printf("%d", sip_status_header_rule_at(busy->headers, SIZE_MAX) == NULL);
  printf("%d", sip_status_header_rule_at(USHRT_MAX, 0) == NULL);
  printf("%u%u", outside(0), outside(1));
  printf("%d", sip_status_method_rule_at(busy->methods, SIZE_MAX) == NULL);
  printf("%d", sip_status_header_field_at(SIZE_MAX) == NULL);
  printf("%d", sip_status_metric_formula_at(SIZE_MAX) == NULL);
  printf("[%s]", sip_status_text(USHRT_MAX));
  printf("[%s]", sip_status_level_word(UINT_MAX));
  printf("[%s]", sip_status_handling_word(of_bits));
  printf("[%s]", sip_status_handling_word(0));
  printf("[%s]", sip_status_phrase_in(UINT_MAX, 486));
  printf(" %d", sip_status_code_for_cause(INT_MIN, 1, 1, 0));
  printf(" %d", sip_status_code_for_cause(INT_MAX, 1, 1, UINT_MAX));
  printf(" %d", sip_status_code_for_cause(22, INT_MIN, INT_MAX, UINT_MAX));
  printf(" %d", sip_status_code_for_cause(22, INT_MIN, INT_MAX, 0));
  printf(" %d\\n", sip_status_cause_of(486, UINT_MAX));
  return 0;
}
"""


def build_and_run(compiler: CCompiler, dialect: str, *sources: Path) -> str:
    """What the program made of ``sources`` prints; the headers are beside the first of them."""
    folder = sources[0].parent
    program = folder / "program"
    flags = (*toolchains.C_DIALECTS[dialect], *WARNINGS, *MORE_WARNINGS[dialect], f"-I{folder}")
    compiler(*flags, *sources, "-o", program)
    return toolchains.run([program])


def text(name: str = "sip_status.h", options: Mapping[str, str] | None = None) -> str:
    """The text of a file."""
    return rendered("c", options=options)[name].decode()


def source(folder: Path, name: str, content: str) -> Path:
    """A source file in ``folder``."""
    write({name: content.encode()}, folder)
    return folder / name


@pytest.mark.parametrize("dialect", toolchains.C_DIALECTS)
@pytest.mark.parametrize(
    ("spec", "overlays"),
    [(SPEC, []), (SPEC, [HOSTILE]), (NASTY, []), (BARE, [])],
    ids=["real", "hostile", "nasty", "bare"],
)
def test_every_compiler_takes_it_and_says_what_the_toml_says(
    spec: Path, overlays: list[Path], dialect: str, c_compiler: CCompiler, tmp_path: Path
) -> None:
    write(rendered("c", spec, overlays=overlays), tmp_path)
    C.copy_programs(tmp_path, {})
    toml = expected.read(spec, overlays)
    printed = build_and_run(c_compiler, dialect, tmp_path / "constants.c")
    assert expected.printed_constants(printed) == expected.constants(toml)
    sources = (tmp_path / "meaning.c", tmp_path / "sip_status_meaning.c")
    printed = build_and_run(c_compiler, dialect, *sources)
    assert expected.printed_meaning(printed) == expected.meaning(toml)


def test_more_codes_than_an_octet_can_count(c_compiler: CCompiler, tmp_path: Path) -> None:
    known = expected.statuses(expected.read(include_historic=True))
    codes = [code for code in range(100, 700) if code not in known and code % 100 > 3]
    many = vendor(tmp_path, {code: f"V{code}" for code in codes})
    write(rendered("c", overlays=[many]), tmp_path)
    C.copy_programs(tmp_path, {})
    toml = expected.read(overlays=[many])
    printed = build_and_run(c_compiler, "c99", tmp_path / "constants.c")
    assert expected.printed_constants(printed) == expected.constants(toml)
    sources = (tmp_path / "meaning.c", tmp_path / "sip_status_meaning.c")
    printed = build_and_run(c_compiler, "c99", *sources)
    assert expected.printed_meaning(printed) == expected.meaning(toml)


def vendor(folder: Path, names: Mapping[int, str]) -> Path:
    """An overlay of codes of these names."""
    entry = '[[status]]\ncode = {0}\nname = "{1}"\nphrase = "V {0}"\nsummary = "."\n'
    entries = (entry.format(code, name) + 'state = "vendor"\n' for code, name in names.items())
    return source(folder, "vendor.toml", "".join(entries))


def test_names_that_the_headers_need_give_way(dialect: str, tmp_path: Path) -> None:
    toml = expected.read(include_historic=True)
    named = {entry["name"] for entry in toml["status"]} | {"UNSUPPORTED_CERTIFICATE"}
    defined = re.findall(r"\bSIP_STATUS_([A-Z0-9]+(?:_[A-Z0-9]+)*)\b", "".join(map(text, FILES)))
    needed = sorted({*defined, "XX"} - named)
    assert {"MAP", "CODE_MAX", "HEADER_VIA", "METHOD_INVITE", "LEVEL_MUST"} <= set(needed)
    free = [code for code in range(100, 700) if code not in expected.statuses(toml)]
    overlay = vendor(tmp_path, dict(zip(free, needed, strict=False)))
    write(rendered("c", overlays=[overlay]), tmp_path)
    C.copy_programs(tmp_path, {})
    program = (tmp_path / "constants.c").read_text("utf-8")
    both = source(tmp_path, "both.c", f'#include "sip_status_meaning.h"\n{program}')
    compiler = toolchains.usable(toolchains.c_compilers()[0])
    printed = build_and_run(compiler, dialect, both, tmp_path / "sip_status_meaning.c")
    right = expected.constants(expected.read(overlays=[overlay]))
    assert expected.printed_constants(printed) == right
    assert " SIP_STATUS_METHOD_NOT_ALLOWED = 405," in text()


FILES = ("sip_status.h", "sip_status_meaning.h", "sip_status_meaning.c")


def test_prefix_and_header_are_options(c_compiler: CCompiler, dialect: str, tmp_path: Path) -> None:
    files = rendered("c", options=ACME)
    assert list(files) == ["acme.hpp", "sip_statusline.h", "acme_meaning.hpp", "acme_meaning.c"]
    assert not any(re.search(b"(?i)sip_status_", content) for content in files.values())
    write(files, tmp_path)
    C.copy_programs(tmp_path, RENAMED)
    printed = build_and_run(c_compiler, dialect, tmp_path / "constants.c")
    assert expected.printed_constants(printed) == expected.constants(expected.read())
    printed = build_and_run(
        c_compiler, dialect, tmp_path / "meaning.c", tmp_path / "acme_meaning.c"
    )
    assert expected.printed_meaning(printed) == expected.meaning(expected.read())

    write(rendered("c"), tmp_path)
    two = source(tmp_path, "two.c", TWO_PREFIXES)
    pair = (tmp_path / "acme_meaning.c", tmp_path / "sip_status_meaning.c")
    # RFC 8224 and RFC 4474 for 437; RFC 3398 for 486, and for BYE (16).
    assert build_and_run(c_compiler, dialect, two, *pair) == (
        "486 Busy Here 410 Gone UNSUPPORTED_CREDENTIAL ? Unsupported Certificate ? 0 17 33\n"
    )


def test_meaning_can_be_left_out() -> None:
    files = rendered("c", options={"c.meaning": "no"})
    assert list(files) == ["sip_status.h", "sip_statusline.h"]


@pytest.mark.parametrize("prefix", ["", "SIP", "sip_", "_SIP_", "1_", "SIP__", "A-B_", "A;_", "É_"])
def test_a_prefix_that_would_be_no_name_is_refused(prefix: str) -> None:
    with pytest.raises(CodegenError, match=re.escape("--option c.prefix")):
        text(options={"c.prefix": prefix})


@pytest.mark.parametrize("name", ["", ".h", "../a.h", "a/b.h", "sip_status", "a b.h", 'a".h'])
def test_a_header_that_would_be_no_file_here_is_refused(name: str) -> None:
    with pytest.raises(CodegenError, match=re.escape("--option c.header")):
        text(options={"c.header": name})


def test_the_include_guards_depend_on_the_prefix_alone() -> None:
    guard = re.compile(r"^#ifndef (\w+)\n#define \1$", re.MULTILINE)
    for files in (rendered("c"), rendered("c", NASTY), rendered("c", options={"c.header": "o.h"})):
        guards = [found for content in files.values() for found in guard.findall(content.decode())]
        assert guards == ["SIP_STATUS_H", "SIP_STATUSLINE_H", "SIP_STATUS_MEANING_H"]


def test_several_units_include_it(c_compiler: CCompiler, dialect: str, tmp_path: Path) -> None:
    write(rendered("c"), tmp_path)
    units = {"first.c": FIRST_UNIT, "second.c": SECOND_UNIT, "third.c": ONLY_INCLUDES}
    sources = [source(tmp_path, name, content) for name, content in units.items()]
    assert build_and_run(c_compiler, dialect, *sources) == "11110\n"


def test_unknown_codes_and_arguments(c_compiler: CCompiler, dialect: str, tmp_path: Path) -> None:
    write(rendered("c"), tmp_path)
    defines = "".join(f"#define UNREGISTERED_{digit} {UNREGISTERED[digit]}\n" for digit in (4, 6))
    strange = source(tmp_path, "strange.c", defines + STRANGE)
    printed = build_and_run(c_compiler, dialect, strange, tmp_path / "sip_status_meaning.c")
    assert printed.splitlines() == [
        f"progress wait none 0{ZH_183}",
        "progress wait none 0",
        "target change transaction 31",
        "user later transaction 31",
        *["- 0"] * 4,
        "1100111[][][][][] 0 0 0 301 0",
    ]


ZH_183 = expected.statuses(expected.read())[183]["translations"]["zh"]["phrase"]


def test_files_of_two_specs_are_refused_together(c_compiler: CCompiler, tmp_path: Path) -> None:
    write(rendered("c"), tmp_path)
    other = rendered("c", NASTY)["sip_status_meaning.h"]
    write({"sip_status_meaning.h": other}, tmp_path)
    with pytest.raises(pytest.fail.Exception, match="was rendered from another spec"):
        c_compiler("-std=c99", "-fsyntax-only", tmp_path / "sip_status_meaning.c")


# Writable or relocated data, and code that runs before main (ELF and Mach-O).
NOT_CONSTANT = re.compile(
    r"^\s*(?:\.section\s+\"?)?\.(?:data|bss|tdata|tbss|init_array|ctors|comm|lcomm)\b"
    r"|__DATA|__mod_init_func",
    re.MULTILINE,
)


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_all_data_is_constant(
    level: str, c_compiler: CCompiler, dialect: str, tmp_path: Path
) -> None:
    write(rendered("c", overlays=[HOSTILE]), tmp_path)
    # Sanitizers, which zig cc turns on, bring tables of their own.
    flags = [*toolchains.C_DIALECTS[dialect], level, "-fPIC", "-fno-sanitize=all", "-g0", "-S"]

    def assembly(path: Path) -> str:
        c_compiler(*flags, path, "-o", path.with_suffix(".s"))
        return path.with_suffix(".s").read_text("utf-8")

    used = assembly(source(tmp_path, "second.c", SECOND_UNIT))
    assert "SIP/2.0 486 Busy Here" in used
    assert not NOT_CONSTANT.search(used)
    meaning = assembly(tmp_path / "sip_status_meaning.c")
    assert "WWW-Authenticate" in meaning
    assert not NOT_CONSTANT.search(meaning)
    assert "sip_status" not in assembly(source(tmp_path, "third.c", ONLY_INCLUDES))
    pointers = 'extern const char *const names[];\nconst char *const names[] = {"Busy Here"};\n'
    assert NOT_CONSTANT.search(assembly(source(tmp_path, "pointers.c", pointers)))


@pytest.mark.parametrize(("target", "bits"), [(TARGET, 31), (GO, 32)], ids=["c", "go"])
def test_more_methods_than_a_set_has_bits_are_refused(target: Target, bits: int) -> None:
    registry = load_registry()
    method = registry.methods[0]
    names = [f"M{chr(ord('A') + i // 26)}{chr(ord('A') + i % 26)}" for i in range(33)]
    many = tuple(method.model_copy(update={"name": name}) for name in names)
    fits = bits - len(registry.methods)
    render(registry.model_copy(update={"methods": many[:fits] + registry.methods}), target)
    with pytest.raises(CodegenError, match=f"more than {bits} words of method"):
        render(registry.model_copy(update={"methods": many}), target)


def test_more_headers_than_an_octet_can_count(c_compiler: CCompiler, tmp_path: Path) -> None:
    registry = load_registry()
    header = registry.headers[0]
    more = tuple(header.model_copy(update={"name": f"X-{n}"}) for n in range(300))
    longer = registry.model_copy(update={"headers": (*more, *registry.headers)})
    write(render(longer, TARGET), tmp_path)
    program = """#include "sip_status_meaning.h"
#include <stdio.h>

int main(void) {
  const struct sip_status_meaning *of = sip_status_meaning_of(405);
  printf("%s\\n", sip_status_header_word(sip_status_header_rule_at(of->headers, 0)->names[0]));
  return 0;
}
"""
    sources = [tmp_path / "sip_status_meaning.c", source(tmp_path, "main.c", program)]
    assert build_and_run(c_compiler, "c99", *sources) == "Allow\n"


def test_more_rows_than_a_short_can_number_are_refused() -> None:
    registry = load_registry()
    tables = Tables(registry, registry.statuses, resolve(registry))
    spelled = Syntax("SIP_STATUS_", tables)
    spelled.texts.update((f"{n}", n) for n in range(1, 0x10000))
    assert spelled.text("7") == "7"
    with pytest.raises(ValueError, match="more than 65535 texts"):
        spelled.text("one more")
    spelled.lists[tuple(range(0xFFF0))] = 1
    with pytest.raises(ValueError, match="more than 65535 rules"):
        spelled.row("meaning", tables.meanings[0])


@pytest.mark.formatting
@pytest.mark.parametrize("options", [{}, {"c.prefix": "ACME_", "c.header": "acme.h"}])
def test_the_output_is_what_clang_format_would_write(
    options: dict[str, str], clang_format: Command
) -> None:
    style = f"--style=file:{toolchains.ROOT / '.clang-format'}"
    for name, content in rendered("c", options=options).items():
        arguments = [*clang_format, style, f"--assume-filename={name}"]
        assert toolchains.run(arguments, stdin=content.decode()) == content.decode()
