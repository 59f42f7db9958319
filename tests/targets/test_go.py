"""The Go target: formatted, vetted, documented, and used by programs that the real Go builds."""

from __future__ import annotations

import json
import re
import zipfile
from itertools import pairwise
from typing import TYPE_CHECKING

import expected
import pytest
import toolchains
from languages import BARE, HOSTILE, LANGUAGES, NASTY, SPEC, rendered, write
from raw_spec import VERSION
from sipstatus_codegen import CodegenError
from sipstatus_codegen.targets.go.syntax import literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from toolchains import Command

(GO,) = (language for language in LANGUAGES if language.name == "go")
RENAMED = {"go.package": "sipcodes", "go.module": "example.org/voip/sip-codes"}
TYPED = {"go.constants": "typed"}

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

func outside(code int) bool {
	return sipstatus.ReasonPhrase(code) == "" && sipstatus.StatusLine(code) == "" &&
		sipstatus.Class(code) == 0 && sipstatus.Fallback(code) == 0 &&
		!sipstatus.IsProvisional(code) && !sipstatus.IsFinal(code) &&
		!sipstatus.IsSuccess(code) && !sipstatus.IsRedirection(code) &&
		!sipstatus.IsRequestFailure(code) && !sipstatus.IsServerFailure(code) &&
		!sipstatus.IsGlobalFailure(code)
}

func inside(code int) bool {
	phrase, fallback := sipstatus.ReasonPhrase(code), sipstatus.Fallback(code)
	known := phrase != ""
	line := fmt.Sprintf("SIP/2.0 %d %s\\r\\n", code, phrase)
	return (sipstatus.StatusLine(code) == line) == known && (fallback == code || !known) &&
		sipstatus.Class(code) == sipstatus.Class(fallback) && sipstatus.Class(code) == code/100 &&
		sipstatus.ReasonPhrase(fallback) != "" &&
		sipstatus.IsProvisional(code) != sipstatus.IsFinal(code)
}

func holds(n int) bool {
	if title := sipstatus.ClassTitle(n); (title != "") != (n >= 1 && n <= 6) {
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
	for class, title := range map[int]string{
		sipstatus.ClassProvisional:    "Provisional",
		sipstatus.ClassSuccess:        "Success",
		sipstatus.ClassRedirection:    "Redirection",
		sipstatus.ClassRequestFailure: "Request Failure",
		sipstatus.ClassServerFailure:  "Server Failure",
		sipstatus.ClassGlobalFailure:  "Global Failure",
	} {
		if sipstatus.ClassTitle(class) != title {
			t.Errorf("%d is %q, not %q", class, sipstatus.ClassTitle(class), title)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	n := 0
	allocations := testing.AllocsPerRun(100, func() {
		for code := 0; code < 1000; code++ {
			n += len(sipstatus.StatusLine(code)) + len(sipstatus.ReasonPhrase(code))
			n += sipstatus.Fallback(code) + len(strconv.Itoa(7))
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}
"""

# A code without an entry means what its class means; what is no code means nothing.
MEANING_TEST = """\
package meaning_test

import (
	"math"
	"reflect"
	"testing"
	"testing/quick"

	"sipstatus/meaning"
)

func holds(n int) bool {
	of := meaning.Of(n)
	cause := meaning.CauseOf(n, meaning.RFC3398)
	if n < 100 || n > 699 {
		return reflect.DeepEqual(*of, meaning.Meaning{}) && cause == 0 &&
			meaning.PhraseIn("zh", n) == ""
	}
	return of.ISUP.Cause == cause && (cause == 0 || n >= 400) && of.Handling != 0 &&
		(of.About == meaning.SubjectUser) == (n >= 600) && len(of.Retry.Options) > 0 &&
		meaning.PhraseIn("tlh", n) == "" && meaning.CauseOf(n, 255) == 0
}

func TestAnyInt(t *testing.T) {
	for _, n := range []int{math.MinInt, math.MinInt32, 0, 100, 400, 700, math.MaxInt} {
		for offset := -1000; offset <= 1000; offset++ {
			if !holds(n + offset) { // wraps around at the ends
				t.Errorf("%d", n+offset)
			}
		}
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
}

func TestCauses(t *testing.T) {
	for _, n := range []int{math.MinInt, -21, 0, 16, 44, 128, math.MaxInt} {
		if code := meaning.CodeForCause(n, false, false, meaning.RFC3398); code != 0 {
			t.Errorf("cause %d becomes %d", n, code)
		}
	}
	// RFC 3398 section 7.2.4.1.
	if code := meaning.CodeForCause(22, true, true, 255); code != 0 {
		t.Error(code)
	}
	if code := meaning.CodeForCause(22, true, true, meaning.RFC3398); code != 301 {
		t.Error(code)
	}
	if code := meaning.CodeForCause(21, true, true, meaning.RFC3398); code != 603 {
		t.Error(code)
	}
	if meaning.HangupCause != 16 {
		t.Error(meaning.HangupCause)
	}
}

func TestWords(t *testing.T) {
	set := meaning.Of(600).Handling
	if !set.Has(meaning.HandlingEndsSearch) || !set.Has(set) || set.Has(^meaning.Handling(0)) {
		t.Error(set)
	}
	both := meaning.HandlingEndsSearch | meaning.HandlingPreferred
	if both.String() != "ends_search|preferred" {
		t.Error(both)
	}
	if meaning.Level(0).String() != "" || meaning.Level(255).String() != "" {
		t.Error("words for numbers that have none")
	}
}

func TestHeaderNames(t *testing.T) {
	for given, header := range map[string]meaning.Header{
		"i": meaning.HeaderCallID, "I": meaning.HeaderCallID, "call-id": meaning.HeaderCallID,
		"WWW-AUTHENTICATE": meaning.HeaderWWWAuthenticate, "": 0, "Call ID": 0, "X-Unknown": 0,
		"K": meaning.HeaderSupported, "\\u212a": 0, "\\u017f": 0, "\\u017fubject": 0, "\\xff": 0,
	} {
		if meaning.ParseHeader(given) != header {
			t.Errorf("%q is %v", given, meaning.ParseHeader(given))
		}
	}
}

func TestNoAllocation(t *testing.T) {
	n := 0
	allocations := testing.AllocsPerRun(100, func() {
		for code := 0; code < 1000; code++ {
			of := meaning.Of(code)
			for _, rule := range of.Headers {
				n += len(rule.Names) + len(rule.Names[0].String())
			}
			n += len(of.Retry.Options) + len(of.Retry.Change) + len(meaning.PhraseIn("zh", code))
			n += meaning.CodeForCause(of.ISUP.Cause, true, false, meaning.RFC3398)
			n += len(meaning.MetricFormulas()) + int(meaning.ParseHeader("via"))
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
	"example.org/voip/sip-codes/meaning"
)

// Constants are constants: they may stand where Go wants one, and they fit every int.
var table = [...]string{sipcodes.StatusUnsupportedCertificate: "former name"}

type theirs uint16

func main() {
	var received theirs = 486
	switch received {
	case sipcodes.StatusBusyHere:
		class := sipcodes.Class(int(received))
		fmt.Println(sipcodes.ReasonPhrase(486), sipcodes.StatusBusyHere, sipcodes.ClassTitle(class))
	}
	octets, err := json.Marshal(map[int]int{sipcodes.StatusBusyHere: sipcodes.StatusBusyEverywhere})
	fmt.Println(string(octets), err, len(table), sipcodes.SpecVersion, len(sipcodes.SpecDigest))
	fmt.Println(meaning.Of(int(received)).ISUP.Cause, meaning.SpecDigest == sipcodes.SpecDigest)
}
"""

# With types of their own, a code can be nothing else by mistake.
WITH_TYPE = """\
package main

import (
	"fmt"

	"sipstatus"
)

func answer(code sipstatus.StatusCode) string { return sipstatus.ReasonPhrase(code) }

func main() {
	received := 486
	fmt.Println(answer(sipstatus.StatusBusyHere), answer(sipstatus.StatusCode(received)))
	fmt.Printf("%T\\n", sipstatus.StatusUnsupportedCertificate)
}
"""


def run(command: Command, *arguments: str, cwd: Path) -> str:
    return toolchains.run([*command, *arguments], cwd=cwd, env=GO.environment)


def text(path: str, spec: Path = SPEC, options: Mapping[str, str] | None = None) -> str:
    """The text of a file."""
    return rendered("go", spec, options=options)[path].decode()


@pytest.mark.formatting
def test_the_committed_output_is_what_gofmt_would_write(gofmt: Command) -> None:
    folder = toolchains.ROOT / "generated" / "go"
    assert run(gofmt, "-l", ".", cwd=folder) == ""


@pytest.mark.parametrize("options", [{}, RENAMED, TYPED], ids=["defaults", "renamed", "typed"])
@pytest.mark.parametrize(
    ("spec", "overlays"),
    [(SPEC, []), (SPEC, [HOSTILE]), (NASTY, []), (BARE, [])],
    ids=["real", "hostile", "nasty", "bare"],
)
def test_gofmt_and_vet_have_nothing_to_say(
    spec: Path,
    overlays: list[Path],
    options: dict[str, str],
    go: Command,
    gofmt: Command,
    tmp_path: Path,
) -> None:
    write(rendered("go", spec, overlays=overlays, options=options), tmp_path)
    assert run(gofmt, "-d", "-s", ".", cwd=tmp_path) == ""
    assert run(go, "vet", "./...", cwd=tmp_path) == ""
    module = (tmp_path / "go.mod").read_text("utf-8")
    run(go, "mod", "edit", "-fmt", cwd=tmp_path)
    run(go, "mod", "tidy", cwd=tmp_path)
    assert (tmp_path / "go.mod").read_text("utf-8") == module


def test_lookups_take_any_int_and_allocate_nothing(go: Command, tmp_path: Path) -> None:
    write(rendered("go"), tmp_path)
    (tmp_path / "any_int_test.go").write_text(ANY_INT_TEST, "utf-8")
    (tmp_path / "meaning" / "meaning_test.go").write_text(MEANING_TEST, "utf-8")
    assert re.fullmatch(r"(ok\s.*\n){2}", run(go, "test", "./...", cwd=tmp_path))


def test_another_module_imports_it_offline(go: Command, tmp_path: Path) -> None:
    write(rendered("go", options=RENAMED), tmp_path / "vendored")
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    (stranger / "main.go").write_text(STRANGER, "utf-8")
    run(go, "mod", "init", "stranger", cwd=stranger)
    path = RENAMED["go.module"]
    run(go, "mod", "edit", f"-require={path}@v0.0.0", f"-replace={path}=../vendored", cwd=stranger)
    assert run(go, "run", ".", cwd=stranger).splitlines() == [
        "Busy Here 486 Request Failure",
        f'{{"486":600}} <nil> 438 {VERSION} 64',
        "17 true",  # RFC 3398 section 8.2.6.1
    ]


def test_go_get_takes_it_from_a_proxy(go: Command, tmp_path: Path) -> None:
    path, version = RENAMED["go.module"], f"v{VERSION}"
    files = rendered("go", options=RENAMED)
    place = tmp_path / "proxy" / path / "@v"
    place.mkdir(parents=True)
    (place / "list").write_text(f"{version}\n", "utf-8")
    (place / f"{version}.info").write_text(json.dumps({"Version": version}), "utf-8")
    (place / f"{version}.mod").write_bytes(files["go.mod"])
    with zipfile.ZipFile(place / f"{version}.zip", "w") as packed:
        for name, content in files.items():
            packed.writestr(f"{path}@{version}/{name}", content)
    stranger = tmp_path / "stranger"
    write({"main.go": STRANGER.encode()}, stranger)
    settings = {
        **{"GOPROXY": (tmp_path / "proxy").as_uri(), "GOSUMDB": "off"},
        **{"GOMODCACHE": str(tmp_path / "cache"), "GOFLAGS": "-modcacherw"},
    }
    env = {**GO.environment, **settings}
    for arguments in (["mod", "init", "stranger"], ["get", f"{path}@latest"]):
        toolchains.run([*go, *arguments], cwd=stranger, env=env)
    assert f"require {path} {version}" in (stranger / "go.mod").read_text("utf-8")
    printed = toolchains.run([*go, "run", "."], cwd=stranger, env=env)
    assert printed.startswith("Busy Here 486 Request Failure\n")


def test_each_file_alone_is_a_package_of_any_module(go: Command, tmp_path: Path) -> None:
    for name, path in (("sipstatus", "status.go"), ("meaning", "meaning/meaning.go")):
        write({f"{name}/any.go": text(path).encode()}, tmp_path)
    (tmp_path / "main.go").write_text(
        'package main\n\nimport (\n\t"proxy/meaning"\n\t"proxy/sipstatus"\n)\n\n'
        "func main() { print(sipstatus.StatusLine(200), meaning.Of(200).About) }\n",
        "utf-8",
    )
    run(go, "mod", "init", "proxy", cwd=tmp_path)
    assert run(go, "vet", "./...", cwd=tmp_path) == ""


def test_constants_have_a_type_on_request(go: Command, tmp_path: Path) -> None:
    write(rendered("go", options=TYPED), tmp_path)
    printed = GO.run("constants", tmp_path)
    assert expected.printed_constants(printed) == expected.constants(expected.read())
    write({"typed/main.go": WITH_TYPE.encode()}, tmp_path)
    assert run(go, "run", "./typed", cwd=tmp_path).splitlines() == [
        "Busy Here Busy Here",
        "sipstatus.StatusCode",
    ]
    write({"typed/main.go": WITH_TYPE.replace("StatusCode(received)", "0").encode()}, tmp_path)
    wrong = WITH_TYPE.replace("sipstatus.StatusCode(received)", "received")
    write({"typed/main.go": wrong.encode()}, tmp_path)
    with pytest.raises(pytest.fail.Exception, match="cannot use received"):
        run(go, "run", "./typed", cwd=tmp_path)


def test_nothing_has_to_be_done_before_main_begins(go: Command, tmp_path: Path) -> None:
    write(rendered("go", overlays=[HOSTILE]), tmp_path)
    GO.copy_programs(tmp_path, {})
    for program in ("constants", "meaning"):
        run(go, "build", "-o", "built", f"programs/{program}.go", cwd=tmp_path)
        symbols = re.findall(r" sipstatus(\S+)", run(go, "tool", "nm", "built", cwd=tmp_path))
        assert symbols
        assert not [symbol for symbol in symbols if re.search(r"\.(map\.)?init", symbol)]


def test_go_doc_shows_a_constant_with_its_summary(go: Command, tmp_path: Path) -> None:
    write(rendered("go"), tmp_path)
    entry = expected.statuses(expected.read())[486]
    shown = run(go, "doc", "StatusBusyHere", cwd=tmp_path)
    assert re.search(r"\bStatusBusyHere = 486\n", shown)
    words = " ".join(shown.replace("//", " ").split())
    assert "StatusBusyHere is 486 Busy Here (RFC 3261 section 21.4.24). " in words
    assert " ".join(entry["summary"].split()) in words


def test_go_doc_shows_the_overview_without_the_banner(go: Command, tmp_path: Path) -> None:
    write(rendered("go"), tmp_path)
    for package, begin in (
        (".", "Package sipstatus names the response status codes of SIP (RFC 3261)"),
        ("./meaning", "Package meaning tells what SIP responses mean"),
    ):
        shown = run(go, "doc", "-all", package, cwd=tmp_path)
        assert f"\n{begin}" in shown
        assert "Code generated" not in shown
        assert "SPDX" not in shown


def test_every_name_is_documented() -> None:
    for path in ("status.go", "meaning/meaning.go"):
        lines = text(path).splitlines()
        for before, line in pairwise(lines):
            if found := re.match(r"(?:func (?:\(\w+ \w+\) )?|type |var |const )([A-Z]\w+)", line):
                assert before.startswith("// "), f"{found[1]} has no comment"


def test_tools_recognize_the_files_as_generated() -> None:
    for content in rendered("go").values():
        first = r"^// Code generated .* DO NOT EDIT\.$"
        assert re.match(first, content.decode(), re.MULTILINE)
    # The package comment stands alone, directly above the package clause.
    head, _, _ = text("status.go").partition("\npackage sipstatus\n")
    assert head.split("\n\n")[-1].startswith("// Package sipstatus ")


def test_no_text_of_a_spec_becomes_a_directive(go: Command, tmp_path: Path) -> None:
    write(rendered("go", overlays=[HOSTILE]), tmp_path)
    status = (tmp_path / "status.go").read_text("utf-8")
    for path in ("status.go", "meaning/meaning.go"):
        # Go's own directives have no space behind the slashes.
        assert not re.search(r"^\s*//[^ \t\n]", (tmp_path / path).read_text("utf-8"), re.MULTILINE)
    for begin in ("Deprecated: by", "# Heading", "- item", "[StatusOK]: https"):
        assert f"\n\t// {begin}" in status, "the overlay lost its sting"
    shown = run(go, "doc", "-all", cwd=tmp_path)
    assert "\nBUG" not in shown
    # Tools take for deprecated what a paragraph of its own says.
    paragraphs = re.findall(r"//\n\s*// Deprecated: (.*)\n\s*(\w+)", shown)
    assert paragraphs == [
        ("Use [StatusUnsupportedCredential] instead.", "StatusUnsupportedCertificate")
    ]


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
    assert f"\n\t{constant} = {code}\n" in text("status.go")


def test_names_that_the_package_needs_give_way() -> None:
    status = rendered("go", overlays=[HOSTILE])["status.go"].decode()
    assert "\n\tStatusLine_ = 477\n" in status
    assert "\n\tStatusCode_ = 478\n" in status
    functions = set(re.findall(r"^(?:func|type) (\w+)", text("status.go", options=TYPED), re.M))
    begin_alike = {name for name in functions if name.startswith(("Status", "Class"))}
    assert begin_alike == {"StatusCode", "StatusLine", "Class", "ClassTitle"}


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ("Busy Here", '"Busy Here"'),
        ('a "b" \\c', '"a \\"b\\" \\\\c"'),
        ("SIP/2.0 200 OK\r\n", '"SIP/2.0 200 OK\\r\\n"'),
        ("`%d` ${x} ??/ '", '"`%d` ${x} ??/ \'"'),
        ("Занято 忙", '"Занято 忙"'),
        ("\t\x00\x7f\x85", '"\\t\\u0000\\u007f\\u0085"'),
        ("\u202e \u2028 \ufeff \u00a0", '"\\u202e \\u2028 \\ufeff \\u00a0"'),
        ("\U000e0041", '"\\U000e0041"'),
    ],
)
def test_literals(given: str, spelled: str) -> None:
    assert literal(given) == spelled


def test_options_name_package_and_module() -> None:
    files = rendered("go", options=RENAMED)
    status = files["status.go"].decode()
    assert "\n// Package sipcodes names " in status
    assert "\npackage sipcodes\n" in status
    assert b"\nmodule example.org/voip/sip-codes\n" in files["go.mod"]
    command = (
        b"// Regenerate: sipstatus generate --target go "
        b"--option go.module=example.org/voip/sip-codes --option go.package=sipcodes\n"
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
        "go.constants=int",
    ],
)
def test_options_refuse_what_go_refuses(option: str) -> None:
    name, _, value = option.partition("=")
    with pytest.raises(CodegenError, match=f"--option {name}: "):
        rendered("go", options={name: value})
