%% Prints every status code, and what the lookups say of any integer: see ../expected.py.
-module(constants).
-export([main/0]).

main() ->
    ok = io:setopts([{encoding, unicode}]),
    Macros = macros(),
    [show_constant(Name, Code, Macros) || {Name, Code} <- sip_status:names()],
    io:nl(),
    [show(Code) || Code <- lists:seq(0, 999) ++ [-1]].

%% The macros of the header by name, in small letters, without the underscores that dodge others.
macros() ->
    {ok, Forms} = epp:open("sip_status.hrl", []),
    ok = read_all(Forms),
    Defined = [
        {string:trim(string:lowercase(Name), trailing, "_"), Value}
     || {{atom, Macro}, [{none, {none, [{integer, _, Value}]}}]} <- epp:macro_defs(Forms),
        Name <- [string:prefix(atom_to_list(Macro), "SIP_STATUS_")],
        is_list(Name)
    ],
    epp:close(Forms),
    maps:from_list(Defined).

read_all(Forms) ->
    case epp:parse_erl_form(Forms) of
        {ok, _} -> read_all(Forms);
        {eof, _} -> ok
    end.

show_constant(Name, Code, Macros) ->
    Code = sip_status:code(Name),
    Code = maps:get(atom_to_list(Name), Macros),
    Line = sip_status:status_line(Code),
    <<"\r\n">> = binary:part(Line, byte_size(Line), -2),
    io:format("~b\t~ts\t~ts\t~b\t~b\t~ts~n", [
        Code,
        Name,
        sip_status:phrase(Code),
        sip_status:response_class(Code),
        sip_status:fallback_code(Code),
        binary:part(Line, 0, byte_size(Line) - 2)
    ]).

show(Code) ->
    Tests = [
        sip_status:is_provisional(Code),
        sip_status:is_final(Code),
        sip_status:is_success(Code),
        sip_status:is_redirection(Code),
        sip_status:is_request_failure(Code),
        sip_status:is_server_failure(Code),
        sip_status:is_global_failure(Code)
    ],
    io:format("~b\t~ts\t~b\t~s\t~s~n", [
        Code,
        known(sip_status:phrase(Code), <<>>),
        known(sip_status:response_class(Code), 0),
        fallback(sip_status:fallback_code(Code)),
        [bit(Test) || Test <- Tests]
    ]).

known(undefined, Absent) -> Absent;
known(Value, _) -> Value.

fallback(undefined) -> "-";
fallback(Code) -> integer_to_list(Code).

bit(true) -> $1;
bit(false) -> $0.
