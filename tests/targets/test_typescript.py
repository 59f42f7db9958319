"""The TypeScript target: strict, what tsc emits, and used unbuilt, bundled and as a package."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import consumers
import pytest
import toolchains
from oracle import REGISTERED
from raw_spec import VERSION
from sipstatus_codegen import CodegenError, Request, Verdict, find, inspect, load_registry, render

if TYPE_CHECKING:
    from pathlib import Path

    from toolchains import Command

# Of the two specs, what is committed.
FOLDERS = {
    "real": toolchains.ROOT / "generated" / "typescript",
    "nasty": toolchains.ROOT / "tests" / "golden" / "typescript",
}
SPECS = {"real": consumers.SPEC, "nasty": consumers.NASTY}

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

OVERLAY = """\
[[status]]
code = 477
name = "SEND_FAILED"
phrase = "Send failed (477/TM) */ $(x)"
summary = "The next hop could not be reached. */ evil(); /* @deprecated @ts-nocheck"
state = "vendor"

[[status]]
code = 687
name = "SIP_VERSION"
phrase = "export const STATUS_CODE_MAX = 1;"
summary = "Its name is one that the module needs for itself."
state = "vendor"
"""

# A stranger's module: it uses the types, and every misuse is an error.
STRANGER = """\
import * as sip from "{package}";
import {{ BUSY_HERE, ResponseClass, StatusCode }} from "{package}";

export const busy: StatusCode = StatusCode.BUSY_HERE;
export const alone: 486 = BUSY_HERE;
export const former: typeof StatusCode.UNSUPPORTED_CREDENTIAL = sip.UNSUPPORTED_CERTIFICATE;
export const digit: 4 = ResponseClass.REQUEST_FAILURE;
export const found: [ResponseClass | undefined, number | undefined, string | undefined] = [
  sip.responseClass(busy),
  sip.fallbackCode(299),
  sip.statusLine(busy),
];
export const current: boolean = sip.SPEC_VERSION === "9.9.9";

export function named(code: number): StatusCode | undefined {{
  return sip.isStatusCode(code) ? code : undefined;
}}

export function blame(value: ResponseClass): string {{
  switch (value) {{
    case ResponseClass.PROVISIONAL:
    case ResponseClass.SUCCESS:
    case ResponseClass.REDIRECTION:
      return "nobody";
    case ResponseClass.REQUEST_FAILURE:
      return "client";
    case ResponseClass.SERVER_FAILURE:
      return "server";
    case ResponseClass.GLOBAL_FAILURE:
      return "callee";
  }}
}}

// @ts-expect-error: 299 has no name
export const unnamed: StatusCode = 299;
// @ts-expect-error: any code may turn out to have no phrase
export const phrase: string = sip.reasonPhrase(busy);
// @ts-expect-error: a code is a number
sip.reasonPhrase("486");
// @ts-expect-error: not for writing
StatusCode.BUSY_HERE = 487;
// @ts-expect-error: there are no others
sip.StatusCode.BUSY_THERE;
"""

# Nothing but a status code may have a phrase, a class, or anything else; and nothing throws.
STRANGE_CODES = """\
import * as sip from "./sip-status.js";

Object.prototype[299] = Object.prototype["x"] = Array.prototype[299] = "inherited";
const strange = [
  "constructor", "__proto__", "prototype", "toString", "hasOwnProperty", "valueOf", "length", "x",
  "486", " 486 ", "", null, undefined, true, false, NaN, Infinity, -Infinity, 0, -0, -1, -486, 1,
  99, 99.9, 100.5, 183.5, 199.5, 486.5, 699.5, 699.9999, 700, 1000, 2 ** 32 + 486, 2 ** 53,
  Number.MAX_VALUE, Number.MIN_VALUE, 486n, [486], {}, { valueOf: () => 486 }, Object(486),
  Symbol("486"), Symbol.iterator, () => 486, new Date(486), Object.create(null),
];
const functions = Object.values(sip).filter((value) => typeof value === "function");
for (const code of strange) {
  for (const lookup of functions) {
    const answer = lookup(code);
    if (answer !== undefined && answer !== false) {
      console.log(lookup.name, typeof code, answer);
    }
  }
}
for (const lookup of [sip.reasonPhrase, sip.statusLine, sip.isStatusCode]) {
  console.log(lookup.name, lookup(299));
}
console.log(functions.length, Object.keys(sip).length);
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


def rendered(spec: Path = consumers.SPEC, options: dict[str, str] | None = None) -> dict[str, str]:
    target = find("typescript")
    request = Request(spec=spec.name, options=options or {})
    files = render(load_registry(spec), target, request)
    return {path: content.decode() for path, content in files.items()}


def emitted(tsc: Command, module: Path, folder: Path, *flags: str) -> dict[str, str]:
    """What tsc makes of a module: file name -> text."""
    toolchains.run([*tsc, *STRICT, *flags, "--declaration", "--outDir", folder, module])
    return {place.name: place.read_text("utf-8") for place in folder.iterdir()}


def tags(text: str) -> list[str]:
    """The tags of the documentation comments that TypeScript would see, but for two usual ones."""
    comments = "".join(re.findall(r"/\*\*.*?\*/", text, re.DOTALL))
    found = re.findall(r"(?<=[\s{])@\S+(?: Use \w+)?", comments)
    return [tag for tag in found if tag not in ("@param", "@returns")]


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("historic", [False, True], ids=["registered", "historic"])
def test_dump_of_the_unbuilt_module_agrees_with_the_toml(
    spec: str, historic: bool, tmp_path: Path
) -> None:
    printed = consumers.dump("typescript", tmp_path, SPECS[spec], include_historic=historic)
    assert printed == consumers.expected_dump(SPECS[spec], include_historic=historic)


def test_dump_knows_the_codes_of_an_overlay(overlay: Path, tmp_path: Path) -> None:
    printed = consumers.dump("typescript", tmp_path / "out", overlays=[overlay])
    assert printed == consumers.expected_dump(overlays=[overlay])
    assert "477\tSEND_FAILED\tSend failed (477/TM) */ $(x)\t4\t477\tSIP/2.0 477 " in printed
    assert "687\texport const STATUS_CODE_MAX = 1;\t6\t687\t0100001\n" in printed


@pytest.mark.parametrize("flags", [NODE, BUNDLER], ids=["nodenext", "bundler"])
@pytest.mark.parametrize("spec", SPECS)
def test_module_and_consumer_compile_under_every_strict_flag(
    tsc: Command, spec: str, flags: tuple[str, ...], tmp_path: Path
) -> None:
    consumer = consumers.write_consumer("typescript", tmp_path, SPECS[spec])
    module = tmp_path / "sip-status.ts"
    checks = [*tsc, *STRICT, *flags, "--noEmit"]
    toolchains.run([*checks, "--isolatedDeclarations", "--declaration", module])
    toolchains.run([*checks, "--allowImportingTsExtensions", consumer])


@pytest.mark.parametrize("flags", [NODE, BUNDLER], ids=["nodenext", "bundler"])
@pytest.mark.parametrize("spec", FOLDERS)
def test_committed_javascript_and_declarations_are_what_tsc_emits(
    tsc: Command, spec: str, flags: tuple[str, ...], tmp_path: Path
) -> None:
    folder = FOLDERS[spec]
    files = ["sip-status.js", "sip-status.d.ts"]
    committed = {name: (folder / name).read_text("utf-8") for name in files}
    assert emitted(tsc, folder / "sip-status.ts", tmp_path, *flags) == committed


def test_tsc_emits_the_same_with_an_overlay(tsc: Command, overlay: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    consumers.write_consumer("typescript", folder, overlays=[overlay])
    for name, text in emitted(tsc, folder / "sip-status.ts", tmp_path / "tsc", *NODE).items():
        assert (folder / name).read_text("utf-8") == text


@pytest.mark.formatting
@pytest.mark.parametrize("spec", FOLDERS)
def test_committed_output_is_what_prettier_would_write(prettier: Command, spec: str) -> None:
    folder = FOLDERS[spec]
    toolchains.run([*prettier, "--check", folder])
    # Without package.json's word about tsc's indentation: these keep to the defaults.
    defaults = [*prettier, "--no-config", "--no-editorconfig", "--check"]
    toolchains.run([*defaults, folder / "sip-status.ts", folder / "package.json"])


@pytest.mark.parametrize("name", ["sip-status", "@acme/sip.codes-2_x"])
def test_packed_installed_and_imported(
    name: str, node: Command, npm: Command, tsc: Command, tmp_path: Path
) -> None:
    source, project = tmp_path / "source", tmp_path / "project"
    dump = consumers.write_consumer("typescript", source, options={"typescript.package": name})
    project.mkdir()
    (project / "package.json").write_text('{"private": true, "type": "module"}\n', "utf-8")
    npm_env = {"npm_config_cache": str(tmp_path / "cache"), "npm_config_update_notifier": "false"}
    quiet = ("--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
    (packed,) = json.loads(
        toolchains.run([*npm, "pack", "--json", *quiet], cwd=source, env=npm_env)
    )
    assert (packed["name"], packed["version"]) == (name, VERSION)
    assert sorted(file["path"] for file in packed["files"]) == [
        "package.json",
        "sip-status-semantics.d.ts",
        "sip-status-semantics.js",
        "sip-status.d.ts",
        "sip-status.js",
    ]
    tarball = source / packed["filename"]
    toolchains.run([*npm, "install", *quiet, tarball], cwd=project, env=npm_env)

    program = project / "dump.ts"
    by_path, by_name = '"./sip-status.ts"', f'"{name}"'
    text = dump.read_text("utf-8")
    assert text.count(by_path) == 1
    program.write_text(text.replace(by_path, by_name), "utf-8")
    assert toolchains.run([*node, program], cwd=project) == consumers.expected_dump()
    stranger = project / "stranger.ts"
    stranger.write_text(STRANGER.format(package=name), "utf-8")
    for flags in (NODE, BUNDLER):
        toolchains.run([*tsc, *STRICT, *flags, "--noEmit", program, stranger], cwd=project)


def test_lookups_answer_nothing_to_what_is_no_status_code(node: Command, tmp_path: Path) -> None:
    consumers.write_consumer("typescript", tmp_path)
    (tmp_path / "strange.js").write_text(STRANGE_CODES, "utf-8")
    printed = toolchains.run([*node, "strange.js"], cwd=tmp_path).splitlines()
    # Twelve functions, two objects, five other constants, and one for each name: 437 has two.
    assert printed == [
        "reasonPhrase undefined",
        "statusLine undefined",
        "isStatusCode false",
        f"12 {12 + 2 + 5 + len(REGISTERED) + 1}",
    ]


@pytest.mark.parametrize("module", ["sip-status.ts", "sip-status.js"])
@pytest.mark.parametrize(
    ("entry", "kept"),
    [
        ('import "M";', ""),
        ('import { BUSY_HERE, reasonPhrase, StatusCode } from "M";', ""),
        ('import { BUSY_HERE } from "M"; console.log(BUSY_HERE);', "console.log(486);"),
        ('import * as sip from "M"; console.log(sip.BUSY_HERE);', "console.log(486);"),
    ],
)
def test_bundlers_keep_nothing_else(
    module: str, entry: str, kept: str, node: Command, tmp_path: Path
) -> None:
    text = bundle(entry, module, node, tmp_path)
    # esbuild keeps a constant of another module as a variable.
    assert re.sub(r"^var (\w)=486;console\.log\(\1\)", "console.log(486)", text).strip() == kept


@pytest.mark.parametrize(
    ("used", "kept"),
    [
        ("isSuccess", ""),
        ("StatusCode", "TRYING"),
        ("ResponseClass", "PROVISIONAL"),
        ("responseClass", "PROVISIONAL"),
        ("reasonPhrase", "Busy Here"),
        ("statusLine", "Busy Here, SIP/2.0"),
        ("fallbackCode", "Busy Here, PROVISIONAL"),
        ("SPEC_VERSION", VERSION),
    ],
)
def test_bundlers_drop_the_tables_that_are_not_used(
    used: str, kept: str, node: Command, tmp_path: Path
) -> None:
    entry = f'import {{ {used} }} from "M"; globalThis.kept = {used};'
    text = bundle(entry, "sip-status.ts", node, tmp_path)
    marks = ("Busy Here", "PROVISIONAL", "SIP/2.0", "TRYING", VERSION)
    assert ", ".join(mark for mark in marks if mark in text) == kept


def bundle(entry: str, module: str, node: Command, folder: Path) -> str:
    """The entry point and what it needs of the vendored module, as esbuild bundles them."""
    consumers.write({module: rendered()[module].encode()}, folder)
    (folder / "entry.js").write_text(entry.replace("M", f"./{module}", 1), "utf-8")
    where = {"NODE_PATH": str(toolchains.node_modules())}
    return toolchains.run([*node, "-e", BUNDLE], cwd=folder, env=where)


def test_every_export_is_documented(tsc: Command, tmp_path: Path) -> None:
    consumers.write_consumer("typescript", tmp_path)
    declared = emitted(tsc, tmp_path / "sip-status.ts", tmp_path / "out", *NODE)["sip-status.d.ts"]
    before = ""
    for line in declared.splitlines():
        if re.match(r" *(export|readonly) ", line):
            assert before.endswith("*/"), line
        before = line
    comments = [
        " ".join(re.sub(r"\n *\*", " ", comment).split())
        for comment in re.findall(r"/\*\* ?(.*?)\*/", declared, re.DOTALL)
    ]
    for code, entry in consumers.read_statuses().items():
        reference = entry["references"][0]
        where = f"RFC {reference['rfc']} section {reference['section']}"
        state = {"deprecated": ", deprecated"}.get(entry["state"], "")
        summary = " ".join(entry["summary"].split())
        # Once for the member, once for the constant.
        assert comments.count(f"{code} {entry['phrase']} ({where}{state}). {summary}") == 2


@pytest.mark.parametrize("spec", SPECS)
def test_only_former_names_are_deprecated(spec: str) -> None:
    own = ["@link", "@packageDocumentation", "@link"]
    former = {
        "real": ["@deprecated Use UNSUPPORTED_CREDENTIAL"],
        "nasty": ["@deprecated Use OK"] * 2 + ["@deprecated Use NEW_NAME"] * 2,
    }[spec]
    expected = [*own[:2], *former, own[2], "@link", *former]
    assert tags(rendered(SPECS[spec])["sip-status.ts"]) == expected


def test_names_that_the_module_needs_for_itself_give_way(overlay: Path) -> None:
    files = render(load_registry(overlays=[overlay]), find("typescript"))
    text = files["sip-status.ts"].decode()
    assert "\nexport const SIP_VERSION_ = 687;\n" in text
    assert '\nexport const SIP_VERSION = "SIP/2.0";\n' in text
    assert "  SIP_VERSION_: 687,\n" in text


def test_package_names_the_licence_and_has_no_side_effects() -> None:
    package = json.loads(rendered()["package.json"])
    assert package["name"] == "sip-status"
    assert package["license"] == "Apache-2.0 OR MIT"
    assert package["type"] == "module"
    assert package["sideEffects"] is False
    assert next(iter(package)) == "//"
    assert package["//"][0].endswith("DO NOT EDIT.")


def test_a_renamed_package_is_recognized_as_current(tmp_path: Path) -> None:
    files = rendered(options={"typescript.package": "@acme/sip"})
    consumers.write({path: text.encode() for path, text in files.items()}, tmp_path)
    command = "sipstatus generate --target typescript --option typescript.package=@acme/sip"
    for path, text in files.items():
        assert f"Regenerate: {command}" in text
        assert inspect(tmp_path / path).verdict is Verdict.CURRENT


@pytest.mark.parametrize(
    "name",
    [
        *("", "SIP", ".sip", "_sip", "sip status", "sip/status", "@acme", "@acme/", "a/../b"),
        *('x"', "x\n", "x" * 215),
    ],
)
def test_names_that_npm_refuses_are_refused(name: str) -> None:
    with pytest.raises(CodegenError, match=r"--option typescript\.package: "):
        rendered(options={"typescript.package": name})
