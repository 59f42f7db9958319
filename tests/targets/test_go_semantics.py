"""The Go target's semantics: what each response means and demands, asked for by real programs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, get_args

import consumers
import pytest
import semantics_dump
import toolchains
from sipstatus_codegen import find, load_registry, render
from sipstatus_codegen.model import facts as semantics

if TYPE_CHECKING:
    from pathlib import Path

    from toolchains import Command

SPECS = [consumers.SPEC, consumers.NASTY]

# Numbers, names and phrases alone.
BARE = toolchains.ROOT / "tests" / "codegen" / "samples" / "valid.toml"

# Nothing may be fetched: the package stands on the standard library alone.
OFFLINE = {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOWORK": "off"}

TEXT = "\"q\" \\ `t` ${x} */ // %d %s\n\t'' \u202e 忙 \U0001f469"

TOML_TEXT = json.dumps(TEXT, ensure_ascii=False)

# One code with facts of its own, under a name that the package needs for itself; one without.
OVERLAY = f"""\
[[status]]
code = 477
name = "FOR_CAUSE"
phrase = "Send Failed"
summary = "The next hop could not be reached."
state = "vendor"
generated_by.elements = ["proxy", "gateway"]
generated_by.basis = "inferred"
generated_by.source = {{ rfc = 3261, section = "16.9" }}

[[status.methods]]
rule = "meant"
names = ["INVITE", "MESSAGE"]
level = "may"
when = {TOML_TEXT}
source = {{ rfc = 3261, section = "16.9" }}

[[status.headers]]
names = ["Warning", "Retry-After"]
level = "should"
methods = ["INVITE"]
value = {TOML_TEXT}
condition = "temporary"
when = "It will be reachable again."
verified = false
source = {{ rfc = 3261, section = "16.9", note = {TOML_TEXT} }}

[status.retry]
options = ["later", "elsewhere"]
retry_after = true
delay = [0.5, 32.0]
text = {TOML_TEXT}
source = {{ rfc = 3261, section = "16.9" }}

[status.isup]
cause = 127
first = "remedy"
source = {{ rfc = 3398, section = "8.2.6.1" }}

[[status]]
code = 687
name = "DIALOG_TERMINATED"
phrase = "Dialog Terminated"
summary = "Somebody else has ended the dialog."
state = "vendor"
"""

SOURCE = {"Note": "", "Inferred": False, "Unverified": False}

SHOW_477 = """\
package main

import (
	"encoding/json"
	"os"

	"sipstatus"
)

func main() {
	code := sipstatus.StatusForCause_
	headers := code.RecommendedHeaders()
	json.NewEncoder(os.Stdout).Encode([]any{
		code.GeneratedBy(), code.MethodRules(), headers, code.Retry(), code.ISUP(),
	})
}
"""

# A code without facts has those of its class; what is no code has none.
ANY_INT_TEST = """\
package sipstatus_test

import (
	"math"
	"reflect"
	"testing"
	"testing/quick"

	"sipstatus"
)

func outside(code sipstatus.StatusCode) bool {
	cause, ok := code.ISUPCause()
	return code.HeaderRules() == nil && code.MethodRules() == nil && code.ProxyRules() == nil &&
		code.Retry().Options == nil && code.About() == "" && !code.IsAboutUser() &&
		code.RequestHeaders() == nil && code.DialogEffect().Effect == "" &&
		cause == 0 && !ok && code.ISUPLocation() == "" && len(code.Metrics()) == 0
}

func unnamed(code sipstatus.StatusCode) bool {
	class := code.Class()
	return reflect.DeepEqual(code.HeaderRules(), class.HeaderRules()) &&
		reflect.DeepEqual(code.Retry(), class.Retry()) && len(code.Retry().Options) > 0 &&
		reflect.DeepEqual(code.RequestHeaders(), class.RequestHeaders()) &&
		code.DialogEffect() == class.DialogEffect() && code.DialogEffect().Effect != "" &&
		reflect.DeepEqual(code.ProxyRules(), class.ProxyRules()) && code.About() == class.About()
}

func inside(code sipstatus.StatusCode) bool {
	cause, ok := code.ISUPCause()
	return (ok == (cause != 0)) && (ok == (code.ISUPLocation() != "")) && (!ok || code >= 400) &&
		code.IsAboutUser() == code.IsGlobalFailure() && len(code.ProxyRules()) > 0 &&
		code.EndsSubscription() == code.DialogEffect().EndsSubscription
}

func ofNobody(code sipstatus.StatusCode) bool {
	_, translated := code.Translation("zh")
	return code.GeneratedBy().Elements == nil && code.Notes() == nil && !translated &&
		len(code.Confusions()) == 0 && code.Unverified() == nil
}

func holds(n int) bool {
	sipstatus.StatusForCause(n, sipstatus.CauseFromUser)
	code := sipstatus.StatusCode(n)
	if n < sipstatus.MinStatusCode || n > sipstatus.MaxStatusCode {
		return outside(code) && ofNobody(code)
	}
	if code.ReasonPhrase() == "" {
		return inside(code) && unnamed(code) && ofNobody(code)
	}
	return inside(code)
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
		if code, ok := sipstatus.StatusForCause(n); ok || code != 0 {
			t.Errorf("cause %d becomes %d", n, code)
		}
	}
	both := []sipstatus.CauseDetail{sipstatus.CauseFromUser, sipstatus.CauseWithDiagnostic}
	if code, _ := sipstatus.StatusForCause(22, both...); code != 301 {
		t.Error(code)
	}
	if code, _ := sipstatus.StatusForCause(21, both...); code != 603 {
		t.Error(code)
	}
}

func TestTheCallerMayChangeWhatItGets(t *testing.T) {
	for code := sipstatus.StatusCode(100); code < 700; code++ {
		for _, rule := range code.HeaderRules() {
			rule.Names[0] = "changed"
		}
		code.HeaderRules()[0].Level = "changed"
		code.Retry().Options[0] = "changed"
		code.ProxyRules()[0].Rule = "changed"
		if code.Metrics() != nil {
			clear(sipstatus.Metrics()[0].Numerator)
		}
		for _, rule := range code.HeaderRules() {
			if rule.Level == "changed" || rule.Names[0] == "changed" {
				t.Error(code)
			}
		}
		if code.Retry().Options[0] == "changed" || code.ProxyRules()[0].Rule == "changed" {
			t.Error(code)
		}
	}
	if !sipstatus.Metrics()[0].InNumerator(200) {
		t.Error("200 has gone")
	}
}

func TestNoAllocation(t *testing.T) {
	n := 0
	allocations := testing.AllocsPerRun(100, func() {
		for code := sipstatus.StatusCode(0); code < 1000; code++ {
			cause, ok := code.ISUPCause()
			if status, _ := sipstatus.StatusForCause(cause, sipstatus.CauseFromUser); ok {
				n += int(status)
			}
			if code.IsAboutUser() || code.EndsSubscription() || code.ISUPLocation() == "" {
				n++
			}
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func TestHeaderNames(t *testing.T) {
	for given, name := range map[string]string{
		"i": "Call-ID", "I": "Call-ID", "call-id": "Call-ID", "CALL-ID": "Call-ID",
		"www-authenticate": "WWW-Authenticate", "": "", "Call ID": "", "X-Unknown": "",
	} {
		if sipstatus.HeaderName(given) != name {
			t.Errorf("%q is %q", given, sipstatus.HeaderName(given))
		}
	}
}

func TestMetrics(t *testing.T) {
	for _, metric := range sipstatus.Metrics() {
		if metric.InDenominator(180) || metric.InDenominator(700) || !metric.InDenominator(499) {
			t.Error(metric.Name)
		}
		if metric.InDenominator(302) == (metric.Name == "SER" || metric.Name == "SEER") {
			t.Error(metric.Name)
		}
		if metric.InNumerator(499) != (metric.Name == "IRA") {
			t.Error(metric.Name)
		}
	}
}
"""

PLAIN = """\
package main

import (
	"fmt"

	"sipstatus"
)

func main() {
	code := sipstatus.StatusCode(405)
	fmt.Println(code, code.ReasonPhrase(), code.Class(), code.Fallback(), code.StatusLine())
}
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    place = tmp_path / "vendor.toml"
    place.write_text(OVERLAY, "utf-8")
    return place


def run(command: Command, *arguments: str, cwd: Path) -> str:
    return toolchains.run([*command, *arguments], cwd=cwd, env=OFFLINE)


def program(text: str, folder: Path) -> str:
    """The program as a package of its own beside the generated one."""
    (folder / "program").mkdir()
    (folder / "program" / "main.go").write_text(text, "utf-8")
    return "./program"


def module(spec: Path = consumers.SPEC, *overlays: Path) -> str:
    return render(load_registry(spec, overlays), find("go"))["semantics.go"].decode()


@pytest.mark.parametrize("spec", SPECS, ids=["real", "nasty"])
@pytest.mark.parametrize("historic", [False, True], ids=["registered", "historic"])
def test_dump_agrees_with_the_toml(spec: Path, historic: bool, tmp_path: Path) -> None:
    printed = consumers.dump("go", tmp_path, spec, include_historic=historic, semantics=True)
    assert printed == semantics_dump.expected_semantics(spec, include_historic=historic)


def test_dump_knows_the_facts_of_an_overlay(overlay: Path, tmp_path: Path) -> None:
    consumer = consumers.dump("go", tmp_path / "out", overlays=[overlay], semantics=True)
    assert consumer == semantics_dump.expected_semantics(overlays=[overlay])


def test_required_header_fields_and_cause_of_some_codes(tmp_path: Path) -> None:
    printed = consumers.dump("go", tmp_path, semantics=True)
    lines = dict(line.split("\t", 1) for line in printed.partition("\n\n")[0].splitlines())
    # Typed by hand: RFC 3261 sections 21.4.6 and 8.2.6.2, RFC 4028 section 6; RFC 3398 table.
    required = {code: lines[code].split("\t")[0] for code in ("405", "422", "100")}
    assert required["405"] == "Allow;To=tag?"
    assert required["422"] == "Min-SE;To=tag?"
    assert required["100"] == "Timestamp?"
    causes = {code: lines[code].split("\t")[10] for code in ("405", "486", "487", "422", "200")}
    assert causes == {"405": "63", "486": "17", "487": "-", "422": "31", "200": "-"}


def test_facts_arrive_whole_with_their_marks(go: Command, overlay: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    consumers.write_consumer("go", folder, overlays=[overlay])
    generators, methods, headers, retry, isup = json.loads(
        run(go, "run", program(SHOW_477, folder), cwd=folder)
    )
    where = {**SOURCE, "RFC": 3261, "Section": "16.9"}
    assert generators == {
        "Elements": ["proxy", "gateway"],
        "Source": {**where, "Inferred": True},
    }
    assert methods[0] == {
        "Rule": "meant",
        "Names": ["INVITE", "MESSAGE"],
        "Level": "may",
        "When": TEXT,
        "ExceptCodes": None,
        "Source": where,
    }
    assert headers == [
        {
            "Names": ["Warning", "Retry-After"],
            "Level": "should",
            "Methods": ["INVITE"],
            "Value": TEXT,
            "Condition": "temporary",
            "When": "It will be reachable again.",
            "ExceptCodes": None,
            "Source": {**where, "Note": TEXT, "Unverified": True},
        }
    ]
    assert retry == {
        "Options": ["later", "elsewhere"],
        "Change": None,
        "RetryAfter": True,
        "Delay": {"Min": 500_000_000, "Max": 32_000_000_000},
        "OwnerDelay": {"Min": 0, "Max": 0},
        "WithoutRetryAfter": 0,
        "Text": TEXT,
        "Source": where,
    }
    assert (isup["Cause"], isup["First"]) == (127, "remedy")


def test_gofmt_and_vet_take_the_facts_of_an_overlay(
    go: Command, gofmt: Command, overlay: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    consumers.write_consumer("go", folder, overlays=[overlay])
    assert run(gofmt, "-d", "-s", ".", cwd=folder) == ""
    assert run(go, "vet", "./...", cwd=folder) == ""


def test_a_spec_without_semantics_has_the_same_package(
    go: Command, gofmt: Command, tmp_path: Path
) -> None:
    assert "[isup]" not in BARE.read_text("utf-8")
    consumer = consumers.dump("go", tmp_path, BARE, semantics=True)
    assert consumer.startswith("180\t\t\t\t\t0\tstated\t\t\t-\t0\t-\t\t\t\t\n")
    assert consumer.endswith("\n127\t-\t-\t-\n")
    assert run(gofmt, "-d", ".", cwd=tmp_path) == ""
    assert run(go, "vet", "./...", cwd=tmp_path) == ""


def test_lookups_take_any_int_and_share_nothing(go: Command, tmp_path: Path) -> None:
    consumers.write_consumer("go", tmp_path)
    (tmp_path / "any_int_test.go").write_text(ANY_INT_TEST, "utf-8")
    assert run(go, "test", ".", cwd=tmp_path).startswith("ok")


def symbols(go: Command, package: str, folder: Path) -> set[str]:
    """What a program takes of the package."""
    run(go, "build", "-o", "built", package, cwd=folder)
    return set(re.findall(r" sipstatus\.(\S+)", run(go, "tool", "nm", "built", cwd=folder)))


def test_programs_pay_for_what_they_use(go: Command, tmp_path: Path) -> None:
    consumers.write_consumer("go", tmp_path)
    used = symbols(go, "./semantics", tmp_path)
    plain = symbols(go, program(PLAIN, tmp_path), tmp_path)
    assert {"headerRules", "Metrics", "isupRules"} <= used
    assert {"notes", "statusLines"}.isdisjoint(used)
    assert "statusLines" in plain
    assert {"headerRules", "Metrics", "isupRules", "notes"}.isdisjoint(plain)
    # Nothing has to be done before main begins.
    assert not [symbol for symbol in used | plain if re.match(r"(map\.)?init", symbol)]


def values(model: Any, field: str) -> set[str]:
    """The words that a field of a model allows."""
    found: set[str] = set()
    rest: list[Any] = [model.model_fields[field].annotation]
    for kind in rest:
        rest.extend(part for part in get_args(kind) if not isinstance(part, str))
        found.update(part for part in get_args(kind) if isinstance(part, str))
    return found


@pytest.mark.parametrize(
    ("kind", "model", "field"),
    [
        ("Level", semantics.HeaderRule, "level"),
        ("Element", semantics.Generators, "elements"),
        ("MethodLimit", semantics.MethodRule, "rule"),
        ("Condition", semantics.HeaderRule, "condition"),
        ("RetryOption", semantics.Retry, "options"),
        ("ProxyHandling", semantics.ProxyRule, "rule"),
        ("Effect", semantics.DialogEffect, "effect"),
        ("FirstAttempt", semantics.IsupCause, "first"),
        ("Denominator", semantics.Metric, "denominator"),
        ("Step", semantics.Selection, "step"),
    ],
)
def test_every_word_of_the_models_is_a_constant(kind: str, model: Any, field: str) -> None:
    constants = re.findall(rf'^\t\w+ +{kind} += "(\w+)"', module(), re.MULTILINE)
    assert len(constants) == len(set(constants))
    assert set(constants) == values(model, field)


def test_every_name_is_documented(go: Command, tmp_path: Path) -> None:
    text = module()
    for before, line in zip(text.splitlines(), text.splitlines()[1:], strict=False):
        if found := re.match(r"(?:func (?:\(\w+ \w+\) )?|type )([A-Z]\w+)", line):
            assert before.startswith("// "), f"{found[1]} has no comment"
    consumers.write_consumer("go", tmp_path)
    shown = run(go, "doc", "StatusCode.RequiredHeaders", cwd=tmp_path)
    assert "func (code StatusCode) RequiredHeaders() []HeaderRule\n" in shown
    assert "RequiredHeaders returns the rules about header fields that the response must" in shown
    everything = run(go, "doc", "-all", cwd=tmp_path)
    assert "Deprecated: Use StatusUnsupportedCredential instead." in everything
    assert everything.count("Deprecated:") == 1
