"""What only Java can get wrong: escapes outside of strings, packages, layout; and Kotlin's view."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
import toolchains
from languages import HOSTILE, NASTY, rendered, write
from sipstatus_codegen import CodegenError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.languages

KOTLIN = """import sipstatus.SipStatus
import sipstatus.SipStatusMeaning

fun main() {
    val code: Int = SipStatus.BUSY_HERE
    val kind = when {
        code == SipStatus.OK -> "fine"
        SipStatus.isFinal(code) -> "final"
        else -> "provisional"
    }
    val options = SipStatusMeaning.meaningOf(code)?.retry?.options.orEmpty()
    val none = SipStatusMeaning.meaningOf(700)?.about?.toString()
    val retry = options.joinToString(" or ") { it.name }
    println("$code ${SipStatus.reasonPhrase(code)}, $kind, $retry, $none")
}
"""


def test_google_java_format_changes_nothing(tmp_path: Path) -> None:
    write(rendered("java"), tmp_path)
    tool = [*toolchains.tool("java"), "-jar", toolchains.jars("google-java-format-*")]
    command = [*tool, "--dry-run", "--set-exit-if-changed"]
    assert toolchains.run([*command, *map(str, sorted(tmp_path.glob("*.java")))]) == ""


def test_kotlin_uses_it(tmp_path: Path) -> None:
    write(rendered("java"), tmp_path)
    (tmp_path / "Main.kt").write_text(KOTLIN)
    sources = ["SipStatus.java", "SipStatusMeaning.java"]
    toolchains.run([*toolchains.tool("javac"), "-d", "classes", *sources], cwd=tmp_path)
    java, library = toolchains.tool("java"), toolchains.jars("kotlin*")
    compiler = [*java, "-cp", library, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", "-no-stdlib"]
    path = os.pathsep.join(["classes", library])
    toolchains.run([*compiler, "-Werror", "-cp", path, "-d", "classes", "Main.kt"], cwd=tmp_path)
    printed = toolchains.run([*java, "-cp", path, "MainKt"], cwd=tmp_path)
    assert printed == "486 Busy Here, final, LATER or ELSEWHERE, null\n"


@pytest.mark.parametrize("of", [{"overlays": [HOSTILE]}, {"spec": NASTY}], ids=["hostile", "nasty"])
def test_the_documentation_can_be_made(of: dict[str, Any], tmp_path: Path) -> None:
    """Texts of overlays are no tags, no HTML, no characters by number and no end of a comment."""
    write(rendered("java", **of), tmp_path)
    lint = ["-Xdoclint:all,-missing", "-Werror", "-quiet", "-d", "pages"]
    sources = ["SipStatus.java", "SipStatusMeaning.java"]
    toolchains.run([*toolchains.tool("javadoc"), *lint, *sources], cwd=tmp_path)


def test_a_character_by_number_in_a_text_stays_text(tmp_path: Path) -> None:
    """The Java Language Specification (3.3) reads these before strings and comments."""
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(
        """[[status]]
code = 498
name = "ESCAPED"
phrase = "Escaped"
summary = '\\u002a\\u002f int evil; \\\\u002a\\\\u002f \\u000a int evil; \\uuu000a \\'
state = "vendor"

[[status.headers]]
names = ["Warning"]
level = "may"
source = { rfc = 3261, section = "20.43" }
value = '\\u0022 + evil() + \\\\u0022'
""",
        "utf-8",
    )
    write(rendered("java", overlays=[overlay]), tmp_path)
    program = """import sipstatus.SipStatusMeaning;
class Main {
  public static void main(String[] arguments) {
    System.out.println(SipStatusMeaning.meaningOf(498).headers().get(0).value());
  }
}
"""
    (tmp_path / "Main.java").write_text(program)
    compile_all = [*toolchains.tool("javac"), "-Xlint:all", "-Werror", "-d", "classes"]
    sources = ["SipStatus.java", "SipStatusMeaning.java", "Main.java"]
    toolchains.run([*compile_all, *sources], cwd=tmp_path)
    printed = toolchains.run([*toolchains.tool("java"), "-cp", "classes", "Main"], cwd=tmp_path)
    assert printed == "\\u0022 + evil() + \\\\u0022\n"


def test_strange_arguments_and_a_package_of_ones_own(tmp_path: Path) -> None:
    options = {"java.package": "org.example.sip2"}
    write(rendered("java", overlays=[HOSTILE], options=options), tmp_path)
    program = """import org.example.sip2.SipStatusMeaning;
class Main {
  public static void main(String[] arguments) {
    System.out.print(SipStatusMeaning.meaningOf(99) + "|" + SipStatusMeaning.causeOf(-1) + "|");
    System.out.print(SipStatusMeaning.causeOf(486, "ACME") + "|");
    System.out.print(SipStatusMeaning.codeForCause(0, false, false) + "|");
    System.out.print(SipStatusMeaning.codeForCause(128, true, true) + "|");
    System.out.print(SipStatusMeaning.codeForCause(17, false, false, "ACME") + "|");
    System.out.print(SipStatusMeaning.phraseIn("xx", 486) + "|");
    System.out.print(SipStatusMeaning.headerOf("i") + "|");
    System.out.print(SipStatusMeaning.headerOf("RETRY-after") + "|");
    System.out.print(SipStatusMeaning.headerOf("") + "|");
    System.out.println(SipStatusMeaning.headerOf("X-Unknown"));
    System.out.print(SipStatusMeaning.causeOf(486, "") + "|");
    System.out.print(SipStatusMeaning.codeForCause(17, false, false, "") + "|");
    System.out.print(SipStatusMeaning.causeOf(486, null) + "|");
    System.out.print(SipStatusMeaning.codeForCause(17, false, false, null) + "|");
    System.out.print(SipStatusMeaning.phraseIn(null, 486) + "|");
    System.out.print(SipStatusMeaning.headerOf(null) + "|");
    System.out.print(SipStatusMeaning.headerOf("\\u017f") + "|");
    System.out.print(SipStatusMeaning.headerOf("\\u212a") + "|");
    System.out.println(SipStatusMeaning.headerOf("K"));
  }
}
"""
    (tmp_path / "Main.java").write_text(program)
    sources = ["SipStatusMeaning.java", "Main.java"]
    toolchains.run([*toolchains.tool("javac"), "-d", "classes", *sources], cwd=tmp_path)
    printed = toolchains.run([*toolchains.tool("java"), "-cp", "classes", "Main"], cwd=tmp_path)
    assert printed.split("\n") == [
        "null|0|0|0|0|0||Call-ID|Retry-After|null|null",
        "0|0|17|486||null|null|null|Supported",
        "",
    ]


@pytest.mark.parametrize("name", ["Sip", "org..example", "org.class", "int", "1a", "a.b;", ""])
def test_a_package_must_be_a_name(name: str) -> None:
    with pytest.raises(CodegenError, match="does not match"):
        rendered("java", options={"java.package": name})
