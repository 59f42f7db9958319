"""What only Elixir can get wrong: its formatter, macros in patterns, lookups of any term."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import toolchains
from languages import HOSTILE, rendered, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.languages

ANY_TERM = b"""\
require SipStatus
alias SipStatus.Meaning

class = fn
  SipStatus.busy_here() -> :busy
  code when SipStatus.is_final(code) -> :final
  _ -> :other
end

[:busy, :final, :other, :other] = Enum.map([486, 487, 180, 200.0], class)

class_name = fn
  SipStatus.class_request_failure() -> :request_failure
  _ -> :other
end

[:request_failure, :other] = Enum.map([486, 603], &class_name.(SipStatus.response_class(&1)))

for term <- [0, 700, -486, 2 ** 64, 486.0, :busy_here, "486", '486', %{}] do
  nil = SipStatus.phrase(term)
  nil = SipStatus.status_line(term)
  nil = SipStatus.response_class(term)
  nil = SipStatus.fallback_code(term)
  false = SipStatus.is_final(term)
  nil = Meaning.meaning(term)
  nil = Meaning.cause_of(term)
  nil = Meaning.code_for_cause(term)
  nil = Meaning.phrase_in("zh", term)
end

nil = Meaning.cause_of(486, "unknown") || Meaning.cause_of(486, "")
nil = Meaning.phrase_in("tlh", 486)
nil = Meaning.code_for_cause(21, profile: "unknown") || Meaning.code_for_cause(21, profile: "")
"Call-ID" = Meaning.header_of("I")
"Supported" = Meaning.header_of("K")

for term <- ["X-Unknown", "", <<255>>, "\\u017f", "\\u212a", 'I', nil, 7] do
  nil = Meaning.header_of(term)
end

17 = Meaning.meaning(486).isup.cause
"""


def test_mix_format_changes_nothing() -> None:
    folder = toolchains.ROOT / "generated" / "elixir"
    files = [str(path) for path in sorted(folder.glob("*.ex"))]
    assert files
    mix = [*toolchains.tool("mix"), "format", "--check-formatted", *files]
    toolchains.run(mix, cwd=folder)


@pytest.mark.parametrize("of", [{}, {"overlays": [HOSTILE]}], ids=["real", "hostile"])
def test_lookups_take_any_term(of: dict[str, Any], tmp_path: Path) -> None:
    write({**rendered("elixir", **of), "any_term.exs": ANY_TERM}, tmp_path)
    files = ["sip_status.ex", "sip_status_meaning.ex"]
    elixirc = [*toolchains.tool("elixirc"), "--warnings-as-errors", *files]
    toolchains.run(elixirc, cwd=tmp_path)
    assert toolchains.run([*toolchains.tool("elixir"), "any_term.exs"], cwd=tmp_path) == ""
