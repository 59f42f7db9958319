"""The Go target: formatted, vetted, documented, and used by programs that the real Go builds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import consumers
import pytest
import toolchains
from raw_spec import VERSION
from sipstatus_codegen import CodegenError, Request, find, load_registry, render
from sipstatus_codegen.targets.go.literals import go_literal

if TYPE_CHECKING:
    from pathlib import Path

    from toolchains import Command

# Nothing may be fetched: the package stands on the standard library alone.
OFFLINE = {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOWORK": "off"}

# What tools look for at the beginning of a comment line; each is put there by a word that fills
# the line before it.
DIRECTIVES = (
    "+build ignore",
    "go:build ignore //go:build ignore",
    "//go:build ignore",
    "//line evil.go:1",
    "#cgo LDFLAGS: -levil",
    "Deprecated: by an overlay.",
    "# Heading",
    "- item",
    "[StatusOK]: https://example.org",
    "BUG(evil): none",
    "``quoted''",
)

OVERLAY = f"""\
[[status]]
code = 477
name = "SEND_FAILED"
phrase = "Send Failed"
summary = "The next hop could not be reached."
state = "vendor"

[[status]]
code = 687
name = "DIALOG_TERMINATED_BY_ID"
phrase = "Dialog Terminated"
summary = "{" ".join(f"{'x' * 97} {text}" for text in DIRECTIVES)}"
state = "vendor"
"""

RENAMED = {"go.package": "sipcodes", "go.module": "example.org/voip/sip-codes"}

ANY_INT_TEST = """\
package sipstatus_test

import (
	"fmt"
	"math"
	"strconv"
	"testing"
	"testing/quick"

	"sipstatus"
)

func outside(n int) bool {
	code := sipstatus.StatusCode(n)
	return sipstatus.ReasonPhrase(code) == "" && code.StatusLine() == "" && code.Class() == 0 &&
		code.Fallback() == 0 && !code.Class().IsFinal() && !code.IsProvisional() &&
		!code.IsFinal() && !code.IsSuccess() && !code.IsRedirection() &&
		!code.IsRequestFailure() && !code.IsServerFailure() && !code.IsGlobalFailure()
}

func inside(n int) bool {
	code := sipstatus.StatusCode(n)
	known := code.ReasonPhrase() != ""
	line := fmt.Sprintf("SIP/2.0 %d %s\\r\\n", n, code.ReasonPhrase())
	return (code.StatusLine() == line) == known && (code.Fallback() == code || !known) &&
		code.Class() == code.Fallback().Class() && int(code.Class()) == n/100 &&
		code.Fallback().ReasonPhrase() != "" && code.IsProvisional() != code.IsFinal() &&
		code.IsFinal() == code.Class().IsFinal()
}

func holds(n int) bool {
	if fmt.Sprint(sipstatus.StatusCode(n)) != strconv.Itoa(n) {
		return false
	}
	class := sipstatus.ResponseClass(n)
	if class.IsFinal() != (n >= 2 && n <= 6) || class.String() == "" {
		return false
	}
	if n >= sipstatus.MinStatusCode && n <= sipstatus.MaxStatusCode {
		return inside(n)
	}
	return outside(n)
}

func TestAnyInt(t *testing.T) {
	near := []int{math.MinInt, math.MinInt32, 0, 100, 400, 700, math.MaxInt32, math.MaxInt}
	for _, n := range near {
		for offset := -1000; offset <= 1000; offset++ {
			if !holds(n + offset) { // wraps around at the ends
				t.Errorf("%d", n+offset)
			}
		}
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 100000}); err != nil {
		t.Error(err)
	}
}

func TestClassTitles(t *testing.T) {
	for class, title := range map[sipstatus.ResponseClass]string{
		sipstatus.ClassProvisional:    "Provisional",
		sipstatus.ClassSuccess:        "Success",
		sipstatus.ClassRedirection:    "Redirection",
		sipstatus.ClassRequestFailure: "Request Failure",
		sipstatus.ClassServerFailure:  "Server Failure",
		sipstatus.ClassGlobalFailure:  "Global Failure",
		0:                             "ResponseClass(0)",
		-7:                            "ResponseClass(-7)",
	} {
		if class.String() != title {
			t.Errorf("%d is %q, not %q", class, class, title)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	n := 0
	allocations := testing.AllocsPerRun(100, func() {
		for code := sipstatus.StatusCode(0); code < 1000; code++ {
			n += len(code.StatusLine()) + len(code.ReasonPhrase()) + int(code.Fallback())
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}
"""

STRANGER = """\
package main

import (
	"encoding/json"
	"fmt"

	"example.org/voip/sip-codes"
)

// Constants are constants: they may stand where Go wants one.
var table = [...]string{sipcodes.StatusUnsupportedCertificate: "former name"}

func main() {
	var received int = 486
	switch sipcodes.StatusCode(received) {
	case sipcodes.StatusBusyHere:
		class := sipcodes.StatusBusyHere.Class()
		fmt.Println(sipcodes.ReasonPhrase(486), sipcodes.StatusBusyHere, class)
	}
	octets, err := json.Marshal(map[sipcodes.StatusCode]sipcodes.StatusCode{486: 600})
	fmt.Println(string(octets), err, len(table), sipcodes.SpecVersion, len(sipcodes.SpecDigest))
}
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    place = tmp_path / "vendor.toml"
    place.write_text(OVERLAY, "utf-8")
    return place


def run(command: Command, *arguments: str, cwd: Path) -> str:
    return toolchains.run([*command, *arguments], cwd=cwd, env=OFFLINE)


def rendered(spec: Path = consumers.SPEC, options: dict[str, str] | None = None) -> dict[str, str]:
    files = render(load_registry(spec), find("go"), Request(spec=spec.name, options=options or {}))
    return {path: content.decode() for path, content in files.items()}


def deprecations(shown: str) -> list[str]:
    """The paragraphs of ``go doc`` output that mark something as deprecated."""
    return [
        " ".join(paragraph.split())
        for paragraph in shown.split("\n\n")
        if paragraph.lstrip().startswith("Deprecated:")
    ]


@pytest.mark.parametrize("spec", [consumers.SPEC, consumers.NASTY], ids=["real", "nasty"])
@pytest.mark.parametrize("historic", [False, True], ids=["registered", "historic"])
def test_dump_agrees_with_the_toml(spec: Path, historic: bool, tmp_path: Path) -> None:
    printed = consumers.dump("go", tmp_path, spec, include_historic=historic)
    assert printed == consumers.expected_dump(spec, include_historic=historic)


def test_dump_knows_the_codes_of_an_overlay(overlay: Path, tmp_path: Path) -> None:
    printed = consumers.dump("go", tmp_path / "out", overlays=[overlay])
    assert printed == consumers.expected_dump(overlays=[overlay])
    assert "477\tSEND_FAILED\tSend Failed\t4\t477\tSIP/2.0 477 Send Failed\n" in printed
    assert "687\tDialog Terminated\t6\t687\t0100001\n" in printed


@pytest.mark.formatting
def test_the_committed_output_is_what_gofmt_would_write(gofmt: Command) -> None:
    folder = toolchains.ROOT / "generated" / "go"
    assert run(gofmt, "-l", ".", cwd=folder) == ""


@pytest.mark.parametrize("options", [{}, RENAMED], ids=["defaults", "renamed"])
@pytest.mark.parametrize("spec", [consumers.SPEC, consumers.NASTY], ids=["real", "nasty"])
def test_gofmt_and_vet_have_nothing_to_say(
    go: Command, gofmt: Command, spec: Path, options: dict[str, str], tmp_path: Path
) -> None:
    consumers.write_consumer("go", tmp_path, spec, options=options)
    assert run(gofmt, "-d", ".", cwd=tmp_path) == ""
    assert run(go, "vet", "./...", cwd=tmp_path) == ""
    module = (tmp_path / "go.mod").read_text("utf-8")
    run(go, "mod", "edit", "-fmt", cwd=tmp_path)
    run(go, "mod", "tidy", cwd=tmp_path)
    assert (tmp_path / "go.mod").read_text("utf-8") == module


def test_lookups_take_any_int(go: Command, tmp_path: Path) -> None:
    consumers.write_consumer("go", tmp_path)
    (tmp_path / "any_int_test.go").write_text(ANY_INT_TEST, "utf-8")
    assert run(go, "test", ".", cwd=tmp_path).startswith("ok")


def test_another_module_imports_it_offline(go: Command, tmp_path: Path) -> None:
    consumers.write(
        {path: text.encode() for path, text in rendered(options=RENAMED).items()},
        tmp_path / "vendored",
    )
    consumer = tmp_path / "stranger"
    consumer.mkdir()
    (consumer / "main.go").write_text(STRANGER, "utf-8")
    run(go, "mod", "init", "stranger", cwd=consumer)
    path = RENAMED["go.module"]
    run(go, "mod", "edit", f"-require={path}@v0.0.0", f"-replace={path}=../vendored", cwd=consumer)
    assert run(go, "run", ".", cwd=consumer).splitlines() == [
        "Busy Here 486 Request Failure",
        f'{{"486":600}} <nil> 438 {VERSION} 64',
    ]


def test_status_go_alone_is_a_package_of_any_module(go: Command, tmp_path: Path) -> None:
    (tmp_path / "sipstatus").mkdir()
    (tmp_path / "sipstatus" / "status.go").write_text(rendered()["status.go"], "utf-8")
    (tmp_path / "main.go").write_text(
        'package main\n\nimport "proxy/sipstatus"\n\n'
        "func main() { print(sipstatus.StatusOK.StatusLine()) }\n",
        "utf-8",
    )
    run(go, "mod", "init", "proxy", cwd=tmp_path)
    assert run(go, "vet", "./...", cwd=tmp_path) == ""


def test_go_doc_shows_a_constant_with_its_summary(go: Command, tmp_path: Path) -> None:
    consumers.write_consumer("go", tmp_path)
    entry = consumers.read_statuses()[486]
    shown = run(go, "doc", "StatusBusyHere", cwd=tmp_path)
    assert "const StatusBusyHere StatusCode = 486\n" in shown
    words = " ".join(shown.split())
    assert "StatusBusyHere is 486 Busy Here (RFC 3261 section 21.4.24). " in words
    assert " ".join(entry["summary"].split()) in words
    assert "StatusTrying" not in shown


def test_go_doc_shows_the_overview_without_the_banner(go: Command, tmp_path: Path) -> None:
    consumers.write_consumer("go", tmp_path)
    shown = run(go, "doc", "-all", cwd=tmp_path)
    assert "\nPackage sipstatus names the response status codes of SIP (RFC 3261)" in shown
    assert "Code generated" not in shown
    assert "SPDX" not in shown


def test_the_former_name_is_deprecated_and_nothing_else_is(go: Command, tmp_path: Path) -> None:
    consumers.write_consumer("go", tmp_path)
    shown = run(go, "doc", "StatusUnsupportedCertificate", cwd=tmp_path)
    assert "StatusUnsupportedCertificate StatusCode = StatusUnsupportedCredential\n" in shown
    assert "Deprecated: Use StatusUnsupportedCredential instead.\n" in shown
    everything = run(go, "doc", "-all", cwd=tmp_path)
    assert deprecations(everything) == ["Deprecated: Use StatusUnsupportedCredential instead."]


def test_tools_recognize_the_file_as_generated() -> None:
    for content in rendered().values():
        assert re.match(r"^// Code generated .* DO NOT EDIT\.$", content, re.MULTILINE)
    # The package comment stands alone, directly above the package clause.
    head, _, _ = rendered()["status.go"].partition("\npackage sipstatus\n")
    assert head.split("\n\n")[-1].startswith("// Package sipstatus ")


def test_no_text_of_a_spec_becomes_a_directive(
    go: Command, gofmt: Command, overlay: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    consumers.write_consumer("go", folder, overlays=[overlay])
    lines = (folder / "status.go").read_text("utf-8").split("\n")
    # Go's own directives have no space behind the slashes.
    assert not [line for line in lines if re.match(r"\s*//[^ \t]", line)]
    for text in ("Deprecated: by", "# Heading", "- item", "[StatusOK]: https"):
        assert any(line.startswith(f"// {text}") for line in lines), "the overlay lost its sting"
    assert run(gofmt, "-d", ".", cwd=folder) == ""
    assert run(go, "vet", "./...", cwd=folder) == ""
    shown = run(go, "doc", "-all", cwd=folder)
    assert "\nBUG" not in shown
    assert deprecations(shown) == ["Deprecated: Use StatusUnsupportedCredential instead."]


@pytest.mark.parametrize(
    ("code", "constant"),
    [
        (200, "StatusOK"),
        (414, "StatusRequestURITooLong"),
        (416, "StatusUnsupportedURIScheme"),
        (481, "StatusCallTransactionDoesNotExist"),
        (504, "StatusServerTimeOut"),
        (606, "StatusNotAcceptableAnywhere"),
    ],
)
def test_constants_are_named_as_go_names_things(code: int, constant: str) -> None:
    assert f"\nconst {constant} StatusCode = {code}\n" in rendered()["status.go"]


def test_a_code_named_like_the_type_gives_way() -> None:
    assert "\nconst StatusCode_ StatusCode = 201\n" in rendered(consumers.NASTY)["status.go"]


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("Busy Here", '"Busy Here"'),
        ('a "b" \\c', '"a \\"b\\" \\\\c"'),
        (b"SIP/2.0 200 OK\r\n", '"SIP/2.0 200 OK\\r\\n"'),
        ("`%d` ${x} ??/ '", '"`%d` ${x} ??/ \'"'),
        ("Занято 忙", '"Занято 忙"'),
        ("\t\x00\x7f\x85", '"\\t\\u0000\\u007f\\u0085"'),
        ("\u202e \u2028 \ufeff \u00a0", '"\\u202e \\u2028 \\ufeff \\u00a0"'),
        ("\U000e0041", '"\\U000e0041"'),
    ],
)
def test_literals(text: str | bytes, literal: str) -> None:
    assert go_literal(text) == literal


def test_options_name_package_and_module() -> None:
    files = rendered(options=RENAMED)
    assert "\n// Package sipcodes names " in files["status.go"]
    assert "\npackage sipcodes\n" in files["status.go"]
    assert "\nmodule example.org/voip/sip-codes\n" in files["go.mod"]
    command = (
        "// Regenerate: sipstatus generate --target go "
        "--option go.module=example.org/voip/sip-codes --option go.package=sipcodes\n"
    )
    assert all(command in content for content in files.values())


@pytest.mark.parametrize(
    "option",
    [
        "go.package=",
        "go.package=func",
        "go.package=main",
        "go.package=sip_test",
        "go.package=Sip",
        "go.package=sip-status",
        "go.package=x\nimport evil",
        "go.module=",
        "go.module=/sip",
        "go.module=sip/",
        "go.module=a//b",
        "go.module=../sip",
        "go.module=sip status",
        "go.module=x\nrequire evil v1",
    ],
)
def test_options_refuse_what_go_refuses(option: str) -> None:
    name, _, value = option.partition("=")
    with pytest.raises(CodegenError, match=f"--option {name}: "):
        rendered(options={name: value})
