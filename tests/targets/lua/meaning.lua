-- Prints what every response means, as lines of JSON: see ../expected.py.

local sip = require("sip_status_meaning")

local OBJECT = {}

local function quoted(text)
  return '"' .. text:gsub('[%c"\\]', function(char)
    return string.format("\\u%04x", char:byte())
  end) .. '"'
end

local function json(value)
  if type(value) == "string" then
    return quoted(value)
  elseif type(value) ~= "table" then
    return tostring(value)
  end
  local parts = {}
  if #value > 0 or (next(value) == nil and getmetatable(value) ~= OBJECT) then
    for _, item in ipairs(value) do
      parts[#parts + 1] = json(item)
    end
    return "[" .. table.concat(parts, ", ") .. "]"
  end
  -- Sorted, so that every version prints the same octets.
  local keys = {}
  for key in pairs(value) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  for _, key in ipairs(keys) do
    parts[#parts + 1] = quoted(key) .. ": " .. json(value[key])
  end
  return "{" .. table.concat(parts, ", ") .. "}"
end

local function show(line)
  print(json(line))
end

local function milliseconds(seconds)
  seconds = seconds or { 0, 0 }
  return { math.floor(seconds[1] * 1000 + 0.5), math.floor(seconds[2] * 1000 + 0.5) }
end

local function map(values, change)
  local changed = {}
  for i, value in ipairs(values) do
    changed[i] = change(value)
  end
  return changed
end

local function method_rule(rule)
  return { rule = rule.rule, names = rule.names, level = rule.level, condition = rule.condition or "" }
end

local function header_rule(rule)
  return {
    names = rule.names,
    level = rule.level,
    methods = rule.methods,
    except_methods = rule.except_methods,
    each = rule.each,
    value = rule.value or "",
    condition = rule.condition or "",
  }
end

local function codes(cause, profile)
  local found = {}
  for i = 0, 3 do
    local details = { profile = profile, user = i % 2 == 1, diagnostic = i > 1 }
    found[i + 1] = sip.code_for_cause(cause, details) or 0
  end
  return found
end

for code = 100, 699 do
  local of = assert(sip.meaning_of(code))
  local retry, dialog, isup = of.retry or {}, of.dialog or {}, of.isup or {}
  local phrases = setmetatable({}, OBJECT)
  for _, language in ipairs(sip.languages) do
    phrases[language] = sip.phrase_in(language, code)
  end
  show({
    code = code,
    about = of.about or "",
    generated_by = of.generated_by,
    methods = map(of.methods, method_rule),
    headers = map(of.headers, header_rule),
    request_headers = map(of.request_headers, header_rule),
    retry = {
      options = retry.options or {},
      change = retry.change or {},
      retry_after = retry.retry_after or false,
      without_retry_after = retry.without_retry_after or 0,
      kept_option = retry.kept_option or "",
      keeps_sips = retry.keeps_sips or "",
      delay = milliseconds(retry.delay),
      owner_delay = milliseconds(retry.owner_delay),
    },
    handling = of.handling,
    replaced_by = of.replaced_by or 0,
    dialog = { effect = dialog.effect or "", ends_subscription = dialog.ends_subscription or false },
    isup = {
      cause = isup.cause or 0,
      location = isup.location or "",
      is_default = isup.is_default or false,
      first = isup.first or "",
    },
    metrics = of.metrics,
    phrases = phrases,
  })
end
for _, field in ipairs(sip.header_fields) do
  show({ header = field.name, compact = field.compact or "" })
end
for _, metric in ipairs(sip.metric_formulas) do
  local line = { metric = metric.name }
  for key, value in pairs(metric) do
    line[key] = key ~= "name" and value or nil
  end
  show(line)
end

local function show_profile(profile)
  local causes, answers = {}, {}
  for code = 100, 699 do
    causes[#causes + 1] = sip.cause_of(code, profile) or 0
  end
  for cause = 1, 127 do
    answers[cause] = codes(cause, profile)
  end
  show({ profile = profile or "", causes = causes, codes = answers })
end

show_profile(nil)
for _, profile in ipairs(sip.profiles) do
  show_profile(profile)
end
