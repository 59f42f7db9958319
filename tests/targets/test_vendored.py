"""What the linters, loaders and build tools of a project say that has taken a copy of our files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import toolchains
from languages import HOSTILE, rendered, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.languages

C_FILES = ("sip_status.h", "sip_statusline.h", "sip_status_meaning.h", "sip_status_meaning.c")
DIALECTS = {
    "c": ("c99", "c11", "c17", "c23"),
    "c++": ("c++11", "c++14", "c++17", "c++20", "c++23"),
}
# They concern layout, and the C++ of 1998.
WITHOUT = ("-Wno-padded", "-Wno-c++98-compat", "-Wno-c++98-compat-pedantic")
# Tastes, and what C cannot do otherwise: its enumerators are signed.
CHECKS = "bugprone-*,cert-*,performance-*,portability-*,-performance-enum-size"
CHECKS += ",-bugprone-easily-swappable-parameters,-bugprone-signed-bitwise"

INCLUDES = "".join(f'#include "{name}"\n' for name in C_FILES if name.endswith(".h"))
PROGRAM = """\
#include <sip_status.h>
#include <sip_status_meaning.h>
#include <stdio.h>

int main(void) {
  printf("%s %d\\n", sip_status_reason_phrase(486), sip_status_cause_of(486, 0));
  return 0;
}
"""
CONSUMER = """\
cmake_minimum_required(VERSION 3.14)
project(consumer LANGUAGES C)
find_package(sip_status 1.0 REQUIRED)
add_executable(program program.c)
target_link_libraries(program sip_status::sip_status)
"""

ESLINT = """\
import js from "@eslint/js";
import typescript from "typescript-eslint";
export default [js.configs.all, ...typescript.configs.strict, { rules: { "max-len": "error" } }];
"""
JEST = """\
const sip = require("./sip-status.cjs");
const meaning = require("./sip-status-meaning.cjs");
test("a response", () => {
  expect(sip.reasonPhrase(sip.BUSY_HERE)).toBe("Busy Here");
  expect(meaning.causeOf(486)).toBe(17);
});
"""
ANY_MODULE = """\
import { BUSY_HERE } from "./sip-status.ts";
import { reasonPhrase } from "./sip-status.js";
import { statusLine } from "./sip-status.cjs";
import { causeOf } from "./sip-status-meaning.js";
console.log(BUSY_HERE, reasonPhrase(486), statusLine(486).trim(), causeOf(486));
"""


def copy(target: str, folder: Path, options: Mapping[str, str] | None = None) -> Path:
    """A copy of the output, with an overlay that looks for a way out of it."""
    write(rendered(target, overlays=[HOSTILE], options=options), folder)
    return folder


def program(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("language", "dialect"), [(name, dialect) for name in DIALECTS for dialect in DIALECTS[name]]
)
def test_clang_has_nothing_to_say(language: str, dialect: str, tmp_path: Path) -> None:
    copy("c", tmp_path)
    compiler = toolchains.usable(toolchains.c_compilers()[-1])
    for source in (program(tmp_path, "all.c", INCLUDES), tmp_path / C_FILES[-1]):
        flags = ("-x", language, f"-std={dialect}", "-Weverything", "-Werror", *WITHOUT)
        compiler(*flags, "-c", source, "-o", tmp_path / "all.o")


@pytest.mark.parametrize("inline", ["", "__inline"])
def test_c89_needs_only_another_word_for_inline(inline: str, tmp_path: Path) -> None:
    copy("c", tmp_path)
    warnings = ("-Wall", "-Wextra", "-Werror", "-Wdeclaration-after-statement")
    unused = () if inline else ("-Wno-unused-function",)
    for compiler in map(toolchains.usable, toolchains.c_compilers()):
        for source in (program(tmp_path, "all.c", INCLUDES), tmp_path / C_FILES[-1]):
            flags = ("-std=c89", f"-Dinline={inline}", *warnings, *unused)
            compiler(*flags, "-c", source, "-o", tmp_path / "all.o")


@pytest.mark.parametrize("dialect", ["c99", "c++17"])
def test_clang_tidy_has_nothing_to_say(dialect: str, tmp_path: Path) -> None:
    copy("c", tmp_path)
    sources = [program(tmp_path, "all.c", INCLUDES), tmp_path / C_FILES[-1]]
    language = "c++" if dialect.startswith("c++") else "c"
    options = ("--quiet", "--warnings-as-errors=*", "--header-filter=.*", f"--checks={CHECKS}")
    command = [*toolchains.tool("clang-tidy"), *options, *map(str, sources)]
    toolchains.run([*command, "--", "-x", language, f"-std={dialect}"], cwd=tmp_path)


def test_cppcheck_has_nothing_to_say(tmp_path: Path) -> None:
    copy("c", tmp_path)
    program(tmp_path, "all.c", INCLUDES)
    without = ("unusedFunction", "staticFunction", "missingIncludeSystem", "checkersReport")
    options = ("--quiet", "--enable=all", "--check-level=exhaustive", "--error-exitcode=1")
    suppressed = (f"--suppress={name}" for name in without)
    command = [*toolchains.tool("cppcheck"), *options, *suppressed, "all.c", C_FILES[-1]]
    toolchains.run(command, cwd=tmp_path)


def test_cmake_and_pkg_config_find_the_package(tmp_path: Path) -> None:
    source, project = copy("c", tmp_path / "source", {"c.cmake": "yes"}), tmp_path / "project"
    project.mkdir()
    program(project, "program.c", PROGRAM)
    program(project, "CMakeLists.txt", CONSUMER)
    cmake, installed = toolchains.tool("cmake"), tmp_path / "installed"
    for folder in (source, project):
        prefixes = (f"-DCMAKE_INSTALL_PREFIX={installed}", f"-DCMAKE_PREFIX_PATH={installed}")
        options = ("-DCMAKE_INSTALL_LIBDIR=lib", *prefixes)
        toolchains.run([*cmake, "-S", str(folder), "-B", str(folder / "build"), *options])
        toolchains.run([*cmake, "--build", str(folder / "build")])
        if folder is source:
            toolchains.run([*cmake, "--install", str(folder / "build")])
    expected = "Busy Here 17\n"  # RFC 3261 section 21.4.24, RFC 3398 section 8.2.6.1
    assert toolchains.run([project / "build" / "program"]) == expected

    command = [*toolchains.tool("pkg-config"), "--cflags", "--libs", "sip_status"]
    where = {"PKG_CONFIG_PATH": str(installed / "lib" / "pkgconfig")}
    flags = toolchains.run(command, env=where).split()
    compiler = toolchains.usable(toolchains.c_compilers()[0])
    compiler(project / "program.c", *flags, "-o", project / "program")
    assert toolchains.run([project / "program"]) == expected


def test_staticcheck_has_nothing_to_say(tmp_path: Path) -> None:
    copy("go", tmp_path)
    command = [*toolchains.tool("staticcheck"), "-checks=all", "./..."]
    assert toolchains.run(command, cwd=tmp_path, env={"GOWORK": "off"}) == ""


def test_linters_of_javascript_leave_it(tmp_path: Path) -> None:
    copy("typescript", tmp_path)
    (tmp_path / "package.json").unlink()
    (tmp_path / "node_modules").symlink_to(toolchains.node_linters())
    program(tmp_path, "eslint.config.mjs", ESLINT)
    eslint = toolchains.node_linter("eslint", "eslint")
    ignored = "--ignore-pattern=eslint.config.mjs"
    toolchains.run([*eslint, "--max-warnings=0", ignored, "."], cwd=tmp_path)
    (tmp_path / "eslint.config.mjs").unlink()
    files = [path.name for path in tmp_path.glob("sip-status*")]
    biome = toolchains.node_linter("@biomejs/biome", "biome")
    toolchains.run([*biome, "check", "--error-on-warnings", *files], cwd=tmp_path)
    deno = toolchains.node_linter("deno", "deno")
    toolchains.run([*deno, "lint", *files], cwd=tmp_path)


def test_jest_requires_it(tmp_path: Path) -> None:
    copy("typescript", tmp_path)
    program(tmp_path, "package.json", '{"private": true}')
    program(tmp_path, "any.test.js", JEST)
    jest = toolchains.node_linter("jest", "jest")
    toolchains.run([*jest, "--rootDir", str(tmp_path)], cwd=tmp_path)


@pytest.mark.parametrize("runtime", ["deno", "bun"])
def test_other_runtimes_load_each_file(runtime: str, tmp_path: Path) -> None:
    write(rendered("typescript"), tmp_path)
    program(tmp_path, "any.mjs", ANY_MODULE)
    command = toolchains.node_linter(runtime, runtime)
    printed = toolchains.run([*command, "run", "any.mjs"], cwd=tmp_path)
    assert printed == "486 Busy Here SIP/2.0 486 Busy Here 17\n"


def test_the_types_are_right_for_every_resolver(npm: toolchains.Command, tmp_path: Path) -> None:
    write(rendered("typescript"), tmp_path)
    packed = toolchains.run([*npm, "pack", "--json", "--offline"], cwd=tmp_path)
    attw = toolchains.node_linter("@arethetypeswrong/cli", "attw")
    toolchains.run([*attw, "--no-color", json.loads(packed)[0]["filename"]], cwd=tmp_path)
