# Prints what every response means, as lines of JSON: see ../expected.py.
alias SipStatus.Meaning

defmodule Listing do
  def show(object), do: IO.puts(json(object))

  defp json(%{} = object) do
    "{" <>
      Enum.map_join(object, ", ", fn {key, item} -> json(key) <> ": " <> json(item) end) <> "}"
  end

  defp json(list) when is_list(list), do: "[" <> Enum.map_join(list, ", ", &json/1) <> "]"
  defp json(text) when is_binary(text), do: "\"" <> escaped(text) <> "\""
  defp json(value) when is_number(value) or is_boolean(value), do: to_string(value)
  defp json(word) when is_atom(word), do: json(to_string(word))

  defp escaped(text) do
    Regex.replace(~r/[\x00-\x1f"\\]/, text, fn <<octet>> ->
      "\\u" <> String.pad_leading(Integer.to_string(octet, 16), 4, "0")
    end)
  end

  def method_rule(rule), do: Map.put_new(rule, :condition, "")
  def header_rule(rule), do: Map.merge(%{value: "", condition: ""}, rule)

  def milliseconds({least, most}), do: [round(least * 1000), round(most * 1000)]

  def codes(cause, options) do
    for diagnostic <- [false, true], user <- [false, true] do
      Meaning.code_for_cause(cause, [user: user, diagnostic: diagnostic] ++ options) || 0
    end
  end
end

for code <- 100..699 do
  of = Meaning.meaning(code)
  retry = Map.get(of, :retry, %{})
  dialog = Map.get(of, :dialog, %{})
  isup = Map.get(of, :isup, %{})

  Listing.show(%{
    code: code,
    about: Map.get(of, :about, ""),
    generated_by: of.generated_by,
    methods: Enum.map(of.methods, &Listing.method_rule/1),
    headers: Enum.map(of.headers, &Listing.header_rule/1),
    request_headers: Enum.map(of.request_headers, &Listing.header_rule/1),
    retry: %{
      options: Map.get(retry, :options, []),
      change: Map.get(retry, :change, []),
      retry_after: Map.get(retry, :retry_after, false),
      without_retry_after: Map.get(retry, :without_retry_after, 0),
      kept_option: Map.get(retry, :kept_option, ""),
      keeps_sips: Map.get(retry, :keeps_sips, ""),
      delay: Listing.milliseconds(Map.get(retry, :delay, {0.0, 0.0})),
      owner_delay: Listing.milliseconds(Map.get(retry, :owner_delay, {0.0, 0.0}))
    },
    handling: of.handling,
    replaced_by: Map.get(of, :replaced_by, 0),
    dialog: %{
      effect: Map.get(dialog, :effect, ""),
      ends_subscription: Map.get(dialog, :ends_subscription, false)
    },
    isup: %{
      cause: Map.get(isup, :cause, 0),
      location: Map.get(isup, :location, ""),
      is_default: Map.get(isup, :is_default, false),
      first: Map.get(isup, :first, "")
    },
    metrics: of.metrics,
    phrases:
      for(
        language <- Meaning.languages(),
        phrase = Meaning.phrase_in(language, code),
        into: %{},
        do: {language, phrase}
      )
  })
end

for field <- Meaning.header_fields() do
  Listing.show(%{header: field.name, compact: Map.get(field, :compact, "")})
end

for metric <- Meaning.metric_formulas() do
  {name, formula} = Map.pop!(metric, :name)
  Listing.show(Map.put(formula, :metric, name))
end

Listing.show(%{
  profile: "",
  causes: for(code <- 100..699, do: Meaning.cause_of(code) || 0),
  codes: for(cause <- 1..127, do: Listing.codes(cause, []))
})

for profile <- Meaning.profiles() do
  Listing.show(%{
    profile: profile,
    causes: for(code <- 100..699, do: Meaning.cause_of(code, profile) || 0),
    codes: for(cause <- 1..127, do: Listing.codes(cause, profile: profile))
  })
end
