"""What only C# can get wrong: documentation in XML, namespaces, names that objects have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import toolchains
from languages import HOSTILE, NASTY, rendered, write
from sipstatus_codegen import CodegenError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.languages

FLAGS = ("-langversion:6", "-codepage:utf8", "-warn:4", "-warnaserror")


def compiled(folder: Path, *arguments: str) -> None:
    toolchains.run([*toolchains.tool("mcs"), *FLAGS, *arguments], cwd=folder)


@pytest.mark.parametrize(
    "of", [{}, {"overlays": [HOSTILE]}, {"spec": NASTY}], ids=["real", "hostile", "nasty"]
)
def test_the_documentation_is_xml(of: dict[str, Any], tmp_path: Path) -> None:
    """The compiler reads it when it writes it out."""
    write(rendered("csharp", **of), tmp_path)
    sources = ("SipStatus.cs", "SipStatusMeaning.cs")
    compiled(tmp_path, "-target:library", "-doc:all.xml", "-out:all.dll", *sources)
    assert "100 " in (tmp_path / "all.xml").read_text("utf-8")


def test_names_that_the_class_or_every_object_has_are_dodged(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.toml"
    names = ("TO_STRING", "EQUALS", "GET_TYPE", "SIP_STATUS", "REASON_PHRASE", "RESPONSE_CLASS")
    entries = (
        f'[[status]]\ncode = {670 + n}\nname = "{name}"\nphrase = "{n}"\nsummary = "{n}"\n'
        'state = "vendor"\n'
        for n, name in enumerate(names)
    )
    overlay.write_text("\n".join(entries))
    write(rendered("csharp", overlays=[overlay]), tmp_path)
    used = " + ".join(f"Sip.SipStatus.{name}" for name in ("ToString_", "Equals_", "SipStatus_"))
    program = f"static class Program {{ static void Main() {{ System.Console.Write({used}); }} }}\n"
    (tmp_path / "program.cs").write_text(program)
    compiled(tmp_path, "-out:program.exe", "SipStatus.cs", "program.cs")
    printed = toolchains.run([*toolchains.tool("mono"), "program.exe"], cwd=tmp_path)
    assert printed == str(670 + 671 + 673)


def test_strange_arguments_and_a_namespace_of_ones_own(tmp_path: Path) -> None:
    options = {"csharp.namespace": "Org.Example2.Sip"}
    write(rendered("csharp", overlays=[HOSTILE], options=options), tmp_path)
    program = """using System;
using Org.Example2.Sip;
static class Program
{
    static void Main()
    {
        Console.WriteLine(SipStatusMeaning.MeaningOf(99) == null);
        Console.WriteLine(SipStatusMeaning.CauseOf(-1) + SipStatusMeaning.CauseOf(486, "ACME"));
        Console.WriteLine(SipStatusMeaning.CodeForCause(0) + SipStatusMeaning.CodeForCause(128));
        Console.WriteLine(SipStatusMeaning.CodeForCause(17, false, false, "ACME"));
        Console.WriteLine(SipStatusMeaning.PhraseIn("xx", 486) + ((Level)99).Word());
        Console.WriteLine(SipStatusMeaning.HeaderOf("i"));
        Console.WriteLine(SipStatusMeaning.HeaderOf("RETRY-after"));
        Console.WriteLine(SipStatusMeaning.HeaderOf(""));
        foreach (string name in new[] { "X-Unknown", null, "\\u017f", "\\u212a" })
        {
            Console.WriteLine(SipStatusMeaning.HeaderOf(name));
        }
        Console.WriteLine(SipStatusMeaning.HeaderOf("K"));
        Console.WriteLine(SipStatusMeaning.CauseOf(486, ""));
        Console.WriteLine(SipStatusMeaning.CodeForCause(17, false, false, ""));
        Console.WriteLine(SipStatusMeaning.CauseOf(486, null));
        Console.WriteLine(SipStatusMeaning.CodeForCause(17, false, false, null));
        Console.WriteLine(SipStatusMeaning.PhraseIn(null, 486));
    }
}
"""
    (tmp_path / "program.cs").write_text(program)
    compiled(tmp_path, "-out:program.exe", "SipStatusMeaning.cs", "program.cs")
    printed = toolchains.run([*toolchains.tool("mono"), "program.exe"], cwd=tmp_path)
    assert printed.split("\n") == [
        *("True", "0", "0", "0", "", "CallId", "RetryAfter", *(5 * ["None"])),
        *("Supported", "0", "0", "17", "486", "", ""),
    ]


@pytest.mark.parametrize("name", ["sip", "Org..Example", "Org.1", "A B", "A;", ""])
def test_a_namespace_must_be_a_name(name: str) -> None:
    with pytest.raises(CodegenError, match="does not match"):
        rendered("csharp", options={"csharp.namespace": name})
