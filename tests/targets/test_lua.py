"""What only Lua can get wrong: its versions, luacheck, lookups of any value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import expected
import pytest
import toolchains
from languages import HOSTILE, LANGUAGES, rendered, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.languages

(LUA,) = (language for language in LANGUAGES if language.name == "lua")

ANY_VALUE = """\
local sip, meaning = require("sip_status"), require("sip_status_meaning")
local codes = { 1e308, -1e308, 1 / 0, -1 / 0, 0 / 0, 486.5, 99.9, 0, 700, -486, "486", {}, true }
for i = 1, #codes + 1 do
  local code = codes[i] -- the last one is nil
  assert(sip.reason_phrase(code) == nil and sip.status_line(code) == nil)
  assert(sip.response_class(code) == nil and sip.fallback_code(code) == nil)
  assert(not sip.is_final(code) and not sip.is_provisional(code))
  assert(meaning.meaning_of(code) == nil and meaning.cause_of(code) == nil)
  assert(meaning.code_for_cause(code) == nil and meaning.phrase_in("zh", code) == nil)
end
assert(sip.reason_phrase(486.0) == "Busy Here" and sip.response_class(486.0) == 4)
assert(meaning.cause_of(486, "unknown") == nil and meaning.phrase_in("tlh", 486) == nil)
assert(meaning.cause_of(486, "") == nil)
assert(meaning.code_for_cause(21, { profile = "unknown" }) == nil)
assert(meaning.code_for_cause(21, { profile = "" }) == nil)
assert(meaning.header_of("I") == "Call-ID" and meaning.header_of("K") == "Supported")
for _, name in ipairs({ "X-Unknown", "", "\\255", "\\197\\191", "\\226\\132\\170", 7, {}, true }) do
  assert(meaning.header_of(name) == nil)
end
assert(meaning.header_of(nil) == nil)
"""


@pytest.mark.parametrize("version", ["lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"])
def test_every_version_prints_the_same(version: str, tmp_path: Path) -> None:
    overlays = [HOSTILE]
    write(rendered("lua", overlays=overlays), tmp_path)
    LUA.copy_programs(tmp_path, {})
    lua = toolchains.tool(version)
    toml = expected.read(overlays=overlays)
    constants = toolchains.run([*lua, "constants.lua"], cwd=tmp_path)
    assert expected.printed_constants(constants) == expected.constants(toml)
    meaning = toolchains.run([*lua, "meaning.lua"], cwd=tmp_path)
    assert expected.printed_meaning(meaning) == expected.meaning(toml)
    assert toolchains.run([*lua, "-"], cwd=tmp_path, stdin=ANY_VALUE) == ""


def test_luacheck_has_nothing_to_say(tmp_path: Path) -> None:
    write(rendered("lua", overlays=[HOSTILE]), tmp_path)
    options = ["--std", "min", "--no-max-line-length", "--quiet"]
    toolchains.run([*toolchains.tool("luacheck"), *options, "."], cwd=tmp_path)
