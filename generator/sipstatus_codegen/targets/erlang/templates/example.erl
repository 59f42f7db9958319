-module(example).
-export([main/0]).
-include("sip_status.hrl").

main() ->
    Code = ?SIP_STATUS_BUSY_HERE,
    io:format("~b ~ts~n", [Code, sip_status:phrase(Code)]),
    case Code of
        _ when ?SIP_STATUS_IS_FINAL(Code) -> io:format("final~n");
        _ -> ok
    end,
    #{retry := #{options := Options}} = sip_status_meaning:meaning(Code),
    [io:format("try ~s~n", [Option]) || Option <- Options],
    io:format("cause ~b~n", [sip_status_meaning:cause_of(Code)]).
