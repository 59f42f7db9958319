-- Prints every status code, and what the lookups say of any number: see ../expected.py.

local sip = require("sip_status")

for _, name in ipairs(sip.names) do
  local code = sip.Status[name]
  local line = sip.status_line(code)
  assert(line:sub(-2) == "\r\n")
  local fields = { code, name, sip.reason_phrase(code), sip.response_class(code), sip.fallback_code(code) }
  print(table.concat(fields, "\t") .. "\t" .. line:sub(1, -3))
end

print()

local predicates = { "provisional", "final", "success", "redirection", "request_failure", "server_failure", "global_failure" }

local function show(code)
  local bits = ""
  for _, name in ipairs(predicates) do
    bits = bits .. (sip["is_" .. name](code) and 1 or 0)
  end
  print(table.concat({
    code,
    sip.reason_phrase(code) or "",
    sip.response_class(code) or 0,
    sip.fallback_code(code) or "-",
    bits,
  }, "\t"))
end

for code = 0, 999 do
  show(code)
end
show(-1)
