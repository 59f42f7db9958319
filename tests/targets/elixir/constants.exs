# Prints every status code, and what the lookups say of any integer: see ../expected.py.
require SipStatus

for {name, code} <- SipStatus.codes() do
  # A macro of that name stands in patterns.
  {true, []} = Code.eval_string("match?(SipStatus.#{name}(), #{code})", [], __ENV__)
  ^code = SipStatus.code(name)
  line = SipStatus.status_line(code)

  [
    code,
    name,
    SipStatus.phrase(code),
    SipStatus.response_class(code),
    SipStatus.fallback_code(code),
    String.replace_suffix(line, "\r\n", "")
  ]
  |> Enum.join("\t")
  |> IO.puts()
end

IO.puts("")

for code <- Enum.to_list(0..999) ++ [-1] do
  tests = [
    SipStatus.is_provisional(code),
    SipStatus.is_final(code),
    SipStatus.is_success(code),
    SipStatus.is_redirection(code),
    SipStatus.is_request_failure(code),
    SipStatus.is_server_failure(code),
    SipStatus.is_global_failure(code)
  ]

  [
    code,
    SipStatus.phrase(code),
    SipStatus.response_class(code) || 0,
    SipStatus.fallback_code(code) || "-",
    Enum.map(tests, &if(&1, do: 1, else: 0)) |> Enum.join()
  ]
  |> Enum.join("\t")
  |> IO.puts()
end
