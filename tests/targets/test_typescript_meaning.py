"""What responses mean, in TypeScript: typed, safe with any number and any name, shared, bundled."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import toolchains
from languages import rendered, write
from oracle import UNREGISTERED
from tsc import RESOLUTIONS, bundle, check

if TYPE_CHECKING:
    from pathlib import Path

    from toolchains import Command

MODULE = "sip-status-meaning"

# What two codes share, in lines of all lengths: some fit into 80 columns, others do not.
OVERLAY = "".join(
    f"""\
[[status]]
code = {code}
name = "VENDOR_{code}"
phrase = "Vendor"
summary = "It shares its advice with its neighbour."
state = "vendor"
shares_phrase_with = [{", ".join(str(other) for other in range(610, 650) if other != code)}]

[status.retry]
options = ["change"]
change = ['{text}']
retry_after = true
text = "x"
source = {{ rfc = 3261, section = "21.6" }}
"""
    for code in range(610, 650)
    for text in ['"' if code < 612 else "é" * 9 if code < 614 else "x" * (code // 2 - 306)]
)

# A stranger's module: it uses the types, and every misuse is an error.
STRANGER = """\
import * as sip from "sip-status/meaning";
import { BUSY_HERE } from "sip-status";

const meaning: sip.Meaning | undefined = sip.meaningOf(BUSY_HERE);
export const rules: readonly sip.HeaderRule[] = meaning?.headers ?? [];
export const cause: number | undefined = sip.causeOf(BUSY_HERE);
export const back: number | undefined = sip.codeForCause(22, { diagnostic: true });
export const hangup: 16 = sip.HANGUP_CAUSE;
export const delay: number | undefined = sip.meaningOf(491)?.retry?.delay?.[1];

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

const carried = sip
  .meaningOf(405)
  ?.headers.filter((rule) => rule.level === sip.Level.MUST && !rule.condition)
  .flatMap((rule) => rule.names);
console.log(carried?.includes(sip.Header.ALLOW), cause, back, delay, hangup);

// @ts-expect-error: a code is a number
sip.meaningOf("405");
// @ts-expect-error: any code may turn out to have no meaning
sip.meaningOf(405).headers;
// @ts-expect-error: not for writing
rules[0]!.level = "may";
// @ts-expect-error: not for writing
rules[0]!.names[0] = "Allow";
// @ts-expect-error: no such level
export const level: sip.Level = "shall";
// @ts-expect-error: there is no such detail
sip.codeForCause(22, { location: "user" });
"""

# Nothing but a status code means something; no name is one of Object.prototype; nothing throws.
STRANGE = f"""\
import * as sip from "./{MODULE}.js";

Object.prototype[477] = Object.prototype[7] = Object.prototype["zz"] = "inherited";
Object.prototype[-1] = {{ 486: "inherited" }};
const names = [
  "constructor", "__proto__", "prototype", "toString", "hasOwnProperty", "valueOf", "length", "zz",
  "486", " 486 ", "", "477", "\\u212a", "\\u017f",
];
const numbers = [
  null, undefined, true, false, NaN, Infinity, -Infinity, 0, -0, -1, -486, 7, 99, 99.9, 100.5,
  486.5, 699.5, 700, 1000, 2 ** 32 + 486, 2 ** 53, 486n, [486], {{}}, {{ valueOf: () => 486 }},
  Object(486), Symbol("486"), () => 486, Object.create(null), ...names,
];
for (const number of numbers) {{
  for (const answer of [
    sip.meaningOf(number), sip.causeOf(number), sip.causeOf(number, "zz"),
    sip.phraseIn("zh", number), sip.phraseIn("zz", number), sip.headerOf(number),
    number === 7 || number === 99 ? undefined : sip.codeForCause(number),
    sip.codeForCause(number, {{ profile: "zz" }}),
  ]) {{
    if (answer !== undefined) {{
      console.log(typeof number, number, answer);
    }}
  }}
}}
for (const name of [...names, "ZH", "zh-Hant", "acme"]) {{
  for (const answer of [
    sip.headerOf(name), sip.phraseIn(name, 486), sip.causeOf(486, name),
    sip.codeForCause(17, {{ profile: name }}),
  ]) {{
    if (answer !== undefined) {{
      console.log(name, answer);
    }}
  }}
}}
console.log(sip.meaningOf(477) === sip.meaningOf({UNREGISTERED[4]}), sip.meaningOf(477).about);
console.log(sip.meaningOf(486) === sip.meaningOf(486), sip.phraseIn("zh", 477));
console.log(sip.headerOf("I"), sip.headerOf("call-ID"), sip.headerOf("WWW-authenticate"));
console.log(sip.headerOf("K"), sip.causeOf(486, null), sip.codeForCause(17, {{ profile: null }}));
console.log([0, 1, 127, 128].map((cause) => sip.codeForCause(cause)));
"""


@pytest.fixture
def output(tmp_path: Path) -> Path:
    write(rendered("typescript"), tmp_path)
    return tmp_path


def test_the_package_has_it_under_a_path_of_its_own(
    node: Command, tsc: Command, tmp_path: Path
) -> None:
    content = rendered("typescript")
    files = ["package.json", *json.loads(content["package.json"])["files"]]
    installed = tmp_path / "node_modules" / "sip-status"
    write({path: content[path] for path in files}, installed)
    (tmp_path / "package.json").write_text('{"private": true, "type": "module"}\n', "utf-8")
    (tmp_path / "stranger.ts").write_text(STRANGER, "utf-8")
    for resolution in RESOLUTIONS:
        check(tsc, resolution, tmp_path, "stranger.ts")
    (tmp_path / "run.ts").write_text(STRANGER.partition("\n// @ts-expect-error")[0], "utf-8")
    # RFC 3261 sections 21.4.6 and 14.1, RFC 3398 sections 7.2.4.1 and 8.2.6.1.
    assert toolchains.run([*node, "run.ts"], cwd=tmp_path) == "true 17 301 2 16\n"


def test_lookups_answer_nothing_to_what_is_no_code_and_no_name(node: Command, output: Path) -> None:
    (output / "strange.js").write_text(STRANGE, "utf-8")
    assert toolchains.run([*node, "strange.js"], cwd=output).splitlines() == [
        "true target",
        "true undefined",
        "Call-ID Call-ID WWW-Authenticate",
        "Supported 17 486",
        "[ undefined, 404, 500, undefined ]",
    ]


@pytest.mark.formatting
def test_prettier_would_not_touch_it_whatever_the_lengths(
    prettier: Command, tmp_path: Path
) -> None:
    overlay = tmp_path / "vendor.toml"
    overlay.write_text(OVERLAY, "utf-8")
    files = rendered("typescript", overlays=[overlay])
    write(files, tmp_path / "out")
    toolchains.run([*prettier, "--check", tmp_path / "out"])
    lines = files[f"{MODULE}.ts"].decode().splitlines()
    told = {
        before == "// prettier-ignore"
        for before, line in pairwise(lines)
        if line.startswith("const retry") and '"x' in line
    }
    assert told == {True, False}


@pytest.mark.parametrize("kind", ["ts", "js"])
def test_programs_of_the_plain_constants_do_not_contain_it(
    kind: str, node: Command, output: Path
) -> None:
    entry = f'import * as sip from "./sip-status.{kind}"; globalThis.kept = sip;'
    text = bundle(entry, node, output)
    assert "Busy Here" in text
    assert "Retry-After" not in text


@pytest.mark.parametrize("kind", ["ts", "js"])
def test_bundlers_drop_what_is_not_used(kind: str, node: Command, output: Path) -> None:
    path = f"./{MODULE}.{kind}"
    text = (output / f"{MODULE}.ts").read_text("utf-8")
    names = re.findall(r"^export (?:const|function) (\w+)", text, re.MULTILINE)
    assert {"meaningOf", "Level", "headerFields", "HANGUP_CAUSE"} <= set(names)
    for entry in (f'import "{path}";', f'import {{ {", ".join(names)} }} from "{path}";'):
        assert bundle(entry, node, output).strip() == ""


@pytest.mark.parametrize(
    ("used", "kept"),
    [
        ("meaningOf", "stateful_proxy, SEER"),
        ("phraseIn", "此处正忙"),
        ("headerOf", "Recv-Info"),
        ("metricFormulas", "SEER"),
        ("Element", "stateful_proxy"),
        ("codeForCause", ""),
        ("HANGUP_CAUSE", ""),
    ],
)
def test_bundlers_keep_the_table_that_is_used(
    used: str, kept: str, node: Command, output: Path
) -> None:
    entry = f'import {{ {used} }} from "./{MODULE}.js"; globalThis.kept = {used};'
    text = bundle(entry, node, output).replace('["Recv-Info"]', "")  # a rule has that, too
    marks = ("此处正忙", "Recv-Info", "stateful_proxy", "SEER")
    assert ", ".join(mark for mark in marks if mark in text) == kept


def test_it_is_small() -> None:
    """One file to vendor: 80 KB with the phrases of a language that takes three octets a sign.

    A quarter of it are the lists of header rules, which name what holds for every response.
    """
    assert len(rendered("typescript")[f"{MODULE}.ts"]) <= 80_000
