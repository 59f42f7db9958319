"""The TypeScript output: strict, what tsc emits, and used unbuilt, bundled and as a package."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import expected
import pytest
import toolchains
from languages import BARE, HOSTILE, LANGUAGES, NASTY, rendered, write
from oracle import REGISTERED
from raw_spec import VERSION
from sipstatus_codegen import CodegenError, Verdict, banner, inspect
from tsc import RESOLUTIONS, bundle, check, emitted

if TYPE_CHECKING:
    from pathlib import Path

    from toolchains import Command

MODULES = ("sip-status", "sip-status-meaning")
SUFFIXES = (".cjs", ".d.cts", ".d.ts", ".js")
SPECS: dict[str, dict[str, Any]] = {
    "real": {},
    "hostile": {"overlays": [HOSTILE]},
    "nasty": {"spec": NASTY},
    "bare": {"spec": BARE},
}
(PROGRAMS,) = (language for language in LANGUAGES if language.name == "typescript")

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

# A stranger whose imports tsc turns into require().
REQUIRES = """\
import * as sip from "{package}";
import {{ causeOf }} from "{package}/meaning";

export const busy: 486 = sip.StatusCode.BUSY_HERE;
export const cause: number | undefined = causeOf(busy);
// @ts-expect-error: a code is a number
sip.reasonPhrase("486");
"""

# One module three times: imported, required, and the required file imported by its names.
THRICE = """\
import assert from "node:assert/strict";
import { createRequire } from "node:module";

for (const name of ["sip-status", "sip-status-meaning"]) {
  const imported = await import(`./${name}.js`);
  const required = createRequire(import.meta.url)(`./${name}.cjs`);
  const names = Object.keys(await import(`./${name}.cjs`));
  assert.deepEqual(Object.keys(required).sort(), Object.keys(imported));
  assert.deepEqual(new Set(Object.keys(imported)).difference(new Set(names)), new Set());
  for (const [key, value] of Object.entries(imported)) {
    const other = required[key];
    assert.deepEqual(...[value, other].map((x) => (typeof x === "function" ? String(x) : x)));
  }
  console.log(name, required.SPEC_DIGEST === imported.SPEC_DIGEST);
}
"""

# The first words are for ESLint, which listens from there on; tsc would drop them in declarations.
LINTERS = re.compile(rb"^(?:/\* eslint-.* \*/|// (?:biome|deno)-.*)\n", re.MULTILINE)


each_spec = pytest.mark.parametrize("spec", SPECS)
each_module = pytest.mark.parametrize("module", MODULES)
each_resolution = pytest.mark.parametrize("resolution", RESOLUTIONS)


def write_output(folder: Path, **arguments: Any) -> Path:
    write(rendered("typescript", **arguments), folder)
    return folder


def text_of(path: str, **arguments: Any) -> str:
    return rendered("typescript", **arguments)[path].decode()


def tags(text: str) -> list[str]:
    """The tags of the documentation comments that TypeScript would see, but for two usual ones."""
    comments = "".join(re.findall(r"/\*\*.*?\*/", text, re.DOTALL))
    found = re.findall(r"(?<=[\s{])@\S+(?: Use \w+)?", comments)
    return [tag for tag in found if tag not in ("@param", "@returns")]


# --- compilers and formatters --------------------------------------------------------------------


@each_resolution
@each_spec
def test_modules_and_programs_compile_under_every_strict_flag(
    tsc: Command, spec: str, resolution: str, tmp_path: Path
) -> None:
    write_output(tmp_path, **SPECS[spec])
    PROGRAMS.copy_programs(tmp_path, {})
    modules = [f"{module}.ts" for module in MODULES]
    check(tsc, resolution, tmp_path, "--isolatedDeclarations", "--declaration", *modules)
    programs = ("constants.ts", "meaning.ts")
    check(tsc, resolution, tmp_path, "--allowImportingTsExtensions", *programs)


@each_resolution
@each_spec
@each_module
def test_javascript_and_declarations_are_what_tsc_emits(
    tsc: Command, module: str, spec: str, resolution: str, tmp_path: Path
) -> None:
    folder = write_output(tmp_path / "out", **SPECS[spec])
    text = emitted(tsc, resolution, folder / f"{module}.ts", tmp_path / "tsc")
    assert sorted(text) == [f"{module}.d.ts", f"{module}.js"]
    for name, content in text.items():  # with the digest of the module, but they have their own
        ours = (folder / name).read_bytes()
        if name.endswith(".d.ts"):
            assert ours == (folder / f"{module}.d.cts").read_bytes()
            ours = banner.sealed(LINTERS.sub(b"", ours))
        assert banner.sealed(content.encode()) == ours


@pytest.mark.formatting
@each_spec
def test_output_is_what_prettier_would_write(prettier: Command, spec: str, tmp_path: Path) -> None:
    write_output(tmp_path, **SPECS[spec])
    toolchains.run([*prettier, "--check", tmp_path])
    # Without package.json's word about tsc's indentation: these keep to the defaults.
    defaults = [*prettier, "--no-config", "--no-editorconfig", "--check"]
    modules = [tmp_path / f"{module}.ts" for module in MODULES]
    toolchains.run([*defaults, *modules, tmp_path / "package.json"])


@pytest.mark.formatting
def test_programs_are_what_prettier_would_write(prettier: Command) -> None:
    folder = toolchains.ROOT / "tests" / "targets" / "typescript"
    toolchains.run([*prettier, "--no-config", "--no-editorconfig", "--check", folder])


# --- documentation -------------------------------------------------------------------------------


@each_spec
@each_module
def test_every_export_is_documented(module: str, spec: str) -> None:
    before = ""
    for line in text_of(f"{module}.d.ts", **SPECS[spec]).splitlines():
        if line.startswith("export "):
            assert before.endswith("*/"), line
        before = line


def test_every_code_is_explained_twice() -> None:
    comments = [
        " ".join(re.sub(r"\n *\*", " ", comment).split())
        for comment in re.findall(r"/\*\* ?(.*?)\*/", text_of("sip-status.d.ts"), re.DOTALL)
    ]
    for code, entry in expected.statuses(expected.read()).items():
        reference = entry["references"][0]
        where = f"RFC {reference['rfc']} section {reference['section']}"
        state = {"deprecated": ", deprecated"}.get(entry["state"], "")
        summary = " ".join(entry["summary"].split())
        # Once for the member, once for the constant.
        assert comments.count(f"{code} {entry['phrase']} ({where}{state}). {summary}") == 2


@each_spec
def test_only_former_names_are_deprecated(spec: str) -> None:
    former = {
        "real": ["@deprecated Use UNSUPPORTED_CREDENTIAL"],
        "hostile": ["@deprecated Use UNSUPPORTED_CREDENTIAL"],
        "nasty": ["@deprecated Use OK"] * 2
        + ["@deprecated Use NEW_NAME"],  # its other name is no RFC's
        "bare": ["@deprecated Use BUSY_HERE"],
    }[spec]
    own = ["@link", "@packageDocumentation", *former, "@link", "@link", *former]
    assert tags(text_of("sip-status.ts", **SPECS[spec])) == own
    meaning = tags(text_of("sip-status-meaning.ts", **SPECS[spec]))
    assert set(meaning) == {"@link", "@packageDocumentation"}


# --- the package ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sip-status", "@acme/sip.codes-2_x"])
def test_packed_installed_and_imported(
    name: str, node: Command, npm: Command, tsc: Command, tmp_path: Path
) -> None:
    source, project = tmp_path / "source", tmp_path / "project"
    write_output(source, options={"typescript.package": name})
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
        *(f"{module}{suffix}" for module in reversed(MODULES) for suffix in SUFFIXES),
    ]
    tarball = source / packed["filename"]
    toolchains.run([*npm, "install", *quiet, tarball], cwd=project, env=npm_env)

    names = {"./sip-status.ts": name, "./sip-status-meaning.ts": f"{name}/meaning"}
    constants = PROGRAMS.run("constants", project, names)
    assert expected.printed_constants(constants) == expected.constants(expected.read())
    meaning = PROGRAMS.run("meaning", project, names)
    assert expected.printed_meaning(meaning) == expected.meaning(expected.read())
    (project / "stranger.ts").write_text(STRANGER.format(package=name), "utf-8")
    for resolution in RESOLUTIONS:
        check(tsc, resolution, project, "constants.ts", "meaning.ts", "stranger.ts")
    (project / "requires.cts").write_text(REQUIRES.format(package=name), "utf-8")
    check(tsc, "nodenext", project, "requires.cts", "--verbatimModuleSyntax", "false")


@each_spec
def test_require_gives_what_import_gives(spec: str, node: Command, tmp_path: Path) -> None:
    write_output(tmp_path, **SPECS[spec])
    (tmp_path / "thrice.mjs").write_text(THRICE, "utf-8")
    printed = toolchains.run([*node, "thrice.mjs"], cwd=tmp_path)
    assert printed == "sip-status true\nsip-status-meaning true\n"


def test_package_names_the_licence_and_has_no_side_effects() -> None:
    package = json.loads(text_of("package.json"))
    assert package["name"] == "sip-status"
    assert package["license"] == "Apache-2.0 OR MIT"
    assert package["type"] == "module"
    assert package["sideEffects"] is False
    assert next(iter(package)) == "//"
    assert package["//"][0].endswith("DO NOT EDIT.")


def test_a_renamed_package_is_recognized_as_current(tmp_path: Path) -> None:
    files = rendered("typescript", options={"typescript.package": "@acme/sip"})
    write(files, tmp_path)
    command = "sipstatus generate --target typescript --option typescript.package=@acme/sip"
    for path, content in files.items():
        assert f"Regenerate: {command}" in content.decode()
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
        rendered("typescript", options={"typescript.package": name})


# --- constants -----------------------------------------------------------------------------------


def test_lookups_answer_nothing_to_what_is_no_status_code(node: Command, tmp_path: Path) -> None:
    write_output(tmp_path)
    (tmp_path / "strange.js").write_text(STRANGE_CODES, "utf-8")
    printed = toolchains.run([*node, "strange.js"], cwd=tmp_path).splitlines()
    # Twelve functions, two objects, five other constants, and one for each name: 437 has two.
    assert printed == [
        "reasonPhrase undefined",
        "statusLine undefined",
        "isStatusCode false",
        f"12 {12 + 2 + 5 + len(REGISTERED) + 1}",
    ]


def test_names_that_the_module_needs_for_itself_give_way() -> None:
    text = text_of("sip-status.ts", overlays=[HOSTILE])
    assert "\nexport const SIP_VERSION_ = 688;\n" in text
    assert '\nexport const SIP_VERSION = "SIP/2.0";\n' in text
    assert "  SIP_VERSION_: 688,\n" in text


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
    text = bundle(entry.replace("M", f"./{module}", 1), node, write_output(tmp_path))
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
    entry = f'import {{ {used} }} from "./sip-status.ts"; globalThis.kept = {used};'
    text = bundle(entry, node, write_output(tmp_path))
    marks = ("Busy Here", "PROVISIONAL", "SIP/2.0", "TRYING", VERSION)
    assert ", ".join(mark for mark in marks if mark in text) == kept
