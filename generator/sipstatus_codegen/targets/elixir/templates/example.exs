require SipStatus

code = SipStatus.busy_here()
IO.puts("#{code} #{SipStatus.phrase(code)}")

case code do
  final when SipStatus.is_final(final) -> IO.puts("final")
  _ -> :ok
end

for option <- SipStatus.Meaning.meaning(code).retry.options do
  IO.puts("try #{option}")
end

IO.puts("cause #{SipStatus.Meaning.cause_of(code)}")
