local sip = require("sip_status")
local meaning = require("sip_status_meaning")

local code = 486
print(code .. " " .. sip.reason_phrase(code))
if sip.is_final(code) then
  print("final")
end
for _, option in ipairs(meaning.meaning_of(code).retry.options) do
  print("try " .. option)
end
print("cause " .. meaning.cause_of(code))
