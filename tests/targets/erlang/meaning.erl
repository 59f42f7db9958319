%% Prints what every response means, as lines of JSON: see ../expected.py.
-module(meaning).
-export([main/0]).

main() ->
    ok = io:setopts([{encoding, latin1}]),
    [show_code(Code) || Code <- lists:seq(100, 699)],
    [
        show([{header, Name}, {compact, maps:get(compact, Field, <<>>)}])
     || #{name := Name} = Field <- sip_status_meaning:header_fields()
    ],
    [
        show([{metric, Name} | maps:to_list(maps:remove(name, Metric))])
     || #{name := Name} = Metric <- sip_status_meaning:metric_formulas()
    ],
    show([
        {profile, <<>>},
        {causes, [known(sip_status_meaning:cause_of(Code)) || Code <- lists:seq(100, 699)]},
        {codes, [codes(Cause, #{}) || Cause <- lists:seq(1, 127)]}
    ]),
    [show_profile(Profile) || Profile <- sip_status_meaning:profiles()].

show_code(Code) ->
    Of = sip_status_meaning:meaning(Code),
    Retry = maps:get(retry, Of, #{}),
    Dialog = maps:get(dialog, Of, #{}),
    Isup = maps:get(isup, Of, #{}),
    show([
        {code, Code},
        {about, maps:get(about, Of, <<>>)},
        {generated_by, maps:get(generated_by, Of)},
        {methods, [{method_rule(Rule)} || Rule <- maps:get(methods, Of)]},
        {headers, [{header_rule(Rule)} || Rule <- maps:get(headers, Of)]},
        {request_headers, [{header_rule(Rule)} || Rule <- maps:get(request_headers, Of)]},
        {retry,
            {[
                {options, maps:get(options, Retry, [])},
                {change, maps:get(change, Retry, [])},
                {retry_after, maps:get(retry_after, Retry, false)},
                {without_retry_after, maps:get(without_retry_after, Retry, 0)},
                {kept_option, maps:get(kept_option, Retry, <<>>)},
                {keeps_sips, maps:get(keeps_sips, Retry, <<>>)},
                {delay, milliseconds(maps:get(delay, Retry, {0.0, 0.0}))},
                {owner_delay, milliseconds(maps:get(owner_delay, Retry, {0.0, 0.0}))}
            ]}},
        {handling, maps:get(handling, Of)},
        {replaced_by, maps:get(replaced_by, Of, 0)},
        {dialog,
            {[
                {effect, maps:get(effect, Dialog, <<>>)},
                {ends_subscription, maps:get(ends_subscription, Dialog, false)}
            ]}},
        {isup,
            {[
                {cause, maps:get(cause, Isup, 0)},
                {location, maps:get(location, Isup, <<>>)},
                {is_default, maps:get(is_default, Isup, false)},
                {first, maps:get(first, Isup, <<>>)}
            ]}},
        {metrics, maps:get(metrics, Of)},
        {phrases,
            {[
                {Language, Phrase}
             || Language <- sip_status_meaning:languages(),
                Phrase <- [sip_status_meaning:phrase_in(Language, Code)],
                Phrase =/= undefined
            ]}}
    ]).

method_rule(#{rule := Rule, names := Names, level := Level} = Of) ->
    [{rule, Rule}, {names, Names}, {level, Level}, {condition, maps:get(condition, Of, <<>>)}].

header_rule(#{names := Names, level := Level, methods := Methods, each := Each} = Of) ->
    [
        {names, Names},
        {level, Level},
        {methods, Methods},
        {except_methods, maps:get(except_methods, Of)},
        {value, maps:get(value, Of, <<>>)},
        {each, Each},
        {condition, maps:get(condition, Of, <<>>)}
    ].

milliseconds({Least, Most}) -> [round(Least * 1000), round(Most * 1000)].

codes(Cause, Details) ->
    [
        known(sip_status_meaning:code_for_cause(Cause, Details#{user => User, diagnostic => Diagnostic}))
     || Diagnostic <- [false, true],
        User <- [false, true]
    ].

show_profile(Profile) ->
    show([
        {profile, Profile},
        {causes, [known(sip_status_meaning:cause_of(Code, Profile)) || Code <- lists:seq(100, 699)]},
        {codes, [codes(Cause, #{profile => Profile}) || Cause <- lists:seq(1, 127)]}
    ]).

known(undefined) -> 0;
known(Number) -> Number.

show(Object) -> io:format("~s~n", [json({Object})]).

json({Object}) ->
    Members = [[json(Key), ": ", json(Value)] || {Key, Value} <- Object],
    ["{", lists:join(", ", Members), "}"];
json(List) when is_list(List) -> ["[", lists:join(", ", [json(Item) || Item <- List]), "]"];
json(Number) when is_integer(Number) -> integer_to_list(Number);
json(Flag) when is_boolean(Flag) -> atom_to_list(Flag);
json(Word) when is_atom(Word) -> json(atom_to_binary(Word));
json(Text) -> [$", [escaped(Char) || <<Char>> <= Text], $"].

escaped(Char) when Char < 32; Char =:= $"; Char =:= $\\ -> io_lib:format("\\u~4.16.0b", [Char]);
escaped(Char) -> Char.
