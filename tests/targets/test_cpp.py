"""What only C++ can get wrong: dialects, warnings, constants, programs of several units, layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import toolchains
from languages import HOSTILE, rendered, write
from sipstatus_codegen import CodegenError

if TYPE_CHECKING:
    from pathlib import Path

    from toolchains import CCompiler, Command

pytestmark = pytest.mark.languages

HEADERS = ("sip_status.hpp", "sip_status_meaning.hpp")
WARNINGS = (
    *("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wsign-conversion", "-Wshadow"),
    *("-Wold-style-cast", "-Wundef", "-Wcast-qual", "-Wdeprecated", "-Werror"),
)
CONSTANTS = """
static_assert(sip::to_int(sip::StatusCode::BusyHere) == sip::status::BusyHere, "");
static_assert(sip::reason_phrase(486)[0] == 'B', "");
static_assert(sip::fallback_code(499) == 400 && sip::is_final(499), "");
static_assert(sip::response_class(699) == sip::ResponseClass::GlobalFailure, "");
static_assert(sip::meaning_of(486)->isup.cause == 17, "");
static_assert(sip::meaning_of(486)->retry.options[0] == sip::RetryOption::Later, "");
static_assert(sip::meaning_of(700) == nullptr, "");
"""


@pytest.mark.parametrize("dialect", ["c++11", "c++14", "c++17", "c++20", "c++2b"])
@pytest.mark.parametrize("of", [{}, {"overlays": [HOSTILE]}], ids=["real", "hostile"])
def test_compilers_have_nothing_to_say(
    of: dict[str, Any], dialect: str, cpp_compiler: CCompiler, tmp_path: Path
) -> None:
    includes = "".join(f'#include "{header}"\n' for header in (*HEADERS, *HEADERS))
    unit = (includes + CONSTANTS).encode()
    write({**rendered("cpp", **of), "unit.cpp": unit}, tmp_path)
    flags = (f"-std={dialect}", *WARNINGS, "-c", "-o", "unit.o")
    cpp_compiler(*flags, "unit.cpp", cwd=tmp_path)


@pytest.mark.parametrize("dialect", ["c++11", "c++17"])
def test_several_units_share_the_data(
    dialect: str, cpp_compiler: CCompiler, tmp_path: Path
) -> None:
    write(rendered("cpp"), tmp_path)
    one = '#include "sip_status_meaning.hpp"\nconst void *{}() {{ return sip::meaning_of(486); }}\n'
    (tmp_path / "one.cpp").write_text(one.format("one"))
    two = "const void *one();\nint main() { return one() != two(); }\n"
    (tmp_path / "two.cpp").write_text(one.format("two") + two)
    flags = (f"-std={dialect}", "-O0", "-o", "two")
    cpp_compiler(*flags, "one.cpp", "two.cpp", cwd=tmp_path)
    toolchains.run([tmp_path / "two"])


def test_unknown_names_and_numbers(tmp_path: Path) -> None:
    write(rendered("cpp", overlays=[HOSTILE]), tmp_path)
    program = """#include "sip_status_meaning.hpp"
#include <iostream>
int main() {
  std::cout << (sip::meaning_of(99) == nullptr) << sip::cause_of(99) << sip::cause_of(486, "ACME")
            << sip::code_for_cause(0) << sip::code_for_cause(128)
            << sip::code_for_cause(17, false, false, "ACME") << '|' << sip::phrase_in("xx", 486)
            << sip::phrase_in("zh", 499) << sip::phrase_in("zh", -1) << '|'
            << sip::to_string(sip::header_of("i")) << sip::to_string(sip::header_of("RETRY-after"))
            << sip::to_string(sip::header_of("")) << sip::to_string(sip::header_of("X-Unknown"))
            << sip::to_string(static_cast<sip::Level>(99)) << '|' << sip::cause_of(486, "")
            << sip::code_for_cause(17, false, false, "") << sip::phrase_in(nullptr, 486)
            << sip::to_string(sip::header_of(nullptr)) << sip::to_string(sip::header_of("\\u017f"))
            << sip::to_string(sip::header_of("\\u212a")) << sip::to_string(sip::header_of("\\xff"))
            << sip::to_string(sip::header_of("K")) << '\\n';
}
"""
    (tmp_path / "strange.cpp").write_text(program)
    build = [*toolchains.tool("g++"), "-std=c++11", "strange.cpp", "-o", "strange"]
    toolchains.run(build, cwd=tmp_path)
    assert toolchains.run([tmp_path / "strange"]) == "100000||Call-IDRetry-After|00Supported\n"


@pytest.mark.parametrize("name", ["int", "Sip", "a__b", "1a", "a::b", "std", "a b", ""])
def test_a_namespace_must_be_a_name(name: str) -> None:
    with pytest.raises(CodegenError, match="does not match"):
        rendered("cpp", options={"cpp.namespace": name})


def test_the_namespace_is_an_option(tmp_path: Path) -> None:
    write(rendered("cpp", options={"cpp.namespace": "acme"}), tmp_path)
    unit = '#include "sip_status.hpp"\nint main() { return acme::status::Ok - 200; }\n'
    (tmp_path / "unit.cpp").write_text(unit)
    toolchains.run([*toolchains.tool("g++"), "unit.cpp", "-o", "unit"], cwd=tmp_path)
    toolchains.run([tmp_path / "unit"])


def test_clang_format_changes_nothing(clang_format: Command) -> None:
    style = f"--style=file:{toolchains.ROOT / '.clang-format'}"
    for path, content in rendered("cpp").items():
        command = [*clang_format, style, f"--assume-filename={path}"]
        assert toolchains.run(command, stdin=content.decode()) == content.decode()
