import type { Publish } from "../append.ts";
import { membership, opening, releasing } from "./common.ts";

/** What a consumer says of what it was handed, all at once. */
export const settleScript = (publish: Publish): string => `
-- ARGV 2 group  3 consumer  4 "1": the consumer goes
--      5 to 8: how many are acknowledged, dead, returned, renewed; then these, one after the other:
--        acknowledged, dead: id, number of its events, which of them ("1,3")
--        returned: id, "1": unseen       renewed: id
-- Answers { 1, now, "", through }
${opening}${membership}${releasing}
local named = groups()
if not (named and named[name]) then return { 1, now, "", 0 } end
local at = 8
local function arg()
  at = at + 1
  return ARGV[at]
end

local grave, back, was = "!" .. name, false, isThrough(named[name])
local function bury(id, deliveries)
  redis.pcall("XGROUP", "CREATE", log, grave, 0)
  call("XCLAIM", log, grave, "!", 0, id, "FORCE", "RETRYCOUNT", deliveries, "JUSTID")
end

-- sets flags of an entry of several events; whether none is open any more, and whether some are dead
local function flag(id, size, which, mark)
  local flags = flagsOf(id) or string.rep("0", size)
  for one in string.gmatch(which, "%d+") do
    local i = tonumber(one)
    if mark == "1" or string.sub(flags, i, i) == "0" then
      flags = string.sub(flags, 1, i - 1) .. mark .. string.sub(flags, i + 1)
    end
  end
  local open, dead = string.find(flags, "0", 1, true), string.find(flags, "x", 1, true)
  if open or dead then
    call("HSET", head, field(id), life .. " " .. flags)
  else
    call("HDEL", head, field(id))
  end
  return not open, dead
end

for _ = 1, tonumber(ARGV[5]) do
  local id, size, which = arg(), tonumber(arg()), arg()
  if size == 1 then
    if call("XACK", log, name, id) == 0 then call("XACK", log, grave, id) end
  else
    local open = pending(id)
    if open or flagsOf(id) then
      local whole, dead = flag(id, size, which, "1")
      if whole and open then call("XACK", log, name, id) end
      if not dead then call("XACK", log, grave, id) end
    end
  end
end
for _ = 1, tonumber(ARGV[6]) do
  local id, size, which = arg(), tonumber(arg()), arg()
  local row = pending(id)
  if row then
    bury(id, row[4] - 1)
    if size == 1 or flag(id, size, which, "x") then
      call("XACK", log, name, id)
    elseif row[2] == consumer then
      call("XCLAIM", log, name, consumer, 0, id, "RETRYCOUNT", 1, "JUSTID")
    end
  end
end
for _ = 1, tonumber(ARGV[7]) do
  local id, unseen = arg(), tonumber(arg())
  local row = pending(id, consumer)
  if row then
    back = true
    call("XCLAIM", log, name, "!", 0, id, "TIME", 1, "RETRYCOUNT", row[4] - unseen, "JUSTID")
  end
end
for _ = 1, tonumber(ARGV[8]) do
  local id = arg()
  if pending(id, consumer) then call("XCLAIM", log, name, consumer, 0, id, "JUSTID") end
end
if ARGV[4] == "1" and not call("XPENDING", log, name, "-", "+", 1, consumer)[1] then
  call("XGROUP", "DELCONSUMER", log, name, consumer)
end

named = groups()
local through = isThrough(named[name])
if through then release(named) end
if back or through and not was then
  local epoch = string.match(seen[1], "^%S* (%S*)")
  local place = (offset + 1) .. " " .. offset
  local nothing = "a " .. life .. " " .. epoch .. " " .. place .. " -"
  redis.pcall("${publish}", string.sub(head, 1, -2) .. "c", nothing)
end
return { 1, now, "", through and 1 or 0 }
`;
