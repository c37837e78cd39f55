import { membership, opening } from "./common.ts";

/**
 * Hands out one entry that has to come again, or the next ones. XREADGROUP does not wait here: whoever waits listens to
 * what is announced, so that groups need no connection of their own.
 */
export const takeScript: string = `
-- ARGV 2 group  3 consumer  4 where a new group begins: 0 or $  5 how many  6 idle ms
--      7 "": nothing was lost; "c": what the consumer does not know that it holds comes again, and counts; "u": and does
--        not count; then the ids that it knows of
-- Answers { 1, now, { the head's fields }, through, offset handed out before,
--           { { entry, deliveries, flags } … }, { the next entries } }
${opening}${membership}
local named = groups()
if not named then return { "trimmed", now, seen } end
if not named[name] then
  call("XGROUP", "CREATE", log, name, ARGV[4])
  named = groups()
end
local group = named[name]
local through = isThrough(group) and 1 or 0

local function again(row, deliveries)
  local entry = call("XCLAIM", log, name, consumer, 0, row[1], "RETRYCOUNT", deliveries)[1]
  if not entry then return { "trimmed", now, seen } end
  local claimed = { entry, deliveries, flagsOf(row[1]) or "" }
  return { 1, now, seen, through, group.delivered, { claimed }, {} }
end

if ARGV[7] ~= "" then
  local known = {}
  for i = 8, #ARGV do known[ARGV[i]] = true end
  for _, row in ipairs(call("XPENDING", log, name, "-", "+", #ARGV, consumer)) do
    if not known[row[1]] then return again(row, row[4] + (ARGV[7] == "c" and 1 or 0)) end
  end
end
local late = call("XPENDING", log, name, "IDLE", ARGV[6], "-", "+", 1)[1]
if late then return again(late, late[4] + 1) end

local read = call("XREADGROUP", "GROUP", name, consumer, "COUNT", ARGV[5], "STREAMS", log, ">")
return { 1, now, seen, through, group.delivered, {}, read and read[1][2] or {} }
`;
