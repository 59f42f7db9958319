"""What only Erlang can get wrong: types, warnings, lookups of any term."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import toolchains
from languages import BARE, HOSTILE, NASTY, rendered, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.languages

ANY_TERM = b"""\
-module(any_term).
-export([main/0, class/1]).
-include("sip_status.hrl").
-include("sip_status.hrl").

class(?SIP_STATUS_BUSY_HERE) -> busy;
class(Code) when ?SIP_STATUS_IS_FINAL(Code) -> final;
class(_) -> other.

main() ->
    [busy, final, other, other] = [class(Code) || Code <- [486, 487, 180, 200.0]],
    [nothing(Term) || Term <- [0, 700, -486, 1 bsl 64, 486.0, busy_here, "486", <<"486">>, #{}]],
    undefined = sip_status_meaning:cause_of(486, <<"unknown">>),
    undefined = sip_status_meaning:cause_of(486, <<>>),
    undefined = sip_status_meaning:phrase_in(<<"tlh">>, 486),
    undefined = sip_status_meaning:code_for_cause(21, #{profile => <<"unknown">>}),
    undefined = sip_status_meaning:code_for_cause(21, #{profile => <<>>}),
    <<"Call-ID">> = sip_status_meaning:header_of("I"),
    <<"Supported">> = sip_status_meaning:header_of(<<"K">>),
    [no_header(Name) || Name <- [<<"X-Unknown">>, <<>>, <<255>>, "", [16#212a]]],
    [no_header(Term) || Term <- [undefined, 7, [$A | b], #{}]],
    [no_header(unicode:characters_to_binary([Letter])) || Letter <- [16#17f, 16#212a]],
    {'EXIT', _} = catch sip_status:code(no_such_name),
    #{cause := 17} = maps:get(isup, sip_status_meaning:meaning(486)).

no_header(Term) -> undefined = sip_status_meaning:header_of(Term).

nothing(Term) ->
    undefined = sip_status:phrase(Term),
    undefined = sip_status:status_line(Term),
    undefined = sip_status:response_class(Term),
    undefined = sip_status:fallback_code(Term),
    false = sip_status:is_final(Term),
    undefined = sip_status_meaning:meaning(Term),
    undefined = sip_status_meaning:cause_of(Term),
    undefined = sip_status_meaning:code_for_cause(Term),
    undefined = sip_status_meaning:phrase_in(<<"zh">>, Term).
"""
MODULES = ("sip_status.erl", "sip_status_meaning.erl")


@pytest.mark.parametrize(
    "of",
    [{}, {"overlays": [HOSTILE]}, {"spec": NASTY}, {"spec": BARE}],
    ids=["real", "hostile", "nasty", "bare"],
)
def test_erlc_has_nothing_to_say(of: dict[str, Any], tmp_path: Path) -> None:
    write(rendered("erlang", **of), tmp_path)
    warnings = ("unused_vars", "export_all", "unused_import", "missing_spec", "untyped_record")
    options = ["+warnings_as_errors", *(f"+warn_{warning}" for warning in warnings)]
    assert toolchains.run([*toolchains.tool("erlc"), *options, *MODULES], cwd=tmp_path) == ""


def test_lookups_take_any_term(tmp_path: Path) -> None:
    write({**rendered("erlang"), "any_term.erl": ANY_TERM}, tmp_path)
    erlc = [*toolchains.tool("erlc"), "+warnings_as_errors", *MODULES, "any_term.erl"]
    toolchains.run(erlc, cwd=tmp_path)
    erl = [*toolchains.tool("erl"), "-noshell", "-eval", "any_term:main(), halt()."]
    assert toolchains.run(erl, cwd=tmp_path) == ""
