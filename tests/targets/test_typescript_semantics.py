"""The TypeScript target's semantics: strict, what tsc emits, and apart from the constants."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, get_args

import consumers
import pytest
import semantics_dump
import toolchains
from oracle import UNREGISTERED
from sipstatus_codegen import find, load_registry, render
from sipstatus_codegen.model import facts as semantics
from sipstatus_codegen.targets.typescript.literals import template_literal

if TYPE_CHECKING:
    from pathlib import Path

    from toolchains import Command

MODULE = "sip-status-semantics"
SPECS = {"real": consumers.SPEC, "nasty": consumers.NASTY}

# Numbers, names and phrases alone.
BARE = toolchains.ROOT / "tests" / "codegen" / "samples" / "valid.toml"

# tsconfig.json is somebody else's; a module must compile under whatever it says.
STRICT = (
    *("--ignoreConfig", "--pretty", "false", "--lib", "es2022,dom"),
    *("--strict", "--isolatedModules", "--verbatimModuleSyntax", "--erasableSyntaxOnly"),
    *("--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noImplicitReturns"),
    *("--noFallthroughCasesInSwitch", "--noPropertyAccessFromIndexSignature"),
    *("--noUnusedLocals", "--noUnusedParameters", "--allowUnreachableCode", "false"),
)
NODE = ("--target", "es2022", "--module", "nodenext")
BUNDLER = ("--target", "esnext", "--module", "esnext", "--moduleResolution", "bundler")

TEXT = '"q" \\ \\" `t` ${x} */ // \'a\' %d\n\t\r @ts-nocheck \u202e \u2028 忙 \U0001f469 </script>'
TOML_TEXT = json.dumps(TEXT, ensure_ascii=False).replace("\u202e", "\\u202e")

# Header fields and changes of all lengths, so that some fit into the module and not into what tsc
# makes of it; one code with all facts, one with none.
OVERLAY = f"""\
[[status]]
code = 477
name = "SEND_FAILED"
phrase = "Send Failed"
summary = "The next hop could not be reached."
state = "vendor"
unverified = [{TOML_TEXT}]
generated_by = {{ elements = ["proxy", "gateway"], source = {{ rfc = 3261, section = "16.9" }} }}
headers = [
    {
    ", ".join(
        f'''{{ names = ["Warning"], level = "may", value = "{"x" * length}",
      source = {{ rfc = 3261, section = "16.9", note = "{"y" * length}" }} }}'''.replace(
            chr(10), " "
        )
        for length in range(1, 80)
    )
},
]

[[status.methods]]
rule = "meant"
names = ["INVITE", "MESSAGE"]
level = "may"
when = {TOML_TEXT}
basis = "inferred"
verified = false
source = {{ rfc = 3261, section = "16.9", note = {TOML_TEXT} }}

[status.retry]
options = ["change"]
change = ["{"x" * 30}", "{"y" * 28}", {TOML_TEXT}]
retry_after = true
delay = [0.5, 32.0]
text = {TOML_TEXT}
source = {{ rfc = 3261, section = "16.9" }}

{
    "".join(
        f'''
[[status]]
code = {609 + length}
name = "NOTED_{length}"
phrase = "Noted {length}"
summary = "Its reference has a note of some length."
state = "vendor"
references = [{{ rfc = 3261, section = "16.9", note = "{"y" * length}" }}]
'''
        for length in range(1, 60)
    )
}

[[status]]
code = 687
name = "DIALOG_TERMINATED"
phrase = "Dialog Terminated"
summary = "Somebody else has ended the dialog."
state = "vendor"
[[profile]]
name = "acme-gateway"
default_cause = 41
causes = [{{ code = 486, cause = 21 }}, {{ code = 480 }}]
codes = [{{ cause = 17, code = 600 }}, {{ cause = 1 }}]
"""

SHOW_477 = f"""\
import * as sip from "./{MODULE}.ts";

console.log(
  JSON.stringify([sip.methodRules(477)[0], sip.retry(477), sip.unverified(477)]),
);
"""

# A stranger's module: it uses the types, and every misuse is an error.
STRANGER = """\
import * as sip from "sip-status/semantics";
import { BUSY_HERE } from "sip-status";

export const rules: readonly sip.HeaderRule[] = sip.headerRules(405, "must");
export const same: readonly sip.HeaderRule[] = sip.headerRules(405, sip.Level.MUST);
export const found: [sip.Retry | undefined, number | undefined, boolean] = [
  sip.retry(BUSY_HERE),
  sip.isupCause(BUSY_HERE),
  sip.isAboutUser(BUSY_HERE),
];
export const back: number | undefined = sip.statusForCause(22, { withDiagnostic: true });
export const section: string | undefined = rules[0]?.source.section;

export function patience(option: sip.RetryOption): boolean {
  switch (option) {
    case "wait":
    case "later":
      return true;
    case "none":
    case "never":
    case "change":
    case "elsewhere":
    case sip.RetryOption.REDIRECT:
      return false;
  }
}

console.log(rules[0]?.names[0], section, found[1], back);

// @ts-expect-error: no such level
sip.headerRules(405, "shall");
// @ts-expect-error: a code is a number
sip.headerRules("405");
// @ts-expect-error: there may be none
export const cause: number = sip.isupCause(BUSY_HERE);
// @ts-expect-error: not for writing
sip.METRICS.length = 0;
// @ts-expect-error: not for writing
rules[0]!.names[0] = "Allow";
// @ts-expect-error: there is no such detail
sip.statusForCause(22, { location: "user" });
"""

# Nothing but a status code has facts; nothing throws; and nothing is shared.
STRANGE_CODES = f"""\
import * as sip from "./{MODULE}.js";

Object.prototype[477] = Object.prototype["x"] = Array.prototype[299] = "inherited";
const strange = [
  "constructor", "__proto__", "prototype", "toString", "hasOwnProperty", "valueOf", "length", "x",
  "486", " 486 ", "", null, undefined, true, false, NaN, Infinity, -Infinity, 0, -0, -1, -486, 1,
  99, 99.9, 100.5, 486.5, 699.5, 700, 1000, 2 ** 32 + 486, 2 ** 53, 486n, [486], {{}},
  {{ valueOf: () => 486 }}, Object(486), Symbol("486"), () => 486, Object.create(null),
];
const lookups = [
  "generatedBy", "methodRules", "headerRules", "requestHeaderRules", "retry", "about",
  "isAboutUser", "proxyRules", "dialogEffect", "endsSubscription", "notes", "unverified", "isup",
  "isupCause", "isupLocation", "metrics", "confusions", "translation",
];
for (const name of lookups) {{
  for (const code of strange) {{
    const answer = sip[name](code, "zh");
    if (answer?.length !== 0 && answer !== undefined && answer !== false) {{
      console.log(name, typeof code, answer);
    }}
  }}
}}
for (const language of [...strange, "ZH", "zh-Hant"]) {{
  if (sip.translation(486, language) !== undefined) {{
    console.log(language);
  }}
}}
for (const cause of [...strange.slice(0, 23), 128, 1.5, 16, 44]) {{
  if (cause !== 1 && sip.statusForCause(cause, {{ fromUser: true }}) !== undefined) {{
    console.log("cause", cause);
  }}
}}
for (const name of ["constructor", "__proto__", "X-Y", "", "486", "477"]) {{
  if (sip.headerName(name) !== undefined) {{
    console.log("header", name);
  }}
}}
for (const name of lookups) {{
  const unnamed = JSON.stringify(sip[name](477, "zh"));
  console.log(name, unnamed === JSON.stringify(sip[name]({UNREGISTERED[4]}, "zh")));
}}
for (const rule of sip.headerRules(405)) {{
  rule.names.length = 0;
}}
console.log(sip.headerRules(405)[0].names, sip.headerName("I"), sip.headerName("call-ID"));
console.log(sip.METRICS.map((metric) => sip.inDenominator(metric, 302)).join());
console.log(sip.METRICS.map((metric) => sip.inDenominator(metric, 180)).join());
console.log(sip.statusForCause(22, {{ fromUser: true, withDiagnostic: true }}));
"""

BUNDLE = """\
const options = { bundle: true, minify: true, format: "esm", write: false };
const { outputFiles } = require("esbuild").buildSync({ entryPoints: ["entry.js"], ...options });
process.stdout.write(outputFiles[0].text);
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    place = tmp_path / "vendor.toml"
    place.write_text(OVERLAY, "utf-8")
    return place


def files(spec: Path = consumers.SPEC, *overlays: Path) -> dict[str, bytes]:
    return render(load_registry(spec, overlays), find("typescript"))


def module(spec: Path = consumers.SPEC) -> str:
    return files(spec)[f"{MODULE}.ts"].decode()


def compiled(tsc: Command, source: Path, folder: Path, *flags: str) -> dict[str, str]:
    """What tsc makes of a module: file name -> text."""
    toolchains.run([*tsc, *STRICT, *flags, "--declaration", "--outDir", folder, source])
    return {place.name: place.read_text("utf-8") for place in folder.iterdir()}


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("historic", [False, True], ids=["registered", "historic"])
def test_dump_of_the_unbuilt_module_agrees_with_the_toml(
    spec: str, historic: bool, tmp_path: Path
) -> None:
    printed = consumers.dump(
        "typescript", tmp_path, SPECS[spec], include_historic=historic, semantics=True
    )
    assert printed == semantics_dump.expected_semantics(SPECS[spec], include_historic=historic)


def test_dump_knows_the_facts_of_an_overlay(overlay: Path, tmp_path: Path) -> None:
    printed = consumers.dump("typescript", tmp_path / "out", overlays=[overlay], semantics=True)
    assert printed == semantics_dump.expected_semantics(overlays=[overlay])


def test_required_header_fields_and_cause_of_some_codes(tmp_path: Path) -> None:
    printed = consumers.dump("typescript", tmp_path, semantics=True)
    lines = dict(line.split("\t", 1) for line in printed.partition("\n\n")[0].splitlines())
    # Typed by hand: RFC 3261 sections 21.4.6 and 8.2.6.2, RFC 4028 section 6; RFC 3398 table.
    required = {code: lines[code].split("\t")[0] for code in ("405", "422", "100")}
    assert required["405"] == "Allow;To=tag?"
    assert required["422"] == "Min-SE;To=tag?"
    assert required["100"] == "Timestamp?"
    causes = {code: lines[code].split("\t")[10] for code in ("405", "486", "487", "422", "200")}
    assert causes == {"405": "63", "486": "17", "487": "-", "422": "31", "200": "-"}


def test_facts_arrive_whole_with_their_marks(node: Command, overlay: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    consumers.write_consumer("typescript", folder, overlays=[overlay])
    (folder / "show.ts").write_text(SHOW_477, "utf-8")
    method, retry, unverified = json.loads(toolchains.run([*node, "show.ts"], cwd=folder))
    where = {"rfc": 3261, "section": "16.9"}
    assert method == {
        "rule": "meant",
        "names": ["INVITE", "MESSAGE"],
        "level": "may",
        "when": TEXT,
        "source": {**where, "note": TEXT, "inferred": True, "unverified": True},
    }
    assert retry == {
        "options": ["change"],
        "change": ["x" * 30, "y" * 28, TEXT],
        "retryAfter": True,
        "delay": [0.5, 32],
        "text": TEXT,
        "source": where,
    }
    assert unverified == [TEXT]


@pytest.mark.parametrize("flags", [NODE, BUNDLER], ids=["nodenext", "bundler"])
@pytest.mark.parametrize("spec", [*SPECS.values(), BARE], ids=[*SPECS, "bare"])
def test_module_and_consumer_compile_under_every_strict_flag(
    tsc: Command, spec: Path, flags: tuple[str, ...], tmp_path: Path
) -> None:
    consumer = consumers.write_consumer("typescript", tmp_path, spec, semantics=True)
    checks = [*tsc, *STRICT, *flags, "--noEmit"]
    source = tmp_path / f"{MODULE}.ts"
    toolchains.run([*checks, "--isolatedDeclarations", "--declaration", source])
    toolchains.run([*checks, "--allowImportingTsExtensions", consumer])


@pytest.mark.parametrize("flags", [NODE, BUNDLER], ids=["nodenext", "bundler"])
@pytest.mark.parametrize("spec", [*SPECS.values(), BARE], ids=[*SPECS, "bare"])
def test_javascript_and_declarations_are_what_tsc_emits(
    tsc: Command, spec: Path, flags: tuple[str, ...], tmp_path: Path
) -> None:
    consumers.write(files(spec), tmp_path)
    emitted = compiled(tsc, tmp_path / f"{MODULE}.ts", tmp_path / "tsc", *flags)
    assert sorted(emitted) == [f"{MODULE}.d.ts", f"{MODULE}.js"]
    for name, text in emitted.items():
        assert (tmp_path / name).read_text("utf-8") == text


def test_tsc_emits_the_same_with_an_overlay(tsc: Command, overlay: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    consumers.write(files(consumers.SPEC, overlay), folder)
    emitted = compiled(tsc, folder / f"{MODULE}.ts", tmp_path / "tsc", *NODE)
    assert emitted == {name: (folder / name).read_text("utf-8") for name in emitted}


@pytest.mark.formatting
def test_prettier_would_not_touch_it_whatever_the_lengths(
    prettier: Command, overlay: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    consumers.write(files(consumers.SPEC, overlay), folder)
    toolchains.run([*prettier, "--check", folder])
    # Without package.json's word about tsc's lines: the module keeps to the defaults.
    defaults = [*prettier, "--no-config", "--no-editorconfig", "--check"]
    toolchains.run([*defaults, folder / f"{MODULE}.ts", folder / "package.json"])


def test_the_package_has_it_under_a_path_of_its_own(
    node: Command, tsc: Command, tmp_path: Path
) -> None:
    content = files()
    package = json.loads(content["package.json"])
    installed = tmp_path / "node_modules" / "sip-status"
    wanted = ["package.json", *package["files"]]
    consumers.write({path: content[path] for path in wanted}, installed)
    (tmp_path / "package.json").write_text('{"private": true, "type": "module"}\n', "utf-8")
    (tmp_path / "stranger.ts").write_text(STRANGER, "utf-8")
    for flags in (NODE, BUNDLER):
        toolchains.run([*tsc, *STRICT, *flags, "--noEmit", "stranger.ts"], cwd=tmp_path)
    (tmp_path / "run.ts").write_text(STRANGER.partition("\n// @ts-expect-error")[0], "utf-8")
    assert toolchains.run([*node, "run.ts"], cwd=tmp_path) == "Allow 21.4.6 17 301\n"


def test_lookups_answer_nothing_to_what_is_no_status_code(node: Command, tmp_path: Path) -> None:
    consumers.write(files(), tmp_path)
    (tmp_path / "strange.js").write_text(STRANGE_CODES, "utf-8")
    *same, rules, redirected, provisional, both = toolchains.run(
        [*node, "strange.js"], cwd=tmp_path
    ).splitlines()
    assert len(same) == 18
    assert all(line.endswith(" true") for line in same), same
    assert rules == "[ 'Allow' ] Call-ID Call-ID"
    # SER and SEER leave redirected attempts out, ISA and IRA do not (RFC 6076).
    assert redirected == "false,false,true,true"
    assert provisional == "false,false,false,false"
    assert both == "301"


def bundle(entry: str, node: Command, folder: Path) -> str:
    """The entry point and what it needs of the modules, as esbuild bundles them."""
    consumers.write(files(), folder)
    (folder / "entry.js").write_text(entry, "utf-8")
    where = {"NODE_PATH": str(toolchains.node_modules())}
    return toolchains.run([*node, "-e", BUNDLE], cwd=folder, env=where)


@pytest.mark.parametrize("kind", ["ts", "js"])
def test_programs_of_the_plain_constants_do_not_contain_it(
    kind: str, node: Command, tmp_path: Path
) -> None:
    entry = f'import * as sip from "./sip-status.{kind}"; globalThis.kept = sip;'
    text = bundle(entry, node, tmp_path)
    assert "Busy Here" in text
    for mark in ("Retry-After", "stateful_proxy", "Session Establishment", "21.4.6"):
        assert mark in module()
        assert mark not in text


@pytest.mark.parametrize("kind", ["ts", "js"])
def test_bundlers_drop_what_is_not_used(kind: str, node: Command, tmp_path: Path) -> None:
    path = f"./{MODULE}.{kind}"
    assert bundle(f'import "{path}";', node, tmp_path).strip() == ""
    names = re.findall(r"^export (?:const|function) (\w+)", module(), re.MULTILINE)
    unused = f'import {{ {", ".join(names)} }} from "{path}";'
    assert bundle(unused, node, tmp_path).strip() == ""


@pytest.mark.parametrize(
    ("used", "kept"),
    [
        ("headerRules", "Recv-Info"),
        ("generatedBy", "stateful_proxy"),
        ("isupCause", "Depends on Warning"),
        ("endsSubscription", "early_dialog"),
        ("metrics", "SEER"),
        ("statusForCause", "User busy"),
        ("isAboutUser", ""),
    ],
)
def test_bundlers_keep_the_table_that_is_used(
    used: str, kept: str, node: Command, tmp_path: Path
) -> None:
    entry = f'import {{ {used} }} from "./{MODULE}.js"; globalThis.kept = {used};'
    text = bundle(entry, node, tmp_path)
    marks = (
        *("Recv-Info", "stateful_proxy", "Depends on Warning", "early_dialog", "SEER"),
        "User busy",
    )
    assert all(mark in module() for mark in marks)
    assert ", ".join(mark for mark in marks if mark in text) == kept


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
    found = re.search(rf"^export const {kind} = \{{\n(.*?)^\}} as const;", module(), re.M | re.S)
    assert found
    members = dict(re.findall(r'^  (\w+): "(\w+)",$', found[1], re.MULTILINE))
    assert set(members.values()) == values(model, field)
    assert all(name == word.upper() for name, word in members.items())


def test_every_export_is_documented() -> None:
    before = ""
    for line in files()[f"{MODULE}.d.ts"].decode().splitlines():
        if line.startswith("export "):
            assert before.endswith("*/"), line
        before = line


@pytest.mark.parametrize("spec", SPECS)
def test_nothing_of_a_spec_becomes_a_tag(spec: str) -> None:
    comments = "".join(re.findall(r"^ */\*\*.*?\*/", module(SPECS[spec]), re.M | re.S))
    assert set(re.findall(r"@\w+", comments)) == {
        "@packageDocumentation",
        "@param",
        "@returns",
        "@link",
    }


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("Busy Here", "`Busy Here`"),
        ("\"q\" 'a'", "`\"q\" 'a'`"),
        ("a\\b", "`a\\\\b`"),
        ('\\"', '`\\\\"`'),
        ("`${x}` $", "`\\`\\${x}\\` \\$`"),
        ("a\nb\t\u2028", "`a\\nb\\t\\u2028`"),
        ("忙 \U0001f469", "`忙 \U0001f469`"),
    ],
)
def test_template_literals(text: str, literal: str) -> None:
    assert template_literal(text) == literal
