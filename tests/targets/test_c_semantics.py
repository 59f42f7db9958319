"""The C target's header of semantics: what it says is what the TOML says, under every compiler.

:mod:`semantics_dump` has what all languages print; what C alone tells is compared here.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, get_args

import consumers
import facts_dump
import pytest
import semantics_dump
import toolchains
from oracle import UNREGISTERED
from sipstatus_codegen import CodegenError, find, load_registry, render
from sipstatus_codegen.model import facts as semantics
from sipstatus_codegen.model import vocabulary
from sipstatus_codegen.model.registry import ResponseClass
from sipstatus_codegen.targets.c import TARGET
from test_c import NOT_CONSTANT, build_and_run, header, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from toolchains import CCompiler, Command

SPECS = pytest.mark.parametrize("spec", [consumers.SPEC, consumers.NASTY], ids=["real", "nasty"])

OVERLAY = """\
[[status]]
code = 477
name = "RETRY_LATER"
phrase = "Send failed (477/TM)"
summary = "Its name is one that the header of semantics needs."
state = "vendor"
headers = [{ names = ["Warning"], level = "must", source = { rfc = 3261, section = "20.43" } }]
retry = { options = ["elsewhere"], text = "x", source = { rfc = 3263, section = "4.3" } }

[[status]]
code = 687
name = "METHOD_INVITE"
phrase = "Dialog Terminated"
summary = "Nothing is said about it, so it is like any other 6xx."
state = "vendor"
"""

# All that the dump of all languages leaves out.
DETAILS = """\
#include "sip_status_semantics.h"
#include <stdio.h>

static void print_details(int code) {
  const struct sip_status_facts *facts = sip_status_facts_of(code);
  const struct sip_status_header_rule *header;
  const struct sip_status_method_rule *method;
  const char *change;
  size_t n;

  printf("%d inferred %d unverified %d", code, facts->inferred, facts->unverified);
  printf(" replaced %d or %d", facts->replaced_by, facts->without_retry_after);
  printf(" delay %u %u", facts->delay[0], facts->delay[1]);
  printf(" owner %u %u", facts->owner_delay[0], facts->owner_delay[1]);
  printf(" gateway %d %d\\n", facts->isup_first, facts->isup_user);
  for (n = 0; (change = sip_status_retry_change_at(code, n)) != NULL; n++) {
    printf("change %s\\n", change);
  }
  for (n = 0; (header = sip_status_header_rule_at(code, n)) != NULL; n++) {
    printf("header %d %s", header->source.rfc, header->source.section);
    printf(" %d %d", header->condition, header->source.inferred);
    printf(" %d\\n", header->source.unverified);
  }
  for (n = 0; (header = sip_status_request_rule_at(code, n)) != NULL; n++) {
    printf("request %d %s", header->source.rfc, header->source.section);
    printf(" %d %d %d", header->level, header->condition, header->source.inferred);
    printf(" %d\\n", header->source.unverified);
  }
  for (n = 0; (method = sip_status_method_rule_at(code, n)) != NULL; n++) {
    printf("method %d %s", method->source.rfc, method->source.section);
    printf(" %d %d", method->when != 0, method->source.inferred);
    printf(" %d\\n", method->source.unverified);
  }
}

int main(void) {
#define PRINT(code, NAME, phrase) print_details(code);
  SIP_STATUS_MAP(PRINT)
#undef PRINT
  return 0;
}
"""

# Codes that nobody registered, codes that cannot be, and arguments that are none.
STRANGE = """\
#include "sip_status_semantics.h"
#include <limits.h>
#include <stdint.h>
#include <stdio.h>

static void print_facts(int code) {
  const struct sip_status_facts *facts = sip_status_facts_of(code);
  const struct sip_status_header_rule *rule = sip_status_header_rule_at(code, 0);

  printf("%d %u %u", facts->about, facts->retry, facts->proxy);
  printf(" %d %d %d %s\\n", facts->effect, facts->isup_cause, facts->code,
         rule == NULL ? "-" : sip_status_header_name(rule->names[0]));
}

int main(void) {
  print_facts(183);
  print_facts(150);
  print_facts(UNREGISTERED_4);
  print_facts(UNREGISTERED_6);
  print_facts(99);
  print_facts(700);
  print_facts(INT_MIN);
  print_facts(INT_MAX);
  printf("%d", sip_status_header_rule_at(405, SIZE_MAX) == NULL);
  printf("%d", sip_status_request_rule_at(424, SIZE_MAX) == NULL);
  printf("%d", sip_status_method_rule_at(405, SIZE_MAX) == NULL);
  printf("%d", sip_status_retry_change_at(405, SIZE_MAX) == NULL);
  printf("%d", sip_status_isup_code(INT_MIN, 1, 1) + sip_status_isup_code(INT_MAX, 1, 1));
  printf(" %d\\n", SIP_STATUS_ISUP_HANGUP_CAUSE);
  return 0;
}
"""

# What a program may do with it: which header fields a response of a code must have.
REQUIRED = """\
#include "sip_status_semantics.h"
#include <stdio.h>

const char *required(int code, size_t n);
const char *said(int code, size_t n);
const void *listed(size_t n);
int mapped(int profile, int n);

const char *required(int code, size_t n) {
  const struct sip_status_header_rule *rule = sip_status_header_rule_at(code, n);
  const int must = rule != NULL && rule->level == SIP_STATUS_LEVEL_MUST;
  return must ? sip_status_header_name(rule->names[0]) : sip_status_retry_change_at(code, n);
}

const char *said(int code, size_t n) {
  const struct sip_status_fact *fact = sip_status_fact_at(code, n);
  const char *phrase = sip_status_translated_phrase(1, code);

  return fact != NULL ? sip_status_text(fact->text)
                      : *phrase != 0 ? phrase : sip_status_translated_summary(1, code);
}

const void *listed(size_t n) {
  switch (n % 6) {
  case 0:
    return sip_status_header_field_at(n);
  case 1:
    return sip_status_request_method_at(n);
  case 2:
    return sip_status_selection_step_at(n);
  case 3:
    return sip_status_confusion_at(n);
  case 4:
    return sip_status_cause_mapping_at(n);
  default:
    return n == 5 ? sip_status_metric_formula_at(n) : NULL;
  }
}

int mapped(int profile, int n) {
  return sip_status_profile_cause(profile, n) + sip_status_profile_code(profile, n, 0, 0) +
         sip_status_isup_source()->rfc + sip_status_isup_cause_source()->rfc;
}
"""
WITHOUT_TRANSLATIONS = """#define SIP_STATUS_NO_TRANSLATIONS
#include "sip_status_semantics.h"
#include <stdio.h>

int main(void) {
#ifdef SIP_STATUS_LANGUAGE_MAP
#error "translations"
#endif
  puts(sip_status_text(sip_status_fact_at(486, 1)->text));
  return 0;
}
"""
ONLY_INCLUDES = '#include "sip_status_semantics.h"\n#include "sip_status_semantics.h"\n'


def write_headers(folder: Path, spec: Path = consumers.SPEC) -> None:
    """The headers in ``folder``."""
    consumers.write(render(load_registry(spec), find("c")), folder)


@SPECS
def test_every_fact_is_the_specs(
    spec: Path, c_compiler: CCompiler, language: str, tmp_path: Path
) -> None:
    source = consumers.write_consumer("c", tmp_path, spec, semantics=True)
    assert source.name == "semantics.c"
    expected = semantics_dump.expected_semantics(spec)
    assert build_and_run(c_compiler, language, source) == expected


def test_facts_of_historic_codes_on_request(c_compiler: CCompiler, tmp_path: Path) -> None:
    source = consumers.write_consumer("c", tmp_path, include_historic=True, semantics=True)
    expected = semantics_dump.expected_semantics(include_historic=True)
    assert "\n409\t" in expected
    assert build_and_run(c_compiler, "c99", source) == expected


def test_facts_of_an_overlays_codes(c_compiler: CCompiler, language: str, tmp_path: Path) -> None:
    overlay = write(tmp_path, "vendor.toml", OVERLAY)
    folder = tmp_path / "out"
    source = consumers.write_consumer("c", folder, overlays=[overlay], semantics=True)
    expected = semantics_dump.expected_semantics(overlays=[overlay])
    assert "\n477\tWarning;To=tag?\t" in expected
    assert "\n687\tTo=tag?\t" in expected
    assert build_and_run(c_compiler, language, source) == expected
    text = (folder / "sip_status.h").read_text("utf-8")
    assert "SIP_STATUS_RETRY_LATER_ = 477," in text
    assert "SIP_STATUS_METHOD_INVITE_ = 687," in text
    assert "SIP_STATUS_METHOD_NOT_ALLOWED = 405," in text


def test_a_spec_of_names_and_phrases_alone(
    c_compiler: CCompiler, language: str, tmp_path: Path
) -> None:
    bare = write(tmp_path, "bare.toml", "\n".join(_without_semantics()))
    source = consumers.write_consumer("c", tmp_path / "out", bare, semantics=True)
    expected = semantics_dump.expected_semantics(bare)
    assert expected.startswith("100\t\t\t\t\t0\t-\t-\t\t-\t0\t-\t\t\t\t\n200\t")
    assert build_and_run(c_compiler, language, source) == expected


def _without_semantics() -> Iterator[str]:
    yield '[spec]\nversion = "1.0.0"\nregistry_date = 2026-01-07'
    yield '[protocol]\nname = "SIP"\nversion = "2.0"'
    yield "[limits]\nstatus_code_min = 100\nstatus_code_max = 699\nstatus_line_max = 65535"
    reference = 'references = [{ rfc = 3261, section = "21" }]'
    for digit in range(1, 7):
        fallback = 183 if digit == 1 else digit * 100
        final = "false" if digit == 1 else "true"
        yield f'[[class]]\ndigit = {digit}\nname = "C{digit}"\ntitle = "{digit}xx"\nsummary = "."'
        yield f"final = {final}\nfallback = {fallback}\n{reference}"
    for code in (100, 200, 404):
        yield f'[[status]]\ncode = {code}\nname = "S{code}"\nphrase = "P {code}"\nsummary = "."'
        yield f'state = "registered"\n{reference}'


def test_prefix_and_header_are_options(
    c_compiler: CCompiler, language: str, tmp_path: Path
) -> None:
    options = {"c.prefix": "ACME_SIP_", "c.header": "acme.hpp"}
    source = consumers.write_consumer("c", tmp_path, options=options, semantics=True)
    assert build_and_run(c_compiler, language, source) == semantics_dump.expected_semantics()
    assert {path.name for path in tmp_path.glob("*.h*")} == {"acme.hpp", "acme_semantics.hpp"}
    text = (tmp_path / "acme_semantics.hpp").read_text("utf-8")
    assert (
        '#ifndef ACME_SIP_SEMANTICS_H\n#define ACME_SIP_SEMANTICS_H\n\n#include "acme.hpp"' in text
    )
    assert "sip_status_" not in text.lower()


@SPECS
def test_details_are_the_specs(
    spec: Path, c_compiler: CCompiler, language: str, tmp_path: Path
) -> None:
    write_headers(tmp_path, spec)
    source = write(tmp_path, "details.c", DETAILS)
    registry = tomllib.loads(spec.read_text("utf-8"))
    classes = {of_class["digit"]: of_class for of_class in registry["class"]}
    expected = "".join(
        f"{line}\n"
        for code, entry in consumers.read_statuses(spec).items()
        for line in _details(entry, classes[code // 100])
    )
    assert build_and_run(c_compiler, language, source) == expected


CONDITIONS = ["none", *get_args(vocabulary.Condition), "other"]


def _details(entry: Mapping[str, Any], of_class: Mapping[str, Any]) -> Iterator[str]:
    code = entry["code"]
    retry = entry.get("retry", of_class["retry"])
    proxy = entry.get("proxy", [])
    if all(rule["rule"] != "never_forwarded" for rule in proxy):
        proxy = [*proxy, *of_class["proxy"]]
    facts = [
        [entry["generated_by"]] if "generated_by" in entry else [],
        [retry],
        proxy,
        [dialog] if (dialog := entry.get("dialog", of_class.get("dialog"))) else [],
        [entry["isup"]] if "isup" in entry else [],
    ]
    marks = [[_marks(fact) for fact in of_kind] for of_kind in facts]
    inferred = sum(any(mark for mark, _ in of_kind) << bit for bit, of_kind in enumerate(marks))
    unverified = sum(any(mark for _, mark in of_kind) << bit for bit, of_kind in enumerate(marks))
    replaced = next((rule["code"] for rule in proxy if "code" in rule), 0)
    delay = retry.get("delay", (0, 0))
    least, most = (round(1000 * seconds) for seconds in delay)
    owner_least, owner_most = (round(1000 * s) for s in retry.get("owner_delay", delay))
    first = entry.get("isup", {}).get("first")
    gateway = ["remedy", "authenticate"].index(first) + 1 if first else 0
    has_cause = "cause" in entry["isup"] if "isup" in entry else code >= 400
    yield (
        f"{code} inferred {inferred} unverified {unverified}"
        f" replaced {replaced} or {retry.get('without_retry_after', 0)}"
        f" delay {least} {most} owner {owner_least} {owner_most}"
        f" gateway {gateway} {int(has_cause and code >= 600)}"
    )
    yield from (f"change {change}" for change in retry.get("change", ()))
    for rule in semantics_dump.rules("headers", entry, of_class):
        condition = rule.get("condition", "other" if "when" in rule else "none")
        yield f"header {_source(rule)} {CONDITIONS.index(condition)} {_marked(rule)}"
    for rule in semantics_dump.rules("request_headers", entry, of_class):
        condition = rule.get("condition", "other" if "when" in rule else "none")
        level = 1 + ["must", "should"].index(rule["level"])
        yield f"request {_source(rule)} {level} {CONDITIONS.index(condition)} {_marked(rule)}"
    for rule in semantics_dump.rules("methods", entry, of_class):
        yield f"method {_source(rule)} {int('when' in rule)} {_marked(rule)}"


def _marks(fact: Mapping[str, Any]) -> tuple[bool, bool]:
    return fact.get("basis") == "inferred", not fact.get("verified", True)


def _marked(fact: Mapping[str, Any]) -> str:
    return " ".join(str(int(mark)) for mark in _marks(fact))


def _source(fact: Mapping[str, Any]) -> str:
    return f"{fact['source']['rfc']} {fact['source']['section']}"


def test_some_details_by_hand(c_compiler: CCompiler, tmp_path: Path) -> None:
    write_headers(tmp_path)
    lines = build_and_run(c_compiler, "c99", write(tmp_path, "details.c", DETAILS)).splitlines()
    for line in (
        # RFC 3261 section 14.1: 2.1 to 4 seconds for the owner of the Call-ID, else up to 2.
        "491 inferred 0 unverified 0 replaced 0 or 0 delay 0 2000 owner 2100 4000 gateway 0 0",
        # RFC 3261 sections 16.7 and 21.5.4; who sends it is a reading of the section.
        "503 inferred 1 unverified 0 replaced 500 or 500 delay 0 0 owner 0 0 gateway 0 0",
        # RFC 3398 section 8.2.6.1: credentials first; 6xx have the location "user".
        "401 inferred 0 unverified 0 replaced 0 or 0 delay 0 0 owner 0 0 gateway 2 0",
        "603 inferred 0 unverified 0 replaced 0 or 0 delay 0 0 owner 0 0 gateway 0 1",
        "change Authorization",
        "header 3261 21.4.6 0 0 0",
        # RFC 6442 section 4.3: a location in the request; RFC 8876 does not name the header field.
        "request 6442 4.3 1 0 0 0",
        "request 8876 5.1 1 0 1 0",
    ):
        assert line in lines


def test_unknown_codes_and_arguments(c_compiler: CCompiler, language: str, tmp_path: Path) -> None:
    write_headers(tmp_path)
    defines = (f"#define UNREGISTERED_{digit} {UNREGISTERED[digit]}\n" for digit in (4, 6))
    strange = "".join(defines) + STRANGE
    output = build_and_run(c_compiler, language, write(tmp_path, "strange.c", strange))
    # About, retry, proxy, effect, ISUP cause, code, first header field.
    assert output.splitlines() == [
        "1 1 2 1 0 183 Contact",  # progress: wait; forwarded at once; nothing ends
        "1 1 2 1 0 0 To",
        "3 40 4 3 31 0 To",  # target: change or elsewhere; best response; transaction; cause 31
        "4 16 96 3 31 0 To",  # user: later; ends the search, preferred; transaction; cause 31
        *["0 0 0 0 0 0 -"] * 4,
        "11110 16",
    ]


@SPECS
def test_every_fact_has_its_text_and_source(
    spec: Path, c_compiler: CCompiler, language: str, tmp_path: Path
) -> None:
    source = consumers.write_consumer("c", tmp_path, spec, facts=True)
    assert source.name == "facts.c"
    assert build_and_run(c_compiler, language, source) == facts_dump.expected_facts(spec)


def test_a_spec_without_facts_has_none(
    c_compiler: CCompiler, language: str, tmp_path: Path
) -> None:
    bare = write(tmp_path, "bare.toml", "\n".join(_without_semantics()))
    source = consumers.write_consumer("c", tmp_path / "out", bare, facts=True)
    assert build_and_run(c_compiler, language, source) == facts_dump.expected_facts(bare)


def test_translations_can_be_left_out(c_compiler: CCompiler, language: str, tmp_path: Path) -> None:
    write_headers(tmp_path)
    source = write(tmp_path, "small.c", WITHOUT_TRANSLATIONS)
    said = consumers.read_statuses()[486]["retry"]["text"]
    assert build_and_run(c_compiler, language, source) == f"{said}\n"


def test_headers_of_two_specs_are_refused_together(c_compiler: CCompiler, tmp_path: Path) -> None:
    write_headers(tmp_path)
    (tmp_path / "sip_status.h").write_text(header(spec=consumers.NASTY), encoding="utf-8")
    source = write(tmp_path, "main.c", ONLY_INCLUDES)
    with pytest.raises(pytest.fail.Exception, match="was rendered from another spec"):
        c_compiler("-x", "c", "-std=c99", "-fsyntax-only", source)


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_all_data_is_constant(
    level: str, c_compiler: CCompiler, language: str, tmp_path: Path
) -> None:
    write_headers(tmp_path)
    # Sanitizers, which zig cc turns on, bring tables of their own.
    flags = [*toolchains.C_LANGUAGES[language], level, "-fPIC", "-fno-sanitize=all", "-g0", "-S"]

    def assembly(name: str, text: str) -> str:
        output = tmp_path / f"{name}.s"
        c_compiler(*flags, write(tmp_path, name, text), "-o", output)
        return output.read_text("utf-8")

    used = assembly("required.c", REQUIRED)
    assert "WWW-Authenticate" in used
    assert "Timestamp" in used
    assert not NOT_CONSTANT.search(used)
    assert "sip_status" not in assembly("includes.c", ONLY_INCLUDES)


def test_the_vocabulary_is_that_of_the_spec() -> None:
    """Every word that the schema allows has a constant, and no constant is of another word."""
    text = header(semantics=True)
    about = get_args(get_args(ResponseClass.model_fields["about"].annotation)[0])
    options = get_args(get_args(semantics.Retry.model_fields["options"].annotation)[0])
    vocabularies = {
        "ABOUT": about,
        "BY": get_args(vocabulary.Element),
        "CONDITION": ("none", *get_args(vocabulary.Condition), "other"),
        "EFFECT": (
            "unstated",
            *get_args(semantics.DialogEffect.model_fields["effect"].annotation),
        ),
        "ISUP_FIRST": (
            "nothing",
            *get_args(get_args(semantics.IsupCause.model_fields["first"].annotation)[0]),
        ),
        "LEVEL": get_args(vocabulary.Level),
        "DENOMINATOR": get_args(semantics.Metric.model_fields["denominator"].annotation),
        "STEP": get_args(semantics.Selection.model_fields["step"].annotation),
        "PROXY_RULE": get_args(semantics.ProxyRule.model_fields["rule"].annotation),
        "RETRY": options,
        "RULE": get_args(semantics.MethodRule.model_fields["rule"].annotation),
    }
    for kind, words in vocabularies.items():
        lines = [line for line in text.splitlines() if line.startswith(f"  SIP_STATUS_{kind}_")]
        constants = {line.split(" = ")[0].strip(" ,") for line in lines}
        assert constants == {f"SIP_STATUS_{kind}_{word.upper()}" for word in words}


def test_more_methods_than_an_int_has_bits_are_refused(tmp_path: Path) -> None:
    registry = load_registry()
    method = registry.methods[0]
    names = [f"M{chr(ord('A') + i // 26)}{chr(ord('A') + i % 26)}" for i in range(32)]
    many = tuple(method.model_copy(update={"name": name}) for name in names)
    render(registry.model_copy(update={"methods": many[:17] + registry.methods}), TARGET)
    with pytest.raises(CodegenError, match="more than 31 methods or metrics"):
        render(registry.model_copy(update={"methods": many}), TARGET)


@pytest.mark.formatting
@pytest.mark.parametrize("options", [{}, {"c.prefix": "ACME_", "c.header": "acme.h"}])
def test_the_output_is_what_clang_format_would_write(
    options: dict[str, str], clang_format: Command
) -> None:
    text = header(options, semantics=True)
    style = f"--style=file:{toolchains.ROOT / '.clang-format'}"
    arguments = [*clang_format, style, "--assume-filename=sip_status_semantics.h"]
    assert toolchains.run(arguments, stdin=text) == text
