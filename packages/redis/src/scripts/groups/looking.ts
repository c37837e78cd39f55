import { membership, opening } from "./common.ts";

/** Some dead letters of a group. */
export const lettersScript: string = `
-- ARGV 2 group  3 ""  4 the offset behind which they are  5 how many entries
-- Answers { 1, now, { the head's fields }, { { entry, deliveries, flags } … } }
${opening}${membership}
local letters = {}
local behind = "(" .. ARGV[4] .. "-18446744073709551615"
local rows = redis.pcall("XPENDING", log, "!" .. name, behind, "+", ARGV[5])
for _, row in ipairs(rows.err and {} or rows) do
  local entry = call("XRANGE", log, row[1], row[1])[1]
  if not entry then return { "trimmed", now, seen } end
  letters[#letters + 1] = { entry, row[4], flagsOf(row[1]) or "" }
end
return { 1, now, seen, letters }
`;

/** How far each group is. */
export const standingsScript: string = `
-- Answers { 1, now, { the head's fields }, whom the stream is kept for: "ttl group …" or "",
--           { { name, offset handed out, pending, dead, through } … } }
${opening}
local named = groups()
if not named then return { "trimmed", now, seen } end
local standings = {}
for name, group in pairs(named) do
  if string.sub(name, 1, 1) ~= "!" then
    local dead = named["!" .. name]
    standings[#standings + 1] = {
      name, group.delivered, group.pending, dead and dead.pending or 0, isThrough(group) and 1 or 0,
    }
  end
end
local of, hold = string.match(call("HMGET", head, "h")[1] or "", "^(%S*) (.*)$")
return { 1, now, seen, of == life and hold or "", standings }
`;
